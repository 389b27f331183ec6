"""Results that turn into or out of a loss, and flows of cash: words stand for growth that says nothing as a rate.

net_income    1,351, a year later -14     yoy -101 %     "turned to a loss"
              -14, a year later 418       none           "turned to a profit"
cf_operating  -200, a year later 900      none           "turned to an inflow"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from reportgen.core.structs import replace
from reportgen.data.records import IN_OR_OUTFLOW, PROFIT_OR_LOSS, Catalogue
from reportgen.figures.measures import growth_measure
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import Resolved


class Turns(NamedTuple):
    """What is said of a figure that falls below zero, comes out, or stays there and goes further off or less far."""

    below: str
    above: str
    wider: str
    smaller: str


# The phrases of a style, by the natural signs of the figures that they are said of.
TURNS: Mapping[str, Turns] = {
    PROFIT_OR_LOSS: Turns("to_loss", "to_profit", "loss_wider", "loss_smaller"),
    IN_OR_OUTFLOW: Turns("to_outflow", "to_inflow", "outflow_wider", "outflow_smaller"),
}


def turned(
    query: FigureQuery, answer: Resolved, ask: Callable[[FigureQuery], Resolved], catalogue: Catalogue
) -> Resolved:
    """The answer, with its turn where it is growth into or out of a loss or an outflow that no document prints."""
    rate, concept = growth_measure(query.measure, catalogue), catalogue.concepts[query.metric.concept]
    turns = TURNS.get(concept.natural_sign)
    above = answer.value is not None and answer.value >= -1
    if rate is None or turns is None or above or answer.printed is not None:
        return answer
    base, period = query.base, rate.before(query.when.period, catalogue.company.calendar)
    if base is None and period is not None:
        base = When(period, standard=query.when.standard)
    if base is None:
        return answer
    before, now = (ask(FigureQuery(query.metric, when)) for when in (base, query.when))
    turn = turn_of(before, now, turns) if len({before.standard, now.standard} - {""}) < 2 else ""
    sources = tuple({one.id: one for one in (*before.sources, *now.sources)}.values())
    return replace(answer, turn=turn, sources=sources) if turn else answer


def turn_of(before: Resolved, now: Resolved, turns: Turns) -> str:
    """The phrase that tells how a figure came below zero or out; empty where it is above throughout, or unknown.

    No rate says it: a loss of 1 after a profit of 6 is no fall of 116 %.
    """
    if before.interval is None or now.interval is None:
        return ""
    if now.interval.high < 0 < before.interval.low:
        return turns.below
    if before.interval.high < 0 < now.interval.low:
        return turns.above
    if max(before.interval.high, now.interval.high) >= 0 or before.interval.meets(now.interval):
        return ""
    return turns.wider if now.interval.high < before.interval.low else turns.smaller
