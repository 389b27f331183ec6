"""The one pandas door: figures as data frames, and back.

to_frame(table)      one row per fact, columns as in facts/<doc>.csv, plus doc; values stay Decimal
from_frame(frame)    the same rows as CSV bytes per document, ready for `load`

pandas is imported when a function is called, so that nobody else pays for it.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from reportgen.diagnostics import FindingsError, Issue, did_you_mean
from reportgen.metrics.figures import CLAIM_COLUMNS, FACT_COLUMNS
from reportgen.metrics.records import Claim, Fact, MetricTable

if TYPE_CHECKING:
    import pandas as pd


def to_frame(table: MetricTable, kind: str = "facts") -> pd.DataFrame:
    """All facts (or, with kind `claims`, all claims), one row each, in the table's order.

    Columns are those of the file and `doc`, `base` (value in base units) and `key`; values are Decimal.
    """
    import pandas as pd

    figures: tuple[Fact | Claim, ...] = table.facts if kind == "facts" else table.claims
    columns = FACT_COLUMNS if kind == "facts" else CLAIM_COLUMNS
    rows = [{**_cells(figure), "base": figure.base, "key": str(figure.key)} for figure in figures]
    return pd.DataFrame(rows, columns=["doc", *columns, "base", "key"])


def from_frame(frame: pd.DataFrame, kind: str = "facts") -> dict[str, bytes]:
    """The rows of a frame as files, `facts/<doc>.csv` to bytes; give them to `load` with the catalogue.

    Needs `doc` and the columns of the file; further columns are left out. Raises `FindingsError` where a
    column is missing. Nothing else is checked here: `load` does.
    """
    columns = FACT_COLUMNS if kind == "facts" else CLAIM_COLUMNS
    missing = [name for name in ("doc", *columns) if name not in frame.columns]
    if missing:
        names = [str(name) for name in frame.columns]
        raise FindingsError(
            Issue(
                "missing-column",
                f'the frame has no column "{name}"',
                found=", ".join(names),
                hint=did_you_mean(name, names),
            )
            for name in missing
        )
    files: dict[str, bytes] = {}
    for doc, rows in frame.groupby("doc", sort=True):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in rows[list(columns)].itertuples(index=False, name=None):
            writer.writerow(_text(cell) for cell in row)
        files[f"{kind}/{doc}.csv"] = text.getvalue().encode("utf-8")
    return files


def _cells(figure: Fact | Claim) -> dict[str, object]:
    metric, source = figure.key.metric, figure.source
    cells: dict[str, object] = {
        "doc": source.doc,
        "concept": metric.concept,
        "service_line": metric.service_line,
        "scope": metric.scope,
        "period": figure.key.period.id,
        "scenario": figure.key.scenario,
        "bound": figure.bound,
        "unit": figure.unit,
        "value": figure.value,
        "scale": figure.scale,
        "decimals": figure.decimals,
        "printed": source.printed,
        "heading": source.heading,
        "line": source.line,
        "also_at": ";".join(str(line) for line in source.also_at),
        "medium": source.medium,
        "status": figure.status,
        "note": figure.note,
    }
    if isinstance(figure, Claim):
        cells |= {"against": figure.against, "kind": figure.kind}
    return cells


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # a missing cell of pandas is not equal to itself
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
