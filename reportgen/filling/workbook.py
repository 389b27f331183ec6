"""Plain data and a workbook template become a finished workbook; no project stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.filling.cells import CellContent, CellFiller, Given
from reportgen.filling.dated_cells import Spot, dates_of
from reportgen.filling.expressions import head_and_code
from reportgen.filling.filled import Filled, FillOptions, errors_of
from reportgen.filling.given_cells import given_cells
from reportgen.filling.lists import BlockItems, Chain, FillFindings, FinishedSheet
from reportgen.filling.rich import holds_looks
from reportgen.filling.table import RecordTable
from reportgen.filling.values import (
    Record,
    Scope,
    Scopes,
    Value,
    is_code,
    item_names,
    read_path,
)
from reportgen.office.addresses import cell_address
from reportgen.office.dates import shows_dates
from reportgen.office.grid import sheet_names
from reportgen.office.layout import SheetLayout, WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.tags import PICTURE, is_one_tag, page_text, tag_names
from reportgen.plan.columns import PIECE, Columns, Numbers, Piece, Texts, piece, values_of
from reportgen.plan.plan import (
    BlockRows,
    BulkValue,
    CellValue,
    DressedCell,
    PlannedCell,
    PlannedRow,
    WorkbookPlan,
    planned_rows,
)
from reportgen.plan.template_map import Block, CellTag, PictureTag, WorkbookMap, workbook_layout
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook, render_workbook

# From this many items on a block's values go to the engine as whole rows, which is several times faster.
_MANY = 256
_MANY_DIGITS = re.compile(r"(?:^|[\x00-])[0-9]{16,}+(?!\.)")

Reader = Callable[[Value, Scopes], BulkValue]


class WorkbookFilling(Struct, frozen=True):
    """The plan, and the findings of making it, which are complete once all cells of the plan are used up."""

    plan: WorkbookPlan
    findings: FillFindings

    def use_up(self) -> None:
        """Go through all cells, so that the faults of all of them are found."""
        for _ in self.plan.rows:
            pass
        for bulk in self.plan.bulk:
            for _ in bulk.rows:
                pass


def fill_workbook_plan(
    template: WorkbookMap,
    data: Record,
    file: str,
    given: Given | None,
) -> WorkbookFilling:
    """The plan that fills `template` with `data`; faults are gathered, each at its sheet and cell."""
    given = given or Given()
    findings = FillFindings()
    lists = BlockItems(template, data, file, findings)
    lists.read()
    finished = [sheet.name for sheet in lists.sheets]
    for sheet in dict.fromkeys(name for name, _, _ in given.cells):
        if sheet not in finished:
            message = f'the finished workbook has no worksheet named "{sheet}"'
            findings.unknown("unknown-sheet", message, Place(file, sheet=sheet), sheet, finished)
    sizes = tuple(lists.sizes.values())
    layout = workbook_layout(template.with_sheets(lists.copies).blocks, sizes)
    dressed: list[DressedCell] = []
    filler = _WorkbookFiller(
        template, lists, layout, CellFiller(file, given, lists, holds_looks(data)), dressed
    )
    asked = {block.name for block in template.blocks} | {marker.name for marker in template.sheet_markers}
    asked |= {name for tag in (*template.tags, *template.page_tags) for name in tag.names}
    asked |= {name for sheet in template.sheets for name in tag_names(sheet)}
    asked |= {picture.name for picture in template.pictures}
    findings.unused(asked, data, file)
    bulk, rest = filler.bulk()
    filler.name_pictures()
    plan = WorkbookPlan(
        sizes,
        filler.rows(rest),
        {},
        tuple(lists.copies),
        tuple(bulk),
        dressed=dressed,
        pages=dict(filler.pages()),
    )
    return WorkbookFilling(plan, findings)


class _WorkbookFiller(Struct, frozen=True):
    """What all cells of one plan are made with."""

    template: WorkbookMap
    lists: BlockItems
    layout: WorkbookLayout
    cells: CellFiller
    dressed: list[DressedCell]

    def rows(self, tags: Mapping[str, Sequence[CellTag]]) -> Iterator[PlannedRow]:
        """The rows of all finished sheets, in order."""
        for sheet in self.lists.sheets:
            yield from planned_rows(sheet.name, self._cells(sheet, tags[sheet.name]))

    def _cells(self, sheet: FinishedSheet, tags: Sequence[CellTag]) -> Iterator[PlannedCell]:
        given = {
            (row, at): value
            for (name, row, at), value in self.cells.given.cells.items()
            if name == sheet.name
        }
        axes = self.layout.sheet(sheet.name)
        found = [
            (row, column, tag, scopes)
            for tag in tags
            for row, column, scopes in self._places(sheet, axes, tag)
            if (row, column) not in given
        ]
        found.sort(key=lambda one: one[:2])
        waiting = sorted(given, reverse=True)
        for row, column, tag, scopes in found:
            while waiting and waiting[-1] < (row, column):
                at = waiting.pop()
                yield *at, given[at], ""
            content, number_format, dress = self.cells.value(tag, scopes)
            if dress is not None:
                self.dressed.append(replace(dress, sheet=sheet.name, row=row, column=column))
            yield row, column, content, number_format
        while waiting:
            at = waiting.pop()
            yield *at, given[at], ""

    def pages(self) -> Iterator[tuple[tuple[str, str], str]]:
        """The heads and feet of printed pages, by finished sheet and text of the template."""
        for sheet in self.lists.sheets:
            place = Place(self.cells.file, sheet=sheet.template)
            named = partial(self.lists.worded, scopes=sheet.scopes, place=place)
            for tag in self.template.page_tags:
                if tag.sheet == sheet.template:
                    yield (sheet.name, tag.text), page_text(tag.text, named)

    def name_pictures(self) -> None:
        """Find what the pictures of the template show that the data name, in each item that they stand in."""
        for sheet in self.lists.sheets:
            axes = self.layout.sheet(sheet.name)
            for picture in self.template.pictures:
                found = self._places(sheet, axes, picture) if picture.sheet == sheet.template else ()
                for row, column, scopes in found:
                    dress = self.cells.named(picture, scopes)
                    if dress is not None:
                        self.dressed.append(replace(dress, sheet=sheet.name, row=row, column=column))

    def _places(
        self, sheet: FinishedSheet, axes: SheetLayout, tag: CellTag | PictureTag
    ) -> Iterator[tuple[int, int, Scopes]]:
        """Where a tag stands in the finished sheet, and the names that hold in each of its places."""
        rows = axes.rows_at(tag.column)
        for place in axes.places(tag.row, tag.column):
            down = self._chained(sheet, "down", rows.chain(place.row_item))
            across = self._chained(sheet, "across", axes.columns.chain(place.column_item))
            yield place.row, place.column, (*down, *across, *sheet.scopes)

    def _chained(self, sheet: FinishedSheet, direction: str, chain: Chain) -> Scopes:
        return self.lists.scopes_at(sheet, direction, chain) if chain else ()

    def bulk(self) -> tuple[list[BlockRows], dict[str, list[CellTag]]]:
        """Blocks of very many items as whole rows, and the tags of each finished sheet that are left."""
        bulk: list[BlockRows] = []
        rest: dict[str, list[CellTag]] = {}
        for sheet in self.lists.sheets:
            tags = [tag for tag in self.template.tags if tag.sheet == sheet.template]
            given = any(name == sheet.name for name, _, _ in self.cells.given.cells)
            for block in () if given else self.template.blocks_of(sheet.template):
                own = [tag for tag in tags if self._is_of(tag, block)]
                if not own or self._count(sheet, block) < _MANY:
                    continue
                table = self.lists.table_at(sheet, block)
                if table is not None:
                    columns = _TableColumns(self, sheet, block, table)
                    own = [tag for tag in own if not columns.go_by_cell(tag)]
                    values: Iterable[Sequence[BulkValue]] | Columns = columns.of(own)
                else:
                    chains = self._chains(sheet, own[0])
                    own = [tag for tag in own if not self._goes_by_cell(tag, chains)]
                    values = self._rows(sheet, block, own, chains)
                if own:
                    cells = tuple(cell_address(tag.row, tag.column) for tag in own)
                    codes = {
                        cell: code
                        for cell, tag in zip(cells, own, strict=True)
                        if (code := self.cells.code_of(tag))
                    }
                    bulk.append(BlockRows(sheet.name, cells, values, codes))
                taken = {(tag.row, tag.column) for tag in own}
                tags = [tag for tag in tags if (tag.row, tag.column) not in taken]
            rest[sheet.name] = tags
        return bulk, rest

    def _is_of(self, tag: CellTag, block: Block) -> bool:
        """Whether a tag repeats down with `block` and nothing else, apart from the blocks around that."""
        if block.direction != "down" or block.kind != "repeat":
            return False
        if self.template.blocks_at(tag.sheet, tag.row, tag.column, "across"):
            return False
        around = self.template.blocks_at(tag.sheet, tag.row, tag.column, "down")
        return bool(around) and around[-1] == block

    def _count(self, sheet: FinishedSheet, block: Block) -> int:
        sizes = self.lists.sizes.values()
        return sum(size.count for size in sizes if (size.sheet, size.block) == (sheet.name, block.key))

    def _chains(self, sheet: FinishedSheet, tag: CellTag) -> list[Scopes]:
        """The names that hold in each finished row of a tag, from top to bottom."""
        axes = self.layout.sheet(sheet.name)
        rows = axes.rows_at(tag.column)
        return [
            (*self._chained(sheet, "down", rows.chain(item)), *sheet.scopes)
            for _, _, item in rows.project((tag.row,))
        ]

    def _goes_by_cell(self, tag: CellTag, chains: Sequence[Scopes]) -> bool:
        """Whether cells of a tag need looks or formats one by one: dates come into such as have no format for them."""
        code = self.cells.code_of(tag)
        if code == PICTURE or (code and any(map(partial(_knows, tag.names[0]), chains))):
            return True
        if self.cells.looks and any(self.cells.value(tag, scopes)[2] for scopes in chains):
            return True
        if code or (tag.sheet, tag.row, tag.column) in self.cells.given.dates.cells or len(tag.names) != 1:
            return False
        name = tag.names[0]
        return any(
            isinstance(value, date)
            for scopes in chains
            for value in (scopes[0].value.get(name) if isinstance(scopes[0].value, Mapping) else None,)
        ) or ("." in name and any(self.cells.value(tag, scopes)[1] for scopes in chains))

    def _rows(
        self, sheet: FinishedSheet, block: Block, tags: Sequence[CellTag], chains: Sequence[Scopes]
    ) -> Iterator[list[BulkValue]]:
        readers = [self._reader(tag, block) for tag in tags]
        for scopes in chains:
            item = scopes[0].value
            yield [read(item, scopes) for read in readers]

    def _reader(self, tag: CellTag, block: Block) -> Reader:
        """Reads one column of a block: the item's own field at once, everything else the long way."""

        def slow(_: Value, scopes: Scopes) -> BulkValue:
            return self.cells.value(tag, scopes)[0]

        if not is_one_tag(tag.text) or (tag.sheet, tag.row, tag.column) in self.cells.given.dates.cells:
            return slow
        if shows_dates(0, self.cells.code_of(tag)):
            return slow
        key = _own_field(tag, block)
        if key is None:
            return slow

        def read(item: Value, scopes: Scopes) -> BulkValue:
            if isinstance(item, dict):
                value = item.get(key)
                if type(value) is str or (type(value) is Decimal and not is_code(value)):
                    return value
            return slow(item, scopes)

        return read


