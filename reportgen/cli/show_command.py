"""`reportgen show`: metrics over periods as a compact table, CSV or JSON."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from reportgen.cli.output import as_json, say
from reportgen.metrics import LATEST, Vintage, select
from reportgen.pipeline.project import Project
from reportgen.pipeline.showing import ShownTable, show_metrics


def run(
    project: Path, metrics: list[str], start: str, end: str, change: str, vintage: Vintage | None, form: str
) -> None:
    """Print the asked metrics in the asked form."""
    table = show_metrics(select(Project(project).table(), vintage or LATEST), metrics, start, end, change)
    if form == "json":
        as_json([dict(zip(table.heads, row, strict=True)) for row in table.exact])
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.heads)
        writer.writerows(table.exact)
    else:
        for line in lines_of(table):
            say(line)


def lines_of(table: ShownTable) -> list[str]:
    """The table as text, figures right aligned, marks explained below."""
    rows = [table.heads, *table.shown]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.heads))]
    lines = []
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return [*lines, *([""] if table.notes else []), *table.notes]
