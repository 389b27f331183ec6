"""From which day on a print is outdone by what finer figures give.

    revenue|2Q15   33.87 billion, printed on 2015-11-30
                   1H15 less 1Q15, both in millions, give 33,871 million: outdone from that day on

A vintage that a reader chooses in a workbook needs the day; here it is found with the resolver's own answer
on each day, so that the workbook and the tables cannot disagree.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import cache

from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vintage import LATEST, ValidityPeriod, Vintage, VintageKind, spoken_periods
from reportgen.figures.catalogue import Expressions
from reportgen.figures.resolved import node_of
from reportgen.figures.value_resolver import ValueResolver


def validity_periods(table: MetricTable) -> dict[str, ValidityPeriod]:
    """When each printed figure speaks and stands, by the figure's id.

    Only flows of which finer figures are printed, and metrics with an expression, can be outdone.
    """
    found = spoken_periods(table)
    days = sorted({document.published_on for document in table.catalogue.documents.values()})

    @cache
    def resolver(vintage: Vintage) -> ValueResolver:
        return ValueResolver(table, vintage)

    def falls(fact: Figure, vintage: Vintage) -> bool:
        answer = resolver(vintage).resolve(fact.key.metric, fact.key.period, fact.key.scenario)
        return bool(answer.sources) and answer.sources != (fact,) and answer.value is not None

    def falls_on(fact: Figure, day: date) -> bool:
        return falls(fact, LATEST if day == days[-1] else Vintage(VintageKind.AS_OF, day=day))

    trees = resolver(LATEST).expressions
    for fact in _coarse(table, trees):
        speech = found[fact.id]
        since, until = speech.since, speech.until
        if since is not None:
            span = [day for day in days if since <= day and (until is None or day < until)]
            if falls_on(fact, span[-1]):
                until = span[bisect_left(span, True, key=lambda day: falls_on(fact, day))]
        first = speech.first and not falls(fact, Vintage(VintageKind.FIRST))
        if (until, first) != (speech.until, speech.first):
            found[fact.id] = ValidityPeriod(since if since != until else None, until, first)
    return found


def _coarse(table: MetricTable, trees: Expressions) -> list[Figure]:
    """Facts that are printed less finely than another figure of their metric and year, or that can be computed."""
    groups: dict[tuple[MetricRef, int, str], list[Figure]] = {}
    computable: list[Figure] = []
    for facts in table.by_key.values():
        key: FigureKey = facts[0].key
        concept = table.catalogue.concepts[key.metric.concept]
        if key.metric.concept in trees:
            computable += facts
        elif concept.roll_time == "sum" and node_of(key.period) is not None:
            groups.setdefault((key.metric, key.period.year, key.scenario), []).extend(facts)
    return computable + [
        fact
        for group in groups.values()
        if len(group) > 1
        for fact in group
        if fact.decimals < max(other.decimals for other in group)
    ]
