"""What a template's own formulas leave open, by the figures of the cells that they read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from workbook_language import template

from reportgen.core.number import Interval
from reportgen.figures.resolved import Resolved
from reportgen.model.own_formulas import open_cells
from reportgen.office.cell_reader import read_cells
from reportgen.office.layout import AxisLayout, Band, SheetLayout
from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.styles import Styles
from reportgen.plan.plan import BlockSize, PlannedRow, WorkbookPlan
from reportgen.plan.template_map import CellFormula
from reportgen.xlsx.render import render_workbook

# D6 is known to the unit, I6 to a thousand; every other cell shows no figure.
FIGURES = {(6, 4): (176_051, 0), (6, 9): (176_000, 500), (6, 10): (-40, 60)}


def figure_at(row: int, column: int) -> Resolved | None:
    found = FIGURES.get((row, column))
    if found is None:
        return None
    value, half = Decimal(found[0]), Decimal(found[1])
    return Resolved("", value, Interval(value - half, value + half), bound="approx" if half else "point")


@pytest.mark.parametrize(
    ("formula", "ends"),
    [
        ('IFERROR(IF($D$3=$I$3,D6-I6,NA()),"n/d")', "-449 to 551"),
        ('IFERROR($D6-I$6,"n/d")', "-449 to 551"),
        ("(D6-I6)*D6/D6+1-1", "-449 to 551"),
        ("D6", "176051 to 176051"),
        ("D6/J6", ""),  # may be divided by nothing
        ("D6-E6", ""),  # E6 shows no figure
        ("D6*2", ""),
        ("SUM(D6:I6)", ""),
        ("Other!D6-I6", ""),
        ("scenario+D6", ""),
        ('IF(D6>I6,D6-I6,"-")', ""),
    ],
)
def test_a_formula_is_as_open_as_the_figures_it_reads(formula: str, ends: str) -> None:
    found = list(open_cells(CellFormula("S", 6, 11, formula), SheetLayout(), figure_at))
    told = [f"{interval.low} to {interval.high}" for one in found if (interval := one.answer.interval)]
    assert told == ([ends] if ends else [])
    assert all(one.answer.bound == ("approx" if "I" in formula[:30] else "point") for one in found)


def test_a_formula_in_a_block_reads_the_cells_of_its_own_item_and_those_outside() -> None:
    axes = SheetLayout(columns=AxisLayout((Band(2, 2, 8),)))  # B becomes B to I, C is J
    found = list(open_cells(CellFormula("S", 7, 2, "B6+C6"), axes, figure_at))
    assert [(one.row, one.column, one.answer.value) for one in found] == [(7, 4, 176_011), (7, 9, 175_960)]


@pytest.mark.parametrize("count", [0, 2])
def test_a_formula_of_the_template_keeps_its_text_under_a_format_of_the_plan(count: int) -> None:
    cells = {"A1": "{{#month across}}{{name}}{{/month}}", "C2": "=1+1"} if count else {"C2": "=1+1"}
    sizes = (BlockSize("S", "month", count),) if count else ()
    column = 3 + max(count - 1, 0)
    names = PlannedRow("S", 1, (1, 2), ("a", "b"))
    look = PlannedRow("S", 2, (), (), ((column, '"~"0'),))
    rendered = render_workbook(
        template({"S": cells}), WorkbookPlan(sizes, (names, look) if count else (look,)), "t.xlsx"
    )
    package = open_package(rendered.data)
    found = [one for one in read_cells(package, sheet_parts(package)[0].part, ()) if one.formula]
    assert [(one.column, one.formula) for one in found] == [(column, "1+1")]
    assert Styles(package).number_format(found[0].style) == '"~"0'
