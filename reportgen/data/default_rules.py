"""Sums over lines that nobody wrote into rules.csv: a concept that adds up over lines is the sum of its lines.

    revenue, roll_dim sum; shops and wholesale have no parent, and one period prints both
        ->   revenue = revenue@shops + revenue@wholesale, where a period prints both; a warning where it does not tie

A sum over lines in rules.csv with the same total takes its place; lines that begin or end need one, for their periods.
Nothing is derived through a sum that nobody wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from reportgen.data.records import Catalogue, Figure, MetricRef, Rule, SignedMetric
from reportgen.data.vocabulary import PRINTED

_EXPLAINED = (
    "The lines add to the total; a sum over lines with this total in rules.csv takes the place of this one.",
    "内訳の合計は全体に一致します。",
)


def default_rules(catalogue: Catalogue, facts: Collection[Figure]) -> Iterator[Rule]:
    """One for each concept whose lines some period prints all of; before any figure, for the first that adds up."""
    named = {rule.total for rule in catalogue.rules if rule.over == "dimension"}
    for concept in catalogue.concepts.values():
        if concept.roll_dim != "sum" or concept.name in named:
            continue
        alike = {
            one.name
            for one in catalogue.concepts.values()
            if one.roll_dim == "sum" and one.unit_kind == concept.unit_kind
        }
        told = {
            fact.key.metric.service_line
            for fact in facts
            if fact.key.metric.concept in alike and not fact.key.metric.scope
        } - {""}
        lines = [
            member
            for member in catalogue.members.values()
            if member.axis == "service_line"
            and (member.name in told or not facts)
            and (member.parent not in told if facts else not member.parent)
        ]
        names = [member.name for member in lines]
        if len(names) < 2 or any(member.valid_from or member.valid_to for member in lines):
            continue
        if not facts or _all_of(names, concept.name, facts):
            parts = tuple(SignedMetric(1, MetricRef(concept.name, name)) for name in names)
            name, total = f"lines_of_{concept.name}", concept.name
            yield Rule(name, total, parts, "dimension", "*", PRINTED, "W", *_EXPLAINED)
            if not facts:
                return


def _all_of(lines: Collection[str], concept: str, facts: Collection[Figure]) -> bool:
    """Whether the lines of a concept are all printed for one period."""
    found: dict[object, set[str]] = defaultdict(set)
    for fact in facts:
        metric = fact.key.metric
        if metric.concept == concept and not metric.scope:
            found[fact.key.period, fact.key.scenario].add(metric.service_line)
    return any(told.issuperset(lines) for told in found.values())
