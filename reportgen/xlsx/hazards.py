"""Templates whose blocks would do harm: found before anything is written.

table-in-block     a block cuts through a table's head, totals or columns, or repeats the table as a whole
empty-table        a block of no items would leave a table without rows
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.layout import AxisLayout, Band, SheetLayout, WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import parse_reference
from reportgen.office.sheets import SheetPart
from reportgen.office.worksheet import cells, rows


def find_hazards(package: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout) -> Iterator[Issue]:
    """All findings about tables that blocks of this size would harm."""
    if layout.is_identity:
        return
    for sheet in sheets:
        axes = layout.sheet(sheet.name)
        if not sheet.is_worksheet:
            continue
        if not axes.is_identity:
            for part in package.related(sheet.part, "table"):
                if part in package:
                    yield from _table(package.peek(part), Place(file=package.name, sheet=sheet.name), axes)


def _table(table: etree._Element, place: Place, axes: SheetLayout) -> Iterator[Issue]:
    reference = parse_reference(table.get("ref", ""))
    if reference is None or reference.rows is None or reference.columns is None:
        return
    name, area = table.get("displayName", ""), table.get("ref", "")
    top, bottom = (end.at for end in reference.rows)
    left, right = (end.at for end in reference.columns)
    first = top + int(table.get("headerRowCount", "1"))
    last = bottom - int(table.get("totalsRowCount", "0"))
    across = [band for band in _changing(axes.columns) if band.first <= right and left <= band.last]
    down = [band for band in _changing(axes.rows) if band.first <= bottom and top <= band.last]
    for band, word in [(band, "columns") for band in across] + [
        (band, "rows") for band in down if not first <= band.first <= band.last <= last
    ]:
        yield Issue(
            "table-in-block",
            f'a block repeats {word} that the table "{name}" cannot repeat',
            place,
            expected="a block of rows between the table's head and its totals",
            found=f"table {area}, block of {word} {band.first} to {band.last}",
        )
    if sum(band.size for band in down if not band.count) >= last - first + 1 > 0:
        yield Issue(
            "empty-table",
            f'the table "{name}" would have no rows',
            place,
            expected="at least one item in the block of its rows",
            found=f"table {area}",
        )


def _changing(axis: AxisLayout) -> list[Band]:
    return [band for band in axis.bands if band.count != 1]


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
