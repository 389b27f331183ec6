"""The values of a whole block, handed out row by row as its items come by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportgen.binding.plan import BlockRows, BulkValue
from reportgen.diagnostics import ReportgenError
from reportgen.parts.addresses import split_address
from reportgen.parts.layout import SheetLayout

_NONE: tuple[BulkValue, ...] = ()


@dataclass
class BulkFeed:
    """One `BlockRows` of a sheet: which of its values belong into which template row, and the item at hand.

    `picks` gives, for each template row, its columns with the place of their value, ascending by column.
    """

    bulk: BlockRows
    picks: dict[int, tuple[tuple[int, int], ...]]
    first_row: int
    count: int = 0
    current: Sequence[BulkValue] = _NONE
    _fetched: int = 0
    _rows: Iterator[Sequence[BulkValue]] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = iter(self.bulk.rows)

    def values(self, row: int, finished: int) -> Sequence[BulkValue]:
        """The item's values at one of its template rows; the first of them fetches the next item."""
        if row == self.first_row and finished != self._fetched:
            self._fetched = finished
            found = next(self._rows, None)
            if found is None:
                raise ReportgenError(f"{self._name} has more items than rows of values")
            if len(found) != len(self.bulk.cells):
                raise ReportgenError(
                    f"{self._name}: {len(found)} values for {len(self.bulk.cells)} cells in item {self.count + 1}"
                )
            self.current = found
            self.count += 1
        return self.current

    def close(self) -> None:
        """Check that all values have gone into the sheet."""
        if next(self._rows, None) is not None:
            raise ReportgenError(f"{self._name} has fewer items than rows of values")

    @property
    def _name(self) -> str:
        return f"the block of {self.bulk.sheet}!{self.bulk.cells[0]}"


def bulk_feeds(bulk: Sequence[BlockRows], axes: SheetLayout) -> list[BulkFeed]:
    """The feeds of one sheet; their cells must stand in rows of one block and outside blocks of columns."""
    feeds: list[BulkFeed] = []
    for one in bulk:
        if not one.cells:
            raise ReportgenError("a block of rows is given values for no cells")
        picks: dict[int, list[tuple[int, int]]] = {}
        chains = set()
        for place, address in enumerate(one.cells):
            row, column = split_address(address)
            if axes.columns.band_at(column) is not None:
                raise ReportgenError(f"{one.sheet}!{address} stands in a block of columns")
            axis = axes.rows_at(column)
            chains.add(tuple((name, 0) for name, _ in axis.chain(axis.first_item(row))))
            picks.setdefault(row, []).append((column, place))
        if len(chains) > 1:
            raise ReportgenError(f"the cells {', '.join(one.cells)} of {one.sheet} stand in several blocks")
        feeds.append(BulkFeed(one, {row: tuple(sorted(found)) for row, found in picks.items()}, min(picks)))
    return feeds
