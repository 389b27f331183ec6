"""What is done on a filled page so that its texts fit: shorter forms, smaller sizes, higher rows.

words   title: Consolidated Financial Results for FY2017     title_short: FY2017 Results
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.figures.views import Sentence
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.tags import find_tags
from reportgen.office.xml import qn
from reportgen.plan.plan import PagePlan
from reportgen.pptx.animations import remove_shape
from reportgen.pptx.fit import (
    Fit,
    FittedText,
    best_fit,
    cell_room,
    fit_paragraphs,
    fit_shape,
    made_smaller,
    overflow,
    shrink,
)
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles
from reportgen.pptx.manifest import Writing, sentence_figures
from reportgen.pptx.measure import FontBook
from reportgen.pptx.paragraphs import fill_words, paragraph_text, pieces, sentence_text

SHORT = "_short"
_TOLERANCE = 1.0


class CellFit(Struct, frozen=True):
    """What fitting found for one cell: row and column from 1, its text, and how it stands."""

    row: int
    column: int
    text: str
    fit: Fit


class TableFit(Struct, frozen=True):
    """How high each row of a table will be drawn, in points, the cells with broken words and those made smaller."""

    heights: tuple[float, ...] = ()
    faults: tuple[CellFit, ...] = ()
    smaller: tuple[CellFit, ...] = ()


def fit_table(shape: Shape, inherited: InheritedStyles, fitting: range = range(0)) -> TableFit:
    """Fit every cell of a table and give each row the height that its text needs; the rows `fitting` stay as they are.

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
    smaller: list[CellFit] = []
    for number, row in enumerate(rows):
        needed = grown = heights[number]
        for column, cell in cells_of(row) if number not in fitting else ():
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
                    smaller.append(CellFit(number + 1, column + 1, "", fit))
            if fit.broken:
                faults.append(CellFit(number + 1, column + 1, _text(body), fit))
            elif span == 1 and fit.too_high:
                needed = max(needed, heights[number] + fit.too_high)
                grown = max(grown, needed) if fit.lines > 1 else grown
        drawn.append(needed)
        if grown > heights[number] + _TOLERANCE:
            row.set("h", str(round(grown * EMU_PER_POINT)))
    _fit_frame(shape.node, table)
    return TableFit(tuple(drawn), tuple(faults), tuple(smaller))


def _text(body: etree._Element | None) -> str:
    paragraphs = body.iterfind(qn("a:p")) if body is not None else ()
    return "\n".join(paragraph_text(paragraph) for paragraph in paragraphs)


def cells_of(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a table's row that are not merged into others, each with the number of its column."""
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


class FilledShape(Struct, frozen=True):
    """A shape with what was written into it; `before` is its text as the template has it, where that may be needed.

    `fitting` are the rows of a table whose texts are known to fit.
    """

    shape: Shape
    writings: list[Writing]
    before: etree._Element | None = None
    fitting: range = range(0)


def fit_filled(
    filled: FilledShape, inherited: InheritedStyles, place: Place, words: Mapping[str, Sentence]
) -> tuple[list[Writing], list[Issue]]:
    """Fit one filled shape, with shorter forms of its words where its first text is at hand."""
    shape, writings, before = filled.shape, filled.writings, filled.before
    if shape.table is not None:
        fitted = fit_table(shape, inherited, filled.fitting)

        def place_of(cell: CellFit) -> Place:
            return replace(place, shape=f"{shape.name}, row {cell.row}, column {cell.column}")

        smaller = [made_smaller(cell.fit, place_of(cell)) for cell in fitted.smaller]
        return writings, [
            *(overflow(cell.fit, place_of(cell), cell.text) for cell in fitted.faults),
            *smaller,
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
        return writings, [made_smaller(fit, place)] if fit is not None and fit.scale < 1.0 else []
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


def drop_empty_tables(root: etree._Element, plan: PagePlan, *, later: bool) -> None:
    """Take out the tables that have no row at all, and on `later` pages of a split those that ended before."""
    for shape in shapes(root):
        view = plan.tables.get(shape.name)
        if view is None or shape.table is None:
            continue
        if (later and not view.rows) or not _has_cells(shape.table):
            remove_shape(root, shape)


def _has_cells(table: etree._Element) -> bool:
    return (
        table.find(qn("a:tr")) is not None and table.find(f"{qn('a:tblGrid')}/{qn('a:gridCol')}") is not None
    )


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
