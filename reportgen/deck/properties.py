"""The document's properties: title, subject, author and dates, all given, none taken from a clock.

<cp:coreProperties> <dc:title>..</dc:title> <dcterms:created xsi:type="dcterms:W3CDTF">2018-05-15T00:00:00Z ..
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from reportgen.opc import Package, Relationship, serialize_xml
from reportgen.parts.chart_names import clean_text

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {
    "title": f"{{{_DC}}}title",
    "subject": f"{{{_DC}}}subject",
    "creator": f"{{{_DC}}}creator",
    "description": f"{{{_DC}}}description",
    "language": f"{{{_DC}}}language",
    "keywords": f"{{{_CP}}}keywords",
    "category": f"{{{_CP}}}category",
    "last_modified_by": f"{{{_CP}}}lastModifiedBy",
    "created": f"{{{_TERMS}}}created",
    "modified": f"{{{_TERMS}}}modified",
}
_PART = "/docProps/core.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_RELATION_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_properties(package: Package, properties: Mapping[str, str]) -> None:
    """Write the named properties into the core properties part; the others keep what the template says.

    Dates are ISO 8601; a date alone is its midnight in UTC. The author also is who modified last, unless
    `last_modified_by` says otherwise. Unknown names are left out (the check tells of them).
    """
    values = {name: text for name, text in properties.items() if name in _NAMES}
    if not values:
        return
    if "creator" in values:
        values.setdefault("last_modified_by", values["creator"])
    root = package.xml(_part(package))
    for name, text in values.items():
        node = root.find(_NAMES[name])
        if node is None:
            node = etree.SubElement(root, _NAMES[name])
        if name in ("created", "modified"):
            node.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
            text = f"{text}T00:00:00Z" if _DATE.fullmatch(text) else text
        node.text = clean_text(text)


def _part(package: Package) -> str:
    for part in package.related("/", "core-properties"):
        if part in package:
            return part
    root = etree.Element(
        f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    )
    package[_PART] = serialize_xml(root)
    package.set_content_type(_PART, _CONTENT_TYPE)
    relations = package.relationships("/")
    taken = {relation.rid for relation in relations}
    rid = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    package.set_relationships("/", (*relations, Relationship(rid, _RELATION_TYPE, _PART.lstrip("/"))))
    return _PART
