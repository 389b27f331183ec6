"""III - 10: three equal panels of cash flows, a remark below."""

from __future__ import annotations

from ..heads import sub_head
from ..page import Page
from ..panels import panel_head
from ..shapes import Box
from ..tables import Cell, Look, Row, Table, model_row
from ..text import arrow, bullets

PANELS = ("operating_table", "investing_table", "financing_table")
GAP = 0.8
ROW = 1.85
WIDTH = (30.867 - 2 * GAP) / 3
FIGURES = (2.1, 1.75)


def _table(name: str, x: float) -> Table:
    widths = (WIDTH - sum(FIGURES), *FIGURES)
    head = Row(
        0.75,
        (
            Cell(bottom=("rule", 0.75)),
            _open_head("head_amount", 0.1),
            _open_head("head_change", 0.05),
        ),
    )
    rows = [head]
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        looks = (
            Look(11, bold=bold, align="l", left_inset=0.05, right_inset=0.05, paint=paint),
            Look(13, bold=bold, left_inset=0, right_inset=0.1, paint=paint),
            Look(11, bold=bold, left_inset=0, right_inset=0.05, paint=paint),
        )
        rows.append(model_row(role, ROW, looks, bottom=("rule", 0.75)))
    return Table(name, x, 3.75, widths, tuple(rows))


def _open_head(word: str, right: float) -> Cell:
    head = sub_head(word, right_inset=right)
    return Cell(head.paragraphs, bottom=("rule", 0.75), left_inset=0, right_inset=right)


def cash_flow(page: Page) -> None:
    """Panels, then the remark."""
    page.title()
    for at, name in enumerate(PANELS):
        x = 1.5 + at * (WIDTH + GAP)
        panel_head(page, f"panel{at + 1}_head", x, 2.75, WIDTH)
        page.table(_table(name, x))
        if at:
            page.hairline(x - GAP / 2, 2.9, 4.5 + 5 * ROW)
    page.text("Notes", Box(1.5, 14.5, 30.867, 2.9), bullets("notes", (arrow(12, before=3),)))
    page.foot()
