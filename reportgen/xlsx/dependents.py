"""Which formula cells depend on given cells, directly or through others.

    A1 -> B1 "=A1*2" -> C1 "=SUM(B1:B9)"        dependents of A1: B1 and C1

Reads too much rather than too little: a name stands for everything it names, a structured reference for every
table, and a formula that makes up references as it goes (INDIRECT, OFFSET) depends on everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.package import Package
from reportgen.office.references import Reference, parse_reference
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.worksheet import clear, formula_nodes
from reportgen.office.xml import namespace_of, parse_xml, serialize_xml
from reportgen.xlsx.calculator import Values, recalculated_values
from reportgen.xlsx.formulas import UnreadableFormulaError, formula_pieces, offset_formula

_ROAMING = re.compile(r"\b(INDIRECT|OFFSET|CELL|INFO|GETPIVOTDATA|CUBE\w+)\(", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d][\w.\\]*(?![\w.(!])")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of one sheet (its name case-folded), from 1, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """One formula cell: its sheet as named, its place, its formula."""

    sheet: str
    row: int
    column: int
    formula: str


@dataclass(frozen=True)
class Names:
    """What the words in formulas stand for: defined names (case-folded) and the areas of all tables."""

    formulas: Mapping[str, tuple[str, ...]]
    tables: tuple[Area, ...]


def read_names(package: Package, sheets: tuple[SheetPart, ...]) -> Names:
    """The defined names and tables of a workbook."""
    root = package.peek(workbook_part(package))
    formulas: dict[str, tuple[str, ...]] = {}
    for node in root.iter(f"{namespace_of(root)}definedName"):
        name = node.get("name", "").casefold()
        formulas[name] = (*formulas.get(name, ()), node.text or "")
    tables: list[Area] = []
    for sheet in sheets:
        for part in package.related(sheet.part, "table"):
            reference = parse_reference(package.peek(part).get("ref", "")) if part in package else None
            if reference is not None:
                tables.append(_area(reference, sheet.name))
    return Names(formulas, tuple(tables))


def dependents(cells: Iterable[FormulaCell], seeds: Iterable[Area], names: Names) -> frozenset[FormulaCell]:
    """All of `cells` that depend on the cells in `seeds`; the seeds' own formulas are not counted by themselves."""
    waiting: list[tuple[FormulaCell, tuple[Area, ...] | None]] = []
    known: dict[tuple[str, str], tuple[Area, ...] | None] = {}
    for cell in cells:
        key = (cell.sheet, cell.formula)
        if key not in known:
            known[key] = reads(cell.formula, cell.sheet, names)
        waiting.append((cell, known[key]))
    dirty = _Dirty(seeds)
    found: set[FormulaCell] = set()
    grown = bool(dirty)
    while grown:
        grown = False
        still: list[tuple[FormulaCell, tuple[Area, ...] | None]] = []
        for cell, named in waiting:
            if named is None or any(dirty.touches(area) for area in named):
                found.add(cell)
                dirty.add(Area(cell.sheet.casefold(), cell.row, cell.column, cell.row, cell.column))
                grown = True
            else:
                still.append((cell, named))
        waiting = still
    return frozenset(found)


class _Dirty:
    def __init__(self, seeds: Iterable[Area]) -> None:
        self._areas: dict[str, list[Area]] = {}
        self._cells: dict[str, set[tuple[int, int]]] = {}
        for seed in seeds:
            self.add(seed)

    def __bool__(self) -> bool:
        return bool(self._areas or self._cells)

    def add(self, area: Area) -> None:
        if (area.top, area.left) == (area.bottom, area.right):
            self._cells.setdefault(area.sheet, set()).add((area.top, area.left))
        else:
            self._areas.setdefault(area.sheet, []).append(area)

    def touches(self, area: Area) -> bool:
        cells = self._cells.get(area.sheet, set())
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        if len(rows) * len(columns) <= len(cells):
            hit = any((row, column) in cells for row in rows for column in columns)
        else:
            hit = any(row in rows and column in columns for row, column in cells)
        return hit or any(
            one.top <= area.bottom
            and area.top <= one.bottom
            and one.left <= area.right
            and area.left <= one.right
            for one in self._areas.get(area.sheet, ())
        )


