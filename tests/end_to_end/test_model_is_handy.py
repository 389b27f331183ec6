"""What a colleague notices first: where the workbook opens, what every sheet says, what nobody may need to see."""

from __future__ import annotations

import re

import openpyxl
import pytest
from house import Built
from lxml import etree
from office import Book, opened, operands, parts_of

FORBIDDEN = re.compile(r"\b(OFFSET|INDIRECT|ROUND|ROUNDUP|ROUNDDOWN|NOW|TODAY|RAND)\(")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture(scope="module")
def model(built: Built) -> openpyxl.Workbook:
    return opened(built.workbook.read_bytes(), "Read me")


def test_it_opens_on_summary_with_the_first_cell_chosen_everywhere(model: openpyxl.Workbook) -> None:
    assert model.active.title == "Summary"
    assert [sheet.title for sheet in model if sheet.sheet_view.tabSelected] == ["Summary"]
    chosen = {sheet.title: {one.activeCell for one in sheet.sheet_view.selection} for sheet in model}
    assert {name for name, cells in chosen.items() if "A1" not in cells} == set()
    assert {sheet.title for sheet in model if sheet.sheet_state != "visible"} == set()


def test_no_formula_hides_what_it_reads_or_changes_by_itself(book: Book) -> None:
    wrong = [
        f"{sheet}!{at} {cell.formula}"
        for sheet, cells in book.items()
        for at, cell in cells.items()
        if FORBIDDEN.search(cell.formula)
    ]
    assert wrong == []
    external = [
        f"{sheet}!{at}"
        for sheet, cells in book.items()
        for at, cell in cells.items()
        if "[" in cell.formula
        and any("[" in text for kind, text in operands(cell.formula) if kind == "RANGE")
    ]
    assert external == [], "no link to another file"


def test_no_macro_comes_along(built: Built) -> None:
    assert not [name for name in parts_of(built.workbook.read_bytes()) if "vba" in name.lower()]


def test_every_sheet_is_in_the_index_with_a_link(model: openpyxl.Workbook) -> None:
    cells = [cell for row in model["Read me"].iter_rows() for cell in row if cell.hyperlink]
    links = {cell.hyperlink.location or "" for cell in cells}
    names = {location.partition("!")[0].strip("'") for location in links}
    assert {sheet.title for sheet in model} - {"Read me"} <= names


def test_charts_and_pictures_say_what_they_show(built: Built) -> None:
    silent = [
        (name, node.get("name"))
        for name, data in parts_of(built.workbook.read_bytes()).items()
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
        for node in etree.fromstring(data).iter(f"{DRAWING}cNvPr")
        if not (node.get("descr") or "").strip()
    ]
    assert silent == []


def test_labels_stand_in_english_and_japanese(book: Book) -> None:
    for sheet in ("Model", "Drivers", "Scenarios", "KPIs", "Balance sheet", "Cash flow"):
        both = [
            (cell.value, book[sheet].get(f"C{at[1:]}"))
            for at, cell in book[sheet].items()
            if re.fullmatch(r"B\d+", at)
            and at[1:].isdigit()
            and int(at[1:]) > 20
            and book[sheet].get(f"D{at[1:]}") is not None
            and book[sheet][f"D{at[1:]}"].value
        ]
        missing = [label for label, other in both if label and (other is None or not other.value)]
        assert missing == [], sheet
