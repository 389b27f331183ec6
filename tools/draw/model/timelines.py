"""Sheets Cash flow and KPIs: what the documents break out, by period."""

from __future__ import annotations

from reportgen.new.house import SheetRow, section
from reportgen.new.page import Page
from reportgen.new.timeline_sheet import TimelineSheet, draw_timeline
from tools.draw.model.house import IIJ

CASH = (
    section("Operating activities", "営業活動"),
    SheetRow("cf_operating", total=True),
    SheetRow("net_income_incl_nci", "Net income, before noncontrolling interests", "当期純利益"),
    SheetRow("depreciation_amortization", label_ja="減価償却費"),
    SheetRow("cf_gain_on_investments", "Net gain on sales of other investments", "その他投資売却益"),
    SheetRow("cf_other_non_cash"),
    SheetRow(
        "cf_working_capital", "Fluctuations of operating assets and liabilities", "営業資産・負債の増減"
    ),
    SheetRow("cf_accounts_receivable", "of which accounts receivable", "売掛金の増減", indent=2),
    SheetRow("cf_accounts_payable", "of which accounts payable", "買掛金の増減", indent=2),
    SheetRow("cf_prepaid_expenses", "of which prepaid expenses", "前払費用の増減", indent=2),
    section("Investing activities", "投資活動"),
    SheetRow("cf_investing", total=True),
    SheetRow("cf_purchase_of_ppe"),
    SheetRow("cf_lease_back_proceeds", "Sales of property and equipment (lease-back)", "有形固定資産の売却"),
    SheetRow("cf_equity_method_investment", label_ja="持分法適用会社への投資"),
    SheetRow("cf_sale_of_subsidiary", "Sale of stock of a subsidiary, net of cash", "子会社株式の売却"),
    SheetRow("cf_sale_of_securities", "Sales of available-for-sale securities", "売却可能有価証券の売却"),
    SheetRow("cf_purchase_of_investments"),
    SheetRow("cf_sale_of_investments", label_ja="短期・その他投資の売却"),
    section("Financing activities", "財務活動"),
    SheetRow("cf_financing", total=True),
    SheetRow("cf_lease_payments", label_ja="リース債務の元本返済"),
    SheetRow("cf_dividends_paid"),
    SheetRow("cf_borrowings_net"),
    SheetRow("cf_long_term_borrowings", label_ja="長期借入れ"),
    SheetRow("cf_long_term_payables", label_ja="長期未払金の支払"),
    SheetRow("cf_share_issuance", label_ja="新株発行"),
    SheetRow("cf_treasury_stock"),
)
KPIS = (
    section("Mobile", "モバイル"),
    SheetRow("subscriptions@mobile", "Mobile subscriptions", "モバイル契約回線数", unit="lines"),
    SheetRow(
        "subscriptions@mobile.iij_mobile", "of which enterprise", "うち法人向け", indent=2, unit="lines"
    ),
    SheetRow("subscriptions@mobile.consumer", "of which consumer", "うち個人向け", indent=2, unit="lines"),
    SheetRow("subscriptions@mvne", "MVNE subscriptions", "MVNE契約回線数", unit="lines"),
    SheetRow("mvne_clients", unit="clients"),
    SheetRow("iot_prospects", unit="projects"),
    section("Network", "ネットワーク"),
    SheetRow("contracted_bandwidth", "Contracted bandwidth", "契約総帯域", kind="gbps", unit="Gbps"),
    SheetRow("contracts@over_1gbps", "Contracts over 1 Gbps", "1Gbps超契約数", unit="contracts"),
    SheetRow("contracts@network.consumer", "Consumer contracts", "個人向け契約数", unit="contracts"),
    section("Systems integration and cloud", "SI・クラウド"),
    SheetRow(
        "orders_received@si.construction", "Orders received, systems construction", "受注高（システム構築）"
    ),
    SheetRow(
        "order_backlog@si.construction", "Order backlog, systems construction", "受注残高（システム構築）"
    ),
    SheetRow("projects@cloud", "Cloud projects", "クラウド案件数", unit="projects"),
    SheetRow("outsourcing_personnel@si", "Outsourcing personnel, SI", "外注人員数（SI）", unit="people"),
    SheetRow("revenue@cloud", "Cloud revenue", "クラウド売上高"),
    SheetRow("revenue@security.total", "Security-related revenue", "セキュリティ関連売上高"),
    section("ATM operation", "ATM運営事業"),
    SheetRow("atms", unit="machines"),
    SheetRow("revenue@atm", "ATM operation revenue", "ATM運営事業売上高"),
)
CASH_FLOW = TimelineSheet(
    "Cash flow",
    "The lines that the documents break out; inflows positive, outflows in parentheses",
    CASH,
    {"history_halves": "", "history_nine_months": "", "history_years": "year"},
    widths=(51, 34),
)
KPI = TimelineSheet(
    "KPIs",
    "Numbers of the business, at the end of or over each period",
    KPIS,
    {"history_quarters": "", "history_years": "year"},
)


def draw_cash_flow(page: Page) -> None:
    """Draw sheet Cash flow."""
    words = (
        "Totals of the three activities stood mostly in charts that the text of the documents does not hold."
    )
    draw_timeline(page, IIJ, CASH_FLOW, [words])


def draw_kpis(page: Page) -> None:
    """Draw sheet KPIs."""
    words = "Numbers at a day are looked up by the day on which the period ends. Definitions changed: see Line names."
    draw_timeline(page, IIJ, KPI, [words])
    # Room for millions of subscriptions that are known to fewer digits.
    page.widths({KPI.column(block): 11 for block in KPI.blocks})
