"""What a workbook template asks for: its tags, its blocks, the sheets it repeats.

sheet Model   block line    down    rows 6..6
sheet Model   block period  across  columns C..C
sheet Model   cell C6       {{value}}
sheet Member  repeated      members

Blocks are rectangles, and the layout of a finished sheet follows from which lies inside which, which side by side:

    {region                 }      region   rows 5..8, columns A..D
      {sales   } {returns  }       sales    rows 6..6, columns A..B      returns  rows 6..7, columns C..D

Blocks side by side share rows and no columns: each repeats in its own columns, shorter ones are followed by
empty cells, and everything below moves by the tallest. A block alone in its rows repeats whole rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeVar

from msgspec import Struct, field

from reportgen.core.findings import Issue
from reportgen.core.structs import replace
from reportgen.office.addresses import MAX_COLUMN
from reportgen.office.layout import AxisLayout, Band, Lane, SheetLayout, Span, WorkbookLayout
from reportgen.office.tags import is_one_tag, tag_names
from reportgen.plan.plan import BlockSize, CellValue, SheetCopies

Direction = Literal["down", "across"]
Kind = Literal["repeat", "if"]


class CellTag(Struct, frozen=True):
    """A cell that asks for something: its place in the template, from 1, its text without markers, its format."""

    sheet: str
    row: int
    column: int
    text: str
    number_format: str = "General"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tags in the text."""
        return tag_names(self.text)

    @property
    def only_name(self) -> str:
        """The name of the tag that is all of the text; empty for a text around tags."""
        names = self.names
        return names[0] if len(names) == 1 and is_one_tag(self.text) else ""


class PictureTag(Struct, frozen=True):
    """A picture of a template's sheet: the cell that it hangs on, its name, and whether that is a tag."""

    sheet: str
    row: int
    column: int
    name: str
    is_tag: bool = False


class NumberRule(Struct, frozen=True):
    """A conditional format that gives a cell a number format: its priority on the sheet, its formula at the cell."""

    priority: int
    formula: str
    number_format: str


