"""Cell addresses: `B12` is row 12, column 2; `'P&L, Q'!B12` names its sheet.

Rows and columns are counted from 1, as a person reads them.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc]?[0-9]*|[Cc][0-9]*")


@lru_cache(maxsize=20_000)
def column_letters(column: int) -> str:
    """The letters of a column: 1 gives `A`, 28 gives `AB`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """The column of its letters: `A` gives 1, `AB` gives 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_address(row: int, column: int) -> str:
    """The address of a cell: row 12, column 2 gives `B12`."""
    return f"{column_letters(column)}{row}"


def split_address(address: str) -> tuple[int, int]:
    """Row and column of `B12` or `$B$12`; `ValueError` for anything that is no cell of a sheet."""
    match = _ADDRESS.fullmatch(address)
    if match:
        row, column = int(match.group(2)), column_number(match.group(1))
        if 1 <= row <= MAX_ROW and column <= MAX_COLUMN:
            return row, column
    raise ValueError(f"{address!r} is no cell address")


def quote_sheet(sheet: str) -> str:
    """The sheet's name as it stands in a formula: `Data`, or `'P&L'` with quotes where they are needed."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def split_sheet_address(text: str) -> tuple[str, int, int]:
    """Sheet, row and column of `Data!B12` or `'P&L'!$B$12`; `ValueError` where it is not of that form."""
    sheet, mark, address = text.rpartition("!")
    if not mark:
        raise ValueError(f"{text!r} names no sheet")
    if sheet.startswith("'") and sheet.endswith("'") and len(sheet) > 1:
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, *split_address(address)
