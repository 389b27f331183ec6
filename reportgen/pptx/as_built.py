"""What a finished deck remembers of itself: its slides, charts, notes, layouts and themes as they were built.

<bindings> ... <built>/Td6WFoAAAFpIt42...</built>      parts with their relationships, packed; of all else the digest
slide 5 -> <p:tag name="REPORTGEN" val="/Td6WF..."/>   the parts of one slide, with its bindings and the build's mark

The next build compares them with the deck as somebody left it (`carry`). Custom XML parts of a deck stay with
it; tags of a slide (ECMA-376 part 1, 13.3.12) go along where PowerPoint copies the slide into another deck.
"""

from __future__ import annotations

import hashlib
import lzma
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.gate.markup_rules import ensure_child
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.relationships import CONTENT_TYPES, relationships_part
from reportgen.office.xml import clean_text, parse_xml, qn, sub
from reportgen.pptx.assemble import owned_parts
from reportgen.pptx.library import library_pages, presentation_part

_BUILT, _BUILD, _SLIDE = (f"{{{BINDINGS_NS}}}{name}" for name in ("built", "build", "slide"))
_DIGEST = b"sha256:"
# Half a second for fifty megabytes; higher levels save a tenth of the size for five times the time.
_PRESET = 1
_MOST_BYTES = 500_000_000
_WHOLE = (
    "/docProps/core.xml",
    "/ppt/presentation",
    "/ppt/presProps.xml",
    "/ppt/slides/",
    "/ppt/notesSlides/",
    "/ppt/charts/chart",
    "/ppt/slideLayouts/",
    "/ppt/slideMasters/",
    "/ppt/theme/",
    "/ppt/comment",
    "/ppt/tableStyles.xml",
)
# PowerPoint writes the names of tags in capitals.
_TAG = "REPORTGEN"
_TAGS_CONTENT = "application/vnd.openxmlformats-officedocument.presentationml.tags+xml"
_OWN_VALUE = re.compile(rb'(?<= name="REPORTGEN" val=")[^"]*')
_TAGS = "/ppt/tags/"
_HEAD = "bindings.xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


class BuiltSlide(Struct, frozen=True):
    """One slide as it was built, as a deck of its own, with the mark of its build; it is the `nth` of its page."""

    package: Package
    mark: Mapping[str, str]
    page: str
    nth: int


def remember(package: Package, mark: Mapping[str, str]) -> None:
    """Keep the parts of a deck as they stand in its bindings, and each slide, with the build's mark, in its tags."""
    main = presentation_part(package)
    part = bindings_part(package, main)
    root = package.xml(part) if part is not None else bindings_root()
    for old in root.findall(_BUILT):
        root.remove(old)
    _tag_slides(package, {node.get("id", ""): node for node in root.iterchildren(_SLIDE)}, mark)
    kept = [name for name in package if not name.startswith("/customXml/")]
    etree.SubElement(root, _BUILT).text = _packed((name, _kept(package, name)) for name in kept)
    write_bindings(package, main, root)


def _tag_slides(package: Package, bindings: Mapping[str, etree._Element], mark: Mapping[str, str]) -> None:
    pages = library_pages(package)
    slides = frozenset(page.part for page in pages)
    names = PartNames(package)
    counts: dict[str, int] = {}
    for page in pages:
        own = _own_tags(package, page.part, names)
        node = deepcopy(bindings.get(page.slide_id, etree.Element(_SLIDE)))
        name = node.get("page") or page.name
        counts[name] = counts.get(name, 0) + 1
        for key, value in (("id", page.slide_id), ("page", name), ("nth", str(counts[name]))):
            node.set(key, value)
        node.set("part", page.part)
        head = bindings_root()
        etree.SubElement(head, _BUILD, {key: clean_text(value) for key, value in mark.items()})
        head.append(node)
        kept = owned_parts(package, page.part, slides)
        kept += [rels for name in kept if (rels := relationships_part(name)) in package]
        own.set(
            "val", _packed([(_HEAD, etree.tostring(head)), *((name, _kept(package, name)) for name in kept)])
        )


def _own_tags(package: Package, slide: str, names: PartNames) -> etree._Element:
    """The tag of a slide that is ours, without a value, made where there is none."""
    root = package.xml(slide)
    content = root.find(qn("p:cSld"))
    assert content is not None
    holder = ensure_child(content, qn("p:custDataLst"))
    link = holder.find(qn("p:tags"))
    part = package.target(slide, link.get(qn("r:id"), "")) if link is not None else None
    if part is None or part not in package:
        part = names.own(f"{_TAGS}tag1.xml")
        package.set_xml(part, etree.Element(qn("p:tagLst"), nsmap={"p": qn("p:x")[1:-2]}))
        package.set_content_type(part, _TAGS_CONTENT)
        if link is None:
            link = sub(holder, "p:tags")
        link.set(qn("r:id"), package.relate(slide, f"{_RELATIONS}/tags", part))
    tags = package.xml(part)
    own = next((node for node in tags if node.get("name") == _TAG), None)
    own = own if own is not None else etree.SubElement(tags, qn("p:tag"), {"name": _TAG})
    own.set("val", "")
    return own


