"""II.: message, plan table with a tinted target column, five assumption blocks."""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, group_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import block, panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import bullets, paragraph, plain_list, run

WIDTHS = (10.867, 5.4, 5.4, 4.6, 4.6)
RIGHT = 0.35
PARTS = (1.25, 1.25, 1.15, 0.8, 1.2)
ROW = 0.92


def _dates(word: str, paint: str) -> Cell:
    text = paragraph(run(f"{{{{{word}}}}}", 9.5, "muted"), align="r")
    return Cell(text, paint=paint, bottom=BELOW, right_inset=RIGHT)


def _head(word: str, paint: str) -> Cell:
    text = paragraph(run(f"{{{{{word}}}}}", 13, "navy", bold=True), align="r")
    return Cell(text, paint=paint, right_inset=RIGHT, anchor="b")


def _looks(paint: str | None, *, bold: bool) -> tuple[Look, ...]:
    figure = Look(15, bold=bold, right_inset=RIGHT, paint=paint)
    label = Look(14, bold=bold, align="l", left_inset=0.25, paint=paint)
    return label, figure, Look(15, bold=bold, right_inset=RIGHT, paint="target"), figure, figure


def plan(page: Page) -> None:
    """Next year at a glance."""
    page.title()
    page.message(Box(1.5, 2.5, 30.867, 0.95))
    change = group_head("head_change", size=13, anchor="b")
    rows = (
        Row(0.72, (blank_head(), _head("head_this", "head"), _head("head_target", "target.head"), change)),
        Row(
            0.52,
            (
                blank_head(bottom=BELOW),
                _dates("head_this_dates", "head"),
                _dates("head_target_dates", "target.head"),
                sub_head("head_amount", right_inset=RIGHT),
                sub_head("head_percent", right_inset=RIGHT),
            ),
        ),
        model_row("line", ROW, _looks(None, bold=False), bottom=("rule", 0.75), inset=0),
        model_row("total", ROW, _looks("total", bold=True), bottom=("rule", 0.75), inset=0),
    )
    page.table(Table("plan_table", 1.5, 3.75, WIDTHS, rows))
    panel_head(page, "assumptions_head", 1.5, 10.75, 30.867, size=15, rule=False)
    gap = 0.6
    x = 1.5
    for at, part in enumerate(PARTS, start=1):
        w = (30.867 - (len(PARTS) - 1) * gap) * part / sum(PARTS)
        name = f"block{at}"
        block(page, name, x, 11.75, w, 5.65, bullets(name, plain_list(12, before=4)), size=13)
        x += w + gap
    page.foot()
