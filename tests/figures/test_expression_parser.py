"""Reading the catalogue's expressions."""

from __future__ import annotations

import pytest

from reportgen.core.findings import Place
from reportgen.data.records import MetricRef, parse_metric
from reportgen.figures.evaluate import lineage
from reportgen.figures.parser import ExpressionError, parse
from reportgen.figures.tree import (
    Difference,
    Metric,
    Number,
    Parameter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Sum,
    bind,
    is_rate,
)

A, B, C = (Metric(MetricRef(name)) for name in "abc")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a - b", Difference(A, B)),
        ("a - b - c", Difference(Difference(A, B), C)),
        ("a - (b - c)", Difference(A, Difference(B, C))),
        ("a + b / c", Sum(A, Ratio(B, C))),
        ("(a + b) * c", Product(Sum(A, B), C)),
        ("x / prior_year(x) - 1", Difference(Ratio(Parameter(), PriorYear(Parameter())), Number())),
        ("quarters(a)", Quarters(A)),
        (" a@si.construction%abroad ", Metric(MetricRef("a", "si.construction", "abroad"))),
    ],
)
def test_an_expression_becomes_a_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "name", "column"),
    [
        ("", "expression-ends", 1),
        ("a -", "expression-ends", 4),
        ("a b", "expression-goes-on", 3),
        ("a)", "expression-goes-on", 2),
        ("(a - b", "bracket-not-closed", 1),
        ("a / 100", "number-in-expression", 5),
        ("prior_yaer(a)", "unknown-function", 1),
        ("a & b", "expression-goes-on", 3),
        ("- a", "unexpected-character", 1),
        ("prior_quarter(quarters(a))", "steps-inside-steps", 1),
        ("(" * 60 + "a", "expression-too-deep", 52),
    ],
)
def test_a_fault_is_found_at_its_column(text: str, name: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.id, caught.value.column) == (name, column)


def test_a_fault_becomes_a_finding_with_a_way_out() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("a / prior_yaer(a)")
    issue = caught.value.issue("a / prior_yaer(a)", Place("data/concepts.csv", 7))
    assert issue.message == 'no function is named "prior_yaer", at column 5 of the expression'
    assert issue.hint == 'did you mean "prior_year"?'


def test_inputs_inherit_the_service_line_that_is_asked_for() -> None:
    bound = bind(parse("gross_margin / revenue"), parse_metric("gross_margin_ratio@si%abroad"))
    assert [str(item.metric) for item in lineage(bound)] == ["gross_margin@si%abroad", "revenue@si%abroad"]


def test_a_share_of_revenue_is_a_share_of_total_revenue() -> None:
    bound = bind(parse("x / revenue"), parse_metric("sga@atm"))
    assert [str(item.metric) for item in lineage(bound)] == ["sga@atm", "revenue"]


def test_a_line_that_is_named_stays() -> None:
    bound = bind(parse("revenue@si / revenue"), parse_metric("mix@network"))
    assert [str(item.metric) for item in lineage(bound)] == ["revenue@si", "revenue@network"]


def test_only_expressions_that_read_x_are_rates() -> None:
    assert is_rate(parse("x / prior_year(x) - 1"))
    assert not is_rate(parse("a - b"))
