"""What a person's deck brings along: parts that links of carried shapes lead to, and slides of a person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from reportgen.carry.deck_trees import DeckSide, attributes, link_of, linking
from reportgen.office.package import Package
from reportgen.office.relationships import Relationship, relative_target
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
        self._relink(root, part, self._left, self._copying)

    def adopt(self, root: etree._Element, part: str, other: DeckSide) -> None:
        """Bring what the links of a shape from a slide of `other` lead to, and turn them into links of `part`."""
        self._relink(root, part, other, Copying(self.out, other.package, names=self._copying.names))

    def _relink(self, root: etree._Element, part: str, brought: DeckSide, copying: Copying) -> None:
        """Turn links into those of `part`; what those from the deck `brought` lead to comes along."""
        for node in linking(root):
            for name, value in attributes(node).items():
                link = link_of(value) if name.startswith(_R) else None
                if link is None:
                    continue
                side, source, rid = link
                if side == brought.name:
                    rid = self._linked(part, brought, (source, rid), copying)
                elif brought is not self._left:
                    continue  # turned when the shape stands on its slide
                if rid:
                    node.set(name, rid)
                else:
                    remove(node)

    def _linked(self, part: str, brought: DeckSide, place: tuple[str, str], copying: Copying) -> str:
        """The number of a link of `part` to what a link (its part, its number) leads to; empty where that is gone."""
        source, rid = place
        link = next(one for one in brought.package.relationships(source) if one.rid == rid)
        if link.external:
            return self.out.relate(part, link.type, link.target, external=True)
        target = link.goal(source)
        if target not in brought.package or (link.kind == "slide" and not copying.has(target)):
            return ""
        found = copying.part(target)
        list_copied_masters(copying)
        return self.out.relate(part, link.type, found)


def relate_anew(package: Package, part: str, kind: str, target: str) -> None:
    """Let the link of one kind that a part has lead elsewhere."""
    package.set_relationships(
        part,
        tuple(
            Relationship(link.rid, link.type, relative_target(part, target)) if link.kind == kind else link
            for link in package.relationships(part)
        ),
    )
