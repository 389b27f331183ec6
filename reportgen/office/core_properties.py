"""The document's description (docProps/core.xml, ECMA-376 part 2, 11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.office.package import Package
from reportgen.office.xml import clean_text, serialize_xml

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {
    **{
        name: f"{{{_DC}}}{name}"
        for name in ("title", "subject", "creator", "description", "identifier", "language")
    },
    **{name: f"{{{_CP}}}{name}" for name in ("keywords", "category")},
    **{name: f"{{{_TERMS}}}{name}" for name in ("created", "modified")},
    "last_modified_by": f"{{{_CP}}}lastModifiedBy",
}
_DATES = ("created", "modified")
_PART = "/docProps/core.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_RELATION_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def property_of(package: Package, name: str) -> str:
    """What a document says under the name of a property (`title`, `identifier`); empty where it says nothing."""
    for part in package.related("/", "core-properties"):
        if part in package:
            return package.peek(part).findtext(_NAMES[name], "")
    return ""


def set_properties(package: Package, properties: Mapping[str, str]) -> None:
    """Write the given properties, dates as ISO dates or times; `ReportgenError` for an unknown name."""
    if not properties:
        return
    root = package.xml(_part(package))
    for name, text in properties.items():
        tag = _NAMES.get(name)
        if tag is None:
            raise ReportgenError(f"a document has no property named {name!r}")
        node = root.find(tag)
        if node is None:
            node = etree.SubElement(root, tag)
        if name in _DATES:
            node.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        node.text = clean_text(_timestamp(text) if name in _DATES else text)


def _timestamp(text: str) -> str:
    if "T" not in text:
        return f"{date.fromisoformat(text).isoformat()}T00:00:00Z"
    return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%SZ")


def _part(package: Package) -> str:
    for part in package.related("/", "core-properties"):
        if part in package:
            return part
    root = etree.Element(
        f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    )
    package[_PART] = serialize_xml(root)
    package.set_content_type(_PART, _CONTENT_TYPE)
    package.relate("/", _RELATION_TYPE, _PART)
    return _PART
