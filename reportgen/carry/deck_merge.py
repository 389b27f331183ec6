"""Three forms of a tree made one: as built, as a person left it, as built now.

What the person changed goes into the tree as built now, element by element and attribute by attribute; where the
build changed the same thing the person's stands, and it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import deepcopy

from lxml import etree
from msgspec import Struct, field

from reportgen.carry.deck_alike import text_of
from reportgen.carry.deck_import import Importer
from reportgen.carry.deck_match import (
    HOLDERS,
    SHAPES,
    Pairs,
    categories,
    child_pairs,
    match_shapes,
    point_name,
    properties_of,
    reorder,
    series_name,
    shape_id,
    shape_name,
    shape_nodes,
    twin_of,
)
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_tables import cells_by_row, columns, widen, with_columns_moved
from reportgen.carry.deck_text import TextMerge, merged_words, split_at_breaks, with_breaks, write_tokens
from reportgen.carry.deck_trees import CHART_DATA, Forms, counted, counted_children
from reportgen.gate.markup_rules import ensure_child, place_among
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn, remove

# Replaced whole: their parts say nothing alone.
_WHOLE = frozenset(
    {"timing", "transition", "custGeom", "gsLst", "lstStyle", "hlinkClick", "hlinkHover", "tabLst"}
)
_LISTS = frozenset({*HOLDERS, "txBody", "rich", "tbl"})
_LINES = frozenset({"p", "tr", "tc", "gridCol"})
_WORDS = frozenset({"descr", "title"})
_KINDS = {
    "xfrm": "place or size",
    "t": "text",
    "p": "text",
    "txBody": "text",
    "spPr": "look",
    "solidFill": "look",
    "ln": "look",
    "gridCol": "width of a column",
    "tr": "row",
    "tc": "cell",
    "rPr": "look of text",
    "pPr": "look of text",
    "bodyPr": "look of text",
    "timing": "animation",
    "transition": "transition",
    "scaling": "axis",
    "valAx": "axis",
    "catAx": "axis",
    "dateAx": "axis",
    "ser": "chart",
    "dLbls": "label",
    "dLbl": "label",
    "legend": "chart",
    "blipFill": "picture",
    "bg": "background",
    "sld": "slide",
}


class TreeMerge(Struct):
    """The merge of one slide, chart or layout into the tree `now`.

    `figures` gives the figures that a shape showed as built and that it shows now; `series` names those of a chart;
    `brought` are shapes that a person brought from elsewhere, with what stands for them; `renew` renews lines of
    ours in a copy of something of a person's.
    """

    forms: Forms
    told: CarryLog
    figures: Callable[[str], tuple[Collection[str], Collection[str]]] = lambda shape: ((), ())
    to_left: Pairs = field(default_factory=dict)
    to_now: Pairs = field(default_factory=dict)
    brought: Pairs = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    shape: str = ""
    series: Collection[str] = ()
    renew: Callable[[etree._Element, str], None] = lambda node, shape: None

    def match(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        """Know the shapes of a slide, a layout or notes again, and which ids stand for which."""
        self.to_left, self.to_now = match_shapes(built, left), match_shapes(built, now)
        self.taken = {"1", *map(shape_id, shape_nodes(now))}
        both = self.to_left.keys() & self.to_now.keys()
        self.ids = {
            shape_id(self.to_left[one]): shape_id(self.to_now[one]) for one in self.to_left if one in both
        }

    def merge(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        """Put what differs between `built` and `left` into `now`."""
        # What is written alike says the same; only what is taken whole is asked what it says.
        if self.forms.is_data(built) or etree.tostring(built, with_tail=False) == etree.tostring(
            left, with_tail=False
        ):
            return
        local = local_name(now)
        whole = left.tag != now.tag or built.tag != left.tag or local in _WHOLE or _wraps_transition(now)
        if (whole or local == "p") and self.forms(built) == self.forms(left):
            return
        outer = self.shape
        if local in SHAPES and shape_name(now):
            self.shape = shape_name(now)
        if whole:
            self._replace(built, left, now)
        elif local == "p" and now.tag == qn("a:p"):
            self._paragraph(built, left, now)
        else:
            if now.tag == qn("a:tbl"):
                built = with_columns_moved((built, left, now), self.told, self.shape)
            if local in ("txBody", "rich"):
                built, left = with_breaks(built, left, now)
            before, cells = columns(now), cells_by_row(now)
            self._attributes(built, left, now)
            self._text(built, left, now)
            self._children(built, left, now)
            if before != columns(now):
                widen(now, before, cells)
            split_at_breaks(now)
        self.forms.forget(now)
        self.shape = outer

    def _what(self, node: etree._Element) -> str:
        for one in (node, *node.iterancestors()):
            found = _KINDS.get(local_name(one))
            if found is not None:
                return found
            if local_name(one) in SHAPES:
                break
        return "setting"

    def _changed(self, node: etree._Element, twice: bool = False, typed: str = "", here: str = "") -> None:
        self.told.changed(self.shape, self._what(node), twice=twice, typed=typed, here=here)

    def _replace(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        twice = self.forms(now) not in (self.forms(built), self.forms(left))
        self._changed(now, twice, local_name(left), local_name(now))
        parent = now.getparent()
        assert parent is not None
        twin = self.copied(left)
        parent.replace(now, twin)
        self.forms.forget(parent)

    def _attributes(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        old, mine, new = counted(built), counted(left), counted(now)
        for name in dict.fromkeys((*old, *mine)):
            if old.get(name) == mine.get(name) or (name == "id" and local_name(now) == "cNvPr"):
                continue
            value = left.get(name)
            twice = new.get(name) not in (old.get(name), mine.get(name))
            if name in _WORDS and value is not None and twice:
                value, twice = merged_words(old.get(name, ""), value, new.get(name, ""))
            self._changed(now, twice, mine.get(name, "(none)"), new.get(name, "(none)"))
            if value is None:
                now.attrib.pop(name, "")
            else:
                now.set(name, value)

    def _text(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        old, mine, new = ((one.text or "").strip() for one in (built, left, now))
        if old != mine and not len(now):
            self._changed(now, new not in (old, mine), mine, new)
            now.text = left.text

    def _paragraph(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        typed, here = paragraph_text(left), paragraph_text(now)
        what = self._what(now) if typed != paragraph_text(built) else "look of text"
        if self.forms(built) == self.forms(now):
            self.told.edit(self.shape, what)
            now[:] = [deepcopy(one) for one in left]
            return
        empty = etree.Element(qn("a:pPr"))
        old, mine = (one.find(empty.tag) for one in (built, left))
        if self.forms(old) != self.forms(mine):
            before, after = (empty if one is None else one for one in (old, mine))
            self.merge(before, after, ensure_child(now, empty.tag))
        was, shown = self.figures(self.shape)
        merged = TextMerge(self.forms, was, shown).merged(built, left, now)
        write_tokens(now, merged, self.forms)
        self.told.changed(self.shape, what, twice=merged.conflict, typed=typed, here=here)

    def _children(self, built: etree._Element, left: etree._Element, now: etree._Element) -> None:
        to_left = child_pairs(built, left, self.to_left)
        to_now = child_pairs(built, now, self.to_now)
        placed: Pairs = {}
        for child in list(counted_children(built)):
            mine, new = to_left.get(child), to_now.get(child)
            if mine is not None and new is not None:
                # Merging may put another element in the place of `new`.
                at = now.index(new)
                self.merge(child, mine, new)
                placed[mine] = now[at]
            elif new is not None and self.forms(child):
                self._deleted(child, new)
            elif mine is not None and self.forms(mine) != self.forms(child):
                self._gone(mine, left, now, placed)
        known = set(to_left.values())
        for child in counted_children(left):
            if child not in known and child not in placed and self.forms(child):
                self._added(child, now, placed, set(to_now.values()))
        if local_name(now) in _LISTS:
            self._order(built, left, now, to_left, placed)

    def _deleted(self, built: etree._Element, now: etree._Element) -> None:
        if local_name(built) in SHAPES and built in self.to_left:
            return  # it moved into a group or out of one, where it is placed
        if built.tag in CHART_DATA:
            return
        if local_name(built) in SHAPES:
            self.told.edit(shape_name(now) or self.shape, "deleted")
        else:
            self._changed(now)
        remove(now)

    def _gone(self, left: etree._Element, holder: etree._Element, now: etree._Element, placed: Pairs) -> None:
        """A person changed what the build has no longer: it stays where something is lost without it."""
        if local_name(left) not in SHAPES | {"p", "tr"}:
            return
        name = shape_name(left) if local_name(left) in SHAPES else self.shape
        self.insert(self.copied(left), left, now, placed)
        done = "the build has it no longer; yours was kept"
        self.told.conflict("no-place", name, text_of(left)[:200] or local_name(left), "", done)

    def _added(
        self, left: etree._Element, now: etree._Element, placed: Pairs, standing: Collection[etree._Element]
    ) -> None:
        if left.tag in CHART_DATA:
            return
        others = now.find(qn("c:ser")) is not None
        if local_name(left) == "ser" and others and series_name(left) not in self.series:
            return  # data of a person's own, no series that was drawn as another plot
        twin = twin_of(left, now) if local_name(left) not in SHAPES | _LINES else None
        if twin is not None:
            if twin not in standing and self.forms(twin) != self.forms(left):
                self._changed(twin, True, local_name(left), local_name(twin))
                fresh = self.copied(left)
                now.replace(twin, fresh)
                placed[left] = fresh
            return
        known = self._known(left)
        node = known if known is not None else self.copied(left)
        if local_name(left) in ("dPt", "dLbl") and not _renumbered_point(node, left, now):
            done = "its point is gone from the chart; the build's stands"
            self.told.conflict("no-place", self.shape, point_name(left), "", done)
            return
        self.insert(node, left, now, placed)
        if local_name(left) not in SHAPES:
            self._changed(node)
        elif known is None:
            self.told.edit(shape_name(left), "added")

    def _known(self, left: etree._Element) -> etree._Element | None:
        """A shape of ours that a person put elsewhere: merged, and taken out of where it stood."""
        if left in self.brought:
            twin = self.brought[left]
            for one in (twin, *shape_nodes(twin)):
                self._renumber(one)
            return twin
        built = next((one for one, mine in self.to_left.items() if mine is left), None)
        now = self.to_now.get(built) if built is not None else None
        if built is None or now is None:
            return None
        self.merge(built, left, now)
        remove(now)
        return now

    def copied(self, left: etree._Element) -> etree._Element:
        """A copy of something of a person's; shapes in it that the build knows are those as built now."""
        twin = deepcopy(left)
        self.renew(twin, self.shape)
        if local_name(left) == "grpSp":
            self._regrouped(left, twin)
        elif local_name(left) in SHAPES:
            self._renumber(twin)
        for target in twin.iter(qn("p:spTgt")):
            target.set("spid", self.ids.get(target.get("spid", ""), target.get("spid", "")))
        for end in twin.iter(qn("a:stCxn"), qn("a:endCxn")):
            end.set("id", self.ids.get(end.get("id", ""), end.get("id", "")))
        return twin

    def _regrouped(self, left: etree._Element, twin: etree._Element) -> None:
        self._renumber(twin)
        for mine, copy in zip(list(left), list(twin), strict=True):
            if local_name(mine) in SHAPES:
                known = self._known(mine)
                twin.replace(copy, known if known is not None else self.copied(mine))

    def _renumber(self, node: etree._Element) -> None:
        """An id of its own for a shape that comes into the slide."""
        properties, old = properties_of(node), shape_id(node)
        if properties is None or not old:
            return
        fresh = old
        if old in self.taken:
            fresh = str(max((int(one) for one in self.taken if one.isdecimal()), default=1) + 1)
            properties.set("id", fresh)
        self.taken.add(fresh)
        self.ids.setdefault(old, fresh)

    def insert(self, node: etree._Element, left: etree._Element, now: etree._Element, placed: Pairs) -> None:
        """Put an element of a person's behind what it stands behind in the person's deck."""
        placed[left] = node
        self.forms.forget(now)
        place = place_among(now, node) if local_name(node) not in SHAPES | _LINES else None
        if place is not None:
            now.insert(place, node)
            return
        before = left.getprevious()
        while before is not None and (before not in placed or placed[before].getparent() is not now):
            before = before.getprevious()
        if before is not None:
            placed[before].addnext(node)
        else:
            now.insert(0, node)

    def _order(
        self, built: etree._Element, left: etree._Element, now: etree._Element, to_left: Pairs, placed: Pairs
    ) -> None:
        """Bring what all three have into the person's order, where a person changed it."""
        mine = [child for child in left if child in placed and placed[child].getparent() is now]
        from_left = {one: child for child, one in to_left.items()}
        common = [child for child in mine if child in from_left]
        old = [from_left[child] for child in common]
        if old == sorted(old, key=lambda one: built.index(one)):
            return
        self.told.edit(self.shape, "order")
        reorder(now, [placed[child] for child in mine])


