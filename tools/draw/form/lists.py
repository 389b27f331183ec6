"""Sheet Lists: what the open cells offer; and the limits that the live checks use."""

from __future__ import annotations

from tools.draw.model.page import A4, Page, paper, title

# List, name of the column, name of the block and its fields; the row above each block stays empty on purpose:
# a list that no project fills still has a cell.
BLOCKS = (
    (
        "Units, with what they multiply by",
        "units",
        ("label", "factor"),
        ("form_unit_label", "form_unit_factor"),
    ),
    ("Lines", "concepts", ("label", "label_ja"), ("form_concepts", "")),
    ("Service lines", "service_lines", ("label",), ("form_service_lines",)),
    ("Companies, clients, projects", "entities", ("label",), ("form_entities",)),
    ("Accounting standards", "standards", ("name",), ("form_standards",)),
)
CURRENCY, FAR, TOP = 4, 5, 7


def draw_lists(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 70, "B": 40})
    title(page, "A1", "Lists", "What the open cells of Form and Claims offer; filled from the tables", "")
    page.put(f"A{CURRENCY}", "Currency, left out where it stands in a token", "muted")
    page.put(f"B{CURRENCY}", "{{company.currency}}")
    page.put(f"A{FAR}", "A figure this many times larger or smaller than last year's is questioned", "muted")
    page.put(f"B{FAR}", 300, "typed", "left")
    page.book.define_name("form_currency", f"=Lists!$B${CURRENCY}")
    page.book.define_name("form_far", f"=Lists!$B${FAR}")
    row = TOP
    for words, block, fields, names in BLOCKS:
        page.fill(f"A{row}", f"B{row}", "section")
        page.put(f"A{row}", words, "section")
        row += 1
        for index, (field, name) in enumerate(zip(fields, names, strict=True)):
            at = "AB"[index]
            opening = f"{{{{#{block}}}}}" if index == 0 else ""
            closing = f"{{{{/{block}}}}}" if index == len(fields) - 1 else ""
            numeric = field == "factor"
            # A number needs a cell of its own, so that the markers stand beside it.
            if numeric:
                page.put(f"{at}{row}", "{{unit.factor}}", "plain", "left")
                page.put(f"C{row}", closing, "tiny")
            else:
                item = {"service_lines": "service_line", "entities": "entity"}.get(block, block.rstrip("s"))
                page.put(f"{at}{row}", f"{opening}{{{{{item}.{field}}}}}{closing}", "small")
            if name:
                page.book.define_name(name, f"=Lists!${at}${row}:${at}${row}")
        row += 2
    page.sheet.freeze_panes(2, 0)
    paper(page, A4, f"A1:B{row}")
