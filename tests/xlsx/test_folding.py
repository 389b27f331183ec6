"""Rows and columns fold away where a cell of the sheet says so."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from made import Book
from workbook_language import render

from reportgen.core.findings import FindingsError
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import rows
from reportgen.plan.plan import CellValue
from reportgen.xlsx.folding import LeftLines, Lines, fold, left_lines
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook

PERIODS: Mapping[str, CellValue] = {
    **{f"Plan!{column}1": name for column, name in zip("CDEF", "wxyz", strict=True)},
    **{f"Plan!{column}2": value for column, value in zip("CDEF", (1, "n/d", "n/d", 3), strict=True)},
}


def book(names: Mapping[str, str], *, above: bool = True, flag: str = "=ISTEXT(C2)") -> Package:
    """A row of periods with a line of figures and a flag below, and two rows with a flag each."""
    made = Book()
    sheet = made.add_worksheet("Plan")
    sheet.set_column("B:B", 4, None, {"level": 1, "hidden": True})
    sheet.outline_settings(True, not above, not above, False)
    sheet.write_string("C1", "{{#periods across}}{{name}}")
    sheet.write_string("C2", "{{figure}}")
    sheet.write_formula("C3", flag, None, "") if flag.startswith("=") else sheet.write_string("C3", flag)
    sheet.write_string("C4", "{{/periods}}")
    for row, formula in ((5, "=1>2"), (6, "=2>1")):
        sheet.write_formula(f"A{row}", formula, None, "")
    sheet.set_row(6, None, None, {"level": 1})
    for name, area in names.items():
        made.define_name(name, area)
    return open_package(made.saved(), "plan.xlsx")


NAMES = {"Plan!fold_columns": "=Plan!$C$3:$C$3", "Plan!fold_rows": "=Plan!$A$5:$A$6"}


def filled(package: Package) -> RenderedWorkbook:
    return render(package, {"Plan!periods": 4}, PERIODS)


def lines(done: RenderedWorkbook | Package) -> dict[str, dict[str, str]]:
    """What rows and columns say of their groups: `row 6`, `column 4-5`."""
    package = done if isinstance(done, Package) else open_package(done.data)
    root = package.peek(sheet_parts(package)[0].part)
    told = {f"row {at}": node for at, node in rows(root)}
    told |= {f"column {node.get('min')}-{node.get('max')}": node for node in root.iterfind("{*}cols/{*}col")}
    kept = ("outlineLevel", "hidden", "collapsed")
    said = {name: {key: node.get(key, "") for key in kept if node.get(key)} for name, node in told.items()}
    return {name: one for name, one in said.items() if one}


def test_lines_fold_where_their_cell_says_so_each_stretch_one_level_deeper_than_its_neighbours() -> None:
    done = filled(book(NAMES))
    assert not done.warnings
    assert lines(done) == {
        "row 5": {"collapsed": "1"},
        "row 6": {"outlineLevel": "2", "hidden": "1"},  # below it stands a row of level 1
        "row 7": {"outlineLevel": "1"},
        "column 2-2": {"outlineLevel": "1", "hidden": "1"},
        "column 3-3": {"collapsed": "1"},
        "column 4-5": {"outlineLevel": "1", "hidden": "1"},
    }


def test_the_button_stands_behind_the_lines_where_the_sheet_has_its_sums_there() -> None:
    told = lines(filled(book(NAMES, above=False)))
    assert told["row 7"] == {"outlineLevel": "1", "collapsed": "1"}
    assert told["column 6-6"] == {"collapsed": "1"}


@pytest.mark.parametrize(
    "names",
    [
        {"fold_rows": "=Plan!$A$5:$A$6"},  # a name of the workbook
        {"Plan!fold_rows": "=Plan!$A$5:$B$6"},
        {"Plan!fold_columns": "=Plan!$C$3:$C$4"},
        {"Plan!fold_rows": "=Plan!$A:$A"},
        {"Plan!fold_rows": "=Other!$A$5:$A$6"},
        {"Plan!fold_rows": "=Plan!$C$3:$C$3"},  # in a block of columns it becomes a row
    ],
)
def test_a_name_that_leads_to_no_line_of_cells_is_a_finding(names: Mapping[str, str]) -> None:
    package = book(names)
    with pytest.raises(FindingsError) as caught:
        filled(package)
    assert [issue.id for issue in caught.value.issues] == ["fold-name"]
    linted = [issue.id for issue in inspect_workbook(package).issues]
    assert linted == ([] if "C" in str(names) and "fold_rows" in str(names) else ["fold-name"])


def test_a_cell_that_says_neither_yes_nor_no_is_a_finding_and_its_line_stays_open() -> None:
    done = filled(book(NAMES, flag='=IF(ISTEXT(C2),"yes",1)'))
    assert [(one.id, one.place.cell) for one in done.warnings] == [("fold-cell", "D3"), ("fold-cell", "E3")]
    assert [name for name, said in lines(done).items() if "hidden" in said] == [
        "row 6", "column 2-2", "column 3-3", "column 6-6"]  # fmt: skip


def test_lines_that_somebody_opened_stay_open() -> None:
    package = open_package(filled(book(NAMES)).data)
    sheets = sheet_parts(package)
    assert left_lines(package, sheets)["Plan"].opened == Lines(frozenset({7}), frozenset())
    assert not fold(package, sheets, {"Plan": LeftLines(Lines(frozenset({6}), frozenset({2, 4, 5})))})
    assert lines(package) == {
        "row 6": {"outlineLevel": "2"},
        "row 7": {"outlineLevel": "1"},
        "column 2-2": {"outlineLevel": "1"},
        "column 4-5": {"outlineLevel": "1"},
    }


def test_a_group_that_somebody_closed_is_closed_again_and_what_a_cell_folded_is_not() -> None:
    left = open_package(filled(book(NAMES)).data)
    for number, row in rows(left.xml(sheet_parts(left)[0].part)):
        if number == 7:
            row.set("hidden", "1")
    closed = left_lines(left, sheet_parts(left))["Plan"]
    assert closed.closed == Lines(frozenset({7}), frozenset({2}))
    again = open_package(filled(book({})).data)
    assert not fold(again, sheet_parts(again), {"Plan": closed})
    assert lines(again) == {
        "row 6": {"collapsed": "1"},
        "row 7": {"outlineLevel": "1", "hidden": "1"},
        "column 2-2": {"outlineLevel": "1", "hidden": "1"},
    }


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a line", 0), ("several words " * 6, 12), ("two\nthree\nfour", 3), ("\u6771\u4eac" * 12, 6)],
)
def test_a_row_grows_with_its_wrapped_text_and_no_row_gets_lower(text: str, lines: int) -> None:
    made = Book()
    sheet, wrapped = made.add_worksheet("Plan"), made.add_format({"text_wrap": True, "font_size": 10})
    sheet.set_column("A:B", 9)
    sheet.set_row(0, 18)
    sheet.write_string("A1", "{{text}}", wrapped)
    sheet.merge_range("A2:B2", "", wrapped)
    sheet.write_string("A2", "{{text}}", wrapped)
    sheet.write_string("A3", "{{text}}", made.add_format({"font_size": 10}))
    made.define_name("Plan!fit_rows", "=Plan!$A$1:$A$3")
    package = open_package(made.saved(), "plan.xlsx")
    done = open_package(render(package, {}, {f"Plan!A{row}": text for row in (1, 2, 3)}).data)
    heights = [float(row.get("ht", "15")) for _, row in rows(done.peek(sheet_parts(done)[0].part))]
    pitch = 1.22 if text.isascii() else 1.5
    assert heights[0] == (pytest.approx(lines * 10 * pitch + 2) if lines else 18)
    assert heights[1] <= heights[0] or not lines
    assert heights[2] == 15


def test_no_row_becomes_higher_than_a_row_can_be() -> None:
    made = Book()
    sheet = made.add_worksheet("Plan")
    sheet.write_string("A1", "{{text}}", made.add_format({"text_wrap": True}))
    made.define_name("Plan!fit_rows", "=Plan!$A$1:$A$1")
    package = open_package(made.saved(), "plan.xlsx")
    done = open_package(render(package, {}, {"Plan!A1": "word " * 1000}).data)
    ((_, row),) = rows(done.peek(sheet_parts(done)[0].part))
    assert row.get("ht") == "409.5"


def test_a_plan_without_such_names_leaves_all_lines_as_they_are() -> None:
    assert lines(filled(book({}))) == {
        "row 7": {"outlineLevel": "1"},
        "column 2-2": {"outlineLevel": "1", "hidden": "1"},
    }
