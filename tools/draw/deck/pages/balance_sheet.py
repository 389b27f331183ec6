"""III - 9: 21 lines of the balance sheet, four remarks tied to single lines, the equity ratio below."""

from __future__ import annotations

from tools.draw.deck.heads import blank_head, plain_head
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import arrow, bullets, paragraph, run

LEFT, TOP, HEAD, HEIGHT = 1.5, 2.5, 0.80, 0.618
WIDTHS = (10.2, 3.5, 3.5, 3.2)
RIGHT = 0.30
# Remark, table row it belongs to (from 1), height of its text on the page
REMARKS = ((1, 5, 5.39), (2, 6, 6.69), (3, 7, 8.05), (4, 19, 14.733))


def _looks(paint: str | None, *, bold: bool) -> tuple[Look, ...]:
    figure = Look(11.5, bold=bold, right_inset=RIGHT, paint=paint)
    return Look(11, bold=bold, align="l", left_inset=0.25, paint=paint), figure, figure, figure


def balance_sheet(page: Page) -> None:
    """Table, leader lines, remarks, ratio."""
    page.title()
    head = Row(
        HEAD,
        (
            blank_head(bottom=("navy", 1.0)),
            plain_head("head_prior", 11.5, right_inset=RIGHT),
            plain_head("head_this", 11.5, right_inset=RIGHT),
            plain_head("head_change", 11.5, right_inset=RIGHT),
        ),
    )
    rows = (
        head,
        model_row("line", HEIGHT, _looks(None, bold=False), bottom=("hair", 0.75), inset=0),
        model_row(
            "total", HEIGHT, _looks("total", bold=True), top=("ink", 0.75), bottom=("ink", 1.0), inset=0
        ),
    )
    page.table(Table("balance_table", LEFT, TOP, WIDTHS, rows))
    edge = LEFT + sum(WIDTHS)
    for number, row, height in REMARKS:
        middle = TOP + HEAD + (row - 0.5) * HEIGHT
        start, elbow, end = edge + 0.08, edge + 0.75, edge + 1.35
        if abs(height - middle) < 0.1:
            height = middle
            page.rule(f"Leader {number}", Box(start, middle, end - start, 0), "faint", 0.75)
        else:
            page.polyline(
                f"Leader {number}", ((start, middle), (elbow, middle), (elbow, height), (end, height))
            )
        page.text(
            f"Remark {number}",
            Box(edge + 1.5, height - 0.65, 8.97, 1.3),
            paragraph(run(f"{{{{remark{number}}}}}", 11, "ink")),
            anchor="ctr",
        )
    page.text("Notes", Box(1.5, 16.55, 30.867, 0.85), bullets("notes", (arrow(12, before=0),)), anchor="ctr")
    page.foot()
