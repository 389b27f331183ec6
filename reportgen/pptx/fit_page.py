"""What is done on a filled page so that its texts fit: shorter forms, smaller sizes, higher rows, more pages.

words   title: Consolidated Financial Results for FY2017     title_short: FY2017 Results
page results (1/2)   head | 14 rows          the page of a long table is repeated, the rows shared out,
page results (2/2)   head |  9 rows          everything else stands on both
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.figures.views import Sentence, TableView
from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.tags import find_tags
from reportgen.office.xml import qn, remove
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.fit import (
    Fit,
    FittedText,
    best_fit,
    cell_room,
    fit_paragraphs,
    fit_shape,
    frame_of,
    overflow,
    room_below,
    shrink,
)
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles, StyleBook
from reportgen.pptx.library import LibraryPage, presentation_part
from reportgen.pptx.manifest import Writing, sentence_figures
from reportgen.pptx.measure import FontBook
from reportgen.pptx.paragraphs import fill_words, paragraph_text, pieces, sentence_text
from reportgen.pptx.tables import fill_table, row_models

SHORT = "_short"
_TOLERANCE = 1.0


@dataclass(frozen=True, slots=True)
class CellFit:
    """What fitting found for one cell: row and column from 1, its text, and how it stands."""

    row: int
    column: int
    text: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class TableFit:
    """How high each row of a table will be drawn, in points, and the cells whose words are broken."""

    heights: tuple[float, ...] = ()
    faults: tuple[CellFit, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the deck with its place among the pages that a long table was split over."""

    plan: PagePlan
    number: int = 1
    of: int = 1


def fit_table(shape: Shape, inherited: InheritedStyles) -> TableFit:
    """Fit every cell of a table and give each row the height that its text needs.

    A text of several lines that is too high for its row is shrunk to the floor; where that is not enough the
    row grows. A single line too high for its row is as the designer drew it.
    """
    table = shape.table
    if table is None:
        return TableFit()
    columns = table.iterfind(f"{qn('a:tblGrid')}/{qn('a:gridCol')}")
    widths = [int(column.get("w", "0")) / EMU_PER_POINT for column in columns]
    properties = table.find(qn("a:tblPr"))
    head = properties is not None and properties.get("firstRow") == "1"
    styles = inherited.styles(shape)
    rows = table.findall(qn("a:tr"))
    heights = [int(row.get("h", "0")) / EMU_PER_POINT for row in rows]
    drawn: list[float] = []
    faults: list[CellFit] = []
    for number, row in enumerate(rows):
        needed = grown = heights[number]
        for column, cell in _cells(row):
            bold = head and number == 0
            paragraphs = inherited.cell(cell, styles, bold=bold)
            if not any(stretch.text.strip() for one in paragraphs for stretch in one.stretches):
                continue
            span = int(cell.get("rowSpan", "1"))
            room = cell_room(cell, widths, column, sum(heights[number : number + span]))
            fit = fit_paragraphs(paragraphs, room)
            body = cell.find(qn("a:txBody"))
            if body is not None and (fit.lines > 1 or fit.broken):
                written = FittedText(body, styles, inherited, bold=bold)
                fit = best_fit(written, room)
                if fit.scale < 1.0:
                    shrink(written, fit.scale)
            if fit.broken:
                faults.append(CellFit(number + 1, column + 1, _text(body), fit))
            elif span == 1 and fit.too_high:
                needed = max(needed, heights[number] + fit.too_high)
                grown = max(grown, needed) if fit.lines > 1 else grown
        drawn.append(needed)
        if grown > heights[number] + _TOLERANCE:
            row.set("h", str(round(grown * EMU_PER_POINT)))
    _fit_frame(shape.node, table)
    return TableFit(tuple(drawn), tuple(faults))


