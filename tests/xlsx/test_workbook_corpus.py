"""Real files of other projects: nothing asked for changes nothing, one cell asked for changes one cell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from language import rows_of
from lxml import etree
from workbook_language import local, part

from reportgen.core.findings import FindingsError, Severity
from reportgen.office.addresses import split_address
from reportgen.office.cell_reader import read_cell
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import ensure_cell, find_cell, set_text
from reportgen.plan.plan import BlockSize, WorkbookPlan
from reportgen.xlsx.render import render_workbook

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "xlsx"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not on this machine")

CELL = "ZZ7"
MAY_CHANGE = ("/xl/workbook.xml", "/[Content_Types].xml", "/xl/_rels/workbook.xml.rels")


def packages() -> Iterator[tuple[str, Package]]:
    for file in sorted(CORPUS.rglob("*.xls[xm]")):
        try:
            package = open_package(file.read_bytes(), file.name)
            if any(sheet.is_worksheet for sheet in sheet_parts(package)):
                yield file.name, package
        except FindingsError:
            continue


def elements(root: etree._Element, *, but: str = "") -> dict[str, int]:
    """How many elements of each name there are, without cells, their rows and what stands in them."""
    found: dict[str, int] = {}
    for node in root.iter():
        name = local(node)
        if name and name not in ("c", "row", "v", "is", "t", "f"):
            found[name] = found.get(name, 0) + 1
    return found


def test_an_empty_render_gives_every_part_back(capsys: pytest.CaptureFixture[str]) -> None:
    files = parts = 0
    for name, package in packages():
        again = open_package(render_workbook(package, WorkbookPlan((), ()), name).data)
        assert list(again) != []
        assert {one: package[one] for one in package} == {one: again[one] for one in again}, name
        files += 1
        parts += len(list(package))
    with capsys.disabled():
        print(f"\nempty render: {files} files, {parts} parts compared, none changed")
    assert files


def test_one_cell_changes_one_cell_and_what_depends_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    files = parts = counted = formulas = unread = 0
    refused: set[str] = set()
    for name, package in islice(packages(), 1, None, 2):
        sheet = next(one for one in sheet_parts(package) if one.is_worksheet)
        book = WorkbookPlan((), rows_of((f"{sheet.name}!{CELL}", Decimal("0.5"))))
        try:
            rendered = render_workbook(package, book, name, unfilled=Severity.WARNING)
        except FindingsError as error:
            # Templates of another engine, with its tags in comments.
            refused |= {issue.id for issue in error.issues if issue.severity is Severity.ERROR}
            continue
        again = open_package(rendered.data)
        changed = {one for one in package if one in again and package[one] != again[one]}
        assert {one for one in package if one not in again} <= {"/xl/calcChain.xml"}, name
        assert {one for one in again if one not in package} == set(), name
        sheets = {one.part for one in sheet_parts(package) if one.is_worksheet}
        # Pivot tables are read anew; the copy of their source changes only where it keeps tags.
        changed = {
            one
            for one in changed
            if "/pivotCacheDefinition" not in one
            and ("/pivotCacheRecords" not in one or b"{{" not in package[one])
        }
        assert changed <= {*MAY_CHANGE, *sheets} | {one for one in package if "/charts/" in one}, (
            name,
            changed,
        )
        for one in sorted(changed & sheets):
            before, after = package.peek(one), again.peek(one)
            assert elements(before) == elements(after), (name, one)
            counted += sum(elements(after).values())
            assert _other_cells(before) == _other_cells(after), (name, one)
        cell = find_cell(part(rendered.data, sheet.part), 7, 702)
        assert cell is not None
        assert read_cell(cell).content == Decimal("0.5")
        files += 1
        parts += len(list(again))
        formulas += rendered.formulas
        unread += len(rendered.uncached)
    with capsys.disabled():
        print(
            f"\none cell: {files} files, {parts} parts, {counted} elements compared, none lost; "
            f"{formulas} formula cells, {unread} without a value"
        )
    assert files


def test_blocks_in_real_sheets_move_everything_or_say_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    filled = 0
    refused: dict[str, int] = {}
    for name, package in islice(packages(), 0, None, 2):
        sheet = next(one for one in sheet_parts(package) if one.is_worksheet)
        root = package.xml(sheet.part)
        set_text(ensure_cell(root, 3, 200), "{{#rows}}x{{/rows}}")
        set_text(ensure_cell(root, 8, 2), "{{#columns across}}x{{/columns}}")
        sizes = (BlockSize(sheet.name, "rows", 3), BlockSize(sheet.name, "columns", 2))
        try:
            again = open_package(
                render_workbook(package, WorkbookPlan(sizes, ()), name, unfilled=Severity.WARNING).data
            )
        except FindingsError as error:
            for one in {issue.id for issue in error.issues if issue.severity is Severity.ERROR}:
                refused[one] = refused.get(one, 0) + 1
            continue
        moved = again.peek(sheet.part)
        # The columns of a merged area repeat together with the marker in it.
        third = find_cell(moved, 5, 200 + _columns_at(root, "B8"))
        assert third is not None, name
        before = {one: count for one, count in elements(root).items() if one not in _REPEATED}
        after = {one: count for one, count in elements(moved).items() if one not in _REPEATED}
        assert before == after, name
        filled += 1
    with capsys.disabled():
        print(f"\nblocks: {filled} files filled, none lost an element; refused {refused}")
    assert filled
    assert set(refused) <= {
        "damaged-sheet",
        "marker-in-merged-cell",
        "range-in-single-cell",
        "table-in-block",
        "tag-outside-cells",
        "too-many-columns",
    }


def _columns_at(sheet: etree._Element, address: str) -> int:
    """How many columns the merged area has that begins at a cell; 1 where there is none."""
    for node in sheet.iter():
        if local(node) == "mergeCell" and node.get("ref", "").startswith(f"{address}:"):
            first, last = (split_address(one) for one in node.get("ref", "").split(":"))
            return last[1] - first[1] + 1
    return 1


# what a block repeats, and what changes its number by moving: columns are split, texts become inline strings
_REPEATED = {
    "col",
    "cols",
    "mergeCell",
    "hyperlink",
    "sparkline",
    "brk",
    "r",
    "rPr",
    "dimension",
    "rPh",
    "phoneticPr",
}


def _other_cells(root: etree._Element) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """Address, style and formula of every cell but the written one; the value too of what no formula gives."""
    found = []
    arrays = [
        tuple(split_address(end) for end in node.get("ref", "").split(":"))
        for node in root.iter()
        if local(node) == "f" and node.get("t") == "array" and ":" in node.get("ref", "")
    ]
    for cell in root.iter():
        if local(cell) == "c" and cell.get("r") != CELL:
            # A cell without an address stands right behind the one before it, never in an array of these files.
            row, column = split_address(cell.get("r", "XFD1048576"))
            formula = any(local(child) == "f" for child in cell) or any(
                first[0] <= row <= last[0] and first[1] <= column <= last[1] for first, last in arrays
            )
            value = None if formula else "".join(str(text) for text in cell.itertext())
            found.append((cell.get("r"), cell.get("s"), read_cell(cell).formula, value))
    return found
