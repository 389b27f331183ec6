"""Decimal numbers as pages print them: read, rounded for display, and the interval that a rounded one stands for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reportgen.core.units import CURRENCY_MARK


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included; `low <= high`."""

    low: Decimal
    high: Decimal

    @classmethod
    def rounded(cls, value: Decimal, decimals: int) -> Interval:
        """The values that round to `value` when half a unit of digit `decimals` is allowed each way.

        `decimals` counts digits after the point in base units: -6 is a figure printed in whole millions.
        """
        half = Decimal(5).scaleb(-decimals - 1)
        return cls(value - half, value + half)

    @classmethod
    def exact(cls, value: Decimal) -> Interval:
        """The interval that holds one value only."""
        return cls(value, value)

    @property
    def width(self) -> Decimal:
        """High less low: how much the figure leaves open."""
        return self.high - self.low

    def meets(self, other: Interval) -> bool:
        """Whether the two intervals share at least one value."""
        return self.low <= other.high and other.low <= self.high

    def contains(self, value: Decimal) -> bool:
        """Whether `value` lies inside, ends included."""
        return self.low <= value <= self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient; `ZeroDivisionError` where the divisor's interval holds zero."""
        if other.contains(Decimal(0)):
            raise ZeroDivisionError("the divisor can be zero")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: Decimal) -> Interval:
        """The interval with both ends times `factor`."""
        return self * Interval.exact(factor)


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|(?<!\.)\.\d+")
_NEGATIVE_WORDS = re.compile(r"\b(?:down|decreased?|loss(?:es)?|less)\b|減|下落|損失|赤字", re.IGNORECASE)
_NEGATIVE_MARKS = re.compile(
    rf"\(\s*{CURRENCY_MARK}?\s*[\d.]|(?<![\d.])[-\u2212\u25b3\u25b2]\s*{CURRENCY_MARK}?\s*[\d.]"
)
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SPELLED = {word: Decimal(value) for value, word in enumerate(NUMBER_WORDS, start=1)}
_SPELLED_WORD = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE)


def plain_width(printed: str) -> str:
    """The token with full-width digits, signs and brackets in their ordinary form: `（１２%）` is `(12%)`."""
    return printed if printed.isascii() else unicodedata.normalize("NFKC", printed)


def number_tokens(text: str) -> list[str]:
    """The numbers as they stand in a text of ordinary width: `JPY5,109 (44.5%)` holds `5,109` and `44.5`."""
    return _NUMBER.findall(text)


def is_negative(printed: str) -> bool:
    """Whether a token says that its number is below zero.

    Negative are figures in parentheses, with a minus sign, with a triangle, or said to be "down" or 減.
    Square brackets only mark growth and carry no sign; a dash between two numbers makes a range.
    """
    text = plain_width(printed)
    return bool(_NEGATIVE_MARKS.search(text)) or bool(_NEGATIVE_WORDS.search(text))


def parse_printed(printed: str) -> Decimal | None:
    """The signed number in a printed token, in the token's own scale, or None where there is none or several.

    Thousands separators go, printed decimals stay. Where no digit stands, a number word up to ten counts:
    "one million" is 1.
    """
    text = plain_width(printed)
    found = number_tokens(text)
    if not found:
        words = _SPELLED_WORD.findall(text)
        if len(words) != 1:
            return None
        value = _SPELLED[words[0].lower()]
    elif len(found) == 1:
        value = Decimal(found[0].replace(",", ""))
    else:
        return None
    # A zero in brackets stays below zero: it is a small fall, hidden by rounding.
    return value.copy_negate() if is_negative(text) else value


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """`value` rounded to `digits` places after the point, halves away from zero, as Excel displays it.

    The sign of a negative value that rounds to zero is kept: -0.04 at one digit is -0.0.
    """
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
