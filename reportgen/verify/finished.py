"""A finished workbook or deck, opened with everything that it can be compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Place
from reportgen.core.structs import replace
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import Kind, kind_of
from reportgen.office.sheets import SheetPart, sheet_parts
from reportgen.office.slide_shapes import shapes
from reportgen.pptx.as_built import built_slide
from reportgen.project.files import read_file
from reportgen.verify.bindings import (
    BoundCell,
    BoundText,
    BuildMark,
    SeenCell,
    bindings_of,
    bound_cells,
    bound_slides,
    bound_texts,
    build_mark,
    seen_cells,
)
from reportgen.verify.cells import Cell, Grid, SheetGrids
from reportgen.verify.chart_texts import related_charts
from reportgen.verify.deck_texts import (
    chart_part_of,
    deck_occurrences,
    read_slides,
    slide_parts,
    slides_as_written,
    workbook_behind,
)
from reportgen.verify.numbers import TextOccurrence
from reportgen.verify.workbook_texts import workbook_occurrences


class Book(Struct, frozen=True):
    """One workbook of a finished file: the shape it stands behind, if any, its place, its sheets and charts."""

    behind: str
    place: Place
    grids: SheetGrids
    charts: tuple[tuple[Place, etree._Element], ...]


class FoundCell(NamedTuple):
    """A bound cell of a workbook with what stands there; None where it is empty or its sheet is gone."""

    bound: BoundCell
    cell: Cell | None


class DeckShapes(Struct, frozen=True):
    """The texts of a deck by slide id, shape id and kind."""

    by_shape: Mapping[tuple[str, str, str], list[TextOccurrence]]
    notes: Mapping[str, list[TextOccurrence]]

    def of_shape(self, bound: BoundText, kind: str) -> Sequence[TextOccurrence]:
        """The occurrences of one kind in a bound text's shape."""
        return self.by_shape.get((bound.slide_id, bound.shape_id, kind), [])

    def cells_of(self, bound: BoundText) -> dict[tuple[int, int], str]:
        """The cells of a bound text's table by row and column from 1, heads counted."""
        found = {}
        for occurrence in self.of_shape(bound, "table"):
            row, _, column = occurrence.at.removeprefix("cell ").partition(",")
            found[int(row), int(column)] = occurrence.text
        return found

    def holds(self, bound: BoundText) -> bool:
        """Whether the shape is still there."""
        return any(key[:2] == (bound.slide_id, bound.shape_id) for key in self.by_shape)


