"""A formula as what it gives at each of its places: compiled once, read by place.

IF($D$3=$I$3,D6-I6,NA())     one function of a place, however many rows and columns repeat the formula

Texts, conditions and look-ups are as the cells have them; of numbers the interval is carried along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial, reduce
from typing import Any, NamedTuple, Protocol, TypeAlias

from reportgen.core.number import Interval
from reportgen.formula.array_formulas import COMPARISONS
from reportgen.formula.tree import CellError, Constant, Node, RowsReference, UncertainError
from reportgen.model.open_values import (
    Content,
    OpenNumber,
    exact,
    product,
    quotient,
    rounded,
    scaled,
    size,
    sum_of,
    whole,
    within,
)
from reportgen.office.references import Reference

_MISSING, _NO_NUMBER = CellError("#N/A"), CellError("#VALUE!")
_PATTERN = frozenset("<>=*?~")
_COMPARED_WITH = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+(?:E[+-]?[0-9]+)?)")

# From one of a formula's places to what is read there.
Read: TypeAlias = "Callable[[Any], Content]"


class FinishedArea(NamedTuple):
    """A rectangle of finished cells: its sheet, the first row and column, the last row and column."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


class SeenCells(Protocol):
    """The finished cells as one formula sees them; what nothing certain is known of raises `UncertainError`."""

    def area(self, reference: Reference) -> Callable[[Any], FinishedArea]:
        """The finished cells that a reference of the formula means, by the formula's place."""

    def cell(self, reference: Reference) -> Read:
        """What the one cell holds that a reference of the formula means, by the formula's place."""

    def content(self, sheet: str, row: int, column: int) -> Content:
        """What a finished cell holds."""

    def places(self, area: FinishedArea) -> Mapping[str | Decimal, Sequence[int]]:
        """Where in an area, cell by cell from 0, each text (in small letters) and each number stands."""


def compiled(node: Node, cells: SeenCells) -> Read:
    """What a formula gives at each place; `UncertainError` there where it asks for more than is known here."""
    if isinstance(node, Constant):
        value = exact(Decimal(repr(node.value))) if isinstance(node.value, float) else node.value
        return lambda _: value
    if isinstance(node, RowsReference):
        return cells.cell(node.first)
    of_values = _OF_VALUES.get(node.name)
    if of_values is not None:
        return of_values(*[compiled(part, cells) for part in node.parts])
    of_cells = _OF_CELLS.get(node.name)
    return of_cells(node.parts, cells) if of_cells is not None else _uncertain


def _uncertain(_: Any) -> Any:
    raise UncertainError


_OfValues: TypeAlias = "Callable[..., Read]"
_OfCells: TypeAlias = "Callable[[Sequence[Node], SeenCells], Read]"
_Number = OpenNumber | CellError


def _number(content: Content) -> _Number:
    if isinstance(content, OpenNumber | CellError):
        return content
    if isinstance(content, str):
        return _NO_NUMBER
    return exact(Decimal(int(content or 0)))


def _over(contents: Sequence[Content], change: Callable[..., Content]) -> Content:
    """What numbers become; of contents that are none the first error."""
    found: list[OpenNumber] = []
    for content in contents:
        one = content if isinstance(content, OpenNumber) else _number(content)
        if isinstance(one, CellError):
            return one
        found.append(one)
    return change(*found)


def _arithmetic(change: Callable[..., Content]) -> _OfValues:
    return lambda *reads: lambda at: _over([read(at) for read in reads], change)


def _text(content: Content) -> str:
    if isinstance(content, OpenNumber):
        if content.value != content.value.to_integral_value():
            raise UncertainError
        return f"{content.value:.0f}"
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    raise UncertainError


def _concatenated(*reads: Read) -> Read:
    def joined(at: Any) -> Content:
        found = [read(at) for read in reads]
        error = next((one for one in found if isinstance(one, CellError)), None)
        return error if error is not None else "".join(map(_text, found))

    return joined


def _rank(content: Content) -> tuple[int, Decimal | str]:
    """What Excel compares by: numbers stand before texts, texts before conditions."""
    if isinstance(content, OpenNumber):
        return 0, content.value
    if isinstance(content, str):
        return 1, content.casefold()
    return 2, Decimal(int(content is True))


def _compared(test: Callable[[Any, Any], bool], one: Read, other: Read) -> Read:
    def compared(at: Any) -> Content:
        left, right = one(at), other(at)
        if isinstance(left, OpenNumber) and isinstance(right, OpenNumber):
            return test(left.value, right.value)
        if isinstance(left, CellError):
            return left
        if isinstance(right, CellError):
            return right
        if left is None:
            left = "" if isinstance(right, str) else exact(Decimal(0))
        if right is None:
            right = "" if isinstance(left, str) else exact(Decimal(0))
        return test(_rank(left), _rank(right))

    return compared


