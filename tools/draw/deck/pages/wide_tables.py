"""Tables over the whole page: a balance sheet with remarks beside its lines, the companies of a group."""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, plain_head
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import arrow, bullets, paragraph, run

WIDTH, RIGHT = 30.867, 0.30


def balance_remarks(page: Page) -> None:
    """Up to fourteen lines at two dates, their changes, and what they are made of; a long remark has a tall row."""
    page.title()
    head = Row(
        0.85,
        (
            blank_head(bottom=BELOW),
            *(
                plain_head(word, 12, right_inset=RIGHT)
                for word in ("head_first", "head_second", "head_change")
            ),
            Cell(
                paragraph(run("{{head_remarks}}", 12, "navy", bold=True)),
                paint="head",
                bottom=BELOW,
                left_inset=0.8,
            ),
        ),
    )
    rows = [head]
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        figure = Look(12.5, bold=bold, right_inset=RIGHT, paint=paint)
        looks = (
            Look(12.5, bold=bold, align="l", left_inset=0.25, paint=paint),
            figure,
            figure,
            figure,
            Look(11.5, align="l", left_inset=0.8, right_inset=0.1, paint=paint),
        )
        top, bottom = (("ink", 0.75), ("ink", 1.0)) if bold else (None, ("hair", 0.75))
        rows.append(model_row(role, 0.86, looks, inset=0, top=top, bottom=bottom))
        if role == "line":
            rows.append(model_row("tall", 1.35, looks, inset=0, top=top, bottom=bottom))
            rows.append(model_row("taller", 1.85, looks, inset=0, top=top, bottom=bottom))
    widths = (8.4, 3.0, 3.0, 2.5, WIDTH - 16.9)
    page.table(Table("balance_table", 1.5, 2.5, widths, tuple(rows)))
    page.text("Notes", Box(1.5, 16.55, WIDTH, 0.85), bullets("notes", (arrow(12, before=0),)), anchor="ctr")
    page.foot()


def companies(page: Page) -> None:
    """Company, share held and business, in groups."""
    page.title()

    def cell(word: str, align: str = "l", left: float = 0.25) -> Cell:
        text = paragraph(run(f"{{{{{word}}}}}", 12, "navy", bold=True), align=align)
        return Cell(text, paint="head", bottom=BELOW, left_inset=left, right_inset=0.3)

    head = Row(
        0.85,
        (
            cell("head_group"),
            cell("head_company"),
            cell("head_ownership", "r"),
            cell("head_business", "l", 0.8),
        ),
    )
    rows = [head]
    for role, top in (("first", ("navy", 1.0)), ("line", ("hair", 0.75))):
        looks = (
            Look(12, "navy", bold=True, align="l", left_inset=0.25),
            Look(12.5, bold=True, align="l", left_inset=0.25),
            Look(12.5, right_inset=0.3),
            Look(11.5, align="l", left_inset=0.8, right_inset=0.1),
        )
        rows.append(model_row(role, 1.0, looks, top=top, inset=0))
    page.table(Table("company_table", 1.5, 2.5, (4.6, 6.6, 2.9, WIDTH - 14.1), tuple(rows)))
    page.text(
        "Footnote", Box(1.5, 16.75, WIDTH, 0.65), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()
