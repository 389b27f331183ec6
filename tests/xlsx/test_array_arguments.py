"""Functions that are handed several values where they take one: what is known of them before anything is calculated."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from made import saved
from openpyxl.workbook.defined_name import DefinedName

import reportgen
from reportgen.formula.array_arguments import handed_arrays
from reportgen.formula.shape import split

# Formulas over 1, 2, 3 in A1:A3 and 5, 7, a text, 9, 1 in B1:B5, and what Excel gives;
# None where the calculators agree on another value or know none.
VALUES: list[tuple[str, float | None]] = [
    ("SUMPRODUCT(--(A1:A3>1))", 2),
    ("SUMPRODUCT(MOD(A1:A3,2))", 2),
    ("SUMPRODUCT(ROUNDUP(A1:A3/3,1))", 2.1),
    ('SUMPRODUCT(--(TRIM(A1:A3)="1"))', 1),
    ("SUMPRODUCT(A1:A3*COUNTIF(A1:A3,2))", 6),
    ("SUMPRODUCT(A1:A3*INDEX(A1:A3,2))", 12),
    ("SUMPRODUCT((A1:A3>=LARGE(A1:A3,2))*A1:A3)", 5),
    ("SUMPRODUCT(A1:A3*ROUND(A1,0))", 6),
    ("SUM({1,2,3}*A1)", 6),
    ("SUM(MOD({5,7},2))", 2),
    ("MATCH(2,{1,2,3},0)", 2),
    ("VLOOKUP(2,{1,10;2,20},2,0)", 20),
    ("SUMPRODUCT(--ISNUMBER(A1:A3))", 3),
    ("SUMPRODUCT(LEN(A1:A3))", 3),
    ("SUMPRODUCT(1/COUNTIF(A1:A3,A1:A3))", 3),
    ("SUMPRODUCT(ROUND(A1:A3/3,1))", 2),
    ('SUMPRODUCT(--(LEFT(A1:A3,1)="1"))', 1),
    ("SUMPRODUCT((MONTH(A1:A3)=1)*A1:A3)", 6),
    ("SUMPRODUCT(ROW(A1:A3))", 6),
    ("SUM(SUMIF(A1:A3,{1,3},A1:A3))", 4),
    ("SUM(LARGE(A1:A3,{1,2}))", 5),
    ("SUM(COUNTIF(A1:A3,{1,3}))", 2),
    ("SUM(INDEX(LEN(A1:A3),0))", 3),
    ("MATCH(1,INDEX((A1:A3>1)*(LEN(A1:A3)=1),0),0)", 2),
    ("VLOOKUP(2,CHOOSE({1,2},A1:A3,B1:B3),2,0)", 7),
    ("LOOKUP(2,1/(A1:A3<3),B1:B3)", 7),
    ("LOOKUP(20,B1:B5)", 1),
    ("LOOKUP(6,B1:B5)", None),
    ("MATCH(8,B1:B4)", 2),
    ("VLOOKUP(2,A1:B3,2)", 7),
    ("SUM(Some)", 12),
    ("SUMPRODUCT(LEN(Some))", None),
    ("SUM(Beside,A1)", 3),
    ("SUM(Both)", 6),
    ("SUM(A1:INDEX(A1:A3,2))", 3),
    ("SUM(A1:INDEX(A:A,0))", 6),
    ("SUMPRODUCT(LEN(OFFSET(A1,0,0,3,1)))", None),
    ("LEN(OFFSET(A1,0,0,3,1))", None),
    ('SUMPRODUCT(ROW(INDIRECT("1:3")))', None),
]


NAMES = {
    "Some": "OFFSET(Sheet!$B$1,0,0,COUNT(Sheet!$B$1:$B$3),1)",
    "Beside": "Sheet!XFC$2",
    "Both": "Sheet!$A$1:$A$2,Sheet!$A$3",
}


def test_a_value_that_calculators_wrongly_agree_on_is_not_stored() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, value in enumerate(("{{one}}", 2, 3), start=1):
        sheet.cell(row, 1, value)
    for row, value in enumerate((5, 7, "x", 9, 1), start=1):
        sheet.cell(row, 2, value)
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    for row, (formula, _) in enumerate(VALUES, start=1):
        sheet.cell(row, 3, f"={formula}")
    done = bytes(reportgen.fill(saved(book), {"one": 1}))
    filled = openpyxl.load_workbook(io.BytesIO(done), data_only=True).active
    assert filled is not None
    assert [
        (formula, filled.cell(row, 3).value) for row, (formula, _) in enumerate(VALUES, start=1)
    ] == VALUES


@pytest.mark.parametrize(
    ("formula", "is_array", "found"),
    [
        ("SUMPRODUCT(--ISNUMBER(A1:A3))", False, {"ISNUMBER"}),
        ("ISNUMBER(A1:A3)", False, set()),
        ("SUM(--ISNUMBER(A1:A3))", True, {"ISNUMBER"}),
        ("SUMPRODUCT(ABS(LEN(A1:A3)))", False, {"ABS", "LEN"}),
        ("SUMPRODUCT(A1:A3*ABS(SUM(A1:A3)))", False, set()),
        ("SUMPRODUCT(A1:A3*ABS(rate))", False, set()),
        ("SUMPRODUCT(A1:A3*ABS(rates))", False, {"ABS"}),
        ("SUMPRODUCT(INDEX((A1:A3=2)*1,0))", False, {"INDEX"}),
        ("SUM(SUMIF(A1:A3,{1,3},A1:A3))", False, {"SUMIF"}),
        ("SUM({1,2;3,4})", False, set()),
    ],
)
def test_functions_that_get_more_than_one_value(formula: str, is_array: bool, found: set[str]) -> None:
    assert handed_arrays(split(formula)[0], is_array=is_array, single={"rate"}) == found


def test_the_cells_that_an_array_formula_fills_have_their_values_or_no_old_ones() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["", "{{x}}", "{{y}}"])
        sheet.write_array_formula("D5:E5", "{=B1:C1*2}")
        sheet.write_formula("F5", "=E5+1")
        sheet.write_formula("F6", "=SUM(B1:C1)")
        sheet.write_array_formula("D7:D8", "{=TRANSPOSE(B1:C1)}")
        sheet.write_array_formula("E7:F8", '{=B1:C1&"x"}')
        sheet.write_array_formula("D9:E9", "{=FREQUENCY(B1:C1,B1)}")
        sheet.write_formula("F9", "=SUM(D9:E9)")
    filled = io.BytesIO(bytes(reportgen.fill(data.getvalue(), {"x": 5, "y": 7})))
    cells = openpyxl.load_workbook(filled, data_only=True).active
    assert cells is not None
    found = [[cell.value for cell in row] for row in cells["D5:F9"]]
    assert found == [[10, 14, 15], [None, None, 12], [5, "5x", "7x"], [7, "5x", "7x"], [None, None, None]]
