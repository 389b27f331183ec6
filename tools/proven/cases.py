"""The cases of `cases.txt` in a workbook, with what Excel gives and what the calculator gives."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import openpyxl

from reportgen.formula.calculator import Calculated, FormulaResult
from reportgen.office.package import open_package

HERE = Path(__file__).parent
FIRST_ROW, COLUMN = 10, 9
Value = float | str | bool
_CASE = re.compile(r'^(?!#)(.+?) = ("(?:[^"]|"")*"|[^\n"]+)$', re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"(?:_xlfn\.)?([A-Z][A-Z0-9.]*)\(")
_COLUMNS: Sequence[Sequence[Value | None]] = (
    (3, 1, 4, 1, 5, 9),
    ("apple", "Banana", "cherry", "apple", "date", "fig"),
    (10, 20, 30, 40, 50, 60),
    (0.1, 0.2, 0.3, 2.675, 1.005, -2.5),
    (45382, 45351, None, True, "text", '=""'),
    (
        "=NA()",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        -70000,
        12000,
        15000,
        18000,
        21000,
        26000,
    ),
    ("1,234", "12", "2024/3/31"),
)


class Case(NamedTuple):
    """A formula without `=`, the function that stands outermost in it (empty: an operator), what Excel gives."""

    formula: str
    function: str
    value: Value


def cases() -> list[Case]:
    """All cases in order."""
    found: list[Case] = []
    for formula, value in _CASE.findall((HERE / "cases.txt").read_text()):
        outermost = _FUNCTION.match(formula)
        found.append(Case(formula, outermost[1] if outermost else "", _value(value)))
    return found


def _value(text: str) -> Value:
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    return text if text.startswith("#") else float(text)


def workbook(held: Sequence[Case]) -> bytes:
    """The cases under each other in column I of sheet S, with the cells they read."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    for column, values in enumerate(_COLUMNS, 1):
        for row, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row, column).value = value
    for row, case in enumerate(held, FIRST_ROW):
        sheet.cell(row, COLUMN).value = f"={case.formula}"
        sheet.cell(row, COLUMN).number_format = "General"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def calculated(held: Sequence[Case], *, all_proven: bool = False) -> list[Value | None]:
    """What is stored for each case, None where nothing is; with `all_proven` what the first calculator gives."""
    judge = "reportgen.formula.judge.is_proven"
    with patch(judge, lambda _: True) if all_proven else nullcontext():
        found = Calculated(open_package(workbook(held)), {}, "2024-03-31")
    results = found.outcomes("/xl/worksheets/sheet1.xml")
    return [_stored(results[row, COLUMN]) for row, _ in enumerate(held, FIRST_ROW)]


def _stored(result: FormulaResult) -> Value | None:
    if result.reason or result.text is None:
        return None
    if result.kind == "n":
        return float(result.text)
    return result.text == "1" if result.kind == "b" else result.text


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same at the fifteen digits that Excel shows."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= max(1e-14 * max(abs(one), abs(other)), 1e-15)
    return one == other


def proven_functions(held: Sequence[Case]) -> list[str]:
    """The functions that are proven by the cases."""
    right: dict[str, list[bool]] = {}
    for case, value in zip(held, calculated(held, all_proven=True), strict=True):
        right.setdefault(case.function, []).append(same(case.value, value))
    return sorted(name for name, found in right.items() if name and len(found) >= 3 and all(found))
