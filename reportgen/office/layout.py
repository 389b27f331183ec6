"""Where rows and columns of a template stand once its blocks are filled.

    template   1  2 [3  4] 5          the block 3..4, filled with three items
    finished   1  2 [3  4][5  6][7  8] 9

    template   1 [2 {3} 4] 5          the block 3 inside the block 2..4: two items, of two rows and of one
    finished   1 [2 {3}{4} 5][6 {7} 8] 9

          A  B  C   D   E  F  G
    row 5 {orders}      {returns}       two blocks in the same rows: each repeats in its own columns (a lane), and
                                        the rows below all move by the taller one

What lies before a block stays, what lies behind it moves. A reference to a cell of a block becomes the whole filled
range, from its place in the first item to its place in the last; seen from inside one item, a reference to the same
block stays in that item. A count of 0 removes the block. Rows and columns are independent of each other and follow the
same arithmetic: an `AxisLayout` is one of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from msgspec import Struct

from reportgen.core.findings import ReportgenError

# First and last position, both included.
Span = tuple[int, int]
# Whether a `$` anchors the low and the high end of a reference.
Anchors = tuple[bool, bool]
_LOOSE = (False, False)
_MADE = tuple.__new__  # a hundred thousand times: without the named tuple's own constructor


@dataclass(frozen=True)
class Band:
    """A repeated stretch of one axis: template positions `first..last` (from 1), filled `count` times.

    `inner` holds one layout per item where blocks lie inside this one, and nothing where none do. `pad` is
    how many empty positions follow the last item, where a block beside this one is longer. Bands over the same
    list have the same `list_id` (0: nobody knows).
    """

    first: int
    last: int
    count: int
    inner: tuple[AxisLayout, ...] = ()
    pad: int = 0
    name: str = field(default="", compare=False)
    list_id: int = field(default=0, compare=False)
    _offsets: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.inner and len(self.inner) != self.count:
            raise ReportgenError(f"{self} needs one layout per item")
        lengths = [self.size + axis.growth for axis in self.inner]
        object.__setattr__(self, "_offsets", tuple(accumulate(lengths, initial=0)) if self.inner else ())

    @property
    def size(self) -> int:
        """How many rows or columns the block takes in the template."""
        return self.last - self.first + 1

    def offset(self, number: int) -> int:
        """How far behind the band's beginning the item `number` begins; the last item ends at `count`."""
        return self._offsets[number] if self._offsets else number * self.size

    @property
    def filled(self) -> int:
        """How many rows or columns all items take."""
        return self.offset(self.count)

    @property
    def taken(self) -> int:
        """How many rows or columns the items and the empty ones behind them take."""
        return self.filled + self.pad

    def axis(self, number: int) -> AxisLayout:
        """The layout inside one item."""
        return self.inner[number] if self.inner else _FLAT


class Item(NamedTuple):
    """One item of one block: the block's index on its axis and the item's number, both from 0.

    `inner` is the item of a block inside this one that is meant, in the layout inside the item.
    """

    band: int
    number: int
    inner: Item | None = None


