"""What a page has to say of its figures: what those per share are restated for, what marks and n.m. stand for.

Cash dividend per common share     JPY17.50   JPY22.00
Figures per share announced before the stock split 1:200 (October 1, 2012) are restated for it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.core.period_names import whole_day
from reportgen.core.structs import replace
from reportgen.figures.style import NOT_MEANINGFUL, Style
from reportgen.figures.views import Bullet, DisplayValue, Span
from reportgen.plan.deck_map import DeckPage
from reportgen.plan.plan import PagePlan

# The mark of a figure that is printed to fewer decimals than those of its row.
COARSE = "†"
# The list of a page's footnotes; what the names of its footnotes in words begin with; where abbreviations are told.
_LIST, _WORD, _LEGEND = "footnotes", "footnote", "legend"


def restated_note(figures: Sequence[DisplayValue], style: Style) -> str:
    """What figures of a page are restated for; empty where none is."""
    splits = {split for figure in figures for split in figure.splits}
    named = [
        f"{(split.action_ja if style.language == 'ja' else '') or split.action}"
        f" ({whole_day(split.effective_on, style.language)})"
        for split in sorted(splits, key=lambda split: (split.effective_on, split.action))
    ]
    return style.phrase("restated", ", ".join(named)) if named else ""


def coarse_note(figures: Sequence[DisplayValue], style: Style) -> str:
    """What the mark of figures says that are printed to fewer decimals than those beside them; empty where none is."""
    return style.phrase("coarse", COARSE) if any(figure.coarse for figure in figures) else ""


def footnoted(plan: PagePlan, note: str, page: DeckPage | None) -> PagePlan | None:
    """The plan of a page with a note in its footnotes; None where its library page has no place for one."""
    lists = {slot.name for slot in page.lists} if page is not None else set()
    if _LIST in lists:
        bullets = (*plan.bullets.get(_LIST, ()), Bullet(1, (Span(note),)))
        return replace(plan, bullets={**plan.bullets, _LIST: bullets})
    slots = sorted(name for name in _words(page) if name.startswith(_WORD))
    return _said(plan, slots[-1], note) if slots else None


def with_legend(plan: PagePlan, page: DeckPage | None, style: Style) -> PagePlan:
    """The plan of a page whose legend says what n.m. means, where a figure is shown so and it has a legend."""
    if _LEGEND not in _words(page) or not any(NOT_MEANINGFUL in text for text in _shown(plan)):
        return plan
    return _said(plan, _LEGEND, style.phrase("not_meaningful", NOT_MEANINGFUL))


def _shown(plan: PagePlan) -> Iterator[str]:
    """The texts of all figures as a page shows them: those of a chart are its labels."""
    sentences = list(plan.words.values())
    sentences += [bullet.sentence for bullets in plan.bullets.values() for bullet in bullets]
    sentences += [cell for table in plan.tables.values() for row in table.rows for cell in row.cells]
    for sentence in sentences:
        yield from (span.figure.text for span in sentence if span.figure is not None)
    for chart in plan.charts.values():
        for column in chart.columns:
            yield from (*column.labels, *column.texts)


def _words(page: DeckPage | None) -> set[str]:
    return {tag.name for tag in page.words} if page is not None else set()


def _said(plan: PagePlan, name: str, note: str) -> PagePlan:
    """The plan with a line more in one of its words."""
    said = plan.words.get(name, ())
    before = "\n" if any(span.text for span in said) else ""
    return replace(plan, words={**plan.words, name: (*said, Span(before + note))})
