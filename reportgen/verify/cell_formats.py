"""What number formats make of the numbers of cells: `"1"#,##0` shows 1176,051 for 176,051, `0,` shows 176.

No value changes with a format, so the seal keeps where a format shows numbers otherwise than they are.

Model!B5:DM5   times 100        percent
Model!DL60     c.               a word beside the number
rule B5:B90    times 0.001      a conditional format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from lxml import etree

from reportgen.figures.number_code import shown_as
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import around_rows
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.styles import Styles
from reportgen.verify.cells import Grid


class FormatReader:
    """The number formats of one workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package)
        self._shown: dict[int, str] = {}

    def of_style(self, style: int) -> str:
        """What a style makes of numbers; empty where it shows them as they are."""
        if style not in self._shown:
            code, number = self._styles.number_format(style), self._styles.number_id(style)
            # Codes that depend on the reader's language are not listed: days, times, money.
            self._shown[style] = f"format {number}" if code == "General" and number else shown_as(code)
        return self._shown[style]

    def of_cells(self, grid: Grid) -> Mapping[tuple[int, int], str]:
        """What is made of the number of each cell that holds one; empty for a number as it is."""
        numbers = [(at, cell.style) for at, cell in grid.cells.items() if cell.kind == "n" and cell.value]
        shown = {style: self.of_style(style) for style in {style for _, style in numbers}}
        return {at: shown[style] for at, style in numbers}

    def of_rules(self, sheet: SheetPart) -> Iterator[tuple[str, str]]:
        """The ranges of conditional formats that show numbers otherwise, each with what they make of them."""
        for node in around_rows(self._package, sheet.part).iter("{*}conditionalFormatting"):
            where = node.get("sqref", "") or node.findtext("{*}sqref", "")
            for rule in node.iter("{*}cfRule"):
                listed = rule.get("dxfId", "")
                look = self._looks.get(listed) if listed else rule.find("{*}dxf")
                code = look.find("{*}numFmt") if look is not None else None
                if code is not None and (shown := shown_as(code.get("formatCode", "General"))):
                    yield where, shown

    @cached_property
    def _looks(self) -> Mapping[str, etree._Element]:
        parts = self._package.related(workbook_part(self._package), "styles")
        looks = (dxf for part in parts for dxf in self._package.peek(part).iterfind("{*}dxfs/{*}dxf"))
        return {str(number): look for number, look in enumerate(looks)}


def ranges_of(cells: Iterable[tuple[int, int]]) -> str:
    """The fewest rectangles of equal rows that hold some cells: `B5:B90 D7`."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    found: list[tuple[int, int, int, int]] = []
    for row, line in groupby(sorted(cells), key=itemgetter(0)):
        before, ends = ends, {}
        columns = [column for _, column in line]
        for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            stretch = [column for _, column in run]
            span = stretch[0], stretch[-1]
            top, last = before.get(span, (row, row - 1))
            ends[span] = (top, row) if last == row - 1 else (row, row)
        left = ((span, at) for span, at in before.items() if ends.get(span, (row, row))[0] == row)
        found += [(top, span[0], last, span[1]) for span, (top, last) in left]
    found += [(top, span[0], last, span[1]) for span, (top, last) in ends.items()]
    return " ".join(
        cell_address(*area[:2]) + (f":{cell_address(*area[2:])}" if area[:2] != area[2:] else "")
        for area in sorted(found)
    )


def cells_in(ranges: str) -> Iterator[tuple[int, int]]:
    """The cells of some rectangles, row and column."""
    for area in ranges.split():
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = split_address(first), split_address(last or first)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield row, column
