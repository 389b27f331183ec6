"""Draw the first version of templates/iij/model.xlsx.

    python templates/drawing/model.py [--out FILE] [--force]

The drawn file is a start: a designer edits it in Excel from then on, so an existing one is left alone unless
--force is given.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import xlsxwriter
from workbook_bridges import draw_bridges
from workbook_capex import draw_capex
from workbook_changes import draw_changes
from workbook_checks import draw_checks, draw_parts
from workbook_data import draw_data
from workbook_documents import draw_documents
from workbook_drivers import draw_drivers
from workbook_guidance import draw_guidance
from workbook_model import draw_model
from workbook_names import draw_line_names
from workbook_page import open_page
from workbook_per_share import draw_per_share
from workbook_periods import draw_periods
from workbook_readme import draw_read_me
from workbook_reported import draw_as_reported
from workbook_restatements import draw_restatements
from workbook_results import draw_results
from workbook_scenarios import draw_scenarios
from workbook_statements import draw_balance_sheet, draw_cash_flow, draw_kpis
from workbook_style import Styles
from workbook_summary import draw_summary
from workbook_trend import draw_trend

TARGET = Path(__file__).resolve().parents[1] / "iij" / "model.xlsx"

SHEETS = (
    ("Read me", draw_read_me, 100),
    ("Summary", draw_summary, 100),
    ("Results vs target", draw_results, 100),
    ("Guidance", draw_guidance, 85),
    ("Model", draw_model, 85),
    ("Recent quarters", draw_trend, 100),
    ("Drivers", draw_drivers, 85),
    ("Scenarios", draw_scenarios, 85),
    ("KPIs", draw_kpis, 85),
    ("Balance sheet", draw_balance_sheet, 85),
    ("Cash flow", draw_cash_flow, 85),
    ("Capex & EBITDA", draw_capex, 85),
    ("Per share", draw_per_share, 85),
    ("Bridges", draw_bridges, 85),
    ("As reported", draw_as_reported, 85),
    ("Data", draw_data, 85),
    ("Periods", draw_periods, 85),
    ("Restatements", draw_restatements, 85),
    ("Line names", draw_line_names, 85),
    ("Checks", draw_checks, 100),
    ("Check parts", draw_parts, 100),
    ("Changes", draw_changes, 85),
    ("Documents", draw_documents, 85),
)
OPENS_ON = "Summary"


def draw(target: Path) -> None:
    """Write the workbook; the same bytes each time."""
    options = {"default_format_properties": {"font_name": "Calibri", "font_size": 10}}
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties(
        {
            "title": "Quarterly model",
            "subject": "Template of the model workbook",
            "author": "reportgen",
            "created": datetime.datetime(2018, 5, 15),
        }
    )
    styles = Styles(book)
    pages = [(drawing, open_page(book, styles, name, zoom)) for name, drawing, zoom in SHEETS]
    for drawing, page in pages:
        drawing(page)
    book.get_worksheet_by_name(OPENS_ON).activate()
    book.close()


def main() -> int:
    """Draw, unless a template already stands there."""
    parser = argparse.ArgumentParser(description="Draw the workbook template.")
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
