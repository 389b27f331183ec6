"""What changed since the last build of a workbook, as the list that its block `changes` repeats down over.

change.kind      change.what                 change.where   change.before   change.after   change.document
figure new       Total revenues 1Q18         Data!K412                      46,006         2018-08-07_1q18
input carried    base|revenue_growth|1Q18    Drivers!I12    =H12            0.06
formula changed  Model, row 14: revenue      Model!I14      =IFERROR(...)   =IFERROR(...)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from reportgen.core.units import percent
from reportgen.model.list_context import Field, ListKind, Record
from reportgen.plan.build_record import CHANGES, FigureMark

# What two lines of the columns of the sheet hold; the whole of it stands in the account of the build.
_MOST_WORDS, _MOST_CONTENT = 132, 84
_SHOWN = {"%": lambda value: f"{percent(value):,f}%", "points": lambda value: f"{percent(value):,f} points"}


def figure_mark(figure: Record) -> FigureMark:
    """What the next build needs to know of a figure: its label with period, its value in words, its document."""
    values = figure.values
    value, unit = values["value"], str(values["unit"])
    shown = _SHOWN[unit](value) if unit in _SHOWN and isinstance(value, Decimal) else f"{value:,} {unit}"
    scenario = str(values["scenario"])
    label = " ".join(part for part in (str(values["label"]), str(values["period"])) if part)
    return FigureMark(
        label if scenario == "actual" else f"{label} {scenario}", shown.strip(), str(values["document"])
    )


class LoggedChange(NamedTuple):
    """One row of the list, with the place that shows it and its content before and after."""

    kind: str
    what: str
    where: str = ""
    before: str = ""
    after: str = ""
    document: str = ""


def change_records(changes: Iterable[LoggedChange]) -> tuple[Record, ...]:
    """The changes as rows, numbered from 1."""
    return tuple(CHANGE_LIST.record(one) for one in enumerate(changes, 1))


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


CHANGE_LIST = ListKind[tuple[int, LoggedChange]](
    CHANGES,
    "change",
    "what is new since the last build: conflicts, carried work, figures, formulas, sheets",
    {
        "number": Field("its number, from 1", lambda one, _: Decimal(one[0])),
        "kind": Field("figure new, input carried, conflict, ...", lambda one, _: one[1].kind),
        "what": Field("the figure, input or formula", lambda one, _: _short(one[1].what, _MOST_WORDS)),
        "where": Field("the cell that shows it", lambda one, _: one[1].where or None),
        "before": Field("what stood there", lambda one, _: _short(one[1].before, _MOST_CONTENT) or None),
        "after": Field("what stands there now", lambda one, _: _short(one[1].after, _MOST_CONTENT) or None),
        "document": Field("the document that brought it", lambda one, _: one[1].document or None),
    },
    # What is compared is known once the workbook is drawn; until then it stands for itself.
    lambda *_: enumerate([LoggedChange("first build", "first build, nothing to compare")], 1),
)
