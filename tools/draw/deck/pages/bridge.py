"""III - 1 (2): the walk from last year's operating income to this year's, and what moved it.

5,134 | +2,812  +63  +43  +68 | (1,358) | 6,762
NW gross margin  |  SI gross margin  |  SG&A expenses
"""

from __future__ import annotations

from tools.draw.deck.bridge_chart import BridgeChart
from tools.draw.deck.heads import BELOW
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Row, Table
from tools.draw.deck.text import paragraph, run

COLUMNS = 7
WIDTH = 30.867
# Bracket, first column, number of columns
GROUPS = (("group1", 1, 4), ("group2", 5, 1))


def bridge(page: Page) -> None:
    """Brackets, chart, three notes, footnote."""
    page.title()
    part = WIDTH / COLUMNS
    for name, first, count in GROUPS:
        x, w = 1.5 + first * part, count * part
        words = paragraph(run(f"{{{{{name}}}}}", 15, "navy", bold=True), align="ctr")
        room = max(w, 7.4)
        page.text(f"Bracket text {name}", Box(x + (w - room) / 2, 2.5, room, 0.75), words, anchor="ctr")
        page.bracket(f"Bracket {name}", x + 0.4, 3.4, w - 0.8)
    page.chart(BridgeChart("bridge_chart", (0, 0.03, 1, 0.83)), Box(1.5, 3.6, WIDTH, 9.5))
    page.table(Table("notes_table", 1.5, 13.4, (WIDTH / 3,) * 3, (_heads(), _notes())))
    page.text("Footnote", Box(1.5, 16.6, WIDTH, 0.8), paragraph(run("{{footnote}}", 10, "muted")), anchor="b")
    page.foot()


def _heads() -> Row:
    return Row(
        0.85,
        tuple(
            Cell(
                paragraph(run(f"{{{{note{at}_head}}}}", 14, "navy", bold=True)),
                paint="head",
                bottom=BELOW,
                left_inset=0.3,
            )
            for at in (1, 2, 3)
        ),
    )


def _notes() -> Row:
    return Row(
        1.75,
        tuple(
            Cell(
                paragraph(run(f"{{{{note{at}}}}}", 13, "ink")),
                bottom=("rule", 0.75),
                left_inset=0.3,
                right_inset=0.4,
                anchor="t",
                inset=0.2,
            )
            for at in (1, 2, 3)
        ),
    )
