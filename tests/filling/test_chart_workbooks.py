"""The workbook behind a chart stays whole: data go where the series read them, and the rest follows."""

import io
from copy import deepcopy
from decimal import Decimal

import openpyxl
import pytest
from chart_language import (
    NAME,
    behind,
    book_part,
    cells,
    chart_part,
    edited,
    filled,
    quarters,
    references,
    sheet_of,
    shown,
    template,
    told,
    xml_of,
)
from made import saved
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.packuri import PackURI

from reportgen.filling.deck import fill_deck
from reportgen.office.package import open_package, write_package
from reportgen.office.relationships import Relationship
from reportgen.office.xml import qn

BLOCK = [["", "Sales"], ["Q1", 5], ["Q2", 6]]


def test_charts_that_share_a_workbook_get_one_each():
    deck = Presentation(io.BytesIO(write_package(template({"Sales": (5, 6)}))))
    slide = deck.slides[0]
    twin = deepcopy(slide.shapes[0]._element)
    frame = slide.shapes[0]
    chart = type(frame.chart.part).load(
        PackURI("/ppt/charts/chart99.xml"),
        frame.chart.part.content_type,
        deck.part.package,
        frame.chart.part.blob,
    )
    link = next(one for one in frame.chart.part.rels.values() if one.reltype == RT.PACKAGE)
    chart.rels.get_or_add(RT.PACKAGE, link.target_part)
    next(twin.iter(qn("p:cNvPr"))).set("name", "other")
    next(twin.iter(qn("c:chart"))).set(qn("r:id"), slide.part.relate_to(chart, RT.CHART))
    slide.shapes._spTree.append(twin)
    data = {"sales": [{"k": "A", "Sales": Decimal(1)}], "other": [{"k": "B", "Sales": Decimal(2)}]}
    done = Presentation(io.BytesIO(bytes(fill_deck(open_package(saved(deck), NAME), NAME, data))))
    parts = [one.chart.part.chart_workbook.xlsx_part for one in done.slides[0].shapes]
    books = [openpyxl.load_workbook(io.BytesIO(part.blob)).active for part in parts]
    assert [(book["A2"].value, book["B2"].value) for book in books] == [("A", 1), ("B", 2)]


def one(build, refs=None, data=None):
    """A chart of one series over a workbook of its own, filled with three quarters."""
    package = behind(
        template({"Sales": (5, 6)}), build, refs or [("Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3")]
    )
    return filled(package, data or quarters(10, 20, 30))


def test_a_total_below_moves_down_and_adds_up_what_stands_there_now():
    done, _ = one(sheet_of([*BLOCK, ["Total", "=SUM(B2:B3)"]]))
    assert [cells(done)["Sheet1!B5"], cells(done, values=True)["Sheet1!B5"]] == ["=SUM(B2:B4)", 60]
    assert [cells(done)["Sheet1!A5"], "Sheet1!A6" in cells(done)] == ["Total", False]


def test_a_total_stays_where_it_is_when_the_data_shrink():
    done, _ = one(sheet_of([*BLOCK, ["Total", "=SUM(B2:B3)"]]), data=quarters(7))
    assert [cells(done)["Sheet1!B4"], cells(done, values=True)["Sheet1!B4"]] == ["=SUM(B2:B2)", 7]
    assert "Sheet1!B3" not in cells(done)


def test_formulas_of_other_sheets_read_all_of_the_new_data():
    def build(book):
        sheet_of(BLOCK)(book)
        sheet_of([["=SUM(Sheet1!B2:B3)"], ["=Sheet1!B3"], ["=SUM(Sheet1!B:B)"]], "Model")(book)

    done, _ = one(build)
    assert [cells(done)[f"Model!A{row}"] for row in (1, 2, 3)] == [
        "=SUM(Sheet1!B2:B4)",
        "=Sheet1!B3",
        "=SUM(Sheet1!B:B)",
    ]
    assert [cells(done, values=True)[f"Model!A{row}"] for row in (1, 2, 3)] == [60, 20, 60]


