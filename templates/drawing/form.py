"""Draw the first version of templates/iij/form.xlsx, the input workbook for a new document.

    python templates/drawing/form.py [--out FILE] [--force]

The drawn file is a start: a designer edits it in Excel from then on, so an existing one is left alone unless
--force is given. What the import looks for stands in row 4 and column A of the sheets Form and Claims.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import xlsxwriter
from form_checks import draw_checks, draw_parts, draw_record
from form_claims import draw_claims
from form_lines import draw_form
from form_lists import draw_lists
from form_readme import draw_read_me
from workbook_page import open_page
from workbook_style import Styles

TARGET = Path(__file__).resolve().parents[1] / "iij" / "form.xlsx"

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


def draw(target: Path) -> None:
    """Write the workbook; the same bytes each time."""
    options = {"default_format_properties": {"font_name": "Calibri", "font_size": 10}}
    book = xlsxwriter.Workbook(str(target), options)
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


def main() -> int:
    """Draw, unless a template already stands there."""
    parser = argparse.ArgumentParser(description="Draw the template of the form.")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--force", action="store_true", help="replace an existing file")
    options = parser.parse_args()
    if options.out.exists() and not options.force:
        print(
            f"{options.out} exists; a drawn template never replaces an edited one. Use --force to do so.",
            file=sys.stderr,
        )
        return 1
    draw(options.out)
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
