"""What a workbook template asks for: its tags and its repeated blocks.

sheet Model   block line    down    rows 6..6
sheet Model   block period  across  columns C..C
sheet Model   cell C6       {{value}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reportgen.binding.plan import BlockSize
from reportgen.diagnostics import Issue
from reportgen.parts.layout import Band, SheetLayout, WorkbookLayout, axis_layout

Direction = Literal["down", "across"]

_TAG = re.compile(r"\{\{\s*([^{}#/\s][^{}]*?)\s*\}\}")


def tag_names(text: str) -> tuple[str, ...]:
    """The names of all tags in a cell's text, in reading order: `{{unit}}, {{period}}` gives both names."""
    return tuple(match.group(1) for match in _TAG.finditer(text))


@dataclass(frozen=True, slots=True)
class Tag:
    """A cell that asks for something: its place in the template, from 1, and its text without markers."""

    sheet: str
    row: int
    column: int
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tags in the text."""
        return tag_names(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """A repeated block: whole rows (`down`) or whole columns (`across`) `first..last`, from 1."""

    sheet: str
    name: str
    direction: Direction
    first: int
    last: int


@dataclass(frozen=True)
class WorkbookMap:
    """Sheets in tab order, tags and blocks in order of sheet, row, column; `issues` are the faults found."""

    sheets: tuple[str, ...]
    tags: tuple[Tag, ...]
    blocks: tuple[Block, ...]
    issues: tuple[Issue, ...] = ()

    def blocks_of(self, sheet: str) -> tuple[Block, ...]:
        """The blocks of one sheet."""
        return tuple(block for block in self.blocks if block.sheet == sheet)

    def block_at(self, sheet: str, row: int, column: int, direction: Direction) -> Block | None:
        """The block of one direction that a template cell stands in, or None."""
        position = row if direction == "down" else column
        for block in self.blocks:
            if (
                block.sheet == sheet
                and block.direction == direction
                and block.first <= position <= block.last
            ):
                return block
        return None


def workbook_layout(blocks: Iterable[Block], sizes: Iterable[BlockSize]) -> WorkbookLayout:
    """Where everything stands once the blocks are filled; a block without a size stays one item."""
    counts = {(size.sheet, size.block): size.count for size in sizes}
    bands: dict[str, dict[Direction, list[Band]]] = {}
    for block in blocks:
        band = Band(block.first, block.last, counts.get((block.sheet, block.name), 1))
        bands.setdefault(block.sheet, {"down": [], "across": []})[block.direction].append(band)
    return WorkbookLayout(
        {
            sheet: SheetLayout(axis_layout(axes["down"]), axis_layout(axes["across"]))
            for sheet, axes in bands.items()
        }
    )
