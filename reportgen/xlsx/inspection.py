"""Reads what a workbook template asks for: every tag, every block, every fault in them, at sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.office.addresses import split_address
from reportgen.office.cell_reader import cells_of_tree
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_strings, sheet_parts
from reportgen.office.tags import may_hold_tags, read_markers, tag_names
from reportgen.office.xml import namespace_of
from reportgen.plan.template_map import Block, CellTag, SheetMarker, WorkbookMap
from reportgen.xlsx.blocks import MarkedCell, MarkerFindings, read_blocks, read_sheet_marker


def inspect_workbook(package: Package) -> WorkbookMap:
    """The map of a workbook template; nothing is changed, faults are in its `issues`."""
    sheets = sheet_parts(package)
    strings = shared_strings(package)
    shared = bool(marked_shared_strings(strings))
    tags: list[CellTag] = []
    blocks: list[Block] = []
    markers: list[SheetMarker] = []
    issues: list[Issue] = []
    for sheet in sheets:
        if not sheet.is_worksheet or not may_hold_markers(package, sheet, shared):
            continue
        root = package.peek(sheet.part)
        found = tuple(marked_cells(root, strings))
        tags += [
            CellTag(sheet.name, one.row, one.column, one.text.text)
            for one in found
            if tag_names(one.text.text)
        ]
        findings = MarkerFindings(package.name, sheet.name)
        markers += read_sheet_marker(found, findings)
        blocks += read_blocks(found, findings)
        _check_merges(root, found, findings)
        issues += findings.issues
    names = tuple(sheet.name for sheet in sheets)
    return WorkbookMap(names, tuple(tags), tuple(blocks), tuple(issues), tuple(markers))


def marked_shared_strings(strings: Sequence[str]) -> frozenset[int]:
    """The indexes of the shared strings that hold tags or markers."""
    return frozenset(index for index, text in enumerate(strings) if may_hold_tags(text))


def may_hold_markers(package: Package, sheet: SheetPart, shared: bool) -> bool:
    """Whether reading the sheet's cells can find a marker: a quick look before a costly one."""
    return shared or b"{{" in package[sheet.part]


def marked_cells(root: etree._Element, strings: Sequence[str]) -> Iterator[MarkedCell]:
    """All cells of a worksheet with a tag or a marker in their text, in order of row and column."""
    for cell in cells_of_tree(root, strings):
        if cell.kind == "text" and cell.formula is None and cell.value and may_hold_tags(cell.value):
            yield MarkedCell(cell.row, cell.column, read_markers(cell.value))


def _check_merges(root: etree._Element, found: tuple[MarkedCell, ...], findings: MarkerFindings) -> None:
    marked = {(one.row, one.column): one for one in found if one.text.openings or one.text.closings}
    if not marked:
        return
    ns = namespace_of(root)
    for merge in root.iterfind(f"{ns}mergeCells/{ns}mergeCell"):
        ref = merge.get("ref", "")
        first, _, last = ref.partition(":")
        try:
            (top, left), (bottom, right) = split_address(first), split_address(last or first)
        except ValueError:
            continue
        for (row, column), cell in marked.items():
            if top <= row <= bottom and left <= column <= right:
                findings.add(
                    "marker-in-merged-cell",
                    "a block marker stands in a merged cell",
                    cell.address,
                    expected="markers in cells of their own",
                    found=f"merged cells {ref}",
                )
