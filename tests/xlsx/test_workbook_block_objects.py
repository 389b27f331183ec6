"""Charts, shapes and notes inside a block come once per item; pivots, controls and objects move with their cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree
from made import Book
from workbook_language import attributes, local, part, render, texts

from reportgen.linting.workbook import workbook_issues
from reportgen.office.package import Package, open_package
from reportgen.office.relationships import Relationship
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook

SHEET1 = "/xl/worksheets/sheet1.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def members() -> Package:
    """Rows 5 to 8 are the block: a value in row 5, a chart and a box beside it, a note, a chart across all."""
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.write("A5", "{{#member}}{{name}}")
    sheet.write("B5", "{{value}}")
    sheet.write("B6", 7)
    sheet.write("K8", "{{/member}}")
    sheet.write("A10", "foot")
    sheet.write_comment("B5", "how it was counted")
    sheet.write_comment("A10", "below")
    own, whole = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    own.add_series({"name": "=Model!$A$5", "values": "=Model!$B$5:$B$6"})
    whole.add_series({"values": "=Model!$B$5:$B$5"})
    sheet.insert_chart("D6", own, {"x_scale": 0.3, "y_scale": 0.1})
    sheet.insert_chart("D2", whole)
    sheet.insert_textbox("H6", "box", {"width": 60, "height": 20, "textlink": "=$B$5"})
    return open_package(book.saved(), "t.xlsx")


def filled() -> RenderedWorkbook:
    values: dict[str, Decimal | str] = {}
    for item, row in enumerate((5, 9, 13)):
        values |= {f"Model!A{row}": f"member {item}", f"Model!B{row}": Decimal(item)}
    return render(members(), {"Model!member": 3}, values)


def test_a_chart_inside_a_block_comes_once_per_item_and_reads_its_own_rows() -> None:
    package = open_package(filled().data)
    found = {name: texts(package.peek(name), "f") for name in package if "/charts/chart" in name}
    assert sorted(found.values()) == [
        ["(Model!$B$5:$B$5,Model!$B$9:$B$9,Model!$B$13:$B$13)"],
        ["Model!$A$13", "Model!$B$13:$B$14"],
        ["Model!$A$5", "Model!$B$5:$B$6"],
        ["Model!$A$9", "Model!$B$9:$B$10"],
    ]
    caches = [texts(package.peek(name), "v") for name in found]
    assert sorted(caches)[-3:] == [["member 0", "0", "7"], ["member 1", "1", "7"], ["member 2", "2", "7"]]


def test_drawings_of_a_block_hang_in_every_item_each_with_a_number_of_its_own() -> None:
    drawing = part(filled(), "/xl/drawings/drawing1.xml")
    rows = sorted(
        int(node.text or "0")
        for start in drawing.iter()
        if local(start) == "from"
        for node in start
        if local(node) == "row"
    )
    assert rows == [1, 5, 5, 9, 9, 13, 13]
    assert attributes(drawing, "sp", "textlink") == ["$B$5", "$B$9", "$B$13"]
    ids = attributes(drawing, "cNvPr", "id")
    assert len(set(ids)) == len(ids) == 7


def test_notes_of_a_block_come_once_per_item() -> None:
    rendered = filled()
    assert sorted(attributes(part(rendered, "/xl/comments1.xml"), "comment", "ref")) == [
        "A18",
        "B13",
        "B5",
        "B9",
    ]
    legacy = part(rendered, "/xl/drawings/vmlDrawing1.vml")
    assert sorted(zip(texts(legacy, "Row"), texts(legacy, "Column"), strict=True)) == [
        ("12", "1"),
        ("17", "0"),
        ("4", "1"),
        ("8", "1"),
    ]
    ids = [node.get("id") for node in legacy.iter() if local(node) == "shape"]
    assert len(set(ids)) == len(ids) == 4


def with_part(package: Package, owner: str, kind: str, name: str, xml: str) -> str:
    package[name] = xml.encode()
    package.set_content_type(name, f"application/{kind}+xml")
    links = package.relationships(owner)
    rid = f"rIdx{len(links)}"
    package.set_relationships(owner, (*links, Relationship(rid, f"{OFFICE}/{kind}", name)))
    return rid


def carriers() -> Package:
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.write("A1", "head")
    sheet.write("A2", "{{#row}}x{{/row}}")
    sheet.write("A5", "foot")
    package = open_package(book.saved(), "t.xlsx")
    with_part(
        package,
        "/xl/workbook.xml",
        "pivotCacheDefinition",
        "/xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:C2" sheet="Model"/></cacheSource></pivotCacheDefinition>',
    )
    with_part(
        package,
        SHEET1,
        "pivotTable",
        "/xl/pivotTables/pivotTable1.xml",
        f'<pivotTableDefinition xmlns="{MAIN}" name="p"><location ref="F8:H12"/></pivotTableDefinition>',
    )
    with_part(
        package,
        SHEET1,
        "ctrlProp",
        "/xl/ctrlProps/ctrlProp1.xml",
        '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Drop" '
        'fmlaLink="$B$5" fmlaRange="$A$2:$A$2"/>',
    )
    root = package.xml(SHEET1)
    anchor = (
        "<from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
        "<to><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></to>"
    )
    objects = (
        f'<x xmlns="{MAIN}" xmlns:r="{OFFICE}" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        '<oleObjects><oleObject progId="Word" shapeId="1025"><objectPr defaultSize="0">'
        f'<anchor moveWithCells="1">{anchor}</anchor></objectPr></oleObject></oleObjects>'
        '<controls><control shapeId="1026" name="c"><controlPr linkedCell="$B$5" listFillRange="$A$2:$A$2">'
        f'<anchor moveWithCells="1">{anchor}</anchor></controlPr></control>'
        f'<control shapeId="1027" name="d"><controlPr><anchor>{anchor}</anchor></controlPr></control></controls></x>'
    )
    for node in list(etree.fromstring(objects)):
        root.append(node)
    return package


def test_pivot_sources_grow_and_are_read_again_and_pivot_tables_move() -> None:
    rendered = render(carriers(), {"Model!row": 4})
    cache = part(rendered, "/xl/pivotCache/pivotCacheDefinition1.xml")
    assert attributes(cache, "worksheetSource", "ref") == ["A1:C5"]
    assert cache.get("refreshOnLoad") == "1"
    assert attributes(part(rendered, "/xl/pivotTables/pivotTable1.xml"), "location", "ref") == ["F11:H15"]


def test_form_controls_follow_their_cells_and_lists() -> None:
    control = part(render(carriers(), {"Model!row": 4}), "/xl/ctrlProps/ctrlProp1.xml")
    assert (control.get("fmlaLink"), control.get("fmlaRange")) == ("$B$8", "$A$2:$A$5")


def test_embedded_objects_and_controls_hang_on_their_cells_unless_they_are_set_not_to_move() -> None:
    sheet = part(render(carriers(), {"Model!row": 4}), SHEET1)
    assert attributes(sheet, "controlPr", "linkedCell") == ["$B$8"]
    assert attributes(sheet, "controlPr", "listFillRange") == ["$A$2:$A$5"]
    assert texts(sheet, "row")[-6:] == ["9", "11", "9", "11", "6", "8"]


def controls() -> Package:
    """Buttons on the block of row 2 and on row 5, each in the sheet, as a shadow in the drawing, and in VML."""
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.write("A2", "{{#row}}x{{/row}}")
    sheet.write("A5", "foot")
    for cell in ("D2", "D5"):
        sheet.insert_button(cell, {"width": 40, "height": 15})
    sheet.insert_textbox("G5", "box")
    package = open_package(book.saved(), "t.xlsx")
    shown = []
    for number, row in enumerate((1, 4)):
        xml = '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>'
        rid = with_part(package, SHEET1, "ctrlProp", f"/xl/ctrlProps/ctrlProp{number + 1}.xml", xml)
        corners = "".join(
            f"<xdr:{name}><xdr:col>3</xdr:col><xdr:colOff>1</xdr:colOff>"
            f"<xdr:row>{at}</xdr:row><xdr:rowOff>1</xdr:rowOff></xdr:{name}>"
            for name, at in (("from", row), ("to", row + 1))
        )
        shown.append(
            '<mc:AlternateContent><mc:Choice Requires="x14">'
            f'<control shapeId="{1025 + number}" r:id="{rid}" name="c"><controlPr><anchor moveWithCells="1">{corners}'
            "</anchor></controlPr></control></mc:Choice></mc:AlternateContent>"
        )
        shadow = (
            f'<x><mc:AlternateContent {SPACES}><mc:Choice Requires="a14"><xdr:twoCellAnchor editAs="oneCell">{corners}'
            "<xdr:sp><a14:compatExt/></xdr:sp></xdr:twoCellAnchor></mc:Choice><mc:Fallback/></mc:AlternateContent></x>"
        )
        package.xml("/xl/drawings/drawing1.xml").append(etree.fromstring(shadow)[0])
    whole = (
        f'<x><mc:AlternateContent {SPACES}><mc:Choice Requires="x14"><controls>{"".join(shown)}</controls>'
    )
    package.xml(SHEET1).append(etree.fromstring(f"{whole}</mc:Choice></mc:AlternateContent></x>")[0])
    return package


SPACES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
)


@pytest.mark.parametrize(("rows", "tops"), [(3, ["1", "6"]), (1, ["1", "4"]), (0, ["3"])])
def test_controls_move_and_go_with_their_rows_in_all_three_places_that_tell_of_them(
    rows: int, tops: list[str]
) -> None:
    rendered = render(controls(), {"Model!row": rows})
    package = open_package(rendered.data)
    drawing = package.peek("/xl/drawings/drawing1.xml")
    assert list(filter(None, texts(package.peek(SHEET1), "row")))[::2] == tops
    shadows = [one for one in drawing.iter("{*}twoCellAnchor") if list(one.iter("{*}compatExt"))]
    assert [texts(one, "row")[0] for one in shadows] == tops
    vml = package.peek("/xl/drawings/vmlDrawing1.vml")
    assert [anchor.split(", ")[2] for anchor in texts(vml, "Anchor")] == tops
    assert sum("/ctrlProps/" in name for name in package) == len(tops)
    assert [one.id for one in rendered.warnings] == ["control-once"] * (rows > 1)


def test_lint_tells_of_controls_that_come_once() -> None:
    package = controls()
    found = workbook_issues(package, inspect_workbook(package), "t.xlsx", plain=True)
    assert "control-once" in [one.id for one in found]


def test_the_newer_charts_follow_with_references_and_caches() -> None:
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.write("A5", "{{#row}}{{name}}")
    sheet.write("B5", "{{value}}{{/row}}")
    sheet.insert_textbox("D8", "box")
    book.define_name("_xlchart.v1.0", "=Model!$A$5:$A$5")
    package = open_package(book.saved(), "t.xlsx")
    cx = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    with_part(
        package,
        "/xl/drawings/drawing1.xml",
        "chartEx",
        "/xl/charts/chartEx1.xml",
        f'<cx:chartSpace xmlns:cx="{cx}"><cx:chartData><cx:data id="0">'
        '<cx:strDim type="cat"><cx:f>_xlchart.v1.0</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">x</cx:pt>'
        '</cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>Model!$B$5:$B$5</cx:f>'
        '<cx:lvl ptCount="1" formatCode="0.0"><cx:pt idx="0">1</cx:pt>'
        "</cx:lvl></cx:numDim></cx:data></cx:chartData></cx:chartSpace>",
    )
    values = {"Model!A5": "up", "Model!B5": Decimal(3), "Model!A6": "down", "Model!B6": Decimal("-1.50")}
    rendered = render(package, {"Model!row": 2}, values)
    assert texts(part(rendered, "/xl/workbook.xml"), "definedName") == []
    chart = part(rendered, "/xl/charts/chartEx1.xml")
    assert texts(chart, "f") == ["Model!$A$5:$A$6", "Model!$B$5:$B$6"]
    assert texts(chart, "pt") == ["up", "down", "3", "-1.5"]
    assert attributes(chart, "lvl", "ptCount") == ["2", "2"]
    assert attributes(chart, "lvl", "formatCode") == ["0.0"]
