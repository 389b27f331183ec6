"""A deck that a person has worked in, carried over into its rebuilt form.

OLD.pptx ──▶ as built (kept in its bindings) ─┐
         ──▶ as left                          ├─ slide by slide ──▶ the new deck, and what was kept and changed twice
deck as built now ────────────────────────────┘

    deck_guests, deck_order      the slides, in all three decks           Standing, NewSlide
    deck_libreoffice*            a slide that LibreOffice saved, spelled as it was built
    deck_match, deck_alike       what is the same on both sides: shapes, paragraphs, rows, series
    deck_merge                   three trees into one: texts (deck_text), tables, charts, notes, layouts, settings
    deck_slides, deck_brought    one slide; what a person brought to it from elsewhere
    deck_import                  what links of carried things lead to
    deck_bindings                which figures the new slides show
    deck_old_figures, deck_comments   what is told: of old figures, and where it stands      CarryLog -> DeckCarry
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from reportgen.carry.deck_alike import text_of, without_figures
from reportgen.carry.deck_bindings import Brought, write_carried_bindings
from reportgen.carry.deck_comments import author_parts, tell_conflicts, told_before, without_own
from reportgen.carry.deck_guests import EarlierDeck, guests_of, vintage_of
from reportgen.carry.deck_import import Importer
from reportgen.carry.deck_layouts import Layouts
from reportgen.carry.deck_libreoffice import not_known_again, saved_by_libreoffice
from reportgen.carry.deck_libreoffice_text import ROUNDING
from reportgen.carry.deck_old_figures import OldFigures, slide_lines
from reportgen.carry.deck_order import NewSlide, order_of, write_order
from reportgen.carry.deck_plan import CarryLog, DeckCarry
from reportgen.carry.deck_slides import SlideCarrying, SlideReading
from reportgen.carry.deck_trees import DeckSide, Standing
from reportgen.carry.deck_whole import carry_size, carry_whole
from reportgen.office.package import Package
from reportgen.pptx.assemble import assemble
from reportgen.pptx.library import library_pages, presentation_part
from reportgen.pptx.operations import list_slide
from reportgen.pptx.sections import sections_of, write_sections


class CarriedDeck(Struct, frozen=True):
    """A rebuilt deck with a person's work, and what was carried."""

    package: Package
    plan: DeckCarry


