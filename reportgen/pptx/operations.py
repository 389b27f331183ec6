"""Parts of one deck copied into another, under names that are free there.

slide2 -> layout5 -> master1 -> theme1      becomes      slide9 -> layout12 -> master2 -> theme3
       -> chart1 -> book1.xlsx                                  -> chart4 -> book4.xlsx
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.gate.gate import pass_gate
from reportgen.gate.markup_rules import ensure_child
from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.relationships import Relationship, relative_target, resolve_target
from reportgen.office.xml import child_elements, local_name, qn, remove, sub
from reportgen.pptx.assemble import assemble, unlink
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part, slide_nodes
from reportgen.pptx.sections import bring_sections, bring_shows

_LEFT_BEHIND = frozenset({"comments", "commentAuthors", "slideUpdateInfo"})
_MEDIA = frozenset({"image", "media", "video", "audio"})


class Copying:
    """One import: the target grows, the source is only read; no part is copied twice.

    `known` names parts of the source that the target has already, `whole` says that comments come along; `names` are
    those of another import into the same target.
    """

    def __init__(
        self,
        target: Package,
        source: Package,
        known: Mapping[str, str] = MappingProxyType({}),
        *,
        whole: bool = False,
        names: PartNames | None = None,
    ) -> None:
        self.target, self._source = target, source
        self._known, self._dropped_kinds = known, _LEFT_BEHIND if not whole else frozenset[str]()
        self.new_masters: list[str] = []
        self.new_notes_master = ""
        self._main, self._other = presentation_part(target), presentation_part(source)
        self.names = names or PartNames(target)
        self._names: dict[str, str] = dict(known)
        self._layouts: set[str] = set()
        self._slides: set[str] = set()

    def slides(self, parts: Sequence[str]) -> list[str]:
        """Copy the slides `parts`, a further time where one is named twice; the names of the copies."""
        self._slides = set(parts)
        self._layouts = {layout for part in parts for layout in self._source.related(part, "slideLayout")}
        self._add_table_styles()
        shared = dict(self._known)
        found: list[str] = []
        for part in parts:
            # What a slide owns is copied for each; layouts, masters and media only once.
            self._names = dict(shared)
            found.append(self._copy(part))
            kept = (name for name in self._names if self._is_shared(name))
            shared |= {name: self._names[name] for name in kept}
        return found

    def part(self, part: str) -> str:
        """Copy a part with all that it leads to; the name of the copy, or of what stands there for it."""
        if part in self._source.related(self._other, "slideMaster") or "slideLayout" in part:
            self._layouts.add(part)
        new = self._copy(part)
        if part in self._layouts:
            _list_layout(self.target, new)
        return new

    def has(self, part: str) -> bool:
        """Whether the target has a part of the source already."""
        return part in self._names

    def _is_shared(self, part: str) -> bool:
        folder = posixpath.dirname(part)
        return folder.endswith(("/slideLayouts", "/slideMasters", "/theme", "/media", "/notesMasters"))

    def _copy(self, part: str) -> str:
        if part in self._names:
            return self._names[part]
        new = self._names[part] = self.names.own(part)
        self.target[new] = self._source[part]
        content_type = self._source.content_type(part) or ""
        if self.target.content_type(new) != content_type:
            self.target.set_content_type(new, content_type)
        relations, dropped = self._relations(part, new)
        if relations or self._source.relationships(part):
            self.target.set_relationships(new, relations)
        if dropped:
            unlink(self.target.xml(new), dropped)
        if part in self._source.related(self._other, "slideMaster"):
            self._trim_layouts(new, dropped)
            self.new_masters.append(new)
        return new

    def _relations(self, part: str, new: str) -> tuple[tuple[Relationship, ...], set[str]]:
        kept: list[Relationship] = []
        dropped: set[str] = set()
        for relation in self._source.relationships(part):
            if relation.external:
                kept.append(relation)
                continue
            goal = self._goal(relation, resolve_target(part, relation.target), part)
            if goal:
                kept.append(Relationship(relation.rid, relation.type, relative_target(new, goal)))
            else:
                dropped.add(relation.rid)
        return tuple(kept), dropped

    def _goal(self, relation: Relationship, old: str, part: str) -> str:
        """The part of the target that a relationship leads to; empty where it is given up."""
        if old not in self._source or relation.kind in self._dropped_kinds:
            return ""
        if relation.kind == "slide":
            return self._names.get(old, "")
        if relation.kind == "slideLayout":
            return (
                self._names.get(old) or self._same(old) or (self._copy(old) if old in self._layouts else "")
            )
        if relation.kind == "notesMaster":
            own = self.target.related(self._main, "notesMaster")
            if own:
                return own[0]
            if not self.new_notes_master:
                self.new_notes_master = self._copy(old)
            return self.new_notes_master
        if relation.kind in _MEDIA:
            return self._names.get(old) or self._same_media(old) or self._copy(old)
        return self._copy(old)

    def _same(self, layout: str) -> str:
        """The target's own layout that is the same as `layout`, with the same master and theme; else empty."""
        for own in self.target:
            if posixpath.dirname(own).endswith("/slideLayouts") and own.endswith(".xml"):
                pairs = [(own, layout)]
                masters = self.target.related(own, "slideMaster"), self._source.related(layout, "slideMaster")
                pairs += list(zip(*masters, strict=False))
                if masters[0] and masters[1]:
                    themes = (
                        self.target.related(masters[0][0], "theme"),
                        self._source.related(masters[1][0], "theme"),
                    )
                    pairs += list(zip(*themes, strict=False))
                if own not in self._names.values() and all(self._alike(a, b) for a, b in pairs):
                    return own
        return ""

    def _alike(self, own: str, other: str) -> bool:
        return own in self.target and other in self._source and self.target[own] == self._source[other]

    def _same_media(self, part: str) -> str:
        data, ending = self._source[part], posixpath.splitext(part)[1].lower()
        alike = (own for own in self.target if own.lower().endswith(ending) and self.target[own] == data)
        return next((own for own in alike if "/media/" in own), "")

    def _trim_layouts(self, master: str, dropped: set[str]) -> None:
        """A master comes with the layouts in use; its list names no others."""
        layouts = self.target.xml(master).find(qn("p:sldLayoutIdLst"))
        for node in list(child_elements(layouts)) if layouts is not None else ():
            if node.get(qn("r:id")) in dropped:
                remove(node)

    def _add_table_styles(self) -> None:
        own = self.target.related(self._main, "tableStyles")
        more = self._source.related(self._other, "tableStyles")
        if not own or not more or own[0] not in self.target or more[0] not in self._source:
            return
        known = {node.get("styleId") for node in child_elements(self.target.peek(own[0]))}
        for node in child_elements(self._source.peek(more[0])):
            if local_name(node) == "tblStyle" and node.get("styleId") not in known:
                self.target.xml(own[0]).append(deepcopy(node))


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_FIRST_MASTER_ID = 2_147_483_648


