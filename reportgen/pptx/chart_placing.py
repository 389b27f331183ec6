"""Which cells of the workbook behind a chart take its data: those that its series read, with room made for more.

series read Sheet1!$B$2:$B$3 and $D$2:$D$3, data of five rows      B2:B6 and D2:D6; a total in row 4 moves to row 7
a further series                                                   the next column that is free
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree
from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.cell_reader import read_cell
from reportgen.office.chart_places import (
    BookPlaces,
    Held,
    Line,
    book_places,
    references_text,
    set_defined_name,
)
from reportgen.office.chart_plots import plot_type
from reportgen.office.chart_series import Series
from reportgen.office.chart_workbook import (
    FoundCells,
    SheetArea,
    first_sheet,
)
from reportgen.office.package import Package
from reportgen.office.sheets import shared_strings, sheet_parts, worksheet_part
from reportgen.office.xml import first_child, qn
from reportgen.xlsx.following import Growth, follow, growth_of


class SeriesCells(Struct, frozen=True):
    """What the parts of one series read in the workbook; None where they read nothing there."""

    head: Held | None
    categories: Held | None
    values: Held | None
    dimensions: Mapping[str, Held] = field(default_factory=dict)

    def all(self) -> Iterator[Held]:
        """The parts that read cells, but for the name."""
        yield from (held for held in (self.categories, self.values, *self.dimensions.values()) if held)


def series_cells(series: Series, places: BookPlaces) -> SeriesCells:
    """What a series of the template reads."""
    kind = plot_type(series.node)
    found = {tag: _held(series.node, tag, places) for tag in ("tx", kind.categories, kind.values)}
    further = {name: _held(series.node, tag, places) for name, tag in kind.dimensions.items()}
    return SeriesCells(
        found["tx"],
        found[kind.categories],
        found[kind.values],
        {name: held for name, held in further.items() if held},
    )


def _held(series: etree._Element, tag: str, places: BookPlaces) -> Held | None:
    node = series.find(f"{qn(f'c:{tag}')}//{qn('c:f')}")
    levels = len(series.findall(f"{qn(f'c:{tag}')}//{qn('c:lvl')}")) or 1
    return places.held(node.text or "", levels) if node is not None else None


def is_rectangle(book: Package, cells: Sequence[SeriesCells], view: ChartView, others: int) -> bool:
    """Whether the chart's data have a sheet of their own: heads in row 1, categories in column A, nothing beside them.

    `others` counts the references of the chart beside those to its data.
    """
    lines = [line for one in cells for held in one.all() for line in held.lines]
    heads = [line for one in cells if one.head for line in one.head.lines]
    sheets = {line.sheet for line in (*lines, *heads)}
    if len(sheets) > 1 or any(held.name or held.foreign for one in cells for held in one.all()):
        return False
    sheet = next(iter(sheets), "")
    if view.whole_sheet:
        plain = all(not line.across and line.row == 2 and line.rest is None for line in lines)
        return plain and min((line.column for line in lines), default=1) <= 2
    if others or view.levels:
        return False
    for one in cells:
        if one.head is not None and one.values is not None:
            (head, values) = one.head.lines[0], one.values.lines[0]
            if (head.row, head.column, len(one.head.lines)) != (1, values.column, 1):
                return False
    sizes = {line.count for line in lines}
    columns = {line.column for line in lines}
    plain = all(not line.across and line.row == 2 and line.rest is None for line in lines)
    if not plain or len(sizes) > 1 or columns != set(range(1, len(columns) + 1)):
        return False
    if any(one.categories is None or one.categories.lines[0].column != 1 for one in cells):
        return not lines and _is_blank(book)
    if any(
        b"<f" in book[part.part] or b":f>" in book[part.part]
        for part in sheet_parts(book)
        if part.is_worksheet
    ):
        return False
    if book_places(book).names:
        return False
    right, bottom = max(columns), max(sizes) + 1
    found = FoundCells(book.peek(worksheet_part(book, sheet)))
    return all(row <= bottom and column <= right for row, column in found.filled())


def _is_blank(book: Package) -> bool:
    return not any(True for _ in FoundCells(book.peek(worksheet_part(book))).filled())


class Target(Struct, frozen=True):
    """Where everything of a view goes: references of heads and values by column, of categories by series.

    `named` are series whose name stays as it is written, `computed` those whose cells calculate their values.
    `area` is the rectangle that is written anew; else `lines`, `title_cells` and `category_lines` say which cells are
    filled, and `left` which are left over. `growths` say what moved.
    """

    heads: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    named: frozenset[etree._Element] = frozenset()
    computed: Mapping[etree._Element, Line] = field(default_factory=dict)
    area: SheetArea | None = None
    lines: Mapping[str, Line] = field(default_factory=dict)
    title_cells: Mapping[str, Line] = field(default_factory=dict)
    category_lines: Mapping[int, tuple[Line, ...]] = field(default_factory=dict)
    left: frozenset[tuple[str, int, int]] = frozenset()
    growths: tuple[Growth, ...] = ()


def own_tags(series: etree._Element) -> Sequence[str]:
    """The elements of a series that hold its name, categories, values and further dimensions."""
    kind = plot_type(series)
    return tuple(dict.fromkeys(("tx", kind.categories, kind.values, *kind.dimensions.values())))


def is_computed(book: Package, held: Held) -> bool:
    """Whether formulas fill all cells that are read."""
    found = False
    for line in held.lines:
        cells = FoundCells(book.peek(worksheet_part(book, line.sheet)))
        for row, column in line.cells():
            cell = cells.find(row, column)
            if cell is None or len(cell) == 0:
                continue
            if first_child(cell, "f") is None:
                return False
            found = True
    return found


class Placing(Struct):
    """Room for a view where the series of its chart read their data, found step by step."""

    book: Package
    view: ChartView
    cells: Mapping[etree._Element, SeriesCells]
    lines: dict[str, Line] = field(default_factory=dict)
    heads: dict[str, Line] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    titles: dict[str, Line] = field(default_factory=dict)

    def place(self, found: Sequence[Series], filled: Mapping[int, ChartColumn]) -> Target:
        """All lines, once the workbook has followed those that grow or shrink."""
        count = len(self.view.categories)
        old = [line for one in self.cells.values() for held in one.all() for line in held.lines]
        known: dict[int, tuple[Line, ...]] = {}
        computed: dict[etree._Element, Line] = {}
        for series in found:
            column, own = filled.get(series.position), self.cells.get(series.node)
            if own is not None and own.categories is not None:
                known[series.position] = own.categories.lines
            if own is None:
                continue
            if column is not None:
                self._take(column, own)
            elif own.values is not None and is_computed(self.book, own.values):
                computed[series.node] = own.values.lines[0]
        self._find_heads()
        growths = _grow(self.book, list(dict.fromkeys([*old, *self.lines.values()])), count)
        moved = _MovedLines(growths)
        self.lines = {name: moved(line).sized(count) for name, line in self.lines.items()}
        self.heads = {name: moved(line) for name, line in self.heads.items()}
        self.titles = {name: moved(line) for name, line in self.titles.items()}
        computed = {node: moved(line).sized(count) for node, line in computed.items()}
        categories = {at: tuple(moved(line).sized(count) for line in own) for at, own in known.items()}
        self._find_room(categories, [moved(line) for line in old])
        shared = next(iter(categories.values()))
        categories = {series.position: categories.get(series.position, shared) for series in found}
        self._name(moved)
        return Target(
            {name: str(line) for name, line in self.heads.items()},
            {name: self.kept.get(name) or str(line) for name, line in self.lines.items()},
            {
                series.position: self._category_name(series) or references_text([categories[series.position]])
                for series in found
            },
            frozenset(self.cells),
            computed,
            None,
            self.lines,
            self.titles,
            {at: own for at, own in categories.items() if own not in self._dimension_lines()},
            self._left(map(moved, old), [*self.lines.values(), *computed.values()], categories),
            growths,
        )

    def _take(self, column: ChartColumn, own: SeriesCells) -> None:
        """Have a column go where a series of the template reads."""
        if own.values is not None:
            self.lines[column.name] = own.values.lines[0]
            self.kept[column.name] = own.values.name
        if own.head is not None:
            self.heads[column.name] = own.head.lines[0]
            if column.fills:
                self.titles[column.name] = own.head.lines[0]
        for name, other in column.dimensions.items():
            if name in own.dimensions:
                self.lines[other] = own.dimensions[name].lines[0]
                self.kept[other] = own.dimensions[name].name

    def _dimension_lines(self) -> list[tuple[Line, ...]]:
        """Categories of points that are a column of the view as well (`x`), which writes them."""
        return [(self.lines[other],) for column in self.view.columns for other in column.dimensions.values()]

    def _category_name(self, series: Series) -> str:
        own = self.cells.get(series.node)
        return own.categories.name if own is not None and own.categories is not None else ""

    def _left(
        self, old: Iterable[Line], used: Sequence[Line], categories: Mapping[int, tuple[Line, ...]]
    ) -> frozenset[tuple[str, int, int]]:
        kept = {(line.sheet, *at) for line in used for at in line.cells()}
        kept |= {(line.sheet, *at) for own in categories.values() for line in own for at in line.cells()}
        return frozenset({(line.sheet, *at) for line in old for at in line.cells()} - kept)

    def _name(self, moved: _MovedLines) -> None:
        """Have defined names stand for the cells that hold the data now."""
        count = len(self.view.categories)
        for one in self.cells.values():
            for held in one.all():
                if held.name:
                    lines = [moved(line).sized(count) for line in held.lines]
                    set_defined_name(self.book, held.name, references_text([lines]))

    def _find_heads(self) -> None:
        """Columns that no series fills, where the sheet has one of their name beside the data."""
        missing = [column.name for column in self.view.columns if column.name not in self.lines]
        model = next((name for name in self.heads if name in self.lines), None)
        if model is None or not missing:
            return
        head, line = self.heads[model], replace(self.lines[model], rest=None)
        texts = _texts_beside(self.book, head, across=line.across)
        taken = {one.beside for one in self.lines.values() if one.sheet == line.sheet}
        for name in missing:
            at = texts.get(name)
            if at is not None and at not in taken:
                self.lines[name] = replace(line, row=at) if line.across else replace(line, column=at)
                self.heads[name] = replace(head, row=at) if line.across else replace(head, column=at)

    def _find_room(self, categories: dict[int, tuple[Line, ...]], old: Sequence[Line]) -> None:
        """Lines beside those that are there for columns that have none."""
        count = len(self.view.categories)
        model = next(
            (line for line in (*self.lines.values(), *(own[-1] for own in categories.values()))), None
        )
        if model is None:
            model = Line(first_sheet(self.book), 2, 1, count)
        model = replace(model.sized(count), rest=None, count=count)
        cells = FoundCells(self.book.peek(worksheet_part(self.book, model.sheet)))
        head = next((line for line in self.heads.values()), None)
        at = model.first - 1 if head is None else head.column if model.across else head.row
        standing = [line.beside for line in (*old, *self.lines.values()) if line.sheet == model.sheet]
        sides = [row if model.across else column for row, column in cells.filled()]
        place = max(standing, default=max(sides, default=0))

        def free() -> Line:
            nonlocal place
            place += 1
            while not _is_free(cells, model, place, at):
                place += 1
            return replace(model, row=place) if model.across else replace(model, column=place)

        if not categories:
            categories[0] = (free(),)
        for column in self.view.columns:
            if column.name not in self.lines:
                self.lines[column.name] = line = free()
                if at >= 1:
                    row, side = (line.row, at) if model.across else (at, line.column)
                    self.heads[column.name] = self.titles[column.name] = Line(model.sheet, row, side)


class _MovedLines:
    """Lines as they stand once all stretches are done."""

    def __init__(self, growths: Iterable[Growth]) -> None:
        self._growths = tuple(growths)

    def __call__(self, line: Line) -> Line:
        for growth in self._growths:
            line = growth.line(line)
        return line


def _grow(book: Package, lines: Sequence[Line], count: int) -> tuple[Growth, ...]:
    """Have the workbook follow lines that are to hold `count` cells, those furthest down first."""
    groups: dict[tuple[str, bool, int, int], list[Line]] = {}
    wanted: dict[tuple[str, bool, int, int], int] = {}
    for line in lines:
        end = line.end
        key = (end.sheet, end.across, end.first, end.count)
        groups.setdefault(key, []).append(end)
        wanted[key] = max(count - (line.size - end.count), 1)
    done: list[Growth] = []
    for key in sorted(groups, key=lambda one: -one[2]):
        sheet, *_, size = key
        if wanted[key] == size:
            continue
        moved = _MovedLines(done)
        group = [moved(line) for line in groups[key]]
        cells = FoundCells(book.peek(worksheet_part(book, sheet)))
        growth = growth_of(group, group[0].first + wanted[key] - 1, cells)
        follow(book, growth)
        done.append(growth)
    return tuple(done)


def _texts_beside(book: Package, head: Line, *, across: bool) -> dict[str, int]:
    """The texts that stand beside a head, with their columns (or rows)."""
    strings = shared_strings(book)
    cells = FoundCells(book.peek(worksheet_part(book, head.sheet)))
    found: dict[str, int] = {}
    for row, column in cells.filled():
        at, side = (column, row) if across else (row, column)
        cell = cells.find(row, column)
        if at == (head.column if across else head.row) and cell is not None:
            content = read_cell(cell, strings).content
            if isinstance(content, str):
                found.setdefault(content, side)
    return found


def _is_free(cells: FoundCells, model: Line, place: int, head: int) -> bool:
    if place > (MAX_ROW if model.across else MAX_COLUMN):
        return True
    places = (max(head, 1), *range(model.first, model.first + model.count))
    return all(cells.is_blank(*((place, at) if model.across else (at, place))) for at in places)
