"""One figure printed twice: in two roundings on two pages, or in two documents.

complete      the same value with the same last digit
consistent    176.1 bn and 176,051 mn: the roundings share exact values
inconsistent  18.9 bn here, 19,120 mn there

Across documents a difference may be meant: a restated figure, a revised target.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.checks.records import Agreement, Duplicate, Verdict
from reportgen.checks.waiving import Waivers
from reportgen.data.records import Figure, MetricTable
from reportgen.figures.resolved import rank, reach

_RESTATED_WORDS = ("restated", "corrected", "reclassified", "redefined", "basis")


def run_duplicates(table: MetricTable, waivers: Waivers) -> list[Duplicate]:
    """Every further print of a figure against the most precise one."""
    found: list[Duplicate] = []
    for facts in table.by_key.values():
        found.extend(_compared(first, second, table, waivers) for first, second in _pairs(facts))
    for claims in table.claims_by_key.values():
        groups: dict[tuple[str, str], list[Figure]] = {}
        for claim in claims:
            groups.setdefault((claim.kind, claim.against), []).append(claim)
        for group in groups.values():
            found.extend(_compared(a, b, table, waivers) for a, b in _pairs(tuple(group)))
    return found


def _pairs(figures: tuple[Figure, ...]) -> Iterator[tuple[Figure, Figure]]:
    """The first, most precise figure with each other one of its unit."""
    for other in figures[1:]:
        if other.unit == figures[0].unit:
            yield figures[0], other


def _compared(first: Figure, second: Figure, table: MetricTable, waivers: Waivers) -> Duplicate:
    agreement = _agreement(first, second)
    if agreement is not Agreement.INCONSISTENT:
        return Duplicate(first, second, agreement, Verdict.OK)
    reason = waivers.reason(("duplicate",), str(first.key))
    if reason is not None:
        return Duplicate(first, second, agreement, Verdict.WAIVED, reason)
    marked = next((figure for figure in (first, second) if rank(figure.status)), None)
    if marked is not None:
        note = f"line {marked.source.line} is marked {marked.status}: {marked.note}"
        return Duplicate(first, second, agreement, Verdict.WAIVED, note)
    if first.source.doc != second.source.doc:
        documents = table.catalogue.documents
        older, newer = sorted((first, second), key=lambda f: documents[f.source.doc].published_on)
        if first.key.scenario not in ("actual", "target"):
            return Duplicate(first, second, agreement, Verdict.REVISED, "the target was revised")
        if older.status == "superseded" or any(word in newer.note.lower() for word in _RESTATED_WORDS):
            return Duplicate(first, second, agreement, Verdict.REVISED, newer.note or older.note)
    return Duplicate(first, second, agreement, Verdict.CONTRADICTION)


def _agreement(first: Figure, second: Figure) -> Agreement:
    if "over" in (first.bound, second.bound) or "under" in (first.bound, second.bound):
        return Agreement.CONSISTENT
    if first.decimals == second.decimals and first.bound == second.bound:
        return Agreement.COMPLETE if first.base == second.base else Agreement.INCONSISTENT
    return Agreement.CONSISTENT if reach(first).meets(reach(second)) else Agreement.INCONSISTENT
