"""What charts, names, rules, links, shapes and pivot tables mean once blocks are filled and sheets are copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import pytest
import xlsxwriter
from made import Book
from workbook_language import attributes, local, part, texts

from reportgen.core.findings import FindingsError
from reportgen.filling.fill import as_record, fill_template
from reportgen.office.package import Package, open_package, write_package
from reportgen.office.sheets import workbook_part

CELLS = {
    "rows": {
        "A2": "{{#items}}{{n}}",
        "B1": "Q1",
        "C1": "Q2",
        "B2": "{{a}}",
        "C2": "{{b}}{{/items}}",
        "A4": "{{t}}",
    },
    "two": {
        "A2": "{{#items}}{{n}}",
        "B2": "{{a}}",
        "A3": "fee",
        "B3": "100",
        "C3": "{{/items}}",
        "A5": "{{t}}",
    },
    "both": {
        "B1": "{{#m across}}{{m}}",
        "A2": "{{#items}}{{n}}",
        "B2": "{{item[m]}}{{/m}}{{/items}}",
        "A5": "{{t}}",
    },
}
ITEMS = [{"n": name, "a": number, "b": 2 * number} for number, name in enumerate("xyz", 1)]
DATA = {"t": "title", "items": ITEMS, "m": ["a", "b"]}
SERIES = {
    "row": {"name": "=S!$A$2", "values": "=S!$B$2:$C$2", "categories": "=S!$B$1:$C$1"},
    "one": {"name": "=S!$B$1", "values": "=S!$B$2", "categories": "=S!$A$2"},
    "crossed": {"name": "=S!$A$2", "values": "=S!$B$2", "categories": "=S!$B$1"},
}


def book(cells: Mapping[str, str], more: Callable[[Book, xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    made = Book()
    sheet = made.add_worksheet("S")
    for address, text in cells.items():
        sheet.write_string(address, text)
    more(made, sheet)
    return made.saved()


def charted(cells: Mapping[str, str], *series: Mapping[str, object], kind: str = "line") -> bytes:
    def more(made: Book, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        chart = made.add_chart({"type": kind})
        for one in series:
            chart.add_series(dict(one))
        sheet.insert_chart("H1", chart)

    return book(cells, more)


def filled(content: bytes, data: object = None) -> bytes:
    return fill_template(content, "t.xlsx", as_record(DATA if data is None else data))


def lines(content: bytes) -> list[list[str]]:
    """The references of each series of the first chart."""
    chart = part(content, "/xl/charts/chart1.xml")
    return [texts(one, "f") for one in chart.iter() if local(one) == "ser"]


def refused(content: bytes, data: object = None) -> list[str]:
    with pytest.raises(FindingsError) as error:
        filled(content, data)
    return [issue.id for issue in error.value.issues if issue.severity == "error"]


def test_a_series_over_a_row_of_a_block_is_one_for_each_item() -> None:
    done = filled(charted(CELLS["rows"], SERIES["row"]))
    assert lines(done) == [[f"S!$A${row}", "S!$B$1:$C$1", f"S!$B${row}:$C${row}"] for row in (2, 3, 4)]
    chart = part(done, "/xl/charts/chart1.xml")
    assert [
        attributes(one, name, "val")[0]
        for one in chart.iter()
        if local(one) == "ser"
        for name in ("idx", "order")
    ] == [*("0", "0", "1", "1", "2", "2")]
    assert [texts(one, "v") for one in chart.iter() if local(one) == "ser"] == [
        [name, "Q1", "Q2", str(number), str(2 * number)] for number, name in enumerate("xyz", 1)
    ]


def test_a_series_over_one_cell_goes_along_the_items() -> None:
    assert lines(filled(charted(CELLS["rows"], SERIES["one"]))) == [["S!$B$1", "S!$A$2:$A$4", "S!$B$2:$B$4"]]


def test_a_series_over_a_cell_of_two_ways_goes_as_its_name_says() -> None:
    across = [[f"S!$A${row}", "S!$B$1:$C$1", f"S!$B${row}:$C${row}"] for row in (2, 3, 4)]
    down = [[f"S!${column}$1", "S!$A$2:$A$4", f"S!${column}$2:${column}$4"] for column in "BC"]
    assert lines(filled(charted(CELLS["both"], SERIES["crossed"]))) == across
    assert lines(filled(charted(CELLS["both"], SERIES["one"]))) == down


def test_a_series_leaves_out_what_stands_between() -> None:
    series = {"values": "=S!$B$2", "categories": "=S!$A$2"}
    assert lines(filled(charted(CELLS["two"], series))) == [
        ["(S!$A$2,S!$A$4,S!$A$6)", "(S!$B$2,S!$B$4,S!$B$6)"]
    ]


def test_charts_of_an_empty_list_show_no_tag() -> None:
    rest = {"name": "rest", "values": "=S!$A$4:$A$4"}
    done = filled(charted(CELLS["rows"], SERIES["one"], rest, kind="bar"), {**DATA, "items": []})
    assert lines(done) == [["S!$A$3:$A$3"]]
    done = filled(charted(CELLS["rows"], SERIES["one"], kind="bar"), {**DATA, "items": []})
    assert lines(done) == [["S!$B$1", "#REF!"]]
    assert texts(part(done, "/xl/charts/chart1.xml"), "v") == ["Q1"]


def test_a_chart_has_at_most_255_series() -> None:
    many = [{"n": "x", "a": 1, "b": 2}] * 256
    assert refused(charted(CELLS["rows"], SERIES["row"]), {**DATA, "items": many}) == ["too-many-series"]


def repeated(made: Book, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    copies = made.add_worksheet("M")
    for address, text in {
        "A1": "{{#members sheet}}{{n}}",
        "B2": "{{h}}",
        "A4": "{{#jobs}}j",
        "B4": "{{p}}{{/jobs}}",
    }.items():
        copies.write_string(address, text)
    copies.add_table("D3:D4", {"name": "Paid", "columns": [{"header": "v"}]})
    copies.write_number("D4", 10)
    chart = made.add_chart({"type": "column"})
    chart.add_series({"name": "=M!$A$1", "values": "=M!$B$4:$B$4", "categories": "=M!$A$4:$A$4"})
    sheet.insert_chart("D2", chart)
    sheet.write_formula("A1", "=SUM(Paid[v])")
    sheet.write_formula("A2", "=SUM(Rate)")
    sheet.write_url("A3", "internal:M!B2", string="first")
    sheet.conditional_format(
        "A1", {"type": "formula", "criteria": "=SUM(M!$B$2)>3", "format": made.add_format()}
    )
    made.define_name("Rate", "=M!$B$2")
    own = made.add_chart({"type": "pie"})
    own.add_series({"values": "=M!Rate"})
    copies.insert_chart("D9", own)


MEMBERS = [{"n": "Ann", "h": 5, "jobs": [{"p": 1}, {"p": 2}]}, {"n": "Bob", "h": 7, "jobs": [{"p": 3}]}]


def test_everything_reads_all_copies_of_a_sheet() -> None:
    done = filled(book({}, repeated), {"members": MEMBERS})
    assert lines(done) == [
        ["'M 1'!$A$1", "'M 1'!$A$4:$A$5", "'M 1'!$B$4:$B$5"],
        ["'M 2'!$A$1", "'M 2'!$A$4:$A$4", "'M 2'!$B$4:$B$4"],
    ]
    assert [texts(part(done, f"/xl/charts/chart{number}.xml"), "f") for number in (2, 3)] == [
        ["'M 1'!Rate"],
        ["'M 2'!Rate"],
    ]
    sheet = part(done, "/xl/worksheets/sheet1.xml")
    assert texts(sheet, "f") == ["SUM(Paid[v],Paid_2[v])", "SUM('M 1'!$B$2,'M 2'!$B$2)"]
    assert texts(sheet, "formula") == ["SUM('M 1'!$B$2,'M 2'!$B$2)>3"]
    assert attributes(sheet, "hyperlink", "location") == ["'M 1'!B2"]
    names = [node for node in part(done, "/xl/workbook.xml").iter() if local(node) == "definedName"]
    assert [(one.get("localSheetId"), one.text) for one in names] == [
        ("1", "'M 1'!$B$2"),
        ("2", "'M 2'!$B$2"),
    ]


def test_nothing_is_left_of_a_sheet_without_copies() -> None:
    done = filled(book({}, repeated), {"members": []})
    sheet = part(done, "/xl/worksheets/sheet1.xml")
    assert texts(sheet, "f") == ["SUM(0)", "SUM(0)"]
    assert attributes(sheet, "hyperlink", "location") == []
    package = open_package(done)
    assert [name for name in package if b"{{" in package[name]] == []


def placed(_: Book, sheet: xlsxwriter.worksheet.Worksheet, link: str = "=S!$A$2") -> None:
    sheet.insert_textbox("E2", "box", {"width": 40, "height": 10})
    sheet.insert_textbox("F2", "{{#items}}{{n}}", {"width": 40, "height": 10, "textlink": link})
    sheet.insert_textbox("E9", "stays", {"width": 40, "height": 10})


def test_shapes_of_rows_come_with_each_item_and_go_with_the_last() -> None:
    drawing = "/xl/drawings/drawing1.xml"
    done = part(filled(book(CELLS["rows"], placed)), drawing)
    assert sorted(texts(done, "t")) == ["box", "box", "box", "stays", "x", "y", "z"]
    at_home = part(filled(book(CELLS["rows"], partial(placed, link="=$A$2"))), drawing)
    assert sorted(texts(at_home, "t")) == ["box", "box", "box", "stays", "x", "y", "z"]
    assert texts(part(filled(book(CELLS["rows"], placed), {**DATA, "items": []}), drawing), "t") == ["stays"]


def test_a_shape_for_one_cell_shows_no_block() -> None:
    content = book(CELLS["rows"], lambda _, sheet: sheet.insert_textbox("E9", "", {"textlink": "=S!$A$2"}))
    assert refused(content) == ["range-in-single-cell"]
    assert attributes(
        part(filled(content, {**DATA, "items": ITEMS[:1]}), "/xl/drawings/drawing1.xml"), "sp", "textlink"
    ) == ["S!$A$2"]


def test_places_for_one_range_refuse_what_stands_between() -> None:
    choices = {"validate": "list", "source": "=$B$2:$B$2"}
    assert refused(book(CELLS["two"], lambda _, sheet: sheet.data_validation("E9", choices))) == [
        "mixed-range"
    ]
    line = {"range": "S!B2:C2"}
    assert refused(book(CELLS["rows"], lambda _, sheet: sheet.add_sparkline("E9", line))) == [
        "range-in-single-cell"
    ]
    done = filled(book(CELLS["rows"], lambda _, sheet: sheet.add_sparkline("E2", line)))
    assert [text for text in texts(part(done, "/xl/worksheets/sheet1.xml"), "f") if text] == [
        "S!B2:C2",
        "S!B3:C3",
        "S!B4:C4",
    ]
    emptied = filled(
        book(CELLS["rows"], lambda _, sheet: sheet.add_sparkline("E1", line)), {"t": "", "items": []}
    )
    assert "sparkline" not in open_package(emptied)["/xl/worksheets/sheet1.xml"].decode()


def test_rules_and_names_mean_the_cells_themselves() -> None:
    def more(made: Book, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        rule = {"type": "formula", "criteria": "=B2>AVERAGE($B$2:$B$2)", "format": made.add_format()}
        sheet.conditional_format("B2", rule)
        sheet.write_url("E2", "internal:S!B2", string="link")
        sheet.write_url("E9", "internal:S!B2", string="link")
        sheet.print_area("A1:C3")
        made.define_name("Values", "=S!$B$2")
        made.define_name("Whole", "=S!$A$2:$C$3")

    done = filled(book(CELLS["two"], more))
    sheet = part(done, "/xl/worksheets/sheet1.xml")
    assert attributes(sheet, "conditionalFormatting", "sqref") == ["B2 B4 B6"]
    assert texts(sheet, "formula") == ["B2>AVERAGE($B$2:$B$2,$B$4:$B$4,$B$6:$B$6)"]
    assert attributes(sheet, "hyperlink", "location") == ["S!B2", "S!B4", "S!B6", "S!B2"]
    assert sorted(texts(part(done, "/xl/workbook.xml"), "definedName")) == [
        "(S!$B$2,S!$B$4,S!$B$6)",
        "S!$A$1:$C$7",
        "S!$A$2:$C$7",
    ]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (lambda _, sheet: sheet.write_formula("E1", '="for "&"{{t}}"'), "E1"),
        (lambda _, sheet: sheet.write_url("E1", "https://example.org/", string="go", tip="{{t}}"), "E1"),
        (lambda _, sheet: sheet.write_url("E1", "https://example.org/{{t}}", string="go"), ""),
        (lambda made, _: made.add_chartsheet("Chart").set_header("&L{{t}}"), ""),
        (lambda _, sheet: sheet.write_comment("E1", "note {{t}}"), "E1"),
        (lambda _, sheet: sheet.insert_textbox("E1", "box {{t}}"), ""),
        (lambda made, _: made.define_name("Who", '="{{t}}"'), ""),
        (lambda made, _: made.set_properties({"title": "{{t}}"}), ""),
        (lambda made, _: made.add_worksheet("tab {{t}}"), ""),
    ],
)
def test_a_tag_outside_cells_is_never_delivered(more: Callable[[Book, object], object], found: str) -> None:
    content = book({"A1": "{{t}}"}, more)
    with pytest.raises(FindingsError) as error:
        filled(content, {"t": 1})
    (issue,) = {(one.id, one.place.cell, one.found) for one in error.value.issues}
    assert issue == ("tag-outside-cells", found, "{{t}}")


def test_half_a_tag_outside_cells_is_told_and_refuses_nothing() -> None:
    def more(_: Book, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.set_header("&L{{head")
        sheet.write_comment("E1", "{{note}")
        sheet.insert_textbox("E1", "box}} and {{1, 2}, {3, 4}}")
        sheet.write_formula("E1", '="{{"&A1')

    done = fill_template(book({"A1": "{{t}}"}, more), "t.xlsx", as_record({"t": 1}))
    assert {(str(one.severity), one.id, one.found) for one in done.findings} == {
        ("warning", "broken-tag", braces) for braces in ("{{head", "{{note}", "box}}")
    }


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pivoted(source: str) -> bytes:
    """A cache of a pivot table that keeps the template's words of its rows."""
    package: Package = open_package(book(CELLS["rows"], lambda *_: None))
    name = "/xl/pivotCache/pivotCacheDefinition1.xml"
    package[name] = (
        f'<pivotCacheDefinition xmlns="{SPREADSHEET}" recordCount="1"><cacheSource type="worksheet">'
        f'<worksheetSource {source}/></cacheSource><cacheFields count="1"><cacheField name="n" numFmtId="0">'
        '<sharedItems count="1"><s v="{{#items}}{{n}}"/></sharedItems></cacheField></cacheFields>'
        "</pivotCacheDefinition>"
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    package.set_content_type(name, kind)
    package.relate(workbook_part(package), f"{OFFICE}/pivotCacheDefinition", name)
    return write_package(package)


@pytest.mark.parametrize("source", ['ref="A1:C2" sheet="S"', 'name="Table"', 'ref="A:C" sheet="S"'])
def test_pivot_tables_are_read_anew_whatever_their_source(source: str) -> None:
    done = part(filled(pivoted(source)), "/xl/pivotCache/pivotCacheDefinition1.xml")
    assert done.get("refreshOnLoad") == "1"
    assert attributes(done, "s", "v") == ["n"]
    grown = attributes(done, "worksheetSource", "ref")
    assert [re.sub("A1:C2", "A1:C4", one) for one in re.findall('ref="([^"]*)"', source)] == grown
