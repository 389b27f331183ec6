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

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fnmatch import fnmatchcase

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period
from reportgen.data.labels import label_of
from reportgen.data.records import Alias, Catalogue, Document, Figure, MetricRef, parse_metric
from reportgen.data.vocabulary import CLAIM_KINDS, standard_name
from reportgen.model.list_context import Field, ListContext, ListKind, metric_fields, padded
from reportgen.model.timeline import NumberedEvent, numbered_events

# A heading with more periods than columns is told in parts.
PERIOD_COLUMNS = 11
_LONGEST_LABEL = 56
# As many documents get a column of their own; the labels of the others stand together in the last one.
NAME_COLUMNS = 5


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda one: (one.published_on, one.doc), reverse=True)


# The documents themselves, and the events that they tell of


def _held_documents(lists: ListContext, _: str) -> list[Document]:
    documents = lists.table.catalogue.documents
    return _newest_first(documents[doc] for doc in lists.held)


DOCUMENTS = ListKind[Document](
    "documents",
    "document",
    "a document that figures are held from, newest first",
    {
        "doc": Field("its key", lambda one, _: one.doc),
        "title": Field("its title", lambda one, _: one.title),
        "kind": Field("its kind", lambda one, _: one.kind),
        "published_on": Field("the day it was published", lambda one, _: one.published_on.isoformat()),
        "as_known_on": Field(
            "the day from which its figures were known", lambda one, _: one.as_known_on.isoformat()
        ),
        "standard": Field("the accounting standard", lambda one, _: standard_name(one.accounting_standard)),
        "rounding": Field("how it rounds", lambda one, _: one.rounding),
        "source_file": Field("the file of its source text", lambda one, _: one.source_file),
        "url": Field("its address", lambda one, _: one.url),
        "note": Field("the note on it", lambda one, _: one.note),
        "figures": Field(
            "how many figures are held from it", lambda one, lists: Decimal(lists.held[one.doc])
        ),
    },
    _held_documents,
)


def _event_metrics(one: NumberedEvent, lists: ListContext) -> str:
    return "; ".join(lists.label(parse_metric(name)) for name in one.event.affects)


EVENTS = ListKind[NumberedEvent](
    "events",
    "event",
    "a break or scope event, numbered by its day",
    {
        "number": Field("its number, from 1", lambda one, _: Decimal(one.number)),
        "date": Field("the day or month it counts from", lambda one, _: one.event.effective_on),
        "kind": Field("its kind", lambda one, _: one.event.kind.replace("_", " ").capitalize()),
        "label": Field("what happened", lambda one, _: label_of(one.event)),
        "label_ja": Field("what happened, in Japanese", lambda one, _: label_of(one.event, "ja")),
        "metrics": Field("the metrics it touches, by their labels", _event_metrics),
        "keys": Field("the metrics it touches, by their keys", lambda one, _: " ".join(one.event.affects)),
        "document": Field("the document that tells of it", lambda one, _: one.event.doc),
        "line": Field(
            "the line of that document", lambda one, _: Decimal(one.event.line) if one.event.line else ""
        ),
        "note": Field("the note on it", lambda one, _: one.event.note),
    },
    lambda lists, _: numbered_events(lists.table.catalogue),
)


# What they call our lines


_OPPOSITE = "(\u2212)"


class _LineNames(Struct, frozen=True):
    """One of our lines with what documents call it: those with a column of their own, and all `others`."""

    metric: MetricRef
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    others: tuple[Alias, ...]


def _names(lists: ListContext, shown: Iterable[Document]) -> Iterator[_LineNames]:
    by_metric: dict[MetricRef, list[Alias]] = defaultdict(list)
    for alias in lists.table.catalogue.aliases:
        by_metric[MetricRef(alias.concept, alias.service_line, alias.scope)].append(alias)
    for metric in sorted(by_metric, key=lists.order):
        rest, columns = by_metric[metric], []
        notes = dict.fromkeys(part for alias in rest for part in alias.note.split("; ") if part)
        for document in shown:
            own = [alias for alias in rest if _is_of(alias, document)]
            columns.append(_printed(own))
            rest = [alias for alias in rest if alias not in own]
        yield _LineNames(metric, tuple(notes), tuple(columns), tuple(rest))


def _head_documents(catalogue: Catalogue) -> tuple[Document, ...]:
    """The documents with most labels, newest first."""
    counts = {doc: len(aliases) for doc, aliases in _aliases_by_document(catalogue).items()}
    most = sorted((doc for doc in counts if counts[doc]), key=lambda doc: (-counts[doc], doc))[:NAME_COLUMNS]
    return tuple(_newest_first(catalogue.documents[doc] for doc in most))


