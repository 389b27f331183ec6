"""The texts of slides, notes and layouts as python-pptx reads them, which had no part in writing them.

It tells the paragraphs of its shapes, tables and groups. What it has no objects for (alternatives for other
programs, diagrams, formulas inside a paragraph) is read from the same trees as it stands.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package, write_package
from reportgen.office.slide_shapes import paragraph_text


@dataclass(frozen=True)
class SlideReader:
    """Gives the tree of a slide's, notes' or layout's part, and the text of a paragraph in it."""

    root: Callable[[str], etree._Element]
    text: Callable[[etree._Element], str]


def slides_as_written(package: Package) -> SlideReader:
    """The reader of this house: what a build knows of the texts it wrote."""
    return SlideReader(package.peek, paragraph_text)


def read_slides(package: Package) -> SlideReader:
    """The texts as python-pptx gives them; a finding where it cannot read the deck."""
    from pptx import Presentation

    try:
        deck = Presentation(io.BytesIO(write_package(package, packed=False)))
        # Asked for its slides, python-pptx names their parts anew in the order they are shown.
        names = {part: str(part.partname) for part in deck.part.package.iter_parts()}
        pages = [*_pages(deck)]
        roots = {names[page.part]: page.element for page in pages}
        texts = {one._p: one.text.replace("\v", "\n") for page in pages for one in _paragraphs(page.shapes)}
    except (KeyError, ValueError, TypeError, AttributeError, etree.XMLSyntaxError) as error:
        message = "python-pptx, which reads decks for comparison, cannot read this file"
        raise FindingsError(
            [Issue("not-a-presentation", message, Place(package.name), found=str(error))]
        ) from None

    def root(part: str) -> etree._Element:
        return roots[part] if part in roots else package.peek(part)

    def text(paragraph: etree._Element) -> str:
        whole, told = paragraph_text(paragraph), texts.get(paragraph, "")
        return told if len(told) >= len(whole) else whole

    return SlideReader(root, text)


def _pages(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        yield slide
        if slide.has_notes_slide:
            yield slide.notes_slide
    for master in deck.slide_masters:
        yield master
        yield from master.slide_layouts


def _paragraphs(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _paragraphs(shape.shapes)
        elif shape.has_text_frame and shape.element.txBody is not None:  # asked for, it would be made
            yield from shape.text_frame.paragraphs
        elif shape.has_table:
            for row in shape.table.rows:
                for cell in row.cells:
                    yield from cell.text_frame.paragraphs
