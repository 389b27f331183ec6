"""Plain data and a workbook template become a finished workbook; no project stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.filling.csv_columns import typed
from reportgen.filling.filled import Filled, Progress, errors_of
from reportgen.filling.lists import BlockItems, Chain, FillFindings, FinishedSheet
from reportgen.filling.table import RecordTable
from reportgen.filling.values import DataError, Record, Scope, Scopes, Value, item_names, read_path, shown
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.dates import date_of, format_of, serial, shows_dates
from reportgen.office.grid import counts_from_1904
from reportgen.office.layout import SheetLayout, WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts, workbook_part
from reportgen.office.tags import is_one_tag, replace_tags, tag_names
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import namespace_of
from reportgen.plan.columns import PIECE, Columns, Numbers, Piece, piece, values_of
from reportgen.plan.plan import (
    BlockRows,
    BulkValue,
    CellValue,
    PlannedCell,
    PlannedRow,
    WorkbookPlan,
    planned_rows,
)
from reportgen.plan.template_map import Block, CellTag, WorkbookMap, workbook_layout
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook, render_workbook

# From this many items on a block's values go to the engine as whole rows, which is several times faster.
_MANY = 256
Spot = tuple[str, int, int]
Reader = Callable[[Value, Scopes], BulkValue]


@dataclass(frozen=True)
class Dates:
    """How dates are written: the template cells that show dates, and whether days are counted from 1904."""

    cells: Set[Spot] = frozenset()
    from_1904: bool = False


@dataclass(frozen=True)
class WorkbookFilling:
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
    given: Mapping[Spot, CellValue] | None = None,
    dates: Dates | None = None,
) -> WorkbookFilling:
    """The plan that fills `template` with `data`; faults are gathered, each at its sheet and cell.

    `given` are single cells of the finished workbook (sheet, row, column), which stand over everything else.
    """
    findings = FillFindings()
    lists = BlockItems(template, data, file, findings)
    lists.read()
    finished = [sheet.name for sheet in lists.sheets]
    for sheet in dict.fromkeys(name for name, _, _ in given or {}):
        if sheet not in finished:
            message = f'the finished workbook has no worksheet named "{sheet}"'
            findings.unknown("unknown-sheet", message, Place(file, sheet=sheet), sheet, finished)
    sizes = tuple(lists.sizes.values())
    layout = workbook_layout(template.with_sheets(lists.copies).blocks, sizes)
    filler = _WorkbookFiller(template, data, file, given or {}, dates or Dates(), lists, layout)
    _note_unused(template, data, file, findings)
    bulk, rest = filler.bulk()
    plan = WorkbookPlan(sizes, filler.rows(rest), {}, tuple(lists.copies), tuple(bulk))
    return WorkbookFilling(plan, findings)


@dataclass(frozen=True)
class _WorkbookFiller:
    """What all cells of one plan are made with."""

    template: WorkbookMap
    data: Record
    file: str
    given: Mapping[Spot, CellValue]
    dates: Dates
    lists: BlockItems
    layout: WorkbookLayout

    def rows(self, tags: Mapping[str, Sequence[CellTag]]) -> Iterator[PlannedRow]:
        """The rows of all finished sheets, in order."""
        for sheet in self.lists.sheets:
            yield from planned_rows(sheet.name, self._cells(sheet, tags[sheet.name]))

    def _cells(self, sheet: FinishedSheet, tags: Sequence[CellTag]) -> Iterator[PlannedCell]:
        given = {(row, at): value for (name, row, at), value in self.given.items() if name == sheet.name}
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
            yield row, column, *self.value(tag, scopes)
        while waiting:
            at = waiting.pop()
            yield *at, given[at], ""

    def _places(
        self, sheet: FinishedSheet, axes: SheetLayout, tag: CellTag
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
            given = any(name == sheet.name for name, _, _ in self.given)
            for block in () if given else self.template.blocks_of(sheet.template):
                own = [tag for tag in tags if self._is_of(tag, block)]
                if not own or self._count(sheet, block) < _MANY:
                    continue
                table = self.lists.table_at(sheet, block)
                if table is not None:
                    columns = _TableColumns(self, sheet, block, table)
                    own = [tag for tag in own if not columns.ask_for_formats(tag)]
                    values: Iterable[Sequence[BulkValue]] | Columns = columns.of(own)
                else:
                    chains = self._chains(sheet, own[0])
                    own = [tag for tag in own if not self._asks_for_formats(tag, sheet, chains)]
                    values = self._rows(sheet, block, own, chains)
                if own:
                    cells = tuple(cell_address(tag.row, tag.column) for tag in own)
                    bulk.append(BlockRows(sheet.name, cells, values))
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

    def _asks_for_formats(self, tag: CellTag, sheet: FinishedSheet, chains: Sequence[Scopes]) -> bool:
        """Whether a date comes into a cell that has no format for it, so that cells need formats one by one."""
        if (tag.sheet, tag.row, tag.column) in self.dates.cells or len(tag.names) != 1:
            return False
        name = tag.names[0]
        return any(
            isinstance(value, date)
            for scopes in chains
            for value in (scopes[0].value.get(name) if isinstance(scopes[0].value, Mapping) else None,)
        ) or ("." in name and any(self.value(tag, scopes)[1] for scopes in chains))

    def _rows(
        self, sheet: FinishedSheet, block: Block, tags: Sequence[CellTag], chains: Sequence[Scopes]
    ) -> Iterator[list[BulkValue]]:
        readers = [self._reader(tag, block) for tag in tags]
        for scopes in chains:
            item = scopes[0].value
            yield [read(item, scopes) for read in readers]

    def _reader(self, tag: CellTag, block: Block) -> Reader:
        """Reads one column of a block: the item's own field at once, everything else the long way."""
        slow: Reader = lambda item, scopes: self.value(tag, scopes)[0]  # noqa: E731
        if not is_one_tag(tag.text) or (tag.sheet, tag.row, tag.column) in self.dates.cells:
            return slow
        key = _own_field(tag, block)
        if key is None:
            return slow

        def read(item: Value, scopes: Scopes) -> BulkValue:
            if isinstance(item, dict):
                value = item.get(key)
                if type(value) is Decimal or type(value) is str:
                    return value
            return slow(item, scopes)

        return read

    def value(self, tag: CellTag, scopes: Scopes) -> tuple[CellValue, str]:
        """What the cell of a tag shows, typed where the tag is all of its text, and a format for dates."""
        names = tag.names
        place = Place(self.file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        if len(names) == 1 and is_one_tag(tag.text):
            return self.typed(tag, self.lists.single(names[0], scopes, place))
        return replace_tags(tag.text, lambda name: shown(self.lists.single(name, scopes, place))), ""

    def typed(self, tag: CellTag, value: Value) -> tuple[CellValue, str]:
        """A single value as the cell of a tag holds it, and a format for dates."""
        dated = (tag.sheet, tag.row, tag.column) in self.dates.cells
        day = value if isinstance(value, date) else None
        if day is None and dated and isinstance(value, str):
            day = date_of(value)
        if day is not None:
            number = serial(day, from_1904=self.dates.from_1904)
            if number is None:
                return shown(day), ""
            return number, "" if dated else format_of(day)
        assert value is None or isinstance(value, str | Decimal | bool)
        return value, ""


def _own_field(tag: CellTag, block: Block) -> str | None:
    """The field of a block's own items that a tag names; None where it goes another way."""
    steps = read_path(tag.names[0])
    if len(steps) == 2 and steps[0] in item_names(block.name) and isinstance(steps[1], str):
        return steps[1]
    return tag.names[0] if len(steps) == 1 else None


@dataclass(frozen=True)
class _TableColumns:
    """The columns of a block whose items are a table."""

    filler: _WorkbookFiller
    sheet: FinishedSheet
    block: Block
    table: RecordTable

    def of(self, tags: Sequence[CellTag]) -> Columns:
        """The values of the tags, a column for each."""
        return Columns(len(self.table), tuple(self._column(tag) for tag in tags))

    def ask_for_formats(self, tag: CellTag) -> bool:
        """Whether a date comes into a cell that has no format for it, so that cells need formats one by one."""
        if self._is_dated(tag) or len(tag.names) != 1:
            return False
        field = self._field(tag)
        if field is not None:
            return any(
                isinstance(value, date)
                for found in self.table.column(field)
                if isinstance(found, tuple)
                for value in found
            )
        return "." in tag.names[0] and any(form for _, form in self._values(tag, range(self._pieces)))

    def _field(self, tag: CellTag) -> str | None:
        names = self.table.names
        field = tag.names[0] if tag.names[0] in names else _own_field(tag, self.block)
        return field if field in names else None

    def _is_dated(self, tag: CellTag) -> bool:
        return (tag.sheet, tag.row, tag.column) in self.filler.dates.cells

    @property
    def _pieces(self) -> int:
        return -(-len(self.table) // PIECE)

    def _column(self, tag: CellTag) -> Sequence[Piece]:
        field = self._field(tag) if is_one_tag(tag.text) else None
        if field is None:
            numbers = range(self._pieces)
            return [piece([value for value, _ in self._values(tag, (number,))]) for number in numbers]
        column = self.table.column(field)
        if not self._is_dated(tag):
            return column
        return [found if isinstance(found, Numbers) else self._dates(tag, found) for found in column]

    def _dates(self, tag: CellTag, found: Piece) -> Piece:
        return piece([self.filler.typed(tag, value)[0] for value in values_of(found)])

    def _values(self, tag: CellTag, numbers: Iterable[int]) -> Iterator[tuple[CellValue, str]]:
        names = item_names(self.block.name)
        for number in numbers:
            for at, record in enumerate(self.table.records(number), start=number * PIECE + 1):
                scope = Scope(record, names, at, len(self.table))
                yield self.filler.value(tag, (scope, *self.sheet.scopes))


def _note_unused(template: WorkbookMap, data: Record, file: str, findings: FillFindings) -> None:
    used = {block.name for block in template.blocks} | {marker.name for marker in template.sheet_markers}
    used |= {name for tag in template.tags for name in tag.names}
    used |= {name for sheet in template.sheets for name in tag_names(sheet)}
    first = {re.split(r"[.\[]", name)[0].strip() for name in used} | used
    first |= {name.strip() for text in used for name in re.findall(r"\[([^\[\]]+)\]", text)}
    wanted = {name for name in first if name not in data}
    for name in data:
        if name not in first:
            findings.unused(name, file, wanted)


def fill_workbook(
    package: Package,
    name: str,
    data: Record | None,
    sets: Sequence[str] = (),
    progress: Progress | None = None,
) -> Filled:
    """The finished workbook; `FindingsError` with every fault of template, data and `sets`."""
    template = inspect_workbook(package)
    issues: list[Issue] = []
    # Where sheets are repeated, only the finished workbook knows their names.
    known = [] if data is not None and template.sheet_markers else _worksheets(package)
    given = _given(package, sets, name, known, issues)
    if data is None:
        issues += _as_information(template, name)
        if errors_of(issues):
            raise FindingsError(errors_of(issues))
        unmarked = WorkbookMap(template.sheets, (), ())
        plan = _smallest(template, given)
        done = render_workbook(package, plan, name, template=unmarked, progress=progress)
        return _filled(done, issues)
    issues += template.issues
    filling = fill_workbook_plan(template, data, name, given, _dates(package, template))
    if errors_of(issues):
        filling.use_up()
        raise FindingsError(errors_of([*issues, *filling.findings.issues]))
    try:
        filled = _filled(
            render_workbook(package, filling.plan, name, template=template, progress=progress), issues
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


def _worksheets(package: Package) -> list[str]:
    return [sheet.name for sheet in sheet_parts(package) if sheet.is_worksheet]


def _given(
    package: Package, sets: Sequence[str], name: str, sheets: Sequence[str], issues: list[Issue]
) -> dict[Spot, CellValue]:
    """The cells that `--set` names, `Sheet1!B2=5`, with their typed values; any sheet where none is known."""
    given: dict[Spot, CellValue] = {}
    for text in sets:
        target, mark, value = text.partition("=")
        sheet, named, address = target.rpartition("!")
        sheet = sheet.strip()
        if len(sheet) > 1 and sheet.startswith("'") and sheet.endswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        if not mark or not named:
            message = "this sets no cell"
            expected = "a sheet, a cell and a value, like Sheet1!B2=5"
            issues.append(Issue("bad-set", message, Place(name), expected=expected, found=text))
            continue
        found = next((one for one in sheets if one.casefold() == sheet.casefold()), None)
        known = found if sheets else sheet
        if known is None:
            message = f'the template has no worksheet named "{sheet}"'
            hint = did_you_mean(sheet, sheets)
            place = Place(name, sheet=sheet)
            issues.append(
                Issue("unknown-sheet", message, place, expected=", ".join(sheets), found=text, hint=hint)
            )
            continue
        try:
            row, column = split_address(address.strip())
        except ValueError:
            place = Place(name, sheet=known, cell=address.strip())
            issues.append(
                Issue(
                    "bad-address", "this is no cell of a sheet", place, expected="for instance B2", found=text
                )
            )
            continue
        try:
            given[known, row, column] = _dated(package, known, row, column, typed(value))
        except DataError as error:
            place = Place(name, sheet=known, cell=address.strip())
            issues.append(Issue("bad-value", str(error), place, found=text))
    return given


def _dated(package: Package, sheet: str, row: int, column: int, value: CellValue) -> CellValue:
    day = date_of(value) if isinstance(value, str) else None
    if day is None or (sheet, row, column) not in _date_cells(package, {(sheet, row, column)}):
        return value
    number = serial(day, from_1904=counts_from_1904(package))
    return value if number is None else number


def _dates(package: Package, template: WorkbookMap) -> Dates:
    spots = {(tag.sheet, tag.row, tag.column) for tag in template.tags}
    return Dates(_date_cells(package, spots), counts_from_1904(package))


def _date_cells(package: Package, spots: set[Spot]) -> frozenset[Spot]:
    """Those of `spots` whose number format shows a date or a time."""
    dated = _date_styles(package) if spots else frozenset()
    if not dated:
        return frozenset()
    found: set[Spot] = set()
    for sheet in sheet_parts(package):
        wanted = {(row, column) for name, row, column in spots if name == sheet.name}
        lines = {row for row, _ in wanted}
        if not sheet.is_worksheet or not wanted:
            continue
        for number, row in rows(package.peek(sheet.part)):
            if number in lines:
                for column, cell in cells(row):
                    if (number, column) in wanted and int(cell.get("s", "0")) in dated:
                        found.add((sheet.name, number, column))
    return frozenset(found)


def _date_styles(package: Package) -> frozenset[int]:
    for part in package.related(workbook_part(package), "styles"):
        if part in package:
            root = package.peek(part)
            ns = namespace_of(root)
            codes = {
                node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iter(f"{ns}numFmt")
            }
            formats = root.iterfind(f"{ns}cellXfs/{ns}xf")
            numbers = [node.get("numFmtId", "0") for node in formats]
            return frozenset(
                index
                for index, number in enumerate(numbers)
                if number.isdecimal()
                and shows_dates(0 if number in codes else int(number), codes.get(number, ""))
            )
    return frozenset()
