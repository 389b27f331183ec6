"""Masters, layouts and themes of a rebuilt deck: what a person changed in them is kept."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.carry.deck_import import Importer, relate_anew
from reportgen.carry.deck_libreoffice_text import far_apart
from reportgen.carry.deck_merge import merge_part
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_trees import DeckSide, Forms, Three, written_alike
from reportgen.office.package import Package
from reportgen.office.xml import qn
from reportgen.pptx.colours import theme_colours
from reportgen.pptx.library import presentation_part

Key = tuple[str, int, str, int]


class Layouts:
    """The masters of three decks, known again by their order and the names of their layouts.

    Where the decks are not `comparable`, another program has written all of them anew.
    """

    def __init__(self, built: DeckSide, left: DeckSide, now: DeckSide, *, comparable: bool) -> None:
        self._sides = (built, left, now)
        self._parts = [dict(_design(side.package)) for side in self._sides]
        self._comparable = comparable

    @property
    def known(self) -> dict[str, str]:
        """Which part of the new deck stands for a person's layout, master, theme or master of notes."""
        found = {part: self._parts[2][key] for key, part in self._parts[1].items() if key in self._parts[2]}
        if not self._comparable:
            names = {key[2]: part for key, part in self._parts[2].items() if key[0] == "layout"}
            # Shapes of a slide that LibreOffice saved say all themselves: an empty layout serves for any.
            package = self._sides[2].package
            empty = [part for part in names.values() if package.peek(part).get("type") == "blank"]
            usual = next(iter(empty or names.values()), "")
            found |= {
                part: names.get(key[2], usual) for key, part in self._parts[1].items() if key[0] == "layout"
            }
        mine = self._sides[1].package.related(self._sides[1].main, "notesMaster")
        own = self._sides[2].package.related(self._sides[2].main, "notesMaster")
        if mine and own:
            found[mine[0]] = own[0]
        return found

    def carry(self, importer: Importer, forms: Forms, told: CarryLog) -> None:
        """Put what a person changed in masters, layouts and themes into those of the new deck."""
        if not self._comparable:
            self._recolour(importer.out, told)
        for key, part in self._parts[0].items() if self._comparable else ():
            mine, now = self._parts[1].get(key), self._parts[2].get(key)
            if mine is None or now is None or now not in importer.out:
                continue
            if written_alike(self._sides[0], part, self._sides[1], mine):
                continue
            old, left = self._sides[0].tree(part), self._sides[1].tree(mine)
            inside = merge_part(importer, (old, left, self._sides[2].tree(now)), now, forms)
            told.summed(inside, f'{key[0]} "{key[2]}"' if key[2] else key[0])
        for key, part in self._parts[1].items() if self._comparable else ():
            if key[0] == "layout" and key not in self._parts[0] and key not in self._parts[2]:
                importer.part(part)
                told.edit("", f'layout "{key[2]}"')

    def _recolour(self, out: Package, told: CarryLog) -> None:
        """Colours that a person gave the first theme, which is all that can be told of one written anew."""
        key: Key = ("theme", 0, "", 0)
        parts = [found.get(key, "") for found in self._parts]
        if not all(parts) or parts[2] not in out:
            return
        schemes = [
            theme_colours(side.package.peek(part)) for side, part in zip(self._sides, parts, strict=True)
        ]
        for name, (colour, _) in schemes[1].items():
            old = schemes[0].get(name)
            if old is None or not far_apart(old[0], colour):
                continue
            _, node = theme_colours(out.xml(parts[2]))[name]
            for child in list(node):
                node.remove(child)
            etree.SubElement(node, qn("a:srgbClr")).set("val", colour.upper())
            told.edit("", "theme")

    def move(self, importer: Importer, three: Three, part: str, told: CarryLog) -> None:
        """Give a slide the layout that a person chose for it."""
        if not self._comparable:
            return
        built, left = (next(iter(one.side.package.related(one.part, "slideLayout")), "") for one in three[:2])
        keys = [{own: key for key, own in parts.items()} for parts in self._parts[:2]]
        if not left or keys[0].get(built) == keys[1].get(left):
            return
        target = self.known.get(left) or importer.part(left)
        relate_anew(importer.out, part, "slideLayout", target)
        told.edit("", "layout")


def _design(package: Package) -> Iterator[tuple[Key, str]]:
    main = presentation_part(package)
    masters = [
        package.target(main, node.get(qn("r:id"), ""))
        for node in package.peek(main).iter(qn("p:sldMasterId"))
    ]
    for at, master in enumerate(masters):
        if not master or master not in package:
            continue
        yield ("master", at, "", 0), master
        for theme in package.related(master, "theme"):
            yield ("theme", at, "", 0), theme
        counts: dict[str, int] = {}
        for node in package.peek(master).iter(qn("p:sldLayoutId")):
            layout = package.target(master, node.get(qn("r:id"), ""))
            if layout and layout in package:
                holder = package.peek(layout).find(qn("p:cSld"))
                name = holder.get("name", "") if holder is not None else ""
                counts[name] = counts.get(name, 0) + 1
                yield ("layout", at, name, counts[name]), layout
