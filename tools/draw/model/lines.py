"""The rows of sheet Model: which metric stands where, and how it looks.

`blocks` are the first letters of the lists that show the row: quarters, halves, nine months, years, targets.
In a typed formula `{c}` stands for the block's column, `{metric}` for a metric's row, `{actual}` for the row of the
head that is 1 in history. Rows that compare a reported total with the sum of what is disclosed carry their words
here: nothing is ever hidden in a sum.
"""

from __future__ import annotations

from functools import partial

from reportgen.new.house import SheetRow, section

HISTORY = "qhny"
# Nothing on the sheet gives these as well.
Link = partial(SheetRow, linked=True)
Line = partial(SheetRow, linked=False)


def growth(metric: str, depth: int = 0, indent: int = 2) -> SheetRow:
    """Growth against the same period one year before."""
    return Line(
        f"yoy({metric})", "Year over year", "前年同期比", "ratio", growth=True, depth=depth, indent=indent
    )


def share(metric: str, depth: int = 0) -> SheetRow:
    """A line's part of total revenues."""
    return Line(f"share_of_revenue({metric})", "% of revenues", "売上高比", "ratio", depth=depth, indent=2)


def reported(
    metric: str, label: str = "{{label}}", label_ja: str = "{{label_ja}}", *, linked: bool = False
) -> SheetRow:
    """A total as the company reports it; `linked` where nothing on the sheet gives it as well."""
    return SheetRow(metric, label, label_ja, total=True, linked=linked)


def detail(
    metric: str, label: str = "{{label}}", label_ja: str = "{{label_ja}}", indent: int = 2
) -> SheetRow:
    """A part under its total, as far as it is disclosed."""
    return Link(metric, label, label_ja, depth=1, indent=indent, blocks=HISTORY)


def calculated(name: str, label: str, label_ja: str, formula: str) -> SheetRow:
    """The total once more, from the lines above it."""
    return Line(
        "", label, label_ja, formula=f'=IFERROR({formula},"n/d")', unit="JPY mn", name=name, indent=2, depth=1,
    )  # fmt: skip


def _less(one: str, other: str) -> str:
    """One row less another; of a forecast nothing where they are equal to fifteen digits: Excel leaves a rest."""
    left, right = f"{{c}}{{{one}}}", f"{{c}}{{{other}}}"
    return f'=IFERROR(IF(AND({{c}}${{status}}="Forecast",{left}+0={right}),0,{left}-{right}),"n/d")'


def difference(total: str, sum_of: str) -> SheetRow:
    """What rounding, or a line that is not disclosed, leaves between a total and its sum."""
    return Line(
        "", "Rounding and not disclosed", "端数・非開示", residual=True,
        formula=_less(total, sum_of),
        unit="JPY mn", name=f"difference {total}", indent=2, depth=1,
    )  # fmt: skip


def remainder(total: str, *parts: str, label: str = "Not disclosed and rounding") -> SheetRow:
    """What is left of a total after the parts that are disclosed; n/d where none is."""
    cells = ",".join(f"{{c}}{{{part}}}" for part in parts)
    formula = f'=IF({{c}}${{actual}}=1,IFERROR(IF(COUNT({cells})=0,"n/d",{{c}}{{{total}}}-SUM({cells})),"n/d"),"n/f")'
    return Line(
        "", label, "非開示・端数", residual=True, depth=1, indent=2, formula=formula, unit="JPY mn",
        blocks=HISTORY, name=f"rest of {total}",
    )  # fmt: skip


def differing(metric: str, label: str, label_ja: str) -> SheetRow:
    """The growth that is printed, where it is not the one computed to its last digit; else empty."""
    key = f'"yoy({metric})|"&{{c}}${{key}}'
    found = f"MATCH({key},data_lookup,0)"
    formula = (
        f"=IFERROR(IF(ABS(INDEX(data_value,{found})-{{c}}{{yoy({metric})}})>INDEX(data_half,{found}),"
        f'INDEX(data_value,{found}),""),"")'
    )
    return Line(
        "", label, label_ja, "ratio", growth=True, formula=formula, unit="%", blocks=HISTORY,
        name=f"printed {metric}", indent=1,
    )  # fmt: skip


_MAIN = ("network", "si", "equipment", "atm")

