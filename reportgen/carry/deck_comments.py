"""Comments of a deck: a person's are carried, conflicts are told in comments of our own."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from reportgen.carry.deck_match import shape_name, shape_nodes
from reportgen.carry.deck_plan import DeckConflict
from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.xml import clean_text, qn, remove, sub
from reportgen.pptx.library import presentation_part

AUTHOR = "reportgen"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.presentationml"
# The date of entries of a zip: comments of ours have no day of their own.
_DAY = "1980-01-01T00:00:00.000"
# Comments are placed in 1/576 of an inch (ECMA-376 part 1, 19.4.5).
_EMU = 914_400 // 576
_CLASSIC = f"{_RELATIONS}/comments"


def comment_parts(package: Package, slide: str) -> list[tuple[str, str]]:
    """Type and part of all comments of a slide, classic and modern."""
    return [
        (link.type, resolve_target(slide, link.target))
        for link in package.relationships(slide)
        if link.kind == "comments" and not link.external
    ]


def author_parts(package: Package) -> list[tuple[str, str]]:
    """Type and part of the lists of people who comment."""
    main = presentation_part(package)
    return [
        (link.type, resolve_target(main, link.target))
        for link in package.relationships(main)
        if link.kind in ("commentAuthors", "authors") and not link.external
    ]


def own_author(package: Package) -> str:
    """The id of our own author in the list of classic authors; empty where it is not in it."""
    for type_, part in author_parts(package):
        if type_.endswith("/commentAuthors") and part in package:
            for node in package.peek(part):
                if node.get("name") == AUTHOR:
                    return node.get("id", "")
    return ""


def without_own(package: Package) -> Package:
    """The deck without the comments that an earlier build told its conflicts in."""
    author = own_author(package)
    if not author:
        return package
    deck = package.copy()
    for part in deck:
        if "/comments/" in part and part.endswith(".xml") and ".rels" not in part:
            for node in list(deck.peek(part).iter(qn("p:cm"))):
                if node.get("authorId") == author:
                    found = [one for one in deck.xml(part).iter(qn("p:cm")) if one.get("authorId") == author]
                    for one in found:
                        remove(one)
                    break
    return deck


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


def tell_conflicts(package: Package, slide: str, conflicts: Sequence[DeckConflict]) -> None:
    """Leave a comment at each shape of a slide that a person and the build have changed."""
    if any("office/2018" in type_ for type_, _ in (*comment_parts(package, slide), *author_parts(package))):
        return  # PowerPoint shows one kind of comments in a deck
    author = _author(package, len(conflicts))
    holder = next((part for type_, part in comment_parts(package, slide) if type_ == _CLASSIC), "")
    if not holder:
        number = 1
        while f"/ppt/comments/comment{number}.xml" in package:
            number += 1
        holder = f"/ppt/comments/comment{number}.xml"
        package.set_xml(holder, etree.Element(qn("p:cmLst"), nsmap={"p": qn("p:x")[1:-2]}))
        package.set_content_type(holder, f"{_CONTENT}.comments+xml")
        package.relate(slide, _CLASSIC, holder)
    root = package.xml(holder)
    tree = package.peek(slide).find(f"{qn('p:cSld')}/{qn('p:spTree')}")
    shapes = {shape_name(one): one for one in (shape_nodes(tree) if tree is not None else [])}
    first = int(author.get("lastIdx", "0")) - len(conflicts)
    for at, one in enumerate(conflicts, start=1):
        node = sub(root, "p:cm", authorId=author.get("id", ""), dt=_DAY, idx=str(first + at))
        x, y = _place(shapes.get(one.place.shape), at)
        sub(node, "p:pos", x=str(x), y=str(y))
        here = f' Built now: "{one.here}".' if one.here else ""
        said = f'{one.id}: {one.done}. Yours: "{one.typed}".{here}'
        sub(node, "p:text").text = clean_text(said)


def _place(shape: etree._Element | None, number: int) -> tuple[int, int]:
    place = next(shape.iter(qn("a:off")), None) if shape is not None else None
    if place is None:
        return 10, 10 * number
    return int(place.get("x", "0")) // _EMU, int(place.get("y", "0")) // _EMU


def _author(package: Package, more: int) -> etree._Element:
    main = presentation_part(package)
    part = next((part for type_, part in author_parts(package) if type_.endswith("/commentAuthors")), "")
    if not part:
        part = "/ppt/commentAuthors.xml"
        package.set_xml(part, etree.Element(qn("p:cmAuthorLst"), nsmap={"p": qn("p:x")[1:-2]}))
        package.set_content_type(part, f"{_CONTENT}.commentAuthors+xml")
        package.relate(main, f"{_RELATIONS}/commentAuthors", part)
    root = package.xml(part)
    node = next((one for one in root if one.get("name") == AUTHOR), None)
    if node is None:
        taken = {int(one.get("id", "0")) for one in root}
        fresh = max(taken, default=-1) + 1
        node = sub(root, "p:cmAuthor", id=str(fresh), initials="rg", lastIdx="0", clrIdx=str(fresh % 10))
        node.set("name", AUTHOR)
    node.set("lastIdx", str(int(node.get("lastIdx", "0")) + more))
    return node
