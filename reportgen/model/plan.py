"""A project's workbook template, its figures and its lists become a workbook plan.

sheet Model   {{#quarters across}}{{=revenue}}     eight cells, each a link to its row of Data
sheet Data    {{#figures}}{{figure.key}}           one row for every printed figure
sheet Results {{=yoy(revenue)|this}}               a link to the cell of Model that holds it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.structs import replace
from reportgen.figures.query import FigureQuery, QueryError, When, fitted, parse_query, under_standard
from reportgen.figures.style import NOT_DISCLOSED
from reportgen.model.cell_formats import CellFormats
from reportgen.model.figure_cell import FigureCell, RowInBlock
from reportgen.model.figure_cells import FigureCells
from reportgen.model.list_context import ListKind, Record
from reportgen.model.list_figures import FIGURES, ROLLED, plain_key
from reportgen.model.list_ties import RATES, TIE_PARTS, TIES, TWO_WAYS
from reportgen.model.open_values import Content, exact, shown_answer, shown_figure
from reportgen.model.own_formulas import OwnFormulas
from reportgen.model.timeline import period_facts
from reportgen.office.addresses import MAX_COLUMN, cell_address
from reportgen.office.layout import AxisLayout, Item
from reportgen.office.tags import page_text, replace_tags
from reportgen.plan.plan import BlockSize, CellLink, CellValue, Formula, PlannedRow, WorkbookPlan
from reportgen.plan.template_map import (
    Block,
    BlockNode,
    CellTag,
    OwnCell,
    WorkbookMap,
    block_tree,
    workbook_layout,
)
from reportgen.reports.context import ReportContext

T = TypeVar("T")
# What a row says of the figure it shows.
ROW_WORDS = ("key", "label", "label_ja", "unit", "source")


# Lists whose rows state how far rounding reaches, beside each figure.
_STATED = {kind.name for kind in (TIES, TIE_PARTS, RATES, TWO_WAYS)}
# The records of the blocks around a finished row, the innermost first.
Records = tuple[Record, ...]
# From those records and the number of the row to a cell's content.
_Read = Callable[[Records, int], CellValue]


class _RowReader(NamedTuple):
    """A template row in one stretch of columns: finished columns, ascending, and how each is read in every row.

    `fields` are the cells that show one field of a record: column, which of the records, and the field's name;
    `figures` the columns of figures asked for by name, with their number formats in the template.
    """

    columns: tuple[int, ...]
    reads: tuple[_Read, ...]
    fields: tuple[tuple[int, int, str], ...]
    figures: tuple[tuple[int, str], ...]


class _Look(NamedTuple):
    """How the cells of one finished row look that the template calculates: their number formats and codes of TEXT."""

    formats: list[tuple[int, str]]
    codes: list[tuple[int, str, str]]

    def of(self, row: PlannedRow) -> PlannedRow:
        """The row with this look."""
        return replace(row, formats=(*row.formats, *self.formats), codes=tuple(dict.fromkeys(self.codes)))


# By sheet and row.
_Rows = Mapping[str, Mapping[int, PlannedRow]]
_Looks = dict[str, dict[int, _Look]]


class _Placed(NamedTuple):
    """Where a template row stands in the finished sheet, in one stretch of columns and one item of its blocks."""

    row: int
    stretch: int
    template_row: int
    item: Item | None


def workbook_plan(  # noqa: PLR0913  all that a workbook is made of, each told elsewhere
    template: WorkbookMap,
    context: ReportContext,
    records: Mapping[str, tuple[Record, ...]],
    words: Mapping[str, CellValue],
    file: str,
    properties: Mapping[str, str],
) -> WorkbookPlan:
    """The plan for one template; faults are gathered in the context, each at its sheet and cell.

    `records` are the lists that blocks may repeat down over, `words` the plain words of the whole workbook.
    """
    return _Planner(template, context, records, words, file).plan(properties)


def asked_figures(template: WorkbookMap) -> frozenset[str]:
    """The metrics and measures that a template's figure tags name, without their periods."""
    return frozenset(
        name.removeprefix("=").partition("|")[0]
        for tag in template.tags
        for name in tag.names
        if name.startswith("=")
    )


