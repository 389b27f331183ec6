"""Values for the formulas of long blocks from their columns; the calculator is asked for all else and as a witness.

    B2  =SUM(B5:B100004)     added up here, a constant for the calculator
    J5  =SUM(B5:I5)          100,000 values from eight columns; the calculator sees some hundred of these rows

Where its values of those rows are not the same to the last digit, or where anything is not certain, all rows go to it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite

from msgspec import Struct

from reportgen.formula.array_formulas import FOLDS, SUBTOTALS, Column, evaluated, evaluated_tree
from reportgen.formula.calculator import Calculated, FormulaResult, PlacedResult
from reportgen.formula.dependents import Area, FormulaCell, Names, dependents, read_names, reads
from reportgen.formula.text import own_formulas
from reportgen.formula.tree import (
    Call,
    Cell,
    CellError,
    Constant,
    Node,
    RowsReference,
    UncertainError,
    parsed,
)
from reportgen.office.cell_reader import (
    FormulaSpelling,
    WorksheetCell,
    cells_of_text,
    cells_of_tree,
    formula_spellings,
)
from reportgen.office.dates import shows_dates
from reportgen.office.package import Package
from reportgen.office.references import Reference
from reportgen.office.sheet_text import may_hold_formulas, sheet_frame
from reportgen.office.sheets import SheetPart, shared_strings
from reportgen.office.styles import Styles
from reportgen.office.xml import parse_xml, text_xml
from reportgen.xlsx.block_run import BlockRun, RunFormula, old_of, read_column, sure_text
from reportgen.xlsx.sheet_stream import SheetStream

# How many rows of a block the calculator sees beside its first and last ones, and of each kind of row at most.
_EVENLY = 60
_KINDS = 100
_WIDEST = 256
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=[\"'](?:1|true)|zeroHeight=[\"'](?:1|true)")

Place = tuple[str, int, int]  # the sheet's name case-folded, row, column


class BlockValues(Struct):
    """The values of a workbook whose long blocks are solved: those of their formulas stand in their runs."""

    found: Calculated
    totals: Mapping[Place, FormulaResult]
    sheets: Mapping[str, _Sheet]

    def outcomes(self, part: str) -> dict[tuple[int, int], FormulaResult]:
        """The results of all formulas of one sheet."""
        name = self.sheets[part].name
        totals = {(row, column): one for (sheet, row, column), one in self.totals.items() if sheet == name}
        return self.found.outcomes(part) | totals

    def stream(self, part: str) -> Iterator[PlacedResult]:
        """The results of one sheet in order, but for those of its runs."""
        sheet = self.sheets[part]
        results = self.outcomes(part)
        for one in sheet.formulas:
            if sheet.run_at(one.row) is None:
                yield one.row, one.column, results.get((one.row, one.column), _BLANK), one


_BLANK = FormulaResult("n", None)


@dataclass
class _Sheet:
    """A sheet for the calculator: `xml` holds some rows of each run, `formulas` all formulas in it."""

    part: str
    name: str
    xml: bytes
    runs: Sequence[BlockRun]
    strings: Sequence[str]
    formulas: list[FormulaSpelling] = field(init=False)
    cells: dict[tuple[int, int], WorksheetCell] = field(init=False)

    def __post_init__(self) -> None:
        spellings = formula_spellings(self.xml)
        if spellings is None:
            raise UncertainError
        self.formulas = list(spellings)
        found = (
            cells_of_text(self.xml, self.strings)
            if sheet_frame(self.xml) is not None
            else cells_of_tree(parse_xml(self.xml), self.strings, own_formulas)
        )
        self.cells = {(cell.row, cell.column): cell for cell in found}

    def run_at(self, row: int) -> BlockRun | None:
        """The run that holds a row."""
        return next((run for run in self.runs if run.first <= row <= run.last), None)


def block_values(
    package: Package, sheets: Sequence[SheetPart], streams: Mapping[str, SheetStream], clock: str
) -> BlockValues | None:
    """The values of a workbook with the runs of `streams` solved; None where not all of them are certain."""
    if not any(stream.runs for stream in streams.values()):
        return None
    try:
        return _Solver(package, [sheet for sheet in sheets if sheet.is_worksheet], streams, clock).solved()
    except UncertainError:
        for stream in streams.values():
            for run in stream.runs:
                for formula in run.formulas:
                    formula.results = None
        return None


class _Solver:
    def __init__(
        self, package: Package, sheets: list[SheetPart], streams: Mapping[str, SheetStream], clock: str
    ) -> None:
        self._package, self._streams, self._clock = package, streams, clock
        self._strings = shared_strings(package)
        self._styles = Styles(package)
        self._names: Names = read_names(package, tuple(sheets))
        self._parts = {sheet.part: sheet.name for sheet in sheets}
        self._sheets = {
            sheet.name.casefold(): self._sheet(sheet.part, sheet.name, {})
            for sheet in sheets
            if sheet.part in streams or may_hold_formulas(package[sheet.part])
        }
        self._columns: dict[tuple[str, int, int], Column | None] = {}
        self._totals: dict[Place, Cell | None] = {}
        self._rest: list[FormulaCell] = []
        self._dependent: set[Place] = set()
        self._formulas: dict[Place, str] = {}
        self._first: Calculated | None = None

    def _sheet(self, part: str, name: str, items: Mapping[int, Sequence[int]]) -> _Sheet:
        stream = self._streams.get(part)
        if stream is None:
            return _Sheet(part, name.casefold(), self._package[part], (), self._strings)
        seen = {at: items.get(at, (0,)) for at in range(len(stream.runs))}
        xml = b"".join(stream.bare(seen))
        return _Sheet(part, name.casefold(), xml, stream.runs, self._strings)

    def solved(self) -> BlockValues:
        """Solve all runs, then ask the calculator for the rest and hold its rows against ours."""
        self._find_totals()
        for sheet in self._sheets.values():
            for run in sheet.runs:
                for formula in run.formulas:
                    found = self._column(sheet, run, formula.column)
                    assert not isinstance(found, Constant)
                    formula.results = found
        totals = {place: result_of(self._total(place)) for place in self._totals}
        finished: dict[str, _Sheet] = {}
        samples: dict[str, dict[int, list[int]]] = {}
        for sheet in self._sheets.values():
            samples[sheet.part] = {at: self._sample(sheet, run) for at, run in enumerate(sheet.runs)}
            finished[sheet.part] = self._sheet(sheet.part, self._parts[sheet.part], samples[sheet.part])
        calculated = self._asked(finished, totals)
        values = BlockValues(calculated, totals, finished)
        for part, sheet in finished.items():
            if sheet.runs:
                self._compare(sheet, samples[part], calculated.outcomes(part))
        return values

    # Formulas outside the runs

    def _find_totals(self) -> None:
        """Tell the formulas that read blocks: they have to be totals that can be added up here."""
        areas = [
            Area(sheet.name, run.first, 1, run.last, 1 << 14)
            for sheet in self._sheets.values()
            for run in sheet.runs
        ]
        for sheet in self._sheets.values():
            for one in sheet.formulas:
                if sheet.run_at(one.row) is not None:
                    continue
                self._rest.append(FormulaCell(sheet.name, one.row, one.column, one.formula))
                named = reads(one.formula, sheet.name, self._names)
                if named is None:
                    raise UncertainError
                if any(_meet(area, block) for area in named for block in areas):
                    if one.area is not None:
                        raise UncertainError
                    self._totals[sheet.name, one.row, one.column] = None
        self._dependent = {
            (cell.sheet, cell.row, cell.column) for cell in dependents(self._rest, areas, self._names)
        }
        self._formulas = {(cell.sheet, cell.row, cell.column): cell.formula for cell in self._rest}

    def _total(self, place: Place) -> Cell:
        value = self._totals[place]
        if value is None:
            value = self._added(place[0], self._formulas[place])
            self._totals[place] = value
        return value

    def _added(self, home: str, formula: str) -> Cell:
        """A formula of totals over blocks and of single cells."""

        def read(named: RowsReference) -> Sequence[Column]:
            row, column = _single_cell(named.first)
            return [Constant(self._single(self._home(home, named.first), row, column))]

        found = evaluated_tree(self._settled(home, parsed(formula, formula)), 1, read)
        return found.value if isinstance(found, Constant) else found[0]

    def _settled(self, home: str, tree: Node) -> Node:
        """The tree with constants for its totals."""
        if not isinstance(tree, Call):
            return tree
        name, parts = tree.name, tree.parts
        if name == "SUBTOTAL" and parts and isinstance(parts[0], Constant):
            if any(_HIDDEN.search(sheet.xml) for sheet in self._sheets.values()):
                raise UncertainError  # hidden rows count for some of its numbers, filtered ones for none
            name, parts = SUBTOTALS.get(parts[0].value, ""), parts[1:]
        ranges = [part.first for part in parts if isinstance(part, RowsReference)]
        if name in FOLDS and len(ranges) == len(parts):
            return Constant(self._folded(home, name, ranges))
        return Call(tree.name, tuple(self._settled(home, part) for part in tree.parts))

    def _folded(self, home: str, name: str, ranges: Sequence[Reference]) -> Cell:
        numbers = array("d")
        for named in ranges:
            for cells in self._range(home, named):
                error = _take_numbers(cells, numbers)
                if error is not None and name != "COUNT":
                    return error
        value = FOLDS[name](numbers)
        if isinstance(value, float) and not isfinite(value):
            raise UncertainError
        return value

    def _home(self, home: str, named: Reference) -> str:
        if len(named.sheets) > 1:
            raise UncertainError
        return named.sheets[0].casefold() if named.sheets else home

    def _range(self, home: str, named: Reference) -> Iterator[Iterable[Cell]]:
        """The cells of a range row by row, those of a run together."""
        if named.rows is None or named.columns is None:
            raise UncertainError
        sheet = self._sheets.get(self._home(home, named))
        (top, bottom), (left, right) = named.rows, named.columns
        columns = range(left.at, right.at + 1)
        if sheet is None or len(columns) > _WIDEST:
            raise UncertainError
        row = top.at
        for run in sheet.runs:
            if run.last < row or run.first > bottom.at:
                continue
            if run.first < top.at or run.last > bottom.at:
                raise UncertainError
            yield from (self._standing(sheet, one, columns) for one in range(row, run.first))
            yield _by_rows([self._column(sheet, run, column) for column in columns], run.count)
            row = run.last + 1
        last = max((one for one, _ in sheet.cells), default=0)
        yield from (self._standing(sheet, one, columns) for one in range(row, min(bottom.at, last) + 1))

    def _standing(self, sheet: _Sheet, row: int, columns: range) -> list[Cell]:
        return [self._constant(sheet, row, column) for column in columns]

    def _constant(self, sheet: _Sheet, row: int, column: int) -> Cell:
        cell = sheet.cells.get((row, column))
        if cell is None:
            return None
        if cell.formula is not None:
            raise UncertainError
        if cell.kind == "n":
            if cell.value is not None and self._is_date(cell.style):
                _whole([float(cell.value)])
            return None if cell.value is None else float(cell.value)
        if cell.kind == "b":
            return bool(cell.content)
        if cell.kind != "text" or cell.value is None:
            raise UncertainError
        return sure_text(cell.value)

    # Columns of runs

    def _column(self, sheet: _Sheet, run: BlockRun, column: int) -> Column:
        key = (sheet.name, run.first, column)
        if key in self._columns:
            held = self._columns[key]
            if held is None:  # it is being found: the formulas go round in a circle
                raise UncertainError
            return held
        self._columns[key] = None
        formula = next((one for one in run.formulas if one.column == column), None)
        if formula is not None:
            found = self._evaluated(sheet, run, formula)
            if isinstance(found, Constant):
                found = [found.value] * run.count
        elif column in run.columns:
            found = read_column(run.values.pieces[run.columns[column]])
            if self._is_date(sheet.cells[run.first, column].style):
                _whole(found)
        else:
            found = Constant(self._constant(sheet, run.first, column))
        self._columns[key] = found
        return found

    def _evaluated(self, sheet: _Sheet, run: BlockRun, formula: RunFormula) -> Column:
        def read(named: RowsReference) -> Sequence[Column]:
            first, second = named.first, named.second
            if first.rows is None or second.rows is None or first.columns is None:
                raise UncertainError
            home = self._home(sheet.name, first)
            left, right = (end.at for end in first.columns)
            if named.stands:
                return [Constant(self._single(home, *_single_cell(first)))]
            ends = [end.at for end in (*first.rows, *second.rows)]
            own = [run.first, run.first, run.first + 1, run.first + 1]
            if home != sheet.name or ends != own or first.columns != second.columns or right - left > _WIDEST:
                raise UncertainError
            return [self._column(sheet, run, column) for column in range(left, right + 1)]

        return evaluated(formula.text(0), formula.text(1), run.count, read)

    def _single(self, home: str, row: int, column: int) -> Cell:
        """The value of one cell that all rows of a run read."""
        place = (home, row, column)
        if place in self._totals:
            return self._total(place)
        sheet = self._sheets.get(home) or self._other_sheet(home)
        if sheet.run_at(row) is not None:
            raise UncertainError
        if place not in self._formulas:
            return self._constant(sheet, row, column)
        if place in self._dependent:
            raise UncertainError
        return self._independent_value(place)

    def _other_sheet(self, home: str) -> _Sheet:
        """A sheet without formulas."""
        part = next((part for part, name in self._parts.items() if name.casefold() == home), None)
        if part is None:
            raise UncertainError
        return self._sheet(part, self._parts[part], {})

    def _independent_value(self, place: Place) -> Cell:
        """What the calculator says of a cell that depends on no block."""
        if self._first is None:
            self._first = self._asked({sheet.part: sheet for sheet in self._sheets.values()}, {})
        sheet = self._sheets[place[0]]
        return _cell(self._first.outcomes(sheet.part).get(place[1:], _BLANK))

    # The witness

    def _asked(self, sheets: Mapping[str, _Sheet], totals: Mapping[Place, FormulaResult]) -> Calculated:
        given = {part: _with_totals(sheet, totals) for part, sheet in sheets.items()}
        return Calculated(self._package, given, self._clock)

    def _sample(self, sheet: _Sheet, run: BlockRun) -> list[int]:
        """The items that the calculator sees: the ends, some between, the extremes, one of each kind of row."""
        items = {0, 1, run.count - 2, run.count - 1}
        items.update(range(0, run.count, max(1, run.count // _EVENLY)))
        mixed: list[list[Cell]] = []
        for (name, first, _), column in self._columns.items():
            if (name, first) != (sheet.name, run.first) or column is None or isinstance(column, Constant):
                continue
            if isinstance(column, array):
                small = min(filter(None, column), key=abs, default=column[0])
                items |= {column.index(number) for number in (min(column), max(column), small)}
            else:
                mixed.append(column)
        if mixed:
            kinds: dict[tuple[type, ...], int] = {}
            for item, line in enumerate(zip(*mixed, strict=True)):
                kinds.setdefault(tuple(map(type, line)), item)
            if len(kinds) > _KINDS:
                raise UncertainError
            items.update(kinds.values())
        return sorted(items)

    def _compare(
        self,
        sheet: _Sheet,
        samples: Mapping[int, Sequence[int]],
        results: Mapping[tuple[int, int], FormulaResult],
    ) -> None:
        for at, run in enumerate(sheet.runs):
            for formula in run.formulas:
                for item in samples[at]:
                    own = result_of(formula.cells(item, item + 1)[0])
                    theirs = results.get((run.first + item, formula.column), _BLANK)
                    if theirs.reason or (own.kind, own.text) != (theirs.kind, theirs.text):
                        raise UncertainError

    def _is_date(self, style: int) -> bool:
        return shows_dates(self._styles.number_id(style), self._styles.number_format(style))


def _single_cell(named: Reference) -> tuple[int, int]:
    if named.rows is None or named.columns is None:
        raise UncertainError
    (top, bottom), (left, right) = named.rows, named.columns
    if (top.at, left.at) != (bottom.at, right.at):
        raise UncertainError
    return top.at, left.at


def _by_rows(columns: Sequence[Column], count: int) -> Iterable[Cell]:
    cells = [[one.value] * count if isinstance(one, Constant) else one for one in columns]
    return cells[0] if len(cells) == 1 else chain.from_iterable(zip(*cells, strict=True))


def _take_numbers(cells: Iterable[Cell], numbers: array[float]) -> CellError | None:
    """Add the numbers among cells to `numbers`; gives the first error."""
    if isinstance(cells, array):
        numbers += cells
        return None
    cells = list(cells)
    numbers.extend(cell for cell in cells if type(cell) is float)
    return next((cell for cell in cells if isinstance(cell, CellError)), None)


def _meet(area: Area, block: Area) -> bool:
    return area.sheet == block.sheet and area.top <= block.bottom and block.top <= area.bottom


def _whole(column: Column | list[float]) -> None:
    """Days are the numbers they are counted by; with a time of day they are not certain to the last bit."""
    cells = [column.value] if isinstance(column, Constant) else column
    if any(isinstance(cell, float) and not cell.is_integer() for cell in cells):
        raise UncertainError


def result_of(cell: Cell) -> FormulaResult:
    """A value as the calculator would give it."""
    if isinstance(cell, CellError):
        return FormulaResult("e", cell.code)
    return FormulaResult(*old_of(cell))


def _cell(result: FormulaResult) -> Cell:
    if result.text is None or result.reason:
        raise UncertainError
    if result.kind == "n":
        return float(result.text)
    if result.kind == "b":
        return result.text == "1"
    return CellError(result.text) if result.kind == "e" else sure_text(result.text)


def _with_totals(sheet: _Sheet, totals: Mapping[Place, FormulaResult]) -> bytes:
    """The sheet with constants in the place of totals."""
    pieces: list[bytes] = []
    end = 0
    for one in sheet.formulas:
        found = totals.get((sheet.name, one.row, one.column))
        if found is not None:
            kind = "" if found.kind == "n" else f' t="{found.kind}"'
            value = f"<v>{text_xml(found.text or '')}</v>"
            pieces += sheet.xml[end : one.start], one.head, f"{kind}>{value}</c>".encode()
            end = one.end
    return b"".join([*pieces, sheet.xml[end:]])
