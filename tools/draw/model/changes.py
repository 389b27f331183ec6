"""Sheet Changes: what is not as it was when this workbook was built last.

    #  Kind            What                                Where         Before   After    Document
    1  conflict        Model!K14: not carried: this cell …  Model!L14     123      =IFERROR(…)
    2  input carried   Drivers|base|revenue_growth|1Q18    Drivers!I12   =H12     0.06
    3  figure revised  Total revenues 1Q17 (revenue|1Q17)  Data!K412     42,114   42,121   2018-08-07_1q18

The last column holds the addresses that the links of `Where` lead to; it is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw.model.page import A3, Page, letters, master, paper, title

HEAD_ROW = 4
ROW = 5
# Two lines of nine points; the texts of the list are made to fit.
HEIGHT = 24.75


@dataclass(frozen=True)
class Column:
    """One column of the list: head, width, what its row says, and the style of the row."""

    head: str
    width: float
    text: str
    looks: tuple[str, ...] = ("small", "wrap")


COLUMNS: tuple[Column, ...] = (
    Column("No.", 6, "{{#changes}}{{change.number}}", ("small", "number_or_words", "muted")),
    Column("Kind", 16, "{{change.kind}}", ("small", "bold", "indented")),
    Column("What", 62, "{{change.what}}"),
    Column("Where", 20, f'=IF(H{ROW}="","",HYPERLINK("#"&H{ROW},H{ROW}))', ("small", "url")),
    Column("Before", 40, "{{change.before}}", ("small", "wrap", "muted")),
    Column("After", 40, "{{change.after}}"),
    Column("Document", 26, "{{change.document}}", ("small", "muted")),
    Column("Address", 10, "{{change.where}}{{/changes}}", ("tiny",)),
)
KIND, ADDRESS = letters(1), letters(len(COLUMNS) - 1)


def draw_changes(page: Page) -> None:
    """Draw sheet Changes."""
    subtitle = "What changed since the last build of this file: facts, assumptions, formulas"
    title(page, "A1", "Changes", subtitle, "E1")
    master(page, "F1:G1")
    page.put(
        "E2",
        "Rebuild with --from to compare; conflicts are what was not carried over as it was",
        "muted",
    )
    page.heights(HEAD_ROW, HEAD_ROW, 19)
    page.heights(ROW, ROW, HEIGHT)
    for index, column in enumerate(COLUMNS):
        at = letters(index)
        page.widths({at: column.width})
        side = ("right",) if index == 0 else ("indented",) if column.head == "Kind" else ()
        page.put(f"{at}{HEAD_ROW}", column.head, "head", "head_end", *side, font_size=10)
        page.put(f"{at}{ROW}", column.text, *column.looks, "line", valign="vcenter")
    page.sheet.set_column(f"{ADDRESS}:{ADDRESS}", COLUMNS[-1].width, None, {"hidden": True})
    last = letters(len(COLUMNS) - 2)
    for kind, look in (("conflict", "waived"), ("figure revised", "status")):
        page.sheet.conditional_format(
            f"{KIND}{ROW}",
            {"type": "cell", "criteria": "==", "value": f'"{kind}"', "format": page.styles.rule(look)},
        )
    page.sheet.autofilter(f"A{HEAD_ROW}:{last}{ROW}")
    page.sheet.freeze_panes(HEAD_ROW, 0)
    paper(page, A3, f"A1:{last}{ROW}", rows=(HEAD_ROW, HEAD_ROW))
