"""XML of parts: read and written, names, children, and the texts that cells and shapes hold.

<is><t xml:space="preserve"> up 9.6% </t></is>        U+0007 is written _x0007_  (ECMA-376 part 1, 22.9.2.19)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from lxml import etree

_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_blank_text": False,
}


def parse_xml(data: bytes) -> etree._Element:
    """The root element of a part; `etree.XMLSyntaxError` where it is not well-formed XML.

    External entities and document type definitions are never followed.
    """
    return etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))  # type: ignore[arg-type]


def serialize_xml(root: etree._Element) -> bytes:
    """The part's bytes, UTF-8 with a standalone declaration, as Office writes it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "dsp": "http://schemas.microsoft.com/office/drawing/2008/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a16": "http://schemas.microsoft.com/office/drawing/2014/main",
    "cx": "http://schemas.microsoft.com/office/drawing/2014/chartex",
    "c15": "http://schemas.microsoft.com/office/drawing/2012/chart",
    "c16": "http://schemas.microsoft.com/office/drawing/2014/chart",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
}

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# XML 1.0 section 2.2 leaves these out; lxml refuses them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPABLE = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@cache
def qn(name: str) -> str:
    """The qualified name of `prefix:local`, in the spelling of lxml; `KeyError` for an unknown prefix."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or a processing instruction."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def namespace_of(node: etree._Element) -> str:
    """The namespace of an element as a tag prefix, `{http://...}`; empty where it has none."""
    tag = node.tag
    return tag[: tag.index("}") + 1] if isinstance(tag, str) and tag.startswith("{") else ""


def with_one_prefix(root: etree._Element) -> etree._Element:
    """The tree with all elements of its root's namespace spelled as the root is; the tree itself where they are."""
    own, prefix = namespace_of(root), root.prefix
    if all(node.prefix == prefix for node in root.iter(f"{own}*")):
        return root
    names = {key: uri for key, uri in root.nsmap.items() if key == prefix or f"{{{uri}}}" != own}
    twin = etree.Element(root.tag, nsmap=names)  # type: ignore[arg-type]
    for key, value in root.items():
        twin.set(key, value)
    twin.text = root.text
    # lxml gives nodes that come into another tree the prefixes that are declared there.
    twin.extend(list(root))
    return twin


def child_elements(node: etree._Element) -> Iterator[etree._Element]:
    """The child elements of `node` at this moment, without comments; safe while children are removed."""
    return iter([child for child in node if isinstance(child.tag, str)])


def first_child(node: etree._Element, name: str) -> etree._Element | None:
    """The first child with that local name, whatever its namespace."""
    return next((one for one in node if local_name(one) == name), None)


def children(node: etree._Element, holder: str) -> list[etree._Element]:
    """The child elements of the child `holder` of `node`, named without namespace; none where it has none."""
    found = first_child(node, holder)
    return list(child_elements(found)) if found is not None else []


def remove(node: etree._Element) -> None:
    """Take `node` out of its tree; the text that follows it goes too (Office writes none)."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def sub(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """A new last child of `parent` named `prefix:local`."""
    node = etree.SubElement(parent, qn(name))
    for key, value in attributes.items():
        node.set(key, value)
    return node


def insert_before(parent: etree._Element, node: etree._Element, successors: Collection[str]) -> None:
    """Put `node` before the first child whose local name is in `successors`, else at the end."""
    for index, child in enumerate(parent):
        if local_name(child) in successors:
            parent.insert(index, node)
            return
    parent.append(node)


def text_xml(text: str) -> str:
    """Text between tags; a carriage return would be read as a line end."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def clean_text(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)


def escape_text(text: str) -> str:
    """The text as it stands in XML: control characters and carriage returns as `_xHHHH_`."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text if text.isprintable() else _ESCAPABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def unescape_text(text: str) -> str:
    """The text a person sees: the inverse of `escape_text`."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


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
