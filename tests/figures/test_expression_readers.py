"""Value, interval, formula and lineage of one tree agree: for every tree, with every mix of gaps and zeros."""

from __future__ import annotations

from decimal import Decimal

import ironcalc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import Period, parse_period
from reportgen.data.records import MetricRef
from reportgen.figures.evaluate import evaluate, evaluate_interval, lineage
from reportgen.figures.formula import formula
from reportgen.figures.parser import parse
from reportgen.figures.tree import (
    Difference,
    Expr,
    Metric,
    Number,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Shift,
    Sum,
)

NAMES = ("a", "b", "c")
CALENDAR = FiscalCalendar(3)
QUARTER, YEAR = parse_period("3Q17"), parse_period("FY17")
BINARY = (Sum, Difference, Product, Ratio)

metrics = st.sampled_from([Metric(MetricRef(name)) for name in NAMES])
leaves = st.one_of(metrics, st.just(Number()))


def grown(children: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pairs = st.tuples(st.sampled_from(BINARY), children, children)
    return st.one_of(
        pairs.map(lambda item: item[0](item[1], item[2])),
        metrics.map(PriorYear),
        metrics.map(PriorQuarter),
        children.map(PriorYear),
    )


trees = st.recursive(leaves, grown, max_leaves=8)
amounts = st.one_of(st.none(), st.just(Decimal(0)), st.integers(-500, 500).map(lambda n: Decimal(n) / 4))


def address(metric: MetricRef, shift: Shift) -> str:
    """A row per metric, a column per distance: quarters back from CV, parts from CW on."""
    column = 100 + (shift.part or shift.years * 4 + shift.quarters)
    return f"{ironcalc.column_name_from_number(column)}{NAMES.index(metric.concept) + 1}"


def recalculated(text: str, cells: dict[str, Decimal | None]) -> str | float:
    """What ironcalc shows for the formula."""
    model = ironcalc.create("model", "en", "UTC", "en")
    for name, value in cells.items():
        letters = name.rstrip("0123456789")
        column, row = ironcalc.column_number_from_name(letters), int(name[len(letters) :])
        model.set_user_input(0, row, column, "n/d" if value is None else f"{value:f}")
    model.set_user_input(0, 9, 1, f"={text}")
    model.evaluate()
    shown = model.get_cell_value(0, 9, 1)
    assert isinstance(shown, str | float | int)
    return shown


@settings(max_examples=150)
@given(tree=trees, data=st.data(), period=st.sampled_from([QUARTER, parse_period("2018-03-31")]))
def test_the_formula_shows_what_evaluate_says(tree: Expr, data: st.DataObject, period: Period) -> None:
    cells: dict[str, Decimal | None] = {}
    values: dict[tuple[MetricRef, Period], Decimal | None] = {}
    for item in lineage(tree):
        at = item.at(period, CALENDAR)
        assert at is not None
        cell = address(item.metric, item.shift)
        if (item.metric, at) not in values:
            values[item.metric, at] = data.draw(amounts, label=f"{item.metric}|{at}")
        cells[cell] = values[item.metric, at]
    # Four quarters back and a year back meet in one column: they are one figure.
    expected = evaluate(tree, period, CALENDAR, lambda ref, at: values[ref, at])
    shown = recalculated(formula(tree, address), cells)
    if expected is None:
        assert shown == "n/d"
    else:
        assert float(shown) == pytest.approx(float(expected), rel=1e-9, abs=1e-6)


@settings(max_examples=100)
@given(values=st.lists(amounts, min_size=4, max_size=4))
def test_a_sum_over_quarters_passes_a_gap_on(values: list[Decimal | None]) -> None:
    tree = Ratio(Quarters(Metric(MetricRef("a"))), Number())
    by_period = dict(zip(YEAR.components(), values, strict=True))
    expected = evaluate(tree, YEAR, CALENDAR, lambda ref, at: by_period[at])
    cells = {f"{column}1": value for column, value in zip(("CW", "CX", "CY", "CZ"), values, strict=True)}
    shown = recalculated(formula(tree, address), cells)
    assert shown == "n/d" if expected is None else float(shown) == pytest.approx(float(expected))


@settings(max_examples=200)
@given(tree=trees, data=st.data())
def test_the_interval_holds_every_value_its_inputs_can_reach(tree: Expr, data: st.DataObject) -> None:
    exact: dict[tuple[MetricRef, Period], Decimal] = {}
    rounded: dict[tuple[MetricRef, Period], Interval] = {}
    for item in lineage(tree):
        at = item.at(QUARTER, CALENDAR)
        assert at is not None
        value = Decimal(data.draw(st.integers(-9999, 9999))) / 100
        exact[item.metric, at] = value
        rounded[item.metric, at] = Interval.rounded(value.quantize(Decimal(1)), 0)
    reached = evaluate_interval(tree, QUARTER, CALENDAR, lambda ref, at: rounded[ref, at])
    number = evaluate(tree, QUARTER, CALENDAR, lambda ref, at: exact[ref, at])
    if reached is not None:
        assert number is not None
        slack = max(abs(reached.low), abs(reached.high), Decimal(1)) * Decimal("1E-20")
        assert reached.low - slack <= number <= reached.high + slack


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b", 'IFERROR(CV1-CV2,"n/d")'),
        ("a - (b - c)", 'IFERROR(CV1-(CV2-CV3),"n/d")'),
        ("(a + b) / c", 'IFERROR((CV1+CV2)/MAX(0,CV3),"n/d")'),
        ("a / (b * c)", 'IFERROR(CV1/MAX(0,CV2*CV3),"n/d")'),
        ("a / prior_year(a) - 1", 'IFERROR(CV1/MAX(0,CR1)-1,"n/d")'),
        ("a / prior_quarter(a) - 1", 'IFERROR(CV1/MAX(0,CU1)-1,"n/d")'),
        ("quarters(a) / b", 'IFERROR((CW1+CX1+CY1+CZ1)/MAX(0,CV2),"n/d")'),
    ],
)
def test_a_formula_has_no_bracket_too_many(text: str, expected: str) -> None:
    assert formula(parse(text), address) == expected


def test_an_address_may_be_a_lookup() -> None:
    text = formula(parse("a / b"), lambda ref, shift: f'INDEX(Data!$F:$F,MATCH("{ref}",Data!$A:$A,0))')
    lookup = 'INDEX(Data!$F:$F,MATCH("{}",Data!$A:$A,0))'
    assert text == f'IFERROR({lookup.format("a")}/MAX(0,{lookup.format("b")}),"n/d")'


def test_an_address_that_calculates_is_put_in_brackets() -> None:
    assert formula(parse("a / b"), lambda ref, shift: "A1-A2", guarded=False) == "(A1-A2)/MAX(0,(A1-A2))"


def test_each_input_is_listed_once_in_reading_order() -> None:
    found = lineage(parse("a / prior_year(a) - prior_quarter(b) * a"))
    assert [(str(item.metric), item.shift) for item in found] == [
        ("a", Shift()),
        ("a", Shift(years=-1)),
        ("b", Shift(quarters=-1)),
    ]


def test_the_quarter_before_an_instant_is_the_end_of_the_quarter_before() -> None:
    (item,) = lineage(parse("prior_quarter(a)"))
    assert str(item.at(parse_period("2018-03-31"), CALENDAR)) == "2017-12-31"
    assert str(item.at(parse_period("1Q17"), CALENDAR)) == "4Q16"
    assert item.at(YEAR, CALENDAR) is None
