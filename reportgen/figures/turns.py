"""Results that turn into or out of a loss: words stand for their growth, which says nothing as a rate.

net_income   1,351, a year later -14     yoy -101 %     "turned to a loss"
             -14, a year later 418       none           "turned to a profit"
"""

from __future__ import annotations

from collections.abc import Callable

from reportgen.data.records import PROFIT_OR_LOSS, Catalogue
from reportgen.figures.measures import growth_measures
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import Resolved


def turned(
    query: FigureQuery, answer: Resolved, ask: Callable[[FigureQuery], Resolved], catalogue: Catalogue
) -> Resolved:
    """The answer, with its turn where it is growth of a result into or out of a loss that no document prints."""
    rate, concept = growth_measures(catalogue).get(query.measure), catalogue.concepts[query.metric.concept]
    may_be_a_loss = concept.natural_sign == PROFIT_OR_LOSS
    profit = answer.value is not None and answer.value >= -1
    if rate is None or not may_be_a_loss or profit or answer.printed is not None:
        return answer
    base, period = query.base, rate.before(query.when.period, catalogue.company.calendar)
    if base is None and period is not None:
        base = When(period, standard=query.when.standard)
    if base is None:
        return answer
    before, now = (ask(FigureQuery(query.metric, when)) for when in (base, query.when))
    turn = turn_of(before, now) if len({before.standard, now.standard} - {""}) < 2 else ""
    sources = tuple({one.id: one for one in (*before.sources, *now.sources)}.values())
    return answer._replace(turn=turn, sources=sources) if turn else answer


def turn_of(before: Resolved, now: Resolved) -> str:
    """The phrase that tells how a result came into or out of a loss; empty where it is a profit throughout, or unknown.

    No rate says it: a loss of 1 after a profit of 6 is no fall of 116 %.
    """
    if before.interval is None or now.interval is None:
        return ""
    if now.interval.high < 0 < before.interval.low:
        return "to_loss"
    if before.interval.high < 0 < now.interval.low:
        return "to_profit"
    if max(before.interval.high, now.interval.high) >= 0 or before.interval.meets(now.interval):
        return ""
    return "loss_wider" if now.interval.high < before.interval.low else "loss_smaller"
