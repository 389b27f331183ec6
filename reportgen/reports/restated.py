"""What a page says of figures per share that were printed before a split: that they are restated for it.

Cash dividend per common share     JPY17.50   JPY22.00
Figures per share announced before the stock split 1:200 (October 1, 2012) are restated for it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen.core.period_names import whole_day
from reportgen.figures.style import Style
from reportgen.figures.views import Bullet, DisplayValue, Span
from reportgen.plan.deck_map import DeckPage
from reportgen.plan.plan import PagePlan

# The list of a page's footnotes, and what the names of its footnotes in words begin with.
_LIST, _WORD = "footnotes", "footnote"


def restated_note(figures: Sequence[DisplayValue], style: Style) -> str:
    """What figures of a page are restated for; empty where none is."""
    splits = {split for figure in figures for split in figure.splits}
    named = [
        f"{(split.action_ja if style.language == 'ja' else '') or split.action}"
        f" ({whole_day(split.effective_on, style.language)})"
        for split in sorted(splits, key=lambda split: split.effective_on)
    ]
    return style.phrase("restated", ", ".join(named)) if named else ""


def footnoted(plan: PagePlan, note: str, page: DeckPage | None) -> PagePlan | None:
    """The plan of a page with a note in its footnotes; None where its library page has no place for one."""
    lists = {slot.name for slot in page.lists} if page is not None else set()
    if _LIST in lists:
        bullets = (*plan.bullets.get(_LIST, ()), Bullet(1, (Span(note),)))
        return replace(plan, bullets={**plan.bullets, _LIST: bullets})
    slots = sorted(tag.name for tag in page.words if tag.name.startswith(_WORD)) if page is not None else []
    if not slots:
        return None
    said = plan.words.get(slots[-1], ())
    return replace(plan, words={**plan.words, slots[-1]: (*said, Span(f"\n{note}" if said else note))})
