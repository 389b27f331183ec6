"""Cells of one worksheet, found and written on its tree.

    sheet = package.xml(worksheet_part(package, "Data"))
    set_value(ensure_cell(sheet, 2, 3), Decimal("48439"))      <c r="C2" s="4"><v>48439</v></c>
    set_text(ensure_cell(sheet, 2, 1), "4Q17")                  <c r="A2" t="inlineStr">...
    set_formula(ensure_cell(sheet, 2, 5), "C2+D2", Decimal(7))  <c r="E2"><f>C2+D2</f><v>7</v></c>

Functions over trees: a cell keeps its style and everything else that is not said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.office.addresses import cell_address, column_number, split_address
from reportgen.office.xml import append_text, escape_text, namespace_of, text_xml

CellContent = str | Decimal | bool | None
TALLEST_ROW = 409.5  # in points


def sheet_data(sheet: etree._Element) -> etree._Element:
    """The `sheetData` element of a worksheet."""
    data = sheet.find(f"{namespace_of(sheet)}sheetData")
    if data is None:
        raise ReportgenError("the worksheet has no sheetData")
    return data


def rows(sheet: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """All rows with their numbers, in order; a row without a number follows the one before it."""
    number = 0
    for row in sheet_data(sheet).iterchildren(f"{namespace_of(sheet)}row"):
        number = int(row.get("r", number + 1))
        yield number, row


def cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """All cells of a row with their column numbers; a cell without an address follows the one before it."""
    column = 0
    for cell in row.iterchildren(f"{namespace_of(row)}c"):
        address = cell.get("r")
        if address is None:
            column += 1
        else:
            letters = address.rstrip("0123456789")
            column = column_number(letters) if letters.isalpha() else split_address(address)[1]
        yield column, cell


def formula_nodes(sheet: etree._Element) -> Iterator[tuple[int, int, etree._Element, etree._Element]]:
    """All formula cells in order: row, column, the cell and its `f`. Other cells cost next to nothing."""
    tag = f"{namespace_of(sheet)}f"
    found = [(node.getparent(), node) for node in sheet.iter(tag)]
    if all(cell is not None and "r" in cell.attrib for cell, _ in found):
        for cell, node in found:
            assert cell is not None
            yield *split_address(cell.get("r", "")), cell, node
        return
    # some programs write cells without addresses: then every cell has to be counted
    for row, home in rows(sheet):
        for column, one in cells(home):
            formula = one.find(tag)
            if formula is not None:
                yield row, column, one, formula


def find_cell(sheet: etree._Element, row: int, column: int) -> etree._Element | None:
    """The cell element at `row` and `column` (from 1), or None where the sheet holds none there."""
    home = _find(rows(sheet), row)[0]
    return _find(cells(home), column)[0] if home is not None else None


def ensure_cell(sheet: etree._Element, row: int, column: int, style: int | None = None) -> etree._Element:
    """The cell element at `row` and `column`, made in its place where there is none, with `style` if any."""
    ns = namespace_of(sheet)
    home = ensure_row(sheet, row)
    cell, behind = _find(cells(home), column)
    if cell is None:
        cell = etree.Element(f"{ns}c", {"r": cell_address(row, column)})
        _insert(home, cell, behind)
    if style is not None:
        cell.set("s", str(style))
    return cell


def ensure_row(sheet: etree._Element, row: int) -> etree._Element:
    """The row element with a number (from 1), made in its place where there is none."""
    home, behind = _find(rows(sheet), row)
    if home is None:
        home = etree.Element(f"{namespace_of(sheet)}row", {"r": str(row)})
        _insert(sheet_data(sheet), home, behind)
    return home


def _find(
    nodes: Iterator[tuple[int, etree._Element]], wanted: int
) -> tuple[etree._Element | None, etree._Element | None]:
    """The row or cell with a number, else the first one behind its place."""
    for number, node in nodes:
        if number >= wanted:
            return (node, None) if number == wanted else (None, node)
    return None, None


def _insert(parent: etree._Element, node: etree._Element, behind: etree._Element | None) -> None:
    if behind is None:
        parent.append(node)
    else:
        behind.addprevious(node)


_OF_CONTENT = frozenset({"t", "cm", "vm", "ph"})


def clear(cell: etree._Element) -> None:
    """Empty a cell; its address and style stay."""
    if len(cell):
        del cell[:]
    # Most cells have an address and a style alone.
    for name in _OF_CONTENT.intersection(cell.keys()):
        del cell.attrib[name]


def set_text(cell: etree._Element, text: str) -> None:
    """Give a cell a text, as an inline string: whatever it begins with, it stays text."""
    clear(cell)
    cell.set("t", "inlineStr")
    append_text(etree.SubElement(cell, f"{namespace_of(cell)}is"), text)


def set_value(cell: etree._Element, value: CellContent) -> None:
    """Give a cell a value by its type; digits are written as they are, None empties it."""
    if isinstance(value, str):
        set_text(cell, value)
    else:
        clear(cell)
        _add_value(cell, value)


def set_formula(cell: etree._Element, formula: str, cached: CellContent = None) -> None:
    """Give a cell a formula (without `=`) and, unless None, the value that plain readers see."""
    clear(cell)
    etree.SubElement(cell, f"{namespace_of(cell)}f").text = formula
    _add_value(cell, cached)


def _add_value(cell: etree._Element, value: CellContent) -> None:
    if value is None:
        return
    node = etree.SubElement(cell, f"{namespace_of(cell)}v")
    if isinstance(value, bool):
        cell.set("t", "b")
        node.text = "1" if value else "0"
    elif isinstance(value, Decimal):
        node.text = number_text(value)
    else:
        cell.set("t", "str")
        node.text = value


def cell_xml(address: str, style: str | None, content: object, prefix: str = "") -> str:
    """A cell as text, spelled as the tree's writer does; `content` is a value, or a formula with its cached value."""
    p = prefix
    formula = ""
    if isinstance(content, tuple):
        text, content = content
        formula = f"<{p}f>{text_xml(text)}</{p}f>"
    head = f'<{p}c r="{address}"' if style is None else f'<{p}c r="{address}" s="{style}"'
    if content is None:
        return f"{head}/>"
    if isinstance(content, bool):
        return f'{head} t="b">{formula}<{p}v>{content:d}</{p}v></{p}c>'
    if isinstance(content, Decimal):
        return f"{head}>{formula}<{p}v>{number_text(content)}</{p}v></{p}c>"
    text = str(content)
    if formula:
        value = f"<{p}v>{text_xml(text)}</{p}v>" if text else f"<{p}v></{p}v>"
        return f'{head} t="str">{formula}{value}</{p}c>'
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    value = f"<{p}t{kept}>{text_xml(escape_text(text))}</{p}t>" if text else f"<{p}t></{p}t>"
    return f'{head} t="inlineStr"><{p}is>{value}</{p}is></{p}c>'


