"""The second reader: which figures a tree reads, in reading order.

x / prior_year(x) - 1, of revenue   ->   revenue, revenue one year before
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from reportgen.expressions.evaluate import quarter_before
from reportgen.expressions.tree import (
    HERE,
    Difference,
    Expr,
    Metric,
    Number,
    Parameter,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Shift,
    Sum,
)
from reportgen.metrics.records import MetricRef
from reportgen.values import Period


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that an expression reads: its metric and its distance from the asked period."""

    metric: MetricRef
    shift: Shift = HERE

    def at(self, period: Period) -> Period | None:
        """The period that is read when the expression is asked for `period`."""
        return shifted(period, self.shift)


def lineage(expr: Expr, parts: int = 4) -> tuple[Input, ...]:
    """Every figure the tree reads, each once, in reading order; `quarters(...)` reads `parts` quarters."""
    return tuple(dict.fromkeys(_inputs(expr, HERE, parts)))


def shifted(period: Period, shift: Shift) -> Period | None:
    """The period that lies `shift` away, or None where there is none."""
    here: Period | None = period
    if shift.part:
        quarters = period.components() or (period,)
        here = quarters[shift.part - 1] if shift.part <= len(quarters) else None
    for _ in range(-shift.years):
        here = here.prior_year() if here is not None else None
    for _ in range(-shift.quarters):
        here = quarter_before(here) if here is not None else None
    return here


def _inputs(expr: Expr, shift: Shift, parts: int) -> Iterator[Input]:
    match expr:
        case Metric(ref):
            yield Input(ref, shift)
        case Number():
            return
        case Parameter():
            raise ValueError("x is not bound to a metric")
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
            yield from _inputs(left, shift, parts)
            yield from _inputs(right, shift, parts)
        case PriorYear(operand):
            yield from _inputs(operand, replace(shift, years=shift.years - 1), parts)
        case PriorQuarter(operand):
            yield from _inputs(operand, replace(shift, quarters=shift.quarters - 1), parts)
        case Quarters(operand):
            for part in range(1, parts + 1):
                yield from _inputs(operand, replace(shift, part=part), parts)
        case _:
            assert_never(expr)
