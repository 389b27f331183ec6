"""Single cells of the finished workbook that a command names: `--set Sheet1!B2=5`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.core.findings import Issue, Place, Severity, did_you_mean
from reportgen.filling.csv_columns import typed
from reportgen.filling.dated_cells import Spot, date_cells
from reportgen.filling.values import DataError
from reportgen.office.addresses import split_address
from reportgen.office.dates import date_of, serial
from reportgen.office.grid import counts_from_1904
from reportgen.office.package import Package
from reportgen.plan.plan import CellValue

_LONG = re.compile(r"[+-]?[1-9][0-9]{15,}")


def given_cells(
    package: Package, sets: Sequence[str], name: str, sheets: Sequence[str], issues: list[Issue]
) -> dict[Spot, CellValue]:
    """The cells that `--set` names, `Sheet1!B2=5`, with their typed values; any sheet where none is known."""
    given: dict[Spot, CellValue] = {}
    for text in sets:
        target, mark, value = text.partition("=")
        sheet, named, address = target.rpartition("!")
        sheet = sheet.strip()
        if len(sheet) > 1 and sheet.startswith("'") and sheet.endswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        if not mark or not named:
            message = "this sets no cell"
            expected = "a sheet, a cell and a value, like Sheet1!B2=5"
            issues.append(Issue("bad-set", message, Place(name), expected=expected, found=text))
            continue
        found = next((one for one in sheets if one.casefold() == sheet.casefold()), None)
        known = found if sheets else sheet
        if known is None:
            message = f'the template has no worksheet named "{sheet}"'
            hint = did_you_mean(sheet, sheets)
            place = Place(name, sheet=sheet)
            issues.append(
                Issue("unknown-sheet", message, place, expected=", ".join(sheets), found=text, hint=hint)
            )
            continue
        try:
            row, column = split_address(address.strip())
        except ValueError:
            place = Place(name, sheet=known, cell=address.strip())
            issues.append(
                Issue(
                    "bad-address", "this is no cell of a sheet", place, expected="for instance B2", found=text
                )
            )
            continue
        try:
            given[known, row, column] = _dated(package, known, row, column, typed(value))
            if _LONG.fullmatch(value.strip()) and isinstance(given[known, row, column], str):
                issues.append(written_as_text(value, Place(name, sheet=known, cell=address.strip())))
        except DataError as error:
            place = Place(name, sheet=known, cell=address.strip())
            issues.append(Issue("bad-value", str(error), place, found=text))
    return given


def written_as_text(code: str, place: Place) -> Issue:
    """The finding about a number that is written as a text."""
    message = "a number of more than 15 digits is written as text: a cell would lose the others"
    hint = "write it with a point or an exponent where it is an amount, in quotation marks where it is a code"
    return Issue("long-number", message, place, Severity.WARNING, found=code, hint=hint)


def _dated(package: Package, sheet: str, row: int, column: int, value: CellValue) -> CellValue:
    day = date_of(value) if isinstance(value, str) else None
    if day is None or (sheet, row, column) not in date_cells(package, {(sheet, row, column)}):
        return value
    number = serial(day, from_1904=counts_from_1904(package))
    return value if number is None else number
