"""`reportgen show`: metrics over periods as a compact table, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from reportgen.app.display import columns
from reportgen.app.show import Ask, ShownCell, ShownRow, ShownTable, show_metrics
from reportgen.cli.output import as_json, say
from reportgen.data.records import Figure
from reportgen.data.vintage import LATEST, Vintage
from reportgen.project.project import Project


def run(project: Path, ask: Ask, vintage: Vintage | None, form: str, sources: bool = False) -> None:
    """Print the asked metrics in the asked form: table, csv, json or md."""
    table = show_metrics(Project(project).table(), ask, vintage or LATEST)
    match form:
        case "json":
            as_json([_data(row, table, sources) for row in table.rows])
        case "csv":
            _write_csv(table, sources)
        case "md":
            for line in markdown_of(table, sources):
                say(line)
        case _:
            for line in lines_of(table, sources):
                say(line)


def lines_of(table: ShownTable, sources: bool = False) -> list[str]:
    """The table as text, figures right aligned, marks explained below."""
    if not sources:
        return table.lines()
    return [*table.lines(), "", "Sources", *columns([("  " + a, b, c) for a, b, c in sources_of(table)])]


def markdown_of(table: ShownTable, sources: bool) -> list[str]:
    """The table for a document: figures right aligned, marks explained below as a list."""
    heads = [table.heads[0], *table.heads[1:]]
    lines = [_row(heads), _row(["---", *(["---:"] * (len(heads) - 1))])]
    for row in table.rows:
        name = f"*{row.name.strip()}*" if row.name.startswith(" ") else row.name
        lines.append(_row([name, *(cell.marked for cell in row.cells)]))
    if table.notes:
        lines += ["", *(f"- `{note[0]}` {note[1:].strip()}" for note in table.notes)]
    if sources:
        lines += ["", _row(["figure", "periods", "source"]), _row(["---"] * 3)]
        lines += [_row([name, periods, place]) for name, periods, place in sources_of(table)]
    return lines


def sources_of(table: ShownTable) -> list[tuple[str, str, str]]:
    """Where each row's figures stand: name, periods, document with line; periods of one line together."""
    found: list[tuple[str, str, str]] = []
    for row in table.rows:
        places: dict[str, list[str]] = {}
        for period, cell in zip(table.heads[1:], row.cells, strict=True):
            place = ", ".join(dict.fromkeys(_place(source) for source in cell.sources))
            if place:
                places.setdefault(place, []).append(period)
        name = row.exact_name
        for place, periods in places.items():
            found.append((name, " ".join(periods), place))
            name = ""
    return found


def _place(source: Figure) -> str:
    place = source.source
    return f"{place.doc}:{place.line}" if place.line else f"{place.doc}: {place.where}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _write_csv(table: ShownTable, sources: bool) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if not sources:
        writer.writerow(table.heads)
        writer.writerows([row.exact_name, *(cell.exact for cell in row.cells)] for row in table.rows)
        return
    writer.writerow(("metric", "period", "value", "how", "marks", "sources"))
    for row in table.rows:
        for period, cell in zip(table.heads[1:], row.cells, strict=True):
            places = "; ".join(dict.fromkeys(_place(source) for source in cell.sources))
            writer.writerow((row.exact_name, period, cell.exact, cell.how, cell.marks, places))


def _data(row: ShownRow, table: ShownTable, sources: bool) -> dict[str, object]:
    named = list(zip(table.heads[1:], row.cells, strict=True))
    data: dict[str, object] = {"metric": row.exact_name}
    data.update((name, cell.exact) for name, cell in named)
    if sources:
        data["cells"] = {name: _cell(cell) for name, cell in named}
    return data


def _cell(cell: ShownCell) -> dict[str, object]:
    return {
        "text": cell.text,
        "how": cell.how,
        "marks": cell.marks,
        "sources": [
            {
                "key": str(source.key),
                "doc": source.source.doc,
                "heading": source.source.heading,
                "line": source.source.line,
                "printed": source.source.printed,
            }
            for source in cell.sources
        ],
    }
