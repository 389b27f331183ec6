"""A finished file against itself: formulas against what they give when calculated anew, charts against their cells.

Model!M20                    formula =M17/M$12       kept 0.151    calculated 0.151    agree
slide 8 "revenue_chart"      series "Total", 4Q17    48439         Data!D9 holds 48439

What the file keeps and what it calculates know nothing of each other, so that two processes can find them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place
from reportgen.formula.calculator import Calculated
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.hidden import hidden_lines, shows_visible_only
from reportgen.office.package import Package
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import sheet_parts
from reportgen.verify.cells import Cell, SheetGrids
from reportgen.verify.chart_texts import Point, points
from reportgen.verify.finished import FinishedFile
from reportgen.verify.numbers import number_text

# Doubles carry about sixteen digits; a chain of sums and quotients loses some of the last ones, and caches of
# charts carry fifteen digits at most.
_NEAR = Decimal("1e-12")
_TINY = Decimal("1e-15")
# Behind a chart values are kept to twelve places, as plotted.
_PLOTTED = Decimal("1e-12")

# So many formula cells without a value were not emptied one by one: a program saved the file without them.
_UNSAVED = 20
_NOTHING = "nothing"

# Row and column -> kind and value of the formula there, as kept, and as calculated anew; None where it is refused.
_Place = tuple[int, int]
Kept = Mapping[_Place, tuple[str, str | None]]
Outcomes = Mapping[_Place, tuple[str, str] | None]


class KeptBook(Struct, frozen=True):
    """One workbook of a file as it is kept: its formulas by sheet, how many points were compared with their cells.

    `behind` is the shape that it stands behind, `issues` tell the points that differ.
    """

    behind: str
    place: Place
    formulas: Mapping[str, Kept]
    points: int
    issues: tuple[Issue, ...]


class Consistency(Struct):
    """How many formulas were calculated anew and how many the calculator refuses, how many points were compared."""

    formulas: int = 0
    refused: int = 0
    points: int = 0
    issues: list[Issue] = field(default_factory=list)


def kept_books(file: FinishedFile) -> list[KeptBook]:
    """What each workbook of a file keeps, the values of its formulas and the points of its charts."""
    found = []
    for book in file.books():
        formulas = {
            sheet: {at: (cell.kind, cell.value) for at, cell in grid.cells.items() if cell.formula}
            for sheet, grid in book.grids.items()
        }
        points = [one for place, chart in book.charts for one in _compared_points(chart, book.grids, place)]
        issues = tuple(issue for issue in points if issue is not None)
        found.append(KeptBook(book.behind, book.place, formulas, len(points), issues))
    return found


def calculated_books(file: FinishedFile) -> list[Mapping[str, Outcomes] | Issue]:
    """What all formulas of each workbook give when they are calculated anew, by sheet; a finding where none can be."""
    found: list[Mapping[str, Outcomes] | Issue] = []
    for book in file.books():
        # A file of another hand does not say on which day it was calculated.
        clock = _clock(book.grids.package) if file.mark is not None else ""
        try:
            found.append(_outcomes(book.grids.package, clock))
        except OSError as error:  # the calculator reads texts, styles and kinds of cells its own way
            message = "the calculator cannot read it"
            found.append(Issue("damaged-workbook", message, book.place, found=str(error)))
    return found


def compared(kept: Sequence[KeptBook], calculated: Sequence[Mapping[str, Outcomes] | Issue]) -> Consistency:
    """The two held against each other, workbook by workbook."""
    found = Consistency()
    for book, outcomes in zip(kept, calculated, strict=True):
        if isinstance(outcomes, Issue):
            found.issues.append(outcomes)
            outcomes = {}
        differing = [
            issue
            for sheet, formulas in book.formulas.items()
            for issue in _formula_issues(sheet, formulas, outcomes.get(sheet, {}), book, found)
        ]
        empty = [issue for issue in differing if issue.found == _NOTHING]
        if len(empty) > _UNSAVED:
            found.issues.append(_unsaved(empty, sum(map(len, book.formulas.values()))))
            differing = [issue for issue in differing if issue.found != _NOTHING]
        found.issues += [*differing, *book.issues]
        found.points += book.points
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


def _formula_issues(
    sheet: str, formulas: Kept, outcomes: Outcomes, book: KeptBook, done: Consistency
) -> Iterator[Issue]:
    """A finding for every formula cell whose value is not what its formula gives."""
    least = _PLOTTED if book.behind else _TINY
    message = "the value kept in this cell is not what its formula gives"
    for at, kept in formulas.items():
        outcome = outcomes.get(at)
        if outcome is None:
            done.refused += 1
            continue
        done.formulas += 1
        if kept == outcome or _same_outcome(kept, outcome, least):
            continue
        address = cell_address(*at)
        place, told = Place(book.place.file, sheet=sheet, cell=address), message
        if book.behind:
            # The place of an embedded workbook is that of its chart on the slide.
            told = f"workbook behind chart {book.behind}: {message} ({sheet}!{address})"
            place = book.place
        yield Issue("cached-value-differs", told, place, expected=outcome[1], found=kept[1] or _NOTHING)


def _unsaved(empty: Sequence[Issue], formulas: int) -> Issue:
    """One finding for all formula cells of a workbook that keep no value, at the first of them."""
    first = empty[0].place
    return Issue(
        "no-cached-values",
        f"{len(empty):,} of {formulas:,} formula cells keep no value, this is the first",
        first,
        expected=f"values, as here {empty[0].expected}",
        found=_NOTHING,
        hint="a program saved the workbook without them: open it in Excel or LibreOffice and save it, or build it anew",
    )


def _same_outcome(kept: tuple[str, str | None], outcome: tuple[str, str], least: Decimal) -> bool:
    if kept[0] == outcome[0] == "n" and kept[1] is not None:
        try:
            return near(Decimal(kept[1]), Decimal(outcome[1] or "0"), least)
        except ArithmeticError:
            return False
    return (kept[1] or "") == outcome[1]


def near(first: Decimal, second: Decimal, least: Decimal = _TINY) -> bool:
    """Whether two values are the same but for what doubles lose."""
    return abs(first - second) <= max(_NEAR * max(abs(first), abs(second)), least)


def _compared_points(chart: etree._Element, grids: SheetGrids, place: Place) -> Iterator[Issue | None]:
    """For each cached point with a cell behind it a finding, or None where that holds the same."""
    behind = _PointCells(grids, shows_visible_only(chart))
    for point in points(chart):
        cell = behind.cell(point)
        if cell is None:
            continue
        if _same_point(point.value, cell.value or ""):
            yield None
            continue
        message = (
            f'series "{point.series}", {point.role} {point.index + 1}: not what the cell behind it holds'
        )
        at = f"{cell.address} holds {cell.value}"
        yield Issue("cache-differs", message, place, expected=at, found=point.value)


class _PointCells(Struct):
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
