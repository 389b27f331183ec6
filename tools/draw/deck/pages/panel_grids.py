"""Pages of equal panels, each a head with a list: 2 to 6 of them, under a message.

panels_3    [ ][ ][ ]        panels_4    [ ][ ]        panels_5    [ ][ ][ ]        panels_6    [ ][ ][ ]
                                         [ ][ ]                    [  ][   ]                    [ ][ ][ ]
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.cards import card, card_list, row_of
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import paragraph, run

TOP, BOTTOM, GAP = 3.95, 16.75, 0.6
_SIZES = {2: (22.0, 20.0), 3: (20.0, 18.0), 4: (16.0, 16.0), 5: (15.0, 16.0), 6: (15.0, 16.0)}
ROWS = {2: (2,), 3: (3,), 4: (2, 2), 5: (3, 2), 6: (3, 3)}


def panels(count: int, sizes: tuple[float, float] | None = None) -> Callable[[Page], None]:
    """The page with `count` panels: {{panelN_head}} and list panelN, {{footnote}} below.

    `sizes` are those of list and head, where much text stands on the page.
    """
    rows = ROWS[count]

    def draw(page: Page) -> None:
        page.title()
        page.message(Box(1.5, 2.5, 30.867, 0.95))
        height = (BOTTOM - TOP - GAP * (len(rows) - 1)) / len(rows)
        number = 0
        for line, across in enumerate(rows):
            for box in row_of(across, TOP + line * (height + GAP), height):
                number += 1
                size, head = sizes or _SIZES[count]
                card(page, f"panel{number}", box, card_list(size), head_size=head)
        page.text(
            "Footnote",
            Box(1.5, 16.85, 30.867, 0.75),
            paragraph(run("{{footnote}}", 10, "muted")),
            anchor="b",
        )
        page.foot()

    return draw
