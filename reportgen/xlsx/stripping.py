"""Takes the block markers out of template cells; what else stands in the text, and its format, stays."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_strings, workbook_part
from reportgen.office.worksheet import cells, clear, rows, set_text
from reportgen.office.xml import escape_text, namespace_of, string_item_text, unescape_text
from reportgen.xlsx.inspection import MarkedCell, marked_shared_strings


def strip_markers(
    sheet: etree._Element, marked: tuple[MarkedCell, ...], strings: tuple[etree._Element, ...]
) -> None:
    """Remove the markers of all `marked` cells; `strings` are the items of the shared strings part."""
    wanted = {(one.row, one.column): one for one in marked if one.text.head or one.text.tail}
    if not wanted:
        return
    lines = {row for row, _ in wanted}
    for row, node in rows(sheet):
        if row in lines:
            for column, cell in cells(node):
                one = wanted.get((row, column))
                if one is not None:
                    _strip(cell, one, strings)


def _strip(cell: etree._Element, marked: MarkedCell, strings: tuple[etree._Element, ...]) -> None:
    if not marked.text.text:
        clear(cell)
        return
    ns = namespace_of(cell)
    item: etree._Element | None = None
    if cell.get("t") == "s":
        item = strings[int(cell.findtext(f"{ns}v") or "0")]
    elif cell.get("t") == "inlineStr":
        item = cell.find(f"{ns}is")
    if item is None or item.find(f"{ns}r") is None:
        set_text(cell, marked.text.text)
        return
    runs = deepcopy(item)
    runs.tag = f"{ns}is"
    runs.tail = None
    _cut(runs, marked.text.head, marked.text.tail)
    clear(cell)
    cell.set("t", "inlineStr")
    cell.append(runs)


def _cut(item: etree._Element, head: int, tail: int) -> None:
    ns = namespace_of(item)
    for phonetic in [*item.findall(f"{ns}rPh"), *item.findall(f"{ns}phoneticPr")]:
        item.remove(phonetic)
    texts = [*item.findall(f"{ns}t"), *item.findall(f"{ns}r/{ns}t")]
    length = len(string_item_text(item))
    at = 0
    for node in texts:
        text = unescape_text(node.text or "")
        begin, end = max(head - at, 0), max(min(len(text), length - tail - at), 0)
        at += len(text)
        node.text = escape_text(text[begin:end])
        if node.text != node.text.strip():
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for run in item.findall(f"{ns}r"):
        if not run.findtext(f"{ns}t"):
            item.remove(run)


def shown_markers(
    package: Package, sheets: tuple[SheetPart, ...], written: Mapping[str, set[int]] | None = None
) -> frozenset[int]:
    """The indexes of all shared strings with markers or tags that some cell shows.

    `written` are the shared strings of sheets whose rows were written anew, by part.
    """
    marked = marked_shared_strings(shared_strings(package))
    shown: set[int] = set()
    for sheet in sheets:
        if written and sheet.part in written:
            shown |= written[sheet.part] & marked
        elif sheet.is_worksheet and len(shown) < len(marked):
            root = package.peek(sheet.part)
            ns = namespace_of(root)
            for cell in root.iter(f"{ns}c"):
                if cell.get("t") == "s":
                    index = int(cell.findtext(f"{ns}v") or "-1")
                    if index in marked:
                        shown.add(index)
    return frozenset(shown)


def forget_strings(package: Package, indexes: frozenset[int]) -> None:
    """Empty shared strings that no cell shows any more; all indexes stay."""
    for part in package.related(workbook_part(package), "sharedStrings") if indexes else ():
        root = package.xml(part)
        ns = namespace_of(root)
        for index, item in enumerate(root.findall(f"{ns}si")):
            if index in indexes:
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, f"{ns}t")
