"""An analyst changes a driver, the scenario or the vintage: LibreOffice recalculates, and everything follows.

What LibreOffice gives is compared with the project's own evaluation: the tables of that vintage, and the scenario
worked out by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from house import Built, as_the_model_sees, figure_resolver_of
from model_at_libreoffice import AtLibreOffice
from model_language import compared
from office import Book, Cell, address_of, same, split, with_values


def row_with(book: Book, sheet: str, key: str) -> int:
    """The row whose key column holds `key`."""
    return next(split(at)[0] for at, cell in book[sheet].items() if cell.value == key and at[0] in "EG")


def at_period(book: Book, sheet: str, key: str, period: str) -> object:
    """The value of a row under a period."""
    head = next(
        split(at)[0] for at, cell in book[sheet].items() if cell.value == "Key" and at.startswith("B")
    )
    column = next(
        split(at)[1] for at, cell in book[sheet].items() if split(at)[0] == head and cell.value == period
    )
    return book[sheet][address_of(row_with(book, sheet, key), column)].value


@pytest.fixture(scope="module")
def target_implied(at_libreoffice: AtLibreOffice, book: Book) -> Book:
    """The figures as they are, in the scenario that the company's targets imply."""
    return with_values(book, at_libreoffice.target_implied)


@pytest.fixture(scope="module")
def first_reported(at_libreoffice: AtLibreOffice, book: Book) -> Book:
    """As first reported, with the growth of the first forecast quarter overtyped."""
    return with_values(book, at_libreoffice.first_reported)


@pytest.fixture(scope="module")
def known_in_2014(at_libreoffice: AtLibreOffice, book: Book) -> Book:
    """As of 7 February 2014, in the upside."""
    return with_values(book, at_libreoffice.known_in_2014)


def test_as_of_a_day_the_model_shows_what_was_known_then(known_in_2014: Book, built: Built) -> None:
    table = as_the_model_sees(built.project.table(), "as-of 2014-02-07")
    found = compared(known_in_2014, figure_resolver_of(table, built))
    assert found.different == set()
    assert found.equal > 2_000
    assert len(found.unknown) < 40


def test_as_first_reported_the_model_shows_the_first_prints(first_reported: Book, built: Built) -> None:
    table = as_the_model_sees(built.project.table(), "first")
    found = compared(first_reported, figure_resolver_of(table, built))
    assert found.different == set()
    assert found.equal > 2_000


def test_a_driver_changes_the_quarter_and_all_that_follows(first_reported: Book, book: Book) -> None:
    before = at_period(book, "Model", "revenue", "1Q17")
    grown = at_period(first_reported, "Model", "revenue", "1Q18")
    assert isinstance(before, int | float)
    assert same(before * 1.05, grown)
    year = sum(float(str(at_period(first_reported, "Model", "revenue", f"{n}Q18"))) for n in (1, 2, 3, 4))
    assert same(year, at_period(first_reported, "Model", "revenue", "FY18"))


def test_the_scenario_of_the_targets_reaches_them(target_implied: Book) -> None:
    for metric, half, year in (("revenue", 90_000, 190_000), ("operating_income", 2_500, 7_000)):
        assert same(half, at_period(target_implied, "Model", metric, "1H18"))
        assert same(year, at_period(target_implied, "Model", metric, "FY18"))


def test_summary_and_its_charts_follow_the_scenario(target_implied: Book, book: Book) -> None:
    changed = {
        (sheet, at)
        for sheet in ("Summary", "Recent quarters", "Results vs target")
        for at, cell in book[sheet].items()
        if cell.formula and not same(cell.value, target_implied[sheet][at].value)
    }
    assert {sheet for sheet, _ in changed} == {"Summary", "Recent quarters", "Results vs target"}
    charted = [at for sheet, at in changed if sheet == "Recent quarters"]
    assert len(charted) >= 4 * 6


def test_no_cell_becomes_an_error_whatever_is_chosen(
    known_in_2014: Book, first_reported: Book, target_implied: Book
) -> None:
    errors = [
        f"{sheet}!{at} {cell.value}"
        for one in (known_in_2014, first_reported, target_implied)
        for sheet, cells in one.items()
        for at, cell in cells.items()
        if isinstance(cell.value, str)
        and cell.value.startswith("#")
        and cell.value.endswith(("!", "?", "A"))
        # What lines of charts read is #N/A where there is no number, in those rows alone.
        and not (cell.value == "#N/A" and sheet == "Recent quarters" and split(at)[0] in rows_of_lines(cells))
    ]
    assert errors == []


def rows_of_lines(cells: Mapping[str, Cell]) -> set[int]:
    """The rows of sheet Recent quarters that lines of charts read: below what the charts are told of periods."""
    names = ("Gross margin ratio", "Operating margin ratio", "% of revenues", "Operating margin ratio, room")
    begin = max(split(at)[0] for at, cell in cells.items() if str(cell.value).startswith("For the charts:"))
    return {split(at)[0] for at, cell in cells.items() if cell.value in names and split(at)[0] > begin}


def test_nine_months_are_told_by_the_narrower_way_and_growth_as_printed(book: Book) -> None:
    """The year less a computed quarter is closer than margin less expenses, both printed in billions."""
    assert at_period(book, "Model", "operating_income", "9M11") == pytest.approx(3997.483)
    assert at_period(book, "Model", "yoy(operating_income)", "9M12") == pytest.approx(0.261)
    assert at_period(book, "Model", "yoy(operating_income)", "1H08") == pytest.approx(-0.446)
