"""Times of a definition, fixed or told from the period that a report is about.

period: 9M13                              this: 9M13
prior:    prior_year(this)                9M12
quarter:  last_quarter(this)              3Q13
target:   plan_year(this)|target          FY13|target; after the year's end the next year's
opening:  year_start(this)                2013-03-31, the last day of the year before
quarters: back(quarter, 7)..quarter       4Q11 to 3Q13
years:    same(this, 5)                   9M09, 9M10, 9M11, 9M12, 9M13
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from reportgen.core.period import Period, PeriodKind, period_range
from reportgen.figures.query import QueryError, When, parse_when

_CALL = re.compile(r"\s*([a-z_]+)\(\s*(.+?)\s*(?:,\s*(\d+)\s*)?\)\s*")
_SAME = re.compile(r"\s*same\(\s*(.+?)\s*,\s*(\d+)\s*\)\s*")
_YEAR_ENDS = {(PeriodKind.QUARTER, 4), (PeriodKind.HALF, 2), (PeriodKind.YEAR, 0)}


def year_of(period: Period, month: int = 3) -> Period:
    """The fiscal year that a period lies in, or that a day or a calendar month falls into."""
    if period.is_instant or period.kind is PeriodKind.MONTH:
        day = period.end(month)
        return Period(PeriodKind.YEAR, day.year if day.month > month else day.year - 1)
    return Period(PeriodKind.YEAR, period.year)


def to_date(period: Period) -> Period:
    """The stretch from the year's first day to the period's last: 9M13 for 3Q13, FY17 for 2H17."""
    index = period.index if period.kind is PeriodKind.QUARTER else 0
    if (period.kind, period.index) in _YEAR_ENDS:
        return Period(PeriodKind.YEAR, period.year)
    if index == 2:
        return Period(PeriodKind.HALF, period.year, 1)
    return Period(PeriodKind.NINE_MONTHS, period.year) if index == 3 else period


def plan_year(period: Period) -> Period:
    """The year whose target is looked at: the period's own, after that year's end the next one."""
    ended = (period.kind, period.index) in _YEAR_ENDS
    return Period(PeriodKind.YEAR, period.year + 1 if ended else period.year)


def _quarter_before(period: Period, month: int) -> Period:
    before = period.prior_quarter()
    if before is None:
        raise ValueError(f"{period} is no quarter, so none comes before it")
    return before


def _last_quarter(period: Period, month: int) -> Period:
    quarters = period.components()
    return quarters[-1] if quarters else period


def _instant(day: date) -> Period:
    return Period(PeriodKind.INSTANT, day.year, 0, day)


def _first_month(period: Period, month: int) -> Period:
    day = period.start(month)
    return Period(PeriodKind.MONTH, day.year, day.month)


_WAYS: dict[str, Callable[[Period, int], Period]] = {
    "prior_year": lambda period, month: period.prior_year(),
    "prior_quarter": _quarter_before,
    "last_quarter": _last_quarter,
    "first_quarter": lambda period, month: Period(PeriodKind.QUARTER, year_of(period, month).year, 1),
    "year": year_of,
    "next_year": lambda period, month: Period(PeriodKind.YEAR, year_of(period, month).year + 1),
    "plan_year": lambda period, month: plan_year(period),
    "first_half": lambda period, month: Period(PeriodKind.HALF, year_of(period, month).year, 1),
    "to_date": lambda period, month: to_date(period),
    "end": lambda period, month: _instant(period.end(month)),
    "year_start": lambda period, month: _instant(year_of(period, month).start(month) - timedelta(days=1)),
    "first_month": _first_month,
}
_COUNTED: dict[str, Callable[[Period, int], Period]] = {
    "back": lambda period, count: period.step(-count),
    "years_back": lambda period, count: _years_back(period, count),
}
FUNCTIONS = (*_WAYS, *_COUNTED)


def _years_back(period: Period, count: int) -> Period:
    for _ in range(count):
        period = period.prior_year()
    return period


def is_for(period: Period, names: Sequence[str]) -> bool:
    """Whether a period is one of those named: by its id (FY17) or by its kind (FY, 9M, 1H, 4Q)."""
    return period.id in names or period.id[:2] in names


def is_relative(text: str) -> bool:
    """Whether a time is told from another one, so that it moves with the report's period."""
    return _CALL.fullmatch(text.partition("|")[0]) is not None


def read_time(text: str, aliases: Mapping[str, When], month: int = 3) -> When:
    """The time that `text` names, for a fiscal year that ends with `month`.

    `QueryError` where it names none: an alias, a period id, a function of one, each with `|scenario`.
    """
    call, _, scenario = text.strip().partition("|")
    match = _CALL.fullmatch(call)
    if match is None:
        return parse_when(text.strip(), aliases)
    name, inner, count = match.groups()
    if name not in FUNCTIONS:
        raise QueryError(f'no function of periods is named "{name}"', name, FUNCTIONS)
    if (name in _COUNTED) != (count is not None):
        needs = "a number of steps as well" if name in _COUNTED else "one period only"
        raise QueryError(f"{name} takes {needs}", name, FUNCTIONS)
    period = read_time(inner, aliases, month).period
    try:
        found = _WAYS[name](period, month) if name in _WAYS else _COUNTED[name](period, int(count))
    except ValueError as error:
        raise QueryError(str(error), text) from None
    return When(found, parse_when(f"{found}|{scenario}", {}).scenario if scenario else "actual")


def read_list(members: str | list[str], aliases: Mapping[str, When], month: int = 3) -> tuple[When, ...]:
    """A list of times: `first..last`, the `same` period of several years, or its members one by one."""
    found: list[When] = []
    for member in [members] if isinstance(members, str) else members:
        first, dots, last = member.partition("..")
        every = _SAME.fullmatch(member)
        if dots:
            ends = (read_time(first, aliases, month).period, read_time(last, aliases, month).period)
            found += [When(period) for period in period_range(*ends)]
        elif every is None:
            found.append(read_time(member, aliases, month))
        else:
            when = read_time(every[1], aliases, month)
            steps = reversed(range(int(every[2])))
            found += [When(_years_back(when.period, count), when.scenario) for count in steps]
    return tuple(dict.fromkeys(found))