class OwnCell(Struct, frozen=True):
    """A template cell that no tag fills: its place, its formula without `=` or else its value, its number format.

    `rules` are what gives it another number format on a condition, the first that holds.
    """

    sheet: str
    row: int
    column: int
    formula: str
    value: CellValue = None
    number_format: str = "General"
    rules: tuple[NumberRule, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A block: whole rows (`down`) or whole columns (`across`) `first..last`, from 1.

    `kind` tells a list, repeated once per item, from a condition (`{{?name}}`), which is shown once or not;
    `negated` turns the condition round. `start..end` is the block's extent the other way: the columns of a
    block of rows, which keep blocks side by side apart. `parent` is the block around it that has the same
    direction; `group_by` the field that its items are made by, from the records of the list inside it. `number` tells
    blocks of one name on one sheet apart, from 1. A block that
    `fills_table` holds all rows of a table, which keeps one where there is no item.
    """

    sheet: str
    name: str
    direction: Direction
    first: int
    last: int
    parent: str = ""
    group_by: str = ""
    kind: Kind = "repeat"
    negated: bool = False
    number: int = 1
    start: int = dataclasses.field(default=1, compare=False)
    end: int = dataclasses.field(default=MAX_COLUMN, compare=False)
    fills_table: bool = dataclasses.field(default=False, compare=False)

    @property
    def key(self) -> str:
        """What no other block of the sheet is called: the name, with the block's number from the second one on."""
        return self.name if self.number == 1 else f"{self.name}{{{self.number}}}"

    def shown(self, count: int) -> int:
        """How often the block is filled, where its list has so many items or its condition is so true."""
        if self.kind == "repeat":
            return count
        return int(bool(count) is not self.negated)


class SheetMarker(Struct, frozen=True):
    """A sheet that is repeated once per item of a list, or shown on a condition: the marker in its cell A1."""

    sheet: str
    name: str
    kind: Kind
    negated: bool = False


class WorkbookMap(Struct, frozen=True, dict=True):
    """Sheets in tab order, tags and blocks in order of sheet, row, column; `issues` are the faults found.

    `page_tags` are texts with tags in heads and feet of printed pages (at row 0); `own_cells`, those with a formula or
    a value of the template, and the defined `names` are told of models alone.
    """

    sheets: tuple[str, ...]
    tags: tuple[CellTag, ...]
    blocks: tuple[Block, ...]
    issues: tuple[Issue, ...] = ()
    sheet_markers: tuple[SheetMarker, ...] = ()
    own_cells: tuple[OwnCell, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[PictureTag, ...] = ()
    page_tags: tuple[CellTag, ...] = ()

    @property
    def is_model(self) -> bool:
        """Whether figures are asked for by metric, as only the templates of a project do."""
        return any(name.startswith("=") for tag in self.tags for name in tag.names)

    def blocks_of(self, sheet: str) -> tuple[Block, ...]:
        """The blocks of one sheet."""
        return tuple(block for block in self.blocks if block.sheet == sheet)

    @cached_property
    def _trees(self) -> Mapping[tuple[str, Direction], tuple[BlockNode, ...]]:
        by_axis: dict[tuple[str, Direction], list[Block]] = {}
        for one in self.blocks:
            by_axis.setdefault((one.sheet, one.direction), []).append(one)
        return {axis: block_tree(blocks) for axis, blocks in by_axis.items()}

    def blocks_at(self, sheet: str, row: int, column: int, direction: Direction) -> tuple[Block, ...]:
        """The blocks of one direction that a template cell stands in, the outermost first."""
        found = []
        for top in self._trees.get((sheet, direction), ()):
            node: BlockNode | None = top
            while node is not None and node.holds(row, column):
                found.append(node.block)
                node = next((one for one in node.inner if one.holds(row, column)), None)
        return tuple(found)

    def block_at(self, sheet: str, row: int, column: int, direction: Direction) -> Block | None:
        """The innermost block of one direction that a template cell stands in, or None."""
        blocks = self.blocks_at(sheet, row, column, direction)
        return blocks[-1] if blocks else None

    def settled(self, reckoned: Callable[[OwnCell], bool]) -> frozenset[tuple[str, int]]:
        """The rules, by sheet and priority, of cells that are all reckoned: their own number formats say more."""
        ruled = [
            (own, (own.sheet, rule.priority)) for own in self.own_cells for rule in own.rules if rule.formula
        ]
        return frozenset(rule for _, rule in ruled) - {rule for own, rule in ruled if not reckoned(own)}

    def with_sheets(self, copies: Iterable[SheetCopies]) -> WorkbookMap:
        """The map of the finished sheets: repeated ones under each of their names, removed ones left out."""
        names = {one.sheet: one.names for one in copies}
        finished = [(sheet, new) for sheet in self.sheets for new in names.get(sheet, (sheet,))]
        return replace(
            self,
            sheets=tuple(new for _, new in finished),
            tags=_on_sheets(self.tags, finished),
            blocks=_on_sheets(self.blocks, finished),
            own_cells=_on_sheets(self.own_cells, finished),
        )


Placed = TypeVar("Placed", CellTag, Block, OwnCell)


def _on_sheets(things: Iterable[Placed], finished: Iterable[tuple[str, str]]) -> tuple[Placed, ...]:
    """What stands on the finished sheets, each named with the template sheet it is made from."""
    by_sheet: dict[str, list[Placed]] = {}
    for one in things:
        by_sheet.setdefault(one.sheet, []).append(one)
    return tuple(replace(one, sheet=new) for sheet, new in finished for one in by_sheet.get(sheet, ()))


class BlockNode(Struct, frozen=True):
    """A block with the blocks inside it; `alone` tells that no other block stands beside it."""

    block: Block
    inner: tuple[BlockNode, ...]
    alone: bool

    def holds(self, row: int, column: int) -> bool:
        """Whether a template cell stands in the block: in its rows, and beside others also in its columns."""
        at, across = (row, column) if self.block.direction == "down" else (column, row)
        if not self.block.first <= at <= self.block.last:
            return False
        return self.alone or self.block.start <= across <= self.block.end


def inside(one: Block, other: Block) -> bool:
    """Whether `one` lies inside `other`, a larger block that was opened before it."""
    if not (other.first <= one.first and one.last <= other.last):
        return False
    # Columns repeat whole: some of a block's columns lie inside it in whichever rows they are marked.
    narrower = one.direction == "across" and one.last - one.first < other.last - other.first
    return narrower or (one.start <= other.end and other.start <= one.end)


def block_tree(blocks: Iterable[Block]) -> tuple[BlockNode, ...]:
    """Blocks of one sheet and direction by what lies inside what."""
    ordered = sorted(
        enumerate(blocks),
        key=lambda pair: (pair[1].first, -pair[1].last, pair[1].start - pair[1].end, pair[0]),
    )
    return _nodes([block for _, block in ordered])


def _nodes(ordered: list[Block]) -> tuple[BlockNode, ...]:
    level: list[tuple[Block, list[Block]]] = []
    for block in ordered:
        home = next((inner for outer, inner in level if inside(block, outer)), None)
        if home is None:
            level.append((block, []))
        else:
            home.append(block)
    return tuple(
        BlockNode(
            block,
            _nodes(inner),
            not any(
                other is not block and other.first <= block.last and block.first <= other.last
                for other, _ in level
            ),
        )
        for block, inner in level
    )


Path = tuple[int, ...]
CountOf = Callable[[Path], int]


@dataclasses.dataclass(frozen=True)
class Region:
    """One block: its extent along the repeated axis and across it, and how many items it has.

    `count` is asked with the item numbers of the blocks around this one, the outermost first, and `list_of` for the
    number of its list.
    """

    name: str
    first: int
    last: int
    start: int
    end: int
    count: CountOf
    inner: tuple[Region, ...] = ()
    list_of: CountOf = dataclasses.field(default=lambda _: 0, compare=False)

    @property
    def width(self) -> Span:
        """The extent across, those of the blocks inside included."""
        extents = [(self.start, self.end), *(one.width for one in self.inner)]
        return min(low for low, _ in extents), max(high for _, high in extents)


def axis_of(regions: Sequence[Region], path: Path = ()) -> AxisLayout:
    """The layout of blocks that only follow each other or lie inside each other."""
    return AxisLayout(tuple(_band(region, path, axis_of) for region in _ordered(regions)))


def row_layouts(regions: Sequence[Region]) -> tuple[AxisLayout, tuple[Lane, ...]]:
    """The layout of whole rows, and the lanes where blocks stand side by side."""
    cuts = sorted({cut for low, high in _side_by_side(regions) for cut in (low, high + 1)} - {1})
    if not cuts:
        return axis_of(regions), ()
    edges = [1, *cuts, MAX_COLUMN + 1]
    spans = [(low, high - 1) for low, high in pairwise(edges) if low < high]
    builder = _Lanes(tuple(spans))
    lanes = tuple(Lane(low, high, builder.axis(regions, (), (low, high))) for low, high in spans)
    return builder.tallest(regions, ()), lanes


class _Lanes(Struct, frozen=True):
    spans: tuple[Span, ...]

    def axis(self, regions: Sequence[Region], path: Path, span: Span) -> AxisLayout:
        """The rows of the columns `span`, padded to the tallest of each group of neighbours."""
        bands: list[Band] = []
        for zone in _zones(regions):
            if len(zone) == 1:
                bands.append(_band(zone[0], path, lambda inner, at: self.axis(inner, at, span)))
                continue
            own = _in_span(zone, span)
            found = [_band(region, path, lambda inner, at: self.axis(inner, at, span)) for region in own]
            pad = self.tallest(zone, path).growth - AxisLayout(tuple(found)).growth
            if found:
                found[-1] = replace(found[-1], pad=pad)
                bands += found
            elif pad:
                first, last = zone[0].first, max(region.last for region in zone)
                bands.append(Band(first, last, 1, pad=max(pad, 0)))
        return AxisLayout(tuple(bands))

    def tallest(self, regions: Sequence[Region], path: Path) -> AxisLayout:
        """The layout of whole rows: of each group of neighbours, that of the tallest columns."""
        bands: list[Band] = []
        for zone in _zones(regions):
            if len(zone) == 1:
                bands.append(_band(zone[0], path, self.tallest))
                continue
            axes = [
                AxisLayout(tuple(_band(region, path, self.tallest) for region in _in_span(zone, span)))
                for span in self.spans
            ]
            bands += max(axes, key=lambda axis: axis.growth).bands
        return AxisLayout(tuple(bands))


def _in_span(zone: Sequence[Region], span: Span) -> list[Region]:
    return [region for region in zone if region.width[0] <= span[0] and span[1] <= region.width[1]]


def _band(region: Region, path: Path, inside: Callable[[Sequence[Region], Path], AxisLayout]) -> Band:
    count = region.count(path)
    inner: tuple[AxisLayout, ...] = ()
    if region.inner:
        inner = tuple(inside(region.inner, (*path, number)) for number in range(count))
    return Band(region.first, region.last, count, inner, name=region.name, list_id=region.list_of(path))


def _ordered(regions: Sequence[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: (region.first, region.last, region.start))


def _zones(regions: Sequence[Region]) -> list[list[Region]]:
    """The blocks in groups that share rows, directly or through others."""
    zones: list[list[Region]] = []
    bottom = 0
    for region in _ordered(regions):
        if zones and region.first <= bottom:
            zones[-1].append(region)
        else:
            zones.append([region])
        bottom = max(bottom, region.last)
    return zones


def _side_by_side(regions: Sequence[Region]) -> list[Span]:
    found = [region.width for zone in _zones(regions) if len(zone) > 1 for region in zone]
    for region in regions:
        found += _side_by_side(region.inner)
    return found


def workbook_layout(blocks: Iterable[Block], sizes: Iterable[BlockSize]) -> WorkbookLayout:
    """Where everything stands once the blocks are filled; a block without a size stays one item."""
    known: dict[tuple[str, str], dict[Path, BlockSize]] = {}
    for size in sizes:
        known.setdefault((size.sheet, size.block), {})[size.within] = size
    by_sheet: dict[str, dict[Direction, list[Block]]] = {}
    for block in blocks:
        by_sheet.setdefault(block.sheet, {"down": [], "across": []})[block.direction].append(block)
    layouts: dict[str, SheetLayout] = {}
    for sheet, axes in by_sheet.items():
        rows, lanes = row_layouts([_region(node, known) for node in block_tree(axes["down"])])
        columns = axis_of([_region(node, known) for node in block_tree(axes["across"])])
        layouts[sheet] = SheetLayout(rows, columns, lanes)
    return WorkbookLayout(layouts)


def _region(node: BlockNode, sizes: Mapping[tuple[str, str], Mapping[Path, BlockSize]]) -> Region:
    block = node.block
    known = sizes.get((block.sheet, block.key)) or sizes.get((block.sheet, block.name), {})
    unknown = BlockSize(block.sheet, block.key, 1)

    def size(path: Path) -> BlockSize:
        return known.get(path) or known.get((), unknown)

    inner = tuple(_region(one, sizes) for one in node.inner)
    return Region(
        block.key,
        block.first,
        block.last,
        block.start,
        block.end,
        lambda path: block.shown(size(path).count),
        inner,
        lambda path: size(path).list_id,
    )
