"""Scope events and redefinitions by number, so that a timeline can point at the list that explains them.

2010-09-01   3   a company acquired and consolidated        marks 2Q10, 1H10, 9M10 and FY10 with "3"
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.data.records import Catalogue, MetricTable, ScopeEvent
from reportgen.figures.query import When
from reportgen.figures.resolved import node_of
from reportgen.plan.plan import CellValue


def numbered_events(catalogue: Catalogue) -> tuple[tuple[int, date, ScopeEvent], ...]:
    """All scope events, oldest first, with their numbers from 1 and the day from which they count."""
    month = catalogue.company.fiscal_year_end_month
    dated = [(parse_period(event.effective_on).start(month), event) for event in catalogue.events]
    ordered = sorted(dated, key=lambda pair: pair[0])
    return tuple((number, day, event) for number, (day, event) in enumerate(ordered, 1))


def break_marks(period: Period, table: MetricTable) -> str:
    """The numbers of the events within a period that touch a metric: `3, 4`; empty where there is none."""
    month = table.catalogue.company.fiscal_year_end_month
    start, end = period.start(month), period.end(month)
    return ", ".join(
        str(number)
        for number, day, event in numbered_events(table.catalogue)
        if event.affects and start <= day <= end
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXCEL_EPOCH = date(1899, 12, 30)
_STANDARDS = {"us_gaap": "US GAAP", "ifrs": "IFRS", "jgaap": "J-GAAP"}


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


def _half(period: Period) -> str:
    return _half_period(period).id


def _half_period(period: Period) -> Period:
    """The half that a quarter lies in; any other period itself."""
    if period.kind is not PeriodKind.QUARTER:
        return period
    return Period(PeriodKind.HALF, period.year, 1 if period.index <= 2 else 2)


def _year(period: Period, year_end_month: int) -> str:
    if period.is_instant or period.kind is PeriodKind.MONTH:
        day = period.end(year_end_month)
        return Period(PeriodKind.YEAR, day.year if day.month > year_end_month else day.year - 1).id
    return Period(PeriodKind.YEAR, period.year).id


def _number(period: Period) -> CellValue:
    if period.kind is PeriodKind.QUARTER:
        return Decimal(period.index)
    return f"{period.index}H" if period.kind is PeriodKind.HALF else period.kind.value


def _prior_year_key(when: When) -> str:
    return When(when.period.prior_year()).key


def _prior_quarter_key(when: When) -> str:
    before = when.period.prior_quarter()
    return When(before).key if before is not None else "-"


def _nine_months(period: Period) -> str:
    if period.kind is PeriodKind.NINE_MONTHS or (period.kind is PeriodKind.QUARTER and period.index < 4):
        return Period(PeriodKind.NINE_MONTHS, period.year).id
    return "-"


def _first_half(period: Period) -> str:
    return Period(PeriodKind.HALF, period.year, 1).id


def _told_part(period: Period, month: int, last_day: date | None) -> CellValue:
    """The part of a period that is history, as a node: `1H` of a year whose second half is ahead, else `-`."""
    quarters = period.components()
    told = [quarter for quarter in quarters if last_day is not None and quarter.end(month) <= last_day]
    if not told:
        return "-"
    if len(told) == len(quarters):
        return period.id[:2]
    first = told[0].index
    return f"{first}Q" if len(told) == 1 else {2: "1H", 3: "9M"}[len(told)]


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
    actual = when.scenario == "actual" and not forecast
    status = "Forecast" if forecast else when.scenario.partition("_")[0].capitalize()
    node = node_of(period)
    year = _year(period, month)
    readers: dict[str, Callable[[], CellValue]] = {
        "": lambda: short_range(period, month) if period.is_instant else period.id,
        "key": lambda: when.key,
        "end": lambda: excel_date(period.end(month)),
        "day": lambda: period.end(month).isoformat(),
        "dates": lambda: short_range(period, month),
        "long_dates": lambda: date_range(period, month),
        "year": lambda: year,
        "prior_fiscal_year": lambda: _year(period.prior_year(), month),
        "node": lambda: node.value if node is not None else "-",
        "first_half": lambda: _first_half(period),
        "second_half": lambda: Decimal(int(_half(period).startswith("2H"))),
        "told": lambda: _told_part(period, month, last_day),
        "breaks": lambda: break_marks(period, table),
        "half": lambda: _half(period),
        "half_told": lambda: _told_part(_half_period(period), month, last_day) if node is not None else "-",
        "half_node": lambda: _half(period)[:2],
        "nine_months": lambda: _nine_months(period),
        "number": lambda: _number(period),
        "status": lambda: status,
        "actual": lambda: Decimal(int(actual)),
        "standard": lambda: _STANDARDS.get(standard, standard),
        "document": lambda: document.published_on.isoformat(),
        "prior_year": lambda: _prior_year_key(when),
        "prior_quarter": lambda: _prior_quarter_key(when),
    }
    return {name: read() for name, read in readers.items()}
