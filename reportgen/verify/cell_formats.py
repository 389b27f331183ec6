"""Digits that number formats write beside the numbers of cells: `"1"#,##0` shows 1176,051 for 176,051.

No value changes with a format, so nothing but the format itself can tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reportgen.figures.number_code import written_digits
from reportgen.office.cell_reader import read_cells
from reportgen.office.package import Package
from reportgen.office.sheets import shared_strings, sheet_parts
from reportgen.office.styles import Styles


class WrittenDigits(NamedTuple):
    """A cell with a number whose format writes digits of its own."""

    sheet: str
    cell: str
    digits: str
    code: str


def cells_with_written_digits(package: Package) -> Iterator[WrittenDigits]:
    """All cells of a workbook whose number formats write digits; sheets are read only where a format does."""
    styles = Styles(package)
    style_of = {styles.number_id(style): style for style in range(styles.count)}
    codes = {number: styles.number_format(style) for number, style in style_of.items()}
    found = ((style, codes[styles.number_id(style)]) for style in range(styles.count))
    writing = {style: code for style, code in found if written_digits(code)}
    strings = shared_strings(package) if writing else ()
    for sheet in sheet_parts(package) if writing else ():
        for cell in read_cells(package, sheet.part, strings) if sheet.is_worksheet else ():
            if cell.style in writing and cell.kind == "n" and cell.value:
                code = writing[cell.style]
                yield WrittenDigits(sheet.name, cell.address, written_digits(code), code)
