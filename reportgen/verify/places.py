"""A place in a finished file as a person names it.

Model!M20        'Cash flow'!D5        Cash flow!D5
slide 8, shape "revenue_table", cell 3,2
slide 8, shape "revenue_chart", series "Total", point 4Q17
slide 3, "operating income up 31.7%"
slide 8                                    every figure of the slide
revenue|4Q17                               wherever the file shows it
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.office.addresses import split_sheet_address

_WORD = r'(?:"([^"]*)"|\u201c([^\u201d]*)\u201d|\'([^\']*)\'|([^\s,]+))'
_STEP = re.compile(
    rf"\s*(?:slide\s+(?P<slide>\d+)|cell\s+(?P<row>\d+)\s*,\s*(?P<column>\d+)"
    rf"|(?P<name>shape|series|point|bullet|sentence|text)\s+{_WORD}"
    rf'|(?P<bare>"[^"]*"|\u201c[^\u201d]*\u201d)|(?P<notes>notes))\s*(?:,|$)',
    re.IGNORECASE,
)
_KEY = re.compile(r"[a-z_0-9@%.]+(?:\([^)]*\))?\|.+")


class PlaceError(ValueError):
    """The words name no place; the message says what they could have been."""


@dataclass(frozen=True, slots=True)
class ExplainTarget:
    """What was asked about: a cell, a part of a slide, or a figure by its key. Rows and columns from 1."""

    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    slide: int = 0
    shape: str = ""
    series: str = ""
    point: str = ""
    bullet: str = ""
    sentence: str = ""
    key: str = ""
    notes: bool = False

    @property
    def is_cell_of_sheet(self) -> bool:
        """Whether a cell of a workbook is meant."""
        return bool(self.sheet)


def parse_place(text: str) -> ExplainTarget:
    """The place that `text` names; `PlaceError` where it names none."""
    text = text.strip()
    if re.match(r"slide\b", text, re.IGNORECASE):
        return _on_slide(text)
    if "!" in text:
        try:
            sheet, row, column = split_sheet_address(text)
        except ValueError as error:
            raise PlaceError(f"{error}; expected something like Model!M20") from None
        return ExplainTarget(text, sheet=sheet, row=row, column=column)
    if _KEY.fullmatch(text):
        return ExplainTarget(text, key=text)
    if text.startswith(('"', "\u201c")):
        return ExplainTarget(text, sentence=text.strip('"\u201c\u201d'))
    raise PlaceError(
        f'"{text}" is no place: expected Model!M20, slide 8, shape "revenue_table", cell 3,2, or a sentence in quotes'
    )


def _on_slide(text: str) -> ExplainTarget:
    found: dict[str, str | int | bool] = {}
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or match.end() == at:
            raise PlaceError(
                f'"{text[at:].strip()}" is no part of a slide: expected shape "name", cell 3,2, '
                'series "name", point 4Q17, bullet 2, notes or a sentence in quotes'
            )
        if match["slide"]:
            found["slide"] = int(match["slide"])
        elif match["row"]:
            found["row"], found["column"] = int(match["row"]), int(match["column"])
        elif match["name"]:
            word = next(one for one in match.groups()[4:8] if one is not None)
            name = match["name"].lower()
            found["sentence" if name == "text" else name] = word
        elif match["bare"]:
            found["sentence"] = match["bare"].strip('"\u201c\u201d')
        else:
            found["notes"] = True
        at = match.end()
    return ExplainTarget(text, **found)  # type: ignore[arg-type]