LINES = (
    section("Income statement", "損益計算書"),
    reported("revenue", "Total revenues", "売上高", linked=True),
    growth("revenue"),
    Line("qoq(revenue)", "Quarter over quarter", "前四半期比", "ratio", growth=True, blocks="q", indent=2),
    detail("revenue@network"),
    detail("revenue@network.enterprise", "Connectivity, enterprise", "接続（法人）", 3),
    detail("revenue@network.consumer", "Connectivity, consumer", "接続（個人）", 3),
    detail("revenue@network.outsourcing", "Outsourcing", "アウトソーシング", 3),
    detail("revenue@network.wan", "WAN", "WAN", 3),
    detail("revenue@si"),
    detail("revenue@si.construction", "Systems construction", "システム構築", 3),
    detail("revenue@si.operation", "Operation and maintenance", "システム運用保守", 3),
    detail("revenue@equipment"),
    detail("revenue@atm"),
    remainder("revenue", *(f"revenue@{line}" for line in _MAIN)),
    detail("revenue@recurring"),
    growth("revenue@recurring", 1, 3),
    detail("revenue@one_time"),
    growth("revenue@one_time", 1, 3),
    Link("cost_of_revenue", "Total cost of revenues", "売上原価"),
    growth("cost_of_revenue"),
    share("cost_of_revenue"),
    detail("cost_of_revenue@network"),
    detail("cost_of_revenue@si"),
    detail("cost_of_revenue@atm"),
    remainder("cost_of_revenue", *(f"cost_of_revenue@{line}" for line in ("network", "si", "atm"))),
    reported("gross_margin"),
    growth("gross_margin"),
    Line("gross_margin_ratio", "{{label}}", "{{label_ja}}", "ratio", indent=2),
    calculated(
        "margin sum", "Revenues less cost of revenues", "売上高－売上原価", "{c}{revenue}-{c}{cost_of_revenue}"
    ),
    difference("gross_margin", "margin sum"),
    detail("gross_margin@network"),
    detail("gross_margin@si"),
    detail("gross_margin@atm"),
    remainder("gross_margin", *(f"gross_margin@{line}" for line in ("network", "si", "atm"))),
    Link("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    growth("sga_rd"),
    share("sga_rd"),
    detail("sales_marketing", "Sales and marketing", "販売費"),
    detail("general_admin", "General and administrative", "一般管理費"),
    detail("sga_rd@atm", "of which ATM operation", "うちATM運営事業"),
    remainder("sga_rd", "sales_marketing", "general_admin", label="R&D, not disclosed and rounding"),
    reported("operating_income"),
    growth("operating_income"),
    Line("operating_margin", "{{label}}", "{{label_ja}}", "ratio", indent=2),
    calculated(
        "income sum", "Gross margin less SG&A/R&D", "売上総利益－販管費", "{c}{gross_margin}-{c}{sga_rd}"
    ),
    difference("operating_income", "income sum"),
    detail("operating_income@atm", "of which ATM operation", "うちATM運営事業"),
    Link("depreciation_amortization", "{{label}}", "減価償却費"),
    reported("adjusted_ebitda"),
    share("adjusted_ebitda"),
    section("Below operating income", "営業外損益・税金"),
    reported("pretax_income", linked=True),
    growth("pretax_income"),
    share("pretax_income"),
    Line(
        "", "Other income (expenses), net", "その他の収益（費用）純額",
        formula=_less("pretax_income", "operating_income"),
        unit="JPY mn", name="other income", indent=2, depth=1,
    ),
    Line("income_tax", "Income tax expense", "法人税等"),
    detail("current_tax", "Current", "当期分"),
    detail("deferred_tax", "Deferred", "繰延分"),
    Link("equity_method_income", "Equity in net income of investees", "持分法投資損益"),
    Link("nci_income", "Less: noncontrolling interests", "非支配持分に帰属する利益"),
    reported("net_income", "{{label}}", "当社株主帰属当期純利益"),
    growth("net_income"),
    share("net_income"),
    calculated(
        "net sum", "Sum of the lines above", "上記の合計",
        "{c}{pretax_income}-{c}{income_tax}+{c}{equity_method_income}-{c}{nci_income}",
    ),
    difference("net_income", "net sum"),
    section("People", "人員"),
    Link("personnel_cost", "Personnel-related costs & expenses", "人件費関連費用", blocks=HISTORY),
    growth("personnel_cost"),
    share("personnel_cost"),
    section("Lines of business, included above", "サービス内訳（上記に含む）"),
    Link("revenue@cloud", "Cloud services", "クラウド"),
    Link("revenue@mobile", "Mobile services", "モバイル"),
    Link("revenue@overseas", "Overseas business", "海外事業"),
    Link("operating_income@overseas", "Overseas: operating income", "海外営業利益"),
    section("Per share and returns", "1株当たり・収益性"),
    Link("eps", "Net income per share, today's basis", "1株当たり当期純利益", "per_share", blocks=HISTORY),
    Link("dividend_per_share", "Dividend per share, today's basis", "1株当たり配当金", "per_share"),
    Link("roe", "{{label}}", "{{label_ja}}", "ratio", blocks="y"),
    section("Growth printed otherwise", "計算値と異なる公表増減率"),
    differing("revenue", "Total revenues", "売上高"),
    differing("gross_margin", "Gross margin", "売上総利益"),
    differing("operating_income", "Operating income", "営業利益"),
    differing("net_income", "Net income", "当期純利益"),
)  # fmt: skip
