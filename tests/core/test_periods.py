"""Fiscal periods as the trade writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core import period_names
from reportgen.core.period import Period, parse_period, period_range

IDS = ("1Q17", "4Q17", "1H17", "2H17", "9M13", "FY15", "2018-03-31", "2015-04")
years = st.integers(0, 99).map(lambda year: f"{year:02d}")
spelled = st.one_of(
    st.tuples(st.sampled_from(["1Q", "2Q", "3Q", "4Q", "1H", "2H", "9M", "FY"]), years).map("".join),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(lambda day: day.isoformat()),
    st.sampled_from(["medium_term", "undated"]),
)


@given(text=spelled)
def test_a_period_is_spelled_as_it_was_read(text: str) -> None:
    assert str(parse_period(text)) == text


@pytest.mark.parametrize(
    "text", ["", "5Q17", "0Q17", "3H17", "6M17", "FY2017", "17Q1", "2018-13", "2018-02-30", "1q17"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no period|out of range|must be in"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1Q17", "2017-04-01", "2017-06-30"),
        ("4Q17", "2018-01-01", "2018-03-31"),
        ("1H17", "2017-04-01", "2017-09-30"),
        ("2H17", "2017-10-01", "2018-03-31"),
        ("9M13", "2013-04-01", "2013-12-31"),
        ("FY15", "2015-04-01", "2016-03-31"),
        ("2015-04", "2015-04-01", "2015-04-30"),
        ("2018-03-31", "2018-03-31", "2018-03-31"),
    ],
)
def test_a_fiscal_year_starts_in_april_of_its_name(text: str, start: str, end: str) -> None:
    period = parse_period(text)
    assert (period.start().isoformat(), period.end().isoformat()) == (start, end)


def test_another_companys_year_may_end_in_december() -> None:
    assert parse_period("FY17").start(12) == date(2018, 1, 1)
    assert parse_period("4Q17").end(12) == date(2018, 12, 31)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("4Q17", "4Q16"),
        ("FY17", "FY16"),
        ("2018-03-31", "2017-03-31"),
        ("2016-02-29", "2015-02-28"),
        ("2015-02-28", "2014-02-28"),
        ("2015-04", "2014-04"),
    ],
)
def test_the_prior_year_is_the_same_period_a_year_before(text: str, before: str) -> None:
    assert str(parse_period(text).prior_year()) == before


@given(texts=st.lists(spelled))
def test_periods_without_a_date_come_after_all_others(texts: list[str]) -> None:
    periods = sorted((parse_period(text) for text in texts), key=Period.sort_key)
    dated = [period.is_dated for period in periods]
    assert dated == sorted(dated, reverse=True)
    words = [str(period) for period in periods if not period.is_dated]
    assert words == sorted(words)


@pytest.mark.parametrize("text", ["medium_term", "undated"])
def test_nothing_lies_before_or_inside_a_period_without_a_date(text: str) -> None:
    period = parse_period(text)
    assert not period.is_instant
    assert period.prior_quarter() is None
    assert period.components() == ()
    for before in (period.prior_year, lambda: period.step(-1)):
        with pytest.raises(ValueError, match=f"{text} has no date"):
            before()


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [("medium_term", "medium to long term", "中長期"), ("undated", "undated", "時期未定")],
)
def test_a_period_without_a_date_has_one_name_wherever_it_is_named(
    text: str, english: str, japanese: str
) -> None:
    names = (
        period_names.label,
        period_names.long_label,
        period_names.short_label,
        period_names.dates,
        period_names.kind_name,
        period_names.kind_names,
        period_names.last_day,
        period_names.last_month,
    )
    period = parse_period(text)
    assert {name(period, "en", 3) for name in names} == {english} == {period_names.head(period)}
    assert {name(period, "ja", 3) for name in names} == {japanese}


def test_quarters_step_over_the_year() -> None:
    assert str(parse_period("1Q17").prior_quarter()) == "4Q16"
    assert parse_period("FY17").prior_quarter() is None
    assert [str(p) for p in period_range(parse_period("3Q16"), parse_period("2Q17"))] == [
        "3Q16",
        "4Q16",
        "1Q17",
        "2Q17",
    ]


def test_longer_periods_are_made_of_quarters() -> None:
    assert [str(p) for p in parse_period("2H17").components()] == ["3Q17", "4Q17"]
    assert [str(p) for p in parse_period("9M17").components()] == ["1Q17", "2Q17", "3Q17"]
    assert parse_period("1Q17").components() == ()


def test_periods_sort_by_their_last_day_shorter_ones_first() -> None:
    given_ids = ["FY17", "4Q17", "2018-03-31", "3Q17", "2H17", "1H17"]
    ordered: list[Period] = sorted((parse_period(text) for text in given_ids), key=Period.sort_key)
    assert [str(p) for p in ordered] == ["1H17", "3Q17", "2018-03-31", "4Q17", "2H17", "FY17"]
