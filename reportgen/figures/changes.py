"""Printed changes: which claim an expression is printed as, and what a change says about its base.

x / prior_year(x) - 1, of revenue at FY17     ->   the claim revenue change_pct against FY16
12,365, up 1,471                              ->   10,894 for the year before
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from reportgen.core.interval import Interval
from reportgen.core.period import Period, parse_period
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable
from reportgen.figures.evaluate import quarter_before
from reportgen.figures.resolved import How, Resolved, combined, from_print
from reportgen.figures.tree import Difference, Expr, Metric, Number, PriorQuarter, PriorYear, Ratio


class ClaimShape(NamedTuple):
    """What a claim says: of which metric, of which kind, and against what base."""

    metric: MetricRef
    kind: str
    against: str


def claim_shape(bound: Expr, at: Period, difference: str) -> ClaimShape | None:
    """The claim that a bound expression is printed as; None for other expressions.

    `difference` is the kind that a plain difference is printed as: change_abs, or change_pt for ratios.
    """
    match bound:
        case Difference(Ratio(Metric(ref), PriorYear(Metric(base))), Number()) if ref == base:
            return ClaimShape(ref, "change_pct", str(at.prior_year()))
        case Difference(Ratio(Metric(ref), PriorQuarter(Metric(base))), Number()) if ref == base:
            before = quarter_before(at)
            return ClaimShape(ref, "change_pct", str(before)) if before is not None else None
        case Difference(Metric(ref), PriorYear(Metric(base))) if ref == base:
            return ClaimShape(ref, difference, str(at.prior_year()))
        case Difference(Metric(ref), PriorQuarter(Metric(base))) if ref == base:
            before = quarter_before(at)
            return ClaimShape(ref, difference, str(before)) if before is not None else None
        case Ratio(Metric(ref), Metric(base)):
            return ClaimShape(ref, "share_pct", str(base))
        case _:
            return None


def base_of_change(key: str, later: Resolved, claim: Figure) -> Resolved | None:
    """What a later figure and its printed change, absolute or in percent, say about the base."""
    change = from_print("", claim)
    if later.value is None or later.interval is None or change.value is None or change.interval is None:
        return None
    if claim.kind == "change_abs":
        value, interval = later.value - change.value, later.interval - change.interval
    else:
        factor = change.interval + Interval.exact(Decimal(1))
        if factor.low <= 0:
            return None
        value, interval = later.value / (change.value + 1), later.interval / factor
    return combined(key, value, interval, later.unit, How.CHANGE, (later, change))


def changes_by_base(table: MetricTable, kinds: tuple[str, ...]) -> dict[FigureKey, list[Figure]]:
    """The printed changes of actuals, by the figure they are counted from."""
    found: dict[FigureKey, list[Figure]] = {}
    for claim in table.claims:
        if claim.kind in kinds and claim.key.scenario == "actual" and claim.bound == "point":
            period, _, scenario = claim.against.partition("|")
            if scenario in ("", "actual"):
                base = FigureKey(claim.key.metric, parse_period(period))
                found.setdefault(base, []).append(claim)
    return found
