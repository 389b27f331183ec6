"""Workbooks as other programs write them: shared formulas, several prefixes, kinds of files, names of parts."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest
from fill_language import filled, findings, template, told, values
from office import MAIN, packed, parts_of, sheet_parts

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
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


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
