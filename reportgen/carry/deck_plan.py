"""What of a person's work on a deck goes into its next build: a list that can be printed.

edit      slide 5 "Title 1"        text
conflict  slide 5 "Summary"        text    changed-twice   yours | as built now
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class DeckPlace(Struct, frozen=True):
    """A slide of the new deck by its number (0 for the deck itself) and a shape on it by its name."""

    slide: int
    shape: str

    def __str__(self) -> str:
        slide = f"slide {self.slide}" if self.slide else "the deck"
        return f'{slide} "{self.shape}"' if self.shape else slide


class DeckEdit(Struct, frozen=True):
    """Something that a person changed and that stands in the new deck."""

    place: DeckPlace
    what: str


class DeckConflict(Struct, frozen=True):
    """Something that a person changed and the build as well: what the person has, what the build has, what was done."""

    id: str
    place: DeckPlace
    typed: str
    here: str
    done: str


class DeckCarry(Struct, frozen=True):
    """Everything of a person's that stands in a rebuilt deck, in the order of its slides, and all conflicts."""

    edits: tuple[DeckEdit, ...] = ()
    conflicts: tuple[DeckConflict, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How much is carried, and how much was changed twice."""
        return {"edits": len(self.edits), "conflicts": len(self.conflicts)}


def edit_lines(carry: DeckCarry) -> list[str]:
    """What is carried, a line for each place with all that was changed there."""
    places: dict[str, list[str]] = {}
    for one in carry.edits:
        places.setdefault(str(one.place), []).append(one.what)
    return [f"{place}: {', '.join(what)}" for place, what in places.items()]


class CarryLog(Struct):
    """What was kept of a person's on a slide (0: of the deck itself) and what was changed twice, as it is found."""

    slide: int = 0
    edits: list[DeckEdit] = field(default_factory=list)
    conflicts: list[DeckConflict] = field(default_factory=list)

    def edit(self, shape: str, what: str) -> None:
        """Something of a person's stands in the new deck."""
        found = DeckEdit(DeckPlace(self.slide, shape), what)
        if found not in self.edits:
            self.edits.append(found)

    def conflict(self, issue: str, shape: str, typed: str, here: str, done: str) -> None:
        """Something was changed by a person and by the build."""
        self.conflicts.append(DeckConflict(issue, DeckPlace(self.slide, shape), typed, here, done))

    def changed(self, shape: str, what: str, *, twice: bool = True, typed: str = "", here: str = "") -> None:
        """What a person changed stands, and is told as a conflict where the build changed it as well."""
        self.edit(shape, what)
        if twice:
            done = f"your {what} stands; the build changed it as well"
            self.conflict("changed-twice", shape, typed, here, done)

    def summed(self, inside: CarryLog, what: str, done: str = "") -> None:
        """All that was found inside of something, told as one; `done` where it is not said as it was there."""
        if inside.edits:
            self.edit("", what)
        for one in inside.conflicts:
            self.conflict(one.id, what, one.typed, one.here, done or one.done)
