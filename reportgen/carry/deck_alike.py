"""What is alike: lines of text, and slides by what is on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain, pairwise

from lxml import etree
from msgspec import Struct

from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import qn

_DIGITS = re.compile(r"\d")
_FIGURES = re.compile(r"\d[\d.,]*")
_SAME_SLIDE = 0.5
_MUCH_CHANGED = 0.15
# How alike two lines have to be that stand for the same.
LIKE = 0.45


def aligned(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which line of `old` is which of `new`: equal ones, also moved, alike ones, as many between equal ones."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    equal = [range(low, high) for kind, low, high, _, _ in blocks if kind == "equal"]
    same = [range(first, last) for kind, _, _, first, last in blocks if kind == "equal"]
    found = dict(zip(chain(*equal), chain(*same), strict=True))
    taken = set(found.values())
    free: dict[str, list[int]] = {}
    for place, line in enumerate(new):
        if place not in taken and line.strip():
            free.setdefault(line, []).append(place)
    for at, line in enumerate(old):
        if at not in found and free.get(line):
            found[at] = free[line].pop(0)
    taken = set(found.values())
    for kind, low, high, first, last in blocks:
        if kind == "replace":
            olds = [at for at in range(low, high) if at not in found]
            found.update(
                _alike(old, new, olds, [place for place in range(first, last) if place not in taken])
            )
    return found


def _alike(
    old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> dict[int, int]:
    if len(olds) == len(news):
        return dict(zip(olds, news, strict=True))
    found: dict[int, int] = {}
    free = 0
    for at in olds:
        like = [(similarity(old[at], new[place]), -n) for n, place in enumerate(news) if n >= free]
        best = max(like, default=(0.0, 0))
        if best[0] >= LIKE:
            found[at] = news[-best[1]]
            free = 1 - best[1]
    return found


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1; their figures do not count."""
    left, right = without_digits(one), without_digits(other)
    if left == right:
        return 1.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if left and right else 0.0


def without_digits(text: str) -> str:
    """A text in which all digits are alike."""
    return _DIGITS.sub("0", text)


def without_figures(text: str) -> str:
    """A text in which all figures are alike."""
    return _FIGURES.sub("0", text)


def text_of(node: etree._Element) -> str:
    """All text of an element, its paragraphs as lines."""
    return "\n".join(paragraph_text(p) for p in node.iter(qn("a:p")))


class SlideText(Struct, frozen=True):
    """A slide as it is known again: its id, the names of its shapes and its texts, with what is in its notes."""

    id: str
    words: frozenset[tuple[str, str]]


def likeness(one: SlideText, other: SlideText) -> float:
    """How alike two slides are, from 0 to 1."""
    both = one.words | other.words
    return len(one.words & other.words) / len(both) if both else 1.0


def _kept(one: SlideText, other: SlideText) -> float:
    """How alike they are, or half of how much of the first is on the second, beside what was added there."""
    share = len(one.words & other.words) / len(one.words) if one.words else 0.0
    return max(likeness(one, other), share / 2)


def match_slides(
    built: Sequence[SlideText], left: Sequence[SlideText], *, by_id: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """The place in `left` of each slide as built, and the slide as built behind each further copy of one."""
    found: dict[int, int] = {}
    ids = {one.id: at for at, one in enumerate(left)}
    for at, one in enumerate(built):
        place = ids.get(one.id) if by_id else None
        if place is not None and likeness(one, left[place]) >= _SAME_SLIDE:
            found[at] = place
    for enough in (_SAME_SLIDE,) if by_id else (_SAME_SLIDE, _MUCH_CHANGED, 0.0):
        for at, place in _most_alike(built, left, found, enough):
            # Where ids are lost, a slide without a word may be one that somebody has emptied.
            if enough or (not left[place].words and abs(at - place) <= len(built) - len(found)):
                found[at] = place
    if not by_id:
        found |= _between(built, left, found)
    taken = set(found.values())
    for at, one in enumerate(built):
        place = ids.get(one.id) if by_id and at not in found else None
        if place is not None and place not in taken and likeness(one, left[place]) > 0:
            found[at] = place
            taken.add(place)
    copies = {}
    for place, other in enumerate(left):
        if place not in taken:
            best = max(((likeness(one, other), -at) for at, one in enumerate(built)), default=(0.0, 0))
            if best[0] >= 0.8:
                copies[place] = -best[1]
    return found, copies


def _between(
    built: Sequence[SlideText], left: Sequence[SlideText], found: Mapping[int, int]
) -> dict[int, int]:
    """Slides that stand between the same neighbours, as many on both sides, and have any word in common."""
    ends = [(-1, -1), *sorted(found.items()), (len(built), len(left))]
    pairs: dict[int, int] = {}
    for (low, first), (high, last) in pairwise(ends):
        places = [place for place in range(first + 1, last) if place not in found.values()]
        if len(places) == high - low - 1:
            pairs.update(zip(range(low + 1, high), places, strict=True))
    return {at: place for at, place in pairs.items() if likeness(built[at], left[place]) > 0}


def _most_alike(
    built: Sequence[SlideText], left: Sequence[SlideText], found: Mapping[int, int], enough: float
) -> list[tuple[int, int]]:
    """Slides that have no other yet, paired with the most alike first; each stands in one pair."""
    standing = set(found.values())
    scores = sorted(
        (-score, abs(at - place), at, place)
        for at, one in enumerate(built)
        if at not in found
        for place, other in enumerate(left)
        if place not in standing and (score := _kept(one, other)) >= enough
    )
    olds: set[int] = set()
    news: set[int] = set()
    pairs = []
    for _, _, at, place in scores:
        if at not in olds and place not in news:
            olds.add(at)
            news.add(place)
            pairs.append((at, place))
    return pairs
