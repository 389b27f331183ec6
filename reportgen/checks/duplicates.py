"""One figure printed twice: in two roundings on two pages, or in two documents.

complete      the same value with the same last digit
consistent    176.1 bn and 176,051 mn: the roundings share exact values
inconsistent  18.9 bn here, 19,120 mn there

Across documents a difference may be meant: a restated figure, a revised target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from reportgen.checks.check import (
    Check,
    CheckContext,
    FindingKind,
    Verdict,
    amount,
    interval_words,
    marked_by,
    seen,
)
from reportgen.core.findings import Issue, Severity
from reportgen.data.records import Figure
from reportgen.figures.resolved import reach

INCONSISTENT = FindingKind(
    "duplicate-inconsistent",
    Severity.ERROR,
    "two documents print one figure differently, and nothing explains it",
    "look at both lines; explain the restatement",
)
REVISED = FindingKind(
    "figure-revised",
    Severity.INFO,
    "a later document prints the figure differently, with a reason",
    "nothing",
)
_RESTATED_WORDS = ("restated", "corrected", "reclassified", "redefined", "basis")


class Agreement(StrEnum):
    """How two prints of one figure stand to each other."""

    COMPLETE = "complete"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


class Duplicate(Struct, frozen=True):
    """Two prints of one figure: `first` is the more precise one, `second` the other."""

    first: Figure
    second: Figure
    agreement: Agreement
    verdict: Verdict
    note: str


def _run(context: CheckContext) -> list[Duplicate]:
    """Every further print of a figure against the most precise one of the same accounting standard."""
    groups: list[list[Figure]] = []
    for figures in (*context.table.by_key.values(), *context.table.claims_by_key.values()):
        alike: dict[tuple[str, str, str], list[Figure]] = {}
        for figure in figures:
            alike.setdefault((figure.standard, figure.kind, figure.against), []).append(figure)
        groups += alike.values()
    return [
        _compared(group[0], other, context)
        for group in groups
        for other in group[1:]
        if other.unit == group[0].unit
    ]


def _compared(first: Figure, second: Figure, context: CheckContext) -> Duplicate:
    agreement = _agreement(first, second)
    verdict, note = Verdict.OK, ""
    if agreement is Agreement.INCONSISTENT:
        verdict, note = _explained(first, second, context)
    return Duplicate(first, second, agreement, verdict, note)


def _explained(first: Figure, second: Figure, context: CheckContext) -> tuple[Verdict, str]:
    """Whether something gives the reason why two prints differ."""
    reason = context.waivers.reason(("duplicate",), str(first.key))
    if reason is not None:
        return Verdict.WAIVED, reason
    marked = marked_by((first, second))
    if marked is not None:
        return Verdict.WAIVED, f"{marked.source.where} is marked {marked.status}: {marked.note}"
    if first.source.doc != second.source.doc:
        documents = context.table.catalogue.documents
        older, newer = sorted((first, second), key=lambda f: documents[f.source.doc].published_on)
        if first.key.scenario not in ("actual", "target"):
            return Verdict.REVISED, "the target was revised"
        if older.status == "superseded" or any(word in newer.note.lower() for word in _RESTATED_WORDS):
            return Verdict.REVISED, newer.note or older.note
    return Verdict.CONTRADICTION, ""


def _agreement(first: Figure, second: Figure) -> Agreement:
    if "over" in (first.bound, second.bound) or "under" in (first.bound, second.bound):
        return Agreement.CONSISTENT
    if first.decimals == second.decimals and first.bound == second.bound:
        return Agreement.COMPLETE if first.base == second.base else Agreement.INCONSISTENT
    return Agreement.CONSISTENT if reach(first).meets(reach(second)) else Agreement.INCONSISTENT


def _issues(duplicates: Iterable[Duplicate], context: CheckContext) -> Iterator[Issue]:
    """Figures that are printed twice and differ; revisions are information.

    Facts of two documents are left to the check of restatements, which tells the whole chain.
    """
    for duplicate in duplicates:
        first, second = duplicate.first, duplicate.second
        restated = not first.is_claim and first.source.doc != second.source.doc
        if duplicate.verdict is Verdict.OK or restated:
            continue
        kind = {Verdict.WAIVED: _WAIVED, Verdict.REVISED: REVISED}.get(duplicate.verdict, INCONSISTENT)
        if kind is INCONSISTENT and first.is_claim:
            kind = INCONSISTENT.weighing(Severity.WARNING)
        against = f" {first.kind} against {first.against}" if first.is_claim else ""
        contradiction = duplicate.verdict is Verdict.CONTRADICTION
        yield kind.at(
            second.source.place,
            f"{first.key}{against} is printed twice, and differently"
            + (f": {duplicate.note}" if duplicate.note else ""),
            expected=interval_words(reach(first), first.unit, second.scale) + seen(first),
            found=amount(second.base, second.unit, second.scale) + seen(second),
            hint="one row may have the wrong period, scale or metric" if contradiction else "",
        )


_WAIVED = FindingKind(
    "duplicate-waived",
    Severity.INFO,
    "two prints of one figure differ, and a waiver or a mark says why",
    "nothing",
)
DUPLICATES = Check(
    "duplicates",
    looks_at="one figure printed twice, in two roundings",
    kinds=(INCONSISTENT, REVISED, _WAIVED),
    issues=_issues,
    run=_run,
    waived_by="`duplicate`",
    counted_as="figures printed twice",
)