class DeckCarrying:
    """One rebuild: the three decks, the new one, and what is told of it; neither of the given decks is changed."""

    def __init__(self, earlier: EarlierDeck, now: Package) -> None:
        self._earlier = earlier.package
        self._built = DeckSide.of("built", earlier.built)
        self._foreign = saved_by_libreoffice(earlier.package, earlier.built)
        self._left = DeckSide.of("left", without_own(earlier.package))
        self._before = {page.part: list(told_before(earlier.package, page)) for page in self._left.pages}
        self._now = DeckSide.of("now", now)
        self._sides = self._built, self._left, self._now
        self._guests = guests_of(earlier, self._left, self._now)
        scout = SlideReading(earlier.package, self._built, self._left)
        self._order = order_of(self._sides, scout.edited, self._guests, by_id=not self._foreign)
        for at, slide in enumerate(self._order.slides):
            for one in (slide.left,) if slide.guest else (slide.built, slide.left, slide.now):
                if one is not None:
                    one.side.keys.setdefault(one.part, f"slide {at}")
        slides = sorted(self._order.slides, key=lambda one: one.guest)
        pairs = [(three[0], three[2]) for one in slides if (three := one.three) is not None]
        # Made once slides have names that all decks know: links to them are said by these.
        self._read = SlideReading(earlier.package, self._built, self._left, pairs)
        self._told: list[CarryLog] = []

    def carried(self) -> CarriedDeck:
        """The deck as built now with what a person did in the earlier one."""
        slides = self._order.slides
        kept = {one: one.now.page for one in slides if one.now is not None and not one.guest}
        out, made = assemble(self._now.package, list(kept.values()))
        parts = {
            one: (new.part, new.notes_part, str(new.slide_id)) for one, new in zip(kept, made, strict=True)
        }
        layouts = Layouts(*self._sides, comparable=not self._foreign)
        known = dict(layouts.known)
        for one in kept:
            if one.left is not None:
                known.setdefault(one.left.part, parts[one][0])
        importer = Importer(out, self._left, known)
        ids = self._own_slides(importer, parts)
        deck_told = CarryLog()
        brought: list[Brought] = []
        layouts.carry(importer, self._read.forms, deck_told)
        for number, one in enumerate(slides, start=1):
            told = CarryLog(number)
            if one.doubled:
                told.edit("", "slide doubled")
            part, notes, _ = parts[one]
            carrying = SlideCarrying(self._read, importer, part, told, brought)
            if one.comes_along:
                _own(carrying, one)
            if one.three is not None:
                carrying.slide(one.three, notes)
                if not one.guest:
                    layouts.move(importer, one.three, part, told)
            self._told.append(told)
        self._tell_old_figures(out, parts)
        self._authors(importer)
        self._sections(out, ids, deck_told)
        carry_size((self._built, self._left), out, deck_told, ROUNDING)
        if self._foreign:
            for part, shape, what in not_known_again(self._built, self._left, self._order.to_left):
                done = "LibreOffice has written it anew; the build's stands"
                self._at_left(part, deck_told).conflict("not-known-again", shape, what, "", done)
        else:
            carry_whole(self._sides, importer, self._read.forms, deck_told)
        for at in self._order.deleted:
            deck_told.edit("", f"slide {at + 1} deleted")
        if self._order.moved:
            deck_told.edit("", "order of slides")
        if self._order.moved_twice:
            done = "your order of the slides stands; the build changed it as well"
            deck_told.conflict("changed-twice", "order of slides", "", "", done)
        self._tell_again(deck_told)
        write_carried_bindings(out, list(self._bound(ids)), brought)
        logs = (deck_told, *self._told)
        plan = DeckCarry(
            tuple(edit for told in logs for edit in told.edits),
            tuple(dict.fromkeys(conflict for told in logs for conflict in told.conflicts)),
        )
        self._comment(out, plan)
        return CarriedDeck(out, plan)

    def _bound(self, ids: Sequence[str]) -> Iterator[tuple[Standing, str, str]]:
        """The slides that are bound to figures of this build's vintage, with their ids and, of another, its report."""
        vintage = vintage_of(self._now) if self._guests else ""
        for one, identity in zip(self._order.slides, ids, strict=True):
            if one.now is not None and (not one.guest or vintage_of(one.now.side) == vintage):
                yield one.now, identity, one.now.side.name if one.guest else ""

    def _own_slides(self, importer: Importer, parts: dict[NewSlide, tuple[str, str, str]]) -> list[str]:
        """Copy slides of a person's own, and those of other builds, into the deck; the ids of all slides in order."""
        out = importer.out
        brought = {
            one: one.left.part for one in self._order.slides if one.comes_along and one.left is not None
        }
        own = [one for one in brought if one.three is None]
        copies = dict(zip(own, importer.slides([brought[one] for one in own]), strict=True))
        for one, part in brought.items():
            if one.now is not None:
                copies[one] = importer.guest(one.now.page, one.now.side, part)
        main = presentation_part(out)
        for one in brought:
            part = copies[one]
            notes = next(iter(out.related(part, "notesSlide")), "")
            parts[one] = part, notes, list_slide(out, main, part)
        found = [parts[one][2] for one in self._order.slides]
        if brought:
            write_order(out, found)
        return found

    def _authors(self, importer: Importer) -> None:
        """The people who comment, as a person's deck lists them."""
        commented = any(edit.what == "comments" for told in self._told for edit in told.edits)
        if not commented and not any(one.comes_along for one in self._order.slides):
            return
        out = importer.out
        own = dict(author_parts(out))
        for type_, part in author_parts(self._left.package):
            if type_ in own:
                out[own[type_]] = self._left.package[part]
            else:
                main = next(iter(out.related("/", "officeDocument")))
                out.relate(main, type_, importer.part(part))

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
        if not changed and not any(one.comes_along for one in slides) and not self._order.moved:
            return
        source = self._left if changed else self._now
        sections = sections_of(source.package)
        if changed:
            told.edit("", "sections")
        homes = {one: at for at, (_, _, members) in enumerate(sections) for one in members}
        members: dict[str, int] = {}
        for one, identity in zip(slides, ids, strict=True):
            there = one.left if changed else one.now if not one.guest else None
            if there is not None and there.page.slide_id in homes:
                members[identity] = homes[there.page.slide_id]
        if sections or sections_of(out):
            write_sections(out, [(name, identity) for name, identity, _ in sections], members, ids)

    def _at_left(self, part: str, deck: CarryLog) -> CarryLog:
        """Where things are told of a slide of the left deck; of none, and of one that is gone, with the deck."""
        pairs = zip(self._order.slides, self._told, strict=True)
        return next((told for one, told in pairs if one.left is not None and one.left.part == part), deck)

    def _tell_old_figures(self, out: Package, parts: Mapping[NewSlide, tuple[str, str, str]]) -> None:
        """Tell what still shows a figure as it was, on slides that are not kept as a whole."""
        guests = [(built.side.package, now.side.package) for built, now in self._guests.values() if now]
        figures = OldFigures.of(
            [self._earlier, *(built for built, _ in guests)], [self._now.package, *(now for _, now in guests)]
        )
        for one, told in zip(self._order.slides, self._told, strict=True):
            if not any(conflict.typed == "this slide" for conflict in told.conflicts):
                figures.tell(out, parts[one][0], one.now, told)

    def _tell_again(self, deck: CarryLog) -> None:
        """Tell of what was changed twice in an earlier build, and is still as the person has it."""
        for part, conflicts in self._before.items():
            text = without_figures(text_of(self._read.tree(self._left, part))) if conflicts else ""
            lines = [line for _, line in slide_lines(self._left.package, part)] if conflicts else []
            for one in conflicts:
                told = self._at_left(part, deck) if one.place.slide else deck
                known = any(other.place.shape == one.place.shape for other in told.conflicts)
                if one.id == "old-figure":
                    # What it is now may be another figure than it was then.
                    stands, here = one.typed in lines, ""
                else:
                    stands = any((edit.place.shape or edit.what) == one.place.shape for edit in told.edits)
                    stands &= "your text stands" not in one.done or without_figures(one.typed) in text
                    here = one.here
                if stands and not known:
                    told.conflict(one.id, one.place.shape, one.typed, here, one.done)

    def _comment(self, out: Package, plan: DeckCarry) -> None:
        """Tell each conflict where it is, those of the deck itself on its first slide."""
        for page in library_pages(out):
            own = [one for one in plan.conflicts if max(one.place.slide, 1) == page.number]
            if own:
                tell_conflicts(out, page, own)


def _own(carrying: SlideCarrying, one: NewSlide) -> None:
    """Tell of a slide that this build has not, and renew what is known again on one of a person's own."""
    if one.built is not None and not one.guest:
        done = "the build has it no longer; yours was kept as it was"
        carrying.told.conflict("no-place", "", "this slide", "", done)
        return
    carrying.told.edit("", "slide added")
    if one.left is not None and not one.guest:
        carrying.own_shapes(one.left.part)
    elif one.now is None:
        done = "the project builds it no longer; yours was kept as it was"
        carrying.told.conflict("not-renewed", "", "this slide", "", done)
