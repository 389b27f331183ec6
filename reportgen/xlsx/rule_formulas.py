"""What a rule says of each cell: the formulas of a conditional format or a validation, which serve many cells.

    B2: B2>B3/2     a block of rows 2..2, its total below       B2:B4: B2>B$5/2
                    groups, each with its own total             B2:B3: B2>B$4/2     B6: B6>B$7/2

In Excel what has no `$` counts from the rule's first cell. In a block each cell is an item's, and means what a formula
in that cell would mean; cells for which one text says that share a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from reportgen.formula.text import UnreadableFormulaError, formula_pieces, offset_formula, solid_tokens
from reportgen.formula.tokenizer import Token
from reportgen.office.layout import AxisLayout, Item, SheetLayout, Span
from reportgen.office.references import End, Ends, Piece, Reference, Where, parse_reference
from reportgen.xlsx.moved_formulas import UnfitReferenceError, move_formula, moved_formula
from reportgen.xlsx.moving import Move, first_cell

# Of a block with more items than these the first two and the last one tell what all of them say.
_TRIED = 16
_MOST = 50_000
_BEHIND = "\0"


class ServedCells(Struct, frozen=True):
    """The cells (`sqref`) for which some formulas hold as they are written."""

    areas: str
    formulas: tuple[str, ...]


class _Stretch(Struct, frozen=True):
    """Finished rows (or columns) that come from one template position, in one item; in none where `item` is None."""

    span: Span
    position: int
    item: Item | None


class _Group(Struct):
    """Cells that share their formulas: what the first of them says, and for each end whether it counts from the cell
    (first) or stands still (second), as far as all of them allow."""

    corner: tuple[int, int]
    pieces: tuple[Piece, ...]
    modes: list[tuple[bool, bool]]
    areas: list[tuple[Span, Span]] = field(default_factory=list)

    def takes(self, corner: tuple[int, int], pieces: tuple[Piece, ...]) -> bool:
        """Whether a cell's formulas can be written as those of the group; if so, they are from now on."""
        if len(pieces) != len(self.pieces) or any(map(_differ, self.pieces, pieces)):
            return False
        modes: list[tuple[bool, bool]] = []
        for (mine, axis), (other, _), old in zip(_ends(self.pieces), _ends(pieces), self.modes, strict=True):
            away = corner[axis] - self.corner[axis]
            moves = old[0] and not mine.anchored and other.at == mine.at + away
            mode = moves, old[1] and other.at == mine.at
            if mine.anchored is not other.anchored or mode == (False, False):
                return False
            modes.append(mode)
        self.modes = modes
        return True

    def add(self, rows: Span, columns: Span) -> None:
        """Take in a rectangle, with its neighbour above or to the left where both are one."""
        if self.areas:
            (top, bottom), (left, right) = self.areas[-1]
            if (left, right) == columns and bottom + 1 == rows[0]:
                self.areas[-1] = (top, rows[1]), columns
                return
            if (top, bottom) == rows and right + 1 == columns[0]:
                self.areas[-1] = rows, (left, columns[1])
                return
        self.areas.append((rows, columns))

    def formulas(self) -> tuple[str, ...]:
        """The formulas as they say for all cells."""
        modes = iter(self.modes)

        def fixed(ends: Ends | None) -> Ends | None:
            if ends is None:
                return None
            # Only ends without `$` count from their cell.
            low, high = (end._replace(anchored=not next(modes)[0]) for end in ends)
            return low, high

        found = [
            piece
            if isinstance(piece, str)
            else str(piece._replace(rows=fixed(piece.rows), columns=fixed(piece.columns)))
            for piece in self.pieces
        ]
        return tuple("".join(found).split(_BEHIND)[:-1])

    def sqref(self) -> str:
        """The cells as an attribute holds them."""
        found = []
        for (top, bottom), (left, right) in self.areas:
            rows, columns = (End(top, False), End(bottom, False)), (End(left, False), End(right, False))
            found.append(str(Reference("", rows, columns, (top, left) != (bottom, right))))
        return " ".join(found)


def _ends(pieces: Sequence[Piece]) -> Iterator[tuple[End, int]]:
    """The ends of all references, each with its axis: 0 for rows, 1 for columns."""
    for piece in pieces:
        if isinstance(piece, Reference):
            yield from ((end, 0) for end in piece.rows or ())
            yield from ((end, 1) for end in piece.columns or ())


def _differ(one: Piece, other: Piece) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one != other
    return (
        one.prefix != other.prefix
        or one.pair != other.pair
        or (one.rows is None) is not (other.rows is None)
        or (one.columns is None) is not (other.columns is None)
    )


