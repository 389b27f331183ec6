"""The expressions of a catalogue, parsed once, with every fault of all of them.

gross_margin    revenue - cost_of_revenue      ->   {"gross_margin": Difference(...), ...}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reportgen.core.findings import FindingsError, Issue
from reportgen.data.catalogue import ref_issues
from reportgen.data.records import Catalogue, MetricRef
from reportgen.figures.parser import ExpressionError, parse
from reportgen.figures.tree import (
    Difference,
    Expr,
    Metric,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Sum,
)

Expressions = Mapping[str, Expr]


def catalogue_expressions(catalogue: Catalogue) -> Expressions:
    """The tree of each concept that has an expression; `FindingsError` with all faults."""
    expressions, issues = read_expressions(catalogue)
    if issues:
        raise FindingsError(issues)
    return expressions


def read_expressions(catalogue: Catalogue) -> tuple[dict[str, Expr], list[Issue]]:
    """The trees that can be read, and the faults of the others."""
    expressions: dict[str, Expr] = {}
    issues: list[Issue] = []
    for concept in catalogue.concepts.values():
        if not concept.expression:
            continue
        try:
            tree = parse(concept.expression)
        except ExpressionError as error:
            issues.append(error.issue(concept.expression, concept.place))
            continue
        faults = [
            replace(issue, message=f'{issue.message}, read by the expression of "{concept.name}"')
            for ref in named(tree)
            for issue in ref_issues(ref, catalogue, concept.place)
        ]
        issues.extend(faults)
        if not faults:
            expressions[concept.name] = tree
    for name in expressions:
        circle = _circle(name, expressions)
        if circle and circle[0] == min(circle):
            issues.append(
                Issue(
                    "expression-in-a-circle",
                    "expressions read each other in a circle",
                    catalogue.concepts[name].place,
                    found=" -> ".join(circle),
                    hint="one of them must be printed only: empty its expression",
                )
            )
    return expressions, issues


def named(expr: Expr) -> Iterator[MetricRef]:
    """The metrics that an expression names, in reading order, as they are spelled in it."""
    match expr:
        case Metric(ref):
            yield ref
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
            yield from named(left)
            yield from named(right)
        case PriorYear(operand) | PriorQuarter(operand) | Quarters(operand):
            yield from named(operand)
        case _:
            return


def _circle(start: str, expressions: Expressions) -> list[str]:
    """A way from `start` back to itself, or an empty list."""
    way: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for ref in named(expressions[here]):
            name = ref.concept
            if name == start:
                steps = [here]
                while steps[-1] != start:
                    steps.append(way[steps[-1]])
                return [*reversed(steps), start]
            if name in expressions and name not in way:
                way[name] = here
                waiting.append(name)
    return []
