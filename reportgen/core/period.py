"""Names of fiscal periods and instants, written as the trade writes them.

    1Q17  2Q17       a quarter of the fiscal year 2017       also Q1 2017, 2017Q1, 1Q FY2017, 1Q FY17
    1H17  2H17       a half                                  also H1 2017, 2017H1, 6M17
    9M17             the first nine months                   also 9M 2017, 9M FY2017
    FY17             the year                                also FY2017, FY 2017
    LTM3Q17          the last twelve months up to a quarter  also LTM 3Q17, TTM Q3 2017
    2018-03-31       an instant
    2018-04          a calendar month
    medium_term      no date: what is planned for the middle to long term
    undated          no date at all

The first spelling of each is the one that is written. When a fiscal year begins and ends, and whether it is named for
the calendar year of its start or of its end, is a company's own: `core/fiscal_calendar.py`.
"""

from __future__ import annotations

import re
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
    TRAILING = "LTM"
    INSTANT = "instant"
    MONTH = "month"
    UNDATED = "undated"


# What stands before and behind the year in each spelling; a year is of two digits or of four.
_YEAR = r"(?P<year>(?:\d\d)?\d\d)"
_SHAPES = tuple(
    re.compile(shape.replace("YEAR", _YEAR))
    for shape in (
        r"(?P<part>[1-4]Q|[12]H|6M|9M) ?(?:FY ?)?YEAR",
        r"(?P<part>Q[1-4]|H[12]) ?(?:FY ?)?YEAR",
        r"(?:FY ?)?(?P<year>\d{4}) ?(?P<part>[1-4]Q|[12]H|Q[1-4]|H[12]|6M|9M)",
        r"(?P<part>FY) ?YEAR",
        r"(?:LTM|TTM) ?(?P<trailing>[1-4]Q|Q[1-4]) ?(?:FY ?)?YEAR",
    )
)
# Periods without a date, in the order in which they follow the dated ones.
_UNDATED = ("medium_term", "undated")


class Period(NamedTuple):
    """One reporting period or instant.

    `year` is the one that the fiscal year is named for, `index` the number of the quarter or half (0 for others);
    instants and months carry `day` and `year`/`index` of the calendar. A period without a date lies on the last
    day that the calendar knows, after all others.
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

    def prior_quarter(self) -> Period | None:
        """The quarter before; None for anything that is not a quarter."""
        if self.kind is not PeriodKind.QUARTER:
            return None
        return self.step(-1)

    def step(self, count: int) -> Period:
        """The period `count` places on (or back) in the sequence of its kind: 4Q16 after one step is 1Q17."""
        match self.kind:
            case PeriodKind.QUARTER | PeriodKind.HALF | PeriodKind.MONTH | PeriodKind.TRAILING:
                size = {PeriodKind.HALF: 2, PeriodKind.MONTH: 12}.get(self.kind, 4)
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
        if self.kind is PeriodKind.TRAILING:
            last = Period(PeriodKind.QUARTER, self.year, self.index)
            return tuple(last.step(place) for place in range(-3, 1))
        count = {PeriodKind.HALF: 2, PeriodKind.NINE_MONTHS: 3, PeriodKind.YEAR: 4}.get(self.kind, 0)
        first = (self.index - 1) * 2 if self.kind is PeriodKind.HALF else 0
        return tuple(Period(PeriodKind.QUARTER, self.year, first + i + 1) for i in range(count))


# Few periods are asked for their names and last days by the ten thousand.
@cache
def _id_of(period: Period) -> str:
    short = f"{period.year % 100:02d}" if 2000 <= period.year < 2100 else str(period.year)
    match period.kind:
        case PeriodKind.QUARTER | PeriodKind.HALF:
            return f"{period.index}{period.kind}{short}"
        case PeriodKind.NINE_MONTHS | PeriodKind.YEAR:
            return f"{period.kind}{short}"
        case PeriodKind.TRAILING:
            return f"LTM{period.index}Q{short}"
        case PeriodKind.MONTH:
            return f"{period.year:04d}-{period.index:02d}"
        case PeriodKind.INSTANT:
            assert period.day is not None
            return period.day.isoformat()
        case PeriodKind.UNDATED:
            return _UNDATED[period.index]


@cache
def parse_period(text: str) -> Period:
    """The period that `text` names; `ValueError` says what a period looks like.

    Two-digit years are of this century.
    """
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
            named = match.groupdict()
            if last := named.get("trailing"):
                return Period(PeriodKind.TRAILING, year, int(last.strip("Q")))
            return _stretch(named["part"], year)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return Period(PeriodKind.INSTANT, day.year, 0, day)
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    if month:
        return Period(PeriodKind.MONTH, int(month[1]), int(month[2]))
    if text in _UNDATED:
        return Period(PeriodKind.UNDATED, date.max.year, _UNDATED.index(text), date.max)
    raise ValueError(
        f"{text!r} is no period: expected 1Q17, 1H17, 9M17, FY17, LTM3Q17, 2018-03-31, 2018-04, medium_term or undated"
    )


def _stretch(part: str, year: int) -> Period:
    """The part of a fiscal year that `part` names: `1Q`, `Q1`, `2H`, `6M`, `9M`, `FY`."""
    if part in ("9M", "FY"):
        return Period(PeriodKind(part), year)
    if part == "6M":
        return Period(PeriodKind.HALF, year, 1)
    return Period(PeriodKind(part.strip("1234")), year, int(part.strip("QH")))


def period_range(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods of one kind from `first` to `last`, both included; `ValueError` where the kinds differ."""
    if first.kind is not last.kind:
        raise ValueError(f"{first} and {last} are not of one kind")
    if first == last:
        return (first,)
    periods: list[Period] = []
    here = first
    while (here.year, here.index) <= (last.year, last.index):
        periods.append(here)
        here = here.step(1)
    return tuple(periods)
