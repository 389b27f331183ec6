"""Panels with a figure of their own: a head, a large figure, a list; bars, columns or a table below.

figures_4          [ head  figure  list ] x 4        figures_4_table    the same over a table of quarters
panels_bars        two lists over bars               panels_box         two lists over one box
columns_3          three panels of columns           columns_2          two panels of columns over two lists
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.cards import card, card_list, row_of
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import bullets, dash, diamond, paragraph, run, tick

LEFT, WIDTH, HALF = 1.5, 30.867, 15.1335
MIDDLE = 16.9


def _figure_panel(page: Page, name: str, box: Box, size: float, figure_size: float = 20) -> None:
    page.ground(f"Ground {name}", box)
    page.rule(f"Rule {name}", Box(box.x, box.y, box.w, 0), "navy", 1.5)
    head = paragraph(run(f"{{{{{name}_head}}}}", 14, "navy", bold=True))
    page.text(f"Head {name}", Box(box.x + 0.45, box.y + 0.25, box.w - 0.9, 0.7), head, anchor="ctr")
    figure = paragraph(run(f"{{{{{name}_figure}}}}", figure_size, "navy", bold=True))
    height = figure_size * 0.0475
    page.text(f"Figure {name}", Box(box.x + 0.45, box.y + 1.05, box.w - 0.9, height), figure, anchor="ctr")
    levels = (dash(size, before=3, shift=0.5), tick(size - 1, before=1.5, shift=0.5))
    page.text(
        f"List {name}",
        Box(box.x + 0.45, box.y + 1.2 + height, box.w - 0.9, box.h - 1.35 - height),
        bullets(name, levels),
    )


def figures_4(size: float, figure_size: float) -> Callable[[Page], None]:
    """A message over two by two panels, each with its figure."""

    def draw(page: Page) -> None:
        page.title()
        page.message(Box(LEFT, 2.5, WIDTH, 0.95))
        for row in range(2):
            for at, box in enumerate(row_of(2, 3.9 + row * 6.75, 6.25)):
                _figure_panel(page, f"panel{row * 2 + at + 1}", box, size, figure_size)
        page.text(
            "Footnote", Box(LEFT, 16.9, WIDTH, 0.6), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
        )
        page.foot()

    return draw


def figures_4_table(page: Page) -> None:
    """Two by two panels over a table of six quarters and a footnote."""
    page.title()
    for row in range(2):
        for at, box in enumerate(row_of(2, 2.6 + row * 4.85, 4.55)):
            _figure_panel(page, f"panel{row * 2 + at + 1}", box, 13)
    panel_head(page, "table_head", LEFT, 12.15, WIDTH, size=13, rule=False)
    head = Look(12, "navy", bold=True, paint="head", right_inset=0.6)
    figure = Look(13, right_inset=0.6)
    rows = (
        model_row("head", 0.8, (Look(12, "muted", align="l", paint="head", left_inset=0.2), *([head] * 6))),
        model_row("line", 0.9, (Look(12, align="l", left_inset=0.2), *([figure] * 6)), bottom=("rule", 0.75)),
    )
    page.table(Table("strip_table", LEFT, 13.05, (9.867, *([3.5] * 6)), rows))
    page.text(
        "Footnote", Box(LEFT, 15.1, WIDTH, 2.3), paragraph(run("{{footnote}}", 11, "muted")), anchor="t"
    )
    page.foot()


def _panel_list(page: Page, name: str, x: float, h: float, size: float) -> None:
    panel_head(page, f"{name}_head", x, 2.4, 14.9, size=16)
    levels = (
        diamond(size, before=7),
        dash(size - 0.5, before=3),
        tick(size - 1.5, before=1.5),
    )
    page.text(f"List {name}", Box(x, 3.5, 14.9, h), bullets(name, levels))


def panels_bars(page: Page) -> None:
    """Two lists, each over bars of growth."""
    page.title()
    for at, x in ((1, LEFT), (2, 17.4)):
        _panel_list(page, f"panel{at}", x, 8.0, 13.5)
        panel_head(page, f"bars{at}_head", x, 11.5, 14.9, size=13, rule=False)
        page.chart(
            PlainChart(
                f"bars{at}_chart",
                "bar",
                ("Item A", "Item B", "Item C"),
                (PlainSeries("Current year", "current", (0.24, 0.14, 0.18)),),
                (0.36, 0.0, 0.64, 1.0),
                0.31,
                "+0.0%;(0.0%);0.0%",
                gap=50,
                axis_size=13,
                label_size=14,
            ),
            Box(x, 12.4, 14.9, 4.7),
        )
    page.hairline(MIDDLE, 2.6, 17.2)
    page.foot()


def panels_box(page: Page) -> None:
    """Two lists over one box with a list of its own."""
    page.title()
    for at, x in ((1, LEFT), (2, 17.4)):
        _panel_list(page, f"panel{at}", x, 10.2, 14.5)
    page.hairline(MIDDLE, 2.6, 13.3)
    card(page, "box", Box(LEFT, 13.9, WIDTH, 3.4), card_list(14))
    page.foot()


def _columns(name: str, *, size: float = 14) -> PlainChart:
    return PlainChart(
        name,
        "col",
        ("FY01", "FY02", "FY03"),
        (
            PlainSeries("Prior year", "prior", (100, None, None)),
            PlainSeries("Current year", "current", (None, 115, None)),
            PlainSeries("Target", "target.column", (None, None, 128)),
        ),
        (0.0, 0.02, 1.0, 0.86),
        150,
        "#,##0_);(#,##0)",
        gap=70,
        axis_size=12,
        label_size=size,
    )


def columns_3(page: Page) -> None:
    """Three panels of columns, a table of a few amounts below."""
    page.title()
    for at, box in enumerate(row_of(3, 2.4, 8.0, gap=0.9), start=1):
        panel_head(page, f"chart{at}_head", box.x, box.y, box.w)
        page.chart(_columns(f"chart{at}_chart"), Box(box.x, box.y + 1.1, box.w, 7.0))
        note = paragraph(run(f"{{{{chart{at}_note}}}}", 11, "muted"), align="ctr")
        page.text(f"Note {at}", Box(box.x, box.y + 8.15, box.w, 0.6), note, anchor="ctr")
        if at > 1:
            page.hairline(box.x - 0.45, 2.6, 11.0)
    panel_head(page, "table_head", LEFT, 11.25, WIDTH, size=14, rule=True)
    looks = (
        Look(13.5, align="l", left_inset=0.1),
        Look(14, "navy", bold=True, right_inset=0.2),
        Look(13, "muted", right_inset=0.2),
    )
    row = model_row("line", 0.95, looks, bottom=("rule", 0.75))
    page.table(Table("amount_table", LEFT, 12.15, (16.867, 7.0, 7.0), (row,)))
    page.text(
        "Footnote", Box(LEFT, 16.6, WIDTH, 0.8), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()


def columns_2(page: Page) -> None:
    """Two panels of columns over two lists."""
    page.title()
    for at, x in ((1, LEFT), (2, 17.4)):
        panel_head(page, f"chart{at}_head", x, 2.4, 14.9)
        page.chart(_columns(f"chart{at}_chart"), Box(x, 3.6, 14.9, 7.0))
        panel_head(page, f"panel{at}_head", x, 10.9, 14.9)
        levels = (dash(13.5, before=4, shift=0.5), tick(12.5, before=2, shift=0.5))
        page.text(f"List panel{at}", Box(x, 12.0, 14.9, 4.7), bullets(f"panel{at}", levels))
    page.hairline(MIDDLE, 2.6, 17.0)
    page.text(
        "Footnote", Box(LEFT, 16.7, WIDTH, 0.7), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()


def chart_boxes(page: Page) -> None:
    """Columns over a list at the left; at the right two boxes of definitions."""
    page.title()
    panel_head(page, "chart_head", LEFT, 2.4, 16.4, rule=False)
    page.chart(_columns("columns_chart", size=15), Box(LEFT, 3.5, 16.4, 8.4))
    levels = (diamond(14, before=6), dash(13, before=2.5))
    page.text("Notes", Box(LEFT, 12.2, 16.4, 5.2), bullets("notes", levels), anchor="ctr")
    for at, (y, h) in enumerate(((2.6, 6.3), (9.3, 8.0)), start=1):
        box = Box(18.9, y, 13.467, h)
        name = f"box{at}"
        page.ground(f"Ground {name}", box)
        page.rule(f"Rule {name}", Box(box.x, box.y, box.w, 0), "navy", 1.5)
        words = paragraph(run(f"{{{{{name}_head}}}}", 16, "navy", bold=True))
        words += bullets(f"{name}_figures", (diamond(13.5, before=4),))
        words += paragraph(run(f"{{{{{name}_text}}}}", 12, "muted"), before=6)
        words += bullets(name, (dash(13, before=3, shift=0.5),))
        page.text(f"Box {at}", Box(box.x + 0.5, box.y + 0.3, box.w - 1.0, box.h - 0.5), words)
    page.foot()
