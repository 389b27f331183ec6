"""Whether a printed change or share can be reached from the figures.

revenue|FY17  +11.6% against FY16     176,051 and 157,789 reach 11.5737 +- 0.0007: ok
sga_rd 4Q08   21.2%                   2.6 and 2.5 reach at most 8.2: contradiction

The claim stands for an interval, and so does what the figures reach; they must meet. Where the base is not
printed, another claim on the same change gives it: 5,109 less 1,942 is the base of +61.3%.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from msgspec import Struct

from reportgen.checks.check import (
    Check,
    CheckContext,
    FindingKind,
    Verdict,
    amount,
    interval_words,
    marked_by,
    seen,
)
from reportgen.checks.evidence import Evidence
from reportgen.core.findings import Issue, Severity
from reportgen.core.number import Interval
from reportgen.core.period import parse_period
from reportgen.core.structs import replace
from reportgen.core.units import fraction, percent
from reportgen.data.records import Figure, FigureKey, MetricTable, parse_metric
from reportgen.figures.resolved import Resolved, reach

_ONE = Interval.exact(Decimal(1))
_HUNDRED, _HUNDREDTH = percent(Decimal(1)), fraction(Decimal(1))
_ENDLESS = Decimal("1E+30")


class ClaimTest(Struct, frozen=True):
    """One printed change or share against what the figures reach, both in the claim's own base unit.

    `power` is the width of what the figures reach: the narrower, the more the test proves. None where the
    figures for a test are not disclosed.
    """

    claim: Figure
    printed: Interval
    computed: Decimal | None
    reached: Interval | None
    verdict: Verdict
    sources: tuple[Figure, ...] = ()
    note: str = ""

    @property
    def power(self) -> Decimal | None:
        """The width of the interval that the figures reach."""
        return self.reached.width if self.reached is not None else None


class _Reached(NamedTuple):
    """What the figures give for a claim, in the claim's base unit."""

    value: Decimal
    interval: Interval
    sources: tuple[Figure, ...]


_WHOLE = _Reached(_HUNDRED, Interval.exact(_HUNDRED), ())


def _run(context: CheckContext) -> list[ClaimTest]:
    """One test for each claim of the table, in the table's order."""
    return [_test(claim, context) for claim in context.library.latest.table.claims]


def _test(claim: Figure, context: CheckContext) -> ClaimTest:
    library = context.library
    latest = library.under(claim.standard)
    test = judge(claim, latest)
    if test.verdict is not Verdict.CONTRADICTION:
        return test
    evidence = library.as_of(claim)
    if evidence is not latest:
        earlier = judge(claim, evidence)
        if earlier.verdict is Verdict.OK:
            return replace(earlier, note=f"reached with the figures known when {claim.source.doc} came out")
    reason = context.waivers.reason(("claim", f"claim_{claim.kind}"), str(claim.key))
    marked = marked_by((claim, *test.sources))
    if reason is None and marked is not None:
        reason = f"{marked.key} is marked {marked.status}: {marked.note}"
    return test if reason is None else replace(test, verdict=Verdict.WAIVED, note=reason)


def judge(claim: Figure, evidence: Evidence) -> ClaimTest:
    """One claim against one vintage's figures."""
    printed = _printed_interval(claim)
    reached = _narrowest(_ways(claim, evidence))
    if reached is None:
        note = "a figure it needs is not disclosed"
        return ClaimTest(claim, printed, None, None, Verdict.INCOMPLETE, note=note)
    verdict = Verdict.OK if printed.meets(reached.interval) else Verdict.CONTRADICTION
    return ClaimTest(claim, printed, reached.value, reached.interval, verdict, reached.sources)


def _printed_interval(claim: Figure) -> Interval:
    """What the claim says; an inequality is open to one side."""
    interval = reach(claim)
    if claim.bound == "over":
        return Interval(interval.low, _ENDLESS)
    if claim.bound == "under":
        return Interval(-_ENDLESS, interval.high)
    return interval


def _ways(claim: Figure, evidence: Evidence) -> Iterator[_Reached | None]:
    """Every way to reach the claimed number; None where a figure for it is not disclosed."""
    key = claim.key
    if not key.period.is_dated:
        return
    laters = [_term(answer) for answer in evidence.answers(key)]
    if claim.kind == "share_pct":
        whole = FigureKey(parse_metric(claim.against), key.period, key.scenario)
        for part, base in product(laters, [_term(answer) for answer in evidence.answers(whole)]):
            yield _percentage(part, base)
        return
    bases = [_term(answer) for answer in evidence.bases(_base_key(claim, evidence), claim)]
    for later, base in product(laters, bases):
        yield _less(_percentage(later, base), _WHOLE) if claim.kind == "change_pct" else _less(later, base)
    if claim.kind == "change_abs":
        for later, other in product(laters, _sisters(claim, evidence.table)):
            yield _less(later, _base_of_growth(later, other))


