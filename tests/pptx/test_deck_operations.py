"""Slides left out, turned, doubled, and brought in from other decks with their layouts."""

import functools
import io
import itertools
from pathlib import Path

import pytest
from deck_language import add_chart, add_page, add_table, add_text, new_deck, package_of
from empty_render import whole_library
from office import sdk_errors
from pptx import Presentation
from pptx.util import Cm

from reportgen.core.findings import FindingsError
from reportgen.office.package import open_package, write_package
from reportgen.office.xml import qn, sub
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.library import library_pages, presentation_part
from reportgen.pptx.operations import import_pages, rearranged
from reportgen.pptx.render import render_deck
from reportgen.pptx.sections import sections_of, write_sections

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "pptx"
FILES = sorted(CORPUS.rglob("*.pptx")) if CORPUS.is_dir() else []
needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus of real decks is not on this machine")


def read(package):
    return Presentation(io.BytesIO(write_package(package)))


def deck_of(*names, width=None):
    deck = new_deck()
    if width:
        deck.slide_width = width
    for name in names:
        slide = add_page(deck, name)
        add_text(slide, "Text", f"text of {name}")
        add_chart(slide, "chart", ("A", "B"))
    return deck


@functools.cache
def our_deck():
    return package_of(deck_of("ours"))


def texts(deck):
    return [next(s for s in slide.shapes if s.name == "Text").text_frame.text for slide in deck.slides]


def test_slides_are_left_out_turned_and_doubled():
    package = package_of(deck_of("one", "two", "three"))
    deck = read(rearranged(package, [3, 1, 1]))
    assert texts(deck) == ["text of three", "text of one", "text of one"]
    charts = [s.chart.part.partname for slide in deck.slides for s in slide.shapes if s.has_chart]
    assert len(set(charts)) == 3


@pytest.mark.parametrize("number", [0, 4, "two"])
def test_a_slide_that_is_not_there_is_refused(number):
    with pytest.raises(FindingsError, match=f"no slide {number}"):
        rearranged(package_of(deck_of("one", "two", "three")), [number])


def test_a_page_comes_with_its_chart_workbook_notes_and_layout():
    other = deck_of("theirs")
    other.slide_masters[0].background.fill.solid()
    deck = read(import_pages(package_of(deck_of("ours")), package_of(other), [1]))
    assert texts(deck) == ["text of ours", "text of theirs"]
    assert len(deck.slide_masters) == 2
    ours, theirs = deck.slides
    assert theirs.slide_layout.slide_master is not ours.slide_layout.slide_master
    assert len(list(theirs.slide_layout.slide_master.slide_layouts)) == 1
    chart = next(s for s in theirs.shapes if s.has_chart).chart
    assert chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK"
    assert theirs.notes_slide.notes_text_frame.text == "page: theirs"
    assert theirs.notes_slide.part.notes_master is ours.notes_slide.part.notes_master


def test_the_same_layout_is_shared_and_no_second_master_comes():
    source = package_of(deck_of("one", "two"))
    deck = read(import_pages(source, source, [2]))
    assert texts(deck) == ["text of one", "text of two", "text of two"]
    assert len(deck.slide_masters) == 1


def test_a_page_named_twice_is_two_slides_with_charts_of_their_own():
    other = deck_of("theirs")
    other.slide_masters[0].background.fill.solid()
    deck = read(import_pages(package_of(deck_of("ours")), package_of(other), [1, 1]))
    charts = {s.chart.part.partname for slide in deck.slides for s in slide.shapes if s.has_chart}
    assert len(charts) == 3
    assert len(deck.slide_masters) == 2


def test_a_deck_without_notes_takes_the_master_of_notes_along():
    ours = new_deck()
    add_text(add_page(ours), "Text", "bare")
    deck = read(import_pages(package_of(ours), package_of(deck_of("theirs")), [1]))
    assert deck.slides[1].notes_slide.notes_text_frame.text == "page: theirs"


