"""Reads what a workbook template asks for: every tag, every block, every fault in them, at sheet and cell.

    A5 {{#region}}   B6 {{#sales}}...{{/sales}} D6   D8 {{/region}}     sales lies inside region

Blocks are rectangles from the opener's cell to the closer's: one may lie inside another or beside it, but not
reach over its border.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.formula.structured import TableArea, read_tables
from reportgen.formula.text import own_formulas
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import cells_of_tree
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_strings, sheet_parts
from reportgen.office.styles import Styles
from reportgen.office.tags import (
    MarkedText,
    Opening,
    half_tags,
    may_hold_tags,
    read_markers,
    tag_names,
)
from reportgen.office.xml import namespace_of
from reportgen.plan.template_map import (
    Block,
    BlockNode,
    CellTag,
    Direction,
    Kind,
    NumberRule,
    OwnCell,
    PictureTag,
    SheetMarker,
    WorkbookMap,
    block_tree,
    inside,
)
from reportgen.xlsx.book_cells import defined_names
from reportgen.xlsx.folding import fold_faults
from reportgen.xlsx.number_rules import number_rules, rules_at
from reportgen.xlsx.page_texts import page_tags
from reportgen.xlsx.placed_pictures import named_pictures
from reportgen.xlsx.tags_elsewhere import half_tag, tags_elsewhere

_BRACES = re.compile(rb"\{\{|\}\}")
_DIRECTIONS = ("down", "across", "sheet")
_Place = tuple[int, int]
# Blocks that differ only in their extent across count as the same block.
_Placed = tuple[Block, int, int]


class MarkedCell(Struct, frozen=True):
    """A template cell whose text holds a tag or a marker: its place, its style and its text told apart."""

    row: int
    column: int
    style: int
    text: MarkedText

    @property
    def address(self) -> str:
        """The template cell's address."""
        return cell_address(self.row, self.column)


class MarkerFindings(Struct):
    """The faults of one sheet's markers; `merges` gives the last cell of each merged area by its first."""

    file: str
    sheet: str
    merges: Mapping[_Place, _Place]
    issues: list[Issue] = field(default_factory=list)

    def add(  # noqa: PLR0913  the words of a finding
        self, issue_id: str, message: str, cell: str, *, expected: str = "", found: str = "", hint: str = ""
    ) -> None:
        """Note a fault at a cell."""
        place = Place(file=self.file, sheet=self.sheet, cell=cell)
        self.issues.append(Issue(issue_id, message, place, expected=expected, found=found, hint=hint))


def inspect_workbook(package: Package) -> WorkbookMap:
    """The map of a workbook template; nothing is changed, faults are in its `issues`."""
    sheets = sheet_parts(package)
    strings = shared_strings(package)
    shared = bool(marked_shared_strings(strings))
    tags: list[CellTag] = []
    blocks: list[Block] = []
    markers: list[SheetMarker] = []
    issues: list[Issue] = []
    number_format = cache(Styles(package).number_format)
    broken = any(map(half_tags, strings))
    for sheet in sheets:
        if sheet.is_worksheet and (broken or _BRACES.search(package[sheet.part])):
            issues += _broken_tags(package, sheet, strings)
        if not sheet.is_worksheet or not may_hold_markers(package, sheet, shared):
            continue
        root = package.peek(sheet.part)
        found = tuple(marked_cells(root, strings))
        tags += [
            CellTag(sheet.name, one.row, one.column, one.text.text, number_format(one.style))
            for one in found
            if tag_names(one.text.text)
        ]
        findings = MarkerFindings(package.name, sheet.name, _merges(root))
        markers += _sheet_marker(found, findings)
        blocks += _blocks(found, findings)
        _check_merges(found, findings)
        issues += findings.issues
    issues += fold_faults(package, sheets)
    found_map = WorkbookMap(tuple(sheet.name for sheet in sheets), tuple(tags), ())
    issues += tags_elsewhere(package, sheets, {marker.sheet for marker in markers})
    if blocks:
        tables = [*read_tables(package, sheets).values()]
        blocks = [replace(one, fills_table=_fills_any(one, tables)) for one in blocks]
    found_map = replace(
        found_map,
        blocks=tuple(blocks),
        issues=tuple(issues),
        sheet_markers=tuple(markers),
        pictures=_pictures(package, sheets),
        page_tags=tuple(page_tags(package, sheets)),
    )
    if not found_map.is_model:
        return found_map
    own = [one for sheet in sheets if sheet.is_worksheet for one in _own_cells(package, sheet, strings)]
    issues += _hidden_marks(package, found_map, own)
    return replace(
        found_map,
        issues=tuple(issues),
        own_cells=tuple(own),
        names=defined_names(package),
    )


