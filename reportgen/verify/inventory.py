"""All numbers of a finished file, in a form small enough to be kept in it, and what changed since.

home  slide 8 "revenue_chart" chart     1 16 2 16 ... 36,179 +15.0 37,944        its numbers in order
grid  "Model"   row 12: 3fa0c1d2   column H: 77ab01c9                            one digest a row, one a column

A wrong digit in a cell changes one row and one column: where the two cross stands the cell.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from reportgen.office.addresses import cell_address
from reportgen.office.package import Package
from reportgen.verify.cells import Cell, Grid, GridReader, OwnFormulas, cells_as_written, grids_as_written
from reportgen.verify.numbers import Home, TextOccurrence
from reportgen.verify.read_cells import read_grids
from reportgen.verify.read_deck import deck_carriers
from reportgen.verify.read_slides import SlideReader, read_slides, slides_as_written
from reportgen.verify.read_workbook import workbook_carriers

HomeKey = tuple[str, ...]
# Six bytes: that two contents agree by chance is one in 10^14.
_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class GridDigests:
    """The digests of a worksheet's filled rows and columns."""

    rows: Mapping[int, str]
    columns: Mapping[int, str]


@dataclass(frozen=True)
class Inventory:
    """The numbers of every home in order, and the digests of every worksheet."""

    homes: Mapping[HomeKey, tuple[Home, tuple[str, ...]]]
    grids: Mapping[str, GridDigests]


