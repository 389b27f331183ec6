"""What a finished deck says: texts, tables, charts with their workbooks, alternative texts, notes, comments.

slide 3  "key_left"       table         cell 1,2                        JPY176.1 bn
slide 8  "revenue_chart"  chart         series "Total", 4Q17, value     48439
slide 8  "revenue_chart"  cells         Data!D9                         48439
slide 8                   notes         line 2                          ... source lines 177, 179

A verification has the paragraphs of shapes, tables and groups from python-pptx, which had no part in writing them.
Charts, alternative texts, comments, diagrams and properties, which no foreign reader tells whole, come from the
parts themselves (ECMA-376 part 1, 19.3 and 21.1).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package, write_package
from reportgen.office.sheets import relationship_id
from reportgen.office.slide_shapes import Shape, paragraph_text, placeholder_type, shapes
from reportgen.office.xml import local_name, qn
from reportgen.verify.cells import SheetGrids
from reportgen.verify.chart_texts import chart_occurrences
from reportgen.verify.numbers import Home, TextOccurrence
from reportgen.verify.workbook_texts import embedded_occurrences, property_occurrences

_GROUP = qn("p:grpSp")
TextOf = Callable[[etree._Element], str]
GridsOf = Callable[[Package], SheetGrids]
# What PowerPoint writes itself whenever it draws the slide.
_OWN_NUMBERS = ("slidenum",)
_BOOKS = (".xlsx", ".xlsm")


class SlidePart(Struct, frozen=True):
    """One slide: its number from 1, its id in the presentation, its part and that of its notes."""

    number: int
    identity: str
    part: str
    notes: str

    def home(self, kind: str, shape: Shape | None = None) -> Home:
        """The home of what stands on this slide, or in a shape of it."""
        if shape is None:
            return Home(kind, self.number, self.identity)
        return Home(kind, self.number, self.identity, shape.identity, shape.name)


class SlideReader(Struct, frozen=True):
    """Gives the tree of a slide's, notes' or layout's part, and the text of a paragraph in it."""

    root: Callable[[str], etree._Element]
    text: TextOf


def slides_as_written(package: Package) -> SlideReader:
    """The reader of this house: what a build knows of the texts it wrote."""
    return SlideReader(package.peek, paragraph_text)


def read_slides(package: Package) -> SlideReader:
    """The texts as python-pptx gives them; a finding where it cannot read the deck.

    What it has no objects for (alternatives for other programs, diagrams, formulas inside a paragraph) is read from
    the same trees as it stands.
    """
    from pptx import Presentation  # slow to load, and a build needs none of it

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
            Issue("not-a-presentation", message, Place(package.name), found=str(error))
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


def slide_parts(package: Package) -> tuple[SlidePart, ...]:
    """The slides in the order they are shown."""
    main = _presentation_part(package)
    found: list[SlidePart] = []
    for number, node in enumerate(package.peek(main).iterfind("{*}sldIdLst/{*}sldId"), start=1):
        part = package.target(main, relationship_id(node) or "")
        if part is None or part not in package:
            continue
        notes = next((name for name in package.related(part, "notesSlide") if name in package), "")
        found.append(SlidePart(number, node.get("id", ""), part, notes))
    return tuple(found)


def slide_title(slide: etree._Element) -> str:
    """The title of a slide, of one without a title the first words that stand on it; empty where none do."""
    leaves = [one for one in shapes(slide) if one.node.tag != _GROUP and one.table is None]
    titles = [one for one in leaves if placeholder_type(one) in ("title", "ctrTitle")]
    for shape in (*titles, *leaves):
        for paragraph in shape.node.iter(qn("a:p")):
            if words := paragraph_text(paragraph).split():
                return " ".join(words)
    return ""


def _presentation_part(package: Package) -> str:
    return next(
        part
        for part in package.related("/", "officeDocument")
        if part in package and local_name(package.peek(part)) == "presentation"
    )


def deck_occurrences(package: Package, slides: SlideReader, grids_of: GridsOf) -> Iterator[TextOccurrence]:
    """Everything with words or digits, slide by slide, then layouts and properties.

    `slides` reads texts, `grids_of` the cells of workbooks; all else is read from the parts as it stands.
    """
    for slide in slide_parts(package):
        for shape in shapes(slides.root(slide.part)):
            yield from _shape(package, slide, shape, slides.text)
            yield from _chart(package, slide, shape, grids_of)
            yield from _diagram(package, slide, shape)
        yield from _beside(package, slide, slides)
    yield from _layouts(package, slides)
    yield from property_occurrences(package)


def chart_part_of(package: Package, slide: str, shape: Shape) -> str | None:
    """The chart part of a shape, also of a newer kind; None for any other shape."""
    if shape.node.tag == _GROUP:
        return None
    for node in shape.node.iter("{*}chart"):
        part = package.target(slide, relationship_id(node) or "")
        if part is not None and part in package:
            return part
    return None


