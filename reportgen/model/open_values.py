"""Numbers over figures that leave something open: what Excel gives, and all that it can stand for.

D6-I6        176,051 less about 176,000      51, from -449.5 to 551.5
SUM(E6:H6)   48,439 +- 0.5 and so on         each half digit adds up
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.data.records import Figure
from reportgen.figures.resolved import Resolved, from_print
from reportgen.formula.tree import CellError

_ANYTHING = Interval(Decimal("-1E30"), Decimal("1E30"))
_DIVIDED = CellError("#DIV/0!")


class OpenSource(Struct, frozen=True, eq=False):
    """A number that others are reckoned from, by how far it may lie from its value; no two are the same one."""

    reach: Interval


class OpenNumber(Struct, frozen=True):
    """A number of a cell in the cell's unit, and what it is open by: how often each of its sources is in it.

    A source that is added and taken away again leaves nothing open. `figure` is the printed figure that it shows in
    another unit, `answer` the figure of the model that it repeats; `exact` tells that no "approx." is behind it.
    """

    value: Decimal
    terms: Mapping[OpenSource, Decimal] = MappingProxyType({})
    exact: bool = True
    figure: Figure | None = None
    answer: Resolved | None = None

    @property
    def interval(self) -> Interval:
        """All that it can stand for."""
        low = high = self.value
        for source, times in self.terms.items():
            reach = source.reach.scaled(times)
            low, high = low + reach.low, high + reach.high
        return Interval(low, high)


Content: TypeAlias = "OpenNumber | str | bool | CellError | None"


def exact(value: Decimal) -> OpenNumber:
    """A number that leaves nothing open."""
    return OpenNumber(value)


def within(value: Decimal, interval: Interval, is_exact: bool) -> OpenNumber:
    """A number that lies somewhere in an interval, whatever else is known."""
    if interval.low == interval.high:
        return OpenNumber(value, exact=is_exact)
    return OpenNumber(value, {OpenSource(interval - Interval.exact(value)): Decimal(1)}, is_exact)


def shown_figure(figure: Figure, shown: Decimal) -> OpenNumber:
    """A printed figure in a cell that shows it as `shown`, in whatever unit."""
    printed = from_print("", figure)
    assert printed.value is not None
    assert printed.interval is not None
    factor = shown / printed.value if printed.value else Decimal(1).scaleb(-figure.scale)
    number = within(shown, printed.interval.scaled(factor), figure.bound == "point")
    return replace(number, figure=figure)


def shown_answer(answer: Resolved, power: int) -> OpenNumber:
    """A figure that is disclosed, in a cell that counts in a power of ten of its unit."""
    assert answer.value is not None
    assert answer.interval is not None
    unit = Decimal(1).scaleb(-power)
    number = within(answer.value * unit, answer.interval.scaled(unit), answer.bound == "point")
    return replace(number, answer=answer)


def sum_of(a: OpenNumber, b: OpenNumber, times: int = 1) -> OpenNumber:
    """A number and another one, so many times; what they have in common is reckoned once."""
    if not a.terms and not b.terms:
        return OpenNumber(a.value + times * b.value, exact=a.exact and b.exact)
    terms = dict(a.terms)
    for source, count in b.terms.items():
        terms[source] = terms.get(source, Decimal(0)) + times * count
    left = {source: count for source, count in terms.items() if count}
    return OpenNumber(a.value + times * b.value, left, a.exact and b.exact)


def scaled(a: OpenNumber, factor: Decimal) -> OpenNumber:
    """A number times an exact one: a printed figure is that figure in another unit then."""
    if factor == 1:
        return a
    terms = {source: count * factor for source, count in a.terms.items()}
    return OpenNumber(a.value * factor, terms, a.exact, a.figure)


def product(a: OpenNumber, b: OpenNumber) -> OpenNumber:
    """One number times another."""
    if not b.terms:
        return scaled(a, b.value)
    if not a.terms:
        return scaled(b, a.value)
    return within(a.value * b.value, a.interval * b.interval, a.exact and b.exact)


def quotient(a: OpenNumber, b: OpenNumber) -> Content:
    """One number by another; an error where that is 0."""
    if not b.value:
        return _DIVIDED
    if not b.terms:
        return scaled(a, 1 / b.value)
    interval = _ANYTHING if b.interval.contains(Decimal(0)) else a.interval / b.interval
    return within(a.value / b.value, interval, a.exact and b.exact)


def size(a: OpenNumber) -> OpenNumber:
    """A number without its sign, as ABS gives it."""
    interval = a.interval
    if interval.low >= 0:
        return a
    if interval.high <= 0:
        return scaled(a, Decimal(-1))
    return within(abs(a.value), Interval(Decimal(0), max(-interval.low, interval.high)), a.exact)


def _in_steps(a: OpenNumber, step: Callable[[Decimal], Decimal]) -> OpenNumber:
    """A number that all of some stretch become."""
    if not a.terms:
        return OpenNumber(step(a.value), exact=a.exact)
    interval = a.interval
    return within(step(a.value), Interval(step(interval.low), step(interval.high)), a.exact)


def whole(a: OpenNumber) -> OpenNumber:
    """The next whole number below, as INT gives it."""
    return _in_steps(a, lambda one: one.to_integral_value(ROUND_FLOOR))


def rounded(a: OpenNumber, places: OpenNumber) -> OpenNumber:
    """A number as ROUND gives it."""
    unit = Decimal(1).scaleb(-int(places.value))
    return _in_steps(a, lambda one: (one / unit).to_integral_value(ROUND_HALF_UP) * unit)
