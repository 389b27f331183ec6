"""Pages of key figures in cards, what they mean in one or two lists below.

cards_wide_3     [ card ] [ card ] [ card ]     ◆ one list over the whole width
cards_split_3    [ card ] [ card ] [ card ]     ◆ left | ◆ right
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.cards import key_card, open_list, row_of
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets

TOP, HEIGHT = 2.6, 3.1
BELOW = 6.4


def _cards(page: Page, count: int) -> None:
    page.title()
    size = 24 if count < 4 else 20
    for at, box in enumerate(row_of(count, TOP, HEIGHT), start=1):
        key_card(page, f"card{at}", box, size=size)


def cards_wide(count: int) -> Callable[[Page], None]:
    """The page with `count` cards and one list."""

    def draw(page: Page) -> None:
        _cards(page, count)
        page.text("Notes", Box(1.5, BELOW, 30.867, 17.4 - BELOW), bullets("notes", open_list(20, 26)))
        page.foot()

    return draw


def cards_split(count: int, size: float = 17) -> Callable[[Page], None]:
    """The page with `count` cards and two lists; few words take a larger `size`."""

    def draw(page: Page) -> None:
        _cards(page, count)
        for name, x in (("left", 1.5), ("right", 17.4)):
            page.text(
                f"Notes {name}", Box(x, BELOW, 14.9, 17.4 - BELOW), bullets(name, open_list(size, size))
            )
        page.hairline(16.9, BELOW + 0.1, 17.2)
        page.foot()

    return draw
