"""Formulas of a block as patterns: moved for some of its items, printed for all.

    template row 5   SUM($C$5:C5)*D$2      item 0  SUM($C$5:C5)*D$2
    block of 100,000 rows                  item 1  SUM($C$5:C6)*D$2
                                           item k  SUM($C$5:C%s)*D$2 with 5 + 1 * k

A block of 100,000 rows repeats each formula 100,000 times, and to move a formula costs a hundred times as much as
to print it. The rows of a reference written in an item either stand still or go down with the item, by equal steps:
so a formula is moved for the first, the second and the last item. The first two give each row's beginning and step,
the last one proves that the step held all the way (a reference may end at the block's border); where inner blocks may
differ in size, all items prove it. What follows no such rule is moved for each item on its own. The columns of a block
of columns go the same way. Where nothing moves along the other axis, the formula beside it that reads alike there
(`D6-I6` below `D5-I5`) is the same pattern further on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.formula.text import formula_pieces
from reportgen.office.addresses import column_letters
from reportgen.office.layout import AxisLayout, Band, Item, WorkbookLayout
from reportgen.office.references import Piece, Reference, Where
from reportgen.office.xml import text_xml
from reportgen.xlsx.moved_formulas import moved_formula

Number = tuple[int, int]


Axis = Literal["rows", "columns"]


class FormulaSeries(Struct, frozen=True):
    """A formula of one block as a pattern with places for row numbers or column letters: beginning and step each."""

    pattern: str
    numbers: tuple[Number, ...]
    axis: Axis

    def text(self, item: int) -> str:
        """The formula in item number `item`."""
        places = [begin + step * item for begin, step in self.numbers]
        return self.pattern % tuple(places if self.axis == "rows" else map(column_letters, places))


class ItemPlace(NamedTuple):
    """An item, what it has in common with the others of its innermost block, its number among them, that block."""

    item: Item
    common: tuple[int, ...]
    number: int
    band: Band


def item_place(item: Item, axis: AxisLayout) -> ItemPlace:
    """The place of an item among those of its innermost block."""
    common: list[int] = []
    inner = item
    while inner.inner is not None:
        common += (inner.band, inner.number)
        axis, inner = axis.bands[inner.band].axis(inner.number), inner.inner
    return ItemPlace(item, (*common, inner.band), inner.number, axis.bands[inner.band])


def renumbered(item: Item, number: int) -> Item:
    """The item with another number in its innermost block."""
    return (
        Item(item.band, number)
        if item.inner is None
        else Item(item.band, item.number, renumbered(item.inner, number))
    )


class BlockCell(NamedTuple):
    """A cell of the template in one item of a block, and the axis along which that repeats."""

    where: Where
    place: ItemPlace
    axis: Axis

    @property
    def own(self) -> int:
        """Where it stands along the block's axis."""
        return self.where.row if self.axis == "rows" else self.where.column

    @property
    def other(self) -> int:
        """Where it stands along the other axis."""
        return self.where.column if self.axis == "rows" else self.where.row


class SheetFormulas(Struct):
    """The formulas in blocks of one sheet; those that differ in where they stand along the other axis are one."""

    layout: WorkbookLayout
    _known: dict[tuple[object, ...], tuple[int, _BlockFormula]] = field(default_factory=dict)

    def series(self, formula: str, cell: BlockCell) -> FormulaSeries | None:
        """The pattern of a formula for all items of the block that the cell is in; None where it has none."""
        pieces, other = formula_pieces(formula), _OTHER[cell.axis]
        axes = self.layout.sheet(cell.where.sheet)
        if axes.lanes or getattr(axes, other).bands or any(_goes_along(one, other) for one in pieces):
            form = _block_formula(formula, pieces, cell, self.layout)
            return form.series(cell.axis, 0) if form is not None else None
        seen = tuple([_further(piece, other, -cell.other) for piece in pieces])
        alike = cell.axis, cell.place.common, cell.own, seen
        known = self._known.get(alike)
        if known is None:
            form = _block_formula(formula, pieces, cell, self.layout)
            if form is None:
                return None
            known = cell.other, form
            if form.is_shared:
                self._known[alike] = known
        return known[1].series(cell.axis, cell.other - known[0])


class _BlockFormula(Struct, frozen=True):
    """A formula of one block: its pieces, references with marks where items differ, and the numbers of these.

    `is_shared` tells that along the other axis its references are those of the template.
    """

    pieces: tuple[_MarkedReference | Piece, ...]
    numbers: tuple[Number, ...]
    is_shared: bool

    def series(self, axis: Axis, by: int) -> FormulaSeries:
        """The pattern of the formula so many rows further down, or columns to the right, along the other axis."""
        return FormulaSeries("".join([_pattern(one, axis, by) for one in self.pieces]), self.numbers, axis)


class _MarkedReference(NamedTuple):
    """A reference with marks in the places of what differs from item to item; `paired` where it has two ends."""

    prefix: str
    reference: Reference
    paired: bool


_OTHER: dict[Axis, Axis] = {"rows": "columns", "columns": "rows"}


