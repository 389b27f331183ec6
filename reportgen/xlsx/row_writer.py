"""The rows of a finished sheet as text, one after the other, in one pass.

    template row 6 (block line, 3 items)  ->  rows 6, 7, 8, each with the cells and the height of row 6

A row is a pattern and the values that go into it. Rows of one block share their pattern, so that a row costs
its values; nothing is kept of a row that has been written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import ReportgenError
from reportgen.formula.cell_xml import CellXmlWriter
from reportgen.office.addresses import MAX_ROW, column_letters
from reportgen.office.layout import AxisLayout, Item, SheetLayout, WorkbookLayout
from reportgen.office.worksheet import rows
from reportgen.plan.columns import Columns
from reportgen.plan.plan import Formula, PlannedRow
from reportgen.xlsx.block_run import NUMBER_HOLE, VALUE_HOLE, BlockRun, RunFormula, row_slots
from reportgen.xlsx.formula_series import item_place
from reportgen.xlsx.moving import Unreadable
from reportgen.xlsx.row_templates import (
    ROW,
    CellTemplate,
    ColumnPlaces,
    Old,
    RowTemplate,
    row_template,
)
from reportgen.xlsx.writing import BulkFeed, ColumnStyles, StyleOf

Missing = Callable[[int, int, int, int, str], None]
_NEW: Old = ("n", None)


class FinishedText(NamedTuple):
    """One row as text, with places for the values of its formulas, and what stands in those by now."""

    number: int
    text: str
    old: tuple[Old, ...]
    first: int
    last: int


class RowContext(Struct, frozen=True):
    """What all rows of one sheet share."""

    sheet: str
    layout: WorkbookLayout
    styles: ColumnStyles
    style_of: StyleOf
    unreadable: Unreadable
    missing: Missing
    tags: dict[int, dict[int, str]]
    writer: CellXmlWriter


class _Pattern(Struct, frozen=True):
    """The text of a kind of rows: `%s` wherever a value or a moving formula goes.

    `holes` are the columns of the values, `formulas` the places of moving formulas among all holes, each with
    its cell and the number of its source.
    """

    text: str
    holes: tuple[int, ...]
    feeds: tuple[tuple[BulkFeed, int, tuple[tuple[int, int], ...]], ...]
    formulas: tuple[tuple[int, CellTemplate, int], ...]
    old: tuple[Old, ...]
    first: int
    last: int


class _Shape(NamedTuple):
    """What the plan writes into a kind of rows: its columns, those with formulas, number formats and codes of TEXT."""

    columns: tuple[int, ...]
    formulas: tuple[int, ...]
    formats: tuple[tuple[int, str], ...]
    codes: tuple[tuple[int, str, str], ...]


_NO_CELLS = _Shape((), (), (), ())


class _Source(NamedTuple):
    """Where a finished row comes from: in one lane of columns, from the template row `at` in its list, in one item."""

    number: int
    lane: int
    at: int
    item: Item | None


class RowWriter:
    """Writes the rows of one sheet; lives for one sheet."""

    def __init__(self, root: etree._Element, context: RowContext, feeds: Sequence[BulkFeed]) -> None:
        self._context = context
        self._axes: SheetLayout = context.layout.sheet(context.sheet)
        self._template_rows = list(rows(root))
        self._numbers = [number for number, _ in self._template_rows]
        self._columns = ColumnPlaces(self._axes.columns, context.layout)
        lanes = self._axes.lanes
        self._spans: list[tuple[int, int] | None] = [(lane.first, lane.last) for lane in lanes] or [None]
        self._lane_rows: list[AxisLayout] = [lane.rows for lane in lanes] or [self._axes.rows]
        self._templates: dict[tuple[int, int], RowTemplate] = {}
        self._patterns: dict[tuple[object, ...], _Pattern] = {}
        self._feeds: dict[tuple[int, int], BulkFeed] = {}
        self.strings: set[int] = set()
        for feed in feeds:
            for row, picks in feed.picks.items():
                if row not in self._numbers:
                    raise ReportgenError(f"{context.sheet} has no template row {row}")
                for lane in {self._lane_of(column) for column, _ in picks}:
                    if (row, lane) in self._feeds:
                        raise ReportgenError(f"{context.sheet}: two lists of values for template row {row}")
                    self._feeds[row, lane] = feed

    def rows(self, planned: Iterable[PlannedRow]) -> Iterator[FinishedText | BlockRun]:
        """All finished rows in order, with the plan's cells in them; those of long plain blocks together."""
        lines = iter(planned)
        line = next(lines, None)
        found = self._sources()
        for number, sources, leading in found:
            if number > MAX_ROW:
                return
            while line is not None and line.row < number:
                yield self._row(line.row, (), None, line)
                line = next(lines, None)
            run = self._run(number, sources, leading, line)
            if run is not None:
                self._take(run)
                yield run
                next(islice(found, run.count - 2, run.count - 1))
                continue
            if line is not None and line.row == number:
                yield self._row(number, sources, leading, line)
                line = next(lines, None)
            else:
                yield self._row(number, sources, leading, None)
        while line is not None:
            yield self._row(line.row, (), None, line)
            line = next(lines, None)

    def _sources(self) -> Iterator[tuple[int, tuple[_Source, ...], int | None]]:
        """The finished rows with the template rows behind them, and the one that gives the row its shown."""
        if not self._axes.lanes:
            for number, index, item in self._axes.rows.project(self._numbers):
                yield number, (_Source(number, 0, index, item),), index
            return
        whole = (
            _Source(number, -1, index, item) for number, index, item in self._axes.rows.project(self._numbers)
        )
        found = merge(
            whole, *(self._lane_sources(lane) for lane in range(len(self._lane_rows))), key=itemgetter(0)
        )
        for number, group in groupby(found, key=itemgetter(0)):
            sources = tuple(group)
            leading = next((index for _, lane, index, _ in sources if lane < 0), None)
            yield number, tuple(sorted(one for one in sources if one[1] >= 0 and self._holds(one))), leading

    def _lane_sources(self, lane: int) -> Iterator[_Source]:
        for number, index, item in self._lane_rows[lane].project(self._numbers):
            yield _Source(number, lane, index, item)

    def _holds(self, source: _Source) -> bool:
        template = self._row_template(source.at, source.lane)
        return bool(template.cells) or (template.number, source.lane) in self._feeds

    def _row_template(self, index: int, lane: int) -> RowTemplate:
        key = (index, lane)
        if key not in self._templates:
            number, node = self._template_rows[index]
            self._templates[key] = row_template(node, number, self._columns, self._spans[lane])
        return self._templates[key]

    def _run(
        self, number: int, sources: tuple[_Source, ...], leading: int | None, line: PlannedRow | None
    ) -> BlockRun | None:
        """The rows of a block of one row in the template that begin here; None where they do not go by columns."""
        item = sources[0].item if len(sources) == 1 and not self._axes.lanes else None
        if item is None or item.number or item.inner is not None:
            return None
        band = self._axes.rows.bands[item.band]
        feed = self._feeds.get((band.first, 0))
        values = feed.bulk.rows if feed is not None else None
        if band.size != 1 or band.count < 2 or not isinstance(values, Columns) or values.count != band.count:
            return None
        last = number + band.count - 1
        if last > MAX_ROW or feed is None or len(feed.picks) != 1 or (line is not None and line.row <= last):
            return None
        pattern = self._pattern(number, sources, leading, _NO_CELLS)
        context, place = self._context, item_place(item, self._axes.rows)
        holes: dict[int, str] = {}
        formulas: list[RunFormula] = []
        numbers: list[tuple[int, int]] = []
        olds = iter(pattern.old)
        for at, cell, _ in pattern.formulas:
            series = cell.series(place, context.sheet, context.layout, context.unreadable)
            if series is None:
                return None
            holes[at] = series[0].pattern
            numbers += series[0].numbers
            formulas.append(RunFormula(cell.column, series[1], next(olds)))
        columns = {column: place for _, _, picks in pattern.feeds for column, place in picks}
        return BlockRun(
            number,
            band.count,
            *row_slots(_with_holes(pattern, holes), [columns[column] for column in pattern.holes]),
            values,
            columns,
            tuple(numbers),
            tuple(formulas),
            (pattern.first, pattern.last),
            context.writer,
        )

    def _take(self, run: BlockRun) -> None:
        for feed in self._feeds.values():
            if feed.bulk.rows is run.values:
                feed.use_up(run.count)

    def _row(
        self, number: int, sources: tuple[_Source, ...], leading: int | None, line: PlannedRow | None
    ) -> FinishedText:
        pattern = self._pattern(number, sources, leading, _shape(line) if line is not None else _NO_CELLS)
        values = self._values(number, pattern, line)
        if pattern.formulas:
            context = self._context
            places = [
                item_place(item, self._lane_rows[lane]) if item is not None else None
                for _, lane, _, item in sources
            ]
            for at, cell, source in pattern.formulas:
                text = cell.moved(places[source], context.sheet, context.layout, context.unreadable)
                values.insert(at, text)
        text = (pattern.text % tuple(values)).replace(ROW, str(number))
        return FinishedText(number, text, pattern.old, pattern.first, pattern.last)

    def _pattern(
        self, number: int, sources: tuple[_Source, ...], leading: int | None, shape: _Shape
    ) -> _Pattern:
        key = (leading, shape, *[(lane, index) for _, lane, index, _ in sources])
        pattern = self._patterns.get(key)
        if pattern is None:
            pattern = self._patterns[key] = self._make(number, sources, leading, shape)
        return pattern

    def _values(self, number: int, pattern: _Pattern, line: PlannedRow | None) -> list[str]:
        writer = self._context.writer
        if not pattern.feeds:
            return _texts(line.contents, writer) if line is not None else []
        if line is None and len(pattern.feeds) == 1:
            feed, row, picks = pattern.feeds[0]
            given = feed.values(row, number)
            return _texts([given[place] for _, place in picks], writer)
        found: dict[int, str] = {}
        for feed, row, picks in pattern.feeds:
            given = feed.values(row, number)
            found |= {column: writer.value(given[place]) for column, place in picks}
        if line is not None:
            found |= zip(line.columns, _texts(line.contents, writer), strict=True)
        return [found[column] for column in pattern.holes]

    def _standing(self, column: int, templates: Sequence[RowTemplate], leading: int | None) -> int:
        """The style of a finished cell as the template has it: its own, else its row's, else its column's."""
        for template in templates:
            known = template.by_column.get(column)
            if known is not None:
                return known.source.style
        if leading is not None:
            style = self._row_template(leading, 0).style
            if style is not None:
                return style
        return self._context.styles.at(column)

    def _make(
        self,
        number: int,
        sources: tuple[_Source, ...],
        leading: int | None,
        shape: _Shape,
    ) -> _Pattern:
        p = self._context.writer.prefix
        templates = [self._row_template(index, lane) for _, lane, index, _ in sources]
        feeds = [
            (feed, template.number, self._picks(feed, template.number, lane))
            for (_, lane, _, _), template in zip(sources, templates, strict=True)
            if (feed := self._feeds.get((template.number, lane))) is not None
        ]
        fed = {column for _, _, picks in feeds for column, _ in picks}
        twice = fed.intersection(shape.columns)
        if twice:
            place = f"{self._context.sheet}!{column_letters(min(twice))}{number}"
            raise ReportgenError(f"the plan's cells are planned twice at {place}")
        written = {*fed, *shape.columns}
        cells: dict[int, str] = {}
        moving: dict[int, tuple[CellTemplate, int]] = {}
        old: dict[int, Old] = dict.fromkeys(shape.formulas, _NEW)
        tails: dict[int, str] = {}
        formats = dict(shape.formats)
        for feed, _, picks in feeds:
            given = {column: feed.bulk.formats.get(feed.bulk.cells[place], "") for column, place in picks}
            formats |= {column: code for column, code in given.items() if code}
        for at, template in enumerate(templates):
            for own in template.cells:
                column, source, cell = own.column, own.source, own
                codes = tuple(code[1:] for code in shape.codes if code[0] == column)
                if (column in formats or codes) and column not in written:
                    style = self._context.style_of(formats.get(column, ""), source.style)
                    source = source.looking(style, codes)
                    cell = CellTemplate(column, own.place, source)
                if column in written:
                    tails[column] = source.tail.replace("%", "%%")
                elif source.formula is None:
                    cells[column] = cell.static().replace("%", "%%")
                    if source.old[0] == "s":
                        self.strings.add(int(source.old[1] or "-1"))
                else:
                    cells[column] = "%s"
                    moving[column], old[column] = (cell, at), source.old
        for column in (*fed, *shape.columns):
            standing = self._standing(column, templates, leading)
            style = self._context.style_of(formats.get(column, ""), standing)
            look = f' s="{style}"' if style else ""
            cells[column] = f'<{p}c r="{column_letters(column)}{ROW}"{look}%s{tails.get(column, "")}'
        for (_, lane, _, _), template in zip(sources, templates, strict=True):
            self._note_missing(number, template.number, self._spans[lane], written)
        ordered = sorted(cells)
        holes = [column for column in ordered if column in moving or column in written]
        shown = self._row_template(leading, 0) if leading is not None else None
        spans = not written and self._axes.columns.is_identity
        attributes = shown.attributes(spans=spans) if shown is not None else f' r="{ROW}"'
        head = f"<{p}row{attributes}".replace("%", "%%")
        inside = "".join(cells[column] for column in ordered)
        inside += shown.others.replace("%", "%%") if shown is not None else ""
        return _Pattern(
            f"{head}>{inside}</{p}row>" if inside else f"{head}/>",
            tuple(column for column in ordered if column in written),
            tuple(feeds),
            tuple((at, *moving[column]) for at, column in enumerate(holes) if column in moving),
            tuple(old[column] for column in sorted(old)),
            ordered[0] if ordered else 0,
            ordered[-1] if ordered else 0,
        )

    def _picks(self, feed: BulkFeed, row: int, lane: int) -> tuple[tuple[int, int], ...]:
        """The finished columns of a feed's values in one row of one lane, each with the value's place."""
        span = self._spans[lane]
        return tuple(
            (self._axes.columns.position(column) or column, place)
            for column, place in feed.picks[row]
            if span is None or span[0] <= column <= span[1]
        )

    def _note_missing(self, number: int, row: int, span: tuple[int, int] | None, written: set[int]) -> None:
        for column, text in self._context.tags.get(row, {}).items():
            if span is not None and not span[0] <= column <= span[1]:
                continue
            for place, _, _ in self._axes.columns.project((column,)):
                if place not in written:
                    self._context.missing(row, column, number, place, text)

    def _lane_of(self, column: int) -> int:
        return next(
            (at for at, span in enumerate(self._spans) if span and span[0] <= column <= span[1]),
            0,
        )


def _with_holes(pattern: _Pattern, formulas: Mapping[int, str]) -> str:
    """The pattern of a row with the patterns of its formulas in it and marks for what goes there."""
    count = len(pattern.holes) + len(formulas)
    holes = [formulas[at].replace("%s", NUMBER_HOLE) if at in formulas else VALUE_HOLE for at in range(count)]
    return pattern.text.replace("%%", "%%%%") % tuple(holes)


def _shape(line: PlannedRow) -> _Shape:
    formulas = [
        column
        for column, content in zip(line.columns, line.contents, strict=True)
        if isinstance(content, Formula)
    ]
    return _Shape(line.columns, tuple(formulas), line.formats, line.codes)


def _texts(values: Sequence[object], writer: CellXmlWriter) -> list[str]:
    kinds = writer.values
    try:
        return [kinds[type(value)](value) for value in values]
    except KeyError:  # a kind of number or text of somebody else's making
        return [writer.value(value) for value in values]
