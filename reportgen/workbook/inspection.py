"""Reads what a workbook template asks for: every tag, every block, every fault in them, at sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from reportgen.binding.template_map import Block, Direction, Tag, WorkbookMap, tag_names
from reportgen.diagnostics import Issue, Place, did_you_mean
from reportgen.opc import Package
from reportgen.parts.addresses import cell_address, split_address
from reportgen.parts.sheets import SheetPart, sheet_parts
from reportgen.parts.texts import namespace_of, shared_string_items, string_item_text, unescape_text
from reportgen.parts.worksheet import cells, rows
from reportgen.workbook.markers import MarkedText, read_markers


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A template cell whose text holds a tag or a marker: its place and its text told apart."""

    row: int
    column: int
    text: MarkedText

    @property
    def address(self) -> str:
        """The template cell's address."""
        return cell_address(self.row, self.column)


@dataclass
class _Findings:
    file: str
    sheet: str
    issues: list[Issue] = field(default_factory=list)

    def add(
        self, issue_id: str, message: str, cell: str, *, expected: str = "", found: str = "", hint: str = ""
    ) -> None:
        place = Place(file=self.file, sheet=self.sheet, cell=cell)
        self.issues.append(Issue(issue_id, message, place, expected=expected, found=found, hint=hint))


def inspect_workbook(package: Package) -> WorkbookMap:
    """The map of a workbook template; nothing is changed, faults are in its `issues`."""
    sheets = sheet_parts(package)
    marked_strings = marked_shared_strings(package)
    tags: list[Tag] = []
    blocks: list[Block] = []
    issues: list[Issue] = []
    for sheet in sheets:
        if not sheet.is_worksheet or not may_hold_markers(package, sheet, bool(marked_strings)):
            continue
        root = package.peek(sheet.part)
        found = tuple(marked_cells(root, marked_strings))
        tags += [
            Tag(sheet.name, one.row, one.column, one.text.text) for one in found if tag_names(one.text.text)
        ]
        findings = _Findings(package.name, sheet.name)
        blocks += _blocks(found, findings)
        _check_merges(root, found, findings)
        issues += findings.issues
    return WorkbookMap(tuple(sheet.name for sheet in sheets), tuple(tags), tuple(blocks), tuple(issues))


def marked_shared_strings(package: Package) -> dict[int, MarkedText]:
    """The shared strings that hold tags or markers, by index."""
    found: dict[int, MarkedText] = {}
    for index, item in enumerate(shared_string_items(package)):
        text = string_item_text(item)
        if "{{" in text:
            found[index] = read_markers(text)
    return found


def may_hold_markers(package: Package, sheet: SheetPart, shared: bool) -> bool:
    """Whether reading the sheet's cells can find a marker: a quick look before a costly one."""
    return shared or b"{{" in package[sheet.part]


def marked_cells(root: etree._Element, strings: dict[int, MarkedText]) -> Iterator[MarkedCell]:
    """All cells of a worksheet with a tag or a marker in their text, in order of row and column."""
    for row, node in rows(root):
        for column, cell in cells(node):
            text = _marked_text(cell, strings)
            if text is not None:
                yield MarkedCell(row, column, text)


def _marked_text(cell: etree._Element, strings: dict[int, MarkedText]) -> MarkedText | None:
    kind = cell.get("t")
    if kind == "s":
        value = cell.findtext(f"{namespace_of(cell)}v")
        return strings.get(int(value)) if value and value.strip().isdigit() else None
    if kind == "inlineStr":
        item = cell.find(f"{namespace_of(cell)}is")
        text = string_item_text(item) if item is not None else ""
        return read_markers(text) if "{{" in text else None
    if kind == "str" and cell.find(f"{namespace_of(cell)}f") is None:
        text = unescape_text(cell.findtext(f"{namespace_of(cell)}v") or "")
        return read_markers(text) if "{{" in text else None
    return None


