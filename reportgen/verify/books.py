"""The workbooks in a finished file, each with its sheets and the charts that read them.

a workbook   itself, and the charts on its sheets
a deck       the workbook behind each chart of a slide, and that chart
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.office.addresses import split_address
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts
from reportgen.office.slide_shapes import shapes
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import number_text
from reportgen.verify.read_cells import read_grids
from reportgen.verify.read_chart import Point, points, related_charts
from reportgen.verify.read_deck import chart_part_of, slide_parts, workbook_behind


@dataclass(frozen=True)
class Book:
    """One workbook: the shape it stands behind (empty for a file of its own), its place, sheets and charts."""

    behind: str
    place: Place
    package: Package
    grids: tuple[Grid, ...]
    charts: tuple[tuple[Place, etree._Element], ...]


def books(finished: Finished) -> Iterator[Book]:
    """All workbooks of a finished file."""
    package, name = finished.package, finished.name
    if finished.kind == "workbook":
        charts = tuple(
            (Place(name, sheet=sheet.name, part=part), package.peek(part))
            for sheet in sheet_parts(package)
            for drawing in package.related(sheet.part, "drawing")
            if drawing in package
            for part in related_charts(package, drawing)
        )
        yield Book("", Place(name), package, finished.grids, charts)
        return
    for slide in slide_parts(package):
        for shape in shapes(package.peek(slide.part)):
            part = chart_part_of(package, slide.part, shape)
            book = workbook_behind(package, part) if part is not None else None
            if part is not None and book is not None:
                place = Place(name, slide=slide.number, shape=shape.name)
                yield Book(shape.name, place, book, read_grids(book), ((place, package.peek(part)),))


# Caches carry fifteen digits at most where cells carry seventeen.
_NEAR = Decimal("1e-12")


def cache_issues(chart: etree._Element, grids: Mapping[str, Grid], place: Place) -> tuple[int, list[Issue]]:
    """How many cached points were compared, and a finding for each that its cell gives otherwise."""
    compared = 0
    issues: list[Issue] = []
    for point in points(chart):
        cell = _cell(point, grids)
        if cell is None:
            continue
        compared += 1
        if not _same(point.value, cell.value or ""):
            message = (
                f'series "{point.series}", {point.role} {point.index + 1}: not what the cell behind it holds'
            )
            at = f"{cell.address} holds {cell.value}"
            issues.append(Issue("cache-differs", message, place, expected=at, found=point.value))
    return compared, issues


def _cell(point: Point, grids: Mapping[str, Grid]) -> Cell | None:
    """The cell of a point, where its reference is one stretch of one row or column."""
    for sheet, top, left, bottom, right in _areas(point.reference):
        grid = grids.get(sheet)
        if grid is None or not (top == bottom or left == right):
            return None
        down = top != bottom
        row, column = (top + point.index, left) if down else (top, left + point.index)
        if row > bottom or column > right:
            return None
        return grid.cells.get((row, column))
    return None


def _areas(reference: str) -> Iterator[tuple[str, int, int, int, int]]:
    sheet, mark, area = reference.rpartition("!")
    if not mark or "," in area:
        return
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    first, _, last = area.partition(":")
    try:
        top, left = split_address(first)
        bottom, right = split_address(last or first)
    except ValueError:
        return
    yield sheet, top, left, bottom, right


def _same(kept: str, held: str) -> bool:
    if kept == held:
        return True
    try:
        first, second = Decimal(number_text(kept.strip())), Decimal(number_text(held.strip()))
    except InvalidOperation:
        return False
    return abs(first - second) <= _NEAR * max(abs(first), abs(second))
