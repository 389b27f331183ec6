"""What the tests may lean on: figures of one vintage, and figures that follow from an identity.

gross margin of SI 6,819 and its cost 53,612 are printed, its revenue is not:  revenue@si = 60,431

A tie must not be tested with a figure that was reached through the same tie, so ties use `stated`; claims
may use everything.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from reportgen.expressions import How, Resolved, Resolver
from reportgen.expressions.resolved import combined
from reportgen.metrics import FactKey, MetricRef, MetricTable, Rule, Vintage, VintageKind, parse_metric
from reportgen.values import Interval, Period


class Evidence:
    """Answers for the tests over one vintage of a table, remembered."""

    def __init__(self, table: MetricTable, vintage: Vintage) -> None:
        self.plain = Resolver(table, vintage)
        self.widened = Resolver(table, vintage, from_changes=True)
        self._solved: dict[FactKey, Resolved | None] = {}
        self._identities = _identities_by_concept(table.catalogue.rules)

    def best(self, metric: MetricRef, period: Period, scenario: str) -> Resolved | None:
        """The best answer of any kind: printed, computed, rolled, from a change, from an identity."""
        answer = self.widened.resolve(metric, period, scenario)
        if answer.value is not None:
            return answer
        key = FactKey(metric, period, scenario)
        if key not in self._solved:
            self._solved[key] = self._solve(key)
        return self._solved[key]

    def without_changes(self, metric: MetricRef, period: Period, scenario: str) -> Resolved | None:
        """The best answer that does not lean on printed changes."""
        answer = self.plain.resolve(metric, period, scenario)
        return answer if answer.value is not None else None

    def _solve(self, key: FactKey) -> Resolved | None:
        """The missing term of an identity whose other terms are all known."""
        metric = key.metric
        for rule in self._identities.get(metric.concept, ()):
            terms = [
                (-1, parse_metric(rule.total)),
                *((sign, parse_metric(name)) for sign, name in rule.parts),
            ]
            lined = [(sign, _with_line(ref, metric)) for sign, ref in terms]
            own = [sign for sign, ref in lined if ref == metric]
            if len(own) != 1:
                continue
            answers = [
                (sign, self.widened.resolve(ref, key.period, key.scenario))
                for sign, ref in lined
                if ref != metric
            ]
            inputs = tuple(answer for _, answer in answers)
            value, interval = None, None
            for sign, answer in answers:
                if answer.value is None or answer.interval is None:
                    value = interval = None
                    break
                # The terms of a rule add to zero, so the missing one is the rest with the opposite sign.
                weight = -sign * own[0]
                term = answer.value * weight
                reach = answer.interval if weight > 0 else -answer.interval
                value = term if value is None else value + term
                interval = reach if interval is None else interval + reach
            if value is not None and interval is not None:
                return combined(str(key), value, interval, inputs[0].unit, How.COMPUTED, inputs)
        return None


class Library:
    """Evidence per vintage, made when first asked for."""

    def __init__(self, table: MetricTable) -> None:
        self.table = table
        self.latest = Evidence(table, Vintage())
        self._by_day: dict[date, Evidence] = {}
        days = {document.published_on for document in table.catalogue.documents.values()}
        self._newest = max(days, default=None)

    def as_of(self, doc: str) -> Evidence:
        """What was known when a document came out."""
        day = self.table.catalogue.documents[doc].published_on
        if day == self._newest:
            return self.latest
        if day not in self._by_day:
            self._by_day[day] = Evidence(self.table, Vintage(VintageKind.AS_OF, day=day))
        return self._by_day[day]


def _identities_by_concept(rules: tuple[Rule, ...]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.over != "identity" or rule.required != "all":
            continue
        for name in dict.fromkeys([rule.total, *(part for _, part in rule.parts)]):
            found[parse_metric(name).concept].append(rule)
    return found


def _with_line(ref: MetricRef, asked: MetricRef) -> MetricRef:
    return MetricRef(ref.concept, ref.service_line or asked.service_line, ref.scope or asked.scope)


def sum_of(terms: list[Interval]) -> Interval:
    """The sum of intervals; at least one."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
