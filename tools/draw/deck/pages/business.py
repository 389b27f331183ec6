"""Pages about a business: a chart and a small table beside lists, offices, grids of strengths, names of clients."""

from __future__ import annotations

from dataclasses import replace

from tools.draw.deck.cards import card, card_list, row_of
from tools.draw.deck.page import Page
from tools.draw.deck.pages.cash_flow import _open_head
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import bullets, dash, diamond, paragraph, run, tick

LEFT, WIDTH = 1.5, 30.867


def development(page: Page) -> None:
    """Columns and a table of three figures at the left, two panels of lists at the right."""
    page.title()
    split = 14.0
    panel_head(page, "chart_head", LEFT, 2.4, split)
    series = (
        PlainSeries("Prior year", "prior", (100, None, None)),
        PlainSeries("Current year", "current", (None, 115, None)),
        PlainSeries("Target", "target.column", (None, None, 128)),
    )
    page.chart(
        PlainChart(
            "columns_chart",
            "col",
            ("FY01", "FY02", "FY03"),
            series,
            (0.0, 0.02, 1.0, 0.88),
            150,
            "#,##0_);(#,##0)",
            gap=90,
            axis_size=13,
            label_size=15,
        ),
        Box(LEFT, 3.5, split, 6.9),
    )
    page.text("Chart notes", Box(LEFT, 10.45, split, 1.6), bullets("chart_notes", (dash(11, 1.5, 0.5),)))
    panel_head(page, "table_head", LEFT, 12.0, split, size=13, rule=False)
    head = Look(11.5, "navy", bold=True, paint="head", right_inset=0.3)
    figure = Look(13, bold=True, right_inset=0.3)
    rows = (
        model_row("head", 0.95, (Look(11.5, "navy", bold=True, align="l", paint="head"), *([head] * 3))),
        model_row("line", 0.9, (Look(12, align="l"), *([figure] * 3)), bottom=("rule", 0.75)),
    )
    page.table(Table("strip_table", LEFT, 12.9, (3.8, 3.4, 3.4, 3.4), rows))
    page.text(
        "Footnote", Box(LEFT, 15.2, split, 2.2), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.hairline(16.0, 2.6, 17.2)
    levels = (
        replace(diamond(13.5, before=6), colour="ink", bold=False),
        dash(12.5, before=2.5),
        tick(11.5, before=1),
    )
    x, w = 16.5, 15.867
    panel_head(page, "panel1_head", x, 2.4, w)
    page.text("List panel1", Box(x, 3.45, w, 7.55), bullets("panel1", levels))
    panel_head(page, "panel2_head", x, 11.0, w)
    page.text("List panel2", Box(x, 12.05, w, 5.35), bullets("panel2", levels))
    page.foot()


def cash_panels(page: Page) -> None:
    """Three panels of cash flows, amounts with their change."""
    page.title()
    for at, box in enumerate(row_of(3, 2.5, 13.0, gap=0.8), start=1):
        panel_head(page, f"panel{at}_head", box.x, box.y, box.w, size=15)
        widths = (box.w - 4.9, 2.5, 2.4)
        head = Row(
            0.95,
            (
                _open_head("head_line", 0.1),
                _open_head("head_amount", 0.1),
                _open_head("head_change", 0.05),
            ),
        )
        looks = (
            Look(13, align="l", left_inset=0.05, right_inset=0.05),
            Look(15, bold=True, left_inset=0, right_inset=0.1),
            Look(13, left_inset=0, right_inset=0.05),
        )
        row = model_row("line", 1.75, looks, bottom=("rule", 0.75))
        page.table(Table(f"flow{at}_table", box.x, box.y + 1.0, widths, (head, row)))
        if at > 1:
            page.hairline(box.x - 0.4, 2.7, 11.6)
    page.text("Notes", Box(LEFT, 12.4, WIDTH, 4.4), bullets("notes", (diamond(14, 8), dash(13.5, 4))))
    page.text(
        "Footnote", Box(LEFT, 16.7, WIDTH, 0.7), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()


def offices(page: Page) -> None:
    """A table of subsidiaries with a small table below, notes at the right."""
    page.title()
    split = 19.4
    panel_head(page, "table_head", LEFT, 2.4, split, rule=False)
    head = Look(12, "navy", bold=True, align="l", paint="head", left_inset=0.15)
    right = Look(12, "navy", bold=True, paint="head", right_inset=0.3)
    rows = (
        model_row("head", 0.85, (head, right, right, head)),
        model_row(
            "line",
            1.35,
            (
                Look(12.5, "navy", bold=True, align="l", left_inset=0.15),
                Look(12.5, right_inset=0.3),
                Look(12.5, right_inset=0.3),
                Look(12, align="l", left_inset=0.15),
            ),
            bottom=("rule", 0.75),
        ),
    )
    page.table(Table("office_table", LEFT, 3.25, (6.1, 2.0, 2.5, 8.8), rows))
    page.text(
        "Footnote", Box(LEFT, 11.05, split, 1.1), paragraph(run("{{footnote}}", 10, "muted")), anchor="t"
    )
    panel_head(page, "side_head", LEFT, 12.2, split, rule=False)
    head, figure = (
        Look(12, "navy", bold=True, paint="head", align="ctr"),
        Look(16, "navy", bold=True, align="ctr"),
    )
    rows = (
        model_row("head", 0.85, (head, head)),
        model_row("line", 1.3, (figure, figure), bottom=("rule", 0.75)),
    )
    page.table(Table("side_table", LEFT, 13.1, (split / 2, split / 2), rows))
    page.hairline(21.4, 2.6, 17.2)
    levels = (diamond(14, before=14), dash(13, before=4))
    page.text("Notes", Box(21.9, 2.5, 10.467, 14.9), bullets("notes", levels))
    page.foot()


def _grid(page: Page, name: str, y: float, columns: int, row: float, size: float) -> None:
    look = Look(size, "navy", bold=True, align="ctr", paint="total", left_inset=0.3, right_inset=0.3)
    gap = ("ground", 6)
    line = model_row("line", row, (look,) * columns, top=gap, bottom=gap, sides=gap)
    page.table(Table(name, LEFT, y, (WIDTH / columns,) * columns, (line,)))


def strengths_2(page: Page) -> None:
    """Two heads, each over two rows of three strengths; a closing line below."""
    page.title()
    page.message(Box(LEFT, 2.5, WIDTH, 0.95))
    for at, y in ((1, 3.9), (2, 10.4)):
        panel_head(page, f"grid{at}_head", LEFT, y, WIDTH, size=16)
        _grid(page, f"grid{at}_table", y + 1.05, 3, 2.3, 16)
    page.foot()


def strengths_pairs(page: Page) -> None:
    """A message over two columns of up to five statements, each column under a head."""
    page.title()
    page.message(Box(LEFT, 2.5, WIDTH, 0.95))
    for at, x in ((1, LEFT), (2, 17.4)):
        panel_head(page, f"grid{at}_head", x, 3.8, 14.967, size=16)
    _grid(page, "grid_table", 4.95, 2, 2.4, 17)
    page.foot()


def strengths_lists(page: Page) -> None:
    """Two lists over two rows of four strengths."""
    page.title()
    for at, x in ((1, LEFT), (2, 17.4)):
        panel_head(page, f"panel{at}_head", x, 2.4, 14.9, size=16)
        levels = (dash(14, before=6, shift=0.5), tick(12.5, before=2, shift=0.5))
        page.text(f"List panel{at}", Box(x, 3.5, 14.9, 7.2), bullets(f"panel{at}", levels))
    page.hairline(16.9, 2.6, 10.6)
    panel_head(page, "grid_head", LEFT, 10.9, WIDTH, size=16)
    _grid(page, "grid_table", 11.95, 4, 2.5, 14)
    page.foot()


def names_notes(page: Page) -> None:
    """A grid of three by three names at the left, a list at the right."""
    page.title()
    split = 18.4
    panel_head(page, "grid_head", LEFT, 2.4, split, size=16)
    page.text(
        "Grid note",
        Box(LEFT, 3.4, split, 0.7),
        paragraph(run("{{grid_note}}", 12.5, "muted")),
        anchor="ctr",
    )
    look = Look(15, "navy", bold=True, align="ctr", paint="total", left_inset=0.2, right_inset=0.2)
    gap = ("ground", 8)
    line = model_row("line", 3.9, (look,) * 3, top=gap, bottom=gap, sides=gap)
    page.table(Table("name_table", LEFT, 4.3, (split / 3,) * 3, (line,)))
    page.hairline(20.4, 2.6, 17.0)
    panel_head(page, "notes_head", 20.9, 2.4, 11.467, size=16)
    levels = (dash(15, before=10, shift=0.5), tick(13, before=3, shift=0.5))
    page.text("Notes", Box(20.9, 3.6, 11.467, 12.5), bullets("notes", levels))
    page.text(
        "Footnote", Box(LEFT, 16.7, WIDTH, 0.7), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()


def facts_panels(page: Page) -> None:
    """A table of facts over three panels of lists."""
    page.title()
    looks = (
        Look(14, "muted", align="l", left_inset=0.15),
        Look(15, "ink", bold=True, align="l", left_inset=0.15),
    )
    row = model_row("line", 0.98, looks, bottom=("rule", 0.75))
    page.table(Table("fact_table", LEFT, 2.5, (6.4, WIDTH - 6.4), (row,)))
    for at, box in enumerate(row_of(3, 7.1, 9.5), start=1):
        card(page, f"panel{at}", box, card_list(15), head_size=16)
    page.text(
        "Footnote", Box(LEFT, 16.75, WIDTH, 0.75), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()
