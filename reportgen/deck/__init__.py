"""The PowerPoint engine: pages of a template library, filled from a plan, as one deck."""

from reportgen.deck.check import check_plan
from reportgen.deck.fonts import FontBook, FontFile
from reportgen.deck.inspect import inspect_deck
from reportgen.deck.operations import import_pages, rearranged
from reportgen.deck.render import RenderedDeck, render_deck
from reportgen.deck.writing import Writing

__all__ = [
    "FontBook",
    "FontFile",
    "RenderedDeck",
    "Writing",
    "check_plan",
    "import_pages",
    "inspect_deck",
    "rearranged",
    "render_deck",
]
