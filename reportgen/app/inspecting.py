"""What a file asks for: its map as text, and a first report definition for a deck that has none."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

import yaml

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.gate.gate import template_at_fault
from reportgen.linting.lint import unknown_formats
from reportgen.model.model_lists import declared
from reportgen.office.addresses import cell_address, column_letters
from reportgen.office.package import open_package
from reportgen.office.package_kind import kind_of
from reportgen.plan.deck_map import ChartSlot, DeckMap, DeckPage
from reportgen.plan.template_map import WorkbookMap
from reportgen.project.files import read_file, write_atomically

_HEAD = """\
# A first definition, made from the pages of {template}: put words, rows and metrics in place of the stand-ins,
# take out the pages you do not need, and repeat or reorder the others. What this language can say stands in
# docs/reports.md; `reportgen lint {report}` checks it.
"""


def starter_definition(template: DeckMap, report: str, file: str) -> str:
    """The definition as YAML text, readable by `read_definition`; stand-ins are named after what they fill."""
    data = {
        "report": report,
        "kind": "deck",
        "title": report,
        "template": file,
        "style": "style.yaml",
        "output": f"{report}-report.pptx",
        "period": "latest",
        "lists": {"quarters": "back(last_quarter(this), 7)..last_quarter(this)"},
        "pages": [_page(page) for page in template.pages],
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return _HEAD.format(template=file, report=report) + text


def _page(page: DeckPage) -> dict[str, object]:
    bound: dict[str, object] = {"page": page.name}
    words = dict.fromkeys(tag.name for tag in page.words)
    if words:
        bound["words"] = {word: word for word in words}
    if page.lists:
        bound["bullets"] = {slot.name: [f"First line of {slot.name}"] for slot in page.lists}
    tables = {
        slot.name: {
            "rows": [
                {"role": row.role, "cells": [f"{row.role} {number}" for number in range(1, row.cells + 1)]}
                for row in slot.rows
            ]
        }
        for slot in page.tables
        if slot.rows
    }
    if tables:
        bound["tables"] = tables
    charts = {slot.name: _chart(slot) for slot in page.charts if not slot.fault and slot.series}
    if charts:
        bound["charts"] = charts
    return bound


def _chart(slot: ChartSlot) -> dict[str, object]:
    names = dict.fromkeys(series.name for series in slot.series)
    return {
        "periods": "quarters",
        "columns": [{"name": name, "metric": metric_of(name)} for name in names],
    }


def metric_of(name: str) -> str:
    """A stand-in metric for a series: `Total Revenues` gives `total_revenues`."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "metric"


def map_of(file: Path) -> tuple[str, tuple[Issue, ...]]:
    """The map of a workbook or a deck as text, and the faults found on the way."""
    package = open_package(read_file(file), str(file))
    kind = kind_of(package)
    with template_at_fault(package, str(file)):
        if kind == "workbook":
            from reportgen.xlsx.inspection import inspect_workbook

            book = inspect_workbook(package)
            return workbook_text(book), (*book.issues, *unknown_formats(book, str(file)))
        from reportgen.pptx.inspect import inspect_deck

        deck = inspect_deck(package)
        return str(deck), (*deck.issues, *unknown_formats(deck, str(file)))


def write_definition(file: Path, out: Path) -> None:
    """Write a first report definition for the deck `file` to `out`; an existing file is never replaced."""
    from reportgen.pptx.inspect import inspect_deck

    package = open_package(read_file(file), str(file))
    if kind_of(package) != "deck":
        message = "a definition is made for decks; a workbook's template says all itself"
        raise FindingsError(Issue("no-deck", message, Place(str(file)), expected="a .pptx file"))
    if out.exists():
        message = f"{out.name} is there already"
        raise FindingsError(Issue("file-exists", message, Place(str(out)), hint="name another file"))
    with template_at_fault(package, str(file)):
        text = starter_definition(inspect_deck(package), out.stem, PurePath(file).name)
    write_atomically(out, text.encode("utf-8"))


def workbook_text(book: WorkbookMap) -> str:
    """The map of a workbook, sheet by sheet: repeated sheets, blocks, tags."""
    markers = {marker.sheet: marker for marker in book.sheet_markers}
    lines: list[str] = []
    for sheet in book.sheets:
        marker = markers.get(sheet)
        head = f"sheet {sheet}"
        if marker is not None:
            word = "for each of" if marker.kind == "repeat" else "unless" if marker.negated else "if"
            head += f"   {word} {marker.name}"
        lines.append(head)
        for block in book.blocks_of(sheet):
            down = block.direction == "down"
            first, last = (
                (block.first, block.last) if down else map(column_letters, (block.first, block.last))
            )
            what = "block" if block.kind == "repeat" else "if not" if block.negated else "if"
            line = f"  {what:<6} {block.name}   {'rows' if down else 'columns'} {first}..{last}"
            if block.group_by:
                line += f"   one for each {block.group_by}"
            kind = declared(block.name) if down and book.is_model else None
            if kind is not None:
                line += f"   {kind.item}: {kind.about}"
            if block.parent:
                line += f"   inside {block.parent}"
            lines.append(line)
        lines += [
            f"  {cell_address(tag.row, tag.column):<6} {tag.text.strip()}"
            for tag in book.tags
            if tag.sheet == sheet
        ]
        lines += [
            f"  {cell_address(one.row, one.column):<6} picture {one.name}"
            for one in book.pictures
            if one.sheet == sheet
        ]
    return "\n".join(lines)
