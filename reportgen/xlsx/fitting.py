"""Rows that are as high as the longest of their wrapped texts.

    fit_rows   =Documents!$B$6:$B$58    a name of one sheet: the rows of these cells grow with their wrapped texts

By themselves Excel fits no row that has a height or merged cells, and LibreOffice none of a finished file. How far a
text reaches is estimated from the usual widths of letters, rather too high than too low.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml import etree
from msgspec import Struct, field

from reportgen.office.cell_reader import WorksheetCell
from reportgen.office.references import Reference, parse_reference
from reportgen.office.styles import Styles
from reportgen.office.worksheet import TALLEST_ROW, rows

FIT_ROWS = "fit_rows"
_USUAL_WIDTH, _USUAL_HEIGHT = 9.140625, 15.0
_POINTS_OF_A_DIGIT, _BESIDE, _ABOVE = 5.25, 4.0, 2.0
# A line in em, of Latin letters and of full-width ones.
_PITCH, _WIDE_PITCH = 1.22, 1.5
# Lines break behind hyphens, too.
_PIECES = re.compile(r"[\u2e80-\u9fff\uff00-\uff60]|[^\s\u2e80-\u9fff\uff00-\uff60-]+-*|-+|\s+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uff60]")
# Of a narrow sans serif such as Calibri, in em; with a little air for wider ones.
_LETTERS = (
    (0.25, " .,:;'`!|()[]{}ijlIft-"),
    (0.38, 'rsJ/\\"z'),
    (0.45, "ckvxyLFSZ?"),
    (0.64, "DHGUNOQ&"),
    (0.82, "mwMW@%"),
)
_EM = {letter: em for em, known in _LETTERS for letter in known}
_LETTER, _FULL = 0.53, 1.04


class RowFit(Struct):
    """The fitting of one sheet: `areas` are cells of the rows."""

    areas: Sequence[Reference]
    styles: Styles
    _widths: dict[int, float] = field(default_factory=dict)

    def edit(self, root: etree._Element, cells: Iterable[WorksheetCell]) -> bool:
        """Make the rows as high as their cells need, none lower than it is; whether that changed anything.

        `root` is the sheet, or its frame.
        """
        self._widths = {
            at: 0.0 if node.get("hidden") in ("1", "true") else float(node.get("width", _USUAL_WIDTH))
            for node in root.iterfind("{*}cols/{*}col")
            for at in range(int(node.get("min", "1")), int(node.get("max", "1")) + 1)
        }
        merged = dict(_merged(root))
        wraps = cache(self._wraps)
        spans = [area.rows for area in self.areas if area.rows]
        fitting = {row for first, last in spans for row in range(first.at, last.at + 1)}
        needed: dict[int, float] = {}
        for row, column, style, _, text, _, _ in cells:
            look = wraps(style) if row in fitting else None
            if look is None:
                continue
            size, indent = look
            last_column = merged.get((row, column), column)
            width = sum(map(self._width, range(column, last_column + 1))) - _BESIDE - indent * 2 * size
            height = _height(text or "", width / size) * size + _ABOVE
            needed[row] = max(needed.get(row, 0.0), height)
        changed = False
        for number, node in rows(root):
            height = min(needed.get(number, 0.0), TALLEST_ROW)
            if height > float(node.get("ht", _USUAL_HEIGHT)):
                node.set("ht", f"{height:.2f}".rstrip("0").rstrip("."))
                node.set("customHeight", "1")
                changed = True
        return changed

    def _width(self, column: int) -> float:
        return self._widths.get(column, _USUAL_WIDTH) * _POINTS_OF_A_DIGIT

    def _wraps(self, style: int) -> tuple[float, int] | None:
        """Size and indent of a style whose texts wrap."""
        alignment, font = self.styles.alignment(style), self.styles.font(style)
        if alignment is None or alignment.get("wrapText") not in ("1", "true"):
            return None
        size = font.find("{*}sz") if font is not None else None
        return float(size.get("val", "11")) if size is not None else 11.0, int(alignment.get("indent", "0"))


def _merged(root: etree._Element) -> dict[tuple[int, int], int]:
    """The last column of each merged area, by its first cell."""
    found = {}
    for node in root.iterfind("{*}mergeCells/{*}mergeCell"):
        area = parse_reference(node.get("ref", ""))
        if area is not None and area.rows and area.columns:
            found[area.rows[0].at, area.columns[0].at] = area.columns[1].at
    return found


@cache
def _height(text: str, width: float) -> float:
    """The height in em of a text in lines `width` em wide; a single line asks for none."""
    lines = sum(_lines(paragraph, max(width, 1.0)) for paragraph in text.splitlines())
    # One line fits as the row is.
    return lines * (_WIDE_PITCH if _WIDE.search(text) else _PITCH) if lines > 1 else 0.0


def _lines(text: str, width: float) -> int:
    lines, used = 1, 0.0
    for piece in _PIECES.findall(text):
        reach = sum(map(_em, piece))
        if used + reach <= width or piece.isspace():
            used += reach
            continue
        lines += used > 0
        lines += int(reach // width)
        used = reach % width
    return lines


def _em(letter: str) -> float:
    return _FULL if _WIDE.match(letter) else _EM.get(letter, _LETTER)
