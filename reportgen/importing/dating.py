"""The fiscal period that two days of a filing mean.

2025-02-01 to 2025-04-30     1Q26 of a company whose year ends on January 31 and is named by its end
2025-04-28 to 2025-07-27     2Q26, of one whose years have 52 or 53 weeks

A stretch may begin and end some days off the calendar, which is then told once for the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar, instant
from reportgen.core.period import Period, PeriodKind

# Years of 52 weeks end up to six days off the month's end.
_OFF = 7
_DAY = timedelta(days=1)
_PARTS = (
    # First: the first year after a change of year end may be as long as a part of a year.
    (PeriodKind.YEAR, 0),
    *((PeriodKind.QUARTER, index) for index in (1, 2, 3, 4)),
    *((PeriodKind.HALF, index) for index in (1, 2)),
    (PeriodKind.NINE_MONTHS, 0),
)


class Dated(Struct, frozen=True):
    """A fiscal period, and by how many days the filing's own days differ from it."""

    period: Period
    off: int = 0


@cache
def stretch(calendar: FiscalCalendar, start: date, end: date) -> Dated | None:
    """The period of the fiscal year that begins and ends nearest to two days; None where none is near."""
    best: Dated | None = None
    for year in (end.year - 1, end.year, end.year + 1):
        for kind, index in _PARTS:
            period = Period(kind, year, index)
            off = max(abs((calendar.start(period) - start).days), abs((calendar.end(period) - end).days))
            if off <= _OFF and (best is None or off < best.off):
                best = Dated(period, off)
    return best


def moved_days(calendar: FiscalCalendar, stretches: Iterable[tuple[date, date]]) -> dict[date, date]:
    """Days that end or open a stretch somewhat off the calendar, with the days that the calendar has for them."""
    found: dict[date, date] = {}
    for start, end in stretches:
        dated = stretch(calendar, start, end)
        if dated is not None and dated.off:
            found[end] = calendar.end(dated.period)
            found[start - _DAY] = calendar.start(dated.period) - _DAY
    return {day: known for day, known in found.items() if day != known}


def at_day(day: date) -> Dated:
    """A day as a period."""
    return Dated(instant(day))
