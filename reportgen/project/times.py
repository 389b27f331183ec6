"""The times of a report: those that its definition names, and those that its timeline gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reportgen.core.findings import Issue
from reportgen.core.period import Period
from reportgen.data.records import MetricRef, MetricTable
from reportgen.figures.query import When
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.timeline import TimelineError, timeline
from reportgen.reports.context import read_times
from reportgen.reports.definition import Definition


@dataclass(frozen=True, slots=True)
class ReportTimes:
    """Names and lists of times, the last day of the history where there is a forecast, and what is wrong."""

    names: Mapping[str, When]
    lists: Mapping[str, tuple[When, ...]]
    last_day: date | None = None
    issues: tuple[Issue, ...] = ()


def report_times(definition: Definition, table: MetricTable, resolver: ValueResolver) -> ReportTimes:
    """The times of one report over one table."""
    spec = definition.spec
    if spec.timeline is None:
        month = table.catalogue.company.fiscal_year_end_month
        names, lists, issues = read_times(spec, definition.place, month=month)
        return ReportTimes(names, lists, None, issues)

    def known(metric: MetricRef, period: Period) -> bool:
        return resolver.resolve(metric, period).value is not None

    try:
        line = timeline(spec.timeline, table, known)
    except (TimelineError, ValueError) as error:
        return ReportTimes({}, {}, None, (Issue("no-timeline", str(error), definition.place("timeline")),))
    names, lists, issues = read_times(spec, definition.place, line.names)
    return ReportTimes(names, {**line.lists, **lists}, line.last_day, issues)
