"""Where rows and columns of a template stand once its blocks are filled.

    template   1  2 [3  4] 5          the block 3..4, filled with three items
    finished   1  2 [3  4][5  6][7  8] 9

What lies before a block stays, what lies behind it moves. A reference to a cell of a block becomes the whole
filled range, from its place in the first item to its place in the last; seen from inside one item, a
reference to the same block stays in that item. A count of 0 removes the block. Rows and columns are
independent of each other and follow the same arithmetic: an `AxisLayout` is one of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportgen.diagnostics import ReportgenError

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Band:
    """A repeated stretch of one axis: template positions `first..last` (from 1), filled `count` times."""

    first: int
    last: int
    count: int

    @property
    def size(self) -> int:
        """How many rows or columns one item takes."""
        return self.last - self.first + 1

    @property
    def filled(self) -> int:
        """How many rows or columns all items take."""
        return self.size * self.count


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one block: the block's index on its axis and the item's number, both from 0."""

    band: int
    number: int


@dataclass(frozen=True)
class AxisLayout:
    """The rows, or the columns, of one sheet: disjoint bands in ascending order."""

    bands: tuple[Band, ...] = ()
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
            moved += band.filled - band.size
        object.__setattr__(self, "_firsts", tuple(band.first for band in self.bands))
        object.__setattr__(self, "_starts", tuple(starts))

    @property
    def is_identity(self) -> bool:
        """Whether every position stays where it is."""
        return all(band.count == 1 for band in self.bands)

    def band_at(self, position: int) -> int | None:
        """The index of the band that holds a template position; None outside all bands."""
        index = bisect_right(self._firsts, position) - 1
        return index if index >= 0 and position <= self.bands[index].last else None

    def position(self, position: int, number: int = 0) -> int | None:
        """Where a template position stands in item `number` of its block; None where the block is removed.

        Outside blocks `number` says nothing.
        """
        index = bisect_right(self._firsts, position) - 1
        if index < 0:
            return position
        band = self.bands[index]
        if position <= band.last:
            if number >= band.count:
                return None
            return self._starts[index] + number * band.size + position - band.first
        return self._starts[index] + band.filled + position - band.last - 1

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
            for count in range(band.count if index > begin else 0):
                item = Item(number, count)
                base = start + count * band.size - band.first
                for inside in range(begin, index):
                    yield positions[inside] + base, inside, item
        while index < end:
            found = self.position(positions[index])
            assert found is not None
            yield found, index, None
            index += 1

    def source(self, position: int) -> tuple[int, Item | None]:
        """The template position behind a finished one, and the item it belongs to; None outside blocks."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return position, None
        band = self.bands[index]
        offset = position - self._starts[index]
        if offset < band.filled:
            number, inside = divmod(offset, band.size)
            return band.first + inside, Item(index, number)
        return band.last + 1 + offset - band.filled, None

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
        first item or ends with the last.
        """
        begin = self._low_end(low, None if low_anchored else at)
        end = self._high_end(high, None if high_anchored else at)
        return (begin, end) if begin <= end else None

    def copies(self, low: int, high: int, *, whole: bool = False) -> tuple[Interval, ...]:
        """The finished intervals for something that belongs to the cells `low..high` themselves.

        What lies inside a block is repeated with it, item by item, and neighbouring copies are joined. With
        `whole` they are not (merged cells), and what reaches over a block's border is stretched as one.
        """
        if whole:
            index = self.band_at(low)
            if index is not None and high <= self.bands[index].last:
                return tuple(self._copies_in_band(index, low, high))
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
        return self._low_end(position, None)

    def _pieces(self, low: int, high: int) -> Iterator[Interval]:
        at = low
        for index in range(max(bisect_right(self._firsts, low) - 1, 0), len(self.bands)):
            band = self.bands[index]
            if band.last < at:
                continue
            if band.first > high:
                break
            if at < band.first:
                yield self._low_end(at, None), self._high_end(band.first - 1, None)
            begin, end = max(at, band.first), min(high, band.last)
            if end - begin + 1 == band.size:
                if band.count:
                    yield self._starts[index], self._starts[index] + band.filled - 1
            else:
                yield from self._copies_in_band(index, begin, end)
            at = end + 1
        if at <= high:
            yield self._low_end(at, None), self._high_end(high, None)

    def _copies_in_band(self, index: int, low: int, high: int) -> Iterator[Interval]:
        band, start = self.bands[index], self._starts[index]
        for number in range(band.count):
            base = start + number * band.size - band.first
            yield base + low, base + high

    def _low_end(self, position: int, at: Item | None) -> int:
        index = self.band_at(position)
        if index is None:
            found = self.position(position)
        elif at is not None and at.band == index:
            found = self.position(position, at.number)
        else:
            found = self.position(position)
        if found is None:  # removed: the reference begins behind the block
            assert index is not None
            return self._starts[index]
        return found

    def _high_end(self, position: int, at: Item | None) -> int:
        index = self.band_at(position)
        if index is None:
            found = self.position(position)
        elif at is not None and at.band == index:
            found = self.position(position, at.number)
        else:
            found = self.position(position, self.bands[index].count - 1) if self.bands[index].count else None
        if found is None:  # removed: the reference ends before the block
            assert index is not None
            return self._starts[index] - 1
        return found


@dataclass(frozen=True)
class SheetLayout:
    """Both axes of one sheet."""

    rows: AxisLayout = AxisLayout()
    columns: AxisLayout = AxisLayout()

    @property
    def is_identity(self) -> bool:
        """Whether every cell stays where it is."""
        return self.rows.is_identity and self.columns.is_identity


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


def axis_layout(bands: Iterable[Band]) -> AxisLayout:
    """The layout of bands in any order."""
    return AxisLayout(tuple(sorted(bands, key=lambda band: band.first)))
