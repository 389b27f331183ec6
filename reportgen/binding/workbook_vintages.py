"""From when to when each printed figure of a workbook is the one that stands, whatever vintage is chosen there.

    yoy(revenue)|FY11   +17.8%   printed on 2012-05-15; both years are printed in millions by then: never stands
    pretax_income|FY09  2.5      stands from 2011-05-13 on

The workbook looks figures up by key; of all figures with one key exactly one stands at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from reportgen.expressions import How, Resolved, Resolver, standing_speeches
from reportgen.metrics import LATEST, Figure, MetricTable, Speech, Vintage, VintageKind
from reportgen.narrative import FigureDesk
from reportgen.views.asking import Asked


def standing(desk: FigureDesk, asked: Mapping[str, Asked]) -> dict[str, Speech]:
    """When each printed figure stands, by its id; `asked` are the claims that answer a question.

    A claim steps back from the day on which the figures behind it give a finer answer.
    """
    table = desk.table
    found = standing_speeches(table)
    judge = _Judge(table)
    for claim in table.claims:
        question = asked.get(claim.id)
        speech = found[claim.id]
        if question is not None and (speech.since is not None or speech.first):
            found[claim.id] = judge.narrowed(claim, question, speech)
    return found


class _Judge:
    """Whether a claim stands on a day; resolvers of days are made once.

    The more documents are known, the finer the figures get: a claim that stands at the end of its days stood
    on all of them, and one whose better answer rests on documents of its first day never stood.
    """

    def __init__(self, table: MetricTable) -> None:
        self._documents = table.catalogue.documents
        self._days = sorted({document.published_on for document in self._documents.values()})
        self._resolver = cache(lambda vintage: Resolver(table, vintage))

    def narrowed(self, claim: Figure, asked: Asked, speech: Speech) -> Speech:
        """The claim's speech, cut at the day from which it is outdone."""
        first = speech.first and self._stands(claim, asked, Vintage(VintageKind.FIRST))
        since, until = speech.since, speech.until
        if since is None:
            return replace(speech, first=first)
        span = [day for day in self._days if since <= day and (until is None or day < until)]
        if self._stands_on(claim, asked, span[-1]):
            return replace(speech, first=first)
        if self._outdone_at_once(claim, asked, span) or not self._stands_on(claim, asked, since):
            return Speech(first=first)
        until = span[bisect_left(span, True, key=lambda day: not self._stands_on(claim, asked, day))]
        return Speech(since, until, first)

    def _outdone_at_once(self, claim: Figure, asked: Asked, span: list[date]) -> bool:
        """Whether the figures that outdo a claim in the end were all known on its first day."""
        sources = self._answer(asked, self._vintage(span[-1])).sources
        days = [self._documents[source.source.doc].published_on for source in sources]
        return bool(days) and max(days) <= span[0] and claim not in sources

    def _vintage(self, day: date) -> Vintage:
        return LATEST if day == self._days[-1] else Vintage(VintageKind.AS_OF, day=day)

    def _stands_on(self, claim: Figure, asked: Asked, day: date) -> bool:
        return self._stands(claim, asked, self._vintage(day))

    def _stands(self, claim: Figure, asked: Asked, vintage: Vintage) -> bool:
        answer = self._answer(asked, vintage)
        return answer.printed is claim and answer.how is How.PRINTED

    def _answer(self, asked: Asked, vintage: Vintage) -> Resolved:
        resolver: Resolver = self._resolver(vintage)
        when = asked.when
        if asked.measure:
            return resolver.resolve_rate(asked.measure, asked.metric, when.period, when.scenario)
        return resolver.resolve(asked.metric, when.period, when.scenario)
