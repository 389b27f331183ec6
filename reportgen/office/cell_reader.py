"""The one reader of cells: from a worksheet's XML to address, style, kind, value and formula.

<c r="H12" s="7"><f>G12*1.02</f><v>3.5</v></c>   ->   WorksheetCell(12, 8, 7, "n", "3.5", "G12*1.02")

A sheet that is spelled as all programs spell it is read from its text in one pass, ten times as quick as from a
tree; any other from its tree; a sheet too large to be held as a tree row by row (`stream_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import NamedTuple, cast

from lxml import etree

from reportgen.office.addresses import cell_address, column_number
from reportgen.office.package import Package
from reportgen.office.sheet_text import CELL_XML, FORMULA_XML, VALUE_XML, is_plain, sheet_frame
from reportgen.office.worksheet import CellContent, cells, rows
from reportgen.office.xml import namespace_of, parse_xml, string_item_text, unescape_text

# Gives, for one sheet, the formula that a cell calculates: from its row, its column and its `f`.
OwnFormula = Callable[[int, int, etree._Element], str]

_CELL = re.compile(CELL_XML)
_FORMULA_CELL = re.compile(
    (
        r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]+")?)(?: t="([a-zA-Z]+)")?>'
        rf"({FORMULA_XML})(?:{VALUE_XML})?</c>"
    ).encode()
)
_PREFIXED = re.compile(rb":f[\s/>]")  # in a text it costs time and nothing else
_FORMULA = re.compile(rb"<f[\s/>]")
_AREA = re.compile(r' ref="([A-Z0-9:]+)"')
_ENDS = re.compile("\r\n?")
_PIECE = 1 << 18
_LARGE = 8_000_000
_OPENED, _CLOSED = b"<sheetData>", b"</sheetData>"


class WorksheetCell(NamedTuple):
    """One cell as it stands in the file.

    `kind` is `n`, `b`, `e` or `d` as in the file, `str` for the text a formula gives, `text` for any other text.
    `value` is None where there is none; `formula` is without `=`, None in a cell without one; `area` is the range
    of an array formula.
    """

    row: int
    column: int
    style: int
    kind: str
    value: str | None
    formula: str | None = None
    area: str | None = None

    @property
    def address(self) -> str:
        """The address, `H12`."""
        return cell_address(self.row, self.column)

    @property
    def content(self) -> CellContent:
        """What a reader who does not calculate sees; an error is a text (`#N/A`), an empty cell None."""
        if self.value is None:
            return None
        if self.kind == "b":
            return self.value.strip() in ("1", "true")
        if self.kind == "n":
            try:
                return Decimal(self.value.strip())
            except InvalidOperation:
                return self.value
        return self.value


def read_cells(
    package: Package,
    part: str,
    strings: Sequence[str],
    own_formulas: Callable[[etree._Element], OwnFormula] | None = None,
    xml: bytes | None = None,
) -> Iterator[WorksheetCell]:
    """All cells of a worksheet in order, those that have only a style too, in the quickest way there is.

    `strings` are the workbook's shared strings. `xml` is the worksheet where it is not yet settled in the package.
    """
    kept = package.kept(part) if xml is None else None
    if kept is not None:
        return cast("Iterator[WorksheetCell]", iter(kept))
    if xml is None and package.deflated(part) is not None:
        xml = package[part]
    if xml is None and package.has_frame(part):
        return cells_of_text(package[part], strings)
    if xml is not None and sheet_frame(xml) is not None:
        return cells_of_text(xml, strings)
    return cells_of_tree(package.peek(part) if xml is None else parse_xml(xml), strings, own_formulas)


def cells_of_tree(
    sheet: etree._Element,
    strings: Sequence[str],
    own_formulas: Callable[[etree._Element], OwnFormula] | None = None,
) -> Iterator[WorksheetCell]:
    """All cells of any worksheet; without `own_formulas` a share in another cell's formula is an empty formula."""
    own = own_formulas(sheet) if own_formulas is not None else None
    for number, row in rows(sheet):
        for column, node in cells(row):
            yield read_cell(node, strings, (number, column), own)


def read_cell(
    node: etree._Element,
    strings: Sequence[str] = (),
    at: tuple[int, int] = (0, 0),
    own: OwnFormula | None = None,
) -> WorksheetCell:
    """The cell of a `c` element that stands in row and column `at`."""
    ns = namespace_of(node)
    formula = item = value = None
    for child in node:
        if child.tag == f"{ns}v":
            value = child.text
        elif child.tag == f"{ns}f":
            formula = child
        elif child.tag == f"{ns}is":
            item = child
    kind = node.get("t", "n")
    text = area = None
    if formula is not None:
        text = own(*at, formula) if own is not None else formula.text or ""
        area = formula.get("ref", "") if formula.get("t") == "array" else None
    if kind == "inlineStr":
        value = string_item_text(item) if item is not None else ""
    elif value and kind != "n":
        value = unescape_text(value)
    kind, value = _shown(kind, value, text is not None, strings)
    return WorksheetCell(*at, int(node.get("s", "0")), kind, value, text, area)


def row_of_text(xml: bytes, number: int) -> bytes:
    """One row of a worksheet that has a frame; empty where it has no such row, or no cells in it."""
    start = xml.find(b'<row r="%d"' % number)
    inside = xml.find(b">", start) + 1
    return xml[inside : xml.find(b"</row>", inside)] if start >= 0 and xml[inside - 2] != ord("/") else b""