def condition(content: Content) -> bool | CellError:
    """What a content says as a condition: a number that is not 0 holds, a text is none."""
    if isinstance(content, CellError):
        return content
    if isinstance(content, str):
        return _NO_NUMBER
    return bool(content.value) if isinstance(content, OpenNumber) else bool(content)


def _if(asked: Read, then: Read, other: Read = lambda _: False) -> Read:
    def chosen(at: Any) -> Content:
        met = condition(asked(at))
        return met if isinstance(met, CellError) else then(at) if met else other(at)

    return chosen


def _if_error(first: Read, other: Read) -> Read:
    def found(at: Any) -> Content:
        content = first(at)
        return other(at) if isinstance(content, CellError) else content

    return found


def _all_or_any(together: Callable[[Sequence[bool]], bool], *reads: Read) -> Read:
    def met(at: Any) -> Content:
        found = [condition(read(at)) for read in reads]
        error = next((one for one in found if isinstance(one, CellError)), None)
        return error if error is not None else together([one is True for one in found])

    return met


def _choose(asked: Read, *reads: Read) -> Read:
    def chosen(at: Any) -> Content:
        number = _number(asked(at))
        if isinstance(number, CellError):
            return number
        return reads[int(number.value) - 1](at) if 1 <= number.value < len(reads) + 1 else _NO_NUMBER

    return chosen


def _listed(parts: Sequence[Node], cells: SeenCells) -> Callable[[Any], list[OpenNumber] | CellError]:
    """The numbers that SUM, MIN and MAX take: of cells the numbers alone."""
    reads = [
        _held(part, cells) if isinstance(part, RowsReference) else _alone(compiled(part, cells))
        for part in parts
    ]

    def listed(at: Any) -> list[OpenNumber] | CellError:
        found: list[OpenNumber] = []
        for read in reads:
            for one in read(at):
                if isinstance(one, CellError):
                    return one
                if isinstance(one, OpenNumber):
                    found.append(one)
        return found

    return listed


def _held(part: Node, cells: SeenCells) -> Callable[[Any], list[Content]]:
    """What the cells of an area hold."""
    area = _area(part, cells)

    def held(at: Any) -> list[Content]:
        seen = area(at)
        return [cells.content(seen.sheet, row, column) for row, column in seen.cells()]

    return held


def _alone(read: Read) -> Callable[[Any], list[Content]]:
    return lambda at: [_number(read(at))]


def _sum(parts: Sequence[Node], cells: SeenCells) -> Read:
    listed = _listed(parts, cells)

    def total(at: Any) -> Content:
        found = listed(at)
        return found if isinstance(found, CellError) else _total(found)

    return total


def _total(found: Sequence[OpenNumber]) -> OpenNumber:
    return reduce(sum_of, found[1:], found[0]) if found else exact(Decimal(0))


def _extreme(sign: int, parts: Sequence[Node], cells: SeenCells) -> Read:
    listed = _listed(parts, cells)

    def extreme(at: Any) -> Content:
        found = listed(at)
        if isinstance(found, CellError):
            return found
        return reduce(partial(_further, sign), found[1:], found[0]) if found else exact(Decimal(0))

    return extreme


def _further(sign: int, a: OpenNumber, b: OpenNumber) -> OpenNumber:
    """The larger of two numbers (`sign` 1) or the smaller one (-1)."""
    ahead = scaled(sum_of(a, b, -1), Decimal(sign)).interval
    if ahead.low >= 0 or ahead.high <= 0:
        return a if ahead.low >= 0 else b
    choose = max if sign > 0 else min
    low, high = choose(a.interval.low, b.interval.low), choose(a.interval.high, b.interval.high)
    return within(choose(a.value, b.value), Interval(low, high), a.exact and b.exact)


def _area(part: Node, cells: SeenCells) -> Callable[[Any], FinishedArea]:
    return cells.area(part.first) if isinstance(part, RowsReference) else _uncertain


def _index(parts: Sequence[Node], cells: SeenCells) -> Read:
    area, reads = _area(parts[0], cells), [compiled(part, cells) for part in parts[1:]]

    def indexed(at: Any) -> Content:
        seen = area(at)
        return _over(
            [read(at) for read in reads], lambda *found: _at(seen, [int(one.value) for one in found])
        )

    def _at(seen: FinishedArea, at: list[int]) -> Content:
        if len(at) == 1:
            at = [1, *at] if seen.top == seen.bottom else [*at, 1]
        row, column = seen.top + at[0] - 1, seen.left + at[1] - 1
        if min(at) < 1:
            raise UncertainError
        return (
            cells.content(seen.sheet, row, column)
            if row <= seen.bottom and column <= seen.right
            else _MISSING
        )

    return indexed


