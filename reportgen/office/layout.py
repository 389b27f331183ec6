"""Both axes of a sheet, and all sheets of a workbook.

      A  B  C   D   E  F  G
row 5 {orders}      {returns}      two blocks in the same rows: each repeats in its own columns, and the
                                   rows below all move by the taller one
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reportgen.office.axis import AxisLayout, Band, Interval, Item

__all__ = [
    "AxisLayout",
    "Band",
    "Interval",
    "Item",
    "Lane",
    "PlacedCell",
    "SheetLayout",
    "WorkbookLayout",
]


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
        columns: Interval | None,
        at: tuple[Item | None, AxisLayout] = (None, _FLAT),
        *,
        low_anchored: bool = False,
        high_anchored: bool = False,
    ) -> Interval | None:
        """The finished rows of a reference to template rows `low..high` of `columns` (None: of all).

        `at` is the item that the reference is written in, on its own axis.
        """
        item, home = at
        if columns is None or not self.lanes:
            return self.rows.stretch(
                low,
                high,
                home.shared(item, self.rows),
                low_anchored=low_anchored,
                high_anchored=high_anchored,
            )
        found = [
            one
            for _, _, axis in self.stretches(*columns)
            if (
                one := axis.stretch(
                    low,
                    high,
                    home.shared(item, axis),
                    low_anchored=low_anchored,
                    high_anchored=high_anchored,
                )
            )
        ]
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None

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