@dataclass(frozen=True)
class AxisLayout:
    """The rows, or the columns, of one sheet: disjoint bands in ascending order."""

    bands: tuple[Band, ...] = ()
    growth: int = field(init=False, repr=False, compare=False)
    is_identity: bool = field(init=False, repr=False, compare=False)
    _firsts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for before, behind in pairwise(self.bands):
            if behind.first <= before.last:
                raise ReportgenError(f"blocks {before} and {behind} overlap")
        for band in self.bands:
            if band.first < 1 or band.last < band.first or band.count < 0:
                raise ReportgenError(f"{band} is no block")
        starts, moved, still = [], 0, True
        for band in self.bands:
            starts.append(band.first + moved)
            moved += band.taken - band.size
            still = still and band.count == 1 and not band.pad and all(one.is_identity for one in band.inner)
        object.__setattr__(self, "growth", moved)
        object.__setattr__(self, "is_identity", still)
        object.__setattr__(self, "_firsts", tuple(band.first for band in self.bands))
        object.__setattr__(self, "_starts", tuple(starts))

    def band_at(self, position: int) -> int | None:
        """The index of the band that holds a template position; None outside all bands."""
        index = bisect_right(self._firsts, position) - 1
        return index if index >= 0 and position <= self.bands[index].last else None

    def position(self, position: int) -> int | None:
        """Where a template position stands, in the first item of its block; None where that is removed."""
        index = self.band_at(position)
        if index is None:
            return self._outside(position)
        band = self.bands[index]
        inside = band.axis(0).position(position) if band.count else None
        return None if inside is None else self._base(index, 0) + inside

    def chain(self, item: Item | None) -> tuple[tuple[str, int], ...]:
        """The names of the blocks an item stands in and its number in each, the outermost first."""
        found: list[tuple[str, int]] = []
        axis = self
        while item is not None:
            band = axis.bands[item.band]
            found.append((band.name, item.number))
            axis, item = band.axis(item.number), item.inner
        return tuple(found)

    def shared(self, item: Item | None, other: AxisLayout) -> Item | None:
        """The same item on another axis of the same sheet, as far as both axes share its blocks."""
        if item is None or other is self:
            return item
        band = self.bands[item.band]
        index = other.band_at(band.first)
        if index is None or not band.name or other.bands[index].name != band.name:
            return None
        inner = band.axis(item.number).shared(item.inner, other.bands[index].axis(item.number))
        return Item(index, item.number, inner)

    def lists_of(self, item: Item | None) -> dict[int, int]:
        """The lists that an item stands for, by their numbers, and which of their items it is."""
        found: dict[int, int] = {}
        axis = self
        while item is not None:
            band = axis.bands[item.band]
            if band.list_id:
                found[band.list_id] = item.number
            axis, item = band.axis(item.number), item.inner
        return found

    def located(
        self, low: int, high: int, own: Item | None, lists: Callable[[], Mapping[int, int]]
    ) -> Item | None:
        """The item that holds `low..high` and goes with the place of a formula: its own, or that of the same lists."""
        index = self.band_at(low)
        if index is None or high > self.bands[index].last:
            return own
        band = self.bands[index]
        if own is not None and own.band == index:
            number, inner = own.number, own.inner
        elif (known := lists().get(band.list_id)) is None:
            return own
        else:
            number, inner = known, None
        return Item(index, number, band.axis(number).located(low, high, inner, lists))

    def first_item(self, position: int) -> Item | None:
        """The first item that holds a template position, where its block and all inside it are filled."""
        index = self.band_at(position)
        if index is None:
            return None
        inner = self.bands[index].axis(0).first_item(position) if self.bands[index].count else None
        return Item(index, 0, inner)

    def project(self, positions: Sequence[int]) -> Iterator[tuple[int, int, Item | None]]:
        """Finished positions in ascending order, each with the index of the one of `positions` it comes from.

        `positions` are template positions in ascending order; those in blocks come once per item.
        """
        index, end = 0, len(positions)
        for number, band in enumerate(self.bands):
            while index < end and positions[index] < band.first:
                yield self._outside(positions[index]), index, None
                index += 1
            begin = index
            while index < end and positions[index] <= band.last:
                index += 1
            if index == begin:
                continue
            for count in range(band.count):
                base = self._base(number, count)
                if band.inner:
                    for at, inside, inner in band.inner[count].project(positions[begin:index]):
                        yield at + base, inside + begin, Item(number, count, inner)
                    continue
                # Written out for the plain case, which has a hundred thousand items where lists are long.
                item = _MADE(Item, (number, count, None))
                for inside in range(begin, index):
                    yield positions[inside] + base, inside, item
        for at in range(index, end):
            yield self._outside(positions[at]), at, None

    def stretch(self, low: int, high: int, at: Item | None = None, anchors: Anchors = _LOOSE) -> Span | None:
        """The one span that reaches over all that template positions `low..high` become; None where all is gone."""
        found = self.spans(low, high, at, anchors)
        return (found[0][0], found[-1][1]) if found else None

    def spans(
        self, low: int, high: int, at: Item | None = None, anchors: Anchors = _LOOSE
    ) -> tuple[Span, ...]:
        """The finished spans of template positions `low..high`, item by item; neighbours are joined.

        Seen from the item `at` an end in the same block stays in that item, unless it is anchored (`$`), as in the
        running total `C$5:C5`; then the spans begin with the first item or end with the last of the innermost block
        that both stand in.
        """
        joined: list[Span] = []
        for begin, end in self._pieces(_Asked((low, high), (low, high), at, anchors)):
            if joined and joined[-1][1] + 1 == begin:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((begin, end))
        return tuple(joined)

    def copies(self, low: int, high: int) -> tuple[Span, ...]:
        """The finished spans of something that belongs to the cells `low..high` as a whole (merged cells).

        What lies inside a block is repeated with it, what reaches over a block's border is stretched as one.
        """
        index = self.band_at(low)
        if index is not None and high <= self.bands[index].last:
            band = self.bands[index]
            return tuple(
                (self._base(index, number) + begin, self._base(index, number) + end)
                for number in range(band.count)
                for begin, end in band.axis(number).copies(low, high)
            )
        return tuple(filter(None, (self.stretch(low, high),)))

    def is_whole(self, low: int, high: int) -> bool:
        """Whether template positions `low..high` cut no block: each is in it as a whole, or not at all."""
        first, last = self.band_at(low), self.band_at(high)
        begins = first is None or self.bands[first].first == low
        return begins and (last is None or self.bands[last].last == high)

    def before(self, position: int, at: Item, home: int) -> int | None:
        """Where a reference to what lies before a block leads from the item `at`, not the first of its block.

        Before its first row (or column) lies the last one of the item before; as far before the formula's own place
        `home` as an item is long lies that place in the item before. None for every other position.
        """
        band = self.bands[at.band]
        if at.inner is not None:
            found = band.axis(at.number).before(position, at.inner, home)
            if found is not None:
                return self._base(at.band, at.number) + found
        if not at.number or position >= band.first:
            return None
        if position == band.first - 1:
            return self._base(at.band, at.number) + position
        if position == home - band.size and at.inner is None:
            there = band.axis(at.number - 1).position(home)
            return None if there is None else self._base(at.band, at.number - 1) + there
        return None

    def steps(self, at: Item) -> int | None:
        """How far an item stands behind the first one of its block; None inside blocks of blocks."""
        return self.bands[at.band].offset(at.number) if at.inner is None else None

    def near(self, position: int) -> int:
        """Where a position stands in the first item of its block; where that is removed, the place behind."""
        found = next(self._pieces(_Asked((position, position), (position, position))), None)
        if found is not None:
            return found[0]
        index = self.band_at(position)
        assert index is not None
        band = self.bands[index]
        inside = band.axis(0).near(position) if band.count else band.first
        return self._base(index, 0) + inside

    def _outside(self, position: int) -> int:
        """Where a template position outside all blocks stands: moved by all blocks before it."""
        index = bisect_right(self._firsts, position) - 1
        if index < 0:
            return position
        band = self.bands[index]
        return self._starts[index] + band.taken + position - band.last - 1

    def _base(self, index: int, number: int) -> int:
        """What to add to a position of the layout inside an item to have it on this axis."""
        return self._starts[index] + self.bands[index].offset(number) - self.bands[index].first

    def _pieces(self, asked: _Asked) -> Iterator[Span]:
        position, high = asked.span
        for index in range(max(bisect_right(self._firsts, position) - 1, 0), len(self.bands)):
            band = self.bands[index]
            if band.last < position:
                continue
            if band.first > high:
                break
            if position < band.first:
                yield self._outside(position), self._outside(band.first - 1)
            begin, end = max(position, band.first), min(high, band.last)
            ends_in = asked.ends[0] >= band.first or asked.ends[1] <= band.last
            if asked.at is not None and asked.at.band == index and ends_in:
                yield from self._own_pieces(asked.at, asked)
            elif end - begin + 1 == band.size:
                if band.filled:
                    yield self._starts[index], self._starts[index] + band.filled - 1
            else:
                for number in range(band.count):
                    yield from self._item_pieces(index, number, _Asked((begin, end), asked.ends))
            position = end + 1
        if position <= high:
            yield self._outside(position), self._outside(high)

    def _own_pieces(self, at: Item, asked: _Asked) -> Iterator[Span]:
        """The pieces of a range in the block of the item `at`, from which it is seen."""
        band, (low, high) = self.bands[at.band], asked.ends
        span = max(low, band.first), min(high, band.last)
        first = 0 if low < band.first or asked.anchors[0] else at.number
        last = band.count - 1 if high > band.last or asked.anchors[1] else at.number
        # A `$` opens the innermost block that holds both; blocks around that one stay in their item.
        innermost = band.axis(at.number).bands[at.inner.band] if at.inner is not None else band
        if innermost is not band and innermost.first <= low and high <= innermost.last:
            first = last = at.number
        for number in range(first, last + 1):
            own = at.inner if number == at.number else None
            yield from self._item_pieces(at.band, number, _Asked(span, asked.ends, own, asked.anchors))

    def _item_pieces(self, index: int, number: int, asked: _Asked) -> Iterator[Span]:
        base, band = self._base(index, number), self.bands[index]
        for begin, end in band.axis(number)._pieces(asked) if band.inner else (asked.span,):
            yield base + begin, base + end


