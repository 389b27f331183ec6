"""Parts of one deck copied into another, under names that are free there.

slide2 -> layout5 -> master1 -> theme1      becomes      slide9 -> layout12 -> master2 -> theme3
       -> chart1 -> book1.xlsx                                  -> chart4 -> book4.xlsx
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from copy import deepcopy

from reportgen.deck.assemble import unlink
from reportgen.deck.library import presentation_part
from reportgen.opc import Package, Relationship, resolve_target
from reportgen.opc.relationships import relative_target
from reportgen.parts.chart_names import child_elements, local_name, qn, remove

_NUMBERED = re.compile(r"^(.*?)(\d*)(\.[^./]+)$")
_LEFT_BEHIND = frozenset({"comments", "commentAuthors", "slideUpdateInfo"})
_MEDIA = frozenset({"image", "media", "video", "audio"})


class Copying:
    """One import: the target grows, the source is only read; no part is copied twice."""

    def __init__(self, target: Package, source: Package) -> None:
        self.target, self._source = target, source
        self.new_masters: list[str] = []
        self.new_notes_master = ""
        self._main, self._other = presentation_part(target), presentation_part(source)
        self._taken = {part.lower() for part in target}
        self._names: dict[str, str] = {}
        self._layouts: set[str] = set()
        self._slides: set[str] = set()

    def slides(self, parts: Sequence[str]) -> list[str]:
        """Copy the slides `parts`, a further time where one is named twice; the names of the copies."""
        self._slides = set(parts)
        self._layouts = {layout for part in parts for layout in self._source.related(part, "slideLayout")}
        self._add_table_styles()
        shared: dict[str, str] = {}
        found: list[str] = []
        for part in parts:
            # What a slide owns is copied for each; layouts, masters and media only once.
            self._names = dict(shared)
            found.append(self._copy(part))
            kept = (name for name in self._names if self._is_shared(name))
            shared |= {name: self._names[name] for name in kept}
        return found

    def _is_shared(self, part: str) -> bool:
        folder = posixpath.dirname(part)
        return folder.endswith(("/slideLayouts", "/slideMasters", "/theme", "/media", "/notesMasters"))

    def _copy(self, part: str) -> str:
        if part in self._names:
            return self._names[part]
        new = self._names[part] = self._fresh(part)
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
        if old not in self._source or relation.kind in _LEFT_BEHIND:
            return ""
        if relation.kind == "slide":
            return self._names.get(old, "")
        if relation.kind == "slideLayout":
            return self._same(old) or (self._copy(old) if old in self._layouts else "")
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

    def _fresh(self, part: str) -> str:
        name = part
        match = _NUMBERED.match(part)
        stem, ending = (match[1], match[3]) if match else (part, "")
        number = 1
        while name.lower() in self._taken:
            name = f"{stem}{number}{ending}"
            number += 1
        self._taken.add(name.lower())
        return name

    def _add_table_styles(self) -> None:
        own = self.target.related(self._main, "tableStyles")
        more = self._source.related(self._other, "tableStyles")
        if not own or not more or own[0] not in self.target or more[0] not in self._source:
            return
        known = {node.get("styleId") for node in child_elements(self.target.peek(own[0]))}
        for node in child_elements(self._source.peek(more[0])):
            if local_name(node) == "tblStyle" and node.get("styleId") not in known:
                self.target.xml(own[0]).append(deepcopy(node))
