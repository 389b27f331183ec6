"""From which day on a print is outdone by what finer figures give.

    revenue|2Q15        33.87 billion, printed on 2015-11-30
                        1H15 less 1Q15, both in millions, give 33,871 million: outdone from that day on
    yoy(revenue)|FY11   +17.8%, printed on 2012-05-15; both years are printed in millions by then: never stands

A vintage that a reader chooses in a workbook needs the day; here it is found with the resolver's own answer
on each day, so that the workbook and the tables cannot disagree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import cache

from reportgen.core.structs import replace
from reportgen.data.records import Figure, MetricRef, MetricTable
from reportgen.data.vintage import LATEST, ValidityPeriod, Vintage, VintageKind, spoken_periods
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import How, Resolved, node_of
from reportgen.figures.tree import Expressions
from reportgen.figures.value_resolver import ValueResolver


def validity_periods(
    table: MetricTable, values: ValueResolver, questions: Mapping[str, FigureQuery]
) -> dict[str, ValidityPeriod]:
    """When each printed figure stands, by its id; `questions` are those that claims answer, by the claim's id.

    `values` are the answers over the whole table.

    Only flows of which finer figures are printed, metrics with an expression, and claims can be outdone.
    """
    found = spoken_periods(table)
    judge = _Judge(table, values)
    for fact in _coarse(table, values.expressions):
        asked = FigureQuery(fact.key.metric, When(fact.key.period, fact.key.scenario, fact.standard))
        found[fact.id] = judge.narrowed(fact, asked, found[fact.id])
    for claim in table.claims:
        if claim.id in questions:
            found[claim.id] = judge.narrowed(claim, questions[claim.id], found[claim.id])
    return found


class _Judge:
    """Whether a figure stands on a day; the resolver of each day is made once.

    The more documents are known, the finer the figures get: a figure that stands at the end of its days stood
    on all of them, and one whose better answer rests on documents of its first day never stood.
    """

    def __init__(self, table: MetricTable, latest: ValueResolver) -> None:
        self._documents = table.catalogue.documents
        self._days = sorted({document.published_on for document in self._documents.values()})
        self._resolver = cache(
            lambda vintage: latest if vintage == LATEST else ValueResolver(table, vintage, like=latest)
        )

    def narrowed(self, figure: Figure, asked: FigureQuery, validity: ValidityPeriod) -> ValidityPeriod:
        """The days of a figure, cut at the one from which it is outdone."""
        first = validity.first and self._stands(figure, self._answer(asked, Vintage(VintageKind.FIRST)))
        since, until = validity.since, validity.until
        if since is None:
            return replace(validity, first=first)
        start, end = (
            len(self._days) if day is None else bisect_left(self._days, day) for day in (since, until)
        )
        earliest = self._days[start]
        final = self._on(asked, self._days[end - 1])
        if self._stands(figure, final):
            return replace(validity, first=first)
        if self._known_on(earliest, final, figure) or not self._stands(figure, self._on(asked, earliest)):
            return ValidityPeriod(None, earliest if not figure.is_claim else None, first)
        outdone = bisect_left(
            self._days,
            True,
            start,
            end,
            key=lambda day: not self._stands(figure, self._on(asked, day)),
        )
        return ValidityPeriod(since, self._days[outdone], first)

    def _known_on(self, day: date, answer: Resolved, figure: Figure) -> bool:
        """Whether an answer without the figure rests on documents of that day or before."""
        days = [self._documents[source.source.doc].published_on for source in answer.sources]
        return bool(days) and max(days) <= day and figure not in answer.sources

    def _stands(self, figure: Figure, answer: Resolved) -> bool:
        if figure.is_claim:
            return answer.printed is figure and answer.how is How.PRINTED
        return not answer.sources or answer.sources == (figure,) or answer.value is None

    def _on(self, asked: FigureQuery, day: date) -> Resolved:
        return self._answer(asked, LATEST if day == self._days[-1] else Vintage(VintageKind.AS_OF, day=day))

    def _answer(self, asked: FigureQuery, vintage: Vintage) -> Resolved:
        resolver: ValueResolver = self._resolver(vintage)
        return resolver.answer(asked)


def _coarse(table: MetricTable, trees: Expressions) -> list[Figure]:
    """Facts that are printed less finely than another figure of their metric and year, or that can be computed."""
    groups: dict[tuple[MetricRef, int, str], list[Figure]] = {}
    computable: list[Figure] = []
    for key, facts in table.by_key.items():
        if key.metric.concept in trees:
            computable += facts
        elif (
            table.catalogue.concepts[key.metric.concept].roll_time == "sum"
            and node_of(key.period) is not None
        ):
            groups.setdefault((key.metric, key.period.year, key.scenario), []).extend(facts)
    return computable + [
        fact
        for group in groups.values()
        if len(group) > 1
        for fact in group
        if fact.decimals < max(other.decimals for other in group)
    ]
