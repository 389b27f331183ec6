"""The place of a fault in a template as its author sees it: cells around a cell, the shapes of a slide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.findings import FindingsError, Place
from reportgen.office.addresses import column_letters, split_address
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text, shapes
from reportgen.office.xml import qn
from reportgen.pptx.fit import frame_of
from reportgen.pptx.inherited import EMU_PER_POINT, StyleBook
from reportgen.pptx.library import presentation_part
from reportgen.pptx.measure import FontBook
from reportgen.verify.deck_texts import slide_parts
from reportgen.verify.finished import finished

_ABOVE, _BESIDE = 4, 3
_LONGEST = 60


class NearCell(NamedTuple):
    """One cell near a fault: what was typed into it, and whether the fault is its own."""

    text: str
    here: bool


class CellsAround(Struct, frozen=True):
    """The cells around one: the letters of their columns, and each row with its number."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[NearCell, ...]], ...]


class DrawnShape(NamedTuple):
    """One shape of a slide, in points: where it is, the beginning of its text, and whether the fault is its own."""

    x: float
    y: float
    width: float
    height: float
    text: str
    here: bool


class DrawnSlide(Struct, frozen=True):
    """A slide as the rectangles of its shapes, in points."""

    width: float
    height: float
    shapes: tuple[DrawnShape, ...]


def cells_around(package: Package, place: Place) -> CellsAround | None:
    """The cells around that of a place; None where the workbook has no such cell."""
    try:
        row, column = split_address(place.cell.partition(":")[0])
        cells = finished(package, as_written=True).grids[place.sheet].cells
    except (FindingsError, ValueError, KeyError):
        return None
    columns = range(max(1, column - _BESIDE), column + _BESIDE + 1)
    return CellsAround(
        tuple(map(column_letters, columns)),
        tuple(
            (
                line,
                tuple(
                    NearCell(
                        "" if cell is None else f"={cell.formula}" if cell.formula else cell.value or "",
                        (line, at) == (row, column),
                    )
                    for at in columns
                    for cell in [cells.get((line, at))]
                ),
            )
            for line in range(max(1, row - _ABOVE), row + _ABOVE + 1)
        ),
    )


def drawn_slide(package: Package, place: Place) -> DrawnSlide | None:
    """The slide of a place; None where the deck has no such slide."""
    try:
        part = next(one.part for one in slide_parts(package) if one.number == place.slide)
        size = package.peek(presentation_part(package)).find(qn("p:sldSz"))
    except (FindingsError, StopIteration):
        return None
    if size is None:
        return None
    width, height = (int(size.get(name, "0")) / EMU_PER_POINT for name in ("cx", "cy"))
    return DrawnSlide(width, height, tuple(_shapes(package, part, place.shape)))


def _shapes(package: Package, part: str, name: str) -> Iterator[DrawnShape]:
    inherited = StyleBook(package, FontBook()).of(part)
    for shape in shapes(package.peek(part)):
        frame = frame_of(shape, inherited)
        if frame is not None and frame.width > 0 and frame.height > 0:
            text = " ".join(" ".join(map(paragraph_text, shape.paragraphs())).split()) or shape.name
            yield DrawnShape(
                frame.x,
                frame.y,
                frame.width,
                frame.height,
                text[:_LONGEST],
                bool(name) and shape.name == name,
            )
