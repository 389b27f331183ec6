"""Lists about the source documents: what they are, what they call our lines, and their tables as they are printed.

2018-05-15  Consolidated Financial Results for FY2017
  III - 2. Revenues                   1Q16       2Q16   ...   FY17
    line 179   Revenue                36,179     37,944
    line 181     growth on 1Q15 ...   [+15.0%]   [+12.0%]

A table is what one heading of a document holds; its rows are the lines of the source text with their metric, its
columns the periods. Tokens are texts, character by character as printed; printed rates stand in brackets. `→ 31`
says that a line prints a figure too that is held from line 31.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

from reportgen.core.period import Period
from reportgen.data.labels import label_of
from reportgen.data.records import Alias, Catalogue, Document, Figure, MetricRef, parse_metric
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.model.periods import numbered_events
from reportgen.plan.plan import CellValue

# A heading with more periods than columns is told in parts.
PERIOD_COLUMNS = 11
_LONGEST_LABEL = 56
Place = tuple[Period, str]
# As many documents get a column of their own; the labels of the others stand together in the last one.
NAME_COLUMNS = 5


def document_records(lists: ListContext) -> tuple[Record, ...]:
    """The source documents, newest first."""
    held = Counter(figure.source.doc for figure in lists.table.figures)
    documents = sorted(
        (item for item in lists.table.catalogue.documents.values() if item.doc in held),
        key=lambda item: (item.published_on, item.doc),
        reverse=True,
    )
    return tuple(
        DOCUMENTS.record(
            item.doc,
            {
                "doc": item.doc,
                "title": item.title,
                "kind": item.kind,
                "published_on": item.published_on.isoformat(),
                "as_known_on": item.as_known_on.isoformat(),
                "standard": {"us_gaap": "US GAAP", "ifrs": "IFRS"}.get(item.accounting_standard, ""),
                "rounding": item.rounding,
                "source_file": item.source_file,
                "url": item.url,
                "note": item.note,
                "figures": Decimal(held[item.doc]),
            },
        )
        for item in documents
    )


def event_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every scope event, oldest first."""
    catalogue = lists.table.catalogue
    return tuple(
        EVENTS.record(
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
    shown = _head_documents(catalogue)
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
        rows.append(_NAMES.record(str(metric), values))
    heads: dict[str, CellValue] = {}
    for place in range(1, NAME_COLUMNS + 1):
        known = shown[place - 1] if place <= len(shown) else None
        heads[f"c{place}"] = _head(known) if known else ""
        heads[f"d{place}"] = known.doc if known else ""
    return (NAME_HEADS.record("", heads, rows={"names": tuple(rows)}),)


def _head_documents(catalogue: Catalogue) -> tuple[Document, ...]:
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


def reported_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every document, newest first; its tables in `tables`, their rows in `lines`."""
    by_doc: dict[str, list[Figure]] = defaultdict(list)
    for figure in lists.table.figures:
        by_doc[figure.source.doc].append(figure)
    documents = [lists.table.catalogue.documents[doc] for doc in by_doc]
    documents.sort(key=lambda one: (one.published_on, one.doc), reverse=True)
    found = []
    for document in documents:
        labels = _Labels(lists, document)
        tables = tuple(_tables(by_doc[document.doc], labels, lists))
        values: dict[str, CellValue] = {
            "doc": document.doc,
            "title": document.title,
            "published_on": document.published_on.isoformat(),
            "figures": Decimal(len(by_doc[document.doc])),
            "tables": Decimal(len(tables)),
        }
        found.append(REPORTED.record(document.doc, values, rows={"tables": tables}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One print of a figure: the line and the heading it stands under, and what is shown there."""

    figure: Figure
    line: int
    heading: str
    text: str

    @property
    def place(self) -> Place:
        """The column of the print: its period and scenario."""
        return self.figure.key.period, self.figure.key.scenario


class _Labels:
    """The labels that a document prints for its lines."""

    def __init__(self, lists: ListContext, document: Document) -> None:
        self._lists = lists
        self._known: dict[MetricRef, list[tuple[str, Alias]]] = defaultdict(list)
        for alias in lists.table.catalogue.aliases:
            doc, _, line = alias.doc_pattern.partition("#")
            if fnmatchcase(document.doc, doc):
                metric = MetricRef(alias.concept, alias.service_line, alias.scope)
                self._known[metric].append((line, alias))

    def of(self, metric: MetricRef, line: int) -> str:
        """The label of a line as printed: one of this very line, else those of the document."""
        known = self._known.get(metric, ())
        here = [alias.printed_label for where, alias in known if where == str(line)]
        general = [alias.printed_label for where, alias in known if not where]
        if here:
            return here[0]
        first, *others = dict.fromkeys(general) or ("",)
        together = " / ".join((first, *others))
        return together if len(together) <= _LONGEST_LABEL else f"{first} / ..."


def _entries(figures: list[Figure]) -> Iterator[_Entry]:
    """Every print of a document: where a figure is held from, and the further lines that print it too."""
    headings = {figure.source.line: figure.source.heading for figure in reversed(figures)}
    for figure in figures:
        source, rate = figure.source, figure.is_claim
        yield _Entry(figure, source.line, source.heading, f"[{source.printed}]" if rate else source.printed)
        for line in source.also_at:
            if line in headings:
                text = f"\u2192 {source.line}"
                yield _Entry(figure, line, headings[line], f"[{text}]" if rate else text)


def _tables(figures: list[Figure], labels: _Labels, lists: ListContext) -> Iterator[Record]:
    by_heading: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries(figures):
        by_heading[entry.heading].append(entry)
    for heading, group in sorted(by_heading.items(), key=lambda pair: min(one.line for one in pair[1])):
        places = sorted({entry.place for entry in group}, key=lambda one: (one[0].sort_key(), one[1]))
        parts = [places[at : at + PERIOD_COLUMNS] for at in range(0, len(places), PERIOD_COLUMNS)]
        for number, part in enumerate(parts):
            own = [entry for entry in group if entry.place in part]
            words = f"{heading} (continued)" if number else heading
            values: dict[str, CellValue] = {"heading": words or "(no heading)"}
            values |= _cells({place: lists.text_of(*place) for place in part}, part)
            yield _TABLES.record(heading, values, rows={"lines": tuple(_lines(own, part, labels, lists))})


def _lines(
    entries: Iterable[_Entry], places: list[Place], labels: _Labels, lists: ListContext
) -> Iterator[Record]:
    rows: dict[tuple[int, MetricRef, str, str], list[_Entry]] = defaultdict(list)
    for entry in entries:
        figure = entry.figure
        rows[entry.line, figure.key.metric, _kind(figure), _base(figure)].append(entry)
    # The order of the file decides between metrics of one line; printed rates follow their figure.
    first: dict[tuple[int, MetricRef], int] = {}
    for number, (line, metric, _, _) in enumerate(rows):
        first.setdefault((line, metric), number)
    above: MetricRef | None = None
    for key in sorted(rows, key=lambda key: (key[0], first[key[0], key[1]], key[2] != "")):
        line, metric, kind, base = key
        tokens: dict[Place, str] = defaultdict(str)
        for entry in rows[key]:
            before = tokens[entry.place]
            tokens[entry.place] = f"{before}  {entry.text}" if before else entry.text
        name = labels.of(metric, line) or lists.label(metric)
        rate = f"{CLAIM_KINDS[kind].full}{base}" if kind else ""
        # A rate stands under the row of its figure, and names it where it stands alone.
        under = bool(kind) and metric == above
        above = metric
        yield _LINES.record(
            f"{metric}#{line}",
            {
                "line": Decimal(line),
                "printed": f"    {rate}" if under else f"{name}: {rate}" if rate else name,
                "label": None if under else lists.label(metric),
                "medium": rows[key][0].figure.source.medium.replace("_", " ") or None,
                **_cells(tokens, places),
            },
        )


def _kind(figure: Figure) -> str:
    return figure.kind if figure.is_claim else ""


def _base(figure: Figure) -> str:
    """What a share is a share of; growth names its base only where it is not the year before."""
    if not figure.is_claim or not figure.against:
        return ""
    if figure.kind == "share_pct":
        return f" of {figure.against}"
    return "" if figure.against == figure.key.period.prior_year().id else f" on {figure.against}"


def _cells(texts: Mapping[Place, str], places: list[Place]) -> dict[str, CellValue]:
    """The texts by place of their column, `p1` to the last; columns that no period needs stay empty."""
    cells: dict[str, CellValue] = {f"p{at}": None for at in range(1, PERIOD_COLUMNS + 1)}
    for at, place in enumerate(places, 1):
        cells[f"p{at}"] = texts.get(place)
    return cells


DOCUMENTS = ListKind(
    "documents",
    "document",
    "a document that figures are held from, newest first",
    {
        "doc": "its key",
        "title": "its title",
        "kind": "its kind",
        "published_on": "the day it was published",
        "as_known_on": "the day from which its figures were known",
        "standard": "the accounting standard",
        "rounding": "how it rounds",
        "source_file": "the file of its source text",
        "url": "its address",
        "note": "the note on it",
        "figures": "how many figures are held from it",
    },
    lambda lists, _: document_records(lists),
)
EVENTS = ListKind(
    "events",
    "event",
    "a break or scope event, numbered by its day",
    {
        "number": "its number, from 1",
        "date": "the day or month it counts from",
        "kind": "its kind",
        "label": "what happened",
        "label_ja": "what happened, in Japanese",
        "metrics": "the metrics it touches, by their labels",
        "keys": "the metrics it touches, by their keys",
        "document": "the document that tells of it",
        "line": "the line of that document",
        "note": "the note on it",
    },
    lambda lists, _: event_records(lists),
)
_NAMES = ListKind(
    "names",
    "name",
    "a line of ours with its printed labels",
    {
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "metric": "the metric's key",
        "note": "notes on its labels",
        f"c1..c{NAME_COLUMNS}": "the labels that the document of the column prints",
        "others": "the labels of all other documents",
    },
)
NAME_HEADS = ListKind(
    "name_heads",
    "head",
    "(one) the documents with most labels",
    {
        f"c1..c{NAME_COLUMNS}": "the head of the column: year and kind of its document",
        f"d1..d{NAME_COLUMNS}": "the document of the column",
    },
    lambda lists, _: name_records(lists),
    (_NAMES,),
)
_LINES = ListKind(
    "lines",
    "line",
    "a line of the source text with its tokens",
    {
        "line": "the number of the line",
        "printed": "the label as printed",
        "label": "the metric; empty where the line above names it",
        "medium": "text, table, picture",
        f"p1..p{PERIOD_COLUMNS}": "the token printed for the period of the column",
    },
)
_TABLES = ListKind(
    "tables",
    "table",
    "a heading of the document",
    {
        "heading": "the heading",
        f"p1..p{PERIOD_COLUMNS}": "the period of the column",
    },
    inner=(_LINES,),
)
REPORTED = ListKind(
    "reported",
    "document",
    "a document, newest first, with its printed tables",
    {
        "doc": "its key",
        "title": "its title",
        "published_on": "the day it was published",
        "figures": "how many figures are held from it",
        "tables": "how many tables that makes",
    },
    lambda lists, _: reported_records(lists),
    (_TABLES,),
)
