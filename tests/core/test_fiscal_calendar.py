"""The days of fiscal periods, for companies whose years end in any month, on a day of the week, or as they print it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core import period_names
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind, parse_period

MARCH = FiscalCalendar(3)
JANUARY_BY_END = FiscalCalendar(1, named_by_end=True)
JUNE_BY_END = FiscalCalendar(6, named_by_end=True)
DECEMBER = FiscalCalendar(12)
LAST_SATURDAY = FiscalCalendar(9, named_by_end=True, weekday=5)
NEAREST_SATURDAY = FiscalCalendar(1, weekday=5, nearest=True)
# The 53rd week of this company stands in the first quarter, as it prints it.
PRINTED = LAST_SATURDAY._replace(
    printed=(((2023, 1), date(2022, 12, 31)), ((2023, 2), date(2023, 4, 1)), ((2023, 3), date(2023, 7, 1)))
)


def printing(calendar: FiscalCalendar, weeks: dict[tuple[int, int], int]) -> FiscalCalendar:
    """The calendar with quarters that end so many weeks later than by the rule."""
    days = {at: calendar.end(Period(PeriodKind.QUARTER, *at)) + timedelta(weeks=n) for at, n in weeks.items()}
    return calendar._replace(printed=tuple(sorted(days.items())))


# What is not named is drawn too, as anything that its type allows.
calendars = st.builds(
    printing,
    st.builds(
        FiscalCalendar,
        month=st.integers(1, 12),
        named_by_end=st.booleans(),
        weekday=st.none() | st.integers(0, 6),
        nearest=st.booleans(),
        printed=st.just(()),
        earlier=st.just(()),
    ),
    st.dictionaries(st.tuples(st.integers(2001, 2090), st.integers(1, 3)), st.integers(-3, 3), max_size=4),
)
stretches = st.one_of(
    st.tuples(st.just(PeriodKind.QUARTER), st.integers(2001, 2090), st.integers(1, 4)),
    st.tuples(st.just(PeriodKind.HALF), st.integers(2001, 2090), st.integers(1, 2)),
    st.tuples(st.sampled_from([PeriodKind.NINE_MONTHS, PeriodKind.YEAR]), st.integers(2001, 2090)),
).map(lambda parts: Period(*parts))


# Nine months to December 2023, between years to March and calendar years.
CHANGED = FiscalCalendar(12, earlier=((2022, 3),))


def test_the_first_year_after_a_change_of_year_end_is_as_long_as_what_lies_between() -> None:
    days = {
        name: (CHANGED.start(parse_period(name)).isoformat(), CHANGED.end(parse_period(name)).isoformat())
        for name in ("FY22", "4Q22", "FY23", "1Q23", "3Q23", "9M23", "FY24", "1Q24")
    }
    assert days == {
        "FY22": ("2022-04-01", "2023-03-31"),
        "4Q22": ("2023-01-01", "2023-03-31"),
        "FY23": ("2023-04-01", "2023-12-31"),
        "1Q23": ("2023-04-01", "2023-06-30"),
        "3Q23": ("2023-10-01", "2023-12-31"),
        "9M23": ("2023-04-01", "2023-12-31"),
        "FY24": ("2024-01-01", "2024-12-31"),
        "1Q24": ("2024-01-01", "2024-03-31"),
    }
    assert [CHANGED.has(parse_period(name)) for name in ("3Q23", "4Q23", "4Q24")] == [True, False, True]
    assert str(CHANGED.quarter_before(parse_period("1Q24"))) == "3Q23"
    assert period_names.label(parse_period("FY22"), "ja", CHANGED) == "2023年3月期"
    assert period_names.label(parse_period("FY23"), "ja", CHANGED) == "2023年12月期"


@pytest.mark.parametrize(
    ("name", "before"),
    [
        *[("FY23", "None"), ("FY24", "None"), ("FY25", "FY24"), ("1Q23", "1Q22"), ("3Q23", "3Q22")],
        *[("1Q24", "4Q22"), ("2Q24", "1Q23"), ("4Q24", "3Q23"), ("1Q25", "1Q24"), ("9M24", "None")],
        *[("2024-03-31", "2023-03-31"), ("2023-12-31", "2022-12-31"), ("2025-03-31", "2024-03-31")],
    ],
)
def test_only_what_is_as_long_is_compared_across_a_change_of_year_end(name: str, before: str) -> None:
    assert str(CHANGED.compared(parse_period(name))) == before


@pytest.mark.parametrize(
    ("calendar", "text", "start", "end"),
    [
        (MARCH, "1Q17", "2017-04-01", "2017-06-30"),
        (MARCH, "4Q17", "2018-01-01", "2018-03-31"),
        (MARCH, "1H17", "2017-04-01", "2017-09-30"),
        (MARCH, "2H17", "2017-10-01", "2018-03-31"),
        (MARCH, "9M13", "2013-04-01", "2013-12-31"),
        (MARCH, "FY15", "2015-04-01", "2016-03-31"),
        (MARCH, "2015-04", "2015-04-01", "2015-04-30"),
        (MARCH, "2018-03-31", "2018-03-31", "2018-03-31"),
        (DECEMBER, "FY17", "2017-01-01", "2017-12-31"),
        (DECEMBER, "1Q17", "2017-01-01", "2017-03-31"),
        (DECEMBER, "4Q17", "2017-10-01", "2017-12-31"),
        (JANUARY_BY_END, "FY24", "2023-02-01", "2024-01-31"),
        (JANUARY_BY_END, "1Q24", "2023-02-01", "2023-04-30"),
        (JANUARY_BY_END, "4Q24", "2023-11-01", "2024-01-31"),
        (JUNE_BY_END, "2H24", "2024-01-01", "2024-06-30"),
        (FiscalCalendar(6), "FY24", "2024-07-01", "2025-06-30"),
        (FiscalCalendar(2), "FY23", "2023-03-01", "2024-02-29"),
        (LAST_SATURDAY, "FY22", "2021-09-26", "2022-09-24"),
        (LAST_SATURDAY, "FY23", "2022-09-25", "2023-09-30"),
        (LAST_SATURDAY, "1Q22", "2021-09-26", "2021-12-25"),
        (LAST_SATURDAY, "4Q23", "2023-06-25", "2023-09-30"),
        (NEAREST_SATURDAY, "FY23", "2023-01-29", "2024-02-03"),
        (NEAREST_SATURDAY, "FY22", "2022-01-30", "2023-01-28"),
        (PRINTED, "1Q23", "2022-09-25", "2022-12-31"),
        (PRINTED, "1H23", "2022-09-25", "2023-04-01"),
        (PRINTED, "4Q23", "2023-07-02", "2023-09-30"),
    ],
)
def test_a_period_begins_and_ends_on_its_companys_days(
    calendar: FiscalCalendar, text: str, start: str, end: str
) -> None:
    period = parse_period(text)
    assert (calendar.start(period).isoformat(), calendar.end(period).isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("calendar", "text", "before"),
    [
        (MARCH, "4Q17", "4Q16"),
        (MARCH, "FY17", "FY16"),
        (MARCH, "2018-03-31", "2017-03-31"),
        (MARCH, "2016-02-29", "2015-02-28"),
        (MARCH, "2015-02-28", "2014-02-28"),
        (MARCH, "2018-05-15", "2017-05-15"),
        (MARCH, "2015-04", "2014-04"),
        (LAST_SATURDAY, "2023-09-30", "2022-09-24"),
        (LAST_SATURDAY, "2022-09-24", "2021-09-25"),
        (PRINTED, "2022-12-31", "2021-12-25"),
        (NEAREST_SATURDAY, "2024-02-03", "2023-01-28"),
    ],
)
def test_the_year_before_is_the_same_period_also_where_it_ended_on_another_date(
    calendar: FiscalCalendar, text: str, before: str
) -> None:
    assert str(calendar.year_before(parse_period(text))) == before


@pytest.mark.parametrize(
    ("calendar", "text", "before"),
    [
        (MARCH, "2018-03-31", "2017-12-31"),
        (MARCH, "2018-06-30", "2018-03-31"),
        (MARCH, "2018-05-15", "2018-02-28"),
        (MARCH, "1Q18", "4Q17"),
        (LAST_SATURDAY, "2021-12-25", "2021-09-25"),
        (PRINTED, "2022-12-31", "2022-09-24"),
    ],
)
def test_the_quarter_before_an_instant_is_the_day_on_which_it_ended(
    calendar: FiscalCalendar, text: str, before: str
) -> None:
    assert str(calendar.quarter_before(parse_period(text))) == before


@pytest.mark.parametrize(
    ("calendar", "text", "year"),
    [
        (MARCH, "2018-03-31", "FY17"),
        (MARCH, "2018-04-01", "FY18"),
        (MARCH, "2018-03", "FY17"),
        (DECEMBER, "2018-12-31", "FY18"),
        (JANUARY_BY_END, "2024-01-31", "FY24"),
        (JANUARY_BY_END, "2023-02", "FY24"),
        (LAST_SATURDAY, "2023-09-30", "FY23"),
        (LAST_SATURDAY, "2022-09-25", "FY23"),
        (LAST_SATURDAY, "2022-09", "FY22"),
        (NEAREST_SATURDAY, "2024-02-01", "FY23"),
    ],
)
def test_a_day_and_a_month_lie_in_one_fiscal_year(calendar: FiscalCalendar, text: str, year: str) -> None:
    assert str(calendar.year_of(parse_period(text))) == year


def test_months_are_told_of_weeks_as_the_trade_tells_them() -> None:
    assert period_names.dates(parse_period("FY23"), "en", LAST_SATURDAY) == "Oct. 2022 - Sep. 2023"
    assert period_names.dates(parse_period("FY23"), "en", NEAREST_SATURDAY) == "Feb. 2023 - Jan. 2024"
    assert period_names.label(parse_period("FY17"), "ja", MARCH) == "2018年3月期"
    assert period_names.label(parse_period("FY17"), "ja", DECEMBER) == "2017年12月期"
    assert period_names.label(parse_period("FY17"), "ja", JANUARY_BY_END) == "2017年1月期"


@given(calendar=calendars, period=stretches)
def test_periods_follow_one_another_without_a_gap(calendar: FiscalCalendar, period: Period) -> None:
    following = period.step(1)
    if period.kind is not PeriodKind.NINE_MONTHS:
        assert calendar.start(following) == calendar.end(period) + timedelta(days=1)
    assert calendar.end(following) > calendar.end(period)
    parts = period.components()
    if parts:
        assert calendar.start(parts[0]) == calendar.start(period)
        assert calendar.end(parts[-1]) == calendar.end(period)


@given(calendar=calendars, period=stretches)
def test_the_days_of_a_period_lie_in_its_year_and_end_a_year_after_those_before(
    calendar: FiscalCalendar, period: Period
) -> None:
    for day in (calendar.start(period), calendar.end(period)):
        assert calendar.year_of(Period(PeriodKind.INSTANT, day.year, 0, day)) == calendar.year_of(period)
    end = calendar.end(period)
    balance = calendar.year_before(Period(PeriodKind.INSTANT, end.year, 0, end))
    assert balance.day == calendar.end(calendar.year_before(period))
    year = calendar.year_of(period)
    assert (calendar.end(year) - calendar.start(year)).days + 1 in (
        (365, 366) if calendar.weekday is None else (364, 371)
    )
