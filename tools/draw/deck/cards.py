"""Cards: a light ground under a navy line, with a key figure or with a head and a list.

card(page, "panel1", Box(...), models)          {{panel1_head}} and the list panel1
key_card(page, "card1", Box(...))               {{card1_label}}, {{card1_value}}, {{card1_note}}
"""

from __future__ import annotations

from dataclasses import replace

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import Level, bullets, dash, diamond, paragraph, run, tick

INSET = 0.45
HEAD = 1.2


def card_list(size: float = 13.5) -> tuple[Level, ...]:
    """◆ is the card's own head, so its list starts at –; the larger the type, the more air."""
    before = size * 0.55 if size < 18 else size * 0.75
    levels = dash(size, before=before, shift=0.5), tick(size - 1.5, before=before * 0.4, shift=0.5)
    return tuple(_aired(level) for level in levels)


def open_list(size: float = 14, before: float = 10) -> tuple[Level, ...]:
    """◆ – ✓ for pages that are text beside or under key figures."""
    levels = (
        diamond(size, before=before),
        dash(size - 1, before=before * 0.4),
        tick(size - 2, before=before * 0.2),
    )
    return tuple(_aired(level) for level in levels)


def _aired(level: Level) -> Level:
    """The level with more room between glyph and text where its type is larger than that of a list."""
    more = max(0.0, level.size - 13) * 0.022
    return replace(level, margin=level.margin + more, hang=level.hang + more)


def card(page: Page, name: str, box: Box, levels: tuple[Level, ...], *, head_size: float = 15) -> None:
    """A card with head and list."""
    page.ground(f"Ground {name}", box)
    page.rule(f"Rule {name}", Box(box.x, box.y, box.w, 0), "navy", 1.5)
    page.text(
        f"Head {name}",
        Box(box.x + INSET, box.y + 0.2, box.w - 2 * INSET, HEAD - 0.2),
        paragraph(run(f"{{{{{name}_head}}}}", head_size, "navy", bold=True)),
        anchor="ctr",
    )
    page.text(
        f"List {name}",
        Box(box.x + INSET, box.y + HEAD + 0.1, box.w - 2 * INSET, box.h - HEAD - 0.3),
        bullets(name, levels),
    )


def key_card(page: Page, name: str, box: Box, *, size: float = 22) -> None:
    """A card with one key figure: what it is, the figure, how it changed."""
    page.ground(f"Ground {name}", box)
    page.rule(f"Rule {name}", Box(box.x, box.y, 0, box.h), "navy", 2.25)
    words = (
        paragraph(run(f"{{{{{name}_label}}}}", 12, "muted"))
        + paragraph(run(f"{{{{{name}_value}}}}", size, "navy", bold=True), before=2)
        + paragraph(run(f"{{{{{name}_note}}}}", 12.5, "ink"), before=2)
    )
    page.text(f"Key figure {name}", Box(box.x + INSET, box.y, box.w - 2 * INSET, box.h), words, anchor="ctr")


def row_of(
    count: int, y: float, h: float, *, gap: float = 0.6, x: float = 1.5, w: float = 30.867
) -> list[Box]:
    """`count` boxes of one width beside each other."""
    part = (w - gap * (count - 1)) / count
    return [Box(x + at * (part + gap), y, part, h) for at in range(count)]
