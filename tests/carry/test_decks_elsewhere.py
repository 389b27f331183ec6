"""Shapes, charts and lines that a person put elsewhere in a deck are current where they stand now."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from deck_builds import faults, next_build, told, twice
from deck_edits import current, opened, page_of, shape, table_of
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Cm

from reportgen.office.xml import qn


def brought(name: str, target) -> Callable:
    def do(deck) -> None:
        source, goal = page_of(deck, "sales"), target(deck)
        node = deepcopy(shape(deck, "sales", name)._element)
        for link in node.iter(qn("c:chart")):
            chart = source.part.related_part(link.get(qn("r:id")))
            link.set(qn("r:id"), goal.part.relate_to(chart, RT.CHART))
        for title in node.iter(qn("a:t")):
            title.text = title.text.replace("Revenue", "Turnover")
        goal.shapes._spTree.append(node)

    return do


def figures_of(one) -> str:
    if one.has_table:
        return " ".join(cell.text for row in one.table.rows for cell in row.cells)
    if one.has_chart:
        return str([int(value) for value in one.chart.plots[0].series[0].values])
    return one.text_frame.text


@pytest.mark.parametrize("target", ["end", "sales", "own"])
@pytest.mark.parametrize("name", ["sales_table", "sales_chart", "Notes"])
def test_a_shape_that_was_copied_elsewhere_is_current_there_and_keeps_what_was_done_to_it(
    place: Path, name: str, target: str
) -> None:
    def goal(deck):
        return deck.slides.add_slide(deck.slide_layouts[6]) if target == "own" else page_of(deck, target)

    made = twice(place, brought(name, goal))
    for _ in range(2):
        deck = opened(made.data)
        page = deck.slides[4] if target == "own" else page_of(deck, target)
        shown = [figures_of(one) for one in page.shapes if one.name == name]
        assert len(shown) == (2 if target == "sales" else 1)
        assert "140" in shown[-1] or "470" in shown[-1]
        assert ("Turnover" in shown[-1]) is (name != "sales_chart")
        assert current(deck) == []
        assert told(made) == []
        assert faults(place, made.data) == []
        file = place / "edited.pptx"
        file.write_bytes(made.data)
        made = next_build(place, file)


def line_elsewhere(do: Callable) -> Callable:
    def edit(deck) -> None:
        notes = shape(deck, "sales", "Notes").text_frame
        do(deck, notes, notes.paragraphs[0]._p)

    return edit


def retyped_and_doubled(deck, notes, line) -> None:
    line.addnext(deepcopy(line))
    notes.paragraphs[0].runs[0].text = "As we hoped, Revenue "
    notes._txBody.append(line)


def to_own_slide(deck, notes, line) -> None:
    box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(Cm(1), Cm(1), Cm(9), Cm(3))
    box.text_frame.text = "My own 460 words"
    box.text_frame._txBody.append(deepcopy(line))


def row_doubled(deck, notes, line) -> None:
    rows = table_of(deck)._tbl.tr_lst
    rows[-1].addnext(deepcopy(rows[1]))


@pytest.mark.parametrize(
    "do",
    [
        lambda deck, notes, line: notes._txBody.append(line),
        lambda deck, notes, line: notes._txBody.append(deepcopy(line)),
        lambda deck, notes, line: shape(deck, "end", "Title").text_frame._txBody.append(line),
        lambda deck, notes, line: shape(deck, "outlook", "Left box").text_frame._txBody.append(
            deepcopy(line)
        ),
        retyped_and_doubled,
        to_own_slide,
        row_doubled,
    ],
    ids=["moved", "doubled", "cut out", "copied", "retyped and doubled", "on an own slide", "a row doubled"],
)
def test_a_line_that_was_put_elsewhere_is_current_there(place: Path, do: Callable) -> None:
    made = twice(place, line_elsewhere(do))
    for _ in range(2):
        shapes = [one for page in opened(made.data).slides for one in page.shapes]
        shown = [figures_of(one) for one in shapes if one.has_table or one.has_text_frame]
        words = "\n".join(shown).replace("My own 460 words", "")
        assert "JPY460" not in words
        assert " 130" not in words
        assert "Revenue JPY470\xa0million" in words
        assert told(made) == []
        assert faults(place, made.data) == []
        file = place / "edited.pptx"
        file.write_bytes(made.data)
        made = next_build(place, file)


def test_a_chart_that_was_copied_under_another_name_is_current_there(place: Path) -> None:
    def do(deck) -> None:
        source, page = shape(deck, "sales", "sales_chart"), page_of(deck, "end")
        frame = deepcopy(source._element)
        frame.nvGraphicFramePr.cNvPr.set("name", "Copy")
        next(frame.iter(qn("c:chart"))).set(qn("r:id"), page.part.relate_to(source.chart.part, RT.CHART))
        page.shapes._spTree.append(frame)

    chart = shape(opened(twice(place, do).data), "end", "Copy").chart
    assert list(chart.plots[0].series[0].values) == [100, 110, 120, 140]
