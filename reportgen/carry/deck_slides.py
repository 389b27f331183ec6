"""One slide of a deck carried into its rebuilt form: its shapes, charts, notes, comments and tags."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, partial

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import text_of, without_figures
from reportgen.carry.deck_bindings import Brought, shown_figures
from reportgen.carry.deck_brought import (
    LineHomes,
    ShapeHome,
    ShapeHomes,
    both_built,
    lines_of,
    paragraphs_of,
    put_alike,
)
from reportgen.carry.deck_charts import SlideChart, merge_chart, slide_charts, typed_into_workbook
from reportgen.carry.deck_comments import comment_parts, comments_said
from reportgen.carry.deck_import import Importer
from reportgen.carry.deck_libreoffice import Respelling, saved_by_libreoffice
from reportgen.carry.deck_match import match_shapes, set_shape_id, shape_id, shape_name, shape_nodes
from reportgen.carry.deck_merge import TreeMerge, drop_lost_animations, merge_part
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_text import TextMerge, write_tokens
from reportgen.carry.deck_trees import DeckSide, Forms, Standing, Three, drawn_alike, linking, written_alike
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name
from reportgen.pptx.as_built import keep_own_tags


class SlideReading:
    """What is read of slides as built, as left and as built now: trees, each made once, and the figures of shapes.

    `left` is the deck as a person left it, `earlier` with the comments of our own; `pairs` are the slides as built and
    as built now.
    """

    def __init__(
        self,
        earlier: Package,
        built: DeckSide,
        left: DeckSide,
        pairs: Sequence[tuple[Standing, Standing]] = (),
    ) -> None:
        self.forms = Forms()
        self.left, self.foreign = left, saved_by_libreoffice(earlier, built.package)
        self.respelling = Respelling(built, left, self.forms) if self.foreign else None
        self._trees: dict[tuple[str, str], etree._Element] = {}
        self._shown = {built.name: shown_figures(earlier)}
        self._pairs = pairs

    def edited(self, built: Standing, left: Standing) -> bool:
        """Whether a person changed a slide, or its notes."""
        mine = self.left_slide(built, left)
        if self.forms(self.tree(built.side, built.part)) != self.forms(mine):
            return True
        notes = built.page.notes_part
        return bool(notes and left.page.notes_part) and self.forms(
            self.tree(built.side, notes)
        ) != self.forms(self.left_notes(built, left))

    def figures(self, slide: Standing, shape: str) -> Collection[str]:
        """The texts of figures that a shape shows, as the bindings of its deck have them."""
        if slide.side.name not in self._shown:
            self._shown[slide.side.name] = shown_figures(slide.side.package)
        return self._shown[slide.side.name].get((slide.page.slide_id, shape), set())

    def tree(self, side: DeckSide, part: str) -> etree._Element:
        """A tree that is only read, made once."""
        found = self._trees.get((side.name, part))
        if found is None:
            found = self._trees[side.name, part] = side.tree(part)
        return found

    def left_slide(self, built: Standing, left: Standing) -> etree._Element:
        """A slide as a person left it, spelled as it was built."""
        mine = self.tree(left.side, left.part)
        if self.respelling is None:
            return mine
        return self.respelling.slide(self.tree(built.side, built.part), mine, built.part)

    def left_notes(self, built: Standing, left: Standing) -> etree._Element:
        """The notes of a slide as a person left them, spelled as they were built."""
        mine = self.tree(left.side, left.page.notes_part)
        if self.respelling is None:
            return mine
        return self.respelling.notes(self.tree(built.side, built.page.notes_part), mine)

    @cached_property
    def homes(self) -> ShapeHomes:
        """The shapes with figures that a person may have put elsewhere."""
        return ShapeHomes((built, now, self._names(built)) for built, now in self._pairs)

    @cached_property
    def lines(self) -> LineHomes:
        """The lines with figures that a person may have put elsewhere."""
        return LineHomes((built, now, self._names(built)) for built, now in self._pairs)

    def _names(self, slide: Standing) -> dict[str, Collection[str]]:
        """The shapes of a slide that show figures, by their names, with the texts of these."""
        self.figures(slide, "")
        shown = self._shown[slide.side.name].items()
        return {name: texts for (identity, name), texts in shown if identity == slide.page.slide_id and texts}


class SlideCarrying(Struct, frozen=True):
    """One slide of the new deck, the part `part`, which gets what a person did on it; `told` says what that is."""

    read: SlideReading
    importer: Importer
    part: str
    told: CarryLog
    brought: list[Brought]

    def renew(self, node: etree._Element, shape: str) -> None:
        """Renew the lines in a copy of something of a person's that were built elsewhere in the deck."""
        for line in lines_of(node) if not self.read.foreign else ():
            source = self.read.lines.find(line, shape)
            threes = (line, *source[1:]) if source is not None else ()
            if source is None or any(map(linking, threes)):
                continue
            figures = self._figures(source[0].built, source[0].now, shape_name(source[0].node))
            merge = TextMerge(self.read.forms, *figures)
            for left, built, now in zip(*map(paragraphs_of, threes), strict=False):
                typed = paragraph_text(left)
                merged = merge.merged(built, left, now)
                write_tokens(left, merged, self.read.forms)
                if merged.conflict:
                    done = "your text stands; the build changed it as well"
                    self.told.conflict("changed-twice", shape, typed, paragraph_text(now), done)

    def _figures(self, built: Standing, now: Standing, shape: str) -> tuple[Collection[str], Collection[str]]:
        """The figures that a shape showed as built, and that it shows now."""
        return self.read.figures(built, shape), self.read.figures(now, shape)

    def _brought(self, nodes: Sequence[etree._Element]) -> dict[etree._Element, etree._Element]:
        """Shapes that a person brought to the slide from elsewhere, with what stands for them as built now."""
        found: dict[etree._Element, etree._Element] = {}
        for node in nodes:
            inside = any(one in found for one in node.iterancestors())
            source = self.read.homes.find(node, self.read.left.package) if not inside else None
            both = both_built(source) if source is not None else None
            if source is None or both is None:
                continue
            if self.read.foreign and without_figures(text_of(node)) != without_figures(text_of(source.node)):
                done = "LibreOffice has written it anew; it was kept as you left it"
                self.told.conflict("not-renewed", shape_name(node), text_of(node), "", done)
                continue
            found[node] = self._renewed(source, (node, *both))
        return found

    def _renewed(
        self, source: ShapeHome, trees: tuple[etree._Element, etree._Element, etree._Element]
    ) -> etree._Element:
        """A shape that was brought to the slide: as left, as built and as built now; the last of them, merged."""
        mine, old, new = trees
        self.told.edit(shape_name(mine), "brought from another place")
        identity = shape_id(new)
        figures = partial(self._figures, source.built, source.now)
        merge = TreeMerge(self.read.forms, self.told, figures, renew=self.renew)
        merge.to_left, merge.to_now = {old: mine}, {old: new}
        if local_name(old) == "grpSp":
            merge.to_left |= match_shapes(old, mine)
            merge.to_now |= match_shapes(old, new)
        charts = list(slide_charts(merge, (source.built.side, self.read.left, source.now.side)))
        if self.read.foreign:
            put_alike(new, mine)
        else:
            merge.merge(old, mine, new)
        self.importer.adopt(new, self.part, source.now.side)
        self._merge_charts(source.built, source.now, charts)
        self.brought.append(Brought(self.part, source.now, identity, new))
        return new

    def own_shapes(self, left: str) -> None:
        """Renew what a person brought to the slide, which is the person's own."""
        nodes = shape_nodes(self.read.tree(self.read.left, left))
        found = self._brought(nodes)
        copies = shape_nodes(self.importer.out.xml(self.part)) if nodes else []
        for node, copy in zip(nodes, copies, strict=True):
            if node not in found and local_name(copy) != "grpSp":
                self.renew(copy, shape_name(copy))
        for node, new in found.items():
            copy = copies[nodes.index(node)]
            set_shape_id(new, shape_id(copy))
            self.importer.relink(new, self.part)
            if (parent := copy.getparent()) is not None:
                parent.replace(copy, new)

    def slide(self, three: Three, notes: str) -> None:
        """Bring what a person did on the slide; `notes` is the part of its notes in the new deck."""
        built, left, _ = three
        sides = (built.side.package, built.part), (left.side.package, left.part)
        if not drawn_alike(built.side, built.part, left.side, left.part):
            self._shapes(three)
        self._notes(three, notes)
        if keep_own_tags(*sides, (self.importer.out, self.part)):
            self.told.edit("", "tags of a program")
        if len({tuple(comments_said(*one, plain=self.read.foreign)) for one in sides}) > 1:
            self.told.edit("", "comments")
            self._replace_comments(left)

    def _shapes(self, three: Three) -> None:
        """Bring what a person changed of the shapes of the slide, and of its charts."""
        built, left, now = three
        old, mine = self.read.tree(built.side, built.part), self.read.left_slide(built, left)
        new = now.side.tree(now.part)
        merge = TreeMerge(self.read.forms, self.told, partial(self._figures, built, now), renew=self.renew)
        merge.match(old, mine, new)
        matched = set(merge.to_left.values())
        merge.brought = self._brought([one for one in shape_nodes(mine) if one not in matched])
        charts = list(slide_charts(merge, (built.side, left.side, now.side)))
        if not written_alike(built.side, built.part, left.side, left.part):
            merge.merge(old, mine, new)
            drop_lost_animations(new)
            self.importer.relink(new, self.part)
            self.importer.out.set_xml(self.part, new)
        self._merge_charts(built, now, charts)

    def _merge_charts(self, built: Standing, now: Standing, charts: Sequence[SlideChart]) -> None:
        """Bring how a person made charts look, which were on the slide `built` as built."""
        left, out = self.read.left, self.importer.out
        for one in charts:
            place, name = out.target(self.part, one.rid) or "", one.name
            if not self.read.foreign:
                sides = (built.side.package, left.package, now.side.package)
                typed_into_workbook(sides, one.parts, self.told, name)
            if written_alike(built.side, one.parts[0], left, one.parts[1]):
                continue
            old, mine = self.read.tree(built.side, one.parts[0]), self.read.tree(left, one.parts[1])
            if self.read.respelling is not None:
                mine = self.read.respelling.chart(old, mine)
            new = now.side.tree(one.parts[2])
            figures = self._figures(built, now, name)
            if place in out and merge_chart((old, mine, new), self.read.forms, self.told, name, figures):
                self.importer.relink(new, place)
                out.set_xml(place, new)

    def _notes(self, three: Three, part: str) -> None:
        built, left, now = three
        notes = [one.page.notes_part for one in three]
        if not notes[1]:
            return
        if not all(notes) or not part:
            if not notes[0] and not part:
                links = left.side.package.relationships(left.part)
                kind = next(link.type for link in links if link.kind == "notesSlide")
                self.importer.out.relate(self.part, kind, self.importer.part(notes[1]))
                self.told.edit("", "speaker notes")
            return
        if written_alike(built.side, notes[0], left.side, notes[1]):
            return
        old, mine = self.read.tree(built.side, notes[0]), self.read.left_notes(built, left)
        inside = merge_part(self.importer, (old, mine, now.side.tree(notes[2])), part, self.read.forms)
        self.told.summed(inside, "speaker notes", "your notes stand; the build changed them as well")

    def _replace_comments(self, left: Standing) -> None:
        """The comments of the slide as a person left them."""
        out = self.importer.out
        gone = {part for _, part in comment_parts(out, self.part)}
        links = tuple(link for link in out.relationships(self.part) if link.kind != "comments")
        out.set_relationships(self.part, links)
        for part in gone:
            if part in out:
                del out[part]
        package = left.side.package
        for type_, part in comment_parts(package, left.part):
            if part in package and len(package.peek(part)):
                out.relate(self.part, type_, self.importer.part(part))
