"""A company's profile: what it is in cards, its facts in a table.

[ ][ ]   Facts
[ ][ ]   -------
         since   1992
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.cards import card, card_list
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row

LEFT, WIDTH = 1.5, 19.9


def profile(count: int) -> Callable[[Page], None]:
    """The page with three cards in a column or four in a square."""

    def draw(page: Page) -> None:
        page.title()
        across = 2 if count == 4 else 1
        down = count // across
        width = (WIDTH - 0.5 * (across - 1)) / across
        height = (14.65 - 0.5 * (down - 1)) / down
        for at in range(count):
            x = LEFT + at % across * (width + 0.5)
            y = 2.75 + at // across * (height + 0.5)
            card(page, f"panel{at + 1}", Box(x, y, width, height), card_list(16))
        panel_head(page, "facts_head", 22.2, 2.5, 10.167)
        looks = (
            Look(13, "muted", align="l", left_inset=0.05),
            Look(14, "ink", align="l", left_inset=0.1),
        )
        rows = tuple(
            model_row(role, height, looks, bottom=("rule", 0.75), inset=0.1)
            for role, height in (("line", 1.3), ("two", 2.0), ("four", 3.6))
        )
        page.table(Table("fact_table", 22.2, 3.4, (3.6, 6.567), rows))
        page.foot()

    return draw
