"""Formulas are the same whatever program spelled them, and wherever they were copied to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.parts.formula_form import formula_form, is_external, pieces_of
from reportgen.parts.references import Reference

SAME = [
    ("SUM(A1:B2, 1.50)", "sum( A1:B2 ,1.5 )"),
    ("_xlfn.XLOOKUP(A1,B:B,C:C)", "XLOOKUP(A1,B:B,C:C)"),
    ("_xlfn._xlws.FILTER(A1:A9,B1:B9)", "FILTER(A1:A9,B1:B9)"),
    ("IF(A1,TRUE,FALSE)", "IF(A1,TRUE(),FALSE())"),
    ("Model!C5+1", "'Model'!C5+1"),
    ("1E-05*A1", "0.00001*A1"),
    ("Own!A1+A1", "A1+A1"),
    ("-.5*A1", "-0.5*A1"),
]
OTHER = [
    ("SUM(A1:B2)", "SUM(A1:B3)"),
    ("A1", "$A1"),
    ('"a b"&A1', '"ab"&A1'),
    ("Model!A1", "Data!A1"),
    ("A1*2", "A1*2.5"),
    ('"A1"', '"A2"'),
    ("A:A", "A:B"),
    ("1:1", "1:2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_formula_have_one_form(one: str, other: str) -> None:
    assert formula_form(one, 9, 4, "Own") == formula_form(other, 9, 4, "Own")


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_formulas_that_say_something_else_have_another_form(one: str, other: str) -> None:
    assert formula_form(one, 9, 4, "Own") != formula_form(other, 9, 4, "Own")


def test_the_form_tells_relative_and_anchored_ends() -> None:
    assert formula_form("SUM(Model!$C$5:C5,A:$B,2:$3)", 9, 4, "Own") == (
        "SUM(model!R5C3:R[-4]C[-1],C[-3]:C2,R[-7]:R3)"
    )


@given(st.integers(1, 500), st.integers(1, 60), st.integers(0, 80), st.integers(0, 40))
def test_a_copied_formula_has_the_form_of_the_one_it_was_copied_from(
    row: int, column: int, down: int, right: int
) -> None:
    from reportgen.workbook.formulas import offset_formula

    text = 'IFERROR(D7*$E$3/SUM(Data!$C8:F$90),"n/d")'
    copy = offset_formula(text, down, right)
    assert formula_form(copy, row + down, column + right, "Own") == formula_form(text, row, column, "Own")


@given(st.lists(st.sampled_from(['"A1"', "A1", "SUM(", ")", "+", "'My \"x\"'!B2", "T[a]", "[1]X!A1", "2.5"])))
def test_pieces_give_the_formula_back(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(str(piece) for piece in pieces_of(text)) == text


def test_references_beside_tables_and_other_workbooks_are_still_found() -> None:
    pieces = pieces_of("SUM(Sales[Total])+Model!H5+[1]Other!A1+'[Book 2.xlsx]My sheet'!$B$2:C9")
    assert [str(piece) for piece in pieces if isinstance(piece, Reference)] == ["Model!H5"]
    assert [piece for piece in pieces if isinstance(piece, str) and is_external(piece)] == [
        "[1]Other!A1",
        "'[Book 2.xlsx]My sheet'!$B$2:C9",
    ]