def _hidden_marks(package: Package, found: WorkbookMap, own: Sequence[OwnCell]) -> Iterator[Issue]:
    """Figures whose number format a conditional one takes the place of, whatever the build makes of it."""
    rules = {sheet.name: number_rules(package, sheet) for sheet in sheet_parts(package) if sheet.is_worksheet}
    asked = [tag for tag in found.tags if any(name.startswith("=") for name in tag.names)]
    hidden: list[tuple[CellTag | OwnCell, NumberRule]] = [
        (tag, rule) for tag in asked for rule in rules_at(rules[tag.sheet], tag.row, tag.column)
    ]
    hidden += [(cell, rule) for cell in own for rule in cell.rules if not rule.formula]
    for cell, rule in hidden:
        place = Place(package.name, sheet=cell.sheet, cell=cell_address(cell.row, cell.column))
        message = "a conditional format hides the number format that says how far this figure is known"
        hint = "give the cell the number format itself, or the conditional format another look"
        yield Issue(
            "hidden-number-format", message, place, Severity.WARNING, found=rule.number_format, hint=hint
        )


def _pictures(package: Package, sheets: Sequence[SheetPart]) -> tuple[PictureTag, ...]:
    return tuple(
        PictureTag(sheet.name, *spot, name, is_tag)
        for sheet in sheets
        for part in (package.related(sheet.part, "drawing") if sheet.is_worksheet else ())
        if part in package and b"blip" in package[part]
        for name, is_tag, spot in named_pictures(package.peek(part))
    )


def _broken_tags(package: Package, sheet: SheetPart, strings: Sequence[str]) -> Iterator[Issue]:
    for cell in cells_of_tree(package.peek(sheet.part), strings):
        if cell.kind == "text" and cell.formula is None and cell.value:
            for braces in half_tags(cell.value):
                place = Place(package.name, sheet=sheet.name, cell=cell_address(cell.row, cell.column))
                yield half_tag(braces, place)


def _fills_any(block: Block, tables: Sequence[TableArea]) -> bool:
    """Whether a block outside all others holds all rows of one of the tables."""
    return (block.direction, block.kind, block.parent) == ("down", "repeat", "") and any(
        (one.sheet, one.top + one.heads, one.bottom - one.totals) == (block.sheet, block.first, block.last)
        for one in tables
    )


def _own_cells(package: Package, sheet: SheetPart, strings: Sequence[str]) -> Iterator[OwnCell]:
    """The cells of a sheet that have a formula or a value and no tag."""
    number_format, rules = cache(Styles(package).number_format), number_rules(package, sheet)
    for cell in cells_of_tree(package.peek(sheet.part), strings, own_formulas):
        marked = cell.kind == "text" and cell.value and may_hold_tags(cell.value)
        if cell.formula or (cell.value is not None and not marked):
            value = None if cell.formula else cell.content
            code = number_format(cell.style)
            own_rules = rules_at(rules, cell.row, cell.column) if cell.formula else ()
            yield OwnCell(sheet.name, cell.row, cell.column, cell.formula or "", value, code, own_rules)


def marked_shared_strings(strings: Sequence[str]) -> frozenset[int]:
    """The indexes of the shared strings that hold tags or markers."""
    return frozenset(index for index, text in enumerate(strings) if may_hold_tags(text))


