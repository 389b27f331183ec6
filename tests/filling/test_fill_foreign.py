"""Workbooks as other programs write them: shared formulas, several prefixes, kinds of files, names of parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import pytest
import xlsxwriter
from fill_language import filled, findings, template, told, values
from lxml import etree
from made import Book, saved
from office import MAIN, packed, parts_of, sheet_parts
from pptx import Presentation

from reportgen.office.package import open_package
from reportgen.verify.consistency import kept_books
from reportgen.verify.finished import finished

SHEET = "xl/worksheets/sheet1.xml"


def with_rows(rows: str) -> bytes:
    """A workbook whose sheet `Sheet1` has these rows, as XML."""
    parts = parts_of(template({"A1": "x"}))
    head, _, rest = parts[SHEET].partition(b"<sheetData>")
    parts[SHEET] = head + f"<sheetData>{rows}</sheetData>".encode() + rest.partition(b"</sheetData>")[2]
    parts[SHEET] = parts[SHEET].replace(b'<dimension ref="A1"/>', b'<dimension ref="A1:C5"/>')
    return packed(parts)


def edited(content: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    parts = parts_of(content)
    for old, new in changes:
        assert old.encode() in parts[part], old
        parts[part] = parts[part].replace(old.encode(), new.encode())
    return packed(parts)


def formulas(content: bytes) -> Mapping[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


def shared(formula: str) -> str:
    """Three rows of numbers, beside each a share of one formula that begins in B1."""
    begins = f'<f t="shared" ref="B1:B3" si="0">{formula}</f>'
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}">{text}<v>{2 * n}</v></c></row>'
        for n, text in enumerate((begins, '<f t="shared" si="0"/>', '<f t="shared" si="0"/>'), start=1)
    )


@pytest.mark.parametrize("formula", ["A1*2", "A1&#10;+A1", "A1+  A1", "A1+&#9;A1"])
def test_shared_formulas_follow_however_their_blanks_stand(formula: str) -> None:
    assert values(filled(with_rows(shared(formula)), None, "Sheet1!A2=5")) == {
        "A1": 1,
        "A2": 5,
        "A3": 3,
        "B1": 2,
        "B2": 10,
        "B3": 6,
    }


def test_where_a_shared_formula_begins_is_written_over_the_others_keep_theirs() -> None:
    done = filled(with_rows(shared("A1*2")), None, "Sheet1!B1=7")
    assert formulas(done) == {"B2": "=A2*2", "B3": "=A3*2"}
    assert values(done) == {"A1": 1, "A2": 2, "A3": 3, "B1": 7, "B2": 4, "B3": 6}


def test_a_shared_formula_that_cannot_be_read_is_told_at_its_cells() -> None:
    content = with_rows(shared("A1+[A1"))
    assert told(findings(content, None, "Sheet1!B1=7")) == [
        "unreadable-formula at B2: ",
        "unreadable-formula at B3: ",
    ]
    assert filled(content, None, "Sheet1!C9=7").cells == 1


def test_no_part_of_an_array_formula_is_written_over() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">ROW(1:2)</f><v>1</v></c>'
        '<c r="B1"><f t="array" ref="B1">1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
    )
    assert told(findings(with_rows(rows), None, "Sheet1!A2=7")) == ["part-of-array at A2: "]
    assert values(filled(with_rows(rows), None, "Sheet1!B1=7", "Sheet1!A3=1"))["B1"] == 7


def test_a_sheet_with_two_prefixes_for_one_namespace_is_filled() -> None:
    cells = {"A1": "{{#items}}{{a}}", "B1": "=A1*2", "C1": "{{/items}}", "A3": "=SUM(A1)"}
    for spelled in (
        (("<sheetData>", "<x:sheetData>"), ("</sheetData>", "</x:sheetData>")),
        (("<row ", "<x:row "), ("</row>", "</x:row>")),
        (("<f>", "<x:f>"), ("</f>", "</x:f>")),
    ):
        content = edited(template(cells), SHEET, (' xmlns="', f' xmlns:x="{MAIN[1:-1]}" xmlns="'), *spelled)
        done = filled(content, {"items": [{"a": 1}, {"a": 2}]})
        assert values(done) == {"A1": 1, "B1": 2, "A2": 2, "B2": 4, "A4": 3}
        assert sheet_parts(done)


def merged(cells: Mapping[str, str], *areas: str, title: str = "S") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for address, text in cells.items():
        book.active[address] = text
    for area in areas:
        book.active.merge_cells(area)
    return saved(book)


def shown(content: bytes) -> tuple[dict[str, object], list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return values(content), sorted(str(area) for area in sheet.merged_cells.ranges)


ITEMS = {"items": [{"a": "x", "q": 1}, {"a": "y", "q": 2}], "title": "T"}


def test_markers_stand_in_merged_cells() -> None:
    one = merged({"A4": "{{#items}}{{a}}", "D4": "{{q}}{{/items}}", "D5": "=SUM(D4)"}, "A4:C4", "D4:E4")
    assert shown(filled(one, ITEMS)) == (
        {"A4": "x", "D4": 1, "A5": "y", "D5": 2, "D6": 3},
        ["A4:C4", "A5:C5", "D4:E4", "D5:E5"],
    )
    tall = merged({"A4": "{{#items}}{{a}}", "B4": "{{q}}{{/items}}", "B6": "end"}, "A4:A5")
    assert shown(filled(tall, ITEMS)) == (
        {"A4": "x", "B4": 1, "A6": "y", "B6": 2, "B8": "end"},
        ["A4:A5", "A6:A7"],
    )
    wide = merged({"B1": "{{#items across}}{{a}}{{/items}}", "D1": "end", "A2": "q", "B2": "{{q}}"}, "B1:C1")
    assert shown(filled(wide, ITEMS)) == (
        {"B1": "x", "D1": "y", "F1": "end", "A2": "q", "B2": 1, "D2": 2},
        ["B1:C1", "D1:E1"],
    )
    sheets = merged({"A1": "{{#items sheet}}{{a}}", "A2": "{{q}}"}, "A1:C1", title="{{a}}")
    assert shown(filled(sheets, ITEMS)) == ({"A1": "x", "A2": 1}, ["A1:C1"])
    none = merged({"A4": "{{#items}}{{a}}", "D4": "{{q}}{{/items}}", "A5": "end"}, "A4:C4")
    assert shown(filled(none, {"items": []})) == ({"A4": "end"}, [])


def renamed(content: bytes, rename: Callable[[str], str]) -> bytes:
    return packed({rename(name): data for name, data in parts_of(content).items()})


@pytest.mark.parametrize("rename", [str.lower, str.upper, lambda name: name.replace("/", "\\")])
def test_names_of_parts_are_alike_whatever_their_capitals(rename: Callable[[str], str]) -> None:
    content = template({"A1": "{{#items}}{{a}}{{/items}}"})
    done = filled(renamed(content, rename), ITEMS)
    assert values(done) == {"A1": "x", "A2": "y"}
    names = zipfile.ZipFile(io.BytesIO(done)).namelist()
    assert "[Content_Types].xml" in names
    assert not any("\\" in name for name in names)


def strict(content: bytes) -> bytes:
    """A deck as PowerPoint saves it in the strict form."""
    parts = parts_of(content)
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            data = data.replace(
                b"2006/relationships/extended-properties", b"2006/relationships/extendedProperties"
            )
            data = data.replace(b"2006/extended-properties", b"2006/extendedProperties")
            data = re.sub(
                rb"http://schemas\.openxmlformats\.org/(officeDocument|drawingml|presentationml)/2006/(\w+)",
                rb"http://purl.oclc.org/ooxml/\1/\2",
                data,
            )
            parts[name] = re.sub(rb'(<a:(?:tint|shade|satMod|lumMod) val=")([0-9]+)000"', rb'\1\2%"', data)
    return packed(parts)


def deck(**texts: str) -> bytes:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = texts["title"]
    return saved(made)


def test_a_strict_deck_is_filled_as_an_ordinary_one() -> None:
    content = deck(title="Hello {{name}}")
    assert b'val="50%"' in parts_of(strict(content))["ppt/theme/theme1.xml"]
    done, plain = (parts_of(filled(one, {"name": "Ann"})) for one in (strict(content), content))
    assert done.keys() == plain.keys()
    for name in (name for name in plain if name.endswith((".xml", ".rels"))):
        one, other = (etree.tostring(etree.fromstring(file[name]), method="c14n") for file in (done, plain))
        assert one == other, name


def test_a_page_with_a_comment_may_come_twice() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    content = edited(
        deck(title="{{a}}"),
        "ppt/slides/_rels/slide1.xml.rels",
        ("</R", f'<Relationship Id="rId9" Type="{office}/comments" Target="../comments/comment1.xml"/></R'),
    )
    author = f'<Relationship Id="rId99" Type="{office}/commentAuthors" Target="commentAuthors.xml"/></R'
    content = edited(content, "ppt/_rels/presentation.xml.rels", ("</R", author))
    types = f'<Override PartName="/ppt/commentAuthors.xml" ContentType="{kind}.commentAuthors+xml"/>'
    types += f'<Override PartName="/ppt/comments/comment1.xml" ContentType="{kind}.comments+xml"/></Types>'
    parts = parts_of(edited(content, "[Content_Types].xml", ("</Types>", types)))
    parts["ppt/commentAuthors.xml"] = (
        f'<p:cmAuthorLst xmlns:p="{main}"><p:cmAuthor id="1" name="R" initials="R" lastIdx="1" clrIdx="0"/>'
        "</p:cmAuthorLst>"
    ).encode()
    parts["ppt/comments/comment1.xml"] = (
        f'<p:cmLst xmlns:p="{main}"><p:cm authorId="1" dt="2024-01-01T00:00:00.000" idx="1"><p:pos x="10" y="10"/>'
        "<p:text>check this</p:text></p:cm></p:cmLst>"
    ).encode()
    pages = {"pages": [{"page": "slide1", "a": "x"}, {"page": "slide1", "a": "y"}]}
    for data in ({"a": "x"}, pages):
        done = filled(packed(parts), data)
        assert not done.findings
        assert sum("comments/" in name for name in parts_of(done)) == len(data.get("pages", "1"))


@pytest.mark.parametrize("hide", ["row", "column"])
@pytest.mark.parametrize("visible_only", [True, False])
def test_a_chart_of_visible_cells_keeps_hidden_ones_out_of_its_cache(hide: str, visible_only: bool) -> None:
    book = Book()
    sheet = book.add_worksheet("S")
    for at, value in enumerate((1, 2, 30, 4)):
        sheet.write(*((at, 0) if hide == "row" else (0, at)), value)
    if hide == "row":
        sheet.set_row(2, None, None, {"hidden": True})
    else:
        sheet.set_column(2, 2, None, None, {"hidden": True})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=S!$A$1:$A$4" if hide == "row" else "=S!$A$1:$D$1"})
    if not visible_only:
        chart.show_hidden_data()
    sheet.insert_chart("H9", chart)
    done = filled(book.saved(), None, "S!A1=5")
    cache = etree.fromstring(parts_of(done)["xl/charts/chart1.xml"]).find(".//{*}val//{*}numCache")
    assert cache is not None
    points = [(point.get("idx"), point.findtext("{*}v")) for point in cache.iter("{*}pt")]
    shown = ["5", "2", "4"] if visible_only else ["5", "2", "30", "4"]
    assert points == [(str(at), value) for at, value in enumerate(shown)]
    (found,) = kept_books(finished(open_package(done)))
    assert (found.points, found.issues) == (len(shown), ())


def with_table(heads: Sequence[str], first: Sequence[object]) -> bytes:
    """A table `Sales` of two rows in A2:C4, formulas over it in column E."""
    book = Book()
    sheet = book.add_worksheet("S")
    columns: list[dict[str, object]] = [{"header": head} for head in heads]
    columns[2]["formula"] = f"=[@[{heads[1]}]]*2"
    sheet.add_table("A2:C4", {"name": "Sales", "columns": columns, "data": [first, ["South", 2]]})
    sheet.write_formula("E2", f"=SUM(Sales[{heads[1]}])")
    sheet.write_formula("E3", f"=SUM(Sales[[{heads[1]}]:[{heads[2]}]])")
    sheet.write_formula("E4", f'="Sales[{heads[1]}]"&ROWS(Sales[[#All],[{heads[1]}]])')
    book.define_name("Total", f"=SUM(Sales[{heads[1]}])")
    return book.saved()


def columns_of(content: bytes) -> list[str]:
    root = etree.fromstring(parts_of(content)["xl/tables/table1.xml"])
    return [node.get("name") for node in root.iter("{*}tableColumn")]


HEADS = ("Region", "Net sales", "Twice")


def test_a_head_that_is_set_names_its_column_and_formulas_follow() -> None:
    done = filled(with_table(HEADS, ["North", 1]), None, "S!A2=Area", "S!B2=Net $", "S!B3=5", "S!C2=2018")
    assert columns_of(done) == ["Area", "Net $", "2018"]
    assert formulas(done) == {
        "C3": "=[[#This Row],[Net $]]*2",
        "C4": "=[[#This Row],[Net $]]*2",
        "E2": "=SUM(Sales[[Net $]])",
        "E3": "=SUM(Sales[[Net $]:[2018]])",
        "E4": '="Sales[Net sales]"&ROWS(Sales[[#All],[Net $]])',
    }
    found = values(done)
    assert [found[at] for at in ("C2", "C3", "E2", "E3", "E4")] == ["2018", 10, 7, 21, "Sales[Net sales]3"]
    names = etree.fromstring(parts_of(done)["xl/workbook.xml"]).findtext(".//{*}definedName")
    assert names == "SUM(Sales[[Net $]])"


def test_a_head_that_is_a_tag_is_filled() -> None:
    content = with_table(("{{head}}", "Net sales", "Twice"), ["{{#items}}{{a}}", "{{q}}{{/items}}"])
    done = filled(content, ITEMS | {"head": "Item"})
    assert columns_of(done) == ["Item", "Net sales", "Twice"]
    assert (values(done)["A2"], values(done)["E2"]) == ("Item", 5)


def test_an_empty_list_keeps_one_row_of_its_table_as_excel_does() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        sheet = file.add_worksheet("S")
        columns = [{"header": "Item"}, {"header": "Pieces", "total_function": "sum"}]
        sheet.add_table("A2:B4", {"name": "Sales", "columns": columns, "total_row": True})
        sheet.write("A3", "{{#items}}{{a}}")
        sheet.write("B3", "{{q}}{{/items}}")
        sheet.write_formula("D1", "=COUNTA(Sales[Item])")
        sheet.write_formula("D2", "=ROWS(Sales[Item])")
    done = filled(buffer.getvalue(), {"items": []})
    assert etree.fromstring(parts_of(done)["xl/tables/table1.xml"]).get("ref") == "A2:B4"
    found = values(done)
    assert [found.get(at) for at in ("A3", "B3", "B4", "D1", "D2")] == [None, None, 0, 0, 1]


def test_no_two_columns_of_a_table_get_one_head() -> None:
    found = findings(with_table(HEADS, ["North", 1]), None, "S!A2=twice")
    assert told(found) == ["duplicate-head at A2: "]
    assert columns_of(filled(with_table(HEADS, ["North", 1]), None, "S!A2=")) == ["Column1", *HEADS[1:]]


def test_what_office_itself_writes_draws_no_warning() -> None:
    parts = parts_of(template({"A1": "x"}))
    parts["[trash]/0000.dat"] = bytes(10)
    wide = b'<cols><col min="1" max="1" width="255.7109375" customWidth="1"/></cols><sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", wide)
    assert filled(packed(parts), None, "Sheet1!B1=1").findings == ()
    book = Book()
    sheet, chart = book.add_worksheet("S"), book.add_chart({"type": "column"})
    chart.add_series({"values": "=S!$A$1:$A$2"})
    sheet.insert_chart("C2", chart)
    parts = parts_of(book.saved())
    parts["xl/charts/chart1.xml"] = re.sub(rb"<c:ser>.*</c:ser>", b"", parts["xl/charts/chart1.xml"])
    assert filled(packed(parts), None, "S!A1=1").findings == ()


def test_a_text_that_was_made_smaller_is_told() -> None:
    content = deck(title="{{a}}")
    told_of = [(one.id, one.severity.value) for one in filled(content, {"a": "word " * 6}).findings]
    assert told_of == [("text-made-smaller", "info")]
    assert filled(content, {"a": "word"}).findings == ()


ORDINARY = {
    "A1": "Head",
    "A2": "{{#items}}{{a}}",
    "B2": "{{q}}",
    "C2": "=B2*2",
    "D2": "{{/items}}",
    "A4": "Total",
    "B4": "=SUM(B2)",
    "C4": "=SUM(C2)",
    "A5": '=A4&" x"',
}


def respelled(pattern: str, instead: str) -> Callable[[bytes], bytes]:
    return lambda xml: re.sub(pattern, instead, xml.decode()).encode()


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "prefixes": lambda xml: respelled(r"<(/?)(\w+)(?=[ />])", r"<\1x:\2")(xml).replace(
        b'xmlns="', b'xmlns:x="'
    ),
    "UTF-16": lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "a byte order mark": lambda xml: b"\xef\xbb\xbf" + xml,
    "no declaration": respelled(r"<\?xml[^>]*\?>\s*", ""),
    "comments": respelled(r"<sheetData>|</row>", r"<!-- <sheetData> -->\g<0><!-- c -->"),
    "no addresses": respelled(r'<c r="[A-Z]+\d+"', "<c"),
    "line ends": respelled("><", ">\r\n  <"),
    "apostrophes": respelled(r'="([^"\']*)"', r"='\1'"),
    "another order": respelled(r'<c r="(\w+)" t="(\w+)"', r'<c t="\2" r="\1"'),
    "no dimension": respelled(r"<dimension[^>]*/>", ""),
    "a wrong dimension": respelled(r'<dimension ref="[^"]*"', '<dimension ref="A1"'),
    "CDATA": respelled(r"<f>SUM\(B2\)</f>", "<f><![CDATA[SUM(B2)]]></f>"),
    "small letters": respelled(r"<f>SUM\(B2\)</f>", "<f>sum(b2)</f>"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_sheet_is_filled_alike_however_it_is_spelled(spelling: str) -> None:
    plain = template(ORDINARY)
    parts = parts_of(plain)
    parts[SHEET] = SPELLINGS[spelling](parts[SHEET])
    if spelling == "UTF-16":
        parts["xl/sharedStrings.xml"] = SPELLINGS[spelling](parts["xl/sharedStrings.xml"])
    for data, sets in ((ITEMS, ()), (None, ("Sheet1!B2=5", "Sheet1!A4=Sum"))):
        assert values(filled(packed(parts), data, *sets)) == values(filled(plain, data, *sets))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("worksheets/sheet 1.xml", "worksheets/sheet%201.xml"),
        ("worksheets/sheet%201.xml", "worksheets/sheet 1.xml"),
        ("worksheets/sheet1.xml", "worksheets\\sheet1.xml"),
        ("worksheets/sheet1.xml", "/XL/Worksheets/./Sheet1.XML"),
    ],
)
def test_a_part_is_found_however_its_name_is_spelled_where_it_is_named(name: str, target: str) -> None:
    parts = {
        part.replace("worksheets/sheet1.xml", name): data
        for part, data in parts_of(template(ORDINARY)).items()
    }
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", target.encode())
    assert values(filled(packed(parts), ITEMS))["C5"] == 6