def _blocks(found: tuple[MarkedCell, ...], findings: _Findings) -> list[Block]:
    opened: dict[str, tuple[MarkedCell, Direction]] = {}
    closed: dict[str, MarkedCell] = {}
    for cell in found:
        for stray in cell.text.stray:
            findings.add(
                "misplaced-marker",
                "a block marker stands inside the text",
                cell.address,
                expected="openers at the beginning of the text, closers at its end",
                found=stray,
            )
        for opening in cell.text.openings:
            if opening.direction not in ("down", "across"):
                findings.add(
                    "unknown-direction",
                    f'the block "{opening.name}" has an unknown direction',
                    cell.address,
                    expected="down or across",
                    found=opening.direction,
                    hint=did_you_mean(opening.direction, ("down", "across")),
                )
            if opening.name in opened:
                findings.add(
                    "duplicate-block",
                    f'the block "{opening.name}" is opened twice on this sheet',
                    cell.address,
                    found=f"opened before in {opened[opening.name][0].address}",
                )
                continue
            direction: Direction = "across" if opening.direction == "across" else "down"
            opened[opening.name] = (cell, direction)
        for name in cell.text.closings:
            if name in closed:
                findings.add(
                    "duplicate-block",
                    f'the block "{name}" is closed twice on this sheet',
                    cell.address,
                    found=f"closed before in {closed[name].address}",
                )
                continue
            closed[name] = cell
    for name, end in closed.items():
        if name not in opened:
            findings.add(
                "unopened-block",
                f'the block "{name}" is closed but never opened',
                end.address,
                expected=f"{{{{#{name}}}}} at its top-left cell",
                hint=did_you_mean(name, opened),
            )
    blocks: list[tuple[Block, MarkedCell]] = []
    for name, (start, direction) in opened.items():
        end_or_none = closed.get(name)
        if end_or_none is None:
            findings.add(
                "unclosed-block",
                f'the block "{name}" is opened but never closed',
                start.address,
                expected=f"{{{{/{name}}}}} at the end of its bottom-right cell",
                hint=did_you_mean(name, closed),
            )
            continue
        if end_or_none.row < start.row or end_or_none.column < start.column:
            findings.add(
                "reversed-block",
                f'the block "{name}" ends above or left of its beginning',
                end_or_none.address,
                expected=f"a cell below or right of {start.address}",
            )
            continue
        first, last = (
            (start.row, end_or_none.row) if direction == "down" else (start.column, end_or_none.column)
        )
        blocks.append((Block(findings.sheet, name, direction, first, last), start))
    return _disjoint(blocks, findings)


def _disjoint(blocks: list[tuple[Block, MarkedCell]], findings: _Findings) -> list[Block]:
    for direction, word in (("down", "rows"), ("across", "columns")):
        line = sorted(
            (pair for pair in blocks if pair[0].direction == direction),
            key=lambda pair: (pair[0].first, -pair[0].last),
        )
        for (one, _), (other, start) in pairwise(line):
            if other.first > one.last:
                continue
            inside = other.last <= one.last
            findings.add(
                "nested-blocks" if inside else "overlapping-blocks",
                f'the block "{other.name}" {"lies inside" if inside else "overlaps"} the block "{one.name}"',
                start.address,
                expected=f"blocks that share no {word}",
                found=f"{word} {one.first} to {one.last} and {other.first} to {other.last}",
            )
    return [block for block, _ in blocks]


def _check_merges(root: etree._Element, found: tuple[MarkedCell, ...], findings: _Findings) -> None:
    marked = {(one.row, one.column): one for one in found if one.text.openings or one.text.closings}
    if not marked:
        return
    ns = namespace_of(root)
    for merge in root.iterfind(f"{ns}mergeCells/{ns}mergeCell"):
        ref = merge.get("ref", "")
        first, _, last = ref.partition(":")
        try:
            (top, left), (bottom, right) = split_address(first), split_address(last or first)
        except ValueError:
            continue
        for (row, column), cell in marked.items():
            if top <= row <= bottom and left <= column <= right:
                findings.add(
                    "marker-in-merged-cell",
                    "a block marker stands in a merged cell",
                    cell.address,
                    expected="markers in cells of their own",
                    found=f"merged cells {ref}",
                )
