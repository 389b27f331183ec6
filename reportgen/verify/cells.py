"""The cells of a finished workbook, as plain readers see them: value, formula, number of its style.

Model!H12   value 36179   formula IFERROR(INDEX(data_value,MATCH($G12&"|"&H$13,data_key,0)),"n/d")
Data!K5     value 36179   formula -

A verification has them by other hands than wrote them: the XML parser of Python itself, and openpyxl. The cells go
to the parser of its read-only mode, which says what a value of a type means, looks texts up and writes shared formulas
out; what is nothing but a text, a formula or a value known already is not asked for again. Its public door would give
values or formulas, not both, and turn numbers into days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, NamedTuple, cast
from xml.etree import ElementTree

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.formula.text import own_formulas
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import read_cells
from reportgen.office.package import Package
from reportgen.office.sheet_text import is_plain
from reportgen.office.sheets import SheetPart, shared_string_items, shared_strings, sheet_parts
from reportgen.office.styles import Styles
from reportgen.office.xml import namespace_of, parse_xml, unescape_text
from reportgen.verify.numbers import number_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ROW, _CELL, _FORMULA, _VALUE, _ITEM, _TEXT = (
    f"{{{_MAIN}}}{name}" for name in ("row", "c", "f", "v", "is", "t")
)
_DIGIT = re.compile(r"\d")
_SHORT = 16
_PIECE = 1 << 16
_MADE = tuple.__new__  # a hundred thousand times: without the named tuple's own constructor


class Cell(NamedTuple):
    """One filled cell: `kind` as in the file (`n`, `str`, `b`, `e`; texts of all forms are `text`).

    `value` is in one spelling; None where a formula has no value. `formula` is without `=`, empty where the
    cell has none; `style` counts the workbook's cell formats from 0.
    """

    row: int
    column: int
    kind: str
    value: str | None
    formula: str = ""
    style: int = 0

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
        return bool(_DIGIT.search(self.formula) or (self.value and _DIGIT.search(self.value)))


class Grid(Struct, frozen=True, dict=True):
    """The filled cells of one worksheet by row and column."""

    sheet: str
    cells: Mapping[tuple[int, int], Cell]

    @cached_property
    def numbers(self) -> tuple[Cell, ...]:
        """The cells whose value or formula holds a digit, in order."""
        digit = _DIGIT.search
        found = []
        for _, cell in sorted(self.cells.items()):
            value, formula = cell[3], cell[4]
            # Most values end with one, which is told at once.
            if (value and (value[-1].isdecimal() or digit(value))) or (formula and digit(formula)):
                found.append(cell)
        return tuple(found)

    def at(self, address: str) -> Cell | None:
        """The filled cell at an address; None where it is empty or the address is none."""
        try:
            return self.cells.get(split_address(address))
        except ValueError:
            return None


@dataclass(frozen=True, eq=False)
class SheetGrids(Mapping[str, Grid]):
    """The worksheets of a package by name, in tab order; each is read when it is first asked for.

    They are read by other hands or `as_written`, by the reader of this house, which a build seals with.
    """

    package: Package
    as_written: bool = False
    _known: dict[str, Grid] = field(default_factory=dict)

    def __getitem__(self, sheet: str) -> Grid:
        if sheet not in self._known:
            cells = self._read(self._sheets[sheet])
            self._known[sheet] = Grid(sheet, {cell[:2]: cell for cell in cells})
        return self._known[sheet]

    def share(self, other: SheetGrids) -> None:
        """Have the worksheets that are the same to the byte, with the same texts, as the other workbook has them."""
        if self._strings == other._strings:
            for name in self._sheets.keys() & other._sheets.keys():
                if self.package[self._sheets[name].part] == other.package[other._sheets[name].part]:
                    self._known[name] = other[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)

    @cached_property
    def _sheets(self) -> Mapping[str, SheetPart]:
        return {sheet.name: sheet for sheet in sheet_parts(self.package) if sheet.is_worksheet}

    def _read(self, sheet: SheetPart) -> Iterator[Cell]:
        if self.as_written:
            return _cells_as_written(self.package, sheet, self._strings)
        return _cells(self.package, sheet, self._texts, self._styles)

    @cached_property
    def _strings(self) -> Sequence[str]:
        return shared_strings(self.package)

    @cached_property
    def _texts(self) -> _Texts:
        return _Texts(self.package)

    @cached_property
    def _styles(self) -> Mapping[str | None, int]:
        return {None: 0, **{str(style): style for style in range(Styles(self.package).count)}}


def _cells_as_written(package: Package, sheet: SheetPart, strings: Sequence[str]) -> Iterator[Cell]:
    package.settle(sheet.part)
    for row, column, style, kind, value, formula, _ in read_cells(package, sheet.part, strings, own_formulas):
        if value and kind == "n" and not (value.isdecimal() and len(value) < _SHORT and value[0] != "0"):
            value = _cell_number(value.strip())
        if value or formula is not None:
            yield _MADE(Cell, (row, column, kind, value, "" if formula is None else formula or "=", style))


def _cell_number(value: str | float) -> str:
    """The number of a cell in one spelling: that of the double which every program reads; a text as it is."""
    if isinstance(value, str) and len(value) < _SHORT and value.isdecimal() and value[0] != "0":
        return value
    try:
        text = repr(float(value) + 0.0)  # no zero has a sign
    except (ValueError, OverflowError):
        return str(value)
    return number_text(text) if "e" in text or "n" in text else text.removesuffix(".0")


_Item = etree._Element | ElementTree.Element


class _Texts:
    """Texts of cells as openpyxl reads them, shared ones by number."""

    def __init__(self, package: Package) -> None:
        items = shared_string_items(package)
        strict = bool(items) and namespace_of(items[0]).strip("{}") == _STRICT
        self.shared = [self.read(_transitional(item) if strict else item) for item in items]

    def read(self, item: _Item) -> str:
        """The text of a string item; one of several pieces as openpyxl puts it together."""
        if len(item) == 1 and item[0].tag == _TEXT and not len(item[0]):
            return unescape_text(item[0].text or "")
        from openpyxl.cell.text import Text

        read: Any = Text.from_tree(cast("Any", item))
        return unescape_text(read.content)


def _transitional(root: etree._Element) -> etree._Element:
    """An element in the namespace that openpyxl knows."""
    if namespace_of(root).strip("{}") != _STRICT:
        return root
    return parse_xml(etree.tostring(root, with_tail=False).replace(_STRICT.encode(), _MAIN.encode()))


def _cells(
    package: Package, sheet: SheetPart, texts: _Texts, styles: Mapping[str | None, int]
) -> Iterator[Cell]:
    from openpyxl.utils.cell import coordinate_to_tuple

    read = _CellContents(texts).read
    columns: dict[str, int] = {}
    number = 0
    for row in _rows(package, sheet.part):
        spelled = row.get("r", "")
        if spelled and not spelled.isdecimal():
            place = Place(package.name, sheet=sheet.name)
            raise FindingsError(Issue("damaged-workbook", "a row has no number", place, found=spelled))
        number = int(spelled) if spelled else number + 1
        address: str | None = ""
        column = 0  # of the cell before, where that has no address or has been asked for its column
        for node in row:
            if node.tag != _CELL:
                continue
            before, address = address, node.get("r")
            try:
                if address is None:
                    column = (coordinate_to_tuple(before)[1] if before else column) + 1
                style = styles.get(node.get("s"))
                if style is None:
                    raise ValueError(f"there is no style {node.get('s')}")
                if not len(node):  # a style alone
                    continue
                at = number
                if address is not None:
                    letters = address.removesuffix(spelled)
                    known = columns.get(letters)
                    if known is None or letters == address:
                        at, known = coordinate_to_tuple(address)
                        if letters != address and letters.isalpha():
                            columns[letters] = known
                    column = known
                kind, value, formula = read(node)
                if value or formula:
                    yield _MADE(Cell, (at, column, kind, value, formula, style))
            except ValueError as error:
                place = Place(package.name, sheet=sheet.name, cell=address or "")
                raise FindingsError(Issue("damaged-workbook", str(error), place)) from None


def _rows(package: Package, part: str) -> Iterator[ElementTree.Element]:
    """The rows of a worksheet, each gone when the next one comes, as the parser of Python's own library has them."""
    data = package[part]
    if not is_plain(data):
        data = etree.tostring(package.peek(part))
    if _STRICT.encode() in data:
        data = data.replace(_STRICT.encode(), _MAIN.encode())
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("end",))
    for at in range(0, len(data), _PIECE):
        try:
            parser.feed(data[at : at + _PIECE])
        except ElementTree.ParseError:
            package.peek(part)  # says where
            raise
        for _, node in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
            if node.tag == _ROW:
                yield node
                node.clear()