def test_links_to_slides_that_stay_behind_are_taken_out():
    other = deck_of("one", "two")
    box = next(s for s in other.slides[0].shapes if s.name == "Text")
    box.click_action.target_slide = other.slides[1]
    deck = read(import_pages(package_of(deck_of("ours")), package_of(other), [1]))
    found = next(s for s in deck.slides[1].shapes if s.name == "Text")
    assert found.click_action.target_slide is None


def test_table_styles_come_along():
    other = new_deck()
    slide = add_page(other, "theirs")
    add_text(slide, "Text", "t")
    add_table(slide, "table", ["a", "b"])
    deck = import_pages(package_of(deck_of("ours")), package_of(other), [1])
    assert len(inspect_deck(deck).pages) == 2


def test_pages_come_with_their_sections_and_custom_shows():
    def deck(name, *slides):
        made = Presentation()
        for _ in range(2):
            made.slides.add_slide(made.slide_layouts[6])
        package = package_of(made)
        ids = [page.slide_id for page in library_pages(package)]
        write_sections(package, [(f"{name}{at}", "") for at in (1, 2)], {ids[0]: 0, ids[1]: 1}, ids)
        shows = sub(sub(package.xml(presentation_part(package)), "p:custShowLst"), "p:custShow", id="0")
        shows.set("name", "The board")
        sub(sub(shows, "p:sldLst"), "p:sld").set(qn("r:id"), library_pages(package)[1].rid)
        return package

    done = deck("A")
    for _ in range(2):
        done = import_pages(done, deck("B"), [2])
    pages = library_pages(done)
    ids = [page.slide_id for page in pages]
    found = sections_of(done)
    assert [(name, members) for name, _, members in found] == [
        (name, (one,)) for name, one in zip(("A1", "A2", "B2", "B2"), ids, strict=True)
    ]
    assert len({identity for _, identity, _ in found}) == 4
    shows = done.peek(presentation_part(done)).findall(f".//{qn('p:custShow')}")
    assert [
        (one.get("name"), one.get("id"), next(one.iter(qn("p:sld"))).get(qn("r:id"))) for one in shows
    ] == [
        ("The board", "0", pages[1].rid),
        ("The board 2", "1", pages[2].rid),
        ("The board 3", "2", pages[3].rid),
    ]


def test_an_imported_page_is_a_library_page_like_any_other():
    other = deck_of("theirs", width=Cm(30))
    joined = import_pages(package_of(deck_of("ours")), package_of(other), [1])
    plan = whole_library(inspect_deck(joined))
    assert [page.page for page in plan.pages] == ["ours", "theirs"]
    again = open_package(render_deck(joined, plan, "joined.pptx", partial=True).data)
    assert texts(read(again)) == ["text of ours", "text of theirs"]


@needs_corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_decks_lose_turn_and_double_slides_and_give_and_take_pages(path):
    package = open_package(path.read_bytes(), path.name)
    count = len(inspect_deck(package).pages)
    every = list(range(1, count + 1))
    for order in (every[:1], every[::-1] + every):
        assert len(read(rearranged(package, order)).slides) == len(order)
    ours = our_deck()
    given = import_pages(ours, package, every)
    assert len(read(given).slides) == count + 1
    taken = import_pages(package, ours, [1])
    assert len(read(taken).slides) == count + 1
    render_deck(given, whole_library(inspect_deck(given)), "given.pptx", partial=True)


@needs_corpus
def test_pages_of_several_decks_open_cleanly_for_the_schema_check(validator, tmp_path):
    deck = package_of(deck_of("ours"))
    for path in itertools.islice((p for p in FILES if "Chart" in p.name), 3):
        deck = import_pages(deck, open_package(path.read_bytes(), path.name), [1])
    file = tmp_path / "joined.pptx"
    file.write_bytes(write_package(deck))
    assert [error for error in sdk_errors(validator, file) if "/charts/" not in error["path"]] == []
