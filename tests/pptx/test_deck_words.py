import io

import pytest
from deck_language import (
    add_page,
    add_table,
    add_text,
    figure,
    new_deck,
    package_of,
    page,
    read,
    render,
    said,
    shape_named,
    texts_of,
)
from PIL import Image
from pptx.util import Cm, Pt

from reportgen.figures.views import Span
from reportgen.office.xml import qn


def filled(paragraphs, **words):
    deck = new_deck()
    add_text(add_page(deck, "one"), "Box", *paragraphs)
    return shape_named(read(render(deck, page("one", **words))).slides[0], "Box")


def runs_of(shape):
    return [(run.text, run.font.bold) for run in shape.text_frame.paragraphs[0].runs]


def test_a_word_replaces_its_tag_and_the_text_around_it_stays_in_one_run():
    assert runs_of(filled(["Unit: {{unit}}."], unit="JPY million")) == [("Unit: JPY million.", None)]


def test_a_tag_split_over_runs_takes_the_format_of_its_first_character():
    box = filled([[("Unit: {", False), ("{un", True), ("it}} only", None)]], unit="JPY")
    assert runs_of(box) == [("Unit: ", False), ("JPY", False), (" only", None)]


def test_runs_that_no_tag_touches_stay_as_they_are():
    box = filled([[("kept ", True), ("{{a}}", False), (" kept", True)]], a="x")
    assert runs_of(box) == [("kept ", True), ("x", False), (" kept", True)]


def test_two_tags_in_one_run_are_both_filled():
    assert texts_of(filled(["{{a}} to {{b}}"], a="1", b="2")) == ["1 to 2"]


def test_blanks_inside_the_braces_do_not_matter():
    assert texts_of(filled(["{{ a }}"], a="1")) == ["1"]


def test_a_line_end_in_a_word_becomes_a_line_break_of_the_same_format():
    box = filled(["{{a}}"], a="one\ntwo")
    assert texts_of(box) == ["one\vtwo"]
    assert box.text_frame.paragraphs[0]._p.find(f"{qn('a:br')}/{qn('a:rPr')}").get("sz") == "1800"


def test_a_tag_broken_over_two_lines_is_found():
    box = add_text(add_page(deck := new_deck(), "one"), "Box", "{{")
    box.text_frame.paragraphs[0].add_line_break()
    box.text_frame.paragraphs[0].add_run().text = "a}} end"
    assert texts_of(shape_named(read(render(deck, page("one", a="x"))).slides[0], "Box")) == ["x end"]


def test_a_paragraph_whose_words_are_all_empty_goes():
    assert texts_of(filled(["first", "{{a}} {{b}}", "last"], a="", b="")) == ["first", "last"]


def test_the_only_paragraph_of_a_shape_stays_empty_and_keeps_its_size():
    box = filled(["{{a}}"], a="")
    assert texts_of(box) == [""]
    assert box.text_frame.paragraphs[0]._p.find(qn("a:endParaRPr")).get("sz") == "1800"


def test_a_paragraph_with_words_of_its_own_stays_when_a_word_is_empty():
    assert texts_of(filled(["Unit: {{a}}", "x"], a="")) == ["Unit: ", "x"]


def test_a_footnote_mark_is_raised_and_left_out_of_alternative_text():
    deck = new_deck()
    box = add_text(add_page(deck, "one"), "Box", "{{a}}")
    box._element.nvSpPr.cNvPr.set("descr", "About {{a}}")
    sentence = (Span("Net income"), Span(" *1", mark=True))
    shape = shape_named(read(render(deck, page("one", a=sentence))).slides[0], "Box")
    marks = [(run.text, run._r.rPr.get("baseline")) for run in shape.text_frame.paragraphs[0].runs]
    assert marks == [("Net income", None), (" *1", "30000")]
    assert shape._element.nvSpPr.cNvPr.get("descr") == "About Net income"


def test_figures_in_words_keep_the_format_of_the_tag():
    box = filled([[("{{a}}", False)]], a=(Span("up "), Span("9.6%", figure("9.6%"))))
    assert runs_of(box) == [("up 9.6%", False)]


def test_characters_that_xml_cannot_hold_are_left_out():
    assert texts_of(filled(["{{a}}"], a="a\x07b\ud800c")) == ["abc"]


@pytest.mark.parametrize("text", ["a & b", "<b>", "日本語テキスト", "“quoted”", "{{b}}", "  spaced  "])
def test_any_text_arrives_as_it_was_given(text):
    assert texts_of(filled(["{{a}}."], a=text)) == [text + "."]


def test_words_reach_groups_placeholders_table_cells_and_alternative_text():
    deck = new_deck()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.notes_slide.notes_text_frame.text = "page: one"
    slide.shapes.title.text = "{{a}} title"
    group = slide.shapes.add_group_shape()
    group.name = "Group"
    add_text(group, "Inner", "in {{a}}")
    add_table(slide, "Plain table", ["{{a}} head", "fixed"])
    png = io.BytesIO()
    Image.new("RGB", (4, 4)).save(png, "PNG")
    png.seek(0)
    picture = slide.shapes.add_picture(png, Cm(1), Cm(1), Cm(1), Cm(1))
    picture._element.nvPicPr.cNvPr.set("descr", "Picture of {{a}}")
    result = read(render(deck, page("one", a="X"))).slides[0]
    assert result.shapes.title.text == "X title"
    assert texts_of(shape_named(shape_named(result, "Group"), "Inner")) == ["in X"]
    assert shape_named(result, "Plain table").table.cell(0, 0).text == "X head"
    assert result.shapes[-1]._element.nvPicPr.cNvPr.get("descr") == "Picture of X"


def test_words_reach_the_title_of_a_chart():
    from deck_language import add_chart, chart, column

    deck = new_deck()
    frame = add_chart(add_page(deck, "one"), "c", ["A"])
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Revenue, {{unit}}"
    result = read(render(deck, page("one", unit="JPY", charts=[chart("c", column("A", 1, 2, 3, 4))])))
    assert shape_named(result.slides[0], "c").chart.chart_title.text_frame.text == "Revenue, JPY"


def test_a_text_body_never_ends_up_without_a_paragraph():
    deck = new_deck()
    add_table(add_page(deck, "one"), "t", ["{{a}}", "{{b}}"])
    result = read(render(deck, page("one", a="", b="")))
    assert [cell.text for cell in result.slides[0].shapes[0].table.iter_cells()] == ["", ""]


def test_fonts_of_the_tag_are_kept_for_latin_and_east_asian_text():
    deck = new_deck()
    box = add_text(add_page(deck, "one"), "Box", "{{a}}")
    properties = box.text_frame.paragraphs[0].runs[0]._r.get_or_add_rPr()
    for name in ("a:latin", "a:ea", "a:cs"):
        properties.makeelement(qn(name))
        child = properties.makeelement(qn(name), {"typeface": "Meiryo"})
        properties.append(child)
    shape = shape_named(read(render(deck, page("one", a="売上高 48.4"))).slides[0], "Box")
    found = shape.text_frame.paragraphs[0].runs[0]._r.rPr
    assert [child.tag for child in found] == [qn("a:latin"), qn("a:ea"), qn("a:cs")]
    assert shape.text_frame.paragraphs[0].runs[0].font.size == Pt(18)


def test_the_template_in_memory_is_not_changed_by_a_render():
    deck = new_deck()
    add_text(add_page(deck, "one"), "Box", "{{a}}")
    package = package_of(deck)
    before = {part: package[part] for part in package}
    render(package, page("one", a=said("x")))
    assert {part: package[part] for part in package} == before
