"""Answering for a metric, a period and a scenario with the best figure the tables allow.

    resolver = Resolver(table)
    resolver.resolve(MetricRef("gross_margin"), parse_period("4Q17"))
        ->   8,478,000,000, computed from revenue and cost_of_revenue
    resolver.resolve_rate("yoy", MetricRef("revenue"), parse_period("FY17"))
        ->   0.11573..., computed; the printed +11.6% agrees

Printed, computed and rolled-up answers compete: the narrower interval stands, on a tie the printed figure.
Where a computed answer contradicts the printed one, the printed one stands; saying so is the checks' task.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportgen.diagnostics import FindingsError, Issue, did_you_mean
from reportgen.expressions.bind import bind, is_rate
from reportgen.expressions.catalogue import Expressions, catalogue_expressions
from reportgen.expressions.evaluate import evaluate, evaluate_interval, quarter_before
from reportgen.expressions.resolved import How, Resolved, better, combined, from_print
from reportgen.expressions.rolling import NODES, Node, node_of, relax
from reportgen.expressions.tree import Difference, Expr, Metric, Number, PriorQuarter, PriorYear, Ratio
from reportgen.metrics.records import Claim, Concept, Fact, FactKey, MetricRef, MetricTable
from reportgen.metrics.vintage import LATEST, Vintage, select
from reportgen.values import Interval, Period, PeriodKind, parse_period


class Resolver:
    """Answers over one table at one vintage; answers are remembered."""

    def __init__(
        self, table: MetricTable, vintage: Vintage | None = LATEST, *, bases_from: tuple[str, ...] = ()
    ) -> None:
        """Raises `FindingsError` where an expression of the catalogue cannot be read.

        `bases_from` names kinds of claims (change_abs, change_pct) that may give a figure which is not
        printed itself: 12,365, up 1,471, gives 10,894 for the year before. The checks use that, finished
        files do not. A vintage of None takes the table as it is.
        """
        self.table = select(table, vintage) if vintage is not None else table
        self.expressions: Expressions = catalogue_expressions(table.catalogue)
        self._rates = frozenset(name for name, tree in self.expressions.items() if is_rate(tree))
        self._bound: dict[MetricRef, Expr | None] = {}
        self._year_end = table.catalogue.company.fiscal_year_end_month
        self._answers: dict[FactKey, Resolved] = {}
        self._stated: dict[FactKey, Resolved | None] = {}
        self._years: dict[tuple[MetricRef, int, str], dict[Node, Resolved]] = {}
        self._changes = _changes_by_base(self.table, bases_from) if bases_from else {}
        self._known_metrics = {key.metric for key in (*self.table.by_key, *self._changes)}

    def resolve(self, metric: MetricRef, period: Period, scenario: str = "actual") -> Resolved:
        """The best answer for one figure; `value` is None where nothing is disclosed.

        A rate has no value of its own: ask `resolve_rate`. Raises `FindingsError` for an unknown concept.
        """
        concept = self._concept(metric.concept)
        key = FactKey(metric, self._asked(concept, period), scenario)
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = self._resolve(key, concept)
        return known

    def resolve_rate(
        self,
        rate: str,
        metric: MetricRef,
        period: Period,
        scenario: str = "actual",
        against: MetricRef | None = None,
    ) -> Resolved:
        """A rate of a metric (`yoy`, `qoq`, `share_of_revenue`, `change`).

        Rates are fractions, changes stand in the unit of the metric (fractions for ratios). Inputs at
        earlier periods are actuals, so a target is compared with what was reached. `against` replaces the
        denominator of a share.
        """
        concept = self._concept(rate)
        expr = self.expressions.get(rate)
        if expr is None or rate not in self._rates:
            rates = sorted(self._rates)
            raise FindingsError(
                [
                    Issue(
                        "not-a-rate",
                        f'"{rate}" is no rate: its expression does not read x',
                        concept.place,
                        expected=", ".join(rates),
                        found=rate,
                        hint=did_you_mean(rate, rates),
                    )
                ]
            )
        at = self._asked(self._concept(metric.concept), period)
        bound = bind(expr, metric)
        if against is not None and isinstance(bound, Ratio):
            bound = Ratio(bound.left, Metric(against))
        name = f"{rate}({metric})|{FactKey(metric, at, scenario)}".replace(f"|{metric}", "", 1)
        if against is not None:
            name = name.replace(f"({metric})", f"({metric}, {against})", 1)
        own = self.resolve(metric, at, scenario)
        changes_unit = own.unit or self._unit(metric)
        unit = "ratio" if concept.unit_kind == "ratio" else changes_unit
        claim = self._claim(bound, at, scenario, changes_unit)
        printed = from_print(name, claim) if claim is not None else None
        computed = self._compute(name, bound, at, scenario, unit)
        answer = better(printed, computed) or Resolved(name)
        return replace(answer, printed=claim)

    def stated(self, metric: MetricRef, period: Period, scenario: str = "actual") -> Resolved | None:
        """The printed or computed answer, without rolling over time; None where there is none."""
        concept = self._concept(metric.concept)
        answer = self._state(FactKey(metric, self._asked(concept, period), scenario))
        return answer if answer is not None and answer.value is not None else None

    def _resolve(self, key: FactKey, concept: Concept) -> Resolved:
        if self._own_expression(key.metric) is None and key.metric not in self._known_metrics:
            return Resolved(str(key))
        stated = self._state(key)
        node = node_of(key.period)
        if node is None or concept.roll_time != "sum":
            return stated or Resolved(str(key))
        rolled = self._year(key.metric, key.period.year, key.scenario).get(node)
        if rolled is None or rolled is stated:
            return stated or Resolved(str(key))
        return replace(rolled, key=str(key), printed=stated.printed if stated is not None else None)

    def _year(self, metric: MetricRef, year: int, scenario: str) -> dict[Node, Resolved]:
        """All periods of one fiscal year that are stated or follow from those that are."""
        name = (metric, year, scenario)
        known = self._years.get(name)
        if known is None:
            stated = {
                node: answer
                for node, (kind, index) in NODES.items()
                if (answer := self._state(FactKey(metric, Period(kind, year, index), scenario))) is not None
            }
            known = self._years[name] = relax(stated)
        return known

    def _state(self, key: FactKey) -> Resolved | None:
        """Printed, or computed by the concept's expression; None where neither is possible."""
        if key in self._stated:
            return self._stated[key]
        facts = self.table.by_key.get(key)
        fact = facts[0] if facts else None
        answer = from_print(str(key), fact) if fact is not None else None
        printed: Fact | Claim | None = fact
        bound = self._own_expression(key.metric)
        if bound is not None:
            claim = self._claim(bound, key.period, key.scenario, "")
            if claim is not None:
                printed = printed or claim
                answer = better(answer, from_print(str(key), claim))
            concept = self.table.catalogue.concepts[key.metric.concept]
            unit = "ratio" if concept.unit_kind == "ratio" else ""
            answer = better(answer, self._compute(key, bound, key.period, key.scenario, unit))
        if answer is None or answer.value is None:
            answer = self._from_change(key)
        if answer is not None and answer.printed is not printed:
            answer = replace(answer, printed=printed)
        self._stated[key] = answer
        return answer

    def _own_expression(self, metric: MetricRef) -> Expr | None:
        """The metric's expression, bound to it; None for what is only printed, and for rates."""
        if metric not in self._bound:
            expr = self.expressions.get(metric.concept)
            known = expr is not None and metric.concept not in self._rates
            self._bound[metric] = bind(expr, metric) if known and expr is not None else None
        return self._bound[metric]

    def _compute(
        self, key: str | FactKey, bound: Expr, at: Period, scenario: str, unit: str
    ) -> Resolved | None:
        """What the expression gives; inputs at other periods are actuals, where there are any."""
        inputs: list[Resolved] = []

        def answer(ref: MetricRef, period: Period) -> Resolved:
            found = self.resolve(ref, period, scenario if period == at else "actual")
            if found.value is None and period != at and scenario != "actual":
                found = self.resolve(ref, period, scenario)
            return found

        def value_of(ref: MetricRef, period: Period) -> Decimal | None:
            found = answer(ref, period)
            inputs.append(found)
            return found.value

        def interval_of(ref: MetricRef, period: Period) -> Interval | None:
            return answer(ref, period).interval

        value = evaluate(bound, at, value_of)
        if value is None:
            return None
        interval = evaluate_interval(bound, at, interval_of)
        if interval is None:
            return None
        return combined(str(key), value, interval, unit or inputs[0].unit, How.COMPUTED, tuple(inputs))

    def _from_change(self, key: FactKey) -> Resolved | None:
        """The base of a printed change, from the later figure."""
        best: Resolved | None = None
        for claim in self._changes.get(key, ()):
            facts = self.table.by_key.get(claim.key)
            if facts:
                best = better(best, base_of_change(str(key), from_print("", facts[0]), claim))
        return best

    def _claim(self, bound: Expr, at: Period, scenario: str, unit: str) -> Claim | None:
        """The printed claim that says the same as a bound expression."""
        shape = claim_shape(bound, at, "change_pt" if unit == "ratio" else "change_abs")
        if shape is None:
            return None
        metric, kind, against = shape
        return self.table.claim(FactKey(metric, at, scenario), kind, against)

    def _asked(self, concept: Concept, period: Period) -> Period:
        """The instant a stock is known at when it is asked for a stretch of time: the stretch's last day."""
        if concept.period_type == "instant" and not period.is_instant:
            day = period.end(self._year_end)
            return Period(PeriodKind.INSTANT, day.year, 0, day)
        return period

    def _unit(self, metric: MetricRef) -> str:
        return "ratio" if self._concept(metric.concept).unit_kind == "ratio" else ""

    def _concept(self, name: str) -> Concept:
        concept = self.table.catalogue.concepts.get(name)
        if concept is None:
            raise FindingsError(
                [
                    Issue(
                        "unknown-concept",
                        f'no concept is named "{name}"',
                        found=name,
                        hint=did_you_mean(name, self.table.catalogue.concepts),
                    )
                ]
            )
        return concept


