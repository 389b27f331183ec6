"""The shapes of a slide and the texts they hold.

spTree > sp | pic | graphicFrame (table, chart) | cxnSp | grpSp > ...        (ECMA-376 part 1, 19.3.1)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from reportgen.office.xml import child_elements, qn

_LEAVES = frozenset(qn(name) for name in ("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:contentPart"))
_GROUP = qn("p:grpSp")
_LINKS = (qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:hlinkHover"))
_TEXT, _BREAK = qn("a:t"), qn("a:br")
# What holds a `p:cNvPr`: shapes, and the tree of all of them.
SHAPES = (*_LEAVES, _GROUP, qn("p:spTree"))
_CONTAINERS = frozenset((qn("mc:AlternateContent"), qn("mc:Choice"), qn("mc:Fallback")))
# What a frame of a chart holds, by its kind: those of 2007 and the newer ones (waterfall, treemap, ...).
_CHARTS = {qn(name)[1:].partition("}")[0]: qn(name) for name in ("c:chart", "cx:chart")}


class Shape(Struct, frozen=True):
    """One shape: its element, the number and the name that PowerPoint shows in the selection pane."""

    node: etree._Element
    identity: str
    name: str

    @property
    def properties(self) -> etree._Element | None:
        """The `p:cNvPr` that holds id, name and alternative text."""
        return non_visual(self.node)

    @property
    def table(self) -> etree._Element | None:
        """The `a:tbl` of a table's frame, else None."""
        return self.node.find(f"{qn('a:graphic')}/{qn('a:graphicData')}/{qn('a:tbl')}")

    @property
    def chart_rid(self) -> str | None:
        """The relationship id of a chart's frame, else None."""
        data = self.node.find(f"{qn('a:graphic')}/{qn('a:graphicData')}")
        tag = _CHARTS.get(data.get("uri", "")) if data is not None else None
        if data is None or tag is None:
            return None
        chart = data.find(tag)
        return chart.get(qn("r:id")) if chart is not None else None

    def link_rids(self) -> list[str]:
        """The relationship ids of the shape's links, on itself and in its text; a group has only its own."""
        if self.node.tag == _GROUP:
            links = [] if self.properties is None else list(self.properties.iter(*_LINKS))
        else:
            links = list(self.node.iter(*_LINKS))
        return [link.get(qn("r:id"), "") for link in links]

    def paragraphs(self) -> list[etree._Element]:
        """All paragraphs of the shape, of a table cell by cell; a group has none of its own."""
        return [] if self.node.tag == _GROUP else list(self.node.iter(qn("a:p")))


def shapes(slide: etree._Element) -> list[Shape]:
    """All shapes of a slide in drawing order, groups before what is in them, alternatives too."""
    tree = slide.find(f"{qn('p:cSld')}/{qn('p:spTree')}")
    return [] if tree is None else list(_walk(tree))


def _walk(holder: etree._Element) -> Iterator[Shape]:
    for node in child_elements(holder):
        if node.tag in _LEAVES or node.tag == _GROUP:
            properties = non_visual(node)
            if properties is not None:
                yield Shape(node, properties.get("id", ""), properties.get("name", ""))
            else:
                yield Shape(node, "", "")
        if node.tag == _GROUP or node.tag in _CONTAINERS:
            yield from _walk(node)


def non_visual(node: etree._Element) -> etree._Element | None:
    """The `p:cNvPr` of a shape element, which is the first child of its `p:nv...Pr`."""
    first = next(node.iterchildren(etree.Element), None)
    return first.find(qn("p:cNvPr")) if first is not None else None


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of a finished paragraph: all its runs and fields joined, a line break as a line end."""
    return "".join("\n" if node.tag == _BREAK else node.text or "" for node in paragraph.iter(_TEXT, _BREAK))


def placeholder_of(node: etree._Element) -> tuple[str, str] | None:
    """The type of a placeholder (`title`, `body`, `sldImg`) and its number, or None for any other shape."""
    holder = node.find(f"*/{qn('p:nvPr')}/{qn('p:ph')}")
    return None if holder is None else (holder.get("type", "obj"), holder.get("idx", "0"))


def placeholder_type(shape: Shape) -> str | None:
    """The type of a placeholder, or None for any other shape."""
    place = placeholder_of(shape.node)
    return None if place is None else place[0]


def repeated_ids(slide: etree._Element) -> dict[str, int]:
    """The shape ids that stand more than once on a slide; alternatives of one shape may share theirs."""
    ids = Counter(
        shape.identity
        for shape in shapes(slide)
        if not any(parent.tag == qn("mc:AlternateContent") for parent in shape.node.iterancestors())
    )
    return {value: count for value, count in ids.items() if count > 1}
