"""A formula that the rows of a block repeat, evaluated once over their columns.

    ROUND(B5*C5,2) in 100,000 rows    ->    two columns in, one column out

What the calculator would say of each row comes out, to the last bit, for what is certain: arithmetic, comparisons,
`&`, and the functions of `_FUNCTIONS`. For everything else `UncertainError` says that the calculator has to be asked.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from itertools import repeat
from math import copysign, floor, isfinite
from typing import Any, TypeAlias

from msgspec import Struct

from reportgen.formula.excel_functions import same_number
from reportgen.formula.tree import (
    Cell,
    CellError,
    Constant,
    Node,
    RowsReference,
    UncertainError,
    parsed,
)
from reportgen.office.number_formats import number_as_text

# A column of numbers is an array, any other a list; `Constant` stands for a column of one value.
Column: TypeAlias = "array[float] | list[Cell] | Constant"


Read: TypeAlias = Callable[[RowsReference], Sequence[Column]]


def evaluated(first: str, second: str, count: int, read: Read) -> Column:
    """The values of a formula in `count` rows, of which it reads `first` and `second` (without `=`) in the first two.

    `read` gives the columns of what is named, cell by cell from left to right.
    """
    return evaluated_tree(parsed(first, second), count, read)


def evaluated_tree(tree: Node, count: int, read: Read) -> Column:
    """The same for a formula that is a tree already."""
    found = _value(tree, _Rows(count, read), final=True)
    if isinstance(found, array):
        return found
    if isinstance(found, Constant):
        return Constant(0.0) if found.value is None else found
    return [0.0 if cell is None else cell for cell in found]


_ZERO, _VALUE, _NUM = CellError("#DIV/0!"), CellError("#VALUE!"), CellError("#NUM!")


class _Rows(Struct, frozen=True):
    count: int
    read: Read

    def cells(self, column: Column) -> Iterable[Cell]:
        """A column cell by cell."""
        return repeat(column.value, self.count) if isinstance(column, Constant) else column

    def numbers(self, column: Column) -> Iterable[float] | None:
        """A column of nothing but numbers, cell by cell; None for any other."""
        if isinstance(column, array):
            return column
        if isinstance(column, Constant) and type(column.value) is float:
            return repeat(column.value, self.count)
        return None


def _value(node: Node, rows: _Rows, *, final: bool = False, compared: bool = False) -> Column:
    """A node's values; `final` where it is the whole formula, `compared` where its result is compared."""
    if isinstance(node, Constant):
        return node
    if isinstance(node, RowsReference):
        columns = rows.read(node)
        if len(columns) != 1:
            raise UncertainError
        return columns[0]
    operation = _ARITHMETIC.get(node.name)
    if operation is not None:
        left, right = (_value(part, rows) for part in node.parts)
        found = _arithmetic(operation, left, right, rows)
        if node.name in "+-" and (final or compared):
            return _without_rest(found, (left, right, -1 if node.name == "+" else 1), rows, final=final)
        return found
    comparison = COMPARISONS.get(node.name)
    if comparison is not None:
        left, right = (_value(part, rows, compared=True) for part in node.parts)
        return _compared(comparison, left, right, rows)
    function = _FUNCTIONS.get(node.name)
    if function is None:
        raise UncertainError
    return function(node.parts, rows)


def _without_rest(found: Column, sides: tuple[Column, Column, int], rows: _Rows, *, final: bool) -> Column:
    """Sums and differences of which nothing but lost digits is left: 0 as a formula's last step."""
    left, right, sign = sides

    def settled(cell: Cell, one: Cell, other: Cell) -> Cell:
        if type(cell) is not float or not cell:
            return cell
        if not same_number(float(one or 0.0), sign * float(other or 0.0)):  # type: ignore[arg-type]
            return cell
        if not final:
            raise UncertainError
        return 0.0

    return _column(map(settled, rows.cells(found), rows.cells(left), rows.cells(right)))


def _power(base: float, exponent: float) -> float:
    if not base and exponent <= 0:
        raise UncertainError
    found = base**exponent
    if not isinstance(found, float):
        raise ArithmeticError  # a root of a negative number
    return found


