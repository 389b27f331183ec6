"""References found in operands and moved by the stretch rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.office.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    cell_address,
    column_letters,
    column_number,
    quote_sheet,
    split_address,
    split_sheet_address,
)
from reportgen.office.layout import AxisLayout, Band, Item, SheetLayout, WorkbookLayout
from reportgen.office.references import (
    Reference,
    Where,
    finished_cells,
    move_reference,
    offset_reference,
    parse_reference,
    split_operand,
)

MODEL = WorkbookLayout(
    {"Model": SheetLayout(rows=AxisLayout((Band(5, 5, 3),)), columns=AxisLayout((Band(3, 3, 2),)))}
)
OTHER = Where("Other")


def moved(text: str, where: Where = OTHER) -> str:
    reference = parse_reference(text)
    assert reference is not None, text
    found = move_reference(reference, where, MODEL)
    return str(found) if found is not None else "gone"


@given(st.integers(1, MAX_COLUMN))
def test_letters_and_numbers_of_columns_agree(column: int) -> None:
    assert column_number(column_letters(column)) == column


@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_addresses_come_back(row: int, column: int) -> None:
    assert split_address(cell_address(row, column)) == (row, column)


@pytest.mark.parametrize("text", ["", "A0", "XFE1", "A1048577", "1A", "A1:B2", "Sheet!A1"])
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no cell address"):
        split_address(text)


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("Data", "Data"),
        ("Balance sheet", "'Balance sheet'"),
        ("P&L", "'P&L'"),
        ("it's", "'it''s'"),
        ("A1", "'A1'"),
    ],
)
def test_sheet_names_are_quoted_where_a_formula_needs_it(sheet: str, written: str) -> None:
    assert quote_sheet(sheet) == written
    assert split_sheet_address(f"{written}!$B$12") == (sheet, 12, 2)


@pytest.mark.parametrize(
    "text",
    [
        "A1",
        "$A$1",
        "A1:B2",
        "$A1:B$2",
        "A:C",
        "$1:4",
        "Data!A1",
        "'Balance sheet'!A1:B2",
        "'it''s'!$A:$A",
        "A1:A1",
    ],
)
def test_a_reference_is_written_back_as_it_was(text: str) -> None:
    reference = parse_reference(text)
    assert isinstance(reference, Reference)
    assert str(reference) == text


@pytest.mark.parametrize(
    "text",
    [
        "revenue",
        "Table1[Value]",
        "[1]Data!A1",
        "'[Book 1.xlsx]Data'!A1",
        "#REF!",
        "TRUE",
        "LOG10(",
        "XFE1",
        "A1048577",
    ],
)
def test_names_tables_and_other_workbooks_are_no_references(text: str) -> None:
    assert split_operand(text) == (text,)


def test_a_range_between_a_cell_and_a_function_keeps_its_function() -> None:
    first, rest = split_operand("A1:INDEX(")
    assert (str(first), rest) == ("A1", ":INDEX(")


def test_the_spill_mark_stays_behind_its_cell() -> None:
    first, rest = split_operand("A1#")
    assert (str(first), rest) == ("A1", "#")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Model!A4", "Model!A4"),  # before the block: stays
        ("Model!A6", "Model!A8"),  # behind it: moves
        ("Model!A5", "Model!A5:A7"),  # of it: the filled range
        ("Model!$C$5", "Model!$C$5:$D$7"),  # of a block of each direction
        ("Model!A4:A6", "Model!A4:A8"),
        ("model!D9", "model!E11"),  # sheet names ignore case
        ("Model!A:D", "Model!A:E"),
        ("Model!$5:$5", "Model!$5:$7"),
        ("Model!A1:A1048576", "Model!A1:A1048576"),
        ("Model!A6:A1048576", "Model!A8:A1048576"),
        ("C5", "C5"),  # its own sheet has no blocks
        ("Data!C5", "Data!C5"),
    ],
)
def test_the_stretch_rule(text: str, wanted: str) -> None:
    assert moved(text) == wanted


def test_a_reference_of_the_same_item_stays_in_it() -> None:
    here = Where("Model", row_item=Item(0, 2), column_item=Item(0, 1))
    assert moved("C5", here) == "D7"
    assert moved("$A5", here) == "$A7"
    assert moved("C$4", here) == "D$4"
    assert moved("C$5:C5", here) == "D$5:D7"
    assert moved("$C$5", here) == "$D$7"
    assert moved("C$5:C$5", here) == "D$5:D$7"
    assert moved("Model!C5", here) == "Model!D7"


def test_a_removed_block_takes_its_references_along() -> None:
    empty = WorkbookLayout({"Model": SheetLayout(rows=AxisLayout((Band(5, 6, 0),)))})

    def found(text: str) -> str | None:
        reference = parse_reference(text)
        assert reference is not None
        result = move_reference(reference, Where("Model"), empty)
        return str(result) if result else None

    assert found("A5") is None
    assert found("A4:A5") == "A4:A4"
    assert found("A4:A7") == "A4:A5"
    assert found("A6:A9") == "A5:A7"


def test_relative_ends_of_a_name_count_from_the_cell_that_uses_it() -> None:
    reference = parse_reference("Model!A9")
    assert reference is not None
    assert finished_cells(reference, Where(""), MODEL, anchored_only=True) == (reference,)


def test_a_copied_formula_takes_its_relative_ends_along() -> None:
    reference = parse_reference("$A1:B$2")
    assert reference is not None
    assert str(offset_reference(reference, 3, 2)) == "$A$2:D4"
    assert str(offset_reference(reference, -1, 0)) == "$A$2:B1048576"
