"""The days of a company's fiscal periods: when its years end, and what they are called.

                                                  FY17 begins    4Q17 ends     FY17 is called so since it
March,     named by start                         2017-04-01     2018-03-31    starts in 2017
January,   named by end                           2016-02-01     2017-01-31    ends in 2017
December                                          2017-01-01     2017-12-31    does both
September, last Saturday, named by end            2016-09-25     2017-09-30    ends in 2017

Years of 52 or 53 weeks have quarters of 13 weeks, the 53rd week in the last one. Where a company's days
follow no rule, `printed` gives the last day of a quarter as the company prints it. After a change of year end
the first year is as long as what lies between the two: of nine months, three quarters and a fourth without a day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from reportgen.core.period import Period, PeriodKind

_DAY = timedelta(days=1)
_QUARTER_OF_WEEKS = timedelta(weeks=13)
# Days of weeks and months differ so much from one year to the next.
_OFF = timedelta(weeks=2)
_LENGTHS = {
    PeriodKind.INSTANT: 0,
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
    PeriodKind.TRAILING: 12,
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class FiscalCalendar(NamedTuple):
    """When the fiscal years of a company end and what they are called.

    `month` is the one that a year ends with, `weekday` (0 is Monday) the day of the week that years of 52 or 53
    weeks end on: the last one in the month or, with `nearest`, the one nearest to the month's end. `printed`
    are days that no rule gives, each with its fiscal year and the quarter that it ends. `earlier` are months that
    years ended with before, each with the last fiscal year that did, in their order.
    """

    month: int
    named_by_end: bool = False
    weekday: int | None = None
    nearest: bool = False
    printed: tuple[tuple[tuple[int, int], date], ...] = ()
    earlier: tuple[tuple[int, int], ...] = ()

    def start(self, period: Period) -> date:
        """The first day of a period."""
        return _start(self, period)

    def end(self, period: Period) -> date:
        """The last day of a period; the last that the calendar knows for one without a date."""
        return _end(self, period)

    def opening(self, period: Period) -> Period:
        """The day before a period begins, on which its opening balances stand."""
        return instant(_start(self, period) - _DAY)

    def closing_year(self, period: Period) -> int:
        """The calendar year in which the fiscal year of a stretch of time ends."""
        return period.year if self.named_by_end or self.month_of(period) == 12 else period.year + 1

    def month_of(self, period: Period) -> int:
        """The month that the fiscal year of a stretch of time ends with."""
        return next((month for last, month in self.earlier if period.year <= last), self.month)

    def has(self, period: Period) -> bool:
        """Whether a period has a day: the fourth quarter of a year of nine months has none."""
        return not self.earlier or not period.is_dated or self.start(period) <= self.end(period)

    def compared(self, period: Period) -> Period | None:
        """The same period one year before, for a rate; None without a date, or where no period has those days."""
        if not period.is_dated:
            return None
        return _by_days(self, period) if _near_change(self, period) else _year_before(self, period)

    def months(self, period: Period) -> tuple[date, date]:
        """A day of the first and one of the last month that a period spans.

        Years that end on a day of the week begin and end some days before or after those of the month.
        """
        if self.weekday is None:
            return self.start(period), self.end(period)
        return self.start(period) + timedelta(weeks=1), self.end(period) - timedelta(weeks=1)

    def year_of(self, period: Period) -> Period:
        """The fiscal year that a period lies in, or that a day or a calendar month falls into."""
        if period.is_instant:
            return _year_around(self, self.end(period))
        if period.kind is PeriodKind.MONTH:
            return _year_around(self, date(period.year, period.index, 15))
        return Period(PeriodKind.YEAR, period.year)

    def year_before(self, period: Period) -> Period:
        """The same period one year before; `ValueError` for one without a date.

        A day that ends a quarter has the same quarter's end before it, whatever its date is.
        """
        return _year_before(self, period)

    def quarter_before(self, period: Period) -> Period | None:
        """The quarter before a quarter, the quarter's end before an instant; None for other periods."""
        return _quarter_before(self, period)

    def last_quarters(self, period: Period) -> tuple[Period, ...]:
        """The four quarters that twelve months up to a quarter are made of, the last one first."""
        found = [Period(PeriodKind.QUARTER, period.year, period.index)]
        while len(found) < 4 and (before := _quarter_before(self, found[-1])) is not None:
            found.append(before)
        return tuple(found)

    def sort_key(self, period: Period) -> tuple[date, int]:
        """Orders periods by their last day, shorter ones first; those without a date come last."""
        return self.end(period), _LENGTHS.get(period.kind, period.index)


def instant(day: date) -> Period:
    """A day as a period."""
    return Period(PeriodKind.INSTANT, day.year, 0, day)


