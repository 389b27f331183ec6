"""IV - 4 (1): results, half-year and year target side by side, eight assumption blocks."""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, group_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import block, panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import bullets, paragraph, plain_list, run

WIDTHS = (8.067, 2.4, 3.3, 2.4, 3.3, 2.4, 3.3, 2.9, 2.8)
RIGHT = 0.30
GAP = 0.5


def _sub_heads() -> Row:
    def pair(paint: str) -> tuple[Cell, Cell]:
        return (
            sub_head("sub_share", right_inset=RIGHT, italic=True, size=9.5, paint=paint),
            sub_head("sub_amount", right_inset=RIGHT, paint=paint),
        )

    change = (sub_head("sub_percent", right_inset=RIGHT), sub_head("sub_amount", right_inset=RIGHT))
    tinted = pair("target.head")
    return Row(0.52, (blank_head(bottom=BELOW), *pair("head"), *tinted, *tinted, *change))


def _looks(paint: str | None, *, bold: bool) -> tuple[Look, ...]:
    def pair(ground: str | None) -> tuple[Look, Look]:
        return (
            Look(10.5, "muted", italic=True, right_inset=RIGHT, paint=ground),
            Look(13, bold=bold, right_inset=RIGHT, paint=ground),
        )

    change = Look(13, bold=bold, right_inset=RIGHT, paint=paint)
    label = Look(13, bold=bold, align="l", left_inset=0.25, paint=paint)
    return label, *pair(paint), *pair("target"), *pair("target"), change, change


def target(page: Page) -> None:
    """Table above, assumptions below."""
    page.title()
    heads = Row(
        1.05,
        (
            blank_head(),
            group_head("head_this", "head_this_dates", size=13, dates_size=9.5),
            group_head("head_half", "head_half_dates", size=13, dates_size=9.5, paint="target.head"),
            group_head("head_target", "head_target_dates", size=13, dates_size=9.5, paint="target.head"),
            group_head("head_change", "head_change_dates", size=13, dates_size=9.5),
        ),
    )
    rows = (
        heads,
        _sub_heads(),
        model_row("line", 0.76, _looks(None, bold=False), bottom=("rule", 0.75), inset=0),
        model_row("total", 0.76, _looks("total", bold=True), bottom=("rule", 0.75), inset=0),
    )
    page.table(Table("target_table", 1.5, 2.5, WIDTHS, rows))
    panel_head(page, "assumptions_head", 1.5, 8.7, 30.867, rule=False)
    _blocks(page, 1, 9.6, 3.8, (2.0, 1.6, 1.4))
    _blocks(page, 4, 13.55, 2.9, (1.0,) * 5)
    page.text(
        "Footnote", Box(1.5, 16.6, 30.867, 0.8), paragraph(run("{{footnote}}", 9.5, "muted")), anchor="b"
    )
    page.foot()


def _blocks(page: Page, first: int, y: float, h: float, parts: tuple[float, ...]) -> None:
    """One row of blocks; their widths follow `parts`."""
    room = 30.867 - GAP * (len(parts) - 1)
    x = 1.5
    for at, part in enumerate(parts):
        w = room * part / sum(parts)
        name = f"block{first + at}"
        block(page, name, x, y, w, h, bullets(name, plain_list(12)))
        x += w + GAP
