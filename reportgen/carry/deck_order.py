"""Which slides a rebuilt deck has, in which order, in which sections.

built  1 2 3 4      left  1 3 A 4      now  1 2 3 N 4      new  1 3 A N 4      (2 deleted, A added by a person, N new)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from reportgen.carry.deck_alike import SlideText, match_slides, text_of, without_digits
from reportgen.carry.deck_bindings import bound_slides
from reportgen.carry.deck_match import shape_name, shape_nodes
from reportgen.carry.deck_trees import DeckSide
from reportgen.office.package import Package
from reportgen.office.xml import qn
from reportgen.pptx.library import presentation_part, slide_nodes


@dataclass(frozen=True, slots=True)
class NewSlide:
    """A slide of the new deck: its places in the decks as built, as left and as built now; None: not there."""

    built: int | None
    left: int | None
    now: int | None


@dataclass(frozen=True)
class Order:
    """The slides of the new deck, and what a person did with slides.

    `to_left` is the place of each slide as built in the deck as left, `copied` are places there of copies of one.
    """

    slides: tuple[NewSlide, ...]
    to_left: Mapping[int, int]
    copied: frozenset[int] = frozenset()
    deleted: tuple[int, ...] = ()
    moved: bool = False
    moved_twice: bool = False


def page_names(package: Package) -> dict[str, str]:
    """The page of its definition that each slide of a deck's own report shows, by the id of the slide as built."""
    found = bound_slides(package).items()
    return {identity: node.get("page", "") for identity, node in found if "report" not in node.attrib}


def numbered_pages(side: DeckSide, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Page and number among the slides of this page, slide by slide; `names` give pages by the ids of slides."""
    counts: dict[str, int] = {}
    found = []
    for page in side.pages:
        name = names.get(page.slide_id, "") or page.name
        counts[name] = counts.get(name, 0) + 1
        found.append((name, counts[name]))
    return found


def order_of(
    sides: tuple[DeckSide, DeckSide, DeckSide],
    edited: Callable[[int, int], bool],
    guests: Collection[int] = (),
    *,
    by_id: bool,
) -> Order:
    """The slides of the new deck, from the decks as built, as left and as built now.

    `edited` says whether a slide as left (second) differs from it as built (first); `by_id` that slides keep their ids;
    `guests` are places in the deck as left of slides that another build made.
    """
    built, left, now = sides
    names = page_names(left.package)
    theirs = {key: at for at, key in enumerate(numbered_pages(now, page_names(now.package) or names))}
    to_now = {at: theirs[key] for at, key in enumerate(numbered_pages(built, names)) if key in theirs}
    to_left, copies = match_slides(_texts(built), _texts(left, guests), by_id=by_id)
    from_left = {place: at for at, place in to_left.items()}
    from_now = {place: at for at, place in to_now.items()}

    def slide(place: int) -> NewSlide | None:
        at = from_left.get(place)
        if at is None:
            origin = copies.get(place)
            return (
                NewSlide(origin, place, to_now[origin]) if origin in to_now else NewSlide(None, place, None)
            )
        if at in to_now:
            return NewSlide(at, place, to_now[at])
        return NewSlide(at, place, None) if edited(at, place) else None

    mine = [one for place in range(len(left.pages)) if (one := slide(place)) is not None]
    deleted = tuple(at for at in range(len(built.pages)) if at not in to_left)
    gone = {to_now[at] for at in deleted if at in to_now}
    news = [
        NewSlide(from_now.get(place), to_left.get(from_now.get(place, -1)), place)
        for place in range(len(now.pages))
        if place not in gone
    ]
    common = [to_left[at] for at in range(len(built.pages)) if at in to_left]
    moved = common != sorted(common)
    kept = [to_now[at] for at in range(len(built.pages)) if at in to_now]
    first, second = (mine, news) if moved else (news, mine)
    moved_twice = moved and kept != sorted(kept)
    return Order(_woven(first, second), to_left, frozenset(copies), deleted, moved, moved_twice)


def _slide_text(side: DeckSide, part: str, identity: str) -> SlideText:
    """What a slide is known again by."""
    texts = [(shape_name(one), text_of(one)) for one in shape_nodes(side.package.peek(part))]
    words = [(name, without_digits(text)) for name, text in texts]
    said = [("", text) for _, text in (*texts, *words) if text]
    return SlideText(identity, frozenset((*words, *((name, "") for name, _ in words), *said)))


def _texts(side: DeckSide, guests: Collection[int] = ()) -> list[SlideText]:
    return [
        _slide_text(side, page.part, page.slide_id)
        if at not in guests
        else SlideText("", frozenset({("guest", str(at))}))
        for at, page in enumerate(side.pages)
    ]


def _woven(first: Sequence[NewSlide], second: Sequence[NewSlide]) -> tuple[NewSlide, ...]:
    """The first order, with what only the second has behind its neighbour there."""
    found = list(first)
    behind: NewSlide | None = None
    for one in second:
        if one not in found:
            found.insert(found.index(behind) + 1 if behind is not None else 0, one)
        behind = one
    return tuple(found)


def write_order(package: Package, ids: Sequence[str]) -> None:
    """Bring the list of slides into the order of `ids`, which names each slide once."""
    root = package.xml(presentation_part(package))
    nodes = {node.get("id", ""): node for node in slide_nodes(root)}
    holder = root.find(qn("p:sldIdLst"))
    for identity in ids if holder is not None else ():
        assert holder is not None
        holder.append(nodes[identity])
