"""Cells of table heads, the same on all pages."""

from __future__ import annotations

from tools.draw.deck.tables import Cell
from tools.draw.deck.text import paragraph, run

BELOW = ("navy", 1.0)


def group_head(
    word: str,
    dates: str | None = None,
    *,
    size: float = 14,
    dates_size: float = 10,
    span: int = 2,
    paint: str = "head",
    anchor: str = "ctr",
) -> Cell:
    """A head over several columns, its date range below in muted type."""
    text = paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True), align="ctr")
    if dates:
        text += paragraph(run(f"{{{{{dates}}}}}", dates_size, "muted"), align="ctr")
    return Cell(text, paint=paint, span=span, anchor=anchor)


def plain_head(
    word: str,
    size: float,
    *,
    right_inset: float,
    paint: str = "head",
    bottom: tuple[str, float] | None = BELOW,
) -> Cell:
    """A right-aligned head over one column of figures."""
    return Cell(
        paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True), align="r"),
        paint=paint,
        bottom=bottom,
        right_inset=right_inset,
    )


def sub_head(
    word: str, *, right_inset: float, italic: bool = False, size: float = 10, paint: str = "head"
) -> Cell:
    """The small muted head right above the figures."""
    return Cell(
        paragraph(run(f"{{{{{word}}}}}", size, "muted", italic=italic), align="r"),
        paint=paint,
        bottom=BELOW,
        left_inset=0,
        right_inset=right_inset,
    )


def blank_head(*, paint: str = "head", bottom: tuple[str, float] | None = None) -> Cell:
    """An empty cell of the head."""
    return Cell(paint=paint, bottom=bottom)
