"""Answering for a metric, a period and a scenario with the best figure the tables allow.

    resolver = ValueResolver(table)
    resolver.resolve(MetricRef("gross_margin"), parse_period("4Q17"))
        ->   8,478,000,000, computed from revenue and cost_of_revenue
    resolver.resolve_rate("yoy", MetricRef("revenue"), parse_period("FY17"))
        ->   0.11573..., computed; the printed +11.6% agrees

Printed, computed and rolled-up answers compete: the narrower interval stands, on a tie the printed figure.
Where a computed answer contradicts the printed one, the printed one stands; saying so is the checks' task.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.interval import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import Concept, Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vintage import LATEST, Vintage, select
from reportgen.figures.catalogue import Expressions, catalogue_expressions
from reportgen.figures.changes import base_of_change, changes_by_base, claim_shape
from reportgen.figures.evaluate import evaluate, evaluate_interval
from reportgen.figures.resolved import (
    NODES,
    How,
    Node,
    Resolved,
    better,
    combined,
    from_print,
    node_of,
    relax,
)
from reportgen.figures.tree import Difference, Expr, Metric, Number, Product, Ratio, Sum, bind, is_rate

# Marks of "not looked up yet" where None is an answer.
_UNASKED = Resolved("not asked yet")
_UNBOUND = Number()


class ValueResolver:
    """Answers over one table at one vintage; answers are remembered."""

    def __init__(
        self,
        table: MetricTable,
        vintage: Vintage | None = LATEST,
        *,
        bases_from: tuple[str, ...] = (),
        like: ValueResolver | None = None,
    ) -> None:
        """Raises `FindingsError` where an expression of the catalogue cannot be read.

        `bases_from` names kinds of claims (change_abs, change_pct) that may give a figure which is not
        printed itself: 12,365, up 1,471, gives 10,894 for the year before. The checks use that, finished
        files do not. A vintage of None takes the table as it is. `like` is another resolver over the same
        table: what the two have in common is worked out once.
        """
        self.table = select(table, vintage) if vintage is not None else table
        self.expressions: Expressions = (
            like.expressions if like is not None else catalogue_expressions(table.catalogue)
        )
        self._rates = frozenset(name for name, tree in self.expressions.items() if is_rate(tree))
        self._bound: dict[MetricRef, Expr | None] = like._bound if like is not None else {}
        self._prints: dict[str, Resolved] = like._prints if like is not None else {}
        self._year_end = table.catalogue.company.fiscal_year_end_month
        self._answers: dict[FigureKey, Resolved] = {}
        self._stated: dict[FigureKey, Resolved | None] = {}
        self._years: dict[tuple[MetricRef, int, str], dict[Node, Resolved]] = {}
        self._changes = changes_by_base(self.table, bases_from) if bases_from else {}
        self._held = self._years_held(like)
        self._possible: dict[tuple[MetricRef, int], bool] = {}

    def resolve(self, metric: MetricRef, period: Period, scenario: str = "actual") -> Resolved:
        """The best answer for one figure; `value` is None where nothing is disclosed.

        A rate has no value of its own: ask `resolve_rate`. Raises `FindingsError` for an unknown concept.
        """
        concept = self._concept(metric.concept)
        key = FigureKey(metric, self._asked(concept, period), scenario)
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
        base: tuple[Period, str] | None = None,
    ) -> Resolved:
        """A rate of a metric (`yoy`, `qoq`, `share_of_revenue`, `change`).

        Rates are fractions, changes stand in the unit of the metric (fractions for ratios). Inputs at
        earlier periods are actuals, so a target is compared with what was reached. `against` replaces the
        denominator of a share. `base`, a period and a scenario, stands in for the earlier period that the
        rate looks back to: the change since the last year end, an actual measured against its target.
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
        name = f"{rate}({metric})|{FigureKey(metric, at, scenario)}".replace(f"|{metric}", "", 1)
        if against is not None:
            name = name.replace(f"({metric})", f"({metric}, {against})", 1)
        if base is not None:
            base = self._asked(self._concept(metric.concept), base[0]), base[1]
            name = name.replace(f"({metric})", f"({metric}, {_when(*base)})", 1)
        own = self.resolve(metric, at, scenario)
        changes_unit = own.unit or self._unit(metric)
        unit = "ratio" if concept.unit_kind == "ratio" else changes_unit
        claim = self._claim(bound, at, scenario, changes_unit, base)
        printed = from_print(name, claim) if claim is not None else None
        computed = self._compute(name, bound, at, scenario, unit, base)
        answer = better(printed, computed) or Resolved(name)
        return replace(answer, printed=claim)

    def stated(self, metric: MetricRef, period: Period, scenario: str = "actual") -> Resolved | None:
        """The printed or computed answer, without rolling over time; None where there is none."""
        concept = self._concept(metric.concept)
        answer = self._state(FigureKey(metric, self._asked(concept, period), scenario))
        return answer if answer is not None and answer.value is not None else None

    def is_base(self, key: FigureKey) -> bool:
        """Whether a printed change that this resolver may use is counted from the figure."""
        return key in self._changes

    def _resolve(self, key: FigureKey, concept: Concept) -> Resolved:
        if not self._may_know(key.metric, key.period.year):
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
                for node, key in self._nodes_of(metric, year, scenario)
                if (answer := self._state(key)) is not None
            }
            known = self._years[name] = relax(stated)
        return known

    def _nodes_of(self, metric: MetricRef, year: int, scenario: str) -> Iterable[tuple[Node, FigureKey]]:
        """The periods of a year that may be stated: the printed ones, or all where a tree may compute more."""
        if self._own_expression(metric) is None:
            return self._printed_nodes.get((metric, year, scenario), ())
        return [
            (node, FigureKey(metric, Period(kind, year, index), scenario))
            for node, (kind, index) in NODES.items()
        ]

    @cached_property
    def _printed_nodes(self) -> dict[tuple[MetricRef, int, str], list[tuple[Node, FigureKey]]]:
        found: dict[tuple[MetricRef, int, str], list[tuple[Node, FigureKey]]] = {}
        for key in dict.fromkeys((*self.table.by_key, *self._changes)):
            node = node_of(key.period)
            if node is not None:
                found.setdefault((key.metric, key.period.year, key.scenario), []).append((node, key))
        order = list(Node)
        for nodes in found.values():
            nodes.sort(key=lambda pair: order.index(pair[0]))
        return found

    def _state(self, key: FigureKey) -> Resolved | None:
        """Printed, or computed by the concept's expression; None where neither is possible."""
        known = self._stated.get(key, _UNASKED)
        if known is not _UNASKED:
            return known
        possible = self._may_know(key.metric, key.period.year)
        answer = self._printed(key) if possible else None
        bound = self._own_expression(key.metric) if possible else None
        printed: Figure | None = answer.printed if answer is not None else None
        if bound is not None:
            claim = self._claim(bound, key.period, key.scenario, "")
            if claim is not None:
                printed = printed or claim
                answer = better(answer, from_print(str(key), claim))
            concept = self.table.catalogue.concepts[key.metric.concept]
            unit = "ratio" if concept.unit_kind == "ratio" else ""
            answer = better(answer, self._compute(key, bound, key.period, key.scenario, unit))
        if self._changes and (answer is None or answer.value is None):
            answer = self._from_change(key)
        if answer is not None and answer.printed is not printed:
            answer = replace(answer, printed=printed)
        self._stated[key] = answer
        return answer

    def _printed(self, key: FigureKey) -> Resolved | None:
        """The most precise printed figure as an answer."""
        facts = self.table.by_key.get(key)
        if not facts:
            return None
        known = self._prints.get(facts[0].id)
        if known is None:
            known = self._prints[facts[0].id] = from_print(str(key), facts[0])
        return known

    def _years_held(self, like: ValueResolver | None) -> dict[MetricRef, set[int]]:
        """The years for which anything is printed about a metric.

        Balances count for the fiscal year that may end with them, too.
        """
        held: dict[MetricRef, set[int]] = {}
        if like is not None:
            held = (
                {metric: set(years) for metric, years in like._held.items()} if self._changes else like._held
            )
            keys: Iterable[FigureKey] = self._changes
        else:
            keys = (*self.table.by_key, *self.table.claims_by_key, *self._changes)
        for key in keys:
            years = held.setdefault(key.metric, set())
            years.add(key.period.year)
            if key.period.is_instant:
                years.add(key.period.year - 1)
        return held

    def _may_know(self, metric: MetricRef, year: int) -> bool:
        """Whether anything printed can lead to a figure of the year: spares the way through empty trees."""
        years = self._held.get(metric)
        if years is not None and year in years:
            return True
        name = (metric, year)
        known = self._possible.get(name)
        if known is None:
            bound = self._own_expression(metric)
            known = self._possible[name] = bound is not None and self._may_compute(bound, year)
        return known

    def _may_compute(self, expr: Expr, year: int) -> bool:
        match expr:
            case Metric(ref):
                return self._may_know(ref, year)
            case Ratio(Metric(ref), _) if year in self._held.get(ref, ()):
                return True  # a printed share may stand for the whole expression
            case Sum(left, right) | Difference(left, right) | Product(left, right) | Ratio(left, right):
                return self._may_compute(left, year) and self._may_compute(right, year)
            case _:
                return True

    def _own_expression(self, metric: MetricRef) -> Expr | None:
        """The metric's expression, bound to it; None for what is only printed, and for rates."""
        known = self._bound.get(metric, _UNBOUND)
        if known is not _UNBOUND:
            return known
        expr = self.expressions.get(metric.concept)
        rate = metric.concept in self._rates
        found = self._bound[metric] = bind(expr, metric) if expr is not None and not rate else None
        return found

    def _compute(
        self,
        key: str | FigureKey,
        bound: Expr,
        at: Period,
        scenario: str,
        unit: str,
        base: tuple[Period, str] | None = None,
    ) -> Resolved | None:
        """What the expression gives; inputs at other periods are actuals, where there are any."""
        inputs: list[Resolved] = []

        def answer(ref: MetricRef, period: Period) -> Resolved:
            if base is not None and period != at:
                return self.resolve(ref, *base)
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

    def _from_change(self, key: FigureKey) -> Resolved | None:
        """The base of a printed change, from the later figure."""
        best: Resolved | None = None
        for claim in self._changes.get(key, ()):
            facts = self.table.by_key.get(claim.key)
            if facts:
                best = better(best, base_of_change(str(key), from_print("", facts[0]), claim))
        return best

    def _claim(
        self,
        bound: Expr,
        at: Period,
        scenario: str,
        unit: str,
        base: tuple[Period, str] | None = None,
    ) -> Figure | None:
        """The printed claim that says the same as a bound expression."""
        shape = claim_shape(bound, at, "change_pt" if unit == "ratio" else "change_abs")
        if shape is None:
            return None
        metric, kind, against = shape
        if base is not None:
            against = _when(*base)
        return self.table.claim(FigureKey(metric, at, scenario), kind, against)

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


def _when(period: Period, scenario: str) -> str:
    """How the base of a printed change is written: `2013-03-31`, `FY13|target`."""
    return str(period) if scenario == "actual" else f"{period}|{scenario}"
