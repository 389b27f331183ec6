"""XML in and out of parts: no entities, no network, one spelling."""

from __future__ import annotations

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
