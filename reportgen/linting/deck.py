"""A deck template without data: its faults, and what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.core.findings import Issue, Place, Severity
from reportgen.office.package import Package
from reportgen.plan.deck_map import DeckMap
from reportgen.pptx.inspect import inspect_deck


def deck_issues(package: Package) -> tuple[Issue, ...]:
    """All faults of a deck template."""
    template = inspect_deck(package)
    return (*template.issues, *_unfillable_charts(template, package.name))


def deck_schema(package: Package, name: str) -> dict[str, object]:
    """What a template needs, as data: for each page its words, lists, tables and charts."""
    pages = {}
    for page in inspect_deck(package).pages:
        needs: dict[str, object] = {
            "words": list(dict.fromkeys(tag.name for tag in page.words)),
            "lists": {slot.name: {"levels": list(slot.levels)} for slot in page.lists},
            "tables": {
                slot.name: {"rows": {row.role: {"cells": row.cells} for row in slot.rows}}
                for slot in page.tables
                if slot.rows
            },
            "charts": {
                slot.name: {"series": [series.name for series in slot.series]}
                for slot in page.charts
                if not slot.fault
            },
        }
        pages[page.name] = {"slide": page.number} | {key: found for key, found in needs.items() if found}
    return {"template": name, "kind": "deck", "pages": pages}


def _unfillable_charts(template: DeckMap, name: str) -> Iterator[Issue]:
    for page in template.pages:
        for chart in page.charts:
            if chart.fault:
                place = Place(name, slide=page.number, shape=chart.name)
                message = f"this chart stays as it is: {chart.fault}"
                yield Issue("unfillable-chart", message, place, Severity.INFO)
