"""The rows and columns of sheet Summary."""

from __future__ import annotations

from reportgen.new.house import SheetRow
from reportgen.new.page import Page
from reportgen.new.summary import OF_YEARS, Places, Summary, draw_summary
from tools.draw.model.house import IIJ
from tools.draw.model.trend import RECENT

ROWS = (
    SheetRow("revenue", "Total revenues", total=True),
    SheetRow("cost_of_revenue", "Total cost of revenues"),
    SheetRow("gross_margin", "Gross margin", total=True),
    SheetRow("gross_margin_ratio", "Gross margin ratio", kind="ratio"),
    SheetRow("sga_rd", "SG&A/R&D"),
    SheetRow("operating_income", "Operating income", total=True),
    SheetRow("operating_margin", "Operating margin ratio", kind="ratio"),
    SheetRow("adjusted_ebitda", "Adjusted EBITDA *1"),
    SheetRow("pretax_income", "Income before income tax expense *1"),
    SheetRow("net_income", "Net income attributable to IIJ", total=True),
    SheetRow("personnel_cost", "Personnel-related costs & expenses"),
    SheetRow("dividend_per_share", "Cash dividend per common share, JPY", kind="per_share"),
    SheetRow("subscriptions@mobile", "Mobile subscriptions, end of period", kind="count", blocks=OF_YEARS),
    SheetRow("mvne_clients", "MVNE clients, end of period", kind="count", blocks=OF_YEARS),
)
COLUMNS: Places = (
    ("quarter", "", ""),
    ("prior_year_quarter", "", ""),
    ("quarter", "yoy", ""),
    ("this", "", ""),
    ("prior", "", ""),
    ("this", "yoy", ""),
    ("this", "change", ""),
    ("target", "", "target"),
    ("target", "yoy", "target"),
    ("ahead", "", "forecast"),
)
NOTES = ("*1 The prior year is printed in JPY billion only; YoY and change are those printed, not computed.",)


def draw(page: Page) -> None:
    """Draw the sheet."""
    draw_summary(page, IIJ, Summary(ROWS, COLUMNS, RECENT, NOTES))