def _renumbered_point(node: etree._Element, left: etree._Element, now: etree._Element) -> bool:
    """Point a copied point or label to its category in the series as built now; false where that is gone."""
    series = next((one for one in (now, *now.iterancestors()) if one.tag == qn("c:ser")), None)
    name, index = point_name(left), node.find(qn("c:idx"))
    if series is None or index is None or name.startswith("#"):
        return True
    names = categories(series)
    if name not in names:
        return False
    index.set("val", str(names.index(name)))
    return True


def _wraps_transition(node: etree._Element) -> bool:
    return local_name(node) == "AlternateContent" and any(
        local_name(one) == "transition" for one in node.iter(etree.Element)
    )


def merge_part(
    importer: Importer, trees: tuple[etree._Element, etree._Element, etree._Element], part: str, forms: Forms
) -> CarryLog:
    """Bring what a person changed into the part of the new deck whose tree is the last of three; what that is."""
    built, left, now = trees
    told = CarryLog()
    if forms(built) != forms(left):
        merge = TreeMerge(forms, told)
        merge.match(built, left, now)
        merge.merge(built, left, now)
        importer.relink(now, part)
        importer.out.set_xml(part, now)
    return told


def drop_lost_animations(slide: etree._Element) -> None:
    """Take out animations of shapes that are no longer on the slide; PowerPoint would repair the file."""
    known = set(map(shape_id, shape_nodes(slide)))
    timing = slide.find(qn("p:timing"))
    for target in list(timing.iter(qn("p:spTgt"), qn("p:bldP"))) if timing is not None else ():
        if target.get("spid") in known:
            continue
        node: etree._Element | None = target
        while node is not None and node is not timing:
            parent = node.getparent()
            if parent is None:
                break  # it went with another
            if len(parent) > 1 and local_name(parent) in ("childTnLst", "bldLst"):
                parent.remove(node)
                break
            node = parent
        if node is timing and timing is not None:
            slide.remove(timing)
            return
