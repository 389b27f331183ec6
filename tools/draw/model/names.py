"""Sheet Line names: the events after which a line is no longer the same, and what documents call our lines.

#  Event                         Date      Kind          Lines touched
9  IIJ Global consolidated       2010-09   Acquisition   Revenues; Revenues, WAN services; ...
"""

from __future__ import annotations

from reportgen.new.list_sheet import ListColumn, define, draw_group, draw_heads, draw_row, set_widths
from reportgen.new.page import A3, Page, master, paper, title

NAME = "Line names"
EVENT_SECTION, EVENT_HEAD, EVENT = 4, 5, 7
NAME_SECTION, NAME_HEAD, DOCUMENTS, ROW = 9, 10, 11, 12
LAST = "L"
DOCUMENT_COLUMNS = "FGHIJ"

EVENTS: tuple[ListColumn, ...] = (
    ListColumn("A", "#", "番号", 4.5, "{{#events}}{{event.number}}", ("bold", "left")),
    ListColumn("B", "Break or scope event", "事象", 38, "{{event.label}}", ("small", "wrap")),
    ListColumn("C", "事象", "", 36, "{{event.label_ja}}", ("tiny", "japanese_small", "wrap")),
    ListColumn("D", "Date", "日付", 11, "{{event.date}}"),
    ListColumn("E", "Kind", "種類", 17, "{{event.kind}}", ("small",)),
    ListColumn("F", "Lines touched", "影響する項目", 27, "{{event.metrics}}", ("small", "wrap")),
    ListColumn("G", "", "", 27, ""),
    ListColumn("H", "Keys", "キー", 27, "{{event.keys}}", ("tiny", "wrap")),
    ListColumn("I", "Document", "資料", 27, "{{event.document}}", ("small", "muted")),
    ListColumn("J", "Line of the text", "行", 27, "{{event.line}}{{/events}}", ("small", "left")),
    ListColumn("K", "Note", "注記", 34, "{{event.note}}", ("note", "wrap")),
    ListColumn("L", "", "", 80, ""),
)
NAMES: tuple[ListColumn, ...] = (
    ListColumn("A", "", "", 4.5, ""),
    ListColumn("B", "Our line", "項目", 38, "{{#names}}{{name.label}}", ("small", "wrap")),
    ListColumn("C", "項目", "", 36, "{{name.label_ja}}", ("tiny", "japanese_small", "wrap")),
    ListColumn("D", "Key", "キー", 11, "{{name.metric}}", ("tiny", "wrap")),
    *(
        ListColumn(at, "", "", 27, f"{{{{name.c{number}}}}}", ("tiny", "wrap"))
        for number, at in enumerate(DOCUMENT_COLUMNS, 1)
    ),
    ListColumn("K", "Other documents", "その他の資料", 34, "{{name.others}}", ("tiny", "wrap")),
    ListColumn("L", "Note", "注記", 80, "{{name.note}}{{/names}}{{/name_heads}}", ("note", "wrap")),
)


def draw_line_names(page: Page) -> None:
    """Draw the sheet."""
    set_widths(page, EVENTS)
    title(
        page, "A1", NAME, "Breaks and scope events by number; printed labels of our lines by document", "C1"
    )
    master(page, "E1:F1")
    draw_group(
        page, EVENT_SECTION, LAST, {"A": "Breaks and scope events, as numbered above the timeline of Model"}
    )
    draw_heads(page, EVENTS, EVENT_HEAD)
    draw_row(page, EVENTS, EVENT, 27)
    _merge(page, f"F{EVENT}:G{EVENT}", "{{event.metrics}}", "small", "wrap", "line")
    _merge(page, f"K{EVENT}:L{EVENT}", "{{event.note}}", "note", "wrap", "line")
    draw_group(page, NAME_SECTION, LAST, {"A": "Printed labels: what the documents call our lines"})
    _name_heads(page)
    draw_row(page, NAMES, ROW, 30)
    _merge(page, f"D{ROW}:E{ROW}", "{{name.metric}}", "tiny", "wrap", "line")
    define(page, NAME, "event_number", "A", EVENT_HEAD, EVENT)
    page.sheet.freeze_panes(2, 3)
    paper(page, A3, f"A1:{LAST}{ROW}", rows=(1, 2), high=2)


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
            page.put(f"{column.at}{NAME_HEAD}", column.head, "head", font_size=10)
            page.put(
                f"{column.at}{DOCUMENTS}",
                column.head_ja,
                "facts",
                "head_end",
                font_name="Meiryo",
                font_size=8,
            )
    for number, at in enumerate(DOCUMENT_COLUMNS, 1):
        page.put(f"{at}{NAME_HEAD}", f"{{{{head.c{number}}}}}", "head", font_size=10)
        page.put(f"{at}{DOCUMENTS}", f"{{{{head.d{number}}}}}", "facts", "head_end", font_size=8)
    page.put(f"A{NAME_HEAD}", "{{#name_heads}}", "head")
