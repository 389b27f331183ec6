"""Decks that LibreOffice has saved: it spells nearly all anew, so what a person did is told by what can be seen.

A slide is taken as it was built, and changed where text, place, colour or order differ beyond rounding. What
LibreOffice writes out everywhere (fonts, sizes of boxes that grow, heights of rows) does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import count

from lxml import etree

from reportgen.carry.deck_libreoffice_chart import respell_chart
from reportgen.carry.deck_libreoffice_text import (
    ROUNDING,
    Colours,
    fill_of,
    replace_fill,
    respell_body,
    respell_table,
)
from reportgen.carry.deck_match import (
    TREE,
    Pairs,
    match_shapes,
    properties_of,
    reorder,
    set_shape_id,
    shape_id,
    shape_name,
    shape_nodes,
)
from reportgen.carry.deck_trees import DeckSide, Forms
from reportgen.core.structs import replace
from reportgen.gate.markup_rules import ensure_child, insert_in_order
from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, placeholder_of
from reportgen.office.xml import local_name, qn, remove
from reportgen.pptx.as_built import content_digest
from reportgen.pptx.inherited import InheritedStyles, StyleBook
from reportgen.pptx.library import notes_body
from reportgen.pptx.measure import FontBook

_TURN = 60_000
_PLACEHOLDER = "PlaceHolder "
# It writes every line as a connector.
_STRAIGHT = {"line", "straightConnector1"}
# A box that grows with its text keeps this edge, or its middle.
_ANCHORS = {"ctr": 0.5, "b": 1.0}


def saved_by_libreoffice(left: Package, built: Package) -> bool:
    """Whether LibreOffice has written a deck since it was built; its template may be from there as well."""
    part = "/docProps/app.xml"
    if part not in left or b"LibreOffice" not in left[part]:
        return False
    return part not in built or content_digest(left[part]) != content_digest(built[part])


def not_known_again(
    built: DeckSide, left: DeckSide, to_left: Mapping[int, int]
) -> Iterator[tuple[str, str, str]]:
    """What a person changed that can be seen in such a deck, and not be kept: its slide's part, shape, what it is.

    `to_left` is the place of each slide as built in the deck as left.
    """
    own = {shape_name(one) for one in _designs(built)}
    for one in _designs(left):
        name = shape_name(one)
        if name and name not in own and not name.startswith(_PLACEHOLDER):
            yield "", name, "a shape of a master or layout"
    homes: dict[str, list[tuple[str, str]]] = {}
    for at, place in to_left.items():
        parts = built.pages[at].part, left.pages[place].part
        layouts = [
            next(iter(side.package.related(part, "slideLayout")), "")
            for side, part in zip((built, left), parts, strict=True)
        ]
        homes.setdefault(layouts[0], []).append((parts[1], layouts[1]))
    for slides in homes.values():
        usual = Counter(layout for _, layout in slides).most_common(1)[0][0]
        yield from ((part, "", "another layout") for part, layout in slides if layout != usual)


def _designs(side: DeckSide) -> Iterator[etree._Element]:
    """The shapes of the masters and layouts of a deck."""
    package = side.package
    for master in package.related(side.main, "slideMaster"):
        for part in (master, *package.related(master, "slideLayout")):
            yield from shape_nodes(package.peek(part)) if part in package else ()


class Respelling:
    """Trees of a deck that LibreOffice saved, in the spelling of the deck as it was built."""

    def __init__(self, built: DeckSide, left: DeckSide, forms: Forms) -> None:
        self._book = StyleBook(built.package, FontBook())
        # A colour of the theme is what a person made it: it did not change where it is used.
        self._colours = replace(Colours.of(built.package), named=Colours.of(left.package).named)
        self._forms = forms

    def chart(self, built: etree._Element, left: etree._Element) -> etree._Element:
        """A chart as built with what a person changed."""
        return respell_chart(built, left, self._colours)

    def notes(self, built: etree._Element, left: etree._Element) -> etree._Element:
        """Speaker notes as built with what a person changed: their text."""
        twin = deepcopy(built)
        bodies = notes_body(twin), notes_body(left)
        if bodies[0] is not None and bodies[1] is not None:
            respell_body(bodies[0], bodies[1], None, self._forms)
        return twin

    def slide(self, built: etree._Element, left: etree._Element, part: str) -> etree._Element:
        """A slide as built with what a person changed; links of charts and of what was added lead to the left deck."""
        twin, left = deepcopy(built), deepcopy(left)
        old, new = twin.find(TREE), left.find(TREE)
        if old is None or new is None:
            return twin
        pairs = match_shapes(old, new, by_id=False)
        styles = self._book.of(part)
        for one, other in pairs.items():
            self._shape(one, other, styles)
        for one in shape_nodes(old):
            if one not in pairs and local_name(one) in ("sp", "pic", "cxnSp", "grpSp", "graphicFrame"):
                remove(one)
        _renumber(left, old, pairs)
        _add(old, new, pairs)
        here = {other: one for one, other in pairs.items() if one.getparent() is old}
        reorder(old, [here[node] for node in new if node in here])
        if left.get("show") != built.get("show"):
            if left.get("show") == "0":
                twin.set("show", "0")
            elif built.get("show") == "0":
                twin.attrib.pop("show")
        _effects(twin, left)
        return twin

    def _shape(self, one: etree._Element, other: etree._Element, styles: InheritedStyles) -> None:
        properties, theirs = properties_of(one), properties_of(other)
        said = theirs.get("descr", "") if theirs is not None else ""
        if properties is not None and said and said != properties.get("descr", ""):
            properties.set("descr", said)
        self._place(one, other, styles)
        look, seen = one.find(qn("p:spPr")), other.find(qn("p:spPr"))
        if look is not None and seen is not None:
            self._look(one, look, seen)
        bodies = one.find(qn("p:txBody")), other.find(qn("p:txBody"))
        if bodies[0] is not None and bodies[1] is not None:
            plain = placeholder_of(one) is None and one.find(qn("p:style")) is None
            respell_body(bodies[0], bodies[1], self._colours, self._forms, plain=plain)
        tables = [next(node.iter(qn("a:tbl")), None) for node in (one, other)]
        if tables[0] is not None and tables[1] is not None:
            respell_table(tables[0], tables[1], self._colours, self._forms)
        charts = [next(node.iter(qn("c:chart")), None) for node in (one, other)]
        if charts[0] is not None and charts[1] is not None:
            charts[0].set(qn("r:id"), charts[1].get(qn("r:id"), ""))

    def _place(self, one: etree._Element, other: etree._Element, styles: InheritedStyles) -> None:
        own, theirs = _transform(one), _transform(other)
        if theirs is None or local_name(one) == "grpSp":
            return
        known = own
        if known is None:
            chain = styles.ancestors(Shape(one, "", ""))
            known = next((found for shape in chain if (found := _transform(shape.node)) is not None), None)
        if known is None:
            return
        grows = _is_table(one) or next(one.iter(qn("a:spAutoFit")), None) is not None
        shift = _moved(one, known, theirs, grows=grows)
        seen = theirs.find(qn("a:ext"))
        resized = not grows and any(
            abs(_shift(known, theirs, ("", key), 1.0)) > ROUNDING for key in ("cx", "cy")
        )
        turned = abs(int(known.get("rot", "0")) - int(theirs.get("rot", "0"))) > _TURN
        holder = one.find(qn("p:spPr"))
        if own is None and holder is not None and (shift or resized or turned):
            own = deepcopy(known)
            holder.insert(0, own)
        if own is None:
            return
        off, ext = own.find(qn("a:off")), own.find(qn("a:ext"))
        for key, by in shift.items():
            if off is not None:
                off.set(key, str(int(off.get(key, "0")) + by))
        if resized and ext is not None and seen is not None:
            ext.set("cx", seen.get("cx", "0"))
            ext.set("cy", seen.get("cy", "0"))
        if turned:
            own.set("rot", theirs.get("rot", "0"))

    def _look(self, one: etree._Element, look: etree._Element, seen: etree._Element) -> None:
        styled = one.find(qn("p:style")) is not None or placeholder_of(one) is not None
        if local_name(one) in ("sp", "cxnSp"):
            geometry, theirs = look.find(qn("a:prstGeom")), seen.find(qn("a:prstGeom"))
            if geometry is not None and theirs is not None:
                forms = {geometry.get("prst", ""), theirs.get("prst", "")}
                if len(forms) == 2 and forms != _STRAIGHT:
                    geometry.set("prst", theirs.get("prst", ""))
            if self._colours.fills_differ(look, seen, known=not styled):
                replace_fill(look, fill_of(seen))
        line, theirs = look.find(qn("a:ln")), seen.find(qn("a:ln"))
        if theirs is None:
            return
        width = int(theirs.get("w", "0"))
        if line is None and one.find(qn("p:style")) is not None:
            if width and abs(self._colours.line_width(one) - width) > ROUNDING:
                insert_in_order(look, deepcopy(theirs))
            return
        if line is None:
            if styled or theirs.find(qn("a:solidFill")) is None or local_name(one) == "pic":
                return
            line = ensure_child(look, qn("a:ln"))
        if width and abs(int(line.get("w", "0")) - width) > ROUNDING:
            line.set("w", str(width))
        if self._colours.fills_differ(line, theirs, known=not styled):
            replace_fill(line, fill_of(theirs))


def _transform(node: etree._Element) -> etree._Element | None:
    found = node.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
    return found if found is not None else node.find(qn("p:xfrm"))


def _is_table(node: etree._Element) -> bool:
    return next(node.iter(qn("a:tbl")), None) is not None


def _moved(
    one: etree._Element, known: etree._Element, theirs: etree._Element, *, grows: bool
) -> dict[str, int]:
    """By how much a shape moved along each axis that it moved along."""
    body = next(one.iter(qn("a:bodyPr")), None)
    across = 0.5 if grows and body is not None and body.get("wrap") == "none" else 0.0
    down = _ANCHORS.get(body.get("anchor", "t"), 0.0) if grows and body is not None else 0.0
    found = {"x": _shift(known, theirs, ("x", "cx"), across), "y": _shift(known, theirs, ("y", "cy"), down)}
    return {key: by for key, by in found.items() if abs(by) > ROUNDING}


def _shift(one: etree._Element, other: etree._Element, keys: tuple[str, str], share: float) -> int:
    """By how much a box moved along one axis, seen from its start (share 0), its middle or its end (1)."""
    places = []
    for node in (one, other):
        off, ext = node.find(qn("a:off")), node.find(qn("a:ext"))
        start = int(off.get(keys[0], "0")) if off is not None and keys[0] else 0
        places.append(start + share * (int(ext.get(keys[1], "0")) if ext is not None else 0))
    return round(places[1] - places[0])


def _renumber(left: etree._Element, old: etree._Element, pairs: Pairs) -> None:
    """Give the shapes of a left slide the ids that they have as built, and numbers of their own where they are new."""
    known = {other: shape_id(one) for one, other in pairs.items()}
    taken = [int(identity) for one in shape_nodes(old) if (identity := shape_id(one)).isdecimal()]
    free = count(max(taken, default=1) + 1_001)
    ids: dict[str, str] = {}
    for node in shape_nodes(left):
        ids[shape_id(node)] = fresh = known[node] if node in known else str(next(free))
        set_shape_id(node, fresh)
    for name, tags in (("id", ("a:stCxn", "a:endCxn")), ("spid", ("p:spTgt",))):
        for node in left.iter(*map(qn, tags)):
            node.set(name, ids.get(node.get(name, ""), node.get(name, "")))


def _add(old: etree._Element, new: etree._Element, pairs: Pairs) -> None:
    """Put what only the left slide has behind its neighbour there."""
    here = {other: one for one, other in pairs.items()}
    homes = {new, *here}
    for node in shape_nodes(new):
        parent = node.getparent()
        if node in here or parent not in homes or parent is None:
            continue
        twin = deepcopy(node)
        _take_known(node, twin, here)
        before = node.getprevious()
        while before is not None and before not in here:
            before = before.getprevious()
        holder = old if parent is new else here[parent]
        if before is not None and here[before].getparent() is holder:
            here[before].addnext(twin)
        else:
            holder.append(twin)
        here[node] = twin


def _take_known(node: etree._Element, twin: etree._Element, here: Pairs) -> None:
    """Put the shapes that the build knows into the copy of a group that a person made of them."""
    inside = shape_nodes(node) if local_name(node) == "grpSp" else []
    for one, copy in zip(inside, shape_nodes(twin) if inside else (), strict=True):
        parent = copy.getparent()
        if one in here and parent is not None and not any(above in here for above in one.iterancestors()):
            parent.replace(copy, here[one])


def _effects(twin: etree._Element, left: etree._Element) -> None:
    """Background, transition and animations that the slide had not when it was built."""
    mine, theirs = twin.find(qn("p:cSld")), left.find(qn("p:cSld"))
    if mine is not None and theirs is not None:
        background, seen = mine.find(qn("p:bg")), theirs.find(qn("p:bg"))
        if background is None and seen is not None:
            mine.insert(0, deepcopy(seen))
    if next(twin.iter(qn("p:transition")), None) is None:
        seen = next((one for one in left.iter(qn("p:transition")) if len(one)), None)
        if seen is not None:
            insert_in_order(twin, deepcopy(seen))
    if twin.find(qn("p:timing")) is None:
        seen = left.find(qn("p:timing"))
        if seen is not None and next(seen.iter(qn("p:spTgt")), None) is not None:
            insert_in_order(twin, deepcopy(seen))