class _Asked(NamedTuple):
    """A range on its way through the blocks: its part in this one and its ends, and from where it is seen."""

    span: Span
    ends: Span
    at: Item | None = None
    anchors: Anchors = _LOOSE


_FLAT = AxisLayout()


class Lane(Struct, frozen=True):
    """Columns `first..last` of the template, from 1, whose rows are laid out in their own way."""

    first: int
    last: int
    rows: AxisLayout


class PlacedCell(NamedTuple):
    """One finished cell of a template cell: row and column, and the items of its row and of its column."""

    row: int
    column: int
    row_item: Item | None
    column_item: Item | None


@dataclass(frozen=True)
class SheetLayout:
    """Both axes of one sheet.

    `lanes`, ascending and covering all columns, are there only where blocks stand side by side; `rows` is
    then the layout of whole rows, which follows the tallest block.
    """

    rows: AxisLayout = _FLAT
    columns: AxisLayout = _FLAT
    lanes: tuple[Lane, ...] = ()
    is_identity: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        axes = (self.rows, self.columns, *(lane.rows for lane in self.lanes))
        object.__setattr__(self, "is_identity", all(axis.is_identity for axis in axes))

    @cached_property
    def uneven(self) -> frozenset[str | int]:
        """Names and lists of the blocks whose items may differ in length: those that hold blocks."""
        found: set[str | int] = set()
        axes = [self.rows, self.columns, *(lane.rows for lane in self.lanes)]
        for axis in axes:  # which grow as it goes
            holding = [band for band in axis.bands if band.inner]
            axes += [inner for band in holding for inner in band.inner]
            found.update(*((band.name, band.list_id or band.name) for band in holding))
        return frozenset(found)

    def rows_at(self, column: int) -> AxisLayout:
        """The rows of one template column; of whole rows for column 0."""
        if not self.lanes or column < 1:
            return self.rows
        return self.lanes[self._lane(column)].rows

    def stretches(self, first: int, last: int) -> tuple[tuple[int, int, AxisLayout], ...]:
        """The template columns `first..last` cut where the layout of their rows changes."""
        if not self.lanes:
            return ((first, last, self.rows),)
        lanes = self.lanes[self._lane(first) : self._lane(last) + 1]
        return tuple((max(first, lane.first), min(last, lane.last), lane.rows) for lane in lanes)

    def stretch_rows(self, low: int, high: int, columns: Span) -> Span | None:
        """The finished span of template rows `low..high` of the template's `columns`, whatever stands between."""
        spans = [span for _, _, axis in self.stretches(*columns) if (span := axis.stretch(low, high))]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    def places(self, row: int, column: int) -> Iterator[PlacedCell]:
        """All finished cells of a template cell, row by row."""
        columns = tuple(self.columns.project((column,)))
        for row_at, _, row_item in self.rows_at(column).project((row,)):
            for column_at, _, column_item in columns:
                yield _MADE(PlacedCell, (row_at, column_at, row_item, column_item))

    def _lane(self, column: int) -> int:
        return max(bisect_right([lane.first for lane in self.lanes], column) - 1, 0)


