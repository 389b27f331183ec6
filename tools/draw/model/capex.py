"""Sheet Capex & EBITDA: by year what Model says of them; EBITDA printed and computed; capital expenditure by kind.

FY16   operating income + depreciation 16,028   printed 16,100   +72   ▲ differs   waived: ...
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    DATA_ID,
    ListColumn,
    draw_folded,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    number_formats,
    printed_value,
    set_widths,
)
from reportgen.new.page import A3, Page, fold_names, master, not_disclosed, paper, title

NAME = "Capex & EBITDA"
RULE = "adjusted_ebitda_identity"
YEAR_HEAD, YEAR = 4, 6
SECTION, HEAD, TIE = 8, 9, 11
SECTIONS = (
    ("capex", "Capital expenditure as printed, by kind and entity", "設備投資額", 13),
    ("adjusted_ebitda", "Adjusted EBITDA as printed", "調整後EBITDA", 18),
    ("depreciation_amortization", "Depreciation and amortization as printed", "減価償却費", 23),
)
LAST = "K"
# The others repeat what stands above.
OPEN = "capex"
AGREES, DIFFERS = "\u25cf agrees", "\u25b2 differs"
_NUMBER = 13


def _of_model(metric: str) -> str:
    """A year's figure as sheet Model shows it."""
    found = f'MATCH("{metric}",model_metric,0),MATCH($B{YEAR},model_period,0)'
    return f'=IFERROR(INDEX(model_cells,{found}),"n/d")'


_CAPEX = f'MATCH("capex|"&$B{YEAR}&$M{YEAR},data_key,0)'
YEARS: tuple[ListColumn, ...] = (
    ListColumn("B", "Year", "年度", 37, "{{#fiscal_years}}{{year.id}}", ("bold", "indented")),
    ListColumn("C", "Months", "期間", 33, "{{year.dates}}", ("small", "muted")),
    ListColumn("D", "Op. income", "営業利益", _NUMBER, _of_model("operating_income"), ("level", "link")),
    ListColumn(
        "E", "Depreciation", "減価償却費", _NUMBER, _of_model("depreciation_amortization"), ("level", "link")
    ),
    ListColumn("F", "Adj. EBITDA", "調整後EBITDA", _NUMBER, _of_model("adjusted_ebitda"), ("level", "link")),
    ListColumn(
        "G",
        "% of revenues",
        "売上高比",
        _NUMBER,
        _of_model("share_of_revenue(adjusted_ebitda)"),
        ("share", "ratio"),
    ),
    ListColumn(
        "H",
        "Capex",
        "設備投資額",
        _NUMBER,
        f'=IFERROR(INDEX(data_value,{_CAPEX}),"n/d")',
        ("level", "link"),
    ),
    *helpers(
        "L",
        (
            ("Folded away", f"=COUNT($E{YEAR}:$F{YEAR},$H{YEAR})=0"),
            ("End of keys: the standard", "{{year.tail}}{{/fiscal_years}}"),
        ),
        14,
    ),
)
TIES: tuple[ListColumn, ...] = (
    ListColumn("B", "Period", "期間", 37, f"{{{{#ties_of_{RULE}}}}}{{{{tie.period}}}}", ("bold", "indented")),
    ListColumn("C", "Document", "資料", 33, "{{tie.document}}", ("small", "muted")),
    ListColumn(
        "D",
        "Computed",
        "計算値",
        _NUMBER,
        f"=SUMIFS(part_contribution,part_tie,$L{TIE})",
        ("one", "calculation"),
    ),
    ListColumn("E", "Printed", "開示値", _NUMBER, printed_value(f"$M{TIE}"), ("one", "link")),
    ListColumn(
        "F", "Difference", "差異", _NUMBER, f'=IFERROR(E{TIE}-D{TIE},"n/d")', ("signed", "calculation")
    ),
    ListColumn(
        "G",
        "Allowed \u00b1",
        "許容差",
        _NUMBER,
        f"=SUMIFS(part_half,part_tie,$L{TIE})+IFERROR(INDEX(data_half,MATCH($M{TIE},{DATA_ID},0)),0)",
        ("one", "link"),
    ),
    ListColumn(
        "H",
        "Verdict",
        "判定",
        _NUMBER,
        f'=IFERROR(IF(ABS(F{TIE})<=G{TIE},"{AGREES}","{DIFFERS}"),"n/d")',
        ("bold", "centre"),
    ),
    ListColumn("I", "Why", "理由", 50, "{{tie.waiver}}", ("note", "wrap")),
    *helpers("L", (("Tie", "{{tie.number}}"), ("Key", f"{{{{tie.total_key}}}}{{{{/ties_of_{RULE}}}}}")), 14),
)


