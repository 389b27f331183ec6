"""Sheet Data: the figures as printed, one per row, and where they come from.

Data is the only sheet with typed history. Its names `data_key`, `data_value` and `data_half` serve every lookup.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw.model.page import A3, Page, letters, master, paper, title
from tools.draw.model.style import LEVEL

HEAD_ROW = 4
ROW = 5


# A click leads to the document's row on sheet Documents; its own first column holds the names.
DOCUMENT_LINK = f'=HYPERLINK("#Documents!A"&MATCH(AB{ROW},document_rows,0),AB{ROW})'
# The question that a figure answers while it stands under the chosen vintage, else nothing.
IN_USE = (
    f"=IF(OR(AND(vintage_first=1,Z{ROW}=1),AND(vintage_first=0,X{ROW}<=vintage_day,Y{ROW}>vintage_day)),"
    f'B{ROW},"")'
)


@dataclass(frozen=True)
class Column:
    """One column of a list: head, width, what its row says, and the style of head and row."""

    head: str
    width: float
    text: str
    looks: tuple[str, ...] = ("words",)


DATA: tuple[Column, ...] = (
    Column("Figure", 36, "{{#figures}}{{figure.key}}", ("small", "shrink")),
    Column("Answers to", 30, "{{figure.lookup}}", ("small", "muted", "shrink")),
    Column("Label", 34, "{{figure.label}}", ("small", "wrap")),
    Column("Service line", 27, "{{figure.service_line}}", ("tiny", "wrap")),
    Column("Scope", 15, "{{figure.scope}}", ("tiny", "wrap")),
    Column("Period", 10, "{{figure.period}}", ("small",)),
    Column("Scenario", 10, "{{figure.scenario}}", ("small",)),
    Column("Kind", 8, "{{figure.kind}}", ("small",)),
    Column("Against", 12, "{{figure.against}}", ("small", "muted", "shrink")),
    Column("Bound", 8, "{{figure.bound}}", ("small", "muted")),
    Column("Value", 10.5, "{{figure.value}}", ("one", "typed")),
    Column("Unit", 14, "{{figure.unit}}", ("small", "indented", "shrink")),
    Column("Multiplier", 10, "{{figure.multiplier}}", ("plain", "typed")),
    Column("Split", 6, "{{figure.split}}", ("plain", "typed")),
    Column("Model value", 12, f"=K{ROW}*M{ROW}/N{ROW}", ("one", "calculation")),
    Column("Half a digit", 11, "{{figure.half}}", ("half", "typed")),
    Column("Document", 24, DOCUMENT_LINK, ("small", "url", "shrink")),
    Column("Heading", 32, "{{figure.heading}}", ("small", "wrap")),
    Column("Line", 6, "{{figure.line}}", ("plain",)),
    Column("Printed token", 22, "{{figure.printed}}", ("small", "indented", "wrap")),
    Column("Status", 8, "{{figure.status}}", ("small",)),
    Column("Note", 60, "{{figure.note}}", ("tiny", "wrap")),
    Column("Published", 10, "{{figure.published}}", ("day", "small")),
    Column("Stands from", 10, "{{figure.since}}", ("day", "small")),
    Column("until", 10, "{{figure.until}}", ("day", "small")),
    Column("First = 1", 7, "{{figure.first}}", ("plain", "small")),
    Column("In use", 24, IN_USE, ("tiny", "calculation", "shrink")),
    Column("Name of the document", 24, "{{figure.document}}{{/figures}}", ("tiny", "shrink")),
)
DATA_HEIGHT = 22


NAMED = {
    "data_id": "Figure",
    "data_lookup": "Answers to",
    "data_key": "In use",
    "data_value": "Model value",
    "data_half": "Half a digit",
    "data_published": "Published",
    "data_since": "Stands from",
}


def column_of(head: str) -> str:
    """The letters of the Data column with this head."""
    return letters([column.head for column in DATA].index(head))


def draw_data(page: Page) -> None:
    """Draw sheet Data."""
    title(
        page, "A1", "Data", "Every printed figure once, as printed; no other sheet holds typed history", "C1"
    )
    page.put(
        "D2",
        "Model value = value x multiplier, in {{report.unit}} for money. Half a digit is what rounding may hide.",
        "muted",
    )
    master(page, "D1:F1")
    _list(page, DATA)
    page.heights(ROW, ROW, DATA_HEIGHT)
    last = letters(len(DATA) - 1)
    page.sheet.autofilter(f"A{HEAD_ROW}:{last}{ROW}")
    page.sheet.freeze_panes(HEAD_ROW, 1)
    paper(page, A3, f"A1:{last}{ROW}", rows=(HEAD_ROW, HEAD_ROW))
    for name, head in NAMED.items():
        column = column_of(head)
        page.book.define_name(name, f"=Data!${column}${ROW}:${column}${ROW}")
    _value_formats(page)


def _list(page: Page, columns: tuple[Column, ...]) -> None:
    page.heights(HEAD_ROW, HEAD_ROW, 19)
    for index, column in enumerate(columns):
        at = letters(index)
        page.widths({at: column.width})
        side = ("right",) if set(column.looks) & {"one", "plain", "half"} else ()
        indent = ("indented",) if "indented" in column.looks else ()
        page.put(f"{at}{HEAD_ROW}", column.head, "head", "head_end", *side, *indent, font_size=10)
        page.put(f"{at}{ROW}", column.text, *column.looks, "line", valign="vcenter")


def _value_formats(page: Page) -> None:
    """Ratios as percent, whole numbers without decimals; the value itself is shown as it is printed."""
    unit, model, half = column_of("Unit"), column_of("Model value"), column_of("Half a digit")
    tests = (
        (model, "0.0%_);(0.0%);0.0%_)", f"=ROUND({model}{ROW},0)=ROUND({model}{ROW},1)"),
        (half, "0.00%_)", f"=INT({half}{ROW})={half}{ROW}"),
    )
    for column, percent, whole in tests:
        for criteria, code in (
            (f'=OR(${unit}{ROW}="%",${unit}{ROW}="points")', percent),
            (whole, LEVEL),
        ):
            page.sheet.conditional_format(
                f"{column}{ROW}",
                {
                    "type": "formula",
                    "criteria": criteria,
                    "format": page.book.add_format({"num_format": code}),
                    "stop_if_true": True,
                },
            )
