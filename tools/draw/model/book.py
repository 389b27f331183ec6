"""Draw templates/iij/model.xlsx."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import CellStyles
from reportgen.new.drivers import Drivers, draw_drivers
from reportgen.new.guidance import draw_guidance
from reportgen.new.page import Page, open_page, spoken, written
from reportgen.new.recent import draw_recent
from reportgen.new.scenarios import Scenarios, draw_scenarios
from reportgen.new.written_sheets import SHARED, SHARED_SHEETS, from_file
from tools.draw.model import summary
from tools.draw.model.bridges import draw_bridges
from tools.draw.model.capex import draw_capex
from tools.draw.model.documents import draw_documents
from tools.draw.model.forecasting import FORECASTING
from tools.draw.model.house import IIJ
from tools.draw.model.model import draw_model
from tools.draw.model.names import draw_line_names
from tools.draw.model.per_share import draw_per_share
from tools.draw.model.readme import draw_read_me
from tools.draw.model.restatements import draw_restatements
from tools.draw.model.results import draw_results
from tools.draw.model.statements import draw_balance_sheet
from tools.draw.model.timelines import draw_cash_flow, draw_kpis
from tools.draw.model.trend import RECENT

DRIVERS = Drivers(FORECASTING)
# Where no function is named, the sheet is written in a file of its own.
SHEETS: tuple[tuple[str, Callable[[Page], None] | None, int], ...] = (
    ("Summary", summary.draw, 100),
    ("Results vs target", draw_results, 100),
    ("Model", draw_model, 85),
    ("KPIs", draw_kpis, 85),
    ("Guidance", partial(draw_guidance, wanted=IIJ), 85),
    ("Drivers", partial(draw_drivers, at=DRIVERS), 85),
    ("Read me", draw_read_me, 100),
    ("Recent quarters", partial(draw_recent, recent=RECENT), 100),
    ("Scenarios", partial(draw_scenarios, at=Scenarios(DRIVERS)), 85),
    ("Balance sheet", draw_balance_sheet, 85),
    ("Cash flow", draw_cash_flow, 85),
    ("Capex & EBITDA", draw_capex, 85),
    ("Per share", draw_per_share, 85),
    ("Bridges", draw_bridges, 85),
    ("Restatements", draw_restatements, 85),
    ("Line names", draw_line_names, 85),
    ("Documents", draw_documents, 85),
    ("As reported", None, 85),
    ("Data", None, 85),
    ("Periods", None, 85),
    ("Checks", None, 100),
    ("Check parts", None, 100),
    ("Changes", None, 85),
)
OPENS_ON = "Summary"


def draw() -> bytes:
    """The workbook; the same bytes each time."""
    return written("Quarterly model", "Template of the model workbook", _fill)


def _fill(book: Workbook, styles: CellStyles) -> None:
    # All sheets are there before the first is drawn: formulas and links name them.
    say = spoken(IIJ.currency, japanese=True)
    pages = [
        (name, drawing, open_page(book, styles, name, IIJ.company, zoom, say))
        for name, drawing, zoom in SHEETS
    ]
    for name, drawing, page in pages:
        (drawing or from_file(SHARED if name in SHARED_SHEETS else Path(__file__).parent, name))(page)
    book.get_worksheet_by_name(OPENS_ON).activate()