def reads(formula: str, sheet: str, names: Names) -> tuple[Area, ...] | None:
    """The areas a formula reads; None where that cannot be told."""
    if _ROAMING.search(formula):
        return None
    try:
        return tuple(_areas(formula, sheet, names, set()))
    except UnreadableFormulaError:
        return None


def _areas(formula: str, sheet: str, names: Names, seen: set[str]) -> Iterator[Area]:
    if "[" in formula:
        yield from names.tables
    for piece in formula_pieces(formula):
        if isinstance(piece, Reference):
            yield from (_area(piece, name) for name in (piece.sheets or (sheet,)))
            continue
        for word in _WORD.findall(piece):
            name = word.casefold()
            if name in seen:
                continue
            for text in names.formulas.get(name, ()):
                yield from _areas(text, sheet, names, seen | {name})


def _area(reference: Reference, sheet: str) -> Area:
    top, bottom = (end.at for end in reference.rows) if reference.rows else (1, MAX_ROW)
    left, right = (end.at for end in reference.columns) if reference.columns else (1, MAX_COLUMN)
    return Area(sheet.casefold(), top, left, bottom, right)


_MOST_TRIALS = 32


@dataclass(frozen=True)
class Refusals:
    """The values of what could be calculated, and the refused cells with the calculator's reason."""

    values: Values
    refused: Mapping[FormulaCell, str]


def find_refusals(
    parts: Mapping[str, bytes],
    sheets: list[SheetPart],
    formulas: list[FormulaCell],
    clock: str,
    reason: str,
) -> Refusals:
    """Leave out as few shapes of formulas as needed; all of them where the workbook itself is refused."""
    return _Search(parts, sheets, formulas, clock, reason).run()


@dataclass
class _Search:
    parts: Mapping[str, bytes]
    sheets: list[SheetPart]
    formulas: list[FormulaCell]
    clock: str
    reason: str

    def __post_init__(self) -> None:
        self._trials = 0
        self._best: Values = {}
        self._reasons: dict[str, str] = {}
        self._shapes: dict[str, list[FormulaCell]] = {}
        for cell in self.formulas:
            self._shapes.setdefault(_shape(cell), []).append(cell)

    def run(self) -> Refusals:
        shapes = list(self._shapes)
        if self._works(frozenset()):
            kept = self._keep(shapes, frozenset(), known_bad=True)
        else:
            kept = frozenset()
        refused = {
            cell: f"the calculator refuses this formula: {self._reasons.get(shape, self.reason)}"
            for shape in shapes
            if shape not in kept
            for cell in self._shapes[shape]
        }
        return Refusals(self._best, refused)

    def _keep(self, shapes: list[str], kept: frozenset[str], *, known_bad: bool = False) -> frozenset[str]:
        """`kept` and as many of `shapes` as can be calculated with it."""
        together = kept | frozenset(shapes)
        if not shapes or (not known_bad and self._works(together)):
            return together
        if len(shapes) == 1:
            self._reasons[shapes[0]] = self.reason
            return kept
        if self._trials >= _MOST_TRIALS:
            return kept
        middle = len(shapes) // 2
        return self._keep(shapes[middle:], self._keep(shapes[:middle], kept))

    def _works(self, shapes: frozenset[str]) -> bool:
        if self._trials >= _MOST_TRIALS:
            return False
        self._trials += 1
        left_out = {
            (cell.sheet, cell.row, cell.column)
            for shape, group in self._shapes.items()
            if shape not in shapes
            for cell in group
        }
        parts = dict(self.parts)
        for sheet in self.sheets:
            parts[sheet.part] = _without(parts[sheet.part], sheet.name, left_out)
        values, reason = recalculated_values(parts, [sheet.part for sheet in self.sheets], self.clock)
        if values is None:
            self.reason = reason
            return False
        self._best = values
        return True


def _without(data: bytes, sheet: str, left_out: set[tuple[str, int, int]]) -> bytes:
    root = parse_xml(data)
    for row, column, cell, _ in list(formula_nodes(root)):
        if (sheet, row, column) in left_out:
            clear(cell)
    return serialize_xml(root)


def _shape(cell: FormulaCell) -> str:
    try:
        return offset_formula(cell.formula, 1 - cell.row, 1 - cell.column)
    except UnreadableFormulaError:
        return cell.formula
