"""A deck that a person has worked in, carried over into its rebuilt form.

OLD.pptx ──▶ as built (kept in its bindings) ─┐
         ──▶ as left                          ├─ slide by slide ──▶ the new deck, and what was kept and changed twice
deck as built now ────────────────────────────┘
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from reportgen.carry.deck_bindings import shown_figures, write_carried_bindings
from reportgen.carry.deck_charts import merge_chart, typed_into_workbook
from reportgen.carry.deck_comments import (
    author_parts,
    comment_parts,
    comments_said,
    tell_conflicts,
    told_before,
    without_own,
)
from reportgen.carry.deck_guests import EarlierDeck, Standing, Three, guests_of, vintage_of
from reportgen.carry.deck_import import Importer, relate_once
from reportgen.carry.deck_layouts import Layouts
from reportgen.carry.deck_libreoffice import (
    ROUNDING,
    Respelling,
    not_known_again,
    saved_by_libreoffice,
)
from reportgen.carry.deck_match import match_shapes, shape_name, shape_nodes, text_of, without_figures
from reportgen.carry.deck_merge import CarryLog, TreeMerge, drop_lost_animations, known_ids
from reportgen.carry.deck_order import (
    NewSlide,
    Order,
    order_of,
    sections_of,
    write_order,
    write_sections,
)
from reportgen.carry.deck_plan import DeckCarry, DeckConflict, DeckEdit, DeckPlace
from reportgen.carry.deck_trees import DeckSide, Forms, drawn_alike, link_of, written_alike
from reportgen.carry.deck_whole import carry_size, carry_whole
from reportgen.office.package import Package
from reportgen.office.xml import qn
from reportgen.pptx.as_built import keep_own_tags
from reportgen.pptx.assemble import assemble
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part
from reportgen.pptx.operations import list_slide

_TREE = f"{qn('p:cSld')}/{qn('p:spTree')}"


@dataclass(frozen=True)
class CarriedDeck:
    """A rebuilt deck with a person's work, and what was carried."""

    package: Package
    plan: DeckCarry


def carried_deck(earlier: EarlierDeck, now: Package) -> CarriedDeck:
    """The deck `now` with what a person did in the earlier one; neither is changed."""
    return _DeckCarrying(earlier, now).carried()


