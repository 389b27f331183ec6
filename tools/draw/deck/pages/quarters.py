"""Pages whose chart shows eight quarters under the brackets of two years: revenue, employees, sga."""

from __future__ import annotations

from tools.draw.deck.charts import Chart
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.shapes import Box
from tools.draw.deck.strips import COLUMN_WIDTH, PLOT_X, strip
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import bullets, full_list, paragraph, run

QUARTERS = 8


def year_totals(page: Page, x: float, w: float, y: float) -> None:
    """Two brackets over four quarters each, with the year's total and growth."""
    quarter = w / QUARTERS
    for at, (year, label) in enumerate((("prior", "Prior"), ("current", "Current"))):
        left = x + at * 4 * quarter
        page.text(
            f"{label} year total",
            Box(left, y, 4 * quarter, 0.75),
            paragraph(
                run(f"{{{{{year}_total}}}}", 13, "navy", bold=True),
                run(f" {{{{{year}_growth}}}}", 13, "navy"),
                align="ctr",
            ),
            anchor="ctr",
        )
        page.bracket(f"Bracket {year}", left + 0.25, y + 0.9, 4 * quarter - 0.5)


def side_table(page: Page, name: str, x: float, y: float, w: float, figure: float = 2.2) -> None:
    """A small table under the notes beside a chart: head, label and figure, a tinted row for targets."""
    panel_head(page, f"{name}_head", x, y, w, size=13)
    rows = tuple(
        model_row(
            role,
            0.72,
            (
                Look(12, align="l", left_inset=0.05, paint=paint),
                Look(12, bold=True, left_inset=0, right_inset=0.1, paint=paint),
            ),
            bottom=("hair", 0.75),
            inset=0,
        )
        for role, paint in (("line", None), ("target", "target"))
    )
    page.table(Table(f"{name}_table", x, y + 0.9, (w - figure, figure), rows))


def revenue(page: Page) -> None:
    """III - 2: totals by quarter, notes at the right."""
    page.title()
    year_totals(page, 1.5, 22.4, 2.75)
    page.chart(
        Chart("revenue_chart", (0, 0.04, 1, 0.885), 50, 161, (13, 11)),
        Box(1.5, 3.95, 22.4, 13.2),
    )
    page.hairline(24.35, 2.9, 17.2)
    page.text("Notes", Box(24.8, 2.75, 7.57, 8.2), bullets("notes", full_list()))
    side_table(page, "growth", 24.8, 11.6, 7.57, 1.9)
    page.foot()


def _chart_with_strip(
    page: Page, chart: str, table: str, side: tuple[float, ...], notes_height: float
) -> None:
    """Totals with their share of revenue, the strip below, notes at the right."""
    w = QUARTERS * COLUMN_WIDTH
    year_totals(page, PLOT_X, w, 2.75)
    page.chart(
        Chart(
            chart,
            (0, 0.02, 1, 0.905),
            50,
            161,
            (11, 10),
            axis_size=11,
            side=side,
            side_name="Share",
            growth_label="({})",
            label_formula='="("&TEXT({at}{{row}},"0.0%")&")"',
        ),
        Box(PLOT_X, 3.95, w, 11.2),
    )
    page.text(
        "Chart legend",
        Box(1.5, 9.0, 5.0, 1.6),
        paragraph(
            run("■", 11, "prior"),
            run("■ ", 11, "current"),
            run("{{legend_columns}}", 11, "ink"),
            margin=0.85,
            indent=-0.85,
        )
        + paragraph(run("{{legend_line}}", 10, "muted"), before=2, margin=0.85),
        anchor="ctr",
    )
    strip(page, table, 15.3)
    page.hairline(24.05, 2.9, 17.2)
    page.text("Notes", Box(24.5, 2.75, 7.867, notes_height), bullets("notes", full_list()))


def employees(page: Page) -> None:
    """III - 6: personnel cost and its share of revenue."""
    page.title()
    _chart_with_strip(
        page,
        "personnel_chart",
        "personnel_strip",
        (0.15, 0.14, 0.14, 0.13, 0.14, 0.14, 0.13, 0.12),
        5.8,
    )
    panel_head(page, "graduates_head", 24.5, 9.0, 7.867, size=13)
    graduates = PlainSeries("Current year", "current", (100, 110, 130))
    page.chart(
        PlainChart(
            "graduates_chart",
            "col",
            ("Apr. 01", "Apr. 02", "Apr. 03"),
            (graduates,),
            (0.0, 0.02, 1.0, 0.86),
            150,
            "#,##0_);(#,##0)",
            gap=70,
            axis_size=11,
        ),
        Box(24.5, 10.0, 7.867, 6.28),
    )
    page.foot()


def sga(page: Page) -> None:
    """III - 7: SG&A and R&D and their share of revenue; the ATM business in the strip."""
    page.title()
    _chart_with_strip(
        page,
        "sga_chart",
        "atm_strip",
        (0.14, 0.13, 0.12, 0.12, 0.13, 0.13, 0.12, 0.11),
        9.8,
    )
    side_table(page, "share", 24.5, 13.2, 7.867)
    page.foot()
