"""Packages as other programs spell them, brought to the spelling that all readers of this house know.

[content_types].xml   xl/sharedstrings.xml   \\xl\\workbook.xml      names of parts are alike whatever their capitals
http://purl.oclc.org/ooxml/presentationml/main                   a strict deck has other namespaces and writes 50%
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from reportgen.office.relationships import (
    CONTENT_TYPES,
    RELATIONSHIPS_NS,
    relationships_part,
    relative_target,
    resolve_target,
)
from reportgen.office.xml import namespace_of, parse_xml, serialize_xml

_TARGET = re.compile(rb'\bTarget="([^"#]*)')
_TYPED = re.compile(rb'\bPartName="([^"]*)')
_STRICT = "http://purl.oclc.org/ooxml/"
_STRICT_DECK = b"http://purl.oclc.org/ooxml/presentationml/main"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)")
# What the ordinary namespaces and relationships spell with a hyphen.
_HYPHENS = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_PERCENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)%")
_WORDS = frozenset(("name", "descr", "title"))


def respelled(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a file in the spelling that is known; the same bytes where they are in it."""
    return _as_ordinary_deck(_with_known_names(parts))


def _with_known_names(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with all references to them spelled as they are (ECMA-376 part 2, 6.2.2.3)."""
    if CONTENT_TYPES not in parts:
        spelled = [part for part in parts if part.casefold() == CONTENT_TYPES.casefold()]
        parts = {CONTENT_TYPES if part in spelled[:1] else part: data for part, data in parts.items()}
    known = {_key(part): part for part in parts}
    rels = {_key(relationships_part(part)): relationships_part(part) for part in (*parts, "/")}
    parts = {rels.get(_key(part), part): data for part, data in parts.items()}
    for rel, owner in {relationships_part(part): part for part in (*parts, "/")}.items():
        if rel in parts and not all(_stands(owner, target, parts) for target in _TARGET.findall(parts[rel])):
            parts[rel] = _respelled(parts[rel], owner, parts, known)
    types = parts.get(CONTENT_TYPES, b"")
    if not all(name.decode("utf-8", "replace") in parts for name in _TYPED.findall(types)):
        parts[CONTENT_TYPES] = _typed(types, parts, known)
    return parts


def _key(part: str) -> str:
    return unquote(part).casefold()


def _stands(owner: str, target: bytes, parts: Mapping[str, bytes]) -> bool:
    text = target.decode("utf-8", "replace")
    return "://" in text or not text or resolve_target(owner, text) in parts


def _respelled(data: bytes, owner: str, parts: Mapping[str, bytes], known: Mapping[str, str]) -> bytes:
    """A part of relationships whose targets are spelled as the parts that are there."""
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return data
    changed = False
    for node in root.iter(f"{{{RELATIONSHIPS_NS}}}Relationship"):
        target, mark, place = node.get("Target", "").partition("#")
        if node.get("TargetMode") == "External" or not target:
            continue
        there = known.get(_key(resolve_target(owner, target.replace("\\", "/"))))
        if there is not None and resolve_target(owner, target) not in parts:
            node.set("Target", relative_target(owner, there) + mark + place)
            changed = True
    return serialize_xml(root) if changed else data


def _typed(data: bytes, parts: Mapping[str, bytes], known: Mapping[str, str]) -> bytes:
    """The list of content types with the names of the parts that are there."""
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return data
    changed = False
    for node in root.iter("{*}Override"):
        name = node.get("PartName", "")
        there = known.get(_key(name.replace("\\", "/")))
        if there is not None and name not in parts:
            node.set("PartName", there)
            changed = True
    return serialize_xml(root) if changed else data


def _as_ordinary_deck(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A strict deck (ECMA-376 part 1) as PowerPoint saves an ordinary one; any other file as it is."""
    if not any(_STRICT_DECK in data for part, data in parts.items() if part.endswith("presentation.xml")):
        return parts
    return {part: _ordinary(data) if _is_strict(part, data) else data for part, data in parts.items()}


def _is_strict(part: str, data: bytes) -> bool:
    return part.endswith((".xml", ".rels")) and _STRICT.encode() in data


def _ordinary(data: bytes) -> bytes:
    def address(found: re.Match[bytes]) -> bytes:
        kind, name = found.groups()
        return b"http://schemas.openxmlformats.org/%b/2006/%b" % (kind, _HYPHENS.get(name, name))

    data = _STRICT_NAME.sub(address, data)
    for name, hyphened in _HYPHENS.items():
        data = data.replace(b"/relationships/" + name, b"/relationships/" + hyphened)
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return data
    root.attrib.pop("conformance", "")
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            number = _PERCENT.fullmatch(str(value)) if str(key) not in _WORDS else None
            if number is not None:
                # Charts count percents, drawings and slides their thousandths.
                factor = 1 if "/chart" in namespace_of(node) else 1000
                node.set(key, str(round(float(number[1]) * factor)))
    return serialize_xml(root)
