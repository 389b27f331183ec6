"""What the head of a column tells of its period, and the numbered events that mark it.

4Q17         key 4Q17   dates Jan 18-Mar 18   year FY17   half 2H17   prior_year 4Q16   status Actual
2010-09-01   3   a company acquired and consolidated        marks 2Q10, 1H10, 9M10 and FY10 with "3"
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.data.records import Catalogue, MetricTable, ScopeEvent
from reportgen.figures.query import When
from reportgen.figures.resolved import node_of
from reportgen.plan.plan import CellValue

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXCEL_EPOCH = date(1899, 12, 30)
_STANDARDS = {"us_gaap": "US GAAP", "ifrs": "IFRS", "jgaap": "J-GAAP"}


class NumberedEvent(NamedTuple):
    """A scope event with its number, from 1, and the day from which it counts."""

    number: int
    day: date
    event: ScopeEvent


def numbered_events(catalogue: Catalogue) -> tuple[NumberedEvent, ...]:
    """All scope events, oldest first."""
    month = catalogue.company.fiscal_year_end_month
    dated = [(parse_period(event.effective_on).start(month), event) for event in catalogue.events]
    ordered = sorted(dated, key=lambda pair: pair[0])
    return tuple(NumberedEvent(number, *pair) for number, pair in enumerate(ordered, 1))


def break_marks(period: Period, table: MetricTable) -> str:
    """The numbers of the events within a period that touch a metric: `3, 4`; empty where there is none."""
    month = table.catalogue.company.fiscal_year_end_month
    start, end = period.start(month), period.end(month)
    return ", ".join(
        str(number)
        for number, day, event in numbered_events(table.catalogue)
        if event.affects and start <= day <= end
    )


def excel_date(day: date) -> Decimal:
    """The serial number of a day in the 1900 date system (ECMA-376 part 1, 18.17.4.1)."""
    return Decimal((day - _EXCEL_EPOCH).days)


def date_range(period: Period, year_end_month: int) -> str:
    """The months a period spans, `Apr. 2017 - Mar. 2018`; a day for an instant, `Mar. 31, 2018`."""
    start, end = period.start(year_end_month), period.end(year_end_month)
    if period.is_instant:
        return f"{_MONTHS[end.month - 1]}. {end.day}, {end.year}"
    return f"{_MONTHS[start.month - 1]}. {start.year} - {_MONTHS[end.month - 1]}. {end.year}"


def short_range(period: Period, year_end_month: int) -> str:
    """The months a period spans in few letters: `Apr 17-Mar 18`."""
    start, end = period.start(year_end_month), period.end(year_end_month)
    if period.is_instant:
        return f"{_MONTHS[end.month - 1]} {end.day}, {end.year}"
    return f"{_MONTHS[start.month - 1]} {start.year % 100:02d}-{_MONTHS[end.month - 1]} {end.year % 100:02d}"


def _half_of(period: Period) -> Period:
    """The half that a quarter lies in; any other period itself."""
    if period.kind is not PeriodKind.QUARTER:
        return period
    return Period(PeriodKind.HALF, period.year, 1 if period.index <= 2 else 2)


def fiscal_year(period: Period, year_end_month: int) -> int:
    """The fiscal year that a period, month or day lies in, by the calendar year in which it starts."""
    if not (period.is_instant or period.kind is PeriodKind.MONTH):
        return period.year
    day = period.end(year_end_month)
    return day.year if day.month > year_end_month else day.year - 1


def _number(period: Period) -> CellValue:
    if period.kind is PeriodKind.QUARTER:
        return Decimal(period.index)
    return f"{period.index}H" if period.kind is PeriodKind.HALF else period.kind.value


def _nine_months(period: Period) -> str:
    if period.kind is PeriodKind.NINE_MONTHS or (period.kind is PeriodKind.QUARTER and period.index < 4):
        return Period(PeriodKind.NINE_MONTHS, period.year).id
    return "-"


def _told_part(period: Period, month: int, last_day: date | None) -> CellValue:
    """The part of a period that is history, as a node: `1H` of a year whose second half is ahead, else `-`."""
    quarters = period.components()
    told = [quarter for quarter in quarters if last_day is not None and quarter.end(month) <= last_day]
    if not told:
        return "-"
    if len(told) == len(quarters):
        return period.id[:2]
    return {1: f"{told[0].index}Q", 2: "1H", 3: "9M"}[len(told)]


def period_facts(when: When, table: MetricTable, last_day: date | None = None) -> dict[str, CellValue]:
    """Everything a head tag may ask of a period, by the tag's last word: `{"key": "FY18|target", ...}`.

    The base of a comparison is always an actual: a target grows on the year before it. An actual that ends
    after `last_day` is a forecast.
    """
    month = table.catalogue.company.fiscal_year_end_month
    period = when.period
    document = table.newest_document()
    standard = document.accounting_standard
    forecast = when.scenario == "actual" and last_day is not None and period.end(month) > last_day
    node, half, quarter_before = node_of(period), _half_of(period), period.prior_quarter()
    return {
        "": short_range(period, month) if period.is_instant else period.id,
        "key": when.key,
        "end": excel_date(period.end(month)),
        "day": period.end(month).isoformat(),
        "dates": short_range(period, month),
        "long_dates": date_range(period, month),
        "year": Period(PeriodKind.YEAR, fiscal_year(period, month)).id,
        "prior_fiscal_year": Period(PeriodKind.YEAR, fiscal_year(period.prior_year(), month)).id,
        "node": node.value if node is not None else "-",
        "first_half": Period(PeriodKind.HALF, period.year, 1).id,
        "second_half": Decimal(int(half.id.startswith("2H"))),
        "told": _told_part(period, month, last_day),
        "breaks": break_marks(period, table),
        "half": half.id,
        "half_told": _told_part(half, month, last_day) if node is not None else "-",
        "half_node": half.id[:2],
        "nine_months": _nine_months(period),
        "number": _number(period),
        "status": "Forecast" if forecast else when.scenario.partition("_")[0].capitalize(),
        "actual": Decimal(int(when.scenario == "actual" and not forecast)),
        "standard": _STANDARDS.get(standard, standard),
        "document": document.published_on.isoformat(),
        "prior_year": When(period.prior_year()).key,
        "prior_quarter": When(quarter_before).key if quarter_before is not None else "-",
    }
