"""Functions that are handed several values where they take one: what is known of them before anything is calculated."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

import reportgen
from reportgen.xlsx.array_arguments import handed_arrays
from reportgen.xlsx.formula_shape import split

# Formulas over 1, 2, 3 in A1:A3, and what Excel gives; None where the calculators agree on another value or know none.
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
    ("SUMPRODUCT(--ISNUMBER(A1:A3))", None),
    ("SUMPRODUCT(LEN(A1:A3))", None),
    ("SUMPRODUCT(1/COUNTIF(A1:A3,A1:A3))", None),
    ("SUMPRODUCT(ROUND(A1:A3/3,1))", None),
    ('SUMPRODUCT(--(LEFT(A1:A3,1)="1"))', None),
    ("SUMPRODUCT((MONTH(A1:A3)=1)*A1:A3)", None),
    ("SUMPRODUCT(ROW(A1:A3))", None),
    ("SUM(SUMIF(A1:A3,{1,3},A1:A3))", None),
    ("SUM(LARGE(A1:A3,{1,2}))", None),
    ("SUM(COUNTIF(A1:A3,{1,3}))", None),
]


def test_a_value_that_calculators_wrongly_agree_on_is_not_stored() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, value in enumerate(("{{one}}", 2, 3), start=1):
        sheet.cell(row, 1, value)
    for row, (formula, _) in enumerate(VALUES, start=1):
        sheet.cell(row, 3, f"={formula}")
    data = io.BytesIO()
    book.save(data)
    done = bytes(reportgen.fill(data.getvalue(), {"one": 1}))
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


def test_cells_that_an_array_formula_fills_show_no_old_values_and_what_reads_them_has_none() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["", "{{x}}", "{{y}}"])
        sheet.write_array_formula("D5:E5", "{=B1:C1*2}")
        sheet.write_formula("F5", "=E5+1")
        sheet.write_formula("F6", "=SUM(B1:C1)")
    filled = io.BytesIO(bytes(reportgen.fill(data.getvalue(), {"x": 5, "y": 7})))
    cells = openpyxl.load_workbook(filled, data_only=True).active
    assert cells is not None
    assert [cells[at].value for at in ("E5", "F5", "F6")] == [None, None, 12]
