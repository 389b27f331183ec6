"""Addresses in attributes: one area (`A1:C9`), one cell, or a list of areas (`A1:A9 C1:C9`) of one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from lxml import etree
from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.formula.area_lists import areas_text, is_alone
from reportgen.formula.text import REMOVED, UnreadableFormulaError, own_text, shared_masters, unshare
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.layout import AxisLayout, SheetLayout, Span, WorkbookLayout
from reportgen.office.references import (
    End,
    Reference,
    Where,
    finished_cells,
    hull,
    move_reference,
    parse_reference,
)
from reportgen.office.worksheet import formula_nodes
from reportgen.office.xml import namespace_of
from reportgen.xlsx.moved_formulas import (
    UnfitReferenceError,
    move_areas,
    move_formula,
    moved_formula,
)


def move_area(area: str, where: Where, layout: WorkbookLayout) -> str:
    """The stretched area; empty where all of it was removed, the same text where it is no address."""
    reference = parse_reference(area)
    if reference is None:
        return area
    moved = move_reference(reference, where, layout)
    if moved is reference:
        return area
    return str(moved) if moved is not None else ""


def copy_area(area: str, axes: SheetLayout, *, whole: bool = False) -> tuple[str, ...]:
    """The areas that stand for `area` in the finished sheet: repeated with their blocks, item by item.

    `whole` keeps one area per item even where neighbours could be joined (merged cells).
    """
    reference = None if axes.is_identity else parse_reference(area)
    if reference is None:
        return (area,)
    found: list[str] = []
    for rows, columns in _stretches(reference, axes, whole):
        found += [
            str(Reference("", _ends(reference.rows, row), _ends(reference.columns, column), reference.pair))
            for row, column in product(rows, columns)
        ]
    return tuple(found)


_Intervals = tuple[Span | None, ...]


def _stretches(
    reference: Reference, axes: SheetLayout, whole: bool
) -> Iterator[tuple[_Intervals, _Intervals]]:
    """Rows and columns of the copies, for each stretch of columns whose rows are laid out alike."""
    span = reference.columns
    if span is None or not axes.lanes:
        yield (
            _copies(reference.rows, axes.rows, MAX_ROW, whole),
            _copies(span, axes.columns, MAX_COLUMN, whole),
        )
        return
    parts = axes.stretches(span[0].at, span[1].at)
    if whole and len(parts) > 1:
        rows = reference.rows
        found = axes.stretch_rows(rows[0].at, rows[1].at, (span[0].at, span[1].at)) if rows else None
        if found or rows is None:
            yield (found,), _copies(span, axes.columns, MAX_COLUMN, whole)
        return
    for first, last, axis in parts:
        ends = End(first, span[0].anchored), End(last, span[1].anchored)
        yield (
            _copies(reference.rows, axis, MAX_ROW, whole),
            _copies(ends, axes.columns, MAX_COLUMN, whole),
        )


def copy_areas(areas: str, axes: SheetLayout) -> str:
    """A list of areas (`sqref`) in the finished sheet; empty where all were removed."""
    if axes.is_identity:
        return areas
    return " ".join(one for area in areas.split() for one in copy_area(area, axes))


def first_cell(areas: str) -> tuple[int, int] | None:
    """Row and column of the first cell of a list of areas; None where there is none."""
    reference = parse_reference(areas.split()[0]) if areas.strip() else None
    if reference is None:
        return None
    row = reference.rows[0].at if reference.rows else 1
    column = reference.columns[0].at if reference.columns else 1
    return row, column


def where_in_template(sheet: str, row: int, column: int, axes: SheetLayout) -> Where:
    """Where a formula of a template cell stands once its blocks are filled: in their first items."""
    rows, columns = axes.rows_at(column).first_item(row), axes.columns.first_item(column)
    return Where(sheet, rows, columns, row=row, column=column)


def _copies(
    ends: tuple[End, End] | None, axis: AxisLayout, limit: int, whole: bool
) -> tuple[Span | None, ...]:
    if ends is None:
        return (None,)
    low, high = ends[0].at, ends[1].at
    if axis.is_identity or (low == 1 and high == limit):
        return ((low, high),)
    return tuple(
        (begin, limit if high == limit else min(end, limit))
        for begin, end in (axis.copies(low, high) if whole else axis.spans(low, high))
    )


def _ends(old: tuple[End, End] | None, new: Span | None) -> tuple[End, End] | None:
    if old is None or new is None:
        return None
    return End(new[0], old[0].anchored), End(new[1], old[1].anchored)


Unfit = Callable[[str, UnfitReferenceError], None]


def _raised(sheet: str, error: UnfitReferenceError) -> None:
    raise error


class Move(Struct, frozen=True):
    """What a carrier needs to know: its sheet's name and layout, and the layout of the whole workbook.

    `unfit` is told, with the sheet, what a carrier cannot hold.
    """

    sheet: str
    layout: WorkbookLayout
    unfit: Unfit = _raised

    @property
    def axes(self) -> SheetLayout:
        """The layout of the sheet itself."""
        return self.layout.sheet(self.sheet)

    @property
    def outside(self) -> Where:
        """The sheet, seen from outside its blocks."""
        return Where(self.sheet)

    def beside(self, areas: str) -> Where:
        """Where something of the first cell of `areas` stands."""
        cell = first_cell(areas)
        return where_in_template(self.sheet, *cell, self.axes) if cell else self.outside

    def served(self, areas: str) -> Where:
        """Where formulas stand that serve all of `areas`, counting from their first cell."""
        return replace(self.beside(areas), floating=True)

    def formula(self, text: str, where: Where, *, anchored_only: bool = False) -> str:
        """A moved formula; one that cannot be read stays as it is."""
        try:
            return move_formula(text, where, self.layout, anchored_only=anchored_only)
        except UnreadableFormulaError:
            return text
        except UnfitReferenceError as error:
            error.cell = cell_address(where.row, where.column) if where.row else ""
            self.unfit(self.sheet, error)
            return text

    def areas(self, text: str, where: Where) -> str | None:
        """Moved references, of which there may be several, empty where all are gone; None for any other text."""
        areas = move_areas(text, where, self.layout)
        is_name = areas is not None and len(areas) == 1 and parse_reference(text) is None
        if is_name and "[" not in text:  # what is said to be the workbook's may have become one of each copy
            return self.formula(text, where)
        return None if areas is None else areas_text(areas) if areas else ""

    def named(self, text: str, where: Where) -> str:
        """What a defined name stands for: one area where nothing stands between its cells, or several."""
        reference = parse_reference(text)
        if reference is None:
            return self.formula(text, where, anchored_only=True)
        areas = finished_cells(reference, where, self.layout, anchored_only=True)
        whole = hull(areas)
        if not areas:
            return REMOVED
        return str(whole) if whole and is_alone(reference, where, self.layout) else areas_text(areas)

    def cell(self, text: str, where: Where) -> str:
        """The one cell that a moved reference to a cell leads to; other formulas as they move."""
        areas = move_areas(text, where, self.layout)
        if not areas:
            return self.formula(text, where)
        if len(areas) > 1 or (":" in str(areas[0]) and ":" not in text):
            error = UnfitReferenceError(
                "range-in-single-cell",
                "this link to one cell would be one to many",
                text,
                "a cell outside the block, or a shape inside it",
            )
            self.unfit(self.sheet, error)
        return str(areas[0])


ReferenceHolder = Callable[[etree._Element, Move], None]
Unreadable = Callable[[etree._Element, Exception], None]


def drop_attributes(node: etree._Element, name: str) -> None:
    """Take out the attributes of that local name that stand in a namespace, such as `xr:uid`."""
    for key in [key for key in node.attrib if str(key).endswith(f"}}{name}")]:
        del node.attrib[key]


def move_cell_formula(cell: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    """Move a cell's formula, and the area of an array formula or data table."""
    node = cell.find(f"{namespace_of(cell)}f")
    if node is None:
        return
    if node.text:
        node.text = move_formula(node.text, where, layout)
    for attribute in ("ref", "r1", "r2"):
        moved = move_area(node.get(attribute, ""), where, layout)
        if moved:
            node.set(attribute, moved)


