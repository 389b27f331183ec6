"""Earnings per share against earnings: the number of shares that the two imply must be believable.

net_income|FY14 3,322   eps|FY14 72.31     45.94 million shares
net_income|FY08 1,419   eps|FY08 37.61     37.7 million; one quarter on it is 41.0: one of the two is wrong

A rule over `per_share` names the two (`eps`, `+net_income`). Nobody prints the average number of shares each
time, so each implied number must come near that of a neighbour in time, all on one basis.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from reportgen.checks.check import SEVERITIES, Check, CheckContext, FindingKind
from reportgen.core.findings import Issue, Severity
from reportgen.core.number import Interval
from reportgen.data.records import Figure, FigureKey, MetricRef, Rule, parse_metric
from reportgen.figures.resolved import rank, reach

OVER = "per_share"
_NEAR = Decimal("0.05")
_BESIDE = 2


class _Implied(Struct, frozen=True):
    day: int
    fact: Figure
    shares: Interval
    doubtful: bool

    def __lt__(self, other: _Implied) -> bool:
        return self.day < other.day


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """Each figure per share whose implied number of shares is far from those before and after it."""
    for rule in context.table.catalogue.rules:
        if rule.over == OVER and len(rule.parts) == 1:
            yield from _of_rule(rule, context)


def _of_rule(rule: Rule, context: CheckContext) -> Iterator[Issue]:
    total, part = parse_metric(rule.total), rule.parts[0].metric
    series: dict[str, list[_Implied]] = defaultdict(list)
    for key, facts in context.table.by_key.items():
        if key.metric == total:
            found = _implied(key, facts[0], part, context)
            if found is not None:
                # Targets and actuals are of one company: they share their shares.
                insort(series[key.metric.scope], found)
    for implied in series.values():
        for place, one in enumerate(implied):
            near = [*implied[max(0, place - _BESIDE) : place], *implied[place + 1 : place + 1 + _BESIDE]]
            trusted = [other for other in near if not other.doubtful]
            # Of two that differ nobody knows which is wrong.
            if len(trusted) < _BESIDE or any(_close(one.shares, other.shares) for other in trusted):
                continue
            if one.doubtful or context.waivers.reason((rule.name,), str(one.fact.key)) is not None:
                continue
            yield _issue(rule, one, trusted)


def _implied(key: FigureKey, per_share: Figure, part: MetricRef, context: CheckContext) -> _Implied | None:
    earnings = context.library.as_of(per_share).plain.resolve(part, key.period, key.scenario)
    divisor = reach(per_share)
    if earnings.interval is None or divisor.contains(Decimal(0)):
        return None
    doubtful = bool(rank(per_share.status) or rank(earnings.status))
    day = context.table.calendar.end(key.period).toordinal()
    return _Implied(day, per_share, earnings.interval / divisor, doubtful)


def _close(one: Interval, other: Interval) -> bool:
    """Whether two numbers of shares can lie within a twentieth of each other."""
    if one.meets(other):
        return True
    low, high = sorted((one, other), key=lambda interval: interval.low)
    return high.low - low.high <= abs(high.low) * _NEAR


def _issue(rule: Rule, one: _Implied, near: list[_Implied]) -> Issue:
    fact = one.fact
    beside = ", ".join(f"{_millions(other.shares)} at {other.fact.key.period}" for other in near)
    return _DIFFER.weighing(SEVERITIES[rule.severity]).at(
        fact.source.place,
        f"{fact.key} implies another number of shares than the figures beside it: {rule.explain_en}",
        expected=f"near {beside}",
        found=f"{_millions(one.shares)} ({fact.source.doc}, {fact.source.where}: {fact.source.printed})",
        hint="look at both figures, and at splits in corporate_actions.csv",
    )


def _millions(shares: Interval) -> str:
    return f"{shares.low.scaleb(-6):,.2f} to {shares.high.scaleb(-6):,.2f} million shares"


_DIFFER = FindingKind(
    "implied-shares-differ",
    Severity.WARNING,
    "figures per share imply another number of shares than those beside them",
    "look for a split or a misread figure",
)
SHARES: Check[object] = Check(
    "shares",
    looks_at="earnings by earnings per share are a number of shares that a neighbour in time comes near (5 %)",
    kinds=(_DIFFER,),
    issues=_issues,
    waived_by="the name of the rule",
)
