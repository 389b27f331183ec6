"""What a deck owes as a whole: its slides, layouts and masters as one chain, ids, sections, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.reader import PackageReader, natural
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


def deck_rules(look: PackageReader) -> Iterator[Issue]:
    """All faults of a deck, what every part of it owes aside."""
    root = look.root(look.main)
    assert root is not None
    slides = look.slides()
    yield from _slide_list(look, root, slides)
    yield from _masters(look, root)
    yield from _chain(look)
    yield from _notes(look, slides)
    yield from _sections(look, root)
    for part in slides:
        slide = look.root(part)
        if slide is not None:
            yield from slide_rules(look, part, slide)


def _slide_list(look: PackageReader, root: etree._Element, slides: list[str]) -> Iterator[Issue]:
    place = look.place(look.main)
    nodes = list(children(root, "sldIdLst"))
    for value, count in Counter(node.get("id", "") for node in nodes).items():
        if count > 1:
            yield Issue("gate-slide-id", f"{count} slides have the id {value}", place)
        if not _FIRST_SLIDE <= (natural(value) or 0) < _FIRST_MASTER:
            yield Issue("gate-slide-id", f"the slide id {value!r} is not between 256 and 2147483647", place)
    for part, count in Counter(slides).items():
        if part not in look.package:
            yield Issue("gate-slide-list", f"a slide leads to {part or 'nothing'}, which is not there", place)
        elif count > 1:
            yield Issue("gate-slide-list", f"the slide {part} is listed {count} times", place)
    for part in sorted(set(look.targets(look.main, "slide")) - set(slides)):
        yield Issue("gate-slide-list", f"the slide {part} is in the file but not in the list", place)
    size = next(iter(root.iterfind(qn("p:sldSz"))), None)
    if size is not None:
        for name in ("cx", "cy"):
            if not _SMALLEST <= (natural(size.get(name)) or 0) <= _LARGEST:
                yield Issue("gate-slide-size", f"no slide measures {size.get(name)}", place)
    if root.find(qn("p:notesSz")) is None:
        yield Issue("gate-slide-size", "the deck says nothing of the size of its notes", place)


def _masters(look: PackageReader, root: etree._Element) -> Iterator[Issue]:
    ids: Counter[str] = Counter(node.get("id", "") for node in children(root, "sldMasterIdLst"))
    masters = list(look.targets(look.main, "slideMaster"))
    if not masters:
        yield Issue("gate-master", "the deck has no slide master", look.place(look.main))
    for master in masters:
        node = look.root(master)
        if node is None:
            continue
        listed = set()
        for layout in children(node, "sldLayoutIdLst"):
            ids[layout.get("id", "")] += 1
            listed.add(look.target_of(master, layout.get(qn("r:id"), "")))
        for part in sorted(set(look.targets(master, "slideLayout")) - listed):
            yield Issue(
                "gate-master", f"the layout {part} is not in the list of its master", look.place(master)
            )
    for value, count in ids.items():
        if value and count > 1:
            yield Issue(
                "gate-master-id", f"{count} masters and layouts have the id {value}", look.place(look.main)
            )
        if value and not _FIRST_MASTER <= (natural(value) or 0) <= _LAST:
            yield Issue(
                "gate-master-id", f"the id {value} of a master is below 2147483648", look.place(look.main)
            )


def _chain(look: PackageReader) -> Iterator[Issue]:
    kinds: dict[str, str] = {}
    for part, links in look.links.items():
        for link in links:
            if link.kind in _CHAIN and not link.external:
                kinds.setdefault(resolve_target(part, link.target), link.kind)
    for part, kind in kinds.items():
        if part not in look.package:
            continue
        found = Counter(link.kind for link in look.links.get(part, ()))
        for target, (least, most) in _CHAIN[kind].items():
            if not least <= found[target] <= most:
                wanted = str(least) if least == most else f"at most {most}"
                message = f"a {kind} has {found[target]} parts of the kind {target}"
                yield Issue("gate-layout-chain", message, look.place(part), expected=wanted)
        if kind == "slideLayout":
            for master in look.targets(part, "slideMaster"):
                if part not in set(look.targets(master, "slideLayout")):
                    message = f"the layout {part} belongs to a master that does not know it"
                    yield Issue("gate-layout-chain", message, look.place(part))


def _notes(look: PackageReader, slides: list[str]) -> Iterator[Issue]:
    owners: Counter[str] = Counter()
    for slide in slides:
        for notes in look.targets(slide, "notesSlide"):
            owners[notes] += 1
            back = set(look.targets(notes, "slide"))
            if back and slide not in back:
                message = f"the notes {notes} belong to another slide"
                yield Issue("gate-notes", message, look.place(slide))
    for notes, count in owners.items():
        if count > 1:
            yield Issue("gate-notes", f"{count} slides share the notes {notes}", look.place(notes))


def _sections(look: PackageReader, root: etree._Element) -> Iterator[Issue]:
    known = {node.get("id", "") for node in children(root, "sldIdLst")}
    listed: Counter[str] = Counter()
    for holder in root.iter(qn("p14:sectionLst")):
        for node in holder.iter(qn("p14:sldId")):
            listed[node.get("id", "")] += 1
    for value, count in listed.items():
        if value not in known:
            yield Issue(
                "gate-section",
                f"a section holds the slide {value}, which is not there",
                look.place(look.main),
            )
        elif count > 1:
            yield Issue("gate-section", f"{count} sections hold the slide {value}", look.place(look.main))


def slide_rules(look: PackageReader, part: str, root: etree._Element) -> Iterator[Issue]:
    """The shapes of one slide: ids once each, animations of shapes that are there."""
    tree = root.find(f"{qn('p:cSld')}/{qn('p:spTree')}")
    if tree is None:
        yield Issue("gate-shape-tree", "the slide has no tree of shapes", look.place(part))
        return
    ids: Counter[str] = Counter()
    everywhere: set[str] = set()
    for node in tree.iter(qn("p:cNvPr")):
        everywhere.add(node.get("id", ""))
        if not any(one.tag in _NOT_SHAPES for one in node.iterancestors()):
            ids[node.get("id", "")] += 1
    for value, count in ids.items():
        if count > 1 or natural(value) is None:
            yield Issue("gate-shape-id", f"{count} shapes have the id {value!r}", look.place(part))
    for node in root.iter(qn("p:spTgt")):
        if node.get("spid", "") not in everywhere:
            message = f"an animation moves the shape {node.get('spid')}, which is not there"
            yield Issue("gate-animation", message, look.place(part))
    for tag in ("a:stCxn", "a:endCxn"):
        for node in tree.iter(qn(tag)):
            if node.get("id", "") not in everywhere:
                message = f"a connector holds on to the shape {node.get('id')}, which is not there"
                yield Issue("gate-connector", message, look.place(part))
