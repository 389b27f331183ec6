"""The issuer's tables as they are printed, document by document, for proof-reading against the source.

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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

from reportgen.binding.plan import CellValue
from reportgen.binding.workbook_lists import ListContext
from reportgen.binding.workbook_records import Record
from reportgen.metrics import Alias, Document, Figure, MetricRef
from reportgen.metrics.vocabulary import CLAIM_KINDS
from reportgen.values import Period

# A heading with more periods than columns is told in parts.
PERIOD_COLUMNS = 11
_LONGEST_LABEL = 56
Place = tuple[Period, str]


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
        found.append(Record("document", document.doc, values, rows={"tables": tables}))
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
            yield Record("table", heading, values, rows={"lines": tuple(_lines(own, part, labels, lists))})


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
        yield Record(
            "line",
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
