"""The way of a target: original, revised, reached.

operating_income|FY13    6.8 bn (May 2013)  ->  5.7 bn (Feb 2014)  ->  5.7 bn reached: met
"""

from __future__ import annotations

from collections import defaultdict

from reportgen.checks.records import TargetStep
from reportgen.expressions.resolved import reach
from reportgen.metrics import Fact, FactKey, MetricRef, MetricTable
from reportgen.values import Period


def run_targets(table: MetricTable) -> list[TargetStep]:
    """Each targeted figure with its targets by date of document, and what was reached.

    `outcome` compares the last target with the actual by intervals: above, below, met, or open.
    """
    found: dict[tuple[MetricRef, Period], list[Fact]] = defaultdict(list)
    for fact in table.facts:
        if fact.key.scenario.startswith("target"):
            found[fact.key.metric, fact.key.period].append(fact)
    documents = table.catalogue.documents

    def when(fact: Fact) -> tuple[int, int, int]:
        document = documents[fact.source.doc]
        revised = ("target_original", "target", "target_revised").index(fact.key.scenario)
        return document.as_known_on.toordinal(), revised, fact.source.line

    steps = []
    for (metric, period), targets in found.items():
        ordered = tuple(sorted(targets, key=when))
        actual = table.fact(FactKey(metric, period))
        steps.append(TargetStep(metric, period, ordered, actual, _outcome(ordered[-1], actual)))
    return steps


def _outcome(target: Fact, actual: Fact | None) -> str:
    if actual is None or actual.unit != target.unit:
        return "open"
    aimed, reached = reach(target), reach(actual)
    if target.bound == "over":
        return "met" if reached.high >= aimed.low else "below"
    if aimed.meets(reached):
        return "met"
    return "above" if reached.low > aimed.high else "below"
