"""The rules of Excel's accessibility checker, and those of a calm screen, for the workbooks of both houses."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from functools import cache

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_drawing import drawn

from reportgen.new.example import ORDINARY
from reportgen.new.make import new_project
from reportgen.new.page import READERS
from reportgen.new.wanted import NewCompany

HOUSES = ("reference", "generic")
# Boxes of the master check; lists whose remarks reach over columns that other lists of the sheet need.
MERGED = {"Read me": 12, "Restatements": 2, "Line names": 4, "Capex & EBITDA": 1}
WHITE, INK = "FFFFFF", "000000"
FROZEN, RATIO = 6, 4.5
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@cache
def template(house: str) -> bytes:
    if house == "reference":
        return drawn("model")
    return new_project(NewCompany("Acme Inc.", languages=("en", "ja")), ORDINARY)[
        "templates/house/model.xlsx"
    ]


@cache
def book(house: str) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of extensions that openpyxl does not read
        return openpyxl.load_workbook(io.BytesIO(template(house)))


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rgb(colour: object, default: str) -> str:
    """A colour as RRGGBB; `default` where none is set, or one of the theme."""
    value = getattr(colour, "rgb", None)
    return value[2:] if isinstance(value, str) and value != "00000000" else default


def colours(cell: Cell) -> tuple[str, str]:
    """The colours of letters and of the ground; of a pattern its darker colour."""
    fill = cell.fill
    grounds = [rgb(one, WHITE) for one in (fill.fgColor, fill.bgColor)] if fill.patternType else [WHITE]
    return rgb(cell.font.color, INK), min(grounds, key=luminance)


def frozen(sheet: Worksheet) -> list[int]:
    """The rows that stand still and can be seen."""
    last = sheet[sheet.freeze_panes].row - 1 if sheet.freeze_panes else 0
    return [row for row in range(1, last + 1) if not sheet.row_dimensions[row].hidden]


def dull(workbook: Workbook) -> Iterator[str]:
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value and contrast(*colours(cell)) < RATIO:
                    yield f"{sheet.title}!{cell.coordinate} {colours(cell)}"
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                look = rule.dxf
                ink = rgb(look.font.color, "") if look and look.font else ""
                ground = rgb(look.fill.bgColor, WHITE) if look and look.fill else WHITE
                if ink and contrast(ink, ground) < RATIO:
                    yield f"{sheet.title} {area.sqref} {ink} on {ground}"


@pytest.mark.parametrize("house", HOUSES)
def test_letters_stand_out_from_their_ground(house: str) -> None:
    assert list(dull(book(house))) == []


@pytest.mark.parametrize("house", HOUSES)
def test_every_chart_and_box_is_told_in_words(house: str) -> None:
    with zipfile.ZipFile(io.BytesIO(template(house))) as parts:
        drawings = [name for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
        told = [
            (name, node.get("name"), node.get("descr"))
            for name in drawings
            for node in etree.fromstring(parts.read(name)).iter(f"{DRAWING}cNvPr")
        ]
    assert told
    assert [one for one in told if not one[2]] == []


@pytest.mark.parametrize("house", HOUSES)
def test_sheets_have_names_heads_and_hardly_a_merged_cell(house: str) -> None:
    for sheet in book(house):
        assert not sheet.title.lower().startswith("sheet"), sheet.title
        assert sheet["A1"].value or sheet["B1"].value, sheet.title
        boxes = [area for area in sheet.merged_cells.ranges if area.min_row > 1]
        assert len(boxes) <= MERGED.get(sheet.title, 0), (sheet.title, boxes)
        if sheet.title not in ("Summary", "Read me"):
            assert sheet.freeze_panes, sheet.title
            assert len(frozen(sheet)) <= FROZEN, sheet.title


@pytest.mark.parametrize("house", HOUSES)
def test_readers_find_their_sheets_first_and_all_others_in_one_colour(house: str) -> None:
    names = book(house).sheetnames
    readers = [name for name in READERS if name in names]
    assert names[: len(readers)] == readers
    tabs = {sheet.title: sheet.sheet_properties.tabColor.rgb for sheet in book(house)}
    assert len({tabs[name] for name in readers}) == 1
    assert len({tabs[name] for name in names if name not in readers}) == 1
