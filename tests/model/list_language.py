"""Lists of a small project in a few lines: `lists(files(...))` and records as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportgen.checks.run import run_checks
from reportgen.core.period import parse_period
from reportgen.data.load import load
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import When
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.plan.plan import CellValue


def lists(given: dict[str, bytes], *blocks: str) -> ListContext:
    """What the lists of some files are made of; a figure's key on Data is its own key, document and line."""
    table = load(given)
    figures = table.figures
    keys = {one.id: f"{one.key} in {one.source.doc}, line {one.source.line}" for one in figures}
    when = When(parse_period("FY17"))
    style = read_style(b"negative: parentheses\ncurrency: JPY\nunits: {}\nformats: {}\n", "style.yaml")
    figures = FigureResolver(table, ValueResolver(table), style, {"this": when}, when)
    return ListContext(figures, run_checks(table), keys, 6, blocks=blocks)


def records(kind: ListKind[Any], here: ListContext, subject: str = "") -> tuple[Record, ...]:
    """The records of a list that there is."""
    found = kind.records(here, subject)
    assert found is not None
    return found


def rows(records: Iterable[Record], *names: str) -> list[tuple[CellValue, ...]]:
    """The named values of each record."""
    return [tuple(record.values[name] for name in names) for record in records]


def inside(records: Sequence[Record], name: str) -> list[Record]:
    """The records of the lists `name` inside records, one after the other."""
    return [row for record in records for row in record.rows[name]]
