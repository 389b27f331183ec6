"""Coverage of the source texts by the tables, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.checks.coverage import Coverage, coverage
from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.data.records import Document, MetricTable
from reportgen.project.sources import SourceFolders


@dataclass(frozen=True, slots=True)
class Covered:
    """One document: its coverage, or why there is none (`absent`)."""

    document: Document
    coverage: Coverage | None
    absent: str = ""


def cover(table: MetricTable, names: Sequence[str], sources: SourceFolders) -> tuple[Covered, ...]:
    """The asked documents, all of them where none is named, in the order of the catalogue.

    Raises `FindingsError` with every name that is no document.
    """
    documents = table.catalogue.documents
    unknown = [
        Issue(
            "unknown-document",
            f'no document is named "{name}"',
            expected=", ".join(documents) if len(documents) <= 8 else "",
            found=name,
            hint=did_you_mean(name, documents),
        )
        for name in names
        if name not in documents
    ]
    if unknown:
        raise FindingsError(unknown)
    found = []
    for name, document in documents.items():
        if names and name not in names:
            continue
        text = sources.text(document)
        if text is None:
            found.append(Covered(document, None, sources.why_absent(document)))
        else:
            found.append(Covered(document, coverage(table, name, text)))
    return tuple(found)