_Operation: TypeAlias = Callable[[float, float], float]
_ARITHMETIC: dict[str, _Operation] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": _power,
}


def _arithmetic(operation: _Operation, left: Column, right: Column, rows: _Rows) -> Column:
    one, other = rows.numbers(left), rows.numbers(right)
    if one is not None and other is not None:
        try:
            found = array("d", map(operation, one, other))
        except (ArithmeticError, TypeError):
            pass  # some row has an error
        else:
            if all(map(isfinite, found)):
                return found
    return _column(
        _calculated(operation, a, b) for a, b in zip(rows.cells(left), rows.cells(right), strict=False)
    )


def _calculated(operation: _Operation, left: Cell, right: Cell) -> Cell:
    a, b = _number(left), _number(right)
    if not isinstance(a, float):
        return a
    if not isinstance(b, float):
        return b
    try:
        found = operation(a, b)
    except ZeroDivisionError:
        return _ZERO if operation is operator.truediv else _NUM
    except ArithmeticError:
        return _NUM
    return found if isinstance(found, float) and isfinite(found) else _NUM


# Words that a calculator may take for a number or a truth value.
_DOUBTFUL = frozenset({"true", "false", "inf", "infinity", "nan"})


def _number(cell: Cell) -> float | CellError:
    """What a cell counts for in arithmetic."""
    if isinstance(cell, float | CellError):
        return cell
    if cell is None:
        return 0.0
    if isinstance(cell, bool):
        return float(cell)
    if any(map(str.isdigit, cell)) or cell.strip(" +-").casefold() in _DOUBTFUL:
        raise UncertainError
    return _VALUE


def _column(cells: Iterable[Cell]) -> Column:
    """Cells as a column, in an array where all are numbers."""
    found = list(cells)
    return array("d", found) if set(map(type, found)) == {float} else found  # type: ignore[arg-type]


_Comparison: TypeAlias = Callable[[Any, Any], bool]
COMPARISONS: dict[str, _Comparison] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _compared(comparison: _Comparison, left: Column, right: Column, rows: _Rows) -> Column:
    one, other = rows.numbers(left), rows.numbers(right)
    if one is not None and other is not None:
        return [_compared_numbers(comparison, a, b) for a, b in zip(one, other, strict=False)]
    return [_comparison(comparison, a, b) for a, b in zip(rows.cells(left), rows.cells(right), strict=False)]


def _compared_numbers(comparison: _Comparison, left: float, right: float) -> bool:
    return comparison(0.0, 0.0) if same_number(left, right) else comparison(left, right)


def _comparison(comparison: _Comparison, left: Cell, right: Cell) -> Cell:
    for one in (left, right):
        if isinstance(one, CellError):
            return one
    a, b = _like(left, right), _like(right, left)
    if isinstance(a, float) and isinstance(b, float):
        return _compared_numbers(comparison, a, b)
    if comparison not in (operator.eq, operator.ne):
        raise UncertainError
    if isinstance(a, str) and isinstance(b, str):
        if not (a.isascii() and b.isascii()):
            raise UncertainError
        return comparison(a.lower(), b.lower())
    return comparison(a, b) if type(a) is type(b) else comparison is operator.ne


def _like(cell: Cell, other: Cell) -> Cell:
    """A blank cell as the empty value of the other cell's kind."""
    if cell is not None:
        return cell
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


_Parts: TypeAlias = "tuple[Node, ...]"


def _mapped(change: Callable[[Cell], Cell], column: Column, rows: _Rows) -> Column:
    if isinstance(column, Constant):
        return Constant(change(column.value))
    return _column(map(change, column))


def _negative(parts: _Parts, rows: _Rows) -> Column:
    return _mapped(lambda cell: _counted(cell, operator.neg), _value(parts[0], rows), rows)


def _plain(parts: _Parts, rows: _Rows) -> Column:
    return _value(parts[0], rows)


def _counted(cell: Cell, change: Callable[[float], float]) -> Cell:
    number = _number(cell)
    return change(number) if isinstance(number, float) else number


def _one(parts: _Parts, rows: _Rows) -> Column:
    if len(parts) != 1:
        raise UncertainError
    return _value(parts[0], rows)


