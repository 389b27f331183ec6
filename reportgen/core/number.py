"""Decimal numbers: rounded for display, the interval that a rounded one stands for, characters of ordinary width."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct


class Interval(Struct, frozen=True):
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
        low, high = self.low * factor, self.high * factor
        return Interval(low, high) if low <= high else Interval(high, low)


_WIDE = re.compile("[\u3000\uff01-\uffee\ufe50-\ufe6f]+")


def plain_width(printed: str) -> str:
    """The text with full-width digits, signs and brackets in their ordinary form: `（１２%）` is `(12%)`.

    Raised and circled digits stay what they are: 705¹ is no 7051.
    """
    if printed.isascii():
        return printed
    return _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), printed)


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """`value` rounded to `digits` places after the point, halves away from zero, as Excel displays it.

    The sign of a negative value that rounds to zero is kept: -0.04 at one digit is -0.0.
    """
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