def workbook_behind(package: Package, chart: str) -> Package | None:
    """The workbook embedded behind a chart; None where there is none that can be read."""
    node = next(package.peek(chart).iter("{*}externalData"), None)
    part = package.target(chart, relationship_id(node) or "") if node is not None else None
    if part is None or part not in package or not part.lower().endswith(_BOOKS):
        return None
    return package.embedded(part)


def _shape(package: Package, slide: SlidePart, shape: Shape, text_of: TextOf) -> Iterator[TextOccurrence]:
    """A shape's alternative texts and its paragraphs, or the cells of its table by row and column from 1."""
    properties = shape.properties
    for attribute in ("descr", "title"):
        text = properties.get(attribute) if properties is not None else None
        if text:
            yield TextOccurrence(slide.home("alternative", shape), attribute, text)
    if shape.node.tag == _GROUP:
        return
    if shape.table is None:
        for number, paragraph in enumerate(shape.node.iter(qn("a:p")), start=1):
            text = _text(paragraph, slide.number, text_of)
            yield TextOccurrence(slide.home("text", shape), f"paragraph {number}", text)
        return
    for row, line in enumerate(shape.table.findall(qn("a:tr")), start=1):
        for column, cell in enumerate(line.findall(qn("a:tc")), start=1):
            text = "\n".join(text_of(p) for p in cell.iter(qn("a:p")))
            yield TextOccurrence(slide.home("table", shape), f"cell {row},{column}", text)


def _chart(package: Package, slide: SlidePart, shape: Shape, grids_of: GridsOf) -> Iterator[TextOccurrence]:
    """A shape's chart, the workbook behind it, and what is drawn on it."""
    chart = chart_part_of(package, slide.part, shape)
    if chart is None:
        return
    yield from chart_occurrences(package.peek(chart), slide.home("chart", shape))
    book = workbook_behind(package, chart)
    if book is not None:
        yield from embedded_occurrences(book, slide.home("cells", shape), grids_of(book))
    for part in package.related(chart, "chartUserShapes"):
        yield from _drawn(package, part, slide.home("text", shape), "drawn on the chart")


def _diagram(package: Package, slide: SlidePart, shape: Shape) -> Iterator[TextOccurrence]:
    if shape.node.tag == _GROUP:
        return
    for node in shape.node.iter(qn("dgm:relIds")):
        data = package.target(slide.part, node.get(qn("r:dm"), ""))
        for part in (data, *package.related(slide.part, "diagramDrawing")):
            yield from _drawn(package, part, slide.home("text", shape), "diagram")


def _drawn(package: Package, part: str | None, home: Home, at: str) -> Iterator[TextOccurrence]:
    """The paragraphs of a part that belongs to a shape."""
    if part is not None and part in package:
        for paragraph in package.peek(part).iter(qn("a:p")):
            yield TextOccurrence(home, at, paragraph_text(paragraph))


def _beside(package: Package, slide: SlidePart, slides: SlideReader) -> Iterator[TextOccurrence]:
    """Speaker notes and comments."""
    if slide.notes:
        leaves = (one for one in shapes(slides.root(slide.notes)) if one.node.tag != _GROUP)
        paragraphs = (paragraph for one in leaves for paragraph in one.node.iter(qn("a:p")))
        for number, paragraph in enumerate(paragraphs, start=1):
            text = _text(paragraph, slide.number, slides.text)
            yield TextOccurrence(slide.home("notes"), f"line {number}", text)
    for kind in ("comments", "comment"):
        for part in package.related(slide.part, kind):
            if part in package:
                for node in package.peek(part).iter():
                    if local_name(node) in ("text", "t") and node.text:
                        yield TextOccurrence(slide.home("comment"), "comment", node.text)


def _text(paragraph: etree._Element, slide: int, text_of: TextOf) -> str:
    """The paragraph's text, without the slide's own number where it is right."""
    fields = [node for node in paragraph.findall(qn("a:fld")) if node.get("type") in _OWN_NUMBERS]
    shown = {node.findtext(qn("a:t"), "") for node in fields}
    if not fields or not shown <= {str(slide), "\u2039#\u203a", ""}:
        return text_of(paragraph)
    text = [n.text or "" for n in paragraph.iter(qn("a:t")) if n.getparent() not in fields]
    return "".join(text)


def _layouts(package: Package, slides: SlideReader) -> Iterator[TextOccurrence]:
    """Texts of layouts and masters, which every slide on them shows."""
    for master in package.related(_presentation_part(package), "slideMaster"):
        for part in (master, *package.related(master, "slideLayout")):
            if part in package:
                for number, paragraph in enumerate(slides.root(part).iter(qn("a:p")), start=1):
                    text = _text(paragraph, 0, slides.text)
                    yield TextOccurrence(Home("layout", part=part), f"paragraph {number}", text)
