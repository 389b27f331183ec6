"""Numbers in the texts of a finished file: where they stand, and whether a text is what an exact value looks like.

JPY176.1 bn    176,051,000,000   yes
176.2          176,051,000,000   no, whatever unit is meant
1,760億51百万円 176,051,000,000   yes
+16.5%         -0.165            no: the sign
16 ±50         16,000,000        yes: what follows is how far it may lie from that
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from reportgen.core.findings import Place
from reportgen.core.number import plain_width
from reportgen.core.reading_words import MINUS, NUMBER
from reportgen.core.units import CURRENCY_MARK, PERCENT, PERCENT_WORDS, POWER_OF, POWERS, READ_EN, READ_JA

_POWER_OF = {**POWER_OF, **dict.fromkeys(PERCENT_WORDS, PERCENT)}
_WORDS = sorted((*READ_EN, *READ_JA, *PERCENT_WORDS), key=len, reverse=True)
# Bare numbers of tables and charts: their unit stands in the head, a note or an axis.
_POSSIBLE = (*POWERS, PERCENT)
_AMOUNT = re.compile(rf"({NUMBER.pattern})\s*({'|'.join(_WORDS)})?", re.IGNORECASE)
# Parentheses prove nothing: a deduction stands in them as well as a loss, and so does a share beside its level.
_NEGATIVE = re.compile(rf"(?<![\d.])[{re.escape(MINUS)}]\s*{CURRENCY_MARK}?\s*[\d.]|\bdown\b|減")
# How far the figure may lie from the number before it.
_SPREAD = re.compile(rf"\s*\u00b1\s*{NUMBER.pattern}")
_POSITIVE = re.compile(rf"\+\s*{CURRENCY_MARK}?\s*[\d.]|\bup\b|増")


def shows(text: str, value: Decimal) -> bool:
    """Whether `text` can show `value`, which stands in base units.

    A unit word in the text binds; where there is none, any usual unit may be meant. Half a unit of the last
    digit is allowed each way. A text without digits shows nothing that could be wrong.
    """
    plain = _SPREAD.sub("", plain_width(text))
    found = [
        (
            Decimal(match[1].replace(",", "").replace(" ", "")),
            _POWER_OF[match[2].lower()] if match[2] else None,
        )
        for match in _AMOUNT.finditer(plain)
    ]
    if not found:
        return True
    if not value.is_finite() or not _sign_fits(plain, value):
        return False
    size = abs(value)
    if len(found) > 1:
        total = sum((number.scaleb(power or 0) for number, power in found), Decimal(0))
        last, power = found[-1]
        return abs(size - total) <= _half(last, power or 0)
    number, power = found[0]
    powers = (power,) if power is not None else _POSSIBLE
    return any(abs(size - number.scaleb(one)) <= _half(number, one) for one in powers)


def _half(number: Decimal, power: int) -> Decimal:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent + power - 1)


def _sign_fits(text: str, value: Decimal) -> bool:
    if value > 0 and _NEGATIVE.search(text):
        return False
    return not (value < 0 and _POSITIVE.search(text) and not _NEGATIVE.search(text))


# A sign that belongs to the number behind it; brackets and triangles are signs in accounts.
_SIGNED = re.compile(rf"(?:[+({re.escape(MINUS)}]{CURRENCY_MARK}?)?(?:{NUMBER.pattern})")

_DOUBLE_DIGITS = 17
_PLAIN = 25


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a text in order, each with the sign before it: `down 3 (JPY1,942)` gives `3`, `(JPY1,942`."""
    return tuple(_SIGNED.findall(text)) if any(char.isdigit() for char in text) else ()


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


_HOME_WORDS = {
    "cells": "workbook behind the chart",
    "alternative": "alternative text",
    "notes": "speaker notes",
    "properties": "file properties",
    "layout": "slide layout",
    "rule": "rule of the sheet",
    "name": "defined name",
    "header": "head or foot of printed pages",
}


class Home(Struct, frozen=True):
    """Where occurrences stand together: one shape, one part of a chart, one sheet's comments.

    `kind` is text, table, chart, cells (of the workbook behind a chart), alternative, notes, comment,
    properties, layout, cell, rule, name, header, link or drawing. A slide is told by its number and, since people
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

    @property
    def words(self) -> str:
        """What kind of thing this is, for a sentence."""
        return _HOME_WORDS.get(self.kind, self.kind)

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


class TextOccurrence(Struct, frozen=True):
    """One piece of text or number: its home, its place inside (`at`) and its text as it stands."""

    home: Home
    at: str
    text: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the text in order, each with the sign before it."""
        return numbers_in(self.text)