def split_pages(
    package: Package, plan: DeckPlan, pages: dict[str, LibraryPage], book: FontBook
) -> list[Part]:
    """The pages of the plan in order, each page whose tables are too long split into several."""
    size = package.peek(presentation_part(package)).find(qn("p:sldSz"))
    height = int(size.get("cy", "0")) / EMU_PER_POINT if size is not None else 0.0
    parts: list[Part] = []
    style_book = StyleBook(package, book)
    for page_plan in plan.pages:
        page = pages[page_plan.page]
        if not page_plan.tables or not height:
            parts.append(Part(page_plan))
            continue
        inherited = style_book.of(page.part)
        root = package.peek(page.part)
        chunks: dict[str, list[TableView]] = {}
        for shape in shapes(root):
            view = page_plan.tables.get(shape.name)
            if view is not None and shape.table is not None and shape.node.getparent() is not None:
                limit = room_below(shape, root, inherited, height)
                chunks[shape.name] = list(_chunks(shape, view, inherited, limit))
        count = max((len(found) for found in chunks.values()), default=1)
        if count < 2:
            parts.append(Part(page_plan))
            continue
        for number in range(count):
            tables = {
                name: found[number] if number < len(found) else replace(page_plan.tables[name], rows=())
                for name, found in chunks.items()
            }
            parts.append(Part(replace(page_plan, tables={**page_plan.tables, **tables}), number + 1, count))
    return parts


def _chunks(shape: Shape, view: TableView, inherited: InheritedStyles, limit: float) -> Iterator[TableView]:
    """The rows of `view` in portions that end above `limit`; one portion where the rows cannot be counted."""
    frame = frame_of(shape, inherited)
    table = shape.table
    models = row_models(table) if table is not None else []
    if frame is None or table is None or not models or shape.node.getparent().tag == qn("p:grpSp"):  # type: ignore[union-attr]
        yield view
        return
    tree = deepcopy(shape.node)
    # A copy inside the slide's tree sees the same placeholders; it is taken out again at once.
    copy = Shape(tree, shape.identity, shape.name)
    place = (
        table.index(models[0].node) - len(table.findall(qn("a:tblPr"))) - len(table.findall(qn("a:tblGrid")))
    )
    if copy.table is None:
        return
    fill_table(tree, copy.table, view)
    heights = fit_table(copy, inherited).heights
    body = heights[place : place + len(view.rows)]
    room = limit - frame.y - (sum(heights) - sum(body))
    if sum(body) <= room + _TOLERANCE or not body:
        yield view
        return
    start, used = 0, 0.0
    ends: list[int] = []
    for number, height in enumerate(body):
        if number > start and used + height > room + _TOLERANCE:
            ends.append(number)
            start, used = number, 0.0
        used += height
    ends.append(len(body))
    # A last page with a single row looks lost; it gets one more.
    if len(ends) > 1 and ends[-1] - ends[-2] == 1 and ends[-2] - (ends[-3] if len(ends) > 2 else 0) > 2:
        ends[-2] -= 1
    for begin, end in zip([0, *ends], ends, strict=False):
        yield replace(view, rows=view.rows[begin:end])


def _text(body: etree._Element | None) -> str:
    paragraphs = body.iterfind(qn("a:p")) if body is not None else ()
    return "\n".join(paragraph_text(paragraph) for paragraph in paragraphs)


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    for column, cell in enumerate(row.findall(qn("a:tc"))):
        if cell.get("hMerge") != "1" and cell.get("vMerge") != "1":
            yield column, cell


def _fit_frame(frame: etree._Element, table: etree._Element) -> None:
    size = frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
    total = sum(int(row.get("h", "0")) for row in table.findall(qn("a:tr")))
    if size is not None and total > int(size.get("cy", "0")):
        size.set("cy", str(total))


def shorter_words(words: Mapping[str, Sentence]) -> dict[str, Sentence]:
    """The words that have a shorter form, with that form: `title_short` is the shorter form of `title`."""
    return {name: words[name + SHORT] for name in words if name + SHORT in words}


