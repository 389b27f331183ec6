"""What the tests may lean on: figures of one vintage, and figures that follow from others.

gross margin of SI 6,819 and its cost 53,612 are printed, its revenue is not:  revenue@si = 60,431
revenue of 1Q16 is 36,179, up 15.0%; so are the other quarters and the year:   revenue of FY15

A tie must not be tested with a figure that was reached through the same tie, nor a claim with a base that
was reached through the same claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import add

from msgspec import Struct

from reportgen.core.period import Period
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable, Rule, SignedMetric, parse_metric
from reportgen.data.vintage import Vintage, VintageKind, select
from reportgen.figures.evaluate import evaluate, evaluate_interval
from reportgen.figures.resolved import NODES, How, Resolved, combined, node_of, relax
from reportgen.figures.tree import bind
from reportgen.figures.value_resolver import ValueResolver


class _Equation(Struct, frozen=True):
    """A rule that is solved for one metric: the signs of that metric, the other terms, and the total."""

    own: list[int]
    others: list[SignedMetric]
    total: MetricRef


class Evidence:
    """Answers for the tests over one vintage of a table, remembered.

    `plain` knows printed, computed and rolled figures; `widened` also the bases of printed absolute
    changes; `implied` also those of printed growth. `like` is the evidence of a vintage that knows all documents.
    """

    def __init__(self, table: MetricTable, vintage: Vintage, like: Evidence | None = None) -> None:
        self.table = select(table, vintage)
        self.plain: ValueResolver = ValueResolver(
            self.table, None, like=like.plain if like is not None else None
        )
        self._identities = _identities_by_concept(table.catalogue.rules)
        self._solved: dict[FigureKey, Resolved | None] = {}
        self._asked: dict[tuple[str, MetricRef], _Equation] = {}
        self._contested: frozenset[tuple[str, FigureKey]] = frozenset()

    @cached_property
    def widened(self) -> ValueResolver:
        """Knows the bases of printed absolute changes too."""
        return ValueResolver(self.table, None, bases_from=("change_abs",), like=self.plain)

    @cached_property
    def implied(self) -> ValueResolver:
        """Knows the bases of printed growth too."""
        return ValueResolver(self.table, None, bases_from=("change_abs", "change_pct"), like=self.plain)

    def contest(self, ties: Iterable[tuple[str, FigureKey]]) -> None:
        """Ties (rule and total) that fail: nothing is derived through them any more.

        Otherwise one wrong figure would be reported again by every claim near it.
        """
        self._contested = frozenset(ties)
        self._solved.clear()

    def answers(self, key: FigureKey) -> Iterator[Resolved]:
        """Every independent answer for a figure that does not lean on printed growth."""
        known = self.plain.resolve(key.metric, key.period, key.scenario)
        if known.interval is not None:
            yield known
        follows = self._follows(key)
        # Where the two contradict each other, that is the tie's finding, not the claim's.
        if follows is not None and _agree(known, follows):
            yield follows
        if self.widened.is_base(key):
            changed = self.widened.resolve(key.metric, key.period, key.scenario)
            if changed.how is How.CHANGE:
                yield changed

    def bases(self, key: FigureKey, claim: Figure) -> Iterator[Resolved]:
        """Every answer for the base of a claim that does not lean on the claim itself."""
        known = list(self.answers(key))
        for answer in (*known, *(() if known else self._implied_bases(key))):
            if not any(source is claim for source in answer.sources):
                yield answer

    def _follows(self, key: FigureKey) -> Resolved | None:
        """What an identity, or the concept's expression over identities, gives."""
        if key not in self._solved:
            self._solved[key] = None
            self._solved[key] = self._solve(key, self.widened) or self._express(key, self.widened)
        return self._solved[key]

    def _implied_bases(self, key: FigureKey) -> Iterator[Resolved]:
        node = node_of(key.period)
        concept = self.table.catalogue.concepts[key.metric.concept]
        if node is not None and concept.roll_time == "sum":
            others = {}
            for other, (kind, index) in NODES.items():
                found = self.implied.stated(
                    FigureKey(key.metric, Period(kind, key.period.year, index), key.scenario)
                )
                if other is not node and found is not None:
                    others[other] = found
            rolled = relax(others).get(node)
            if rolled is not None:
                yield rolled
        for answer in (self._solve(key, self.implied), self._express(key, self.implied)):
            if answer is not None:
                yield answer

    def _solve(self, key: FigureKey, resolver: ValueResolver) -> Resolved | None:
        """The missing term of an identity whose other terms are all known."""
        for rule in self._identities.get(key.metric.concept, ()):
            equation = self._equation(rule, key.metric)
            total = FigureKey(equation.total, key.period, key.scenario)
            if len(equation.own) != 1 or (rule.name, total) in self._contested:
                continue
            # The terms of a rule add to zero, so the missing one is the rest with the opposite sign.
            answers: list[tuple[int, Resolved]] = []
            for sign, ref in equation.others:
                answer = resolver.resolve(ref, key.period, key.scenario)
                if answer.value is None:
                    break
                answers.append((-sign * equation.own[0], answer))
            else:
                found = _weighted(str(key), answers)
                if found is not None:
                    return found
        return None

    def _equation(self, rule: Rule, asked: MetricRef) -> _Equation:
        name = (rule.name, asked)
        known = self._asked.get(name)
        if known is None:
            terms = _terms(rule, asked)
            own = [sign for sign, ref in terms if ref == asked]
            others = [term for term in terms if term.metric != asked]
            known = self._asked[name] = _Equation(own, others, terms[0].metric)
        return known

    def _express(self, key: FigureKey, resolver: ValueResolver) -> Resolved | None:
        """The concept's expression with inputs that may follow from identities."""
        expr = resolver.expressions.get(key.metric.concept)
        concept = self.table.catalogue.concepts[key.metric.concept]
        if expr is None or concept.period_type == "none":
            return None
        inputs: list[Resolved] = []

        def answer(ref: MetricRef, period: Period) -> Resolved | None:
            found = resolver.resolve(ref, period, key.scenario)
            if found.value is None:
                return self._solve(FigureKey(ref, period, key.scenario), resolver)
            return found

        def value(ref: MetricRef, period: Period) -> Decimal | None:
            found = answer(ref, period)
            if found is not None:
                inputs.append(found)
            return found.value if found is not None else None

        bound = bind(expr, key.metric)
        number = evaluate(bound, key.period, self.table.calendar, value)
        if number is None:
            return None

        again = iter(inputs)
        reached = evaluate_interval(
            bound, key.period, self.table.calendar, lambda ref, period: next(again).interval
        )
        unit = "ratio" if concept.unit_kind == "ratio" else inputs[0].unit
        if reached is None:
            return None
        return combined(str(key), number, reached, unit, How.COMPUTED, tuple(inputs))


