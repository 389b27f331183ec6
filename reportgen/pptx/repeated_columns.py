"""Columns of a table that repeat, each with the cells of its items; cells merged over them stay one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportgen.figures.views import Sentence
from reportgen.office.xml import qn, remove
from reportgen.plan.deck_map import TableBlocks
from reportgen.pptx.blocks import strip_markers
from reportgen.pptx.merged_rows import clear_cell
from reportgen.pptx.paragraphs import fill_words

_ROW, _CELL, _PARAGRAPH = qn("a:tr"), qn("a:tc"), qn("a:p")
_MAX_ID = 0xFFFFFFFF

Items = Sequence[Sequence[Mapping[str, Sentence]]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the finished table: the one that it is made from, and the words of its item, if it has one."""

    origin: int
    words: Mapping[str, Sentence] | None = None


def repeat_columns(table: etree._Element, blocks: TableBlocks, items: Items, widest: int) -> int:
    """Repeat the columns of each block for its items and fill their cells above and below the rows of blocks.

    A table that would become wider than it is and than `widest`, in EMU, gets narrower columns; its new width, or 0
    where no column repeats.
    """
    grid = table.find(qn("a:tblGrid"))
    if grid is None or not blocks.columns:
        return 0
    old = grid.findall(qn("a:gridCol"))
    columns = _finished(len(old), blocks, items)
    rows = range(blocks.first, blocks.first + len(blocks.tags))
    for number, row in enumerate(table.findall(_ROW)):
        _repeat_cells(row, columns, blocks, fill=number not in rows)
    widths = [int(old[column.origin].get("w", "0")) for column in columns]
    allowed = max(sum(int(column.get("w", "0")) for column in old), widest)
    repeated = sum(width for width, column in zip(widths, columns, strict=True) if column.words is not None)
    scale = min(1.0, max(0.01, (allowed - sum(widths) + repeated) / repeated)) if repeated else 1.0
    for node in old:
        remove(node)
    for width, column in zip(widths, columns, strict=True):
        node = deepcopy(old[column.origin])
        node.set("w", str(round(width * scale) if column.words is not None else width))
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


def _finished(count: int, blocks: TableBlocks, items: Items) -> list[_Column]:
    found: list[_Column] = []
    at = 0
    for block, own in zip(blocks.columns, items, strict=True):
        found += [_Column(column) for column in range(at, block.first)]
        found += [_Column(column, words) for words in own for column in range(block.first, block.last + 1)]
        at = block.last + 1
    return found + [_Column(column) for column in range(at, count)]


def _repeat_cells(
    row: etree._Element, columns: Sequence[_Column], blocks: TableBlocks, *, fill: bool
) -> None:
    old = row.findall(_CELL)
    place = row.index(old[0])
    cells: list[etree._Element] = []
    for column in columns:
        cell = deepcopy(old[column.origin])
        for paragraph in list(cell.iter(_PARAGRAPH)) if fill and column.words is not None else ():
            strip_markers(paragraph)
            fill_words(paragraph, column.words or {})
        cells.append(cell)
    for start, cell in enumerate(old):
        span = range(start, start + int(cell.get("gridSpan", "1")))
        own = [set(range(block.first, block.last + 1)) for block in blocks.columns]
        parted = any(set(span) & one and not set(span) <= one for one in own)
        if len(span) > 1 and parted:
            _merge([one for one, column in zip(cells, columns, strict=True) if column.origin in span])
    for cell in old:
        remove(cell)
    for offset, cell in enumerate(cells):
        row.insert(place + offset, cell)


def _merge(cells: Sequence[etree._Element]) -> None:
    for number, cell in enumerate(cells):
        for name in {"gridSpan", "hMerge"} & {str(one) for one in cell.attrib}:
            del cell.attrib[name]
        if number:
            cell.set("hMerge", "1")
            clear_cell(cell)
        elif len(cells) > 1:
            cell.set("gridSpan", str(len(cells)))