def _wanted(content: Content) -> str | Decimal:
    """What a cell is looked for by; a text that asks for more than itself is not read here."""
    if isinstance(content, OpenNumber):
        return content.value
    if isinstance(content, str) and not _PATTERN & set(content):
        return content.casefold()
    raise UncertainError


def _match(parts: Sequence[Node], cells: SeenCells) -> Read:
    if len(parts) != 3 or parts[2] != Constant(0.0):
        return _uncertain
    read, area = compiled(parts[0], cells), _area(parts[1], cells)

    def matched(at: Any) -> Content:
        wanted = read(at)
        if isinstance(wanted, CellError):
            return wanted
        found = cells.places(area(at)).get(_wanted(wanted))
        return exact(Decimal(found[0] + 1)) if found else _MISSING

    return matched


def _meeting(parts: Sequence[Node], cells: SeenCells) -> Callable[[Any], list[int]]:
    """Where all conditions of SUMIFS or COUNTIFS are met, cell by cell from 0."""
    asked = [
        (_area(part, cells), compiled(wanted, cells))
        for part, wanted in zip(parts[::2], parts[1::2], strict=True)
    ]

    def meeting(at: Any) -> list[int]:
        met: set[int] | None = None
        for area, wanted in asked:
            own = set(_met(area(at), wanted(at), cells))
            met = own if met is None else met & own
        return sorted(met or ())

    return meeting


def _met(area: FinishedArea, wanted: Content, cells: SeenCells) -> Iterable[int]:
    """Where one condition is met: a value, or a number that others are compared with (`">-1E+99"`)."""
    asked = _COMPARED_WITH.fullmatch(wanted) if isinstance(wanted, str) else None
    places = cells.places(area)
    if asked is None:
        return places.get(_wanted(wanted), ())
    limit, test = Decimal(asked[2]), COMPARISONS[asked[1]]
    return [
        at for one, found in places.items() if isinstance(one, Decimal) and test(one, limit) for at in found
    ]


def _count_ifs(parts: Sequence[Node], cells: SeenCells) -> Read:
    meeting = _meeting(parts, cells)
    return lambda at: exact(Decimal(len(meeting(at))))


def _over_met(change: Callable[[list[OpenNumber]], Content], parts: Sequence[Node], cells: SeenCells) -> Read:
    """What the numbers become that stand where all conditions are met."""
    summed, meeting = _area(parts[0], cells), _meeting(parts[1:], cells)

    def changed(at: Any) -> Content:
        area = summed(at)
        width = area.right - area.left + 1
        contents = [
            cells.content(area.sheet, area.top + place // width, area.left + place % width)
            for place in meeting(at)
        ]
        return change([one for one in contents if isinstance(one, OpenNumber)])

    return changed


def _average(found: list[OpenNumber]) -> Content:
    return quotient(_total(found), exact(Decimal(len(found))))


def _count(parts: Sequence[Node], cells: SeenCells) -> Read:
    reads = [_held(part, cells) for part in parts]
    return lambda at: exact(Decimal(sum(isinstance(one, OpenNumber) for read in reads for one in read(at))))


_OF_VALUES: Mapping[str, _OfValues] = {
    "+": _arithmetic(sum_of),
    "-": _arithmetic(partial(sum_of, times=-1)),
    "*": _arithmetic(product),
    "/": _arithmetic(quotient),
    "negative": _arithmetic(lambda one: scaled(one, Decimal(-1))),
    "ABS": _arithmetic(size),
    "INT": _arithmetic(whole),
    "ROUND": _arithmetic(rounded),
    "value": lambda read: read,
    "&": _concatenated,
    **{sign: partial(_compared, test) for sign, test in COMPARISONS.items()},
    "IF": _if,
    "IFERROR": _if_error,
    "AND": partial(_all_or_any, all),
    "OR": partial(_all_or_any, any),
    "ISNUMBER": lambda read: lambda at: isinstance(read(at), OpenNumber),
    "NA": lambda: lambda _: _MISSING,
    "CHOOSE": _choose,
}
_OF_CELLS: Mapping[str, _OfCells] = {
    "SUM": _sum,
    "MIN": partial(_extreme, -1),
    "MAX": partial(_extreme, 1),
    "INDEX": _index,
    "MATCH": _match,
    "COUNT": _count,
    "COUNTIF": _count_ifs,
    "COUNTIFS": _count_ifs,
    "SUMIFS": partial(_over_met, _total),
    "AVERAGEIFS": partial(_over_met, _average),
}
