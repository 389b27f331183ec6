"""What the rules of the gate read and how they are declared.

reader = PackageReader(package)
reader.links["/ppt/slides/slide1.xml"]     the relationships of the slide
reader.place_of("/ppt/charts/chart1.xml")  slide 3: the chart stands there

GateRule("gate-merge", _merges)            the id of its findings, and the function that finds them

A rule's function is given what it looks at (the package, a part, a worksheet) and yields a sentence for each fault,
or a `Fault` where it stands elsewhere or says more. Each file lists its rules in one table, which `gate` runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.structs import replace
from reportgen.office.package import Package
from reportgen.office.relationships import CONTENT_TYPES, Relationship, relationships_part, resolve_target
from reportgen.office.xml import children, local_name

# Office reads these as XML whatever they are called; old drawings (.vml) are read more leniently.
_XML_ENDINGS = (".xml", ".rels")
# Parts that many sheets or slides share stand nowhere in particular.
_SHARED = frozenset({"slideLayout", "slideMaster", "notesMaster", "theme", "slide", "worksheet", "image"})


class PackageReader:
    """Reads a package for the rules; nothing of it is changed.

    `main` is the name of the main part, `kind` its root's name (`workbook`, `presentation`) or empty; `cells` are the
    bytes of worksheets whose cells are read from them.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._roots: dict[str, etree._Element | None] = {}
        self.cells: dict[str, bytes] = {}
        self.links: dict[str, tuple[Relationship, ...]] = {}
        for part in ("/", *package):
            if not part.endswith(".rels") and relationships_part(part) in package:
                self.links[part] = self._read_links(part)
        self.main = next(iter(self.targets("/", "officeDocument")), "")
        root = self.root(self.main) if self.main else None
        self.kind = local_name(root) if root is not None else ""
        self._places: dict[str, Place] | None = None
        self._sheets = list(self._listed("workbook", "sheets"))
        self._slides = list(self._listed("presentation", "sldIdLst"))

    def _read_links(self, part: str) -> tuple[Relationship, ...]:
        try:
            return self.package.relationships(part)
        except FindingsError:
            return ()  # the part itself is told as broken where all parts are read

    @property
    def place(self) -> Place:
        """Where a fault of the whole package stands: in its list of content types."""
        return self.place_of(CONTENT_TYPES)

    def xml_parts(self) -> list[str]:
        """The parts that Office reads as XML, those too large to be held aside."""
        return [
            part
            for part in self.package
            if part.lower().endswith(_XML_ENDINGS) and self.package.deflated(part) is None
        ]

    def root(self, part: str) -> etree._Element | None:
        """The root of a part, for reading, parsed once; None where it is missing or no XML.

        That of a worksheet is without its cells where `cells` has them.
        """
        if part not in self._roots:
            try:
                self._roots[part] = self._root(part) if part in self.package else None
            except FindingsError:
                self._roots[part] = None
        return self._roots[part]

    def _root(self, part: str) -> etree._Element:
        if not self.package.has_frame(part):
            return self.package.peek(part)
        self.cells[part] = self.package[part]
        return self.package.frame(part)

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

    def place_of(self, part: str, *, cell: str = "", shape: str = "") -> Place:
        """Where the part stands for a person: its sheet or its slide."""
        if self._places is None:
            self._places = self._find_places()
        known = self._places.get(part, Place(self.package.name))
        return replace(known, part=part, cell=cell, shape=shape)

    def sheets(self) -> list[tuple[str, str]]:
        """Name and part of all sheets, in their order; a part that is missing is empty."""
        return [(node.get("name", ""), part) for node, part in self._sheets]

    def slides(self) -> list[str]:
        """The parts of all slides, in their order; a part that is missing is empty."""
        return [part for _, part in self._slides]

    def _listed(self, kind: str, holder: str) -> Iterator[tuple[etree._Element, str]]:
        root = self.root(self.main)
        if root is not None and self.kind == kind:
            for node in children(root, holder):
                rid = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
                yield node, self.target_of(self.main, str(rid))

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


class XmlPart(Struct, frozen=True):
    """One part whose root the rules look at; `place` is where it stands for a person."""

    reader: PackageReader
    part: str
    root: etree._Element

    @property
    def place(self) -> Place:
        """Where a fault stands that is in no particular cell or shape."""
        return self.reader.place_of(self.part)


class WorkbookFacts(NamedTuple):
    """What the rules for single sheets need of their workbook: the sizes of its lists, and what they hold."""

    cell_formats: int
    condition_formats: int
    strings: tuple[str, ...]
    calculated: Mapping[str, Sequence[str]]  # cells of the calculation chain by part


class CellArea(NamedTuple):
    """A range of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def overlaps(self, other: CellArea) -> bool:
        """Whether the two ranges share a cell."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, other: CellArea) -> bool:
        """Whether all of the other range lies in this one."""
        corners = self.top <= other.top and self.left <= other.left
        return corners and other.bottom <= self.bottom and other.right <= self.right


class Table(NamedTuple):
    """A table of a sheet; `area` is None where its range is none."""

    part: str
    root: etree._Element
    area: CellArea | None


class SheetContents(Struct):
    """What the walk over a sheet's cells keeps for the rules after it."""

    formulas: set[str] = field(default_factory=set)
    arrays: list[str] = field(default_factory=list)
    heads: dict[tuple[int, int], str | None] = field(default_factory=dict)


class Worksheet(XmlPart, frozen=True):
    """A worksheet with its tables and what its cells hold."""

    book: WorkbookFacts
    tables: tuple[Table, ...]
    contents: SheetContents = field(default_factory=SheetContents)


class Fault(NamedTuple):
    """A fault with its own place, or with what was expected and found."""

    message: str
    place: Place
    expected: str = ""
    found: str = ""


Subject = TypeVar("Subject", bound="PackageReader | XmlPart")


class GateRule(NamedTuple, Generic[Subject]):
    """One rule: the id of its findings, and the function that tells the faults of what it looks at."""

    id: str
    find: Callable[[Subject], Iterable[str | Fault]]


def run_rules(rules: Iterable[GateRule[Subject]], subject: Subject) -> Iterator[Issue]:
    """The findings of some rules about one subject."""
    for rule in rules:
        for found in rule.find(subject):
            fault = Fault(found, subject.place) if isinstance(found, str) else found
            yield Issue(rule.id, fault.message, fault.place, expected=fault.expected, found=fault.found)


def repeated(values: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The values that stand more than once, with their count."""
    return ((value, count) for value, count in Counter(values).items() if count > 1)


def natural(text: str | None) -> int | None:
    """A text of digits as a number, else None."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None


def is_between(text: str | None, low: int, high: int) -> bool:
    """Whether a text is a whole number from `low` to `high`."""
    value = natural(text)
    return value is not None and low <= value <= high
