"""Cells that are merged downward, held together while the rows under them are repeated, left out or shared out.

Asia | first        Asia | first          the cell Asia reaches over the rows that come from its own,
     | {{row:x}}         | a              however many there are
                         | b
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.office.tags import may_hold_tags
from reportgen.office.xml import qn, remove
from reportgen.pptx.paragraphs import empty_paragraph, paragraph_text

_ALL_TEXT = etree.XPath("string()")
_CELL, _BODY, _PARAGRAPH = qn("a:tc"), qn("a:txBody"), qn("a:p")


class MergedArea(Struct, frozen=True):
    """Cells of a template's table that are merged over several rows: the rows and columns, and what is shown there."""

    rows: range
    columns: range
    anchor: etree._Element


def merged_areas(rows: Sequence[etree._Element]) -> list[MergedArea]:
    """The areas of a table that reach over more than one of its rows."""
    found: list[MergedArea] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.findall(_CELL)):
            height = int(cell.get("rowSpan", "1"))
            if height > 1 and cell.get("hMerge") != "1" and cell.get("vMerge") != "1":
                last = min(number + height, len(rows))
                width = int(cell.get("gridSpan", "1"))
                found.append(MergedArea(range(number, last), range(column, column + width), deepcopy(cell)))
    return found


def records(numbers: Sequence[int], areas: Sequence[MergedArea], models: Collection[int]) -> list[range]:
    """The rows of a filled table that belong together, by their places; `numbers` are those of their models.

    Model rows under one merged cell are one record: a further record begins where the order of its rows does.
    """
    area_of = {row: at for at, area in enumerate(areas) if set(area.rows) <= set(models) for row in area.rows}
    starts = [
        place
        for place, number in enumerate(numbers)
        if not place
        or number not in area_of
        or area_of[number] != area_of.get(numbers[place - 1])
        or number <= numbers[place - 1]
    ]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True)]


def hold_merges(
    rows: Sequence[etree._Element],
    numbers: Sequence[int],
    areas: Sequence[MergedArea],
    models: Collection[int],
) -> None:
    """Let every merged cell reach over the rows that come from its own; `numbers` are those of the template's rows."""
    for area in areas:
        is_record = set(area.rows) <= set(models)
        for group in _groups(numbers, area, is_record):
            own = numbers[group[0]] == area.rows[0]
            for offset, place in enumerate(group):
                cells = rows[place].findall(_CELL)
                if offset == 0 and not own:
                    # What a tag of a model row stands for is said of its item alone.
                    with_text = not is_record and not may_hold_tags(str(_ALL_TEXT(area.anchor)))
                    _take_over(cells[area.columns[0]], area.anchor, with_text=with_text)
                elif offset and numbers[place] == area.rows[0]:
                    clear_cell(cells[area.columns[0]])
                for column in area.columns:
                    _set_merge(cells[column], offset, len(group))


def merge_equal(rows: Sequence[etree._Element], asked: Sequence[Collection[int]]) -> None:
    """Merge cells of one text that stand below one another in the columns that each row asks to merge.

    No cell reaches over the end of one left of it.
    """
    grid = [row.findall(_CELL) for row in rows]
    ends = {0}
    for column in sorted({column for columns in asked for column in columns}):
        texts = [
            _plain(cells[column]) if column in own else "" for cells, own in zip(grid, asked, strict=True)
        ]
        for place in range(1, len(rows)):
            if not texts[place] or texts[place] != texts[place - 1]:
                ends.add(place)
        starts = sorted(ends)
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            for offset, place in enumerate(range(start, end) if end > start + 1 else ()):
                cell = grid[place][column]
                if offset:
                    clear_cell(cell)
                _set_merge(cell, offset, end - start)


def _plain(cell: etree._Element) -> str:
    """The text of a cell that is merged with no other."""
    if {"rowSpan", "vMerge", "gridSpan", "hMerge"} & {str(name) for name in cell.attrib}:
        return ""
    return "\n".join(paragraph_text(paragraph) for paragraph in cell.iter(_PARAGRAPH)).strip()


def _groups(numbers: Sequence[int], area: MergedArea, is_record: bool) -> Iterator[list[int]]:
    group: list[int] = []
    for place, number in enumerate(numbers):
        if number not in area.rows:
            continue
        apart = bool(group) and (place != group[-1] + 1 or (is_record and number <= numbers[group[-1]]))
        if apart:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _set_merge(cell: etree._Element, offset: int, height: int) -> None:
    for name in {"rowSpan", "vMerge"} & {str(one) for one in cell.attrib}:
        del cell.attrib[name]
    if offset:
        cell.set("vMerge", "1")
    elif height > 1:
        cell.set("rowSpan", str(height))


def _take_over(cell: etree._Element, anchor: etree._Element, *, with_text: bool) -> None:
    """Show what a merged cell shows whose first row is not there."""
    for node in list(cell):
        if with_text or node.tag != _BODY:
            cell.remove(node)
    for node in anchor:
        if with_text or node.tag != _BODY:
            cell.append(deepcopy(node))


def clear_cell(cell: etree._Element) -> None:
    """Leave one empty paragraph in a cell."""
    body = cell.find(_BODY)
    paragraphs = body.findall(_PARAGRAPH) if body is not None else []
    for paragraph in paragraphs[1:]:
        remove(paragraph)
    for paragraph in paragraphs[:1]:
        empty_paragraph(paragraph)