def cells_of_text(xml: bytes, strings: Sequence[str]) -> Iterator[WorksheetCell]:
    """All cells of a worksheet that has a frame, or of some of its rows, read from the text."""
    columns: dict[str, int] = {}
    number, spelled = 0, ""
    made, cell = tuple.__new__, WorksheetCell  # a million times: without the named tuple's own constructor
    for found in _CELL.finditer(xml.decode()):
        letters, row, style, kind, attributes, formula, value, item = found.groups()
        if row != spelled:
            number, spelled = int(row), row
        column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
        own = area = None
        if attributes is not None:
            own = parsed_text(formula) if formula else ""
            area = array_area(attributes) if attributes else None
        if not kind:
            kind, value = "n", value or None
        else:
            if kind == "inlineStr":
                value = item
            if value and kind != "s":
                if "&" in value or "\r" in value:
                    value = parsed_text(value)
                if "_x" in value:
                    value = unescape_text(value)
            kind, value = _shown(kind, value, own is not None, strings)
        yield made(cell, (number, column, int(style) if style else 0, kind, value, own, area))


def array_area(attributes: str) -> str | None:
    """The range of an array formula by its attributes; None for any other formula."""
    if ' t="array"' not in attributes:
        return None
    there = _AREA.search(attributes)
    return there.group(1) if there is not None else ""


class FormulaSpelling(NamedTuple):
    """A formula cell as it is spelled in its worksheet's bytes, from `start` to `end`.

    It is `head`, its type, `>`, `node`, its value and `</c>`; `kind` is its type, `n` where there is none.
    """

    row: int
    column: int
    start: int
    end: int
    head: bytes
    kind: str
    node: bytes
    shown: bytes | None

    @property
    def value(self) -> str | None:
        """What the cell shows, None where it has no value."""
        return None if self.shown is None else parsed_text(self.shown.decode())

    @property
    def formula(self) -> str:
        """The formula without `=`."""
        return parsed_text(self.node.partition(b">")[2].removesuffix(b"</f>").decode())

    @property
    def area(self) -> str | None:
        """The range of an array formula; None for any other formula."""
        return None if self.node.startswith(b"<f>") else array_area(self.node.partition(b">")[0].decode())


def formula_spellings(xml: bytes) -> Iterator[FormulaSpelling] | None:
    """All formula cells of a worksheet in order; None where it is spelled otherwise than usual."""
    if not is_plain(xml):
        return None
    # Behind the rows sparklines and rules of 2010 have formulas with a prefix.
    end = xml.rfind(_CLOSED)
    if _PREFIXED.search(xml, 0, end if end >= 0 else len(xml)):
        return None
    # What was found is kept where there is room for it; a large sheet is searched twice.
    kept = list(_FORMULA_CELL.finditer(xml)) if len(xml) < _LARGE else None
    known = sum(1 for _ in _FORMULA_CELL.finditer(xml)) if kept is None else len(kept)
    if known != len(_FORMULA.findall(xml)):
        return None
    return _spelled(_FORMULA_CELL.finditer(xml) if kept is None else kept)


def _spelled(found: Iterable[re.Match[bytes]]) -> Iterator[FormulaSpelling]:
    columns: dict[bytes, int] = {}
    made, spelling = tuple.__new__, FormulaSpelling  # as for cells
    for one in found:
        head, letters, row, kind, node, _, _, value = one.groups()
        column = columns.get(letters) or columns.setdefault(letters, column_number(letters.decode()))
        start, end = one.span()
        yield made(
            spelling, (int(row), column, start, end, head, kind.decode() if kind else "n", node, value)
        )


def parsed_text(text: str) -> str:
    """Text as an XML reader gives it: line ends as one character, entities resolved."""
    if "\r" in text:
        text = _ENDS.sub("\n", text)
    if "&" not in text:
        return text
    if "&#" in text:
        return unescape(text)
    # The five of XML, a quarter of the time: every second formula joins texts or compares.
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def _shown(kind: str, value: str | None, is_formula: bool, strings: Sequence[str]) -> tuple[str, str | None]:
    """Kind and value of a cell with its text looked up; from text and from tree the same."""
    if kind == "s":
        at = int(value) if value and value.strip().isdecimal() else -1
        return "text", strings[at] if 0 <= at < len(strings) else None
    if kind == "inlineStr" or (kind == "str" and not is_formula):
        return "text", value or ""
    return kind, value or ("" if kind == "str" else None)


def stream_rows(pieces: Iterable[bytes]) -> Iterator[etree._Element]:
    """The `row` elements of a worksheet's bytes in order; each is gone when the next one comes."""
    parser = etree.XMLPullParser(events=("end",), resolve_entities=False, no_network=True)
    for piece in (one[at : at + _PIECE] for one in pieces for at in range(0, len(one), _PIECE)):
        parser.feed(piece)
        for _, node in parser.read_events():
            if not isinstance(node, etree._Element) or not str(node.tag).endswith("}row"):
                continue
            yield node
            node.clear()
            home = node.getparent()
            while home is not None and node.getprevious() is not None:
                del home[0]


def around_rows(package: Package, part: str) -> etree._Element:
    """A worksheet's root for all that stands around its rows; those of a large sheet are left out."""
    large = package.deflated(part)
    if large is None:
        return package.frame(part) if package.has_frame(part) else package.peek(part)
    kept, closed = b"", False
    inside = 0  # where the first row stands
    for piece in large:
        kept += piece
        if not inside and _OPENED in kept:
            inside = kept.index(_OPENED) + len(_OPENED)
        if inside and not closed:
            end = kept.find(_CLOSED, inside)
            closed = end >= 0
            kept = kept[:inside] + kept[end if closed else max(inside, len(kept) - len(_CLOSED)) :]
    return parse_xml(kept)