def claim_shape(bound: Expr, at: Period, difference: str) -> tuple[MetricRef, str, str] | None:
    """Metric, kind and base of the claim that a bound expression is printed as; None for other expressions.

    `difference` is the kind that a plain difference is printed as: change_abs, or change_pt for ratios.
    """
    match bound:
        case Difference(Ratio(Metric(ref), PriorYear(Metric(base))), Number()) if ref == base:
            return ref, "change_pct", str(at.prior_year())
        case Difference(Ratio(Metric(ref), PriorQuarter(Metric(base))), Number()) if ref == base:
            before = quarter_before(at)
            return (ref, "change_pct", str(before)) if before is not None else None
        case Difference(Metric(ref), PriorYear(Metric(base))) if ref == base:
            return ref, difference, str(at.prior_year())
        case Difference(Metric(ref), PriorQuarter(Metric(base))) if ref == base:
            before = quarter_before(at)
            return (ref, difference, str(before)) if before is not None else None
        case Ratio(Metric(ref), Metric(base)):
            return ref, "share_pct", str(base)
        case _:
            return None


def base_of_change(key: str, later: Resolved, claim: Claim) -> Resolved | None:
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


def _changes_by_base(table: MetricTable, kinds: tuple[str, ...]) -> dict[FactKey, list[Claim]]:
    """The printed changes of actuals, by the figure they are counted from."""
    found: dict[FactKey, list[Claim]] = {}
    for claim in table.claims:
        if claim.kind in kinds and claim.key.scenario == "actual" and claim.bound == "point":
            period, _, scenario = claim.against.partition("|")
            if scenario in ("", "actual"):
                base = FactKey(claim.key.metric, parse_period(period))
                found.setdefault(base, []).append(claim)
    return found
