"""Columns of a table that repeat, each with the cells of its items; cells merged over them stay one."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from reportgen.figures.views import TableColumn
from reportgen.office.xml import qn, remove
from reportgen.plan.deck_map import BlockTag, Nodes, TableBlocks, numbers_in
from reportgen.pptx.blocks import strip_markers
from reportgen.pptx.merged_rows import clear_cell
from reportgen.pptx.paragraphs import fill_words

_ROW, _CELL, _PARAGRAPH = qn("a:tr"), qn("a:tc"), qn("a:p")
_MAX_ID = 0xFFFFFFFF


def repeat_columns(
    table: etree._Element, columns: Sequence[TableColumn], blocks: TableBlocks, widest: int
) -> int:
    """Make `columns` the columns of a table and fill their cells above and below the rows of blocks.

    A table that would become wider than it is and than `widest`, in EMU, gets narrower columns; its new width, or 0
    where no column repeats.
    """
    grid = table.find(qn("a:tblGrid"))
    if grid is None or not blocks.repeated:
        return 0
    old = grid.findall(qn("a:gridCol"))
    for number, row in enumerate(table.findall(_ROW)):
        _repeat_cells(row, columns, blocks, fill=number not in blocks.region)
    widths = [int(old[column.origin].get("w", "0")) for column in columns]
    allowed = max(sum(int(column.get("w", "0")) for column in old), widest)
    repeated = sum(width for width, column in zip(widths, columns, strict=True) if column.path)
    scale = min(1.0, max(0.01, (allowed - sum(widths) + repeated) / repeated)) if repeated else 1.0
    for node in old:
        remove(node)
    for width, column in zip(widths, columns, strict=True):
        node = deepcopy(old[column.origin])
        node.set("w", str(round(width * scale) if column.path else width))
        grid.append(node)
    mend_ids(table, f"{qn('a:tblGrid')}/{qn('a:gridCol')}", "a16:colId")
    return sum(int(node.get("w", "0")) for node in grid.findall(qn("a:gridCol")))


def mend_ids(table: etree._Element, path: str, name: str) -> None:
    """Rows or columns of one table have ids of their own (`a16:rowId`, an unsignedInt)."""
    nodes = list(table.iterfind(f"{path}/{qn('a:extLst')}/{qn('a:ext')}/{qn(name)}"))
    taken = {node.get("val", "") for node in nodes}
    seen: set[str] = set()
    fresh = 10_000
    for node in nodes:
        value = node.get("val", "")
        if value in seen or not value.isdecimal() or int(value) > _MAX_ID:
            while str(fresh) in taken:
                fresh += 1
            value = str(fresh)
            taken.add(value)
            node.set("val", value)
        seen.add(value)


def _repeat_cells(
    row: etree._Element, columns: Sequence[TableColumn], blocks: TableBlocks, *, fill: bool
) -> None:
    old = row.findall(_CELL)
    place = row.index(old[0])
    cells: list[etree._Element] = []
    for column in columns:
        cell = deepcopy(old[column.origin])
        for paragraph in list(cell.iter(_PARAGRAPH)) if fill and column.path else ():
            strip_markers(paragraph)
            fill_words(paragraph, column.words)
        cells.append(cell)
    for start, cell in enumerate(old):
        width = int(cell.get("gridSpan", "1"))
        if width > 1:
            span = range(start, start + width)
            depth = _depth(blocks.columns, span)
            copies: dict[tuple[int, ...], list[int]] = {}
            for at, column in enumerate(columns):
                if column.origin in span:
                    copies.setdefault(column.path[:depth], []).append(at)
            for own in copies.values():
                if [columns[at].origin for at in own] != list(span):
                    _merge([cells[at] for at in own], clear=fill)
    for cell in old:
        remove(cell)
    for offset, cell in enumerate(cells):
        row.insert(place + offset, cell)


def _depth(nodes: Nodes, span: range) -> int:
    """How many blocks, one inside the other, hold all columns of a span."""
    for node in nodes:
        if isinstance(node, BlockTag) and set(span) <= set(numbers_in(node.inner)):
            return 1 + _depth(node.inner, span)
    return 0


def _merge(cells: Sequence[etree._Element], *, clear: bool) -> None:
    """Make one cell of several; those of a row that is still to be filled keep their tags."""
    for number, cell in enumerate(cells):
        for name in {"gridSpan", "hMerge"} & {str(one) for one in cell.attrib}:
            del cell.attrib[name]
        if number:
            cell.set("hMerge", "1")
            if clear:
                clear_cell(cell)
        elif len(cells) > 1:
            cell.set("gridSpan", str(len(cells)))
