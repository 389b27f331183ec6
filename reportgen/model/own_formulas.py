"""What a template's own formulas leave open: their arithmetic over the figures that they read.

=IFERROR(IF($D$3=$I$3,D6-I6,NA()),"n/d")      D6 - I6      176,051 less about 176,000 is about 51
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import parse_period
from reportgen.data.records import MetricRef
from reportgen.figures.evaluate import evaluate, evaluate_interval
from reportgen.figures.parser import ExpressionError, parse
from reportgen.figures.resolved import Resolved
from reportgen.figures.tree import Expr
from reportgen.office.addresses import split_address
from reportgen.office.layout import PlacedCell, SheetLayout
from reportgen.plan.template_map import CellFormula

# What stands around a calculation that is not made across two standards, or where a figure is missing.
_AROUND = (re.compile(r'IFERROR\((.*),"[^"]*"\)'), re.compile(r"IF\([^(),]*,(.*),NA\(\)\)"))
# A cell stands for itself: no period has a part in what is made of it.
_NO_TIME = parse_period("undated"), FiscalCalendar(12)
# The figure of a finished cell in the cell's own unit, from its row and column; None where it shows none.
FigureAt = Callable[[int, int], Resolved | None]


class OpenCell(NamedTuple):
    """A finished cell with a formula of the template, and what the figures give that it reads."""

    row: int
    column: int
    answer: Resolved


def open_cells(formula: CellFormula, axes: SheetLayout, figure_at: FigureAt) -> Iterator[OpenCell]:
    """The finished cells of a formula that calculates with + - * / alone over cells that show figures."""
    expression = _arithmetic(formula.text)
    if expression is None:
        return
    for place in axes.places(formula.row, formula.column):
        answer = _answer(expression, place, axes, figure_at)
        if answer is not None:
            yield OpenCell(place.row, place.column, answer)


def _arithmetic(formula: str) -> Expr | None:
    """The calculation inside a formula, in which each cell is a metric of its name; None for anything else."""
    text = formula
    for around in _AROUND:
        inner = around.fullmatch(text)
        text = inner[1] if inner is not None else text
    try:
        return parse(text.replace("$", "").lower())
    except ExpressionError:
        return None


def _answer(expression: Expr, place: PlacedCell, axes: SheetLayout, figure_at: FigureAt) -> Resolved | None:
    read: dict[str, Resolved | None] = {}

    def of_cell(cell: MetricRef) -> Resolved | None:
        if cell.concept not in read:
            at = _read_from(cell.concept, place, axes)
            read[cell.concept] = figure_at(at.row, at.column) if at is not None else None
        return read[cell.concept]

    def interval_of(cell: MetricRef, _: object) -> Interval | None:
        answer = of_cell(cell)
        return answer.interval if answer is not None else None

    interval = evaluate_interval(expression, *_NO_TIME, interval_of)
    value = evaluate(
        expression,
        *_NO_TIME,
        lambda cell, _: answer.value if (answer := of_cell(cell)) is not None else None,
    )
    if value is None or interval is None:
        return None
    exact = all(answer is not None and answer.bound == "point" for answer in read.values())
    return Resolved("", value, interval, bound="point" if exact else "approx")


def _read_from(name: str, place: PlacedCell, axes: SheetLayout) -> PlacedCell | None:
    """The finished cell that a reference of a formula means at one place: in its own items, or outside all."""
    try:
        row, column = split_address(name.upper())
    except ValueError:
        return None
    found = [
        one
        for one in axes.places(row, column)
        if one.row_item in (None, place.row_item) and one.column_item in (None, place.column_item)
    ]
    return found[0] if len(found) == 1 else None
