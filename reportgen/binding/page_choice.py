"""Which library page shows what there is: the first one that nothing on it would stay empty of.

page: income, instead: [income_table]      chart without figures   ->   income_table
                                           table without rows      ->   the page goes, and the report says why
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reportgen.binding.deck_map import DeckMap, DeckPage
from reportgen.views import Bullet, ChartView, TableView
from reportgen.views.specs import PageSpec


@dataclass(frozen=True)
class Content:
    """What a page of a definition can show, its words aside."""

    bullets: Mapping[str, tuple[Bullet, ...]]
    tables: Mapping[str, TableView]
    charts: Mapping[str, ChartView]

    def on(self, page: DeckPage) -> Content:
        """The part of the content that a library page has places for."""
        lists = {slot.name for slot in page.lists}
        tables = {slot.name for slot in page.tables}
        charts = {slot.name for slot in page.charts}
        return Content(
            {name: items for name, items in self.bullets.items() if name in lists},
            {name: view for name, view in self.tables.items() if name in tables},
            {name: view for name, view in self.charts.items() if name in charts},
        )


def chosen_page(spec: PageSpec, content: Content, deck_map: DeckMap, asked: Content) -> tuple[str, str]:
    """The library page that the content fills, or none and what every one of them lacks.

    `asked` is the content that the definition asks for: what it never asked for is not missed.
    """
    lacks: list[str] = []
    for name in (spec.page, *spec.instead):
        page = deck_map.page(name)
        missing = list(_missing(page, spec.least.get(name, {}), content, asked)) if page is not None else []
        if not missing:
            return name, ""
        lacks += [text for text in missing if text not in lacks]
    return "", "; ".join(lacks)


def _missing(page: DeckPage, least: Mapping[str, int], content: Content, asked: Content) -> Iterator[str]:
    for table in page.tables:
        view = content.tables.get(table.name)
        if table.rows and table.name in asked.tables:
            rows = len(view.rows) if view is not None else 0
            if rows < max(1, least.get(table.name, 1)):
                yield f"{table.name} has {rows} rows" if rows else f"{table.name} has no figures"
    for chart in page.charts:
        drawn = content.charts.get(chart.name)
        if chart.name in asked.charts:
            points = len(drawn.categories) if drawn is not None else 0
            if points < max(1, least.get(chart.name, 1)):
                yield f"{chart.name} has {points} points" if points else f"{chart.name} has no figures"
    for slot in page.lists:
        lines = content.bullets.get(slot.name, ())
        if slot.name in asked.bullets and len(lines) < max(1, least.get(slot.name, 1)):
            yield f"{slot.name} has nothing to say"
