"""Pages of a chart of periods beside notes; totals of longer periods stand above the chart.

1H14: 33,696 (+0.3%) | FY14: 69,006 (+2.6%) | 1H15: 38,000 (+12.8%)   ◆ What moved it
 ▇ ▇ ▇ ▇ ▇ ▇                                                           – ...
"""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.bridge_chart import BridgeChart
from tools.draw.deck.charts import Chart, RatioLine
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import Level, bullets, dash, diamond, paragraph, run, tick

LEFT, SPLIT = 1.5, 16.4
RIGHT = LEFT + SPLIT + 1.0
NOTES = 32.367 - RIGHT
RATIO = RatioLine(
    "Gross margin ratio",
    (0.16, 0.16, 0.152, 0.168, 0.159, 0.155, 0.151, 0.175),
    "network.line",
    "diamond",
    8,
    2.25,
    10,
    (0.0262, 0.1862),
)


def dense_list(size: float = 12.5) -> tuple[Level, ...]:
    """◆ – ✓ for notes that carry many facts."""
    return diamond(size, before=7), dash(size - 0.5, before=2), tick(size - 1, before=1)


def totals(page: Page, count: int, x: float, y: float, w: float) -> None:
    """A row of `count` totals as one light table."""
    looks = tuple(
        Look(13, "navy", bold=True, align="ctr", paint="head", left_inset=0.05, right_inset=0.05)
        for _ in range(count)
    )
    rows = (
        model_row("line", 0.9, looks, bottom=("ground", 2.0), inset=0),
        model_row(
            "sub",
            0.75,
            tuple(
                Look(12, "ink", align="ctr", paint="total", left_inset=0.05, right_inset=0.05)
                for _ in range(count)
            ),
            bottom=("ground", 2.0),
            inset=0,
        ),
    )
    page.table(Table("totals_table", x, y, (w / count,) * count, rows))


def _notes(page: Page, size: float) -> None:
    page.hairline(LEFT + SPLIT + 0.5, 2.75, 17.2)
    page.text("Notes", Box(RIGHT, 2.6, NOTES, 14.8), bullets("notes", dense_list(size)))


def _head(page: Page, y: float) -> None:
    panel_head(page, "chart_head", LEFT, y, SPLIT, rule=False)


def quarters_growth(count: int, *, number: str = "#,##0", size: float = 12.5) -> Callable[[Page], None]:
    """Quarters with growth above each column, `count` totals above them, notes at the right."""

    def draw(page: Page) -> None:
        page.title()
        totals(page, count, LEFT, 2.6, SPLIT)
        _head(page, 4.4)
        page.chart(
            Chart(
                "quarters_chart",
                (0, 0.03, 1, 0.885),
                50,
                161,
                (13, 11),
                growth_label="({})",
                label_formula='="("&TEXT({at}{{row}},"+0.0%;(0.0%)")&")"',
                number=number,
                target=True,
            ),
            Box(LEFT, 5.3, SPLIT, 12.0),
        )
        _notes(page, size)
        page.foot()

    return draw


def quarters_ratio(page: Page) -> None:
    """Quarters under the line of a ratio, three totals above them, notes at the right."""
    page.title()
    totals(page, 3, LEFT, 2.6, SPLIT)
    legend = paragraph(
        run("■", 11, "prior"),
        run("■ ", 11, "current"),
        run("{{legend_columns}}", 10, "ink"),
        run("          ", 10, "ink"),
        run("◆ ", 11, "network.line"),
        run("{{legend_ratio}}", 10, "ink"),
    )
    page.text("Chart legend", Box(LEFT, 4.0, SPLIT, 0.5), legend, anchor="ctr")
    page.chart(
        Chart(
            "quarters_chart",
            (0, 0.02, 1, 0.905),
            50,
            263,
            (12, 10),
            ratio=RATIO,
        ),
        Box(LEFT, 4.6, SPLIT, 12.7),
    )
    _notes(page, 14)
    page.foot()


def columns_notes(count: int) -> Callable[[Page], None]:
    """A few columns under `count` totals, notes at the right."""

    def draw(page: Page) -> None:
        page.title()
        totals(page, count, LEFT, 2.6, SPLIT)
        _head(page, 5.2)
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
                (0.0, 0.02, 1.0, 0.89),
                150,
                "#,##0_);(#,##0)",
                gap=90,
                axis_size=13,
                label_size=15,
            ),
            Box(LEFT, 6.1, SPLIT, 10.8),
        )
        _notes(page, 15)
        page.foot()

    return draw


def bridge_notes(page: Page) -> None:
    """A bridge beside notes."""
    page.title()
    _head(page, 2.45)
    page.chart(BridgeChart("bridge_chart", (0, 0.03, 1, 0.86)), Box(LEFT, 3.5, SPLIT, 12.6))
    page.hairline(LEFT + SPLIT + 0.5, 2.75, 17.2)
    page.text("Notes", Box(RIGHT, 2.6, NOTES, 13.6), bullets("notes", dense_list(16)))
    page.text(
        "Footnote", Box(LEFT, 16.6, 30.867, 0.8), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()
