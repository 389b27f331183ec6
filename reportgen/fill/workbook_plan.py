"""Plain data and a workbook template become a workbook plan; no project stands behind it.

{"title": "Q2", "items": [{"name": "Disk"}, {"name": "Tape"}]}
    sheet Offer  A1  {{title}}                       A1 <- Q2
    sheet Offer  A4  {{#items}}{{name}}{{/items}}    block items: 2      A4 <- Disk, A5 <- Tape
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.core.findings import Place
from reportgen.fill.lists import BlockItems, Chain, FillFindings, FinishedSheet
from reportgen.fill.values import Record, Scopes, Value, item_names, read_path, shown
from reportgen.office.addresses import cell_address
from reportgen.office.dates import date_of, format_of, serial
from reportgen.office.layout import SheetLayout, WorkbookLayout
from reportgen.office.tags import is_one_tag, replace_tags, tag_names
from reportgen.plan.plan import BlockRows, BulkValue, CellValue, CellWrite, WorkbookPlan
from reportgen.plan.template_map import Block, CellTag, WorkbookMap, workbook_layout

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
        for _ in self.plan.cells:
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
    plan = WorkbookPlan(sizes, filler.cells(rest), {}, tuple(lists.copies), tuple(bulk))
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

    def cells(self, tags: Mapping[str, Sequence[CellTag]]) -> Iterator[CellWrite]:
        """The cells of all finished sheets, in order of sheet, row and column."""
        for sheet in self.lists.sheets:
            yield from self._sheet(sheet, tags[sheet.name])

    def _sheet(self, sheet: FinishedSheet, tags: Sequence[CellTag]) -> Iterator[CellWrite]:
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
                yield CellWrite(sheet.name, cell_address(*at), given[at])
            value, number_format = self._value(tag, scopes)
            yield CellWrite(sheet.name, cell_address(row, column), value, number_format=number_format)
        while waiting:
            at = waiting.pop()
            yield CellWrite(sheet.name, cell_address(*at), given[at])

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
                if own and self._count(sheet, block) >= _MANY:
                    chains = self._chains(sheet, own[0])
                    own = [tag for tag in own if not self._asks_for_formats(tag, sheet, chains)]
                    cells = tuple(cell_address(tag.row, tag.column) for tag in own)
                    if own:
                        bulk.append(BlockRows(sheet.name, cells, self._rows(sheet, block, own, chains)))
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
        return sum(size.count for size in sizes if (size.sheet, size.block) == (sheet.name, block.name))

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
        ) or ("." in name and any(self._value(tag, scopes)[1] for scopes in chains))

    def _rows(
        self, sheet: FinishedSheet, block: Block, tags: Sequence[CellTag], chains: Sequence[Scopes]
    ) -> Iterator[list[BulkValue]]:
        readers = [self._reader(tag, block) for tag in tags]
        for scopes in chains:
            item = scopes[0].value
            yield [read(item, scopes) for read in readers]

    def _reader(self, tag: CellTag, block: Block) -> Reader:
        """Reads one column of a block: the item's own field at once, everything else the long way."""
        slow: Reader = lambda item, scopes: self._value(tag, scopes)[0]  # noqa: E731
        if not is_one_tag(tag.text) or (tag.sheet, tag.row, tag.column) in self.dates.cells:
            return slow
        name = tag.names[0]
        steps = read_path(name)
        if len(steps) == 2 and steps[0] in item_names(block.name) and isinstance(steps[1], str):
            key = steps[1]
        elif len(steps) == 1:
            key = name
        else:
            return slow

        def read(item: Value, scopes: Scopes) -> BulkValue:
            if isinstance(item, dict):
                value = item.get(key)
                if type(value) is Decimal or type(value) is str:
                    return value
            return slow(item, scopes)

        return read

    def _value(self, tag: CellTag, scopes: Scopes) -> tuple[CellValue, str]:
        """What the cell of a tag shows, typed where the tag is all of its text, and a format for dates."""
        names = tag.names
        place = Place(self.file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        if len(names) == 1 and is_one_tag(tag.text):
            return self._typed(tag, self.lists.single(names[0], scopes, place))
        return replace_tags(tag.text, lambda name: shown(self.lists.single(name, scopes, place))), ""

    def _typed(self, tag: CellTag, value: Value) -> tuple[CellValue, str]:
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
