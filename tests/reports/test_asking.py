"""Figures asked for by name: what the spelling means, and what is said where it means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language import context

from reportgen.core.period import parse_period
from reportgen.data.records import MetricTable
from reportgen.figures.query import FigureQuery, QueryError, When, parse_query, parse_when

ALIASES = {"prior": When(parse_period("FY22")), "target": When(parse_period("FY24"), "target")}
NOW = When(parse_period("FY23"))


@pytest.fixture(scope="module")
def table() -> MetricTable:
    return context().figures.table


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("revenue", "revenue|FY23"),
        ("revenue|4Q23", "revenue|4Q23"),
        ("revenue|prior", "revenue|FY22"),
        ("revenue@tea", "revenue@tea|FY23"),
        ("revenue@tea%abroad|1H23", "revenue@tea%abroad|1H23"),
        ("revenue|target", "revenue|FY24|target"),
        ("revenue|FY24|target", "revenue|FY24|target"),
        ("yoy(revenue)|prior", "yoy(revenue)|FY22"),
        ("  share_of_revenue(cost)  ", "share_of_revenue(cost)|FY23"),
    ],
)
def test_a_spelling_means_one_figure(table: MetricTable, text: str, key: str) -> None:
    assert parse_query(text, table, ALIASES, NOW).key == key


@pytest.mark.parametrize(
    ("text", "message", "word"),
    [
        ("revenu", 'no metric is named "revenu"', "revenu"),
        ("revenue@te", 'no service line is named "te"', "te"),
        ("revenue%abrod", 'no scope is named "abrod"', "abrod"),
        ("yoyo(revenue)", 'no measure is named "yoyo"', "yoyo"),
        ("revenue|FY24|targt", 'no scenario is named "targt"', "targt"),
        (
            "yoy(revenue",
            '"yoy(revenue" is no figure: expected something like yoy(revenue@si)|FY17',
            "yoy(revenue",
        ),
        ("", '"" is no figure: expected something like yoy(revenue@si)|FY17', ""),
    ],
)
def test_a_spelling_that_means_nothing_says_why(
    table: MetricTable, text: str, message: str, word: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, table, ALIASES, NOW)
    assert (str(caught.value), caught.value.word) == (message, word)


def test_a_period_that_is_none_is_named(table: MetricTable) -> None:
    with pytest.raises(QueryError, match="is no period"):
        parse_query("revenue|5Q23", table, ALIASES, NOW)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("prior", "FY22"),
        ("target", "FY24|target"),
        ("4Q23", "4Q23"),
        ("FY24|target", "FY24|target"),
        ("prior|target", "FY22|target"),
    ],
)
def test_a_time_is_an_alias_a_period_or_one_with_a_scenario(name: str, key: str) -> None:
    assert parse_when(name, ALIASES).key == key


@given(
    st.sampled_from(["revenue", "cost", "margin"]),
    st.sampled_from(["", "@tea"]),
    st.sampled_from(["", "%abroad"]),
    st.sampled_from(["", "yoy", "qoq", "change", "share_of_revenue"]),
    st.sampled_from(["1Q23", "2H23", "9M23", "FY23"]),
    st.sampled_from(["", "|target"]),
)
def test_a_key_asks_for_the_figure_it_is_the_key_of(
    concept: str, line: str, scope: str, measure: str, period: str, scenario: str
) -> None:
    table = context_table()
    metric = f"{concept}{line}{scope}"
    text = f"{measure}({metric})" if measure else metric
    asked = parse_query(f"{text}|{period}{scenario}", table, {}, NOW)
    assert parse_query(asked.key, table, {}, NOW) == asked


_TABLE: list[MetricTable] = []


def context_table() -> MetricTable:
    if not _TABLE:
        _TABLE.append(context().figures.table)
    return _TABLE[0]


def test_a_share_of_something_else_has_a_name_of_its_own(table: MetricTable) -> None:
    part = parse_query("cost", table, {}, NOW)
    whole = parse_query("revenue", table, {}, NOW)
    assert FigureQuery(part.metric, NOW, "share_of_revenue", whole.metric).key == "share(cost, revenue)|FY23"


def test_a_change_names_the_time_that_it_is_counted_from(table: MetricTable) -> None:
    asked = parse_query("change(revenue, prior)|now", table, ALIASES | {"now": NOW}, NOW)
    assert asked.base is not None
    assert asked.key == f"change(revenue, {ALIASES['prior'].key})|FY23"
    assert parse_query(asked.key, table, {}, NOW) == asked


def test_a_share_has_no_time_to_be_counted_from(table: MetricTable) -> None:
    with pytest.raises(QueryError, match="no base of its own"):
        parse_query("share_of_revenue(cost, prior)", table, ALIASES, NOW)
