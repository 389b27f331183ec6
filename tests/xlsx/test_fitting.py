"""Rows are as high as the lines that office programs break their texts into."""

from __future__ import annotations

from made import Book
from workbook_language import render

from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import rows


def height(text: str) -> float:
    """How high the row of a text that wraps in a column of 19.7 digits is in the finished workbook."""
    made = Book()
    sheet = made.add_worksheet("List")
    sheet.set_column("A:A", 19)
    sheet.write_string("A1", text, made.add_format({"text_wrap": True, "font_size": 9}))
    sheet.write_string("B1", "{{word}}")
    made.define_name("List!fit_rows", "=List!$A$1:$A$1")
    done = open_package(render(open_package(made.saved(), "list.xlsx"), {}, {"List!B1": "word"}).data)
    (row,) = (node for at, node in rows(done.peek(sheet_parts(done)[0].part)) if at == 1)
    return float(row.get("ht", "15"))


def test_a_line_breaks_behind_a_hyphen_so_that_a_row_of_names_with_days_has_room_for_all_of_them() -> None:
    label = "deferred tax benefit of (−) (2008-11-13_release#110); "
    # "deferred tax benefit of (−)", "(2008-11-", "13_release#110);"
    assert height(label * 4) >= 4 * 2.5 * 9 * 1.2
