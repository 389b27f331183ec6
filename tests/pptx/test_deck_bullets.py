from deck_language import (
    add_page,
    add_text,
    bullet,
    figure,
    new_deck,
    page,
    read,
    render,
    shape_named,
    texts_of,
)
from pptx.util import Pt


def listed(paragraphs, bullets):
    deck = new_deck()
    add_text(add_page(deck, "one"), "Box", *paragraphs)
    return shape_named(read(render(deck, page("one", bullets={"notes": tuple(bullets)}))).slides[0], "Box")


MODELS = ["{{notes:1}}", "{{notes:2}}", "{{notes:3}}"]


def test_bullets_come_in_order_in_place_of_the_model_paragraphs():
    box = listed(["Head", *MODELS, "Foot"], [bullet(1, "a"), bullet(2, "b"), bullet(1, "c"), bullet(3, "d")])
    assert texts_of(box) == ["Head", "a", "b", "c", "d", "Foot"]


def test_each_bullet_has_the_format_of_its_level():
    deck = new_deck()
    box = add_text(add_page(deck, "one"), "Box", *MODELS[:2])
    for level, paragraph in enumerate(box.text_frame.paragraphs):
        paragraph.level = level
        paragraph.runs[0].font.size = Pt(20 - level)
    plan = page("one", bullets={"notes": (bullet(2, "b"), bullet(1, "a"))})
    found = shape_named(read(render(deck, plan)).slides[0], "Box").text_frame.paragraphs
    assert [(p.text, p.level, p.runs[0].font.size) for p in found] == [("b", 1, Pt(19)), ("a", 0, Pt(20))]


def test_figures_are_bold_and_the_words_between_them_are_not():
    box = listed(MODELS[:1], [bullet(1, "Revenue ", figure("JPY176.1 bn"), ", up ", figure("11.6%"), " YoY")])
    runs = [(run.text, run.font.bold) for run in box.text_frame.paragraphs[0].runs]
    assert runs == [
        ("Revenue ", None),
        ("JPY176.1 bn", True),
        (", up ", None),
        ("11.6%", True),
        (" YoY", None),
    ]


def test_an_empty_list_leaves_no_paragraph_behind():
    assert texts_of(listed(["Head", *MODELS], [])) == ["Head"]


def test_an_empty_list_alone_in_its_shape_leaves_one_empty_paragraph():
    assert texts_of(listed(MODELS, [])) == [""]


def test_two_lists_in_one_shape_are_filled_apart():
    deck = new_deck()
    add_text(add_page(deck, "one"), "Box", "{{up:1}}", "and", "{{down:1}}")
    plan = page("one", bullets={"up": (bullet(1, "u1"), bullet(1, "u2")), "down": (bullet(1, "d"),)})
    assert texts_of(shape_named(read(render(deck, plan)).slides[0], "Box")) == ["u1", "u2", "and", "d"]


def test_braces_in_a_bullet_are_text_and_no_tag():
    deck = new_deck()
    slide = add_page(deck, "one")
    add_text(slide, "Box", "{{notes:1}}")
    add_text(slide, "Other", "{{a}}")
    plan = page("one", a="x", bullets={"notes": (bullet(1, "{{a}}"),)})
    assert texts_of(shape_named(read(render(deck, plan)).slides[0], "Box")) == ["{{a}}"]
