"""Which formula cells depend on given cells, directly or through others.

    A1 -> B1 "=A1*2" -> C1 "=SUM(B1:B9)"        dependents of A1: B1 and C1

Reads too much rather than too little: a name stands for everything it names, a structured reference for every
table, and a formula that makes up references as it goes (INDIRECT, OFFSET) depends on everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from reportgen.formula.shape import shape_of, split
from reportgen.formula.text import UnreadableFormulaError, formula_pieces
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.layout import AxisLayout, SheetLayout
from reportgen.office.package import Package
from reportgen.office.references import Reference, parse_reference
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.xml import namespace_of

ROAMING = frozenset({"INDIRECT", "OFFSET"})
_CORNER = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_WORD = re.compile(r"[^\W\d][\w.\\]*(?![\w.(!])")


class Area(Struct, frozen=True):
    """A rectangle of one sheet (its name case-folded), from 1, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


class FormulaCell(Struct, frozen=True):
    """One formula cell: its sheet as named, its place, its formula; `area` is the range of an array formula."""

    sheet: str
    row: int
    column: int
    formula: str
    area: str | None = None


class Names(Struct, frozen=True):
    """What words in formulas stand for: names and tables (case-folded); the areas of all tables, sheets in order."""

    formulas: Mapping[str, tuple[str, ...]]
    tables: tuple[Area, ...]
    tabs: tuple[str, ...] = ()

    def through(self, sheets: tuple[str, ...]) -> tuple[str, ...]:
        """The sheets that a reference means by the first and the last of them, or by one."""
        wanted, tabs = [name.casefold() for name in sheets], [name.casefold() for name in self.tabs]
        if len(wanted) < 2 or not set(wanted) <= set(tabs):
            return sheets
        first, last = sorted(map(tabs.index, wanted))
        return self.tabs[first : last + 1]


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
            table = package.peek(part) if part in package else None
            reference = parse_reference(table.get("ref", "")) if table is not None else None
            if table is not None and reference is not None:
                tables.append(_area(reference, sheet.name))
                quoted = sheet.name.replace("'", "''")
                area = _CORNER.sub(r"$\1$\2", str(reference))
                formulas[table.get("displayName", "").casefold()] = (f"'{quoted}'!{area}",)
    return Names(formulas, tuple(tables), tuple(sheet.name for sheet in sheets))


def dependents(cells: Iterable[FormulaCell], seeds: Iterable[Area], names: Names) -> frozenset[FormulaCell]:
    """All of `cells` that depend on the cells in `seeds`; the seeds' own formulas are not counted by themselves."""
    readers = _Readers()
    known: dict[tuple[str, str], tuple[Area, ...] | None] = {}
    found: dict[FormulaCell, None] = {}
    waiting = list(seeds)
    if not waiting:
        return frozenset()
    for cell in cells:
        key = (cell.sheet, cell.formula)
        if key not in known:
            known[key] = reads(cell.formula, cell.sheet, names)
        areas = known[key]
        if areas is None:
            found[cell] = None
            waiting.append(of_cell(cell))
        else:
            readers.add(cell, areas)
    while waiting:
        for cell in readers.take(waiting.pop()):
            if cell not in found:
                found[cell] = None
                waiting.append(of_cell(cell))
    return frozenset(found)


def of_cell(cell: FormulaCell) -> Area:
    """The cells that a formula fills: its own, or the range of an array formula."""
    filled = parse_reference(cell.area) if cell.area and ":" in cell.area else None
    if filled is not None:
        return _area(filled, cell.sheet)
    return Area(cell.sheet.casefold(), cell.row, cell.column, cell.row, cell.column)


