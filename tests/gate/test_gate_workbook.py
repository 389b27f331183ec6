"""Each rule of the gate that concerns workbooks: a sound file spoilt in one place, and the finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gate_language import (
    CHART,
    COMMENTS,
    DRAWING,
    SHEET,
    STYLES,
    TABLE,
    WORKBOOK,
    R,
    S,
    first,
    parsed,
    workbook,
)
from lxml import etree

from reportgen.gate.gate import faults_of
from reportgen.office.deflated import deflated
from reportgen.office.package import Package

Damage = Callable[[Package], object]
CASES: list[tuple[str, str, Damage]] = []


def spoilt(identity: str, words: str) -> Callable[[Damage], Damage]:
    def take(damage: Damage) -> Damage:
        CASES.append((identity, words, damage))
        return damage

    return take


def cell(package: Package, address: str) -> etree._Element:
    return next(node for node in package.xml(SHEET).iter(f"{S}c") if node.get("r") == address)


def row(package: Package, number: int) -> etree._Element:
    return next(node for node in package.xml(SHEET).iter(f"{S}row") if node.get("r") == str(number))


def sheets(package: Package) -> list[etree._Element]:
    return list(package.xml(WORKBOOK).iter(f"{S}sheet"))


# The workbook as a whole


@spoilt("gate-no-sheet", "the workbook has no sheet")
def _(package: Package) -> None:
    holder = first(package, WORKBOOK, "sheets")
    holder[:] = []


@spoilt("gate-sheet-list", "all sheets of the workbook are hidden")
def _(package: Package) -> None:
    for node in sheets(package):
        node.set("state", "hidden")


@spoilt("gate-sheet-list", "leads nowhere")
def _(package: Package) -> None:
    sheets(package)[1].set(f"{R}id", "rId99")


@spoilt("gate-sheet-list", "2 sheets lead to")
def _(package: Package) -> None:
    one, other = sheets(package)
    other.set(f"{R}id", one.get(f"{R}id", ""))


@spoilt("gate-sheet-list", "sheet 7 is to be shown, which is not there")
def _(package: Package) -> None:
    first(package, WORKBOOK, "workbookView").set("activeTab", "7")


@spoilt("gate-sheet-name", "2 sheets are called model")
def _(package: Package) -> None:
    sheets(package)[1].set("name", "MODEL")


@pytest.mark.parametrize("name", ["", "a/b", "a" * 32, "'quoted'", "[1]", "a\nb"])
def test_a_name_that_no_tab_can_have_is_seen(name: str) -> None:
    package = workbook()
    sheets(package)[1].set("name", name)
    assert "gate-sheet-name" in {fault.id for fault in faults_of(package)}


@spoilt("gate-sheet-id", "2 sheets have the id '1'")
def _(package: Package) -> None:
    sheets(package)[1].set("sheetId", "1")


@spoilt("gate-defined-name", "2 defined names are called total")
def _(package: Package) -> None:
    node = first(package, WORKBOOK, "definedNames")
    node.append(parsed('<definedName xmlns="' + S[1:-1] + '" name="TOTAL">Data!$A$1</definedName>'))


@spoilt("gate-defined-name", "'A1' is no name for cells")
def _(package: Package) -> None:
    first(package, WORKBOOK, "definedName").set("name", "A1")


@spoilt("gate-defined-name", "belongs to sheet 9")
def _(package: Package) -> None:
    first(package, WORKBOOK, "definedName").set("localSheetId", "9")


@spoilt("gate-defined-name", "stands for nothing")
def _(package: Package) -> None:
    first(package, WORKBOOK, "definedName").text = ""


@spoilt("gate-style", "fontId 99 of format 0 is not in fonts")
def _(package: Package) -> None:
    next(first(package, STYLES, "cellXfs").iter(f"{S}xf")).set("fontId", "99")


@spoilt("gate-style", "2 number formats have the number 164")
def _(package: Package) -> None:
    holder = first(package, STYLES, "numFmts")
    holder.append(parsed('<numFmt xmlns="' + S[1:-1] + '" numFmtId="164" formatCode="0"/>'))


@spoilt("gate-style", "is made of format 9")
def _(package: Package) -> None:
    next(first(package, STYLES, "cellStyles").iter(f"{S}cellStyle")).set("xfId", "9")


@spoilt("gate-calculation-chain", "B2 is to be calculated but has no formula")
def _(package: Package) -> None:
    from reportgen.office.relationships import Relationship

    package["/xl/calcChain.xml"] = (
        f'<calcChain xmlns="{S[1:-1]}"><c r="B6" i="1"/><c r="B2"/></calcChain>'.encode()
    )
    package.set_content_type(
        "/xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    )
    link = Relationship("rId77", f"{R[1:-1]}/calcChain", "calcChain.xml")
    package.set_relationships(WORKBOOK, (*package.relationships(WORKBOOK), link))


@spoilt("gate-pivot", "shows the cache 5, which is not listed")
def _(package: Package) -> None:
    from reportgen.office.relationships import Relationship

    package["/xl/pivotTables/pivotTable1.xml"] = (
        f'<pivotTableDefinition xmlns="{S[1:-1]}" name="p" cacheId="5"/>'.encode()
    )
    link = Relationship("rId78", f"{R[1:-1]}/pivotTable", "../pivotTables/pivotTable1.xml")
    package.set_relationships(SHEET, (*package.relationships(SHEET), link))


# Cells


@spoilt("gate-sheet-data", "the sheet has no cells")
def _(package: Package) -> None:
    data = first(package, SHEET, "sheetData")
    data.getparent().remove(data)  # type: ignore[union-attr]


@spoilt("gate-row-order", "row 2 stands below row 3")
def _(package: Package) -> None:
    data = first(package, SHEET, "sheetData")
    data.insert(3, row(package, 2))


@spoilt("gate-row-height", "no row is 900 points high")
def _(package: Package) -> None:
    row(package, 3).set("ht", "900")


@spoilt("gate-outline", "no row is 9 levels deep")
def _(package: Package) -> None:
    row(package, 3).set("outlineLevel", "9")


@spoilt("gate-outline", "no column is 9 levels deep")
def _(package: Package) -> None:
    first(package, SHEET, "col").set("outlineLevel", "9")


@spoilt("gate-cell-order", "the cell A3 stands in row 2")
def _(package: Package) -> None:
    cell(package, "A2").set("r", "A3")


@spoilt("gate-cell-order", "the cell A2 is not right of the one before it")
def _(package: Package) -> None:
    cell(package, "B2").set("r", "A2")


@spoilt("gate-cell-style", "there is no style 999")
def _(package: Package) -> None:
    cell(package, "B2").set("s", "999")


@spoilt("gate-cell-style", "there is no style 998")
def _(package: Package) -> None:
    first(package, SHEET, "col").set("style", "998")


@spoilt("gate-cell-style", "there is no style 997")
def _(package: Package) -> None:
    row(package, 21).set("s", "997")


@spoilt("gate-cell-value", "there is no shared text '9999'")
def _(package: Package) -> None:
    cell(package, "A2").find(f"{S}v").text = "9999"  # type: ignore[union-attr]


@spoilt("gate-cell-value", "'nan' is no number")
def _(package: Package) -> None:
    cell(package, "B2").find(f"{S}v").text = "nan"  # type: ignore[union-attr]


@spoilt("gate-cell-value", "'maybe' is no truth value")
def _(package: Package) -> None:
    cell(package, "B7").find(f"{S}v").text = "maybe"  # type: ignore[union-attr]


@spoilt("gate-cell-value", "'x' is no type of a cell")
def _(package: Package) -> None:
    cell(package, "B7").set("t", "x")


@spoilt("gate-element-order", "the parts of a cell are not in order")
def _(package: Package) -> None:
    node = cell(package, "B6")
    node.append(node[0])


@spoilt("gate-formula", "the formula begins with a second =")
def _(package: Package) -> None:
    cell(package, "B6").find(f"{S}f").text = "=SUM(B2:B5)"  # type: ignore[union-attr]


@spoilt("gate-formula", "the formula has 9,001 characters")
def _(package: Package) -> None:
    cell(package, "B6").find(f"{S}f").text = "1+" * 4500 + "1"  # type: ignore[union-attr]


@spoilt("gate-shared-formula", "nothing begins the shared formula 4")
def _(package: Package) -> None:
    node = cell(package, "B6").find(f"{S}f")
    assert node is not None
    node.text = None
    node.set("t", "shared")
    node.set("si", "4")


# Objects of a sheet


@spoilt("gate-element-order", "mergeCells stands at the wrong place in worksheet")
def _(package: Package) -> None:
    package.xml(SHEET).append(first(package, SHEET, "mergeCells"))


@spoilt("gate-element-twice", "sheetFormatPr stands twice in worksheet")
def _(package: Package) -> None:
    node = first(package, SHEET, "sheetFormatPr")
    node.addnext(etree.fromstring(etree.tostring(node)))


@spoilt("gate-empty-list", "the list mergeCells is empty")
def _(package: Package) -> None:
    first(package, SHEET, "mergeCells")[:] = []


@spoilt("gate-columns", "are not in order")
def _(package: Package) -> None:
    first(package, SHEET, "col").set("min", "3")


@spoilt("gate-columns", "no column is 300 characters wide")
def _(package: Package) -> None:
    first(package, SHEET, "col").set("width", "300")


@spoilt("gate-merge", "the merged cells A10:B10 and B10:B12 overlap")
def _(package: Package) -> None:
    first(package, SHEET, "mergeCells")[1].set("ref", "B10:B12")


@spoilt("gate-merge", "A12 is one cell, merged with itself")
def _(package: Package) -> None:
    first(package, SHEET, "mergeCells")[1].set("ref", "A12")


@spoilt("gate-reference", "the merged cells 'B12:A12' are no range")
def _(package: Package) -> None:
    first(package, SHEET, "mergeCells")[1].set("ref", "B12:A12")


@spoilt("gate-reference", "the cells of a conditional format")
def _(package: Package) -> None:
    first(package, SHEET, "conditionalFormatting").set("sqref", "#REF!")


@spoilt("gate-reference", "the cells of a link")
def _(package: Package) -> None:
    first(package, SHEET, "hyperlink").set("ref", "A0")


@spoilt("gate-reference", "is no range to filter")
def _(package: Package) -> None:
    first(package, SHEET, "autoFilter").set("ref", "")


@spoilt("gate-reference", "the topLeftCell of a view")
def _(package: Package) -> None:
    first(package, SHEET, "pane").set("topLeftCell", "A9999999")


@spoilt("gate-view", "no view is zoomed to 999 %")
def _(package: Package) -> None:
    first(package, SHEET, "sheetView").set("zoomScale", "999")


@spoilt("gate-format", "there is no format 50 for a condition")
def _(package: Package) -> None:
    next(node for node in package.xml(SHEET).iter(f"{S}cfRule") if node.get("dxfId")).set("dxfId", "50")


@spoilt("gate-condition", "a colour scale has 3 points and 2 colours")
def _(package: Package) -> None:
    scale = first(package, SHEET, "colorScale")
    scale.remove(scale[-1])


@spoilt("gate-condition", "is no rank of a condition")
def _(package: Package) -> None:
    first(package, SHEET, "cfRule").set("priority", "0")


@spoilt("gate-validation", "the promptTitle of a validation is longer than 32 characters")
def _(package: Package) -> None:
    first(package, SHEET, "dataValidation").set("promptTitle", "x" * 33)


@spoilt("gate-validation", "the list of a validation is longer than 255 characters")
def _(package: Package) -> None:
    first(package, SHEET, "formula1").text = '"' + "x," * 200 + '"'


@spoilt("gate-comment", "is by author 4, who is not listed")
def _(package: Package) -> None:
    first(package, COMMENTS, "comment").set("authorId", "4")


@spoilt("gate-comment", "2 comments stand at A2")
def _(package: Package) -> None:
    node = first(package, COMMENTS, "comment")
    node.addnext(etree.fromstring(etree.tostring(node)))


@spoilt("gate-anchor", "a drawing ends at A1, before its beginning")
def _(package: Package) -> None:
    end = first(package, DRAWING, "to")
    for node in end:
        node.text = "0"


@spoilt("gate-anchor", "a drawing is anchored at row 2000000")
def _(package: Package) -> None:
    next(first(package, DRAWING, "from").iter("{*}row")).text = "2000000"


@spoilt("gate-shape-id", "2 shapes have the id")
def _(package: Package) -> None:
    node = first(package, DRAWING, "twoCellAnchor")
    node.addnext(etree.fromstring(etree.tostring(node)))


# Tables


@spoilt("gate-table-id", "2 tables have the id 1")
def _(package: Package) -> None:
    _second_table(package, 'id="1" name="More" displayName="More"')


@spoilt("gate-table-name", "2 tables are called sums")
def _(package: Package) -> None:
    _second_table(package, 'id="2" name="SUMS" displayName="SUMS"')


def _second_table(package: Package, names: str) -> None:
    from reportgen.office.relationships import Relationship

    sheet = "/xl/worksheets/sheet2.xml"
    package["/xl/tables/table9.xml"] = (
        f'<table xmlns="{S[1:-1]}" {names} ref="A1:A3"><tableColumns count="1">'
        '<tableColumn id="1" name="text"/></tableColumns></table>'
    ).encode()
    package.set_content_type(
        "/xl/tables/table9.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    )
    link = Relationship("rId79", f"{R[1:-1]}/table", "../tables/table9.xml")
    package.set_relationships(sheet, (*package.relationships(sheet), link))


@spoilt("gate-table-name", "a table and a defined name are both called total")
def _(package: Package) -> None:
    package.xml(TABLE).set("displayName", "total")


@spoilt("gate-table-name", "'B7' is no name of a table")
def _(package: Package) -> None:
    package.xml(TABLE).set("displayName", "B7")


@spoilt("gate-table-area", "is no range of a table")
def _(package: Package) -> None:
    package.xml(TABLE).set("ref", "E3:D1")


@spoilt("gate-table-area", "the table Sums and the merged cells D3:D4 overlap")
def _(package: Package) -> None:
    first(package, SHEET, "mergeCells")[1].set("ref", "D3:D4")


@spoilt("gate-table-area", "a table filters A1:B2, outside of itself")
def _(package: Package) -> None:
    first(package, TABLE, "autoFilter").set("ref", "A1:B2")


@spoilt("gate-table-columns", "a table of 2 columns lists 1")
def _(package: Package) -> None:
    columns = first(package, TABLE, "tableColumns")
    columns.remove(columns[-1])


@spoilt("gate-table-columns", "2 columns of a table have the name 'key'")
def _(package: Package) -> None:
    first(package, TABLE, "tableColumns")[1].set("name", "KEY")


@spoilt("gate-table-head", "the column 'Sum' of a table has the head")
def _(package: Package) -> None:
    cell(package, "E1").find(f"{S}v").text = "0"  # type: ignore[union-attr]


# Charts of a sheet


@spoilt("gate-chart-axis", "which is not there")
def _(package: Package) -> None:
    first(package, CHART, "axId").set("val", "1")


@spoilt("gate-chart-series-id", "2 series have c:idx 0")
def _(package: Package) -> None:
    for node in package.xml(CHART).iter("{*}idx"):
        node.set("val", "0")


@spoilt("gate-chart-label-place", "a label of a barChart cannot stand at t")
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
