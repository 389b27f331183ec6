"""The first reader: the number a tree stands for.

    evaluate(revenue - cost_of_revenue, 4Q17)            48,439 - 39,961 = 8,478
    evaluate_interval(...)                               [8,477, 8,479]

Both readers share one walk, so that the figure and what it leaves open cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar, assert_never

from reportgen.expressions.tree import (
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
    Sum,
)
from reportgen.metrics.records import MetricRef
from reportgen.values import Interval, Period

V = TypeVar("V", Decimal, Interval)
ValueOf = Callable[[MetricRef, Period], V | None]

_ONE = Decimal(1)


def evaluate(expr: Expr, period: Period, value_of: ValueOf[Decimal]) -> Decimal | None:
    """The number, or None where an input is absent or a denominator is zero.

    `value_of` gives the value of a metric at a period in base units, None where it is not disclosed. The
    tree must be bound: a free `x` raises `ValueError`.
    """
    return _evaluate(expr, period, value_of, _ONE, _divide)


def evaluate_interval(expr: Expr, period: Period, value_of: ValueOf[Interval]) -> Interval | None:
    """All numbers that the inputs' intervals can reach; None where a denominator can be zero."""
    return _evaluate(expr, period, value_of, Interval.exact(_ONE), _divide_intervals)


def _evaluate(
    expr: Expr, period: Period, value_of: ValueOf[V], one: V, divide: Callable[[V, V], V | None]
) -> V | None:
    def value(node: Expr, at: Period | None) -> V | None:
        if at is None:
            return None
        match node:
            case Metric(ref):
                return value_of(ref, at)
            case Number():
                return one
            case Parameter():
                raise ValueError("x is not bound to a metric")
            case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
                a = value(left, at)
                if a is None:
                    return None
                b = value(right, at)
                if b is None:
                    return None
                match node:
                    case Sum():
                        return a + b
                    case Difference():
                        return a - b
                    case Product():
                        return a * b
                    case _:
                        return divide(a, b)
            case PriorYear(operand):
                return value(operand, at.prior_year())
            case PriorQuarter(operand):
                return value(operand, quarter_before(at))
            case Quarters(operand):
                return total(operand, at)
            case _:
                assert_never(node)

    def total(operand: Expr, at: Period) -> V | None:
        parts = [value(operand, quarter) for quarter in at.components() or (at,)]
        result: V | None = None
        for part in parts:
            if part is None:
                return None
            result = part if result is None else result + part
        return result

    return value(expr, period)


def quarter_before(period: Period) -> Period | None:
    """The quarter before a quarter, the quarter's end before an instant; None for other periods."""
    if not period.is_instant:
        return period.prior_quarter()
    assert period.day is not None
    first = period.day.replace(day=1)
    year, month = divmod(first.year * 12 + first.month - 3, 12)
    end = first.replace(year=year, month=month + 1, day=1)
    last = type(end).fromordinal(end.toordinal() - 1)
    return Period(period.kind, last.year, 0, last)


def _divide(a: Decimal, b: Decimal) -> Decimal | None:
    return a / b if b else None


def _divide_intervals(a: Interval, b: Interval) -> Interval | None:
    return None if b.contains(Decimal(0)) else a / b
