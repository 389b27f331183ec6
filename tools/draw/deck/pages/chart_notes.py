"""A chart of one metric beside notes, large or as an inset; costs by kind in a stack over a strip.

columns_notes  | chart with value and share |  notes |
notes_inset    | notes over most of the page | small chart |
cost_stack     | stack under the years' totals, strip below | notes |
"""

from __future__ import annotations

from tools.draw.deck.cards import open_list
from tools.draw.deck.charts import Chart
from tools.draw.deck.page import Page
from tools.draw.deck.pages.quarters import year_totals
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.stack_chart import StackChart
from tools.draw.deck.strips import COLUMN_WIDTH, LABEL_WIDTH, PLOT_X
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import bullets, full_list, paragraph, run

SHARE = {
    "growth_label": "({})",
    "label_formula": '="("&TEXT({at}{{row}},"0.0%")&")"',
    "side": (0.15, 0.14, 0.14, 0.13, 0.14, 0.14, 0.13, 0.12),
    "side_name": "Share",
}


def columns_notes(page: Page) -> None:
    """Columns with value and share of revenue, notes at the right."""
    page.title()
    panel_head(page, "chart_head", 1.5, 2.5, 16.4)
    chart = Chart("columns_chart", (0, 0.02, 1, 0.905), 60, 161, (14, 12), **SHARE)  # type: ignore[arg-type]
    page.chart(chart, Box(1.5, 3.8, 16.4, 13.3))
    page.hairline(18.4, 2.75, 17.2)
    page.text("Notes", Box(18.9, 2.6, 13.467, 14.6), bullets("notes", open_list(17, 18)))
    page.foot()


def notes_inset(page: Page) -> None:
    """Notes over two thirds of the page, a small chart at the right."""
    page.title()
    page.text("Notes", Box(1.5, 2.6, 20.2, 14.8), bullets("notes", open_list(14.5, 10)))
    page.hairline(22.2, 2.75, 17.2)
    panel_head(page, "chart_head", 22.7, 2.5, 9.667)
    series = (PlainSeries("Current year", "current", (100, 110, 120, 130)),)
    page.chart(
        PlainChart(
            "inset_chart",
            "col",
            ("1Q01", "2Q01", "3Q01", "4Q01"),
            series,
            (0.0, 0.02, 1.0, 0.87),
            150,
            "#,##0.0",
            gap=60,
            axis_size=12,
            label_size=13,
        ),
        Box(22.7, 3.6, 9.667, 7.6),
    )
    page.text("Chart note", Box(22.7, 11.4, 9.667, 2.0), paragraph(run("{{chart_note}}", 10, "muted")))
    page.foot()


def cost_stack(page: Page) -> None:
    """Costs by kind per quarter, the years' totals above, a strip of one part below."""
    page.title()
    w = 8 * COLUMN_WIDTH
    year_totals(page, PLOT_X, w, 2.5)
    page.chart(StackChart("stack_chart", (0, 0.02, 1, 0.91)), Box(PLOT_X, 3.65, w, 9.4))
    legend = ""
    for series, colour in (("legend1", "si"), ("legend2", "prior"), ("legend3", "equipment")):
        words = (run("■ ", 12, colour), run(f"{{{{{series}}}}}", 11, "ink"))
        legend = paragraph(*words, before=3, margin=0.45, indent=-0.45) + legend
    legend += paragraph(run("{{legend_share}}", 10, "muted"), before=6)
    page.text("Chart legend", Box(1.5, 6.3, LABEL_WIDTH - 0.3, 5.0), legend, anchor="ctr")
    figure = Look(11, align="r", left_inset=0, right_inset=0.55)
    bold = Look(10, "navy", bold=True, align="l", left_inset=0.05)
    label = Look(10, align="l", left_inset=0.05)
    rows = (
        model_row("head", 0.7, (bold, *([figure] * 8)), top=("navy", 1.0), bottom=("rule", 0.75), inset=0),
        model_row("line", 0.98, (label, *([figure] * 8)), bottom=("rule", 0.75), inset=0),
    )
    page.table(Table("cost_strip", 1.5, 13.2, (LABEL_WIDTH, *([COLUMN_WIDTH] * 8)), rows))
    page.text(
        "Chart note", Box(1.5, 16.3, 22.1, 1.1), paragraph(run("{{chart_note}}", 10, "muted")), anchor="b"
    )
    page.hairline(24.05, 2.9, 17.2)
    page.text("Notes", Box(24.5, 2.6, 7.867, 14.6), bullets("notes", full_list()))
    page.foot()
