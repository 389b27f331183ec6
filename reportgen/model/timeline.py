"""The periods of a model that moves on with its data: history up to the newest quarter, then the forecast.

start 1Q07, newest quarter 4Q17, eight quarters ahead
  quarters   1Q07 ... 4Q17 | 1Q18 ... 4Q19      this    FY17        quarter  4Q17
  years      FY07 ... FY17 | FY18 FY19          target  FY18|target          (the next year's)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reportgen.core.period import Period, PeriodKind, parse_period, period_range
from reportgen.data.records import FigureKey, MetricRef, MetricTable, parse_metric
from reportgen.figures.query import When
from reportgen.reports.specs import TimelineSpec

Known = Callable[[MetricRef, Period], bool]
_RECENT = 8
_RECENT_AHEAD = 4
_FIRST_YEAR = 4
_CUMULATIVE = {1: PeriodKind.QUARTER, 2: PeriodKind.HALF, 3: PeriodKind.NINE_MONTHS, 4: PeriodKind.YEAR}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The names and the lists of times, and the last day of the history."""

    names: dict[str, When]
    lists: dict[str, tuple[When, ...]]
    last_day: date


class TimelineError(ValueError):
    """Nothing is told of the metric that should end the history; the message says which."""


def timeline(spec: TimelineSpec, table: MetricTable, known: Known) -> Timeline:
    """The timeline over a table; `known` tells whether a metric can be told for a quarter.

    Raises `TimelineError` where no quarter is known, `ValueError` where `start` is no quarter.
    """
    month = table.catalogue.company.fiscal_year_end_month
    first, metric = parse_period(spec.start), parse_metric(spec.by)
    if first.kind is not PeriodKind.QUARTER:
        raise ValueError(f"{spec.start} is no quarter")
    newest = _newest(table, metric, month)
    while newest is not None and newest.sort_key() >= first.sort_key() and not known(metric, newest):
        newest = newest.step(-1)
    if newest is None or newest.sort_key() < first.sort_key():
        raise TimelineError(f"no quarter of {spec.by} is known from {spec.start} on")
    last = newest.step(spec.forecast)
    every_year = [Period(PeriodKind.YEAR, year) for year in range(first.year, last.year + 1)]
    years = tuple(year for year in every_year if year.end(month) <= last.end(month))
    ahead = period_range(newest.step(1), last) if spec.forecast else ()
    forecast_years = tuple(year for year in years if year.end(month) > newest.end(month))
    halves = [Period(PeriodKind.HALF, year.year, half) for year in every_year for half in (1, 2)]
    nine_months = [Period(PeriodKind.NINE_MONTHS, year.year) for year in every_year]
    lists: dict[str, tuple[Period, ...]] = {
        "quarters": period_range(first, last),
        "history_quarters": period_range(first, newest),
        "recent_quarters": period_range(newest.step(1 - _RECENT), newest),
        "trend_quarters": (*period_range(newest.step(1 - _RECENT), newest), *ahead[:_RECENT_AHEAD]),
        "forecast_quarters": ahead,
        "next_quarters": ahead[:_FIRST_YEAR],
        "later_quarters": ahead[_FIRST_YEAR:],
        "halves": tuple(half for half in halves if half.end(month) <= last.end(month)),
        "forecast_halves": tuple(
            half for half in halves if newest.end(month) < half.end(month) <= last.end(month)
        ),
        "forecast_nine_months": tuple(
            part for part in nine_months if newest.end(month) < part.end(month) <= last.end(month)
        ),
        "nine_months": tuple(part for part in nine_months if part.end(month) <= last.end(month)),
        "years": years,
        "history_halves": tuple(half for half in halves if half.end(month) <= newest.end(month)),
        "history_nine_months": tuple(part for part in nine_months if part.end(month) <= newest.end(month)),
        "history_years": tuple(year for year in years if year.end(month) <= newest.end(month)),
        "forecast_years": forecast_years,
        "balances": _balances(table, spec.balances, newest.end(month)),
    }
    target_year = next((year for year in forecast_years), Period(PeriodKind.YEAR, newest.year + 1))
    this = Period(_CUMULATIVE[newest.index], newest.year, 1 if newest.index <= 2 else 0)
    names = {
        "this": When(this),
        "prior": When(this.prior_year()),
        "quarter": When(newest),
        "prior_year_quarter": When(newest.prior_year()),
        "prior_quarter": When(newest.step(-1)),
        "year": When(Period(PeriodKind.YEAR, newest.year)),
        "full_year": When(Period(PeriodKind.YEAR, newest.year - (newest.index < 4))),
        "year_target": _target(table, metric, Period(PeriodKind.YEAR, newest.year)),
        "target": _target(table, metric, target_year),
        "ahead": When(target_year),
        "half_target": _target(table, metric, Period(PeriodKind.HALF, target_year.year, 1)),
        "closing": When(_instant(newest.end(month))),
        "opening": When(_instant(Period(PeriodKind.YEAR, this.year - 1).end(month))),
    }
    given = {name: tuple(When(period) for period in periods) for name, periods in lists.items()}
    given["targets"] = (names["half_target"], names["target"])
    return Timeline(names, given, newest.end(month))


def target_of(table: MetricTable, metric: MetricRef, period: Period) -> str:
    """The scenario of the newest target for a period: `target_revised` where there is one, else `target`."""
    revised = FigureKey(metric, period, "target_revised") in table.by_key
    return "target_revised" if revised else "target"


def _target(table: MetricTable, metric: MetricRef, period: Period) -> When:
    return When(period, target_of(table, metric, period))


def _newest(table: MetricTable, metric: MetricRef, month: int) -> Period | None:
    """The quarter that ends with the newest printed period of a metric."""
    ends = [
        (key.period.end(month), key.period)
        for key in table.by_key
        if key.metric == metric and key.scenario == "actual" and not key.period.is_instant
    ]
    if not ends:
        return None
    _, period = max(ends, key=lambda pair: pair[0])
    parts = period.components()
    return parts[-1] if parts else period if period.kind is PeriodKind.QUARTER else None


def _balances(table: MetricTable, metric: str, last: date) -> tuple[Period, ...]:
    if not metric:
        return ()
    wanted = parse_metric(metric)
    days = {
        key.period
        for key in table.by_key
        if key.metric == wanted and key.scenario == "actual" and key.period.is_instant
    }
    return tuple(sorted((day for day in days if day.end() <= last), key=Period.sort_key))


def _instant(day: date) -> Period:
    return parse_period(day.isoformat())
