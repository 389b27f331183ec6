"""The marks that stand before shown figures, and the lines below a table that explain them.

c 1,124     computed            * 176,233   an earlier document printed another figure
÷ 16.25     on today's basis    ! +18.1%    growth across a change of scope
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reportgen.checks.breaks import Break, standards
from reportgen.checks.restatements import print_chain
from reportgen.expressions import How, Resolved
from reportgen.metrics import Catalogue, FactKey, Figure, MetricTable, split_factor
from reportgen.values.units import is_per_share

APPROX, DIFFERS, REBASED, ACROSS = "~", "*", "\u00f7", "!"
_HOW = {How.COMPUTED: "c", How.SUM: "s", How.DIFFERENCE: "d", How.CHANGE: "c"}
_WORDS = {
    "c": "c  computed from printed figures",
    "s": "s  sum of printed quarters",
    "d": "d  difference of printed periods",
    APPROX: "~  approximate, or a bound, as printed",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that a table has used so far, and what each of the particular ones says."""

    used: set[str] = field(default_factory=set)
    particular: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def of_answer(self, answer: Resolved) -> str:
        """How a figure came about: computed, summed, approximate; nothing for a printed point."""
        if answer.value is None:
            return ""
        mark = APPROX if answer.bound != "point" else _HOW.get(answer.how, "")
        if mark:
            self.used.add(mark)
        return mark

    def say(self, mark: str, words: str, name: str = "") -> str:
        """Note what a mark stands for at the figure `name`, and give the mark back."""
        names = self.particular.setdefault((mark, words), [])
        if name and name not in names:
            names.append(name)
        return mark

    def notes(self) -> tuple[str, ...]:
        """The lines below the table, general marks first; figures with one reason share a line."""
        lines = [words for mark, words in _WORDS.items() if mark in self.used]
        for wanted in (REBASED, ACROSS, DIFFERS):
            for (mark, words), names in self.particular.items():
                if mark == wanted:
                    head = f"{', '.join(names)}: " if names else ""
                    lines.append(f"{mark}  {head}{words}")
        return tuple(lines)


def of_vintages(key: FactKey, everything: MetricTable, marks: Marks) -> str:
    """A mark where documents print different figures for one key, with all of them in the note."""
    chain = print_chain(everything.by_key.get(key, ()), everything)
    if len(chain) < 2:
        return ""
    prints = ", then ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in chain)
    return marks.say(DIFFERS, f"first {prints}", str(key))


def of_basis(answer: Resolved, catalogue: Catalogue, marks: Marks, divided: bool) -> str:
    """A mark where a figure per share was printed before a split; `divided` where it stands on today's basis."""
    for source in answer.sources:
        concept = source.key.metric.concept
        factor = split_factor(catalogue, concept, source.source.doc)
        if is_per_share(source.unit) and factor != 1:
            actions = [one for one in catalogue.actions if concept in one.applies_to.split()]
            names = ", ".join(f"{one.action} on {one.effective_on}" for one in actions)
            by = f"{factor.normalize():f}"
            if divided:
                return marks.say(REBASED, f"divided by {by} to stand on today's basis ({names})")
            return marks.say(REBASED, f"printed before the {names}; today's basis is that divided by {by}")
    return ""


def of_breaks(
    name: str, found: tuple[Break, ...], sources: Iterable[Figure], catalogue: Catalogue, marks: Marks
) -> str:
    """A mark where growth goes across a scope event, a redefinition or another accounting standard."""
    mark = ""
    for one in found:
        mark = marks.say(ACROSS, f"across {one.day}, {one.label_en}", name)
    known = standards(catalogue, sources)
    if len(known) > 1:
        mark = marks.say(ACROSS, f"across accounting standards, {' and '.join(known)}", name)
    return mark
