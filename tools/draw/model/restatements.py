"""Sheet Restatements: figures that later documents print again, figures that are doubtful, and what was waived.

Net income   FY17   JPY mn   2018-05-15   5,109   2019-05-15   5,109      0   ● the same

Keys of restated and of doubtful figures have names, so that other sheets can mark them.
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    DATA_ID,
    ROW_HEIGHT,
    ListColumn,
    define,
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

NAME = "Restatements"
HEAD, GROUP, ROW = 4, 6, 7
DOUBT_SECTION, DOUBT_HEAD, DOUBT = 9, 10, 12
WAIVER_SECTION, WAIVER = 14, 17
LAST = "O"
SAME, RESTATED = "\u25cf the same", "\u25b2 restated"


def _half(key: str, basis: str) -> str:
    return f"INDEX(data_half,MATCH(${key}{ROW},{DATA_ID},0))*${basis}{ROW}"


VINTAGES: tuple[ListColumn, ...] = (
    ListColumn("A", "", "", 2.2, ""),
    ListColumn("B", "Line", "項目", 30, "{{#vintages}}{{vintage.label}}", ("small", "wrap")),
    ListColumn("C", "項目", "", 24, "{{vintage.label_ja}}", ("small", "japanese", "wrap")),
    ListColumn("D", "Period", "期間", 13.5, "{{vintage.period}}", ("indented",)),
    ListColumn("E", "Unit", "単位", 8, "{{vintage.unit}}", ("small", "muted")),
    ListColumn("F", "First reported in", "最初の開示", 24, "{{vintage.first_document}}", ("small", "muted")),
    ListColumn(
        "G", "As printed", "表記", 15, "{{vintage.first_printed}}", ("small", "muted", "text_right", "wrap")
    ),
    ListColumn("H", "Value", "値", 10.5, printed_value(f"$P{ROW}", f"$Q{ROW}"), ("one", "link")),
    ListColumn(
        "I", "Printed again in", "再掲", 25, "{{vintage.later_document}}", ("small", "muted", "indented")
    ),
    ListColumn(
        "J", "As printed", "表記", 15, "{{vintage.later_printed}}", ("small", "muted", "text_right", "wrap")
    ),
    ListColumn("K", "Value", "値", 10.5, printed_value(f"$R{ROW}", f"$S{ROW}"), ("one", "link")),
    ListColumn("L", "Difference", "差異", 10, f'=IFERROR(K{ROW}-H{ROW},"n/d")', ("signed", "calculation")),
    ListColumn("M", "%", "％", 8.5, f'=IFERROR(L{ROW}/ABS(H{ROW}),"n/d")', ("growth", "ratio")),
    ListColumn(
        "N",
        "Verdict",
        "判定",
        12,
        f'=IFERROR(IF(ABS(L{ROW})<=$U{ROW},"{SAME}","{RESTATED}"),"n/d")',
        ("bold", "centre"),
    ),
    ListColumn("O", "Reason", "理由", 28, "{{vintage.reason}}", ("note", "wrap")),
    *helpers(
        "P",
        (
            ("First: key", "{{vintage.first_id}}"),
            ("First: basis", "{{vintage.first_basis}}"),
            ("Later: key", "{{vintage.later_id}}"),
            ("Later: basis", "{{vintage.later_basis}}"),
            ("Rounding counts", "{{vintage.spread}}"),
            ("Allowed", f"=IFERROR($T{ROW}*({_half('P', 'Q')}+{_half('R', 'S')}),0)"),
            ("Restated key", "{{vintage.flag_key}}"),
            ("Folded away", f'=$N{ROW}="{SAME}"'),
            ("", "{{/vintages}}{{/vintage_groups}}"),
        ),
    ),
)
DOUBTS: tuple[ListColumn, ...] = (
    ListColumn("B", "Line", "項目", 30, "{{#doubtful_figures}}{{figure.label}}", ("small", "wrap")),
    ListColumn("C", "項目", "", 24, "{{figure.label_ja}}", ("small", "japanese", "wrap")),
    ListColumn("D", "Period", "期間", 13.5, "{{figure.period}}", ("indented",)),
    ListColumn("E", "Unit", "単位", 8, "{{figure.unit}}", ("small", "muted")),
    ListColumn("F", "Document", "資料", 24, "{{figure.document}}", ("small", "muted")),
    ListColumn(
        "G",
        "As printed",
        "表記",
        15,
        "{{figure.printed}}",
        ("small", "muted", "text_right", "wrap", "doubtful"),
    ),
    ListColumn("H", "Value", "値", 10.5, printed_value(f"$P{DOUBT}"), ("one", "link", "doubtful")),
    ListColumn("I", "Status", "区分", 25, "{{figure.status}}", ("bold", "indented")),
    ListColumn("J", "Kind", "種類", 15, "{{figure.kind}}", ("small", "muted")),
    ListColumn("K", "Text line", "行", 10.5, "{{figure.line}}", ("plain", "small")),
    ListColumn("L", "Why", "理由", 11, "{{figure.note}}", ("note", "wrap")),
    *helpers(
        "P",
        (
            ("Key", "{{figure.id}}"),
            ("Doubtful key", "{{figure.suspect_key}}"),
            # What the text lost that the tables were read from is no doubt about the figure.
            ("Folded away", f'=$I{DOUBT}="Conversion of the text"'),
            ("", "{{/doubtful_figures}}"),
        ),
    ),
)
WAIVERS: tuple[ListColumn, ...] = (
    ListColumn("B", "Figure", "対象", 38, "{{#waivers}}{{waiver.subject}}", ("small", "wrap")),
    ListColumn("C", "Check", "検査", 26, "{{waiver.check}}", ("small", "wrap")),
    ListColumn("D", "Decided on", "決定日", 14, "{{waiver.decided_on}}", ("small",)),
    ListColumn("F", "Decided by", "決定者", 25, "{{waiver.decided_by}}", ("small", "muted")),
    ListColumn("G", "Expires on", "期限", 19, "{{waiver.expires}}{{/waivers}}", ("small", "muted")),
    ListColumn("H", "Why the fault stands", "理由", 11.5, "{{waiver.reason}}", ("note", "wrap")),
)


def draw_restatements(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, VINTAGES)
    title(page, "A1", NAME, "First reported and later values side by side; doubtful figures; waivers", "C1")
    master(page, "H1:J1")
    page.fill(f"A{HEAD}", f"A{HEAD}", "head")
    draw_heads(page, VINTAGES, HEAD)
    draw_group(page, GROUP, LAST, {"A": "{{#vintage_groups}}{{group.label}}", "F": "{{group.told}}"})
    draw_row(page, VINTAGES, ROW, ROW_HEIGHT)
    draw_group(
        page,
        DOUBT_SECTION,
        LAST,
        {"A": "Figures not to be taken as printed", "F": "What the conversion of a text lost is folded away"},
    )
    page.fill(f"A{DOUBT_HEAD}", f"{LAST}{DOUBT_HEAD}", "head")
    page.fill(f"A{DOUBT_HEAD + 1}", f"{LAST}{DOUBT_HEAD + 1}", "facts", "head_end")
    draw_heads(page, DOUBTS, DOUBT_HEAD)
    draw_row(page, DOUBTS, DOUBT, ROW_HEIGHT)
    _wide(page, f"L{DOUBT}:{LAST}{DOUBT}", "{{figure.note}}")
    words = "waived checks, faults that are known and let stand"
    draw_folded(page, WAIVERS, WAIVER_SECTION, LAST, words)
    page.fill(f"B{WAIVER}", f"{LAST}{WAIVER}", "line")
    draw_row(page, WAIVERS, WAIVER)
    page.sheet.set_row(WAIVER - 1, ROW_HEIGHT, None, {"level": 1, "hidden": True})
    _wide(page, f"H{WAIVER}:{LAST}{WAIVER}", "{{waiver.reason}}")
    define(page, NAME, "flag_key", "V", HEAD, ROW)
    define(page, NAME, "suspect_key", "Q", DOUBT_HEAD, DOUBT)
    number_formats(page, (f"H{ROW}", f"K{ROW}"), f"E{ROW}")
    number_formats(page, (f"H{DOUBT}",), f"E{DOUBT}")
    _rules(page)
    fit = ",".join(f"$B${row}:$B${row}" for row in (ROW, DOUBT, WAIVER))
    fold_names(page, rows=f"$W${ROW}:$W${ROW},$R${DOUBT}:$R${DOUBT}", fit=fit)
    # Three lists with heads of their own: the title alone stays in sight.
    page.sheet.freeze_panes(2, 4)
    # The list that goes on behind its first page has its heads there.
    paper(page, A3, f"A1:{LAST}{WAIVER}", rows=(DOUBT_HEAD, DOUBT_HEAD + 1))


def _wide(page: Page, cells: str, reason: str) -> None:
    """A reason over the columns that the list above needs."""
    page.sheet.merge_range(cells, "", page.styles("note", "wrap", "line", valign="vcenter"))
    page.put(cells.split(":")[0], reason, "note", "wrap", "line", valign="vcenter")


def _rules(page: Page) -> None:
    row = f"$N{ROW}"
    page.rule(f"K{ROW}", f'={row}="{RESTATED}"', {"left": 2, "left_color": "#D9822B", "bold": True})
    page.equals(f"N{ROW}", RESTATED, page.styles.rule("waived"))
    not_disclosed(page, f"H{ROW}:N{ROW}")
    not_disclosed(page, f"H{DOUBT}")