def _breaks_lines(found: Piece) -> bool:
    if isinstance(found, Texts):
        return "\n" in found.text
    return isinstance(found, tuple) and any(isinstance(value, str) and "\n" in value for value in found)


def _has_codes(found: Piece) -> bool:
    if isinstance(found, Numbers):
        return _MANY_DIGITS.search(found.text) is not None
    return isinstance(found, tuple) and any(isinstance(value, Decimal) and is_code(value) for value in found)


def _own_field(tag: CellTag, block: Block) -> str | None:
    """The field of a block's own items that a tag names; None where it goes another way."""
    name = head_and_code(tag.names[0])[0] or tag.names[0]
    steps = read_path(name)
    if len(steps) == 2 and steps[0] in item_names(block.name) and isinstance(steps[1], str):
        return steps[1]
    return name if len(steps) == 1 else None


def _knows(text: str, scopes: Scopes) -> bool:
    """Whether a whole tag is a name of the data, colon and all."""
    return any(isinstance(scope.value, Mapping) and text in scope.value for scope in scopes)


class _TableColumns(Struct, frozen=True):
    """The columns of a block whose items are a table."""

    filler: _WorkbookFiller
    sheet: FinishedSheet
    block: Block
    table: RecordTable

    def of(self, tags: Sequence[CellTag]) -> Columns:
        """The values of the tags, a column for each."""
        return Columns(len(self.table), tuple(self._column(tag) for tag in tags))

    def go_by_cell(self, tag: CellTag) -> bool:
        """Whether cells of a tag need looks or formats one by one: dates come into such as have no format for them."""
        code, field = self.filler.cells.code_of(tag), self._field(tag) if len(tag.names) == 1 else None
        if code == PICTURE or (
            code and _knows(tag.names[0], (Scope(dict.fromkeys(self.table.names)), *self.sheet.scopes))
        ):
            return True
        if (
            field is None
            and self.filler.cells.looks
            and any(one[2] for one in self._values(tag, range(self._pieces)))
        ):
            return True
        column = self.table.column(field) if field is not None else ()
        if any(map(_breaks_lines, column)):
            return True
        if code or self._is_dated(tag) or len(tag.names) != 1:
            return False
        if field is not None:
            return any(
                isinstance(value, date) for found in column if isinstance(found, tuple) for value in found
            )
        return "." in tag.names[0] and any(one[1] for one in self._values(tag, range(self._pieces)))

    def _field(self, tag: CellTag) -> str | None:
        names = self.table.names
        field = tag.names[0] if tag.names[0] in names else _own_field(tag, self.block)
        return field if field in names else None

    def _is_dated(self, tag: CellTag) -> bool:
        return (tag.sheet, tag.row, tag.column) in self.filler.cells.given.dates.cells

    @property
    def _pieces(self) -> int:
        return -(-len(self.table) // PIECE)

    def _column(self, tag: CellTag) -> Sequence[Piece]:
        field = self._field(tag) if is_one_tag(tag.text) else None
        if field is None:
            numbers = range(self._pieces)
            return [piece([one[0] for one in self._values(tag, (number,))]) for number in numbers]
        column = self.table.column(field)
        code = self.filler.cells.code_of(tag)
        dated = self._is_dated(tag) or shows_dates(0, code)
        return [
            self._typed(tag, found, code)
            if _has_codes(found) or (dated and not isinstance(found, Numbers))
            else found
            for found in column
        ]

    def _typed(self, tag: CellTag, found: Piece, code: str) -> Piece:
        return piece([self.filler.cells.typed(tag, value, code)[0] for value in values_of(found)])

    def _values(self, tag: CellTag, numbers: Iterable[int]) -> Iterator[CellContent]:
        names = item_names(self.block.name)
        for number in numbers:
            for at, record in enumerate(self.table.records(number), start=number * PIECE + 1):
                scope = Scope(record, names, at, len(self.table))
                yield self.filler.cells.value(tag, (scope, *self.sheet.scopes))


def fill_workbook(package: Package, name: str, data: Record | None, options: FillOptions) -> Filled:
    """The finished workbook; `FindingsError` with every fault of template, data and single cells."""
    template = inspect_workbook(package)
    issues: list[Issue] = []
    # Where sheets are repeated, only the finished workbook knows their names.
    known = [] if data is not None and template.sheet_markers else sheet_names(package)
    given = given_cells(package, options.sets, name, known, issues)
    if data is None:
        issues += _as_information(template, name)
        if errors_of(issues):
            raise FindingsError(errors_of(issues))
        unmarked = WorkbookMap(template.sheets, (), ())
        plan = _smallest(template, given)
        done = render_workbook(package, plan, name, template=unmarked, progress=options.progress)
        return _filled(done, issues)
    issues += template.issues
    if any(issue.id == "overlapping-blocks" for issue in template.issues):
        raise FindingsError(errors_of(issues))  # nobody knows where their cells would stand
    given_all = Given(given, dates_of(package, template), options.folders)
    filling = fill_workbook_plan(template, data, name, given_all)
    if errors_of(issues):
        filling.use_up()
        raise FindingsError(errors_of([*issues, *filling.findings.issues]))
    try:
        filled = _filled(
            render_workbook(package, filling.plan, name, template=template, progress=options.progress), issues
        )
    except FindingsError as error:
        filling.use_up()
        raise FindingsError(dict.fromkeys([*filling.findings.issues, *error.issues])) from None
    if errors_of(filling.findings.issues):
        raise FindingsError(errors_of(filling.findings.issues))
    issues_found = (*filling.findings.issues, *filled.findings)
    return Filled(filled, "workbook", filled.cells, filled.formulas, tuple(dict.fromkeys(issues_found)))


def _filled(done: RenderedWorkbook, issues: list[Issue]) -> Filled:
    found = dict.fromkeys([*issues, *done.uncached, *done.warnings])
    return Filled(done.data, "workbook", done.cells, done.formulas, tuple(found))


def _smallest(template: WorkbookMap, given: Mapping[Spot, CellValue]) -> WorkbookPlan:
    """The plan of single cells alone."""
    rows: list[PlannedRow] = []
    for sheet in template.sheets:
        cells = sorted((row, column) for name, row, column in given if name == sheet)
        rows += planned_rows(sheet, ((*at, given[sheet, *at], "") for at in cells))
    return WorkbookPlan((), tuple(rows))


def _as_information(template: WorkbookMap, name: str) -> Iterator[Issue]:
    for issue in template.issues:
        yield Issue(
            issue.id, issue.message, issue.place, Severity.INFO, issue.expected, issue.found, issue.hint
        )
    for tag in template.tags:
        place = Place(name, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        yield Issue("unfilled-tag", "nothing fills this tag", place, Severity.INFO, found=tag.text.strip())
