"""Quarters, halves, nine months and the year of one metric, each from the others.

    1Q + 2Q = 1H      1H + 3Q = 9M      9M + 4Q = FY      3Q + 4Q = 2H      1H + 2H = FY

Every relation is read in all three directions until nothing narrows any more. A figure reached from two
others is never narrower than either, so the walk ends after as many rounds as there are relations.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from reportgen.expressions.resolved import How, Resolved, better, combined
from reportgen.values import Period, PeriodKind


class Node(StrEnum):
    """The periods of a fiscal year that figures are printed for."""

    Q1 = "1Q"
    Q2 = "2Q"
    Q3 = "3Q"
    Q4 = "4Q"
    H1 = "1H"
    H2 = "2H"
    M9 = "9M"
    FY = "FY"


NODES: Mapping[Node, tuple[PeriodKind, int]] = {
    Node.Q1: (PeriodKind.QUARTER, 1),
    Node.Q2: (PeriodKind.QUARTER, 2),
    Node.Q3: (PeriodKind.QUARTER, 3),
    Node.Q4: (PeriodKind.QUARTER, 4),
    Node.H1: (PeriodKind.HALF, 1),
    Node.H2: (PeriodKind.HALF, 2),
    Node.M9: (PeriodKind.NINE_MONTHS, 0),
    Node.FY: (PeriodKind.YEAR, 0),
}
_BY_PERIOD = {shape: node for node, shape in NODES.items()}
_RELATIONS = (
    (Node.H1, Node.Q1, Node.Q2),
    (Node.H2, Node.Q3, Node.Q4),
    (Node.M9, Node.H1, Node.Q3),
    (Node.FY, Node.M9, Node.Q4),
    (Node.FY, Node.H1, Node.H2),
)


def node_of(period: Period) -> Node | None:
    """The place of a period in its fiscal year; None for instants and months."""
    return _BY_PERIOD.get((period.kind, period.index))


def relax(stated: Mapping[Node, Resolved]) -> dict[Node, Resolved]:
    """All periods that are stated or follow by addition and subtraction, each with its best answer."""
    best = dict(stated)
    if len(best) < 2:
        return best
    for _ in _RELATIONS:
        improved = False
        for whole, first, second in _RELATIONS:
            improved |= _improve(best, whole, first, second, add=True)
            improved |= _improve(best, first, whole, second, add=False)
            improved |= _improve(best, second, whole, first, add=False)
        if not improved:
            break
    return best


def _improve(best: dict[Node, Resolved], target: Node, one: Node, other: Node, *, add: bool) -> bool:
    """Put what two periods give for a third where it is better than what is known of it; whether it was."""
    a, b = best.get(one), best.get(other)
    if a is None or b is None or a.value is None or b.value is None:
        return False
    if a.interval is None or b.interval is None:
        return False
    known = best.get(target)
    width = a.interval.width + b.interval.width
    # A sum is as wide as its terms together: most cannot narrow what is known, and need not be built.
    if (
        known is not None
        and known.status == "ok"
        and known.interval is not None
        and known.interval.width <= width
    ):
        return False
    value = a.value + b.value if add else a.value - b.value
    interval = a.interval + b.interval if add else a.interval - b.interval
    how = How.SUM if add else How.DIFFERENCE
    chosen = better(known, combined(target.value, value, interval, a.unit, how, (a, b)))
    if chosen is None or chosen is known:
        return False
    best[target] = chosen
    return True
