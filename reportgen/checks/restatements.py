"""Figures that a later document prints differently.

revenue|FY17    176,051 (2018-05-15_results)  ->  176,233 (2019-05-15_results): restated

A difference needs its reason: a word in the note of the later figure, a status, a scope event or another
accounting standard between the two, or a waiver of `restatement`. One without a reason is an error: most often
a row with the wrong period.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from reportgen.checks.breaks import Breaks, standards
from reportgen.checks.check import Check, CheckContext, marked_by
from reportgen.checks.duplicates import INCONSISTENT, REVISED
from reportgen.core.findings import Issue, Severity
from reportgen.data.records import Figure, FigureKey, MetricTable
from reportgen.figures.resolved import reach

# A first target stays what it was; what replaces it is another scenario and may change again.
_LASTING = ("actual", "target")
_REASONS = re.compile(r"restated|corrected|reclassified|redefined|basis|adjusted|revised", re.IGNORECASE)


class Restatement(Struct, frozen=True):
    """One figure that a later document prints differently: each print in the order of the documents.

    Explained where the later figure, an event or a waiver gives the reason.
    """

    prints: tuple[Figure, ...]
    explained: bool
    reason: str

    @property
    def key(self) -> FigureKey:
        """Which figure it is."""
        return self.prints[0].key


def _run(context: CheckContext) -> list[Restatement]:
    """Every figure whose prints in different documents share no exact value, revised targets aside."""
    breaks = Breaks(context.table.catalogue, context.expressions)
    found: list[Restatement] = []
    for key, facts in context.table.by_key.items():
        if len(facts) < 2 or key.scenario not in _LASTING:
            continue
        prints = print_chain(facts, context.table)
        if len(prints) > 1:
            reason = _reason(prints, breaks, context)
            found.append(Restatement(prints, reason is not None, reason or ""))
    return found


def _issues(restatements: Iterable[Restatement], context: CheckContext) -> Iterator[Issue]:
    """Each as one finding with its whole chain: information where it is explained, an error where not."""
    for one in restatements:
        first, last = one.prints[0].source, one.prints[-1].source
        chain = " -> ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in one.prints)
        kind, hint = REVISED, ""
        if not one.explained and one.key.scenario == "target":
            kind = INCONSISTENT.weighing(Severity.WARNING)
            hint = "a target that replaces another is target_revised; else one row may have the wrong period or scale"
        elif not one.explained:
            kind = INCONSISTENT
            hint = "one row may have the wrong period, scale or metric; a restated figure says so in its note"
        heading = f'"{last.heading}", ' if last.heading else ""
        yield kind.at(
            last.place,
            f"{one.key} is printed differently by a later document"
            + (f": {one.reason}" if one.reason else ""),
            expected=f"{first.printed} ({first.doc}, {first.where})",
            found=f"{chain}, {heading}{last.where}",
            hint=hint,
        )


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


def _reason(prints: tuple[Figure, ...], breaks: Breaks, context: CheckContext) -> str | None:
    """Why a figure was printed differently; None where nothing says so."""
    for fact in prints[1:]:
        if _REASONS.search(fact.note):
            return fact.note
    marked = marked_by(prints)
    if marked is not None:
        return f"{marked.source.where} of {marked.source.doc} is marked {marked.status}: {marked.note}"
    key, catalogue = prints[0].key, context.table.catalogue
    waived = context.waivers.reason(("restatement", "duplicate"), str(key))
    if waived is not None:
        return waived
    known = standards(prints)
    if len(known) > 1:
        return f"the accounting standard changed from {known[0]} to {known[-1]}"
    first, last = (catalogue.documents[fact.source.doc].as_known_on for fact in (prints[0], prints[-1]))
    for one in breaks.between(key.metric, key.period, key.period):
        if one.kind == "definition_change" and first < one.day <= last:
            return f"{one.day}: {one.label_en}"
    return None


def _summary(restatements: Sequence[Restatement]) -> list[str]:
    count = len(restatements)
    return [f"figures that a later document prints differently: {count}"] if count else []


def _as_json(one: Restatement) -> Mapping[str, object]:
    return {
        "key": str(one.key),
        "explained": one.explained,
        "reason": one.reason,
        "prints": [{"doc": fact.source.doc, "printed": fact.source.printed} for fact in one.prints],
    }


RESTATEMENTS = Check(
    "restatements",
    looks_at="one figure printed differently by a later document: the whole chain with its reason",
    kinds=(REVISED, INCONSISTENT),
    issues=_issues,
    run=_run,
    waived_by="`restatement`, `duplicate`",
    summary=_summary,
    as_json=("restatements", _as_json),
)
