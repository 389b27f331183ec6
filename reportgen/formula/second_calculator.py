"""The second calculator: asked for what the first one is not proven to give as Excel does.

It sees the asked formulas alone, over the values that everything else came to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reportgen.formula.tree import CellError

Value = float | str | bool | CellError | None


class AskedFormula(NamedTuple):
    """A formula of one cell, with the number of its sheet (from 0) and without `=`."""

    sheet: int
    row: int
    column: int
    formula: str


def second_values(
    sheets: Sequence[str],
    names: Iterable[tuple[str, int | None, str]],
    cells: Iterable[tuple[int, int, int, Value]],
    asked: Sequence[AskedFormula],
) -> list[Value] | None:
    """What the asked formulas come to in a workbook of these sheets, names and cells; None where it gives up.

    `names` are defined names with the number of their sheet, if any, and what they stand for.
    """
    import ironcalc  # most workbooks never ask

    try:
        model = ironcalc.create("book", "en", "UTC", "en")
        for index, name in enumerate(sheets):
            if index:
                model.add_sheet(name)
            else:
                model.rename_sheet(0, name)
        for name, sheet, formula in names:
            model.new_defined_name(name, sheet, formula)
        for sheet, row, column, value in cells:
            if isinstance(value, bool):
                model.update_cell_with_bool(sheet, row, column, value)
            elif isinstance(value, float):
                model.update_cell_with_number(sheet, row, column, value)
            elif isinstance(value, str):
                model.update_cell_with_text(sheet, row, column, value)
            elif value is not None:
                model.update_cell_with_formula(sheet, row, column, f"={value.code}")
        for one in asked:
            model.update_cell_with_formula(one.sheet, one.row, one.column, f"={one.formula}")
        model.evaluate()
        return [_value(model, one) for one in asked]
    except BaseException as error:  # a panic of the calculator is no `Exception`
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        return None


def _value(model: Any, one: AskedFormula) -> Value:
    found = model.get_cell_value(one.sheet, one.row, one.column)
    if isinstance(found, str):
        kind = str(model.get_cell_type(one.sheet, one.row, one.column))
        return CellError(found) if kind.endswith("ErrorValue") else found
    return found if isinstance(found, bool) or found is None else float(found)
