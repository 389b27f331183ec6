"""Texts stay in their frames: shorter forms, smaller sizes down to a floor, findings; long tables are split."""

import pytest
from deck_language import (
    NAME,
    add_page,
    add_table,
    add_text,
    new_deck,
    package_of,
    page,
    read,
    shape_named,
    table,
    texts_of,
)
from pptx.util import Cm, Pt

from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.measure import Faces, Stretch, wrap
from reportgen.pptx.render import render_deck


def fitted(deck, *pages):
    rendered = render_deck(package_of(deck), DeckPlan(pages), NAME)
    return read(rendered.data), rendered


def boxed(width=8.0, height=1.2, size=18, name="page", text="{{message}}"):
    deck = new_deck()
    box = add_text(add_page(deck, name), "Message", text)
    box.width, box.height = Cm(width), Cm(height)
    box.text_frame.word_wrap = True
    box.text_frame.auto_size = None
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    return deck


def sizes(slide):
    frame = shape_named(slide, "Message").text_frame
    return {run.font.size.pt for paragraph in frame.paragraphs for run in paragraph.runs}


def test_a_text_that_fits_keeps_its_size():
    deck, rendered = fitted(boxed(), page("page", message="Revenue up"))
    assert sizes(deck.slides[0]) == {18}
    assert not rendered.issues


def test_a_text_a_little_too_long_is_set_smaller_on_its_runs():
    deck, rendered = fitted(boxed(), page("page", message="Revenue went up by 61.3% YoY"))
    assert sizes(deck.slides[0]) < {15.0, 15.5, 16.0, 16.5, 17.0, 17.5}
    assert not rendered.issues
    body = shape_named(deck.slides[0], "Message").text_frame._txBody
    assert body.find(f".//{qn('a:normAutofit')}") is None


def test_a_text_far_too_long_is_a_finding_with_slide_shape_and_measure():
    _, rendered = fitted(boxed(), page("page", message="Revenue went up. " * 12))
    (issue,) = rendered.issues
    assert (issue.id, issue.severity, issue.place.slide, issue.place.shape) == (
        "text-overflow",
        "warning",
        1,
        "Message",
    )
    assert "pt too high at 80 % of its size" in issue.message


def test_a_shorter_form_comes_before_a_smaller_size():
    long = "Operating income for the fiscal year went up by 31.7%"
    deck, rendered = fitted(boxed(), page("page", message=long, message_short="OP up 31.7%"))
    assert texts_of(shape_named(deck.slides[0], "Message")) == ["OP up 31.7%"]
    assert sizes(deck.slides[0]) == {18}
    assert [w.text for _, written in rendered.slides for w in written] == ["OP up 31.7%"]
    assert not rendered.issues


def test_a_shorter_form_is_not_taken_where_the_long_one_fits():
    deck, _ = fitted(boxed(width=20), page("page", message="Operating income up", message_short="OP up"))
    assert texts_of(shape_named(deck.slides[0], "Message")) == ["Operating income up"]


@pytest.mark.parametrize(("count", "kept"), [(11, {18}), (14, None)])
def test_japanese_text_is_measured_by_the_character(count, kept):
    deck, rendered = fitted(boxed(), page("page", message="売" * count))
    found = sizes(deck.slides[0])
    assert found == kept if kept else max(found) < 18
    assert not rendered.issues


def test_japanese_lines_do_not_begin_with_a_full_stop():
    lines = wrap([Stretch("売上高は増加。利益も増加。", 10, faces=Faces())], 60).lines
    assert lines == ("売上高は増", "加。利益も増", "加。") or all(not line.startswith("。") for line in lines)


def test_runs_of_several_looks_share_their_lines():
    found = wrap([Stretch("Revenue ", 10), Stretch("48.4 bn", 20, bold=True), Stretch(" up", 10)], 500)
    assert found.lines == ("Revenue 48.4 bn up",)
    assert found.height == pytest.approx(24.4)


