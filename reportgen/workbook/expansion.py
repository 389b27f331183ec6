"""The rows of a finished sheet: template rows in order, those of blocks once per item, formulas moved.

    template row 6 (block line, 3 items)  ->  rows 6, 7, 8, each with the cells and the height of row 6

Rows come one by one, so that nothing depends on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportgen.parts.addresses import MAX_COLUMN, MAX_ROW, column_letters
from reportgen.parts.layout import Item, WorkbookLayout
from reportgen.parts.references import Where
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import cells, rows
from reportgen.workbook.areas import move_area
from reportgen.workbook.formulas import UnreadableFormulaError, move_formula

Unreadable = Callable[[etree._Element], None]


@dataclass(slots=True)
class FinishedRow:
    """One row of the finished sheet: its number, its element, and the template row behind it (0: none)."""

    number: int
    element: etree._Element
    template: int


@dataclass(frozen=True, slots=True)
class _CellStamp:
    letters: str
    item: Item | None
    element: etree._Element
    has_formula: bool


@dataclass(frozen=True, slots=True)
class _RowStamp:
    attributes: dict[str, str]
    cells: tuple[_CellStamp, ...]
    others: tuple[etree._Element, ...]


def finished_rows(
    sheet: etree._Element, name: str, layout: WorkbookLayout, unreadable: Unreadable
) -> Iterator[FinishedRow]:
    """All rows of the sheet `name` once its blocks are filled; shared formulas must be unshared before.

    Rows and cells that would lie beyond the sheet are left out. A formula that cannot be read stays as it is
    and goes to `unreadable`, with its template cell.
    """
    template = list(rows(sheet))
    axes = layout.sheet(name)
    if axes.is_identity:
        for number, node in template:
            yield FinishedRow(number, node, number)
        return
    tag = f"{namespace_of(sheet)}row"
    stamps: dict[int, _RowStamp] = {}
    for number, index, item in axes.rows.project([number for number, _ in template]):
        if number > MAX_ROW:
            return
        source, node = template[index]
        stamp = stamps.get(index)
        if stamp is None:
            stamp = stamps[index] = _row_stamp(node, name, layout)
        row = etree.Element(tag, stamp.attributes, nsmap=node.nsmap)  # type: ignore[arg-type]
        row.set("r", str(number))
        for one in stamp.cells:
            cell = deepcopy(one.element)
            cell.set("r", f"{one.letters}{number}")
            if one.has_formula:
                try:
                    move_cell_formula(cell, Where(name, item, one.item), layout)
                except UnreadableFormulaError:
                    unreadable(one.element)
            row.append(cell)
        for other in stamp.others:
            row.append(deepcopy(other))
        yield FinishedRow(number, row, source)


def _row_stamp(row: etree._Element, name: str, layout: WorkbookLayout) -> _RowStamp:
    axis = layout.sheet(name).columns
    attributes = {str(key): str(value) for key, value in row.attrib.items()}
    if not axis.is_identity:
        attributes.pop("spans", "")
    found = list(cells(row))
    formula = f"{namespace_of(row)}f"
    stamps = tuple(
        _CellStamp(column_letters(column), item, found[index][1], found[index][1].find(formula) is not None)
        for column, index, item in axis.project([column for column, _ in found])
        if column <= MAX_COLUMN
    )
    held = {id(cell) for _, cell in found}
    return _RowStamp(attributes, stamps, tuple(child for child in row if id(child) not in held))


def move_cell_formula(cell: etree._Element, where: Where, layout: WorkbookLayout) -> bool:
    """Move a cell's formula, and the area of an array formula or data table; tells whether it changed."""
    node = cell.find(f"{namespace_of(cell)}f")
    if node is None:
        return False
    changed = False
    if node.text:
        text = move_formula(node.text, where, layout)
        if text is not node.text and text != node.text:
            node.text = text
            changed = True
    for attribute in ("ref", "r1", "r2"):
        area = node.get(attribute)
        if area:
            moved = move_area(area, where, layout)
            if moved and moved != area:
                node.set(attribute, moved)
                changed = True
    return changed
