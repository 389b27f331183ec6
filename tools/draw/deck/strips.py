"""The strip under a chart: a label column, then one column of exactly one quarter for each column of the chart."""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row

LABEL_WIDTH = 5.3
COLUMN_WIDTH = 2.1
PLOT_X = 1.5 + LABEL_WIDTH
ROW = 0.98


def strip(page: Page, name: str, y: float) -> None:
    """The table and the navy line that the axis labels stand on."""
    figure = Look(11, align="r", left_inset=0, right_inset=0.55)
    muted = Look(10, "muted", align="r", left_inset=0, right_inset=0.55)
    label = Look(10, align="l", left_inset=0.05)
    share_label = Look(10, "muted", align="l", left_inset=0.05)
    rows = (
        model_row("line", ROW, (label, *([figure] * 8)), bottom=("rule", 0.75), inset=0),
        model_row("share", ROW, (share_label, *([muted] * 8)), bottom=("rule", 0.75), inset=0),
    )
    page.table(Table(name, 1.5, y, (LABEL_WIDTH, *([COLUMN_WIDTH] * 8)), rows))
    page.rule(f"Top of {name}", Box(1.5, y, LABEL_WIDTH + 8 * COLUMN_WIDTH, 0))
