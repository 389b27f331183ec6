"""Formulas are the same whatever program spelled them, and wherever they were copied to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.office.references import Reference, formula_form, is_external, pieces_of

SAME = [
    ("SUM(A1:B2, 1.50)", "sum( A1:B2 ,1.5 )"),
    ("_xlfn.XLOOKUP(A1,B:B,C:C)", "XLOOKUP(A1,B:B,C:C)"),
    ("_xlfn._xlws.FILTER(A1:A9,B1:B9)", "FILTER(A1:A9,B1:B9)"),
    ("IF(A1,TRUE,FALSE)", "IF(A1,TRUE(),FALSE())"),
    ("Model!C5+1", "'Model'!C5+1"),
    ("1E-05*A1", "0.00001*A1"),
    ("-.5*A1", "-0.5*A1"),
]
OTHER = [
    ("SUM(A1:B2)", "SUM(A1:B3)"),
    ("A1", "$A1"),
    ("A1*1.5", "A1*15"),
    ("A1+1.0", "A1+10"),
    ("Model!A1", "Data!A1"),
    ("A1*2", "A1*2.5"),
    ('"A1"', '"A2"'),
    ("A:A", "A:B"),
    ("1:1", "1:2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_formula_have_one_form(one: str, other: str) -> None:
    assert formula_form(one) == formula_form(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_formulas_that_say_something_else_have_another_form(one: str, other: str) -> None:
    assert formula_form(one) != formula_form(other)


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
