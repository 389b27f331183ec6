"""What every Office file owes as a package (ECMA-376 part 2): part names, content types, relationships."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reportgen.gate.reader import Fault, GateRule, PackageReader, repeated
from reportgen.office.relationships import CONTENT_TYPES, Relationship, resolve_target
from reportgen.office.xml import child_elements, local_name

# 6.2.2.2: no empty piece, none that ends with a full stop, only characters of an address.
_PIECE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@\-\[\]{} #^`]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+(?<!\.)")
_HIDDEN_SLASH = re.compile(r"%(?:2f|5c)", re.IGNORECASE)
# What Office demands of a part by the relationship that leads to it: how its content type ends, and its root.
_DEMANDS = {
    "worksheet": ("spreadsheetml.worksheet+xml", "worksheet"),
    "chartsheet": ("spreadsheetml.chartsheet+xml", "chartsheet"),
    "styles": ("spreadsheetml.styles+xml", "styleSheet"),
    "sharedStrings": ("spreadsheetml.sharedStrings+xml", "sst"),
    "table": ("spreadsheetml.table+xml", "table"),
    "calcChain": ("spreadsheetml.calcChain+xml", "calcChain"),
    "comments": ("", "comments cmLst"),  # of workbooks, of decks
    "slide": ("presentationml.slide+xml", "sld"),
    "slideLayout": ("presentationml.slideLayout+xml", "sldLayout"),
    "slideMaster": ("presentationml.slideMaster+xml", "sldMaster"),
    "notesSlide": ("presentationml.notesSlide+xml", "notes"),
    "notesMaster": ("presentationml.notesMaster+xml", "notesMaster"),
    "theme": ("theme+xml", ""),
    "chart": ("drawingml.chart+xml", "chartSpace"),
}
# Where Office puts what it has freed while saving.
_TRASH = "/[trash]/"
_KINDS = ("workbook", "presentation", "document")
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")


def _twice(reader: PackageReader) -> Iterator[Fault]:
    for name, count in repeated(part.casefold() for part in reader.package):
        yield Fault(f"the part {name} stands {count} times", reader.place_of(name))


def _part_names(reader: PackageReader) -> Iterator[Fault]:
    for part in reader.package:
        pieces = part.removeprefix("/").split("/")
        if not all(_PIECE.fullmatch(piece) for piece in pieces) or _HIDDEN_SLASH.search(part):
            yield Fault(f"the part {part!r} has a name that Office refuses", reader.place_of(part))


def _types(reader: PackageReader) -> Iterator[str]:
    if reader.root(CONTENT_TYPES) is None:
        yield "the list of content types is missing or no XML"


def _types_twice(reader: PackageReader) -> Iterator[str]:
    for extension, count in repeated(extension.lower() for extension, _ in _given(reader, "Extension")):
        yield f"the extension {extension} has {count} content types"
    for part, count in repeated(part for part, _ in _given(reader, "PartName")):
        yield f"the part {part} has {count} content types"


def _types_unused(reader: PackageReader) -> Iterator[str]:
    parts = {part.casefold() for part in reader.package}
    for part in dict(_given(reader, "PartName")):
        if part.casefold() not in parts:
            yield f"a content type is given to the missing part {part}"


def _types_missing(reader: PackageReader) -> Iterator[Fault]:
    if reader.root(CONTENT_TYPES) is None:
        return
    extensions = {extension.lower() for extension, _ in _given(reader, "Extension")}
    known = {part.casefold() for part, _ in _given(reader, "PartName")}
    for part in reader.package:
        extension = part.rpartition("/")[2].rpartition(".")[2].lower()
        if part.startswith(_TRASH):
            continue
        if part != CONTENT_TYPES and part.casefold() not in known and extension not in extensions:
            yield Fault(f"the part {part} has no content type", reader.place_of(part))


def _types_wrong(reader: PackageReader) -> Iterator[Fault]:
    types = dict(_given(reader, "PartName"))
    for link, target in _inner_links(reader):
        (needed, _), given = _DEMANDS.get(link.kind, ("", "")), types.get(target)
        if needed and given is not None and link.type.startswith("http") and not given.endswith(needed):
            message = f"the part {target} is used as a {link.kind} but has the type {given}"
            yield Fault(message, reader.place_of(target), needed)


def _given(reader: PackageReader, name: str) -> list[tuple[str, str]]:
    """What the list of content types gives a type to, by `PartName` or by `Extension`, each with the type."""
    root = reader.root(CONTENT_TYPES)
    nodes = child_elements(root) if root is not None else ()
    return [(given, node.get("ContentType", "")) for node in nodes if (given := node.get(name)) is not None]


def _inner_links(reader: PackageReader) -> Iterator[tuple[Relationship, str]]:
    """All relationships that lead to a part of the file which is there, with that part."""
    for part, links in reader.links.items():
        for link in links:
            target = "" if link.external else resolve_target(part, link.target)
            if target in reader.package:
                yield link, target


def _ids_twice(reader: PackageReader) -> Iterator[Fault]:
    for part, links in reader.links.items():
        for rid, count in Counter(link.rid for link in links).items():
            if count > 1 or not rid:
                yield Fault(f"{count} relationships are called {rid!r}", reader.place_of(part))


def _targets(reader: PackageReader) -> Iterator[Fault]:
    for part, links in reader.links.items():
        for link in links:
            target = resolve_target(part, link.target.partition("#")[0])
            if link.external or link.target.startswith("#") or target in reader.package:
                continue
            kind = link.kind or "nameless"
            message = f"the {kind} relationship {link.rid} leads to {link.target}, which is not there"
            yield Fault(message, reader.place_of(part))


def _main_part(reader: PackageReader) -> Iterator[Fault]:
    links = [link for link in reader.links.get("/", ()) if link.kind == "officeDocument"]
    place = reader.place_of("/_rels/.rels")
    if len(links) != 1:
        yield Fault(f"the file has {len(links)} main parts", place, expected="1")
    elif reader.kind not in _KINDS:
        message = "the main part is neither a workbook nor a presentation"
        yield Fault(message, place, found=reader.kind or links[0].target)


def _contents(reader: PackageReader) -> Iterator[Fault]:
    """A part that something else stands in than what leads to it says."""
    for link, target in _inner_links(reader):
        _, wanted = _DEMANDS.get(link.kind, ("", ""))
        if not wanted or not target.lower().endswith(".xml") or reader.package.deflated(target) is not None:
            continue
        root = reader.root(target)
        if root is not None and local_name(root) not in wanted.split():
            message = f"the part {target} is used as a {link.kind} but holds a {local_name(root)}"
            yield Fault(message, reader.place_of(target), wanted)


def _unreachable(reader: PackageReader) -> Iterator[Fault]:
    """Parts that nothing leads to: what was taken out of a file must not stay in it unseen."""
    reached: set[str] = set()
    waiting = ["/"]
    while waiting:
        part = waiting.pop()
        for link in reader.links.get(part, ()):
            target = "" if link.external else resolve_target(part, link.target.partition("#")[0])
            if target and target not in reached:
                reached.add(target)
                waiting.append(target)
    for part in reader.package:
        if part != CONTENT_TYPES and not part.endswith(".rels") and part not in reached:
            yield Fault(f"nothing leads to the part {part}", reader.place_of(part))


def _xml_parts(reader: PackageReader) -> Iterator[Fault]:
    for part in reader.xml_parts():
        if reader.root(part) is None:
            yield Fault(f"the part {part} is no well-formed XML", reader.place_of(part))


def _document_types(reader: PackageReader) -> Iterator[Fault]:
    for part in reader.xml_parts():
        root = reader.root(part)
        if root is not None and root.getroottree().docinfo.internalDTD is not None:
            yield Fault(f"the part {part} has a document type", reader.place_of(part))


def _custom_xml(reader: PackageReader) -> Iterator[Fault]:
    items = dict.fromkeys(target for link, target in _inner_links(reader) if link.kind == "customXml")
    ids: list[str] = []
    for properties in [part for item in items for part in reader.targets(item, "customXmlProps")]:
        root = reader.root(properties)
        if root is None:
            continue
        value = next((str(one) for key, one in root.attrib.items() if str(key).endswith("itemID")), "")
        ids.append(value.casefold())
        if not _GUID.fullmatch(value):
            yield Fault(f"{value!r} is no id of a custom XML part", reader.place_of(properties))
    for value, count in repeated(ids):
        yield Fault(f"{count} custom XML parts have the id {value}", reader.place_of(reader.main))


CUSTOM_XML_RULES = (GateRule("gate-custom-xml", _custom_xml),)
PACKAGE_RULES = (
    GateRule("gate-part-twice", _twice),
    GateRule("gate-part-name", _part_names),
    GateRule("gate-content-types", _types),
    GateRule("gate-content-type-twice", _types_twice),
    GateRule("gate-content-type-unused", _types_unused),
    GateRule("gate-content-type-missing", _types_missing),
    GateRule("gate-content-type-wrong", _types_wrong),
    GateRule("gate-relationship-twice", _ids_twice),
    GateRule("gate-relationship-target", _targets),
    GateRule("gate-main-part", _main_part),
    GateRule("gate-part-content", _contents),
    GateRule("gate-part-unreachable", _unreachable),
)
XML_RULES = (
    GateRule("gate-part-xml", _xml_parts),
    GateRule("gate-document-type", _document_types),
)