class _Planner:
    """Works through one template; lives for one plan."""

    def __init__(
        self,
        template: WorkbookMap,
        context: ReportContext,
        records: Mapping[str, tuple[Record, ...]],
        words: Mapping[str, CellValue],
        file: str,
    ) -> None:
        self._template = template
        self._context = context
        self._records = records
        self._file = file
        self._table = context.figures.table
        self._sizes = tuple(self._all_sizes())
        self._layout = workbook_layout(template.blocks, self._sizes)
        self._words: dict[str, CellValue] = dict(words)
        table, last, spelling = self._table, context.last_day, context.figures.style.periods
        self._told_of = cache(lambda when: period_facts(when, table, last, spelling))
        for name, when in context.aliases.items():
            for fact, value in self._told_of(when).items():
                self._words[f"{name}.{fact}" if fact else name] = value
        self._figures = FigureCells(
            context,
            [str(record.values["lookup"]) for record in records.get(FIGURES.name, ())],
            {str(record.values["metric"]) for record in records.get(ROLLED.name, ())},
            (self._sheet_of(FIGURES), self._sheet_of(ROLLED)),
        )
        self._formats = CellFormats(context.spec.scale, context.figures.style)

    def plan(self, properties: Mapping[str, str]) -> WorkbookPlan:
        """All rows in order of sheet and number."""
        for tag in self._template.tags:
            self._learn(tag)
        planned = {
            sheet: {row.row: row for row in self._tagged_rows(sheet)} for sheet in self._template.sheets
        }
        settled = self._template.settled(self._is_shown_open)
        links = self._links([row for rows in planned.values() for row in rows.values()])
        rows = _handed_out(planned, self._own_looks)
        pages = {(tag.sheet, tag.text): self._page_text(tag) for tag in self._template.page_tags}
        return WorkbookPlan(self._sizes, rows, properties, links=links, settled=settled, pages=pages)

    def _page_text(self, tag: CellTag) -> str:
        """A head or foot of printed pages."""
        named = {name: _text_of(self._named_value(tag, name, None, ())((), 0)) for name in tag.names}
        return page_text(tag.text, named.__getitem__)

    def _links(self, rows: Sequence[PlannedRow]) -> tuple[CellLink, ...]:
        """From every figure of a timeline to the printed figure, or to the row that derives it from printed ones."""
        printed: dict[str, PlannedRow] = {}
        rolled: dict[str, PlannedRow] = {}
        figures: list[tuple[PlannedRow, int, str]] = []
        rolled_sheet = self._sheet_of(ROLLED)
        for row in rows:
            keys = dict(row.keys)
            if not keys and row.sheet != rolled_sheet:
                continue
            for column, content in zip(row.columns, row.contents, strict=True):
                key = keys.get(column, "")
                if key and isinstance(content, Formula):
                    figures.append((row, column, key))
                elif key and content is not None:
                    printed.setdefault(plain_key(key), row)
                elif row.sheet == rolled_sheet and isinstance(content, str):
                    rolled.setdefault(content, row)
        found: list[CellLink] = []
        for row, column, key in figures:
            asked = self._figures.source_keys(row.sheet, row.row, column)
            home = printed.get(next(asked, "")) or rolled.get(next(asked, ""))
            if home is not None:
                words = f"{key.replace('|', ', ')}: to its row on {home.sheet}"
                address = cell_address(row.row, column)
                found.append(CellLink(row.sheet, address, home.sheet, f"A{home.row}", words))
        return tuple(found)

    def _sheet_of(self, kind: ListKind[Any]) -> str:
        """The sheet that a list stands on; empty where there is none."""
        return next((block.sheet for block in self._template.blocks if block.name == kind.name), "")

    def _issue(self, tag: CellTag, issue_id: str, message: str, found: str, known: object = ()) -> None:
        place = Place(self._file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column) if tag.row else "")
        names = [str(name) for name in known] if isinstance(known, list | tuple | dict) else []
        hint = did_you_mean(found, names)
        self._context.gathered.issues.append(Issue(issue_id, message, place, found=found, hint=hint))

    def _all_sizes(self) -> Iterator[BlockSize]:
        for block in self._template.blocks:
            if block.direction == "across":
                times = self._known(block, self._context.lists, "periods")
                yield BlockSize(block.sheet, block.key, len(times))
        for sheet in self._template.sheets:
            blocks = [block for block in self._template.blocks_of(sheet) if block.direction == "down"]
            for node in block_tree(blocks):
                known = self._known(node.block, self._records, "records")
                yield BlockSize(sheet, node.block.key, len(known))
                yield from self._inner_sizes(node, known, ())

    def _inner_sizes(
        self, node: BlockNode, records: tuple[Record, ...], path: tuple[int, ...]
    ) -> Iterator[BlockSize]:
        """How often blocks inside others repeat: over the lists that the records around them hold."""
        for inner in node.inner:
            lists = [one.rows for one in records if one.rows]
            if records and not any(inner.block.name in held for held in lists):
                self._known(inner.block, lists[0] if lists else {}, "records")
            for number, record in enumerate(records):
                rows = record.rows.get(inner.block.name, ())
                here = (*path, number)
                yield BlockSize(inner.block.sheet, inner.block.key, len(rows), here)
                yield from self._inner_sizes(inner, rows, here)

    def _known(self, block: Block, lists: Mapping[str, tuple[T, ...]], what: str) -> tuple[T, ...]:
        if block.name in lists:
            return lists[block.name]
        place = Place(self._file, sheet=block.sheet)
        message = f'no list of {what} is named "{block.name}"'
        hint = did_you_mean(block.name, lists)
        issue = Issue("unknown-list", message, place, found=block.name, hint=hint)
        self._context.gathered.issues.append(issue)
        return ()

    # Where figures, keys and heads stand, before any formula is written

    def _learn(self, tag: CellTag) -> None:
        names = tag.names
        if len(names) != 1:
            return
        name, axes = names[0], self._layout.sheet(tag.sheet)
        if name == "key":
            for place in axes.places(tag.row, tag.column):
                self._figures.learn_key(tag.sheet, place.row, place.column)
        elif name.startswith("="):
            self._learn_figure(tag, name.removeprefix("="))
        elif name.startswith("period."):
            fact, times = name.removeprefix("period."), self._times(tag)
            for place in axes.places(tag.row, tag.column) if times else ():
                assert place.column_item is not None
                when = times[place.column_item.number]
                self._figures.learn_head(fact, tag.sheet, place.row, place.column, when)

    def _times(self, tag: CellTag) -> tuple[When, ...]:
        """The times that the period block of a template cell repeats over; none outside such blocks."""
        across = self._template.block_at(tag.sheet, tag.row, tag.column, "across")
        return self._context.lists.get(across.name, ()) if across else ()

    def _learn_figure(self, tag: CellTag, text: str) -> None:
        across = self._template.block_at(tag.sheet, tag.row, tag.column, "across")
        asked: FigureQuery | None = None
        for place in self._layout.sheet(tag.sheet).places(tag.row, tag.column):
            block, item = None, place.column_item
            if asked is None:
                asked = self._asked(tag, text.partition("|")[0] if item is not None else text)
            if asked is None:
                return
            if item is not None and across is not None:
                when = self._context.lists[across.name][item.number]
                asked = replace(asked, when=fitted(asked.metric, when, self._table))
                block = RowInBlock(tag.sheet, place.row, across.first)
            figure = under_standard(asked, self._table)
            self._figures.learn(FigureCell(tag.sheet, place.row, place.column, figure, block))

    def _asked(self, tag: CellTag, text: str) -> FigureQuery | None:
        try:
            return parse_query(text, self._table, self._context.aliases, self._context.figures.default)
        except QueryError as error:
            self._issue(tag, "unknown-figure", str(error), error.word, error.known)
            return None

    # The rows of one sheet

    def _tagged_rows(self, sheet: str) -> Iterator[PlannedRow]:
        """The finished rows of one sheet with tags; what they show is told once for each template row."""
        axes = self._layout.sheet(sheet)
        tags = [tag for tag in self._template.tags if tag.sheet == sheet]
        stretches = axes.stretches(1, MAX_COLUMN)
        by_row: dict[tuple[int, int], list[CellTag]] = {}
        for tag in tags:
            at = next(number for number, (_, last, _) in enumerate(stretches) if tag.column <= last)
            by_row.setdefault((at, tag.row), []).append(tag)
        placed = [
            _placed(at, sorted(row for number, row in by_row if number == at), rows)
            for at, (_, _, rows) in enumerate(stretches)
        ]
        lines: dict[tuple[int, int], _RowReader] = {}
        for number, beside in groupby(merge(*placed, key=itemgetter(0)), key=itemgetter(0)):
            found: list[tuple[_RowReader, Records]] = []
            for one in beside:
                records = self._chained(stretches[one.stretch][2].chain(one.item))
                key = one.stretch, one.template_row
                if key not in lines:
                    lines[key] = self._line(by_row[key], records)
                found.append((lines[key], records))
            yield self._planned(sheet, number, found)

    def _own_looks(self, planned: _Rows) -> _Looks:
        """How cells with formulas of the template look that figures leave open, by sheet and row."""
        printed = {
            str(one.values["key"]): one.figure for one in self._records.get(FIGURES.name, ()) if one.figure
        }

        def filled(sheet: str, row: int, column: int) -> Content:
            cells = planned[sheet].get(row) if sheet in planned else None
            content = cells.content(column) if cells is not None else None
            asked = self._figures.asked(sheet, row, column)
            shown = self._as_shown(asked) if asked is not None else None
            if shown is not None:
                return shown
            if not isinstance(content, Decimal):
                return content
            key = next((key for at, key in cells.keys if at == column), "") if cells is not None else ""
            return shown_figure(printed[key], content) if key in printed else exact(content)

        cells, names = self._template.own_cells, self._template.names
        own = OwnFormulas(cells, names, self._layout, filled, self._figures.is_forecast)
        found: dict[str, dict[int, _Look]] = {}
        for cell in own.open_cells(self._is_shown_open):
            known = self._formats.of_number(cell.number, cell.number_format)
            look = found.setdefault(cell.sheet, {}).setdefault(cell.row, _Look([], []))
            if known != cell.number_format and cell.in_text:
                look.codes.append((cell.column, cell.number_format, known))
            elif known != cell.number_format or cell.in_rule:
                look.formats.append((cell.column, known))
        return found

    def _is_shown_open(self, own: OwnCell) -> bool:
        """Whether a cell shows what its figures leave open: a count is exact, and checks state it beside."""
        counts = own.number_format == "General" or own.formula.startswith("COUNT")
        if counts and "TEXT(" not in own.formula:
            return False
        blocks = self._template.blocks_at(own.sheet, own.row, own.column, "down")
        return not _STATED & {block.name for block in blocks}

    def _as_shown(self, asked: FigureQuery) -> Content:
        """The figure of a finished cell in the unit of the cell; None for a forecast, which its formula tells."""
        answer = self._context.figures.ask(asked)
        if answer.value is not None and answer.interval is not None:
            power = self._context.spec.scale if answer.unit_kind == "money" else 0
            return shown_answer(answer, power)
        last, period = self._context.last_day, asked.when.period
        if last is not None and period.is_dated and self._table.calendar.end(period) > last:
            return None
        return NOT_DISCLOSED

    def _planned(self, sheet: str, row: int, found: list[tuple[_RowReader, Records]]) -> PlannedRow:
        contents: list[CellValue] = []
        formats: list[tuple[int, str]] = []
        keys: list[tuple[int, str]] = []
        for line, records in found:
            contents += [read(records, row) for read in line.reads]
            for column, depth, name in line.fields:
                record = records[depth]
                if name in record.formats:
                    formats.append((column, record.formats[name]))
                # The binding of a row is the cell of its value; the words beside it describe the same figure.
                if name == "value" and record.values.get("key"):
                    keys.append((column, str(record.values["key"])))
            for column, code in line.figures:
                asked = self._figures.asked(sheet, row, column)
                if asked is not None:
                    keys.append((column, asked.key))
                    ahead = self._figures.is_forecast((sheet, row, column))
                    turns = self._figures.turns(asked) if ahead else None
                    known = self._formats.of_answer(self._context.figures.ask(asked), code, turns)
                    formats += [(column, known)] if known != code else []
        columns = sum((line.columns for line, _ in found[1:]), found[0][0].columns)
        return PlannedRow(sheet, row, columns, contents, tuple(formats), tuple(keys))

    def _chained(self, chain: tuple[tuple[str, int], ...]) -> Records:
        found: list[Record] = []
        for name, number in chain:
            rows = found[-1].rows if found else self._records
            found.append(rows[name][number])
        return tuple(reversed(found))

    def _line(self, tags: Sequence[CellTag], records: Records) -> _RowReader:
        """How the cells of a template row are read, in rows with records such as these around them."""
        axis = self._layout.sheet(tags[0].sheet).columns
        cells: list[tuple[int, _Read, tuple[int, str] | None, str | None]] = []
        for tag in tags:
            times, name = self._times(tag), tag.only_name
            for column, _, item in axis.project((tag.column,)):
                when = times[item.number] if item else None
                if name.startswith("="):
                    cells.append((column, self._figure(tag.sheet, column), None, tag.number_format))
                else:
                    cells.append((column, *self._cell(tag, name, when, records), None))
        cells.sort(key=itemgetter(0))
        return _RowReader(
            tuple(column for column, *_ in cells),
            tuple(read for _, read, _, _ in cells),
            tuple((column, *shown) for column, _, shown, _ in cells if shown is not None),
            tuple((column, code) for column, _, _, code in cells if code is not None),
        )

    def _figure(self, sheet: str, column: int) -> _Read:
        return lambda _, row: self._figures.formula(sheet, row, column)

    def _cell(
        self, tag: CellTag, name: str, when: When | None, records: Records
    ) -> tuple[_Read, tuple[int, str] | None]:
        """How a cell is read that is the tag `name` or, where that is empty, a text around tags; the field it shows."""
        if not name:
            reads = {one: self._named_value(tag, one, when, records) for one in tag.names}
            return (
                lambda around, row: replace_tags(tag.text, lambda one: _text_of(reads[one](around, row)))
            ), None
        head, _, rest = name.partition(".")
        depth = _depth(records, head)
        return self._named_value(tag, name, when, records), (depth, rest) if depth is not None else None

    def _named_value(self, tag: CellTag, name: str, when: When | None, records: Records) -> _Read:
        """How a name is read in rows with records such as these around them."""
        head, _, rest = name.partition(".")
        depth = _depth(records, head)
        if depth is not None:

            def of_record(around: Records, _: int) -> CellValue:
                values = around[depth].values
                return values[rest] if rest in values else self._named(tag, head, rest, values)

            return of_record
        if when is not None and head == "period":
            return _constant(self._named(tag, head, rest, self._told_of(when)))
        if name in ROW_WORDS:
            return lambda _, row: self._row_word(tag, row, name)
        if name not in self._words:
            message = f'nothing is named "{name}" in this workbook'
            self._issue(tag, "unknown-tag", message, name, list(self._words))
        return _constant(self._words.get(name, ""))

    def _named(self, tag: CellTag, head: str, name: str, values: Mapping[str, CellValue]) -> CellValue:
        if name not in values:
            self._issue(tag, "unknown-tag", f'no {head} has "{name}"', name, list(values))
            return ""
        return values[name]

    def _row_word(self, tag: CellTag, row: int, name: str) -> CellValue:
        word = self._figures.row_word(tag.sheet, row, name)
        if word is None:
            self._issue(tag, "no-figure-in-row", f'"{name}" needs a figure in the same row', name)
            return ""
        return word


def _handed_out(
    planned: dict[str, dict[int, PlannedRow]], own_looks: Callable[[_Rows], _Looks]
) -> Iterator[PlannedRow]:
    """The rows one by one, with the looks of the template's own formulas; each is let go of behind it."""
    looks = own_looks(planned)
    del own_looks  # and all that the plan was made from: it is as large as the workbook
    for sheet, rows in planned.items():
        of_sheet = looks.pop(sheet, {})
        for number in sorted(rows.keys() | of_sheet):
            row = rows.pop(number, None) or PlannedRow(sheet, number, (), ())
            yield of_sheet[number].of(row) if number in of_sheet else row


def _placed(stretch: int, template_rows: Sequence[int], axis: AxisLayout) -> Iterator[_Placed]:
    for row, index, item in axis.project(template_rows):
        yield _Placed(row, stretch, template_rows[index], item)


def _depth(records: Records, kind: str) -> int | None:
    """The place of the record that names of this kind are read from; None where there is none."""
    return next((depth for depth, record in enumerate(records) if record.kind == kind), None)


def _constant(value: CellValue) -> _Read:
    return lambda _records, _row: value


def _text_of(value: CellValue) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
