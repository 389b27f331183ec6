"""Blocks inside blocks, side by side, in groups and on conditions, filled."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from language import rows_of
from libreoffice_witness import needs_libreoffice, recalculate
from made import Book
from workbook_language import attributes, formulas, part, plan, render, shown, template, texts

from reportgen.core.findings import FindingsError, ReportgenError, render_issues
from reportgen.office.package import Package, open_package
from reportgen.plan.plan import BlockRows, BlockSize, CellValue, WorkbookPlan
from reportgen.plan.template_map import Block
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook, render_workbook

GROUPED = {
    "Sales": {
        "A1": "Total",
        "C1": "=SUBTOTAL(9,C4)",
        "D1": "=COUNT(C4)",
        "A3": "{{#region group by area}}{{area}}",
        "B4": "{{#sale}}{{name}}",
        "C4": "{{amount}}",
        "D4": "=C4/SUM(C$4:C$4)",
        "E4": "{{/sale}}",
        "B5": "subtotal",
        "C5": "=SUBTOTAL(9,C4)",
        "D5": "=C5/C$1",
        "E5": "{{/region}}",
        "A6": "end",
    }
}
GROUPS = {"East": (3, 5), "West": (4,), "North": (1, 1, 2)}


def grouped() -> WorkbookPlan:
    sizes = [BlockSize("Sales", "region", 3)]
    cells: list[tuple[str, CellValue]] = []
    row = 3
    for number, (area, amounts) in enumerate(GROUPS.items()):
        sizes.append(BlockSize("Sales", "sale", len(amounts), within=(number,)))
        cells.append((f"Sales!A{row}", area))
        for at, amount in enumerate(amounts, row + 1):
            cells += [
                (f"Sales!B{at}", f"{area} {at}"),
                (f"Sales!C{at}", Decimal(amount)),
            ]
        row += len(amounts) + 2
    return WorkbookPlan(tuple(sizes), rows_of(*cells))


def test_a_group_has_its_own_subtotal_and_the_total_leaves_subtotals_out() -> None:
    rendered = render_workbook(template(GROUPED), grouped(), "t.xlsx")
    assert shown(rendered) == (
        "A1 Total | C1 =SUBTOTAL(9,C4:C13) -> 16 | D1 =COUNT(C4:C5,C8,C11:C13) -> 6\n"
        "A3 East\n"
        "B4 East 4 | C4 3 | D4 =C4/SUM(C$4:C$5) -> 0.375\n"
        "B5 East 5 | C5 5 | D5 =C5/SUM(C$4:C$5) -> 0.625\n"
        "B6 subtotal | C6 =SUBTOTAL(9,C4:C5) -> 8 | D6 =C6/C$1 -> 0.5\n"
        "A7 West\n"
        "B8 West 8 | C8 4 | D8 =C8/SUM(C$8:C$8) -> 1\n"
        "B9 subtotal | C9 =SUBTOTAL(9,C8) -> 4 | D9 =C9/C$1 -> 0.25\n"
        "A10 North\n"
        "B11 North 11 | C11 1 | D11 =C11/SUM(C$11:C$13) -> 0.25\n"
        "B12 North 12 | C12 1 | D12 =C12/SUM(C$11:C$13) -> 0.25\n"
        "B13 North 13 | C13 2 | D13 =C13/SUM(C$11:C$13) -> 0.5\n"
        "B14 subtotal | C14 =SUBTOTAL(9,C11:C13) -> 4 | D14 =C14/C$1 -> 0.25\n"
        "A15 end"
    )


def test_a_subtotal_over_groups_is_not_warned_of() -> None:
    assert render_workbook(template(GROUPED), grouped(), "t.xlsx").warnings == ()


@needs_libreoffice
def test_libreoffice_calculates_the_same_groups(tmp_path: Path) -> None:
    rendered = render_workbook(template(GROUPED), grouped(), "t.xlsx")
    assert shown(rendered) == shown(recalculate(rendered.data, tmp_path))


def test_a_template_says_what_lies_inside_what() -> None:
    found = inspect_workbook(template(GROUPED))
    assert found.issues == ()
    region, sale = found.blocks
    assert region == Block("Sales", "region", "down", 3, 5, group_by="area")
    assert sale == Block("Sales", "sale", "down", 4, 4, parent="region")
    assert found.blocks_at("Sales", 4, 3, "down") == (region, sale)
    assert found.block_at("Sales", 5, 3, "down") == region
    assert (sale.start, sale.end) == (2, 5)


def test_outline_levels_and_heights_stand_on_every_copy() -> None:
    package = template(GROUPED)
    sheet = package.xml("/xl/worksheets/sheet1.xml")
    for node in sheet.iter():
        if node.get("r") in ("4", "5") and node.tag.endswith("}row"):
            node.set("outlineLevel", {"4": "2", "5": "1"}[node.get("r")])
    rendered = render_workbook(package, grouped(), "t.xlsx")
    levels = {
        node.get("r"): node.get("outlineLevel")
        for node in part(rendered, "/xl/worksheets/sheet1.xml").iter()
        if node.get("outlineLevel")
    }
    assert levels == {
        "4": "2", "5": "2", "6": "1", "8": "2", "9": "1", "11": "2", "12": "2", "13": "2", "14": "1",
    }  # fmt: skip


def test_the_rows_of_all_groups_can_come_as_one_list() -> None:
    one = grouped()
    sales = [(f"{area} {amount}", amount) for area, amounts in GROUPS.items() for amount in amounts]
    cells = tuple(row for row in one.rows if row.columns == (1,))
    rendered = render_workbook(
        template(GROUPED),
        WorkbookPlan(one.sizes, cells, {}, (), (BlockRows("Sales", ("B4", "C4"), iter(sales)),)),
        "t.xlsx",
    )
    assert "B13 North 2 | C13 2 | D13 =C13/SUM(C$11:C$13) -> 0.5" in shown(rendered)
    assert rendered.cells == 3 + 12


SIDE = {
    "Model": {
        "A3": "{{#orders}}{{o}}",
        "B3": "=A3*2",
        "C3": "{{/orders}}",
        "E3": "{{#returns}}{{r}}",
        "F3": "{{/returns}}",
        "H3": "note",
        "A4": "=SUM(A3)",
        "B4": "=SUM(B3)",
        "E4": "=SUM(E3)",
        "H4": "below",
        "A6": "=A4-E4",
    },
    "Other": {"A1": "=SUM(Model!E3)", "A2": "=SUM(Model!A3:E3)"},
}


def test_blocks_side_by_side_repeat_in_their_own_columns() -> None:
    book = plan(
        {"Model!orders": 3, "Model!returns": 2},
        {"Model!A3": Decimal(1), "Model!A4": Decimal(2), "Model!A5": Decimal(3)}
        | {"Model!E3": Decimal(10), "Model!E4": Decimal(20)},
    )
    rendered = render_workbook(template(SIDE), book, "t.xlsx")
    assert shown(rendered, "Model") == (
        "A3 1 | B3 =A3*2 -> 2 | E3 10 | H3 note\n"
        "A4 2 | B4 =A4*2 -> 4 | E4 20\n"
        "A5 3 | B5 =A5*2 -> 6\n"
        "A6 =SUM(A3:A5) -> 6 | B6 =SUM(B3:B5) -> 12 | E6 =SUM(E3:E4) -> 30 | H6 below\n"
        "A8 =A6-E6 -> -24"
    )
    assert shown(rendered, "Other") == "A1 =SUM(Model!E3:E4) -> 30\nA2 =SUM(Model!A3:E5) -> 48"


def test_blocks_of_columns_lie_inside_each_other() -> None:
    package = template(
        {
            "Model": {
                "B3": "{{#year across}}{{year}}",
                "C3": "{{#quarter across}}{{q}}{{/quarter}}",
                "D3": "=SUM(C3)",
                "D4": "{{/year}}",
                "F3": "=SUM(C3)",
                "F4": "=SUM(D3)",
            }
        }
    )
    sizes = (
        BlockSize("Model", "year", 2),
        BlockSize("Model", "quarter", 2, within=(0,)),
        BlockSize("Model", "quarter", 1, within=(1,)),
    )
    values = {"B3": "FY16", "C3": 1, "D3": 2, "F3": "FY17", "G3": 5}
    cells = rows_of(
        *(
            (f"Model!{at}", value if isinstance(value, str) else Decimal(value))
            for at, value in values.items()
        )
    )
    rendered = render_workbook(package, WorkbookPlan(sizes, cells), "t.xlsx")
    # a total over all quarters leaves the yearly sums between them out
    assert shown(rendered) == (
        "B3 FY16 | C3 1 | D3 2 | E3 =SUM(C3:D3) -> 3 | F3 FY17 | G3 5 | H3 =SUM(G3) -> 5 | J3 =SUM(C3:D3,G3) -> 8\n"
        "J4 =SUM(E3,H3) -> 8"
    )


def test_rows_and_columns_stand_on_a_condition() -> None:
    package = template(
        {
            "Model": {
                "A1": "head",
                "A2": "{{?audited}}audited{{/audited}}",
                "A3": "{{?not audited}}unaudited{{/audited}}",
                "B4": "{{?wide across}}more{{/wide}}",
                "C4": "last",
                "A5": "{{?audited}}signed{{/audited}}",
                "A6": "=COUNTA(A1:A5)",
            }
        }
    )
    assert inspect_workbook(package).issues == ()
    yes = render_workbook(package, plan({"Model!audited": 1, "Model!wide": 0}), "t.xlsx")
    assert shown(yes) == "A1 head\nA2 audited\nB3 last\nA4 signed\nA5 =COUNTA(A1:A4) -> 3"
    no = render_workbook(package, plan({"Model!audited": 0, "Model!wide": 1}), "t.xlsx")
    assert shown(no) == "A1 head\nA2 unaudited\nB3 more | C3 last\nA4 =COUNTA(A1:A3) -> 2"


def test_a_condition_inside_a_list_is_asked_for_every_item() -> None:
    package = template(
        {
            "Model": {
                "A2": "{{#line}}{{name}}",
                "A3": "{{?note}}{{text}}{{/note}}",
                "B3": "{{/line}}",
                "A4": "end",
            }
        }
    )
    sizes = (
        BlockSize("Model", "line", 3),
        BlockSize("Model", "note", 0),
        BlockSize("Model", "note", 1, within=(1,)),
    )
    cells = [("A2", "one"), ("A3", "two"), ("A4", "a note on two"), ("A5", "three")]
    book = WorkbookPlan(sizes, rows_of(*((f"Model!{at}", text) for at, text in cells)))
    assert shown(render_workbook(package, book, "t.xlsx")) == (
        "A2 one\nA3 two\nA4 a note on two\nA5 three\nA6 end"
    )


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"A5": "{{#a}}x", "C6": "{{#b}}x{{/a}}", "D7": "{{/b}}"}, "overlapping-blocks"),
        ({"B3": "{{#a across}}x{{/a}}", "B9": "{{#b across}}x{{/b}}"}, "overlapping-blocks"),
        ({"A2": "{{#a sheet}}x"}, "misplaced-marker"),
    ],
)
def test_what_blocks_cannot_do_is_found_in_the_template(cells: dict[str, str], found: str) -> None:
    issues = inspect_workbook(template({"Model": cells})).issues
    assert found in [issue.id for issue in issues], render_issues(issues)


# --- many rows --------------------------------------------------------------------------------------------


def designed(rows_above: bool = True) -> Package:
    book = Book()
    book.set_properties({"created": datetime(2018, 5, 15)})
    sheet = book.add_worksheet("Data")
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.0"})
    sheet.write("A1", "Total of 100% & <all>")
    sheet.write_formula("C1", "=SUM(C5)", money)
    sheet.set_row(4, 22, bold)
    sheet.write("A5", "{{#row}}{{name}}", bold)
    sheet.write("B5", "100% {x}")
    sheet.write("C5", "{{value}}", money)
    sheet.write_formula("D5", '=C5*2+SUM(C$5:C5)-$C$1&" 5% of C5"', money)
    sheet.write_formula("E5", "=IF(C5>3,A5,TRUE)")
    sheet.write_array_formula("F5:F5", "{=SUM(C5:C5*1)}")
    sheet.merge_range("G5:H5", "joined")
    sheet.write("I5", "{{/row}}")
    sheet.write("A7", "foot")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"categories": "=Data!$A$5:$A$5", "values": "=Data!$C$5:$C$5"})
    sheet.insert_chart("K2", chart)
    return open_package(book.saved(), "t.xlsx")


NAMES = [
    "plain",
    " outer space ",
    "R&D <b>",
    "two\nlines",
    "",
    "tab\tbell\x07",
    "_x0041_",
    "日本語 100%s",
    "=1+1",
]


def many(bulk: bool) -> WorkbookPlan:
    sizes = (BlockSize("Data", "row", len(NAMES)),)
    if bulk:
        given = [(Decimal(at) / 4, name) for at, name in enumerate(NAMES)]
        return WorkbookPlan(sizes, (), {}, (), (BlockRows("Data", ("C5", "A5"), given),))
    cells = [
        one
        for at, name in enumerate(NAMES)
        for one in ((f"Data!A{5 + at}", name), (f"Data!C{5 + at}", Decimal(at) / 4))
    ]
    return WorkbookPlan(sizes, rows_of(*cells))


def parts(rendered: RenderedWorkbook) -> dict[str, bytes]:
    package = open_package(rendered.data)
    return {name: package[name] for name in package}


def test_values_in_bulk_and_one_by_one_give_the_same_file() -> None:
    one, other = (render_workbook(designed(), many(bulk), "t.xlsx") for bulk in (True, False))
    assert parts(one) == parts(other)
    assert one.data == other.data
    assert one.cells == other.cells == 2 * len(NAMES)


@pytest.mark.parametrize("bulk", [True, False])
def test_a_large_sheet_is_the_same_as_a_small_one(bulk: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    small = render_workbook(designed(), many(bulk), "t.xlsx")
    monkeypatch.setattr("reportgen.xlsx.sheet_stream.LARGE", 0)
    large = render_workbook(designed(), many(bulk), "t.xlsx")
    assert shown(small) == shown(large)
    assert (small.formulas, small.uncached, small.cells) == (large.formulas, large.uncached, large.cells)
    different = {name for name, data in parts(small).items() if parts(large)[name] != data}
    assert different <= {"/xl/worksheets/sheet1.xml"}
    trees = [part(one, "/xl/worksheets/sheet1.xml") for one in (small, large)]
    assert texts(trees[0], "v") == texts(trees[1], "v")
    assert attributes(trees[0], "c", "s") == attributes(trees[1], "c", "s")
    assert attributes(trees[0], "mergeCell", "ref") == [f"G{row}:H{row}" for row in range(5, 14)]


def test_a_text_of_any_kind_comes_back_as_it_was() -> None:
    package = open_package(render_workbook(designed(), many(True), "t.xlsx").data)
    from reportgen.office.cell_reader import read_cell
    from reportgen.office.worksheet import find_cell

    sheet = package.peek("/xl/worksheets/sheet1.xml")
    found = [
        read_cell(cell).content
        for at in range(len(NAMES))
        if (cell := find_cell(sheet, 5 + at, 1)) is not None
    ]
    assert [one or "" for one in found] == NAMES  # type: ignore[comparison-overlap]


def test_progress_is_told() -> None:
    heard: list[int] = []
    book = WorkbookPlan(
        (BlockSize("Data", "row", 2500),),
        (),
        {},
        (),
        (BlockRows("Data", ("A5", "C5"), (("x", at) for at in range(2500))),),
    )
    rendered = render_workbook(designed(), book, "t.xlsx", progress=heard.append)
    assert heard == [1000, 2000, 2502]
    assert "C1 =SUM(C5:C2504) -> 3123750" in shown(rendered)


@pytest.mark.parametrize(
    ("count", "rows", "message"),
    [
        (3, [("a", 1)] * 2, "more items than rows"),
        (3, [("a", 1)] * 4, "fewer items than rows"),
        (1, [("a",)], "1 values for 2 cells"),
        (1, [("a", float("nan"))], "no number"),
        (1, [("a", object())], "cannot hold"),
    ],
)
def test_bulk_values_that_do_not_fit_are_our_bug(
    count: int, rows: list[tuple[object, ...]], message: str
) -> None:
    book = WorkbookPlan(
        (BlockSize("Data", "row", count),),
        (),
        {},
        (),
        (BlockRows("Data", ("A5", "C5"), rows),),  # type: ignore[arg-type]
    )
    with pytest.raises(ReportgenError, match=message):
        render_workbook(designed(), book, "t.xlsx")


def test_what_bulk_does_not_fill_is_a_finding() -> None:
    book = WorkbookPlan((BlockSize("Data", "row", 1),), (), {}, (), (BlockRows("Data", ("A5",), [("a",)]),))
    with pytest.raises(FindingsError) as caught:
        render_workbook(designed(), book, "t.xlsx")
    assert [(issue.id, issue.place.cell) for issue in caught.value.issues] == [("unfilled-tag", "C5")]


def test_more_formulas_than_the_calculator_writes_back_are_evaluated_nevertheless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = render_workbook(designed(), many(True), "t.xlsx")

    def refuse(data: bytes, **_: object) -> dict[str, bytes]:
        raise OSError("recalculate XLSX failed: Unsupported feature: formula cell count limit in worksheet")

    monkeypatch.setattr("formualizer.recalculate_xlsx_bytes", refuse)
    monkeypatch.setattr("reportgen.xlsx.sheet_stream.LARGE", 0)
    found = render_workbook(designed(), many(True), "t.xlsx")
    assert shown(found) == shown(wanted)
    assert found.uncached == ()


def test_a_formula_of_a_block_of_columns_reads_in_each_item_as_if_it_were_moved_alone() -> None:
    cells = {
        "B2": "{{#q across}}{{v}}",
        "B3": '=B2*2-$A2&"100%"',
        "B4": "=D2-C2",
        "B5": "=SUM(B2:D2)",
        "C2": "{{w}}",
        "C3": "=SUM($B2:C2)",
        "C4": "{{/q}}",
        "D2": "9",
    }
    package = template({"Model": cells})
    columns = "BCDEFGHI"
    values = {f"Model!{column}2": Decimal(at) for at, column in enumerate(columns)}
    found = {
        at.removeprefix("Model!"): text
        for at, text in formulas(render(package, {"Model!q": 4}, values)).items()
    }
    for at in range(4):
        first, second = columns[2 * at], columns[2 * at + 1]
        assert found[f"{first}3"] == f'{first}2*2-$A2&"100%"'
        assert found[f"{first}4"] == f"J2-{second}2"
        assert found[f"{first}5"] == f"SUM({first}2:J2)"
        assert found[f"{second}3"] == f"SUM($B2:{second}2)"


def test_formulas_that_read_alike_below_each_other_follow_their_own_rows() -> None:
    cells = {
        "B2": "{{#q across}}{{v}}",
        "B3": "=B2*$A2",
        "B4": "=B3*$A3",
        "B5": "=SUM($A$1:B4)",
        "B6": "=SUM($A$1:B5)",
        "B7": "=B$2-Other!$B$1",
        "B8": "=B$2-Other!$B$1",
        "B9": "{{/q}}",
    }
    package = template({"Model": cells, "Other": {"B1": "1"}})
    values = {f"Model!{column}2": Decimal(at) for at, column in enumerate("BCD")}
    found = {
        at.removeprefix("Model!"): text
        for at, text in formulas(render(package, {"Model!q": 3}, values)).items()
    }
    for column in "BCD":
        assert found[f"{column}3"] == f"{column}2*$A2"
        assert found[f"{column}4"] == f"{column}3*$A3"
        assert found[f"{column}5"] == f"SUM($A$1:{column}4)"
        assert found[f"{column}6"] == f"SUM($A$1:{column}5)"
        assert found[f"{column}7"] == found[f"{column}8"] == f"{column}$2-Other!$B$1"


def test_what_stands_between_columns_counts_for_its_own_row_alone() -> None:
    cells = {
        "B2": "{{#q across}}{{v}}",
        "B3": "=B2",
        "C3": "=1+1",
        "C5": "{{/q}}",
        "E2": "{{#p across}}{{v}}",
        "E3": "=SUBTOTAL(9,B2)",
        "E4": "=SUBTOTAL(9,B3)",
        "E5": "{{/p}}",
    }
    values = {f"Model!{column}2": Decimal(at) for at, column in enumerate("BDGH")}
    found = formulas(render(template({"Model": cells}), {"Model!q": 2, "Model!p": 2}, values))
    assert found["Model!G3"] == found["Model!H3"] == "SUBTOTAL(9,B2:D2)"
    assert found["Model!G4"] == found["Model!H4"] == "SUBTOTAL(9,B3,D3)"
