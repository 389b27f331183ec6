"""Fiscal periods as the trade writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core import period_names
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, parse_period, period_range

CALENDAR = FiscalCalendar(3)
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
    "text",
    ["", "5Q17", "0Q17", "3H17", "3M17", "FY201", "17Q1", "Q1", "2018-13", "2018-02-30", "1q17", "Q1  2017"],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no period|out of range|must be in"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        *(
            (text, "1Q23")
            for text in ("Q1 2023", "Q123", "2023Q1", "2023 Q1", "1Q2023", "1Q 2023", "1Q FY2023", "Q1 FY23")
        ),
        *((text, "1H23") for text in ("H1 2023", "2023H1", "1H 2023", "6M23", "6M 2023", "H1 FY23")),
        *((text, "9M23") for text in ("9M 2023", "2023 9M", "9M FY2023")),
        *((text, "FY23") for text in ("FY2023", "FY 2023", "FY 23")),
        *((text, "LTM3Q23") for text in ("LTM 3Q23", "LTM Q3 2023", "TTM 3Q 2023")),
        ("FY1999", "FY1999"),
        ("4Q1999", "4Q1999"),
    ],
)
def test_periods_are_read_as_people_write_them_and_spelled_one_way(text: str, spelling: str) -> None:
    assert str(parse_period(text)) == spelling
    assert parse_period(spelling) == parse_period(text)


@given(texts=st.lists(spelled))
def test_periods_without_a_date_come_after_all_others(texts: list[str]) -> None:
    periods = sorted((parse_period(text) for text in texts), key=CALENDAR.sort_key)
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
    for before in (lambda: CALENDAR.year_before(period), lambda: period.step(-1)):
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
    assert {name(period, "en", CALENDAR) for name in names} == {english} == {period_names.head(period)}
    assert {name(period, "ja", CALENDAR) for name in names} == {japanese}


def test_quarters_step_over_the_year() -> None:
    assert str(parse_period("1Q17").prior_quarter()) == "4Q16"
    assert parse_period("FY17").prior_quarter() is None
    assert period_range(parse_period("medium_term"), parse_period("medium_term")) == (
        parse_period("medium_term"),
    )
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


def test_twelve_months_up_to_a_quarter_are_the_last_four() -> None:
    period = parse_period("LTM 2Q23")
    assert [str(one) for one in period.components()] == ["3Q22", "4Q22", "1Q23", "2Q23"]
    assert [str(one) for one in reversed(CALENDAR.last_quarters(period))] == ["3Q22", "4Q22", "1Q23", "2Q23"]
    assert (CALENDAR.start(period), CALENDAR.end(period)) == (
        CALENDAR.start(parse_period("3Q22")),
        CALENDAR.end(parse_period("2Q23")),
    )
    assert str(period.step(3)) == "LTM1Q24"
    assert str(CALENDAR.year_before(period)) == "LTM2Q22"


def test_periods_sort_by_their_last_day_shorter_ones_first() -> None:
    given_ids = ["FY17", "4Q17", "2018-03-31", "3Q17", "2H17", "1H17"]
    ordered: list[Period] = sorted((parse_period(text) for text in given_ids), key=CALENDAR.sort_key)
    assert [str(p) for p in ordered] == ["1H17", "3Q17", "2018-03-31", "4Q17", "2H17", "FY17"]


@pytest.mark.parametrize("spelling", period_names.SPELLINGS)
@pytest.mark.parametrize("period", ["1Q17", "2H17", "9M17", "FY17", "2018-03-31", "2018-04"])
def test_every_spelling_of_a_house_is_read_again(period: str, spelling: str) -> None:
    told = period_names.spelled(parse_period(period), spelling)
    assert str(parse_period(told)) == period
    assert (told == spelling.replace("23", "17")) == (period == "1Q17")
