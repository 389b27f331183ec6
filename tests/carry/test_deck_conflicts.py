"""What a person and the build have both changed in a deck stands, and is told until somebody settles it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import deck_edits_of_pages
import pytest
from deck_builds import faults, next_build, plan_of, retype, told, twice
from deck_edits import EDITS, chart_of, opened, page_of, shape, text
from made import saved
from pptx.util import Cm

from reportgen.cli.build import carried_lines

# It puts its edits into EDITS.
PAGES = deck_edits_of_pages


def test_a_figure_that_was_typed_over_stands_and_is_told(place: Path) -> None:
    made = twice(place, retype("outlook", "Line", "JPY460 million", "a lot"))
    assert text(opened(made.data), "outlook", "Line").startswith("Revenue was a lot, margin c. JPY60 million")
    assert told(made) == [
        (
            "changed-twice",
            'slide 3 "Line"',
            "Revenue was a lot, margin c. JPY50 million in 4Q23.",
            "Revenue was JPY470 million, margin c. JPY60 million in 4Q23.",
        )
    ]
    assert faults(place, made.data) == []


def test_a_figure_in_words_that_were_retyped_is_current_and_nothing_is_told(place: Path) -> None:
    made = twice(place, retype("outlook", "Line", "Revenue was JPY460 million", "JPY460 million came in"))
    assert text(opened(made.data), "outlook", "Line").startswith("JPY470 million came in, margin c. JPY60")
    assert told(made) == []


def test_a_value_typed_into_a_cell_stands_and_is_told(place: Path) -> None:
    def do(deck) -> None:
        shape(deck, "sales", "sales_table").table.cell(1, 4).text_frame.paragraphs[0].runs[0].text = "133"

    made = twice(place, do)
    assert shape(opened(made.data), "sales", "sales_table").table.cell(1, 4).text == "133"
    assert told(made) == [("changed-twice", 'slide 2 "sales_table"', "133", "140")]
    assert faults(place, made.data) == []


def test_a_conflict_is_told_at_its_place_and_once(place: Path) -> None:
    made = twice(place, retype("outlook", "Line", "JPY460 million", "a lot"))
    (comments,) = [
        part.target_part.blob
        for part in page_of(opened(made.data), "outlook").part.rels.values()
        if part.reltype.endswith("/comments")
    ]
    assert comments.count(b"<p:cm ") == 1
    assert b"JPY470 million" in comments
    file = place / "edited.pptx"
    file.write_bytes(made.data)
    again = next_build(place, file)
    assert [str(one.place) for one in plan_of(again).edits] == ['slide 3 "Line"']
    assert told(again) == told(made)
    (comments,) = [
        part.target_part.blob
        for part in page_of(opened(again.data), "outlook").part.rels.values()
        if part.reltype.endswith("/comments")
    ]
    assert comments.count(b"<p:cm ") == 1


def no_comments(deck) -> None:
    part = page_of(deck, "outlook").part
    for rid in [rid for rid, one in part.rels.items() if one.reltype.endswith("/comments")]:
        part.drop_rel(rid)


@pytest.mark.parametrize(
    "settle",
    [
        no_comments,
        retype("outlook", "Line", "a lot", "JPY470 million"),
        retype("outlook", "Line", "a lot", "much"),
    ],
)
@pytest.mark.parametrize("kind", ["classic", "modern"])
def test_a_conflict_that_somebody_has_settled_is_told_no_longer(
    place: Path, settle: Callable, kind: str
) -> None:
    def do(deck) -> None:
        retype("outlook", "Line", "JPY460 million", "a lot")(deck)
        if kind == "modern":
            EDITS["a modern comment"].do(deck)

    made = twice(place, do)
    file = place / "edited.pptx"
    file.write_bytes(made.data)
    again = next_build(place, file)
    assert len(told(again)) == len(told(made)) == 1
    deck = opened(again.data)
    settle(deck)
    file.write_bytes(saved(deck))
    last = next_build(place, file)
    assert told(last) == []
    assert b"changed-twice" not in b"".join(
        part.target_part.blob
        for part in page_of(opened(last.data), "outlook").part.rels.values()
        if part.reltype.endswith("/comments")
    )


def old_figures(deck) -> None:
    shape(deck, "outlook", "Left box").text_frame.text = "By far our best: JPY460 million"
    page_of(
        deck, "outlook"
    ).notes_slide.notes_text_frame.text += "\nI say 460 million here, JPY460 million there"
    chart = chart_of(deck)
    chart.has_title = True
    chart.chart_title.text_frame.text = "Never more than JPY460 million"
    table = page_of(deck, "end").shapes.add_table(1, 2, Cm(1), Cm(9), Cm(9), Cm(2))
    table.name = "Own table"
    for at, words in enumerate(("Best quarter so far, best year", "JPY460 million")):
        table.table.cell(0, at).text = words
    shape(deck, "outlook", "Right box").text_frame.text = "460 people, 130 of them new"


def test_a_text_of_a_persons_own_that_holds_an_old_figure_is_told_until_it_is_settled(place: Path) -> None:
    made = twice(place, old_figures)
    places = ['slide 2 "sales_chart"', 'slide 3 "Left box"', 'slide 3 "speaker notes"', 'slide 4 "Own table"']
    file = place / "edited.pptx"
    for here in ("JPY470 million", ""):
        assert [(one[0], one[1], one[3]) for one in told(made)] == [("old-figure", at, here) for at in places]
        assert "(empty)" not in "".join(carried_lines(plan_of(made)))
        file.write_bytes(made.data)
        made = next_build(place, file)
    deck = opened(made.data)
    shape(deck, "outlook", "Left box").text_frame.text = "By far our best: JPY470 million"
    file.write_bytes(saved(deck))
    assert [one[1] for one in told(next_build(place, file))] == [one for one in places if "Left" not in one]
