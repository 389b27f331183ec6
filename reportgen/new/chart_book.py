"""The workbook inside a chart of the slide library: stand-in figures, until a report fills it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from reportgen.new.page import CREATED


def chart_book(series: str, values: Sequence[int]) -> bytes:
    """One series over numbered categories; the same bytes each time."""
    raw = io.BytesIO()
    book = Workbook(raw, {"in_memory": True})
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_string(0, 1, series)
    for number, value in enumerate(values, 1):
        sheet.write_string(number, 0, str(number))
        sheet.write_number(number, 1, value)
    book.close()
    return raw.getvalue()
