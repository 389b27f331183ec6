"""What a cell may hold, as text in the file (ECMA-376 part 1, 18.18.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.reader import PackageReader, Worksheet
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number
from reportgen.office.cell_reader import array_area, cells_of_text, parsed_text, read_cell
from reportgen.office.deflated import DeflatedPart
from reportgen.office.sheet_text import CELL_XML
from reportgen.office.worksheet import TALLEST_ROW
from reportgen.office.xml import namespace_of

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\s*", re.ASCII)
_ERRORS = (
    "NULL! DIV/0! VALUE! REF! NAME? NUM! N/A GETTING_DATA SPILL! CALC! FIELD! BLOCKED! CONNECT! UNKNOWN! BUSY! "
    "PYTHON! EXTERNAL!"
)
ERRORS = frozenset(f"#{name}" for name in _ERRORS.split())
LONGEST_TEXT = 32_767
LONGEST_FORMULA = 8_192


def is_number(text: str) -> bool:
    """Whether Office reads the text as a number."""
    return _NUMBER.fullmatch(text) is not None


def fault_of_value(kind: str, text: str | None, strings: int) -> str:
    """What is wrong with the value of a cell of type `kind`; empty where nothing is."""
    if text is None:
        return ""
    if kind == "n":
        return "" if not text or is_number(text) else f"{text[:40]!r} is no number"
    if kind == "s":
        known = text.strip().isdecimal() and int(text) < strings
        return "" if known else f"there is no shared text {text[:20]!r}"
    if kind == "b":
        return "" if text.strip() in ("0", "1", "true", "false") else f"{text[:20]!r} is no truth value"
    if kind == "e":
        return "" if text in ERRORS else f"{text[:20]!r} is no error value"
    if kind in ("str", "d", "inlineStr"):
        return f"the text has {len(text):,} characters" if len(text) > LONGEST_TEXT else ""
    return f"{kind!r} is no type of a cell"


_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW_OR_CELL = re.compile(f"<row |{CELL_XML}")
_SHEET_DATA = re.compile(rb"<(\w+:)?sheetData[ />]")
_NEVER = re.compile(rb"(?!)")
# The parts of a cell in the order they stand in.
_FORMULA, _VALUE, _TEXT, _OTHER = range(4)


class _CellWalk:
    """One walk over all cells of a sheet, of which there may be a million: what every row and cell is asked."""

    def __init__(self, sheet: Worksheet) -> None:
        ns = namespace_of(sheet.root)
        self._sheet = sheet
        self._row_tag, self._cell_tag = f"{ns}row", f"{ns}c"
        self._places = {f"{ns}f": _FORMULA, f"{ns}v": _VALUE, f"{ns}is": _TEXT}
        self._formats = max(sheet.book.cell_formats, 1)
        self._known_formats = {str(number) for number in range(self._formats)}
        self._strings = len(sheet.book.strings)
        self._head_rows = {table.area.top for table in sheet.tables if table.area is not None}
        self._shared: set[str] = set()
        self._columns: dict[str, int] = {}

    def _issue(self, identity: str, message: str, cell: str = "") -> Issue:
        return Issue(identity, message, self._sheet.reader.place_of(self._sheet.part, cell=cell))

    def faults(self, data: etree._Element, cells: bytes | None) -> Iterator[Issue]:
        """The faults of all rows and cells; `cells` is the sheet where they do not stand in its tree."""
        spelled = _ROW_OR_CELL.finditer(cells.decode()) if cells is not None else None
        if spelled is not None:
            next(spelled, None)  # the first row
        above = 0
        for row in data:
            if row.tag != self._row_tag:
                continue
            text = row.get("r")
            written = text is None or text.isdecimal()
            number = int(text) if text is not None and written else above + 1
            if not above < number <= MAX_ROW or not written:
                yield self._issue("gate-row-order", f"row {text} stands below row {above}")
            above = number
            if len(row.attrib) > 1:
                yield from self._row(row, f"A{number}")
            yield from self._cells(row, number) if spelled is None else self._spelled(spelled, number)

    def _row(self, row: etree._Element, cell: str) -> Iterator[Issue]:
        height, level, style = row.get("ht"), row.get("outlineLevel"), row.get("s")
        if height is not None and not _within(height, 0, TALLEST_ROW):
            yield self._issue("gate-row-height", f"no row is {height} points high", cell)
        if level is not None and not _within(level, 0, 7):
            yield self._issue("gate-outline", f"no row is {level} levels deep", cell)
        if style is not None and not (style.isdecimal() and int(style) < self._formats):
            yield self._issue("gate-cell-style", f"there is no style {style}", cell)

    def _cells(self, row: etree._Element, number: int) -> Iterator[Issue]:
        keep = number in self._head_rows
        left = 0
        for cell in row:
            if cell.tag != self._cell_tag:
                continue
            address = cell.get("r")
            following = f"{column_letters(left + 1)}{number}"
            if address is None or address == following:
                column, address = left + 1, following
            else:
                match = _CELL.fullmatch(address)
                column = column_number(match[1]) if match else 0
                if match is None or int(match[2]) != number:
                    yield self._issue(
                        "gate-cell-order", f"the cell {address} stands in row {number}", address
                    )
            if not left < column <= MAX_COLUMN:
                message = f"the cell {address} is not right of the one before it"
                yield self._issue("gate-cell-order", message, address)
            left = max(left, column)
            style = cell.get("s")
            if style is not None and style not in self._known_formats:
                yield self._issue("gate-cell-style", f"there is no style {style}", address)
            yield from self._content(cell, address)
            if keep:
                self._sheet.contents.heads[number, column] = read_cell(cell, self._sheet.book.strings).value

    def _spelled(self, spelled: Iterator[re.Match[str]], number: int) -> Iterator[Issue]:
        """The faults of one row's cells, up to the beginning of the next row."""
        keep, digits, left = number in self._head_rows, str(number), 0
        columns, formats, formulas = self._columns, self._known_formats, self._sheet.contents.formulas
        for found in spelled:
            letters, row, style, kind, attributes, formula, value, _ = found.groups()
            if letters is None:
                return
            column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
            address = letters + row
            if row != digits:
                yield self._issue("gate-cell-order", f"the cell {address} stands in row {number}", address)
            if not left < column <= MAX_COLUMN:
                message = f"the cell {address} is not right of the one before it"
                yield self._issue("gate-cell-order", message, address)
            left = max(left, column)
            if style is not None and style not in formats:
                yield self._issue("gate-cell-style", f"there is no style {style}", address)
            if attributes is not None:
                formulas.add(address)
                # Most formulas are short and plain, which is told at once.
                if attributes or not formula or len(formula) > LONGEST_FORMULA or formula[0] == "=":
                    text = formula or ""
                    text = text if len(text) <= LONGEST_FORMULA else parsed_text(text)
                    yield from self._formula(text, array_area(attributes), address)
            # So are whole numbers.
            if value and (kind or not (value.isascii() and value.isdecimal())):
                fault = fault_of_value(kind or "n", parsed_text(value), self._strings)
                if fault:
                    yield self._issue("gate-cell-value", fault, address)
            if keep:
                (head,) = cells_of_text(found[0].encode(), self._sheet.book.strings)
                self._sheet.contents.heads[number, column] = head.value

    def _content(self, cell: etree._Element, address: str) -> Iterator[Issue]:
        kind, value = cell.get("t", "n"), None
        last = -1
        for node in cell:
            place = self._places.get(node.tag, _OTHER)
            if place <= last:
                yield self._issue("gate-element-order", "the parts of a cell are not in order", address)
            last = place
            if place == _FORMULA:
                area = node.get("ref", "") if node.get("t") == "array" else None
                yield from self._formula(node.text or "", area, address)
                if node.get("t") == "shared":
                    yield from self._shared_formula(node, address)
            elif place == _VALUE:
                value = node.text
        fault = fault_of_value(kind, value, self._strings) if (value is not None or kind != "n") else ""
        if fault:
            yield self._issue("gate-cell-value", fault, address)

    def _shared_formula(self, node: etree._Element, address: str) -> Iterator[Issue]:
        group = node.get("si", "")
        if node.get("ref") is not None:
            self._shared.add(group)
        elif group not in self._shared:
            message = f"nothing begins the shared formula {group}"
            yield self._issue("gate-shared-formula", message, address)

    def _formula(self, text: str, area: str | None, address: str) -> Iterator[Issue]:
        """The faults of a formula; `area` is the range of an array formula."""
        contents = self._sheet.contents
        contents.formulas.add(address)
        if len(text) > LONGEST_FORMULA:
            yield self._issue("gate-formula", f"the formula has {len(text):,} characters", address)
        if text.startswith("="):
            yield self._issue("gate-formula", "the formula begins with a second =", address)
        if area is not None:
            contents.arrays.append(area)
            if not area:
                yield self._issue("gate-formula", "an array formula names no cells", address)


