"""Whether a template's cells are in order: what moves out of order would be lost in moving."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.parts.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.parts.worksheet import cells, rows


def sheet_faults(root: etree._Element, sheet: str, styles: int) -> Iterator[str]:
    """The faults of one sheet's cells; `styles` is how many cell formats the workbook has."""
    above = 0
    for number, row in rows(root):
        if number <= above or number > MAX_ROW:
            yield f"row {number} of sheet {sheet} is out of order"
        above = number
        left = 0
        for column, cell in cells(row):
            if (
                column <= left
                or column > MAX_COLUMN
                or cell.get("r") not in (None, cell_address(number, column))
            ):
                yield f"cell {cell.get('r')} of sheet {sheet} is out of order"
            left = column
            if not int(cell.get("s", "0")) < styles:
                yield f"cell {cell.get('r')} of sheet {sheet} has no style {cell.get('s')}"
