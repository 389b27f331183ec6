"""The built model at LibreOffice, in one start of it: calculated from scratch, and again after an analyst's edits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from libreoffice_witness import Values, values_after
from office import Book, split, without_cached_values

SERIAL_OF_2014_02_07 = 41677


@dataclass(frozen=True)
class AtLibreOffice:
    """The workbook as LibreOffice saves it, and its values with one figure of sheet Data typed over, and with what an
    analyst chose on sheet Drivers.

    In `first_reported` the growth of the first forecast quarter is overtyped as well.
    """

    as_built: bytes
    one_figure_changed: Values
    target_implied: Values
    first_reported: Values
    known_in_2014: Values


def model_at_libreoffice(data: bytes, book: Book, folder: Path) -> AtLibreOffice:
    """All cached values are taken out first, so that LibreOffice cannot just hand them back."""
    value = f"{column_with(book, 'Data', 'Value')}{row_with(book, 'Data', 'A', 'revenue|4Q17')}"
    growth = f"{column_with(book, 'Drivers', '1Q18')}{row_with(book, 'Drivers', 'G', 'base|revenue_growth')}"
    stages = (
        [("Data", value, "48440")],
        [("Data", value, "48439"), ("Drivers", "E1", '"Target-implied"')],
        [
            ("Drivers", "E1", f'"{book["Drivers"]["E1"].value}"'),
            ("Drivers", "E2", '"First reported"'),
            ("Drivers", growth, "0.05"),
        ],
        [
            ("Drivers", "E1", '"Upside"'),
            ("Drivers", "E2", '"As of"'),
            ("Drivers", "E3", str(SERIAL_OF_2014_02_07)),
        ],
    )
    steps = ["\n".join(typed(*one) for one in stage) for stage in stages]
    saved = folder / "saved.xlsx"
    told = values_after(without_cached_values(data), steps, folder, saved)
    return AtLibreOffice(saved.read_bytes(), *told)


def row_with(book: Book, sheet: str, column: str, value: str) -> int:
    return next(
        split(at)[0]
        for at, cell in book[sheet].items()
        if cell.value == value and at.rstrip("0123456789") == column
    )


def column_with(book: Book, sheet: str, head: str) -> str:
    return next(at.rstrip("0123456789") for at, cell in book[sheet].items() if cell.value == head)


def typed(sheet: str, cell: str, value: str) -> str:
    """A line of Basic that types a text (in quotes) or a number into a cell."""
    kind = "String" if value.startswith('"') else "Value"
    return f'  doc.Sheets.getByName("{sheet}").getCellRangeByName("{cell}").{kind} = {value}'
