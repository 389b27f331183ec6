"""The number style of a house, read from its `style.yaml`.

formats:
  million:        {scale: 6}
  jpy_bn:         {scale: 9, digits: 1, prefix: JPY, suffix: " bn"}
  growth:         {scale: -2, digits: 1, signed: true, suffix: "%"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportgen.diagnostics import FindingsError, Issue, Place, did_you_mean
from reportgen.formatting.number_format import NOT_DISCLOSED, NumberFormat
from reportgen.metrics.vocabulary import BOUNDS
from reportgen.metrics.yaml_text import LimitedLoader, construct, sound_node
from reportgen.values.units import scale_word, spoken_power

Path = tuple[str, ...]
_MOST_VALUES = 20_000
Negative = Literal["parentheses", "triangle", "minus"]
PHRASES: Mapping[str, str] = {
    "up": "up {}",
    "down": "down {}",
    "up_points": "up {}",
    "down_points": "down {}",
    "points": "{} points",
    "point": "{} point",
    **{name: bound.phrases["en"] for name, bound in BOUNDS.items() if bound.phrases},
}


@dataclass(frozen=True, slots=True)
class Style:
    """Named number formats and words of one house.

    `units` gives the words for money at a power of ten: `{6: " million", 9: " billion"}`, `count_units` those
    for counts. `shown_at` says where a unit of print gives way to one of the language: `{9: 8}` shows what is
    printed in billions in hundreds of millions, with as many decimals fewer; `counts_at` the same for counts.
    `amounts` are the formats behind the words `mn`, `bn` and `billion` of a sentence; `phrases` the words around
    figures: `up`, `down`, `up_points`, `down_points`, `approx`, `over`, `under`, `points` and `point` (of a single
    one; that of several where it is not named), each with `{}` for the figure. `nothing` stands in tables where a
    figure is not disclosed.
    """

    formats: Mapping[str, NumberFormat]
    currency: str
    units: Mapping[int, str]
    count_words: Mapping[str, str]
    language: str = "en"
    negative: str = "parentheses"
    count_units: Mapping[int, str] = field(default_factory=dict)
    shown_at: Mapping[int, int] = field(default_factory=dict)
    counts_at: Mapping[int, int] = field(default_factory=dict)
    amounts: Mapping[str, NumberFormat] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=lambda: PHRASES)
    nothing: str = NOT_DISCLOSED

    def phrase(self, name: str, text: str) -> str:
        """`text` in the words of the language: `up 4.1%`, `approx. JPY20.0 billion`."""
        return self.phrases.get(name, PHRASES.get(name, "{}")).replace("{}", text)

    def place(self, scale: int, *, money: bool = True) -> int:
        """The power of ten at which a figure printed at `scale` is shown."""
        places = self.shown_at if money else self.counts_at
        return places[scale] if scale in places else spoken_power(scale, self.language)

    def unit_word(self, scale: int, *, money: bool = True) -> str:
        """What stands behind money or a count at a power of ten: as the style says it, else the language's word."""
        units = self.units if money else self.count_units
        word = scale_word(scale, self.language)
        blank = " " if word and self.language != "ja" else ""
        return units[scale] if scale in units else blank + word + units.get(0, "")

    def format(self, name: str) -> NumberFormat:
        """The format called `name`; `KeyError` where there is none (definitions are checked before)."""
        return self.formats[name]


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
    trim: bool = False


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


def read_style(data: bytes, file: str) -> Style:
    """The style in a `style.yaml`; all faults of the file are raised together as findings."""
    raw, lines = _load(data, file)
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
    )


def _issue(fault: dict[str, object], file: str, lines: dict[Path, int]) -> Issue:
    path = tuple(str(step) for step in fault["loc"])  # type: ignore[attr-defined]
    here = path
    while here and here not in lines:
        here = here[:-1]
    place = Place(file, lines.get(here))
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


def _load(data: bytes, file: str) -> tuple[object, dict[Path, int]]:
    """The file's content and the line of every name in it."""
    try:
        text = data.decode("utf-8")
        loader = LimitedLoader(text)
        node = sound_node(loader, _MOST_VALUES)
        raw = construct(loader, node)
    except UnicodeDecodeError as error:
        issue = Issue("broken-encoding", "this file is not UTF-8", Place(file), found=str(error.reason))
        raise FindingsError([issue]) from None
    except yaml.reader.ReaderError as error:
        message = f"this file is no readable YAML: {error.reason}"
        raise FindingsError([Issue("unreadable-yaml", message, Place(file))]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        message = f"this file is no readable YAML: {error.problem}"
        raise FindingsError([Issue("unreadable-yaml", message, Place(file, line))]) from None
    if not isinstance(node, yaml.MappingNode):
        raise FindingsError([Issue("unreadable-style", "a style is a mapping of names", Place(file))])
    return raw, dict(_lines(node, ()))


def _lines(node: yaml.MappingNode, path: Path) -> Iterator[tuple[Path, int]]:
    for key, value in node.value:
        here = (*path, str(key.value))
        yield here, key.start_mark.line + 1
        if isinstance(value, yaml.MappingNode):
            yield from _lines(value, here)


def _phrases(own: Mapping[str, str], language: str) -> Mapping[str, str]:
    """The phrases of a style: a language with one word for a point and for points names it once."""
    alike = {"point": own["points"]} if "points" in own else {}
    bounds = {name: bound.phrases[language] for name, bound in BOUNDS.items() if language in bound.phrases}
    return {**PHRASES, **bounds, **alike, **own}
