"""Fonts are asked for when a text first needs them; what is missing is measured with averages and said."""

from deck_language import NAME, add_page, add_text, new_deck, package_of, page
from pptx.util import Cm

from reportgen.plan.plan import DeckPlan
from reportgen.pptx.measure import FontBook, FontFile
from reportgen.pptx.render import render_deck
from reportgen.project.fonts import font_book


def asked_for(text, find=None):
    asked = []

    def finder(family, bold):
        asked.append((family, bold))
        return find(family, bold) if find else None

    deck = new_deck()
    box = add_text(add_page(deck, "page"), "Message", "{{message}}")
    box.width, box.text_frame.word_wrap = Cm(10), True
    rendered = render_deck(
        package_of(deck), DeckPlan((page("page", message=text),)), NAME, fonts=FontBook(finder)
    )
    return asked, [(issue.id, issue.message) for issue in rendered.issues]


def test_a_font_that_is_not_found_is_said_once():
    asked, issues = asked_for("Revenue up")
    assert asked == [("Calibri", False)]
    assert issues == [
        (
            "font-not-found",
            'no file of the font "Calibri" was found; its texts are measured with average widths',
        )
    ]


def test_the_japanese_font_is_asked_for_only_by_japanese_text():
    asked, _ = asked_for("売上高")
    assert len(asked) == 1
    assert asked[0] != ("Calibri", False)


def test_a_damaged_font_file_counts_as_none():
    _, issues = asked_for("Revenue", lambda family, bold: FontFile(b"no font"))
    assert [identity for identity, _ in issues] == ["font-not-found"]


def test_without_a_finder_averages_are_used_without_a_word():
    book = FontBook()
    assert book.faces("Calibri", "Meiryo").width("売上", 10) == 20
    assert book.missing == ()


def test_the_fonts_of_this_machine_measure_or_are_missing_by_name():
    book = font_book()
    faces = book.faces("Calibri", "Meiryo")
    assert 40 < faces.width("Revenue", 12) < 60
    assert faces.width("売上", 12) == 24
    assert set(book.missing) <= {"Calibri", "Meiryo"}
