"""Answering for a metric, a period and a scenario with the best figure the tables allow.

    resolver = ValueResolver(table)
    resolver.resolve(MetricRef("gross_margin"), parse_period("4Q17"))
        ->   8,478,000,000, computed from revenue and cost_of_revenue
    resolver.answer(FigureQuery(MetricRef("revenue"), When(parse_period("FY17")), "yoy"))
        ->   0.11573..., computed; the printed +11.6% agrees

Printed, computed and rolled-up answers compete: the narrower interval stands, on a tie the printed figure.
Where a computed answer contradicts the printed one, the printed one stands; saying so is the checks' task.

Nothing is reached across two accounting standards: a table that holds several is asked standard by standard, that of
the question, or else the one that stands for its period (`Standards.standing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.data.records import Concept, Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vintage import LATEST, Vintage, select
from reportgen.figures.evaluate import evaluate, evaluate_interval
from reportgen.figures.measures import BoundTree, changes_by_end
from reportgen.figures.parser import catalogue_expressions
from reportgen.figures.query import YEAR_MEASURES, FigureQuery, When, fitted, measured_at, newest_target
from reportgen.figures.resolved import (
    NODES,
    How,
    Node,
    Resolved,
    base_of_change,
    better,
    better_rate,
    combined,
    from_print,
    level_of_change,
    node_of,
    relax,
    summed,
)
from reportgen.figures.tree import (
    Difference,
    Expr,
    Expressions,
    Metric,
    Number,
    PriorQuarter,
    PriorYear,
    Product,
    Ratio,
    Sum,
    bind,
    is_rate,
    operands,
)

# Marks of "not looked up yet" where None is an answer.
_UNASKED = Resolved("not asked yet")
_UNBOUND = BoundTree(Number(), None, None)


class ValueResolver:
    """Answers over one table at one vintage; answers are remembered."""

    def __init__(
        self,
        table: MetricTable,
        vintage: Vintage | None = LATEST,
        *,
        bases_from: tuple[str, ...] = (),
        levels: bool = False,
        like: ValueResolver | None = None,
    ) -> None:
        """Raises `FindingsError` where an expression of the catalogue cannot be read.

        `bases_from` names kinds of claims (change_abs, change_pct) that may give a figure which is not
        printed itself: 12,365, up 1,471, gives 10,894 for the year before. With `levels` they also give the
        later figure from a printed base: 68,006, up 21.2%, is 82.4 billion. The checks use bases alone, reports
        both where they say so. A vintage of None takes the table as it is. `like` is another resolver over the same
        table, or over one that knows more of the same figures: what cannot differ between the two is asked there.
        """
        self.table = select(table, vintage) if vintage is not None else table
        self._several = self.table.standards.several
        # Which standard stands for a period may differ between two tables that hold several.
        self._like = like if like is not None and not like._several else None
        self.expressions: Expressions = (
            like.expressions if like is not None else catalogue_expressions(table.catalogue)
        )
        self._rates: frozenset[str] = (
            like._rates
            if like is not None
            else frozenset(name for name, tree in self.expressions.items() if is_rate(tree))
        )
        # Every answer is kept: the same figures are asked for thousands of times. Trees and prints are shared.
        self._bound: dict[MetricRef, BoundTree | None] = like._bound if like is not None else {}
        self._bound_rates: dict[tuple[str, MetricRef], BoundTree] = (
            like._bound_rates if like is not None else {}
        )
        self._prints: dict[str, Resolved] = like._prints if like is not None else {}
        self._calendar = table.calendar
        self._answers: dict[FigureKey, Resolved] = {}
        self._rated: dict[FigureQuery, Resolved] = {}
        self._stated: dict[FigureKey, Resolved | None] = {}
        self._years: dict[tuple[MetricRef, int, str], dict[Node, Resolved]] = {}
        self._changes = changes_by_end(self.table, bases_from, levels=levels) if bases_from else {}
        # A tree over metrics of which nothing is printed in a year gives nothing: most questions end here.
        self._held = self._years_held(like)
        self._possible: dict[tuple[MetricRef, int], bool] = {}
        self._alike: dict[tuple[MetricRef, int], bool] = {}
        others = like._under if like is not None else {}
        self._under: dict[str, ValueResolver] = {
            name: ValueResolver(
                self.table.under(name), None, bases_from=bases_from, levels=levels, like=others.get(name)
            )
            for name in (self.table.standards.known if self._several else ())
        }

    def under(self, when: When) -> ValueResolver:
        """The resolver over the figures of the standard that a time names, or that stands then."""
        known, standard = self.table.standards.known, when.standard
        if not self._several and (not standard or not known or standard in known):
            return self
        standard = standard or self.table.standards.standing(when.period, when.scenario)
        if standard not in self._under:
            # No document has it: then only what no standard defines is known.
            self._under[standard] = ValueResolver(self.table.under(standard), None)
        return self._under[standard]

    def resolve(
        self, metric: MetricRef, period: Period, scenario: str = "actual", standard: str = ""
    ) -> Resolved:
        """The best answer for the level of a metric; `value` is None where nothing is disclosed.

        A rate has no value of its own. Raises `FindingsError` for an unknown concept.
        """
        asked = FigureKey(metric, period, scenario)
        if self._several or standard:
            under = self.under(When(period, scenario, standard))
            if under is not self:
                return under.resolve(metric, period, scenario)
        known = self._answers.get(asked)
        if known is not None:
            return known
        concept = self._concept(metric.concept)
        at = measured_at(concept, period, self._calendar)
        found: Resolved | None = None
        if at is not period:
            found = self.resolve(metric, at, scenario)
        elif at.kind is PeriodKind.TRAILING:
            found = self._trailing(asked, concept)
        elif self._like is not None and self._is_like(metric, at.year):
            found = self._like.resolve(metric, at, scenario)
        elif self._may_know(metric, at.year):
            found = self.stated(asked)
            node = node_of(at)
            if node is not None and concept.roll_time == "sum":
                rolled = self._year(metric, at.year, scenario).get(node)
                if rolled is not None and rolled is not found:
                    found = replace(rolled, key=str(asked), printed=found.printed if found else None)
        return self._answers.setdefault(asked, found or Resolved(str(asked)))

    def answer(self, query: FigureQuery) -> Resolved:
        """The best answer for a query: a level, a rate of the catalogue, or a figure against its fiscal year.

        Rates are fractions, changes stand in the unit of the metric (fractions for ratios). Inputs at earlier
        periods are actuals, so a target is compared with what was reached. `query.against` replaces the
        denominator of a share; `query.base` stands in for the earlier period that a rate looks back to: the
        change since the last year end, an actual measured against its target.
        """
        if self._several or query.when.standard:
            under = self.under(query.when)
            if under is not self:
                return replace(under.answer(query), key=query.key)
        if not query.measure:
            return self.resolve(query.metric, query.when.period, query.when.scenario)
        known = self._rated.get(query)
        if known is None:
            when = fitted(query.metric, query.when, self.table)
            base = fitted(query.metric, query.base, self.table) if query.base is not None else None
            fit = query if when is query.when and base is query.base else replace(query, when=when, base=base)
            known = self._of_the_year(fit) if query.measure in YEAR_MEASURES else self._rate(fit)
            self._rated[query] = known
        return known

    def _rate(self, query: FigureQuery) -> Resolved:
        concept, metric, when = self._concept(query.measure), query.metric, query.when
        expr = self.expressions.get(query.measure)
        if expr is None or query.measure not in self._rates:
            rates = sorted(self._rates)
            message = f'"{query.measure}" is no rate: its expression does not read x'
            hint = did_you_mean(query.measure, rates)
            expected = ", ".join(rates)
            issue = Issue(
                "not-a-rate", message, concept.place, expected=expected, found=query.measure, hint=hint
            )
            raise FindingsError(issue)
        bound = self._bound_rates.get((query.measure, metric)) or BoundTree.of(bind(expr, metric))
        self._bound_rates[query.measure, metric] = bound
        if query.against is not None and isinstance(bound.expr, Ratio):
            bound = BoundTree.of(Ratio(bound.expr.left, Metric(query.against)))
        if self._like is not None and query.base is None and self._reads_alike(bound.expr, when.period.year):
            return self._like.answer(query)
        return self._measured(query, bound, concept.unit_kind)

    def _measured(self, query: FigureQuery, bound: BoundTree, unit_kind: str) -> Resolved:
        """What a measure says of a figure: as it is printed, or as its expression gives it."""
        metric, when = query.metric, query.when
        own = self.resolve(metric, when.period, when.scenario)
        ratio = self._concept(metric.concept).unit_kind == "ratio"
        changes_unit = own.unit or ("ratio" if ratio else "")
        unit = "ratio" if unit_kind == "ratio" else changes_unit
        claim = self._claim(bound, when, changes_unit, query.base)
        printed = from_print(query.key, claim) if claim is not None else None
        computed = self._compute(query, bound.expr, when, unit, query.base)
        answer = better_rate(printed, computed) or Resolved(query.key)
        return replace(answer, printed=claim)

    def _of_the_year(self, query: FigureQuery) -> Resolved:
        """A figure against its fiscal year: over its target or all that was reached, or its change since then."""
        if not query.when.period.is_dated:
            return Resolved(query.key)
        year = self._calendar.year_of(query.when.period)
        if query.measure == "change_in_year":
            since = replace(query, base=When(self._calendar.opening(year)))
            level = Metric(query.metric)
            change = BoundTree.of(Difference(level, PriorYear(level)))
            return replace(self._measured(since, change, ""), key=query.key)
        own = self.resolve(query.metric, query.when.period, query.when.scenario)
        target = query.measure == "progress"
        scenario = newest_target(query.metric, year, self.table) if target else "actual"
        whole = self.resolve(query.metric, year, scenario)
        if own.value is None or own.interval is None or whole.value is None or whole.interval is None:
            return Resolved(query.key)
        if whole.value <= 0 or whole.interval.low <= 0:
            return Resolved(query.key)
        value, interval = own.value / whole.value, own.interval / whole.interval
        return combined(query.key, value, interval, "ratio", How.COMPUTED, (own, whole))

    def is_base(self, key: FigureKey) -> bool:
        """Whether a printed change that this resolver may use is counted from the figure."""
        return key in self._changes

    def _year(self, metric: MetricRef, year: int, scenario: str) -> dict[Node, Resolved]:
        """All periods of one fiscal year that are stated or follow from those that are."""
        name = (metric, year, scenario)
        known = self._years.get(name)
        if known is None:
            stated = {
                node: answer
                for node, key in self._nodes_of(metric, year, scenario)
                if (answer := self.stated(key)) is not None
            }
            gone = {
                node for node, one in NODES.items() if not self._calendar.has(Period(one[0], year, one[1]))
            }
            known = self._years[name] = relax(stated, gone)
        return known

    def _trailing(self, key: FigureKey, concept: Concept) -> Resolved | None:
        """The last twelve months as they are told, or the sum of the last four quarters; the year up to its fourth."""
        metric, period, scenario = key
        found = self.stated(key)
        if concept.roll_time != "sum":
            return found
        if period.index == 4:
            found = better(found, self.resolve(metric, Period(PeriodKind.YEAR, period.year), scenario))
        quarters = self._calendar.last_quarters(period)
        return better(found, summed(str(key), [self.resolve(metric, one, scenario) for one in quarters]))

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
        """The periods of each year that are printed, or given by printed changes, in the order of the year."""
        if self._like is not None and not self._changes:
            return self._like._printed_nodes
        found: dict[tuple[MetricRef, int, str], list[tuple[Node, FigureKey]]] = {}
        for key in dict.fromkeys((*self.table.by_key, *self._changes)):
            node = node_of(key.period)
            if node is not None:
                found.setdefault((key.metric, key.period.year, key.scenario), []).append((node, key))
        order = list(Node)
        for nodes in found.values():
            nodes.sort(key=lambda pair: order.index(pair[0]))
        return found

    def stated(self, key: FigureKey) -> Resolved | None:
        """What is printed or computed by the concept's expression, without rolling over time; None where neither is."""
        if self._several:
            return self.under(When(key.period, key.scenario)).stated(key)
        known = self._stated.get(key, _UNASKED)
        if known is not _UNASKED:
            return known
        concept = self._concept(key.metric.concept)
        at = measured_at(concept, key.period, self._calendar)
        if at != key.period:
            return self.stated(FigureKey(key.metric, at, key.scenario))
        in_year = key.period.kind is not PeriodKind.TRAILING
        if self._like is not None and in_year and self._is_like(key.metric, key.period.year):
            alike = self._stated[key] = self._like.stated(key)
            return alike
        possible = self._may_know(key.metric, key.period.year)
        facts = self.table.by_key.get(key) if possible else None
        answer: Resolved | None = None
        if facts:
            answer = self._prints.get(facts[0].id)
            if answer is None:
                answer = self._prints[facts[0].id] = from_print(str(key), facts[0])
        bound = self._own_expression(key.metric) if possible else None
        printed: Figure | None = answer.printed if answer is not None else None
        if bound is not None:
            when = When(key.period, key.scenario)
            claim = self._claim(bound, when, "")
            if claim is not None:
                printed = printed or claim
                answer = better(answer, from_print(str(key), claim))
            unit = "ratio" if concept.unit_kind == "ratio" else ""
            answer = better(answer, self._compute(key, bound.expr, when, unit))
        if self._changes and (answer is None or answer.value is None):
            answer = self._from_change(key)
        if answer is not None and answer.printed is not printed:
            answer = replace(answer, printed=printed)
        self._stated[key] = answer
        return answer

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
            known = self._possible[name] = bound is not None and self._may_compute(bound.expr, year)
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

    def _is_like(self, metric: MetricRef, year: int) -> bool:
        """Whether all that is printed about a metric in a year, and about what it is made of, stands as for `like`."""
        name = (metric, year)
        known = self._alike.get(name)
        if known is None:
            bound = self._own_expression(metric)
            known = self._alike[name] = self._stands_alike(name) and (
                bound is None or self._reads_alike(bound.expr, year)
            )
        return known

    def _stands_alike(self, name: tuple[MetricRef, int]) -> bool:
        assert self._like is not None
        here, there = self.table, self._like.table
        return name not in self._changed_years and all(
            here.by_key.get(key) == there.by_key.get(key)
            and here.claims_by_key.get(key) == there.claims_by_key.get(key)
            for key in self._like._keys_of_years.get(name, ())
        )

    def _reads_alike(self, expr: Expr, year: int) -> bool:
        """Whether an expression reads nothing that stands in another way than for `like`."""
        match expr:
            case Metric(ref):
                # A balance of a fiscal year may be that of a day in the next calendar year.
                balance = self._concept(ref.concept).period_type == "instant"
                return self._is_like(ref, year) and (not balance or self._is_like(ref, year + 1))
            case PriorYear(operand):
                return self._reads_alike(operand, year - 1)
            case PriorQuarter(operand):
                return self._reads_alike(operand, year) and self._reads_alike(operand, year - 1)
            case _:
                return all(self._reads_alike(operand, year) for operand in operands(expr))

    @cached_property
    def _keys_of_years(self) -> dict[tuple[MetricRef, int], set[FigureKey]]:
        """The keys of all figures by their metric and year."""
        if self._like is not None:
            return self._like._keys_of_years
        found: dict[tuple[MetricRef, int], set[FigureKey]] = {}
        for key in (*self.table.by_key, *self.table.claims_by_key):
            found.setdefault((key.metric, key.period.year), set()).add(key)
        return found

    @cached_property
    def _changed_years(self) -> set[tuple[MetricRef, int]]:
        """The metrics and years for which printed changes may give a base."""
        return {(key.metric, key.period.year) for key in self._changes}

    def _own_expression(self, metric: MetricRef) -> BoundTree | None:
        """The metric's expression, bound to it; None for what is only printed, and for rates."""
        known = self._bound.get(metric, _UNBOUND)
        if known is not _UNBOUND:
            return known
        expr = self.expressions.get(metric.concept)
        rate = metric.concept in self._rates
        found = BoundTree.of(bind(expr, metric)) if expr is not None and not rate else None
        self._bound[metric] = found
        return found

    def _compute(
        self, asked: FigureKey | FigureQuery, expr: Expr, when: When, unit: str, base: When | None = None
    ) -> Resolved | None:
        """What the expression gives for what is asked; inputs at other periods are actuals."""
        if not when.period.is_dated:
            return None  # its inputs need not be of one time
        inputs: list[Resolved] = []

        def answer(ref: MetricRef, period: Period) -> Resolved:
            if period == when.period:
                return self.resolve(ref, period, when.scenario)
            if base is not None:
                return self.resolve(ref, base.period, base.scenario)
            return self.resolve(ref, period)

        def value_of(ref: MetricRef, period: Period) -> Decimal | None:
            inputs.append(answer(ref, period))
            return inputs[-1].value

        value = evaluate(expr, when.period, self._calendar, value_of)
        if value is None:
            return None
        # A tree is read in the same order each time.
        again = iter(inputs)
        interval = evaluate_interval(
            expr, when.period, self._calendar, lambda ref, period: next(again).interval
        )
        if interval is None:
            return None
        return combined(str(asked), value, interval, unit or inputs[0].unit, How.COMPUTED, tuple(inputs))

    def _from_change(self, key: FigureKey) -> Resolved | None:
        """One end of a printed change, from what is printed for the other."""
        best: Resolved | None = None
        for claim, other in self._changes.get(key, ()):
            facts = self.table.by_key.get(other)
            if facts:
                end = level_of_change if claim.key == key else base_of_change
                best = better(best, end(str(key), from_print("", facts[0]), claim))
        return best

    def _claim(self, bound: BoundTree, when: When, unit: str, base: When | None = None) -> Figure | None:
        """The printed claim that says the same as a bound expression, counted from `base` where one is given."""
        _, metric, measure = bound
        if metric is None or measure is None:
            return None
        key = FigureKey(metric, when.period, when.scenario)
        if key not in self.table.claims_by_key:
            return None
        against = measure.against(when.period, self._calendar) if base is None else base.plain
        return self.table.claim(key, measure.kind(unit), against)

    def _concept(self, name: str) -> Concept:
        concept = self.table.catalogue.concepts.get(name)
        if concept is None:
            hint = did_you_mean(name, self.table.catalogue.concepts)
            raise FindingsError(
                Issue("unknown-concept", f'no concept is named "{name}"', found=name, hint=hint)
            )
        return concept
