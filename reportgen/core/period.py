"""Fiscal periods and instants, written as the trade writes them.

    1Q17  2Q17       a quarter of the fiscal year that starts in 2017
    1H17  2H17       a half
    9M17             the first nine months
    FY17             the year
    2018-03-31       an instant
    2018-04          a calendar month
    medium_term      no date: what is planned for the middle to long term
    undated          no date at all

The fiscal year is named for the calendar year in which it starts. Its last day is a company's own; the
examples end on 31 March.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class PeriodKind(StrEnum):
    """The lengths that figures are reported for, and none where a document names no date."""

    QUARTER = "Q"
    HALF = "H"
    NINE_MONTHS = "9M"
    YEAR = "FY"
    INSTANT = "instant"
    MONTH = "month"
    UNDATED = "undated"


_SHAPES = {
    PeriodKind.QUARTER: re.compile(r"([1-4])Q(\d\d)"),
    PeriodKind.HALF: re.compile(r"([12])H(\d\d)"),
    PeriodKind.NINE_MONTHS: re.compile(r"(9)M(\d\d)"),
    PeriodKind.YEAR: re.compile(r"(FY)(\d\d)"),
}
_MONTHS = {
    PeriodKind.INSTANT: 0,
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
# Periods without a date, in the order in which they follow the dated ones.
_UNDATED = ("medium_term", "undated")


class Period(NamedTuple):
    """One reporting period or instant.

    `year` is the calendar year in which the fiscal year starts, `index` the number of the quarter or half
    (0 for others); instants and months carry `day` and `year`/`index` of the calendar. A period without a date
    lies on the last day that the calendar knows, after all others.
    """

    kind: PeriodKind
    year: int
    index: int = 0  # type: ignore[assignment]  # no tuple's index() is asked for
    day: date | None = None

    @property
    def id(self) -> str:
        """The canonical spelling: `4Q17`, `FY17`, `2018-03-31`, `2018-04`, `medium_term`."""
        return _id_of(self)

    def __str__(self) -> str:
        return self.id

    @property
    def is_instant(self) -> bool:
        """Whether this is a day rather than a stretch of time."""
        return self.kind is PeriodKind.INSTANT

    @property
    def is_dated(self) -> bool:
        """Whether it has a place in time: it has a year before, and other periods lie before and after it."""
        return self.kind is not PeriodKind.UNDATED

    def start(self, year_end_month: int = 3) -> date:
        """The first day, for a fiscal year that ends with month `year_end_month`."""
        return self.day or self._month(0, year_end_month)

    def end(self, year_end_month: int = 3) -> date:
        """The last day, for a fiscal year that ends with month `year_end_month`."""
        return self.day or _last_day(self, year_end_month)

    def _month(self, number: int, year_end_month: int) -> date:
        """The first day of one of its months, counted from 0."""
        before = 0 if self.kind is PeriodKind.MONTH else year_end_month
        month = before + max(self.index - 1, 0) * _MONTHS[self.kind] + number
        return date(self.year + month // 12, month % 12 + 1, 1)

    def prior_year(self) -> Period:
        """The same period one year before; `ValueError` for one without a date."""
        if not self.is_dated:
            raise ValueError(f"{self} has no date, so there is no year before it")
        if self.day is not None:
            last = monthrange(self.day.year - 1, self.day.month)[1]
            month_end = self.day.day == monthrange(self.day.year, self.day.month)[1]
            day = self.day.replace(year=self.day.year - 1, day=last if month_end else min(self.day.day, last))
            return Period(self.kind, day.year, 0, day)
        return Period(self.kind, self.year - 1, self.index)

    def prior_quarter(self) -> Period | None:
        """The quarter before; None for anything that is not a quarter."""
        if self.kind is not PeriodKind.QUARTER:
            return None
        return self.step(-1)

    def step(self, count: int) -> Period:
        """The period `count` places on (or back) in the sequence of its kind: 4Q16 after one step is 1Q17."""
        match self.kind:
            case PeriodKind.QUARTER | PeriodKind.HALF | PeriodKind.MONTH:
                size = {PeriodKind.QUARTER: 4, PeriodKind.HALF: 2}.get(self.kind, 12)
                place = self.year * size + self.index - 1 + count
                return Period(self.kind, place // size, place % size + 1)
            case PeriodKind.NINE_MONTHS | PeriodKind.YEAR:
                return Period(self.kind, self.year + count)
            case PeriodKind.INSTANT:
                raise ValueError("an instant has no sequence")
            case PeriodKind.UNDATED:
                raise ValueError(f"{self} has no date, so no period comes before or after it")

    def components(self) -> tuple[Period, ...]:
        """The quarters that add up to this period; none for quarters, months, instants and no date."""
        count = {PeriodKind.HALF: 2, PeriodKind.NINE_MONTHS: 3, PeriodKind.YEAR: 4}.get(self.kind, 0)
        first = (self.index - 1) * 2 if self.kind is PeriodKind.HALF else 0
        return tuple(Period(PeriodKind.QUARTER, self.year, first + i + 1) for i in range(count))

    def sort_key(self) -> tuple[date, int]:
        """Orders periods by their last day, shorter ones first; those without a date come last."""
        return self.end(), _MONTHS.get(self.kind, self.index)


# Few periods are asked for their names and last days by the ten thousand.
@cache
def _id_of(period: Period) -> str:
    short = f"{period.year % 100:02d}"
    match period.kind:
        case PeriodKind.QUARTER | PeriodKind.HALF:
            return f"{period.index}{period.kind}{short}"
        case PeriodKind.NINE_MONTHS | PeriodKind.YEAR:
            return f"{period.kind}{short}"
        case PeriodKind.MONTH:
            return f"{period.year:04d}-{period.index:02d}"
        case PeriodKind.INSTANT:
            assert period.day is not None
            return period.day.isoformat()
        case PeriodKind.UNDATED:
            return _UNDATED[period.index]


@cache
def _last_day(period: Period, year_end_month: int) -> date:
    last = period._month(_MONTHS[period.kind] - 1, year_end_month)
    return last.replace(day=monthrange(last.year, last.month)[1])


@cache
def parse_period(text: str) -> Period:
    """The period that `text` names; `ValueError` says what a period looks like.

    Two-digit years are of this century: the trade's labels name no other.
    """
    for kind, shape in _SHAPES.items():
        match = shape.fullmatch(text)
        if match:
            head, year = match.groups()
            index = int(head) if kind in (PeriodKind.QUARTER, PeriodKind.HALF) else 0
            return Period(kind, 2000 + int(year), index)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return Period(PeriodKind.INSTANT, day.year, 0, day)
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    if month:
        return Period(PeriodKind.MONTH, int(month[1]), int(month[2]))
    if text in _UNDATED:
        return Period(PeriodKind.UNDATED, date.max.year, _UNDATED.index(text), date.max)
    raise ValueError(
        f"{text!r} is no period: expected 1Q17, 1H17, 9M17, FY17, 2018-03-31, 2018-04, medium_term or undated"
    )


def period_range(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods of one kind from `first` to `last`, both included; `ValueError` where the kinds differ."""
    if first.kind is not last.kind:
        raise ValueError(f"{first} and {last} are not of one kind")
    periods: list[Period] = []
    here = first
    while here.sort_key() <= last.sort_key():
        periods.append(here)
        here = here.step(1)
    return tuple(periods)
