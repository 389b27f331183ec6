"""Sheet Capex & EBITDA: EBITDA printed and computed, depreciation, capital expenditure by kind, as disclosed.

FY16   operating income + depreciation 16,028   printed 16,100   +72   ▲ differs   waived: ...
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    DATA_ID,
    ListColumn,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    number_formats,
    printed_value,
    set_widths,
)
from reportgen.new.page import A4, Page, master, not_disclosed, paper, title

NAME = "Capex & EBITDA"
RULE = "adjusted_ebitda_identity"
SECTION, HEAD, TIE = 4, 5, 7
SECTIONS = (
    ("adjusted_ebitda", "Adjusted EBITDA as printed", 9),
    ("depreciation_amortization", "Depreciation and amortization as printed", 14),
    ("capex", "Capital expenditure as printed, by kind and entity", 19),
)
LAST = "K"
AGREES, DIFFERS = "\u25cf agrees", "\u25b2 differs"

TIES: tuple[ListColumn, ...] = (
    ListColumn("B", "Sum", "検算", 46, f"{{{{#ties_of_{RULE}}}}}{{{{tie.label}}}}", ("small", "wrap")),
    ListColumn("C", "Period", "期間", 26, "{{tie.period}}"),
    ListColumn(
        "D", "Computed", "計算値", 12, f"=SUMIFS(part_contribution,part_tie,$L{TIE})", ("one", "calculation")
    ),
    ListColumn("E", "Printed", "開示値", 12, printed_value(f"$M{TIE}"), ("one", "link")),
    ListColumn("F", "Difference", "差異", 12, f'=IFERROR(E{TIE}-D{TIE},"n/d")', ("signed", "calculation")),
    ListColumn(
        "G",
        "Allowed \u00b1",
        "許容差",
        22,
        f"=SUMIFS(part_half,part_tie,$L{TIE})+IFERROR(INDEX(data_half,MATCH($M{TIE},{DATA_ID},0)),0)",
        ("one", "link"),
    ),
    ListColumn(
        "H",
        "Verdict",
        "判定",
        13,
        f'=IFERROR(IF(ABS(F{TIE})<=G{TIE},"{AGREES}","{DIFFERS}"),"n/d")',
        ("bold", "centre"),
    ),
    ListColumn("I", "Document", "資料", 26, "{{tie.document}}", ("small", "muted")),
    ListColumn("K", "Why", "理由", 96, "{{tie.waiver}}", ("note", "wrap")),
    *helpers("L", (("Tie", "{{tie.number}}"), ("Key", f"{{{{tie.total_key}}}}{{{{/ties_of_{RULE}}}}}")), 14),
)


def _prints(concept: str, row: int) -> tuple[ListColumn, ...]:
    return (
        ListColumn(
            "B", "Line", "項目", 46, f"{{{{#prints_of_{concept}}}}}{{{{print.label}}}}", ("small", "wrap")
        ),
        ListColumn("C", "項目", "", 26, "{{print.label_ja}}", ("tiny", "japanese_small", "wrap")),
        ListColumn("D", "Period", "期間", 12, "{{print.period}}"),
        ListColumn("E", "Status", "実績・目標", 12, "{{print.scenario}}", ("small", "muted")),
        ListColumn("F", "Bound", "範囲", 12, "{{print.bound}}", ("small",)),
        ListColumn("G", "As printed", "表記", 22, "{{print.printed}}", ("small", "text_right")),
        ListColumn("H", "Value", "値", 13, printed_value(f"$L{row}"), ("one", "link")),
        ListColumn("I", "Document", "資料", 26, "{{print.document}}", ("small", "muted", "indented")),
        ListColumn("J", "Published on", "公表日", 12, "{{print.published_on}}", ("small", "muted")),
        ListColumn("K", "Note", "注記", 96, "{{print.note}}", ("note", "wrap")),
        *helpers(
            "L", (("Key", "{{print.id}}"), ("Unit", f"{{{{print.unit}}}}{{{{/prints_of_{concept}}}}}")), 14
        ),
    )


def draw_capex(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, _prints("capex", 0))
    page.widths({"A": 2.2})
    title(page, "A1", NAME, "As disclosed; money in {{report.unit}}", "C1")
    master(page, "G1:H1")
    _section(
        page,
        SECTION,
        "Adjusted EBITDA: operating income plus depreciation and amortization, against the print",
    )
    draw_heads(page, TIES, HEAD)
    draw_row(page, TIES, TIE, 24)
    number_formats(page, (f"D{TIE}", f"E{TIE}"), f"M{TIE}")
    page.equals(f"H{TIE}", DIFFERS, page.styles.rule("waived"))
    for concept, words, section in SECTIONS:
        _section(page, section, f"{words}, newest period first")
        columns = _prints(concept, section + 3)
        draw_heads(page, columns, section + 1)
        draw_row(page, columns, section + 3, 22)
        number_formats(page, (f"H{section + 3}",), f"M{section + 3}")
        not_disclosed(page, f"H{section + 3}")
    page.sheet.freeze_panes(2, 2)
    paper(page, A4, f"A1:{LAST}{SECTIONS[-1][2] + 3}", rows=(1, 2), high=1)


def _section(page: Page, row: int, words: str) -> None:
    draw_group(page, row, LAST, {"A": words})
    page.fill(f"A{row + 1}", f"{LAST}{row + 1}", "head")
    page.fill(f"A{row + 2}", f"{LAST}{row + 2}", "facts", "head_end")