class SheetItem(Struct, frozen=True):
    """What a finished sheet is one of: the finished sheets of its template sheet, their list, its number, from 0."""

    siblings: tuple[str, ...]
    list_id: int
    number: int


@dataclass(frozen=True)
class WorkbookLayout:
    """The layouts of all sheets that have blocks; every other sheet stays as it is. Names ignore case.

    `copies` are the finished sheets of each repeated or removed template sheet, with the number of their list, by the
    name that formulas still have for it: that of the first copy. `tabs` are the finished sheets in order. `names` are
    the texts of defined names, by the sheet they belong to (empty: to the workbook) and by name, `tables` those of
    repeated and removed sheets: the sheet as formulas name it, and the table on each of its copies; `holds`
    tells what each filled cell of a sheet holds: `subtotal`, `text` or `value`. `meanings` remembers cells of names.
    """

    sheets: Mapping[str, SheetLayout] = field(default_factory=dict)
    copies: Mapping[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    tabs: tuple[str, ...] = ()
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    holds: Callable[[str], Mapping[tuple[int, int], str]] = field(default=lambda _: {}, compare=False)
    meanings: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _folded: Mapping[str, SheetLayout] = field(init=False, repr=False, compare=False)
    _items: Mapping[str, SheetItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_folded", {name.casefold(): one for name, one in self.sheets.items()})
        items = {
            name.casefold(): SheetItem(names, list_id, number)
            for names, list_id in self.copies.values()
            for number, name in enumerate(names)
        }
        object.__setattr__(self, "_items", items)

    def sheet(self, name: str) -> SheetLayout:
        """The layout of the sheet called `name`."""
        return self._folded.get(name.casefold(), _STILL)

    def item(self, sheet: str) -> SheetItem | None:
        """What a finished sheet is one of; None for a sheet that is not repeated."""
        return self._items.get(sheet.casefold())

    def copies_of(self, sheet: str) -> tuple[tuple[str, ...], int] | None:
        """The finished sheets that a formula means by a repeated or removed sheet, and the number of their list."""
        return self.copies.get(sheet.casefold())

    @property
    def is_identity(self) -> bool:
        """Whether nothing moves in the whole workbook."""
        return not self.copies and all(layout.is_identity for layout in self.sheets.values())


_STILL = SheetLayout()
