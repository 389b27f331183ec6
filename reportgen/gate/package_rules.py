"""What every Office file owes as a package (ECMA-376 part 2): part names, content types, relationships."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reportgen.core.findings import Issue, Place
from reportgen.gate.reader import PackageReader
from reportgen.office.package import CONTENT_TYPES
from reportgen.office.relationships import resolve_target
from reportgen.office.xml import local_name

# 6.2.2.2: no empty piece, none that ends with a full stop, only characters of an address.
_PIECE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@\-\[\]{} #^`]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+(?<!\.)")
_HIDDEN_SLASH = re.compile(r"%(?:2f|5c)", re.IGNORECASE)
# What Office demands of a part by the relationship that leads to it; the ending of the type is enough.
_TYPES = {
    "worksheet": "spreadsheetml.worksheet+xml",
    "chartsheet": "spreadsheetml.chartsheet+xml",
    "styles": "spreadsheetml.styles+xml",
    "sharedStrings": "spreadsheetml.sharedStrings+xml",
    "table": "spreadsheetml.table+xml",
    "calcChain": "spreadsheetml.calcChain+xml",
    "slide": "presentationml.slide+xml",
    "slideLayout": "presentationml.slideLayout+xml",
    "slideMaster": "presentationml.slideMaster+xml",
    "notesSlide": "presentationml.notesSlide+xml",
    "notesMaster": "presentationml.notesMaster+xml",
    "theme": "theme+xml",
    "chart": "drawingml.chart+xml",
}
# And which element stands at its top.
_ROOTS = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "styles": "styleSheet",
    "sharedStrings": "sst",
    "table": "table",
    "calcChain": "calcChain",
    "comments": "comments",
    "slide": "sld",
    "slideLayout": "sldLayout",
    "slideMaster": "sldMaster",
    "notesSlide": "notes",
    "notesMaster": "notesMaster",
    "chart": "chartSpace",
}
_KINDS = ("workbook", "presentation", "document")


def package_rules(look: PackageReader) -> Iterator[Issue]:
    """All faults of names, content types and relationships."""
    yield from _part_names(look)
    yield from _content_types(look)
    yield from _relationships(look)
    yield from _main_part(look)
    yield from _roots(look)
    yield from _unreachable(look)


def _part_names(look: PackageReader) -> Iterator[Issue]:
    for name, count in Counter(part.casefold() for part in look.package).items():
        if count > 1:
            yield Issue("gate-part-twice", f"the part {name} stands {count} times", look.place(name))
    for part in look.package:
        pieces = part.removeprefix("/").split("/")
        if not all(_PIECE.fullmatch(piece) for piece in pieces) or _HIDDEN_SLASH.search(part):
            yield Issue(
                "gate-part-name", f"the part {part!r} has a name that Office refuses", look.place(part)
            )


def _content_types(look: PackageReader) -> Iterator[Issue]:
    place = Place(look.package.name, part=CONTENT_TYPES)
    root = look.root(CONTENT_TYPES)
    if root is None:
        yield Issue("gate-content-types", "the list of content types is missing or no XML", place)
        return
    defaults: Counter[str] = Counter()
    overrides: Counter[str] = Counter()
    types: dict[str, str] = {}
    for node in root:
        if node.get("Extension") is not None:
            defaults[node.get("Extension", "").lower()] += 1
        elif node.get("PartName") is not None:
            name = node.get("PartName", "")
            overrides[name] += 1
            types[name] = node.get("ContentType", "")
    for extension, count in defaults.items():
        if count > 1:
            message = f"the extension {extension} has {count} content types"
            yield Issue("gate-content-type-twice", message, place)
    parts = {part.casefold() for part in look.package}
    for part, count in overrides.items():
        if count > 1:
            yield Issue("gate-content-type-twice", f"the part {part} has {count} content types", place)
        if part.casefold() not in parts:
            yield Issue(
                "gate-content-type-unused", f"a content type is given to the missing part {part}", place
            )
    known = {part.casefold() for part in overrides}
    for part in look.package:
        ending = part.rpartition("/")[2].rpartition(".")[2].lower()
        if part != CONTENT_TYPES and part.casefold() not in known and ending not in defaults:
            yield Issue("gate-content-type-missing", f"the part {part} has no content type", look.place(part))
    for part, links in look.links.items():
        for link in links:
            needed = None if link.external else _TYPES.get(link.kind)
            target = resolve_target(part, link.target) if needed is not None else ""
            if needed is None or target not in look.package or not link.type.startswith("http"):
                continue
            given = types.get(target)
            if given is not None and not given.endswith(needed):
                message = f"the part {target} is used as a {link.kind} but has the type {given}"
                yield Issue("gate-content-type-wrong", message, look.place(target), expected=needed)


def _relationships(look: PackageReader) -> Iterator[Issue]:
    for part, links in look.links.items():
        for rid, count in Counter(link.rid for link in links).items():
            if count > 1 or not rid:
                yield Issue(
                    "gate-relationship-twice", f"{count} relationships are called {rid!r}", look.place(part)
                )
        for link in links:
            if link.external:
                continue
            target = resolve_target(part, link.target.partition("#")[0])
            if link.target.startswith("#") or target in look.package:
                continue
            kind = link.kind or "nameless"
            message = f"the {kind} relationship {link.rid} leads to {link.target}, which is not there"
            yield Issue("gate-relationship-target", message, look.place(part))


def _main_part(look: PackageReader) -> Iterator[Issue]:
    links = [link for link in look.links.get("/", ()) if link.kind == "officeDocument"]
    place = Place(look.package.name, part="/_rels/.rels")
    if len(links) != 1:
        yield Issue("gate-main-part", f"the file has {len(links)} main parts", place, expected="1")
    elif look.kind not in _KINDS:
        message = "the main part is neither a workbook nor a presentation"
        yield Issue("gate-main-part", message, place, found=look.kind or links[0].target)


def _roots(look: PackageReader) -> Iterator[Issue]:
    """A part that something else stands in than what leads to it says."""
    for part, links in look.links.items():
        for link in links:
            wanted = None if link.external else _ROOTS.get(link.kind)
            target = resolve_target(part, link.target) if wanted is not None else ""
            if wanted is None or target not in look.package or look.package.deflated(target) is not None:
                continue
            root = look.root(target) if target.lower().endswith(".xml") else None
            if root is not None and local_name(root) != wanted:
                message = f"the part {target} is used as a {link.kind} but holds a {local_name(root)}"
                yield Issue("gate-part-content", message, look.place(target), expected=wanted)


def _unreachable(look: PackageReader) -> Iterator[Issue]:
    """Parts that nothing leads to: what was taken out of a file must not stay in it unseen."""
    reached: set[str] = set()
    waiting = ["/"]
    while waiting:
        part = waiting.pop()
        for link in look.links.get(part, ()):
            target = "" if link.external else resolve_target(part, link.target.partition("#")[0])
            if target and target not in reached:
                reached.add(target)
                waiting.append(target)
    for part in look.package:
        if part != CONTENT_TYPES and not part.endswith(".rels") and part not in reached:
            yield Issue("gate-part-unreachable", f"nothing leads to the part {part}", look.place(part))


def xml_rules(look: PackageReader, part: str) -> Iterator[Issue]:
    """Whether a part that has to be XML is, without a document type."""
    root = look.root(part)
    if root is None:
        yield Issue("gate-part-xml", f"the part {part} is no well-formed XML", look.place(part))
        return
    if root.getroottree().docinfo.internalDTD is not None:
        yield Issue("gate-document-type", f"the part {part} has a document type", look.place(part))


_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")


def custom_xml_rules(look: PackageReader) -> Iterator[Issue]:
    """The faults of all custom XML parts."""
    ids: Counter[str] = Counter()
    seen: set[str] = set()
    for part, links in look.links.items():
        for link in links:
            target = (
                resolve_target(part, link.target) if link.kind == "customXml" and not link.external else ""
            )
            if not target or target in seen or target not in look.package:
                continue
            seen.add(target)
            for properties in look.targets(target, "customXmlProps"):
                root = look.root(properties)
                if root is None:
                    continue
                value = next(
                    (str(one) for key, one in root.attrib.items() if str(key).endswith("itemID")), ""
                )
                ids[value.casefold()] += 1
                if not _GUID.fullmatch(value):
                    message = f"{value!r} is no id of a custom XML part"
                    yield Issue("gate-custom-xml", message, look.place(properties))
    for value, count in ids.items():
        if count > 1:
            yield Issue(
                "gate-custom-xml", f"{count} custom XML parts have the id {value}", look.place(look.main)
            )
