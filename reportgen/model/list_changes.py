"""What changed since the last build of a workbook, as the list that its block `changes` repeats down over.

change.kind      change.what                 change.where   change.before   change.after   change.document
figure new       Total revenues 1Q18         Data!K412                      46,006         2018-08-07_1q18
input carried    base|revenue_growth|1Q18    Drivers!I12    =H12            0.06
formula changed  Model, row 14: revenue      Model!I14      =IFERROR(...)   =IFERROR(...)
"""

from __future__ import annotations

from decimal import Decimal

from reportgen.core.units import percent
from reportgen.model.list_context import ListKind, Record
from reportgen.plan.build_record import CHANGES, FigureMark
from reportgen.plan.plan import CellValue

FIRST = "first build, nothing to compare"
# What two lines of the columns of the sheet hold; the whole of it stands in the account of the build.
_MOST_WORDS, _MOST_CONTENT = 132, 84
_SHOWN = {"%": lambda value: f"{percent(value):,f}%", "points": lambda value: f"{percent(value):,f} points"}


def first_build() -> tuple[Record, ...]:
    """The one row of a workbook that stands for itself."""
    return (change_record(1, "first build", FIRST),)


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


Row = tuple[str, str, str, str, str, str]


def change_record(
    number: int, kind: str, what: str, where: str = "", before: str = "", after: str = "", document: str = ""
) -> Record:
    """One row of the list, its texts cut to the width of the sheet's columns."""
    values: dict[str, CellValue] = {
        "number": Decimal(number),
        "kind": kind,
        "what": _short(what, _MOST_WORDS),
        "where": where or None,
        "before": _short(before, _MOST_CONTENT) or None,
        "after": _short(after, _MOST_CONTENT) or None,
        "document": document or None,
    }
    return CHANGE_LIST.record(str(number), values)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


CHANGE_LIST = ListKind(
    CHANGES,
    "change",
    "what is new since the last build: conflicts, carried work, figures, formulas, sheets",
    {
        "number": "its number, from 1",
        "kind": "figure new, input carried, conflict, ...",
        "what": "the figure, input or formula",
        "where": "the cell that shows it",
        "before": "what stood there",
        "after": "what stands there now",
        "document": "the document that brought it",
    },
    # What is compared is known once the workbook is drawn; until then it stands for itself.
    lambda lists, _: first_build(),
)
