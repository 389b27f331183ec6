"""Templates whose blocks would do harm: found before anything is written.

table-in-block     a block cuts through a table's head, totals or columns, or repeats the table as a whole
empty-table        a block of no items would leave a table without rows
mixed-range        a reference to some rows of a block takes in its other rows too, once the block is filled
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.layout import AxisLayout, Band, SheetLayout, WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import End, Reference, Where, parse_reference, scattered_references
from reportgen.office.sheets import SheetPart
from reportgen.office.worksheet import cells, formula_nodes, rows
from reportgen.xlsx.formulas import LISTS, SUBTOTALS, UnreadableFormulaError, read_formula

_SUBTOTALS = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)


def find_hazards(package: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout) -> Iterator[Issue]:
    """All findings about tables and references that blocks of this size would harm."""
    if layout.is_identity:
        return
    filled = _FilledCells(package, sheets)
    for sheet in sheets:
        axes = layout.sheet(sheet.name)
        if not sheet.is_worksheet:
            continue
        if not axes.is_identity:
            for part in package.related(sheet.part, "table"):
                if part in package:
                    yield from _table(package.peek(part), Place(file=package.name, sheet=sheet.name), axes)
        if _has_long_items(layout):
            yield from _mixed_ranges(package, sheet, layout, filled)


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


def _has_long_items(layout: WorkbookLayout) -> bool:
    return any(
        band.size > 1 and band.count > 1
        for axes in layout.sheets.values()
        for band in (*axes.rows.bands, *axes.columns.bands)
    )


def _mixed_ranges(
    package: Package, sheet: SheetPart, layout: WorkbookLayout, filled: _FilledCells
) -> Iterator[Issue]:
    for row, column, _, node in formula_nodes(package.peek(sheet.part)):
        # these leave out what other formulas of their kind have added up already
        if not node.text or _SUBTOTALS.search(node.text):
            continue
        for reference in _single_references(node.text, sheet.name, layout):
            target = reference.sheets[0] if reference.sheets else sheet.name
            axes = layout.sheet(target)
            same = target.casefold() == sheet.name.casefold()
            mixes = _mixes(reference.rows, axes.rows, row if same else None) or _mixes(
                reference.columns, axes.columns, column if same else None
            )
            if mixes and filled.beside(target, reference, axes):
                yield _mixed_range(
                    Place(file=package.name, sheet=sheet.name, cell=cell_address(row, column)), reference
                )


class _FilledCells:
    """The cells of a template's sheets that hold something, each sheet read when it is first asked for."""

    def __init__(self, package: Package, sheets: tuple[SheetPart, ...]) -> None:
        self._package = package
        self._parts = {sheet.name.casefold(): sheet.part for sheet in sheets if sheet.is_worksheet}
        self._found: dict[str, frozenset[tuple[int, int]]] = {}

    def beside(self, sheet: str, reference: Reference, axes: SheetLayout) -> bool:
        """Whether something stands in the blocks of a reference's cells, beside them, in its rows or columns."""
        low, high = _block_of(reference.rows, axes.rows)
        left, right = _block_of(reference.columns, axes.columns)
        inside = (_span(reference.rows), _span(reference.columns))
        return any(
            low <= row <= high
            and left <= column <= right
            and not (inside[0][0] <= row <= inside[0][1] and inside[1][0] <= column <= inside[1][1])
            for row, column in self._of(sheet.casefold())
        )

    def _of(self, sheet: str) -> frozenset[tuple[int, int]]:
        if sheet not in self._found:
            part = self._parts.get(sheet)
            self._found[sheet] = frozenset(
                (row, column)
                for row, node in (rows(self._package.peek(part)) if part is not None else ())
                for column, cell in cells(node)
                if len(cell)
            )
        return self._found[sheet]


def _span(ends: tuple[End, End] | None) -> tuple[int, int]:
    return (ends[0].at, ends[1].at) if ends is not None else (1, MAX_ROW)


def _block_of(ends: tuple[End, End] | None, axis: AxisLayout) -> tuple[int, int]:
    """The rows (or columns) of the block that a reference lies in, or its own where it lies in none."""
    if ends is None:
        return 1, MAX_ROW
    index = axis.band_at(ends[0].at)
    if index is None or axis.band_at(ends[1].at) != index:
        return _span(ends)
    return axis.bands[index].first, axis.bands[index].last


def _single_references(formula: str, sheet: str, layout: WorkbookLayout) -> Iterator[Reference]:
    """The references of a formula that no list of references can stand for."""
    try:
        text = read_formula(formula)
    except UnreadableFormulaError:
        return
    for at, piece in enumerate(text.pieces):
        if not isinstance(piece, Reference):
            continue
        function = text.arguments.get(at)
        if function in LISTS and scattered_references(piece, Where(sheet), layout):
            continue
        if function not in SUBTOTALS:
            yield piece


def _mixes(ends: tuple[End, End] | None, axis: AxisLayout, own: int | None) -> bool:
    """Whether a reference names part of a block's item, several items of which it will reach over."""
    if ends is None:
        return False
    index = axis.band_at(ends[0].at)
    if index is None or axis.band_at(ends[1].at) != index:
        return False
    band = axis.bands[index]
    from_inside = own is not None and axis.band_at(own) == index
    return not from_inside and band.count > 1 and ends[1].at - ends[0].at + 1 < band.size


def _mixed_range(place: Place, reference: Reference) -> Issue:
    return Issue(
        "mixed-range",
        "this reference to part of a block also takes in what stands between its copies",
        place,
        Severity.WARNING,
        expected="a block of one row (or column), or a reference to cells that are empty in between",
        found=str(reference),
    )


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
