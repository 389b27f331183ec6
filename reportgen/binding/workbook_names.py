"""What documents call our lines, and the events after which a line is no longer the same.

Revenues   売上高      2012 company: Total revenues      2018 results: Revenue / Total Revenues
1   2007-06   acquisition   hi-ho, Inc. consolidated       revenue@network.consumer ...
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fnmatch import fnmatchcase

from reportgen.binding.breaks import numbered_events
from reportgen.binding.plan import CellValue
from reportgen.binding.workbook_lists import ListContext
from reportgen.binding.workbook_records import Record
from reportgen.metrics import Alias, Catalogue, Document, MetricRef, parse_metric
from reportgen.metrics.labels import label_of

# As many documents get a column of their own; the labels of the others stand together in the last one.
NAME_COLUMNS = 5


def event_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every scope event, oldest first."""
    catalogue = lists.table.catalogue
    return tuple(
        Record(
            "event",
            str(number),
            {
                "number": Decimal(number),
                "date": event.effective_on,
                "kind": event.kind.replace("_", " ").capitalize(),
                "label": label_of(event),
                "label_ja": label_of(event, "ja"),
                "metrics": "; ".join(lists.label(parse_metric(name)) for name in event.affects),
                "keys": " ".join(event.affects),
                "document": event.doc,
                "line": Decimal(event.line) if event.line else "",
                "note": event.note,
            },
        )
        for number, _, event in numbered_events(catalogue)
    )


def name_records(lists: ListContext) -> tuple[Record, ...]:
    """One record: the heads of the documents, and in `names` a row for every line of ours that has a label."""
    catalogue = lists.table.catalogue
    shown = _columns(catalogue)
    by_metric: dict[MetricRef, list[Alias]] = defaultdict(list)
    for alias in catalogue.aliases:
        by_metric[MetricRef(alias.concept, alias.service_line, alias.scope)].append(alias)
    rows = []
    for metric in sorted(by_metric, key=lists.order):
        aliases = by_metric[metric]
        values: dict[str, CellValue] = {
            "label": lists.label(metric),
            "label_ja": lists.label(metric, "ja"),
            "metric": str(metric),
            "note": "; ".join(dict.fromkeys(_note(alias) for alias in aliases if _note(alias))),
        }
        rest = list(aliases)
        for place, document in enumerate(shown, 1):
            own = [alias for alias in rest if _is_of(alias, document)]
            values[f"c{place}"] = _printed(own)
            rest = [alias for alias in rest if alias not in own]
        for place in range(len(shown) + 1, NAME_COLUMNS + 1):
            values[f"c{place}"] = ""
        values["others"] = "; ".join(f"{alias.printed_label} ({alias.doc_pattern})" for alias in rest)
        rows.append(Record("name", str(metric), values))
    heads: dict[str, CellValue] = {}
    for place in range(1, NAME_COLUMNS + 1):
        known = shown[place - 1] if place <= len(shown) else None
        heads[f"c{place}"] = _head(known) if known else ""
        heads[f"d{place}"] = known.doc if known else ""
    return (Record("head", "", heads, rows={"names": tuple(rows)}),)


def _columns(catalogue: Catalogue) -> tuple[Document, ...]:
    """The documents with most labels, newest first."""
    counts = {
        document.doc: sum(_is_of(alias, document) for alias in catalogue.aliases)
        for document in catalogue.documents.values()
    }
    most = sorted((doc for doc in counts if counts[doc]), key=lambda doc: (-counts[doc], doc))[:NAME_COLUMNS]
    documents = [catalogue.documents[doc] for doc in most]
    return tuple(sorted(documents, key=lambda one: (one.published_on, one.doc), reverse=True))


def _head(document: Document) -> str:
    return f"{document.published_on:%Y} {document.kind}"


def _is_of(alias: Alias, document: Document) -> bool:
    return fnmatchcase(document.doc, alias.doc_pattern.partition("#")[0])


def _printed(aliases: list[Alias]) -> str:
    """The labels, each once; one that holds for a line of the text only bears the line."""
    found = []
    for alias in aliases:
        _, _, line = alias.doc_pattern.partition("#")
        found.append(f"{alias.printed_label} [line {line}]" if line else alias.printed_label)
    return " / ".join(dict.fromkeys(found))


def _note(alias: Alias) -> str:
    sign = f"{alias.printed_label}: printed with the opposite sign" if alias.sign_flip == -1 else ""
    return "; ".join(part for part in (sign, alias.note) if part)
