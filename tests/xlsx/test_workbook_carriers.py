"""Everything that names cells moves with them: one designer's sheet with all of it, and its finished form.

Rows 5 to 6 are the block "line" (three items), column C is the block "period" (two items):

    template   1 2 3 4 [5 6] 7 8       finished   1 2 3 4 [5 6][7 8][9 10] 11 12
    template   A B [C] D E             finished   A B [C][D] E F
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree
from made import Book
from workbook_language import attributes, local, part, render, texts

from reportgen.office.package import Package, open_package
from reportgen.office.sheets import worksheet_part
from reportgen.xlsx.render import RenderedWorkbook

SHAPE = (
    '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" editAs="oneCell">'
    "<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>7</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink="$D$8"><xdr:nvSpPr><xdr:cNvPr id="77" name="Arrow"/><xdr:cNvSpPr/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rightArrow"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/>'
    "</xdr:twoCellAnchor>"
)


def designed() -> Package:
    book = Book()
    sheet, other = book.add_worksheet("Model"), book.add_worksheet("Other sheet")
    bold = book.add_format({"bold": True})
    for address, text in {
        "A4": "Line",
        "C4": "{{#period across}}{{period}}",
        "D4": "Total",
        "E4": "Trend",
        "A5": "{{#line}}{{label}}",
        "C5": "{{value}}",
        "B6": "note",
        "D6": "{{/line}}",
        "A8": "foot",
        "C9": "{{/period}}",
    }.items():
        sheet.write_string(address, text)
    sheet.write_formula("D5", "=SUM(C5)")
    sheet.write_array_formula("D8", "{=SUM(C5:C6*1)}")
    sheet.write_formula("F8", "=SUM($C$5:$C$6)+Rate+'Other sheet'!B2")
    sheet.set_row(4, 30, bold)
    sheet.set_column("A:A", 20)
    sheet.set_column("C:D", 11, bold)
    sheet.merge_range("A6:B6", "joined")
    sheet.merge_range("A7:F7", "across all")
    sheet.conditional_format("C5:D5", {"type": "cell", "criteria": ">", "value": "$D$8"})
    sheet.conditional_format("C5", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A4:D8", {"type": "formula", "criteria": "=$A5=$A$8"})
    sheet.data_validation("C5:C6", {"validate": "list", "source": "='Other sheet'!$A$1:$A$3"})
    sheet.data_validation("D8", {"validate": "list", "source": "=$C$5:$C$5"})
    sheet.write_url("A5", "internal:Model!A8", string="{{#line}}{{label}}")
    sheet.write_url("A9", "internal:'Other sheet'!B2", string="go")
    sheet.autofilter("A4:D5")
    sheet.freeze_panes(4, 2)
    sheet.set_selection("D8")
    sheet.print_area("A1:F8")
    sheet.repeat_rows(3)
    sheet.repeat_columns("A:B")
    sheet.set_h_pagebreaks([6, 8])
    sheet.set_v_pagebreaks([4])
    sheet.ignore_errors({"number_stored_as_text": "C5:D5"})
    sheet.add_sparkline("E5", {"range": "Model!C5:C5"})
    sheet.add_sparkline("E8", {"range": "Model!D5:D5", "type": "column"})
    sheet.write_comment("D8", "a note")
    sheet.insert_textbox("F9", "a text box")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "=Model!$A$8", "categories": "=Model!$C$4:$C$4", "values": "=Model!$C$5:$C$5"})
    other.insert_chart("D2", chart)
    other.write("B2", 4)
    other.add_table("D20:E22", {"columns": [{"header": "k"}, {"header": "v", "formula": "=Model!$D$8"}]})
    other.write_formula("A5", "=SUM(Model!C5:C6)")
    other.conditional_format("B2", {"type": "formula", "criteria": "=$B$2>Model!$D$8"})
    book.define_name("Rate", "='Other sheet'!$B$2")
    book.define_name("Values", "=Model!$C$5:$C$5")
    book.define_name("Corner", "=Model!$F$9")
    package = open_package(book.saved(), "designed.xlsx")
    package.xml("/xl/drawings/drawing1.xml").append(etree.fromstring(SHAPE))
    return package


@pytest.fixture(scope="module")
def finished() -> RenderedWorkbook:
    values: dict[str, Decimal | str] = {"Model!C4": "1Q17", "Model!D4": "2Q17"}
    for item, row in enumerate((5, 7, 9), 1):
        values |= {
            f"Model!A{row}": f"line {item}",
            f"Model!C{row}": Decimal(item),
            f"Model!D{row}": Decimal(10 * item),
        }
    return render(designed(), {"Model!line": 3, "Model!period": 2}, values)


@pytest.fixture(scope="module")
def model(finished: RenderedWorkbook) -> etree._Element:
    return part(finished, worksheet_part(open_package(finished.data), "Model"))


@pytest.fixture(scope="module")
def other(finished: RenderedWorkbook) -> etree._Element:
    return part(finished, worksheet_part(open_package(finished.data), "Other sheet"))


def names(finished: RenderedWorkbook) -> dict[str, str]:
    root = part(finished, "/xl/workbook.xml")
    return {node.get("name", ""): node.text or "" for node in root.iter() if local(node) == "definedName"}


def test_merged_cells_repeat_with_their_block_and_stretch_across_it(model: etree._Element) -> None:
    assert attributes(model, "mergeCell", "ref") == ["A6:B6", "A8:B8", "A10:B10", "A11:G11"]


def test_formulas_and_array_formulas_move(finished: RenderedWorkbook, model: etree._Element) -> None:
    found = {
        cell.get("r"): (node.text, node.get("ref"))
        for cell in model.iter()
        if local(cell) == "c"
        for node in cell
        if local(node) == "f"
    }
    assert found == {
        "E5": ("SUM(C5:D5)", None),
        "E7": ("SUM(C7:D7)", None),
        "E9": ("SUM(C9:D9)", None),
        "E12": ("SUM(C5:D10*1)", "E12"),
        "G12": ("SUM($C$5:$D$10)+Rate+'Other sheet'!B2", None),
    }
    assert finished.uncached == ()


def test_rows_and_columns_keep_their_sizes(model: etree._Element) -> None:
    heights = {
        node.get("r"): node.get("ht") for node in model.iter() if local(node) == "row" and node.get("ht")
    }
    assert heights == {"5": "30", "7": "30", "9": "30"}
    columns = [(n.get("min"), n.get("max"), n.get("style")) for n in model.iter() if local(n) == "col"]
    assert columns == [("1", "1", None), ("3", "5", "1")]


def test_conditional_formats_move_classic_and_x14(model: etree._Element) -> None:
    classic = [node for node in model if local(node) == "conditionalFormatting"]
    assert [(node.get("sqref"), texts(node, "formula")) for node in classic] == [
        ("C5:E5 C7:E7 C9:E9", ["$E$12"]),
        ("C5:D5 C7:D7 C9:D9", []),
        ("A4:E12", ["$A5=$A$12"]),
    ]
    extended = [
        node for node in model.iter() if local(node) == "conditionalFormatting" and node not in classic
    ]
    assert [texts(node, "sqref") for node in extended] == [["C5:D5 C7:D7 C9:D9"]]


def test_data_validations_move(model: etree._Element) -> None:
    found = [(n.get("sqref"), texts(n, "formula1")) for n in model.iter() if local(n) == "dataValidation"]
    assert found == [("C5:D10", ["'Other sheet'!$A$1:$A$3"]), ("E12", ["$C$5:$D$9"])]


def test_hyperlinks_repeat_and_lead_to_the_moved_cell(model: etree._Element) -> None:
    found = [(n.get("ref"), n.get("location")) for n in model.iter() if local(n) == "hyperlink"]
    assert found == [
        ("A5", "Model!A12"),
        ("A7", "Model!A12"),
        ("A9", "Model!A12"),
        ("A13", "'Other sheet'!B2"),
    ]


def test_views_breaks_filters_and_ignored_errors_move(model: etree._Element) -> None:
    assert attributes(model, "pane", "topLeftCell") == ["C5"]
    assert (attributes(model, "pane", "xSplit"), attributes(model, "pane", "ySplit")) == (["2"], ["4"])
    assert attributes(model, "selection", "sqref")[-1] == "E12"
    assert attributes(model, "autoFilter", "ref") == ["A4:E9"]
    assert attributes(model, "ignoredError", "sqref") == ["C5:E5 C7:E7 C9:E9"]
    breaks = [(local(n), [b.get("id") for b in n], n.get("count")) for n in model if "Breaks" in local(n)]
    assert breaks == [("rowBreaks", ["6", "8", "10", "12"], "4"), ("colBreaks", ["5"], "1")]
    assert attributes(model, "dimension", "ref") == ["A4:G13"]


def test_sparklines_repeat_with_their_row_and_read_the_whole_block(model: etree._Element) -> None:
    found = [(texts(n, "f"), texts(n, "sqref")) for n in model.iter() if local(n) == "sparkline"]
    assert found == [
        (["Model!E5:E9"], ["F12"]),
        (["Model!C5:D5"], ["F5"]),
        (["Model!C7:D7"], ["F7"]),
        (["Model!C9:D9"], ["F9"]),
    ]


def test_names_print_areas_and_titles_move(finished: RenderedWorkbook) -> None:
    assert names(finished) == {
        "_xlnm._FilterDatabase": "Model!$A$4:$E$9",
        "_xlnm.Print_Area": "Model!$A$1:$G$12",
        "_xlnm.Print_Titles": "Model!$A:$B,Model!$4:$4",
        "Corner": "Model!$G$13",
        "Rate": "'Other sheet'!$B$2",
        "Values": "Model!$C$5:$D$9",
    }


def test_drawings_hang_on_their_cells(finished: RenderedWorkbook) -> None:
    drawing = part(finished, "/xl/drawings/drawing1.xml")
    corners = [[[int(c.text or 0) for c in (end[0], end[2])] for end in anchor[:2]] for anchor in drawing]
    assert corners[-1] == [[6, 11], [8, 13]]
    assert attributes(drawing, "sp", "textlink") == ["", "$E$12"]
    assert corners[0][0] == [6, 12]


def test_notes_move_with_their_cell(finished: RenderedWorkbook) -> None:
    assert attributes(part(finished, "/xl/comments1.xml"), "comment", "ref") == ["E12"]
    legacy = part(finished, "/xl/drawings/vmlDrawing1.vml")
    assert (texts(legacy, "Row"), texts(legacy, "Column")) == (["11"], ["4"])
    (anchor,) = texts(legacy, "Anchor")
    assert [int(number) for number in anchor.split(",")][2::4] == [10, 14]


def test_charts_follow_with_references_and_caches(finished: RenderedWorkbook) -> None:
    chart = part(finished, "/xl/charts/chart1.xml")
    lines = [["Model!$A$12", "Model!$C$4:$D$4", f"Model!$C${row}:$D${row}"] for row in (5, 7, 9)]
    assert texts(chart, "f") == [text for line in lines for text in line]
    caches = [node for node in chart.iter() if local(node) in ("strCache", "numCache")]
    assert [texts(node, "v") for node in caches] == [
        *(["foot"], ["1Q17", "2Q17"], ["1", "10"]),
        *(["foot"], ["1Q17", "2Q17"], ["2", "20"]),
        *(["foot"], ["1Q17", "2Q17"], ["3", "30"]),
    ]


def test_other_sheets_follow(finished: RenderedWorkbook, other: etree._Element) -> None:
    assert "SUM(Model!C5:D10)" in texts(other, "f")
    assert texts(other, "formula") == ["$B$2>Model!$E$12"]
    table = part(finished, "/xl/tables/table1.xml")
    assert table.get("ref") == "D20:E22"
    assert texts(table, "calculatedColumnFormula") == ["Model!$E$12"]


def test_parts_that_name_no_moved_cell_keep_their_bytes(finished: RenderedWorkbook) -> None:
    before, after = designed(), open_package(finished.data)
    assert set(before) == set(after)
    same = {name for name in before if before[name] == after[name]}
    assert {
        "/xl/styles.xml",
        "/xl/theme/theme1.xml",
        "/docProps/app.xml",
        "/xl/drawings/drawing2.xml",
    } <= same
