"""Formulas over figures that leave something open: what Excel gives, and all that it can stand for.

D6-I6        176,051 less about 176,000      51, from -449.5 to 551.5
SUM(E6:H6)   48,439 +- 0.5 and so on         each half digit adds up

Texts, conditions and look-ups are as the cells have them; of numbers the interval is carried along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, partial, reduce
from typing import NamedTuple, Protocol, TypeAlias

from reportgen.core.number import Interval
from reportgen.data.records import Figure
from reportgen.figures.resolved import Resolved, from_print
from reportgen.formula.tree import CellError, Constant, Node, RowsReference, UncertainError
from reportgen.office.references import Reference

_ANYTHING = Interval(Decimal("-1E30"), Decimal("1E30"))
_DIVIDED, _MISSING, _NO_NUMBER = CellError("#DIV/0!"), CellError("#N/A"), CellError("#VALUE!")
_PATTERN = frozenset("<>=*?~")
_COMPARED_WITH = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+(?:E[+-]?[0-9]+)?)")


@dataclass(frozen=True, slots=True, eq=False)
class OpenSource:
    """A number that others are reckoned from, by how far it may lie from its value; no two are the same one."""

    reach: Interval


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """A number of a cell in the cell's unit, and what it is open by: how often each of its sources is in it.

    A source that is added and taken away again leaves nothing open. `figure` is the printed figure that it shows in
    another unit, `answer` the figure of the model that it repeats; `exact` tells that no "approx." is behind it.
    """

    value: Decimal
    terms: Mapping[OpenSource, Decimal] = field(default_factory=dict)
    exact: bool = True
    figure: Figure | None = None
    answer: Resolved | None = None

    @property
    def interval(self) -> Interval:
        """All that it can stand for."""
        total = Interval.exact(self.value)
        for source, times in self.terms.items():
            total = total + source.reach.scaled(times)
        return total


Content: TypeAlias = "OpenNumber | str | bool | CellError | None"


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

    def area(self, reference: Reference) -> FinishedArea:
        """The finished cells that a reference of the formula means."""

    def cell(self, reference: Reference) -> Content:
        """What the one cell holds that a reference of the formula means."""

    def content(self, sheet: str, row: int, column: int) -> Content:
        """What a finished cell holds."""

    def places(self, area: FinishedArea) -> Mapping[str | Decimal, Sequence[int]]:
        """Where in an area, cell by cell from 0, each text (in small letters) and each number stands."""


def exact(value: Decimal) -> OpenNumber:
    """A number that leaves nothing open."""
    return OpenNumber(value)


def _within(value: Decimal, interval: Interval, is_exact: bool) -> OpenNumber:
    """A number that lies somewhere in an interval, whatever else is known."""
    if not interval.width:
        return OpenNumber(value, {}, is_exact)
    return OpenNumber(value, {OpenSource(interval - Interval.exact(value)): Decimal(1)}, is_exact)


def shown_figure(figure: Figure, shown: Decimal) -> OpenNumber:
    """A printed figure in a cell that shows it as `shown`, in whatever unit."""
    printed = from_print("", figure)
    assert printed.value is not None
    assert printed.interval is not None
    factor = shown / printed.value if printed.value else Decimal(1).scaleb(-figure.scale)
    number = _within(shown, printed.interval.scaled(factor), figure.bound == "point")
    return replace(number, figure=figure)


def shown_answer(answer: Resolved, power: int) -> OpenNumber:
    """A figure that is disclosed, in a cell that counts in a power of ten of its unit."""
    assert answer.value is not None
    assert answer.interval is not None
    unit = Decimal(1).scaleb(-power)
    number = _within(answer.value * unit, answer.interval.scaled(unit), answer.bound == "point")
    return replace(number, answer=answer)


def evaluated(node: Node, cells: SeenCells) -> Content:
    """What a formula gives; `UncertainError` where it asks for more than is known here."""
    if isinstance(node, Constant):
        return _number_typed(node.value) if isinstance(node.value, float) else node.value
    if isinstance(node, RowsReference):
        return cells.cell(node.first)
    known = _FUNCTIONS.get(node.name)
    if known is None:
        raise UncertainError
    return known(node.parts, cells)


@cache
def _number_typed(value: float) -> OpenNumber:
    return exact(Decimal(repr(value)))


_Function: TypeAlias = "Callable[[Sequence[Node], SeenCells], Content]"
_Number = OpenNumber | CellError


def _number(content: Content) -> _Number:
    if isinstance(content, OpenNumber | CellError):
        return content
    if isinstance(content, str):
        return _NO_NUMBER
    return exact(Decimal(int(content or 0)))


def _numbers(parts: Sequence[Node], cells: SeenCells) -> tuple[OpenNumber, ...] | CellError:
    found = [_number(evaluated(part, cells)) for part in parts]
    error = next((one for one in found if isinstance(one, CellError)), None)
    return error if error is not None else tuple(one for one in found if isinstance(one, OpenNumber))


def _arithmetic(change: Callable[..., Content]) -> _Function:
    def of(parts: Sequence[Node], cells: SeenCells) -> Content:
        found = _numbers(parts, cells)
        return found if isinstance(found, CellError) else change(*found)

    return of


def _sum_of(a: OpenNumber, b: OpenNumber, times: int = 1) -> OpenNumber:
    terms = dict(a.terms)
    for source, count in b.terms.items():
        terms[source] = terms.get(source, Decimal(0)) + times * count
    left = {source: count for source, count in terms.items() if count}
    return OpenNumber(a.value + times * b.value, left, a.exact and b.exact)


def _times(a: OpenNumber, factor: Decimal) -> OpenNumber:
    """A number times an exact one: a printed figure is that figure in another unit then."""
    if factor == 1:
        return a
    terms = {source: count * factor for source, count in a.terms.items()}
    return OpenNumber(a.value * factor, terms, a.exact, a.figure)


def _product(a: OpenNumber, b: OpenNumber) -> OpenNumber:
    if not b.terms:
        return _times(a, b.value)
    if not a.terms:
        return _times(b, a.value)
    return _within(a.value * b.value, a.interval * b.interval, a.exact and b.exact)


def _quotient(a: OpenNumber, b: OpenNumber) -> Content:
    if not b.value:
        return _DIVIDED
    if not b.terms:
        return _times(a, 1 / b.value)
    interval = _ANYTHING if b.interval.contains(Decimal(0)) else a.interval / b.interval
    return _within(a.value / b.value, interval, a.exact and b.exact)


def _size(a: OpenNumber) -> OpenNumber:
    low, high = a.interval.low, a.interval.high
    if low >= 0:
        return a
    if high <= 0:
        return _times(a, Decimal(-1))
    return _within(abs(a.value), Interval(Decimal(0), max(-low, high)), a.exact)


def _whole(a: OpenNumber) -> OpenNumber:
    """The next whole number below, as INT gives it."""
    low, value, high = (
        one.to_integral_value(ROUND_FLOOR) for one in (a.interval.low, a.value, a.interval.high)
    )
    return _within(value, Interval(low, high), a.exact)


def _rounded(a: OpenNumber, places: OpenNumber) -> OpenNumber:
    unit = Decimal(1).scaleb(-int(places.value))
    low, value, high = (
        (one / unit).to_integral_value(ROUND_HALF_UP) * unit
        for one in (a.interval.low, a.value, a.interval.high)
    )
    return _within(value, Interval(low, high), a.exact)


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


def _concatenated(parts: Sequence[Node], cells: SeenCells) -> Content:
    found = [evaluated(part, cells) for part in parts]
    error = next((one for one in found if isinstance(one, CellError)), None)
    return error if error is not None else "".join(map(_text, found))


def _rank(content: Content) -> tuple[int, Decimal | str]:
    """What Excel compares by: numbers stand before texts, texts before conditions."""
    if isinstance(content, OpenNumber):
        return 0, content.value
    if isinstance(content, str):
        return 1, content.casefold()
    return 2, Decimal(int(content is True))


def _compared(test: Callable[[int], bool], parts: Sequence[Node], cells: SeenCells) -> Content:
    left, right = (evaluated(part, cells) for part in parts)
    for one in (left, right):
        if isinstance(one, CellError):
            return one
    if left is None:
        left = "" if isinstance(right, str) else exact(Decimal(0))
    if right is None:
        right = "" if isinstance(left, str) else exact(Decimal(0))
    a, b = _rank(left), _rank(right)
    return test((a > b) - (a < b))


def condition(content: Content) -> bool | CellError:
    """What a content says as a condition: a number that is not 0 holds, a text is none."""
    if isinstance(content, CellError):
        return content
    if isinstance(content, str):
        return _NO_NUMBER
    return bool(content.value) if isinstance(content, OpenNumber) else bool(content)


def _if(parts: Sequence[Node], cells: SeenCells) -> Content:
    met = condition(evaluated(parts[0], cells))
    if isinstance(met, CellError):
        return met
    if not met and len(parts) < 3:
        return False
    return evaluated(parts[1 if met else 2], cells)


def _if_error(parts: Sequence[Node], cells: SeenCells) -> Content:
    found = evaluated(parts[0], cells)
    return evaluated(parts[1], cells) if isinstance(found, CellError) else found


def _all_or_any(
    together: Callable[[Sequence[bool]], bool], parts: Sequence[Node], cells: SeenCells
) -> Content:
    found = [condition(evaluated(part, cells)) for part in parts]
    error = next((one for one in found if isinstance(one, CellError)), None)
    return error if error is not None else together([one is True for one in found])


def _listed(parts: Sequence[Node], cells: SeenCells) -> list[OpenNumber] | CellError:
    """The numbers that SUM, MIN and MAX take: of cells the numbers alone."""
    found: list[OpenNumber] = []
    for part in parts:
        if isinstance(part, RowsReference):
            area = cells.area(part.first)
            contents = [cells.content(area.sheet, *at) for at in area.cells()]
            own = [one for one in contents if isinstance(one, OpenNumber | CellError)]
        else:
            own = [_number(evaluated(part, cells))]
        for one in own:
            if isinstance(one, CellError):
                return one
            found.append(one)
    return found


def _sum(parts: Sequence[Node], cells: SeenCells) -> Content:
    found = _listed(parts, cells)
    return found if isinstance(found, CellError) else _total(found)


def _total(found: Sequence[OpenNumber]) -> OpenNumber:
    return reduce(_sum_of, found[1:], found[0]) if found else exact(Decimal(0))


def _extreme(sign: int, parts: Sequence[Node], cells: SeenCells) -> Content:
    found = _listed(parts, cells)
    if isinstance(found, CellError):
        return found
    return reduce(partial(_further, sign), found[1:], found[0]) if found else exact(Decimal(0))


def _further(sign: int, a: OpenNumber, b: OpenNumber) -> OpenNumber:
    """The larger of two numbers (`sign` 1) or the smaller one (-1)."""
    ahead = _times(_sum_of(a, b, -1), Decimal(sign)).interval
    if ahead.low >= 0 or ahead.high <= 0:
        return a if ahead.low >= 0 else b
    choose = max if sign > 0 else min
    low, high = choose(a.interval.low, b.interval.low), choose(a.interval.high, b.interval.high)
    return _within(choose(a.value, b.value), Interval(low, high), a.exact and b.exact)


def _cells_of(part: Node, cells: SeenCells) -> FinishedArea:
    if not isinstance(part, RowsReference):
        raise UncertainError
    return cells.area(part.first)


def _index(parts: Sequence[Node], cells: SeenCells) -> Content:
    area, found = _cells_of(parts[0], cells), _numbers(parts[1:], cells)
    if isinstance(found, CellError):
        return found
    at = [int(one.value) for one in found]
    if len(at) == 1:
        at = [1, *at] if area.top == area.bottom else [*at, 1]
    row, column = area.top + at[0] - 1, area.left + at[1] - 1
    if min(at) < 1:
        raise UncertainError
    return cells.content(area.sheet, row, column) if row <= area.bottom and column <= area.right else _MISSING


def _wanted(content: Content) -> str | Decimal:
    """What a cell is looked for by; a text that asks for more than itself is not read here."""
    if isinstance(content, OpenNumber):
        return content.value
    if isinstance(content, str) and not _PATTERN & set(content):
        return content.casefold()
    raise UncertainError


def _match(parts: Sequence[Node], cells: SeenCells) -> Content:
    if len(parts) != 3 or parts[2] != Constant(0.0):
        raise UncertainError
    wanted = evaluated(parts[0], cells)
    if isinstance(wanted, CellError):
        return wanted
    found = cells.places(_cells_of(parts[1], cells)).get(_wanted(wanted))
    return exact(Decimal(found[0] + 1)) if found else _MISSING


def _meeting(parts: Sequence[Node], cells: SeenCells) -> list[int]:
    """Where all conditions of SUMIFS or COUNTIFS are met, cell by cell from 0."""
    met: set[int] | None = None
    for part, wanted in zip(parts[::2], parts[1::2], strict=True):
        own = set(_met(_cells_of(part, cells), evaluated(wanted, cells), cells))
        met = own if met is None else met & own
    return sorted(met or ())


def _met(area: FinishedArea, wanted: Content, cells: SeenCells) -> Iterable[int]:
    """Where one condition is met: a value, or a number that others are compared with (`">-1E+99"`)."""
    asked = _COMPARED_WITH.fullmatch(wanted) if isinstance(wanted, str) else None
    places = cells.places(area)
    if asked is None:
        return places.get(_wanted(wanted), ())
    limit, test = Decimal(asked[2]), _TESTS[asked[1]]
    numbers = ((one, at) for one, at in places.items() if isinstance(one, Decimal))
    return [at for one, found in numbers if test((one > limit) - (one < limit)) for at in found]


def _count_ifs(parts: Sequence[Node], cells: SeenCells) -> Content:
    return exact(Decimal(len(_meeting(parts, cells))))


def _summed(parts: Sequence[Node], cells: SeenCells) -> list[OpenNumber]:
    area = _cells_of(parts[0], cells)
    width = area.right - area.left + 1
    contents = (
        cells.content(area.sheet, area.top + at // width, area.left + at % width)
        for at in _meeting(parts[1:], cells)
    )
    return [one for one in contents if isinstance(one, OpenNumber)]


def _sum_ifs(parts: Sequence[Node], cells: SeenCells) -> Content:
    return _total(_summed(parts, cells))


def _average_ifs(parts: Sequence[Node], cells: SeenCells) -> Content:
    found = _summed(parts, cells)
    return _quotient(_total(found), exact(Decimal(len(found))))


def _count(parts: Sequence[Node], cells: SeenCells) -> Content:
    found = 0
    for part in parts:
        area = _cells_of(part, cells)
        found += sum(isinstance(cells.content(area.sheet, *at), OpenNumber) for at in area.cells())
    return exact(Decimal(found))


def _choose(parts: Sequence[Node], cells: SeenCells) -> Content:
    at = _number(evaluated(parts[0], cells))
    if isinstance(at, CellError):
        return at
    return evaluated(parts[int(at.value)], cells) if 1 <= at.value < len(parts) else _NO_NUMBER


_TESTS: Mapping[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}
_FUNCTIONS: Mapping[str, _Function] = {
    "+": _arithmetic(_sum_of),
    "-": _arithmetic(partial(_sum_of, times=-1)),
    "*": _arithmetic(_product),
    "/": _arithmetic(_quotient),
    "negative": _arithmetic(lambda one: _times(one, Decimal(-1))),
    "ABS": _arithmetic(_size),
    "INT": _arithmetic(_whole),
    "ROUND": _arithmetic(_rounded),
    "value": lambda parts, cells: evaluated(parts[0], cells),
    "&": _concatenated,
    **{sign: partial(_compared, test) for sign, test in _TESTS.items()},
    "IF": _if,
    "IFERROR": _if_error,
    "AND": partial(_all_or_any, all),
    "OR": partial(_all_or_any, any),
    "ISNUMBER": lambda parts, cells: isinstance(evaluated(parts[0], cells), OpenNumber),
    "NA": lambda _parts, _cells: _MISSING,
    "SUM": _sum,
    "MIN": partial(_extreme, -1),
    "MAX": partial(_extreme, 1),
    "INDEX": _index,
    "MATCH": _match,
    "COUNT": _count,
    "COUNTIF": _count_ifs,
    "COUNTIFS": _count_ifs,
    "SUMIFS": _sum_ifs,
    "AVERAGEIFS": _average_ifs,
    "CHOOSE": _choose,
}