def number_text(value: Decimal) -> str:
    """The digits of a number as a cell holds them, `0.116` or `1.5E+30`; `ReportgenError` if not finite."""
    if not value.is_finite():
        raise ReportgenError(f"{value} is no number a cell can hold")
    if value == 0:
        return "0"
    if not -20 < value.adjusted() < 21:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def used_range(sheet: etree._Element) -> str:
    """The smallest range that holds all cells, `A1:G48`; `A1` for an empty sheet."""
    top = left = bottom = right = 0
    for number, row in rows(sheet):
        columns = [column for column, _ in cells(row)]
        if columns:
            top = top or number
            bottom = number
            left = min(left or columns[0], columns[0])
            right = max(right, columns[-1])
    if not bottom:
        return "A1"
    first, last = cell_address(top, left), cell_address(bottom, right)
    return first if first == last else f"{first}:{last}"


def set_dimension(sheet: etree._Element, used: str = "") -> None:
    """Bring the sheet's `dimension` up to `used`, or to its cells where that is empty."""
    ns = namespace_of(sheet)
    node = sheet.find(f"{ns}dimension")
    if node is None:
        node = etree.Element(f"{ns}dimension")
        head = sheet.find(f"{ns}sheetPr")
        sheet.insert(0 if head is None else sheet.index(head) + 1, node)
    node.set("ref", used or used_range(sheet))
