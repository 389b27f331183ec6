"""A project's workbook template, its figures and its lists become a workbook plan.

sheet Model   {{#quarters across}}{{=revenue}}     eight cells, each a link to its row of Data
sheet Data    {{#figures}}{{figure.key}}           one row for every printed figure
sheet Results {{=yoy(revenue)|this}}               a link to the cell of Model that holds it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.figures.query import QueryError, When, parse_query
from reportgen.model.figure_cells import FigureCell, FigureCells, RowInBlock
from reportgen.model.list_context import ListKind, Record
from reportgen.model.list_figures import FIGURES, ROLLED, plain_key
from reportgen.model.timeline import period_facts
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.layout import Item, SheetLayout
from reportgen.office.tags import is_one_tag, replace_tags
from reportgen.plan.plan import BlockSize, CellLink, CellValue, CellWrite, WorkbookPlan
from reportgen.plan.template_map import Block, BlockNode, CellTag, WorkbookMap, block_tree, workbook_layout
from reportgen.reports.context import ReportContext

T = TypeVar("T")
# What a row says of the figure it shows.
ROW_WORDS = ("key", "label", "label_ja", "unit", "source")


@dataclass(frozen=True, slots=True)
class _FilledCell:
    """One finished cell of a template cell: where it stands and what its blocks repeat over there.

    `records` are those of the blocks around it, the innermost first.
    """

    tag: CellTag
    row: int
    column: int
    when: When | None
    records: tuple[Record, ...] = ()


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
        for name, when in context.aliases.items():
            for fact, value in period_facts(when, self._table, context.last_day).items():
                self._words[f"{name}.{fact}" if fact else name] = value
        self._figures = FigureCells(
            context,
            [str(record.values["lookup"]) for record in records.get(FIGURES.name, ())],
            {str(record.values["metric"]) for record in records.get(ROLLED.name, ())},
            (self._sheet_of(FIGURES), self._sheet_of(ROLLED)),
        )
        self._period_facts: dict[When, dict[str, CellValue]] = {}

    def plan(self, properties: Mapping[str, str]) -> WorkbookPlan:
        """All cells in order of sheet, row and column."""
        filled = {sheet: self._filled_cells(sheet) for sheet in self._template.sheets}
        for sheet, places in filled.items():
            self._learn(sheet, places)
        cells: list[CellWrite] = []
        for sheet, places in filled.items():
            ordered = sorted(places, key=lambda cell: (cell.row, cell.column))
            cells += [self._write(sheet, cell) for cell in ordered]
        return WorkbookPlan(self._sizes, tuple(cells), properties, links=self._links(cells))

    def _links(self, cells: list[CellWrite]) -> tuple[CellLink, ...]:
        """From every figure of a timeline to the printed figure, or to the row that derives it from printed ones."""
        printed: dict[str, CellWrite] = {}
        rolled: dict[str, CellWrite] = {}
        rolled_sheet = self._sheet_of(ROLLED)
        for cell in cells:
            if cell.key and not cell.formula and cell.value is not None:
                printed.setdefault(plain_key(cell.key), cell)
            elif cell.sheet == rolled_sheet and isinstance(cell.value, str):
                rolled.setdefault(cell.value, cell)
        found: list[CellLink] = []
        for cell in cells:
            key = self._figures.source_keys(cell) if cell.key and cell.formula else None
            home = printed.get(key[0]) or rolled.get(key[1]) if key is not None else None
            if home is not None:
                words = f"{cell.key.replace('|', ', ')}: to its row on {home.sheet}"
                found.append(
                    CellLink(cell.sheet, cell.cell, home.sheet, f"A{split_address(home.cell)[0]}", words)
                )
        return tuple(found)

    def _sheet_of(self, kind: ListKind[Any]) -> str:
        """The sheet that a list stands on; empty where there is none."""
        return next((block.sheet for block in self._template.blocks if block.name == kind.name), "")

    def _issue(self, tag: CellTag, issue_id: str, message: str, found: str, known: object = ()) -> None:
        place = Place(self._file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        names = [str(name) for name in known] if isinstance(known, list | tuple | dict) else []
        hint = did_you_mean(found, names)
        self._context.gathered.issues.append(Issue(issue_id, message, place, found=found, hint=hint))

    def _all_sizes(self) -> Iterator[BlockSize]:
        for block in self._template.blocks:
            if block.direction == "across":
                times = self._known(block, self._context.lists, "periods")
                yield BlockSize(block.sheet, block.name, len(times))
        for sheet in self._template.sheets:
            blocks = [block for block in self._template.blocks_of(sheet) if block.direction == "down"]
            for node in block_tree(blocks):
                known = self._known(node.block, self._records, "records")
                yield BlockSize(sheet, node.block.name, len(known))
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
                yield BlockSize(inner.block.sheet, inner.block.name, len(rows), here)
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

    def _filled_cells(self, sheet: str) -> list[_FilledCell]:
        axes: SheetLayout = self._layout.sheet(sheet)
        chains: dict[Item | None, tuple[Record, ...]] = {None: ()}
        filled: list[_FilledCell] = []
        for tag in self._template.tags:
            if tag.sheet != sheet:
                continue
            across = self._template.block_at(sheet, tag.row, tag.column, "across")
            times = self._context.lists.get(across.name, ()) if across else ()
            rows = axes.rows_at(tag.column)
            for place in axes.places(tag.row, tag.column):
                item = place.row_item
                if item not in chains:
                    chains[item] = self._chained(rows.chain(item))
                when = times[place.column_item.number] if place.column_item else None
                filled.append(_FilledCell(tag, place.row, place.column, when, chains[item]))
        return filled

    def _chained(self, chain: tuple[tuple[str, int], ...]) -> tuple[Record, ...]:
        found: list[Record] = []
        for name, number in chain:
            rows = found[-1].rows if found else self._records
            found.append(rows[name][number])
        return tuple(reversed(found))

    def _learn(self, sheet: str, cells: list[_FilledCell]) -> None:
        """Where heads, keys and figures stand, before any formula is written."""
        for cell in cells:
            names = cell.tag.names
            if len(names) != 1:
                continue
            name = names[0]
            if cell.when is not None and name.startswith("period."):
                fact = name.removeprefix("period.")
                self._figures.learn_head(fact, sheet, cell.row, cell.column, cell.when)
            elif name == "key":
                self._figures.learn_key(sheet, cell.row, cell.column)
            elif name.startswith("="):
                self._learn_figure(sheet, cell, name.removeprefix("="))

    def _learn_figure(self, sheet: str, cell: _FilledCell, text: str) -> None:
        default = cell.when or self._context.figures.default
        if cell.when is not None and "|" in text:
            text = text.partition("|")[0]
        try:
            asked = parse_query(text, self._table, self._context.aliases, default)
        except QueryError as error:
            self._issue(cell.tag, "unknown-figure", str(error), error.word, error.known)
            return
        row_in_block = None
        if cell.when is not None:
            block = self._template.block_at(sheet, cell.tag.row, cell.tag.column, "across")
            assert block is not None
            row_in_block = RowInBlock(sheet, cell.row, block.first)
        self._figures.learn(FigureCell(sheet, cell.row, cell.column, asked, row_in_block))

    def _write(self, sheet: str, cell: _FilledCell) -> CellWrite:
        address = cell_address(cell.row, cell.column)
        names = cell.tag.names
        if len(names) == 1 and is_one_tag(cell.tag.text):
            name = names[0]
            if name.startswith("="):
                return self._figures.write(sheet, cell.row, cell.column)
            found = self._value(cell, name)
            head, _, rest = name.partition(".")
            record = next((one for one in cell.records if one.kind == head), None)
            style = record.formats.get(rest, "") if record is not None else ""
            # The binding of a row is the cell of its value; the words beside it describe the same figure.
            key = str(record.values.get("key", "")) if record is not None and rest == "value" else ""
            return CellWrite(sheet, address, found, number_format=style, key=key)
        text = replace_tags(cell.tag.text, lambda name: _text_of(self._value(cell, name)))
        return CellWrite(sheet, address, text)

    def _value(self, cell: _FilledCell, name: str) -> CellValue:
        head, _, rest = name.partition(".")
        for record in cell.records:
            if record.kind == head:
                return self._named(cell.tag, head, rest, record.values)
        if cell.when is not None and head == "period":
            facts = self._period_facts.get(cell.when)
            if facts is None:
                facts = period_facts(cell.when, self._table, self._context.last_day)
                self._period_facts[cell.when] = facts
            return self._named(cell.tag, head, rest, facts)
        if name in ROW_WORDS:
            return self._row_word(cell, name)
        if name not in self._words:
            message = f'nothing is named "{name}" in this workbook'
            self._issue(cell.tag, "unknown-tag", message, name, list(self._words))
            return ""
        return self._words[name]

    def _named(self, tag: CellTag, head: str, name: str, values: Mapping[str, CellValue]) -> CellValue:
        if name not in values:
            self._issue(tag, "unknown-tag", f'no {head} has "{name}"', name, list(values))
            return ""
        return values[name]

    def _row_word(self, cell: _FilledCell, name: str) -> CellValue:
        word = self._figures.row_word(cell.tag.sheet, cell.row, name)
        if word is None:
            self._issue(cell.tag, "no-figure-in-row", f'"{name}" needs a figure in the same row', name)
            return ""
        return word


def _text_of(value: CellValue) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
