"""Each rule of the gate that concerns workbooks: a sound file spoilt in one place, and the finding."""

from __future__ import annotations

import pytest
from gate_language import (
    CHART,
    COMMENTS,
    DRAWING,
    SHEET,
    STYLES,
    TABLE,
    WORKBOOK,
    Case,
    Damage,
    R,
    S,
    doubled,
    first,
    parsed,
    relate,
    removed,
    spoilt,
    workbook,
    written,
)
from lxml import etree

from reportgen.gate.gate import faults_of
from reportgen.office.deflated import deflated
from reportgen.office.package import Package

CASES: list[Case] = [
    # The workbook as a whole
    ("gate-no-sheet", "the workbook has no sheet", removed(WORKBOOK, "sheet", None)),
    (
        "gate-sheet-list",
        "all sheets of the workbook are hidden",
        written(WORKBOOK, "sheet", None, state="hidden"),
    ),
    ("gate-sheet-list", "leads nowhere", written(WORKBOOK, "sheet[2]", **{f"{R}id": "rId99"})),
    ("gate-sheet-list", "2 sheets lead to", written(WORKBOOK, "sheet[2]", **{f"{R}id": "rId1"})),
    (
        "gate-sheet-list",
        "sheet 7 is to be shown, which is not there",
        written(WORKBOOK, "workbookView", activeTab="7"),
    ),
    ("gate-sheet-name", "2 sheets are called model", written(WORKBOOK, "sheet[2]", name="MODEL")),
    ("gate-sheet-id", "2 sheets have the id '1'", written(WORKBOOK, "sheet[2]", sheetId="1")),
    ("gate-defined-name", "'A1' is no name for cells", written(WORKBOOK, "definedName", name="A1")),
    ("gate-defined-name", "belongs to sheet 9", written(WORKBOOK, "definedName", localSheetId="9")),
    ("gate-defined-name", "stands for nothing", written(WORKBOOK, "definedName", text="")),
    ("gate-style", "fontId 99 of format 0 is not in fonts", written(STYLES, "cellXfs/xf", fontId="99")),
    ("gate-style", "is made of format 9", written(STYLES, "cellStyles/cellStyle", xfId="9")),
    # Cells
    ("gate-sheet-data", "the sheet has no cells", removed(SHEET, "sheetData")),
    ("gate-row-height", "no row is 900 points high", written(SHEET, "row[@r='3']", ht="900")),
    ("gate-outline", "no row is 9 levels deep", written(SHEET, "row[@r='3']", outlineLevel="9")),
    ("gate-outline", "no column is 9 levels deep", written(SHEET, "col", outlineLevel="9")),
    ("gate-cell-order", "the cell A3 stands in row 2", written(SHEET, "c[@r='A2']", r="A3")),
    (
        "gate-cell-order",
        "the cell A2 is not right of the one before it",
        written(SHEET, "c[@r='B2']", r="A2"),
    ),
    ("gate-cell-style", "there is no style 999", written(SHEET, "c[@r='B2']", s="999")),
    ("gate-cell-style", "there is no style 998", written(SHEET, "col", style="998")),
    ("gate-cell-style", "there is no style 997", written(SHEET, "row[@r='21']", s="997")),
    ("gate-cell-value", "there is no shared text '9999'", written(SHEET, "c[@r='A2']/v", text="9999")),
    ("gate-cell-value", "'nan' is no number", written(SHEET, "c[@r='B2']/v", text="nan")),
    ("gate-cell-value", "'１２' is no number", written(SHEET, "c[@r='B2']/v", text="１２")),
    ("gate-cell-value", "'maybe' is no truth value", written(SHEET, "c[@r='B7']/v", text="maybe")),
    ("gate-cell-value", "'x' is no type of a cell", written(SHEET, "c[@r='B7']", t="x")),
    (
        "gate-formula",
        "the formula begins with a second =",
        written(SHEET, "c[@r='B6']/f", text="=SUM(B2:B5)"),
    ),
    (
        "gate-formula",
        "the formula has 9,001 characters",
        written(SHEET, "c[@r='B6']/f", text="1+" * 4500 + "1"),
    ),
    (
        "gate-shared-formula",
        "nothing begins the shared formula 4",
        written(SHEET, "c[@r='B6']/f", text="", t="shared", si="4"),
    ),
    # Objects of a sheet
    ("gate-element-twice", "sheetFormatPr stands twice in worksheet", doubled(SHEET, "sheetFormatPr")),
    ("gate-empty-list", "the list mergeCells is empty", removed(SHEET, "mergeCell", None)),
    ("gate-columns", "are not in order", written(SHEET, "col", min="3")),
    ("gate-columns", "no column is 300 characters wide", written(SHEET, "col", width="300")),
    (
        "gate-merge",
        "the merged cells A10:B10 and B10:B12 overlap",
        written(SHEET, "mergeCell[2]", ref="B10:B12"),
    ),
    ("gate-merge", "A12 is one cell, merged with itself", written(SHEET, "mergeCell[2]", ref="A12")),
    (
        "gate-reference",
        "the merged cells 'B12:A12' are no range",
        written(SHEET, "mergeCell[2]", ref="B12:A12"),
    ),
    (
        "gate-reference",
        "the cells of a conditional format",
        written(SHEET, "conditionalFormatting", sqref="#REF!"),
    ),
    ("gate-reference", "the cells of a link", written(SHEET, "hyperlink", ref="A0")),
    ("gate-reference", "is no range to filter", written(SHEET, "autoFilter", ref="")),
    ("gate-reference", "the topLeftCell of a view", written(SHEET, "pane", topLeftCell="A9999999")),
    ("gate-view", "no view is zoomed to 999 %", written(SHEET, "sheetView", zoomScale="999")),
    ("gate-format", "there is no format 50 for a condition", written(SHEET, "cfRule[@dxfId]", dxfId="50")),
    (
        "gate-condition",
        "a colour scale has 3 points and 2 colours",
        removed(SHEET, "colorScale/color"),
    ),
    ("gate-condition", "is no rank of a condition", written(SHEET, "cfRule", priority="0")),
    (
        "gate-validation",
        "the promptTitle of a validation is longer than 32 characters",
        written(SHEET, "dataValidation", promptTitle="x" * 33),
    ),
    (
        "gate-validation",
        "the list of a validation is longer than 255 characters",
        written(SHEET, "formula1", text='"' + "x," * 200 + '"'),
    ),
    ("gate-comment", "is by author 4, who is not listed", written(COMMENTS, "comment", authorId="4")),
    ("gate-comment", "2 comments stand at A2", doubled(COMMENTS, "comment")),
    ("gate-anchor", "a drawing ends at A1, before its beginning", written(DRAWING, "to/*", None, text="0")),
    ("gate-anchor", "a drawing is anchored at row 2000000", written(DRAWING, "from/row", text="2000000")),
    ("gate-shape-id", "2 shapes have the id", doubled(DRAWING, "twoCellAnchor")),
    # Tables
    (
        "gate-table-name",
        "a table and a defined name are both called total",
        written(TABLE, "", displayName="total"),
    ),
    ("gate-table-name", "'B7' is no name of a table", written(TABLE, "", displayName="B7")),
    ("gate-table-area", "is no range of a table", written(TABLE, "", ref="E3:D1")),
    (
        "gate-table-area",
        "the table Sums and the merged cells D3:D4 overlap",
        written(SHEET, "mergeCell[2]", ref="D3:D4"),
    ),
    (
        "gate-table-area",
        "a table filters A1:B2, outside of itself",
        written(TABLE, "autoFilter", ref="A1:B2"),
    ),
    ("gate-table-columns", "a table of 2 columns lists 1", removed(TABLE, "tableColumn[2]")),
    (
        "gate-table-columns",
        "2 columns of a table have the name 'key'",
        written(TABLE, "tableColumn[2]", name="KEY"),
    ),
    ("gate-table-head", "the column 'Sum' of a table has the head", written(SHEET, "c[@r='E1']/v", text="0")),
    # Charts of a sheet
    ("gate-chart-axis", "which is not there", written(CHART, "axId", val="1")),
    ("gate-chart-series-id", "2 series have c:idx 0", written(CHART, "idx", None, val="0")),
]


