"""Every figure of the finished files, as it is shown, held against the interval that the tables give."""

from __future__ import annotations

import pytest
from house import Built
from list_precision import SHEETS, list_precision
from office import Book
from precision_language import deck_precision, model_precision
from print_language import deck_prints, model_prints

from reportgen.office.addresses import split_address
from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.verify.tables import ProjectTables
from reportgen.xlsx.number_rules import number_rules, rules_at


def test_no_deck_shows_a_digit_that_its_interval_does_not_carry(built: Built, tables: ProjectTables) -> None:
    found = [deck_precision(one.data, tables) for one in built.result.built if one.name.endswith(".pptx")]
    assert [fault for one in found for fault in one.beyond] == []
    assert sum(one.counts["carried"] for one in found) > 2_500
    assert sum(one.counts["marked"] for one in found) > 80


def test_no_cell_of_the_model_shows_a_digit_that_its_interval_does_not_carry(
    built: Built, book: Book, tables: ProjectTables
) -> None:
    found = model_precision(built.workbook.read_bytes(), book, tables)
    assert found.beyond == []
    assert found.counts["carried"] > 2_000
    assert found.counts["marked"] > 180


def test_growth_that_the_company_prints_is_shown_as_printed_in_every_deck(
    built: Built, tables: ProjectTables
) -> None:
    found = [deck_prints(one.data, tables) for one in built.result.built if one.name.endswith(".pptx")]
    assert [other for one in found for other in one.other] == []
    assert sum(one.held for one in found) > 200


def test_growth_that_the_company_prints_is_shown_as_printed_on_every_sheet(
    built: Built, book: Book, tables: ProjectTables
) -> None:
    found = model_prints(built.workbook.read_bytes(), book, tables)
    assert found.other == []
    assert found.held > 200


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_list_of_the_model_calculates_a_digit_that_its_prints_do_not_carry(book: Book, sheet: str) -> None:
    found, left = list_precision(book, sheet)
    assert (found.beyond, left) == ([], set())
    assert found.counts["carried"] + found.counts["printed"] > 20


def test_no_conditional_format_of_the_model_hides_a_mark(built: Built, book: Book) -> None:
    package = open_package(built.workbook.read_bytes(), built.workbook.name)
    ruled = [
        (sheet.name, address, cell.number_format)
        for sheet in sheet_parts(package)
        if (rules := number_rules(package, sheet))
        for address, cell in book[sheet.name].items()
        if rules_at(rules, *split_address(address))
    ]
    assert len(ruled) > 1_000
    assert [
        one for one in ruled if any(sign in one[2] for sign in ("c. ", "\u00b1", "\u2265", "\u2264"))
    ] == []


def test_labels_made_by_text_say_what_the_cells_beside_them_show(book: Book) -> None:
    sheet, marked = book["Bridges"], 0
    for row in (*range(6, 13), *range(17, 23)):
        label, cell = sheet[f"X{row}"], sheet[f"C{row}"]
        code = cell.number_format.partition("_")[0]
        marked += "\u00b1" in code
        assert code.replace('"', '""') in label.formula
        assert ("\u00b1" in label.value) == ("\u00b1" in code)
    assert marked


def test_formulas_of_the_template_are_as_open_as_the_targets_that_they_read(book: Book) -> None:
    formats = {
        cell: book["Results vs target"][cell].number_format.partition("_")[0]
        for cell in ("J6", "K6", "K15", "J16")
    }
    assert formats == {"J6": '+#,##0" \u00b150"', "K6": "0.0%", "K15": '"c. "0%', "J16": "#,##0.00"}
