"""The head of a panel: bold navy over a navy rule."""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import paragraph, run


def panel_head(
    page: Page, word: str, x: float, y: float, w: float, *, size: float = 14, rule: bool = True
) -> None:
    """`{{word}}` with its base at y + 0.7; the rule at y + 0.82."""
    page.text(
        f"Head {word}",
        Box(x, y, w, 0.7),
        paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True)),
        anchor="b",
    )
    if rule:
        page.rule(f"Rule {word}", Box(x, y + 0.82, w, 0))


def block(
    page: Page, name: str, x: float, y: float, w: float, h: float, models: str, *, size: float = 12
) -> None:
    """An assumption block: navy rule, head word, list."""
    page.rule(f"Rule {name}", Box(x, y, w, 0))
    head = paragraph(run(f"{{{{{name}_head}}}}", size, "navy", bold=True))
    page.text(f"Block {name}", Box(x, y + 0.17, w, h - 0.17), head + models)
