"""Two subjects side by side: head, list, and a table of facts under each."""

from __future__ import annotations

from tools.draw.deck.cards import card_list
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import bullets


def paired_facts(page: Page) -> None:
    """{{panelN_head}}, list panelN, {{factsN_head}} and table factsN_table, for N 1 and 2."""
    page.title()
    page.message(Box(1.5, 2.5, 30.867, 0.95))
    looks = (
        Look(12, "muted", align="l", left_inset=0.05),
        Look(13, "ink", bold=True, align="l", left_inset=0.1),
    )
    for number, x in ((1, 1.5), (2, 17.4)):
        panel_head(page, f"panel{number}_head", x, 3.9, 14.9, size=16)
        page.text(f"Notes {number}", Box(x, 4.9, 14.9, 6.6), bullets(f"panel{number}", card_list(15)))
        panel_head(page, f"facts{number}_head", x, 11.4, 14.9, size=13)
        row = model_row("line", 0.8, looks, bottom=("hair", 0.75), inset=0)
        page.table(Table(f"facts{number}_table", x, 12.35, (5.2, 9.7), (row,)))
    page.hairline(16.9, 4.1, 17.2)
    page.foot()
