"""Tables as a terminal, a notebook and a data frame show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reportgen.core.findings import FindingsError, Issue
from reportgen.data.figure_files import CLAIM_COLUMNS, FACT_COLUMNS
from reportgen.data.records import Figure
from reportgen.project.extras import to_add

if TYPE_CHECKING:
    import pandas as pd


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled with blanks to a number of cells, at its left where it is right aligned."""
    blanks = " " * max(0, cells - cell_len(text))
    return blanks + text if right else text + blanks


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = (), gap: str = "  ") -> list[str]:
    """Rows of cells as aligned lines without blanks at their ends; `right` names right-aligned columns."""
    widths = [max((cell_len(cell) for cell in column), default=0) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            padded(cell, cells, right=place in right)
            for place, (cell, cells) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


class Displayed:
    """A value that shows itself as a table with lines below it, figures to the right of their names."""

    __slots__ = ()

    def grid(self) -> list[Sequence[str]]:
        """The rows of the table, its heads first."""
        raise NotImplementedError

    def below(self) -> list[str]:
        """The lines below the table."""
        return []

    def lines(self) -> list[str]:
        """The table as text for a terminal."""
        heads, *rows = self.grid()
        rule = ["-" * max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
        table = columns([heads, rule, *rows], right=range(1, len(heads)))
        below = self.below()
        return [*table, "", *below] if below else table

    def __repr__(self) -> str:
        """The table as text."""
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        """The table as a notebook shows it."""
        heads, *rows = self.grid()
        head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        below = f"<pre>{escape(chr(10).join(self.below()))}</pre>" if self.below() else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def data_frame(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of rows, whose numbers stay Decimal; a finding where pandas is not installed."""
    try:
        import pandas as pd
    except ImportError:
        hint = f"install it with: {to_add('frames')}"
        raise FindingsError(Issue("missing-package", "data frames need pandas", hint=hint)) from None
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
        "element": source.element,
        "context": source.context,
        "status": figure.status,
        "note": figure.note,
    }
    if figure.is_claim:
        cells |= {"against": figure.against, "kind": figure.kind}
    return cells
