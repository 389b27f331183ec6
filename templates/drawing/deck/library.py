"""The pages of the library, in order: name, layout, the function that draws it."""

from __future__ import annotations

from collections.abc import Callable

from pptx.presentation import Presentation as Deck

from .page import Page
from .pages import (
    any_period,
    balance_sheet,
    bridge,
    cash_flow,
    cost_margin,
    income,
    key_figures,
    opening,
    plan,
    quarters,
    results_table,
    summary,
    target,
    text_pages,
)

PAGES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("cover", "Cover", opening.cover),
    ("agenda", "Agenda", opening.agenda),
    ("divider", "Divider", opening.divider),
    ("summary", "Content", summary.summary),
    ("plan", "Content", plan.plan),
    ("results_table", "Content", results_table.results_table),
    ("bridge", "Content", bridge.bridge),
    ("revenue", "Content", quarters.revenue),
    ("cost_margin", "Content", cost_margin.cost_margin),
    ("employees", "Content", quarters.employees),
    ("sga", "Content", quarters.sga),
    ("income", "Content", income.income),
    ("balance_sheet", "Content", balance_sheet.balance_sheet),
    ("cash_flow", "Content", cash_flow.cash_flow),
    ("target", "Content", target.target),
    ("key_figures", "Content", key_figures.key_figures),
    ("figures_bars", "Content", key_figures.figures_bars),
    ("figures_columns", "Content", key_figures.figures_columns),
    ("four_panels", "Content", key_figures.four_panels),
    ("headline", "Content", any_period.headline),
    ("headline_eight", "Content", any_period.headline_eight),
    ("headline_six", "Content", any_period.headline_six),
    ("headline_four", "Content", any_period.headline_four),
    ("headline_three", "Content", any_period.headline_three),
    ("results_five", "Content", any_period.results_five),
    ("results_three", "Content", any_period.results_three),
    ("targets_six", "Content", any_period.targets_six),
    ("targets_four", "Content", any_period.targets_four),
    ("targets_three", "Content", any_period.targets_three),
    ("chart_growth", "Content", any_period.chart_growth),
    ("chart_notes", "Content", any_period.chart_notes),
    ("chart_below", "Content", any_period.chart_below),
    ("two_charts", "Content", any_period.two_charts),
    ("charts_only", "Content", any_period.charts_only),
    ("charts_progress", "Content", any_period.charts_progress),
    ("lines_many", "Content", any_period.lines_many),
    ("lines_mid", "Content", any_period.lines_mid),
    ("lines_some", "Content", any_period.lines_some),
    ("lines_few", "Content", any_period.lines_few),
    ("balance_plain", "Content", any_period.balance_plain),
    ("balance_short", "Content", any_period.balance_short),
    ("two_columns", "Two columns", text_pages.two_columns),
    ("two_columns_message", "Two columns", text_pages.two_columns_message),
    ("forward_looking", "Two columns", text_pages.forward_looking),
    ("contact", "Contact", opening.contact),
)


def draw(deck: Deck) -> None:
    """Add every library page."""
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    for name, layout, paint in PAGES:
        paint(Page(deck.slides.add_slide(by_name[layout]), name))
