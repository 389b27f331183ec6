"""A package as the rules of the gate read it: its relationships once, its parts when they are asked for.

look = Look(package)
look.links["/ppt/slides/slide1.xml"]     the relationships of the slide
look.place("/ppt/charts/chart1.xml")     slide 3: the chart stands there
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from reportgen.core.findings import FindingsError, Place
from reportgen.office.package import CONTENT_TYPES, Package
from reportgen.office.relationships import Relationship, relationships_part, resolve_target
from reportgen.office.xml import children, local_name

# Office reads these as XML whatever they are called; old drawings (.vml) are read more leniently.
_XML_ENDINGS = (".xml", ".rels")
# Parts that many sheets or slides share stand nowhere in particular.
_SHARED = frozenset({"slideLayout", "slideMaster", "notesMaster", "theme", "slide", "worksheet", "image"})


class PackageReader:
    """Reads a package for the rules; nothing of it is changed.

    `main` is the name of the main part, `kind` its root's name (`workbook`, `presentation`) or empty.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._roots: dict[str, etree._Element | None] = {}
        self.links: dict[str, tuple[Relationship, ...]] = {}
        for part in ("/", *package):
            if not part.endswith(".rels") and relationships_part(part) in package:
                self.links[part] = self._read_links(part)
        self.main = next(iter(self.targets("/", "officeDocument")), "")
        root = self.root(self.main) if self.main else None
        self.kind = local_name(root) if root is not None else ""
        self._places: dict[str, Place] | None = None

    def _read_links(self, part: str) -> tuple[Relationship, ...]:
        try:
            return self.package.relationships(part)
        except FindingsError:
            return ()  # the part itself is told as broken where all parts are read

    def is_xml(self, part: str) -> bool:
        """Whether Office reads the part as XML."""
        return part == CONTENT_TYPES or part.lower().endswith(_XML_ENDINGS)

    def root(self, part: str) -> etree._Element | None:
        """The root of a part, for reading, parsed once; None where it is missing or no XML."""
        if part not in self._roots:
            try:
                self._roots[part] = self.package.peek(part) if part in self.package else None
            except FindingsError:
                self._roots[part] = None
        return self._roots[part]

    def targets(self, part: str, kind: str) -> Iterator[str]:
        """The parts inside the file that relationships of `kind` lead to and that are there."""
        for link in self.links.get(part, ()):
            if link.kind == kind and not link.external:
                target = resolve_target(part, link.target)
                if target in self.package:
                    yield target

    def target_of(self, part: str, rid: str) -> str:
        """The part that relationship `rid` leads to; empty where there is none."""
        for link in self.links.get(part, ()):
            if link.rid == rid and not link.external:
                return resolve_target(part, link.target)
        return ""

    def place(self, part: str, *, cell: str = "", shape: str = "") -> Place:
        """Where the part stands for a person: its sheet or its slide."""
        if self._places is None:
            self._places = self._find_places()
        known = self._places.get(part, Place(self.package.name))
        return replace(known, part=part, cell=cell, shape=shape)

    def sheets(self) -> list[tuple[str, str]]:
        """Name and part of all sheets, in their order; a part that is missing is empty."""
        root = self.root(self.main)
        if root is None or self.kind != "workbook":
            return []
        found = []
        for node in children(root, "sheets"):
            rid = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
            found.append((node.get("name", ""), self.target_of(self.main, str(rid))))
        return found

    def slides(self) -> list[str]:
        """The parts of all slides, in their order; a part that is missing is empty."""
        root = self.root(self.main)
        if root is None or self.kind != "presentation":
            return []
        found = []
        for node in children(root, "sldIdLst"):
            rid = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
            found.append(self.target_of(self.main, str(rid)))
        return found

    def _find_places(self) -> dict[str, Place]:
        file = self.package.name
        starts = [(part, Place(file, sheet=name)) for name, part in self.sheets()]
        starts += [(part, Place(file, slide=number)) for number, part in enumerate(self.slides(), start=1)]
        places: dict[str, Place] = {}
        for start, place in starts:
            waiting = [start]
            while waiting:
                part = waiting.pop()
                if not part or part in places:
                    continue
                places[part] = place
                waiting += [
                    resolve_target(part, link.target)
                    for link in self.links.get(part, ())
                    if not link.external and link.kind not in _SHARED
                ]
        return places


def natural(text: str | None) -> int | None:
    """A text of digits as a number, else None."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None
