"""Which slides a rebuilt deck has, in which order, in which sections.

built  1 2 3 4      left  1 3 A 4      now  1 2 3 N 4      new  1 3 A N 4      (2 deleted, A added by a person, N new)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from reportgen.carry.deck_alike import SlideText, match_slides, text_of, without_digits
from reportgen.carry.deck_bindings import bound_slides
from reportgen.carry.deck_match import shape_name, shape_nodes
from reportgen.carry.deck_trees import DeckSide, Standing, Three
from reportgen.office.package import Package
from reportgen.office.xml import qn
from reportgen.pptx.library import presentation_part, slide_nodes


class NewSlide(Struct, frozen=True):
    """A slide of the new deck: as built, as left and as built now; None where it is not in that deck.

    A `guest` is of another build; `doubled` says that the deck as left has two of it.
    """

    built: Standing | None
    left: Standing | None
    now: Standing | None
    guest: bool = False
    doubled: bool = False

    @property
    def three(self) -> Three | None:
        """It in all three decks; None where one of them does not have it."""
        if self.built is None or self.left is None or self.now is None:
            return None
        return self.built, self.left, self.now

    @property
    def comes_along(self) -> bool:
        """Whether the deck as built now has no such slide: it is a person's own, or of another build."""
        return self.guest or self.now is None


class Order(Struct, frozen=True):
    """The slides of the new deck, and what a person did with slides.

    `to_left` is the place of each slide as built in the deck as left.
    """

    slides: tuple[NewSlide, ...]
    to_left: Mapping[int, int]
    deleted: tuple[int, ...]
    moved: bool
    moved_twice: bool


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
    edited: Callable[[Standing, Standing], bool],
    guests: Mapping[str, tuple[Standing, Standing | None]],
    *,
    by_id: bool,
) -> Order:
    """The slides of the new deck, from the decks as built, as left and as built now.

    `edited` says whether a slide as left (second) differs from it as built (first); `by_id` that slides keep their ids;
    `guests` are slides that another build made, by their parts in the deck as left.
    """
    built, left, now = sides
    names = page_names(left.package)
    theirs = {key: at for at, key in enumerate(numbered_pages(now, page_names(now.package) or names))}
    to_now = {at: theirs[key] for at, key in enumerate(numbered_pages(built, names)) if key in theirs}
    to_left, copies = match_slides(_texts(built), _texts(left, guests), by_id=by_id)
    from_left = {place: at for at, place in to_left.items()}
    from_now = {place: at for at, place in to_now.items()}

    def placed(*places: int | None, doubled: bool = False) -> NewSlide:
        was, mine, fresh = (
            side.standing(at) if at is not None else None for side, at in zip(sides, places, strict=True)
        )
        return NewSlide(was, mine, fresh, doubled=doubled)

    def slide(place: int) -> NewSlide | None:
        mine, at = left.standing(place), from_left.get(place)
        if mine.part in guests:
            was, fresh = guests[mine.part]
            return NewSlide(was, mine, fresh, guest=True)
        if at is None:
            origin = copies.get(place, -1)
            there = to_now.get(origin)
            return placed(origin if there is not None else None, place, there, doubled=place in copies)
        one = placed(at, place, to_now.get(at))
        return one if one.now is not None or edited(built.standing(at), mine) else None

    mine = [one for place in range(len(left.pages)) if (one := slide(place)) is not None]
    deleted = tuple(at for at in range(len(built.pages)) if at not in to_left)
    gone = {to_now[at] for at in deleted if at in to_now}
    news = [
        placed(at := from_now.get(place), to_left.get(-1 if at is None else at), place)
        for place in range(len(now.pages))
        if place not in gone
    ]
    common = [to_left[at] for at in range(len(built.pages)) if at in to_left]
    moved = common != sorted(common)
    kept = [to_now[at] for at in range(len(built.pages)) if at in to_now]
    first, second = (mine, news) if moved else (news, mine)
    return Order(_woven(first, second), to_left, deleted, moved, moved and kept != sorted(kept))


def _slide_text(side: DeckSide, part: str, identity: str) -> SlideText:
    """What a slide is known again by."""
    texts = [(shape_name(one), text_of(one)) for one in shape_nodes(side.package.peek(part))]
    words = [(name, without_digits(text)) for name, text in texts]
    said = [("", text) for _, text in (*texts, *words) if text]
    return SlideText(identity, frozenset((*words, *((name, "") for name, _ in words), *said)))


def _texts(side: DeckSide, guests: Collection[str] = ()) -> list[SlideText]:
    return [
        _slide_text(side, page.part, page.slide_id)
        if page.part not in guests
        else SlideText("", frozenset({("guest", page.part)}))
        for page in side.pages
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
