"""The workbooks in a finished file, each with its sheets and the charts that read them.

a workbook   itself, and the charts on its sheets
a deck       the workbook behind each chart of a slide, and that chart
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from reportgen.diagnostics import Place
from reportgen.opc import Package
from reportgen.parts.sheets import sheet_parts
from reportgen.parts.slide_shapes import shapes
from reportgen.verify.cells import Grid
from reportgen.verify.inventory import Finished
from reportgen.verify.read_cells import read_grids
from reportgen.verify.read_chart import related_charts
from reportgen.verify.read_deck import chart_part_of, slide_parts, workbook_behind


@dataclass(frozen=True)
class Book:
    """One workbook: the shape it stands behind (empty for a file of its own), its place, sheets and charts."""

    behind: str
    place: Place
    package: Package
    grids: tuple[Grid, ...]
    charts: tuple[tuple[Place, etree._Element], ...]


def books(finished: Finished) -> Iterator[Book]:
    """All workbooks of a finished file."""
    package, name = finished.package, finished.name
    if finished.kind == "workbook":
        charts = tuple(
            (Place(name, sheet=sheet.name, part=part), package.peek(part))
            for sheet in sheet_parts(package)
            for drawing in package.related(sheet.part, "drawing")
            if drawing in package
            for part in related_charts(package, drawing)
        )
        yield Book("", Place(name), package, finished.grids, charts)
        return
    for slide in slide_parts(package):
        for shape in shapes(package.peek(slide.part)):
            part = chart_part_of(package, slide.part, shape)
            book = workbook_behind(package, part) if part is not None else None
            if part is not None and book is not None:
                place = Place(name, slide=slide.number, shape=shape.name)
                yield Book(shape.name, place, book, read_grids(book), ((place, package.peek(part)),))
