"""What a finished deck says: texts, tables, charts with their workbooks, alternative texts, notes, comments.

slide 3  "key_left"       table         cell 1,2                        JPY176.1 bn
slide 8  "revenue_chart"  chart         series "Total", 4Q17, value     48439
slide 8  "revenue_chart"  cells         Data!D9                         48439
slide 8                   notes         line 2                          ... source lines 177, 179

Texts and cells come from the readers that are handed in; charts, alternative texts, comments, diagrams and
properties, which no foreign reader tells whole, from the parts themselves (ECMA-376 part 1, 19.3 and 21.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package
from reportgen.office.sheets import relationship_id
from reportgen.office.slide_shapes import Shape, paragraph_text, shapes
from reportgen.office.xml import local_name, qn
from reportgen.verify.cells import GridReader
from reportgen.verify.numbers import Home, TextOccurrence
from reportgen.verify.read_chart import chart_carriers
from reportgen.verify.read_slides import SlideReader
from reportgen.verify.read_workbook import embedded_carriers, property_carriers

_GROUP = qn("p:grpSp")
TextOf = Callable[[etree._Element], str]
# What PowerPoint writes itself whenever it draws the slide.
_OWN_NUMBERS = ("slidenum",)
_BOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class SlidePart:
    """One slide: its number from 1, its id in the presentation, its part and that of its notes."""

    number: int
    identity: str
    part: str
    notes: str


def presentation_part(package: Package) -> str:
    """The presentation's main part; a finding where the package holds none."""
    for part in package.related("/", "officeDocument"):
        if part in package and local_name(package.peek(part)) == "presentation":
            return part
    raise FindingsError([Issue("not-a-presentation", "this file holds no presentation", Place(package.name))])


def slide_parts(package: Package) -> tuple[SlidePart, ...]:
    """The slides in the order they are shown."""
    main = presentation_part(package)
    found: list[SlidePart] = []
    for number, node in enumerate(package.peek(main).iterfind("{*}sldIdLst/{*}sldId"), start=1):
        part = package.target(main, relationship_id(node) or "")
        if part is None or part not in package:
            continue
        notes = next((name for name in package.related(part, "notesSlide") if name in package), "")
        found.append(SlidePart(number, node.get("id", ""), part, notes))
    return tuple(found)


def deck_carriers(package: Package, slides: SlideReader, grids: GridReader) -> Iterator[TextOccurrence]:
    """Everything with words or digits, slide by slide, then layouts and properties.

    `slides` reads texts, `grids` the cells of workbooks; all else is read from the parts as it stands.
    """
    for slide in slide_parts(package):
        for shape in shapes(slides.root(slide.part)):
            yield from _shape(package, slide, shape, slides.text, grids)
        yield from _beside(package, slide, slides)
    yield from _frames_of_pages(package, slides)
    yield from property_carriers(package)


def chart_part_of(package: Package, slide: str, shape: Shape) -> str | None:
    """The chart part of a shape, also of a newer kind; None for any other shape."""
    if shape.node.tag == _GROUP:
        return None
    for node in shape.node.iter():
        if (local_name(node) == "chart" and node.tag != qn("c:chart")) or node.tag == qn("c:chart"):
            rid = relationship_id(node)
            part = package.target(slide, rid) if rid else None
            if part is not None and part in package:
                return part
    return None


def workbook_behind(package: Package, chart: str) -> Package | None:
    """The workbook embedded behind a chart; None where there is none that can be read."""
    node = next((n for n in package.peek(chart).iter() if local_name(n) == "externalData"), None)
    rid = relationship_id(node) if node is not None else None
    part = package.target(chart, rid) if rid else None
    if part is None or part not in package or not part.lower().endswith(_BOOKS):
        return None
    return package.embedded(part)


def _table_cells(table: etree._Element, text_of: TextOf) -> Iterator[tuple[int, int, str]]:
    """Row and column from 1, and text, of all cells of a table."""
    for row, line in enumerate(table.findall(qn("a:tr")), start=1):
        for column, cell in enumerate(line.findall(qn("a:tc")), start=1):
            yield row, column, "\n".join(text_of(p) for p in cell.iter(qn("a:p")))