def _aliases_by_document(catalogue: Catalogue) -> dict[str, list[Alias]]:
    """The aliases that hold for each document; only a pattern with wild cards is held against all of them."""
    found: dict[str, list[Alias]] = {doc: [] for doc in catalogue.documents}
    for alias in catalogue.aliases:
        pattern = alias.doc_pattern.partition("#")[0]
        wild = any(sign in pattern for sign in "*?[")
        for doc in [doc for doc in found if fnmatchcase(doc, pattern)] if wild else [pattern]:
            if doc in found:
                found[doc].append(alias)
    return found


def _is_of(alias: Alias, document: Document) -> bool:
    return fnmatchcase(document.doc, alias.doc_pattern.partition("#")[0])


def _printed(aliases: list[Alias]) -> str:
    """The labels, each once; one that holds for a line of the text only bears the line."""
    found = []
    for alias in aliases:
        _, _, line = alias.doc_pattern.partition("#")
        found.append(f"{_label(alias)} [line {line}]" if line else _label(alias))
    return " / ".join(dict.fromkeys(found))


def _label(alias: Alias) -> str:
    """What is printed, marked where it is printed with the opposite sign."""
    return f"{alias.printed_label} {_OPPOSITE}" if alias.sign_flip == -1 else alias.printed_label


_NAMES = ListKind[_LineNames](
    "names",
    "name",
    "a line of ours with its printed labels",
    {
        **metric_fields("metric"),
        "metric": Field("the metric's key", lambda one, _: str(one.metric)),
        "note": Field("notes on its labels", lambda one, _: "; ".join(one.notes)),
        f"c1..c{NAME_COLUMNS}": Field(
            "the labels that the document of the column prints; (\u2212): with the opposite sign",
            lambda one, _: padded(one.columns, NAME_COLUMNS),
        ),
        "others": Field(
            "the labels of all other documents",
            lambda one, _: "; ".join(f"{_label(alias)} ({alias.doc_pattern})" for alias in one.others),
        ),
    },
    _names,
)
NAME_HEADS = ListKind[tuple[Document, ...]](
    "name_heads",
    "head",
    "(one) the documents with most labels",
    {
        f"c1..c{NAME_COLUMNS}": Field(
            "the head of the column: year and kind of its document",
            lambda shown, _: padded((f"{one.published_on:%Y} {one.kind}" for one in shown), NAME_COLUMNS),
        ),
        f"d1..d{NAME_COLUMNS}": Field(
            "the document of the column", lambda shown, _: padded((one.doc for one in shown), NAME_COLUMNS)
        ),
    },
    lambda lists, _: (_head_documents(lists.table.catalogue),),
    (_NAMES,),
)


# Their tables as they are printed


class _Entry(Struct, frozen=True):
    """One print of a figure: what it is counted from, the line and heading it stands under, and what is shown there."""

    figure: Figure
    base: str
    line: int
    heading: str
    text: str

    @property
    def column(self) -> tuple[Period, str]:
        """What the column of the print tells of: a period and scenario."""
        return self.figure.key.period, self.figure.key.scenario

    @property
    def row(self) -> tuple[int, MetricRef, str, str]:
        """What the row of the print tells of: line, metric, and for a rate its kind and base."""
        rate = self.figure.kind if self.figure.is_claim else ""
        return self.line, self.figure.key.metric, rate, self.base


