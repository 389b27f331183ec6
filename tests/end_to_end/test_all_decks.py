"""What holds for every deck that `make report` builds, whatever it tells."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
from deck_reading import cells_of, chart_points, charts, title_of
from house import Built
from lxml import etree
from made import saved
from office import parts_of, read_book, same, split
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from reportgen.app.build import build_in_memory
from reportgen.app.report import Built as BuiltFile

# The reports of decks, with how many points their charts show at the least.
DECKS = {
    "results": 60,
    "briefing": 30,
    "results_9m13": 60,
    "conference_1h15": 60,
    "fy08_forum": 60,
    "fy11_company": 60,
}


@dataclass(frozen=True)
class BuiltDeck:
    """One deck: what was built, and as python-pptx reads it."""

    made: BuiltFile
    deck: Deck


@pytest.fixture(scope="module", params=DECKS)
def one(request: pytest.FixtureRequest, built: Built) -> BuiltDeck:
    made = next(one for one in built.result.built if one.report == request.param)
    return BuiltDeck(made, Presentation(io.BytesIO(made.data)))


def test_no_deck_is_forgotten(built: Built) -> None:
    assert {one.report for one in built.result.built if one.name.endswith(".pptx")} == set(DECKS)


def test_no_tag_is_left(one: BuiltDeck) -> None:
    for name, data in parts_of(one.made.data).items():
        if re.match(r"ppt/(?:slides|charts|notesSlides)/[^/]+\.xml$", name):
            assert "{{" not in "".join(etree.fromstring(data).itertext()), name


def test_charts_and_tables_have_alternative_text_that_says_something(one: BuiltDeck) -> None:
    for slide in one.deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                words = shape._element.nvGraphicFramePr.cNvPr.get("descr") or ""
                assert len(words) > 10, (title_of(slide), shape.name)
                assert "{{" not in words


def test_no_frame_is_empty(one: BuiltDeck) -> None:
    for slide in one.deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert all(any(cell.text for cell in row.cells) for row in shape.table.rows), title_of(slide)
            if shape.has_chart:
                values = [value for *_, value in chart_points(shape) if value is not None]
                assert values, (title_of(slide), shape.name)


def test_every_point_of_a_chart_is_the_value_of_its_cell(one: BuiltDeck) -> None:
    seen = 0
    for slide, frame in charts(one.deck):
        book = read_book(frame.chart.part.chart_workbook.xlsx_part.blob)
        for name, reference, category, index, value in chart_points(frame):
            sheet, address = cells_of(reference)[index]
            cell = book[sheet].get(address)
            place = f"{title_of(slide)} {frame.name} {name} {category}"
            assert value is None if cell is None else same(value, cell.value, 1e-12), place
            assert book[sheet][f"A{split(address)[0]}"].value == category, place
            assert book[sheet][re.sub(r"\d", "", address) + "1"].value == name, place
            seen += value is not None
    assert seen > DECKS[one.made.report]


def test_a_deck_is_the_same_alone_and_among_all_others(built: Built, one: BuiltDeck) -> None:
    (alone,) = build_in_memory(built.project, [one.made.report]).built
    assert alone.data == one.made.data


def test_a_deck_opens_again_after_python_pptx_saved_it(one: BuiltDeck) -> None:
    assert len(Presentation(io.BytesIO(saved(one.deck))).slides) == len(one.deck.slides)
