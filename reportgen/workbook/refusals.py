"""Finds the formulas for which the calculator refuses a whole workbook.

The refusal names no cell. Formulas of one shape (equal but for where they stand) are refused together, so
shapes are left out by halves until the rest is calculated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.opc import parse_xml, serialize_xml
from reportgen.parts.sheets import SheetPart
from reportgen.parts.worksheet import clear, formula_nodes
from reportgen.workbook.calculator import Values, recalculated_values
from reportgen.workbook.dependents import FormulaCell
from reportgen.workbook.formulas import UnreadableFormulaError, offset_formula

_MOST_TRIALS = 32


@dataclass(frozen=True)
class Refusals:
    """The values of what could be calculated, and the refused cells with the calculator's reason."""

    values: Values
    refused: Mapping[FormulaCell, str]


def find_refusals(
    parts: Mapping[str, bytes],
    sheets: list[SheetPart],
    formulas: list[FormulaCell],
    clock: str,
    reason: str,
) -> Refusals:
    """Leave out as few shapes of formulas as needed; all of them where the workbook itself is refused."""
    return _Search(parts, sheets, formulas, clock, reason).run()


class _Search:
    def __init__(
        self,
        parts: Mapping[str, bytes],
        sheets: list[SheetPart],
        formulas: list[FormulaCell],
        clock: str,
        reason: str,
    ) -> None:
        self._parts = parts
        self._sheets = sheets
        self._clock = clock
        self._reason = reason
        self._trials = 0
        self._best: Values = {}
        self._reasons: dict[str, str] = {}
        self._shapes: dict[str, list[FormulaCell]] = {}
        for cell in formulas:
            self._shapes.setdefault(_shape(cell), []).append(cell)

    def run(self) -> Refusals:
        shapes = list(self._shapes)
        if self._works(frozenset()):
            kept = self._keep(shapes, frozenset(), known_bad=True)
        else:
            kept = frozenset()
        refused = {
            cell: f"the calculator refuses this formula: {self._reasons.get(shape, self._reason)}"
            for shape in shapes
            if shape not in kept
            for cell in self._shapes[shape]
        }
        return Refusals(self._best, refused)

    def _keep(self, shapes: list[str], kept: frozenset[str], *, known_bad: bool = False) -> frozenset[str]:
        """`kept` and as many of `shapes` as can be calculated with it."""
        together = kept | frozenset(shapes)
        if not shapes or (not known_bad and self._works(together)):
            return together
        if len(shapes) == 1:
            self._reasons[shapes[0]] = self._reason
            return kept
        if self._trials >= _MOST_TRIALS:
            return kept
        middle = len(shapes) // 2
        return self._keep(shapes[middle:], self._keep(shapes[:middle], kept))

    def _works(self, shapes: frozenset[str]) -> bool:
        if self._trials >= _MOST_TRIALS:
            return False
        self._trials += 1
        left_out = {
            (cell.sheet, cell.row, cell.column)
            for shape, group in self._shapes.items()
            if shape not in shapes
            for cell in group
        }
        parts = dict(self._parts)
        for sheet in self._sheets:
            parts[sheet.part] = _without(parts[sheet.part], sheet.name, left_out)
        values, reason = recalculated_values(parts, [sheet.part for sheet in self._sheets], self._clock)
        if values is None:
            self._reason = reason
            return False
        self._best = values
        return True


def _without(data: bytes, sheet: str, left_out: set[tuple[str, int, int]]) -> bytes:
    root = parse_xml(data)
    for row, column, cell, _ in list(formula_nodes(root)):
        if (sheet, row, column) in left_out:
            clear(cell)
    return serialize_xml(root)


def _shape(cell: FormulaCell) -> str:
    try:
        return offset_formula(cell.formula, 1 - cell.row, 1 - cell.column)
    except UnreadableFormulaError:
        return cell.formula
