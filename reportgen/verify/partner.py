"""One figure in two files: the deck's text against the workbook's cell, at the deck's rounding and unit.

revenue|FY17    slide 3 "JPY176.1 bn"    Model!R17 176,051 (JPY million)    agree
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen.core.findings import Issue, Place, Severity
from reportgen.verify.bindings import BoundCell, BoundText
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import shows
from reportgen.verify.tables import TableOracle
from reportgen.verify.workbook_check import cell_at


@dataclass(frozen=True, slots=True)
class Partnership:
    """How many figures of a deck were found in a workbook, and what differs; `alone` stand in the deck only."""

    deck: str
    workbook: str
    compared: int
    alone: int
    issues: tuple[Issue, ...]


def compare(
    deck: Finished,
    texts: Sequence[BoundText],
    workbook: Finished,
    cells: Sequence[BoundCell],
    witness: TableOracle | None,
    scale: int,
    *,
    one_vintage: bool = True,
) -> Partnership:
    """Compare each figure of the deck with every formula cell of the workbook that shows the same figure.

    Without tables (`witness` None) a cell may stand in base units or in the workbook's unit, `scale`. Where
    the two were built at different vintages, a figure may have been restated between them: then a difference
    is a warning.
    """
    weight = Severity.ERROR if one_vintage else Severity.WARNING
    hint = "" if one_vintage else "the files were built at different vintages"
    held: dict[str, list[tuple[BoundCell, Decimal]]] = defaultdict(list)
    grids = {grid.sheet: grid for grid in workbook.grids}
    for bound in cells:
        cell = cell_at(grids[bound.sheet], bound.at) if bound.sheet in grids else None
        if cell is not None and cell.formula and cell.number is not None:
            held[bound.key].append((bound, cell.number))
    issues: list[Issue] = []
    compared = alone = 0
    for text in texts:
        for figure in text.figures:
            if figure.key not in held:
                alone += 1
                continue
            compared += 1
            for cell_bound, number in held[figure.key]:
                values = (
                    [witness.in_base(figure.key, number)]
                    if witness is not None
                    else [number, number.scaleb(scale)]
                )
                if not any(shows(figure.text, value) for value in values):
                    message = f"{figure.key}: deck and workbook do not agree"
                    place = Place(deck.name, slide=text.slide, shape=text.shape)
                    there = f"{number:,f} in {workbook.name}, {cell_bound.sheet}!{cell_bound.at}"
                    issues.append(Issue("partner-differs", message, place, weight, there, figure.text, hint))
    return Partnership(deck.name, workbook.name, compared, alone, tuple(dict.fromkeys(issues)))