def has_shorter(shape: Shape, words: Mapping[str, Sentence]) -> bool:
    """Whether a word that stands in the shape has a shorter form."""
    shorter = shorter_words(words)
    return bool(shorter) and any(
        tag.word in shorter for node in shape.paragraphs() for tag in find_tags(paragraph_text(node))
    )


@dataclass(frozen=True, slots=True)
class FilledShape:
    """A shape with what was written into it; `before` is its text as the template has it, where that may be needed."""

    shape: Shape
    writings: list[Writing]
    before: etree._Element | None = None


def fit_filled(
    filled: FilledShape, inherited: InheritedStyles, place: Place, words: Mapping[str, Sentence]
) -> tuple[list[Writing], list[Issue]]:
    """Fit one filled shape, with shorter forms of its words where its first text is at hand."""
    shape, writings, before = filled.shape, filled.writings, filled.before
    if shape.table is not None:
        return writings, [
            overflow(
                found.fit,
                replace(place, shape=f"{shape.name}, row {found.row}, column {found.column}"),
                found.text,
            )
            for found in fit_table(shape, inherited).faults
        ]
    body = shape.node.find(qn("p:txBody"))
    if body is None or not any(writing.kind in ("word", "bullets") for writing in writings):
        return writings, []
    fit = fit_shape(shape, inherited)
    if fit is not None and before is not None and (fit.scale < 1.0 or not fit.fits):
        shorter = shorter_words(words)
        tail = _tail(body)
        _put_body(shape, before)
        for paragraph in shape.paragraphs():
            fill_words(paragraph, {**words, **shorter})
        if tail:
            append_text(shape, tail)
        writings = [_shortened(writing, shorter) for writing in writings]
        fit = fit_shape(shape, inherited)
    if fit is None or fit.fits:
        return writings, []
    text = " ".join(paragraph_text(paragraph) for paragraph in shape.paragraphs()).strip()
    return writings, [overflow(fit, place, text)]


def append_text(shape: Shape, text: str) -> None:
    """Add `text` behind the last run of a shape, in its format."""
    paragraphs = [node for node in shape.paragraphs() if paragraph_text(node).strip()]
    found = [piece for piece in pieces(paragraphs[-1]) if piece.node.tag == qn("a:r")] if paragraphs else []
    if found:
        node = found[-1].node.find(qn("a:t"))
        if node is not None:
            node.text = f"{(node.text or '').rstrip()}{text}"


def drop_empty_tables(root: etree._Element, plan: PagePlan) -> None:
    """Take out the tables whose rows all stand on earlier pages of a split."""
    for shape in shapes(root):
        view = plan.tables.get(shape.name)
        if view is not None and not view.rows and shape.table is not None:
            remove(shape.node)


def fonts_not_found(book: FontBook, name: str) -> Iterator[Issue]:
    """A remark for every family that texts were measured for without its file."""
    for family in book.missing:
        yield Issue(
            "font-not-found",
            f'no file of the font "{family}" was found; its texts are measured with average widths',
            Place(file=name),
            Severity.WARNING,
        )


def _put_body(shape: Shape, body: etree._Element) -> None:
    old = shape.node.find(qn("p:txBody"))
    if old is not None:
        shape.node.replace(old, body)


def _tail(body: etree._Element) -> str:
    """The "(1/2)" that a title ends with, with the blank before it; empty where it has none."""
    text = paragraph_text(body.findall(qn("a:p"))[-1])
    head, mark, tail = text.rpartition(" (")
    numbers = tail.removesuffix(")").split("/")
    is_part = bool(mark) and tail.endswith(")") and len(numbers) == 2 and all(n.isdecimal() for n in numbers)
    return f" ({tail}" if is_part and head else ""


def _shortened(writing: Writing, shorter: Mapping[str, Sentence]) -> Writing:
    sentence = shorter.get(writing.binding) if writing.kind == "word" else None
    if sentence is None:
        return writing
    return replace(writing, text=sentence_text(sentence), figures=sentence_figures(sentence))