@pytest.mark.parametrize("name", ["", "a/b", "a" * 32, "'quoted'", "[1]", "a\nb"])
def test_a_name_that_no_tab_can_have_is_seen(name: str) -> None:
    package = workbook()
    written(WORKBOOK, "sheet[2]", name=name)(package)
    assert "gate-sheet-name" in {fault.id for fault in faults_of(package)}


@spoilt(CASES, "gate-defined-name", "2 defined names are called total")
def _(package: Package) -> None:
    node = first(package, WORKBOOK, "definedNames")
    node.append(parsed('<definedName xmlns="' + S[1:-1] + '" name="TOTAL">Data!$A$1</definedName>'))


@spoilt(CASES, "gate-style", "2 number formats have the number 164")
def _(package: Package) -> None:
    holder = first(package, STYLES, "numFmts")
    holder.append(parsed('<numFmt xmlns="' + S[1:-1] + '" numFmtId="164" formatCode="0"/>'))


@spoilt(CASES, "gate-calculation-chain", "B2 is to be calculated but has no formula")
def _(package: Package) -> None:
    package["/xl/calcChain.xml"] = (
        f'<calcChain xmlns="{S[1:-1]}"><c r="B6" i="1"/><c r="B2"/></calcChain>'.encode()
    )
    package.set_content_type(
        "/xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    )
    relate(package, WORKBOOK, "rId77", "calcChain", "calcChain.xml")


@spoilt(CASES, "gate-pivot", "shows the cache 5, which is not listed")
def _(package: Package) -> None:
    package["/xl/pivotTables/pivotTable1.xml"] = (
        f'<pivotTableDefinition xmlns="{S[1:-1]}" name="p" cacheId="5"/>'.encode()
    )
    relate(package, SHEET, "rId78", "pivotTable", "../pivotTables/pivotTable1.xml")


@spoilt(CASES, "gate-row-order", "row 2 stands below row 3")
def _(package: Package) -> None:
    first(package, SHEET, "sheetData").insert(3, first(package, SHEET, "row[@r='2']"))


@spoilt(CASES, "gate-element-order", "the parts of a cell are not in order")
def _(package: Package) -> None:
    node = first(package, SHEET, "c[@r='B6']")
    node.append(node[0])


@spoilt(CASES, "gate-element-order", "mergeCells stands at the wrong place in worksheet")
def _(package: Package) -> None:
    package.xml(SHEET).append(first(package, SHEET, "mergeCells"))


@spoilt(CASES, "gate-table-id", "2 tables have the id 1")
def _(package: Package) -> None:
    _second_table(package, 'id="1" name="More" displayName="More"')


@spoilt(CASES, "gate-table-name", "2 tables are called sums")
def _(package: Package) -> None:
    _second_table(package, 'id="2" name="SUMS" displayName="SUMS"')


def _second_table(package: Package, names: str) -> None:
    package["/xl/tables/table9.xml"] = (
        f'<table xmlns="{S[1:-1]}" {names} ref="A1:A3"><tableColumns count="1">'
        '<tableColumn id="1" name="text"/></tableColumns></table>'
    ).encode()
    package.set_content_type(
        "/xl/tables/table9.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    )
    relate(package, "/xl/worksheets/sheet2.xml", "rId79", "table", "../tables/table9.xml")


@spoilt(CASES, "gate-chart-label-place", "a label of a barChart cannot stand at t")
def _(package: Package) -> None:
    labels = first(package, CHART, "dLbls")
    place = etree.Element(labels[0].tag.replace("showVal", "dLblPos"), val="t")
    labels.insert(0, place)


def test_a_sound_workbook_passes() -> None:
    assert faults_of(workbook()) == []


@pytest.mark.parametrize(
    ("identity", "words", "damage"), CASES, ids=[f"{one[0]} {one[1][:30]}" for one in CASES]
)
def test_the_rule_sees_its_fault(identity: str, words: str, damage: Damage) -> None:
    package = workbook()
    damage(package)
    found = [fault for fault in faults_of(package) if fault.id == identity]
    assert any(words in fault.message for fault in found), faults_of(package)


def test_rows_of_a_streamed_sheet_are_looked_at_across_its_pieces() -> None:
    sheet = workbook()[SHEET]
    start = sheet.index(b'<row r="3"')
    for old, faults in ((b'<row r="3"', set()), (b'<row r="1"', {"gate-row-order"})):
        text = sheet[:start] + sheet[start:].replace(b'<row r="3"', old, 1)
        package = workbook()
        pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
        package.set_deflated(SHEET, deflated(iter(pieces)))
        assert {fault.id for fault in faults_of(package)} == faults
