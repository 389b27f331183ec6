"""The marks that stand before shown figures, and the lines below a table that explain them.

= 1,124     computed            * 176,233   an earlier document printed another figure
÷ 16.25     restated for a split! +18.1%    growth across a change of scope
† 6,023     under another accounting standard than the figure before it
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from reportgen.checks.breaks import Break
from reportgen.checks.restatements import print_chain
from reportgen.data.records import FigureKey, MetricTable
from reportgen.data.vintage import rebased_words
from reportgen.data.vocabulary import standard_name
from reportgen.figures.resolved import How, Resolved

APPROX, REACH, DIFFERS, REBASED, ACROSS, UNDER = "c.", "\u00b1", "*", "\u00f7", "!", "\u2020"
_HOW = {How.COMPUTED: "=", How.SUM: "s", How.DIFFERENCE: "d", How.CHANGE: "="}
_WORDS = {
    "=": "=  computed from printed figures",
    "s": "s  sum of printed quarters",
    "d": "d  difference of printed periods",
    APPROX: "c.  approximate as printed, or known to fewer digits than are shown",
    REACH: "\u00b1  how far the figure may lie from the one shown, which is hardly known",
}


class Marks(Struct, frozen=True):
    """The marks that a table has used so far, what each of the particular ones says, and the units of its rows."""

    used: set[str] = field(default_factory=set)
    particular: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    units: dict[str, list[str]] = field(default_factory=dict)

    def of_answer(self, answer: Resolved) -> str:
        """How a figure came about, computed or summed; nothing for a printed one."""
        mark = _HOW.get(answer.how, "") if answer.value is not None else ""
        if mark:
            self.used.add(mark)
        return mark

    def say(self, mark: str, words: str, name: str = "") -> str:
        """Note what a mark stands for at the figure `name`, and give the mark back."""
        names = self.particular.setdefault((mark, words), [])
        if name and name not in names:
            names.append(name)
        return mark

    def say_unit(self, unit: str, name: str) -> None:
        """Note the unit of a row."""
        names = self.units.setdefault(unit, [])
        if name not in names:
            names.append(name)

    def notes(self) -> tuple[str, ...]:
        """The lines below the table, units and general marks first; figures with one reason share a line."""
        lines = [f"#  {unit}: {', '.join(names)}" for unit, names in self.units.items()]
        lines += [words for mark, words in _WORDS.items() if mark in self.used]
        for wanted in (REBASED, UNDER, ACROSS, DIFFERS):
            for (mark, words), names in self.particular.items():
                if mark == wanted:
                    head = f"{', '.join(names)}: " if names else ""
                    lines.append(f"{mark}  {head}{words}")
        return tuple(lines)


def of_vintages(key: FigureKey, standard: str, everything: MetricTable, marks: Marks) -> str:
    """A mark where documents print different figures under one standard for a key, with all of them in the note."""
    prints = tuple(fact for fact in everything.by_key.get(key, ()) if fact.standard in ("", standard))
    chain = print_chain(prints, everything)
    if len(chain) < 2:
        return ""
    told = ", then ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in chain)
    return marks.say(DIFFERS, f"first {told}", str(key))


def of_basis(answer: Resolved, table: MetricTable, marks: Marks) -> str:
    """A mark where a figure per share was printed before a split that the table's day knows of."""
    words = next(filter(None, (rebased_words(table, source) for source in answer.sources)), "")
    return marks.say(REBASED, words) if words else ""


def of_breaks(name: str, found: tuple[Break, ...], marks: Marks) -> str:
    """A mark where growth goes across a scope event or a redefinition."""
    mark = ""
    for one in found:
        mark = marks.say(ACROSS, f"across {one.day}, {one.label_en}", name)
    return mark


def of_standards(names: Sequence[str], answers: Sequence[Resolved], marks: Marks) -> list[str]:
    """For each figure of a row a mark where its accounting standard is another than that of the one before it."""
    found: list[str] = []
    before = ""
    for name, answer in zip(names, answers, strict=True):
        here = answer.standard
        differs = bool(before and here and here != before)
        words = f"under {standard_name(here)}, what stands before it under {standard_name(before)}"
        found.append(marks.say(UNDER, words, name) if differs else "")
        before = here or before
    return found
