"""What changed between two builds of a report, as records that can be told in words.

figures    revenue|4Q17         48,439 -> 48,449      Model!P17, slide 7 "revenue_chart"
pages      added "growth", moved "plan" from 4 to 3
words      slide 3, Title       Summary of FY2017 -> Summary of FY2018
formulas   Model, gross_margin  =I17-I20 -> =I17-I21  in 24 cells
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from reportgen.verify.bindings import BuildMark


class FigureChange(Struct, frozen=True):
    """A figure whose shown value changed; empty `old` where it is shown anew, empty `new` where no longer."""

    key: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    places: tuple[str, ...]


class PartChange(Struct, frozen=True):
    """A page or a sheet: added (`old` is 0), removed (`new` is 0) or moved; places are counted from 1."""

    name: str
    title: str
    old: int
    new: int


class TextChange(Struct, frozen=True):
    """Words or a formula at a place; `cells` counts the cells that changed alike."""

    where: str
    old: str
    new: str
    cells: int = 1


class BuildDifference(Struct, frozen=True):
    """Everything that differs between two builds; `recalculated` counts values that merely follow from it."""

    old: str
    new: str
    built: tuple[TextChange, ...]
    figures: tuple[FigureChange, ...]
    parts: tuple[PartChange, ...]
    words: tuple[TextChange, ...]
    formulas: tuple[TextChange, ...] = ()
    numbers: tuple[TextChange, ...] = ()
    recalculated: int = 0

    @property
    def same(self) -> bool:
        """Whether nothing differs that a reader could see."""
        return not (
            self.figures or self.parts or self.words or self.formulas or self.numbers or self.recalculated
        )


_MARK_FIELDS = {
    "report": "report",
    "vintage": "vintage",
    "period": "period",
    "language": "language",
    "data": "tables",
    "definition": "definition",
    "template": "template",
    "version": "reportgen",
}


def mark_changes(old: BuildMark | None, new: BuildMark | None) -> Iterator[TextChange]:
    """What the two files were built from, where it is not the same."""
    for name, word in _MARK_FIELDS.items():
        before, after = (getattr(mark, name) if mark is not None else "" for mark in (old, new))
        if before != after:
            yield TextChange(word, before, after)


def part_changes(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[PartChange]:
    """Pages or sheets (name and title, in order) that were added, removed or moved.

    Of those in both, the fewest that have to be moved to get from one order to the other are told.
    """
    before = {name: number for number, (name, _) in enumerate(old, start=1)}
    after = {name: number for number, (name, _) in enumerate(new, start=1)}
    titles = dict(old) | dict(new)
    both_old = [name for name, _ in old if name in after]
    both_new = [name for name, _ in new if name in before]
    stayed: set[str] = set()
    for at, _, size in SequenceMatcher(None, both_old, both_new, autojunk=False).get_matching_blocks():
        stayed.update(both_old[at : at + size])
    for name, number in after.items():
        if name not in before:
            yield PartChange(name, titles[name], 0, number)
        elif name not in stayed:
            yield PartChange(name, titles[name], before[name], number)
    for name, number in before.items():
        if name not in after:
            yield PartChange(name, titles[name], number, 0)


def text_changes(
    where: str, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> Iterator[TextChange]:
    """Texts that differ, each given as what is compared and what is told; order counts."""
    matcher = SequenceMatcher(None, [one for one, _ in old], [one for one, _ in new], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        for number in range(max(j - i, m - k)):
            before = old[i + number][1] if i + number < j else ""
            after = new[k + number][1] if k + number < m else ""
            if before or after:
                yield TextChange(where, before, after)


def numbered(names: Iterable[str]) -> list[str]:
    """Names with a number behind each repetition: `line`, `line (2)`."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
