"""Scope events and redefinitions by number, so that a timeline can point at the list that explains them.

2010-09-01   3   a company acquired and consolidated        marks 2Q10, 1H10, 9M10 and FY10 with "3"
"""

from __future__ import annotations

from datetime import date

from reportgen.metrics import Catalogue, MetricTable, ScopeEvent
from reportgen.values import Period, parse_period


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
