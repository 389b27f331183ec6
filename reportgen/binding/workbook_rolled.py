"""The list of metric and year pairs whose quarters, halves, nine months and year follow from each other.

revenue|FY13   revenue   13   Revenues      one row of sheet Periods, which derives what is not printed
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reportgen.binding.workbook_records import Record
from reportgen.expressions import node_of
from reportgen.metrics import MetricRef, MetricTable
from reportgen.metrics.labels import catalogue_order, metric_label
from reportgen.values import Period, PeriodKind
from reportgen.views.asking import Asked, When


def rolls(metric: MetricRef, table: MetricTable) -> bool:
    """Whether the periods of a metric add up over time."""
    return table.catalogue.concepts[metric.concept].roll_time == "sum"


def rolled_records(table: MetricTable, asked: Collection[str], years: Iterable[When]) -> tuple[Record, ...]:
    """One record for each year of each asked metric of which anything is printed, in catalogue order."""
    span = {when.period.year for when in years}
    printed: dict[MetricRef, set[int]] = {}
    for key in table.by_key:
        if key.scenario == "actual" and node_of(key.period) is not None and key.period.year in span:
            printed.setdefault(key.metric, set()).add(key.period.year)
    wanted = [metric for metric in printed if str(metric) in asked and rolls(metric, table)]
    return tuple(
        _record(metric, Period(PeriodKind.YEAR, year), table)
        for metric in sorted(wanted, key=catalogue_order(table.catalogue))
        for year in sorted(printed[metric])
    )


def _record(metric: MetricRef, year: Period, table: MetricTable) -> Record:
    asked = Asked(metric, When(year))
    return Record(
        "rolled",
        asked.key,
        {
            "key": asked.key,
            "metric": str(metric),
            "year": f"{year.year % 100:02d}",
            "fiscal_year": year.id,
            "label": metric_label(metric, table.catalogue),
            "label_ja": metric_label(metric, table.catalogue, "ja"),
        },
    )