# Few periods are asked for their days by the ten thousand.
@cache
def _start(calendar: FiscalCalendar, period: Period) -> date:
    if period.day is not None:
        return period.day
    if period.kind is PeriodKind.MONTH:
        return date(period.year, period.index, 1)
    return _quarter_end(calendar, period.year, _last_quarter(period) - _LENGTHS[period.kind] // 3) + _DAY


@cache
def _end(calendar: FiscalCalendar, period: Period) -> date:
    if period.day is not None:
        return period.day
    if period.kind is PeriodKind.MONTH:
        return _month_end(period.year, period.index)
    return _quarter_end(calendar, period.year, _last_quarter(period))


def _last_quarter(period: Period) -> int:
    """The number of the quarter that a stretch of the year ends with."""
    match period.kind:
        case PeriodKind.QUARTER | PeriodKind.TRAILING:
            return period.index
        case PeriodKind.HALF:
            return period.index * 2
        case PeriodKind.NINE_MONTHS:
            return 3
        case _:
            return 4


@cache
def _quarter_end(calendar: FiscalCalendar, year: int, quarter: int) -> date:
    """The last day of a quarter, of the year before's fourth one for 0, its third one for -1."""
    if quarter < 1:
        return _quarter_end(calendar, year - 1, quarter + 4)
    for named, day in calendar.printed:
        if named == (year, quarter):
            return day
    if quarter < 4 and _is_first(calendar, year):
        return _after_change(calendar, year, quarter)
    whole = Period(PeriodKind.YEAR, year)
    month = calendar.closing_year(whole) * 12 + calendar.month_of(whole) - 1
    if calendar.weekday is None:
        month -= 3 * (4 - quarter)
        return _month_end(month // 12, month % 12 + 1)
    if quarter < 4:
        return _quarter_end(calendar, year - 1, 4) + quarter * _QUARTER_OF_WEEKS
    day = _month_end(month // 12, month % 12 + 1)
    back = (day.weekday() - calendar.weekday) % 7
    return day - timedelta(days=back - 7 if calendar.nearest and back > 3 else back)


def _is_first(calendar: FiscalCalendar, year: int) -> bool:
    """Whether a fiscal year is the first one after a change of year end."""
    return any(year == last + 1 for last, _ in calendar.earlier)


def _after_change(calendar: FiscalCalendar, year: int, quarter: int) -> date:
    """The last day of a quarter of the first year after a change: quarters are counted until the year is over."""
    opening = _quarter_end(calendar, year - 1, 4)
    day = opening + quarter * _QUARTER_OF_WEEKS
    if calendar.weekday is None:
        month = opening.year * 12 + opening.month - 1 + 3 * quarter
        day = _month_end(month // 12, month % 12 + 1)
    return min(day, _quarter_end(calendar, year, 4))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@cache
def _year_around(calendar: FiscalCalendar, day: date) -> Period:
    year = day.year - 1
    while _quarter_end(calendar, year, 4) < day:
        year += 1
    return Period(PeriodKind.YEAR, year)


def _quarter_ended(calendar: FiscalCalendar, day: date) -> tuple[int, int] | None:
    """The fiscal year and the number of the quarter that ends on a day; None where none does."""
    year = _year_around(calendar, day).year
    ends = (number for number in (1, 2, 3, 4) if _quarter_end(calendar, year, number) == day)
    return next(((year, number) for number in ends), None)


@cache
def _year_before(calendar: FiscalCalendar, period: Period) -> Period:
    if not period.is_dated:
        raise ValueError(f"{period} has no date, so there is no year before it")
    if period.day is None:
        near = _by_days(calendar, period) if _near_change(calendar, period) else None
        return near or Period(period.kind, period.year - 1, period.index)
    ended = _quarter_ended(calendar, period.day)
    if ended is not None and not _near_change(calendar, Period(PeriodKind.YEAR, ended[0])):
        return instant(_quarter_end(calendar, ended[0] - 1, ended[1]))
    day, last = period.day, monthrange(period.day.year - 1, period.day.month)[1]
    month_end = day == _month_end(day.year, day.month)
    return instant(day.replace(year=day.year - 1, day=last if month_end else min(day.day, last)))


def _near_change(calendar: FiscalCalendar, period: Period) -> bool:
    """Whether a stretch of time lies in the first or the second fiscal year after a change of year end."""
    if period.day is not None or period.kind is PeriodKind.MONTH:
        return False
    return _is_first(calendar, period.year) or _is_first(calendar, period.year - 1)


def _by_days(calendar: FiscalCalendar, period: Period) -> Period | None:
    """The period whose days lie a year before those of another one; None where none does."""
    start, end = (day - timedelta(weeks=52) for day in (_start(calendar, period), _end(calendar, period)))
    for year in (period.year - 1, period.year - 2):
        for index in range(5):
            one = Period(period.kind, year, index)
            days = (_start(calendar, one), _end(calendar, one)) if bool(index) is bool(period.index) else ()
            if days and abs(days[0] - start) <= _OFF and abs(days[1] - end) <= _OFF:
                return one
    return None


@cache
def _quarter_before(calendar: FiscalCalendar, period: Period) -> Period | None:
    if period.day is None or not period.is_dated:
        before = period.prior_quarter()
        while before is not None and not calendar.has(before):
            before = before.prior_quarter()
        return before
    ended = _quarter_ended(calendar, period.day)
    if ended is not None:
        return instant(_quarter_end(calendar, ended[0], ended[1] - 1))
    month = period.day.year * 12 + period.day.month - 4
    return instant(_month_end(month // 12, month % 12 + 1))
