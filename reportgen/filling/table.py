"""Lists of very many records of the same names, held as columns: a tenth of the room that the records take.

table = table_of([{"name": "Disk", "price": 12.5}, ...], plain)      table[0]  ->  {"name": "Disk", "price": ...}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, cast, overload

from reportgen.plan.columns import PIECE, Columns, Numbers, Piece, Texts, numbers, piece, values_of

# A list of fewer records is held as it is.
MANY = 256


class Digits(str):
    """A number of a data file, by its own digits."""

    __slots__ = ()


@dataclass(eq=False)
class RecordTable(Sequence[Any]):
    """Records of the same names; each is made when it is asked for, with those of its piece."""

    names: tuple[str, ...]
    columns: Columns
    _held: tuple[int, list[dict[str, Any]]] = field(default=(-1, []), init=False, repr=False)

    def __len__(self) -> int:
        return self.columns.count

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...

    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[Any]:
        if isinstance(at, slice):
            return list(self)[at]
        number = range(len(self))[at]
        if number // PIECE != self._held[0]:
            self._held = number // PIECE, self.records(number // PIECE)
        return self._held[1][number % PIECE]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.columns:
            yield dict(zip(self.names, row, strict=True))

    def column(self, name: str) -> Sequence[Piece]:
        """The values of one of the names."""
        return self.columns.pieces[self.names.index(name)]

    def says(self, sign: str) -> bool:
        """Whether a sign stands in any of the texts."""
        every = (found for column in self.columns.pieces for found in column)
        return any(
            sign in found.text
            if isinstance(found, Texts)
            else isinstance(found, tuple) and any(isinstance(one, str) and sign in one for one in found)
            for found in every
        )

    def records(self, number: int) -> list[dict[str, Any]]:
        """The records of one piece."""
        columns = [values_of(column[number]) for column in self.columns.pieces]
        return [dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=True)]


class UnlikeError(Exception):
    """The records are not of the same names, or hold more than single values."""


def table_of(records: Iterable[object], plain: Callable[[object], object]) -> RecordTable:
    """The records as columns; `plain` makes a value of each cell. `UnlikeError` where they are no table."""
    names: tuple[str, ...] = ()
    columns: list[list[Piece]] = []
    count, waiting = 0, iter(records)
    while block := list(islice(waiting, PIECE)):
        if set(map(type, block)) != {dict}:
            raise UnlikeError
        records = cast("list[dict[str, object]]", block)
        if not names:
            names = tuple(records[0])
            columns = [[] for _ in names]
        if any(map(names.__ne__, map(tuple, records))) or not all(type(name) is str for name in names):
            raise UnlikeError
        for column, cells in zip(columns, zip(*map(dict.values, records), strict=True), strict=True):
            column.append(_piece(cells, plain))
        count += len(block)
    if not names:
        raise UnlikeError
    return RecordTable(names, Columns(count, tuple(columns)))


def _piece(cells: Sequence[object], plain: Callable[[object], object]) -> Piece:
    kinds = set(map(type, cells))
    found: Numbers | None = None
    if kinds == {Digits}:
        found = numbers(cells)  # type: ignore[arg-type]
    elif kinds in ({int}, {Decimal}):
        found = numbers(map(str, cells))
    elif kinds == {float}:
        found = numbers(map(repr, cells))
    elif kinds == {str}:
        texts = piece(cells)
        if isinstance(texts, Texts) and "\r" not in texts.text:
            return texts
    if found is not None:
        return found
    values = [plain(Decimal(cell) if isinstance(cell, Digits) else cell) for cell in cells]
    if not all(value is None or isinstance(value, str | Decimal | bool | date) for value in values):
        raise UnlikeError
    return piece(values)
