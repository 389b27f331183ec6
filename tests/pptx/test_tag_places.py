"""No tag is delivered: wherever it stands in a deck it is filled, and what is no tag is a finding."""

from __future__ import annotations

import io

import openpyxl
import pytest
from deck_language import NAME, add_chart, add_page, add_table, add_text, new_deck
from empty_render import whole_library
from lxml import etree
from made import saved
from pptx.enum.shapes import PROG_ID
from pptx.oxml.ns import qn

from reportgen.core.findings import FindingsError
from reportgen.filling.fill import fill
from reportgen.linting.lint import lint
from reportgen.office.package import open_package, write_package
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck

VALUE = "A & B"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def _all_text(content: bytes) -> str:
    """The texts of all parts, of workbooks inside too, as they are written."""
    package = open_package(content)
    found = []
    for part in package:
        if part.endswith(".xlsx"):
            found.append(_all_text(package[part]))
        elif part.endswith((".xml", ".rels")):
            found.append(f"{part}: {package[part].decode()}")
    return "\n".join(found)


def _link(deck, slide):
    run = add_text(slide, "Box", "more").text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = "https://example.com/%7B%7Bx%7D%7D?a={{x}}"
    run._r.find(f".//{qn('a:hlinkClick')}").set("tooltip", "to {{x}}")


def _address(deck, slide):
    add_text(slide, "Box", "more").text_frame.paragraphs[0].runs[
        0
    ].hyperlink.address = "https://a.example/{{x}}"


def _notes(deck, slide):
    slide.notes_slide.notes_text_frame.text = "say {{x}}"
    slide.notes_slide.shapes[0].name = "{{x}}"


def _split_over_runs(deck, slide):
    add_text(slide, "Box", [("{", None), ("{x", True), ("}", None), ("}", None)])


def _group(deck, slide):
    add_text(slide.shapes.add_group_shape(), "Box", "{{x}}")


def _table(deck, slide):
    add_table(slide, "Table", ("a", "{{x}}"))


def _layout(deck, slide):
    slide.slide_layout.shapes._spTree.append(add_text(slide, "Box", "{{x}}")._element)


def _master(deck, slide):
    deck.slide_master.shapes._spTree.append(add_text(slide, "Box", "{{x}}")._element)


def _alternative(deck, slide):
    add_text(slide, "Box", "a")._element.nvSpPr.cNvPr.set("descr", "of {{x}}")


def _properties(deck, slide):
    deck.core_properties.title = deck.core_properties.keywords = "{{x}}"


def _section(deck, slide):
    p14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    ids = "".join(f'<p14:sldId id="{one.get("id")}"/>' for one in deck.slides._sldIdLst)
    deck.part._element.append(
        etree.fromstring(
            f'<p:extLst xmlns:p="{P}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            f'<p14:sectionLst xmlns:p14="{p14}"><p14:section name="{{{{x}}}}" '
            f'id="{{00000001-0000-4000-8000-000000000000}}"><p14:sldIdLst>{ids}</p14:sldIdLst></p14:section>'
            "</p14:sectionLst></p:ext></p:extLst>"
        )
    )


def _chart(deck, slide):
    chart = add_chart(slide, "sales", ["{{x}}", "b"], ["Q1", "{{x}}"]).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "In {{x}}"
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = "{{x}}"
    chart.plots[0].series[0].points[0].data_label.text_frame.text = "{{x}}"


def _format_of_numbers(deck, slide):
    labels = add_chart(slide, "sales", ["a"]).chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = '0 "{{x}}"', False


def _theme(deck, slide):
    theme = deck.slide_master.part.part_related_by(REL + "theme")
    theme._blob = theme.blob.replace(b'name="Office Theme"', b'name="{{x}}"', 1)


