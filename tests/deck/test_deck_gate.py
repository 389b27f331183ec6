import re

import pytest
from deck_language import add_chart, add_page, add_table, add_text, new_deck, package_of

from reportgen.deck.gate import check_gate, faults_of
from reportgen.diagnostics import ReportgenError
from reportgen.parts.chart_names import qn


def sound():
    deck = new_deck()
    slide = add_page(deck, "a")
    add_text(slide, "Box", "x")
    add_table(slide, "t", ["a", "b"], ["c", "d"])
    add_chart(slide, "c", ["A", "B"])
    return package_of(deck)


SLIDE = "/ppt/slides/slide1.xml"


def chart_part(package):
    return next(part for part in package if re.fullmatch(r"/ppt/charts/chart\d+\.xml", part))


def drop_relationship(package):
    package.set_relationships(SLIDE, tuple(r for r in package.relationships(SLIDE) if r.kind != "chart"))


def drop_part(package):
    del package[chart_part(package)]


def second_layout(package):
    relations = package.relationships(SLIDE)
    layout = next(r for r in relations if r.kind == "slideLayout")
    package.set_relationships(SLIDE, (*relations, type(layout)("rId99", layout.type, layout.target)))


def no_paragraph(package):
    body = next(package.xml(SLIDE).iter(qn("p:txBody")))
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)


def no_rows(package):
    for row in list(package.xml(SLIDE).iter(qn("a:tr"))):
        row.getparent().remove(row)


def short_row(package):
    row = next(package.xml(SLIDE).iter(qn("a:tr")))
    row.remove(row.find(qn("a:tc")))


def same_ids(package):
    for node in package.xml(SLIDE).iter(qn("p:cNvPr")):
        node.set("id", "5")


def low_slide_id(package):
    next(package.xml("/ppt/presentation.xml").iter(qn("p:sldId"))).set("id", "255")


def lost_axis(package):
    next(package.xml(chart_part(package)).iter(qn("c:axId"))).set("val", "1")


def same_order(package):
    for node in package.xml(chart_part(package)).iter(qn("c:order")):
        node.set("val", "0")


def no_series(package):
    for node in list(package.xml(chart_part(package)).iter(qn("c:ser"))):
        node.getparent().remove(node)


def no_content_type(package):
    package["/ppt/strange.bin2"] = b""


def content_type_for_nothing(package):
    package.set_content_type("/ppt/gone.xml", "application/x")


def test_a_sound_package_passes():
    assert faults_of(sound()) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (drop_relationship, "chart names relationship rId3, which is not there"),
        (drop_part, "which is not there"),
        (second_layout, "the slide has 2 layouts"),
        (no_paragraph, "a text body has no paragraph"),
        (no_rows, "a table has no rows"),
        (short_row, "row 1 of a table has 1 cells in 2 columns"),
        (same_ids, "shapes have the id 5"),
        (low_slide_id, "slide id 255 is below 256"),
        (lost_axis, "stands on axis 1, which is not there"),
        (same_order, "2 series have c:order 0"),
        (no_series, "the chart has no series"),
        (no_content_type, "/ppt/strange.bin2: it has no content type"),
        (content_type_for_nothing, "/ppt/gone.xml: no such part"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_gate_finds_what_the_schema_check_misses(damage, words):
    package = sound()
    damage(package)
    with pytest.raises(ReportgenError, match=re.escape(words)):
        check_gate(package)


def test_faults_that_the_template_came_with_are_not_ours():
    package = sound()
    second_layout(package)
    check_gate(package, package)
