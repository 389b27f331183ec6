"""A year that goes on never earns less: 1Q <= 1H <= 9M <= FY for figures that cannot be negative.

revenue|9M13 82,746   revenue|1H13 54,397     ok
capex|9M13    7.4     capex|1H13    8.1       falls: one of the two stands at the wrong period
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from reportgen.checks.waiving import Waivers
from reportgen.diagnostics import Issue, Severity
from reportgen.expressions.resolved import reach
from reportgen.expressions.rolling import NODES, Node, node_of
from reportgen.metrics import FactKey, Figure, MetricTable
from reportgen.values import Period

CHECK = "year_to_date"
_GROWING = (Node.Q1, Node.H1, Node.M9, Node.FY)


def cumulative_issues(table: MetricTable, waivers: Waivers) -> Iterator[Issue]:
    """Each year-to-date figure that lies below a shorter one of the same year, by intervals."""
    concepts = table.catalogue.concepts
    for key in table.by_key:
        concept = concepts[key.metric.concept]
        if concept.roll_time != "sum" or concept.natural_sign != "positive":
            continue
        if node_of(key.period) not in _GROWING:
            continue
        shorter = _next_shorter(key, table)
        if shorter is None:
            continue
        longer = table.by_key[key][0]
        if longer.unit != shorter.unit or "under" in (longer.bound, shorter.bound):
            continue
        if reach(longer).high >= reach(shorter).low or longer.bound == "over":
            continue
        if waivers.reason((CHECK,), str(key)) is not None:
            continue
        yield Issue(
            "year-to-date-falls",
            f"{key} is less than {shorter.key}, a part of the same year",
            longer.source.place,
            Severity.WARNING,
            expected=f"{shorter.source.printed} or more ({shorter.source.doc}, line {shorter.source.line})",
            found=f"{longer.source.printed} ({longer.source.doc}, line {longer.source.line})",
            hint="one of the two may stand at the wrong period, or in the wrong scale",
        )


def _next_shorter(key: FactKey, table: MetricTable) -> Figure | None:
    """The figure of the longest shorter stretch from the start of the same year that is printed."""
    found: Figure | None = None
    for node, following in pairwise(_GROWING):
        kind, index = NODES[node]
        fact = table.fact(FactKey(key.metric, Period(kind, key.period.year, index), key.scenario))
        found = fact or found
        if node_of(key.period) is following:
            return found
    return None