def keep_own_tags(built: tuple[Package, str], left: tuple[Package, str], now: tuple[Package, str]) -> bool:
    """Give the slide `now` the tags that a person's programs gave it since it was built; whether there are any."""
    old, mine = (
        {
            node.get("name", ""): node
            for part in one[0].related(one[1], "tags")
            if part in one[0] and part.startswith(_TAGS)
            for node in one[0].peek(part)
        }
        for one in (built, left)
    )
    fresh = [node for name, node in mine.items() if name not in (*old, _TAG)]
    tags = next(iter(now[0].related(now[1], "tags")), "")
    for node in fresh if tags in now[0] else ():
        now[0].xml(tags).append(deepcopy(node))
    return bool(fresh)


def _kept(package: Package, name: str) -> bytes:
    data = package[name]
    if name.startswith(_TAGS):
        return _OWN_VALUE.sub(b"", data)
    whole = name == CONTENT_TYPES or name.endswith(".rels") or name.startswith(_WHOLE)
    return data if whole else content_digest(data)


def _packed(pieces: Iterable[tuple[str, bytes]]) -> str:
    joined = b"".join(part for name, data in pieces for part in (f"{name}\n{len(data)}\n".encode(), data))
    return b64encode(lzma.compress(joined, preset=_PRESET, check=lzma.CHECK_CRC32)).decode()


def _unpacked(text: str) -> dict[str, bytes] | None:
    try:
        data = lzma.LZMADecompressor().decompress(b64decode(text), _MOST_BYTES)
        parts: dict[str, bytes] = {}
        at = 0
        while at < len(data):
            name, size, _ = data[at : at + 4096].split(b"\n", 2)
            at += len(name) + len(size) + 2
            parts[name.decode()] = data[at : at + int(size)]
            at += int(size)
    except (lzma.LZMAError, NotBase64, EOFError, ValueError):
        return None
    return parts


def content_digest(data: bytes) -> bytes:
    """What stands for the bytes of a part; for what stands for them already, itself."""
    return data if data.startswith(_DIGEST) else _DIGEST + hashlib.sha256(data).hexdigest()[:32].encode()


def built_parts(package: Package) -> Package | None:
    """The deck as it was built: parts without slides' texts are there as digests; None where nothing is kept."""
    part = bindings_part(package, presentation_part(package))
    node = package.peek(part).find(_BUILT) if part is not None else None
    parts = _unpacked(node.text or "") if node is not None else None
    return Package(parts, package.name) if parts is not None else None


def deck_mark(package: Package) -> dict[str, str]:
    """The mark of a deck's build as its bindings have it; empty where no build made it."""
    part = bindings_part(package, presentation_part(package))
    node = package.peek(part).find(_BUILD) if part is not None else None
    return _mark(node) if node is not None else {}


def built_slide(package: Package, slide: str) -> BuiltSlide | None:
    """What a slide of a deck remembers of itself; None where nothing is kept."""
    for part in package.related(slide, "tags"):
        for node in package.peek(part) if part in package else ():
            parts = _unpacked(node.get("val", "")) if node.get("name") == _TAG else None
            if parts is not None and _HEAD in parts:
                return _built_slide(parts)
    return None


def _mark(node: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in node.items()}


def _built_slide(parts: dict[str, bytes]) -> BuiltSlide | None:
    head = parse_xml(parts.pop(_HEAD))
    mark, slide = head.find(_BUILD), head.find(_SLIDE)
    if mark is None or slide is None or slide.get("part") not in parts:
        return None
    deck = Package({CONTENT_TYPES: _NO_TYPES, **parts})
    main, root = "/ppt/presentation.xml", etree.Element(qn("p:presentation"))
    deck.set_xml(main, root)
    deck.relate("/", f"{_RELATIONS}/officeDocument", main)
    listed = sub(sub(root, "p:sldIdLst"), "p:sldId", id=slide.get("id", ""))
    listed.set(qn("r:id"), deck.relate(main, f"{_RELATIONS}/slide", slide.get("part", "")))
    write_bindings(deck, main, head)
    return BuiltSlide(
        deck,
        _mark(mark),
        slide.get("page", ""),
        int(slide.get("nth", "1")),
    )
