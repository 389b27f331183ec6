"""Rows of a block that differ in their values alone: one pattern and its columns, written when all values are known.

<row r="ROW"><c r="A ROW">VALUE</c><c r="B ROW" TYPE><f>A ROW*2</f>VALUE</c></row>      100,000 times
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from reportgen.formula.cell_xml import TYPE, VALUE, CellXmlWriter
from reportgen.formula.tree import Cell, CellError, UncertainError
from reportgen.office.worksheet import number_text
from reportgen.office.xml import escape_text, text_xml
from reportgen.plan.columns import BETWEEN, PIECE, Columns, Numbers, Piece, Texts, numbers, spelled
from reportgen.xlsx.formula_series import FormulaSeries
from reportgen.xlsx.row_templates import ROW, Old

# What stands in the places of formulas' values: marks for them, nothing, or the values of `results`.
Shown = Literal["marks", "nothing", "results"]
SlotKind = Literal["row", "value", "number", "type", "result"]
# Where a value of the row itself and a row's number in a formula go, beside `ROW`, `TYPE` and `VALUE`.
VALUE_HOLE, NUMBER_HOLE = "\x04", "\x05"
_PLACE = re.compile(f"[{ROW}{TYPE}{VALUE}{VALUE_HOLE}{NUMBER_HOLE}]")


class RunFormula(Struct):
    """A formula that all rows of a run repeat, in `column`; `results` are its values once they are known."""

    column: int
    series: FormulaSeries
    old: Old
    results: array[float] | list[Cell] | None = None

    def text(self, item: int) -> str:
        """The formula in item number `item`, without `=`."""
        text = self.series.text(item)
        for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&amp;", "&")):
            text = text.replace(escaped, plain)
        return text

    def errors(self) -> Iterator[tuple[int, CellError]]:
        """The items in which the formula gives an error, with that."""
        if isinstance(self.results, list):
            for item, cell in enumerate(self.results):
                if isinstance(cell, CellError):
                    yield item, cell

    def cells(self, begin: int, end: int) -> Sequence[Cell]:
        """The values of the rows `begin..end`, the last one left out."""
        assert self.results is not None
        return self.results[begin:end]


class RowSlot(Struct, frozen=True):
    """A place in the text of a row: of what kind, and which value, formula or number goes there."""

    kind: SlotKind
    at: int = 0


class BlockRun(Struct):
    """The rows `first..first + count - 1`; `parts` is their text around `slots`, with `%%` for `%`.

    `columns` gives the place among `values` of each finished column that is filled; `numbers` are the row numbers in
    formulas, each a beginning and a step; `extent` are the first and the last column that hold cells.
    """

    first: int
    count: int
    parts: tuple[str, ...]
    slots: tuple[RowSlot, ...]
    values: Columns
    columns: dict[int, int]
    numbers: tuple[tuple[int, int], ...]
    formulas: tuple[RunFormula, ...]
    extent: tuple[int, int]
    writer: CellXmlWriter

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + self.count - 1

    @property
    def solved(self) -> bool:
        """Whether the values of all formulas are known."""
        return all(formula.results is not None for formula in self.formulas)

    def pieces(self, shown: Shown) -> Iterator[bytes]:
        """The rows as text, a thousand at a time."""
        for begin in range(0, self.count, PIECE):
            yield "".join(self._lines(begin, min(begin + PIECE, self.count), shown)).encode()

    def rows(self, items: Sequence[int]) -> Iterator[bytes]:
        """The rows of some items, ascending, without their formulas' values."""
        held, lines = -1, list[str]()
        for item in items:
            if item // PIECE != held:
                held = item // PIECE
                begin = held * PIECE
                lines = self._lines(begin, min(begin + PIECE, self.count), "nothing")
            yield lines[item - held * PIECE].encode()

    def _lines(self, begin: int, end: int, shown: Shown) -> list[str]:
        row_numbers = list(map(str, range(self.first + begin, self.first + end)))
        spelled = []
        if shown == "results":
            spelled = [self._spelled(formula.cells(begin, end)) for formula in self.formulas]
        pattern, filled = [self.parts[0]], list[Sequence[str]]()
        given: Sequence[str]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            if slot.kind == "row":
                text, given = "%s", row_numbers
            elif slot.kind == "value":
                text, given = self.writer.column(self.values.pieces[slot.at][begin // PIECE])
            elif slot.kind == "number":
                text, given = "%s", self._row_numbers(self.numbers[slot.at], begin, end, row_numbers)
            elif shown == "results":
                text, given = spelled[slot.at][slot.kind == "result"]
            else:
                mark = TYPE if slot.kind == "type" else VALUE
                text, given = (mark if shown == "marks" else ""), ()
            pattern += text, part
            if "%s" in text:
                filled.append(given)
        return list(map("".join(pattern).__mod__, zip(*filled, strict=True)))

    def _row_numbers(self, number: tuple[int, int], begin: int, end: int, rows: list[str]) -> Sequence[str]:
        start, step = number
        if (start, step) == (self.first, 1):
            return rows
        return [str(start + step * item) for item in range(begin, end)]

    def _spelled(self, cells: Sequence[Cell]) -> tuple[tuple[str, Sequence[str]], tuple[str, Sequence[str]]]:
        """The types and the values of formula cells, each as a text with a place and what goes there by row."""
        p = self.writer.prefix
        if isinstance(cells, array):
            found = numbers(map(repr, cells))
            texts = spelled(found) if found is not None else list(map(_number, cells))
            return ("", ()), (f"<{p}v>%s</{p}v>", texts)
        olds = list(map(old_of, cells))
        types = ["" if kind == "n" else f' t="{kind}"' for kind, _ in olds]
        values = ["" if text is None else f"<{p}v>{text_xml(escape_text(text))}</{p}v>" for _, text in olds]
        return ("%s", types), ("%s", values)


def _number(number: float) -> str:
    return number_text(Decimal(repr(number)))


def old_of(cell: Cell) -> Old:
    """What stands in a formula cell of that value; nothing for an error."""
    if isinstance(cell, str):
        return "str", cell
    if isinstance(cell, bool):
        return "b", "1" if cell else "0"
    if cell is None or isinstance(cell, CellError):
        return "n", None
    return "n", _number(cell)


def row_slots(pattern: str, places: Sequence[int]) -> tuple[tuple[str, ...], tuple[RowSlot, ...]]:
    """A row's pattern as the texts around its slots, and those; `places` are those of its own values in order."""
    kinds: dict[str, SlotKind] = {
        ROW: "row",
        VALUE_HOLE: "value",
        NUMBER_HOLE: "number",
        TYPE: "type",
        VALUE: "result",
    }
    counts = dict.fromkeys(kinds.values(), 0)
    slots: list[RowSlot] = []
    for mark in _PLACE.findall(pattern):
        kind = kinds[mark]
        slots.append(RowSlot(kind, places[counts[kind]] if kind == "value" else counts[kind]))
        counts[kind] += 1
    return tuple(_PLACE.split(pattern)), tuple(slots)


def read_column(pieces: Sequence[Piece]) -> array[float] | list[Cell]:
    """The values of a column as the calculator reads them from a file."""
    if all(isinstance(piece, Numbers) for piece in pieces):
        numbers = array("d")
        for piece in pieces:
            assert isinstance(piece, Numbers)
            numbers.extend(map(float, piece.text.split(BETWEEN)))
        return numbers
    found: list[Cell] = []
    for piece in pieces:
        if isinstance(piece, Numbers):
            found += map(float, piece.text.split(BETWEEN))
        elif isinstance(piece, Texts):
            found += map(sure_text, piece.text.split(BETWEEN))
        else:
            found += map(_as_cell, piece)
    return found


def _as_cell(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal | int | float):
        return float(value)
    if isinstance(value, str):
        return sure_text(value)
    raise UncertainError


def sure_text(text: str) -> str:
    """A text that any reader takes as it stands."""
    if not text.isprintable() or "_x" in text:
        raise UncertainError
    return text
