"""The workbook inside a chart: categories in column A, one column per series, then the helper columns.

Quarter | Prior year | Current year | Total | Growth | Label
1Q01    |        100 |              |   100 |  5.0%  | [+5.0%]
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

SHEET = "Data"


@dataclass(frozen=True)
class Column:
    """One column: header, values (None leaves the cell empty), formula with {row}, number format."""

    name: str
    values: tuple[float | str | None, ...]
    number_format: str = "General"
    formula: str = ""


def workbook(categories: tuple[str, ...], columns: tuple[Column, ...]) -> bytes:
    """The bytes of the workbook; the same input gives the same bytes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2018, 1, 1)})
    book.formats[0].set_font_name("Calibri")
    book.formats[0].set_font_size(10)
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "font_name": "Calibri", "font_size": 10})
    sheet.write(0, 0, "Quarter", head)
    for row, category in enumerate(categories, start=1):
        sheet.write_string(row, 0, category)
    for at, column in enumerate(columns, start=1):
        style = book.add_format({"num_format": column.number_format, "font_name": "Calibri", "font_size": 10})
        sheet.write(0, at, column.name, head)
        for row, value in enumerate(column.values, start=1):
            if value is None:
                continue
            if column.formula:
                sheet.write_formula(row, at, column.formula.format(row=row + 1), style, value)
            else:
                sheet.write(row, at, value, style)
    sheet.set_column(0, len(columns), 14)
    book.close()
    return stream.getvalue()
