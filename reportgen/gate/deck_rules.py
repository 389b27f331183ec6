"""What a deck owes as a whole: its slides, layouts and masters as one chain, ids, sections, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from reportgen.gate.reader import Fault, GateRule, XmlPart, is_between, natural, repeated
from reportgen.office.relationships import resolve_target
from reportgen.office.xml import children, qn

_FIRST_SLIDE, _FIRST_MASTER, _LAST = 256, 2_147_483_648, 4_294_967_295
_SMALLEST, _LARGEST = 914_400, 51_206_400
_NOT_SHAPES = frozenset({qn("mc:AlternateContent"), qn("mc:Fallback")})
# What each kind of part has to lead to: exactly so many relationships of a kind.
_CHAIN = {
    "slide": {"slideLayout": (1, 1), "notesSlide": (0, 1)},
    "slideLayout": {"slideMaster": (1, 1)},
    "slideMaster": {"theme": (1, 1)},
    "notesSlide": {"notesMaster": (1, 1), "slide": (0, 1)},
    "notesMaster": {"theme": (1, 1)},
}


def _slide_ids(deck: XmlPart) -> Iterator[str]:
    values = [node.get("id", "") for node in children(deck.root, "sldIdLst")]
    for value, count in repeated(values):
        yield f"{count} slides have the id {value}"
    for value in dict.fromkeys(values):
        if not is_between(value, _FIRST_SLIDE, _FIRST_MASTER - 1):
            yield f"the slide id {value!r} is not between 256 and 2147483647"


def _slide_list(deck: XmlPart) -> Iterator[str]:
    reader = deck.reader
    slides = reader.slides()
    for part, count in Counter(slides).items():
        if part not in reader.package:
            yield f"a slide leads to {part or 'nothing'}, which is not there"
        elif count > 1:
            yield f"the slide {part} is listed {count} times"
    for part in sorted(set(reader.targets(reader.main, "slide")) - set(slides)):
        yield f"the slide {part} is in the file but not in the list"


def _sizes(deck: XmlPart) -> Iterator[str]:
    size = deck.root.find(qn("p:sldSz"))
    if size is not None:
        for name in ("cx", "cy"):
            if not is_between(size.get(name), _SMALLEST, _LARGEST):
                yield f"no slide measures {size.get(name)}"
    if deck.root.find(qn("p:notesSz")) is None:
        yield "the deck says nothing of the size of its notes"


def _master_lists(deck: XmlPart) -> Iterator[str | Fault]:
    reader = deck.reader
    masters = _masters(deck)
    if not masters:
        yield "the deck has no slide master"
    for master, layouts in masters.items():
        listed = {reader.target_of(master, node.get(qn("r:id"), "")) for node in layouts}
        for part in sorted(set(reader.targets(master, "slideLayout")) - listed):
            yield Fault(f"the layout {part} is not in the list of its master", reader.place_of(master))


def _master_ids(deck: XmlPart) -> Iterator[str]:
    nodes = [
        *children(deck.root, "sldMasterIdLst"),
        *(one for found in _masters(deck).values() for one in found),
    ]
    ids = Counter(value for node in nodes if (value := node.get("id")))
    for value, count in ids.items():
        if count > 1:
            yield f"{count} masters and layouts have the id {value}"
        if not is_between(value, _FIRST_MASTER, _LAST):
            yield f"the id {value} of a master is below 2147483648"


def _masters(deck: XmlPart) -> dict[str, list[etree._Element]]:
    """The masters of a deck, each with the list of its layouts."""
    roots = {part: deck.reader.root(part) for part in deck.reader.targets(deck.part, "slideMaster")}
    return {
        part: children(root, "sldLayoutIdLst") if root is not None else [] for part, root in roots.items()
    }


def _chain(deck: XmlPart) -> Iterator[Fault]:
    reader = deck.reader
    kinds: dict[str, str] = {}
    for part, links in reader.links.items():
        for link in links:
            if link.kind in _CHAIN and not link.external:
                kinds.setdefault(resolve_target(part, link.target), link.kind)
    for part, kind in kinds.items():
        if part not in reader.package:
            continue
        place = reader.place_of(part)
        found = Counter(link.kind for link in reader.links.get(part, ()))
        for target, (least, most) in _CHAIN[kind].items():
            if not least <= found[target] <= most:
                wanted = str(least) if least == most else f"at most {most}"
                yield Fault(f"a {kind} has {found[target]} parts of the kind {target}", place, wanted)
        for master in reader.targets(part, "slideMaster") if kind == "slideLayout" else ():
            if part not in set(reader.targets(master, "slideLayout")):
                yield Fault(f"the layout {part} belongs to a master that does not know it", place)


def _notes(deck: XmlPart) -> Iterator[Fault]:
    reader = deck.reader
    owners: Counter[str] = Counter()
    for slide in reader.slides():
        for notes in reader.targets(slide, "notesSlide"):
            owners[notes] += 1
            back = set(reader.targets(notes, "slide"))
            if back and slide not in back:
                yield Fault(f"the notes {notes} belong to another slide", reader.place_of(slide))
    for notes, count in owners.items():
        if count > 1:
            yield Fault(f"{count} slides share the notes {notes}", reader.place_of(notes))


def _sections(deck: XmlPart) -> Iterator[str]:
    known = {node.get("id", "") for node in children(deck.root, "sldIdLst")}
    listed = Counter(
        node.get("id", "")
        for holder in deck.root.iter(qn("p14:sectionLst"))
        for node in holder.iter(qn("p14:sldId"))
    )
    for value, count in listed.items():
        if value not in known:
            yield f"a section holds the slide {value}, which is not there"
        elif count > 1:
            yield f"{count} sections hold the slide {value}"


def _shape_tree(slide: XmlPart) -> Iterator[str]:
    if slide.root.find(f"{qn('p:cSld')}/{qn('p:spTree')}") is None:
        yield "the slide has no tree of shapes"


def _shape_ids(slide: XmlPart) -> Iterator[str]:
    ids = Counter(
        node.get("id", "")
        for node in slide.root.iter(qn("p:cNvPr"))
        if not any(one.tag in _NOT_SHAPES for one in node.iterancestors())
    )
    for value, count in ids.items():
        if count > 1 or natural(value) is None:
            yield f"{count} shapes have the id {value!r}"


def _animations(slide: XmlPart) -> Iterator[str]:
    known = _all_ids(slide)
    for node in slide.root.iter(qn("p:spTgt")):
        if node.get("spid", "") not in known:
            yield f"an animation moves the shape {node.get('spid')}, which is not there"


def _connectors(slide: XmlPart) -> Iterator[str]:
    known = _all_ids(slide)
    for node in slide.root.iter(qn("a:stCxn"), qn("a:endCxn")):
        if node.get("id", "") not in known:
            yield f"a connector holds on to the shape {node.get('id')}, which is not there"


def _all_ids(slide: XmlPart) -> set[str]:
    """The ids of all shapes of a slide, those of alternatives too."""
    return {node.get("id", "") for node in slide.root.iter(qn("p:cNvPr"))}


DECK_RULES = (
    GateRule("gate-slide-id", _slide_ids),
    GateRule("gate-slide-list", _slide_list),
    GateRule("gate-slide-size", _sizes),
    GateRule("gate-master", _master_lists),
    GateRule("gate-master-id", _master_ids),
    GateRule("gate-layout-chain", _chain),
    GateRule("gate-notes", _notes),
    GateRule("gate-section", _sections),
)
SLIDE_RULES = (
    GateRule("gate-shape-tree", _shape_tree),
    GateRule("gate-shape-id", _shape_ids),
    GateRule("gate-animation", _animations),
    GateRule("gate-connector", _connectors),
)
