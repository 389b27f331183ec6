"""The PowerPoint engine: pages of a template library, filled from a plan, as one deck."""

from reportgen.deck.check import check_plan
from reportgen.deck.inspect import inspect_deck
from reportgen.deck.render import RenderedDeck, render_deck, whole_library
from reportgen.deck.writing import Writing

__all__ = ["RenderedDeck", "Writing", "check_plan", "inspect_deck", "render_deck", "whole_library"]
