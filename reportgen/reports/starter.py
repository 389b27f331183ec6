"""A first report definition for a deck that has none: every page with what it asks for, left to be filled in.

pages:
  - page: slide2
    words: {title: title}
    charts:
      revenue_chart:
        periods: quarters
        columns: [{name: Revenue, metric: revenue}]
"""

from __future__ import annotations

import re

import yaml

from reportgen.plan.deck_map import ChartSlot, DeckMap, DeckPage

_HEAD = """\
# A first definition, made from the pages of {template}: put words, rows and metrics in place of the stand-ins,
# take out the pages you do not need, and repeat or reorder the others. What this language can say stands in
# docs/reports.md; `reportgen lint {report}` checks it.
"""


def starter_definition(template: DeckMap, report: str, file: str) -> str:
    """The definition as YAML text, readable by `read_definition`; stand-ins are named after what they fill."""
    data = {
        "report": report,
        "kind": "deck",
        "title": report,
        "template": file,
        "style": "style.yaml",
        "output": f"{report}-report.pptx",
        "period": "FY17",
        "lists": {"quarters": "1Q17..4Q17"},
        "pages": [_page(page) for page in template.pages],
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return _HEAD.format(template=file, report=report) + text


def _page(page: DeckPage) -> dict[str, object]:
    bound: dict[str, object] = {"page": page.name}
    words = dict.fromkeys(tag.name for tag in page.words)
    if words:
        bound["words"] = {word: word for word in words}
    if page.lists:
        bound["bullets"] = {slot.name: [f"First line of {slot.name}"] for slot in page.lists}
    tables = {
        slot.name: {
            "rows": [
                {"role": row.role, "cells": [f"{row.role} {number}" for number in range(1, row.cells + 1)]}
                for row in slot.rows
            ]
        }
        for slot in page.tables
        if slot.rows
    }
    if tables:
        bound["tables"] = tables
    charts = {slot.name: _chart(slot) for slot in page.charts if not slot.fault and slot.series}
    if charts:
        bound["charts"] = charts
    return bound


def _chart(slot: ChartSlot) -> dict[str, object]:
    names = dict.fromkeys(series.name for series in slot.series)
    return {
        "periods": "quarters",
        "columns": [{"name": name, "metric": metric_of(name)} for name in names],
    }


def metric_of(name: str) -> str:
    """A stand-in metric for a series: `Total Revenues` gives `total_revenues`."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "metric"
