"""The one pandas door: figures as data frames.

pandas is an extra, imported when a function is called, so that nobody else pays for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen.core.findings import FindingsError, Issue
from reportgen.data.figure_files import CLAIM_COLUMNS, FACT_COLUMNS
from reportgen.data.records import Figure

if TYPE_CHECKING:
    import pandas as pd


def data_frame(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of rows, whose numbers stay Decimal; a finding where pandas is not installed."""
    try:
        import pandas as pd
    except ImportError:
        hint = 'install it with: pip install "reportgen[frames]"'
        raise FindingsError([Issue("missing-package", "data frames need pandas", hint=hint)]) from None
    return pd.DataFrame(rows, columns=list(columns))


def figures_frame(figures: Sequence[Figure], kind: str) -> pd.DataFrame:
    """One row for each of the `kind` facts or claims, in the order given.

    Columns are those of the file and `id` (its row), `doc`, `base` (value in base units) and `key`.
    """
    columns = ("id", "doc", *(CLAIM_COLUMNS if kind == "claims" else FACT_COLUMNS), "base", "key")
    cells = ({**_cells(figure), "base": figure.base, "key": str(figure.key)} for figure in figures)
    return data_frame([[row[name] for name in columns] for row in cells], columns)


def _cells(figure: Figure) -> dict[str, object]:
    metric, source = figure.key.metric, figure.source
    cells: dict[str, object] = {
        "id": figure.id,
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
    if figure.is_claim:
        cells |= {"against": figure.against, "kind": figure.kind}
    return cells
