"""Comments of a deck: a person's are carried, conflicts are told in comments of our own.

changed-twice, this slide "Line": your text stands; the build changed it as well. Yours: "a lot". Built now: "470".

Such a comment stays while what it tells of stands, until somebody deletes or resolves it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence

from lxml import etree

from reportgen.carry.deck_match import shape_name, shape_nodes
from reportgen.carry.deck_plan import DeckConflict, DeckPlace
from reportgen.gate.markup_rules import ensure_child
from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.xml import clean_text, qn, remove, sub
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part

AUTHOR = "reportgen"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.presentationml"
# The date of entries of a zip: comments of ours have no day of their own.
_DAY = "1980-01-01T00:00:00.000"
# Comments are placed in 1/576 of an inch (ECMA-376 part 1, 19.4.5).
_EMU = 914_400 // 576
_CLASSIC, _CLASSIC_AUTHORS = f"{_RELATIONS}/comments", f"{_RELATIONS}/commentAuthors"
# Comments with answers ([MS-PPTX] 2.1.1, 2.1.2 and 2.6); PowerPoint shows one kind in a deck.
_MODERN = "http://schemas.microsoft.com/office/2018/10/relationships"
_MODERN_NS = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
_MONIKERS = "http://schemas.microsoft.com/office/powerpoint/2013/main/command"
_MODERN_CONTENT = "application/vnd.ms-powerpoint"
# Tag and content type of the lists that may have to be made.
_LISTS = {
    _CLASSIC: (qn("p:cmLst"), f"{_CONTENT}.comments+xml"),
    _CLASSIC_AUTHORS: (qn("p:cmAuthorLst"), f"{_CONTENT}.commentAuthors+xml"),
    f"{_MODERN}/comments": (f"{{{_MODERN_NS}}}cmLst", f"{_MODERN_CONTENT}.comments+xml"),
}
_CREATION = "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"
_TOLD = re.compile(
    r'([a-z-]+), (the deck|this slide)(?: "(.*?)")?: (.*?)\. Yours: "(.*?)"\.(?: Built now: "(.*)"\.)?',
    re.DOTALL,
)


def comment_parts(package: Package, slide: str) -> list[tuple[str, str]]:
    """Type and part of all comments of a slide, classic and modern."""
    return [
        (link.type, link.goal(slide))
        for link in package.relationships(slide)
        if link.kind == "comments" and not link.external
    ]


def author_parts(package: Package) -> list[tuple[str, str]]:
    """Type and part of the lists of people who comment."""
    main = presentation_part(package)
    return [
        (link.type, link.goal(main))
        for link in package.relationships(main)
        if link.kind in ("commentAuthors", "authors") and not link.external
    ]


def _own(package: Package, slide: str) -> Iterator[tuple[str, etree._Element]]:
    """The comments on a slide that an earlier build told its conflicts in, with the parts that they are in."""
    ids = {
        node.get("id")
        for _, part in author_parts(package)
        for node in (package.peek(part) if part in package else ())
        if node.get("name") == AUTHOR
    }
    for _, part in comment_parts(package, slide) if ids else ():
        for node in package.peek(part) if part in package else ():
            if node.get("authorId") in ids:
                yield part, node


def without_own(package: Package) -> Package:
    """The deck without the comments that an earlier build told its conflicts in."""
    found = [(part, node) for page in library_pages(package) for part, node in _own(package, page.part)]
    if not found:
        return package
    deck = package.copy()
    places = [(part, package.peek(part).index(node)) for part, node in found]
    for part, place in sorted(places, reverse=True):
        remove(deck.xml(part)[place])
    return deck


def told_before(package: Package, page: LibraryPage) -> Iterator[DeckConflict]:
    """The conflicts that comments of an earlier build on a slide still tell of."""
    for _, node in _own(package, page.part):
        text = "".join(str(one.text or "") for one in node.iter(qn("p:text"), qn("a:t")))
        said = _TOLD.fullmatch(text)
        if said is not None and node.get("status") != "resolved":
            issue, where, shape, done, typed, here = (one or "" for one in said.groups())
            yield DeckConflict(
                issue, DeckPlace(0 if where == "the deck" else page.number, shape), typed, here, done
            )


def comments_said(package: Package, slide: str, *, plain: bool = False) -> list[bytes]:
    """What the comments of a slide say, ready to be compared; `plain` their texts alone."""
    if plain:
        parts = [part for _, part in comment_parts(package, slide) if part in package]
        return sorted(
            "".join(map(str, node.itertext())).encode() for part in parts for node in package.peek(part)
        )
    return sorted(
        etree.tostring(package.peek(part), method="c14n")
        for _, part in comment_parts(package, slide)
        if part in package and len(package.peek(part))
    )


def tell_conflicts(package: Package, page: LibraryPage, conflicts: Sequence[DeckConflict]) -> None:
    """Leave a comment at each shape of a slide that a person and the build have changed."""
    modern = any(type_.startswith(_MODERN) for type_, _ in author_parts(package))
    author = _author(package, modern=modern)
    wanted, stem = (f"{_MODERN}/comments", "modernComment") if modern else (_CLASSIC, "comment")
    root = _listed(package, page.part, wanted, f"/ppt/comments/{stem}1.xml")
    shapes = {shape_name(one): one for one in shape_nodes(package.peek(page.part))}
    for at, one in enumerate(conflicts, start=1):
        name = f' "{one.place.shape}"' if one.place.shape else ""
        where = f"this slide{name}" if one.place.slide else f"the deck{name}"
        here = f' Built now: "{one.here}".' if one.here else ""
        said = clean_text(f'{one.id}, {where}: {one.done}. Yours: "{one.typed}".{here}')
        if modern:
            _say_modern(package, page, root, author, said)
            continue
        last = str(int(author.get("lastIdx", "0")) + 1)
        author.set("lastIdx", last)
        node = sub(root, "p:cm", authorId=author.get("id", ""), dt=_DAY, idx=last)
        x, y = _place(shapes.get(one.place.shape), at)
        sub(node, "p:pos", x=str(x), y=str(y))
        sub(node, "p:text").text = said


def _say_modern(
    package: Package, page: LibraryPage, root: etree._Element, author: etree._Element, said: str
) -> None:
    identity = _guid(f"{page.slide_id} {len(root)} {said}")
    about = {"id": identity, "authorId": author.get("id", ""), "created": _DAY}
    node = etree.SubElement(root, f"{{{_MODERN_NS}}}cm", about)
    place = etree.SubElement(node, f"{{{_MONIKERS}}}sldMkLst", nsmap={"pc": _MONIKERS})
    etree.SubElement(place, f"{{{_MONIKERS}}}docMk")
    moniker = {"cId": _creation_id(package.xml(page.part), page.slide_id), "sldId": page.slide_id}
    etree.SubElement(place, f"{{{_MONIKERS}}}sldMk", moniker)
    body = etree.SubElement(node, f"{{{_MODERN_NS}}}txBody")
    sub(body, "a:bodyPr")
    sub(body, "a:lstStyle")
    sub(sub(sub(body, "a:p"), "a:r"), "a:t").text = said


def _creation_id(slide: etree._Element, slide_id: str) -> str:
    """The number that a modern comment knows a slide by, made where it has none."""
    found = next(slide.iter(qn("p14:creationId")), None)
    if found is None:
        content = slide.find(qn("p:cSld"))
        assert content is not None
        holder = ensure_child(content, qn("p:extLst"))
        found = sub(sub(holder, "p:ext", uri=_CREATION), "p14:creationId", val=slide_id)
    return found.get("val", "")


def _guid(name: str) -> str:
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"reportgen:{name}")).upper() + "}"


def _listed(package: Package, owner: str, type_: str, part: str) -> etree._Element:
    """The list of comments, or of people who comment, that `owner` leads to; an empty one where there is none."""
    found = next((link.goal(owner) for link in package.relationships(owner) if link.type == type_), "")
    if not found:
        found = PartNames(package).own(part)
        tag, content_type = _LISTS[type_]
        prefix = "p188" if "2018" in tag else "p"
        spaces = {prefix: tag[1:].partition("}")[0], "a": qn("a:x")[1:-2]}
        package.set_xml(found, etree.Element(tag, nsmap=spaces))
        package.set_content_type(found, content_type)
        package.relate(owner, type_, found)
    return package.xml(found)


def _place(shape: etree._Element | None, number: int) -> tuple[int, int]:
    place = next(shape.iter(qn("a:off")), None) if shape is not None else None
    if place is None:
        return 10, 10 * number
    return int(place.get("x", "0")) // _EMU, int(place.get("y", "0")) // _EMU


def _author(package: Package, *, modern: bool) -> etree._Element:
    wanted = f"{_MODERN}/authors" if modern else _CLASSIC_AUTHORS
    root = _listed(package, presentation_part(package), wanted, "/ppt/commentAuthors.xml")
    node = next((one for one in root if one.get("name") == AUTHOR), None)
    if node is None and modern:
        about = {
            "id": _guid("author"),
            "name": AUTHOR,
            "initials": "rg",
            "userId": AUTHOR,
            "providerId": "None",
        }
        node = etree.SubElement(root, f"{{{_MODERN_NS}}}author", about)
    elif node is None:
        fresh = max((int(one.get("id", "0")) for one in root), default=-1) + 1
        node = sub(root, "p:cmAuthor", id=str(fresh), initials="rg", lastIdx="0", clrIdx=str(fresh % 10))
        node.set("name", AUTHOR)
    return node