def _beside(package: Package, slide: SlidePart, slides: SlideReader) -> Iterator[TextOccurrence]:
    if slide.notes:
        home = Home("notes", slide.number, slide.identity)
        yield from _notes(slides.root(slide.notes), home, slides.text)
    for kind in ("comments", "comment"):
        for part in package.related(slide.part, kind):
            if part in package:
                home = Home("comment", slide.number, slide.identity)
                for node in package.peek(part).iter():
                    if local_name(node) in ("text", "t") and node.text:
                        yield TextOccurrence(home, "comment", node.text)


def _shape(
    package: Package, slide: SlidePart, shape: Shape, text_of: TextOf, grids: GridReader
) -> Iterator[TextOccurrence]:
    def home(kind: str) -> Home:
        return Home(kind, slide.number, slide.identity, shape.identity, shape.name)

    properties = shape.properties
    for attribute in ("descr", "title"):
        text = properties.get(attribute) if properties is not None else None
        if text:
            yield TextOccurrence(home("alternative"), attribute, text)
    if shape.node.tag == _GROUP:
        return
    if shape.table is not None:
        for row, column, text in _table_cells(shape.table, text_of):
            yield TextOccurrence(home("table"), f"cell {row},{column}", text)
        return
    for number, paragraph in enumerate(shape.node.iter(qn("a:p")), start=1):
        yield TextOccurrence(home("text"), f"paragraph {number}", _text(paragraph, slide.number, text_of))
    chart = chart_part_of(package, slide.part, shape)
    if chart is not None:
        yield from chart_carriers(package.peek(chart), home("chart"))
        book = workbook_behind(package, chart)
        if book is not None:
            yield from embedded_carriers(book, home("cells"), grids)
        for part in package.related(chart, "chartUserShapes"):
            if part in package:
                for paragraph in package.peek(part).iter(qn("a:p")):
                    yield TextOccurrence(home("text"), "drawn on the chart", paragraph_text(paragraph))
    for node in shape.node.iter(qn("dgm:relIds")):
        data = package.target(slide.part, node.get(qn("r:dm"), ""))
        drawings = package.related(slide.part, "diagramDrawing")
        for drawn in (data, *drawings):
            if drawn is not None and drawn in package:
                for paragraph in package.peek(drawn).iter(qn("a:p")):
                    yield TextOccurrence(home("text"), "diagram", paragraph_text(paragraph))


def _text(paragraph: etree._Element, slide: int, text_of: TextOf) -> str:
    """The paragraph's text, without the slide's own number where it is right."""
    fields = [node for node in paragraph.findall(qn("a:fld")) if node.get("type") in _OWN_NUMBERS]
    shown = {node.findtext(qn("a:t"), "") for node in fields}
    if not fields or not shown <= {str(slide), "\u2039#\u203a", ""}:
        return text_of(paragraph)
    text = [n.text or "" for n in paragraph.iter(qn("a:t")) if n.getparent() not in fields]
    return "".join(text)


def _notes(root: etree._Element, home: Home, text_of: TextOf) -> Iterator[TextOccurrence]:
    number = 0
    for shape in shapes(root):
        if shape.node.tag == _GROUP:
            continue
        for paragraph in shape.node.iter(qn("a:p")):
            number += 1
            yield TextOccurrence(home, f"line {number}", _text(paragraph, home.slide, text_of))


def _frames_of_pages(package: Package, slides: SlideReader) -> Iterator[TextOccurrence]:
    """Texts of layouts and masters, which every slide on them shows."""
    main = presentation_part(package)
    for master in package.related(main, "slideMaster"):
        for part in (master, *package.related(master, "slideLayout")):
            if part in package:
                for number, paragraph in enumerate(slides.root(part).iter(qn("a:p")), start=1):
                    text = _text(paragraph, 0, slides.text)
                    yield TextOccurrence(Home("layout", part=part), f"paragraph {number}", text)