def served_cells(formulas: Sequence[str], areas: str, move: Move) -> list[ServedCells]:
    """The cells of a rule by what its formulas say of them; none where all say the same, counted from the first cell.

    `formulas` count from the first cell of `areas`.
    """
    corner = first_cell(areas)
    where = move.beside(areas)
    # What has no `$` counts from a cell outside all blocks, whatever stands in its way.
    if corner is None or not formulas or (where.row_item is None and where.column_item is None):
        return []
    ranges = [parse_reference(area) for area in areas.split()]
    try:
        if all(_reads_along(one, corner[0], move.axes) for one in formulas):
            return []
        try:
            groups = _Groups(formulas, corner, move).of(ranges, whole=True)
        except _UnlikeError:
            groups = _Groups(formulas, corner, move).of(ranges, whole=False)
        floating = tuple(move_formula(one, move.served(areas), move.layout) for one in formulas)
    except (UnfitReferenceError, UnreadableFormulaError, _UnlikeError):
        return []
    found = [ServedCells(one.sqref(), one.formulas()) for one in groups]
    return [] if len(found) == 1 and found[0].formulas == floating else found


def _reads_along(formula: str, row: int, axes: SheetLayout) -> bool:
    """Whether a formula names nothing but cells beside its own, in columns that stay: each item says the same."""
    for token in solid_tokens(formula):
        if token.type == Token.FUNC and ":" in token.value:
            return False
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            reference = parse_reference(token.value)
            if reference is None or reference.prefix or reference.rows is None:
                return False
            if any(end != End(row, False) for end in reference.rows) or axes.rows.position(row) is None:
                return False
            if axes.columns.bands or axes.lanes:
                return False
    return True


class _UnlikeError(Exception):
    """The items of a long block do not all say the same, or there are too many cells to ask each of them."""


class _Groups(Struct, frozen=True):
    formulas: Sequence[str]
    corner: tuple[int, int]
    move: Move

    def of(self, ranges: Sequence[Reference | None], *, whole: bool) -> list[_Group]:
        """The cells of some areas in groups; the items of long blocks are asked one by one unless `whole`."""
        groups: list[_Group] = []
        outside: list[tuple[Span, Span]] = []
        before: dict[Span, _Group] = {}
        for count, (rows, columns) in enumerate(self._cells(ranges, whole=whole)):
            if count > _MOST:
                raise _UnlikeError
            if rows.item is None and columns.item is None:
                outside.append((rows.span, columns.span))
                continue
            corner, pieces = (rows.span[0], columns.span[0]), self._pieces(rows, columns)
            group = next((one for one in groups[-_TRIED:] if one.takes(corner, pieces)), None)
            if group is None:
                group = _Group(corner, pieces, [_mode(end) for end, _ in _ends(pieces)])
                groups.append(group)
            if (
                rows.span[0] < rows.span[1]
                and rows.item is not None
                and before.get(columns.span) is not group
            ):
                raise _UnlikeError
            before[columns.span] = group
            group.add(rows.span, columns.span)
        for rows_span, columns_span in outside if groups else ():
            groups[0].add(rows_span, columns_span)
        return groups

    def _cells(
        self, ranges: Sequence[Reference | None], *, whole: bool
    ) -> Iterator[tuple[_Stretch, _Stretch]]:
        axes = self.move.axes
        for area in ranges:
            if area is None or area.rows is None or area.columns is None:
                raise _UnlikeError
            (top, bottom), (left, right) = area.rows, area.columns
            for first, last, axis in axes.stretches(left.at, right.at):
                across = list(_stretches(axes.columns, first, last, whole=False))
                for rows in _stretches(axis, top.at, bottom.at, whole=whole):
                    yield from ((rows, columns) for columns in across)

    def _pieces(self, rows: _Stretch, columns: _Stretch) -> tuple[Piece, ...]:
        """What the formulas say of a cell, each with a mark behind it."""
        where = Where(self.move.sheet, rows.item, columns.item, row=rows.position, column=columns.position)
        down, right = rows.position - self.corner[0], columns.position - self.corner[1]
        found: list[Piece] = []
        for formula in self.formulas:
            text = offset_formula(formula, down, right)
            is_list = parse_reference(text) is not None
            moved = moved_formula(text, where, self.move.layout, arrays=is_list)
            found += *formula_pieces(str(moved)), _BEHIND
        return tuple(found)


def _mode(end: End) -> tuple[bool, bool]:
    return not end.anchored, True


def _stretches(axis: AxisLayout, low: int, high: int, *, whole: bool) -> Iterator[_Stretch]:
    """The finished rows (or columns) of template positions: one by one in blocks, else as far as they go.

    With `whole` the items of a long block of one row come as three: the first, the second, all others.
    """
    position = low
    for index, band in enumerate(axis.bands):
        if band.last < low or band.first > high:
            continue
        if position < band.first:
            yield from (_Stretch(span, position, None) for span in axis.spans(position, band.first - 1))
        if whole and band.size == 1 and not band.inner and band.count > _TRIED:
            first = axis.position(band.first)
            assert first is not None
            for number, end in ((0, first), (1, first + 1), (2, first + band.count - 1)):
                yield _Stretch((first + number, end), band.first, Item(index, number))
        else:
            positions = range(max(low, band.first), min(high, band.last) + 1)
            for at, number, item in AxisLayout.project(axis, positions):
                if item is not None and item.band == index:
                    yield _Stretch((at, at), positions[number], item)
        position = band.last + 1
    if position <= high:
        yield from (_Stretch(span, position, None) for span in axis.spans(position, high))
