"""The first reader: the number a tree stands for.

    evaluate(revenue - cost_of_revenue, 4Q17)            48,439 - 39,961 = 8,478
    evaluate_interval(...)                               [8,477, 8,479]

Both readers share one walk, so that the figure and what it leaves open cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import Period
from reportgen.core.structs import replace
from reportgen.data.records import MetricRef
from reportgen.figures.tree import (
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
    Shift,
    Sum,
    operands,
)

V = TypeVar("V", Decimal, Interval)
ValueOf = Callable[[MetricRef, Period], V | None]

_ONE = Decimal(1)
_EXACTLY_ONE = Interval.exact(_ONE)


class _Arithmetic(NamedTuple, Generic[V]):
    """Where a walk has values from: those of metrics, the one of a number, how it divides, and when periods end."""

    value_of: ValueOf[V]
    one: V
    divide: Callable[[V, V], V | None]
    calendar: FiscalCalendar


def evaluate(
    expr: Expr, period: Period, calendar: FiscalCalendar, value_of: ValueOf[Decimal]
) -> Decimal | None:
    """The number, or None where an input is absent or a denominator is not above zero: no rate is meant then.

    `value_of` gives the value of a metric at a period in base units, None where it is not disclosed. The
    tree must be bound: a free `x` raises `ValueError`.
    """
    return _value(expr, period, _Arithmetic(value_of, _ONE, _divide, calendar))


def evaluate_interval(
    expr: Expr, period: Period, calendar: FiscalCalendar, value_of: ValueOf[Interval]
) -> Interval | None:
    """All numbers that the inputs' intervals can reach; None where a denominator can be zero or less."""
    return _value(expr, period, _Arithmetic(value_of, _EXACTLY_ONE, _divide_intervals, calendar))


# Functions of the module: local ones that call each other are cycles, and every figure would leave two behind.


def _value(node: Expr, at: Period | None, rules: _Arithmetic[V]) -> V | None:
    if at is None:
        return None
    match node:
        case Metric(ref):
            return rules.value_of(ref, at)
        case Number():
            return rules.one
        case Parameter():
            raise ValueError("x is not bound to a metric")
        case PriorYear(operand):
            return _value(operand, rules.calendar.compared(at), rules)
        case PriorQuarter(operand):
            return _value(operand, rules.calendar.quarter_before(at), rules)
        case Quarters(operand):
            return _total(operand, at, rules)
    left, right = operands(node)
    a = _value(left, at, rules)
    b = _value(right, at, rules) if a is not None else None
    return _joined(node, a, b, rules.divide) if a is not None and b is not None else None


def _total(operand: Expr, at: Period, rules: _Arithmetic[V]) -> V | None:
    result: V | None = None
    for quarter in at.components() or (at,):
        part = _value(operand, quarter, rules)
        if part is None:
            return None
        result = part if result is None else result + part
    return result


def _joined(node: Expr, a: V, b: V, divide: Callable[[V, V], V | None]) -> V | None:
    match node:
        case Sum():
            return a + b
        case Difference():
            return a - b
        case Product():
            return a * b
        case _:
            return divide(a, b)


def _divide(a: Decimal, b: Decimal) -> Decimal | None:
    return a / b if b > 0 else None


def _divide_intervals(a: Interval, b: Interval) -> Interval | None:
    return a / b if b.low > 0 else None


class Input(Struct, frozen=True):
    """One figure that an expression reads: its metric and its distance from the asked period."""

    metric: MetricRef
    shift: Shift

    def at(self, period: Period, calendar: FiscalCalendar) -> Period | None:
        """The period that is read when the expression is asked for `period`."""
        return shifted(period, self.shift, calendar)


def lineage(expr: Expr, parts: int = 4) -> tuple[Input, ...]:
    """Every figure the tree reads, each once, in reading order; `quarters(...)` reads `parts` quarters."""
    return tuple(dict.fromkeys(_inputs(expr, HERE, parts)))


def shifted(period: Period, shift: Shift, calendar: FiscalCalendar) -> Period | None:
    """The period that lies `shift` away, or None where there is none."""
    here: Period | None = period
    if shift.part:
        quarters = period.components() or (period,)
        here = quarters[shift.part - 1] if shift.part <= len(quarters) else None
    for _ in range(-shift.years):
        here = calendar.compared(here) if here is not None else None
    for _ in range(-shift.quarters):
        here = calendar.quarter_before(here) if here is not None else None
    return here


def _inputs(expr: Expr, shift: Shift, parts: int) -> Iterator[Input]:
    match expr:
        case Metric(ref):
            yield Input(ref, shift)
        case Parameter():
            raise ValueError("x is not bound to a metric")
        case PriorYear(operand):
            yield from _inputs(operand, replace(shift, years=shift.years - 1), parts)
        case PriorQuarter(operand):
            yield from _inputs(operand, replace(shift, quarters=shift.quarters - 1), parts)
        case Quarters(operand):
            for part in range(1, parts + 1):
                yield from _inputs(operand, replace(shift, part=part), parts)
        case _:
            for operand in operands(expr):
                yield from _inputs(operand, shift, parts)
