"""One frozen tree for what a metric is computed from.

    gross_margin / revenue        Ratio(Metric(gross_margin), Metric(revenue))
    x / prior_year(x) - 1         Difference(Ratio(Parameter(), PriorYear(Parameter())), Number())

The tree is read three ways, as value, as Excel formula and as lineage; each reader covers every node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from msgspec import Struct

from reportgen.data.records import MetricRef


class Metric(Struct, frozen=True):
    """The figure of a metric at the asked period."""

    ref: MetricRef


class Parameter(Struct, frozen=True):
    """`x`: the metric that a rate is asked for."""


class Number(Struct, frozen=True):
    """The number one, the only constant that an expression may hold."""


class Sum(Struct, frozen=True):
    """Left plus right."""

    left: Expr
    right: Expr


class Difference(Struct, frozen=True):
    """Left less right."""

    left: Expr
    right: Expr


class Product(Struct, frozen=True):
    """Left times right."""

    left: Expr
    right: Expr


class Ratio(Struct, frozen=True):
    """Left divided by right; not disclosed where right is zero."""

    left: Expr
    right: Expr


class PriorYear(Struct, frozen=True):
    """The operand one year before."""

    operand: Expr


class PriorQuarter(Struct, frozen=True):
    """The operand one quarter before."""

    operand: Expr


class Quarters(Struct, frozen=True):
    """The operand summed over the quarters of a longer period."""

    operand: Expr


Expr = Metric | Parameter | Number | Sum | Difference | Product | Ratio | PriorYear | PriorQuarter | Quarters


Expressions = Mapping[str, Expr]


class Shift(Struct, frozen=True):
    """How far an input lies from the asked period: years, then quarters, or the n-th quarter inside it.

    `part` counts from 1; 0 is the period itself.
    """

    years: int = 0
    quarters: int = 0
    part: int = 0


HERE = Shift()


def operands(expr: Expr) -> tuple[Expr, ...]:
    """What a node is made of, from left to right; nothing for a metric, for `x` and for the number."""
    match expr:
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
            return left, right
        case PriorYear(operand) | PriorQuarter(operand) | Quarters(operand):
            return (operand,)
        case Metric() | Parameter() | Number():
            return ()
        case _:
            assert_never(expr)


def named(expr: Expr) -> Iterator[MetricRef]:
    """The metrics that an expression names, in reading order, as they are spelled in it."""
    if isinstance(expr, Metric):
        yield expr.ref
    for operand in operands(expr):
        yield from named(operand)


def is_rate(expr: Expr) -> bool:
    """Whether the expression reads `x`, so that it needs a metric to be asked for."""
    return isinstance(expr, Parameter) or any(map(is_rate, operands(expr)))


def bind(expr: Expr, asked: MetricRef) -> Expr:
    """`expr` for the asked metric: `x` replaced, service line and scope handed down."""
    line = "" if is_rate(expr) else asked.service_line
    return _bound(expr, asked, line)


def _bound(node: Expr, asked: MetricRef, line: str) -> Expr:
    match node:
        case Parameter():
            return Metric(asked)
        case Metric(ref):
            return Metric(MetricRef(ref.concept, ref.service_line or line, ref.scope or asked.scope))
        case Number():
            return node
        case _:
            return type(node)(*(_bound(operand, asked, line) for operand in operands(node)))