@dataclass(frozen=True)
class Finished:
    """A finished file as read: deck or workbook, its carriers, its worksheets."""

    name: str
    kind: str
    package: Package
    carriers: tuple[TextOccurrence, ...]
    grids: tuple[Grid, ...] = ()

    @property
    def numbers(self) -> int:
        """How many numbers the file shows or keeps."""
        return sum(len(carrier.numbers) for carrier in self.carriers) + sum(
            cell.has_digits for grid in self.grids for cell in grid.cells.values()
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One number that is not what it was: the home, the place inside, what stood there, what stands there now.

    `before` is empty for a number that was added, `now` for one that is gone; both are empty for a whole cell
    of which only the digest is known, then `now` may tell its content.
    """

    home: Home
    at: str
    before: str
    now: str


def read_finished(package: Package, kind: str) -> Finished:
    """A finished deck or workbook (`kind`) as programs of other hands read it."""
    return _read(package, kind, read_slides, read_grids)


def finished_as_written(package: Package, kind: str, own_formulas: OwnFormulas) -> Finished:
    """A finished deck or workbook (`kind`) as this house reads it: what a build seals."""
    return _read(package, kind, slides_as_written, partial(grids_as_written, own_formulas=own_formulas))


def _read(
    package: Package, kind: str, slides: Callable[[Package], SlideReader], grids: GridReader
) -> Finished:
    if kind == "deck":
        return Finished(package.name, kind, package, tuple(deck_carriers(package, slides(package), grids)))
    return Finished(package.name, kind, package, tuple(workbook_carriers(package)), grids(package))


def inventory_of(finished: Finished) -> Inventory:
    """The inventory of a finished file."""
    grids = {grid.sheet: _digests(sorted(grid.cells.values())) for grid in finished.grids}
    return Inventory(_numbers(finished.carriers), grids)


def inventory_as_written(package: Package, kind: str, own_formulas: OwnFormulas) -> Inventory:
    """The inventory of a deck or workbook as this house reads it, one worksheet in memory at a time."""
    if kind == "deck":
        return inventory_of(finished_as_written(package, kind, own_formulas))
    homes = _numbers(workbook_carriers(package))
    return Inventory(
        homes,
        {sheet.name: _digests(sorted(cells)) for sheet, cells in cells_as_written(package, own_formulas)},
    )


def _numbers(carriers: Iterable[TextOccurrence]) -> Mapping[HomeKey, tuple[Home, tuple[str, ...]]]:
    """The numbers of every home, from all texts of a file."""
    homes: dict[HomeKey, tuple[Home, list[str]]] = {}
    for carrier in carriers:
        numbers = carrier.numbers
        if numbers:
            homes.setdefault(carrier.home.key, (carrier.home, []))[1].extend(_bare(n) for n in numbers)
    return {key: (home, tuple(numbers)) for key, (home, numbers) in homes.items()}


def changes(then: Inventory, finished: Finished) -> Iterator[Change]:
    """What differs between what was kept and what is there now, home by home, cell by cell."""
    now: dict[HomeKey, list[tuple[TextOccurrence, str]]] = {}
    for carrier in finished.carriers:
        for number in carrier.numbers:
            now.setdefault(carrier.home.key, []).append((carrier, _bare(number)))
    for key, (home, before) in then.homes.items():
        yield from _home_changes(home, before, now.get(key, []))
    for key, found in now.items():
        if key not in then.homes:
            for carrier, number in found:
                yield Change(carrier.home, carrier.at, "", number)
    grids = {grid.sheet: grid for grid in finished.grids}
    for sheet, digests in then.grids.items():
        grid = grids.get(sheet)
        if grid is None:
            yield Change(Home("cell", sheet=sheet), "", "the sheet", "")
        else:
            yield from _grid_changes(grid, digests)
    for sheet in grids:
        if sheet not in then.grids:
            yield Change(Home("cell", sheet=sheet), "", "", "the sheet")


def _home_changes(
    home: Home, before: tuple[str, ...], found: list[tuple[TextOccurrence, str]]
) -> Iterator[Change]:
    after = [number for _, number in found]
    if tuple(after) == before:
        return
    if not after:
        yield Change(home, "", " ".join(before), "")
        return
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        old, new = before[i:j], found[k:m]
        for number in range(max(len(old), len(new))):
            was = old[number] if number < len(old) else ""
            carrier = new[number][0] if number < len(new) else None
            is_now = new[number][1] if number < len(new) else ""
            near = carrier or (found[min(k, len(found) - 1)][0] if found else None)
            yield Change(carrier.home if carrier else home, near.at if near else "", was, is_now)


def _grid_changes(grid: Grid, then: GridDigests) -> Iterator[Change]:
    now = _digests(sorted(grid.cells.values()))
    rows = _unequal(then.rows, now.rows)
    columns = _unequal(then.columns, now.columns)
    home = Home("cell", sheet=grid.sheet)
    told = False
    for row in rows:
        for column in columns:
            cell = grid.cells.get((row, column))
            if cell is not None and cell.has_digits:
                told = True
                yield Change(home, cell.address, "", _content(cell))
            elif len(rows) == len(columns) == 1:
                told = True
                yield Change(home, cell_address(row, column), "", "")
    if (rows or columns) and not told:
        where = ", ".join(f"row {row}" for row in rows[:8])
        yield Change(home, where, "", "")


def _content(cell: Cell) -> str:
    if cell.formula:
        return f"={cell.formula} giving {cell.value or 'nothing'}"
    return cell.value or ""


def _unequal(then: Mapping[int, str], now: Mapping[int, str]) -> list[int]:
    return sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))


def _digests(cells: Iterable[Cell]) -> GridDigests:
    """The digests of cells in order of row and column."""
    rows: dict[int, list[str]] = {}
    columns: dict[int, list[str]] = {}
    for cell in cells:
        if cell.has_digits:
            text = f"{cell.address}\x1f{cell.kind}\x1f{cell.value}\x1f{cell.formula}"
            rows.setdefault(cell.row, []).append(text)
            columns.setdefault(cell.column, []).append(text)
    return GridDigests(
        {row: _digest(texts) for row, texts in rows.items()},
        {column: _digest(texts) for column, texts in columns.items()},
    )


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.blake2b("\x1e".join(texts).encode(), digest_size=_DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def _bare(number: str) -> str:
    return "".join(number.split())
