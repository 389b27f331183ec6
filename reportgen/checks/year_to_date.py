"""A year that goes on never earns less: 1Q, 1H, 9M, year, for figures that cannot be negative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportgen.checks.check import Check, CheckContext, FindingKind
from reportgen.core.findings import Issue, Severity
from reportgen.core.period import Period
from reportgen.data.records import Figure, FigureKey, MetricTable
from reportgen.figures.resolved import NODES, Node, node_of, reach

_GROWING = (Node.Q1, Node.H1, Node.M9, Node.FY)


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """Each year-to-date figure that lies below a shorter one of the same year, by intervals."""
    table = context.table
    for key, facts in table.by_key.items():
        concept = table.catalogue.concepts[key.metric.concept]
        if concept.roll_time != "sum" or concept.natural_sign != "positive":
            continue
        longer, shorter = facts[0], _next_shorter(key, table)
        if shorter is None or longer.unit != shorter.unit or longer.standard != shorter.standard:
            continue
        if longer.bound == "over" or "under" in (longer.bound, shorter.bound):
            continue
        if reach(longer).high >= reach(shorter).low:
            continue
        if context.waivers.reason((YEAR_TO_DATE.name,), str(key)) is None:
            yield _FALLS.at(
                longer.source.place,
                f"{key} is less than {shorter.key}, a part of the same year",
                expected=f"{shorter.source.printed} or more ({shorter.source.doc}, {shorter.source.where})",
                found=f"{longer.source.printed} ({longer.source.doc}, {longer.source.where})",
                hint="one of the two may stand at the wrong period, or in the wrong scale",
            )


def _next_shorter(key: FigureKey, table: MetricTable) -> Figure | None:
    """The figure of the longest shorter stretch from the start of the same year that is printed."""
    found: Figure | None = None
    here = node_of(key.period)
    if here not in _GROWING:
        return None
    for node, following in pairwise(_GROWING):
        kind, index = NODES[node]
        found = table.fact(FigureKey(key.metric, Period(kind, key.period.year, index), key.scenario)) or found
        if here is following:
            return found
    return None


_FALLS = FindingKind(
    "year-to-date-falls",
    Severity.WARNING,
    "a figure of the year to date is less than one of an earlier part of the year",
    "look at both lines",
)
YEAR_TO_DATE: Check[object] = Check(
    "year_to_date",
    looks_at="a year that goes on never earns less: 1Q, 1H, 9M, year, for figures that cannot be negative",
    kinds=(_FALLS,),
    issues=_issues,
    waived_by="`year_to_date`",
)
