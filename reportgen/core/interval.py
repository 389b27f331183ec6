"""What a rounded figure can stand for: a closed interval of exact values.

    JPY176.1 bn   stands for   [176.05 bn, 176.15 bn]

Sums, differences, products and quotients of intervals hold every value that the exact figures can reach
(rules of Arelle's "calculations 1.1", restated in docs/checks.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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
