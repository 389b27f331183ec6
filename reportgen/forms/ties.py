"""The sums that a form tests while it is filled in, and what each line would be by the others.

tie  1Q18   revenue = network + si + equipment + atm        every term a line of the form
tie  1H18   revenue = 1Q18 (of the tables) + 2Q18           terms of the form and of the tables
line        cost of revenues = revenue - gross margin       the identity, solved for the line
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportgen.checks.ties import Term, terms_of
from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import FigureKey, MetricTable, Rule
from reportgen.data.vocabulary import in_periods
from reportgen.figures.value_resolver import ValueResolver


@dataclass(frozen=True, slots=True)
class FormTie:
    """One sum: the total equals the signed terms; `kind` is exact, residual or not negative."""

    rule: Rule
    total: FigureKey
    terms: tuple[Term, ...]
    kind: str


def form_ties(asked: Iterable[FigureKey], table: MetricTable, resolver: ValueResolver) -> list[FormTie]:
    """Every sum whose total is asked for and whose terms are asked for, too, or stand in the tables."""
    keys = list(asked)
    known = set(keys)
    found: list[FormTie] = []
    for rule in table.catalogue.rules:
        for key in keys:
            for terms in _terms(rule, key, table):
                residual = rule.required == "residual"
                kept = tuple(term for term in terms if term.key in known or _held(term.key, resolver))
                new = sum(term.key in known for term in kept)
                if not new or (len(kept) < len(terms) and not residual):
                    continue
                kind = "not negative" if rule.over == "inequality" else "residual" if residual else "exact"
                found.append(FormTie(rule, key, kept, kind))
    return found


def follows_from(ties: Iterable[FormTie]) -> dict[FigureKey, tuple[Term, ...]]:
    """For each line the terms it would be the sum of, by the first exact sum that it stands in."""
    found: dict[FigureKey, tuple[Term, ...]] = {}
    for tie in ties:
        if tie.kind != "exact":
            continue
        found.setdefault(tie.total, tie.terms)
        for term in tie.terms:
            others = [other for other in tie.terms if other is not term]
            if term.key in found or any(other.key == term.key for other in others):
                continue
            # total = s x + rest   ->   x = s total - s rest, as a sign is 1 or -1
            rest = tuple(Term(-term.sign * other.sign, other.key) for other in others)
            found[term.key] = (Term(term.sign, tie.total), *rest)
    return found


def _held(key: FigureKey, resolver: ValueResolver) -> bool:
    return resolver.resolve(key.metric, key.period, key.scenario).value is not None


def _terms(rule: Rule, key: FigureKey, table: MetricTable) -> Iterator[tuple[Term, ...]]:
    """The terms of a rule for the total `key`, as the checks read the rule; none where it says nothing."""
    if rule.over == "period":
        yield from _over_time(rule, key, table)
    elif rule.over != "per_share":
        yield from terms_of(rule, key, table.catalogue.company.fiscal_year_end_month)


def _over_time(rule: Rule, key: FigureKey, table: MetricTable) -> Iterator[tuple[Term, ...]]:
    """1H = 1Q + 2Q, 9M = 1H + 3Q, FY = 9M + 4Q for what accumulates over time."""
    period, concept = key.period, table.catalogue.concepts[key.metric.concept]
    if concept.roll_time != "sum" or rule.total not in ("*", str(key.metric)):
        return
    quarters = period.components()
    if len(quarters) < 2 or not in_periods(period, rule.periods):
        return
    before = {
        PeriodKind.HALF: quarters[0],
        PeriodKind.NINE_MONTHS: Period(PeriodKind.HALF, period.year, 1),
        PeriodKind.YEAR: Period(PeriodKind.NINE_MONTHS, period.year),
    }[period.kind]
    if period.kind is PeriodKind.HALF and period.index == 2:
        before = quarters[0]
    yield tuple(Term(1, FigureKey(key.metric, part, key.scenario)) for part in (before, quarters[-1]))
