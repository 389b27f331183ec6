"""The list of slides in the presentation's main part, and what refers to it.

<p:sldIdLst> <p:sldId id="256" r:id="rId2"/> ...      custom shows use the r:id, sections use the id
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from uuid import NAMESPACE_OID, uuid5

from lxml import etree
from msgspec import Struct

from reportgen.gate.markup_rules import ensure_child
from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.relationships import (
    CONTENT_TYPES,
    Relationship,
    relationships_part,
    relative_target,
    resolve_target,
    write_relationships,
)
from reportgen.office.xml import qn, remove, serialize_xml, sub
from reportgen.pptx.library import LibraryPage, presentation_part, slide_nodes


class PageIds(Struct, frozen=True):
    """The two ids of one slide: its own, and that of the relationship to its part."""

    slide_id: int
    rid: str


def write_presentation(
    package: Package, main: str, origins: Sequence[tuple[str, str]], ids: Sequence[PageIds]
) -> None:
    """Bring the list of slides, custom shows and sections to `ids`.

    `origins` are the ids (own and relationship) of the library slides behind them, in the same order.
    """
    present = [(node.get("id", ""), node.get(qn("r:id"), "")) for node in slide_nodes(package.peek(main))]
    if present == [(str(own.slide_id), own.rid) for own in ids]:
        return
    root = package.xml(main)
    holder = ensure_child(root, qn("p:sldIdLst"))
    kept = {node.get(qn("r:id"), ""): node for node in slide_nodes(root)}
    for node in kept.values():
        remove(node)
    for own in ids:
        old = kept.get(own.rid)
        node = old if old is not None else sub(holder, "p:sldId")
        node.set("id", str(own.slide_id))
        node.set(qn("r:id"), own.rid)
        holder.append(node)
    made: dict[str, list[str]] = {}
    for (_, origin), own in zip(origins, ids, strict=True):
        made.setdefault(origin, []).append(own.rid)
    gone = _follow_custom_shows(root, made)
    _clean_show_settings(package, main, gone, len(ids))
    for part in package.related(main, "slide") if gone else ():
        _unlink_shows(package, part, gone)
    _follow_sections(root, [slide_id for slide_id, _ in origins], [str(own.slide_id) for own in ids])


def _follow_custom_shows(root: etree._Element, made: Mapping[str, Sequence[str]]) -> set[str]:
    """Custom shows show all pages made from each of their slides; the ids of shows that have none left and go."""
    shows = root.find(qn("p:custShowLst"))
    gone: set[str] = set()
    for show in list(shows) if shows is not None else ():
        for slide in show.findall(f"{qn('p:sldLst')}/{qn('p:sld')}"):
            for rid in made.get(slide.get(qn("r:id"), ""), ()):
                page = deepcopy(slide)
                page.set(qn("r:id"), rid)
                slide.addprevious(page)
            remove(slide)
        if show.find(f"{qn('p:sldLst')}/{qn('p:sld')}") is None:
            gone.add(show.get("id", ""))
            remove(show)
    if shows is not None and len(shows) == 0:
        remove(shows)
    return gone


def _unlink_shows(package: Package, part: str, gone: Collection[str]) -> None:
    """Take out what a click on a slide would do with a custom show that is gone."""
    actions = {f"ppaction://customshow?id={identity}" for identity in gone}
    if any(node.get("action", "").partition("&")[0] in actions for node in package.peek(part).iter(*_LINKS)):
        for node in list(package.xml(part).iter(*_LINKS)):
            if node.get("action", "").partition("&")[0] in actions:
                remove(node)


def _clean_show_settings(package: Package, main: str, gone: set[str], count: int) -> None:
    """Settings that would show a custom show that is gone, or slides beyond the last, show all slides."""
    for part in package.related(main, "presProps"):
        for node in package.peek(part).iter(qn("p:custShow"), qn("p:sldRg")) if part in package else ():
            past = node.tag == qn("p:sldRg") and not int(node.get("end", "0")) <= count
            if past or node.get("id") in gone:
                for old in list(package.xml(part).iter(node.tag)):
                    new = etree.Element(qn("p:sldAll"))
                    old.getparent().replace(old, new)  # type: ignore[union-attr]
                break


def _follow_sections(root: etree._Element, origins: Sequence[str], ids: Sequence[str]) -> None:
    """Sections follow their slides: they come in the slides' order, once more where a slide of theirs comes later.

    A slide that stands in no section goes to the one before it.
    """
    for sections in list(root.iter(qn("p14:sectionLst"))):
        own = list(sections)
        home = {
            node.get("id", ""): number
            for number, section in enumerate(own)
            for node in section.iter(qn("p14:sldId"))
        }
        order: list[int] = []
        for origin in origins:
            order.append(home.get(origin, order[-1] if order else 0))
        for section in own:
            remove(section)
        used: Counter[int] = Counter()
        for number, members in groupby(zip(order, ids, strict=True), key=lambda one: one[0]):
            section = deepcopy(own[number]) if own else sub(sections, "p14:section")
            sections.append(section)
            if used[number]:
                section.set("id", _another_id(section.get("id", ""), used[number]))
            used[number] += 1
            slides = section.find(qn("p14:sldIdLst"))
            if slides is not None:
                for node in list(slides):
                    remove(node)
                for _, member in members:
                    sub(slides, "p14:sldId", id=member)


def _another_id(identity: str, number: int) -> str:
    """A further id in braces, always the same for the same."""
    return "{" + str(uuid5(NAMESPACE_OID, f"{identity}/{number}")).upper() + "}"


_SHARED = frozenset(
    {
        "slideLayout",
        "slideMaster",
        "notesMaster",
        "handoutMaster",
        "theme",
        "image",
        "media",
        "video",
        "audio",
        "font",
        "hyperlink",
        "presProps",
        "tableStyles",
    }
)
_LINKS = frozenset((qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:hlinkHover"), qn("p:sld")))
_LAST_SLIDE_ID = 0x7FFFFFFF
_TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OVERRIDE = f"{_TYPES_NS}Override"
_RELATIONSHIPS_CONTENT = "application/vnd.openxmlformats-package.relationships+xml"


class DeckSlide(Struct, frozen=True):
    """One slide of the new deck: number from 1, the library page behind it, its parts and its id."""

    number: int
    page: LibraryPage
    part: str
    notes_part: str
    slide_id: int


def assemble(source: Package, order: Sequence[LibraryPage]) -> tuple[Package, tuple[DeckSlide, ...]]:
    """The pages in `order` as a package of their own; `source` stays as it is.

    Library slides that `order` leaves out vanish with all parts that nothing else leads to.
    """
    main = presentation_part(source)
    rels = {part: source.relationships(part) for part in source if not part.endswith(".rels")}
    rels["/"] = source.relationships("/")
    library = {r.rid: resolve_target(main, r.target) for r in rels[main] if r.kind == "slide"}
    library_parts = frozenset(library.values()) | {page.part for page in order}
    owned = {page.part: owned_parts(source, page.part, library_parts) for page in order}
    names = PartNames(part for part in source if part not in library_parts)
    copies = _copies(order, owned, names)
    home = {page.part: copy[page.part] for page, copy in reversed(list(zip(order, copies, strict=True)))}

    everything = [part for part in source if part != CONTENT_TYPES and not part.endswith(".rels")]
    moved = set().union(*owned.values()) | library_parts if owned else set(library_parts)
    before = _reachable(rels)
    origin: dict[str, str] = {part: part for part in everything if part not in moved}
    links: dict[str, tuple[Relationship, ...]] = {}
    dropped: dict[str, list[str]] = {}
    goals = {part: home.get(part) for part in library_parts}
    for part in (*origin, "/"):
        links[part], dropped[part] = _relink(part, part, rels.get(part, ()), goals)
    for copy in copies:
        for old, new in copy.items():
            origin[new] = old
            links[new], dropped[new] = _relink(old, new, rels.get(old, ()), {**goals, **copy})
    ids = write_ids(source, order)
    targets = {own.rid: copy[page.part] for page, copy, own in zip(order, copies, ids, strict=True)}
    links[main] = _presentation_links(main, links[main], rels[main], library, targets)
    dropped[main] = []
    after = _reachable(links)
    gone = {part for part in origin if origin[part] in before and part not in after}

    result = _package(source, {new: old for new, old in origin.items() if new not in gone}, links)
    for part, rids in dropped.items():
        if rids and part in result:
            unlink(result.xml(part), set(rids))
    write_presentation(result, main, [(page.slide_id, page.rid) for page in order], ids)
    slides = tuple(
        DeckSlide(number, page, copy[page.part], copy.get(page.notes_part, ""), page_ids.slide_id)
        for number, (page, copy, page_ids) in enumerate(zip(order, copies, ids, strict=True), start=1)
    )
    return result, slides


def write_ids(source: Package, order: Sequence[LibraryPage]) -> tuple[PageIds, ...]:
    """An id (256 or more, ECMA-376 part 1, 19.7.13) and a relationship id for every slide of the new deck.

    The first page made from a slide keeps the slide's own.
    """
    main = presentation_part(source)
    taken_rids = {relation.rid for relation in source.relationships(main)}
    own_ids = [int(page.slide_id) for page in order if page.slide_id.isdecimal()]
    next_id = max((number for number in own_ids if 256 <= number < _LAST_SLIDE_ID // 2), default=255) + 1
    used_ids: set[int] = set()
    used_rids: set[str] = set()
    ids: list[PageIds] = []
    next_rid = 1
    for page in order:
        slide_id = int(page.slide_id) if page.slide_id.isdecimal() else 0
        if not 256 <= slide_id <= _LAST_SLIDE_ID or slide_id in used_ids:
            slide_id = next_id
            next_id += 1
        rid = page.rid
        if rid in used_rids:
            while f"rId{next_rid}" in taken_rids:
                next_rid += 1
            rid = f"rId{next_rid}"
            taken_rids.add(rid)
        used_ids.add(slide_id)
        used_rids.add(rid)
        ids.append(PageIds(slide_id, rid))
    return tuple(ids)


def owned_parts(source: Package, slide: str, library: frozenset[str]) -> list[str]:
    """A slide and the parts that it alone leads to; `library` are all slides."""
    found = [slide]
    for part in found:
        for relation in source.relationships(part):
            if relation.external or relation.kind in _SHARED:
                continue
            target = resolve_target(part, relation.target)
            if target in source and target not in library and target not in found:
                found.append(target)
    return found


def _copies(
    order: Sequence[LibraryPage], owned: Mapping[str, list[str]], names: PartNames
) -> list[dict[str, str]]:
    """For every page of the deck, the new names of the parts it owns."""
    claimed: set[str] = set()
    copies: list[dict[str, str]] = []
    for number, page in enumerate(order, start=1):
        copy = {page.part: names.own(posixpath.join(posixpath.dirname(page.part), f"slide{number}.xml"))}
        for part in owned[page.part][1:]:
            copy[part] = part if part not in claimed else names.beside(part)
            claimed.add(part)
        copies.append(copy)
    return copies


def _relink(
    old: str,
    new: str,
    relations: Iterable[Relationship],
    goals: Mapping[str, str | None],
) -> tuple[tuple[Relationship, ...], list[str]]:
    """A part's relationships in the new deck, and the ids of those whose slide is not in it.

    `goals` tell what becomes of a target, None where it is not in the deck; others stay.
    """
    kept: list[Relationship] = []
    dropped: list[str] = []
    for relation in relations:
        if relation.external:
            kept.append(relation)
            continue
        target = resolve_target(old, relation.target)
        goal = goals.get(target, target)
        if goal is None:
            dropped.append(relation.rid)
        elif goal == target and posixpath.dirname(old) == posixpath.dirname(new):
            kept.append(relation)
        else:
            kept.append(Relationship(relation.rid, relation.type, relative_target(new, goal)))
    return tuple(kept), dropped


def _presentation_links(
    main: str,
    links: tuple[Relationship, ...],
    old: tuple[Relationship, ...],
    library: Mapping[str, str],
    targets: Mapping[str, str],
) -> tuple[Relationship, ...]:
    """The relationships of the presentation; `targets` are the slides of the new deck by relationship."""
    slide_type = next((r.type for r in old if r.kind == "slide"), "")
    left = dict(targets)
    kept: list[Relationship] = []
    for relation in old:
        if relation.rid in library and not relation.external:
            target = left.pop(relation.rid, None)
            if target is not None:
                same = resolve_target(main, relation.target) == target
                kept.append(
                    relation
                    if same
                    else Relationship(relation.rid, relation.type, relative_target(main, target))
                )
        else:
            kept += [link for link in links if link.rid == relation.rid]
    kept += [Relationship(rid, slide_type, relative_target(main, part)) for rid, part in left.items()]
    return tuple(kept)


def _targets(part: str, links: Mapping[str, tuple[Relationship, ...]]) -> Iterator[str]:
    for relation in links.get(part, ()):
        if not relation.external:
            yield resolve_target(part, relation.target)


def reachable_parts(package: Package) -> set[str]:
    """The parts that relationships lead to from the package itself."""
    links = {part: package.relationships(part) for part in ("/", *package) if not part.endswith(".rels")}
    return _reachable(links)


def _reachable(links: Mapping[str, tuple[Relationship, ...]]) -> set[str]:
    seen = {"/"}
    queue = ["/"]
    while queue:
        for target in _targets(queue.pop(), links):
            if target not in seen and target in links:
                seen.add(target)
                queue.append(target)
    return seen


def _package(
    source: Package, origin: Mapping[str, str], links: Mapping[str, tuple[Relationship, ...]]
) -> Package:
    deck = Package({CONTENT_TYPES: b""}, source.name)
    for new in ("/", *origin):
        old = origin.get(new, "/")
        if new != "/":
            deck.take(new, source, old)
        old_rels, new_rels = relationships_part(old), relationships_part(new)
        if old_rels in source:
            if links[new] == source.relationships(old):
                deck.take(new_rels, source, old_rels)
            else:
                deck[new_rels] = serialize_xml(write_relationships(links[new]))
    deck[CONTENT_TYPES] = _content_types(source, origin, deck)
    return deck


def _content_types(source: Package, origin: Mapping[str, str], parts: Package) -> bytes:
    """The list of content types with one override for every part that needs one."""
    overrides = {node.get("PartName", ""): node for node in source.peek(CONTENT_TYPES).iter(_OVERRIDE)}
    wanted = {new: overrides[old].get("ContentType", "") for new, old in origin.items() if old in overrides}
    # Some writers list relationship parts one by one instead of by their extension.
    wanted |= {
        part: node.get("ContentType", "")
        for part, node in overrides.items()
        if part in parts and part.endswith(".rels")
    }
    if wanted == {part: node.get("ContentType", "") for part, node in overrides.items()}:
        return source[CONTENT_TYPES]
    root = deepcopy(source.peek(CONTENT_TYPES))
    for node in list(root.iter(_OVERRIDE)):
        part = node.get("PartName", "")
        if part in wanted:
            node.set("ContentType", wanted.pop(part))
        else:
            remove(node)
    if not any(node.get("Extension", "").lower() == "rels" for node in root):
        default = etree.Element(f"{_TYPES_NS}Default")
        default.set("Extension", "rels")
        default.set("ContentType", _RELATIONSHIPS_CONTENT)
        root.insert(0, default)
    for part, content_type in wanted.items():
        node = etree.SubElement(root, _OVERRIDE)
        node.set("PartName", part)
        node.set("ContentType", content_type)
    return serialize_xml(root)


def unlink(root: etree._Element, rids: set[str]) -> None:
    """Take out the links to slides that are not in the deck."""
    for node in list(root.iter(*_LINKS)):
        if node.get(qn("r:id")) in rids:
            remove(node)
