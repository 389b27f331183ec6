"""The slide library: every page of `pages/`, in order."""

from __future__ import annotations

from pathlib import Path

from tools.draw.deck import package, script
from tools.draw.deck.page import Page

# Of the year's results; of any period; of company decks; of nine months and of half a year; about a business
FILES = ("results", "any_period", "company", "interim", "business")


def draw() -> bytes:
    """The slide library as a file."""
    deck = package.blank()
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    for file in FILES:
        for name, layout, paint in script.pages(Path(__file__).with_name("pages") / f"{file}.txt"):
            paint(Page(deck.slides.add_slide(layouts[layout]), name))
    return package.save(deck)
