"""Where the parts of a chart's series stand in its workbook.

<c:f>Sheet1!$B$2:$B$9</c:f>                 down column B, eight cells
<c:f>Sheet1!$B$2:$I$2</c:f>                 along row 2
<c:f>(Sheet1!$B$2:$B$4,Sheet1!$B$8)</c:f>   three cells and one more
<c:f>[0]!Sales</c:f>                        the cells that a defined name stands for
<c:f>Sheet1!$A$2:$B$9</c:f>                 categories of two levels, the outer one in column A
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.office.addresses import column_letters, column_number, quote_sheet
from reportgen.office.chart_series import split_reference
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts, workbook_part
from reportgen.office.xml import namespace_of

_BOOK = re.compile(r"\[[^\]]*\]")


class Line(Struct, frozen=True):
    """Cells of one sheet one after the other: the first one, how many go down (or `across`), and those that follow."""

    sheet: str
    row: int
    column: int
    count: int = 1
    across: bool = False
    rest: Line | None = None

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.count + (self.rest.size if self.rest is not None else 0)

    @property
    def end(self) -> Line:
        """The last stretch, which grows."""
        return self if self.rest is None else self.rest.end

    @property
    def first(self) -> int:
        """Where the first stretch begins in its direction: a row, or a column."""
        return self.column if self.across else self.row

    @property
    def beside(self) -> int:
        """Where the first stretch stands in the other direction."""
        return self.row if self.across else self.column

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell."""
        for number in range(self.count):
            yield (self.row, self.column + number) if self.across else (self.row + number, self.column)
        if self.rest is not None:
            yield from self.rest.cells()

    def sized(self, count: int) -> Line:
        """The line with so many cells, from its first one on."""
        if self.rest is None or count <= self.count:
            return replace(self, count=count, rest=None)
        return replace(self, rest=self.rest.sized(count - self.count))

    def moved(self, down: int, right: int) -> Line:
        """The line so many rows further down and columns further right, without what follows its first stretch."""
        return replace(self, row=self.row + down, column=self.column + right, rest=None)

    def stretches(self) -> Iterator[Line]:
        """The stretches one after the other, each as a line of its own."""
        yield replace(self, rest=None)
        if self.rest is not None:
            yield from self.rest.stretches()

    def __str__(self) -> str:
        """The absolute reference: `Sheet1!$B$2:$B$9`, several in brackets."""
        return references_text([(self,)])


def references_text(levels: Sequence[Sequence[Line]]) -> str:
    """The reference of lines that stand side by side, or of one; several areas in brackets."""
    lines = [line for level in levels for line in level]
    first, last = lines[0], lines[-1]
    if len(lines) > 1:
        return _area(first, last)
    areas = [_area(one, one) for one in first.stretches()]
    return areas[0] if len(areas) == 1 else f"({','.join(areas)})"


def _area(first: Line, last: Line) -> str:
    *_, (bottom, right) = replace(last, rest=None).cells()
    head = f"${column_letters(first.column)}${first.row}"
    tail = f"${column_letters(right)}${bottom}"
    return f"{quote_sheet(first.sheet)}!{head}" + (f":{tail}" if tail != head else "")


class Held(Struct, frozen=True):
    """What a part of a series reads: its lines (one for each level of categories, the outermost first).

    `name` is the reference as it stands where it is a defined name, which stays; `foreign` tells that the reference
    names a book beside the sheet.
    """

    lines: tuple[Line, ...]
    name: str = ""
    foreign: bool = False

    def reference(self, lines: Sequence[Line]) -> str:
        """The reference once the part reads `lines`."""
        return self.name or references_text([lines])


class BookPlaces(Struct, frozen=True):
    """The sheets and the defined names of a chart's workbook, by which references are understood."""

    sheets: Mapping[str, str]
    names: Mapping[tuple[str, str], str]

    def held(self, reference: str, levels: int = 1) -> Held | None:
        """The lines that a reference means; None where the workbook has no such cells."""
        text = reference.strip().removeprefix("=")
        name, foreign = "", False
        areas = list(split_reference(text))
        if not areas:
            owner, _, word = text.rpartition("!")
            owner = _BOOK.sub("", owner.strip("'")).casefold()
            found = self.names.get((owner, word.casefold())) or self.names.get(("", word.casefold()))
            if found is None:
                return None
            name, areas = text, list(split_reference(found))
            if "(" in found.strip("()"):  # OFFSET(Data!$B$2,...): it begins there and tells its own end
                areas = areas[:1]
        lines: list[list[Line]] = []
        for sheet, left, top, right, bottom in areas:
            plain = _BOOK.sub("", sheet)
            foreign = foreign or plain != sheet
            known = self.sheets.get(plain.casefold())
            if known is None:
                return None
            rectangle = (top, column_number(left), bottom, column_number(right))
            lines.append(_lines(known, rectangle, levels))
        if not lines or any(len(found) != len(lines[0]) for found in lines):
            return None
        joined = lines[0]
        for more in lines[1:]:
            joined = [_joined(one, other) for one, other in zip(joined, more, strict=True)]
        return Held(tuple(joined), name, foreign)


def _lines(sheet: str, rectangle: tuple[int, int, int, int], levels: int) -> list[Line]:
    top, left, bottom, right = rectangle
    height, width = bottom - top + 1, right - left + 1
    across = height < width if levels == 1 else height == levels and width != levels
    if across:
        return [Line(sheet, row, left, width, across=True) for row in range(top, bottom + 1)]
    return [Line(sheet, top, column, height) for column in range(left, right + 1)]


def _joined(line: Line, more: Line) -> Line:
    return replace(line, rest=more if line.rest is None else _joined(line.rest, more))


def book_places(book: Package) -> BookPlaces:
    """What the references of a chart may name in its workbook."""
    sheets = sheet_parts(book)
    root = book.peek(workbook_part(book))
    names = {}
    for node in root.iter(f"{namespace_of(root)}definedName"):
        local = node.get("localSheetId")
        owners = [
            sheet.name.casefold() for sheet in sheets if local is not None and str(sheet.index) == local
        ]
        names[owners[0] if owners else "", node.get("name", "").casefold()] = node.text or ""
    return BookPlaces({sheet.name.casefold(): sheet.name for sheet in sheets if sheet.is_worksheet}, names)


def set_defined_name(book: Package, reference: str, line_text: str) -> None:
    """Have the defined name that `reference` is stand for other cells, unless it finds them by a formula."""
    owner, _, word = reference.rpartition("!")
    owner = _BOOK.sub("", owner.strip("'")).casefold()
    root = book.xml(workbook_part(book))
    indexes = {sheet.name.casefold(): str(sheet.index) for sheet in sheet_parts(book)}
    nodes: list[etree._Element] = [
        node
        for node in root.iter(f"{namespace_of(root)}definedName")
        if node.get("name", "").casefold() == word.casefold()
        and node.get("localSheetId") in (None, indexes.get(owner))
    ]
    nodes.sort(key=lambda node: node.get("localSheetId") is None)
    if nodes and "(" not in (nodes[0].text or "").strip("()"):
        nodes[0].text = line_text