def _abs(parts: _Parts, rows: _Rows) -> Column:
    return _mapped(lambda cell: _counted(cell, abs), _one(parts, rows), rows)


def _int(parts: _Parts, rows: _Rows) -> Column:
    return _mapped(lambda cell: _counted(cell, _floor), _one(parts, rows), rows)


def _floor(number: float) -> float:
    if number != round(number) and same_number(number, round(number)):
        raise UncertainError
    return float(floor(number))


def _not(parts: _Parts, rows: _Rows) -> Column:
    return _mapped(_denied, _one(parts, rows), rows)


def _denied(cell: Cell) -> Cell:
    truth = _truth(cell)
    return not truth if isinstance(truth, bool) else truth


def _truth(cell: Cell) -> bool | CellError:
    if isinstance(cell, str):
        raise UncertainError
    return cell if isinstance(cell, CellError) else bool(cell)


def _round(parts: _Parts, rows: _Rows) -> Column:
    digits = parts[1] if len(parts) == 2 else None
    if not isinstance(digits, Constant) or digits.value not in _DIGITS:
        raise UncertainError
    places = _DIGITS[digits.value]
    return _mapped(
        lambda cell: _counted(cell, lambda number: _rounded(number, places)), _value(parts[0], rows), rows
    )


_DIGITS: dict[Cell, int] = {float(digits): digits for digits in range(10)}


def _rounded(number: float, places: int) -> float:
    factor = 10.0**places
    scaled = abs(number) * factor
    if scaled >= 1e15:
        raise UncertainError
    whole = floor(scaled)
    if abs(scaled - whole - 0.5) > 1e-5:
        return copysign(floor(scaled + 0.5) / factor, number)
    # A half, or what comes near to one: judged by the digits that are shown.
    if scaled >= 1e9:
        raise UncertainError
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _if(parts: _Parts, rows: _Rows) -> Column:
    if not 2 <= len(parts) <= 3:
        raise UncertainError
    condition, *branches = (_value(part, rows) for part in parts)
    yes, no = branches if len(branches) == 2 else (branches[0], Constant(False))
    return _settled(
        truth if isinstance(truth := _truth(cell), CellError) else (one if truth else other)
        for cell, one, other in zip(rows.cells(condition), rows.cells(yes), rows.cells(no), strict=False)
    )


def _iferror(parts: _Parts, rows: _Rows) -> Column:
    if len(parts) != 2:
        raise UncertainError
    value, instead = (_value(part, rows) for part in parts)
    return _settled(
        other if isinstance(cell, CellError) else cell
        for cell, other in zip(rows.cells(value), rows.cells(instead), strict=False)
    )


def _settled(cells: Iterable[Cell]) -> Column:
    """Chosen cells; what a chosen blank counts for depends on who asks."""
    found = _column(cells)
    if not isinstance(found, array | Constant) and None in found:
        raise UncertainError
    return found


def _joined(parts: _Parts, rows: _Rows) -> Column:
    left, right = (_value(part, rows) for part in parts)
    return [
        next((one for one in (a, b) if isinstance(one, CellError)), None) or _text(a) + _text(b)
        for a, b in zip(rows.cells(left), rows.cells(right), strict=False)
    ]


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    assert isinstance(cell, float)
    text = number_as_text(cell)
    if text is None:
        raise UncertainError
    return text


# Functions over ranges: of what is named only numbers count, of what is calculated only numbers are certain.


def _held(parts: _Parts, rows: _Rows) -> list[Column]:
    found: list[Column] = []
    for part in parts:
        if isinstance(part, RowsReference):
            found += rows.read(part)
        else:
            column = _value(part, rows)
            if rows.numbers(column) is None:
                raise UncertainError
            found.append(column)
    if not found:
        raise UncertainError
    return found


