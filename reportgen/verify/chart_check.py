"""Every number that a chart keeps against the cell it was read from.

series "Total", point 8   keeps 48439   Data!D9 holds 48439   agree
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.diagnostics import Issue, Place
from reportgen.parts.addresses import split_address
from reportgen.verify.carriers import number_text
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.read_chart import Point, points

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
