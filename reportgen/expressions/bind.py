"""From an expression of the catalogue to the one that is asked for.

    gross_margin_ratio = gross_margin / revenue        asked @si      gross_margin@si / revenue@si
    share_of_revenue   = x / revenue                   of sga_rd@atm  sga_rd@atm / revenue

Inputs without a service line or scope of their own inherit those of the asked metric. In a rate (with `x`)
only the scope is inherited: the share of a service line is its share of total revenues.
"""

from __future__ import annotations

from typing import assert_never

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
