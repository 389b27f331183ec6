"""Cards: a light ground under a navy line, with a key figure or with a head and a list.

card(page, "panel1", Box(...), levels)           {{panel1_head}} and the list panel1
key_card(page, "card1", Box(...))               {{card1_label}}, {{card1_value}}, {{card1_note}}
"""

from __future__ import annotations

from tools.draw.deck import shapes
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box, ground, text_box
from tools.draw.deck.text import Level, bullets, paragraph, run

INSET = 0.45
HEAD = 1.2


def card(page: Page, name: str, box: Box, levels: tuple[Level, ...], *, head_size: float = 15) -> None:
    """A card with head and list."""
    page.add(ground, f"Ground {name}", box)
    page.add(shapes.rule, f"Rule {name}", Box(box.x, box.y, box.w, 0), "navy", 1.5)
    page.add(
        text_box,
        f"Head {name}",
        Box(box.x + INSET, box.y + 0.2, box.w - 2 * INSET, HEAD - 0.2),
        paragraph(run(f"{{{{{name}_head}}}}", head_size, "navy", bold=True)),
        anchor="ctr",
    )
    page.add(
        text_box,
        f"List {name}",
        Box(box.x + INSET, box.y + HEAD + 0.1, box.w - 2 * INSET, box.h - HEAD - 0.3),
        bullets(name, levels),
    )


def key_card(page: Page, name: str, box: Box, *, size: float = 22) -> None:
    """A card with one key figure: what it is, the figure, how it changed."""
    page.add(ground, f"Ground {name}", box)
    page.add(shapes.rule, f"Rule {name}", Box(box.x, box.y, 0, box.h), "navy", 2.25)
    words = (
        paragraph(run(f"{{{{{name}_label}}}}", 12, "muted"))
        + paragraph(run(f"{{{{{name}_value}}}}", size, "navy", bold=True), before=2)
        + paragraph(run(f"{{{{{name}_note}}}}", 12.5, "ink"), before=2)
    )
    page.add(
        text_box,
        f"Key figure {name}",
        Box(box.x + INSET, box.y, box.w - 2 * INSET, box.h),
        words,
        anchor="ctr",
    )


def panel_head(
    page: Page, word: str, x: float, y: float, w: float, *, size: float = 14, rule: bool = True
) -> None:
    """`{{word}}` with its base at y + 0.7; the rule at y + 0.82."""
    words = paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True))
    page.add(text_box, f"Head {word}", Box(x, y, w, 0.7), words, anchor="b")
    if rule:
        page.add(shapes.rule, f"Rule {word}", Box(x, y + 0.82, w, 0))


def block(page: Page, name: str, box: Box, models: str, *, size: float = 12) -> None:
    """An assumption block: navy rule, head word, list."""
    page.add(shapes.rule, f"Rule {name}", Box(box.x, box.y, box.w, 0))
    head = paragraph(run(f"{{{{{name}_head}}}}", size, "navy", bold=True))
    page.add(text_box, f"Block {name}", Box(box.x, box.y + 0.17, box.w, box.h - 0.17), head + models)
