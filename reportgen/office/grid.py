"""The cells of a whole sheet as a person reads them: text, shown number, day, formula.

I12   text     "△1,234"
I13   number   1234  with the format #,##0     shown as  1,234
I14   number   0.123 with the format 0.0%      shown as  12.3%

Used to read what somebody typed, in whatever program the file was saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from reportgen.core.units import percent
from reportgen.office.addresses import cell_address
from reportgen.office.cell_reader import WorksheetCell, cells_of_tree
from reportgen.office.package import Package
from reportgen.office.sheets import shared_strings, sheet_parts, workbook_part
from reportgen.office.styles import Styles
from reportgen.office.xml import namespace_of

_SECTION_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
# Built-in formats of accounts (ECMA-376 part 1, 18.8.30), which files name by their numbers alone.
_ACCOUNTS = {
    37: "#,##0_);(#,##0)",
    38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);(#,##0.00)",
}
_LITERAL = re.compile(r'"[^"]*"|_.')
_PLACES = re.compile(r"\.([0#?]+)")


class GridCell(Struct, frozen=True):
    """One cell that holds something: its content, number format, whether a formula gave it, or has yet to.

    `value` is a text, an exact number (binary noise of the file rounded off at 15 digits), a truth value, or
    None for an error, whose word is `error`.
    """

    row: int
    column: int
    value: str | Decimal | bool | None
    number_format: str = "General"
    number_id: int = 0
    formula: bool = False
    error: str = ""
    uncalculated: bool = False

    @property
    def address(self) -> str:
        """Such as `I12`."""
        return cell_address(self.row, self.column)

    @property
    def shown(self) -> str:
        """What the cell shows: numbers in their format, as far as digits, separators and percent go."""
        value = self.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, Decimal):
            return shown_number(value, self.number_format)
        return value or ""


def sheet_names(package: Package) -> list[str]:
    """The worksheets, in tab order."""
    return [sheet.name for sheet in sheet_parts(package) if sheet.is_worksheet]


def counts_from_1904(package: Package) -> bool:
    """Whether serial numbers of days count from 1904 (ECMA-376 part 1, 18.2.28, date1904)."""
    root = package.peek(workbook_part(package))
    node = root.find(f"{namespace_of(root)}workbookPr")
    return node is not None and node.get("date1904") in ("1", "true")


def grid(package: Package, sheet: str) -> Iterator[GridCell]:
    """Every cell of a worksheet that holds something, row by row."""
    part = next(one.part for one in sheet_parts(package) if one.name == sheet and one.is_worksheet)
    styles = Styles(package)
    formats: dict[int, tuple[str, int]] = {}
    for cell in cells_of_tree(package.peek(part), shared_strings(package)):
        value, error = _content(cell)
        is_formula = cell.formula is not None
        if value is None and not error and not is_formula:
            continue
        style = cell.style
        if style not in formats:
            number_id = styles.number_id(style)
            formats[style] = (_ACCOUNTS.get(number_id, styles.number_format(style)), number_id)
        waiting = is_formula and cell.value is None
        yield GridCell(cell.row, cell.column, value, *formats[style], is_formula, error, waiting)


def shown_number(value: Decimal, code: str) -> str:
    """A number as its format shows it; other formats than digits, separators and percent show it whole."""
    first = _SECTION_NOISE.sub("", code.partition(";")[0])
    if not re.search(r"[0#]", first) or re.search(r"[EeyYdDhHsS/]", first):
        return f"{_plain(value):f}"
    in_percent = "%" in first
    amount = percent(value) if in_percent else value
    found = _PLACES.search(first)
    wanted = found[1] if found else ""
    least, most = wanted.count("0"), len(wanted)
    rounded = amount.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    while most > least and rounded == rounded.quantize(Decimal(1).scaleb(1 - most)):
        most -= 1
        rounded = rounded.quantize(Decimal(1).scaleb(-most))
    sections = code.split(";")
    bracketed = rounded < 0 and len(sections) > 1 and "(" in _LITERAL.sub("", sections[1])
    if bracketed:
        rounded = -rounded
    text = (f"{rounded:,f}" if "," in first else f"{rounded:f}") + ("%" if in_percent else "")
    return f"({text})" if bracketed else text


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _content(cell: WorksheetCell) -> tuple[str | Decimal | bool | None, str]:
    """What a person sees in a cell, and the word of an error."""
    if cell.kind == "e":
        return None, (cell.value or "").strip()
    content = cell.content
    if isinstance(content, Decimal) and cell.value is not None:
        return _number(cell.value.strip()), ""
    return (None if content == "" else content), ""


def _number(raw: str) -> Decimal:
    """The number that was meant: files hold binary doubles, 5.0999999999999996 is 5.1."""
    exact = Decimal(raw)
    return _plain(Decimal(f"{float(raw):.15g}")) if len(raw) > 15 else _plain(exact)
