"""Sheets Balance sheet, Cash flow and KPIs: what is disclosed, by day and period, with what is not named as such."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.new.cell_styles import DOWN, UP
from reportgen.new.page import A3, Page, master, not_disclosed, paper, section, settings, title

HEAD = 4


@dataclass(frozen=True)
class Item:
    """One line of a statement; `formula` is typed, with `{name}` for the row of a metric and `{c}` for the column."""

    metric: str
    label: str = "{{label}}"
    label_ja: str = "{{label_ja}}"
    formula: str = ""
    total: bool = False
    kind: str = "level"


# ---------------------------------------------------------------- balance sheet

OTHER = "Other (not disclosed)"
OTHER_JA = "その他（非開示）"

BALANCE: tuple[str | Item, ...] = (
    "Assets|資産",
    Item("cash"),
    Item("accounts_receivable"),
    Item("inventories"),
    Item("prepaid_expenses", "Prepaid expenses (current and noncurrent)"),
    Item("equity_method_investments", label_ja="持分法適用関連会社投資"),
    Item("other_investments"),
    Item("property_equipment"),
    Item("goodwill_intangibles", "Goodwill and other intangible assets", "のれん・その他無形固定資産"),
    Item("guarantee_deposits"),
    Item("", OTHER, OTHER_JA, "={c}{total_assets}-SUM({c}{cash}:{c}{guarantee_deposits})", kind="residual"),
    Item("total_assets", total=True),
    "Liabilities|負債",
    Item("accounts_payable"),
    Item("income_taxes_payable"),
    Item("borrowings", "Borrowings (short-term and long-term)"),
    Item("capital_lease_obligations", "Capital lease obligations"),
    Item(
        "",
        OTHER,
        OTHER_JA,
        "={c}{total_liabilities}-SUM({c}{accounts_payable}:{c}{capital_lease_obligations})",
        kind="residual",
    ),
    Item("total_liabilities", total=True),
    "Equity|純資産",
    Item("common_stock"),
    Item("additional_paid_in_capital"),
    Item("retained_earnings"),
    Item("aoci", "Accumulated other comprehensive income"),
    Item("treasury_stock"),
    Item("shareholders_equity", total=True),
    Item(
        "",
        "Noncontrolling interests (residual)",
        "非支配持分（差額）",
        "={c}{total_assets}-{c}{total_liabilities}-{c}{shareholders_equity}",
        kind="residual",
    ),
    "Ratios|指標",
    Item(
        "",
        "Borrowings and leases less cash",
        "有利子負債（現預金控除後）",
        "={c}{borrowings}+{c}{capital_lease_obligations}-{c}{cash}",
        kind="calculation",
    ),
    Item("equity_ratio", kind="share"),
)
BALANCE_HEADS = (
    ("As of", "基準日", "{{period}}", "text_right"),
    ("Month", "年月", "{{period.end}}", "month"),
    ("Fiscal year", "会計年度", "{{period.year}}", "text_right"),
    ("Accounting standard", "会計基準", "{{period.standard}}", "text_right"),
    ("Key", "キー", "{{period.key}}", "text_right"),
    ("Key of the prior year", "前年のキー", "{{period.prior_year}}", "text_right"),
)
AMOUNT, CHANGE, GROWTH, BAR = "H", "J", "K", "L"


def draw_balance_sheet(page: Page) -> None:
    """Draw sheet Balance sheet."""
    _frame(page, "Balance sheet", "As disclosed in summary; what it leaves out stands in a line of its own")
    page.widths({AMOUNT: 13.5, "I": 1.2, CHANGE: 12, GROWTH: 10, BAR: 22})
    page.put(f"{AMOUNT}{HEAD}", "", "head")
    _left_heads(page, BALANCE_HEADS)
    last_head = HEAD + len(BALANCE_HEADS) - 1
    for number, (_, _, tag, style) in enumerate(BALANCE_HEADS, HEAD):
        look, ends, small = _head_look(number, last_head)
        opener = "{{#balances across}}" if number == HEAD else ""
        page.put(f"{AMOUNT}{number}", opener + tag, *look, style, *ends, **small)
        for column in (CHANGE, GROWTH, BAR):
            page.fill(f"{column}{number}", f"{column}{number}", *look, *ends)
    page.put(f"{CHANGE}{HEAD + 2}", "{{closing.key}}", "facts", "text_right", font_size=8)
    page.put(f"{CHANGE}{HEAD + 3}", "{{opening.key}}", "facts", "text_right", font_size=8)
    for column, words, under in (
        (CHANGE, "Change", "in {{this}}"),
        (GROWTH, "Change", "%"),
        (BAR, "Size of change", "left: down, right: up"),
    ):
        side = "centre" if column == BAR else "text_right"
        page.put(f"{column}{HEAD}", words, "head", side)
        page.put(f"{column}{HEAD + 1}", under, "facts", side)
    first = last_head + 1
    rows = {line.metric: n for n, line in enumerate(BALANCE, first) if isinstance(line, Item)}
    last = first + len(BALANCE) - 1
    for number, line in enumerate(BALANCE, first):
        if isinstance(line, str):
            section(page, number, *line.split("|"), AMOUNT, f"{CHANGE}:{BAR}")
            continue
        _left(page, number, line)
        total = ("total",) if line.total else ()
        look, numbers = _looks(line)
        end = "{{/balances}}" if number == last else ""
        text = _typed(line.formula, rows, AMOUNT) if line.formula else f"{{{{={line.metric}}}}}{end}"
        page.put(f"{AMOUNT}{number}", text, numbers, *look, *total)
        closing, opening = (
            f"INDEX(${AMOUNT}{number}:${AMOUNT}{number},MATCH(${CHANGE}${row},${AMOUNT}${key}:${AMOUNT}${key},0))"
            for row, key in ((HEAD + 2, last_head - 1), (HEAD + 3, last_head - 1))
        )
        alike = "=".join(
            f"INDEX(${AMOUNT}${HEAD + 3}:${AMOUNT}${HEAD + 3},"
            f"MATCH(${CHANGE}${day},${AMOUNT}${last_head - 1}:${AMOUNT}${last_head - 1},0))"
            for day in (HEAD + 2, HEAD + 3)
        )
        # Nothing is subtracted across two accounting standards.
        change = f'=IFERROR(IF({alike},{closing}-{opening},NA()),"n/d")'
        grey = ("residual",) if line.kind == "residual" else ()
        if line.kind == "share":
            page.put(f"{CHANGE}{number}", change, "growth", "ratio", *total)
            page.put(f"{GROWTH}{number}", "points", "ratio", "text_right")
            page.fill(f"{BAR}{number}", f"{BAR}{number}")
            continue
        page.put(f"{CHANGE}{number}", change, "change", *grey, *total)
        growth = f'=IFERROR({CHANGE}{number}/ABS({opening}),"n/d")'
        page.put(f"{GROWTH}{number}", growth, "growth", "ratio", *total, bold=False)
        page.put(f"{BAR}{number}", f"={CHANGE}{number}", "change", *total, font_size=8)
    page.sheet.conditional_format(
        f"{BAR}{first + 1}:{BAR}{last}",
        {
            "type": "data_bar",
            "data_bar_2010": True,
            "bar_only": True,
            "bar_solid": True,
            "bar_color": UP,
            "bar_negative_color": DOWN,
            "bar_axis_position": "middle",
            "bar_axis_color": "#8C96A5",
            "bar_no_border": True,
        },
    )
    not_disclosed(page, f"{AMOUNT}{first}:{GROWTH}{last}")
    _note(
        page,
        last + 2,
        "Change: from the end of the last fiscal year to the newest day. Printed changes are tested on Checks. "
        "Days are those for which total assets are printed.",
    )
    page.sheet.freeze_panes(last_head, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{BAR}{last + 2}", rows=(1, last_head))
    page.sheet.fit_to_pages(1, 1)


# ---------------------------------------------------------------- cash flow

CASH: tuple[str | Item, ...] = (
    "Operating activities|営業活動",
    Item("cf_operating", total=True),
    Item("net_income_incl_nci", "Net income, before noncontrolling interests", "当期純利益"),
    Item("depreciation_amortization", label_ja="減価償却費"),
    Item("cf_gain_on_investments", "Net gain on sales of other investments", "その他投資売却益"),
    Item("cf_other_non_cash"),
    Item("cf_working_capital", "Fluctuations of operating assets and liabilities", "営業資産・負債の増減"),
    Item("cf_accounts_receivable", "of which accounts receivable", "売掛金の増減"),
    Item("cf_accounts_payable", "of which accounts payable", "買掛金の増減"),
    Item("cf_prepaid_expenses", "of which prepaid expenses", "前払費用の増減"),
    "Investing activities|投資活動",
    Item("cf_investing", total=True),
    Item("cf_purchase_of_ppe"),
    Item("cf_lease_back_proceeds", "Sales of property and equipment (lease-back)", "有形固定資産の売却"),
    Item("cf_equity_method_investment", label_ja="持分法適用会社への投資"),
    Item("cf_sale_of_subsidiary", "Sale of stock of a subsidiary, net of cash", "子会社株式の売却"),
    Item("cf_sale_of_securities", "Sales of available-for-sale securities", "売却可能有価証券の売却"),
    Item("cf_purchase_of_investments"),
    Item("cf_sale_of_investments", label_ja="短期・その他投資の売却"),
    "Financing activities|財務活動",
    Item("cf_financing", total=True),
    Item("cf_lease_payments", label_ja="リース債務の元本返済"),
    Item("cf_dividends_paid"),
    Item("cf_borrowings_net"),
    Item("cf_long_term_borrowings", label_ja="長期借入れ"),
    Item("cf_long_term_payables", label_ja="長期未払金の支払"),
    Item("cf_share_issuance", label_ja="新株発行"),
    Item("cf_treasury_stock"),
)
KPIS: tuple[str | Item, ...] = (
    "Mobile|モバイル",
    Item("subscriptions@mobile", "Mobile subscriptions", "モバイル契約回線数"),
    Item("subscriptions@mobile.iij_mobile", "of which enterprise", "うち法人向け"),
    Item("subscriptions@mobile.consumer", "of which consumer", "うち個人向け"),
    Item("subscriptions@mvne", "MVNE subscriptions", "MVNE契約回線数"),
    Item("mvne_clients"),
    Item("iot_prospects"),
    "Network|ネットワーク",
    Item("contracted_bandwidth", "Contracted bandwidth, Gbps", "契約総帯域（Gbps）", kind="gbps"),
    Item("contracts@over_1gbps", "Contracts over 1 Gbps", "1Gbps超契約数"),
    Item("contracts@network.consumer", "Consumer contracts", "個人向け契約数"),
    "Systems integration and cloud|SI・クラウド",
    Item(
        "orders_received@si.construction", "Orders received, systems construction", "受注高（システム構築）"
    ),
    Item("order_backlog@si.construction", "Order backlog, systems construction", "受注残高（システム構築）"),
    Item("projects@cloud", "Cloud projects", "クラウド案件数"),
    Item("outsourcing_personnel@si", "Outsourcing personnel, SI", "外注人員数（SI）"),
    Item("revenue@cloud", "Cloud revenue", "クラウド売上高"),
    Item("revenue@security.total", "Security-related revenue", "セキュリティ関連売上高"),
    "ATM operation|ATM運営事業",
    Item("atms"),
    Item("revenue@atm", "ATM operation revenue", "ATM運営事業売上高"),
)
TIME_HEADS = (
    ("Period", "期間", "{{period}}", "text_right"),
    ("Period end", "期末", "{{period.end}}", "month"),
    ("Fiscal year", "会計年度", "{{period.year}}", "text_right"),
    ("Part of the year", "期中の位置", "{{period.node}}", "text_right"),
    ("Accounting standard", "会計基準", "{{period.standard}}", "text_right"),
    ("Key", "キー", "{{period.key}}", "text_right"),
    ("Key of the day", "期末日のキー", "{{period.day}}", "text_right"),
)


def draw_cash_flow(page: Page) -> None:
    """Draw sheet Cash flow."""
    _timeline(
        page,
        "Cash flow",
        "The lines that the documents break out; inflows positive, outflows in parentheses",
        CASH,
        (("H", "history_halves"), ("J", "history_nine_months"), ("L", "history_years")),
        "Totals of the three activities stood mostly in charts that the text of the documents does not hold: n/d.",
        (0, 1),
    )


def draw_kpis(page: Page) -> None:
    """Draw sheet KPIs."""
    _timeline(
        page,
        "KPIs",
        "Subscriptions, contracts, orders and other numbers of the business, at the end of or over each period",
        KPIS,
        (("H", "history_quarters"), ("J", "history_years")),
        "Numbers at a day are looked up by the day on which the period ends. Definitions changed: see Line names.",
        (0, 1),
    )


def _timeline(
    page: Page,
    name: str,
    subtitle: str,
    lines: tuple[str | Item, ...],
    blocks: tuple[tuple[str, str], ...],
    words: str,
    pages: tuple[int, int] = (1, 1),
) -> None:
    _frame(page, name, subtitle)
    last_head = HEAD + len(TIME_HEADS) - 1
    _left_heads(page, TIME_HEADS)
    for column, block in blocks:
        page.widths({column: 11, chr(ord(column) + 1): 1.2})
        for number, (_, _, tag, style) in enumerate(TIME_HEADS, HEAD):
            look, end, small = _head_look(number, last_head)
            opener = f"{{{{#{block} across}}}}" if number == HEAD else ""
            page.put(f"{column}{number}", opener + tag, *look, style, *end, **small)
    first = last_head + 1
    last = first + len(lines) - 1
    for number, line in enumerate(lines, first):
        if isinstance(line, str):
            section(page, number, *line.split("|"), *(column for column, _ in blocks))
            continue
        _left(page, number, line)
        total = ("total",) if line.total else ()
        for column, block in blocks:
            ground = ("year",) if block == "history_years" else ()
            kind = line.kind if line.kind == "gbps" else "level"
            page.put(f"{column}{number}", f"{{{{={line.metric}}}}}", kind, "link", *ground, *total)
    for column, block in blocks:
        page.put(f"{column}{last + 1}", f"{{{{/{block}}}}}", "tiny")
    not_disclosed(page, f"{blocks[0][0]}{first}:{blocks[-1][0]}{last}")
    _note(page, last + 2, words)
    page.sheet.freeze_panes(last_head, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{blocks[-1][0]}{last + 2}", rows=(1, last_head))
    page.sheet.fit_to_pages(*pages)


# ---------------------------------------------------------------- what both share


def _frame(page: Page, name: str, subtitle: str) -> None:
    page.widths({"A": 2.2, "B": 40, "C": 25, "D": 7.5, "E": 7.5, "F": 5})
    page.sheet.set_column("G:G", 22, None, {"level": 1})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", name, subtitle, "C1")
    page.put("D2", "Unit: {{report.unit}}", "muted")
    master(page, "D1:F1")
    settings(page, "G1", "G2")


def _left_heads(page: Page, heads: tuple[tuple[str, ...], ...]) -> None:
    last = HEAD + len(heads) - 1
    for number, head in enumerate(heads, HEAD):
        look, end, small = _head_look(number, last)
        page.heights(number, number, 12.5 if small else 15.5)
        page.fill(f"A{number}", f"G{number}", *look, *end)
        page.put(f"B{number}", head[0], *look, *end, **small)
        page.put(f"C{number}", head[1], *look, *end, font_name="Meiryo", font_size=8 if small else 9)
    for column, words in (("D", "Unit"), ("E", "Source"), ("F", "Flag"), ("G", "Key")):
        page.put(f"{column}{HEAD}", words, "head")


def _head_look(number: int, last: int) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, object]]:
    look = ("head",) if number == HEAD else ("facts",)
    is_key = number >= last - 1 if last > HEAD + 5 else number == last
    return look, ("head_end",) if number == last else (), {"font_size": 8} if is_key else {}


def _left(page: Page, number: int, line: Item) -> None:
    page.heights(number, number, 15.5)
    total = ("total",) if line.total else ()
    look, _ = _looks(line)
    words = tuple(name for name in look if name not in ("link", "calculation"))
    page.fill(f"A{number}", f"G{number}", *total)
    page.put(f"B{number}", line.label, *words, *total, indent=2 if line.kind == "residual" else 1)
    page.put(
        f"C{number}", line.label_ja, *words, *total, font_name="Meiryo", font_size=9, italic=False, bold=False
    )
    typed = bool(line.formula)
    page.put(f"D{number}", "JPY mn" if typed else "{{unit}}", "small", "muted", *total, bold=False)
    page.put(f"E{number}", "Model" if typed else "{{source}}", "small", "muted", *total, bold=False)
    if line.kind == "residual":
        page.put(f"F{number}", "n/d", "small", "residual", *total)
    page.put(f"G{number}", "" if typed else "{{key}}", "tiny", *total, bold=False)


def _looks(line: Item) -> tuple[tuple[str, ...], str]:
    return {
        "residual": (("residual",), "level"),
        "share": (("calculation", "ratio"), "share"),
        "calculation": (("calculation",), "level"),
    }.get(line.kind, (("link",), "level"))


def _typed(formula: str, rows: dict[str, int], column: str) -> str:
    text = formula.replace("{c}", column)
    for metric, row in rows.items():
        text = text.replace("{" + metric + "}", str(row))
    return f'=IFERROR({text.removeprefix("=")},"n/d")'


def _note(page: Page, row: int, words: str) -> None:
    page.put(f"B{row}", words, "small", "muted")
