"""Tie-outs: identities, roll-ups over service lines and over time, balances that roll forward.

gross_margin|FY17    28,233   =   176,051 - 147,818       ok, rounding allows 1.5
total_assets|...     137,395  >   110,526 shown           incomplete: a residual of 26,869 is not disclosed

All by intervals: a tie fails only where no exact figures could print like this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from operator import add

from msgspec import Struct

from reportgen.checks.check import (
    SEVERITIES,
    Check,
    CheckContext,
    FindingKind,
    Verdict,
    amount,
    interval_words,
    marked_by,
    number,
    seen,
)
from reportgen.checks.evidence import Evidence
from reportgen.checks.shares import OVER as OVER_SHARES
from reportgen.core.findings import Issue, Severity
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable, Rule, parse_metric
from reportgen.data.vocabulary import PRINTED, in_periods
from reportgen.figures.resolved import NODES, Node, Resolved, node_of, reach

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


class TiePart(Struct, frozen=True):
    """One part of a sum: its sign, its figure, and the printed figures it rests on; None: not disclosed."""

    sign: int
    metric: MetricRef
    period: Period
    value: Decimal | None
    interval: Interval | None
    sources: tuple[Figure, ...] = ()


class Tie(Struct, frozen=True):
    """One tie-out of one total; all amounts are in base units.

    `left` is the total, `right` the sum of the disclosed parts, `allowed` the largest difference that
    rounding explains (half the two intervals' widths).
    """

    rule: Rule
    subject: FigureKey
    left: Decimal
    right: Decimal
    allowed: Decimal
    verdict: Verdict
    total: Figure
    parts: tuple[TiePart, ...]
    note: str

    @property
    def difference(self) -> Decimal:
        """The total less the disclosed parts; the residual where a part is not disclosed."""
        return self.left - self.right

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The total and every printed figure that a part rests on."""
        return (self.total, *(source for part in self.parts for source in part.sources))

    @property
    def facts(self) -> tuple[Figure, ...]:
        """The levels among the figures."""
        return tuple(figure for figure in self.figures if not figure.is_claim)


class Term(Struct, frozen=True):
    """One figure of a sum with its sign."""

    sign: int
    key: FigureKey


class _Sum(Struct, frozen=True):
    """A total and its terms; a further way to add it up (not `chief`) is told only where it is complete."""

    total: FigureKey
    terms: tuple[Term, ...]
    chief: bool


def _run(context: CheckContext) -> list[Tie]:
    """Every tie of every rule that the table holds a total for; nothing is derived through those that fail."""
    standards = context.table.standards
    ties: dict[tuple[str, str, tuple[Term, ...]], Tie] = {}
    for standard in standards.known if standards.several else ("",):
        for name, tie in _ties_under(context.library.under(standard), context):
            # What no standard defines is met under each of them.
            ties.setdefault(name, tie)
    failing = (Verdict.CONTRADICTION, Verdict.WAIVED)
    context.library.contest((tie.rule.name, tie.subject) for tie in ties.values() if tie.verdict in failing)
    return list(ties.values())


def _ties_under(
    evidence: Evidence, context: CheckContext
) -> Iterator[tuple[tuple[str, str, tuple[Term, ...]], Tie]]:
    """The ties of one accounting standard, each with what tells it from others."""
    table = evidence.table
    keys: dict[str, list[FigureKey]] = defaultdict(list)
    for key in table.by_key:
        keys[key.metric.concept].append(key)
    for rule in table.catalogue.rules:
        if rule.over == OVER_SHARES:
            continue
        for one in _sums(rule, table, keys):
            tie = _tie(rule, one, context, evidence)
            if tie is not None and (one.chief or tie.verdict is not Verdict.INCOMPLETE):
                yield (rule.name, tie.total.id, one.terms), tie


def _sums(rule: Rule, table: MetricTable, keys: Mapping[str, list[FigureKey]]) -> Iterator[_Sum]:
    """The totals a rule speaks about, with their terms."""
    if rule.over == "period":
        yield from _over_time(rule, table)
        return
    total = parse_metric(rule.total)
    calendar = table.calendar
    for key in keys.get(total.concept, ()):
        chief = key.metric == total and rule.over != "roll_forward"
        for terms in terms_of(rule, key, calendar):
            yield _Sum(key, terms, chief)


def _over_time(rule: Rule, table: MetricTable) -> Iterator[_Sum]:
    concepts = table.catalogue.concepts
    for key in table.by_key:
        node = node_of(key.period)
        if node is None or concepts[key.metric.concept].roll_time != "sum":
            continue
        if rule.total not in ("*", str(key.metric)) or not in_periods(
            key.period, rule.periods, table.calendar
        ):
            continue
        for position, parts in enumerate(_DECOMPOSITIONS.get(node, ())):
            periods = (Period(kind, key.period.year, index) for kind, index in map(NODES.__getitem__, parts))
            terms = tuple(Term(1, FigureKey(key.metric, period, key.scenario)) for period in periods)
            if any(term.key in table.by_key for term in terms):
                yield _Sum(key, terms, position == 0)


def terms_of(rule: Rule, total: FigureKey, calendar: FiscalCalendar) -> Iterator[tuple[Term, ...]]:
    """The terms of a rule that is not over periods, for one total; none where the rule says nothing of it."""
    named = parse_metric(rule.total)
    own = total.metric == named
    if not (own or rule.over == "identity") or not in_periods(total.period, rule.periods, calendar):
        return
    # An identity without service lines holds on each line and scope too, as far as they are disclosed.
    lined = any(ref.service_line or ref.scope for ref in (named, *(part.metric for part in rule.parts)))
    handed_down = rule.over == "identity" and total.metric.concept == named.concept and not lined
    if not (own or handed_down):
        return
    if rule.over == "roll_forward":
        for opening, span in _opening_and_span(total.period, calendar):
            flows = (Term(part.sign, FigureKey(part.metric, span, total.scenario)) for part in rule.parts)
            yield (Term(1, FigureKey(named, opening, total.scenario)), *flows)
        return
    here = total.metric
    yield tuple(
        Term(
            sign,
            FigureKey(
                ref if own else MetricRef(ref.concept, here.service_line, here.scope),
                total.period,
                total.scenario,
            ),
        )
        for sign, ref in rule.parts
    )


def _opening_and_span(closing: Period, calendar: FiscalCalendar) -> Iterator[tuple[Period, Period]]:
    """Each stretch of time that ends on the instant `closing`, with the instant it opens from.

    `2018-03-31` gives 2017-03-31 with FY17, 2017-09-30 with 2H17, 2017-12-31 with 4Q17.
    """
    if closing.day is None:
        return
    for year in (closing.day.year - 1, closing.day.year):
        spans = [Period(PeriodKind.YEAR, year), Period(PeriodKind.NINE_MONTHS, year)]
        spans += [Period(PeriodKind.HALF, year, index) for index in (1, 2)]
        spans += [Period(PeriodKind.QUARTER, year, index) for index in (1, 2, 3, 4)]
        for span in spans:
            if calendar.end(span) == closing.day:
                yield calendar.opening(span), span


def _tie(rule: Rule, given: _Sum, context: CheckContext, latest: Evidence) -> Tie | None:
    tie = _judge(rule, given, latest)
    if tie is None or tie.verdict is not Verdict.CONTRADICTION:
        return tie
    by_doc = {fact.source.doc: fact for fact in tie.facts}
    for doc, fact in by_doc.items():
        evidence = context.library.as_of(fact)
        if evidence is latest:
            continue
        earlier = _judge(rule, given, evidence)
        if earlier is not None and earlier.verdict is Verdict.OK:
            return replace(earlier, note=f"ties with the figures known when {doc} came out")
    reason = context.waivers.reason((rule.name,), str(given.total))
    if reason is not None:
        return replace(tie, verdict=Verdict.WAIVED, note=reason)
    marked = marked_by(tie.facts)
    if marked is not None:
        note = f"{marked.key} is marked {marked.status}: {marked.note}"
        return replace(tie, verdict=Verdict.WAIVED, note=note)
    return tie


def _judge(rule: Rule, given: _Sum, evidence: Evidence) -> Tie | None:
    facts = evidence.table.by_key.get(given.total)
    if not facts or facts[0].bound in ("over", "under"):
        return None
    total = facts[0]
    parts = tuple(_part(term, rule, evidence) for term in given.terms)
    disclosed = [
        (part.sign * part.value, part.interval if part.sign > 0 else -part.interval)
        for part in parts
        if part.value is not None and part.interval is not None
    ]
    if not disclosed or (rule.required == PRINTED and len(disclosed) < len(parts)):
        return None
    left, right = reach(total), reduce(add, (interval for _, interval in disclosed))
    right_value = sum((value for value, _ in disclosed), _ZERO)
    allowed = (left.width + right.width) / 2
    verdict, note = _verdict(rule, parts, left, right, evidence.table)
    return Tie(rule, given.total, total.base, right_value, allowed, verdict, total, parts, note)


def _part(term: Term, rule: Rule, evidence: Evidence) -> TiePart:
    answer: Resolved | None
    key = term.key
    if rule.over == "period":
        answer = evidence.plain.stated(key)
    else:
        answer = evidence.widened.resolve(key.metric, key.period, key.scenario)
    if answer is None or answer.value is None:
        return TiePart(term.sign, key.metric, key.period, None, None)
    return TiePart(term.sign, key.metric, key.period, answer.value, answer.interval, answer.sources)


def _verdict(
    rule: Rule, parts: tuple[TiePart, ...], left: Interval, right: Interval, table: MetricTable
) -> tuple[Verdict, str]:
    """How a tie ends whose total lies in `left` and whose disclosed parts give `right`."""
    absent = [part for part in parts if part.value is None]
    if rule.required != "all" and rule.over == "identity":
        # What is not told may be nothing: it is where the rest adds up, or where nothing of its kind is ever told.
        if left.meets(right):
            return Verdict.OK, ""
        if rule.required != "residual":
            needed = rule.required.split()
            absent = [one for one in absent if one.metric.concept in needed or one.metric in table.metrics]
    missing = [f"{part.metric}|{part.period}" for part in absent]
    incomplete = Verdict.INCOMPLETE, f"not disclosed: {', '.join(missing)}"
    if rule.over == "inequality":
        if missing:
            return incomplete
        return (Verdict.CONTRADICTION if left.high < right.low else Verdict.OK), ""
    if not missing and left.meets(right):
        return Verdict.OK, ""
    only_adds = all(
        table.catalogue.concepts[part.metric.concept].natural_sign == "positive" and part.sign > 0
        for part in parts
    )
    if only_adds and rule.over in ("period", "dimension", "identity") and right.low > left.high:
        return Verdict.CONTRADICTION, "the disclosed parts exceed the total"
    if missing:
        return incomplete
    if rule.required == "residual":
        return Verdict.INCOMPLETE, "the rest is not disclosed"
    return Verdict.CONTRADICTION, ""


def _issues(ties: Iterable[Tie], context: CheckContext) -> Iterator[Issue]:
    """Contradictions with the weight of their rule; waived and incomplete ties as information."""
    for tie in ties:
        if tie.verdict is Verdict.OK:
            continue
        unit, scale, place = tie.total.unit, tie.total.scale, tie.total.source.place
        parts = ", ".join(_part_words(part, scale) for part in tie.parts)
        left = amount(tie.left, unit, scale)
        if tie.verdict is Verdict.INCOMPLETE:
            shown, rest = amount(tie.right, unit, scale), amount(tie.difference, unit, scale)
            yield _INCOMPLETE.at(
                place,
                f"{tie.subject} cannot be tied out by {tie.rule.name}: {tie.note}",
                found=f"{left} in total, {shown} disclosed, a rest of {rest}",
                hint=parts,
            )
            continue
        waived = tie.verdict is Verdict.WAIVED
        kind = _WAIVED if waived else _CONTRADICTION.weighing(SEVERITIES[tie.rule.severity])
        around = Interval(tie.right - tie.allowed, tie.right + tie.allowed)
        yield kind.at(
            place,
            f"{tie.subject} does not tie ({tie.rule.name}): {tie.note or tie.rule.explain_en}",
            expected=interval_words(around, unit, scale),
            found=left + seen(tie.total),
            hint=parts,
        )


def _part_words(part: TiePart, scale: int) -> str:
    name = f"{'+' if part.sign > 0 else '-'} {part.metric}|{part.period}"
    if part.value is None:
        return f"{name} not disclosed"
    lines = "; ".join(source.source.where for source in part.sources)
    return f"{name} {number(part.value, scale)} ({lines})"


_CONTRADICTION = FindingKind(
    "tie-contradiction",
    Severity.ERROR,
    "parts and total do not meet within their rounding",
    "look at the lines named; correct the row or waive a fault of the source",
)
_INCOMPLETE = FindingKind(
    "tie-incomplete",
    Severity.INFO,
    "a rule lacks some of its parts",
    "add them, or relax what the rule requires",
    counted="tie-outs with a part that is not disclosed",
)
_WAIVED = FindingKind(
    "tie-waived", Severity.INFO, "parts and total do not meet, waived in `waivers.csv`", "nothing"
)
TIES = Check(
    "ties",
    looks_at="identities, roll-ups over service lines, quarters to years, balances that roll forward, inequalities",
    kinds=(_CONTRADICTION, _INCOMPLETE, _WAIVED),
    issues=_issues,
    run=_run,
    waived_by="the name of the rule",
    counted_as="tie-outs",
)