def rearranged(package: Package, numbers: Sequence[int]) -> Package:
    """The deck with the slides `numbers` (from 1) in this order; a number named twice gives two slides.

    `FindingsError` for a number that the deck does not have.
    """
    deck, _ = assemble(package, _chosen(package, numbers))
    pass_gate(deck, (package,))
    return deck


def import_pages(package: Package, source: Package, numbers: Sequence[int]) -> Package:
    """The deck with the slides `numbers` (from 1) of `source` behind its own.

    They bring their layouts with master and theme, unless the deck has the same, and their sections and custom shows;
    notes go to the deck's own master of notes; table styles come along; links to slides that stay behind are taken
    out, comments too.
    """
    pages = _chosen(source, numbers)
    copying = Copying(package.copy(), source)
    main = presentation_part(copying.target)
    parts = copying.slides([page.part for page in pages])
    list_copied_masters(copying)
    ids = [list_slide(copying.target, main, part) for part in parts]
    bring_sections(copying.target, source, pages, ids)
    bring_shows(copying.target, source, pages, ids)
    pass_gate(copying.target, (package, source))
    return copying.target


def list_copied_masters(copying: Copying) -> None:
    """Add the masters that came along to the presentation."""
    main = presentation_part(copying.target)
    for master in copying.new_masters:
        _list_master(copying.target, main, master)
    copying.new_masters.clear()
    if copying.new_notes_master:
        _list_notes_master(copying.target, main, copying.new_notes_master)


