"""Cells of one sheet, read and written on its tree."""

from __future__ import annotations

from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.office.cell_reader import around_rows, cells_of_tree, read_cell, read_cells
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.package import Package
from reportgen.office.worksheet import (
    CellContent,
    cell_xml,
    ensure_cell,
    find_cell,
    number_text,
    set_formula,
    set_text,
    set_value,
    used_range,
)
from reportgen.office.xml import escape_text, unescape_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str = "") -> etree._Element:
    return etree.fromstring(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def text_of(root: etree._Element) -> str:
    return etree.tostring(root).decode().replace(f' xmlns="{MAIN}"', "")


def test_a_new_cell_finds_its_place() -> None:
    root = sheet('<row r="2"><c r="B2" s="3"/><c r="D2"/></row><row r="5"/>')
    set_value(ensure_cell(root, 2, 3), Decimal("1.50"))
    set_value(ensure_cell(root, 4, 1, style=7), Decimal(2))
    set_value(ensure_cell(root, 2, 2), Decimal(3))
    assert text_of(root[0]) == (
        '<sheetData><row r="2"><c r="B2" s="3"><v>3</v></c><c r="C2"><v>1.5</v></c><c r="D2"/></row>'
        '<row r="4"><c r="A4" s="7"><v>2</v></c></row><row r="5"/></sheetData>'
    )


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    root = sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    found = find_cell(root, 2, 1)
    assert found is not None
    assert read_cell(found).content == 3
    assert used_range(root) == "A1:B2"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " padded ", "two\nlines", "a & <b>", "", "_x0041_"]
)
def test_a_text_stays_text_whatever_it_begins_with(text: str) -> None:
    cell = ensure_cell(sheet(), 1, 1)
    set_text(cell, text)
    assert cell.get("t") == "inlineStr"
    assert read_cell(cell).formula is None
    assert read_cell(cell).content == text


@given(st.text())
def test_texts_survive_escaping(text: str) -> None:
    assert unescape_text(escape_text(text)) == text
    cell = ensure_cell(sheet(), 1, 1)
    set_text(cell, text)
    again = etree.fromstring(etree.tostring(cell))
    assert read_cell(again).content == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_digits(value: Decimal) -> None:
    assert Decimal(number_text(value)) == value


def test_what_is_not_finite_is_no_number() -> None:
    with pytest.raises(ReportgenError, match="no number a cell can hold"):
        number_text(Decimal("NaN"))


@pytest.mark.parametrize("value", [None, True, False, Decimal("48439"), Decimal("-0.116"), "1Q17"])
def test_a_value_is_read_as_it_was_written(value: Decimal | str | bool | None) -> None:
    cell = ensure_cell(sheet(), 1, 1)
    set_value(cell, value)
    assert read_cell(cell).content == value


def test_a_formula_carries_its_value() -> None:
    cell = ensure_cell(sheet(), 1, 1)
    set_formula(cell, 'IF(B1="","n/d",B1)', "n/d")
    assert read_cell(cell).formula == 'IF(B1="","n/d",B1)'
    assert read_cell(cell).content == "n/d"
    set_formula(cell, "B1+1", Decimal(7))
    assert (cell.get("t"), read_cell(cell).content) == (None, 7)


def test_shared_strings_are_looked_up() -> None:
    root = sheet('<row r="1"><c r="A1" t="s"><v>1</v></c></row>')
    cell = find_cell(root, 1, 1)
    assert cell is not None
    assert read_cell(cell, ("a", "b")).content == "b"


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_around_the_rows_of_a_large_sheet_stands_what_its_tree_says(size: int) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 40))
    sheet = b'<worksheet><cols/><sheetData>%b</sheetData><mergeCells count="1"/></worksheet>' % rows
    package = Package({})
    package.set_deflated("/s.xml", deflated(sheet[at : at + size] for at in range(0, len(sheet), size)))
    pieces = [sheet[at : at + size] for at in range(0, len(sheet), size)]
    with patch.object(DeflatedPart, "__iter__", lambda part: iter(pieces)):
        root = around_rows(package, "/s.xml")
    assert etree.tostring(root) == b'<worksheet><cols/><sheetData/><mergeCells count="1"/></worksheet>'


def test_the_cells_of_a_large_sheet_are_those_of_its_tree() -> None:
    row = b'<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="b"><v>1</v></c></row>'
    sheet = b"<worksheet><sheetData>%b</sheetData></worksheet>" % row
    package = Package({})
    package.set_deflated("/s.xml", deflated(iter([sheet])))
    cells = list(read_cells(package, "/s.xml", ()))
    assert cells == list(cells_of_tree(etree.fromstring(sheet), ()))
    assert [(cell.address, cell.content) for cell in cells] == [("A1", 1), ("C1", True)]


@pytest.mark.parametrize(
    "content",
    [
        None,
        True,
        Decimal("1.50"),
        "",
        "R&D <1>",
        " outer\n",
        "a\rb_x0041_",
        ("A1&B1", ""),
        ("A1", Decimal(2)),
        ("A1", "<x>"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_cell_written_as_text_is_spelled_as_the_tree_spells_it(
    content: CellContent | tuple[str, CellContent], prefix: str
) -> None:
    names = {prefix[:-1] or None: "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    row = etree.Element(f"{{{names[prefix[:-1] or None]}}}row", nsmap=names)
    cell = etree.SubElement(row, row.tag[:-3] + "c", {"r": "B7", "s": "3"})
    if isinstance(content, tuple):
        set_formula(cell, *content)
    else:
        set_value(cell, content)
    assert cell_xml("B7", "3", content, prefix) in etree.tostring(row, encoding="unicode")
