"""Cells as XML text, spelled as the tree's own writer spells them.

Decimal("48439")  ->  ><v>48439</v></c>           what follows <c r="C6" s="9"
"R&D"             ->   t="inlineStr"><is><t>R&amp;D</t></is></c>
Formula("C6*2")   ->  TYPE><f>C6*2</f>VALUE</c>           with places for what the calculator says
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.office.worksheet import number_text
from reportgen.office.xml import escape_text, local_name, text_xml
from reportgen.plan.columns import BETWEEN, Numbers, Piece, Texts, spelled, values_of
from reportgen.plan.plan import Formula

_XML = "http://www.w3.org/XML/1998/namespace"
TYPE = "\x01"  # the type of a formula's value, as an attribute
VALUE = "\x02"  # a formula's value
_UNSAFE = re.compile("[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]")


def attribute_xml(text: str) -> str:
    """Text between an attribute's quotes."""
    return text_xml(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


class CellXmlWriter:
    """How the elements of one sheet are spelled: `c` or `x:c`, and what each type of Python becomes."""

    def __init__(self, prefix: str) -> None:
        self.prefix = p = prefix
        number, end = f"><{p}v>", f"</{p}v></{p}c>"
        plain = f' t="inlineStr"><{p}is><{p}t>'
        kept = f' t="inlineStr"><{p}is><{p}t xml:space="preserve">'
        close = f"</{p}t></{p}is></{p}c>"
        unsafe = _UNSAFE.search

        def text(value: str) -> str:
            if not value:
                return f"{plain[:-1]}/></{p}is></{p}c>"
            if not unsafe(value):
                return f"{plain if value == value.strip() else kept}{value}{close}"
            outer = value != value.strip() or "\n" in value
            return f"{kept if outer else plain}{text_xml(escape_text(value))}{close}"

        def real(value: float) -> str:
            if not -1e308 < value < 1e308:
                raise ReportgenError(f"{value} is no number a cell can hold")
            return f"{number}{value!r}{end}"

        self.values: Mapping[type, Callable[..., str]] = {
            Formula: lambda value: f"{TYPE}><{p}f>{text_xml(value)}</{p}f>{VALUE}</{p}c>",
            str: text,
            Decimal: lambda value: f"{number}{number_text(value)}{end}",
            int: lambda value: f"{number}{value}{end}",
            float: real,
            bool: lambda value: f' t="b"{number}{1 if value else 0}{end}',
            type(None): lambda _: "/>",
        }

    def column(self, found: Piece) -> tuple[str, Sequence[str]]:
        """What follows the address and style of a cell of a column, with a place for what differs, and that by row."""
        p = self.prefix
        if isinstance(found, Numbers):
            return f"><{p}v>%s</{p}v></{p}c>", spelled(found)
        values = values_of(found)
        if isinstance(found, Texts) and not _UNSAFE.search(found.text.replace(BETWEEN, "")):
            texts = found.text.split(BETWEEN)
            if "" not in texts and texts == list(map(str.strip, texts)):
                return f' t="inlineStr"><{p}is><{p}t>%s</{p}t></{p}is></{p}c>', texts
        return "%s", [self.value(value) for value in values]

    def value(self, value: object) -> str:
        """What follows a cell's address and style."""
        write = self.values.get(type(value))
        if write is None:
            write = next((one for kind, one in self.values.items() if isinstance(value, kind)), None)
        if write is None:
            raise ReportgenError(f"a cell cannot hold a {type(value).__name__}")
        return write(value)


def element_xml(node: etree._Element) -> str:
    """An element of a sheet as text; namespaces that stand at the sheet's root are not said again."""
    after = text_xml(node.tail) if node.tail else ""
    if not isinstance(node.tag, str):
        return etree.tostring(node, encoding="unicode", with_tail=False) + after
    name = element_name(node)
    inside = (text_xml(node.text) if node.text else "") + "".join(element_xml(child) for child in node)
    head = f"<{name}{namespaces_xml(node)}{attributes_xml(node)}"
    return f"{head}>{inside}</{name}>{after}" if inside else f"{head}/>{after}"


def element_name(node: etree._Element) -> str:
    """The name of an element as it is spelled, with its prefix if any."""
    return f"{node.prefix}:{local_name(node)}" if node.prefix else local_name(node)


def attributes_xml(node: etree._Element, instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """The attributes of an element as text, each with a space before it; those of `instead` as it says."""
    return "".join(
        instead[str(key)]
        if str(key) in instead
        else f' {_attribute_name(node, str(key))}="{attribute_xml(str(value))}"'
        for key, value in node.attrib.items()
    )


def namespaces_xml(node: etree._Element) -> str:
    """The namespaces that an element declares itself."""
    parent = node.getparent()
    known = parent.nsmap if parent is not None else {}
    return "".join(
        f' xmlns{f":{prefix}" if prefix else ""}="{attribute_xml(uri)}"'
        for prefix, uri in node.nsmap.items()
        if known.get(prefix) != uri
    )


def _attribute_name(node: etree._Element, key: str) -> str:
    if not key.startswith("{"):
        return key
    uri, _, local = key[1:].partition("}")
    if uri == _XML:
        return f"xml:{local}"
    prefix = next((prefix for prefix, known in node.nsmap.items() if known == uri and prefix), None)
    if prefix is None:
        raise ReportgenError(f"{key} has no prefix")
    return f"{prefix}:{local}"
