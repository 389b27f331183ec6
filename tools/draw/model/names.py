"""Sheet Line names: the events after which a line is no longer the same, and what documents call our lines.

#  Event                         Date      Kind          Lines touched
9  IIJ Global consolidated       2010-09   Acquisition   Revenues; Revenues, WAN services; ...
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    ROW_HEIGHT,
    ListColumn,
    define,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    set_widths,
)
from reportgen.new.page import A3, Page, fold_names, master, paper, title

NAME = "Line names"
EVENT_SECTION, EVENT_HEAD, EVENT = 4, 5, 7
NAME_SECTION, NAME_HEAD, DOCUMENTS, ROW = 9, 10, 11, 12
LAST = "K"
DOCUMENT_COLUMNS = "EFGHI"

EVENTS: tuple[ListColumn, ...] = (
    ListColumn("A", "#", "番号", 5, "{{#events}}{{event.number}}", ("bold", "left")),
    ListColumn("B", "Break or scope event", "事象", 28, "{{event.label}}", ("small", "wrap")),
    ListColumn("C", "事象", "", 26, "{{event.label_ja}}", ("small", "japanese", "wrap")),
    ListColumn("D", "Date", "日付", 24, "{{event.date}}", ("indented",)),
    ListColumn("E", "Kind", "種類", 22.5, "{{event.kind}}", ("small",)),
    ListColumn("F", "Document", "資料", 22.5, "{{event.document}}", ("small", "muted")),
    ListColumn("G", "Text line", "行", 22.5, "{{event.line}}", ("small", "left", "indented")),
    ListColumn("H", "Lines touched", "影響する項目", 22.5, "{{event.metrics}}", ("small", "wrap")),
    ListColumn("I", "", "", 22.5, ""),
    ListColumn("J", "Note", "注記", 19, "{{event.note}}", ("note", "wrap")),
    ListColumn("K", "", "", 33, ""),
    *helpers("L", (("Keys", "{{event.keys}}{{/events}}"), ("Folded away", "")), 30),
)
NAMES: tuple[ListColumn, ...] = (
    ListColumn("B", "Our line", "項目", 28, "{{#names}}{{name.label}}", ("small", "wrap")),
    ListColumn("C", "項目", "", 26, "{{name.label_ja}}", ("small", "japanese", "wrap")),
    ListColumn("D", "Key", "キー", 24, "{{name.metric}}", ("small", "muted", "indented", "shrink")),
    *(
        ListColumn(at, "", "", 22.5, f"{{{{name.c{number}}}}}", ("small", "muted", "wrap"))
        for number, at in enumerate(DOCUMENT_COLUMNS, 1)
    ),
    ListColumn("J", "Other documents", "その他の資料", 19, "{{name.others}}", ("small", "muted", "wrap")),
    ListColumn("K", "Note", "注記", 33, "{{name.note}}", ("note", "wrap")),
    # A name that stands in one or two documents says little.
    *helpers(
        "M",
        (
            ("Folded away", f'=COUNTIF($E{ROW}:$J{ROW},"?*")<=COLUMNS($E{ROW}:$F{ROW})'),
            ("", "{{/names}}{{/name_heads}}"),
        ),
    ),
)


def draw_line_names(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, EVENTS)
    title(
        page, "A1", NAME, "Breaks and scope events by number; printed labels of our lines by document", "C1"
    )
    master(page, "E1")
    draw_group(
        page, EVENT_SECTION, LAST, {"A": "Breaks and scope events, as numbered above the timeline of Model"}
    )
    draw_heads(page, EVENTS, EVENT_HEAD)
    draw_row(page, EVENTS, EVENT, ROW_HEIGHT)
    _merge(page, f"H{EVENT}:I{EVENT}", "{{event.metrics}}", "small", "wrap", "line")
    _merge(page, f"J{EVENT}:K{EVENT}", "{{event.note}}", "note", "wrap", "line")
    draw_group(
        page,
        NAME_SECTION,
        LAST,
        {
            "A": "Printed labels: what the documents call our lines, (\u2212) with the opposite sign; "
            "those of one or two documents are folded away"
        },
    )
    _name_heads(page)
    draw_row(page, NAMES, ROW, ROW_HEIGHT)
    page.sheet.set_column("N:N", 14, None, {"level": 1, "hidden": True})
    fold_names(
        page,
        rows=f"$M${ROW}:$M${ROW}",
        fit=f"$B${EVENT}:$B${EVENT},$B${ROW}:$B${ROW}",
    )
    define(page, NAME, "event_number", "A", EVENT_HEAD, EVENT)
    page.sheet.freeze_panes(2, 3)
    # The list that goes on behind its first page has its heads there.
    paper(page, A3, f"A1:{LAST}{ROW}", rows=(NAME_HEAD, DOCUMENTS))


def _merge(page: Page, cells: str, text: str, *looks: str) -> None:
    page.sheet.merge_range(cells, "", page.styles(*looks, valign="vcenter"))
    page.put(cells.split(":")[0], text, *looks, valign="vcenter")


def _name_heads(page: Page) -> None:
    """The heads of the documents are a record of their own: which documents have most labels follows the data."""
    page.heights(NAME_HEAD, NAME_HEAD, 19)
    page.heights(DOCUMENTS, DOCUMENTS, 14)
    page.fill(f"A{NAME_HEAD}", f"{LAST}{NAME_HEAD}", "head", font_size=10)
    page.fill(f"A{DOCUMENTS}", f"{LAST}{DOCUMENTS}", "facts", "head_end")
    for column in NAMES:
        if column.head:
            indent = ("indented",) if {"indented", "note"} & set(column.looks) else ()
            page.put(f"{column.at}{NAME_HEAD}", column.head, "head", *indent, font_size=10)
            words = (column.head_ja, "facts", "head_end", *indent)
            page.put(f"{column.at}{DOCUMENTS}", *words, font_name="Meiryo")
    for number, at in enumerate(DOCUMENT_COLUMNS, 1):
        page.put(f"{at}{NAME_HEAD}", f"{{{{head.c{number}}}}}", "head", font_size=10)
        page.put(f"{at}{DOCUMENTS}", f"{{{{head.d{number}}}}}", "facts", "head_end")
    page.put(f"A{NAME_HEAD}", "{{#name_heads}}", "head")