class Library:
    """Evidence per vintage, made when first asked for."""

    def __init__(self, table: MetricTable) -> None:
        self.table = table
        self.latest = Evidence(table, Vintage())
        self._under: dict[str, Evidence] = {}
        self._by_day: dict[tuple[date, str], Evidence] = {}
        days = {document.published_on for document in table.catalogue.documents.values()}
        self._newest = max(days, default=None)
        self._contested: tuple[tuple[str, FigureKey], ...] = ()

    def under(self, standard: str) -> Evidence:
        """What is known in one accounting standard; all of it where there is only one, or none is named."""
        if not standard or not self.table.standards.several:
            return self.latest
        if standard not in self._under:
            found = self._under[standard] = Evidence(self.table.under(standard), Vintage())
            found.contest(self._contested)
        return self._under[standard]

    def contest(self, ties: Iterable[tuple[str, FigureKey]]) -> None:
        """Take failing ties out of the evidence of every vintage."""
        self._contested = tuple(ties)
        for evidence in (self.latest, *self._under.values(), *self._by_day.values()):
            evidence.contest(self._contested)

    def as_of(self, figure: Figure) -> Evidence:
        """What was known in a figure's accounting standard when its document came out."""
        day = self.table.catalogue.documents[figure.source.doc].published_on
        if day == self._newest:
            return self.under(figure.standard)
        standard = figure.standard if self.table.standards.several else ""
        if (day, standard) not in self._by_day:
            table, newest = self.table.under(standard) if standard else self.table, self.under(standard)
            evidence = Evidence(table, Vintage(VintageKind.AS_OF, day=day), newest)
            evidence.contest(self._contested)
            self._by_day[day, standard] = evidence
        return self._by_day[day, standard]


def _agree(one: Resolved, other: Resolved) -> bool:
    """Whether two answers share exact values; an absent one agrees with everything."""
    if one.interval is None or other.interval is None:
        return True
    return one.interval.meets(other.interval)


def _terms(rule: Rule, asked: MetricRef) -> list[SignedMetric]:
    """The terms of a rule, total first, on the asked service line where the rule names none of its own."""
    terms = [SignedMetric(-1, parse_metric(rule.total)), *rule.parts]
    if any(ref.service_line or ref.scope for _, ref in terms):
        return terms
    return [
        SignedMetric(sign, MetricRef(ref.concept, asked.service_line, asked.scope)) for sign, ref in terms
    ]


def _weighted(key: str, answers: list[tuple[int, Resolved]]) -> Resolved | None:
    """The sum of answers with their signs; None where one is not disclosed."""
    known = [
        (answer.value * sign, answer.interval if sign > 0 else -answer.interval)
        for sign, answer in answers
        if answer.value is not None and answer.interval is not None
    ]
    if not known or len(known) < len(answers):
        return None
    value, interval = reduce(add, (value for value, _ in known)), reduce(add, (reach for _, reach in known))
    inputs = tuple(answer for _, answer in answers)
    return combined(key, value, interval, inputs[0].unit, How.COMPUTED, inputs)


def _identities_by_concept(rules: tuple[Rule, ...]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.over not in ("identity", "dimension") or rule.required != "all":
            continue
        metrics = (parse_metric(rule.total), *(part.metric for part in rule.parts))
        for concept in dict.fromkeys(metric.concept for metric in metrics):
            found[concept].append(rule)
    return found