def test_formulas_beside_the_data_go_on_beside_further_rows():
    done, _ = one(
        sheet_of([["", "Sales", "Share"], ["Q1", 5, "=B2/SUM($B$2:$B$3)"], ["Q2", 6, "=B3/SUM($B$2:$B$3)"]])
    )
    assert [cells(done)[f"Sheet1!C{row}"] for row in (2, 3, 4)] == [
        f"=B{row}/SUM($B$2:$B$4)" for row in (2, 3, 4)
    ]
    assert cells(done, values=True)["Sheet1!C4"] == 0.5


def test_a_running_sum_keeps_its_own_row():
    done, _ = one(sheet_of([["", "Sales", "So far"], ["Q1", 5, "=SUM(B$2:B2)"], ["Q2", 6, "=SUM(B$2:B3)"]]))
    assert [cells(done)[f"Sheet1!C{row}"] for row in (2, 3, 4)] == [
        "=SUM(B$2:B2)",
        "=SUM(B$2:B3)",
        "=SUM(B$2:B4)",
    ]


def test_a_series_that_the_workbook_calculates_follows_the_data():
    rows = [["", "Sales", "Costs", "Margin"], ["Q1", 5, 3, "=B2-C2"], ["Q2", 6, 4, "=B3-C3"]]
    package = template({"Sales": (5, 6), "Costs": (3, 4), "Margin": (2, 2)})
    refs = [(f"Sheet1!${c}$1", "Sheet1!$A$2:$A$3", f"Sheet1!${c}$2:${c}$3") for c in "BCD"]
    done, _ = filled(behind(package, sheet_of(rows), refs), quarters(10, 20, 30, Costs=[1, 2, 3]))
    assert shown(done) == [["10", "20", "30"], ["1", "2", "3"], ["9", "18", "27"]]
    assert cells(done)["Sheet1!D4"] == "=B4-C4"


def test_a_series_that_the_data_leave_out_goes_and_a_neighbour_stays():
    rows = [["", "Sales", "Costs", "Note"], ["Q1", 5, 3, "a"], ["Q2", 6, 4, "b"]]
    refs = [(f"Sheet1!${c}$1", "Sheet1!$A$2:$A$3", f"Sheet1!${c}$2:${c}$3") for c in "BC"]
    done, _ = filled(
        behind(template({"Sales": (5, 6), "Costs": (3, 4)}), sheet_of(rows), refs), quarters(1, 2)
    )
    assert shown(done) == [["1", "2"]]
    assert {k: v for k, v in cells(done).items() if k[-2] in "CD"} == {
        "Sheet1!C1": "Costs",
        "Sheet1!D1": "Note",
        "Sheet1!D2": "a",
        "Sheet1!D3": "b",
    }


def test_series_along_rows_grow_to_the_right():
    rows = [["", "Q1", "Q2", "Total"], ["Sales", 5, 6, "=SUM(B2:C2)"], ["Note", "x", "y"]]
    refs = [("Sheet1!$A$2", "Sheet1!$B$1:$C$1", "Sheet1!$B$2:$C$2")]
    done, _ = one(sheet_of(rows), refs)
    assert references(done) == ["Sheet1!$A$2", "Sheet1!$B$1:$D$1", "Sheet1!$B$2:$D$2"]
    assert [cells(done)[f"Sheet1!{c}2"] for c in "ABCDE"] == ["Sales", 10, 20, 30, "=SUM(B2:D2)"]
    assert [cells(done)["Sheet1!E1"], cells(done)["Sheet1!A3"], cells(done)["Sheet1!B3"]] == [
        "Total",
        "Note",
        "x",
    ]


def test_several_areas_are_filled_one_after_the_other():
    rows = [["", "Sales"], ["Q1", 5], ["gap", "kept"], ["Q2", 6]]
    refs = [("Sheet1!$B$1", "(Sheet1!$A$2,Sheet1!$A$4)", "(Sheet1!$B$2,Sheet1!$B$4)")]
    done, _ = one(sheet_of(rows), refs)
    assert references(done)[1:] == ["(Sheet1!$A$2,Sheet1!$A$4:$A$5)", "(Sheet1!$B$2,Sheet1!$B$4:$B$5)"]
    assert [cells(done).get(f"Sheet1!B{row}") for row in (2, 3, 4, 5)] == [10, "kept", 20, 30]


