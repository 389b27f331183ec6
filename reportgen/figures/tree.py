"""One frozen tree for what a metric is computed from.

    gross_margin / revenue        Ratio(Metric(gross_margin), Metric(revenue))
    x / prior_year(x) - 1         Difference(Ratio(Parameter(), PriorYear(Parameter())), Number())

The tree is read three ways, as value, as Excel formula and as lineage; each reader covers every node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from reportgen.data.records import MetricRef


@dataclass(frozen=True, slots=True)
class Metric:
    """The figure of a metric at the asked period."""

    ref: MetricRef


@dataclass(frozen=True, slots=True)
class Parameter:
    """`x`: the metric that a rate is asked for."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number one, the only constant that an expression may hold."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Left plus right."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Difference:
    """Left less right."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Product:
    """Left times right."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Ratio:
    """Left divided by right; not disclosed where right is zero."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class PriorYear:
    """The operand one year before."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class PriorQuarter:
    """The operand one quarter before."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Quarters:
    """The operand summed over the quarters of a longer period."""

    operand: Expr


Expr = Metric | Parameter | Number | Sum | Difference | Product | Ratio | PriorYear | PriorQuarter | Quarters


@dataclass(frozen=True, slots=True)
class Shift:
    """How far an input lies from the asked period: years, then quarters, or the n-th quarter inside it.

    `part` counts from 1; 0 is the period itself.
    """

    years: int = 0
    quarters: int = 0
    part: int = 0


HERE = Shift()


def is_rate(expr: Expr) -> bool:
    """Whether the expression reads `x`, so that it needs a metric to be asked for."""
    match expr:
        case Parameter():
            return True
        case Metric() | Number():
            return False
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
            return is_rate(left) or is_rate(right)
        case PriorYear(operand) | PriorQuarter(operand) | Quarters(operand):
            return is_rate(operand)
        case _:
            assert_never(expr)


def bind(expr: Expr, asked: MetricRef) -> Expr:
    """`expr` for the asked metric: `x` replaced, service line and scope handed down."""
    line = "" if is_rate(expr) else asked.service_line
    return _bound(expr, asked, line)


def _bound(expr: Expr, asked: MetricRef, line: str) -> Expr:
    match expr:
        case Parameter():
            return Metric(asked)
        case Metric(ref):
            return Metric(MetricRef(ref.concept, ref.service_line or line, ref.scope or asked.scope))
        case Number():
            return expr
        case Sum(left, right):
            return Sum(_bound(left, asked, line), _bound(right, asked, line))
        case Difference(left, right):
            return Difference(_bound(left, asked, line), _bound(right, asked, line))
        case Product(left, right):
            return Product(_bound(left, asked, line), _bound(right, asked, line))
        case Ratio(left, right):
            return Ratio(_bound(left, asked, line), _bound(right, asked, line))
        case PriorYear(operand):
            return PriorYear(_bound(operand, asked, line))
        case PriorQuarter(operand):
            return PriorQuarter(_bound(operand, asked, line))
        case Quarters(operand):
            return Quarters(_bound(operand, asked, line))
        case _:
            assert_never(expr)
