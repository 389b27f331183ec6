"""The number formats and words of a house from its file.

formats:                                       Style(formats={"ratio": NumberFormat(scale=-2, digits=1, ...)})
  ratio: {scale: -2, digits: 1, suffix: "%"}

Who only shows figures needs the formats alone, not the library that reads their file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.period_names import SPELLINGS, USUAL
from reportgen.core.yaml_reader import Path, load_with_lines, nearest_line
from reportgen.data.vocabulary import BOUNDS
from reportgen.figures.style import NOT_DISCLOSED, PHRASES, NumberFormat, Style

Negative = Literal["parentheses", "triangle", "minus"]


class _FormatSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    digits: Annotated[int, Field(ge=0, le=15)] = 0
    scale: Annotated[int, Field(ge=-30, le=30)] = 0
    signed: bool = False
    prefix: str = ""
    suffix: str = ""
    brackets: Annotated[str, Field(pattern="^(..)?$")] = ""
    negative: Negative | None = None
    zero: str = ""
    limit: Annotated[int, Field(gt=0)] | None = None


class _StyleSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    negative: Negative = "parentheses"
    currency: str = ""
    units: dict[int, str] = Field(default_factory=dict)
    count_words: dict[str, str] = Field(default_factory=dict)
    formats: dict[str, _FormatSpec] = Field(default_factory=dict)
    language: str = "en"
    count_units: dict[int, str] = Field(default_factory=dict)
    shown_at: dict[int, int] = Field(default_factory=dict)
    counts_at: dict[int, int] = Field(default_factory=dict)
    amounts: dict[str, _FormatSpec] = Field(default_factory=dict)
    phrases: dict[str, str] = Field(default_factory=dict)
    nothing: str = NOT_DISCLOSED
    periods: Literal[*SPELLINGS] = USUAL  # type: ignore[valid-type]


def read_style(data: bytes, file: str) -> Style:
    """The style in a `style.yaml`; all faults of the file are raised together as findings."""
    raw, lines = load_with_lines(data, file)
    if not isinstance(raw, dict):
        raise FindingsError(Issue("unreadable-style", "a style is a mapping of names", Place(file)))
    try:
        spec = _StyleSpec.model_validate(raw)
    except ValidationError as error:
        raise FindingsError(_issue(dict(fault), file, lines) for fault in error.errors()) from None
    formats, amounts = (
        {
            name: NumberFormat(**one.model_dump(exclude={"negative"}), negative=one.negative or spec.negative)
            for name, one in named.items()
        }
        for named in (spec.formats, spec.amounts)
    )
    return Style(
        formats,
        spec.currency,
        spec.units,
        spec.count_words,
        spec.language,
        spec.negative,
        spec.count_units or spec.units,
        spec.shown_at,
        spec.counts_at,
        amounts,
        _phrases(spec.phrases, spec.language),
        spec.nothing,
        spec.periods,
    )


def style_schema() -> dict[str, object]:
    """What may stand in the file, as a JSON Schema."""
    return _StyleSpec.model_json_schema()


def _issue(fault: dict[str, object], file: str, lines: dict[Path, int]) -> Issue:
    path = tuple(str(step) for step in fault["loc"])  # type: ignore[attr-defined]
    place = Place(file, nearest_line(lines, path))
    option = path[-1]
    if fault["type"] == "extra_forbidden":
        inside = len(path) == 3
        known = list((_FormatSpec if inside else _StyleSpec).model_fields)
        message = (
            f'format "{path[1]}" has no option "{option}"' if inside else f'a style has no entry "{option}"'
        )
        issue_id = "unknown-format-option" if inside else "unknown-option"
        hint = did_you_mean(option, known)
        return Issue(issue_id, message, place, expected=", ".join(known), found=option, hint=hint)
    where = ".".join(path)
    message = f'"{option}" {str(fault["msg"]).lower().removeprefix("input ")}'
    return Issue("bad-option", message, place, found=f"{where}: {fault['input']}")


def _phrases(own: Mapping[str, str], language: str) -> Mapping[str, str]:
    """The phrases of a style: a language with one word for a point and for points names it once."""
    alike = {"point": own["points"]} if "points" in own else {}
    bounds = {name: bound.phrases[language] for name, bound in BOUNDS.items() if language in bound.phrases}
    return {**PHRASES, **bounds, **alike, **own}
