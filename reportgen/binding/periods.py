"""What a workbook's head tells about a period: label, key, dates, status, and the periods it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from reportgen.binding.plan import CellValue
from reportgen.metrics import MetricTable
from reportgen.values import Period, PeriodKind
from reportgen.views.asking import When

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
    if period.kind is PeriodKind.QUARTER:
        return Period(PeriodKind.HALF, period.year, 1 if period.index <= 2 else 2).id
    return period.id


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


def period_facts(when: When, table: MetricTable) -> dict[str, CellValue]:
    """Everything a head tag may ask of a period, by the tag's last word: `{"key": "FY18|target", ...}`.

    The base of a comparison is always an actual: a target grows on the year before it.
    """
    month = table.catalogue.company.fiscal_year_end_month
    period = when.period
    document = table.newest_document()
    standard = document.accounting_standard
    actual = when.scenario == "actual"
    readers: dict[str, Callable[[], CellValue]] = {
        "": lambda: short_range(period, month) if period.is_instant else period.id,
        "key": lambda: when.key,
        "end": lambda: excel_date(period.end(month)),
        "dates": lambda: short_range(period, month),
        "long_dates": lambda: date_range(period, month),
        "year": lambda: _year(period, month),
        "half": lambda: _half(period),
        "number": lambda: _number(period),
        "status": lambda: when.scenario.capitalize(),
        "actual": lambda: Decimal(int(actual)),
        "standard": lambda: _STANDARDS.get(standard, standard),
        "document": lambda: document.published_on.isoformat(),
        "prior_year": lambda: _prior_year_key(when),
        "prior_quarter": lambda: _prior_quarter_key(when),
    }
    return {name: read() for name, read in readers.items()}
