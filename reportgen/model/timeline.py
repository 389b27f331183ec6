"""The periods of a model that moves on with its data: history up to the newest known period, then the forecast.

start 1Q07, newest quarter 4Q17, eight quarters ahead
  quarters   1Q07 ... 4Q17 | 1Q18 ... 4Q19      this    FY17        quarter  4Q17
  years      FY07 ... FY17 | FY18 FY19          target  FY18|target          (the next year's)

What the head of a column tells of its period, and the numbered events that mark it:
  4Q17         key 4Q17   dates Jan 18-Mar 18   year FY17   half 2H17   prior_year 4Q16   status Actual
  2010-09-01   3   a company acquired and consolidated        marks 2Q10, 1H10, 9M10 and FY10 with "3"
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar, instant
from reportgen.core.period import Period, PeriodKind, parse_period, period_range
from reportgen.core.period_names import USUAL, head
from reportgen.data.records import Catalogue, MetricRef, MetricTable, ScopeEvent, parse_metric
from reportgen.data.vocabulary import standard_name
from reportgen.figures.query import When, newest_target, to_date, under_standing
from reportgen.figures.resolved import node_of
from reportgen.plan.plan import CellValue
from reportgen.reports.specs import TimelineSpec

Known = Callable[[MetricRef, Period], bool]


class _Pace(NamedTuple):
    """The shortest periods that a company tells of, how many make a year, and how many are recent."""

    kind: PeriodKind
    of_a_year: int
    recent: int
    longer: tuple[str, ...]


_PACES = {
    "quarter": _Pace(PeriodKind.QUARTER, 4, 8, ("halves", "nine_months", "years")),
    "half": _Pace(PeriodKind.HALF, 2, 6, ("years",)),
    "year": _Pace(PeriodKind.YEAR, 1, 5, ()),
}
# What lists of such periods are called.
PLURALS = {"quarter": "quarters", "half": "halves", "year": "years"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Said of a history that begins with the oldest quarter.
FIRST = "first"
_EXCEL_EPOCH = date(1899, 12, 30)


class Timeline(Struct, frozen=True):
    """The names and the lists of times, and the last day of the history."""

    names: dict[str, When]
    lists: dict[str, tuple[When, ...]]
    last_day: date


class TimelineError(ValueError):
    """Nothing is told of the metric that should end the history; the message says which."""


def timeline(spec: TimelineSpec, table: MetricTable, known: Known) -> Timeline:
    """The timeline over a table; `known` tells whether a metric can be told for a period.

    Its history begins with the oldest quarter (half, year) where `start` is `first`.

    Raises `TimelineError` where none is known, `ValueError` where `start` is none.
    """
    calendar, pace = table.calendar, _PACES[spec.every]
    metric = parse_metric(spec.by)
    printed = _told(table, metric)
    told = [part for period in printed for part in _within(period, pace, calendar)]
    # Years that are told whole, before the first quarter of its own, would begin with empty columns.
    alone = [period for period in printed if period.kind is pace.kind] or told
    first = (
        min(alone, key=calendar.sort_key, default=None) if spec.start == FIRST else parse_period(spec.start)
    )
    if first is None:
        raise TimelineError(f"no {spec.every} of {spec.by} is known")
    if first.kind is not pace.kind:
        raise ValueError(f"{spec.start} is no {spec.every}")
    newest = max(told, key=calendar.sort_key, default=first.step(-1))
    while calendar.sort_key(newest) >= calendar.sort_key(first):
        if any(known(metric, period) for period in _ending_with(newest)):
            break
        newest = newest.step(-1)
    if calendar.sort_key(newest) < calendar.sort_key(first):
        raise TimelineError(f"no {spec.every} of {spec.by} is known from {spec.start} on")
    last = newest.step(spec.forecast)
    last_day, horizon = calendar.end(newest), calendar.end(last)
    recent = period_range(max(newest.step(1 - pace.recent), first, key=calendar.sort_key), newest)
    ahead = period_range(newest.step(1), last) if spec.forecast else ()
    own = PLURALS[spec.every]
    lists: dict[str, tuple[Period, ...]] = {
        own: period_range(first, last),
        f"history_{own}": period_range(first, newest),
        f"recent_{own}": recent,
        f"trend_{own}": (*recent, *ahead[: max(pace.of_a_year, 2)]),
        f"forecast_{own}": ahead,
        f"next_{own}": ahead[: pace.of_a_year],
        f"later_{own}": ahead[pace.of_a_year :],
        "balances": _balances(table, spec.balances, last_day),
    }
    years = range(first.year, last.year + 1)
    longer = {
        "halves": [Period(PeriodKind.HALF, year, half) for year in years for half in (1, 2)],
        "nine_months": [Period(PeriodKind.NINE_MONTHS, year) for year in years],
        "years": [Period(PeriodKind.YEAR, year) for year in years],
    }
    for name in pace.longer:
        lists[name] = tuple(one for one in longer[name] if calendar.end(one) <= horizon)
        lists[f"history_{name}"] = tuple(one for one in longer[name] if calendar.end(one) <= last_day)
        lists[f"forecast_{name}"] = tuple(one for one in lists[name] if calendar.end(one) > last_day)
    year = calendar.year_of(newest)
    ended = calendar.end(year) == last_day
    target_year = year.step(1) if ended else year
    this = to_date(newest)
    names = {
        "this": When(this),
        "prior": When(calendar.year_before(this)),
        spec.every: When(newest),
        f"prior_year_{spec.every}": When(calendar.year_before(newest)),
        f"prior_{spec.every}": When(newest.step(-1)),
        "year": When(year),
        "full_year": When(year if ended else year.step(-1)),
        "year_target": _target(table, metric, year),
        "target": _target(table, metric, target_year),
        "ahead": When(target_year),
        "half_target": _target(table, metric, Period(PeriodKind.HALF, target_year.year, 1)),
        "closing": When(instant(last_day)),
        "opening": When(instant(calendar.end(Period(PeriodKind.YEAR, this.year - 1)))),
    }
    given = {
        name: tuple(When(period) for period in periods if calendar.has(period))
        for name, periods in lists.items()
    }
    given["targets"] = (names["half_target"], names["target"])[spec.every == "year" :]
    names = {name: under_standing(when, table) for name, when in names.items()}
    given = {name: tuple(under_standing(when, table) for when in times) for name, times in given.items()}
    return Timeline(names, given, last_day)


def _ending_with(period: Period) -> tuple[Period, ...]:
    """A period and the longer stretches of its year that end with it, of which one may be all that is printed."""
    second_half = (
        (Period(PeriodKind.HALF, period.year, 2),) if to_date(period).kind is PeriodKind.YEAR else ()
    )
    return (period, to_date(period), *second_half)


def _within(period: Period, pace: _Pace, calendar: FiscalCalendar) -> list[Period]:
    """The shortest periods that lie within a longer one, or are it."""
    parts = [Period(pace.kind, period.year, index) for index in range(1, pace.of_a_year + 1)]
    if pace.kind is PeriodKind.YEAR:
        parts = [Period(pace.kind, period.year)]
    start, end = calendar.start(period), calendar.end(period)
    return [one for one in parts if start <= calendar.start(one) and calendar.end(one) <= end]


def _target(table: MetricTable, metric: MetricRef, period: Period) -> When:
    return When(period, newest_target(metric, period, table))


def _told(table: MetricTable, metric: MetricRef) -> list[Period]:
    """The stretches of time for which a metric is printed."""
    return [
        key.period
        for key in table.by_key
        if key.metric == metric
        and key.scenario == "actual"
        and key.period.is_dated
        and not key.period.is_instant
    ]


def _balances(table: MetricTable, metric: str, last: date) -> tuple[Period, ...]:
    if not metric:
        return ()
    wanted = parse_metric(metric)
    days = {
        key.period
        for key in table.by_key
        if key.metric == wanted and key.scenario == "actual" and key.period.is_instant
    }
    calendar = table.calendar
    return tuple(sorted((day for day in days if calendar.end(day) <= last), key=calendar.sort_key))


# What the head of a column tells of its period


class NumberedEvent(NamedTuple):
    """A scope event with its number, from 1, and the day from which it counts."""

    number: int
    day: date
    event: ScopeEvent


def numbered_events(catalogue: Catalogue) -> tuple[NumberedEvent, ...]:
    """All scope events, oldest first."""
    calendar = catalogue.company.calendar
    dated = [(calendar.start(parse_period(event.effective_on)), event) for event in catalogue.events]
    ordered = sorted(dated, key=lambda pair: pair[0])
    return tuple(NumberedEvent(number, *pair) for number, pair in enumerate(ordered, 1))


def break_marks(period: Period, table: MetricTable, standard: str = "") -> str:
    """The numbers of the events within a period that touch a metric: `3, 4`; empty where there is none.

    What is revised in another accounting standard than `standard` touches none; without one all are told.
    """
    calendar = table.calendar
    start, end = calendar.start(period), calendar.end(period)
    return ", ".join(
        str(number)
        for number, day, event in numbered_events(table.catalogue)
        if event.affects
        and start <= day <= end
        and (not standard or table.catalogue.revised_standard(event) in ("", standard))
    )


def excel_date(day: date) -> Decimal:
    """The serial number of a day in the 1900 date system (ECMA-376 part 1, 18.17.4.1)."""
    return Decimal((day - _EXCEL_EPOCH).days)


def date_range(period: Period, calendar: FiscalCalendar, *, short: bool = False) -> str:
    """The months a period spans, `Apr. 2017 - Mar. 2018` or in few letters `Apr 17-Mar 18`; a day for an instant.

    `-` for what has no date.
    """
    if not period.is_dated:
        return "-"
    start, end = calendar.months(period)
    dot, dash = ("", "-") if short else (".", " - ")
    if period.is_instant:
        return f"{_MONTHS[end.month - 1]}{dot} {end.day}, {end.year}"
    months = (
        f"{_MONTHS[day.month - 1]}{dot} {f'{day.year % 100:02d}' if short else day.year}"
        for day in (start, end)
    )
    return dash.join(months)


def _half_of(period: Period) -> Period:
    """The half that a quarter lies in; any other period itself."""
    if period.kind is not PeriodKind.QUARTER:
        return period
    return Period(PeriodKind.HALF, period.year, 1 if period.index <= 2 else 2)


def _year_id(period: Period | None, calendar: FiscalCalendar) -> str:
    """The fiscal year of a period; `-` without a date."""
    if period is None or not period.is_dated:
        return "-"
    return calendar.year_of(period).id


def _number(period: Period) -> CellValue:
    if period.kind is PeriodKind.QUARTER:
        return Decimal(period.index)
    return f"{period.index}H" if period.kind is PeriodKind.HALF else period.kind.value


def _nine_months(period: Period) -> str:
    if period.kind is PeriodKind.NINE_MONTHS or (period.kind is PeriodKind.QUARTER and period.index < 4):
        return Period(PeriodKind.NINE_MONTHS, period.year).id
    return "-"


def _told_part(period: Period, calendar: FiscalCalendar, last_day: date | None) -> CellValue:
    """The part of a period that is history, as a node: `1H` of a year whose second half is ahead, else `-`."""
    quarters = period.components()
    told = [quarter for quarter in quarters if last_day is not None and calendar.end(quarter) <= last_day]
    if not told:
        return "-"
    if len(told) == len(quarters):
        return period.id[:2]
    return {1: f"{told[0].index}Q", 2: "1H", 3: "9M"}[len(told)]


def period_facts(
    when: When, table: MetricTable, last_day: date | None = None, spelling: str = USUAL
) -> dict[str, CellValue]:
    """Everything a head tag may ask of a period, by the tag's last word: `{"key": "FY18|target", ...}`.

    The base of a comparison is always an actual: a target grows on the year before it. An actual that ends
    after `last_day` is a forecast.
    """
    calendar = table.calendar
    period = when.period
    document = table.newest_document
    standard = when.standard or under_standing(when, table).standard
    forecast = when.scenario == "actual" and last_day is not None and calendar.end(period) > last_day
    node, half, before = node_of(period), _half_of(period), calendar.compared(period)
    quarter_before = calendar.quarter_before(period) if period.kind is PeriodKind.QUARTER else None
    return {
        "": date_range(period, calendar, short=True) if period.is_instant else head(period, spelling),
        "key": when.plain,
        "end": excel_date(calendar.end(period)) if period.is_dated else "-",
        "day": When(instant(calendar.end(period)), when.scenario).plain if period.is_dated else "-",
        "dates": date_range(period, calendar, short=True),
        "long_dates": date_range(period, calendar),
        "year": _year_id(period, calendar),
        "prior_fiscal_year": _year_id(calendar.year_before(period) if period.is_dated else None, calendar),
        "node": node.value if node is not None else "-",
        "first_half": Period(PeriodKind.HALF, period.year, 1).id if period.is_dated else "-",
        "second_half": Decimal(int(half.id.startswith("2H"))),
        "told": _told_part(period, calendar, last_day),
        "breaks": break_marks(period, table, standard),
        "half": half.id,
        "half_told": _told_part(half, calendar, last_day) if node is not None else "-",
        "half_node": half.id[:2],
        "nine_months": _nine_months(period),
        "number": _number(period),
        "status": "Forecast" if forecast else when.scenario.partition("_")[0].capitalize(),
        "actual": Decimal(int(when.scenario == "actual" and not forecast)),
        "standard": standard_name(standard or document.accounting_standard),
        "tail": f"|{standard_name(standard)}" if table.standards.several else "",
        "document": document.published_on.isoformat(),
        "prior_year": When(before).key if before is not None else "-",
        "prior_quarter": When(quarter_before).key if quarter_before is not None else "-",
    }
