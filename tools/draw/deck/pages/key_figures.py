"""Pages of key figures: a table in sections beside notes, and four panels of facts.

message
Revenue growth          FY17    YoY  |  ◆ What moved it
------------------------------------ |    – ...
Enterprise                   +23.5%  |    – ...
"""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import Level, bullets, dash, diamond, tick

LEFT, RIGHT, MIDDLE = 1.5, 17.4, 16.9
WIDTHS = (8.1, 3.4, 3.4)
TOP = 3.95
LINE = ("rule", 0.75)


def _looks(paint: str | None, label: Look, figure: Look) -> tuple[Look, ...]:
    last = Look(
        figure.size,
        figure.colour,
        bold=figure.bold,
        italic=figure.italic,
        right_inset=figure.right_inset,
        paint=paint,
    )
    return label, figure, last


def _rows(prefix: str, paint: str | None, head_paint: str | None) -> tuple[Row, ...]:
    """Head, section, line and sub row; `paint` tints the last column."""
    heads = _looks(
        head_paint,
        Look(14, "navy", bold=True, align="l", left_inset=0),
        Look(11, "muted", right_inset=0.15, left_inset=0),
    )
    lines = _looks(
        paint, Look(13, align="l", left_inset=0), Look(14, bold=True, right_inset=0.15, left_inset=0)
    )
    subs = _looks(
        paint,
        Look(12, "muted", align="l", left_inset=0, margin=0.5),
        Look(12, "muted", right_inset=0.15, left_inset=0),
    )
    return (
        model_row(f"{prefix}head", 0.95, heads, bottom=("navy", 1.0), anchor="b", inset=0.1),
        model_row(f"{prefix}section", 1.4, heads, bottom=("navy", 1.0), anchor="b", inset=0.1),
        model_row(f"{prefix}line", 0.95, lines, bottom=LINE),
        model_row(f"{prefix}sub", 0.8, subs, bottom=LINE),
    )


def wide_list() -> tuple[Level, ...]:
    """◆ – ✓ in the type of a page that is half text."""
    return diamond(15, before=13), dash(13.5, before=5), tick(12.5, before=3)


def _key_table(page: Page, top: float) -> None:
    rows = _rows("", None, None) + _rows("target_", "target", "target.head")
    page.table(Table("key_table", LEFT, top, WIDTHS, rows))


def _frame(page: Page) -> None:
    page.title()
    page.message(Box(1.5, 2.5, 30.867, 0.95))


def _notes(page: Page) -> None:
    page.hairline(MIDDLE, TOP + 0.15, 17.2)
    page.text("Notes", Box(RIGHT, TOP + 0.2, 14.967, 17.4 - TOP - 0.2), bullets("notes", wide_list()))
    page.foot()


def key_figures(page: Page) -> None:
    """Message, table in sections, notes."""
    _frame(page)
    _key_table(page, TOP)
    _notes(page)


def figures_bars(page: Page) -> None:
    """Message, four or five bars over a table, notes."""
    _frame(page)
    panel_head(page, "chart_head", LEFT, TOP - 0.05, 14.9, rule=False)
    sample = PlainSeries("Current year", "current", (0.24, 0.14, 0.18, 0.11))
    page.chart(
        PlainChart(
            "key_chart",
            "bar",
            ("Service A", "Service B", "Service C", "Service D"),
            (sample,),
            (0.44, 0.0, 0.56, 1.0),
            0.31,
            "+0.0%;(0.0%);0.0%",
            gap=45,
            axis_size=13,
            label_size=14,
        ),
        Box(LEFT, 4.75, 14.9, 5.3),
    )
    _key_table(page, 10.35)
    _notes(page)


def figures_columns(page: Page) -> None:
    """Message, two or three columns over a table, notes."""
    _frame(page)
    panel_head(page, "chart_head", LEFT, TOP - 0.05, 14.9, rule=False)
    series = (
        PlainSeries("Prior year", "prior", (100, None, None)),
        PlainSeries("Current year", "current", (None, 115, None)),
        PlainSeries("Target", "target.column", (None, None, 128)),
    )
    page.chart(
        PlainChart(
            "key_chart",
            "col",
            ("FY01", "FY02", "FY03"),
            series,
            (0.0, 0.02, 1.0, 0.87),
            150,
            "#,##0_);(#,##0)",
            gap=110,
            axis_size=13,
            label_size=15,
        ),
        Box(LEFT, 4.75, 14.9, 5.1),
    )
    _key_table(page, 10.2)
    _notes(page)


def four_panels(page: Page) -> None:
    """Message, two by two panels of head and list."""
    page.title()
    page.message(Box(1.5, 2.5, 30.867, 0.95))
    levels = (dash(14.5, before=7, shift=0.5), tick(13, before=3, shift=0.5))
    for at in range(4):
        name = f"panel{at + 1}"
        x, y = (LEFT, RIGHT)[at % 2], (3.95, 10.75)[at // 2]
        panel_head(page, f"{name}_head", x, y, 14.9, size=16)
        page.text(f"Panel {at + 1}", Box(x, y + 1.0, 14.9, 5.6), bullets(name, levels))
    page.foot()
