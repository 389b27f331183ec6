"""Shapes and lines that a person moved or copied to another place, which are renewed where they stand now.

slide 2 as built  "Notes"  Revenue 460      slide 4 as left  "Notes"  Revenue 460   ->   slide 4  "Notes"  Revenue 470
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import aligned, similarity, text_of
from reportgen.carry.deck_match import (
    match_shapes,
    properties_of,
    shape_id,
    shape_kind,
    shape_name,
    shape_nodes,
)
from reportgen.carry.deck_tables import CELLS
from reportgen.carry.deck_trees import Standing, link_of
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import qn, remove

# Words that a person changed may be many: what has the name of the other is known by less than half of them.
_LIKE, _SAME = 0.45, 0.9
# A line is known again by its words: this many letters beside its figures.
_LETTERS = 4


class ShapeHome(Struct, frozen=True):
    """A shape that shows figures: the slide that it was built on, as built and as built now, and the shape as built."""

    built: Standing
    now: Standing
    node: etree._Element


# Slides as built and as built now, with the figures of each shape that shows any, by its name.
Shown = Iterable[tuple[Standing, Standing, Mapping[str, Collection[str]]]]


def _homes(slides: Shown) -> Iterator[tuple[ShapeHome, Collection[str]]]:
    """The shapes that show figures, with these."""
    for built, now, shown in slides:
        for node in shape_nodes(built.side.package.peek(built.part)):
            if shape_name(node) in shown:
                yield ShapeHome(built, now, node), shown[shape_name(node)]


class ShapeHomes:
    """All shapes of a deck as built that show figures, with what they are known again by."""

    def __init__(self, slides: Shown) -> None:
        self._known: dict[str, list[tuple[str, str, ShapeHome]]] = {}
        for home, _ in _homes(slides):
            words = text_of(home.node) or _drawn(home.node, home.built.side.package, home.built.part)
            found = shape_name(home.node), words, home
            self._known.setdefault(shape_kind(home.node), []).append(found)

    def find(self, left: etree._Element, deck: Package) -> ShapeHome | None:
        """What a shape of a person's deck is a copy of; None where it is none of ours."""
        name, chart = shape_name(left), _drawn(left, deck, "")
        text = text_of(left) or chart
        best: tuple[float, ShapeHome] | None = None
        for known, said, source in self._known.get(shape_kind(left), ()):
            # Of charts the figures count as well.
            alike = similarity(said, text) if not chart else float(said == text or known == name)
            if alike < (_LIKE if known == name else _SAME) or (known != name and not text):
                continue
            score = alike + (known == name) + (shape_id(source.node) == shape_id(left)) / 2
            if best is None or score > best[0]:
                best = score, source
        return best[1] if best is not None else None


def _drawn(node: etree._Element, package: Package, part: str) -> str:
    """What the chart of a shape draws; empty for any other shape."""
    chart = next(node.iter(qn("c:chart")), None)
    rid = chart.get(qn("r:id"), "") if chart is not None else ""
    link = link_of(rid) or ("", part, rid)
    target = package.target(link[1], link[2]) if rid else None
    if target is None or target not in package:
        return ""
    return CELLS.join(one.text or "" for one in package.peek(target).iter(qn("c:v")))


def both_built(source: ShapeHome) -> tuple[etree._Element, etree._Element] | None:
    """The shape as it was built and, alone, as it is built now; None where the build has it no longer."""
    old, new = (one.side.tree(one.part) for one in (source.built, source.now))
    place = shape_nodes(source.built.side.package.peek(source.built.part)).index(source.node)
    node = shape_nodes(old)[place]
    found = match_shapes(old, new).get(node)
    if found is None:
        return None
    remove(found)
    return node, found


class LineHomes:
    """All paragraphs and rows of a deck as built that show figures, for those that a person put elsewhere."""

    def __init__(self, slides: Shown) -> None:
        self._known: dict[str, list[tuple[ShapeHome, int, tuple[str, ...]]]] = {}
        for home, shown in _homes(slides):
            for at, text in enumerate(map(said, lines_of(home.node))):
                figures = tuple(one for one in shown if one in text)
                if figures and _letters(text, figures) >= _LETTERS:
                    self._known.setdefault(text, []).append((home, at, figures))

    def find(
        self, left: etree._Element, shape: str
    ) -> tuple[ShapeHome, etree._Element, etree._Element] | None:
        """Where a line in a shape of a person's is from, as built and as built now; None where that is not certain."""
        text = said(left)
        likely = [text] if text in self._known else self._alike(text, shape) if left.tag == qn("a:p") else []
        found = [both for one in likely for home in self._known[one] if (both := _both_lines(*home[:2]))]
        return found[0] if len({said(now) for _, _, now in found}) == 1 else None

    def _alike(self, text: str, shape: str) -> list[str]:
        return [
            known
            for known, homes in self._known.items()
            if all(figure in text for figure in homes[0][2])
            and similarity(known, text) >= (_LIKE if shape_name(homes[0][0].node) == shape else _SAME)
        ]


def lines_of(node: etree._Element) -> list[etree._Element]:
    """The rows of the tables and the paragraphs outside them, of a shape or a piece of one."""
    rows = list(node.iter(qn("a:tr")))
    return rows or [one for one in node.iter(qn("a:p")) if node.tag != qn("p:grpSp")]


def paragraphs_of(line: etree._Element) -> list[etree._Element]:
    """The paragraphs of a line."""
    return list(line.iter(qn("a:p")))


def said(line: etree._Element) -> str:
    """What a line says, its cells apart; blanks that do not break hold figures together and say nothing else."""
    return CELLS.join(map(paragraph_text, paragraphs_of(line))).replace("\u00a0", " ")


def _letters(text: str, figures: Iterable[str]) -> int:
    for figure in figures:
        text = text.replace(figure, "")
    return sum(one.isalpha() for one in text)


def _both_lines(source: ShapeHome, at: int) -> tuple[ShapeHome, etree._Element, etree._Element] | None:
    both = both_built(source)
    if both is None:
        return None
    old, new = map(lines_of, both)
    place = aligned(list(map(said, old)), list(map(said, new))).get(at)
    return (source, old[at], new[place]) if place is not None else None


def put_alike(node: etree._Element, left: etree._Element) -> None:
    """Put a shape where another is, under its name."""
    properties = properties_of(node)
    if properties is not None:
        properties.set("name", shape_name(left))
    for path in ("p:xfrm", "p:spPr/a:xfrm", "p:grpSpPr/a:xfrm"):
        steps = "/".join(map(qn, path.split("/")))
        old, mine = node.find(steps), left.find(steps)
        if old is not None and mine is not None and (parent := old.getparent()) is not None:
            parent.replace(old, deepcopy(mine))
