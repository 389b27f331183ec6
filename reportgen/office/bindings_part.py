"""The part in which a finished file keeps its bindings: a custom XML part of its main part.

<bindings xmlns="urn:reportgen:bindings:1"> ... </bindings>

Custom XML parts: ECMA-376 part 1, 15.2.5 and 22.5. Office keeps them on saving, so that a file that a person
has edited can still be verified, explained and refreshed.
"""

from __future__ import annotations

import uuid

from lxml import etree

from reportgen.office.package import Package, PackageError
from reportgen.office.relationships import resolve_target

BINDINGS_NS = "urn:reportgen:bindings:1"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ITEM_TYPE = f"{_OFFICE}/relationships/customXml"
_PROPERTIES_TYPE = f"{_OFFICE}/relationships/customXmlProps"
_PROPERTIES_CONTENT = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATASTORE = f"{_OFFICE}/customXml"
_ITEM_ID = uuid.uuid5(uuid.NAMESPACE_URL, BINDINGS_NS)


def bindings_root() -> etree._Element:
    """An empty `bindings` element."""
    return etree.Element(f"{{{BINDINGS_NS}}}bindings", nsmap={None: BINDINGS_NS})  # type: ignore[dict-item]


def write_bindings(package: Package, main: str, root: etree._Element) -> None:
    """Add the bindings to the package whose main part is `main`, or replace those of an earlier run."""
    old = bindings_part(package, main)
    if old is not None:
        package.set_xml(old, root)
        return
    number = 1
    while f"/customXml/item{number}.xml" in package:
        number += 1
    item, properties = f"/customXml/item{number}.xml", f"/customXml/itemProps{number}.xml"
    package.set_xml(item, root)
    package.set_xml(properties, _properties())
    package.ensure_default_type("xml", "application/xml")
    if package.content_type(item) != "application/xml":
        package.set_content_type(item, "application/xml")
    package.set_content_type(properties, _PROPERTIES_CONTENT)
    package.relate(item, _PROPERTIES_TYPE, properties)
    package.relate(main, _ITEM_TYPE, item)


def bindings_part(package: Package, main: str) -> str | None:
    """The part with the bindings of an earlier run, or None.

    LibreOffice keeps custom XML parts and relates them to the package instead of the main part.
    """
    for owner, relation in [(one, link) for one in (main, "/") for link in package.relationships(one)]:
        part = resolve_target(owner, relation.target)
        if relation.kind == "customXml" and not relation.external and part in package:
            try:
                root = package.peek(part)
            except PackageError:
                continue
            if root.tag == f"{{{BINDINGS_NS}}}bindings":
                return part
    return None


def _properties() -> etree._Element:
    root = etree.Element(f"{{{_DATASTORE}}}datastoreItem", nsmap={"ds": _DATASTORE})
    root.set(f"{{{_DATASTORE}}}itemID", f"{{{str(_ITEM_ID).upper()}}}")
    schemas = etree.SubElement(root, f"{{{_DATASTORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_DATASTORE}}}schemaRef").set(f"{{{_DATASTORE}}}uri", BINDINGS_NS)
    return root
