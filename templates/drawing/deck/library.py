"""The pages of the library, in order: name, layout, the function that draws it."""

from __future__ import annotations

from collections.abc import Callable

from pptx.presentation import Presentation as Deck

from .interim_library import INTERIM_PAGES
from .page import Page
from .pages import (
    balance_sheet,
    bridge,
    business_models,
    cash_flow,
    chart_notes,
    comparisons,
    cost_margin,
    history,
    income,
    key_cards,
    key_figures,
    matrix,
    opening,
    opening_dated,
    outlooks,
    paired_facts,
    panel_grids,
    plan,
    profile,
    quarter_tables,
    quarters,
    results_table,
    statements,
    summary,
    target,
    text_pages,
    wide_tables,
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
    ("two_columns", "Two columns", text_pages.two_columns),
    ("two_columns_message", "Two columns", text_pages.two_columns_message),
    ("forward_looking", "Two columns", text_pages.forward_looking),
    ("contact", "Contact", opening.contact),
    # pages of company decks: who the company is, how it works, what it reached and aims at
    ("cover_event", "Cover", opening_dated.cover_event),
    ("divider_title", "Divider", opening_dated.divider_title),
    ("statements", "Content", statements.statements),
    ("names", "Content", statements.names),
    ("profile_3", "Content", profile.profile(3)),
    ("profile_4", "Content", profile.profile(4)),
    ("timeline", "Content", history.timeline),
    ("shift", "Content", business_models.shift),
    ("hub", "Content", business_models.hub),
    ("flow", "Content", business_models.flow),
    ("tiles", "Content", business_models.tiles),
    ("matrix", "Content", matrix.matrix),
    *((f"panels_{count}", "Content", panel_grids.panels(count)) for count in (2, 3, 4, 5, 6)),
    *((f"cards_wide_{count}", "Content", key_cards.cards_wide(count)) for count in (2, 3, 4)),
    *((f"cards_split_{count}", "Content", key_cards.cards_split(count)) for count in (2, 3, 4)),
    *((f"cards_large_{count}", "Content", key_cards.cards_split(count, 20)) for count in (3, 4)),
    ("paired_facts", "Content", paired_facts.paired_facts),
    ("results_remarks", "Content", comparisons.results_remarks),
    ("results_yoy", "Content", comparisons.results_yoy),
    ("results_vs_target", "Content", comparisons.results_vs_target),
    ("summary_target", "Content", outlooks.summary_target),
    ("outlook_half", "Content", outlooks.outlook_half),
    ("outlook_year", "Content", outlooks.outlook_year),
    ("notes_quarters", "Content", quarter_tables.notes_quarters(8, 10.2, height=0.68)),
    ("notes_quarters_short", "Content", quarter_tables.notes_quarters(8, 12.4, height=0.95, size=16)),
    ("notes_years", "Content", quarter_tables.notes_quarters(10, 11.4, (4, 9), 0.82, 16)),
    ("columns_notes", "Content", chart_notes.columns_notes),
    ("notes_inset", "Content", chart_notes.notes_inset),
    ("cost_stack", "Content", chart_notes.cost_stack),
    ("balance_remarks", "Content", wide_tables.balance_remarks),
    ("companies", "Content", wide_tables.companies),
    ("contact_lines", "Contact", opening_dated.contact_lines),
    *INTERIM_PAGES,
)


def draw(deck: Deck) -> None:
    """Add every library page."""
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    for name, layout, paint in PAGES:
        paint(Page(deck.slides.add_slide(by_name[layout]), name))
