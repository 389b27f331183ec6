"""Times of a definition, told from the period that a report is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core import period_names
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.figures.query import (
    QueryError,
    When,
    is_for,
    is_relative,
    plan_year,
    read_list,
    read_time,
    to_date,
)

CALENDAR = FiscalCalendar(3)


def told(text: str, this: str, **others: str) -> str:
    aliases = {"this": When(parse_period(this))}
    for name, other in others.items():
        aliases[name] = read_time(other, aliases, CALENDAR)
    return read_time(text, aliases, CALENDAR).key


@pytest.mark.parametrize(
    ("text", "this", "when"),
    [
        ("prior_year(this)", "9M13", "9M12"),
        ("last_quarter(this)", "1H15", "2Q15"),
        ("last_quarter(this)", "2Q15", "2Q15"),
        ("first_quarter(this)", "9M13", "1Q13"),
        ("prior_quarter(this)", "1Q17", "4Q16"),
        ("prior_quarter(last_quarter(this))", "FY17", "3Q17"),
        ("year(this)", "2Q15", "FY15"),
        ("plan_year(this)|target", "9M13", "FY13|target"),
        ("plan_year(this)|target", "FY17", "FY18|target"),
        ("plan_year(this)|target", "4Q17", "FY18|target"),
        ("plan_year(this)|target", "2H17", "FY18|target"),
        ("first_half(this)", "4Q15", "1H15"),
        ("last_half(this)", "FY15", "2H15"),
        ("last_half(this)", "2Q15", "1H15"),
        ("to_date(this)", "2Q15", "1H15"),
        ("to_date(this)", "3Q15", "9M15"),
        ("to_date(this)", "4Q15", "FY15"),
        ("to_date(this)", "1Q15", "1Q15"),
        ("end(this)", "9M13", "2013-12-31"),
        ("year_start(this)", "9M13", "2013-03-31"),
        ("year_start(this)", "FY17", "2017-03-31"),
        ("first_month(plan_year(this))", "FY17", "2018-04"),
        ("back(this, 7)", "4Q17", "1Q16"),
        ("years_back(this, 2)", "9M13", "9M11"),
        (" this ", "FY17", "FY17"),
        ("FY16", "FY17", "FY16"),
    ],
)
def test_a_time_is_told_from_this(text: str, this: str, when: str) -> None:
    assert told(text, this) == when


def test_lists_are_ranges_the_same_period_of_years_or_both() -> None:
    aliases = {"this": When(parse_period("1H15")), "quarter": When(parse_period("2Q15"))}
    keys = [when.key for when in read_list(["back(quarter, 1)..quarter", "same(this, 3)"], aliases, CALENDAR)]
    assert keys == ["1Q15", "2Q15", "1H13", "1H14", "1H15"]
    assert [when.key for when in read_list("1Q16..3Q16", aliases, CALENDAR)] == ["1Q16", "2Q16", "3Q16"]
    assert [when.key for when in read_list(["this", "this"], aliases, CALENDAR)] == ["1H15"], "each time once"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prior_yaer(this)", 'no function of periods is named "prior_yaer"'),
        ("prior_quarter(this)", "FY17 is no quarter"),
        ("back(this)", "back takes a number of steps as well"),
        ("year(this, 3)", "year takes one period only"),
        ("year(that)", "is no period"),
        ("year(this)|aim", 'no scenario is named "aim"'),
    ],
)
def test_what_names_no_time_says_why(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words.replace("(", r"\(")):
        told(text, "FY17")


def test_what_moves_with_this_and_what_does_not() -> None:
    assert is_relative("year(this)|target")
    assert not is_relative("FY16")
    assert not is_relative("this")


def test_kinds_of_periods() -> None:
    assert is_for(parse_period("4Q17"), ("FY", "4Q"))
    assert is_for(parse_period("FY17"), ("FY17",))
    assert not is_for(parse_period("9M17"), ("1H", "FY"))


# `st.builds` would fill the day of a named tuple as well.
quarters = st.tuples(st.integers(2001, 2089), st.integers(1, 4)).map(
    lambda at: Period(PeriodKind.QUARTER, *at)
)


@given(quarters)
def test_a_quarter_ends_with_its_year_to_date_and_never_after_the_year_that_is_planned(
    quarter: Period,
) -> None:
    start, end, year = CALENDAR.start, CALENDAR.end, CALENDAR.year_of(quarter)
    assert end(to_date(quarter)) == end(quarter)
    assert start(to_date(quarter)) == start(year)
    assert end(plan_year(quarter)) > end(quarter) or quarter.index < 4
    assert start(year) <= start(quarter) <= end(quarter) <= end(year)


@pytest.mark.parametrize(
    ("period", "english", "japanese"),
    [
        ("FY17", "FY2017 / FY17 / Apr. 2017 - Mar. 2018", "2018年3月期 / 18/3期 / 2017年4月～2018年3月"),
        (
            "4Q17",
            "4Q FY2017 / 4Q17 / Jan. 2018 - Mar. 2018",
            "2018年3月期 第4四半期 / 18/3期4Q / 2018年1月～2018年3月",
        ),
        (
            "1H15",
            "1H FY2015 / 1H15 / Apr. 2015 - Sep. 2015",
            "2016年3月期 第2四半期累計 / 16/3期2Q累計 / 2015年4月～2015年9月",
        ),
        (
            "9M13",
            "1Q-3Q FY2013 / 9M13 / Apr. 2013 - Dec. 2013",
            "2014年3月期 第3四半期累計 / 14/3期3Q累計 / 2013年4月～2013年12月",
        ),
    ],
)
def test_periods_have_names_in_both_languages(period: str, english: str, japanese: str) -> None:
    for language, expected in (("en", english), ("ja", japanese)):
        found = [
            name(parse_period(period), language, CALENDAR)
            for name in (period_names.long_label, period_names.short_label, period_names.dates)
        ]
        assert " / ".join(found) == expected


def test_other_year_ends_name_their_own_closing_month() -> None:
    assert period_names.label(parse_period("FY17"), "ja", FiscalCalendar(6)) == "2018年6月期"
    assert period_names.label(parse_period("1Q17"), "ja", FiscalCalendar(9)) == "2018年9月期 第1四半期"


@pytest.mark.parametrize(
    ("count", "word"), [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (22, "22nd")]
)
def test_places_in_a_row_are_words(count: int, word: str) -> None:
    assert period_names.nth_word(count, "en") == word
    assert period_names.nth_word(count, "ja") == str(count)
