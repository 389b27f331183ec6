"""Where rows (or columns) of an old sheet stand in a new one, told by what they say.

    old   3 revenue   4 cost_of_revenues   5 (blank)   6 gross_margin
    new   3 revenue   4 (blank)   5 cost_of_revenues   6 (blank)   7 gross_margin
    map   3 -> 3      4 -> 5      5 -> 6               6 -> 7

Keys are matched wherever they stand; texts that stand only once, too; what lies between two matched lines
goes along with both of them, or with the one whose neighbourhood it fits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class AxisLine:
    """One row or column: its key, all its texts, and the first of them; a line without texts is blank."""

    key: str = ""
    texts: str = ""
    first: str = ""


@dataclass(frozen=True)
class AxisMap:
    """The new place of each old line, from 1; lines beyond the last old one keep their distance to it.

    A line without a place in the new sheet gives None.
    """

    places: Mapping[int, int]
    length: int
    new_length: int
    _back: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_back", {new: old for old, new in self.places.items()})

    def __call__(self, at: int) -> int | None:
        """The new place of an old line."""
        if at > self.length:
            return at - self.length + self.new_length
        return self.places.get(at)

    def back(self, at: int) -> int | None:
        """The old place of a new line; None for a line that is new."""
        if at > self.new_length:
            return at - self.new_length + self.length
        return self._back.get(at)

    @cached_property
    def _ordered(self) -> list[int]:
        return sorted(self.places)

    def inside(self, low: int, high: int) -> tuple[int, int] | None:
        """The new places of the first and the last line of `low..high` that have one; None where none has."""
        if high > self.length:
            first = self(low) if low > self.length else self._first(low, self.length)
            return (first or self.new_length + 1), high - self.length + self.new_length
        begin, end = bisect_left(self._ordered, low), bisect_left(self._ordered, high + 1)
        if begin == end:
            return None
        ends = self.places[self._ordered[begin]], self.places[self._ordered[end - 1]]
        return min(ends), max(ends)

    def _first(self, low: int, high: int) -> int | None:
        at = bisect_left(self._ordered, low)
        return self.places[self._ordered[at]] if at < len(self._ordered) else None

    def same_lines(self, old: tuple[int, int], new: tuple[int, int]) -> bool:
        """Whether two stretches hold the same lines, those aside that only one of the sheets has."""
        places = {place for at in range(old[0], old[1] + 1) if (place := self(at)) is not None}
        standing = {at for at in range(new[0], new[1] + 1) if self.back(at) is not None}
        return bool(places) and places == standing


def axis_map(old: Sequence[AxisLine], new: Sequence[AxisLine]) -> AxisMap:
    """The map between the lines of an old and of a new sheet; the first line of each is line 1."""
    if old == new:
        places = {at: at for at in range(1, len(old) + 1)}
        return AxisMap(places, len(old), len(new))
    found: dict[int, int] = {}
    taken: set[int] = set()

    def pair(old_keys: Iterable[tuple[int, str]], new_keys: Iterable[tuple[int, str]]) -> None:
        theirs = _single(new_keys)
        for key, at in _single(old_keys).items():
            if key in theirs and at not in found and theirs[key] not in taken:
                found[at] = theirs[key]
                taken.add(theirs[key])

    pair(_named(old, "key"), _named(new, "key"))
    for name in ("texts", "first"):
        pair(
            ((at, text) for at, text in _named(old, name) if at not in found and not old[at - 1].key),
            ((at, text) for at, text in _named(new, name) if at not in taken and not new[at - 1].key),
        )
    _fill(old, new, found, taken)
    return AxisMap(dict(sorted(found.items())), len(old), len(new))


def _named(lines: Sequence[AxisLine], name: str) -> Iterable[tuple[int, str]]:
    return ((at, text) for at, line in enumerate(lines, 1) if (text := getattr(line, name)))


def _single(keys: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The keys that stand only once."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for at, key in keys:
        if key in found:
            twice.add(key)
        found[key] = at
    return {key: at for key, at in found.items() if key not in twice}


def _fill(old: Sequence[AxisLine], new: Sequence[AxisLine], found: dict[int, int], taken: set[int]) -> None:
    """Give lines between matched ones the place at the same distance, first from above, then from below."""
    for order, step in ((range(1, len(old) + 1), -1), (range(len(old), 0, -1), 1)):
        for at in order:
            if at in found:
                continue
            beside = at + step
            if beside in found:
                place = found[beside] - step
            elif beside in (0, len(old) + 1):  # the edges of both sheets belong together
                place = 1 if step < 0 else len(new)
            else:
                continue
            if 1 <= place <= len(new) and place not in taken and _alike(old[at - 1], new[place - 1]):
                found[at] = place
                taken.add(place)


def _alike(old: AxisLine, new: AxisLine) -> bool:
    """Whether two lines without a match of their own may be the same: equal first texts, or neither has any."""
    if old.key or new.key:
        return old.key == new.key
    return old.first == new.first