def test_a_word_wider_than_its_cell_is_set_smaller_and_else_a_finding():
    deck = new_deck()
    frame = add_table(add_page(deck, "page"), "numbers", ["{{row:line}}", "{{cell}}"])
    frame.table.columns[1].width = Cm(1.6)
    for cell in frame.table.iter_cells():
        cell.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    _, rendered = fitted(
        deck, page("page", tables=[table("numbers", ("line", "Revenue", "123,456,789,012"))])
    )
    (issue,) = rendered.issues
    assert (issue.id, issue.place.shape) == ("text-overflow", "numbers, row 1, column 2")
    assert "a word is wider" in issue.message


def test_a_row_grows_with_a_text_that_no_size_fits_into_it():
    deck = new_deck()
    frame = add_table(add_page(deck, "page"), "words", ["{{row:line}}", "{{cell}}"])
    text = "Income before income tax expense and equity in net loss of investees " * 4
    deck, _ = fitted(deck, page("page", tables=[table("words", ("line", text, "1"), ("line", "b", "2"))]))
    rows = shape_named(deck.slides[0], "words").table.rows
    assert rows[0].height > Cm(2) > rows[1].height
    assert shape_named(deck.slides[0], "words").height == rows[0].height + rows[1].height
    assert frame.height == Cm(1)


def long_deck(footnote=None):
    deck = new_deck()
    slide = add_page(deck, "results")
    title = slide.shapes.add_textbox(Cm(1), Cm(0.2), Cm(20), Cm(1))
    title.name = "Title"
    title.text_frame.text = "{{title}}"
    place = title._element.nvSpPr.nvPr
    place.append(place.makeelement(qn("p:ph"), {"type": "title"}))
    frame = add_table(slide, "results_table", ["Line", "FY17"], ["{{row:line}}", "{{cell}}"])
    frame.top = Cm(2)
    if footnote:
        box = add_text(slide, "Footnote", footnote)
        box.top, box.left = Cm(12), Cm(1)
    return deck


def long_view(count):
    return table("results_table", *[("line", f"Line {n}", str(n)) for n in range(count)])


def rows_of(slide):
    shown = shape_named(slide, "results_table").table
    return [shown.cell(row, 0).text for row in range(len(shown.rows))]


def test_a_table_that_fits_stays_on_its_page():
    deck, _ = fitted(long_deck(), page("results", title="Results", tables=[long_view(10)]))
    assert len(deck.slides) == 1
    assert texts_of(shape_named(deck.slides[0], "Title")) == ["Results"]


def test_a_long_table_goes_on_with_its_head_on_a_further_page():
    notes = ("Sources",)
    deck, rendered = fitted(
        long_deck(), page("results", title="Results", tables=[long_view(30)], notes=notes)
    )
    titles = [texts_of(shape_named(slide, "Title"))[0] for slide in deck.slides]
    assert titles == ["Results (1/2)", "Results (2/2)"]
    shown = [rows_of(slide) for slide in deck.slides]
    assert [rows[0] for rows in shown] == ["Line", "Line"]
    assert [row for rows in shown for row in rows[1:]] == [f"Line {n}" for n in range(30)]
    assert [slide.notes_slide.notes_text_frame.text for slide in deck.slides] == ["Sources"] * 2
    height = deck.slide_height
    for slide in deck.slides:
        frame = shape_named(slide, "results_table")
        assert frame.top + frame.height <= height
    written = [len([w for w in own if w.kind == "table"]) for _, own in rendered.slides]
    assert sum(written) == 60
    assert not rendered.issues


def test_a_table_ends_above_the_shape_that_stands_below_it():
    deck, _ = fitted(
        long_deck("{{footnote}}"), page("results", title="R", footnote="*1", tables=[long_view(16)])
    )
    assert len(deck.slides) == 2
    frame = shape_named(deck.slides[0], "results_table")
    assert frame.top + frame.height <= Cm(12)
    assert len(rows_of(deck.slides[1])) > 2


def test_a_table_without_room_for_a_single_row_is_not_split_for_ever():
    deck = long_deck("{{footnote}}")
    shape_named(deck.slides[0], "Footnote").top = Cm(4.2)
    shown, _ = fitted(deck, page("results", title="R", footnote="*1", tables=[long_view(4)]))
    assert len(shown.slides) == 4
