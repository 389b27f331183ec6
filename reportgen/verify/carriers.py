"""What a finished file says with digits, piece by piece, and where each piece stands.

home  slide 5, shape "revenue_chart", chart      at  series "Total", 4Q17, value        text  48439
home  slide 3, shape "key_left", table           at  cell 1,2                           text  JPY176.1 bn
home  sheet "Model", comment                     at  B7                                 text  see line 179

A carrier is the smallest place that a person can point at: a paragraph, a table cell, a point of a chart, a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from reportgen.checks.tokens import NUMBER
from reportgen.diagnostics import Place
from reportgen.values.units import CURRENCY_MARK

# A sign that belongs to the number behind it; brackets and triangles are signs in accounts.
_SIGNED = re.compile(rf"(?:[-+\u2212\u25b3\u25b2(]{CURRENCY_MARK}?)?(?:{NUMBER.pattern})")

_DOUBLE_DIGITS = 17
_PLAIN = 25


@dataclass(frozen=True, slots=True)
class Home:
    """Where carriers stand together: one shape, one part of a chart, one sheet's comments.

    `kind` is text, table, chart, cells (of the workbook behind a chart), alternative, notes, comment,
    properties, layout, cell, rule, name, header or drawing. A slide is told by its number and, since people
    move slides, matched by its `slide_id`; a shape by its id.
    """

    kind: str
    slide: int = 0
    slide_id: str = ""
    shape_id: str = ""
    shape: str = ""
    sheet: str = ""
    part: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What stays the same where a person moves the slide or renames the shape."""
        return (self.kind, self.slide_id, self.shape_id, self.sheet, self.part)

    def place(self, file: str, cell: str = "") -> Place:
        """The place for a finding."""
        return Place(
            file,
            sheet=self.sheet,
            cell=cell,
            slide=self.slide or None,
            shape=self.shape,
            part="" if self.slide or self.sheet else self.part,
        )


@dataclass(frozen=True, slots=True)
class Carrier:
    """One piece of text or number: its home, its place inside (`at`) and its text as it stands."""

    home: Home
    at: str
    text: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the text in order, each with the sign before it."""
        return numbers_in(self.text)


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a text in order, each with the sign before it: `down 3 (JPY1,942)` gives `3`, `(JPY1,942`."""
    return tuple(_SIGNED.findall(text)) if _has_digit(text) else ()


def number_text(text: str) -> str:
    """A number of a cell or a cache in one spelling, so that `1.0` and `1` are the same number.

    Up to seventeen digits it is the double that programs read, whatever digits they print for it; further
    digits stay as they are written. Texts that are no number stay as they are.
    """
    if len(text) < _DOUBLE_DIGITS and text.isdecimal() and text[0] != "0":
        return text
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact.is_finite():
        return text
    if len(exact.as_tuple().digits) <= _DOUBLE_DIGITS:
        exact = Decimal(repr(float(exact)))
    shown = f"{exact:f}" if -_PLAIN < exact.adjusted() < _PLAIN else str(exact.normalize())
    return shown.rstrip("0").rstrip(".") if "." in shown and "E" not in shown else shown


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
