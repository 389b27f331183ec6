"""Draw templates/iij/form.xlsx, the input workbook for a new document.

What the import looks for stands in row 4 and column A of the sheets Form and Claims.
"""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from tools.draw.form.checks import draw_checks, draw_parts, draw_record
from tools.draw.form.claims import draw_claims
from tools.draw.form.lines import draw_form
from tools.draw.form.lists import draw_lists
from tools.draw.form.readme import draw_read_me
from tools.draw.model.page import open_page
from tools.draw.model.style import Styles
from tools.draw.packages import settled

SHEETS = (
    ("Read me", draw_read_me),
    ("Form", draw_form),
    ("Claims", draw_claims),
    ("Checks", draw_checks),
    ("Parts", draw_parts),
    ("Record", draw_record),
    ("Lists", draw_lists),
)
FOOTER = '&L&"Calibri,Regular"&8&F  &A&R&"Calibri,Regular"&8&P / &N'


def draw() -> bytes:
    """The workbook; the same bytes each time."""
    raw = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": "Calibri", "font_size": 10}}
    book = xlsxwriter.Workbook(raw, options)
    book.set_properties(
        {
            "title": "Form for a new document",
            "subject": "Template of the input workbook",
            "author": "reportgen",
            "created": datetime.datetime(2018, 5, 15),
        }
    )
    styles = Styles(book)
    for name, drawing in SHEETS:
        page = open_page(book, styles, name)
        page.sheet.set_footer(FOOTER)
        drawing(page)
    book.get_worksheet_by_name("Form").activate()
    book.get_worksheet_by_name("Read me").set_first_sheet()
    book.close()
    return settled(raw.getvalue(), 0o100600, 31)
