"""Trees of decks made comparable: links by what they lead to, and nothing that programs only respell.

r:embed="rId3"  ->  r:embed="image sha256:93ab..."      the same picture under another number is the same
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from lxml import etree
from msgspec import Struct, field

from reportgen.office.package import Package
from reportgen.office.relationships import Relationship
from reportgen.office.xml import qn
from reportgen.pptx.as_built import content_digest
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part

_R = qn("r:id")[:-2]
_LINKING = etree.XPath("descendant-or-self::*[@*[namespace-uri()=$r]]".replace("$r", f"'{_R[1:-1]}'"))
_END = "\ue000"
_MEDIA = frozenset({"image", "media", "video", "audio"})
# Marks of spelling and of the last writer; ids by which programs know shapes, rows and slides again.
_NOISE = frozenset(
    {"dirty", "err", "smtClean", "lang", "altLang", "noProof", "bmk", "fontScale", "lnSpcReduction"}
)
_NOISE_TAGS = frozenset(
    {"endParaRPr", "creationId", "modId", "rowId", "colId", "uniqueId", "lastRenderedPageBreak"}
)
# Where the numbers and names of a chart stand, and the workbook behind it.
CHART_DATA = frozenset(
    qn(f"c:{name}") for name in ("cat", "val", "xVal", "yVal", "bubbleSize", "externalData")
) | {qn("c15:datalabelsRange")}
_CHARTS = frozenset({"chart", "chartEx"})
_NAME, _SERIES = qn("c:tx"), qn("c:ser")
_TEXTS = frozenset({"t", "v", "f"})
_EMPTY_IS_NONE = frozenset(
    {
        "rPr",
        "pPr",
        "lstStyle",
        "extLst",
        "ext",
        "tcPr",
        "bodyPr",
        "normAutofit",
        "defRPr",
        "effectLst",
        "custDataLst",
    }
)


class DeckSide(Struct, eq=False):
    """One of the three decks: as built, as left, as built now. `keys` name its slides as the other decks know them."""

    name: str
    package: Package
    keys: dict[str, str] = field(default_factory=dict)
    pages: tuple[LibraryPage, ...] = ()

    @classmethod
    def of(cls, name: str, package: Package) -> DeckSide:
        """The deck in a package with its slides."""
        return cls(name, package, pages=library_pages(package))

    def standing(self, at: int) -> Standing:
        """Its slide at a place, from 0."""
        return Standing(self, self.pages[at])

    @property
    def main(self) -> str:
        """The presentation's main part."""
        return presentation_part(self.package)

    def tree(self, part: str) -> etree._Element:
        """A copy of a part's tree in which each link says where it leads and from where it comes."""
        root = deepcopy(self.package.peek(part))
        links = {link.rid: link for link in self.package.relationships(part)}
        for node in linking(root):
            for name, value in attributes(node).items():
                if name.startswith(_R) and value in links:
                    said = self.said(part, links[value])
                    node.set(name, _END.join((said, self.name, part, value)))
        return root

    def said(self, part: str, link: Relationship) -> str:
        """What a link leads to, as it is compared."""
        if link.external:
            return f"{link.kind} {link.target}"
        target = link.goal(part)
        if link.kind == "slide":
            return f"slide {self.keys.get(target, '')}"
        if link.kind in _MEDIA and target in self.package:
            return f"image {content_digest(self.package[target]).decode()}"
        return link.kind


class Standing(Struct, frozen=True):
    """A slide in one of the decks."""

    side: DeckSide
    page: LibraryPage

    @property
    def part(self) -> str:
        """The part of the slide."""
        return self.page.part


# As built, as left, as built now.
Three = tuple[Standing, Standing, Standing]


