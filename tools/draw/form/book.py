"""Draw templates/iij/form.xlsx, the input workbook for a new document.

What the import looks for stands in row 4 and column A of the sheets Form and Claims.
"""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import CellStyles
from reportgen.new.page import open_page, written
from reportgen.new.written_sheets import from_file
from tools.draw.model.book import COMPANY

SHEETS = ("Read me", "Form", "Claims", "Checks", "Parts", "Record", "Lists")


def draw() -> bytes:
    """The workbook; the same bytes each time."""
    return written("Form for a new document", "Template of the input workbook", _fill)


def _fill(book: Workbook, styles: CellStyles) -> None:
    for name in SHEETS:
        from_file(Path(__file__).parent, name)(open_page(book, styles, name, COMPANY))
    book.get_worksheet_by_name("Form").activate()
    book.get_worksheet_by_name("Read me").set_first_sheet()
