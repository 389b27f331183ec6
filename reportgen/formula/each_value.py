"""Functions that are handed several values where they take one, calculated value by value in cells of their own.

    SUMPRODUCT(--ISNUMBER(S!A1:A3))      SUMPRODUCT(V!A1:A3), where V!A1 is (--ISNUMBER(S!A1)), V!A2 (--ISNUMBER(S!A2))
    SUM(SUMIF(A1:A9,{1,3},B1:B9))        SUM(V!A1:B1), where V!A1 is (SUMIF(S!A1:A9,1,S!B1:B9))

So they are as certain as they are of one value: the calculators give one value for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from reportgen.formula.array_arguments import takes_array
from reportgen.formula.function_table import ARRAYS
from reportgen.formula.functions import Kind
from reportgen.formula.parts import CELL, RANGE, FormulaPart, bare_name, part_of
from reportgen.formula.shape import gets_arrays
from reportgen.office.addresses import cell_address, column_letters, quote_sheet
from reportgen.office.references import Reference, parse_reference

Grid = list[list[str]]
# As many values of one formula, and of all formulas of a workbook, are calculated one by one.
_MOST, _MOST_OF_ALL = 5_000, 100_000
# What these give of several values is no value for each, or not known to be.
_NOT_FOR_EACH = ARRAYS | {
    *("INDEX", "OFFSET", "INDIRECT", "N", "T", "ROWS", "COLUMNS", "AREAS", "ISREF", "CELL", "LET", "LAMBDA"),
    *(
        "HYPERLINK",
        "SUBTOTAL",
        "AGGREGATE",
        "EDATE",
        "EOMONTH",
        "WEEKNUM",
        "NETWORKDAYS",
        "WORKDAY",
        "YEARFRAC",
    ),
    *("QUOTIENT", "MROUND", "ISEVEN", "ISODD"),
}
# These take ranges of cells, and no array that is made on the way.
_OF_CELLS = frozenset(
    (
        *("COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS"),
        *("RANK", "COUNTBLANK", "OFFSET", "SUBTOTAL"),
    )
)
_BLANK_IS_ZERO = frozenset(("SUM", "SUMPRODUCT", "SUMSQ"))
_HANDS_ON = re.compile(r"(?:IF|IFS|IFERROR|IFNA|CHOOSE|SWITCH|[VHX]?LOOKUP)\(")
_CONSTANT = re.compile(r'"(?:[^"]|"")*"|[^,;{}"]+|[,;]')


class _NotForEachError(Exception):
    """A formula cannot be calculated value by value."""


class ValueCells(Struct):
    """The cells of a sheet of their own in which values are calculated one by one: formulas without `=`, by place.

    `handing` are those that may hand on a blank cell to a function for which that is no 0.
    """

    sheet: str
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    handing: set[tuple[int, int]] = field(default_factory=set)
    _row: int = 1

    def place(self, grid: Grid, *, blank_is_zero: bool = True) -> str:
        """Lay cells below those that stand there; gives the reference to them."""
        if len(self.formulas) + len(grid) * len(grid[0]) > _MOST_OF_ALL:
            raise _NotForEachError
        top = self._row
        for row, texts in enumerate(grid, top):
            for column, text in enumerate(texts, 1):
                # In brackets, for it is no last step: what lost digits leave over stays.
                self.formulas[row, column] = f"({text})"
                if not blank_is_zero and _HANDS_ON.search(text):
                    self.handing.add((row, column))
        self._row += len(grid)
        return f"{self.sheet}!A{top}:{cell_address(self._row - 1, len(grid[0]))}"


def by_each_value(
    formula: tuple[str, Sequence[str]],
    place: tuple[str, int, int],
    names: Mapping[str, str],
    cells: ValueCells,
    *,
    is_array: bool,
) -> Grid | None:
    """The values of a formula, given by its key and references, as formulas; None where they cannot be told apart.

    They read what is calculated one by one in `cells`. `place` is the formula's sheet, row and column; `names` are
    those, in small letters, that mean one thing on all sheets.
    """
    try:
        found = _Spreader(formula[1], place, names, cells, is_array).value(part_of(formula[0]), is_array)
    except _NotForEachError:
        return None
    return [[found]] if isinstance(found, str) else found


def filled_cells(cells: ValueCells, grid: Grid, area: Reference) -> dict[tuple[int, int], str] | None:
    """The formulas of all cells of an array formula that fills an area; None where there are too many."""
    try:
        placed = parse_reference(cells.place(grid))
    except _NotForEachError:
        return None
    if placed is None or placed.rows is None or area.rows is None or area.columns is None:
        return None
    (top, bottom), (left, right) = area.rows, area.columns
    found: dict[tuple[int, int], str] = {}
    for row in range(top.at, bottom.at + 1):
        for column in range(left.at, right.at + 1):
            # One row serves all rows, one column all columns; what lies beyond shows #N/A.
            down = row - top.at if len(grid) > 1 else 0
            across = column - left.at if len(grid[0]) > 1 else 0
            inside = down < len(grid) and across < len(grid[0])
            address = cell_address(placed.rows[0].at + down, 1 + across)
            found[row, column] = f"{cells.sheet}!{address}" if inside else "NA()"
    return found


class _Spreader(Struct):
    references: Sequence[str]
    place: tuple[str, int, int]
    names: Mapping[str, str]
    cells: ValueCells
    is_array: bool

    def value(self, part: FormulaPart | None, arrays: bool) -> str | Grid:
        """A part where one value is asked for: for each of several with `arrays`."""
        if part is None:
            return ""
        if part.kind == "operand":
            return self._operand(part, arrays)
        if part.kind == "call":
            return self._call(part, arrays)
        held = [self.value(one, arrays) for one in part.parts]
        if part.kind == "infix":
            return _over(held, part.text.join)
        if part.kind == "brackets":
            return _over(held, lambda texts: f"({texts[0]})")
        return _over(
            held, lambda texts: part.text + texts[0] if part.kind == "prefix" else texts[0] + part.text
        )

    def _operand(self, part: FormulaPart, arrays: bool) -> str | Grid:
        if part.text.startswith("{"):
            return _constants(part.text)
        text = self._text(part)
        if not arrays or part.gives is not Kind.ANY or part.text == CELL:
            return text
        return _single_cells(text)

    def _text(self, part: FormulaPart) -> str:
        """An operand as it stands, with its sheet."""
        if part.at >= 0:
            text = self.references[part.at]
        elif part.gives is Kind.ANY and not part.text.startswith("#"):
            text = self.names.get(part.text.casefold(), part.text)
        else:
            return part.text
        named = parse_reference(text)
        if named is None:
            if part.gives is Kind.ANY:
                raise _NotForEachError
            return text
        return text if named.prefix else f"{quote_sheet(self.place[0])}!{text}"

    def _range(self, part: FormulaPart | None, name: str, arrays: bool) -> str:
        """A part where a function takes a range or an array."""
        while part is not None and part.kind == "brackets":
            [part] = part.parts
        if part is not None and part.kind == "operand" and not part.text.startswith("{"):
            return self._text(part)
        found = self.value(part, arrays)
        if isinstance(found, str):
            return found
        if name in _OF_CELLS:
            raise _NotForEachError
        return self.cells.place(found, blank_is_zero=name in _BLANK_IS_ZERO)

    def _call(self, part: FormulaPart, arrays: bool) -> str | Grid:
        name = bare_name(part.text.upper())
        if name in ("ROW", "COLUMN"):
            return self._places(part, name, arrays)
        if name == "TRANSPOSE" and self.is_array:
            turned = self.value(part.parts[0], arrays)
            return turned if isinstance(turned, str) else [[*line] for line in zip(*turned, strict=True)]
        held: list[str | Grid] = []
        single_ranges = False
        picks = name == "CHOOSE" and part.parts[0] is not None and part.parts[0].text.startswith("{")
        for at, one in enumerate(part.parts):
            inside = self.is_array or picks or gets_arrays(name, at, arrays)
            if takes_array(name, at):
                held.append(self._range(one, name, inside))
            else:
                held.append(self.value(one, inside))
                single_ranges |= not inside and _is_range(one)
        if any(isinstance(one, list) for one in held) and (name in _NOT_FOR_EACH or single_ranges):
            raise _NotForEachError
        return _over(held, lambda texts: f"{part.text}({','.join(texts)})")

    def _places(self, part: FormulaPart, name: str, arrays: bool) -> str | Grid:
        """The rows or the columns of a range."""
        if not part.parts or part.parts[0] is None:
            return str(self.place[1 if name == "ROW" else 2])
        one = part.parts[0]
        if one.kind != "operand" or not arrays or one.text == CELL:
            return f"{name}({self._range(one, name, arrays)})"
        named = parse_reference(self._text(one))
        ends = None if named is None else named.rows if name == "ROW" else named.columns
        if ends is None or ends[1].at - ends[0].at >= _MOST:
            raise _NotForEachError
        numbers = [str(at) for at in range(ends[0].at, ends[1].at + 1)]
        return [[one] for one in numbers] if name == "ROW" else [numbers]


def _is_range(part: FormulaPart | None) -> bool:
    return part is not None and part.kind == "operand" and part.text == RANGE


def _single_cells(text: str) -> str | Grid:
    """The cells of a reference."""
    named = parse_reference(text)
    if named is None:
        return text
    if named.rows is None or named.columns is None or len(named.sheets) > 1:
        raise _NotForEachError
    (top, bottom), (left, right) = named.rows, named.columns
    if (bottom.at - top.at + 1) * (right.at - left.at + 1) > _MOST:
        raise _NotForEachError
    letters = [column_letters(at) for at in range(left.at, right.at + 1)]
    return [[f"{named.prefix}{one}{row}" for one in letters] for row in range(top.at, bottom.at + 1)]


def _constants(text: str) -> Grid:
    grid: Grid = [[]]
    for piece in _CONSTANT.findall(text):
        if piece == ";":
            grid.append([])
        elif piece != ",":
            grid[-1].append(piece)
    return grid


def _over(held: Sequence[str | Grid], text: Callable[[Sequence[str]], str]) -> str | Grid:
    """One text of several, or one for each value where any of them are several."""
    grids = [one for one in held if not isinstance(one, str)]
    if not grids:
        return text([one for one in held if isinstance(one, str)])
    rows, columns = max(map(len, grids)), max(len(one[0]) for one in grids)
    if rows * columns > _MOST or any(
        len(one) not in (1, rows) or len(one[0]) not in (1, columns) for one in grids
    ):
        raise _NotForEachError
    return [
        [text([_at(one, row, column) for one in held]) for column in range(columns)] for row in range(rows)
    ]


def _at(one: str | Grid, row: int, column: int) -> str:
    if isinstance(one, str):
        return one
    line = one[row if len(one) > 1 else 0]
    return line[column if len(line) > 1 else 0]
