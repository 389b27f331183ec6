"""Texts of cells: shared strings, rich runs, inline strings, and the escapes of characters XML cannot hold.

<is><t xml:space="preserve"> up 9.6% </t></is>        U+0007 is written _x0007_  (ECMA-376 part 1, 22.9.2.19)
"""

from __future__ import annotations

import re

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.sheets import workbook_part

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escape_text(text: str) -> str:
    """The text as it stands in XML: control characters and carriage returns as `_xHHHH_`."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _ILLEGAL.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def unescape_text(text: str) -> str:
    """The text a person sees: the inverse of `escape_text`."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def namespace_of(node: etree._Element) -> str:
    """The namespace of an element as a tag prefix, `{http://...}`; empty where it has none."""
    tag = node.tag
    return tag[: tag.index("}") + 1] if isinstance(tag, str) and tag.startswith("{") else ""


def string_item_text(item: etree._Element) -> str:
    """The plain text of a string item (`si`, `is`, `text`), its runs joined, its phonetic hints left out."""
    ns = namespace_of(item)
    pieces = [t.text or "" for t in item.iterfind(f"{ns}t")]
    pieces += [t.text or "" for t in item.iterfind(f"{ns}r/{ns}t")]
    return unescape_text("".join(pieces))


def append_text(item: etree._Element, text: str) -> None:
    """Give a string item one `t` with `text`; outer spaces and line ends are kept."""
    node = etree.SubElement(item, f"{namespace_of(item)}t")
    node.text = escape_text(text)
    if text != text.strip() or "\n" in text:
        node.set(_XML_SPACE, "preserve")


def shared_string_items(package: Package) -> tuple[etree._Element, ...]:
    """The items of the shared strings part, in order, for reading; none where there is no such part."""
    for part in package.related(workbook_part(package), "sharedStrings"):
        if part in package:
            root = package.peek(part)
            return tuple(root.iterfind(f"{namespace_of(root)}si"))
    return ()


def shared_strings(package: Package) -> tuple[str, ...]:
    """The plain texts of all shared strings, in order."""
    return tuple(string_item_text(item) for item in shared_string_items(package))
