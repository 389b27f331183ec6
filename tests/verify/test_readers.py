"""The reader of this house and those of other hands see the same in a finished file, or a seal could never hold."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from language import make
from xlsxwriter import Workbook

from reportgen.app.build import build_in_memory
from reportgen.core.findings import FindingsError
from reportgen.core.reading_words import MINUS
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import Kind
from reportgen.verify.cells import SheetGrids
from reportgen.verify.consistency import calculated_books, compared, kept_books
from reportgen.verify.finished import FinishedFile
from reportgen.verify.numbers import numbers_in, shows
from reportgen.verify.seal import inventory_of

ROWS = """
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="0"/><c r="D1" t="b"><v>1</v></c></row>
<row r="2"><c r="A2"><v>0.1</v></c><c r="B2"><v>1.0</v></c><c r="C2"><v>123456789012345678</v></c>
  <c r="D2"><v>0.12345678901234567890</v></c><c r="E2"><v>1E-7</v></c><c r="F2"><v>-0</v></c></row>
<row r="3"><c r="A3"><f t="shared" ref="A3:A5" si="0">A2*$B$1</f><v>2</v></c><c r="B3" t="str"><f>""</f><v></v></c>
  <c r="C3"><f>NOW()</f></c>
  <c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>
  <c r="E3"><f t="array" ref="E3:F3">A2:B2</f><v>1</v></c></row>
<row r="4"><c r="A4"><f t="shared" si="0"/><v>4</v></c>
  <c r="B4" t="str"><v>typed _x0041_</v></c><c r="C4" t="e"><v>#N/A</v></c></row>
<row><c><v>5</v></c>
  <c t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> two &amp; </t></r></is></c>
  <c t="d"><v>2024-10-23</v></c></row>
<row r="9"><c r="C9"><v>7</v></c><c/><c><v>8</v></c><c t="inlineStr"><is><t>_x000D_</t></is></c><c t="inlineStr"/></row>
"""
STRINGS = """<si><t>plain _x005F_x0041_</t></si>
<si><r><t>rich </t></r><r><rPr><b/></rPr><t>runs</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: str) -> Package:
    """A workbook of one sheet with these rows."""
    buffer, out = io.BytesIO(), io.BytesIO()
    with Workbook(buffer) as book:
        book.add_worksheet().write_string("A1", "x")
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name.endswith("sheet1.xml"):
                held = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
            elif name.endswith("sharedStrings.xml"):
                held = f'<sst xmlns="{MAIN}">{STRINGS}</sst>'.encode()
            new.writestr(name, held)
    return open_package(out.getvalue(), "made.xlsx")


@pytest.mark.parametrize("rows", [ROWS, *(f"{row}</row>" for row in ROWS.split("</row>")[:2])])
def test_cells_of_every_kind(rows: str) -> None:
    ours, theirs = SheetGrids(workbook(rows), as_written=True), SheetGrids(workbook(rows))
    assert dict(ours) == dict(theirs)


def test_what_they_read_is_what_stands_there() -> None:
    cells = {cell.address: cell for cell in SheetGrids(workbook(ROWS))["Sheet1"].cells.values()}
    assert (cells["A1"].value, cells["B1"].value) == ("plain _x0041_", "rich runs")
    assert [cells[at].formula for at in ("A3", "A4", "E3", "C3")] == ["A2*$B$1", "A3*$B$1", "A2:B2", "NOW()"]
    assert [(cells[at].kind, cells[at].value) for at in ("D1", "C4", "C5", "B3", "C3")] == [
        ("b", "1"),
        ("e", "#N/A"),
        ("d", "2024-10-23"),
        ("str", ""),
        ("n", None),
    ]
    assert [cells[at].number for at in ("A5", "C9", "E9")] == [5, 7, 8]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="x"><c r="A1"/></row>',
        '<row r="1"><c r="A1" s="-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="99"/></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    ],
)
def test_a_cell_that_is_none_is_a_finding(row: str) -> None:
    with pytest.raises(FindingsError) as raised:
        dict(SheetGrids(workbook(row)))
    assert [issue.id for issue in raised.value.issues] == ["damaged-workbook"]


def test_a_workbook_that_no_calculator_reads_is_a_finding() -> None:
    package = workbook('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="zz"><v>1</v></c></row>')
    file = FinishedFile(package, "workbook")
    found = compared(kept_books(file), calculated_books(file))
    assert [issue.id for issue in found.issues] == ["damaged-workbook"]


def test_finished_files(tmp_path: Path) -> None:
    project = make(tmp_path)
    for name in ("deck", "model"):
        data = build_in_memory(project, [name]).built[0].data
        kind: Kind = "deck" if name == "deck" else "workbook"
        ours = FinishedFile(open_package(data), kind, as_written=True)
        theirs = FinishedFile(open_package(data), kind)
        assert (ours.occurrences, dict(ours.grids)) == (theirs.occurrences, dict(theirs.grids))
        assert inventory_of(ours) == inventory_of(theirs)


@pytest.mark.parametrize("minus", list(MINUS))
def test_a_minus_of_any_dash_or_triangle_is_seen_in_a_finished_text(minus: str) -> None:
    assert numbers_in(f"operating income {minus}JPY683 million") == (f"{minus}JPY683",)
    assert not shows(f"{minus}JPY683 million", Decimal(683_000_000))
    assert shows(f"{minus}JPY683 million", Decimal(-683_000_000))
