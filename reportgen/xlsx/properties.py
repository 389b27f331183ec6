"""The document's description (docProps/core.xml, ECMA-376 part 2, 11) and the workbook's calculation settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.office.package import Package
from reportgen.office.sheets import workbook_part
from reportgen.office.xml import namespace_of

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"

_NAMES = {
    "title": f"{{{_DC}}}title",
    "subject": f"{{{_DC}}}subject",
    "creator": f"{{{_DC}}}creator",
    "author": f"{{{_DC}}}creator",
    "description": f"{{{_DC}}}description",
    "keywords": f"{{{_CP}}}keywords",
    "category": f"{{{_CP}}}category",
    "last_modified_by": f"{{{_CP}}}lastModifiedBy",
    "lastModifiedBy": f"{{{_CP}}}lastModifiedBy",
    "created": f"{{{_DCTERMS}}}created",
    "modified": f"{{{_DCTERMS}}}modified",
}
_DATES = ("created", "modified")

# CT_Workbook: what stands behind calcPr
_BEHIND_CALC = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


def set_properties(package: Package, properties: Mapping[str, str]) -> None:
    """Write the given properties; dates are ISO dates or times; `ReportgenError` for an unknown name."""
    if not properties:
        return
    root = package.xml(_core_part(package))
    for name, value in properties.items():
        tag = _NAMES.get(name)
        if tag is None:
            raise ReportgenError(f"a workbook has no property named {name!r}")
        node = root.find(tag)
        if node is None:
            node = etree.SubElement(root, tag)
        node.text = value
        if name in _DATES:
            node.text = _timestamp(value)
            node.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")


def _core_part(package: Package) -> str:
    for part in package.related("/", "core-properties"):
        if part in package:
            return part
    part = "/docProps/core.xml"
    nsmap = {"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI}
    package[part] = etree.tostring(
        etree.Element(f"{{{_CP}}}coreProperties", nsmap=nsmap),
        xml_declaration=True,
        encoding="UTF-8",
        standalone=True,
    )
    package.relate("/", _CORE_RELATIONSHIP, part)
    package.set_content_type(part, _CORE_TYPE)
    return part


def _timestamp(text: str) -> str:
    if "T" not in text:
        return f"{date.fromisoformat(text).isoformat()}T00:00:00Z"
    return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%SZ")


def drop_calculation_chain(package: Package) -> None:
    """Remove the calculation chain, which lists formula cells; Excel builds it anew."""
    book = workbook_part(package)
    chains = package.related(book, "calcChain")
    if not chains:
        return
    kept = tuple(link for link in package.relationships(book) if link.kind != "calcChain")
    package.set_relationships(book, kept)
    for part in chains:
        if part in package:
            del package[part]


def calculate_on_load(package: Package) -> None:
    """Have Excel calculate everything when it opens the workbook."""
    root = package.xml(workbook_part(package))
    ns = namespace_of(root)
    node = root.find(f"{ns}calcPr")
    if node is None:
        node = etree.Element(f"{ns}calcPr")
        behind = next(
            (child for child in root if child.tag in [f"{ns}{name}" for name in _BEHIND_CALC]), None
        )
        if behind is None:
            root.append(node)
        else:
            behind.addprevious(node)
    node.set("fullCalcOnLoad", "1")
