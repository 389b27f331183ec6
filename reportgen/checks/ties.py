"""Tie-outs: identities, roll-ups over service lines and over time, balances that roll forward.

gross_margin|FY17    28,233   =   176,051 - 147,818       ok, rounding allows 1.5
total_assets|...     137,395  >   110,526 shown           incomplete: a residual of 26,869 is not disclosed

All by intervals: a tie fails only where no exact figures could print like this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reportgen.checks.evidence import Evidence, Library, sum_of
from reportgen.checks.records import Tie, TiePart, Verdict
from reportgen.checks.shares import OVER as OVER_SHARES
from reportgen.checks.terms import Term, terms_of
from reportgen.checks.waiving import Waivers
from reportgen.core.interval import Interval
from reportgen.core.period import Period
from reportgen.data.records import Figure, FigureKey, MetricTable, Rule, parse_metric
from reportgen.data.vocabulary import in_periods
from reportgen.figures.resolved import NODES, Node, Resolved, node_of, rank, reach

_ZERO = Decimal(0)
_DECOMPOSITIONS: dict[Node, tuple[tuple[Node, ...], ...]] = {
    Node.H1: ((Node.Q1, Node.Q2),),
    Node.H2: ((Node.Q3, Node.Q4),),
    Node.M9: ((Node.Q1, Node.Q2, Node.Q3), (Node.H1, Node.Q3)),
    Node.FY: (
        (Node.Q1, Node.Q2, Node.Q3, Node.Q4),
        (Node.H1, Node.H2),
        (Node.M9, Node.Q4),
        (Node.H1, Node.Q3, Node.Q4),
    ),
}


@dataclass(frozen=True, slots=True)
class _Sum:
    """A total and its terms; a further way to add it up (not `chief`) is told only where it is complete."""

    total: FigureKey
    terms: tuple[Term, ...]
    chief: bool


def run_ties(library: Library, waivers: Waivers) -> list[Tie]:
    """Every tie of every rule that the table holds a total for."""
    table = library.latest.table
    keys: dict[str, list[FigureKey]] = defaultdict(list)
    for key in table.by_key:
        keys[key.metric.concept].append(key)
    ties: list[Tie] = []
    for rule in table.catalogue.rules:
        if rule.over == OVER_SHARES:
            continue
        for one in _sums(rule, table, keys):
            tie = _tie(rule, one, library, waivers)
            if tie is not None and (one.chief or tie.verdict is not Verdict.INCOMPLETE):
                ties.append(tie)
    return ties


def _sums(rule: Rule, table: MetricTable, keys: Mapping[str, list[FigureKey]]) -> Iterator[_Sum]:
    """The totals a rule speaks about, with their terms."""
    if rule.over == "period":
        yield from _over_time(rule, table)
        return
    total = parse_metric(rule.total)
    year_end = table.catalogue.company.fiscal_year_end_month
    for key in keys.get(total.concept, ()):
        chief = key.metric == total and rule.over != "roll_forward"
        for terms in terms_of(rule, key, year_end):
            yield _Sum(key, terms, chief)


def _over_time(rule: Rule, table: MetricTable) -> Iterator[_Sum]:
    concepts = table.catalogue.concepts
    for key in table.by_key:
        node = node_of(key.period)
        if node is None or concepts[key.metric.concept].roll_time != "sum":
            continue
        if rule.total not in ("*", str(key.metric)) or not in_periods(key.period, rule.periods):
            continue
        for position, parts in enumerate(_DECOMPOSITIONS.get(node, ())):
            periods = (Period(kind, key.period.year, index) for kind, index in map(NODES.__getitem__, parts))
            terms = tuple(Term(1, FigureKey(key.metric, period, key.scenario)) for period in periods)
            if any(term.key in table.by_key for term in terms):
                yield _Sum(key, terms, position == 0)


def _tie(rule: Rule, given: _Sum, library: Library, waivers: Waivers) -> Tie | None:
    tie = _judge(rule, given, library.latest)
    if tie is None or tie.verdict is not Verdict.CONTRADICTION:
        return tie
    for doc in _documents(tie):
        evidence = library.as_of(doc)
        if evidence is library.latest:
            continue
        earlier = _judge(rule, given, evidence)
        if earlier is not None and earlier.verdict is Verdict.OK:
            return _noted(earlier, Verdict.OK, f"ties with the figures known when {doc} came out")
    reason = waivers.reason((rule.name,), str(given.total))
    if reason is not None:
        return _noted(tie, Verdict.WAIVED, reason)
    marked = next((fact for fact in _facts(tie) if rank(fact.status)), None)
    if marked is not None:
        return _noted(tie, Verdict.WAIVED, f"{marked.key} is marked {marked.status}: {marked.note}")
    return tie


def _judge(rule: Rule, given: _Sum, evidence: Evidence) -> Tie | None:
    subject = given.total
    facts = evidence.table.by_key.get(subject)
    if not facts:
        return None
    total = facts[0]
    if total.bound in ("over", "under"):
        return None
    parts = tuple(_part(term, rule, evidence) for term in given.terms)
    known = [(part.sign, part.value, part.interval) for part in parts]
    disclosed = [
        (sign * value, interval if sign > 0 else -interval)
        for sign, value, interval in known
        if value is not None and interval is not None
    ]
    if not disclosed:
        return None
    left = reach(total)
    right_value = sum((value for value, _ in disclosed), _ZERO)
    right = sum_of([interval for _, interval in disclosed])
    allowed = (left.width + right.width) / 2
    complete = len(disclosed) == len(parts)
    verdict, note = _verdict(rule, subject, left, right, parts, complete, evidence)
    return Tie(rule, subject, total.base, right_value, allowed, verdict, total, parts, note)


def _part(term: Term, rule: Rule, evidence: Evidence) -> TiePart:
    answer: Resolved | None
    key = term.key
    if rule.over == "period":
        answer = evidence.plain.stated(key.metric, key.period, key.scenario)
    else:
        answer = evidence.widened.resolve(key.metric, key.period, key.scenario)
    if answer is None or answer.value is None:
        return TiePart(term.sign, key.metric, key.period, None, None)
    return TiePart(term.sign, key.metric, key.period, answer.value, answer.interval, answer.sources)


def _verdict(
    rule: Rule,
    subject: FigureKey,
    left: Interval,
    right: Interval,
    parts: tuple[TiePart, ...],
    complete: bool,
    evidence: Evidence,
) -> tuple[Verdict, str]:
    missing = [f"{part.metric}|{part.period}" for part in parts if part.value is None]
    if rule.over == "inequality":
        if not complete:
            return Verdict.INCOMPLETE, f"not disclosed: {', '.join(missing)}"
        return (Verdict.CONTRADICTION if left.high < right.low else Verdict.OK), ""
    if complete and left.meets(right):
        return Verdict.OK, ""
    concepts = evidence.table.catalogue.concepts
    only_adds = all(
        concepts[part.metric.concept].natural_sign == "positive" and part.sign > 0 for part in parts
    )
    overfull = only_adds and rule.over in ("period", "dimension", "identity") and right.low > left.high
    if overfull:
        return Verdict.CONTRADICTION, "the disclosed parts exceed the total"
    if not complete:
        return Verdict.INCOMPLETE, f"not disclosed: {', '.join(missing)}"
    if rule.required == "residual":
        return Verdict.INCOMPLETE, "the rest is not disclosed"
    return Verdict.CONTRADICTION, ""


def _noted(tie: Tie, verdict: Verdict, note: str) -> Tie:
    return Tie(tie.rule, tie.subject, tie.left, tie.right, tie.allowed, verdict, tie.total, tie.parts, note)


def _facts(tie: Tie) -> Iterator[Figure]:
    if tie.total is not None:
        yield tie.total
    for part in tie.parts:
        yield from (source for source in part.sources if not source.is_claim)


def _documents(tie: Tie) -> list[str]:
    return list(dict.fromkeys(fact.source.doc for fact in _facts(tie)))
