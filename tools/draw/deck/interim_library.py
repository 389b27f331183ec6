"""The pages that decks of nine months and of half a year use beside those of the year's results."""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.page import Page
from tools.draw.deck.pages import (
    bands,
    business,
    figure_panels,
    panel_grids,
    split_charts,
    strip_pages,
    target_tables,
    timeline_list,
)

INTERIM_PAGES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("results_two_targets", "Content", target_tables.results_two_targets),
    ("results_against_target", "Content", target_tables.results_against_target),
    ("target_table", "Content", target_tables.target_table),
    ("target_blocks", "Content", target_tables.target_blocks),
    ("balance_sheet_wide", "Content", target_tables.balance_sheet_wide),
    ("summary_bands", "Content", bands.summary_bands),
    ("summary_lists", "Content", bands.summary_lists),
    ("bands_3", "Content", bands.bands_3),
    ("bands_side", "Content", bands.bands_side),
    ("quarters_growth", "Content", split_charts.quarters_growth(3, size=13.5)),
    ("quarters_growth_billion", "Content", split_charts.quarters_growth(3, number="#,##0.0", size=14)),
    ("quarters_ratio", "Content", split_charts.quarters_ratio),
    ("columns_notes_2", "Content", split_charts.columns_notes(2)),
    ("columns_notes_3", "Content", split_charts.columns_notes(3)),
    ("bridge_notes", "Content", split_charts.bridge_notes),
    ("strip_under_chart_6", "Content", strip_pages.strip_under_chart(6)),
    ("strip_with_columns_6", "Content", strip_pages.strip_with_columns(6)),
    ("strip_with_columns_6_tall", "Content", strip_pages.strip_with_columns(6, 9.6)),
    ("strip_over_chart_7", "Content", strip_pages.strip_over_chart(7)),
    ("figures_4", "Content", figure_panels.figures_4(14, 22)),
    ("figures_4_large", "Content", figure_panels.figures_4(18, 30)),
    ("figures_4_table", "Content", figure_panels.figures_4_table),
    ("panels_bars", "Content", figure_panels.panels_bars),
    ("panels_box", "Content", figure_panels.panels_box),
    ("columns_3", "Content", figure_panels.columns_3),
    ("columns_2", "Content", figure_panels.columns_2),
    ("chart_boxes", "Content", figure_panels.chart_boxes),
    ("development", "Content", business.development),
    ("cash_panels", "Content", business.cash_panels),
    ("offices", "Content", business.offices),
    ("strengths_2", "Content", business.strengths_2),
    ("strengths_pairs", "Content", business.strengths_pairs),
    ("strengths_lists", "Content", business.strengths_lists),
    ("names_notes", "Content", business.names_notes),
    ("panels_3_dense", "Content", panel_grids.panels(3, (14.5, 16.0))),
    ("facts_panels", "Content", business.facts_panels),
    ("timeline_10", "Content", timeline_list.timeline_10),
)
