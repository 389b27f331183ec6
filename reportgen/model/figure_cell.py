"""A cell of a model that shows a figure, and the ways in which a row of such cells comes to its figures."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from reportgen.figures.query import FigureQuery
from reportgen.office.addresses import column_letters

# Stands for the letters of a column; no sheet has so many.
ANY_COLUMN = "ZZZZ"


class FormulaKind(StrEnum):
    """The ways to a figure of a period block, in the order in which a formula tries them."""

    ROLLED = "rolled"
    PRINTED = "printed"
    REST_OF_YEAR = "rest of the year"
    CALCULATION = "calculation"
    QUARTERS = "quarters"


class RowInBlock(NamedTuple):
    """A row in one period block: all its cells share one formula."""

    sheet: str
    row: int
    first_column: int


class FigureCell(Struct, frozen=True):
    """A cell that shows a figure; `block` is None outside period blocks.

    `any_column` makes it stand for all cells of its row and block that ask in the same way.
    """

    sheet: str
    row: int
    column: int
    asked: FigureQuery
    block: RowInBlock | None = None
    any_column: bool = False

    @property
    def letters(self) -> str:
        """The letters of its column, or what stands in their place."""
        return ANY_COLUMN if self.any_column else column_letters(self.column)


class RowFormula(Struct, frozen=True):
    """What the periods of a row in a block need, and whether any lies in the forecast."""

    kinds: tuple[FormulaKind, ...]
    reaches_ahead: bool