def may_hold_markers(package: Package, sheet: SheetPart, shared: bool) -> bool:
    """Whether reading the sheet's cells can find a marker: a quick look before a costly one."""
    return shared or b"{{" in package[sheet.part]


def marked_cells(root: etree._Element, strings: Sequence[str]) -> Iterator[MarkedCell]:
    """All cells of a worksheet with a tag or a marker in their text, in order of row and column."""
    for cell in cells_of_tree(root, strings):
        if cell.kind == "text" and cell.formula is None and cell.value and may_hold_tags(cell.value):
            yield MarkedCell(cell.row, cell.column, cell.style, read_markers(cell.value))


def _merges(root: etree._Element) -> dict[_Place, _Place]:
    ns = namespace_of(root)
    found: dict[_Place, _Place] = {}
    for merge in root.iterfind(f"{ns}mergeCells/{ns}mergeCell"):
        first, _, last = merge.get("ref", "").partition(":")
        try:
            found[split_address(first)] = split_address(last or first)
        except ValueError:
            continue
    return found


def _check_merges(found: tuple[MarkedCell, ...], findings: MarkerFindings) -> None:
    """The first cell of a merged area shows its text; a marker in another one is nowhere to be seen."""
    marked = {(one.row, one.column): one for one in found if one.text.openings or one.text.closings}
    for (top, left), (bottom, right) in findings.merges.items() if marked else ():
        for (row, column), cell in marked.items():
            if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
                findings.add(
                    "marker-in-merged-cell",
                    "a block marker stands in a cell that another one covers, with which it is merged",
                    cell.address,
                    expected="the marker in the first cell of the merged area",
                    found=f"merged cells {cell_address(top, left)}:{cell_address(bottom, right)}",
                )


def _sheet_marker(found: tuple[MarkedCell, ...], findings: MarkerFindings) -> Iterator[SheetMarker]:
    """What the sheet's A1 says about the sheet as a whole; such a marker elsewhere is a fault."""
    seen = False
    for cell in found:
        for opening in cell.text.openings:
            if opening.direction != "sheet":
                continue
            if (cell.row, cell.column) != (1, 1) or seen:
                findings.add(
                    "misplaced-marker",
                    "a marker for the whole sheet stands in another cell than A1"
                    if not seen
                    else "two markers for the whole sheet",
                    cell.address,
                    expected="one marker for the sheet, at the beginning of cell A1",
                    found=f"{{{{{'?' if opening.condition else '#'}{opening.name} sheet}}}}",
                )
                continue
            seen = True
            kind: Kind = "if" if opening.condition else "repeat"
            yield SheetMarker(findings.sheet, opening.name, kind, opening.negated)


class _Opened(Struct, frozen=True):
    opening: Opening
    cell: MarkedCell
    direction: Direction
    number: int


def _blocks(found: tuple[MarkedCell, ...], findings: MarkerFindings) -> list[Block]:
    """The blocks of one sheet, in the order they are opened; faults go to `findings`."""
    for cell in found:
        _check_texts(cell, findings)
    opened: list[_Opened] = []
    numbers: dict[str, int] = {}
    for cell in found:
        for opening in cell.text.openings:
            if opening.direction == "sheet":
                continue
            numbers[opening.name] = numbers.get(opening.name, 0) + 1
            direction: Direction = "across" if opening.direction == "across" else "down"
            opened.append(_Opened(opening, cell, direction, numbers[opening.name]))
    closed: dict[str, list[MarkedCell]] = {}
    for cell in found:
        for name in cell.text.closings:
            if name in closed and len(closed[name]) >= max(numbers.get(name, 0), 1):
                findings.add(
                    "duplicate-block",
                    f'the block "{name}" is closed twice on this sheet',
                    cell.address,
                    found=f"closed before in {closed[name][0].address}",
                )
                continue
            closed.setdefault(name, []).append(cell)
    for name, ends in closed.items():
        if name not in numbers:
            findings.add(
                "unopened-block",
                f'the block "{name}" is closed but never opened',
                ends[0].address,
                expected=f"{{{{#{name}}}}} at its top-left cell",
                hint=did_you_mean(name, numbers),
            )
    blocks = [block for one in opened for block in _closed_block(one, closed, findings)]
    return _arranged(blocks, findings)