def move_formulas(sheet: etree._Element, move: Move, unreadable: Unreadable) -> bool:
    """Move the formulas of a sheet whose own cells stay, but that names cells that move; tells whether any changed.

    A shared formula is unshared only where one of its cells needs a text of its own. A formula that cannot
    be read, or hold what it means, stays as it is; its cell goes to `unreadable`.
    """
    masters = shared_masters(sheet)
    moved_groups = set()
    for row, column, _, node in formula_nodes(sheet):
        si = node.get("si", "")
        if node.get("t") == "shared" and si not in moved_groups:
            text = own_text(row, column, node, masters)
            if text and _changes(text, move):
                moved_groups.add(si)
    if moved_groups:
        unshare(sheet, moved_groups)
    changed = bool(moved_groups)
    for row, column, cell, node in formula_nodes(sheet):
        if not node.text:
            continue
        try:
            moved = moved_formula(node.text, move.outside, move.layout, arrays=node.get("t") == "array")
        except (UnreadableFormulaError, UnfitReferenceError) as error:
            unreadable(cell, error)
            continue
        if str(moved) != node.text:
            node.text = str(moved)
            changed = True
        if moved.array:
            node.set("t", "array")
            node.set("ref", cell_address(row, column))
    return changed


def _changes(text: str, move: Move) -> bool:
    try:
        return str(moved_formula(text, move.outside, move.layout)) != text
    except UnfitReferenceError:
        return True
    except UnreadableFormulaError:
        return False
