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
from reportgen.new.page import A3, Page, fold_names, master, not_disclosed, paper, title

NAME = "Per share"
YEAR_HEAD, YEAR = 4, 6
SECTIONS = (
    ("eps", "Net income per share, basic", "1株当たり当期純利益", 8),
    ("eps_diluted", "Net income per share, diluted", "希薄化後1株当たり当期純利益", 13),
    ("dividend_per_share", "Dividends per share", "1株当たり配当金", 18),
)
LAST = "K"
_NUMBER = 13


def _by_year(metric: str) -> str:
    key = f'"{metric}|"&$B{YEAR}&$L{YEAR}'
    return f'=IFERROR(INDEX(data_value,MATCH({key},data_key,0)),"n/d")'


def _dividend(node: str) -> str:
    """A dividend as sheet Periods tells it: printed, or from two others of its year."""
    found = f'MATCH("dividend_per_share|"&$B{YEAR},rolled_key,0),MATCH("{node}",rolled_node,0)'
    return f'=IFERROR(INDEX(rolled_value,{found}),"n/d")'


YEARS: tuple[ListColumn, ...] = (
    ListColumn("B", "Year", "年度", _NUMBER, "{{#fiscal_years}}{{year.id}}", ("bold", "indented")),
    ListColumn("C", "Months", "期間", _NUMBER, "{{year.dates}}", ("small", "muted")),
    ListColumn("D", "EPS", "1株利益", _NUMBER, _by_year("eps"), ("two", "link")),
    ListColumn("E", "EPS diluted", "希薄化後", _NUMBER, _by_year("eps_diluted"), ("two", "link")),
    ListColumn("F", "Interim", "中間配当", _NUMBER, _dividend("1H"), ("two", "link")),
    ListColumn("G", "Year-end", "期末配当", _NUMBER, _dividend("2H"), ("two", "link")),
    ListColumn("H", "Annual", "年間配当", _NUMBER, _dividend("FY"), ("two", "link")),
    ListColumn("I", "Payout", "配当性向", _NUMBER, f'=IFERROR(H{YEAR}/D{YEAR},"n/d")', ("share", "ratio")),
    *helpers(
        "L",
        (
            ("End of keys: the standard", "{{year.tail}}"),
            ("Folded away", f"=COUNT($D{YEAR}:$H{YEAR})=0"),
            ("", "{{/fiscal_years}}"),
        ),
        20,
    ),
)


def _prints(concept: str, row: int) -> tuple[ListColumn, ...]:
    opener = f"{{{{#prints_of_{concept}}}}}"
    return (
        ListColumn("A", "", "", 2.2, ""),
        ListColumn("B", "Period", "期間", _NUMBER, f"{opener}{{{{print.period}}}}", ("bold", "indented")),
        ListColumn("C", "Span", "区分", _NUMBER, "{{print.span}}", ("small",)),
        ListColumn("D", "Status", "実績・目標", _NUMBER, "{{print.scenario}}", ("small", "muted")),
        ListColumn("E", "Split 1:n", "分割", _NUMBER, "{{print.split}}", ("plain", "small")),
        ListColumn("F", "As printed", "表記", _NUMBER, "{{print.printed}}", ("small", "text_right")),
        ListColumn(
            "G",
            "Today's basis",
            "現在の基準",
            _NUMBER,
            printed_value(f"$L{row}", f"$M{row}"),
            ("two", "link"),
        ),
        ListColumn(
            "H", "Published on", "公表日", 15, "{{print.published_on}}", ("small", "muted", "indented")
        ),
        ListColumn("I", "Doubt", "区分", 11, "{{print.standing}}", ("small",)),
        ListColumn("J", "Document", "資料", 27, "{{print.document}}", ("small", "muted")),
        ListColumn("K", "Note", "注記", 60, "{{print.note}}", ("note", "wrap")),
        *helpers(
            "L", (("Key", "{{print.id}}"), ("Basis", f"{{{{print.basis}}}}{{{{/prints_of_{concept}}}}}")), 20
        ),
    )


def draw_per_share(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, _prints("eps", 0))
    page.sheet.set_column("N:N", 20, None, {"level": 1, "hidden": True})
    title(page, "A1", NAME, "Earnings and dividends per share in JPY on today's basis, splits undone", "D1")
    master(page, "G1:H1")
    page.fill(f"A{YEAR_HEAD}", f"I{YEAR_HEAD}", "head")
    page.fill(f"A{YEAR_HEAD + 1}", f"I{YEAR_HEAD + 1}", "facts", "head_end")
    draw_heads(page, YEARS, YEAR_HEAD)
    draw_row(page, YEARS, YEAR, 15.5)
    not_disclosed(page, f"D{YEAR}:I{YEAR}")
    fit = ",".join(f"$B${section[-1] + 3}:$B${section[-1] + 3}" for section in SECTIONS)
    fold_names(page, rows=f"$M${YEAR}:$M${YEAR}", fit=fit)
    for concept, words, japanese, section in SECTIONS:
        draw_group(page, section, LAST, {"A": f"{words}, newest period first"})
        page.put(f"{LAST}{section}", japanese, "section", "muted", "japanese", "right", bold=False)
        page.fill(f"A{section + 1}", f"{LAST}{section + 1}", "head")
        page.fill(f"A{section + 2}", f"{LAST}{section + 2}", "facts", "head_end")
        columns = _prints(concept, section + 3)
        draw_heads(page, columns, section + 1)
        draw_row(page, columns, section + 3, 15.5)
        not_disclosed(page, f"G{section + 3}")
    page.sheet.freeze_panes(YEAR_HEAD + 1, 2)
    paper(page, A3, f"A1:{LAST}{SECTIONS[-1][-1] + 3}", rows=(1, 2))
