"""Sheets repeated per member, shown on a condition, renamed: with everything that belongs to them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made import Book
from workbook_language import local, part, plan, shown, texts

from reportgen.core.findings import FindingsError
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import sheet_parts
from reportgen.plan.plan import SheetCopies, WorkbookPlan
from reportgen.plan.template_map import SheetMarker
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import render_workbook

MEMBER = "{{member.name}}"


def designed() -> Package:
    book = Book()
    summary, member, notes = (book.add_worksheet(name) for name in ("Summary", MEMBER, "Notes"))
    summary.write_formula("A1", f"=SUM('{MEMBER}'!B5)")
    summary.write_formula("A2", "=Notes!A2")
    member.write("A1", "{{#members sheet}}{{member.name}}")
    member.write("A5", "{{#line}}{{label}}")
    member.write("B5", "{{value}}{{/line}}")
    member.write_formula("B6", "=SUM(B5)")
    member.write_formula("B7", f"='{MEMBER}'!B6*2")
    member.write_formula("B8", "=SUM(Sales[v])")
    member.add_table(
        "D20:E22",
        {"name": "Sales", "data": [["a", 1], ["b", 2]], "columns": [{"header": "k"}, {"header": "v"}]},
    )
    member.print_area("A1:E9")
    member.write_comment("B6", "a note")
    member.insert_textbox("G2", "words")
    member.conditional_format("B6", {"type": "formula", "criteria": f"='{MEMBER}'!$B$7>3"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": f"='{MEMBER}'!$A$5:$A$5", "values": f"='{MEMBER}'!$B$5:$B$5"})
    member.insert_chart("G9", chart)
    notes.write("A1", "{{?audited sheet}}Notes")
    notes.write("A2", 7)
    book.define_name("Lines", f"='{MEMBER}'!$B$5:$B$5")
    book.define_name(f"'{MEMBER}'!own", f"='{MEMBER}'!$B$6")
    return open_package(book.saved(), "designed.xlsx")


def filled(names: tuple[str, ...] = ("Tokyo", "New York"), audited: bool = True) -> WorkbookPlan:
    values: dict[str, Decimal | str] = {}
    for at, name in enumerate(names):
        values[f"{name}!A1"] = name
        for row in (5, 6):
            values |= {f"{name}!A{row}": f"{name} {row}", f"{name}!B{row}": Decimal(10 * at + row)}
    book = plan({f"{name}!line": 2 for name in names}, values)
    sheets = (SheetCopies(MEMBER, names), SheetCopies("Notes", ("Notes",) if audited else ()))
    return WorkbookPlan(book.sizes, book.rows, {}, sheets)


def test_a_template_says_which_sheets_it_repeats() -> None:
    found = inspect_workbook(designed())
    assert found.issues == ()
    assert found.sheet_markers == (
        SheetMarker(MEMBER, "members", "repeat"),
        SheetMarker("Notes", "audited", "if"),
    )
    finished = found.with_sheets(filled().sheets)
    assert finished.sheets == ("Summary", "Tokyo", "New York", "Notes")
    assert {block.sheet for block in finished.blocks} == {"Tokyo", "New York"}


def test_every_member_has_a_sheet_whose_formulas_are_its_own() -> None:
    rendered = render_workbook(designed(), filled(), "t.xlsx")
    assert [sheet.name for sheet in sheet_parts(open_package(rendered.data))] == [
        "Summary",
        "Tokyo",
        "New York",
        "Notes",
    ]
    assert shown(rendered, "Tokyo") == (
        "A1 Tokyo\nA5 Tokyo 5 | B5 5\nA6 Tokyo 6 | B6 6\nB7 =SUM(B5:B6) -> 11\n"
        "B8 =Tokyo!B7*2 -> 22\nB9 =SUM(Sales[v]) -> 3\nD21 k | E21 v\nD22 a | E22 1\nD23 b | E23 2"
    )
    assert "B7 =SUM(B5:B6) -> 31" in shown(rendered, "New York")
    assert "B8 ='New York'!B7*2 -> 62\nB9 =SUM(Sales_2[v]) -> 3" in shown(rendered, "New York")
    assert shown(rendered, "Summary") == ("A1 =SUM(Tokyo!B5:B6,'New York'!B5:B6) -> 42\nA2 =Notes!A2 -> 7")
    assert rendered.uncached == ()


def test_every_member_has_its_own_charts_tables_notes_and_names() -> None:
    package = open_package(render_workbook(designed(), filled(), "t.xlsx").data)
    charts = [name for name in package if "/charts/chart" in name]
    assert [texts(package.peek(name), "f") for name in charts] == [
        ["Tokyo!$A$5:$A$6", "Tokyo!$B$5:$B$6"],
        ["'New York'!$A$5:$A$6", "'New York'!$B$5:$B$6"],
    ]
    assert [texts(package.peek(name), "v") for name in charts] == [
        ["Tokyo 5", "Tokyo 6", "5", "6"],
        ["New York 5", "New York 6", "15", "16"],
    ]
    tables = [package.peek(name) for name in package if "/tables/" in name]
    assert [(one.get("id"), one.get("displayName")) for one in tables] == [("1", "Sales"), ("2", "Sales_2")]
    assert len([name for name in package if "/comments" in name]) == 2
    names = [
        (node.get("name"), node.get("localSheetId"), node.text)
        for node in package.peek("/xl/workbook.xml").iter()
        if local(node) == "definedName"
    ]
    assert sorted(names, key=str) == sorted(
        [
            ("Lines", "1", "Tokyo!$B$5:$B$6"),
            ("Lines", "2", "'New York'!$B$5:$B$6"),
            ("_xlnm.Print_Area", "1", "Tokyo!$A$1:$E$10"),
            ("_xlnm.Print_Area", "2", "'New York'!$A$1:$E$10"),
            ("own", "1", "Tokyo!$B$7"),
            ("own", "2", "'New York'!$B$7"),
        ],
        key=str,
    )


def test_a_sheet_on_a_condition_goes_with_all_its_parts() -> None:
    rendered = render_workbook(designed(), filled(audited=False), "t.xlsx")
    package = open_package(rendered.data)
    assert [sheet.name for sheet in sheet_parts(package)] == ["Summary", "Tokyo", "New York"]
    assert shown(rendered, "Summary") == ("A1 =SUM(Tokyo!B5:B6,'New York'!B5:B6) -> 42\nA2 =#REF! -> nothing")
    assert "/xl/worksheets/sheet3.xml" not in package
    assert [issue.id for issue in rendered.uncached] == ["formula-error"]


def test_the_marker_of_a_sheet_leaves_its_cell() -> None:
    rendered = render_workbook(designed(), filled(), "t.xlsx")
    assert shown(rendered, "Notes") == "A1 Notes\nA2 7"
    assert "{{" not in "".join(texts(part(rendered, "/xl/sharedStrings.xml"), "t"))


@pytest.mark.parametrize(
    ("sheets", "found"),
    [
        ((SheetCopies("Summary", ("Summary",)),), ["missing-sheets", "missing-sheets"]),
        ((SheetCopies(MEMBER, ("a/b",)), SheetCopies("Notes", ())), ["bad-sheet-name"]),
        ((SheetCopies(MEMBER, ("x", "X")), SheetCopies("Notes", ())), ["duplicate-sheet-name"]),
        ((SheetCopies(MEMBER, ("Summary",)), SheetCopies("Notes", ())), ["duplicate-sheet-name"]),
        ((SheetCopies(MEMBER, ()), SheetCopies("Notes", ()), SheetCopies("Summary", ())), ["no-sheet-left"]),
        ((SheetCopies("Member", ()), SheetCopies(MEMBER, ()), SheetCopies("Notes", ())), ["unknown-sheet"]),
    ],
)
def test_what_cannot_become_a_sheet_is_a_finding(sheets: tuple[SheetCopies, ...], found: list[str]) -> None:
    with pytest.raises(FindingsError) as caught:
        render_workbook(designed(), WorkbookPlan((), (), {}, sheets), "t.xlsx")
    assert [issue.id for issue in caught.value.issues if issue.id != "missing-size"] == found