class _CellContents:
    """What cells hold, as openpyxl says: each spelling of a value is asked for once."""

    def __init__(self, texts: _Texts) -> None:
        from openpyxl.worksheet._reader import WorkSheetParser

        self._parser: Any = WorkSheetParser(cast("Any", None), cast("Any", texts.shared), data_only=True)
        self._texts = texts
        self._known: dict[tuple[str, str | None, bool], tuple[str, str | None]] = {}

    def read(self, node: ElementTree.Element) -> tuple[str, str | None, str]:
        """Kind, value and formula of a cell that is not empty."""
        kind, first = node.get("t", "n"), node[0]
        formula = ""
        if first.tag == _FORMULA and not first.attrib:
            formula = first.text or "="
        elif first.tag == _ITEM and kind == "inlineStr" and len(node) == 1:
            return "text", self._texts.read(first), ""
        elif first.tag != _VALUE and node.find(_FORMULA) is not None:
            formula = _formula_text(self._parser.parse_formula(node))
        spelling = kind, node.findtext(_VALUE), bool(formula)
        if kind == "inlineStr":
            return *self._value(node, kind, bool(formula)), formula
        if spelling not in self._known:
            self._known[spelling] = self._value(node, kind, bool(formula))
        return *self._known[spelling], formula

    def _value(self, node: ElementTree.Element, kind: str, is_formula: bool) -> tuple[str, str | None]:
        spelled = node.findtext(_VALUE, "").strip()
        if kind == "s" and spelled and not (spelled.isdecimal() and int(spelled) < len(self._texts.shared)):
            raise ValueError(f"there is no text {spelled}")
        try:
            value = node.findtext(_VALUE) if kind == "d" else self._parser.parse_cell(node)["value"]
        except (ValueError, IndexError, TypeError, OverflowError):
            value = node.findtext(_VALUE)  # what openpyxl refuses is taken as it stands
        if kind in ("s", "inlineStr"):
            return "text", value or ""
        if kind == "str":
            return "str" if is_formula else "text", unescape_text(value or "")
        if isinstance(value, bool):
            value = str(int(value))
        elif kind == "n" and value is not None:
            value = _cell_number(value)
        return kind, value


def _formula_text(formula: object) -> str:
    """A formula without `=`; `=` alone where a cell has a formula without a text of its own."""
    text = getattr(formula, "text", formula)
    return text[1:] or "=" if isinstance(text, str) and text.startswith("=") else "="
