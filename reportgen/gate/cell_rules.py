"""What a cell may hold, as text in the file (ECMA-376 part 1, 18.18.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.reader import PackageReader
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number
from reportgen.office.deflated import DeflatedPart
from reportgen.office.xml import namespace_of

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\s*")
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
_ROW = re.compile(rb"<(?:\w+:)?row [^>]*?\br=\"(\d+)\"")
_TALLEST = 409.5


@dataclass
class SheetContents:
    """What a sheet's cells tell the rules for the objects on it."""

    formulas: set[str] = field(default_factory=set)
    arrays: list[str] = field(default_factory=list)
    texts: dict[tuple[int, int], etree._Element] = field(default_factory=dict)


def cell_rules(
    look: PackageReader,
    part: str,
    root: etree._Element,
    styles: int,
    strings: int,
    wanted: set[int],
    seen: SheetContents,
) -> Iterator[Issue]:
    """The faults of all cells; the cells of the rows in `wanted` and the formulas are kept in `seen`."""
    ns = namespace_of(root)
    data = root.find(f"{ns}sheetData")
    if data is None:
        yield Issue(
            "gate-sheet-data", "the sheet has no cells, not even an empty list of them", look.place(part)
        )
        return

    def issue(identity: str, message: str, cell: str = "") -> Issue:
        return Issue(identity, message, look.place(part, cell=cell))

    row_tag, cell_tag, formula_tag = f"{ns}row", f"{ns}c", f"{ns}f"
    value_tag, text_tag = f"{ns}v", f"{ns}is"
    shared: dict[str, str] = {}
    known_styles = {str(style) for style in range(max(styles, 1))}
    above = 0
    for row in data:
        if row.tag != row_tag:
            continue
        text = row.get("r")
        number = int(text) if text is not None and text.isdecimal() else above + 1
        if not above < number <= MAX_ROW or (text is not None and not text.isdecimal()):
            yield issue("gate-row-order", f"row {text} stands below row {above}")
        above = number
        yield from _row_faults(row, number, styles, issue)
        keep = number in wanted
        left = 0
        for cell in row:
            if cell.tag != cell_tag:
                continue
            address = cell.get("r")
            following = f"{column_letters(left + 1)}{number}"
            if address is None or address == following:
                column, address = left + 1, following
            else:
                match = _CELL.fullmatch(address)
                column = column_number(match[1]) if match else 0
                if match is None or int(match[2]) != number:
                    yield issue("gate-cell-order", f"the cell {address} stands in row {number}", address)
            if not left < column <= MAX_COLUMN:
                yield issue(
                    "gate-cell-order", f"the cell {address} is not right of the one before it", address
                )
            if column > left:
                left = column
            style = cell.get("s")
            if style is not None and style not in known_styles:
                yield issue("gate-cell-style", f"there is no style {style}", address)
            kind, value = cell.get("t", "n"), None
            last = -1
            for child in cell:
                tag = child.tag
                place = 0 if tag == formula_tag else 1 if tag == value_tag else 2 if tag == text_tag else 3
                if place <= last:
                    yield issue("gate-element-order", "the parts of a cell are not in order", address)
                last = place
                if place == 0:
                    seen.formulas.add(address)
                    if child.get("t") == "array":
                        seen.arrays.append(child.get("ref", ""))
                    yield from _formula_faults(child, address, shared, issue)
                elif place == 1:
                    value = child.text
            fault = fault_of_value(kind, value, strings) if (value is not None or kind != "n") else ""
            if fault:
                yield issue("gate-cell-value", fault, address)
            if keep:
                seen.texts[number, column] = cell


def _row_faults(row: etree._Element, number: int, styles: int, issue: object) -> Iterator[Issue]:
    if len(row.attrib) < 2:
        return
    assert callable(issue)
    height, level, style = row.get("ht"), row.get("outlineLevel"), row.get("s")
    if height is not None and not _within(height, 0, _TALLEST):
        yield issue("gate-row-height", f"no row is {height} points high", f"A{number}")
    if level is not None and not _within(level, 0, 7):
        yield issue("gate-outline", f"no row is {level} levels deep", f"A{number}")
    if style is not None and not (style.isdecimal() and int(style) < max(styles, 1)):
        yield issue("gate-cell-style", f"there is no style {style}", f"A{number}")


def _formula_faults(
    node: etree._Element, address: str, shared: dict[str, str], issue: object
) -> Iterator[Issue]:
    assert callable(issue)
    text = node.text or ""
    if len(text) > LONGEST_FORMULA:
        yield issue("gate-formula", f"the formula has {len(text):,} characters", address)
    if text.startswith("="):
        yield issue("gate-formula", "the formula begins with a second =", address)
    kind = node.get("t")
    if kind == "shared":
        group = node.get("si", "")
        if node.get("ref") is not None:
            shared[group] = address
        elif group not in shared:
            yield issue("gate-shared-formula", f"nothing begins the shared formula {group}", address)
    elif kind == "array" and not node.get("ref"):
        yield issue("gate-formula", "an array formula names no cells", address)


def _within(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def streamed_rules(look: PackageReader, part: str, data: DeflatedPart) -> Iterator[Issue]:
    """The rows of a sheet too large to be held: their order alone, since the writer makes nothing but whole rows."""
    above = 0
    rest = b""
    for piece in data:
        text = rest + piece
        end = 0
        for match in _ROW.finditer(text):
            number, end = int(match[1]), match.end()
            if not above < number <= MAX_ROW:
                yield Issue("gate-row-order", f"row {number} stands below row {above}", look.place(part))
                return
            above = number
        rest = text[max(end, len(text) - 400) :]