def cell_faults(sheet: Worksheet) -> Iterator[Issue]:
    """The faults of all cells; formulas and the cells of table heads are kept in the sheet's contents."""
    data = sheet.root.find(f"{namespace_of(sheet.root)}sheetData")
    if data is None:
        message = "the sheet has no cells, not even an empty list of them"
        yield Issue("gate-sheet-data", message, sheet.place)
    else:
        yield from _CellWalk(sheet).faults(data, sheet.reader.cells.get(sheet.part))


def _within(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def streamed_faults(reader: PackageReader, part: str, data: DeflatedPart) -> Iterator[Issue]:
    """The rows of a sheet too large to be held: their order alone, since the writer makes nothing but whole rows."""
    above = 0
    rest = b""
    opening, row = b"", _NEVER
    for piece in data:
        text = rest + piece
        if row is _NEVER and (sheet_data := _SHEET_DATA.search(text)):
            # Without a choice of prefixes rows are found several times as fast.
            opening = b"<%brow " % (sheet_data[1] or b"")
            row = re.compile(rb"%b[^>]*?\br=\"(\d+)\"" % opening)
        numbers = [above, *map(int, row.findall(text))]
        for number, following in pairwise(numbers):
            if not number < following <= MAX_ROW:
                message = f"row {following} stands below row {number}"
                yield Issue("gate-row-order", message, reader.place_of(part))
                return
        above = numbers[-1]
        last = text.rfind(opening)
        found = row.match(text, last)
        rest = text[found.end() :][-400:] if found else text[last:] if opening in text else text[-400:]
