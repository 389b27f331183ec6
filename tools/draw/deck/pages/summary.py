"""I.: key figures in two tables, the message, two columns of findings with a mini table."""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import bullets, large_list, paragraph, run

LEFT, RIGHT = 1.5, 17.4


def _key_table(name: str, x: float, widths: tuple[float, float, float]) -> Table:
    looks = (
        Look(13, align="l", left_inset=0.15),
        Look(15, "navy", bold=True, right_inset=0.15),
        Look(13, right_inset=0.15),
    )
    return Table(name, x, 2.45, widths, (model_row("line", 0.8, looks, bottom=("hair", 0.75), inset=0),))


def summary(page: Page) -> None:
    """Everything of the year on one page."""
    page.title()
    page.table(_key_table("key_left", LEFT, (8.2, 3.75, 2.95)))
    page.table(_key_table("key_right", RIGHT, (8.2, 3.75, 3.017)))
    notes = paragraph(run("{{footnotes:1}}", 10, "muted"), margin=0.6, indent=-0.6)
    page.text("Footnotes", Box(RIGHT, 5.0, 14.967, 1.45), notes, anchor="b")
    page.message(Box(1.5, 6.85, 30.867, 0.95))
    page.text("Findings left", Box(LEFT, 8.15, 14.9, 9.25), bullets("left", large_list()))
    page.text("Findings right, above", Box(RIGHT, 8.15, 14.967, 0.8), bullets("right_top", large_list()[:2]))
    looks = (
        Look(12, align="l", left_inset=0.1),
        Look(12, bold=True, right_inset=0.1),
        Look(12, right_inset=0.1),
    )
    row = model_row("line", 0.76, looks, bottom=("hair", 0.75), inset=0)
    page.table(Table("mobile_table", RIGHT + 0.5, 9.0, (7.7, 3.3, 3.467), (row,)))
    page.text("Findings right, below", Box(RIGHT, 11.45, 14.967, 5.95), bullets("right_bottom", large_list()))
    page.foot()
