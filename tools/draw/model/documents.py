"""Sheet Documents: the vintages of all figures, newest first, with links to their tables and to the web."""

from __future__ import annotations

from reportgen.new.list_sheet import ROW_HEIGHT, ListColumn, define, draw_heads, draw_row, set_widths
from reportgen.new.page import A3, Page, fold_names, master, paper, title

NAME = "Documents"
HEAD, ROW = 4, 6
LAST = "M"

COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("A", "Document", "資料", 27, "{{#documents}}{{document.doc}}", ("bold",)),
    ListColumn("B", "Title", "表題", 48, "{{document.title}}", ("small", "wrap")),
    ListColumn("C", "Kind", "種類", 12, "{{document.kind}}", ("small",)),
    ListColumn("D", "Published on", "公表日", 12, "{{document.published_on}}"),
    ListColumn("E", "Known from", "既知日", 11, "{{document.as_known_on}}", ("small", "muted")),
    ListColumn("F", "Standard", "会計基準", 9, "{{document.standard}}", ("small",)),
    ListColumn("G", "Rounding", "端数処理", 9, "{{document.rounding}}", ("small", "muted")),
    ListColumn("H", "Figures", "件数", 8, "{{document.figures}}", ("level", "small")),
    ListColumn(
        "I",
        "Its tables",
        "開示内容",
        12,
        f'=HYPERLINK("#\'As reported\'!A"&MATCH($A{ROW},reported_document,0),"As reported \u2192")',
        ("url", "small", "centre"),
    ),
    ListColumn(
        "J",
        "Web",
        "リンク",
        9,
        f'=IF($K{ROW}="","\u2013",HYPERLINK($K{ROW},"Open \u2192"))',
        ("url", "small", "centre"),
    ),
    ListColumn("K", "Address", "URL", 44, "{{document.url}}", ("tiny",), 1),
    ListColumn("L", "Source text", "原文", 21, "{{document.source_file}}", ("small", "muted", "indented")),
    ListColumn("M", "Note", "注記", 60, "{{document.note}}{{/documents}}", ("note", "wrap")),
)


def draw_documents(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, COLUMNS)
    title(page, "A1", NAME, "The documents that the figures were taken from, newest first", "B1")
    master(page, "C1:E1")
    draw_heads(page, COLUMNS, HEAD)
    draw_row(page, COLUMNS, ROW, ROW_HEIGHT)
    fold_names(page, fit=f"$A${ROW}:$A${ROW}")
    define(page, NAME, "document_rows", "A", 1, ROW)
    page.sheet.autofilter(f"A{HEAD + 1}:{LAST}{ROW}")
    page.sheet.freeze_panes(HEAD + 1, 1)
    paper(page, A3, f"A1:{LAST}{ROW}", rows=(HEAD, HEAD + 1))