def _pattern(piece: _MarkedReference | Piece, axis: Axis, by: int) -> str:
    if not isinstance(piece, _MarkedReference):
        return text_xml(str(_further(piece, _OTHER[axis], by))).replace("%", "%%")
    marked = str(_further(piece.reference, _OTHER[axis], by))
    text = marked if piece.paired else marked.partition(":")[0]
    for mark in _MARKS[axis]:
        text = text.replace(str(mark) if axis == "rows" else column_letters(mark), "%s")
    return text_xml(piece.prefix).replace("%", "%%") + text


def _further(piece: Piece, axis: Axis, by: int) -> Piece:
    """A piece of a formula with the loose ends of its reference so much further along an axis."""
    ends = getattr(piece, axis) if by and isinstance(piece, Reference) else None
    if ends is None or isinstance(piece, str):
        return piece
    first, last = (end if end.anchored else end._replace(at=end.at + by) for end in ends)
    return piece._replace(rows=(first, last)) if axis == "rows" else piece._replace(columns=(first, last))


def _goes_along(piece: Piece, axis: Axis) -> bool:
    """Whether a piece is a reference to another sheet that goes along with its formula."""
    if isinstance(piece, str) or not piece.prefix:
        return False
    return not all(end.anchored for end in getattr(piece, axis) or ())


def _block_formula(
    formula: str, pieces: Sequence[Piece], cell: BlockCell, layout: WorkbookLayout
) -> _BlockFormula | None:
    """A formula in all items of its block; None where they follow no pattern."""
    where, place, axis = cell
    numbers = _sampled(pieces, where, place, layout)
    found = []
    for number in numbers:
        item = renumbered(place.item, number)
        there = replace(where, row_item=item) if axis == "rows" else replace(where, column_item=item)
        found.append(moved_formula(formula, there, layout))
    first = found[0]
    if first.array or any(one.array or len(one.pieces) != len(first.pieces) for one in found):
        return None
    form: list[_MarkedReference | Piece] = []
    steps: list[Number] = []
    for alike in zip(*(one.pieces for one in found), strict=True):
        references = [piece for piece in alike if isinstance(piece, Reference)]
        if len(references) < len(alike):
            if len(set(alike)) > 1:
                return None
            form.append(alike[0])
            continue
        step = _steps(references, numbers, axis)
        if step is None:
            return None
        form.append(step[0])
        steps += step[1]
    stands = _seen(pieces, _OTHER[axis]) == _seen(first.pieces, _OTHER[axis])
    return _BlockFormula(tuple(form), tuple(steps), stands and not any(one.by_cells for one in found))


def _seen(pieces: Sequence[Piece], axis: Axis) -> tuple[str, list[object]]:
    """A formula without its references, and those to its own sheet along one axis."""
    text = "".join(["\x00" if isinstance(one, Reference) else one for one in pieces])
    return text, [getattr(one, axis) for one in pieces if isinstance(one, Reference) and not one.prefix]


def _sampled(
    pieces: Sequence[Piece], where: Where, place: ItemPlace, layout: WorkbookLayout
) -> Sequence[int]:
    """The items that prove a pattern: the first, second and last where all items are of one length, else all.

    The number of an item leads to items of its own block and of its list, wherever the formula reads these.
    """
    names = [piece.sheets for piece in pieces if isinstance(piece, Reference)]
    sheets = {where.sheet, *(one[0] for one in names if one)}
    known = {place.band.name, place.band.list_id}
    if any(known & layout.sheet(sheet).uneven for sheet in sheets):
        return range(place.band.count)
    return sorted({0, min(1, place.band.count - 1), place.band.count - 1})


def _steps(
    found: Sequence[Reference], numbers: Sequence[int], axis: Axis
) -> tuple[_MarkedReference | Reference, list[Number]] | None:
    """A reference in some items of a block, with marks and their numbers; None where it follows no pattern."""
    first = found[0]
    if all(one == first for one in found):
        return first, []
    other = _OTHER[axis]
    begins = getattr(first, axis)
    paired = {":" in str(one).removeprefix(one.prefix) for one in found}
    if begins is None or len(paired) > 1 or any(one.prefix != first.prefix for one in found):
        return None
    if any(getattr(one, other) != getattr(first, other) for one in found):
        return None
    second = getattr(found[1], axis)
    by = [follow.at - begin.at for begin, follow in zip(begins, second, strict=True)]
    for number, one in zip(numbers, found, strict=True):
        ends = zip(begins, getattr(one, axis), by, strict=True)
        if any(end.at != begin.at + step * number for begin, end, step in ends):
            return None
    # No reference of a sheet names the rows or columns of the marks, so that each can be told from everything else.
    low, high = (end._replace(at=at) for end, at in zip(begins, _MARKS[axis], strict=True))
    bare = first._replace(prefix="")
    marked = bare._replace(rows=(low, high)) if axis == "rows" else bare._replace(columns=(low, high))
    steps = [(begin.at, step) for begin, step in zip(begins, by, strict=True)]
    return _MarkedReference(first.prefix, marked, True in paired), steps if True in paired else steps[:1]


_MARKS: dict[Axis, tuple[int, int]] = {"rows": (70_000_000, 70_000_001), "columns": (70_000, 70_001)}
