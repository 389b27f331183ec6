"""The rows of sheet Model: which metric stands where, and how it looks.

`blocks` are the first letters of the blocks that show the row (quarters, halves, years, targets); `calculated`
are those in which the figure is not (or not always) printed and so follows from others; elsewhere the cell is
a link to Data. A row with `formula` is typed: `{c}` stands for the block's column, `{metric}` for a metric's row.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = "QHYT"


@dataclass(frozen=True)
class Section:
    """A title row above a group of lines."""

    label: str
    label_ja: str


@dataclass(frozen=True)
class Line:
    """One row of figures."""

    metric: str
    label: str
    label_ja: str
    kind: str = "level"
    calculated: str = ""
    blocks: str = EVERYWHERE
    total: bool = False
    trend: bool = False
    depth: int = 0
    indent: int = 1
    formula: str = ""
    unit: str = "{{unit}}"

    @property
    def is_ratio(self) -> bool:
        """Whether the row holds a growth rate or a share."""
        return self.kind in ("growth", "share")


def growth(metric: str, depth: int = 0, indent: int = 2, trend: bool = False) -> Line:
    """Growth against the same period one year before."""
    return Line(
        f"yoy({metric})", "Year over year", "前年同期比", "growth", depth=depth, indent=indent, trend=trend
    )


def share(metric: str, trend: bool = False) -> Line:
    """A line's part of total revenues."""
    return Line(f"share_of_revenue({metric})", "% of revenues", "売上高比", "share", indent=2, trend=trend)


def detail(metric: str, label: str, label_ja: str) -> Line:
    """A service line under its total."""
    return Line(metric, label, label_ja, depth=1, indent=2)


LINES: tuple[Section | Line, ...] = (
    Section("Income statement", "損益計算書"),
    Line("revenue", "Total revenues", "売上高", total=True, trend=True, calculated="H"),
    growth("revenue", trend=True),
    Line("qoq(revenue)", "Quarter over quarter", "前四半期比", "growth", blocks="Q", indent=2),
    Line("cost_of_revenue", "Total cost of revenues", "売上原価", trend=True, calculated="H"),
    growth("cost_of_revenue"),
    share("cost_of_revenue"),
    detail("cost_of_revenue@si", "Systems integration", "システムインテグレーション"),
    Line("gross_margin", "{{label}}", "{{label_ja}}", total=True, trend=True, calculated="QHYT"),
    growth("gross_margin"),
    Line("gross_margin_ratio", "{{label}}", "{{label_ja}}", "share", indent=2, trend=True),
    detail("gross_margin@network", "Network services", "ネットワークサービス"),
    growth("gross_margin@network", 1, 3),
    detail("gross_margin@si", "Systems integration", "システムインテグレーション"),
    growth("gross_margin@si", 1, 3),
    detail("gross_margin@atm", "ATM operation", "ATM運営事業"),
    growth("gross_margin@atm", 1, 3),
    Line(
        "",
        "Equipment sales, rounding (residual)",
        "機器販売・端数（非開示）",
        "residual",
        depth=1,
        indent=2,
        formula=(
            "=IFERROR({c}{gross_margin}-({c}{gross_margin@network}+{c}{gross_margin@si}"
            '+{c}{gross_margin@atm}),"n/d")'
        ),
        unit="JPY mn",
    ),
    Line("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費", trend=True, calculated="H"),
    growth("sga_rd"),
    share("sga_rd", trend=True),
    Line("operating_income", "{{label}}", "{{label_ja}}", total=True, trend=True, calculated="QHYT"),
    growth("operating_income"),
    Line("operating_margin", "{{label}}", "{{label_ja}}", "share", indent=2, trend=True),
    Line("depreciation_amortization", "{{label}}", "減価償却費"),
    Line("adjusted_ebitda", "{{label}}", "{{label_ja}}", total=True, calculated="Y"),
    growth("adjusted_ebitda"),
    share("adjusted_ebitda"),
    Section("Below operating income", "営業外損益・税金"),
    Line("pretax_income", "{{label}}", "{{label_ja}}"),
    growth("pretax_income"),
    Line("change(pretax_income)", "Change from prior year", "前年同期比増減額", "change", indent=2),
    share("pretax_income"),
    Line("current_tax", "{{label}}", "法人税等（当期分）", trend=True, calculated="HY"),
    Line("deferred_tax", "{{label}}", "法人税等調整額", calculated="HY"),
    Line(
        "equity_method_income",
        "Equity in net income of investees",
        "持分法投資損益",
        trend=True,
        calculated="HY",
    ),
    Line(
        "nci_income",
        "Less: noncontrolling interests",
        "非支配持分に帰属する利益",
        trend=True,
        calculated="HY",
    ),
    Line("net_income", "{{label}}", "当社株主帰属当期純利益", total=True, calculated="Y"),
    growth("net_income"),
    share("net_income"),
    Section("People", "人員"),
    Line(
        "personnel_cost", "Personnel-related costs & expenses", "人件費関連費用", trend=True, calculated="H"
    ),
    growth("personnel_cost"),
    share("personnel_cost", trend=True),
    Section("Service lines, as far as disclosed", "サービス別（開示範囲）"),
    Line(
        "",
        "Systems integration revenue, implied",
        "SI売上高（原価＋総利益）",
        formula='=IFERROR({c}{cost_of_revenue@si}+{c}{gross_margin@si},"n/d")',
        unit="JPY mn",
    ),
    Line(
        "",
        "Gross margin ratio of that revenue",
        "SI売上総利益率",
        "share",
        indent=2,
        formula=('=IFERROR({c}{gross_margin@si}/({c}{cost_of_revenue@si}+{c}{gross_margin@si}),"n/d")'),
        unit="%",
    ),
    Line(
        "sga_rd@atm",
        "SG&A of the ATM operation business",
        "ATM運営事業の販管費",
        "one",
        trend=True,
        calculated="HY",
    ),
    Section("Per share and returns", "1株当たり・収益性"),
    Line("dividend_per_share", "{{label}}", "{{label_ja}}", "two"),
    Line("roe", "{{label}}", "{{label_ja}}", "share"),
)
