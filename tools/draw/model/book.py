"""Draw templates/iij/model.xlsx."""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from tools.draw.model.bridges import draw_bridges
from tools.draw.model.capex import draw_capex
from tools.draw.model.changes import draw_changes
from tools.draw.model.checks import draw_checks, draw_parts
from tools.draw.model.data import draw_data
from tools.draw.model.documents import draw_documents
from tools.draw.model.drivers import draw_drivers
from tools.draw.model.guidance import draw_guidance
from tools.draw.model.model import draw_model
from tools.draw.model.names import draw_line_names
from tools.draw.model.page import open_page
from tools.draw.model.per_share import draw_per_share
from tools.draw.model.periods import draw_periods
from tools.draw.model.readme import draw_read_me
from tools.draw.model.reported import draw_as_reported
from tools.draw.model.restatements import draw_restatements
from tools.draw.model.results import draw_results
from tools.draw.model.scenarios import draw_scenarios
from tools.draw.model.statements import draw_balance_sheet, draw_cash_flow, draw_kpis
from tools.draw.model.style import Styles
from tools.draw.model.summary import draw_summary
from tools.draw.model.trend import draw_trend
from tools.draw.packages import settled

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


def draw() -> bytes:
    """The workbook; the same bytes each time."""
    raw = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": "Calibri", "font_size": 10}}
    book = xlsxwriter.Workbook(raw, options)
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
    return settled(raw.getvalue(), 0o100600, 31)