def _base_key(claim: Figure, evidence: Evidence) -> FigureKey:
    """The figure a change is counted from: in the scenario that is named, else the actual, else its own."""
    name, _, scenario = claim.against.partition("|")
    key = FigureKey(claim.key.metric, parse_period(name), scenario or "actual")
    if scenario or claim.key.scenario == "actual":
        return key
    catalogue = evidence.table.catalogue
    ended = catalogue.company.calendar.end(key.period)
    if ended < catalogue.documents[claim.source.doc].as_known_on:
        return key  # what had ended by then is compared as it was reached, never as it was planned
    found = evidence.plain.resolve(key.metric, key.period, key.scenario)
    return key if found.value is not None else FigureKey(key.metric, key.period, claim.key.scenario)


def _sisters(claim: Figure, table: MetricTable) -> Iterator[Figure]:
    """The printed growth rates of the same change."""
    for other in table.claims_by_key.get(claim.key, ()):
        if other.kind == "change_pct" and other.against == claim.against and other.bound == "point":
            yield other


def _term(answer: Resolved) -> _Reached | None:
    if answer.value is None or answer.interval is None:
        return None
    sources = answer.sources
    if any(source.bound in ("over", "under") for source in sources):
        return None
    if answer.unit != "ratio":
        return _Reached(answer.value, answer.interval, sources)
    # Ratios are fractions, claims on them count in percent and points.
    return _Reached(answer.value * _HUNDRED, answer.interval.scaled(_HUNDRED), sources)


def _percentage(part: _Reached | None, whole: _Reached | None) -> _Reached | None:
    """Part by whole in percent; None where the whole is or can be zero or negative: no rate is meant then."""
    if part is None or whole is None or whole.interval.low <= 0:
        return None
    return _Reached(
        part.value / whole.value * _HUNDRED,
        (part.interval / whole.interval).scaled(_HUNDRED),
        (*part.sources, *whole.sources),
    )


def _less(first: _Reached | None, second: _Reached | None) -> _Reached | None:
    if first is None or second is None:
        return None
    sources = (*first.sources, *second.sources)
    return _Reached(first.value - second.value, first.interval - second.interval, sources)


def _base_of_growth(later: _Reached | None, growth: Figure) -> _Reached | None:
    """The base that a later figure and its growth leave."""
    factor = reach(growth).scaled(_HUNDREDTH) + _ONE
    if later is None or factor.low <= 0:
        return None
    value = later.value / (growth.base * _HUNDREDTH + 1)
    return _Reached(value, later.interval / factor, (growth,))


def _narrowest(ways: Iterator[_Reached | None]) -> _Reached | None:
    known = [way for way in ways if way is not None]
    return min(known, key=lambda way: way.interval.width, default=None)


def _issues(tests: Iterable[ClaimTest], context: CheckContext) -> Iterator[Issue]:
    """Claims that the figures cannot reach; untested ones are only counted."""
    for test in tests:
        if test.verdict not in (Verdict.CONTRADICTION, Verdict.WAIVED) or test.reached is None:
            continue
        claim, waived = test.claim, test.verdict is Verdict.WAIVED
        what = "share of" if claim.kind == "share_pct" else "change against"
        sources = dict.fromkeys(
            f"{source.key} {source.source.printed} ({source.source.where})" for source in test.sources
        )
        yield (_WAIVED if waived else _UNREACHABLE).at(
            claim.source.place,
            f"the printed {what} {claim.against} of {claim.key} cannot be reached from the figures"
            + (f": {test.note}" if waived and test.note else ""),
            expected=interval_words(test.reached, claim.unit, claim.scale),
            found=amount(claim.base, claim.unit, claim.scale) + seen(claim),
            hint=f"reached from {', '.join(sources)}",
        )


def _summary(tests: Sequence[ClaimTest]) -> list[str]:
    """How much the tests of printed growth prove: the figures leave less than one printed digit open."""
    rates = [test for test in tests if test.claim.kind == "change_pct"]
    tested = [test for test in rates if test.reached is not None]
    if not tested:
        return []
    good = [test for test in tested if test.verdict is Verdict.OK]
    sharp = sum(test.power is not None and test.power <= test.printed.width for test in good)
    return [
        f"printed growth rates: {len(good)} of {len(tested)} that can be tested reproduce, "
        f"{sharp} of them to the digit; {len(rates) - len(tested)} have no base in the tables"
    ]


def _as_json(test: ClaimTest) -> Mapping[str, object]:
    claim = test.claim
    return {
        "key": str(claim.key),
        "kind": claim.kind,
        "against": claim.against,
        "printed": claim.source.printed,
        "doc": claim.source.doc,
        "line": claim.source.line,
        "verdict": str(test.verdict),
        "reached": [f"{test.reached.low:.4f}", f"{test.reached.high:.4f}"] if test.reached else None,
        "note": test.note,
    }


_UNREACHABLE = FindingKind(
    "claim-unreachable",
    Severity.WARNING,
    "no values within rounding give the printed rate",
    "look at the line of the document; waive a fault of the source",
)
_WAIVED = FindingKind("claim-waived", Severity.INFO, "the same, waived in `waivers.csv`", "nothing")
CLAIMS = Check(
    "claims",
    looks_at="each printed growth rate, change, share and change in points",
    kinds=(_UNREACHABLE, _WAIVED),
    issues=_issues,
    run=_run,
    waived_by="`claim`",
    counted_as="printed changes and shares",
    summary=_summary,
    as_json=("claims_tested", _as_json),
)
