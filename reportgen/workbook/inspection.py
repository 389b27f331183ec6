"""Reads what a workbook template asks for: every tag, every block, every fault in them, at sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.binding.template_map import Block, CellTag, SheetMarker, WorkbookMap
from reportgen.diagnostics import Issue
from reportgen.opc import Package
from reportgen.parts.addresses import split_address
from reportgen.parts.sheets import SheetPart, sheet_parts
from reportgen.parts.tags import MarkedText, may_hold_tags, read_markers, tag_names
from reportgen.parts.texts import namespace_of, shared_string_items, string_item_text, unescape_text
from reportgen.parts.worksheet import cells, rows
from reportgen.workbook.blocks import MarkedCell, MarkerFindings, read_blocks, read_sheet_marker


def inspect_workbook(package: Package) -> WorkbookMap:
    """The map of a workbook template; nothing is changed, faults are in its `issues`."""
    sheets = sheet_parts(package)
    marked_strings = marked_shared_strings(package)
    tags: list[CellTag] = []
    blocks: list[Block] = []
    markers: list[SheetMarker] = []
    issues: list[Issue] = []
    for sheet in sheets:
        if not sheet.is_worksheet or not may_hold_markers(package, sheet, bool(marked_strings)):
            continue
        root = package.peek(sheet.part)
        found = tuple(marked_cells(root, marked_strings))
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


def marked_shared_strings(package: Package) -> dict[int, MarkedText]:
    """The shared strings that hold tags or markers, by index."""
    found: dict[int, MarkedText] = {}
    for index, item in enumerate(shared_string_items(package)):
        text = string_item_text(item)
        if may_hold_tags(text):
            found[index] = read_markers(text)
    return found


def may_hold_markers(package: Package, sheet: SheetPart, shared: bool) -> bool:
    """Whether reading the sheet's cells can find a marker: a quick look before a costly one."""
    return shared or b"{{" in package[sheet.part]


def marked_cells(root: etree._Element, strings: dict[int, MarkedText]) -> Iterator[MarkedCell]:
    """All cells of a worksheet with a tag or a marker in their text, in order of row and column."""
    for row, node in rows(root):
        for column, cell in cells(node):
            text = _marked_text(cell, strings)
            if text is not None:
                yield MarkedCell(row, column, text)


def _marked_text(cell: etree._Element, strings: dict[int, MarkedText]) -> MarkedText | None:
    kind = cell.get("t")
    if kind == "s":
        value = cell.findtext(f"{namespace_of(cell)}v")
        return strings.get(int(value)) if value and value.strip().isdigit() else None
    if kind == "inlineStr":
        item = cell.find(f"{namespace_of(cell)}is")
        text = string_item_text(item) if item is not None else ""
        return read_markers(text) if may_hold_tags(text) else None
    if kind == "str" and cell.find(f"{namespace_of(cell)}f") is None:
        text = unescape_text(cell.findtext(f"{namespace_of(cell)}v") or "")
        return read_markers(text) if may_hold_tags(text) else None
    return None


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
