"""Sections of a deck and its custom shows: read, written, and brought along with slides of another deck."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from reportgen.gate.markup_rules import ensure_child
from reportgen.office.package import Package
from reportgen.office.xml import qn, sub
from reportgen.pptx.library import LibraryPage, presentation_part, slide_nodes

_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
# As PowerPoint calls the section of slides that have none of their own.
_FIRST = "Default Section"


def sections_of(package: Package) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, id and slide ids of each section of a deck."""
    root = package.peek(presentation_part(package))
    return [
        (
            one.get("name", ""),
            one.get("id", ""),
            tuple(node.get("id", "") for node in one.iter(qn("p14:sldId"))),
        )
        for one in root.iter(qn("p14:section"))
    ]


def write_sections(
    package: Package, sections: Sequence[tuple[str, str]], members: Mapping[str, int], ids: Iterable[str]
) -> None:
    """Write sections by name and id; `members` gives the section of slides, others go with the slide before."""
    root = package.xml(presentation_part(package))
    for old in list(root.iter(qn("p14:sectionLst"))):
        extension = old.getparent()
        holder = extension.getparent() if extension is not None else None
        if extension is not None and holder is not None:
            holder.remove(extension)
            if len(holder) == 0:
                root.remove(holder)
    if not sections:
        return
    holder = root.find(qn("p:extLst"))
    if holder is None:
        holder = sub(root, "p:extLst")
    extension = etree.Element(qn("p:ext"), uri=_SECTIONS)
    holder.insert(0, extension)
    listed = sub(extension, "p14:sectionLst")
    lists = []
    for name, identity in sections:
        node = sub(listed, "p14:section")
        node.set("name", name)
        node.set("id", identity or _identity(name))
        lists.append(sub(node, "p14:sldIdLst"))
    at = 0
    for identity in ids:
        # A section is one stretch of slides.
        at = max(at, members.get(identity, at))
        sub(lists[at], "p14:sldId", id=identity)


def _identity(name: str) -> str:
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, name)).upper() + "}"


def bring_sections(
    package: Package, source: Package, pages: Sequence[LibraryPage], ids: Sequence[str]
) -> None:
    """Give the slides `ids`, copied from the slides `pages` of `source`, the sections that they have there."""
    theirs = sections_of(source)
    if not theirs:
        return
    everything = [node.get("id", "") for node in slide_nodes(package.peek(presentation_part(package)))]
    own = [one for one in everything if one not in ids]
    mine = sections_of(package) or ([(_FIRST, "", tuple(own))] if own else [])
    members = {one: at for at, (_, _, listed) in enumerate(mine) for one in listed if one not in ids}
    found = [(name, identity) for name, identity, _ in mine]
    for name, identity, listed in theirs:
        brought = [new for page, new in zip(pages, ids, strict=True) if page.slide_id in listed]
        if brought:
            members |= dict.fromkeys(brought, len(found))
            taken = any(identity == known for _, known in found)
            found.append((name, _identity(f"{name} {len(found)}") if taken else identity))
    write_sections(package, found, members, everything)


def bring_shows(package: Package, source: Package, pages: Sequence[LibraryPage], ids: Sequence[str]) -> None:
    """Bring the custom shows of `source`, with those of their slides that were copied from `pages` as `ids`."""
    main, other = presentation_part(package), presentation_part(source)
    shows = source.peek(other).findall(f"{qn('p:custShowLst')}/{qn('p:custShow')}")
    links = {node.get("id", ""): node.get(qn("r:id"), "") for node in slide_nodes(package.peek(main))}
    copies = {page.rid: links[new] for page, new in zip(pages, ids, strict=True)}
    for show in shows:
        wanted = [copies[rid] for one in show.iter(qn("p:sld")) if (rid := one.get(qn("r:id"), "")) in copies]
        if not wanted:
            continue
        root = package.xml(main)
        holder = ensure_child(root, qn("p:custShowLst"))
        name, names = show.get("name", ""), {one.get("name") for one in holder}
        further = (f"{name} {at}" for at in range(2, len(names) + 3))
        fresh = next(one for one in (name, *further) if one not in names)
        number = max((int(one.get("id", "0")) for one in holder), default=-1) + 1
        node = etree.SubElement(holder, qn("p:custShow"), {"name": fresh, "id": str(number)})
        listed = sub(node, "p:sldLst")
        for rid in wanted:
            sub(listed, "p:sld").set(qn("r:id"), rid)
