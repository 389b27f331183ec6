"""III - 8: operating income by quarter under its margin, a strip of tax and other lines, two panels."""

from __future__ import annotations

from tools.draw.deck.charts import Chart, RatioLine
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.strips import COLUMN_WIDTH, LABEL_WIDTH, PLOT_X, strip
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import paragraph, run

RATIO = RatioLine(
    "Operating margin ratio",
    (0.023, 0.029, 0.031, 0.045, 0.027, 0.028, 0.033, 0.062),
    "ratio",
    "circle",
    6,
    1.75,
    10,
    (-0.167, 0.0766),
)


def _year(page: Page, name: str, label: str, x: float, w: float) -> None:
    head = paragraph(run(f"{{{{{name}_head}}}}", 13, "navy", bold=True), align="ctr")
    figures = paragraph(run(f"{{{{{name}_total}}}}", 11.5, "ink"), align="ctr")
    page.text(f"{label} year total", Box(x, 2.4, w, 1.15), head + figures, anchor="b")
    page.bracket(f"Bracket {name}", x + 0.25, 3.65, w - 0.5)


def _panel(page: Page, name: str, y: float, height: float) -> None:
    left, w = 24.5, 7.867
    page.text(
        f"Head {name}",
        Box(left, y, w, 0.7),
        paragraph(run(f"{{{{{name}_head}}}}", 14, "navy", bold=True)),
        anchor="b",
    )
    key = paragraph(
        run(f"{{{{{name}_period}}}}  ", 11, "muted"),
        run(f"{{{{{name}_value}}}}", 16, "navy", bold=True),
        run(f"  {{{{{name}_change}}}}  {{{{{name}_growth}}}}", 11.5, "ink"),
    )
    page.text(f"Key figure {name}", Box(left, y + 0.8, w, 0.75), key, anchor="ctr")
    rows = tuple(
        model_row(
            role,
            height,
            (Look(11, align="l", left_inset=0.05, margin=margin), Look(11, right_inset=0.1)),
            bottom=("hair", 0.75),
            inset=0,
        )
        for role, margin in (("line", 0.0), ("sub", 0.35))
    )
    page.table(Table(f"{name}_table", left, y + 1.65, (5.667, 2.2), rows))


def income(page: Page) -> None:
    """Brackets, chart, legend beside it, strip, panels."""
    page.title()
    half = 4 * COLUMN_WIDTH
    _year(page, "prior", "Prior", PLOT_X, half)
    _year(page, "current", "Current", PLOT_X + half, half)
    page.chart(
        Chart("income_chart", (0, 0.02, 1, 0.90), 50, 234, (11, 10), axis_size=11, ratio=RATIO),
        Box(PLOT_X, 4.0, 8 * COLUMN_WIDTH, 9.1),
    )
    page.text(
        "Legend ratio",
        Box(1.5, 4.95, LABEL_WIDTH - 0.3, 1.1),
        paragraph(run("● ", 16, "ratio"), run("{{legend_ratio}}", 11, "ink"), margin=0.45, indent=-0.45),
        anchor="ctr",
    )
    page.text(
        "Legend columns",
        Box(1.5, 9.3, LABEL_WIDTH - 0.3, 1.1),
        paragraph(
            run("■", 11, "prior"),
            run("■ ", 11, "current"),
            run("{{legend_income}}", 11, "ink"),
            margin=0.85,
            indent=-0.85,
        ),
        anchor="ctr",
    )
    strip(page, "income_strip", 13.25)
    page.hairline(24.05, 2.75, 17.2)
    _panel(page, "panel1", 2.4, 0.72)
    _panel(page, "panel2", 9.9, 1.2)
    page.foot()
