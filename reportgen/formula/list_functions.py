"""AGGREGATE and MMULT, which the calculator does not know: functions of lists of values.

`ValueError` where Excel's value is not certain, `ArithmeticError` for #NUM!, `ZeroDivisionError` for #DIV/0!.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import floor, prod, sqrt, trunc
from typing import Any

Rows = Sequence[Sequence[Any]]
_VALUE: dict[str, str] = {"type": "Error", "kind": "Value"}
_NA: dict[str, str] = {"type": "Error", "kind": "Na"}


def _variance(numbers: Sequence[float], less: int) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((one - mean) ** 2 for one in numbers) / (len(numbers) - less)


def _median(numbers: Sequence[float]) -> float:
    return _percentile(numbers, 0.5)


def _mode(numbers: Sequence[float]) -> Any:
    [(number, times)] = Counter(numbers).most_common(1)
    return number if times > 1 else _NA


_OF_NUMBERS: dict[int, Callable[[Sequence[float]], Any]] = {
    1: lambda numbers: sum(numbers) / len(numbers),
    2: len,
    4: lambda numbers: max(numbers, default=0.0),
    5: lambda numbers: min(numbers, default=0.0),
    6: lambda numbers: prod(numbers) if numbers else 0.0,
    7: lambda numbers: sqrt(_variance(numbers, 1)),
    8: lambda numbers: sqrt(_variance(numbers, 0)),
    9: lambda numbers: sum(numbers),
    10: lambda numbers: _variance(numbers, 1),
    11: lambda numbers: _variance(numbers, 0),
    12: _median,
    13: _mode,
}


def _nth(numbers: Sequence[float], at: float, *, largest: bool) -> float:
    if at != trunc(at):
        raise ValueError(at)
    place = trunc(at)
    if not 1 <= place <= len(numbers):
        raise ArithmeticError
    return sorted(numbers, reverse=largest)[place - 1]


def _percentile(numbers: Sequence[float], part: float) -> float:
    if not numbers or not 0 <= part <= 1:
        raise ArithmeticError
    return _between(sorted(numbers), part * (len(numbers) - 1))


def _between(numbers: Sequence[float], at: float) -> float:
    low = floor(at)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (at - low)


def _exclusive(numbers: Sequence[float], part: float) -> float:
    at = part * (len(numbers) + 1) - 1
    if not 0 <= at <= len(numbers) - 1:
        raise ArithmeticError
    return _between(sorted(numbers), at)


_OF_ONE: dict[int, Callable[[Sequence[float], float], float]] = {
    14: lambda numbers, at: _nth(numbers, at, largest=True),
    15: lambda numbers, at: _nth(numbers, at, largest=False),
    16: _percentile,
    17: lambda numbers, at: _percentile(numbers, trunc(at) / 4),
    18: _exclusive,
    19: lambda numbers, at: _exclusive(numbers, trunc(at) / 4),
}


def aggregate(function: float, option: float, *lists: Any) -> Any:
    """One of 19 functions by its number; options from 4 on look at all rows and at other totals too."""
    number, how = trunc(function), trunc(option)
    # What other totals there are among its cells, and which rows are hidden, is not told here.
    if how not in (4, 6) or not 1 <= number <= 19:
        raise ValueError(option)
    single = number in _OF_ONE
    if single and len(lists) != 2:
        return _VALUE
    held = lists[:1] if single else lists
    cells = [cell for one in held for row in (one if isinstance(one, list) else [[one]]) for cell in row]
    errors = [cell for cell in cells if isinstance(cell, dict)]
    if errors and how == 4:
        return errors[0]
    if number == 3:
        return float(sum(cell is not None and not isinstance(cell, dict) for cell in cells))
    numbers = [float(cell) for cell in cells if type(cell) in (int, float)]
    if not single:
        return _OF_NUMBERS[number](numbers)
    if isinstance(lists[1], dict):
        return lists[1]
    if not isinstance(lists[1], int | float):
        raise ValueError(lists[1])
    return _OF_ONE[number](numbers, lists[1])


def mmult(left: Any, right: Any) -> Any:
    """The product of two matrices."""
    one, other = (side if isinstance(side, list) else [[side]] for side in (left, right))
    cells = [cell for side in (one, other) for row in side for cell in row]
    error = next((cell for cell in cells if isinstance(cell, dict)), None)
    if error is not None:
        return error
    if len(one[0]) != len(other) or any(type(cell) not in (int, float) for cell in cells):
        return _VALUE
    columns = [*zip(*other, strict=True)]
    found = [
        [float(sum(a * b for a, b in zip(row, column, strict=True))) for column in columns] for row in one
    ]
    return found[0][0] if len(found) == len(found[0]) == 1 else found


LIST_FUNCTIONS: dict[str, Callable[..., Any]] = {"AGGREGATE": aggregate, "MMULT": mmult}