def _over_numbers(
    fold: Callable[[list[Iterable[float]]], Iterable[float]],
    each: Callable[[list[float]], Cell],
    *,
    errors: bool = True,
) -> Callable[[_Parts, _Rows], Column]:
    """A function of the numbers of each row: `fold` for columns of nothing else, `each` for the rest.

    With `errors` the first error of a row is its value.
    """

    def function(parts: _Parts, rows: _Rows) -> Column:
        columns = _held(parts, rows)
        plain = [numbers for column in columns if (numbers := rows.numbers(column)) is not None]
        if len(plain) == len(columns):
            found: Column = array("d", fold(plain))
        else:
            lines = zip(*map(rows.cells, columns), strict=False)
            found = _column(_of_numbers(line, each, errors=errors) for line in lines)
        if isinstance(found, array) and not all(map(isfinite, found)):
            raise UncertainError
        return found

    return function


def _of_numbers(line: tuple[Cell, ...], each: Callable[[list[float]], Cell], *, errors: bool) -> Cell:
    for cell in line:
        if errors and isinstance(cell, CellError):
            return cell
    return each([cell for cell in line if type(cell) is float])


def _sums(columns: list[Iterable[float]]) -> Iterable[float]:
    # One number after the other, as the calculator adds: another order would give other last bits.
    return reduce(lambda one, other: map(operator.add, one, other), columns, repeat(0.0))


def _extremes(choose: Callable[[float, float], float]) -> Callable[[list[Iterable[float]]], Iterable[float]]:
    return lambda columns: reduce(lambda one, other: map(choose, one, other), columns)


def total(numbers: Iterable[float]) -> float:
    """Numbers added one after the other; `sum` of Python 3.12 would keep the bits that are lost on the way."""
    return reduce(operator.add, numbers, 0.0)


def _logical(parts: _Parts, rows: _Rows, choose: Callable[[Iterable[bool]], bool]) -> Column:
    columns: list[Column] = []
    for part in parts:
        columns += rows.read(part) if isinstance(part, RowsReference) else [_value(part, rows)]
    if not columns:
        raise UncertainError
    return [_all_true(line, choose) for line in zip(*map(rows.cells, columns), strict=False)]


def _all_true(line: tuple[Cell, ...], choose: Callable[[Iterable[bool]], bool]) -> Cell:
    if any(cell is None or isinstance(cell, str) for cell in line):
        raise UncertainError
    error = next((cell for cell in line if isinstance(cell, CellError)), None)
    return error or choose(map(bool, line))


_FUNCTIONS: dict[str, Callable[[_Parts, _Rows], Column]] = {
    "value": _plain,
    "negative": _negative,
    "&": _joined,
    "ABS": _abs,
    "INT": _int,
    "NOT": _not,
    "ROUND": _round,
    "IF": _if,
    "IFERROR": _iferror,
    "AND": lambda parts, rows: _logical(parts, rows, all),
    "OR": lambda parts, rows: _logical(parts, rows, any),
    "SUM": _over_numbers(_sums, total),
    "MIN": _over_numbers(_extremes(min), lambda numbers: min(numbers, default=0.0)),
    "MAX": _over_numbers(_extremes(max), lambda numbers: max(numbers, default=0.0)),
    "COUNT": _over_numbers(
        lambda columns: map(float, repeat(len(columns), sum(1 for _ in columns[0]))),
        lambda numbers: float(len(numbers)),
        errors=False,
    ),
    "AVERAGE": _over_numbers(
        lambda columns: map(operator.truediv, _sums(columns), repeat(float(len(columns)))),
        lambda numbers: total(numbers) / len(numbers) if numbers else _ZERO,
    ),
}

# Functions of the numbers of whole ranges, and the numbers that SUBTOTAL has for them.
SUBTOTALS: dict[Cell, str] = {
    float(number): name
    for name, numbers in (
        ("AVERAGE", (1, 101)),
        ("COUNT", (2, 102)),
        ("MAX", (4, 104)),
        ("MIN", (5, 105)),
        ("SUM", (9, 109)),
    )
    for number in numbers
}
FOLDS: dict[str, Callable[[Sequence[float]], Cell]] = {
    "SUM": total,
    "COUNT": lambda numbers: float(len(numbers)),
    "AVERAGE": lambda numbers: total(numbers) / len(numbers) if numbers else CellError("#DIV/0!"),
    "MIN": lambda numbers: min(numbers, default=0.0),
    "MAX": lambda numbers: max(numbers, default=0.0),
}
