"""III - 1 (1): this year and last year with shares of revenue, and the change between them."""

from __future__ import annotations

from tools.draw.deck.heads import blank_head, group_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import paragraph, run

WIDTHS = (11.07, 2.8, 4.0, 2.8, 4.0, 3.2, 2.997)
RIGHT = 0.35
LINE = ("rule", 0.75)


def _looks(paint: str | None, *, bold: bool) -> tuple[Look, ...]:
    share = Look(12, "muted", italic=True, right_inset=RIGHT, paint=paint)
    amount = Look(17, bold=bold, right_inset=RIGHT, paint=paint)
    change = Look(16, bold=bold, right_inset=RIGHT, paint=paint)
    label = Look(16, bold=bold, align="l", left_inset=0.3, paint=paint)
    return label, share, amount, share, amount, change, change


def results_table(page: Page) -> None:
    """The table and its two footnotes."""
    page.title()
    heads = (
        Row(
            1.35,
            (
                blank_head(),
                group_head("head_this", "head_this_dates"),
                group_head("head_prior", "head_prior_dates"),
                group_head("head_change"),
            ),
        ),
        Row(
            0.65,
            (
                blank_head(bottom=("navy", 1.0)),
                sub_head("sub_share", right_inset=RIGHT, italic=True),
                sub_head("sub_amount", right_inset=RIGHT),
                sub_head("sub_share", right_inset=RIGHT, italic=True),
                sub_head("sub_amount", right_inset=RIGHT),
                sub_head("sub_percent", right_inset=RIGHT),
                sub_head("sub_amount", right_inset=RIGHT),
            ),
        ),
    )
    rows = (
        model_row("line", 1.36, _looks(None, bold=False), bottom=LINE),
        model_row("total", 1.36, _looks("total", bold=True), bottom=LINE),
    )
    page.table(Table("results_table", 1.5, 2.75, WIDTHS, heads + rows))
    notes = "".join(paragraph(run(f"{{{{footnote{n}}}}}", 10, "muted")) for n in (1, 2))
    page.text("Footnotes", Box(1.5, 16.2, 30.867, 1.2), notes, anchor="b")
    page.foot()