def drawn_alike(one: DeckSide, part: str, other: DeckSide, place: str) -> bool:
    """Whether two slides, their charts and the workbooks behind them were written alike; a no may be wrong."""
    if not written_alike(one, part, other, place):
        return False
    charts = [
        [
            (link.rid, link.goal(name))
            for link in side.package.relationships(name)
            if link.kind in _CHARTS and not link.external
        ]
        for side, name in ((one, part), (other, place))
    ]
    return all(
        rid == own
        and written_alike(one, chart, other, twin)
        and [content_digest(one.package[book]) for book in one.package.related(chart, "package")]
        == [content_digest(other.package[book]) for book in other.package.related(twin, "package")]
        for (rid, chart), (own, twin) in zip(*charts, strict=True)
    )


def written_alike(one: DeckSide, part: str, other: DeckSide, place: str) -> bool:
    """Whether two parts hold the same XML and the same links; a quick no may be wrong, a yes never is."""
    said = [
        {link.rid: side.said(name, link) for link in side.package.relationships(name)}
        for side, name in ((one, part), (other, place))
    ]
    return said[0] == said[1] and (
        one.package[part] == other.package[place]
        or etree.tostring(one.package.peek(part), method="c14n")
        == etree.tostring(other.package.peek(place), method="c14n")
    )


def linking(root: etree._Element) -> list[etree._Element]:
    """The elements of a tree that hold links."""
    found = _LINKING(root)
    return [node for node in found if isinstance(node, etree._Element)] if isinstance(found, list) else []


def link_of(value: str) -> tuple[str, str, str] | None:
    """The deck, the part and the number that a link was read from; None for any other value."""
    pieces = value.split(_END)
    return (pieces[1], pieces[2], pieces[3]) if len(pieces) == 4 else None


def attributes(node: etree._Element) -> dict[str, str]:
    """The attributes of an element."""
    return {str(name): str(value) for name, value in node.items()}


def counted(node: etree._Element) -> dict[str, str]:
    """The attributes of an element that count, as they are compared."""
    return {
        str(name): str(value).partition(_END)[0] if str(name).startswith(_R) else str(value)
        for name, value in node.items()
        if name not in _NOISE
    }


def counted_children(node: etree._Element) -> list[etree._Element]:
    """The child elements that count; the tags of a slide are carried on their own."""
    tags = qn("p:custDataLst") if node.tag == qn("p:cSld") else ""
    return [
        child
        for child in node.iterchildren(etree.Element)
        if _local(child.tag) not in _NOISE_TAGS and child.tag != tags
    ]


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Forms:
    """What elements say, as numbers that are equal where they say the same; each is worked out once.

    The data of charts say nothing here: they are always as built.
    """

    def __init__(self) -> None:
        self._known: dict[etree._Element, int] = {}

    def __call__(self, node: etree._Element | None) -> int:
        """The number of an element; 0 where it says nothing."""
        if node is None:
            return 0
        found = self._known.get(node)
        return self._work_out(node) if found is None else found

    @staticmethod
    def is_data(node: etree._Element) -> bool:
        """Whether an element holds data of a chart, or the name of a series."""
        if node.tag in CHART_DATA:
            return True
        parent = node.getparent() if node.tag == _NAME else None
        return parent is not None and parent.tag == _SERIES

    def _work_out(self, node: etree._Element) -> int:
        tag = str(node.tag)
        local = _local(tag)
        if self.is_data(node):
            self._known[node] = 0
            return 0
        inside = tuple([form for child in counted_children(node) if (form := self(child))])
        # Most elements have no attribute, or a few that all count.
        own = tuple(sorted(counted(node).items())) if len(node.attrib) else ()
        if local == "cNvPr":
            own = tuple([one for one in own if one[0] != "id"])
        elif local == "ext" and "uri" in node.attrib:
            own = own if inside else ()
        if not inside and not own and local in _EMPTY_IS_NONE:
            form = 0
        else:
            text = "" if inside else (node.text or "")
            form = hash((tag, own, text if local in _TEXTS else text.strip(), inside)) or 1
        self._known[node] = form
        return form

    def forget(self, node: etree._Element | None) -> None:
        """Let go of what is known of an element that was changed, and of all around it."""
        while node is not None:
            self._known.pop(node, None)
            node = node.getparent()
