"""Where rows and columns of a template stand once its blocks are filled.

    template   1  2 [3  4] 5          the block 3..4, filled with three items
    finished   1  2 [3  4][5  6][7  8] 9

    template   1 [2 {3} 4] 5          the block 3 inside the block 2..4: two items, of two rows and of one
    finished   1 [2 {3}{4} 5][6 {7} 8] 9

          A  B  C   D   E  F  G
    row 5 {orders}      {returns}       two blocks in the same rows: each repeats in its own columns (a lane), and
                                        the rows below all move by the taller one

What lies before a block stays, what lies behind it moves. A reference to a cell of a block becomes the whole
filled range, from its place in the first item to its place in the last; seen from inside one item, a
reference to the same block stays in that item. A count of 0 removes the block. Rows and columns are
independent of each other and follow the same arithmetic: an `AxisLayout` is one of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from reportgen.core.findings import ReportgenError

# First and last position, both included.
Span = tuple[int, int]
# Whether a `$` anchors the low and the high end of a reference.
Anchors = tuple[bool, bool]
_LOOSE = (False, False)


@dataclass(frozen=True)
class Band:
    """A repeated stretch of one axis: template positions `first..last` (from 1), filled `count` times.

    `inner` holds one layout per item where blocks lie inside this one, and nothing where none do. `pad` is
    how many empty positions follow the last item, where a block beside this one is longer.
    """

    first: int
    last: int
    count: int
    inner: tuple[AxisLayout, ...] = ()
    pad: int = 0
    name: str = field(default="", compare=False)
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


@dataclass(frozen=True, slots=True)
class Item:
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
        starts, moved = [], 0
        for band in self.bands:
            starts.append(band.first + moved)
            moved += band.taken - band.size
        still = all(
            band.count == 1 and not band.pad and all(axis.is_identity for axis in band.inner)
            for band in self.bands
        )
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
                item = Item(number, count)
                for inside in range(begin, index):
                    yield positions[inside] + base, inside, item
        for at in range(index, end):
            yield self._outside(positions[at]), at, None

    def stretch(self, low: int, high: int, at: Item | None = None, anchors: Anchors = _LOOSE) -> Span | None:
        """The finished span of a reference to template positions `low..high`; None where all are removed.

        `at` is the item the reference is written in: an end of the span in the same block stays in that
        item, unless it is anchored (`$`), as in the running total `C$5:C5`; then the range begins with the
        first item or ends with the last of the innermost block that both stand in.
        """
        if at is not None and self._holds(at, low, high):
            inner = self.bands[at.band].axis(at.number)
            # A `$` opens the innermost block that holds both; blocks around that one stay in their item.
            deeper = at.inner is not None and inner._holds(at.inner, low, high)
            if deeper or not any(anchors):
                found = inner.stretch(low, high, at.inner, anchors if deeper else _LOOSE)
                base = self._base(at.band, at.number)
                return (found[0] + base, found[1] + base) if found else None
        begin = self._end(low, high, None if anchors[0] else at, last=False)
        end = self._end(low, high, None if anchors[1] else at, last=True)
        # Ends in items of different blocks can cross where what lies between them was removed.
        return (begin, end) if begin is not None and end is not None and begin <= end else None

    def copies(self, low: int, high: int, *, whole: bool = False) -> tuple[Span, ...]:
        """The finished intervals for something that belongs to the cells `low..high` themselves.

        What lies inside a block is repeated with it, item by item, and neighbouring copies are joined. With
        `whole` they are not (merged cells), and what reaches over a block's border is stretched as one.
        """
        if whole:
            index = self.band_at(low)
            if index is not None and high <= self.bands[index].last:
                return tuple(self._copies_in_band(index, low, high, whole=True))
            one = self.stretch(low, high)
            return (one,) if one else ()
        joined: list[Span] = []
        for begin, end in self._pieces(low, high):
            if joined and joined[-1][1] + 1 == begin:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((begin, end))
        return tuple(joined)

    def near(self, position: int) -> int:
        """Where a position stands in the first item of its block; where that is removed, the place behind."""
        found = self._edge(position, position, last=False)
        if found is not None:
            return found
        index = self.band_at(position)
        assert index is not None
        if not self.bands[index].count:
            return self._starts[index]
        return self._base(index, 0) + self.bands[index].axis(0).near(position)

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

    def _holds(self, item: Item, low: int, high: int) -> bool:
        return self.bands[item.band].first <= low and high <= self.bands[item.band].last

    def _end(self, low: int, high: int, at: Item | None, *, last: bool) -> int | None:
        """One end of a reference written in the item `at`: in the same block it stays in that item."""
        position = high if last else low
        if at is None or self.band_at(position) != at.band:
            return self._edge(low, high, last=last)
        band = self.bands[at.band]
        inner = band.axis(at.number)
        found = inner._end(max(low, band.first), min(high, band.last), at.inner, last=last)
        if found is None:
            # All that the reference names here is removed: it ends before, or begins with, what comes behind.
            found = inner.near(position) - (1 if last else 0)
        return self._base(at.band, at.number) + found

    def _edge(self, low: int, high: int, *, last: bool) -> int | None:
        """The first, or the last, finished position of any of the template positions `low..high`."""
        while low <= high:
            position = high if last else low
            index = self.band_at(position)
            if index is None:
                return self._outside(position)
            band = self.bands[index]
            for number in reversed(range(band.count)) if last else range(band.count):
                found = band.axis(number)._edge(max(low, band.first), min(high, band.last), last=last)
                if found is not None:
                    return self._base(index, number) + found
            # Nothing of this block is left: look on beyond it.
            low, high = (low, band.first - 1) if last else (band.last + 1, high)
        return None

    def _pieces(self, low: int, high: int) -> Iterator[Span]:
        at = low
        for index in range(max(bisect_right(self._firsts, low) - 1, 0), len(self.bands)):
            band = self.bands[index]
            if band.last < at:
                continue
            if band.first > high:
                break
            if at < band.first:
                yield self._outside(at), self._outside(band.first - 1)
            begin, end = max(at, band.first), min(high, band.last)
            if end - begin + 1 == band.size:
                if band.filled:
                    yield self._starts[index], self._starts[index] + band.filled - 1
            else:
                yield from self._copies_in_band(index, begin, end, whole=False)
            at = end + 1
        if at <= high:
            yield self._outside(at), self._outside(high)

    def _copies_in_band(self, index: int, low: int, high: int, *, whole: bool) -> Iterator[Span]:
        band = self.bands[index]
        for number in range(band.count):
            base = self._base(index, number)
            if not band.inner:
                yield base + low, base + high
                continue
            for begin, end in band.inner[number].copies(low, high, whole=whole):
                yield base + begin, base + end


_FLAT = AxisLayout()


@dataclass(frozen=True)
class Lane:
    """Columns `first..last` of the template, from 1, whose rows are laid out in their own way."""

    first: int
    last: int
    rows: AxisLayout


@dataclass(frozen=True, slots=True)
class PlacedCell:
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

    def rows_at(self, column: int) -> AxisLayout:
        """The rows of one template column; of whole rows for column 0."""
        if not self.lanes or column < 1:
            return self.rows
        return self.lanes[self._lane(column)].rows

    def stretches(self, first: int, last: int) -> tuple[tuple[int, int, AxisLayout], ...]:
        """The template columns `first..last` cut where the layout of their rows changes."""
        if not self.lanes:
            return ((first, last, self.rows),)
        return tuple(
            (max(first, lane.first), min(last, lane.last), lane.rows)
            for lane in self.lanes[self._lane(first) : self._lane(last) + 1]
        )

    def stretch_rows(
        self,
        low: int,
        high: int,
        columns: Span | None,
        at: tuple[Item | None, AxisLayout] = (None, _FLAT),
        anchors: Anchors = _LOOSE,
    ) -> Span | None:
        """The finished rows of a reference to template rows `low..high` of `columns` (None: of all).

        `at` is the item that the reference is written in, on its own axis.
        """
        item, home = at
        axes = [axis for _, _, axis in self.stretches(*columns)] if columns else [self.rows]
        found = [axis.stretch(low, high, home.shared(item, axis), anchors) for axis in axes]
        spans = [span for span in found if span]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    def places(self, row: int, column: int) -> Iterator[PlacedCell]:
        """All finished cells of a template cell, row by row."""
        columns = tuple(self.columns.project((column,)))
        for row_at, _, row_item in self.rows_at(column).project((row,)):
            for column_at, _, column_item in columns:
                yield PlacedCell(row_at, column_at, row_item, column_item)

    def _lane(self, column: int) -> int:
        return max(bisect_right([lane.first for lane in self.lanes], column) - 1, 0)


@dataclass(frozen=True)
class WorkbookLayout:
    """The layouts of all sheets that have blocks; every other sheet stays as it is. Names ignore case."""

    sheets: Mapping[str, SheetLayout] = field(default_factory=dict)
    _folded: Mapping[str, SheetLayout] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_folded", {name.casefold(): one for name, one in self.sheets.items()})

    def sheet(self, name: str) -> SheetLayout:
        """The layout of the sheet called `name`."""
        return self._folded.get(name.casefold(), _STILL)

    @property
    def is_identity(self) -> bool:
        """Whether nothing moves in the whole workbook."""
        return all(layout.is_identity for layout in self.sheets.values())


_STILL = SheetLayout()
