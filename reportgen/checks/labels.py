"""Whether everything in the tables can be named: labels in the company's languages, labels used twice."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.checks.waiving import Waivers
from reportgen.core.findings import Issue, Severity
from reportgen.data.records import Alias, Catalogue, MetricRef


def label_issues(catalogue: Catalogue, waivers: Waivers) -> list[Issue]:
    """Missing labels, and printed labels that mean two metrics in one document."""
    found = [*_missing(catalogue), *_conflicts(catalogue)]
    return [issue for subject, issue in found if waivers.reason(("label", issue.id), subject) is None]


def _missing(catalogue: Catalogue) -> Iterator[tuple[str, Issue]]:
    if "ja" not in catalogue.company.languages:
        return
    named = [(concept.name, concept.label_ja, concept.place) for concept in catalogue.concepts.values()]
    named += [(member.name, member.label_ja, member.place) for member in catalogue.members.values()]
    for name, label, place in named:
        if not label:
            yield name, Issue("label-missing", f'"{name}" has no Japanese label', place, Severity.WARNING)


def _conflicts(catalogue: Catalogue) -> Iterator[tuple[str, Issue]]:
    """A label with a line of its own (`doc#208`) that elsewhere in the document means another metric."""
    general: dict[tuple[str, str], Alias] = {}
    for alias in catalogue.aliases:
        if "#" not in alias.doc_pattern:
            general.setdefault((alias.printed_label, alias.doc_pattern), alias)
    for alias in catalogue.aliases:
        doc, _, line = alias.doc_pattern.partition("#")
        other = general.get((alias.printed_label, doc))
        if not line or other is None or _metric(other) == _metric(alias):
            continue
        yield (
            f"{_metric(alias)}|*",
            Issue(
                "label-means-two",
                f'"{alias.printed_label}" means {_metric(alias)} in line {line}, {_metric(other)} elsewhere',
                alias.place,
                Severity.INFO,
                hint=alias.note,
            ),
        )


def _metric(alias: Alias) -> MetricRef:
    return MetricRef(alias.concept, alias.service_line, alias.scope)