class _DeckCarrying:
    """One rebuild: the three decks, the new one, and what is told of it."""

    def __init__(self, earlier: EarlierDeck, now: Package) -> None:
        self._forms = Forms()
        self._built = DeckSide.of("built", earlier.built)
        self._foreign = saved_by_libreoffice(earlier.package)
        self._left = DeckSide.of("left", without_own(earlier.package))
        self._before = [tuple(told_before(earlier.package, page)) for page in self._left.pages]
        self._now = DeckSide.of("now", now)
        self._trees: dict[tuple[str, str], etree._Element] = {}
        self._respelling = Respelling(self._built, self._left, self._forms) if self._foreign else None
        self._guests = guests_of(earlier, self._left, self._now)
        self._order: Order = order_of(
            (self._built, self._left, self._now), self._edited, self._guests, by_id=not self._foreign
        )
        self._told: list[tuple[int, CarryLog]] = []
        self._shown = {"built": shown_figures(earlier.package), "now": shown_figures(now)}
        for at, slide in enumerate(self._order.slides):
            for side, place in ((self._built, slide.built), (self._left, slide.left), (self._now, slide.now)):
                if place is not None:
                    side.keys.setdefault(side.pages[place].part, f"slide {at}")
        self._trees.clear()

    def _figures(self, slide: Standing, shape: str) -> Collection[str]:
        """The texts of figures that a shape shows, as the bindings of its deck have them."""
        if slide.side.name not in self._shown:
            self._shown[slide.side.name] = shown_figures(slide.side.package)
        return self._shown[slide.side.name].get((slide.page.slide_id, shape), set())

    def _tree(self, side: DeckSide, part: str) -> etree._Element:
        """A tree that is only read, made once."""
        found = self._trees.get((side.name, part))
        if found is None:
            found = self._trees[side.name, part] = side.tree(part)
        return found

    def _edited(self, at: int, place: int) -> bool:
        old, new = (Standing(side, side.pages[n]) for side, n in ((self._built, at), (self._left, place)))
        return self._forms(self._tree(old.side, old.part)) != self._forms(self._left_slide(old, new)) or (
            bool(old.page.notes_part and new.page.notes_part)
            and self._forms(self._tree(old.side, old.page.notes_part))
            != self._forms(self._left_notes(old, new))
        )

    def _left_slide(self, built: Standing, left: Standing) -> etree._Element:
        """A slide as a person left it, spelled as it was built."""
        mine = self._tree(left.side, left.part)
        if self._respelling is None:
            return mine
        return self._respelling.slide(self._tree(built.side, built.part), mine, built.part)

    def _left_notes(self, built: Standing, left: Standing) -> etree._Element:
        mine = self._tree(left.side, left.page.notes_part)
        if self._respelling is None:
            return mine
        return self._respelling.notes(self._tree(built.side, built.page.notes_part), mine)

    def carried(self) -> CarriedDeck:
        """The new deck."""
        slides = self._order.slides
        kept = [one for one in slides if one.now is not None]
        out, made = assemble(
            self._now.package, [self._now.pages[one.now] for one in kept if one.now is not None]
        )
        parts = {
            one: (new.part, new.notes_part, str(new.slide_id)) for one, new in zip(kept, made, strict=True)
        }
        layouts = Layouts(self._built, self._left, self._now, comparable=not self._foreign)
        known = dict(layouts.known)
        for one in kept:
            if one.left is not None:
                known.setdefault(self._left.pages[one.left].part, parts[one][0])
        importer = Importer(out, self._left, known)
        ids = self._own_slides(importer, parts)
        deck_told = CarryLog()
        layouts.carry(importer, self._forms, deck_told)
        for number, one in enumerate(slides, start=1):
            told = CarryLog()
            if one.left is not None and one.left in self._order.copied:
                told.edit("", "slide doubled")
            three = self._three(one)
            if one.now is None:
                self._own(one, told)
            if three is not None:
                part, notes, _ = parts[one]
                self._slide(importer, three, (part, notes), told)
                if one.now is not None:
                    layouts.move(importer, (three[0].page, three[1].page, three[2].page), part, told)
            self._told.append((number, told))
        self._authors(importer)
        self._sections(out, ids, deck_told)
        carry_size((self._built, self._left), out, deck_told, ROUNDING)
        if self._foreign:
            for place, shape, what in not_known_again(self._built, self._left, self._order.to_left):
                self._at_left(place, deck_told).conflict(
                    "not-known-again", shape, what, "", "LibreOffice has written it anew; the build's stands"
                )
        else:
            carry_whole((self._built, self._left, self._now), importer, self._forms, deck_told)
        for at in self._order.deleted:
            deck_told.edit("", f"slide {at + 1} deleted")
        if self._order.moved:
            deck_told.edit("", "order of slides")
        if self._order.moved_twice:
            deck_told.conflict(
                "changed-twice",
                "order of slides",
                "",
                "",
                "your order of the slides stands; the build changed it as well",
            )
        self._tell_again(deck_told)
        self._told.insert(0, (0, deck_told))
        numbers = {identity: at for at, identity in enumerate(ids, start=1)}
        write_carried_bindings(out, list(self._bound(slides, ids)), numbers)
        plan = self._plan()
        self._comment(out, plan)
        return CarriedDeck(out, plan)

    def _bound(
        self, slides: Sequence[NewSlide], ids: Sequence[str]
    ) -> Iterator[tuple[DeckSide, LibraryPage, str, str]]:
        """The slides that are bound to figures of this build's vintage, with their ids and, of another, its report."""
        vintage = {vintage_of(self._now)} if self._guests else set()
        for one, identity in zip(slides, ids, strict=True):
            guest = self._guests.get(-1 if one.left is None else one.left, (None, None))[1]
            if one.now is not None:
                yield self._now, self._now.pages[one.now], identity, ""
            elif guest is not None and vintage_of(guest.side) in vintage:
                yield guest.side, guest.page, identity, guest.side.name

    def _own_slides(self, importer: Importer, parts: dict[NewSlide, tuple[str, str, str]]) -> list[str]:
        """Copy slides of a person's own, and those of other builds, into the deck; the ids of all slides in order."""
        out = importer.out
        brought = {
            one: self._left.pages[one.left]
            for one in self._order.slides
            if one.now is None and one.left is not None
        }
        threes = {one: three for one in brought if (three := self._three(one)) is not None}
        own = [one for one in brought if one not in threes]
        copies = dict(zip(own, importer.slides([brought[one].part for one in own]), strict=True))
        for one, (_, left, now) in threes.items():
            copies[one] = importer.guest(now.page, now.side, left.part)
        main = presentation_part(out)
        for one in brought:
            part = copies[one]
            notes = next(iter(out.related(part, "notesSlide")), "")
            parts[one] = part, notes, list_slide(out, main, part)
        found = [parts[one][2] for one in self._order.slides]
        if brought:
            write_order(out, found)
        return found

    def _tell_brought(self, shapes: Sequence[etree._Element], told: CarryLog) -> None:
        """Tell of shapes that a person brought here from elsewhere and that show figures which are other now."""
        for node in shapes:
            name, said = shape_name(node), text_of(node)
            for one in self._order.slides:
                if one.built is None or one.now is None:
                    continue
                was, now = (
                    set(self._figures(Standing(side, side.pages[place]), name))
                    for side, place in ((self._built, one.built), (self._now, one.now))
                )
                old = sorted(text for text in was - now if text in said or _chart_of(node) is not None)
                if old:
                    done = "it stands elsewhere now and was kept as you left it, with these figures"
                    told.conflict("not-renewed", name, ", ".join(old), ", ".join(sorted(now - was)), done)
                    break

    def _own(self, one: NewSlide, told: CarryLog) -> None:
        if one.built is None:
            assert one.left is not None
            told.edit("", "slide added")
            if one.left not in self._guests:
                tree = self._tree(self._left, self._left.pages[one.left].part).find(_TREE)
                self._tell_brought(shape_nodes(tree) if tree is not None else (), told)
            elif self._guests[one.left][1] is None:
                told.conflict(
                    "not-renewed",
                    "",
                    "this slide",
                    "",
                    "the project builds it no longer; yours was kept as it was",
                )
        else:
            told.conflict(
                "no-place", "", "this slide", "", "the build has it no longer; yours was kept as it was"
            )

    def _three(self, one: NewSlide) -> Three | None:
        """A slide in all three decks; None where one of them does not have it."""
        if one.left is None:
            return None
        left = Standing(self._left, self._left.pages[one.left])
        if one.left in self._guests:
            built, now = self._guests[one.left]
            return (built, left, now) if now is not None else None
        if one.built is None or one.now is None:
            return None
        return (
            Standing(self._built, self._built.pages[one.built]),
            left,
            Standing(self._now, self._now.pages[one.now]),
        )

    def _slide(self, importer: Importer, three: Three, parts: tuple[str, str], told: CarryLog) -> None:
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
        out = importer.out
        old, mine = self._tree(built.side, built.part), self._left_slide(built, left)
        new = now.side.tree(now.part)
        trees = [root.find(_TREE) for root in (old, mine, new)]
        if trees[0] is None or trees[1] is None or trees[2] is None:
            return

        def figures(shape: str) -> tuple[Collection[str], Collection[str]]:
            return self._figures(built, shape), self._figures(now, shape)

        merge = TreeMerge(self._forms, told, figures)
        merge.to_left = match_shapes(trees[0], trees[1])
        merge.to_now = match_shapes(trees[0], trees[2])
        matched = set(merge.to_left.values())
        self._tell_brought([node for node in shape_nodes(trees[1]) if node not in matched], told)
        charts = list(_charts(merge, three, out, part))
        alike = written_alike(built.side, built.part, left.side, left.part)
        if not alike:
            known_ids(merge, merge.to_left, trees[2])
            merge.merge(old, mine, new)
            drop_lost_animations(new)
            importer.relink(new, part)
            out.set_xml(part, new)
        for name, sources, place in charts:
            if not self._foreign:
                sides = (built.side.package, left.side.package, now.side.package)
                typed_into_workbook(sides, sources, told, name)
            if written_alike(built.side, sources[0], left.side, sources[1]):
                continue
            chart = (
                self._tree(built.side, sources[0]),
                self._tree(left.side, sources[1]),
                now.side.tree(sources[2]),
            )
            if self._respelling is not None:
                chart = chart[0], self._respelling.chart(chart[0], chart[1]), chart[2]
            if place in out and merge_chart(chart, self._forms, told, name, figures(name)):
                importer.relink(chart[2], place)
                out.set_xml(place, chart[2])

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
                relate_once(importer.out, parts[0], kind, importer.part(notes[1]))
                told.edit("", "speaker notes")
            return
        if written_alike(built.side, notes[0], left.side, notes[1]):
            return
        old, mine = self._tree(built.side, notes[0]), self._left_notes(built, left)
        if self._forms(old) == self._forms(mine):
            return
        new = now.side.tree(notes[2])
        trees = [root.find(_TREE) for root in (old, mine, new)]
        if trees[0] is None or trees[1] is None or trees[2] is None:
            return
        inside = CarryLog()
        merge = TreeMerge(self._forms, inside)
        merge.to_left, merge.to_now = match_shapes(trees[0], trees[1]), match_shapes(trees[0], trees[2])
        known_ids(merge, merge.to_left, trees[2])
        merge.merge(old, mine, new)
        importer.relink(new, parts[1])
        importer.out.set_xml(parts[1], new)
        if inside.edits:
            told.edit("", "speaker notes")
        for issue, _, typed, here, _ in inside.conflicts:
            told.conflict(
                issue, "speaker notes", typed, here, "your notes stand; the build changed them as well"
            )

    def _authors(self, importer: Importer) -> None:
        """The people who comment, as a person's deck lists them."""
        if not any(("", "comments") in told.edits for _, told in self._told) and not any(
            one.now is None for one in self._order.slides
        ):
            return
        out = importer.out
        own = dict(author_parts(out))
        for type_, part in author_parts(self._left.package):
            if type_ in own:
                out[own[type_]] = self._left.package[part]
            else:
                main = next(iter(out.related("/", "officeDocument")))
                relate_once(out, main, type_, importer.part(part))

    def _sections(self, out: Package, ids: list[str], told: CarryLog) -> None:
        slides = self._order.slides

        def said(side: DeckSide, wanted: set[str]) -> list[tuple[str, tuple[str, ...]]]:
            keys = {page.slide_id: side.keys.get(page.part, "") for page in side.pages}
            return [
                (name, tuple(keys[one] for one in members if keys.get(one) in wanted))
                for name, _, members in sections_of(side.package)
            ]

        both = set(self._built.keys.values()) & set(self._left.keys.values())
        # LibreOffice writes no sections.
        changed = not self._foreign and said(self._built, both) != said(self._left, both)
        if not changed and all(one.now is not None for one in slides) and not self._order.moved:
            return
        source = self._left if changed else self._now
        sections = sections_of(source.package)
        if changed:
            told.edit("", "sections")
        homes = {one: at for at, (_, _, members) in enumerate(sections) for one in members}
        members: dict[str, int] = {}
        for one, identity in zip(slides, ids, strict=True):
            place = one.left if changed else one.now
            if place is not None and source.pages[place].slide_id in homes:
                members[identity] = homes[source.pages[place].slide_id]
        if sections or sections_of(out):
            write_sections(out, [(name, identity) for name, identity, _ in sections], members, ids)

    def _at_left(self, place: int | None, deck: CarryLog) -> CarryLog:
        """Where things are told of a slide of the left deck; of none, and of one that is gone, with the deck."""
        slides = self._order.slides
        number = next((n for n, one in enumerate(slides, 1) if place is not None and one.left == place), 0)
        return next((told for at, told in self._told if number and at == number), deck)

    def _tell_again(self, deck: CarryLog) -> None:
        """Tell of what was changed twice in an earlier build, and is still as the person has it."""
        for place, conflicts in enumerate(self._before):
            part = self._left.pages[place].part
            text = without_figures(text_of(self._tree(self._left, part))) if conflicts else ""
            for one in conflicts:
                told = self._at_left(place, deck) if one.place.slide else deck
                stands = any((shape or what) == one.place.shape for shape, what in told.edits)
                known = any(other[1] == one.place.shape for other in told.conflicts)
                if (
                    stands
                    and not known
                    and (without_figures(one.typed) in text or "your text stands" not in one.done)
                ):
                    told.conflict(one.id, one.place.shape, one.typed, one.here, one.done)

    def _plan(self) -> DeckCarry:
        edits = [
            DeckEdit(DeckPlace(number, shape), what)
            for number, told in self._told
            for shape, what in told.edits
        ]
        conflicts = [
            DeckConflict(issue, DeckPlace(number, shape), typed, here, done)
            for number, told in self._told
            for issue, shape, typed, here, done in told.conflicts
        ]
        return DeckCarry(tuple(edits), tuple(dict.fromkeys(conflicts)))

    def _comment(self, out: Package, plan: DeckCarry) -> None:
        """Tell each conflict where it is, those of the deck itself on its first slide."""
        for page in library_pages(out):
            own = [one for one in plan.conflicts if max(one.place.slide, 1) == page.number]
            if own:
                tell_conflicts(out, page, own)


def _charts(
    merge: TreeMerge, three: Three, out: Package, part: str
) -> Iterator[tuple[str, tuple[str, str, str], str]]:
    """Name, part on each side and part in the new deck of every chart that all three decks have."""
    for shape, mine in merge.to_left.items():
        new = merge.to_now.get(shape)
        found = [_chart_of(one) for one in (shape, mine, new) if one is not None]
        links = [one for one in found if one is not None]
        if new is None or len(links) < 3:
            continue
        places = [
            one.side.package.target(link[1], link[2]) or "" for one, link in zip(three, links, strict=True)
        ]
        target = out.target(part, links[2][2])
        if target and all(places) and places[1] in three[1].side.package:
            yield shape_name(new), (places[0], places[1], places[2]), target


def _chart_of(shape: etree._Element) -> tuple[str, str, str] | None:
    node = next(shape.iter(qn("c:chart")), None)
    return link_of(node.get(qn("r:id"), "")) if node is not None else None


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
            relate_once(out, slide, type_, importer.part(part))
