"""Pages of text: two columns, the same under a message, forward-looking statements."""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets, dash, paragraph, run, text_list

MIDDLE = 16.9


def _lists(page: Page, *, top: float | None = None) -> None:
    """The lists `left` and `right` in the layout's placeholders, lowered where something stands above."""
    page.placeholder("body", 14, "Left", bullets("left", text_list()))
    page.placeholder("body", 15, "Right", bullets("right", text_list()))
    if top is not None:
        page.lower("Left", Box(1.5, top, 14.9, 17.4 - top))
        page.lower("Right", Box(17.4, top, 14.967, 17.4 - top))
    page.hairline(MIDDLE, (top or 2.75) + 0.1, 17.2)


def two_columns(page: Page) -> None:
    """Two lists."""
    page.title()
    _lists(page)
    page.foot()


def two_columns_message(page: Page) -> None:
    """A message over two lists."""
    page.title()
    page.message(Box(1.5, 2.5, 30.867, 0.95))
    _lists(page, top=3.95)
    page.foot()


def forward_looking(page: Page) -> None:
    """An opening paragraph, the risks in two lists, where to read more."""
    page.title(numbered=False, unit=False)
    page.text(
        "Introduction",
        Box(1.5, 2.9, 30.867, 2.2),
        paragraph(run("{{intro}}", 14, "ink"), spacing=110),
    )
    risks = (dash(14, before=13, shift=0.5),)
    page.placeholder("body", 14, "Left", bullets("left", risks))
    page.lower("Left", Box(1.5, 5.3, 14.9, 7.4))
    page.placeholder("body", 15, "Right", bullets("right", risks))
    page.lower("Right", Box(17.4, 5.3, 14.967, 7.4))
    page.hairline(MIDDLE, 5.45, 12.2)
    page.rule("Rule reference", Box(1.5, 13.1, 30.867, 0), "rule", 0.75)
    page.text("Reference", Box(1.5, 13.4, 30.867, 1.4), paragraph(run("{{reference}}", 13, "muted")))
    page.foot()
