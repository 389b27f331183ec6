"""Properties of filling: however a text is cut into runs, the words come out right and the rest stays."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reportgen.figures.views import Span
from reportgen.office.tags import find_tags, only_tag, page_marker
from reportgen.office.xml import NAMESPACES, qn
from reportgen.pptx.paragraphs import fill_words, paragraph_text, pieces

PIECES = st.lists(
    st.sampled_from(["{{a}}", "{{ b }}", "{{c}}", "{", "}}", "x", " ", "売上", "{{z}}"]), max_size=8
)
CUTS = st.lists(st.integers(0, 60), max_size=8)
WORDS = {"a": "one", "b": "", "c": "two words"}
SENTENCES = {name: (Span(text),) if text else () for name, text in WORDS.items()}


def paragraph(text, cuts):
    """A paragraph of `text` cut into runs, each run told from the others by its size."""
    body = etree.Element(qn("a:txBody"), nsmap={"a": NAMESPACES["a"]})
    etree.SubElement(body, qn("a:p"))
    node = etree.SubElement(body, qn("a:p"))
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    for number, (start, end) in enumerate(pairwise(places)):
        run = etree.SubElement(node, qn("a:r"))
        etree.SubElement(run, qn("a:rPr")).set("sz", str(1000 + number))
        etree.SubElement(run, qn("a:t")).text = text[start:end]
    return node


def begins_empty(text):
    """Whether the first tag to be filled stands at the head and has an empty word: spaces after it go as well."""
    first = next((tag for tag in find_tags(text) if tag.word in WORDS), None)
    return first is not None and first.start == 0 and not WORDS[first.word]


def expected(text):
    closed_up = begins_empty(text)
    for tag in reversed(find_tags(text)):
        if tag.word in WORDS:
            text = text[: tag.start] + WORDS[tag.word] + text[tag.end :]
    return text.lstrip(" ") if closed_up else text


def sizes(node):
    """The size of every character, by the run it stands in."""
    return [(char, p.node.find(qn("a:rPr")).get("sz")) for p in pieces(node) for char in p.text]


@given(PIECES, CUTS)
def test_words_are_filled_however_the_text_is_cut_into_runs(parts, cuts):
    text = "".join(parts)
    node = paragraph(text, cuts)
    fill_words(node, SENTENCES)
    gone = node.getparent() is None
    assert gone or paragraph_text(node) == expected(text)
    assert not gone or not expected(text).strip()


@given(PIECES, CUTS)
def test_every_character_outside_the_tags_keeps_the_format_of_its_run(parts, cuts):
    text = "".join(parts)
    before = sizes(paragraph(text, cuts))
    node = paragraph(text, cuts)
    fill_words(node, SENTENCES)
    if node.getparent() is None:
        return
    kept: list[tuple[str, str]] = []
    end = 0
    for tag in [tag for tag in find_tags(text) if tag.word in WORDS]:
        size = before[tag.start][1]
        kept += before[end : tag.start] + [(char, size) for char in WORDS[tag.word]]
        end = tag.end
    wanted = kept + before[end:]
    while begins_empty(text) and wanted and wanted[0][0] == " ":
        del wanted[0]
    assert sizes(node) == wanted


@given(PIECES, CUTS)
def test_no_run_is_left_empty_by_a_filled_tag(parts, cuts):
    node = paragraph("".join(parts), cuts)
    if fill_words(node, SENTENCES) and node.getparent() is not None:
        assert all(piece.text for piece in pieces(node))


def test_tags_are_told_apart():
    row, bullet, word = find_tags("{{row:total}} {{ notes : 2 }} {{unit}}")
    assert (row.role, row.level) == ("total", None)
    assert (bullet.name, bullet.level) == ("notes", 2)
    assert (word.word, word.role, word.level) == ("unit", "", None)


def test_what_is_no_tag_is_text():
    assert find_tags("{unit} {{}} {{two words}} {{a b:c}} {{a/b}} {{-}} { {a} }") == ()
    assert only_tag("x {{a}}") is None
    assert only_tag("  {{a}} ").name == "a"


def test_the_page_name_stands_on_a_line_of_its_own():
    assert page_marker("page: revenue") == "revenue"
    assert page_marker(" Page : results_table ") == "results_table"
    assert page_marker("see page: revenue") is None
    assert page_marker("page: two words") is None
