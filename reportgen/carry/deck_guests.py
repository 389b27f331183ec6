"""The deck of an earlier build as somebody left it, with the slides in it that other builds made.

slides 1-4  report results, this build          slide 5  report outlook: compared with that report's deck as built now
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from reportgen.carry.deck_comments import without_own
from reportgen.carry.deck_order import numbered_pages, page_names
from reportgen.carry.deck_trees import DeckSide, Standing
from reportgen.office.package import Package
from reportgen.pptx.as_built import BuiltSlide, built_parts, built_slide
from reportgen.pptx.assemble import assemble
from reportgen.pptx.library import library_pages

# Report, period and language: what is built.
ReportKey = tuple[str, str, str]


class EarlierDeck(Struct, frozen=True):
    """The deck of an earlier build as a person left it, and as it was built; `mark` is that of its build.

    `guests` are slides that other builds made, by their parts, `others` the decks of their reports as built now. Of a
    deck that no build made (an empty `mark`) what it has beside them stands as it was built.
    """

    package: Package
    built: Package
    mark: Mapping[str, str]
    guests: Mapping[str, BuiltSlide]
    others: Mapping[ReportKey, Package] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, mark: Mapping[str, str]) -> EarlierDeck | None:
        """The deck in a package with the mark in its bindings; None where no build made it or any slide of it."""
        pages = library_pages(package)
        found = {page.part: one for page in pages if (one := built_slide(package, page.part)) is not None}
        guests = {part: one for part, one in found.items() if one.mark != mark}
        built = built_parts(package)
        if built is None and guests:
            built, _ = assemble(without_own(package), [page for page in pages if page.part not in guests])
        return cls(package, built, mark, guests) if built is not None else None


# A slide as another build made it, and as that report is built now; None where it is built no longer.
Guest = tuple[Standing, Standing | None]


def report_key(mark: Mapping[str, str]) -> ReportKey:
    """What of the mark of a build says what is built."""
    return mark.get("report", ""), mark.get("period", ""), mark.get("language", "")


def guests_of(earlier: EarlierDeck, left: DeckSide, now: DeckSide) -> dict[str, Guest]:
    """The slides that other builds made, as built and as built now, by their parts in the deck as left."""
    found: dict[str, Guest] = {}
    others = {key: DeckSide.of(f"now {' '.join(key)}", package) for key, package in earlier.others.items()}
    others[report_key(earlier.mark)] = now
    for at, page in enumerate(left.pages):
        guest = earlier.guests.get(page.part)
        if guest is None:
            continue
        built = DeckSide.of(f"built {at}", guest.package)
        other = others.get(report_key(guest.mark))
        places = numbered_pages(other, page_names(other.package)) if other is not None else []
        fresh = None
        if other is not None and (guest.page, guest.nth) in places:
            fresh = other.standing(places.index((guest.page, guest.nth)))
        found[page.part] = (built.standing(0), fresh)
    return found


def vintage_of(side: DeckSide) -> str:
    """The vintage of the tables that a deck was built from."""
    slide = built_slide(side.package, side.pages[0].part) if side.pages else None
    return slide.mark.get("vintage", "") if slide is not None else ""
