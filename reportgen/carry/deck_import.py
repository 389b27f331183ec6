"""What a person's deck brings along: parts that links of carried shapes lead to, and slides of a person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from reportgen.carry.deck_trees import DeckSide, attributes, link_of, linking
from reportgen.office.package import Package
from reportgen.office.relationships import Relationship, relative_target, resolve_target
from reportgen.office.xml import qn, remove
from reportgen.pptx.library import LibraryPage
from reportgen.pptx.operations import Copying, list_copied_masters

_R = qn("r:id")[:-2]


class Importer:
    """Copies parts of the deck `left` into the new deck `out`, each once; `known` are parts that it has already."""

    def __init__(self, out: Package, left: DeckSide, known: Mapping[str, str]) -> None:
        self.out, self._left = out, left
        self._copying = Copying(out, left.package, known, whole=True)

    def slides(self, parts: Sequence[str]) -> list[str]:
        """Copy whole slides; the names of the copies."""
        if not parts:
            return []
        found = self._copying.slides(parts)
        list_copied_masters(self._copying)
        return found

    def guest(self, page: LibraryPage, other: DeckSide, like: str) -> str:
        """Copy a slide of another deck, on the layout that the slide `like` of the person's deck has; its name."""
        layouts = other.package.related(page.part, "slideLayout")
        mine = self._left.package.related(like, "slideLayout")
        known = {layouts[0]: self.part(mine[0])} if layouts and mine else {}
        copying = Copying(self.out, other.package, known, names=self._copying.names)
        (found,) = copying.slides([page.part])
        list_copied_masters(copying)
        return found

    def part(self, part: str) -> str:
        """Copy a part with all that it leads to; its name in the new deck."""
        found = self._copying.part(part)
        list_copied_masters(self._copying)
        return found

    def relink(self, root: etree._Element, part: str) -> None:
        """Turn the links of a merged tree into those of the part that it is written to."""
        made: dict[tuple[str, str], str] = {}
        for node in linking(root):
            for name, value in attributes(node).items():
                link = link_of(value) if name.startswith(_R) else None
                if link is None:
                    continue
                side, source, rid = link
                if side != self._left.name:
                    node.set(name, rid)
                    continue
                if (source, rid) not in made:
                    made[source, rid] = self._linked(part, source, rid)
                if made[source, rid]:
                    node.set(name, made[source, rid])
                else:
                    remove(node)

    def adopt(self, root: etree._Element, part: str, other: DeckSide) -> None:
        """Bring what the links of a shape from a slide of `other` lead to, and turn them into links of `part`."""
        copying = Copying(self.out, other.package, names=self._copying.names)
        for node in linking(root):
            for name, value in attributes(node).items():
                said = link_of(value) if name.startswith(_R) else None
                if said is None or said[0] != other.name:
                    continue
                link = next(one for one in other.package.relationships(said[1]) if one.rid == said[2])
                target = "" if link.external else resolve_target(said[1], link.target)
                if link.external:
                    node.set(name, self._external(part, link))
                elif link.kind != "slide" and target in other.package:
                    node.set(name, self.out.relate(part, link.type, copying.part(target)))
                else:
                    remove(node)

    def _linked(self, part: str, source: str, rid: str) -> str:
        """The number of a link of `part` to what a link of a person's part leads to; empty where that is gone."""
        links = {one.rid: one for one in self._left.package.relationships(source)}
        link = links[rid]
        if link.external:
            return self._external(part, link)
        target = resolve_target(source, link.target)
        if target not in self._left.package:
            return ""
        if link.kind == "slide" and not self._copying.has(target):
            return ""
        return relate_once(self.out, part, link.type, self.part(target))

    def _external(self, part: str, link: Relationship) -> str:
        own = self.out.relationships(part)
        for one in own:
            if (one.type, one.target, one.external) == (link.type, link.target, True):
                return one.rid
        taken = {one.rid for one in own}
        rid = next(name for at in range(1, len(own) + 2) if (name := f"rId{at}") not in taken)
        self.out.set_relationships(part, (*own, Relationship(rid, link.type, link.target, True)))
        return rid


def relate_once(package: Package, part: str, type_: str, target: str) -> str:
    """The number of a link from `part` to `target`, made where there is none."""
    for link in package.relationships(part):
        if link.type == type_ and not link.external and resolve_target(part, link.target) == target:
            return link.rid
    return package.relate(part, type_, target)


def relate_anew(package: Package, part: str, kind: str, target: str) -> None:
    """Let the link of one kind that a part has lead elsewhere."""
    package.set_relationships(
        part,
        tuple(
            Relationship(link.rid, link.type, relative_target(part, target)) if link.kind == kind else link
            for link in package.relationships(part)
        ),
    )
