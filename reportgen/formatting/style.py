"""The number style of a house, read from its `style.yaml`.

formats:
  million:        {scale: 6}
  jpy_bn:         {scale: 9, digits: 1, prefix: JPY, suffix: " bn"}
  growth:         {scale: -2, digits: 1, signed: true, suffix: "%"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import yaml

from reportgen.diagnostics import FindingsError, Issue, Place, did_you_mean
from reportgen.formatting.number_format import NumberFormat


@dataclass(frozen=True, slots=True)
class Style:
    """Named number formats and words of one house.

    `units` gives the words for money at a power of ten: `{6: " million", 9: " billion"}`.
    """

    formats: Mapping[str, NumberFormat]
    currency: str
    units: Mapping[int, str]
    count_words: Mapping[str, str]

    def format(self, name: str) -> NumberFormat:
        """The format called `name`; `KeyError` where there is none (definitions are checked before)."""
        return self.formats[name]


def read_style(data: bytes, file: str) -> Style:
    """The style in a `style.yaml`; all faults of the file are raised together as findings."""
    issues: list[Issue] = []
    try:
        raw = yaml.safe_load(data.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise FindingsError(
            [Issue("unreadable-yaml", "this file is no readable YAML", Place(file, line), found=str(error))]
        ) from None
    if not isinstance(raw, dict):
        raise FindingsError([Issue("unreadable-style", "a style is a mapping of names", Place(file))])
    known = [field.name for field in fields(NumberFormat)]
    formats: dict[str, NumberFormat] = {}
    lines = {line.split(":")[0].strip(): number for number, line in enumerate(data.decode().splitlines(), 1)}
    for name, options in (raw.get("formats") or {}).items():
        place = Place(file, lines.get(name))
        wrong = [option for option in options if option not in known]
        for option in wrong:
            issues.append(
                Issue(
                    "unknown-format-option",
                    f'format "{name}" has no option "{option}"',
                    place,
                    expected=", ".join(known),
                    found=option,
                    hint=did_you_mean(option, known),
                )
            )
        if not wrong:
            formats[name] = NumberFormat(**{"negative": raw.get("negative", "parentheses")} | options)
    if issues:
        raise FindingsError(issues)
    return Style(
        formats=formats,
        currency=raw.get("currency", ""),
        units={int(scale): words for scale, words in (raw.get("units") or {}).items()},
        count_words=raw.get("count_words") or {},
    )
