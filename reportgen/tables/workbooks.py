"""Rows of a workbook: a sheet, a range such as Data!A1:F90, a table or a named range; dates as dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.formula.dependents import read_names
from reportgen.formula.structured import read_tables
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, split_address
from reportgen.office.dates import moment_of, shows_dates
from reportgen.office.grid import GridCell, counts_from_1904, grid, sheet_names
from reportgen.office.package import Package, open_package
from reportgen.office.references import parse_reference
from reportgen.office.sheets import sheet_parts

_Area = tuple[str, int, int, int, int]
_SHOWN = 5


def workbook_rows(data: bytes, part: str, file: str, doubts: list[Issue]) -> list[Sequence[object]]:
    """The rows of what `part` names in a workbook, the first sheet where it names nothing; blank rows at the end go.

    What reads as a blank and is none is added to `doubts`: errors, formulas without values, cells under a merged one.
    """
    package = open_package(data, file)
    area = sheet, top, low, left, right = _area(package, part, file)
    from_1904 = counts_from_1904(package)
    rows: dict[int, dict[int, object]] = {}
    errors: list[str] = []
    uncalculated: list[str] = []
    for cell in grid(package, sheet):
        if top <= cell.row <= low and left <= cell.column <= right:
            rows.setdefault(cell.row, {})[cell.column] = _value(cell, from_1904)
            if cell.error:
                errors.append(cell.address)
            elif cell.uncalculated:
                uncalculated.append(cell.address)
    merged = [text for row, text in _merged_downward(package, area) if row in rows]
    doubts += _blanks(Place(file, sheet=sheet), errors, uncalculated, merged)
    filled = [column for row in rows.values() for column, value in row.items() if value is not None]
    whole = left == 1 and right == MAX_COLUMN
    columns = range(min(filled, default=1), max(filled, default=0) + 1) if whole else range(left, right + 1)
    first = min(rows, default=1) if top == 1 and low == MAX_ROW else top
    return [
        [rows.get(row, {}).get(column) for column in columns]
        for row in range(first, max(rows, default=0) + 1)
    ]


def _merged_downward(package: Package, area: _Area) -> Iterator[tuple[int, str]]:
    """The merged cells of an area that reach over several rows below its head: their first row, and how they read."""
    sheet, top, low, left, right = area
    part = next(one.part for one in sheet_parts(package) if one.name == sheet and one.is_worksheet)
    for node in package.peek(part).iter("{*}mergeCell"):
        first, _, last = node.get("ref", "").partition(":")
        (row, column), (bottom, _) = split_address(first), split_address(last or first)
        if top <= row < bottom and row <= low and left <= column <= right:
            yield row, f"{first}:{last}"


def _blanks(
    place: Place, errors: Sequence[str], uncalculated: Sequence[str], merged: Sequence[str]
) -> Iterator[Issue]:
    if errors:
        message = "cells that show an error are read as blanks"
        hint = "correct their formulas, or let them give nothing"
        yield Issue("error-cell", message, place, Severity.WARNING, found=_told(errors), hint=hint)
    if uncalculated:
        message = "formulas that nobody has calculated are read as blanks"
        hint = "open the workbook in a program that calculates, and save it"
        yield Issue(
            "uncalculated-cell", message, place, Severity.WARNING, found=_told(uncalculated), hint=hint
        )
    if merged:
        message = "of cells merged over several rows the first alone has the value"
        hint = "unmerge them and fill each row, where each is to have the value"
        yield Issue("merged-cells", message, place, Severity.WARNING, found=_told(merged), hint=hint)


def _told(found: Sequence[str]) -> str:
    more = len(found) - _SHOWN
    return ", ".join(found[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _area(package: Package, part: str, file: str) -> _Area:
    """The sheet and the first and last row and column of a table, a named range, a range or a sheet."""
    sheets = sheet_names(package)
    parts = sheet_parts(package)
    table = read_tables(package, parts).get(part.casefold())
    if table is not None:
        return table.sheet, table.top, table.bottom - table.totals, table.left, table.right
    named = read_names(package, parts).formulas.get(part.casefold(), ())
    reference = parse_reference(named[0] if named else part)
    of = {name.casefold(): name for name in sheets}
    if part.casefold() in of or (not part and sheets):
        return of.get(part.casefold(), sheets[0]), 1, MAX_ROW, 1, MAX_COLUMN
    owner = of.get((reference.sheets or (sheets[0],))[0].casefold()) if reference is not None else None
    if reference is None or owner is None:
        known = [*sheets, *read_tables(package, parts)]
        hint = did_you_mean(part, known) or "name a sheet, a table, a named range or a range: Data!A1:F90"
        message = "the workbook has no such range"
        raise FindingsError(
            Issue("no-such-range", message, Place(file), expected=", ".join(known), found=part, hint=hint)
        )
    top, low = [end.at for end in reference.rows] if reference.rows else (1, MAX_ROW)
    left, right = [end.at for end in reference.columns] if reference.columns else (1, MAX_COLUMN)
    return owner, top, low, left, right


def _value(cell: GridCell, from_1904: bool) -> object:
    value = cell.value
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if shows_dates(cell.number_id, cell.number_format):
        return moment_of(value, from_1904=from_1904) or value
    return value
