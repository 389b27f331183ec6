"""The cells of a finished workbook as openpyxl reads them, which had no part in writing it.

Cell by cell the sheet goes to the parser of openpyxl's read-only mode: it says what a type means, looks texts up and
writes shared formulas out. Its public door would give values or formulas, not both, and turn numbers into days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_string_items, sheet_parts
from reportgen.office.worksheet import rows
from reportgen.office.xml import namespace_of, parse_xml, unescape_text
from reportgen.verify.cells import Cell, Grid, cell_number

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_CELL, _FORMULA, _VALUE, _ITEM, _TEXT = (f"{{{_MAIN}}}{name}" for name in ("c", "f", "v", "is", "t"))


def read_grids(package: Package) -> tuple[Grid, ...]:
    """All worksheets in tab order; a finding where a cell has no address that openpyxl knows."""
    texts = _Texts(package)
    return tuple(
        Grid(
            sheet.name, sheet.part, {(cell.row, cell.column): cell for cell in _cells(package, sheet, texts)}
        )
        for sheet in sheet_parts(package)
        if sheet.is_worksheet
    )


class _Texts:
    """Texts of cells as openpyxl reads them, shared ones by number, each spelling read once."""

    def __init__(self, package: Package) -> None:
        self._plain: dict[str | None, str] = {}
        self.shared = [self.read(_transitional(item)) for item in shared_string_items(package)]

    def read(self, item: etree._Element) -> str:
        """The text of a string item."""
        if len(item) != 1 or item[0].tag != _TEXT:
            return _text(item)
        spelled = item[0].text
        if spelled not in self._plain:
            self._plain[spelled] = _text(item)
        return self._plain[spelled]


def _text(item: etree._Element) -> str:
    from openpyxl.cell.text import Text

    read: Any = Text.from_tree(cast("Any", item))
    return unescape_text(read.content)


def _transitional(root: etree._Element) -> etree._Element:
    """An element in the namespace that openpyxl knows."""
    if namespace_of(root).strip("{}") != _STRICT:
        return root
    return parse_xml(etree.tostring(root, with_tail=False).replace(_STRICT.encode(), _MAIN.encode()))


def _cells(package: Package, sheet: SheetPart, texts: _Texts) -> Iterator[Cell]:
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.worksheet._reader import WorkSheetParser

    parser: Any = WorkSheetParser(cast("Any", None), cast("Any", texts.shared), data_only=True)
    for number, row in rows(_transitional(package.peek(sheet.part))):
        last: tuple[int, int] | str = (number, 0)
        for node in row.iterchildren(_CELL):
            try:
                if "r" not in node.attrib:
                    last = number, (coordinate_to_tuple(last) if isinstance(last, str) else last)[1] + 1
                else:
                    last = node.get("r", "")
                if len(node):  # else a style alone
                    last = coordinate_to_tuple(last) if isinstance(last, str) else last
                    kind, value, formula = _content(parser, node, texts)
                    if value or formula:
                        yield Cell(*last, kind, value, formula)
            except ValueError as error:
                place = Place(package.name, sheet=sheet.name, cell=node.get("r", ""))
                raise FindingsError([Issue("damaged-workbook", str(error), place)]) from None


def _content(parser: Any, node: etree._Element, texts: _Texts) -> tuple[str, str | None, str]:
    """Kind, value and formula of a cell."""
    kind = node.get("t", "n")
    if kind == "inlineStr" and len(node) == 1 and node[0].tag == _ITEM:
        return "text", texts.read(node[0]), ""
    formula = _formula_text(parser.parse_formula(node)) if node.find(_FORMULA) is not None else ""
    try:
        value = node.findtext(_VALUE) if kind == "d" else parser.parse_cell(node)["value"]
    except (ValueError, IndexError, TypeError, OverflowError):
        value = node.findtext(_VALUE)  # what openpyxl refuses is taken as it stands
    if kind in ("s", "inlineStr"):
        return "text", value or "", formula
    if kind == "str":
        return "str" if formula else "text", unescape_text(value or ""), formula
    if isinstance(value, bool):
        value = str(int(value))
    elif kind == "n" and value is not None:
        value = cell_number(value)
    return kind, value, formula


def _formula_text(formula: object) -> str:
    """A formula without `=`; `=` alone where a cell has a formula without a text of its own."""
    text = getattr(formula, "text", formula)
    return text[1:] or "=" if isinstance(text, str) and text.startswith("=") else "="
