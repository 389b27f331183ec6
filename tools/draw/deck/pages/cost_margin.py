"""III - 3: total cost by quarter under the gross margin ratio; margins by kind at the right."""

from __future__ import annotations

from tools.draw.deck.charts import Chart, RatioLine
from tools.draw.deck.page import Page
from tools.draw.deck.pages.quarters import year_totals
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets, dash, diamond, paragraph, run, tick

RATIO = RatioLine(
    "Gross margin ratio",
    (0.16, 0.16, 0.152, 0.168, 0.159, 0.155, 0.151, 0.175),
    "navy",
    "triangle",
    8,
    2.25,
    10,
    (0.0262, 0.1862),
)
GROUPS = ("g1", "g2", "g3", "g4")
LEAD = diamond()
TABS = ((0.5, "l"), (5.9, "r"), (9.1, "r"))


def _group(name: str, *, first: bool) -> str:
    """Name, two rows of figures, notes; all in one flow, so that short and long notes both close up."""
    lead = paragraph(
        run(f"{{{{{name}_name}}}}", 13, "navy", bold=True),
        before=0 if first else 17,
        margin=LEAD.margin,
        indent=-LEAD.hang,
        bullet=LEAD.mark,
    )
    this = paragraph(
        run(f"\t{{{{{name}_this}}}}", 11, "muted"),
        run(f"\t{{{{{name}_this_amount}}}}", 11, "ink", bold=True),
        run(f"\t{{{{{name}_this_growth}}}}", 11, "ink"),
        before=1.5,
        tabs=TABS,
    )
    prior = paragraph(
        run(f"\t{{{{{name}_prior}}}}", 11, "muted"),
        run(f"\t{{{{{name}_prior_amount}}}}", 11, "ink"),
        run(f"\t{{{{{name}_prior_growth}}}}", 11, "muted"),
        before=1.5,
        tabs=TABS,
    )
    return lead + this + prior + bullets(f"{name}_notes", (dash(11, shift=0.0, before=2), tick(10)))


def cost_margin(page: Page) -> None:
    """Legend, brackets, chart, panel."""
    page.title()
    legend = paragraph(
        run("■", 11, "prior"),
        run("■ ", 11, "current"),
        run("{{legend_cost}}", 10, "ink"),
        run("          ", 10, "ink"),
        run("▲ ", 11, "navy"),
        run("{{legend_ratio}}", 10, "ink"),
    )
    page.text("Chart legend", Box(1.5, 2.5, 20.8, 0.5), legend, anchor="ctr")
    year_totals(page, 1.5, 20.8, 3.15)
    page.chart(
        Chart("cost_chart", (0, 0.02, 1, 0.925), 50, 263, (11, 10), ratio=RATIO), Box(1.5, 4.4, 20.8, 12.85)
    )
    page.hairline(22.75, 2.75, 17.2)
    panel_head(page, "panel_head", 23.2, 2.4, 9.167)
    body = "".join(_group(group, first=at == 0) for at, group in enumerate(GROUPS))
    page.text("Margins", Box(23.2, 3.5, 9.167, 13.9), body)
    page.foot()
