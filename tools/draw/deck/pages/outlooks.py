"""Targets beside what was reached: with the half year, for the year, and as the summary's two columns.

outlook_half    line | half target | year target | actual | change | %      two lists below
outlook_year    line | year target | actual | change | %                    three blocks below
summary_target  line | this | YoY | target | YoY                            two lists below
"""

from __future__ import annotations

from tools.draw.deck.cards import open_list
from tools.draw.deck.heads import BELOW, blank_head, group_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import block
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import bullets, paragraph, plain_list, run

WIDTH, RIGHT = 30.867, 0.35
LINE = ("rule", 0.75)


def _over(word: str, paint: str) -> Cell:
    text = paragraph(run(f"{{{{{word}}}}}", 13, "navy", bold=True), align="r")
    text += paragraph(run(f"{{{{{word}_dates}}}}", 10, "muted"), align="r")
    return Cell(text, paint=paint, bottom=BELOW, right_inset=RIGHT)


def _change() -> Cell:
    cell = group_head("head_change", span=2, size=13)
    return Cell(cell.paragraphs, paint="head", bottom=BELOW, span=2)


def _rows(targets: int, height: float) -> tuple[Row, ...]:
    found = []
    for role, paint, bold in (("line", None, False), ("total", "total", True)):
        label = Look(14, bold=bold, align="l", left_inset=0.3, paint=paint)
        target = Look(15, bold=bold, right_inset=RIGHT, paint="target")
        plain = Look(15, bold=bold, right_inset=RIGHT, paint=paint)
        looks = (label, *((target,) * targets), plain, plain, plain)
        found.append(model_row(role, height, looks, bottom=LINE))
    return tuple(found)


def _two_lists(page: Page, top: float, size: float = 16) -> None:
    for name, x in (("left", 1.5), ("right", 17.4)):
        page.text(f"Notes {name}", Box(x, top, 14.9, 17.4 - top), bullets(name, open_list(size, 9)))
    page.hairline(16.9, top + 0.1, 17.2)


def outlook_half(page: Page) -> None:
    """Half-year and year target, what was reached, and what the target assumes."""
    page.title()
    heads = Row(
        1.2,
        (
            blank_head(bottom=BELOW),
            _over("head_half", "target.head"),
            _over("head_target", "target.head"),
            _over("head_this", "head"),
            _change(),
        ),
    )
    widths = (10.267, 4.6, 5.2, 5.2, 2.9, 2.7)
    page.table(Table("target_table", 1.5, 2.5, widths, (heads, *_rows(2, 1.02))))
    _two_lists(page, 10.5)
    page.foot()


def outlook_year(page: Page) -> None:
    """The year's target, what was reached, and what the target assumes in three blocks."""
    page.title()
    heads = Row(
        1.2,
        (
            blank_head(bottom=BELOW),
            _over("head_target", "target.head"),
            _over("head_this", "head"),
            _change(),
        ),
    )
    widths = (12.867, 5.6, 5.6, 3.6, 3.2)
    page.table(Table("target_table", 1.5, 2.5, widths, (heads, *_rows(1, 1.05))))
    x, gap = 1.5, 0.7
    for number, part in enumerate((1.4, 0.9, 1.1), start=1):
        w = (WIDTH - 2 * gap) * part / 3.4
        name = f"block{number}"
        block(page, name, x, 10.9, w, 6.5, bullets(name, plain_list(15, before=8)), size=15)
        x += w + gap
    page.foot()


def summary_target(page: Page) -> None:
    """What was reached and what is aimed at, line by line; the reasons in two lists."""
    page.title()

    def pair(word: str, paint: str) -> Cell:
        return Cell(
            paragraph(run(f"{{{{{word}}}}}", 13, "navy", bold=True), align="ctr"),
            paint=paint,
            bottom=BELOW,
            span=2,
        )

    heads = Row(
        0.85, (blank_head(bottom=BELOW), pair("head_this", "head"), pair("head_target", "target.head"))
    )
    looks = (
        Look(13.5, align="l", left_inset=0.3),
        Look(14.5, "navy", bold=True, right_inset=0.3),
        Look(13, align="l", left_inset=0.2),
        Look(14.5, "navy", bold=True, right_inset=0.3, paint="target"),
        Look(13, align="l", left_inset=0.2, paint="target"),
    )
    row = model_row("line", 0.78, looks, bottom=("hair", 0.75), inset=0)
    page.table(Table("summary_table", 1.5, 2.5, (11.467, 5.0, 4.7, 5.0, 4.7), (heads, row)))
    page.message(Box(1.5, 7.6, WIDTH, 0.95))
    _two_lists(page, 8.9, 14.5)
    page.foot()
