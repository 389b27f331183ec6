"""The form for a new document: an input workbook, filled for a period from the tables.

What the import looks for stands in row 4 and column A of the sheets Form and Claims.
"""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import CellStyles
from reportgen.new.page import open_page, spoken, written
from reportgen.new.written_sheets import from_file

SHEETS = ("Read me", "Form", "Claims", "Checks", "Parts", "Record", "Lists")
_FOLDER = Path(__file__).parent / "form_sheets"


def draw_form(currency: str, *, japanese: bool) -> bytes:
    """The workbook, its examples in a currency; the same bytes each time."""

    def fill(book: Workbook, styles: CellStyles) -> None:
        for name in SHEETS:
            from_file(_FOLDER, name)(
                open_page(book, styles, name, "", say=spoken(currency, japanese=japanese))
            )
        book.get_worksheet_by_name("Form").activate()
        book.get_worksheet_by_name("Read me").set_first_sheet()

    return written("Form for a new document", "Template of the input workbook", fill)
