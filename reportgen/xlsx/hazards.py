"""Templates whose blocks would do harm: found before anything is written.

table-in-block     a block cuts through a table's head, totals or columns, or repeats the table as a whole
item-before        a reference without $ to the cell before a block means the item before from the second one on
empty-table        a block of no items would leave a table without rows
control-once       a control or an embedded object stands in a block of several items and comes once
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.formula.text import formula_references, own_formulas
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.layout import AxisLayout, Band, SheetLayout, WorkbookLayout
from reportgen.office.package import Package, PackageError
from reportgen.office.references import End, Reference, parse_reference
from reportgen.office.sheets import SheetPart
from reportgen.office.worksheet import cells, formula_nodes, rows
from reportgen.xlsx.drawings import hanging_shapes


def find_hazards(package: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout) -> Iterator[Issue]:
    """All findings about tables that blocks of this size would harm, and about references that may be misread."""
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
            yield from _controls(package, sheet, axes)
            yield from _items_before(package, sheet, layout)


def _controls(package: Package, sheet: SheetPart, axes: SheetLayout) -> Iterator[Issue]:
    """Controls and embedded objects that stay with the first of several items."""
    for part in package.related(sheet.part, "vmlDrawing"):
        try:
            corners = tuple(hanging_shapes(package.peek(part))) if part in package else ()
        except PackageError:  # old drawings are often not well-formed; Office reads them nevertheless
            continue
        for row, column in corners:
            if sum(1 for _ in axes.places(row, column)) > 1:
                yield Issue(
                    "control-once",
                    "the control on this cell of a block comes once, with the first item",
                    Place(package.name, sheet=sheet.name, cell=cell_address(row, column)),
                    Severity.WARNING,
                    hint="put it outside the block",
                )


def _items_before(package: Package, sheet: SheetPart, layout: WorkbookLayout) -> Iterator[Issue]:
    """References that mean the item before, where a value of the head may be meant for all items."""
    axes, own = layout.sheet(sheet.name), own_formulas(package.peek(sheet.part))
    for row, column, _, node in formula_nodes(package.peek(sheet.part)):
        before = set(_before(axes.rows_at(column), row)), set(_before(axes.columns, column))
        if not any(before):
            continue
        named = formula_references(own(row, column, node))
        for one in named:
            at = _last(one)
            if at is None or layout.holds(sheet.name).get(at) != "value":
                continue
            for axis in (0, 1):
                place, beside = (row, column)[axis], 1 - axis
                loose = not any(end.anchored for end in (one.rows, one.columns)[axis] or ())
                is_own = at[beside] == (row, column)[beside] or any(
                    (other := _last(two)) is not None and other[beside] == at[beside] and other[axis] >= place
                    for two in named
                )
                if at[axis] in before[axis] and loose and not is_own:
                    meant = _anchored(one, axis)
                    place_of = Place(package.name, sheet=sheet.name, cell=cell_address(row, column))
                    yield _item_before(place_of, one, meant)


def _last(reference: Reference) -> tuple[int, int] | None:
    """The last cell of its own sheet that a reference names."""
    rows, columns = reference.rows, reference.columns
    return None if reference.prefix or rows is None or columns is None else (rows[1].at, columns[1].at)


def _before(axis: AxisLayout, position: int) -> Iterator[int]:
    """The positions right before the blocks of several items that hold a position."""
    index = axis.band_at(position)
    if index is None or not axis.bands[index].count:
        return
    band = axis.bands[index]
    if band.count > 1:
        yield band.first - 1
    if band.inner:
        yield from _before(max(band.inner, key=lambda inner: inner.growth), position)


def _item_before(place: Place, reference: Reference, meant: Reference) -> Issue:
    return Issue(
        "item-before",
        "from the second item on this reference means the item before",
        place,
        Severity.WARNING,
        found=str(reference),
        hint=f"if the cell is meant for all items, write {meant}",
    )


def _anchored(reference: Reference, axis: int) -> Reference:
    def held(ends: tuple[End, End] | None) -> tuple[End, End] | None:
        return (
            (ends[0]._replace(anchored=True), ends[1]._replace(anchored=True)) if ends is not None else None
        )

    if axis == 0:
        return reference._replace(rows=held(reference.rows))
    return reference._replace(columns=held(reference.columns))


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
