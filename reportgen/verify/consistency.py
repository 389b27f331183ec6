"""A finished file against itself: formulas against what they give when calculated anew, charts against their cells.

Model!M20                    formula =M17/M$12       kept 0.151    calculated 0.151    agree
slide 8 "revenue_chart"      series "Total", 4Q17    48439         Data!D9 holds 48439
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.formula.calculator import Calculated
from reportgen.office.addresses import split_address
from reportgen.office.hidden import hidden_lines, shows_visible_only
from reportgen.office.package import Package
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import sheet_parts
from reportgen.verify.cells import Cell, Grid, SheetGrids
from reportgen.verify.chart_texts import Point, points
from reportgen.verify.finished import Book, FinishedFile
from reportgen.verify.numbers import number_text

# Doubles carry about sixteen digits; a chain of sums and quotients loses some of the last ones, and caches of
# charts carry fifteen digits at most.
_NEAR = Decimal("1e-12")
_TINY = Decimal("1e-15")
# Behind a chart values are kept to twelve places, as plotted.
_PLOTTED = Decimal("1e-12")

# Row and column -> kind and value of the formula there, calculated anew; None where it is refused.
Outcomes = Mapping[tuple[int, int], tuple[str, str] | None]


@dataclass
class Consistency:
    """How many formulas were calculated anew and how many the calculator refuses, how many points were compared."""

    formulas: int = 0
    refused: int = 0
    points: int = 0
    issues: list[Issue] = field(default_factory=list)


def consistency_of(file: FinishedFile) -> Consistency:
    """Every formula and every chart of a file, those of the workbooks behind charts too."""
    found = Consistency()
    for book in file.books():
        # A file of another hand does not say on which day it was calculated.
        clock = _clock(book.grids.package) if file.mark is not None else ""
        try:
            outcomes = _outcomes(book.grids.package, clock)
        except OSError as error:  # the calculator reads texts, styles and kinds of cells its own way
            outcomes = {}
            found.issues.append(
                Issue("damaged-workbook", "the calculator cannot read it", book.place, found=str(error))
            )
        for sheet, grid in book.grids.items():
            found.issues += _formula_issues(grid, outcomes.get(sheet, {}), book, found)
        for place, chart in book.charts:
            found.issues += _point_issues(chart, book.grids, place, found)
    return found


def _outcomes(package: Package, clock: str) -> Mapping[str, Outcomes]:
    """What every formula of each sheet gives when it is calculated anew."""
    sheets = [sheet for sheet in sheet_parts(package) if sheet.is_worksheet]
    if not any(may_hold_formulas(package[sheet.part]) for sheet in sheets):
        return {}
    found = Calculated(package, {}, clock)
    return {
        sheet.name: {
            at: (one.kind, one.text or "") if one.kind != "n" or one.text is not None else None
            for at, one in found.outcomes(sheet.part).items()
        }
        for sheet in sheets
    }


def _clock(package: Package) -> str:
    """The date the file gives itself: that of its newest document, at which a build calculates."""
    for part in package.related("/", "core-properties"):
        if part in package:
            return package.peek(part).findtext("{*}created", "")
    return ""


def _formula_issues(grid: Grid, outcomes: Outcomes, book: Book, done: Consistency) -> Iterator[Issue]:
    """A finding for every formula cell whose value is not what its formula gives."""
    least = _PLOTTED if book.behind else _TINY
    message = "the value kept in this cell is not what its formula gives"
    for at, cell in grid.cells.items():
        if not cell.formula:
            continue
        outcome = outcomes.get(at)
        if outcome is None:
            done.refused += 1
            continue
        done.formulas += 1
        if _same_outcome(cell, *outcome, least):
            continue
        place, told = Place(book.place.file, sheet=grid.sheet, cell=cell.address), message
        if book.behind:
            # The place of an embedded workbook is that of its chart on the slide.
            told = f"workbook behind chart {book.behind}: {message} ({grid.sheet}!{cell.address})"
            place = book.place
        yield Issue("cached-value-differs", told, place, expected=outcome[1], found=cell.value or "nothing")


def _same_outcome(cell: Cell, kind: str, value: str, least: Decimal) -> bool:
    if kind == "n" and cell.kind == "n" and cell.value is not None:
        try:
            return near(Decimal(cell.value), Decimal(value or "0"), least)
        except ArithmeticError:
            return False
    return (cell.value or "") == value


def near(first: Decimal, second: Decimal, least: Decimal = _TINY) -> bool:
    """Whether two values are the same but for what doubles lose."""
    return abs(first - second) <= max(_NEAR * max(abs(first), abs(second)), least)


def _point_issues(
    chart: etree._Element, grids: SheetGrids, place: Place, done: Consistency
) -> Iterator[Issue]:
    """A finding for each cached point that its cell gives otherwise."""
    behind = _PointCells(grids, shows_visible_only(chart))
    for point in points(chart):
        cell = behind.cell(point)
        if cell is None:
            continue
        done.points += 1
        if not _same_point(point.value, cell.value or ""):
            message = (
                f'series "{point.series}", {point.role} {point.index + 1}: not what the cell behind it holds'
            )
            at = f"{cell.address} holds {cell.value}"
            yield Issue("cache-differs", message, place, expected=at, found=point.value)


@dataclass
class _PointCells:
    """The cells behind the points of one chart."""

    grids: SheetGrids
    visible_only: bool
    _lines: dict[str, tuple[str, Sequence[int], Sequence[int]]] = field(default_factory=dict)

    def cell(self, point: Point) -> Cell | None:
        """The cell of a point, where its reference is one stretch of one row or column."""
        if point.reference not in self._lines:
            self._lines[point.reference] = self._stretch(point.reference)
        sheet, rows, columns = self._lines[point.reference]
        if point.index >= len(rows) * len(columns):
            return None
        at = (rows[point.index], columns[0]) if len(columns) == 1 else (rows[0], columns[point.index])
        return self.grids[sheet].cells.get(at)

    def _stretch(self, reference: str) -> tuple[str, Sequence[int], Sequence[int]]:
        """The sheet, rows and columns of a reference, without hidden ones where the chart leaves them out."""
        sheet, mark, area = reference.rpartition("!")
        if sheet.startswith("'") and sheet.endswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        first, _, last = area.partition(":")
        try:
            (top, left), (bottom, right) = split_address(first), split_address(last or first)
        except ValueError:
            return "", (), ()
        if not mark or sheet not in self.grids or not (top == bottom or left == right):
            return "", (), ()
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        if not self.visible_only:
            return sheet, rows, columns
        package = self.grids.package
        hidden = hidden_lines(package, next(one.part for one in sheet_parts(package) if one.name == sheet))
        shown = [column for column in columns if not hidden.has_column(column)]
        return sheet, [row for row in rows if row not in hidden.rows], shown


def _same_point(kept: str, held: str) -> bool:
    if kept == held:
        return True
    try:
        first, second = Decimal(number_text(kept.strip())), Decimal(number_text(held.strip()))
    except InvalidOperation:
        return False
    return near(first, second, Decimal(0))
