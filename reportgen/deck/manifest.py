"""The bindings kept in the finished deck, as a custom XML part of the presentation.

<bindings xmlns="urn:reportgen:bindings:1">
  <slide number="5" id="260" page="revenue">
    <shape id="4" name="revenue_chart">
      <chart name="revenue_chart">
        <text at="Total / 4Q17" value="48.4">
          <figure key="revenue|4Q17" text="48,439" value="48439000000"/>

It tells a later verification or refresh what stood where when the deck was written (custom XML parts:
ECMA-376 part 1, 15.2.5 and 22.5).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

from lxml import etree

from reportgen.deck.assemble import DeckSlide
from reportgen.deck.writing import Writing
from reportgen.opc import Package, Relationship, resolve_target, serialize_xml
from reportgen.opc.relationships import relative_target
from reportgen.parts.chart_names import clean_text

BINDINGS_NS = "urn:reportgen:bindings:1"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ITEM_TYPE = f"{_OFFICE}/relationships/customXml"
_PROPERTIES_TYPE = f"{_OFFICE}/relationships/customXmlProps"
_PROPERTIES_CONTENT = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATASTORE = f"{_OFFICE}/customXml"
_ITEM_ID = uuid.uuid5(uuid.NAMESPACE_URL, BINDINGS_NS)


def write_manifest(
    package: Package, main: str, slides: Sequence[tuple[DeckSlide, Sequence[Writing]]]
) -> None:
    """Add the manifest, or replace the one of an earlier run, which the template may hold."""
    if not any(writings for _, writings in slides):
        return
    tree = serialize_xml(_tree(slides))
    old = manifest_part(package, main)
    if old is not None:
        package[old] = tree
        return
    number = 1
    while f"/customXml/item{number}.xml" in package:
        number += 1
    item, properties = f"/customXml/item{number}.xml", f"/customXml/itemProps{number}.xml"
    package[item] = tree
    package[properties] = serialize_xml(_properties())
    package.ensure_default_type("xml", "application/xml")
    if package.content_type(item) != "application/xml":
        package.set_content_type(item, "application/xml")
    package.set_content_type(properties, _PROPERTIES_CONTENT)
    package.set_relationships(
        item, (Relationship("rId1", _PROPERTIES_TYPE, relative_target(item, properties)),)
    )
    relations = package.relationships(main)
    taken = {relation.rid for relation in relations}
    rid = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    link = Relationship(rid, _ITEM_TYPE, relative_target(main, item))
    package.set_relationships(main, (*relations, link))


def manifest_part(package: Package, main: str) -> str | None:
    """The part with the bindings of an earlier run, or None."""
    for relation in package.relationships(main):
        part = resolve_target(main, relation.target)
        if relation.kind == "customXml" and not relation.external and part in package:
            try:
                root = etree.fromstring(package[part])
            except etree.XMLSyntaxError:
                continue
            if root.tag == f"{{{BINDINGS_NS}}}bindings":
                return part
    return None


def _tree(slides: Sequence[tuple[DeckSlide, Sequence[Writing]]]) -> etree._Element:
    root = etree.Element(f"{{{BINDINGS_NS}}}bindings", nsmap={None: BINDINGS_NS})  # type: ignore[dict-item]
    for slide, writings in slides:
        node = _node(root, "slide", number=str(slide.number), id=str(slide.slide_id), page=slide.page.name)
        for (identity, shape), own in groupby(writings, key=lambda w: (w.identity, w.shape)):
            holder = _node(node, "shape", id=identity, name=shape)
            for (kind, binding), texts in groupby(own, key=lambda w: (w.kind, w.binding)):
                bound = _node(holder, kind, name=binding)
                for writing in texts:
                    _write(bound, writing)
    return root


def _write(holder: etree._Element, writing: Writing) -> None:
    text = _node(holder, "text", value=writing.text)
    if writing.item:
        text.set("at", clean_text(writing.item))
    for figure in writing.figures:
        shown = _node(text, "figure", key=figure.key, text=figure.text)
        if figure.value is not None:
            shown.set("value", str(figure.value))


def _node(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{BINDINGS_NS}}}{tag}")
    for key, value in attributes.items():
        node.set(key, clean_text(value))
    return node


def _properties() -> etree._Element:
    root = etree.Element(f"{{{_DATASTORE}}}datastoreItem", nsmap={"ds": _DATASTORE})
    root.set(f"{{{_DATASTORE}}}itemID", f"{{{str(_ITEM_ID).upper()}}}")
    schemas = etree.SubElement(root, f"{{{_DATASTORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_DATASTORE}}}schemaRef").set(f"{{{_DATASTORE}}}uri", BINDINGS_NS)
    return root