class FinishedFile(Struct, frozen=True, eq=False, dict=True):
    """A finished deck or workbook; whatever is asked of it is read once, when it is first asked for.

    It is read by programs of other hands, or `as_written`, by the readers of this house, which a build seals with.
    """

    package: Package
    kind: Kind
    as_written: bool = False
    _grids: dict[Package, SheetGrids] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.package.name

    @cached_property
    def worksheets(self) -> Mapping[str, SheetPart]:
        """The worksheets of a workbook by name, in tab order."""
        parts = sheet_parts(self.package) if self.kind == "workbook" else ()
        return {sheet.name: sheet for sheet in parts if sheet.is_worksheet}

    @cached_property
    def occurrences(self) -> tuple[TextOccurrence, ...]:
        """Everything with words or digits that stands in no cell of the file's own worksheets."""
        if self.kind == "workbook":
            return tuple(workbook_occurrences(self.package))
        slides = slides_as_written(self.package) if self.as_written else read_slides(self.package)
        return tuple(deck_occurrences(self.package, slides, self.grids_of))

    @property
    def grids(self) -> Mapping[str, Grid]:
        """The file's own worksheets by name, in tab order; a deck has none."""
        return self.grids_of(self.package) if self.kind == "workbook" else {}

    def grids_of(self, package: Package) -> SheetGrids:
        """The worksheets of this workbook, or of one behind a chart of this deck."""
        if package not in self._grids:
            self._grids[package] = SheetGrids(package, self.as_written)
        return self._grids[package]

    @cached_property
    def numbers(self) -> int:
        """How many numbers the file shows or keeps."""
        return sum(len(occurrence.numbers) for occurrence in self.occurrences) + sum(
            len(grid.numbers) for grid in self.grids.values()
        )

    @cached_property
    def bindings(self) -> etree._Element | None:
        """What the file says of itself; None where it says nothing."""
        return bindings_of(self.package)

    @cached_property
    def mark(self) -> BuildMark | None:
        """What the file was built from."""
        return build_mark(self.bindings) if self.bindings is not None else None

    @cached_property
    def texts(self) -> tuple[BoundText, ...]:
        """The bound texts of a deck."""
        return tuple(bound_texts(self.bindings)) if self.bindings is not None else ()

    @cached_property
    def guests(self) -> Mapping[BuildMark, tuple[BoundText, ...]]:
        """The texts of slides that the deck's bindings do not know, as the tags of each have them, by its build."""
        found: dict[BuildMark, tuple[BoundText, ...]] = {}
        own = bound_slides(self.bindings) if self.bindings is not None else frozenset()
        for slide in slide_parts(self.package) if self.kind == "deck" else ():
            built = built_slide(self.package, slide.part) if slide.identity not in own else None
            root = bindings_of(built.package) if built is not None else None
            mark = build_mark(root) if root is not None else None
            if root is not None and mark is not None:
                texts = (
                    replace(one, slide=slide.number, slide_id=slide.identity) for one in bound_texts(root)
                )
                found[mark] = (*found.get(mark, ()), *texts)
        return found

    @cached_property
    def cells(self) -> tuple[BoundCell, ...]:
        """The bound cells of a workbook."""
        return tuple(bound_cells(self.bindings)) if self.bindings is not None else ()

    @cached_property
    def shown(self) -> tuple[FoundCell, ...]:
        """The bound cells of a workbook with what stands there now."""
        grids = self.grids
        return tuple(
            FoundCell(bound, grids[bound.sheet].at(bound.at) if bound.sheet in grids else None)
            for bound in self.cells
        )

    @property
    def bound_figures(self) -> int:
        """How many figures the file says that it shows."""
        guests = (text for texts in self.guests.values() for text in texts)
        return len(self.cells) + sum(len(text.figures) for text in (*self.texts, *guests))

    @cached_property
    def shapes(self) -> DeckShapes:
        """The texts of a deck, by where they stand."""
        by_shape: dict[tuple[str, str, str], list[TextOccurrence]] = defaultdict(list)
        notes: dict[str, list[TextOccurrence]] = defaultdict(list)
        for occurrence in self.occurrences:
            home = occurrence.home
            if home.kind == "notes":
                notes[home.slide_id].append(occurrence)
            elif home.slide_id:
                by_shape[home.slide_id, home.shape_id, home.kind].append(occurrence)
        return DeckShapes(by_shape, notes)

    @cached_property
    def table_cells(self) -> Mapping[BoundText, SeenCell]:
        """Where each bound cell of a deck's tables is on its slide."""
        tables: dict[tuple[str, str, str], list[BoundText]] = defaultdict(list)
        for bound in self.texts:
            if bound.kind == "table":
                tables[bound.slide_id, bound.shape_id, bound.name].append(bound)
        found: dict[BoundText, SeenCell] = {}
        for group in tables.values():
            found |= seen_cells(group, self.shapes.cells_of(group[0]))
        return found

    def books(self) -> Iterator[Book]:
        """The workbook with the charts on its sheets; of a deck, the workbook behind each chart, with that chart."""
        package, name = self.package, self.name
        if self.kind == "workbook":
            charts = tuple(
                (Place(name, sheet=sheet.name, part=part), package.peek(part))
                for sheet in sheet_parts(package)
                for drawing in package.related(sheet.part, "drawing")
                if drawing in package
                for part in related_charts(package, drawing)
            )
            yield Book("", Place(name), self.grids_of(package), charts)
            return
        for slide in slide_parts(package):
            for shape in shapes(package.peek(slide.part)):
                part = chart_part_of(package, slide.part, shape)
                book = workbook_behind(package, part) if part is not None else None
                if part is not None and book is not None:
                    place = Place(name, slide=slide.number, shape=shape.name)
                    yield Book(shape.name, place, self.grids_of(book), ((place, package.peek(part)),))


def open_finished(file: Path, *, as_written: bool = False) -> FinishedFile:
    """A finished workbook or deck; a finding for every other file."""
    return finished(open_package(read_file(file), file.name), as_written=as_written)


def finished(package: Package, *, as_written: bool = False) -> FinishedFile:
    """A finished file from its package."""
    return FinishedFile(package, kind_of(package), as_written)
