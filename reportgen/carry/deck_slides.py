"""One slide of a deck carried into its rebuilt form: its shapes, charts, notes, comments and tags."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, partial

from lxml import etree

from reportgen.carry.deck_alike import text_of, without_figures
from reportgen.carry.deck_bindings import shown_figures
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
from reportgen.carry.deck_trees import (
    DeckSide,
    Forms,
    Standing,
    Three,
    drawn_alike,
    linking,
    written_alike,
)
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name
from reportgen.pptx.as_built import keep_own_tags


class SlideCarrying:
    """How slides are carried: `left` is the deck as a person left it, `earlier` with the comments of our own.

    `pairs` are the slides as built and as built now; `placed` are shapes that were brought from elsewhere: the part of
    their slide in the new deck, the slide as built now that they come from, their id there, and what stands for them.
    """

    def __init__(
        self, earlier: Package, built: DeckSide, left: DeckSide, pairs: Sequence[tuple[Standing, Standing]]
    ) -> None:
        self.forms = Forms()
        self._left, self._foreign = left, saved_by_libreoffice(earlier, built.package)
        self._respelling = Respelling(built, left, self.forms) if self._foreign else None
        self._trees: dict[tuple[str, str], etree._Element] = {}
        self._shown = {built.name: shown_figures(earlier)}
        self._pairs = pairs
        self.placed: list[tuple[str, Standing, str, etree._Element]] = []

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
        if self._respelling is None:
            return mine
        return self._respelling.slide(self.tree(built.side, built.part), mine, built.part)

    def left_notes(self, built: Standing, left: Standing) -> etree._Element:
        """The notes of a slide as a person left them, spelled as they were built."""
        mine = self.tree(left.side, left.page.notes_part)
        if self._respelling is None:
            return mine
        return self._respelling.notes(self.tree(built.side, built.page.notes_part), mine)

    @cached_property
    def _homes(self) -> ShapeHomes:
        """The shapes with figures that a person may have put elsewhere."""
        return ShapeHomes((built, now, self._names(built)) for built, now in self._pairs)

    @cached_property
    def _lines(self) -> LineHomes:
        """The lines with figures that a person may have put elsewhere."""
        return LineHomes((built, now, self._names(built)) for built, now in self._pairs)

    def _names(self, slide: Standing) -> dict[str, Collection[str]]:
        """The shapes of a slide that show figures, by their names, with the texts of these."""
        self.figures(slide, "")
        shown = self._shown[slide.side.name].items()
        return {name: texts for (identity, name), texts in shown if identity == slide.page.slide_id and texts}

    def renew(self, node: etree._Element, shape: str, told: CarryLog) -> None:
        """Renew the lines in a copy of something of a person's that were built elsewhere in the deck."""
        for line in lines_of(node) if not self._foreign else ():
            source = self._lines.find(line, shape)
            threes = (line, *source[1:]) if source is not None else ()
            if source is None or any(map(linking, threes)):
                continue
            home, name = source[0], shape_name(source[0].node)
            merge = TextMerge(self.forms, self.figures(home.built, name), self.figures(home.now, name))
            for left, built, now in zip(*map(paragraphs_of, threes), strict=False):
                typed = paragraph_text(left)
                merged = merge.merged(built, left, now)
                write_tokens(left, merged, self.forms)
                if merged.conflict:
                    done = "your text stands; the build changed it as well"
                    told.conflict("changed-twice", shape, typed, paragraph_text(now), done)

    def _brought(
        self, importer: Importer, nodes: Sequence[etree._Element], part: str, told: CarryLog
    ) -> dict[etree._Element, etree._Element]:
        """Shapes that a person brought to a slide from elsewhere, with what stands for them: they are as built now."""
        found: dict[etree._Element, etree._Element] = {}
        for node in nodes:
            source = (
                None
                if any(one in found for one in node.iterancestors())
                else self._homes.find(node, self._left.package)
            )
            both = both_built(source) if source is not None else None
            if source is None or both is None:
                continue
            if self._foreign and without_figures(text_of(node)) != without_figures(text_of(source.node)):
                done = "LibreOffice has written it anew; it was kept as you left it"
                told.conflict("not-renewed", shape_name(node), text_of(node), "", done)
                continue
            found[node] = self._renewed(importer, source, (node, *both), part, told)
        return found

    def _renewed(
        self,
        importer: Importer,
        source: ShapeHome,
        trees: tuple[etree._Element, etree._Element, etree._Element],
        part: str,
        told: CarryLog,
    ) -> etree._Element:
        """A shape that was brought to a slide: as left, as built and as built now; the last of them, merged."""
        mine, old, new = trees
        told.edit(shape_name(mine), "brought from another place")
        identity = shape_id(new)
        merge = TreeMerge(
            self.forms,
            told,
            lambda shape: (self.figures(source.built, shape), self.figures(source.now, shape)),
        )
        merge.renew = partial(self.renew, told=told)
        merge.to_left, merge.to_now = {old: mine}, {old: new}
        if local_name(old) == "grpSp":
            merge.to_left |= match_shapes(old, mine)
            merge.to_now |= match_shapes(old, new)
        charts = list(slide_charts(merge, (source.built.side, self._left, source.now.side)))
        if self._foreign:
            put_alike(new, mine)
        else:
            merge.merge(old, mine, new)
        importer.adopt(new, part, source.now.side)
        self._merge_charts(importer, (source.built, source.now), charts, part, told)
        self.placed.append((part, source.now, identity, new))
        return new

    def own_shapes(self, importer: Importer, left: str, part: str, told: CarryLog) -> None:
        """Renew what a person brought to a slide of the person's own."""
        nodes = shape_nodes(self.tree(self._left, left))
        found = self._brought(importer, nodes, part, told)
        copies = shape_nodes(importer.out.xml(part)) if nodes else []
        for node, copy in zip(nodes, copies, strict=True):
            if node not in found and local_name(copy) != "grpSp":
                self.renew(copy, shape_name(copy), told)
        for node, new in found.items():
            copy = copies[nodes.index(node)]
            set_shape_id(new, shape_id(copy))
            importer.relink(new, part)
            if (parent := copy.getparent()) is not None:
                parent.replace(copy, new)

    def slide(self, importer: Importer, three: Three, parts: tuple[str, str], told: CarryLog) -> None:
        """Bring what a person did on a slide into the new deck, where its part and that of its notes are `parts`."""
        built, left, _ = three
        if not drawn_alike(built.side, built.part, left.side, left.part):
            self._shapes(importer, three, parts[0], told)
        self._notes(importer, three, parts, told)
        if keep_own_tags(
            (built.side.package, built.part), (left.side.package, left.part), (importer.out, parts[0])
        ):
            told.edit("", "tags of a program")
        if self._comments_differ(built, left):
            told.edit("", "comments")
            _replace_comments(importer, left.side.package, left.part, parts[0])

    def _shapes(self, importer: Importer, three: Three, part: str, told: CarryLog) -> None:
        """Bring what a person changed of the shapes of a slide, and of its charts, into the new deck."""
        built, left, now = three
        old, mine = self.tree(built.side, built.part), self.left_slide(built, left)
        new = now.side.tree(now.part)

        def figures(shape: str) -> tuple[Collection[str], Collection[str]]:
            return self.figures(built, shape), self.figures(now, shape)

        merge = TreeMerge(self.forms, told, figures, renew=partial(self.renew, told=told))
        merge.match(old, mine, new)
        matched = set(merge.to_left.values())
        strange = [one for one in shape_nodes(mine) if one not in matched]
        merge.brought = self._brought(importer, strange, part, told)
        charts = list(slide_charts(merge, (built.side, left.side, now.side)))
        if not written_alike(built.side, built.part, left.side, left.part):
            merge.merge(old, mine, new)
            drop_lost_animations(new)
            importer.relink(new, part)
            importer.out.set_xml(part, new)
        self._merge_charts(importer, (built, now), charts, part, told)

    def _merge_charts(
        self,
        importer: Importer,
        slides: tuple[Standing, Standing],
        charts: Sequence[SlideChart],
        part: str,
        told: CarryLog,
    ) -> None:
        """Bring how a person made charts look into a slide, whose charts were on the first of `slides` as built."""
        built, now = slides
        for one in charts:
            place, name = importer.out.target(part, one.rid) or "", one.name
            if not self._foreign:
                sides = (built.side.package, self._left.package, now.side.package)
                typed_into_workbook(sides, one.parts, told, name)
            if written_alike(built.side, one.parts[0], self._left, one.parts[1]):
                continue
            chart = (
                self.tree(built.side, one.parts[0]),
                self.tree(self._left, one.parts[1]),
                now.side.tree(one.parts[2]),
            )
            if self._respelling is not None:
                chart = chart[0], self._respelling.chart(chart[0], chart[1]), chart[2]
            figures = self.figures(built, name), self.figures(now, name)
            if place in importer.out and merge_chart(chart, self.forms, told, name, figures):
                importer.relink(chart[2], place)
                importer.out.set_xml(place, chart[2])

    def _comments_differ(self, built: Standing, left: Standing) -> bool:
        old, new = (comments_said(one.side.package, one.part, plain=self._foreign) for one in (built, left))
        return old != new

    def _notes(
        self,
        importer: Importer,
        three: Three,
        parts: tuple[str, str],
        told: CarryLog,
    ) -> None:
        built, left, now = three
        notes = [one.page.notes_part for one in three]
        if not notes[1]:
            return
        if not all(notes) or not parts[1]:
            if not notes[0] and not parts[1]:
                kind = next(
                    link.type
                    for link in self._left.package.relationships(left.part)
                    if link.kind == "notesSlide"
                )
                importer.out.relate(parts[0], kind, importer.part(notes[1]))
                told.edit("", "speaker notes")
            return
        if written_alike(built.side, notes[0], left.side, notes[1]):
            return
        trees = self.tree(built.side, notes[0]), self.left_notes(built, left), now.side.tree(notes[2])
        inside = merge_part(importer, trees, parts[1], self.forms)
        told.summed(inside, "speaker notes", "your notes stand; the build changed them as well")


def _replace_comments(importer: Importer, left: Package, source: str, slide: str) -> None:
    """The comments of a slide as a person left them."""
    out = importer.out
    gone = {part for _, part in comment_parts(out, slide)}
    out.set_relationships(slide, tuple(link for link in out.relationships(slide) if link.kind != "comments"))
    for part in gone:
        if part in out:
            del out[part]
    for type_, part in comment_parts(left, source):
        if part in left and len(left.peek(part)):
            out.relate(slide, type_, importer.part(part))