class _Labels:
    """The labels that a document prints for its lines."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._known: dict[MetricRef, list[tuple[str, Alias]]] = defaultdict(list)
        for alias in aliases:
            self._known[alias.metric].append((alias.doc_pattern.partition("#")[2], alias))

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


def _entries(figures: list[Figure], calendar: FiscalCalendar) -> Iterator[_Entry]:
    """Every print of a document: where a figure is held from, and the further lines that print it too."""
    headings = {figure.source.line: figure.source.heading for figure in reversed(figures)}
    for figure in figures:
        source, rate, base = figure.source, figure.is_claim, _base(figure, calendar)
        shown = f"[{source.printed}]" if rate else source.printed
        yield _Entry(figure, base, source.line, source.heading, shown)
        for line in source.also_at:
            if line in headings:
                text = f"\u2192 {source.line}"
                yield _Entry(figure, base, line, headings[line], f"[{text}]" if rate else text)


class _TableLine(Struct, frozen=True):
    """A line of the source text; `printed` is its label there, `label` ours where the line above has another."""

    line: int
    printed: str
    label: str | None
    medium: str
    tokens: tuple[str | None, ...]


class _PrintedTable(Struct, frozen=True):
    """What one heading of a document holds, in no more than the columns there are."""

    heading: str
    columns: tuple[str, ...]
    lines: tuple[_TableLine, ...]


class _Reported(Struct, frozen=True):
    document: Document
    tables: tuple[_PrintedTable, ...]


def _reported(lists: ListContext, _: str) -> Iterator[_Reported]:
    by_doc: dict[str, list[Figure]] = defaultdict(list)
    for figure in lists.table.figures:
        by_doc[figure.source.doc].append(figure)
    aliases = _aliases_by_document(lists.table.catalogue)
    for document in _newest_first(lists.table.catalogue.documents[doc] for doc in by_doc):
        tables = _tables(by_doc[document.doc], _Labels(aliases[document.doc]), lists)
        yield _Reported(document, tuple(tables))


def _tables(figures: list[Figure], labels: _Labels, lists: ListContext) -> Iterator[_PrintedTable]:
    by_heading: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries(figures, lists.calendar):
        by_heading[entry.heading].append(entry)
    for heading, group in sorted(by_heading.items(), key=lambda pair: min(one.line for one in pair[1])):
        heads = {entry.column: lists.text_of(entry.figure.key) for entry in group}
        columns = sorted(heads, key=lambda one: (lists.calendar.sort_key(one[0]), one[1]))
        for start in range(0, len(columns), PERIOD_COLUMNS):
            part = columns[start : start + PERIOD_COLUMNS]
            words = f"{heading} (continued)" if start else heading
            lines = _lines([entry for entry in group if entry.column in part], part, labels, lists)
            yield _PrintedTable(words or "(no heading)", tuple(heads[one] for one in part), tuple(lines))


def _lines(
    entries: Iterable[_Entry], columns: list[tuple[Period, str]], labels: _Labels, lists: ListContext
) -> Iterator[_TableLine]:
    rows: dict[tuple[int, MetricRef, str, str], list[_Entry]] = defaultdict(list)
    for entry in entries:
        rows[entry.row].append(entry)
    # The order of the file decides between metrics of one line; printed rates follow their figure.
    first: dict[tuple[int, MetricRef], int] = {}
    for number, (line, metric, _, _) in enumerate(rows):
        first.setdefault((line, metric), number)
    above: MetricRef | None = None
    for key in sorted(rows, key=lambda key: (key[0], first[key[0], key[1]], key[2] != "")):
        line, metric, kind, base = key
        tokens: dict[tuple[Period, str], str] = {}
        for entry in rows[key]:
            before = tokens.get(entry.column)
            tokens[entry.column] = f"{before}  {entry.text}" if before else entry.text
        name = labels.of(metric, line) or lists.label(metric)
        rate = f"{CLAIM_KINDS[kind].full}{base}" if kind else ""
        # A rate stands under the row of its figure, and names it where it stands alone.
        under = bool(kind) and metric == above
        above = metric
        yield _TableLine(
            line,
            f"    {rate}" if under else f"{name}: {rate}" if rate else name,
            None if under else lists.label(metric),
            rows[key][0].figure.source.medium,
            tuple(tokens.get(column) for column in columns),
        )


def _base(figure: Figure, calendar: FiscalCalendar) -> str:
    """What a share is a share of; growth names its base only where it is not the year before."""
    if not figure.is_claim or not figure.against:
        return ""
    if figure.kind == "share_pct":
        return f" of {figure.against}"
    period = figure.key.period
    usual = not period.is_dated or figure.against == calendar.year_before(period).id
    return "" if usual else f" on {figure.against}"


_LINES = ListKind[_TableLine](
    "lines",
    "line",
    "a line of the source text with its tokens",
    {
        "line": Field("the number of the line", lambda one, _: Decimal(one.line)),
        "printed": Field("the label as printed", lambda one, _: one.printed),
        "label": Field("the metric; empty where the line above names it", lambda one, _: one.label),
        "medium": Field("text, table, picture", lambda one, _: one.medium.replace("_", " ") or None),
        f"p1..p{PERIOD_COLUMNS}": Field(
            "the token printed for the period of the column",
            lambda one, _: padded(one.tokens, PERIOD_COLUMNS, None),
        ),
    },
    lambda _, table: table.lines,
)
_TABLES = ListKind[_PrintedTable](
    "tables",
    "table",
    "a heading of the document",
    {
        "heading": Field("the heading", lambda one, _: one.heading),
        f"p1..p{PERIOD_COLUMNS}": Field(
            "the period of the column", lambda one, _: padded(one.columns, PERIOD_COLUMNS, None)
        ),
    },
    lambda _, reported: reported.tables,
    (_LINES,),
)
REPORTED = ListKind[_Reported](
    "reported",
    "document",
    "a document, newest first, with its printed tables",
    {
        "doc": Field("its key", lambda one, _: one.document.doc),
        "title": Field("its title", lambda one, _: one.document.title),
        "published_on": Field(
            "the day it was published", lambda one, _: one.document.published_on.isoformat()
        ),
        "figures": Field(
            "how many figures are held from it", lambda one, lists: Decimal(lists.held[one.document.doc])
        ),
        "tables": Field("how many tables that makes", lambda one, _: Decimal(len(one.tables))),
    },
    _reported,
    (_TABLES,),
)