def _chosen(package: Package, numbers: Sequence[int]) -> list[LibraryPage]:
    pages = library_pages(package)
    expected = f"numbers from 1 to {len(pages)}"
    unknown = [
        Issue("unknown-slide", f"the deck has no slide {number}", Place(package.name), expected=expected)
        for number in dict.fromkeys(numbers)
        if number not in range(1, len(pages) + 1)
    ]
    if unknown:
        raise FindingsError(unknown)
    return [pages[number - 1] for number in numbers]


def _list_master(package: Package, main: str, master: str) -> None:
    """Add a master to the presentation; ids of masters and layouts share one range (19.7.13 and 19.7.15)."""
    rid = package.relate(main, _RELATIONS + "slideMaster", master)
    root = package.xml(main)
    holder = ensure_child(root, qn("p:sldMasterIdLst"))
    taken = {int(node.get("id", "0")) for node in holder}
    for part in package.related(main, "slideMaster"):
        layouts = package.peek(part).find(qn("p:sldLayoutIdLst"))
        if part != master and layouts is not None:
            taken |= {int(node.get("id", "0")) for node in layouts}
    fresh = max([_FIRST_MASTER_ID, *taken]) + 1
    sub(holder, "p:sldMasterId", id=str(fresh)).set(qn("r:id"), rid)
    layouts = package.xml(master).find(qn("p:sldLayoutIdLst"))
    for number, node in enumerate(child_elements(layouts) if layouts is not None else (), start=fresh + 1):
        node.set("id", str(number))


def _list_layout(package: Package, layout: str) -> None:
    """Add a layout to its master, where that was there before it."""
    master = next(iter(package.related(layout, "slideMaster")), "")
    if not master or layout in package.related(master, "slideLayout"):
        return
    main = presentation_part(package)
    roots = [package.peek(part) for part in (main, *package.related(main, "slideMaster"), master)]
    taken = [
        int(node.get("id", "0"))
        for root in roots
        for node in root.iter(qn("p:sldMasterId"), qn("p:sldLayoutId"))
    ]
    holder = ensure_child(package.xml(master), qn("p:sldLayoutIdLst"))
    node = sub(holder, "p:sldLayoutId", id=str(max([_FIRST_MASTER_ID, *taken]) + 1))
    node.set(qn("r:id"), package.relate(master, _RELATIONS + "slideLayout", layout))


def _list_notes_master(package: Package, main: str, part: str) -> None:
    rid = package.relate(main, _RELATIONS + "notesMaster", part)
    root = package.xml(main)
    if root.find(qn("p:notesMasterIdLst")) is None:
        sub(ensure_child(root, qn("p:notesMasterIdLst")), "p:notesMasterId").set(qn("r:id"), rid)


def list_slide(package: Package, main: str, part: str) -> str:
    """Add a slide to the end of the presentation; its id."""
    rid = package.relate(main, _RELATIONS + "slide", part)
    root = package.xml(main)
    holder = ensure_child(root, qn("p:sldIdLst"))
    used = [int(node.get("id", "0")) for node in slide_nodes(root)]
    fresh = str(max([255, *used]) + 1)
    sub(holder, "p:sldId", id=fresh).set(qn("r:id"), rid)
    for sections in root.iter(qn("p14:sectionLst")):
        slides = list(sections.iter(qn("p14:sldIdLst")))
        if slides:
            sub(slides[-1], "p14:sldId", id=fresh)
    return fresh