PLACES = [
    _link, _address, _notes, _split_over_runs, _group, _table, _layout, _master, _alternative, _properties, _section,
    _chart, _format_of_numbers, _theme,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_tag_is_filled_wherever_it_stands(place):
    deck = new_deck()
    place(deck, add_page(deck))
    content = saved(deck)
    assert "{{x}}" in _all_text(content) or place is _split_over_runs
    assert not [one for one in lint(content, name=NAME) if one.severity == "error"]
    done = fill(content, {"x": VALUE}, name=NAME)
    text = _all_text(done)
    assert "{{" not in text
    assert "%7B" not in text
    assert done.cells
    assert "A &amp; B" in text or "A%20&amp;%20B" in text
    with pytest.raises(FindingsError, match="unknown-tag"):
        fill(content, {"y": VALUE}, name=NAME)


@pytest.mark.parametrize("strange", ["{{#x}}", "{{?x}}", "{{ti tle}}", "{{x"])
def test_an_address_alone_on_its_slide_is_never_delivered_with_braces(strange):
    deck = new_deck()
    run = add_text(add_page(deck), "Box", "more").text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = f"https://a.example/{strange}"
    content = saved(deck)
    assert "broken-tag" in {one.id for one in lint(content, name=NAME)}
    with pytest.raises(FindingsError, match="broken-tag"):
        fill(content, {"x": VALUE}, name=NAME)


def test_braces_of_a_query_in_an_address_are_nobodys_tag():
    deck = new_deck()
    run = add_text(add_page(deck), "Box", "more").text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = 'https://a.example/?q={"a":{"b":1}}'
    assert 'q={"a":{"b":1}}'.replace('"', "&quot;") in _all_text(fill(saved(deck), {}, name=NAME))


def test_a_link_whose_address_becomes_empty_goes():
    deck = new_deck()
    run = add_text(add_page(deck), "Box", "more").text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = "{{x}}"
    done = fill(saved(deck), {"x": None}, name=NAME)
    assert "hlinkClick" not in _all_text(done)
    assert "External" not in _all_text(done)


def test_a_tag_of_a_file_that_is_shown_as_an_object_is_a_finding():
    book, deck = openpyxl.Workbook(), new_deck()
    book.active["A1"] = "{{x}}"
    slide = add_page(deck)
    slide.shapes.add_ole_object(io.BytesIO(saved(book)), PROG_ID.XLSX, 0, 0).name = "Object"
    content = saved(deck)
    with pytest.raises(FindingsError) as raised:
        fill(content, {"x": 1}, name=NAME)
    for issues in (raised.value.issues, lint(content, name=NAME)):
        assert [(one.id, one.place.shape) for one in issues] == [("broken-tag", "Object")]


def test_a_series_is_found_by_its_tag_and_by_what_fills_it():
    deck = new_deck()
    add_chart(add_page(deck), "sales", ["{{year}}"])
    for name in ("{{year}}", "FY17"):
        text = _all_text(fill(saved(deck), {"year": "FY17", "sales": [{"q": "1Q", name: 7}]}, name=NAME))
        assert "<c:v>FY17</c:v>" in text
        assert ">FY17</t>" in text
        assert "{{" not in text


def test_braces_of_the_data_are_no_tags():
    deck = new_deck()
    slide = add_page(deck)
    add_text(slide, "Box", "{{x}}")
    add_chart(slide, "sales", ["a"])
    data = {"x": "{{y}}", "sales": {"categories": ["{{y}}"], "series": {"a": [1]}, "alt": "{{y}}"}}
    assert _all_text(fill(saved(deck), data, name=NAME)).count("{{y}}") >= 3


STRANGE = [
    "{{Company Name}}", "{{company/name}}", "{{Q&A}}", "{{FY17 (e)}}", "{{name|upper}}", "{{items[0].name}}",
    "{{title}", "{title}}", "{{}}", "{{ti\u200btle}}", "{{title", "\uff5b\uff5btitle\uff5d\uff5d", "{{x}} {{{x}}}",
    "{{ti\u00adtle}}", "{{'title'}}", "{{title!r}}", "{{>part}}", "{{^items}}", "{{&title}}", "{{=x}}",
    "{{title} {{name}",
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_no_tag_is_a_finding_of_fill_build_and_lint(text):
    deck = new_deck()
    add_text(add_page(deck), "Box", text)
    content = saved(deck)
    package = open_package(content, NAME)
    deck_map = inspect_deck(package)
    with pytest.raises(FindingsError) as raised:
        fill(content, {"x": 1, "title": "T", "Company Name": "C", "items": [{"name": "n"}]}, name=NAME)
    built = check_plan(deck_map, whole_library(deck_map), NAME, partial=True)
    for issues in (raised.value.issues, built, lint(content, name=NAME)):
        assert {(one.id, one.place.slide, one.place.shape) for one in issues} == {("broken-tag", 1, "Box")}


@pytest.mark.parametrize(
    "text",
    [
        "{title}", "if (a) { b }", "f() { g() { } }", "{ {", "} }", "f(){g(){}}", '{"a":{"b":1}}', '{"b": 1}}', "1}}",
        "g(); }}", "{{1,2},{3,4}}", '{{"a", 1}, {"b", 2}}',
    ],
)  # fmt: skip
def test_single_braces_are_text(text):
    deck = new_deck()
    add_text(add_page(deck), "Box", text)
    assert {one.id for one in lint(saved(deck), name=NAME)} <= {"empty-body"}


def test_a_tag_that_nothing_opens_is_told_and_refuses_nothing_since_code_may_end_so():
    deck = new_deck()
    add_text(add_page(deck), "Box", "{{x}} and title}}")
    content = saved(deck)
    deck_map = inspect_deck(open_package(content, NAME))
    built = check_plan(deck_map, whole_library(deck_map), NAME, partial=True)
    for issues in (fill(content, {"x": 1}, name=NAME).findings, built, lint(content, name=NAME)):
        assert [(str(one.severity), one.id, one.found) for one in issues] == [
            ("warning", "broken-tag", "title}}")
        ]


def _with_comment(content: bytes, text: str) -> bytes:
    package = open_package(content)
    part = "/ppt/comments/comment1.xml"
    package[part] = (
        f'<p:cmLst xmlns:p="{P}"><p:cm authorId="1" idx="1"><p:pos x="1" y="1"/>'
        f"<p:text>{text}</p:text></p:cm></p:cmLst>"
    ).encode()
    package.set_content_type(
        part, "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
    )
    package.relate("/ppt/slides/slide1.xml", REL + "comments", part)
    return write_package(package)


def test_a_comment_and_a_prompt_may_keep_a_tag_that_the_data_does_not_know():
    deck = new_deck()
    add_text(add_page(deck), "Box", "{{x}}")
    deck.slide_layouts[5].placeholders[0].text = "{{prompt}}"
    done = fill(_with_comment(saved(deck), "why {{x}} and {{other}}?"), {"x": VALUE}, name=NAME)
    assert "why A &amp; B and {{other}}?" in _all_text(done)
    assert [(one.id, one.severity, one.found) for one in done.findings] == [
        ("unfilled-tag", "warning", "{{other}}"),
        ("unfilled-tag", "warning", "{{prompt}}"),
    ]


def test_model_rows_that_a_report_gives_nothing_for_are_a_finding_on_every_page():
    deck = new_deck()
    add_table(add_page(deck), "results", ("Item", "FY17"), ("{{row:line}}", "{{cell}}"))
    deck_map = inspect_deck(open_package(saved(deck), NAME))
    assert [one.id for one in check_plan(deck_map, whole_library(deck_map), NAME)] == ["table-without-view"]


def test_null_is_an_empty_list_and_an_empty_table():
    deck = new_deck()
    slide = add_page(deck)
    add_text(slide, "Notes", "Head", "{{notes:1}}")
    add_table(slide, "results", ("Item", "FY17"), ("{{row:line}}", "{{cell}}"))
    text = _all_text(fill(saved(deck), {"notes": None, "results": None}, name=NAME))
    assert "{{" not in text
    assert "Head" in text
    assert "FY17" in text
