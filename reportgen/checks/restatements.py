"""Figures that a later document prints differently.

revenue|FY17    176,051 (2018-05-15_results)  ->  176,233 (2019-05-15_results): restated

A difference needs its reason: a word in the note of the later figure, a status, a scope event or another
accounting standard between the two, or a waiver of `restatement`. One without a reason is an error: most often
a row with the wrong period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.checks.breaks import Breaks, standards
from reportgen.checks.records import Restatement
from reportgen.checks.waiving import Waivers
from reportgen.core.findings import Issue, Severity
from reportgen.data.records import Figure, FigureKey, MetricTable
from reportgen.figures.resolved import rank, reach

CHECKS = ("restatement", "duplicate")
# A first target stays what it was; what replaces it is another scenario and may change again.
_LASTING = ("actual", "target")
_REASONS = re.compile(r"restated|corrected|reclassified|redefined|basis|adjusted|revised", re.IGNORECASE)


def run_restatements(table: MetricTable, breaks: Breaks, waivers: Waivers) -> list[Restatement]:
    """Every figure whose prints in different documents share no exact value, revised targets aside."""
    found: list[Restatement] = []
    for key, facts in table.by_key.items():
        if len(facts) < 2 or key.scenario not in _LASTING:
            continue
        prints = print_chain(facts, table)
        if len(prints) > 1:
            explained, reason = _reason(key, prints, table, breaks, waivers)
            found.append(Restatement(prints, explained, reason))
    return found


def restatement_issues(restatements: list[Restatement], table: MetricTable) -> Iterator[Issue]:
    """Each as one finding with its whole chain: information where it is explained, an error where not."""
    for one in restatements:
        first, *later = one.prints
        chain = " -> ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in one.prints)
        place = f'"{later[-1].source.heading}", line {later[-1].source.line}'
        yield Issue(
            "figure-revised" if one.explained else "duplicate-inconsistent",
            f"{one.key} is printed differently by a later document"
            + (f": {one.reason}" if one.reason else ""),
            later[-1].source.place,
            _severity(one),
            expected=f"{first.source.printed} ({first.source.doc}, line {first.source.line})",
            found=f"{chain}, {place}",
            hint=""
            if one.explained
            else "a target that replaces another is target_revised; else one row may have the wrong period or scale"
            if one.key.scenario == "target"
            else "one row may have the wrong period, scale or metric; a restated figure says so in its note",
        )


def _severity(one: Restatement) -> Severity:
    if one.explained:
        return Severity.INFO
    return Severity.WARNING if one.key.scenario == "target" else Severity.ERROR


def print_chain(facts: tuple[Figure, ...], table: MetricTable) -> tuple[Figure, ...]:
    """The best print of each document in their order, without those that agree with the one before."""
    kept: list[Figure] = []
    for fact in prints_by_document(facts, table):
        earlier = [one for one in kept if one.unit == fact.unit]
        if not earlier or not same_print(earlier[-1], fact):
            kept.append(fact)
    return tuple(kept) if len({fact.unit for fact in kept}) == 1 else ()


def prints_by_document(facts: tuple[Figure, ...], table: MetricTable) -> tuple[Figure, ...]:
    """The most precise print of each document in the order in which they were known, bounds aside."""
    documents = table.catalogue.documents
    by_doc: dict[str, Figure] = {}
    for fact in facts:  # the most precise first
        if fact.bound in ("over", "under"):
            continue
        by_doc.setdefault(fact.source.doc, fact)
    return tuple(
        sorted(by_doc.values(), key=lambda fact: (documents[fact.source.doc].as_known_on, fact.source.doc))
    )


def same_print(first: Figure, second: Figure) -> bool:
    """Whether two prints can be one figure: the same digits, or intervals that meet where precision differs."""
    if first.decimals == second.decimals and first.bound == second.bound:
        return first.base == second.base
    return reach(first).meets(reach(second))


def _reason(
    key: FigureKey, prints: tuple[Figure, ...], table: MetricTable, breaks: Breaks, waivers: Waivers
) -> tuple[bool, str]:
    for fact in prints[1:]:
        if _REASONS.search(fact.note):
            return True, fact.note
    marked = next((fact for fact in prints if rank(fact.status)), None)
    if marked is not None:
        return (
            True,
            f"line {marked.source.line} of {marked.source.doc} is marked {marked.status}: {marked.note}",
        )
    waived = waivers.reason(CHECKS, str(key))
    if waived is not None:
        return True, waived
    known = standards(table.catalogue, prints)
    if len(known) > 1:
        return True, f"the accounting standard changed from {known[0]} to {known[-1]}"
    documents = table.catalogue.documents
    first, last = (documents[fact.source.doc].as_known_on for fact in (prints[0], prints[-1]))
    for one in breaks.between(key.metric, key.period, key.period):
        if one.kind == "definition_change" and first < one.day <= last:
            return True, f"{one.day}: {one.label_en}"
    return False, ""
