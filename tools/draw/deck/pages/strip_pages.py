"""Pages whose left part is a table of quarters, with a chart over or under the same columns.

         ▇     ▇     ▇          ◆ notes
        1Q14  2Q14  3Q14
Cost     ...   ...   ...
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.page import Page
from tools.draw.deck.pages.split_charts import dense_list, totals
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import bullets

LEFT, LABEL, WIDTH = 1.5, 5.4, 20.4
NOTES_X, NOTES_W = 22.8, 9.567


def quarter_table(page: Page, name: str, count: int, y: float, row: float = 1.0) -> None:
    """A table of `count` quarters: a head row, lines, muted lines of shares."""
    part = (WIDTH - LABEL) / count
    # The figures stand under the middle of the columns of a chart above or below.
    inset = part * 0.2
    head = Look(12, "navy", bold=True, paint="head", left_inset=0, right_inset=inset)
    figure = Look(12, left_inset=0, right_inset=inset)
    muted = Look(11, "muted", left_inset=0, right_inset=inset)
    rows: tuple[Row, ...] = (
        model_row("head", 0.85, (Look(12, "navy", bold=True, align="l", paint="head"), *([head] * count))),
        model_row(
            "line", row, (Look(11, align="l", left_inset=0.1), *([figure] * count)), bottom=("rule", 0.75)
        ),
        model_row(
            "share",
            0.8,
            (Look(11, "muted", align="l", left_inset=0.1), *([muted] * count)),
            bottom=("rule", 0.75),
        ),
    )
    words = Look(11, align="ctr", left_inset=0.05, right_inset=0.05)
    label = Look(11, align="l", left_inset=0.1)
    rows += (model_row("words", row, (label, *([words] * count)), bottom=("rule", 0.75)),)
    page.table(Table(name, LEFT, y, (LABEL, *([part] * count)), rows))


def _aligned(page: Page, count: int, box_y: float, box_h: float) -> None:
    """Columns right over, or under, the columns of the table."""
    values = tuple(100 + 5 * at for at in range(count))
    split = min(4, count - 1)
    prior = tuple(v if at < split else None for at, v in enumerate(values))
    current = tuple(v if at >= split else None for at, v in enumerate(values))
    page.chart(
        PlainChart(
            "strip_chart",
            "col",
            tuple(f"{at % 4 + 1}Q0{at // 4 + 1}" for at in range(count)),
            (PlainSeries("Prior year", "prior", prior), PlainSeries("Current year", "current", current)),
            (0.0, 0.02, 1.0, 0.88),
            150,
            "#,##0_);(#,##0)",
            gap=55,
            axis_size=12,
            label_size=13,
        ),
        Box(LEFT + LABEL, box_y, WIDTH - LABEL, box_h),
    )


def _notes(page: Page, size: float) -> None:
    page.hairline(22.35, 2.75, 17.2)
    page.text("Notes", Box(NOTES_X, 2.6, NOTES_W, 14.8), bullets("notes", dense_list(size)))
    page.foot()


def strip_under_chart(count: int, size: float = 13.5) -> Callable[[Page], None]:
    """A chart of `count` quarters over a table of the same quarters."""

    def draw(page: Page) -> None:
        page.title()
        panel_head(page, "chart_head", LEFT, 2.35, WIDTH, rule=False)
        _aligned(page, count, 3.2, 10.2)
        panel_head(page, "table_head", LEFT, 13.4, WIDTH, rule=False)
        quarter_table(page, "strip_table", count, 14.3)
        _notes(page, size)

    return draw


def strip_with_columns(count: int, room: float = 6.7, size: float = 13) -> Callable[[Page], None]:
    """Totals and a few columns, `room` high, over a table of `count` quarters."""

    def draw(page: Page) -> None:
        page.title()
        totals(page, 3, LEFT, 2.6, WIDTH)
        panel_head(page, "chart_head", LEFT, 3.55, WIDTH, rule=False)
        page.chart(
            PlainChart(
                "columns_chart",
                "col",
                ("1H01", "1H02"),
                (
                    PlainSeries("Prior year", "prior", (100, None)),
                    PlainSeries("Current year", "current", (None, 115)),
                ),
                (0.0, 0.02, 1.0, 0.87),
                150,
                "#,##0_);(#,##0)",
                gap=90,
                axis_size=13,
                label_size=14,
            ),
            Box(LEFT, 4.5, WIDTH, room),
        )
        panel_head(page, "table_head", LEFT, 4.5 + room, WIDTH, rule=False)
        quarter_table(page, "strip_table", count, 5.4 + room)
        _notes(page, size)

    return draw


def strip_over_chart(count: int, size: float = 13) -> Callable[[Page], None]:
    """Totals of two years over a table of `count` quarters, a chart of the same quarters below."""

    def draw(page: Page) -> None:
        page.title()
        totals(page, 2, LEFT, 2.6, WIDTH)
        quarter_table(page, "strip_table", count, 4.55)
        panel_head(page, "chart_head", LEFT, 9.75, WIDTH, rule=False)
        page.text(
            "Chart totals",
            Box(LEFT, 11.2, LABEL - 0.2, 4.5),
            bullets("chart_totals", (dense_list(13)[1],)),
            anchor="ctr",
        )
        _aligned(page, count, 10.7, 6.6)
        _notes(page, size)

    return draw
