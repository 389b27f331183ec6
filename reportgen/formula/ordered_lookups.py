"""LOOKUP, and MATCH, VLOOKUP and HLOOKUP of ordered values: the last one that is not above what is looked up.

    LOOKUP(2,1/(A1:A9="x"),B1:B9)        the last row with x: errors, blank cells and other kinds are passed over

Excel halves the values again and again. Where they are in order, or all lie to one side of what is looked up, that
ends at a place which is certain; elsewhere `ValueError`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from reportgen.formula.excel_functions import same_number


def place_of(wanted: Any, values: Sequence[Any], *, falling: bool = False) -> int | None:
    """The place, from 0, of the last value not above `wanted`, in `falling` ones not below it; None for none."""
    kind = _kind(wanted)
    if kind is None:
        raise ValueError(wanted)
    held = [(at, _key(value)) for at, value in enumerate(values) if _kind(value) is kind]
    key = _key(wanted)
    if kind is float and any(key != one and same_number(key, one) for _, one in held):
        raise ValueError(wanted)
    if falling and any(_kind(value) is not kind for value in values):
        raise ValueError(wanted)
    if not held:
        return None
    keys = [one for _, one in held]
    lowest, highest = min(keys), max(keys)
    if falling:
        if keys[0] < key:
            return None
        if any(one <= other for one, other in pairwise(keys)):
            raise ValueError(wanted)
        return max((at for at, one in held if one >= key), default=None)
    if key > highest:
        return held[-1][0]
    if key < lowest:
        return None
    if any(one > other for one, other in pairwise(keys)):
        raise ValueError(wanted)
    return max(at for at, one in held if one <= key)


def _kind(value: Any) -> type | None:
    """Numbers, texts and truths are looked up among their like."""
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, int | float) else str if isinstance(value, str) else None


def _key(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    folded = value.casefold()
    if not (folded.isascii() and folded.isalnum()):
        raise ValueError(value)  # the order of other signs depends on the language of Excel
    return folded


Rows = Sequence[Sequence[Any]]
_NA: dict[str, str] = {"type": "Error", "kind": "Na"}


def _line(rows: Rows) -> Sequence[Any]:
    """The values of one row or one column."""
    if len(rows) == 1:
        return rows[0]
    if any(len(row) > 1 for row in rows):
        raise ValueError(rows)
    return [row[0] for row in rows]


def _lookup(wanted: Any, rows: Rows, results: Rows | None = None) -> Any:
    wide = len(rows[0]) > len(rows)
    if results is None:
        searched, found = (
            (rows[0], rows[-1]) if wide else ([row[0] for row in rows], [row[-1] for row in rows])
        )
    else:
        searched, found = _line(rows), _line(results if isinstance(results, list) else [[results]])
        if len(searched) != len(found):
            raise ValueError(results)
    at = place_of(wanted, searched)
    return _NA if at is None else found[at]


def _match(wanted: Any, rows: Rows, mode: Any = 1.0) -> Any:
    if not mode:
        raise ValueError(mode)
    at = place_of(wanted, _line(rows), falling=mode < 0)
    return _NA if at is None else float(at + 1)


def _vlookup(wanted: Any, rows: Rows, column: Any, near: Any = 1.0) -> Any:
    if not near or isinstance(near, str) or column < 1:
        raise ValueError(near)
    if column >= len(rows[0]) + 1:
        raise IndexError(column)
    at = place_of(wanted, [row[0] for row in rows])
    return _NA if at is None else rows[at][int(column) - 1]


def _hlookup(wanted: Any, rows: Rows, row: Any, near: Any = 1.0) -> Any:
    return _vlookup(wanted, [*zip(*rows, strict=True)], row, near)


ORDERED_LOOKUPS: dict[str, Callable[..., Any]] = {
    "LOOKUP": _lookup,
    "MATCH": _match,
    "VLOOKUP": _vlookup,
    "HLOOKUP": _hlookup,
}
