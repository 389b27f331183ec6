"""Sheets of a new company on paper: what stands on a page, and words that end where it does."""

from __future__ import annotations

import pytest
from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import CellStyles
from reportgen.new.page import legend, open_page, room
from reportgen.new.timeline_sheet import fitting_years

LANDSCAPE = 1742


def points(*widths: float) -> float:
    """How wide columns of some characters are on a screen."""
    return sum(7 * width + 5 for width in widths)


@pytest.mark.parametrize("parts", [4, 2, 0])
@pytest.mark.parametrize("japanese", [False, True])
@pytest.mark.parametrize("label", [30.0, 38.0, 55.0])
def test_periods_that_stand_open_fit_on_one_page(label: float, parts: int, *, japanese: bool) -> None:
    years, whole = fitting_years((label, 26), parts, japanese=japanese)
    labels = points(2.2, label, 26 if japanese else 1.2, 8, 6.5, 1.7)
    assert labels + (parts * years + whole) * points(10.4) <= LANDSCAPE
    assert whole >= 1
    assert years == 0 or years <= 3
    assert labels + (parts * years + whole + 1) * points(10.4) > LANDSCAPE, "and no more fit"


def test_a_page_of_quarters_shows_three_years_of_them_and_five_whole_ones() -> None:
    assert fitting_years((30, 1.2), 4, japanese=False) == (3, 5)


def test_japanese_letters_take_twice_the_room() -> None:
    assert room(["\u7dcf\u8cc7\u7523\u5408\u8a08"]) > room(["total"]) + 4
    assert room([]) < 5


@pytest.mark.parametrize("width", [28, 38, 66])
def test_no_line_of_a_legend_is_longer_than_the_columns_that_are_repeated(width: int) -> None:
    book = Workbook(options={"in_memory": True})
    page = open_page(book, CellStyles(book), "Any", "")
    lines: list[str] = []

    def rich(cell: str, *pieces: object) -> None:
        lines.append("".join(piece for piece in pieces if isinstance(piece, str)))

    page.sheet.write_rich_string = rich
    last = legend(page, 10, width)
    assert last == 10 + len(lines) - 1
    assert max(map(len, lines)) <= width * 1.25
    assert " ".join(" ".join(lines).split()) == (
        "Blue typed Black calculation Green link to another sheet grey italics ratio or residual "
        "\u00b7 no figure: n/d, not disclosed, or n/f, not forecast"
    )
