"""What the forecast of the reference company rests on: its history, its assumptions by scenario, its targets."""

from __future__ import annotations

from reportgen.new.forecasting import Driver, Forecasting, ForecastItem, HistoryRow
from tools.draw.model.house import IIJ

SOURCES = (
    HistoryRow("revenue", "Total revenues", "売上高"),
    HistoryRow("cost_of_revenue", "Total cost of revenues", "売上原価"),
    HistoryRow("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    HistoryRow("depreciation_amortization", "Depreciation and amortization", "減価償却費"),
    HistoryRow("pretax_income", "Income before income tax expense", "税引前当期純利益"),
    HistoryRow("current_tax", "Current income tax expense", "法人税等（当期分）"),
    HistoryRow("deferred_tax", "Deferred tax expense (benefit)", "法人税等調整額"),
    HistoryRow("equity_method_income", "Equity in net income of investees", "持分法投資損益"),
    HistoryRow("nci_income", "Noncontrolling interests", "非支配持分に帰属する利益"),
)
# The average of the history under the accounting standard of the forecast, of all its quarters or the same ones.
_OWN_AVERAGE = "AVERAGEIFS({own},{own standard},{c}{standard})"
_SAME_QUARTER = "AVERAGEIFS({own},{own number},{c}{number},{own standard},{c}{standard})"

DRIVERS = (
    Driver(
        "revenue_growth", "Revenue growth, year over year", "売上高成長率",
        "{a}{revenue}/{before revenue}-1", _OWN_AVERAGE,
        signed=True, implied="{c}{left revenue}/SUMIFS({prior},{all half},{c}{half})-1", spread=1,
        why="Average of the last eight quarters; up and down by their standard deviation",
    ),
    Driver(
        "gross_margin_ratio", "Gross margin ratio", "売上総利益率",
        "({a}{revenue}-{a}{cost_of_revenue})/{a}{revenue}", _SAME_QUARTER,
        implied="({c}{left revenue}-{c}{left cost_of_revenue})/{c}{left revenue}", spread=1,
        why="Average of the same quarter in the last two years, since the fourth quarter differs",
    ),
    Driver(
        "sga_ratio", "SG&A/R&D, % of revenues", "販管費率", "{a}{sga_rd}/{a}{revenue}", _SAME_QUARTER,
        implied="{c}{left sga_rd}/{c}{left revenue}", spread=-1,
        why="Average of the same quarter in the last two years; the upside takes the lower ratio",
    ),
    Driver(
        "depreciation_ratio", "Depreciation, % of revenues", "減価償却費率",
        "{a}{depreciation_amortization}/{a}{revenue}", "$F{depreciation_amortization}/$F{revenue}",
        why="Ratio of the last full year; quarters are not disclosed",
    ),
    Driver(
        "other_income", "Other income (expenses), net", "その他の収益（費用）純額", base="0",
        kind="money", why="Zero until somebody knows better: gains on investments made most of it in the past",
    ),
    Driver(
        "tax_rate", "Income tax, % of pretax income", "実効税率",
        "({a}{current_tax}+{a}{deferred_tax})/{a}{pretax_income}",
        "($F{current_tax}+$F{deferred_tax})/$F{pretax_income}", why="Rate of the last full year",
    ),
    Driver(
        "equity_method_income", "Equity in net income of investees", "持分法投資損益",
        "{a}{equity_method_income}", _OWN_AVERAGE, "money", why="Average of the last eight quarters",
    ),
    Driver(
        "nci_income", "Noncontrolling interests", "非支配持分に帰属する利益",
        "{a}{nci_income}", _OWN_AVERAGE, "money", why="Average of the last eight quarters",
    ),
)  # fmt: skip

ITEMS = (
    ForecastItem("revenue", "Total revenues", "売上高", total=True),
    ForecastItem(
        "revenue_growth",
        "Growth, year over year",
        "前年同期比",
        driver="revenue_growth",
        kind="ratio",
        signed=True,
        year="growth",
    ),
    ForecastItem(
        "cost_of_revenue",
        "Total cost of revenues",
        "売上原価",
        formula="{c}{revenue}-{c}{revenue}*{c}{gross_margin_ratio}",
    ),
    ForecastItem(
        "gross_margin",
        "Gross margin",
        "売上総利益",
        formula="{c}{revenue}-{c}{cost_of_revenue}",
        year="same",
        total=True,
    ),
    ForecastItem(
        "gross_margin_ratio",
        "Gross margin ratio",
        "売上総利益率",
        kind="ratio",
        driver="gross_margin_ratio",
        year="{c}{gross_margin}/{c}{revenue}",
    ),
    ForecastItem("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費", formula="{c}{revenue}*{c}{sga_ratio}"),
    ForecastItem(
        "sga_ratio",
        "% of revenues",
        "売上高比",
        kind="ratio",
        driver="sga_ratio",
        year="{c}{sga_rd}/{c}{revenue}",
    ),
    ForecastItem(
        "operating_income",
        "Operating income",
        "営業利益",
        formula="{c}{gross_margin}-{c}{sga_rd}",
        year="same",
        total=True,
    ),
    ForecastItem(
        "operating_margin",
        "Operating margin ratio",
        "営業利益率",
        kind="ratio",
        formula="{c}{operating_income}/{c}{revenue}",
        year="same",
    ),
    ForecastItem(
        "depreciation_ratio",
        "Depreciation, % of revenues",
        "減価償却費率",
        kind="ratio",
        driver="depreciation_ratio",
        year="{c}{depreciation_amortization}/{c}{revenue}",
    ),
    ForecastItem(
        "depreciation_amortization",
        "Depreciation and amortization",
        "減価償却費",
        formula="{c}{revenue}*{c}{depreciation_ratio}",
    ),
    ForecastItem(
        "adjusted_ebitda",
        "Adjusted EBITDA",
        "調整後EBITDA",
        formula="{c}{operating_income}+{c}{depreciation_amortization}",
        year="same",
        total=True,
    ),
    ForecastItem(
        "other_income",
        "Other income (expenses), net",
        "その他の収益（費用）純額",
        driver="other_income",
        year="ahead",
    ),
    ForecastItem(
        "pretax_income",
        "Income before income tax expense",
        "税引前当期純利益",
        formula="{c}{operating_income}+{c}{other_income}",
    ),
    ForecastItem(
        "tax_rate",
        "Income tax, % of pretax income",
        "実効税率",
        kind="ratio",
        driver="tax_rate",
        year="{c}{income_tax}/{c}{pretax_income}",
    ),
    ForecastItem("income_tax", "Income tax expense", "法人税等", formula="{c}{pretax_income}*{c}{tax_rate}"),
    ForecastItem(
        "equity_method_income",
        "Equity in net income of investees",
        "持分法投資損益",
        driver="equity_method_income",
    ),
    ForecastItem(
        "nci_income", "Less: noncontrolling interests", "非支配持分に帰属する利益", driver="nci_income"
    ),
    ForecastItem(
        "net_income",
        "Net income attributable to the company",
        "当社株主帰属当期純利益",
        formula="{c}{pretax_income}-{c}{income_tax}+{c}{equity_method_income}-{c}{nci_income}",
        total=True,
    ),
)

FORECASTING = Forecasting(
    IIJ,
    SOURCES,
    DRIVERS,
    ITEMS,
    ("revenue", "operating_income", "net_income"),
    ("halves", "nine_months", "years"),
    ("revenue", "cost_of_revenue", "sga_rd"),
)
