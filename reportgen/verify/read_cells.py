"""The cells of a finished workbook, as plain readers see them: value, formula, nothing else.

Model!H12   value 36179   formula IFERROR(INDEX(data_value,MATCH($G12&"|"&H$13,data_key,0)),"n/d")
Data!K5     value 36179   formula -
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree

from reportgen.opc import Package
from reportgen.parts.addresses import cell_address, split_address
from reportgen.parts.sheets import SheetPart, sheet_parts
from reportgen.parts.texts import namespace_of, shared_strings, string_item_text, unescape_text
from reportgen.parts.worksheet import cells, rows
from reportgen.verify.carriers import number_text

# Writes the formula of a cell out where it is shared: row, column, its `f`, the masters of the sheet.
Unshare = Callable[[int, int, etree._Element, dict[str, tuple[int, int, str]]], str]


_DIGIT = re.compile(r"\d")


class Cell(NamedTuple):
    """One filled cell: `kind` as in the file (`n`, `str`, `b`, `e`; texts of all forms are `text`).

    `value` is in one spelling; None where a formula has no value. `formula` is without `=`, empty where the
    cell has none.
    """

    row: int
    column: int
    kind: str
    value: str | None
    formula: str = ""

    @property
    def address(self) -> str:
        """The address, `H12`."""
        return cell_address(self.row, self.column)

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number."""
        if self.kind != "n" or self.value is None:
            return None
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    @property
    def has_digits(self) -> bool:
        """Whether value or formula hold a digit."""
        return bool((self.value and _DIGIT.search(self.value)) or _DIGIT.search(self.formula))


@dataclass(frozen=True)
class Grid:
    """The filled cells of one worksheet by row and column."""

    sheet: str
    part: str
    cells: Mapping[tuple[int, int], Cell]

    @property
    def formulas(self) -> int:
        """How many cells hold formulas."""
        return sum(bool(cell.formula) for cell in self.cells.values())


def read_grids(package: Package, unshare: Unshare | None = None) -> tuple[Grid, ...]:
    """All worksheets in tab order. Without `unshare`, a share in another's formula is no formula of its own."""
    strings = shared_strings(package)
    return tuple(
        _grid(package, sheet, strings, unshare) for sheet in sheet_parts(package) if sheet.is_worksheet
    )


def _grid(package: Package, sheet: SheetPart, strings: tuple[str, ...], unshare: Unshare | None) -> Grid:
    root = package.peek(sheet.part)
    found = {(cell.row, cell.column): cell for cell in _cells(root, strings, unshare)}
    return Grid(sheet.name, sheet.part, found)


def _cells(root: etree._Element, strings: tuple[str, ...], unshare: Unshare | None) -> Iterator[Cell]:
    ns = namespace_of(root)
    f, v, t, inline = f"{ns}f", f"{ns}v", f"{ns}t", f"{ns}is"
    masters = _masters(root, ns) if unshare is not None else {}
    for row, line in rows(root):
        for column, node in cells(line):
            formula = item = None
            value: str | None = None
            for child in node:
                tag = child.tag
                if tag == v:
                    value = child.text or ""
                elif tag == f:
                    formula = child
                elif tag == inline:
                    item = child
            if value is None and formula is None and item is None:
                continue
            kind = node.get("t", "n")
            text = ""
            if formula is not None:
                text = unshare(row, column, formula, masters) if unshare else formula.text or ""
                text = text or "="
            if kind == "inlineStr":
                if item is not None and len(item) == 1 and item[0].tag == t:
                    value = unescape_text(item[0].text or "")
                else:
                    value = string_item_text(item) if item is not None else ""
            if value is None:
                if formula is not None:
                    yield Cell(row, column, kind, None, text)
                continue
            if kind == "n":
                value = number_text(value.strip())
            elif kind == "s":
                number = int(value) if value.strip().isdecimal() else -1
                value = strings[number] if 0 <= number < len(strings) else f"(text {value} of none)"
                kind = "text"
            elif kind == "inlineStr":
                kind = "text"
            else:
                value = unescape_text(value)
                if kind == "str" and formula is None:
                    kind = "text"
            if value or formula is not None:
                yield Cell(row, column, kind, value, text)


def _masters(root: etree._Element, ns: str) -> dict[str, tuple[int, int, str]]:
    found: dict[str, tuple[int, int, str]] = {}
    for node in root.iter(f"{ns}f"):
        if node.get("t") == "shared" and node.text:
            cell = node.getparent()
            address = cell.get("r", "") if cell is not None else ""
            if address:
                found[node.get("si", "")] = (*split_address(address), node.text)
    return found
