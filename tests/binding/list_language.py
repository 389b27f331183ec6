"""Lists of a small project in a few lines: `lists(files(...))` and records as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.binding.plan import CellValue
from reportgen.binding.workbook_lists import ListContext
from reportgen.binding.workbook_records import Record
from reportgen.checks import CheckReport, run_checks
from reportgen.metrics import load


def lists(given: dict[str, bytes]) -> tuple[CheckReport, ListContext]:
    """The checks and the lists of some files; a figure's key on Data is its own key, document and line."""
    table = load(given)
    figures = table.figures
    keys = {one.id: f"{one.key} in {one.source.doc}, line {one.source.line}" for one in figures}
    return run_checks(table), ListContext(table, keys, 6)


def rows(records: Iterable[Record], *names: str) -> list[tuple[CellValue, ...]]:
    """The named values of each record."""
    return [tuple(record.values[name] for name in names) for record in records]


def inside(records: Sequence[Record], name: str) -> list[Record]:
    """The records of the lists `name` inside records, one after the other."""
    return [row for record in records for row in record.rows[name]]
