"""The file around the pages: theme, master, layouts, properties, and a save that gives the same bytes each time."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from reportgen.new.packages import settled
from tools.draw.deck.markup import element
from tools.draw.deck.master import LAYOUTS, layouts, master
from tools.draw.deck.theme import theme

STAMP = datetime.datetime(2018, 5, 15)
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Slide library"><vt:lpwstr>IIJ results deck</vt:lpwstr></property>'
    "</Properties>"
)
APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office PowerPoint</Application><PresentationFormat>Widescreen</PresentationFormat>"
    "<AppVersion>16.0000</AppVersion></Properties>"
)
TABLE_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" def="{2D5ABB26-0587-4C30-8999-92F81FD0307C}">'
    '<a:tblStyle styleId="{2D5ABB26-0587-4C30-8999-92F81FD0307C}" styleName="No Style, No Grid"><a:wholeTbl>'
    '<a:tcTxStyle><a:fontRef idx="minor"><a:scrgbClr r="0" g="0" b="0"/></a:fontRef><a:schemeClr val="tx1"/></a:tcTxStyle>'
    "<a:tcStyle><a:tcBdr><a:left><a:ln><a:noFill/></a:ln></a:left><a:right><a:ln><a:noFill/></a:ln></a:right>"
    "<a:top><a:ln><a:noFill/></a:ln></a:top><a:bottom><a:ln><a:noFill/></a:ln></a:bottom>"
    "<a:insideH><a:ln><a:noFill/></a:ln></a:insideH><a:insideV><a:ln><a:noFill/></a:ln></a:insideV></a:tcBdr>"
    "<a:fill><a:noFill/></a:fill></a:tcStyle></a:wholeTbl></a:tblStyle></a:tblStyleLst>"
)


def blank() -> Any:
    """An empty widescreen deck in the house's dress."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = 12_192_000, 6_858_000
    deck.part._element.sldSz.attrib.pop("type", None)
    for unwanted in list(deck.slide_layouts)[len(LAYOUTS) :]:
        deck.slide_layouts.remove(unwanted)
    for layout, (_, markup) in zip(deck.slide_layouts, layouts(), strict=True):
        _replace(layout._element, markup)
    head = deck.slide_master._element
    ids = etree.tostring(head.find("{*}sldLayoutIdLst")).decode()
    _replace(head, master(ids))
    deck.slide_master.part.part_related_by(RT.THEME)._blob = theme()
    _drop(deck.part, RT.PRINTER_SETTINGS)
    _drop_package_relation(deck, RT.THUMBNAIL)
    _set_blob(deck, "/ppt/tableStyles.xml", TABLE_STYLES)
    _set_blob(deck, "/docProps/app.xml", APP)
    package = deck.part.package
    custom = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, package, CUSTOM.encode())
    package.relate_to(custom, CUSTOM_RELATION)
    return deck


def _replace(target: etree._Element, markup: str) -> None:
    """Give an element another's attributes and children, keeping the object python-pptx holds."""
    source = parse_xml(markup)
    for child in list(target):
        target.remove(child)
    target.attrib.clear()
    target.attrib.update(source.attrib)
    target.extend(list(source))


def _drop(part: Any, kind: str) -> None:
    for rid, relation in list(part.rels.items()):
        if relation.reltype == kind:
            part.rels.pop(rid)


def _drop_package_relation(deck: Any, kind: str) -> None:
    rels = deck.part.package._rels
    for rid, relation in list(rels.items()):
        if relation.reltype == kind:
            rels.pop(rid)


def _set_blob(deck: Any, name: str, text: str) -> None:
    for part in deck.part.package.iter_parts():
        if part.partname == name:
            part._blob = text.encode()


def save(deck: Any) -> bytes:
    """The file, with fixed dates."""
    properties = deck.core_properties
    properties.title = "IIJ results deck, slide library"
    properties.author = "reportgen"
    properties.last_modified_by = "reportgen"
    properties.subject = "One slide for each library page; the name of a page stands in its notes"
    properties.keywords = ""
    properties.revision = 1
    properties.created = properties.modified = STAMP
    _settle_notes_master(deck)
    return packed(deck, 0o600)


def packed(deck: Any, mode: int) -> bytes:
    """A deck as a file."""
    raw = BytesIO()
    deck.save(raw)
    return settled(raw.getvalue(), mode)


def list_notes_master(deck: Any) -> None:
    """List the master of the notes, which python-pptx only relates to."""
    rid = deck.part.relate_to(deck.notes_master.part, RT.NOTES_MASTER)
    entry = f'<p:notesMasterIdLst><p:notesMasterId r:id="{rid}"/></p:notesMasterIdLst>'
    deck.part._element.find("{*}sldMasterIdLst").addnext(element(entry))


def _settle_notes_master(deck: Any) -> None:
    """Dress the notes like the slides."""
    part = deck.notes_master.part
    part.part_related_by(RT.THEME)._element = parse_xml(theme("IIJ results notes"))
    list_notes_master(deck)