class _Readers:
    """Which formulas read which cells: single cells by their place, small areas by the tiles they lie on."""

    def __init__(self) -> None:
        self._of_cells: dict[str, dict[tuple[int, int], list[FormulaCell]]] = {}
        self._of_areas: dict[str, dict[Area, list[FormulaCell]]] = {}
        self._tiles: dict[tuple[str, int, int], list[Area]] = {}
        self._large: dict[str, list[Area]] = {}

    def add(self, cell: FormulaCell, areas: Iterable[Area]) -> None:
        """Take in a formula with all that it reads."""
        for area in areas:
            if (area.top, area.left) == (area.bottom, area.right):
                places = self._of_cells.setdefault(area.sheet, {})
                places.setdefault((area.top, area.left), []).append(cell)
                continue
            known = self._of_areas.setdefault(area.sheet, {})
            if area not in known:
                known[area] = []
                self._lay(area)
            known[area].append(cell)

    def _lay(self, area: Area) -> None:
        rows = range(area.top // _TILE, area.bottom // _TILE + 1)
        columns = range(area.left // _TILE, area.right // _TILE + 1)
        if len(rows) * len(columns) > _MOST_TILES:
            self._large.setdefault(area.sheet, []).append(area)
            return
        for row in rows:
            for column in columns:
                self._tiles.setdefault((area.sheet, row, column), []).append(area)

    def take(self, dirty: Area) -> list[FormulaCell]:
        """The formulas that read any of these cells; each area gives its formulas once."""
        found: list[FormulaCell] = []
        places, areas = self._of_cells.get(dirty.sheet, {}), self._of_areas.get(dirty.sheet, {})
        if (dirty.top, dirty.left) == (dirty.bottom, dirty.right):
            found += places.pop((dirty.top, dirty.left), ())
            tile = self._tiles.get((dirty.sheet, dirty.top // _TILE, dirty.left // _TILE), ())
            near: Iterable[Area] = (*tile, *self._large.get(dirty.sheet, ()))
        else:
            inside = [
                (row, column)
                for row, column in places
                if dirty.top <= row <= dirty.bottom and dirty.left <= column <= dirty.right
            ]
            for place in inside:
                found += places.pop(place)
            near = tuple(areas)
        for area in near:
            if area in areas and _meet(area, dirty):
                found += areas.pop(area)
        return found


_TILE, _MOST_TILES = 32, 16


def _meet(one: Area, other: Area) -> bool:
    return (
        one.top <= other.bottom
        and other.top <= one.bottom
        and one.left <= other.right
        and other.left <= one.right
    )


def reads(formula: str, sheet: str, names: Names) -> tuple[Area, ...] | None:
    """The areas a formula reads; None where that cannot be told."""
    try:
        return tuple(_areas(formula, sheet, names, frozenset()))
    except UnreadableFormulaError:
        return None


def _areas(formula: str, sheet: str, names: Names, seen: frozenset[str]) -> Iterator[Area]:
    if "[" in formula:
        yield from names.tables
    key, references = split(formula)
    shape = shape_of(key)
    if shape.functions & ROAMING:
        raise UnreadableFormulaError(formula)
    if shape.odd:
        yield from _areas_of_pieces(formula, sheet, names, seen)
        return
    for text in (*references, *shape.spans):
        reference = parse_reference(text)
        if reference is None:
            raise UnreadableFormulaError(text)
        if seen and not reference.is_anchored:
            raise UnreadableFormulaError(text)  # a name means other cells in each cell that uses it
        yield _area(reference, reference.sheets[0] if reference.sheets else sheet)
    for word in shape.words - seen:
        for text in names.formulas.get(word, ()):
            yield from _areas(text, sheet, names, seen | {word})


def _areas_of_pieces(formula: str, sheet: str, names: Names, seen: frozenset[str]) -> Iterator[Area]:
    """The same for a formula that is made of something that is not understood."""
    for piece in formula_pieces(formula):
        if isinstance(piece, Reference):
            if seen and not piece.is_anchored:
                raise UnreadableFormulaError(formula)
            yield from (_area(piece, name) for name in names.through(piece.sheets) or (sheet,))
            continue
        for name in {word.casefold() for word in _WORD.findall(piece)} - seen:
            for text in names.formulas.get(name, ()):
                yield from _areas(text, sheet, names, seen | {name})


def _area(reference: Reference, sheet: str) -> Area:
    top, bottom = (end.at for end in reference.rows) if reference.rows else (1, MAX_ROW)
    left, right = (end.at for end in reference.columns) if reference.columns else (1, MAX_COLUMN)
    return Area(sheet.casefold(), top, left, bottom, right)


_OF_PLACES = frozenset({"ROW", "COLUMN", "CELL", "ADDRESS", "GETPIVOTDATA"})
_EMPTIED = re.compile(r"#REF!|[(,]0[,)]")


class Changes(Struct, frozen=True):
    """What a plan changed in a workbook: the areas it filled, the sheets (case-folded) on which cells moved.

    With `unset_zeros` a workbook whose values are all 0 has none: Excel is to calculate it when it opens it.
    """

    areas: tuple[Area, ...]
    moved: frozenset[str] = frozenset()
    unset_zeros: bool = False


def filled_areas(sheet: str, axes: SheetLayout) -> Iterator[Area]:
    """Where the blocks of a sheet stand in the finished one; of a block of nothing the cells beside it."""
    for left, right, axis in axes.stretches(1, MAX_COLUMN):
        whole = not axes.columns.is_identity
        for top, bottom in _filled_spans(axis):
            yield Area(sheet.casefold(), top, 1 if whole else left, bottom, MAX_COLUMN if whole else right)
    for left, right in _filled_spans(axes.columns):
        yield Area(sheet.casefold(), 1, left, MAX_ROW, right)


def _filled_spans(axis: AxisLayout) -> Iterator[tuple[int, int]]:
    grown = 0
    for band in axis.bands:
        first = band.first + grown
        yield (first, first + band.taken - 1) if band.taken else (max(first - 1, 1), first)
        grown += band.taken - band.size


def changed_cells(cells: Iterable[FormulaCell], changes: Changes, names: Names) -> frozenset[FormulaCell]:
    """All of `cells` whose values may be others now: what was filled or moved with another meaning, and dependents."""
    held = list(cells)
    if not changes.areas and not changes.moved:
        return frozenset()
    inside: dict[str, list[Area]] = {}
    for area in changes.areas:
        inside.setdefault(area.sheet, []).append(area)
    changed = {
        cell
        for cell in held
        if (changes.moved and _has_new_meaning(cell))
        or any(
            area.top <= cell.row <= area.bottom and area.left <= cell.column <= area.right
            for area in inside.get(cell.sheet.casefold(), ())
        )
    }
    # The areas are taken first: they hold most of what else has changed.
    return dependents(held, [*map(of_cell, changed), *changes.areas], names) | changed


def _has_new_meaning(cell: FormulaCell) -> bool:
    """Whether a formula in a workbook whose cells moved may give something else though nothing it reads did."""
    shape = shape_of(split(cell.formula)[0])
    return bool(shape.functions & _OF_PLACES) or _EMPTIED.search(cell.formula) is not None
