"""The cells of a finished workbook, as plain readers see them: value, formula, nothing else.

Model!H12   value 36179   formula IFERROR(INDEX(data_value,MATCH($G12&"|"&H$13,data_key,0)),"n/d")
Data!K5     value 36179   formula -
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree

from reportgen.office.addresses import cell_address
from reportgen.office.cell_reader import OwnFormula, WorksheetCell, read_cells
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_strings, sheet_parts
from reportgen.verify.numbers import number_text

# Gives, for a worksheet, what tells the formula of each of its cells.
OwnFormulas = Callable[[etree._Element], OwnFormula]
_DIGIT = re.compile(r"\d")
_SHORT = 16


class Cell(NamedTuple):
    """One filled cell: `kind` as in the file (`n`, `str`, `b`, `e`; texts of all forms are `text`).

    `value` is in one spelling; None where a formula has no value. `formula` is without `=`, empty where the
    cell has none.
    """

    row: int
    column: int
    kind: str
    value: str | None
    formula: str = ""

    @property
    def address(self) -> str:
        """The address, `H12`."""
        return cell_address(self.row, self.column)

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number."""
        if self.kind != "n" or self.value is None:
            return None
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    @property
    def has_digits(self) -> bool:
        """Whether value or formula hold a digit."""
        return bool((self.value and _DIGIT.search(self.value)) or _DIGIT.search(self.formula))


@dataclass(frozen=True)
class Grid:
    """The filled cells of one worksheet by row and column."""

    sheet: str
    part: str
    cells: Mapping[tuple[int, int], Cell]

    @property
    def formulas(self) -> int:
        """How many cells hold formulas."""
        return sum(bool(cell.formula) for cell in self.cells.values())


# The worksheets of a package, in tab order.
GridReader = Callable[[Package], tuple[Grid, ...]]


def grids_as_written(package: Package, own_formulas: OwnFormulas) -> tuple[Grid, ...]:
    """All worksheets in tab order by the reader of this house: what a build knows of the cells it wrote."""
    return tuple(
        Grid(sheet.name, sheet.part, {(cell.row, cell.column): cell for cell in cells})
        for sheet, cells in cells_as_written(package, own_formulas)
    )


def cells_as_written(
    package: Package, own_formulas: OwnFormulas
) -> Iterator[tuple[SheetPart, Iterator[Cell]]]:
    """The filled cells of all worksheets in tab order; each sheet is settled in its bytes before it is read."""
    strings = shared_strings(package)
    for sheet in sheet_parts(package):
        if sheet.is_worksheet:
            package.settle(sheet.part)
            yield sheet, _filled(read_cells(package, sheet.part, strings, own_formulas))


def _filled(cells: Iterable[WorksheetCell]) -> Iterator[Cell]:
    for cell in cells:
        value, is_formula = cell.value, cell.formula is not None
        if value and cell.kind == "n":
            value = cell_number(value.strip())
        if value or is_formula:
            yield Cell(cell.row, cell.column, cell.kind, value, (cell.formula or "=") if is_formula else "")


def cell_number(value: str | float) -> str:
    """The number of a cell in one spelling: that of the double which every program reads; a text as it is."""
    if isinstance(value, str) and len(value) < _SHORT and value.isdecimal() and value[0] != "0":
        return value
    try:
        text = repr(float(value) + 0.0)  # no zero has a sign
    except (ValueError, OverflowError):
        return str(value)
    return number_text(text) if "e" in text or "n" in text else text.removesuffix(".0")
