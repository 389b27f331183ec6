"""The built model at LibreOffice, in one start of it: calculated from scratch, and again after an analyst's edits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from libreoffice_witness import drive_on
from office import Book, address_of, split, without_cached_values

SERIAL_OF_2014_02_07 = 41677


@dataclass(frozen=True)
class AtLibreOffice:
    """The workbook as LibreOffice saves it: as it was built, and with what an analyst chose on sheet Scenarios.

    In `first_reported` the growth of the first forecast quarter is overtyped as well.
    """

    as_built: bytes
    target_implied: bytes
    first_reported: bytes
    known_in_2014: bytes


def model_at_libreoffice(data: bytes, book: Book, folder: Path) -> AtLibreOffice:
    """All cached values are taken out first, so that LibreOffice cannot just hand them back."""
    row = next(
        split(at)[0]
        for at, cell in book["Drivers"].items()
        if cell.value == "base|revenue_growth" and at.startswith("G")
    )
    column = next(split(at)[1] for at, cell in book["Drivers"].items() if cell.value == "1Q18")
    scenario, vintage, day = ("D4", "D5", "D6")
    stages = (
        [],
        [("Scenarios", scenario, '"Target-implied"')],
        [
            ("Scenarios", scenario, f'"{book["Scenarios"][scenario].value}"'),
            ("Scenarios", vintage, '"First reported"'),
            ("Drivers", address_of(row, column), "0.05"),
        ],
        [
            ("Scenarios", scenario, '"Upside"'),
            ("Scenarios", vintage, '"As of"'),
            ("Scenarios", day, str(SERIAL_OF_2014_02_07)),
        ],
    )
    steps = ["\n".join(typed(*one) for one in stage) for stage in stages]
    return AtLibreOffice(*drive_on(without_cached_values(data), steps, folder))


def typed(sheet: str, cell: str, value: str) -> str:
    """A line of Basic that types a text (in quotes) or a number into a cell."""
    kind = "String" if value.startswith('"') else "Value"
    return f'  doc.Sheets.getByName("{sheet}").getCellRangeByName("{cell}").{kind} = {value}'
