"""The workbook inside a chart of the slide library: stand-in figures, until a report fills it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from reportgen.new.page import CREATED


def chart_book(series: Sequence[str], values: Sequence[Sequence[float]]) -> bytes:
    """Series over numbered categories; the same bytes each time."""
    raw = io.BytesIO()
    book = Workbook(raw, {"in_memory": True})
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("Sheet1")
    for column, (name, given) in enumerate(zip(series, values, strict=True), 1):
        sheet.write_string(0, column, name)
        for number, value in enumerate(given, 1):
            sheet.write_string(number, 0, str(number))
            sheet.write_number(number, column, value)
    book.close()
    return raw.getvalue()