def _check_texts(cell: MarkedCell, findings: MarkerFindings) -> None:
    for stray in cell.text.stray:
        findings.add(
            "misplaced-marker",
            "a block marker stands inside the text",
            cell.address,
            expected="openers at the beginning of the text, closers at its end",
            found=stray,
        )
    for opening in cell.text.openings:
        if opening.direction not in _DIRECTIONS:
            findings.add(
                "unknown-direction",
                f'the block "{opening.name}" has an unknown direction',
                cell.address,
                expected="down or across",
                found=opening.direction,
                hint=did_you_mean(opening.direction, _DIRECTIONS),
            )


def _closed_block(
    one: _Opened, closed: dict[str, list[MarkedCell]], findings: MarkerFindings
) -> Iterator[Block]:
    """The block that an opener and the next closer of its name make."""
    name, start = one.opening.name, one.cell
    ends = closed.get(name, [])
    if not ends:
        findings.add(
            "unclosed-block",
            f'the block "{name}" is opened but never closed',
            start.address,
            expected=f"{{{{/{name}}}}} at the end of its bottom-right cell",
            hint=did_you_mean(name, closed),
        )
        return
    fitting = [end for end in ends if end.row >= start.row and end.column >= start.column]
    if not fitting:
        findings.add(
            "reversed-block",
            f'the block "{name}" ends above or left of its beginning',
            ends[0].address,
            expected=f"a cell below or right of {start.address}",
        )
        return
    end = fitting[0]
    ends.remove(end)
    # A merged area belongs to the block whole.
    corners = [findings.merges.get(at, at) for at in ((start.row, start.column), (end.row, end.column))]
    rows = start.row, max(row for row, _ in corners)
    columns = start.column, max(column for _, column in corners)
    along, across = (rows, columns) if one.direction == "down" else (columns, rows)
    yield Block(
        findings.sheet,
        name,
        one.direction,
        *along,
        group_by=one.opening.group_by,
        kind="if" if one.opening.condition else "repeat",
        negated=one.opening.negated,
        number=one.number,
        start=across[0],
        end=across[1],
    )


def _arranged(blocks: list[Block], findings: MarkerFindings) -> list[Block]:
    """The blocks, each with the name of the one around it; those that cut each other are faults."""
    for direction, word in (("down", "rows"), ("across", "columns")):
        line = sorted(
            (one for one in blocks if one.direction == direction), key=lambda one: (one.first, -one.last)
        )
        for one, other in combinations(line, 2):
            if other.first > one.last or inside(other, one) or inside(one, other):
                continue
            beside = one.end < other.start or other.end < one.start
            if beside and direction == "down":
                continue
            findings.add(
                "overlapping-blocks",
                f'the block "{other.name}" overlaps the block "{one.name}"',
                _corner(other),
                expected=f"blocks that share no {word}"
                + (", or one block from the first row to the last of both" if beside else ""),
                found=f"{word} {one.first} to {one.last} and {other.first} to {other.last}",
            )
    parents: dict[_Placed, str] = {}
    for direction in ("down", "across"):
        for node in block_tree([one for one in blocks if one.direction == direction]):
            _note_parents(node, "", parents)
    return [replace(block, parent=parents[_placed(block)]) for block in blocks]


def _placed(block: Block) -> _Placed:
    return block, block.start, block.end


def _note_parents(node: BlockNode, parent: str, parents: dict[_Placed, str]) -> None:
    parents[_placed(node.block)] = parent
    for inner in node.inner:
        _note_parents(inner, node.block.name, parents)


def _corner(block: Block) -> str:
    down = block.direction == "down"
    return cell_address(block.first, block.start) if down else cell_address(block.start, block.first)