def test_defined_names_stand_for_the_new_cells():
    def build(book):
        sheet_of([["Cover"], ["important", 77]])(book)
        sheet_of(BLOCK, "D")(book)
        for name, area in (("Head", "D!$B$1"), ("Cats", "D!$A$2:$A$3"), ("Vals", "D!$B$2:$B$3")):
            book.defined_names[name] = DefinedName(name, attr_text=area)

    done, _ = one(build, [("[0]!Head", "[0]!Cats", "[0]!Vals")])
    assert references(done) == ["[0]!Head", "[0]!Cats", "[0]!Vals"]
    import io

    book = openpyxl.load_workbook(io.BytesIO(done[book_part(done)]))
    assert [book.defined_names[name].attr_text for name in ("Cats", "Vals")] == ["D!$A$2:$A$4", "D!$B$2:$B$4"]
    assert [book["Sheet1"]["B2"].value, book["D"]["B4"].value] == [77, 30]


def test_a_name_that_finds_its_cells_by_a_formula_stays():
    def build(book):
        sheet_of(BLOCK)(book)
        book.defined_names["Vals"] = DefinedName(
            "Vals", attr_text="OFFSET(Sheet1!$B$2,0,0,COUNT(Sheet1!$B:$B),1)"
        )

    done, _ = one(build, [("Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!Vals")])
    assert references(done)[2] == "Sheet1!Vals"
    assert [cells(done)[f"Sheet1!B{row}"] for row in (2, 3, 4)] == [10, 20, 30]


def test_data_in_the_place_of_what_gave_way_look_like_data_and_the_total_keeps_its_looks():
    def build(book):
        sheet_of([*BLOCK, ["Total", "=SUM(B2:B3)"], ["Note", 1]])(book)
        for cell, code in {"B2": "0.0", "B3": "0.0", "B4": "0%", "B5": "@"}.items():
            book["Sheet1"][cell].number_format = code

    done, _ = filled(behind(template({"Sales": (1, 2)}), build), quarters(1, 2, 3))
    book = openpyxl.load_workbook(io.BytesIO(done[book_part(done)]))["Sheet1"]
    assert [book[f"B{row}"].number_format for row in range(2, 7)] == ["0.0", "0.0", "0.0", "0%", "@"]
    done, _ = filled(behind(template({"Sales": (1, 2)}), build), quarters(1, 2, 3, 4, 5))
    book = openpyxl.load_workbook(io.BytesIO(done[book_part(done)]))["Sheet1"]
    assert [book[f"B{row}"].number_format for row in range(2, 9)] == [*["0.0"] * 5, "0%", "@"]


def test_a_table_takes_the_new_rows_and_its_total_stays_below():
    def build(book):
        sheet_of([["Quarter", "Sales", "Costs"], ["Q1", 5, 1], ["Q2", 6, 2], ["Total", "=SUM(B2:B3)"]])(book)
        table = Table(displayName="T", ref="A1:C4", totalsRowCount=1)
        book.active.add_table(table)

    done, _ = one(build)
    import io

    sheet = openpyxl.load_workbook(io.BytesIO(done[book_part(done)])).active
    assert sheet.tables["T"].ref == "A1:C5"
    assert [cell.value for cell in sheet[5]][:2] == ["Total", "=SUM(B2:B4)"]
    assert [cell.value for cell in sheet["C"]][:3] == ["Costs", 1, 2]


def test_what_stands_further_left_does_not_move():
    def build(book):
        sheet = book.active
        for row in range(1, 9):
            sheet.cell(row, 1, f"model {row}")
        for at, value in (
            ("D3", "Sales"),
            ("C4", "Q1"),
            ("D4", 5),
            ("C5", "Q2"),
            ("D5", 6),
            ("C6", "Sum"),
            ("D6", "=D4+D5"),
        ):
            sheet[at] = value
        sheet.delete_cols(2)
        sheet.insert_cols(2)

    done, _ = one(build, [("Sheet1!$D$3", "Sheet1!$C$4:$C$5", "Sheet1!$D$4:$D$5")])
    found = cells(done)
    assert [found[f"Sheet1!A{row}"] for row in range(1, 9)] == [f"model {row}" for row in range(1, 9)]
    assert [found["Sheet1!C7"], found["Sheet1!D7"], found["Sheet1!D6"]] == ["Sum", "=D4+D5", 30]


