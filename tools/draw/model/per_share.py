"""Sheet Per share: earnings and dividends by year on today's basis, and every print with its split.

FY11   EPS 89.82   dividends 7.50 + 8.75 = 16.25   payout 18.1%          17,964 printed, split 1:200
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    ListColumn,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    printed_value,
    set_widths,
)
from reportgen.new.page import A4, Page, master, not_disclosed, paper, title

NAME = "Per share"
YEAR_HEAD, YEAR = 4, 6
SECTIONS = (
    ("eps", "Net income per share, basic", 8),
    ("eps_diluted", "Net income per share, diluted", 13),
    ("dividend_per_share", "Dividends per share", 18),
)
LAST = "M"


def _by_year(metric: str) -> str:
    key = f'"{metric}|"&$B{YEAR}&$N{YEAR}'
    return f'=IFERROR(INDEX(data_value,MATCH({key},data_key,0)),"n/d")'


def _dividend(node: str) -> str:
    """A dividend as sheet Periods tells it: printed, or from two others of its year."""
    found = f'MATCH("dividend_per_share|"&$B{YEAR},rolled_key,0),MATCH("{node}",rolled_node,0)'
    return f'=IFERROR(INDEX(rolled_value,{found}),"n/d")'


YEARS: tuple[ListColumn, ...] = (
    ListColumn("B", "Year", "年度", 40, "{{#fiscal_years}}{{year.id}}", ("bold", "indented")),
    ListColumn("C", "Months", "期間", 26, "{{year.dates}}", ("small", "muted")),
    ListColumn("D", "EPS", "1株利益", 11, _by_year("eps"), ("two", "link")),
    ListColumn("E", "EPS diluted", "希薄化後", 11, _by_year("eps_diluted"), ("two", "link")),
    ListColumn("F", "Interim", "中間配当", 11, _dividend("1H"), ("two", "link")),
    ListColumn("G", "Year-end", "期末配当", 20, _dividend("2H"), ("two", "link")),
    ListColumn("H", "Annual", "年間配当", 9, _dividend("FY"), ("two", "link")),
    ListColumn("I", "Payout", "配当性向", 11, f'=IFERROR(H{YEAR}/D{YEAR},"n/d")', ("share", "ratio")),
    ListColumn("J", "", "", 26, ""),
    *helpers("N", (("End of keys: the standard", "{{year.tail}}{{/fiscal_years}}"),), 20),
)


def _prints(concept: str, row: int) -> tuple[ListColumn, ...]:
    return (
        ListColumn("B", "Line", "項目", 40, f"{{{{#prints_of_{concept}}}}}{{{{print.label}}}}", ("small",)),
        ListColumn("C", "項目", "", 36, "{{print.label_ja}}", ("tiny", "japanese_small", "shrink")),
        ListColumn("D", "Period", "期間", 11, "{{print.period}}"),
        ListColumn("E", "Span", "区分", 11, "{{print.span}}", ("small",)),
        ListColumn("F", "Status", "実績・目標", 11, "{{print.scenario}}", ("small", "muted", "shrink")),
        ListColumn("G", "As printed", "表記", 20, "{{print.printed}}", ("small", "text_right")),
        ListColumn("H", "Split 1:n", "分割", 9, "{{print.split}}", ("plain", "small")),
        ListColumn(
            "I", "Today's basis", "現在の基準", 13, printed_value(f"$N{row}", f"$O{row}"), ("two", "link")
        ),
        ListColumn("J", "Document", "資料", 26, "{{print.document}}", ("small", "muted", "indented")),
        ListColumn("K", "Published on", "公表日", 12, "{{print.published_on}}", ("small", "muted")),
        ListColumn("L", "Doubt", "区分", 14, "{{print.standing}}", ("small",)),
        ListColumn("M", "Note", "注記", 70, "{{print.note}}", ("note", "wrap")),
        *helpers(
            "N", (("Key", "{{print.id}}"), ("Basis", f"{{{{print.basis}}}}{{{{/prints_of_{concept}}}}}")), 20
        ),
    )


def draw_per_share(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, _prints("eps", 0))
    page.widths({"A": 2.2})
    title(page, "A1", NAME, "Earnings and dividends per share in JPY on today's basis, splits undone", "C1")
    master(page, "G1:I1")
    page.fill(f"A{YEAR_HEAD}", f"{LAST}{YEAR_HEAD}", "head")
    page.fill(f"A{YEAR_HEAD + 1}", f"{LAST}{YEAR_HEAD + 1}", "facts", "head_end")
    draw_heads(page, YEARS, YEAR_HEAD)
    draw_row(page, YEARS, YEAR, 15.5)
    not_disclosed(page, f"D{YEAR}:I{YEAR}")
    for concept, words, section in SECTIONS:
        draw_group(page, section, LAST, {"A": f"{words}: as printed, newest period first"})
        page.fill(f"A{section + 1}", f"{LAST}{section + 1}", "head")
        page.fill(f"A{section + 2}", f"{LAST}{section + 2}", "facts", "head_end")
        columns = _prints(concept, section + 3)
        draw_heads(page, columns, section + 1)
        draw_row(page, columns, section + 3, 17)
        not_disclosed(page, f"I{section + 3}")
    page.sheet.freeze_panes(YEAR_HEAD + 1, 2)
    paper(page, A4, f"A1:{LAST}{SECTIONS[-1][2] + 3}", rows=(1, 2), high=1)
