"""Sheet Recent quarters, and the charts of Summary that read it."""

from __future__ import annotations

from reportgen.new.house import SheetRow
from reportgen.new.recent import ChartOf, Recent
from tools.draw.model.house import IIJ
from tools.draw.model.model import MODEL

ROWS = (
    SheetRow("revenue", "Total revenues", "売上高", total=True),
    SheetRow("yoy(revenue)", "Year over year", "前年同期比", "ratio", growth=True),
    SheetRow("cost_of_revenue", "Total cost of revenues", "売上原価"),
    SheetRow("gross_margin", "Gross margin", "売上総利益", total=True),
    SheetRow("gross_margin_ratio", "Gross margin ratio", "売上総利益率", "ratio"),
    SheetRow("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    SheetRow("share_of_revenue(sga_rd)", "% of revenues", "売上高比", "ratio"),
    SheetRow("operating_income", "Operating income", "営業利益", total=True),
    SheetRow("operating_margin", "Operating margin ratio", "営業利益率", "ratio"),
    SheetRow("pretax_income", "Income before income tax expense", "税引前当期純利益"),
    SheetRow("income_tax", "Income tax expense", "法人税等"),
    SheetRow("equity_method_income", "Equity in net income of investees", "持分法投資損益"),
    SheetRow("nci_income", "Less: noncontrolling interests", "非支配持分に帰属する利益"),
    SheetRow("net_income", "Net income attributable to the company", "当社株主帰属当期純利益", total=True),
    SheetRow("personnel_cost", "Personnel-related costs & expenses", "人件費関連費用"),
)
RECENT = Recent(
    IIJ,
    MODEL,
    ROWS,
    (
        ChartOf(
            ("revenue",),
            "Total revenues, JPY million",
            "Columns: total revenues by quarter in JPY million, history dark and forecast light. "
            "Below the quarters: growth on the same quarter one year before, in percent.",
        ),
        ChartOf(
            ("gross_margin_ratio", "operating_margin"),
            "% of revenues",
            "Lines by quarter in percent of total revenues: "
            "gross margin ratio (triangles) above, operating margin ratio (circles) below.",
            lines=True,
        ),
        ChartOf(
            ("operating_income",),
            "Operating income, JPY million",
            "Columns: operating income by quarter in JPY million, computed from printed lines.",
        ),
        ChartOf(
            ("share_of_revenue(sga_rd)",),
            "SG&A/R&D, % of revenues",
            "Line: SG&A expenses and R&D by quarter in percent of total revenues.",
            lines=True,
        ),
    ),
    ("revenue", "gross_margin", "sga_rd", "operating_income"),
)