def test_further_series_stand_in_the_next_free_column():
    done, _ = one(
        sheet_of([["", "Sales", "Note"], ["Q1", 5, "a"], ["Q2", 6, "b"]]), data=quarters(1, 2, Costs=[3, 4])
    )
    assert references(done)[3:] == ["Sheet1!$D$1", "Sheet1!$A$2:$A$3", "Sheet1!$D$2:$D$3"]
    assert [cells(done)[f"Sheet1!D{row}"] for row in (1, 2, 3)] == ["Costs", 3, 4]
    assert cells(done)["Sheet1!C2"] == "a"


def test_a_reference_with_the_name_of_a_book_is_told_and_the_own_workbook_filled():
    done, result = one(
        sheet_of(BLOCK),
        [("[Book1.xlsx]Sheet1!$B$1", "[Book1.xlsx]Sheet1!$A$2:$A$3", "'[Book 1.xlsx]Sheet1'!$B$2:$B$3")],
    )
    assert "strange-chart-reference" in told(result)
    assert references(done)[1:] == ["Sheet1!$A$2:$A$4", "Sheet1!$B$2:$B$4"]
    assert shown(done) == [["10", "20", "30"]]


def test_cells_that_are_not_there_are_told_and_the_data_stand_beside():
    done, result = one(sheet_of([["keep", 1]]), [("Gone!$B$1", "Gone!$A$2:$A$3", "Gone!$B$2:$B$3")])
    assert "strange-chart-reference" in told(result)
    assert [cells(done)["Sheet1!A1"], cells(done)["Sheet1!B1"], shown(done)] == [
        "keep",
        1,
        [["10", "20", "30"]],
    ]


@pytest.mark.parametrize("missing", [False, True])
def test_a_chart_whose_workbook_is_elsewhere_holds_its_data_itself(missing):
    package = template({"Sales": (5, 6)})
    part = chart_part(package)
    (link,) = package.relationships(part)
    far = Relationship(link.rid, link.type, "file:///C:/Book.xlsx", True)
    package.set_relationships(part, () if missing else (far,))
    done, result = filled(package, quarters(1, 2, 3))
    assert [shown(done), references(done), told(result)] == [[["1", "2", "3"]], [], ["linked-workbook"]]
    assert (done.relationships(part), list(done.peek(part).iter(qn("c:externalData")))) == ((), [])


def test_hidden_columns_are_shown_once_data_stand_in_them():
    def build(book):
        sheet_of([["", "Sales"], ["Q1", 5], ["Q2", 6]])(book)
        book["Sheet1"].column_dimensions["B"].hidden = True

    done, _ = filled(behind(template({"Sales": (5, 6)}), build), quarters(1, 2, 3))
    book = openpyxl.load_workbook(io.BytesIO(done[book_part(done)]))
    assert [one.hidden for one in book["Sheet1"].column_dimensions.values()] == [False]


def test_a_title_that_reads_a_cell_shows_it_and_is_told():
    rows = [["Report 2016"], [], ["", "Sales"], ["Q1", 5], ["Q2", 6]]
    places = [("Sheet1!$B$3", "Sheet1!$A$4:$A$5", "Sheet1!$B$4:$B$5")]
    text = "<c:title><c:tx><c:strRef><c:f>Sheet1!$A$1</c:f></c:strRef></c:tx></c:title>"
    package = edited(
        behind(template({"Sales": (5, 6)}), sheet_of(rows), places),
        lambda root: next(root.iter(qn("c:chart"))).insert(0, xml_of(text)),
    )
    done, result = filled(package, quarters(1, 2, 3))
    title = next(done.peek(chart_part(done)).iter(qn("c:title")))
    assert [[one.text for one in title.iter(qn("c:v"))], told(result)] == [
        ["Report 2016"],
        ["cells-not-in-data"],
    ]


