"""Tables too long for their slide, shared out over several before anything is filled.

page results (1/2)   head | 14 rows          the page of a long table is repeated, the rows shared out,
page results (2/2)   head |  9 rows          everything else stands on both

How high a row gets is worked out from the cells of its model; only where a text is more than one plain line that fits
is the table filled on trial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.figures.views import Sentence, TableRow, TableView
from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.tags import find_tags
from reportgen.office.xml import clean_text, qn
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.fit import Room, cell_room, fit_paragraphs, frame_of, room_below
from reportgen.pptx.fit_page import cells_of, fit_table
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles, Paragraph, StyleBook
from reportgen.pptx.library import LibraryPage, presentation_part
from reportgen.pptx.measure import FontBook
from reportgen.pptx.paragraphs import only_run, paragraph_text, plain_line
from reportgen.pptx.tables import BROUGHT, CARRIED, RowModel, fill_table, row_models, row_records

_TOLERANCE = 1.0


class Part(Struct, frozen=True):
    """One page of the deck with its place among the pages that a long table was split over.

    `fitting` are the rows of its tables, by their places, whose texts are known to fit as they are.
    """

    plan: PagePlan
    number: int = 1
    of: int = 1
    fitting: Mapping[str, range] = field(default_factory=dict)


def split_pages(
    package: Package, plan: DeckPlan, pages: dict[str, LibraryPage], book: FontBook
) -> list[Part]:
    """The pages of the plan in order, each page whose tables are too long split into several."""
    size = package.peek(presentation_part(package)).find(qn("p:sldSz"))
    height = int(size.get("cy", "0")) / EMU_PER_POINT if size is not None else 0.0
    width = int(size.get("cx", "0")) if size is not None else 0
    parts: list[Part] = []
    style_book = StyleBook(package, book)
    known: dict[str, list[_LongTable]] = {}
    for page_plan in plan.pages:
        part = pages[page_plan.page].part
        if not page_plan.tables or not height:
            parts.append(Part(page_plan))
            continue
        if part not in known:
            known[part] = _tables(package.peek(part), style_book.of(part), (width, height))
        chunks: dict[str, list[TableView]] = {}
        fitting: dict[str, range] = {}
        for table in known[part]:
            view = page_plan.tables.get(table.name)
            if view is not None:
                heights, fitting[table.name] = table.heights(view)
                chunks[table.name] = list(table.chunks(view, heights))
        count = max((len(found) for found in chunks.values()), default=1)
        if count < 2:
            parts.append(Part(page_plan, fitting=fitting))
            continue
        for number in range(count):
            tables = {
                name: found[number] if number < len(found) else replace(page_plan.tables[name], rows=())
                for name, found in chunks.items()
            }
            parts.append(Part(replace(page_plan, tables={**page_plan.tables, **tables}), number + 1, count))
    return parts


def _tables(root: etree._Element, inherited: InheritedStyles, size: tuple[int, float]) -> list[_LongTable]:
    width, height = size
    return [
        _LongTable(shape, inherited, room_below(shape, root, inherited, height), width)
        for shape in shapes(root)
        if shape.table is not None
    ]


class _ModelCell(Struct, frozen=True):
    """A cell of a model row: its room, how its text looks, and what stands around the sentence in it."""

    room: Room
    format: Paragraph
    before: str
    behind: str
    takes_text: bool


class _LongTable:
    """A table of the library: where it has to end, the heights of its own rows, the cells of its models."""

    def __init__(self, shape: Shape, inherited: InheritedStyles, limit: float, slide_width: int) -> None:
        self.name = shape.name
        self._shape, self._inherited, self._limit = shape, inherited, limit
        self._slide_width = slide_width
        self._frame = frame_of(shape, inherited)
        table = shape.table
        assert table is not None
        models = row_models(table)
        self._grows = bool(models) and shape.node.getparent().tag != qn("p:grpSp")  # type: ignore[union-attr]
        self._place = 0
        self._own: Sequence[float] | None = None
        self._models: dict[str, tuple[float, tuple[_ModelCell, ...]]] | None = None
        if self._grows:
            heads = len(table.findall(qn("a:tblPr"))) + len(table.findall(qn("a:tblGrid")))
            self._place = table.index(models[0].node) - heads
            by_role = {model.role: int(model.node.get("h", "0")) / EMU_PER_POINT for model in models}
            self._carried, self._brought = by_role.get(CARRIED, 0.0), by_role.get(BROUGHT, 0.0)
            if not any(model.in_block for model in models):
                self._own = self._trial(TableView(shape.name, ()))
                self._models = self._cells(table, models)

    def chunks(self, view: TableView, heights: Sequence[float]) -> Iterator[TableView]:
        """The rows of `view` in portions that end above the limit; one portion where the rows cannot be counted."""
        table = self._shape.table
        if self._frame is None or not self._grows or table is None:
            yield view
            return
        body = heights[self._place : self._place + len(view.rows)]
        tail = sum(heights[self._place + len(view.rows) :])
        room = self._limit - self._frame.y - sum(heights[: self._place]) + _TOLERANCE
        if sum(body) + tail <= room or not body:
            yield view
            return
        # The last row of each record, and how much room it takes up to there.
        groups = [(group.stop, sum(body[group.start : group.stop])) for group in row_records(table, view)]
        pages: list[list[tuple[int, float]]] = [[]]
        for group in groups:
            left = room - self._carried - (self._brought if len(pages) > 1 else 0)
            if pages[-1] and sum(height for _, height in pages[-1]) + group[1] > left:
                pages.append([])
            pages[-1].append(group)
        left = room - tail - (self._brought if len(pages) > 1 else 0)
        if len(pages[-1]) > 1 and sum(height for _, height in pages[-1]) > left:
            pages.append([pages[-1].pop()])
        # A last page with a single row looks lost; it gets one more.
        if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > 2:
            pages[-1].insert(0, pages[-2].pop())
        ends = [page[-1][0] for page in pages]
        for begin, end in zip([0, *ends], ends, strict=False):
            goes_on = end < len(view.rows)
            yield replace(view, rows=view.rows[begin:end], before=view.rows[:begin], goes_on=goes_on)

    def heights(self, view: TableView) -> tuple[Sequence[float], range]:
        """How high each row of the filled table will be drawn, in points, and which rows surely need no fitting."""
        if self._frame is None or not self._grows:
            return (), range(0)
        if self._own is None:
            return self._trial(view), range(0)
        found: list[float] = []
        for row in view.rows:
            height = self._height(row)
            if height is None:
                return self._trial(view), range(0)
            found.append(height)
        known = range(self._place, self._place + len(found))
        return [*self._own[: self._place], *found, *self._own[self._place :]], known

    def _height(self, row: TableRow) -> float | None:
        """The height of one row; None where only a trial can tell."""
        model = self._models.get(row.role) if self._models is not None else None
        if model is None:
            return None
        height, cells = model
        needed = height
        sentences = iter(row.cells)
        for cell in cells:
            said: Sentence = next(sentences) if cell.takes_text else ()
            line = plain_line(said)
            text = f"{cell.before}{line}{cell.behind}" if line is not None else "\n"
            if "\n" in text:
                return None
            if text.strip():
                fit = fit_paragraphs((cell.format.saying([clean_text(text)]),), cell.room)
                if fit.broken or (fit.lines > 1 and not fit.fits):
                    return None
                needed = max(needed, height + fit.too_high)
        return needed

    def _trial(self, view: TableView) -> Sequence[float]:
        """The heights of the rows of a copy that is filled with `view`."""
        tree = deepcopy(self._shape.node)
        copy = Shape(tree, self._shape.identity, self._shape.name)
        assert copy.table is not None
        fill_table(tree, copy.table, view, self._slide_width)
        return fit_table(copy, self._inherited).heights

    def _cells(
        self, table: etree._Element, models: Sequence[RowModel]
    ) -> dict[str, tuple[float, tuple[_ModelCell, ...]]] | None:
        """The cells of each model by its role, where every cell is one run and none reaches over rows."""
        properties = table.find(qn("a:tblPr"))
        heads = self._place == 0 and properties is not None and properties.get("firstRow") == "1"
        if heads or any(cell.get("rowSpan") or cell.get("vMerge") for cell in table.iter(qn("a:tc"))):
            return None
        columns = table.iterfind(f"{qn('a:tblGrid')}/{qn('a:gridCol')}")
        widths = [int(column.get("w", "0")) / EMU_PER_POINT for column in columns]
        styles = self._inherited.styles(self._shape)
        found: dict[str, tuple[float, tuple[_ModelCell, ...]]] = {}
        for model in models:
            height = int(model.node.get("h", "0")) / EMU_PER_POINT
            cells: list[_ModelCell] = []
            for column, cell in cells_of(model.node):
                paragraphs = list(cell.iter(qn("a:p")))
                text = paragraph_text(paragraphs[0]) if len(paragraphs) == 1 else ""
                tags = find_tags(text)
                if len(paragraphs) == 1 and not text:
                    continue
                if len(paragraphs) != 1 or len(tags) > 1 or only_run(paragraphs[0]) is None:
                    return None
                if any(not tag.role and tag.word != "cell" for tag in tags):
                    return None
                start, end = (tags[0].start, tags[0].end) if tags else (len(text), len(text))
                room = cell_room(cell, widths, column, height)
                format_ = self._inherited.cell(cell, styles, bold=False)[0]
                cells.append(_ModelCell(room, format_, text[:start], text[end:], bool(tags)))
            if sum(cell.takes_text for cell in cells) != model.cells:
                return None
            found.setdefault(model.role, (height, tuple(cells)))
        return found
