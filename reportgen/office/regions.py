"""Blocks of rows as rectangles: which lies inside which, which side by side, and the layouts they give.

    {region                 }      region   rows 5..8, columns A..D
      {sales   } {returns  }       sales    rows 6..6, columns A..B      returns  rows 6..7, columns C..D

Blocks side by side share rows and no columns: each repeats in its own columns, shorter ones are followed by
empty cells, and everything below moves by the tallest. A block alone in its rows repeats whole rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportgen.office.addresses import MAX_COLUMN
from reportgen.office.layout import AxisLayout, Band, Lane

Path = tuple[int, ...]
CountOf = Callable[[Path], int]


@dataclass(frozen=True)
class Region:
    """One block: its extent along the repeated axis and across it, and how many items it has.

    `count` is asked with the item numbers of the blocks around this one, the outermost first.
    """

    name: str
    first: int
    last: int
    start: int
    end: int
    count: CountOf
    inner: tuple[Region, ...] = ()

    @property
    def width(self) -> tuple[int, int]:
        """The extent across, those of the blocks inside included."""
        ends = [one.width for one in self.inner]
        return min(self.start, *(low for low, _ in ends), self.start), max(
            self.end, *(high for _, high in ends), self.end
        )


def axis_of(regions: Sequence[Region], path: Path = ()) -> AxisLayout:
    """The layout of blocks that only follow each other or lie inside each other."""
    return AxisLayout(tuple(_band(region, path, axis_of) for region in _ordered(regions)))


def row_layouts(regions: Sequence[Region]) -> tuple[AxisLayout, tuple[Lane, ...]]:
    """The layout of whole rows, and the lanes where blocks stand side by side."""
    cuts = sorted({cut for low, high in _side_by_side(regions) for cut in (low, high + 1)} - {1})
    if not cuts:
        return axis_of(regions), ()
    edges = [1, *cuts, MAX_COLUMN + 1]
    spans = [(low, high - 1) for low, high in pairwise(edges) if low < high]
    builder = _Lanes(tuple(spans))
    lanes = tuple(Lane(low, high, builder.axis(regions, (), (low, high))) for low, high in spans)
    return builder.tallest(regions, ()), lanes


@dataclass(frozen=True)
class _Lanes:
    spans: tuple[tuple[int, int], ...]

    def axis(self, regions: Sequence[Region], path: Path, span: tuple[int, int]) -> AxisLayout:
        """The rows of the columns `span`, padded to the tallest of each group of neighbours."""
        bands: list[Band] = []
        for zone in _zones(regions):
            if len(zone) == 1:
                bands.append(_band(zone[0], path, lambda inner, at: self.axis(inner, at, span)))
                continue
            own = [region for region in zone if region.width[0] <= span[0] and span[1] <= region.width[1]]
            found = [_band(region, path, lambda inner, at: self.axis(inner, at, span)) for region in own]
            pad = self._growth(zone, path) - AxisLayout(tuple(found)).growth
            if found:
                found[-1] = _padded(found[-1], pad)
                bands += found
            elif pad:
                first, last = zone[0].first, max(region.last for region in zone)
                bands.append(Band(first, last, 1, pad=max(pad, 0)))
        return AxisLayout(tuple(bands))

    def tallest(self, regions: Sequence[Region], path: Path) -> AxisLayout:
        """The layout of whole rows: of each group of neighbours, that of the tallest columns."""
        bands: list[Band] = []
        for zone in _zones(regions):
            if len(zone) == 1:
                bands.append(_band(zone[0], path, self.tallest))
                continue
            columns = [
                [region for region in zone if region.width[0] <= low and high <= region.width[1]]
                for low, high in self.spans
            ]
            axes = [
                AxisLayout(tuple(_band(region, path, self.tallest) for region in column))
                for column in columns
            ]
            bands += max(axes, key=lambda axis: axis.growth).bands
        return AxisLayout(tuple(bands))

    def _growth(self, zone: Sequence[Region], path: Path) -> int:
        return self.tallest(zone, path).growth


def _padded(band: Band, pad: int) -> Band:
    return Band(band.first, band.last, band.count, band.inner, pad, band.name)


def _band(region: Region, path: Path, inside: Callable[[Sequence[Region], Path], AxisLayout]) -> Band:
    count = region.count(path)
    inner: tuple[AxisLayout, ...] = ()
    if region.inner:
        inner = tuple(inside(region.inner, (*path, number)) for number in range(count))
    return Band(region.first, region.last, count, inner, name=region.name)


def _ordered(regions: Sequence[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: (region.first, region.last, region.start))


def _zones(regions: Sequence[Region]) -> list[list[Region]]:
    """The blocks in groups that share rows, directly or through others."""
    zones: list[list[Region]] = []
    bottom = 0
    for region in _ordered(regions):
        if zones and region.first <= bottom:
            zones[-1].append(region)
        else:
            zones.append([region])
        bottom = max(bottom, region.last)
    return zones


def _side_by_side(regions: Sequence[Region]) -> list[tuple[int, int]]:
    found = [region.width for zone in _zones(regions) if len(zone) > 1 for region in zone]
    for region in regions:
        found += _side_by_side(region.inner)
    return found