def _prints(concept: str, row: int) -> tuple[ListColumn, ...]:
    return (
        ListColumn("A", "", "", 2.2, ""),
        ListColumn(
            "B",
            "Line",
            "項目",
            37,
            f"{{{{#prints_of_{concept}}}}}{{{{print.part}}}}",
            ("small", "wrap", "indented"),
        ),
        ListColumn("C", "項目", "", 33, "{{print.part_ja}}", ("small", "japanese", "wrap")),
        ListColumn("D", "Period", "期間", _NUMBER, "{{print.period}}", ("indented",)),
        ListColumn("E", "Status", "実績・目標", _NUMBER, "{{print.scenario}}", ("small", "muted")),
        ListColumn("F", "Bound", "範囲", _NUMBER, "{{print.bound}}", ("small",)),
        ListColumn("G", "Value", "値", _NUMBER, printed_value(f"$L{row}"), ("one", "link")),
        ListColumn(
            "H", "Published on", "公表日", _NUMBER, "{{print.published_on}}", ("small", "muted", "indented")
        ),
        ListColumn("I", "As printed", "表記", 16, "{{print.printed}}", ("small", "text_right")),
        ListColumn("J", "Document", "資料", 24, "{{print.document}}", ("small", "muted", "indented")),
        ListColumn("K", "Note", "注記", 50, "{{print.note}}", ("note", "wrap")),
        *helpers(
            "L", (("Key", "{{print.id}}"), ("Unit", f"{{{{print.unit}}}}{{{{/prints_of_{concept}}}}}")), 14
        ),
    )


def draw_capex(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, _prints("capex", 0))
    title(
        page,
        "A1",
        NAME,
        "By year, as on Model; below, what the documents print. Money in {{report.unit}}",
        "C1",
    )
    master(page, "G1:H1")
    page.fill(f"A{YEAR_HEAD}", f"H{YEAR_HEAD}", "head")
    page.fill(f"A{YEAR_HEAD + 1}", f"H{YEAR_HEAD + 1}", "facts", "head_end")
    draw_heads(page, YEARS, YEAR_HEAD)
    draw_row(page, YEARS, YEAR, 15.5)
    not_disclosed(page, f"D{YEAR}:H{YEAR}")
    rows = (TIE, *(section[-1] + 3 for section in SECTIONS))
    fit = ",".join(f"$B${row}:$B${row}" for row in rows)
    fold_names(page, rows=f"$L${YEAR}:$L${YEAR}", fit=fit)
    words = "Adjusted EBITDA computed (operating income plus depreciation and amortization) and printed"
    _section(page, SECTION, words, "調整後EBITDAの検算")
    draw_heads(page, TIES, HEAD)
    draw_row(page, TIES, TIE, 15.5)
    # A reason over the columns that the lists below need.
    page.sheet.merge_range(f"I{TIE}:{LAST}{TIE}", "", page.styles("note", "wrap", "line", valign="vcenter"))
    page.put(f"I{TIE}", "{{tie.waiver}}", "note", "wrap", "line", valign="vcenter")
    number_formats(page, (f"D{TIE}", f"E{TIE}"), f"M{TIE}")
    page.equals(f"H{TIE}", DIFFERS, page.styles.rule("waived"))
    for concept, words, japanese, section in SECTIONS:
        columns = _prints(concept, section + 3)
        if concept == OPEN:
            _section(page, section, f"{words}, newest period first", japanese)
            draw_heads(page, columns, section + 1)
            draw_row(page, columns, section + 3, 15.5)
        else:
            draw_folded(page, columns, section, LAST, f"lines of {words[0].lower()}{words[1:]}")
        number_formats(page, (f"G{section + 3}",), f"M{section + 3}")
        not_disclosed(page, f"G{section + 3}")
    # Little room between the lists, so that all stand on one page.
    for row in (YEAR_HEAD, SECTION, *(section[-1] for section in SECTIONS)):
        page.heights(row - 1, row - 1, 8)
    page.sheet.freeze_panes(YEAR_HEAD + 1, 2)
    paper(page, A3, f"A1:{LAST}{SECTIONS[-1][-1] + 3}", rows=(1, 2))


def _section(page: Page, row: int, words: str, japanese: str) -> None:
    draw_group(page, row, LAST, {"A": words})
    page.put(f"{LAST}{row}", japanese, "section", "muted", "japanese", "right", bold=False)
    page.fill(f"A{row + 1}", f"{LAST}{row + 1}", "head")
    page.fill(f"A{row + 2}", f"{LAST}{row + 2}", "facts", "head_end")
