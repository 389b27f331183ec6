"""Whether everything in the tables can be named: labels in the company's languages, labels used twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.checks.check import Check, CheckContext, FindingKind
from reportgen.core.findings import Issue, Place, Severity
from reportgen.data.records import Alias, Catalogue


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """Missing labels, and printed labels that mean two metrics in one document."""
    catalogue = context.table.catalogue
    for subject, issue in (*_missing(catalogue), *_conflicts(catalogue)):
        if context.waivers.reason(("label", issue.id), subject) is None:
            yield issue


def _missing(catalogue: Catalogue) -> Iterator[tuple[str, Issue]]:
    if "ja" not in catalogue.company.languages:
        return
    for concept in catalogue.concepts.values():
        if not concept.label_ja:
            yield _missing_of(concept.name, concept.place)
    for member in catalogue.members.values():
        if not member.label_ja:
            yield _missing_of(member.name, member.place)


def _missing_of(name: str, place: Place) -> tuple[str, Issue]:
    return name, _MISSING.at(place, f'"{name}" has no Japanese label')


def _conflicts(catalogue: Catalogue) -> Iterator[tuple[str, Issue]]:
    """A label with a line of its own (`doc#208`) that elsewhere in the document means another metric."""
    general: dict[tuple[str, str], Alias] = {}
    for alias in catalogue.aliases:
        if "#" not in alias.doc_pattern:
            general.setdefault((alias.printed_label, alias.doc_pattern), alias)
    for alias in catalogue.aliases:
        doc, _, line = alias.doc_pattern.partition("#")
        other = general.get((alias.printed_label, doc))
        if line and other is not None and other.metric != alias.metric:
            message = f'"{alias.printed_label}" means {alias.metric} in line {line}, {other.metric} elsewhere'
            yield f"{alias.metric}|*", _MEANS_TWO.at(alias.place, message, hint=alias.note)


_MISSING = FindingKind("label-missing", Severity.WARNING, "a concept has no Japanese label", "add it")
_MEANS_TWO = FindingKind(
    "label-means-two",
    Severity.INFO,
    "one label stands for two concepts",
    "tell them apart in the catalogue",
)
LABELS: Check[object] = Check(
    "labels",
    looks_at="labels in the company's languages, labels that mean two things",
    kinds=(_MISSING, _MEANS_TWO),
    issues=_issues,
    waived_by="`label`, or the id",
)
