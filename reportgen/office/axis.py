"""Where rows and columns of a template stand once its blocks are filled.

    template   1  2 [3  4] 5          the block 3..4, filled with three items
    finished   1  2 [3  4][5  6][7  8] 9

    template   1 [2 {3} 4] 5          the block 3 inside the block 2..4: two items, of two rows and of one
    finished   1 [2 {3}{4} 5][6 {7} 8] 9

What lies before a block stays, what lies behind it moves. A reference to a cell of a block becomes the whole
filled range, from its place in the first item to its place in the last; seen from inside one item, a
reference to the same block stays in that item. A count of 0 removes the block. Rows and columns are
independent of each other and follow the same arithmetic: an `AxisLayout` is one of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from reportgen.core.findings import ReportgenError

Interval = tuple[int, int]


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

    @property
    def filled(self) -> int:
        """How many rows or columns all items take."""
        return self._offsets[-1] if self._offsets else self.size * self.count

    @property
    def taken(self) -> int:
        """How many rows or columns the items and the empty ones behind them take."""
        return self.filled + self.pad

    def offset(self, number: int) -> int:
        """How far behind the band's beginning the item `number` begins."""
        return self._offsets[number] if self._offsets else number * self.size

    def axis(self, number: int) -> AxisLayout:
        """The layout inside one item."""
        return self.inner[number] if self.inner else _FLAT

    def item_at(self, offset: int) -> tuple[int, int]:
        """The item that holds the finished row `offset` of the band, and the row's offset in that item."""
        if not self._offsets:
            return divmod(offset, self.size)
        number = bisect_right(self._offsets, offset) - 1
        return number, offset - self._offsets[number]


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

    def position(self, position: int, number: int = 0) -> int | None:
        """Where a template position stands in item `number` of its block; None where the block is removed.

        Outside blocks `number` says nothing; of blocks inside the item the first item is meant.
        """
        index = bisect_right(self._firsts, position) - 1
        if index < 0:
            return position
        band = self.bands[index]
        if position > band.last:
            return self._starts[index] + band.taken + position - band.last - 1
        if number >= band.count:
            return None
        inside = band.axis(number).position(position)
        return None if inside is None else self._base(index, number) + inside

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
            start = self._starts[number]
            while index < end and positions[index] < band.first:
                yield positions[index] + start - band.first, index, None
                index += 1
            begin = index
            while index < end and positions[index] <= band.last:
                index += 1
            if index == begin:
                continue
            for count in range(band.count):
                base = start + band.offset(count) - band.first
                if band.inner:
                    for at, inside, inner in band.inner[count].project(positions[begin:index]):
                        yield at + base, inside + begin, Item(number, count, inner)
                    continue
                item = Item(number, count)
                for inside in range(begin, index):
                    yield positions[inside] + base, inside, item
        while index < end:
            found = self.position(positions[index])
            assert found is not None
            yield found, index, None
            index += 1

    def source(self, position: int) -> tuple[int, Item | None]:
        """The template position behind a finished one, and the item it belongs to; None outside blocks.

        The empty positions behind a block that is shorter than its neighbour have the template position 0.
        """
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return position, None
        band = self.bands[index]
        offset = position - self._starts[index]
        if offset < band.filled:
            number, inside = band.item_at(offset)
            at, inner = band.axis(number).source(band.first + inside)
            return at, Item(index, number, inner)
        if offset < band.taken:
            return 0, None
        return band.last + 1 + offset - band.taken, None

    def stretch(
        self,
        low: int,
        high: int,
        at: Item | None = None,
        *,
        low_anchored: bool = False,
        high_anchored: bool = False,
    ) -> Interval | None:
        """The finished interval of a reference to template positions `low..high`; None where all are removed.

        `at` is the item the reference is written in: an end of the interval in the same block stays in that
        item, unless it is anchored (`$`), as in the running total `C$5:C5`; then the range begins with the
        first item or ends with the last of the innermost block that both stand in.
        """
        if at is not None and self._holds(at, low, high):
            band = self.bands[at.band]
            inner = band.axis(at.number)
            deeper = at.inner is not None and inner._holds(at.inner, low, high)
            if deeper or not (low_anchored or high_anchored):
                found = inner.stretch(
                    low,
                    high,
                    at.inner,
                    low_anchored=low_anchored and deeper,
                    high_anchored=high_anchored and deeper,
                )
                base = self._base(at.band, at.number)
                return (found[0] + base, found[1] + base) if found else None
        begin = self._begin(low, high, None if low_anchored else at)
        end = self._end(low, high, None if high_anchored else at)
        return (begin, end) if begin is not None and end is not None and begin <= end else None

    def copies(self, low: int, high: int, *, whole: bool = False) -> tuple[Interval, ...]:
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
        joined: list[Interval] = []
        for begin, end in self._pieces(low, high):
            if joined and joined[-1][1] + 1 == begin:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((begin, end))
        return tuple(joined)

    def near(self, position: int) -> int:
        """Where a position stands in the first item of its block; where that is removed, the place behind."""
        found = self._first(position, position)
        if found is not None:
            return found
        index = self.band_at(position)
        assert index is not None
        band = self.bands[index]
        if not band.count:
            return self._starts[index]
        return self._base(index, 0) + band.axis(0).near(position)

    def _base(self, index: int, number: int) -> int:
        """What to add to a position of the layout inside an item to have it on this axis."""
        return self._starts[index] + self.bands[index].offset(number) - self.bands[index].first

    def _holds(self, item: Item, low: int, high: int) -> bool:
        return self.bands[item.band].first <= low and high <= self.bands[item.band].last

    def _begin(self, low: int, high: int, at: Item | None) -> int | None:
        if at is None or self.band_at(low) != at.band:
            return self._first(low, high)
        last = min(high, self.bands[at.band].last)
        inner = self.bands[at.band].axis(at.number)
        found = inner._begin(low, last, at.inner)
        return self._base(at.band, at.number) + (inner.near(low) if found is None else found)

    def _end(self, low: int, high: int, at: Item | None) -> int | None:
        if at is None or self.band_at(high) != at.band:
            return self._last(low, high)
        first = max(low, self.bands[at.band].first)
        inner = self.bands[at.band].axis(at.number)
        found = inner._end(first, high, at.inner)
        return self._base(at.band, at.number) + (inner.near(high) - 1 if found is None else found)

    def _first(self, low: int, high: int) -> int | None:
        """The first finished position of any of the template positions `low..high`."""
        while low <= high:
            index = self.band_at(low)
            if index is None:
                return self.position(low)
            band = self.bands[index]
            for number in range(band.count):
                found = band.axis(number)._first(low, min(high, band.last))
                if found is not None:
                    return self._base(index, number) + found
            low = band.last + 1
        return None

    def _last(self, low: int, high: int) -> int | None:
        """The last finished position of any of the template positions `low..high`."""
        while low <= high:
            index = self.band_at(high)
            if index is None:
                return self.position(high)
            band = self.bands[index]
            for number in reversed(range(band.count)):
                found = band.axis(number)._last(max(low, band.first), high)
                if found is not None:
                    return self._base(index, number) + found
            high = band.first - 1
        return None

    def _pieces(self, low: int, high: int) -> Iterator[Interval]:
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

    def _outside(self, position: int) -> int:
        found = self.position(position)
        assert found is not None
        return found

    def _copies_in_band(self, index: int, low: int, high: int, *, whole: bool) -> Iterator[Interval]:
        band = self.bands[index]
        for number in range(band.count):
            base = self._base(index, number)
            if not band.inner:
                yield base + low, base + high
                continue
            for begin, end in band.inner[number].copies(low, high, whole=whole):
                yield base + begin, base + end


_FLAT = AxisLayout()
