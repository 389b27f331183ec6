"""Sheet Balance sheet: what is disclosed by day, what is not named as such, and the change in the newest period."""

from __future__ import annotations

from reportgen.new.cell_styles import CHANGE, DOWN, GROWTH, UP
from reportgen.new.house import SheetRow, section
from reportgen.new.page import Page, not_disclosed
from reportgen.new.timeline_sheet import FIRST_HEAD, TimelineSheet, draw_timeline
from tools.draw.model.house import IIJ


def rest(label: str, label_ja: str, formula: str, *, residual: bool = True) -> SheetRow:
    """What follows from the other lines, or what they leave."""
    text = f'=IFERROR({formula},"n/d")'
    return SheetRow(
        "", label, label_ja, formula=text, name=label, unit="JPY mn", residual=residual, indent=1 + residual
    )


def other(total: str, parts: str) -> SheetRow:
    """What the disclosed parts of a total leave; where none is disclosed, that says nothing."""
    left = f"IF(COUNT({parts})=0,NA(),{total}-SUM({parts}))"
    return rest("Other (not disclosed)", "その他（非開示）", left)


BALANCE = (
    section("Assets", "資産"),
    SheetRow("cash"),
    SheetRow("accounts_receivable"),
    SheetRow("inventories"),
    SheetRow("prepaid_expenses", "Prepaid expenses (current and noncurrent)"),
    SheetRow("equity_method_investments", label_ja="持分法適用関連会社投資"),
    SheetRow("other_investments"),
    SheetRow("property_equipment"),
    SheetRow("goodwill_intangibles", "Goodwill and other intangible assets", "のれん・その他無形固定資産"),
    SheetRow("guarantee_deposits"),
    other("{c}{total_assets}", "{c}{cash}:{c}{guarantee_deposits}"),
    SheetRow("total_assets", total=True),
    section("Liabilities", "負債"),
    SheetRow("accounts_payable"),
    SheetRow("income_taxes_payable"),
    SheetRow("borrowings", "Borrowings (short-term and long-term)"),
    SheetRow("capital_lease_obligations", "Capital lease obligations"),
    other("{c}{total_liabilities}", "{c}{accounts_payable}:{c}{capital_lease_obligations}"),
    SheetRow("total_liabilities", total=True),
    section("Equity", "純資産"),
    SheetRow("common_stock"),
    SheetRow("additional_paid_in_capital"),
    SheetRow("retained_earnings"),
    SheetRow("aoci", "Accumulated other comprehensive income"),
    SheetRow("treasury_stock"),
    SheetRow("shareholders_equity", total=True),
    rest(
        "Noncontrolling interests (residual)",
        "非支配持分（差額）",
        "{c}{total_assets}-{c}{total_liabilities}-{c}{shareholders_equity}",
    ),
    section("Ratios", "指標"),
    rest(
        "Borrowings and leases less cash",
        "有利子負債（現預金控除後）",
        "{c}{borrowings}+{c}{capital_lease_obligations}-{c}{cash}",
        residual=False,
    ),
    SheetRow("equity_ratio", kind="ratio"),
)
SHEET = TimelineSheet(
    "Balance sheet",
    "As disclosed in summary; what it leaves out stands in a line of its own",
    BALANCE,
    {"balances": ""},
    widths=(43, 30),
)
AMOUNT, AMOUNTS, PERCENT, BAR = "H", "J", "K", "L"
_NOTE = (
    "Change: from the end of the last fiscal year to the newest day. Printed changes are tested on Checks. "
    "Days are those for which total assets are printed."
)


def draw_balance_sheet(page: Page) -> None:
    """Draw sheet Balance sheet."""
    end = draw_timeline(page, IIJ, SHEET, [_NOTE])
    page.widths({AMOUNT: 13.5, AMOUNTS: 12, PERCENT: 10, BAR: 22})
    first, last, head_end = SHEET.first_row, SHEET.last_row, SHEET.last_head
    key, standard = SHEET.head_row("key"), SHEET.head_row("standard")
    # Rows of hidden heads that say nothing of a change hold the keys of its two days.
    newer, older = SHEET.head_row("half"), SHEET.head_row("node")
    page.fill(f"{AMOUNTS}{FIRST_HEAD}", f"{BAR}{FIRST_HEAD}", "head")
    for row in range(FIRST_HEAD + 1, head_end + 1):
        page.fill(f"{AMOUNTS}{row}", f"{BAR}{row}", "facts", *(("head_end",) if row == head_end else ()))
    page.put(f"{AMOUNTS}{newer}", "{{closing.key}}", "facts", "text_right")
    page.put(f"{AMOUNTS}{older}", "{{opening.key}}", "facts", "text_right")
    for column, words, under in (
        (AMOUNTS, "Change", "in {{this}}"),
        (PERCENT, "Change", "%"),
        (BAR, "Size of change", "left: down, right: up"),
    ):
        side = "centre" if column == BAR else "text_right"
        page.put(f"{column}{FIRST_HEAD}", words, "head", side)
        page.put(f"{column}{FIRST_HEAD + 1}", under, "facts", side)

    def at(row: int, day: int) -> str:
        """A row's cell of the day whose key stands in a head row of the changes."""
        keys = f"MATCH(${AMOUNTS}${day},${AMOUNT}${key}:${AMOUNT}${key},0)"
        return f"INDEX(${AMOUNT}${row}:${AMOUNT}${row},{keys})"

    for number, line in enumerate(BALANCE, first):
        if line.is_section:
            page.fill(f"{AMOUNTS}{number}", f"{BAR}{number}", "section")
            continue
        closing, opening = at(number, newer), at(number, older)
        # Nothing is subtracted across two accounting standards.
        alike = f"{at(standard, newer)}={at(standard, older)}"
        change = f'=IFERROR(IF({alike},{closing}-{opening},NA()),"n/d")'
        look = ("residual",) if line.residual else ("ratio",) if line.is_rate else ()
        total = ("total",) if line.total else ()
        right: dict[str, object] = {"align": "right"}
        shown = GROWTH if line.is_rate else CHANGE
        page.put(f"{AMOUNTS}{number}", change, "calculation", *look, *total, num_format=shown, **right)
        if line.is_rate:
            page.put(f"{PERCENT}{number}", "points", "ratio", "text_right")
            continue
        growth = f'=IFERROR({AMOUNTS}{number}/ABS({opening}),"n/d")'
        page.put(f"{PERCENT}{number}", growth, "growth", "ratio", *total, bold=False)
        page.put(f"{BAR}{number}", f"={AMOUNTS}{number}", "change", *total, font_size=8)
    not_disclosed(page, f"{AMOUNTS}{first}:{PERCENT}{last}")
    looks = {
        "bar_only": True,
        "bar_solid": True,
        "bar_color": UP,
        "bar_negative_color": DOWN,
        "bar_no_border": True,
    }
    axis = {"bar_axis_position": "middle", "bar_axis_color": "#8C96A5"}
    bars = {"type": "data_bar", "data_bar_2010": True, **looks, **axis}
    page.sheet.conditional_format(f"{BAR}{first + 1}:{BAR}{last}", bars)
    page.sheet.print_area(f"A1:{BAR}{end}")
