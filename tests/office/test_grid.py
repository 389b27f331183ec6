"""Cells as a person reads them: numbers in their format, texts, days, formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from made import Book

from reportgen.office.grid import counts_from_1904, grid, sheet_names, shown_number
from reportgen.office.package import open_package


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1234", "General", "1234"),
        ("1234", "#,##0", "1,234"),
        ("0.123", "0.0%", "12.3%"),
        ("0.1", "0%", "10%"),
        ("-1234", "#,##0_);(#,##0)", "(1,234)"),
        ("-1234", "#,##0", "-1,234"),
        ("1234.5", "#,##0.0##", "1,234.5"),
        ("1234.25", "0.00", "1234.25"),
        ("5", "0.0", "5.0"),
        ("1234", '#,##0" mn"', "1,234"),
        ("1234.5", "@", "1234.5"),
        ("1E+3", "0.00E+00", "1000"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: str, code: str, shown: str) -> None:
    assert shown_number(Decimal(value), code) == shown


def test_a_sheet_is_read_cell_by_cell() -> None:
    book = Book()
    sheet = book.add_worksheet("Typed")
    sheet.write_string("B2", "\u25b31,234")
    sheet.write_number("C2", 5.1 - 4e-16, book.add_format({"num_format": "0.00"}))
    sheet.write_boolean("D2", True)
    sheet.write_formula("E2", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("F2", date(2018, 8, 7), book.add_format({"num_format": 14}))
    sheet.write_blank("G2", None, book.add_format({"bold": True}))
    package = open_package(book.saved())
    assert sheet_names(package) == ["Typed"]
    assert not counts_from_1904(package)
    cells = {cell.address: cell for cell in grid(package, "Typed")}
    assert list(cells) == ["B2", "C2", "D2", "E2", "F2"]
    assert cells["B2"].value == "\u25b31,234"
    assert (cells["C2"].value, cells["C2"].shown) == (Decimal("5.1"), "5.10")
    assert cells["D2"].value is True
    assert (cells["E2"].formula, cells["E2"].value, cells["E2"].error) == (True, None, "#DIV/0!")
    assert (cells["F2"].value, cells["F2"].number_id) == (Decimal(43319), 14)
