"""The empty render of a deck: every page once, in the template's order, nothing filled."""

from __future__ import annotations

from reportgen.plan.deck_map import DeckMap
from reportgen.plan.plan import DeckPlan, PagePlan


def whole_library(deck_map: DeckMap) -> DeckPlan:
    """The plan of the empty render."""
    return DeckPlan(tuple(PagePlan(page.name, {}, {}, {}, {}) for page in deck_map.pages))
