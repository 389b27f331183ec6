"""The language of texts: runs written in another language than the template's say so.

<a:rPr lang="en-US" altLang="ja-JP">   売上高   ->   <a:rPr lang="ja-JP" altLang="en-US">

PowerPoint breaks lines, spells and chooses between the Latin and the East Asian font by it (ECMA-376 part 1,
21.1.2.3.9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.tags import page_marker
from reportgen.office.xml import clean_text, qn, serialize_xml
from reportgen.pptx.library import notes_body
from reportgen.pptx.paragraphs import drop_paragraph, paragraph_text, write_line, write_lines

_TAGS = {"ja": ("ja-JP", "en-US")}
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def mark_language(root: etree._Element, language: str) -> None:
    """Name the language on every run of `root` that holds characters of it; English texts stay as they are."""
    if language not in _TAGS:
        return
    tag, other = _TAGS[language]
    for node in root.iter(qn("a:r"), qn("a:fld")):
        if not _WIDE.search(node.findtext(qn("a:t")) or ""):
            continue
        properties = node.find(qn("a:rPr"))
        if properties is None:
            properties = etree.Element(qn("a:rPr"))
            node.insert(0, properties)
        properties.set("lang", tag)
        properties.set("altLang", other)


def write_notes(package: Package, part: str, lines: Sequence[str]) -> None:
    """Replace the speaker notes in `part` by `lines`; without lines only the page's name is taken out."""
    body = notes_body(package.xml(part))
    if body is None:
        return
    if lines:
        write_lines(body, lines)
        return
    for paragraph in body.findall(qn("a:p")):
        texts = paragraph_text(paragraph).split("\n")
        rest = [text for text in texts if not page_marker(text)]
        if len(rest) == len(texts):
            continue
        if rest:
            write_line(paragraph, "\n".join(rest))
        else:
            drop_paragraph(paragraph)


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
    package.relate("/", _RELATION_TYPE, _PART)
    return _PART


def theme_fonts(package: Package) -> list[str]:
    """The typefaces of headings and texts for Latin and for Japanese, each once, in the order of the themes."""
    found: list[str] = []
    for part in package:
        if part.startswith("/ppt/theme/") and part.endswith(".xml"):
            for kind in (qn("a:majorFont"), qn("a:minorFont")):
                for font in package.peek(part).iter(kind):
                    faces = [node.get("typeface", "") for node in font.findall(qn("a:latin"))]
                    faces += [node.get("typeface", "") for node in font.findall(qn("a:ea"))]
                    found += [face for face in faces if face and not face.startswith("+")]
    return list(dict.fromkeys(found))