def test_hidden_rows_are_shown_once_data_stand_in_them():
    def build(book):
        sheet_of([*BLOCK, ["Q3", 7], ["note"]])(book)
        book.active.row_dimensions[3].hidden = True

    done, _ = one(build, [("Sheet1!$B$1", "Sheet1!$A$2:$A$4", "Sheet1!$B$2:$B$4")])
    import io

    sheet = openpyxl.load_workbook(io.BytesIO(done[book_part(done)])).active
    assert [sheet.row_dimensions[3].hidden, shown(done)] == [False, [["10", "20", "30"]]]


FILTERED = (
    '<c:extLst><c:ext uri="{02D57815-91ED-43cb-92C2-25804820EDAC}"><c15:filteredBarSeries><c15:ser><c:idx val="7"/>'
    '<c:order val="7"/><c:tx><c:strRef><c:extLst><c:ext uri="{02D57815-91ED-43cb-92C2-25804820EDAC}"><c15:formulaRef>'
    '<c15:sqref>Sheet1!$C$1</c15:sqref></c15:formulaRef></c:ext></c:extLst><c:strCache><c:ptCount val="1"/>'
    '<c:pt idx="0"><c:v>Costs</c:v></c:pt></c:strCache></c:strRef></c:tx><c:val><c:numRef><c:extLst>'
    '<c:ext uri="{02D57815-91ED-43cb-92C2-25804820EDAC}"><c15:formulaRef><c15:sqref>Sheet1!$C$2:$C$3</c15:sqref>'
    '</c15:formulaRef></c:ext></c:extLst><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="2"/>'
    '<c:pt idx="0"><c:v>3</c:v></c:pt><c:pt idx="1"><c:v>4</c:v></c:pt></c:numCache></c:numRef></c:val></c15:ser>'
    "</c15:filteredBarSeries></c:ext></c:extLst>"
)


def test_a_series_that_is_filtered_out_stays_so_and_takes_its_data():
    def change(root):
        next(root.iter(qn("c:barChart"))).append(xml_of(FILTERED))

    package = behind(
        template({"Sales": (5, 6)}), sheet_of([["", "Sales", "Costs"], ["Q1", 5, 3], ["Q2", 6, 4]])
    )
    done, _ = filled(edited(package, change), quarters(10, 20, 30, Costs=[1, 2, 3]))
    assert [cells(done)[f"Sheet1!C{row}"] for row in (1, 2, 3, 4)] == ["Costs", 1, 2, 3]
    hidden = next(done.peek(chart_part(done)).iter(qn("c15:ser")))
    assert [node.text for node in hidden.iter(qn("c15:sqref"))] == ["Sheet1!$C$1", "Sheet1!$C$2:$C$4"]
    assert [node.text for node in hidden.iter(qn("c:v"))] == ["Costs", "1", "2", "3"]
    assert shown(done) == [["10", "20", "30"]]


def test_filling_a_filled_deck_again_finds_the_cells_of_the_first_time():
    done, _ = one(
        sheet_of([["Title"], [], ["", "Sales"], ["Q1", 5], ["Q2", 6], [], ["Sum", "=SUM(B4:B5)"]]),
        [("Sheet1!$B$3", "Sheet1!$A$4:$A$5", "Sheet1!$B$4:$B$5")],
        quarters(1, 2, 3, 4),
    )
    again, _ = filled(done, quarters(5, 6))
    found = cells(again)
    assert {key: found[key] for key in found if key[-1] in "45"} == {
        "Sheet1!A4": "Q1",
        "Sheet1!B4": 5,
        "Sheet1!A5": "Q2",
        "Sheet1!B5": 6,
    }
    assert [value for value in found.values() if str(value).startswith("=SUM")] == ["=SUM(B4:B5)"]


@pytest.mark.parametrize("count", [1, 2, 3, 300])
def test_more_and_fewer_rows_leave_exactly_the_data(count):
    done, _ = one(
        sheet_of([["Unit", 1000], ["", "Sales"], ["Q1", 5], ["Q2", 6]]),
        [("Sheet1!$B$2", "Sheet1!$A$3:$A$4", "Sheet1!$B$3:$B$4")],
        quarters(*range(1, count + 1)),
    )
    assert {k: v for k, v in cells(done).items() if "!B" in k} == {
        "Sheet1!B1": 1000,
        "Sheet1!B2": "Sales",
    } | {f"Sheet1!B{row + 2}": row for row in range(1, count + 1)}
