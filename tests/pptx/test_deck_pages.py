import re

import pytest
from deck_language import add_page, add_text, new_deck, package_of, page, read, render, texts_of
from empty_render import whole_library
from lxml import etree

from reportgen.office.package import open_package
from reportgen.office.xml import NAMESPACES, qn
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck

P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def library(*names):
    deck = new_deck()
    for name in names:
        add_text(add_page(deck, name), "Box", name + " {{a}}")
    return deck


def told(data):
    return [texts_of(slide.shapes[0])[0] for slide in read(data).slides]


def test_pages_come_in_the_order_of_the_plan_and_as_often_as_it_says():
    pages = [page(name, a=str(n)) for n, name in enumerate(["c", "a", "c", "b", "c"])]
    assert told(render(library("a", "b", "c"), *pages)) == ["c 0", "a 1", "c 2", "b 3", "c 4"]


def test_slides_are_numbered_in_order_and_ids_are_unique():
    package = open_package(render(library("a", "b", "c"), *[page(n, a="") for n in "cacb"]))
    slides = [part for part in package if re.fullmatch(r"/ppt/slides/slide\d+\.xml", part)]
    assert sorted(slides) == [f"/ppt/slides/slide{n}.xml" for n in (1, 2, 3, 4)]
    nodes = package.peek("/ppt/presentation.xml").findall(f".//{qn('p:sldId')}")
    ids = [int(node.get("id")) for node in nodes]
    assert len(set(ids)) == 4
    assert min(ids) >= 256
    targets = [package.target("/ppt/presentation.xml", node.get(qn("r:id"))) for node in nodes]
    assert targets == [f"/ppt/slides/slide{n}.xml" for n in (1, 2, 3, 4)]


def test_slides_that_are_not_used_vanish_with_their_parts():
    package = open_package(render(library("a", "b", "c"), page("b", a="x")))
    assert [p for p in package if re.search("slides/|notesSlides/", p)] == [
        "/ppt/slides/slide1.xml",
        "/ppt/slides/_rels/slide1.xml.rels",
        "/ppt/notesSlides/notesSlide2.xml",
        "/ppt/notesSlides/_rels/notesSlide2.xml.rels",
    ]


def test_masters_layouts_and_themes_leave_byte_for_byte():
    package = package_of(library("a", "b"))
    result = open_package(render(package, page("b", a="x"), page("b", a="y")))
    kept = [
        p for p in package if re.search(r"slideMaster|slideLayout|theme|presProps|viewProps|tableStyles", p)
    ]
    assert len(kept) > 20
    assert [p for p in kept if result[p] != package[p]] == []


def test_the_empty_render_leaves_every_part_byte_for_byte():
    deck = new_deck()
    add_text(add_page(deck), "Box", "{{a}}")
    add_page(deck)
    package = package_of(deck)
    plan = whole_library(inspect_deck(package))
    result = open_package(render_deck(package, plan, "t", partial=True).data)
    assert {p: result[p] for p in result} == {p: package[p] for p in package}


def test_of_pages_that_nobody_asks_for_only_the_name_is_read():
    package = package_of(library("a", "b", "c"))
    whole, some = inspect_deck(package), inspect_deck(package, {"b"})
    assert [one.name for one in some.pages] == ["a", "b", "c"]
    assert some.page("b") == whole.page("b")
    assert [bool(one.page("c").words) for one in (whole, some)] == [True, False]


def test_an_unmarked_slide_is_called_by_its_number():
    deck = new_deck()
    add_page(deck, "first")
    add_page(deck)
    assert [p.name for p in inspect_deck(package_of(deck)).pages] == ["first", "slide2"]


def test_notes_are_replaced_line_by_line_and_the_page_name_never_stays():
    deck = library("a")
    data = render(deck, page("a", a="", notes=["Source: line 179", "Source: line 180"]), page("a", a=""))
    notes = [slide.notes_slide.notes_text_frame.text for slide in read(data).slides]
    assert notes == ["Source: line 179\nSource: line 180", ""]


def test_lines_of_the_library_notes_stay_filled_where_the_plan_gives_none():
    deck = new_deck()
    add_text(add_page(deck, "a", ["About {{b}}"]), "Box", "{{a}}")
    notes = read(render(deck, page("a", a="", b="revenue"))).slides[0].notes_slide
    assert notes.notes_text_frame.text == "About revenue"


def test_notes_belong_to_their_own_slide():
    result = read(render(library("a"), page("a", a="1", notes=["one"]), page("a", a="2", notes=["two"])))
    for slide, text in zip(result.slides, ("one", "two"), strict=True):
        assert slide.notes_slide.notes_text_frame.text == text
        assert slide.notes_slide.part.part_related_by(_kind("slide")) is slide.part


def _kind(name):
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"


def test_a_link_between_pages_follows_them_and_a_link_to_nowhere_goes():
    deck = library("a", "b", "c")
    for source, goal in ((0, 2), (1, 0)):
        deck.slides[source].shapes[0].click_action.target_slide = deck.slides[goal]
    result = read(render(deck, page("c", a=""), page("a", a="")))
    assert result.slides[1].shapes[0].click_action.target_slide.slide_id == result.slides[0].slide_id
    alone = read(render(deck, page("b", a="")))
    assert alone.slides[0].shapes[0].click_action.hyperlink.address is None
    assert alone.slides[0].shapes[0]._element.find(f".//{qn('a:hlinkClick')}") is None


def test_a_lost_link_is_warned_of():
    deck = library("a", "b")
    deck.slides[0].shapes[0].click_action.target_slide = deck.slides[1]
    package = package_of(deck)
    from reportgen.plan.plan import DeckPlan

    issues = render_deck(package, DeckPlan((page("a", a=""),)), "t.pptx").issues
    assert [(i.id, i.message, str(i.place)) for i in issues] == [
        (
            "link-to-absent-page",
            'a link leads to page "b", which is not in the deck; the link is taken out',
            't.pptx, slide 1, shape "Box"',
        )
    ]


def sectioned():
    deck = library("a", "b", "c")
    ids = [slide.slide_id for slide in deck.slides]
    root = deck.part._element
    extensions = root.find(qn("p:extLst"))
    if extensions is None:
        extensions = etree.SubElement(root, qn("p:extLst"))
    extension = etree.SubElement(extensions, qn("p:ext"), {"uri": "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"})
    sections = etree.SubElement(extension, f"{{{P14}}}sectionLst")
    for name, members in (("Front", ids[:1]), ("Body", ids[1:])):
        section = etree.SubElement(
            sections, f"{{{P14}}}section", {"name": name, "id": "{9A4FA6F8-8E2C-4B5C-8B5B-0A4A4A4A4A4A}"}
        )
        holder = etree.SubElement(section, f"{{{P14}}}sldIdLst")
        for member in members:
            etree.SubElement(holder, f"{{{P14}}}sldId", {"id": str(member)})
    return deck


def sections_of(data):
    root = open_package(data).peek("/ppt/presentation.xml")
    return [
        (section.get("name"), len(section.findall(f".//{{{P14}}}sldId")))
        for section in root.iter(f"{{{P14}}}section")
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("abbc", [("Front", 1), ("Body", 3)]),
        ("b", [("Body", 1)]),
        ("bca", [("Body", 2), ("Front", 1)]),
        ("abca", [("Front", 1), ("Body", 2), ("Front", 1)]),
        ("bab", [("Body", 1), ("Front", 1), ("Body", 1)]),
    ],
)
def test_sections_follow_their_slides(order, expected):
    data = render(sectioned(), *(page(name, a="") for name in order))
    assert sections_of(data) == expected
    root = open_package(data).peek("/ppt/presentation.xml")
    listed = [node.get("id") for node in root.iter(f"{{{P14}}}sldId")]
    assert listed == [node.get("id") for node in root.iter(qn("p:sldId"))]


@pytest.mark.parametrize(
    "setting", ['<p:custShow xmlns:p="{0}" id="1"/>', '<p:sldRg xmlns:p="{0}" st="2" end="2"/>']
)
def test_settings_of_the_show_name_no_slides_that_are_gone(setting):
    package = package_of(with_shows())
    shown = etree.SubElement(package.xml("/ppt/presProps.xml"), qn("p:showPr"))
    shown.append(etree.fromstring(setting.format(NAMESPACES["p"])))
    left = open_package(render(package, page("a", a=""))).peek("/ppt/presProps.xml").find(qn("p:showPr"))
    assert [node.tag for node in left] == [qn("p:sldAll")]


def with_shows():
    deck = library("a", "b")
    root = deck.part._element
    rids = [node.rId for node in root.sldIdLst]
    shows = etree.Element(qn("p:custShowLst"))
    for number, members in enumerate((rids, rids[1:])):
        show = etree.SubElement(shows, qn("p:custShow"), {"name": f"s{number}", "id": str(number)})
        holder = etree.SubElement(show, qn("p:sldLst"))
        for rid in members:
            etree.SubElement(holder, qn("p:sld")).set(qn("r:id"), rid)
    root.find(qn("p:notesSz")).addnext(shows)
    return deck


@pytest.mark.parametrize(("order", "shown"), [("a", [[1]]), ("bab", [[2, 1, 3], [1, 3]]), ("b", [[1], [1]])])
def test_custom_shows_have_all_pages_made_from_their_slides_and_links_to_those_that_are_gone_go(order, shown):
    deck = with_shows()
    for slide in deck.slides:
        click = slide.shapes[0]._element.nvSpPr.cNvPr.get_or_add_hlinkClick()
        click.rId, click.action = "", "ppaction://customshow?id=1&return=true"
    package = open_package(render(deck, *(page(name, a="") for name in order)))
    main = package.peek("/ppt/presentation.xml")
    rids = [node.get(qn("r:id")) for node in main.iter(qn("p:sldId"))]
    numbers = [
        [rids.index(one.get(qn("r:id"))) + 1 for one in s.iter(qn("p:sld"))]
        for s in main.iter(qn("p:custShow"))
    ]
    assert numbers == shown
    links = [
        node
        for part in package
        if "/slides/slide" in part
        for node in package.peek(part).iter(qn("a:hlinkClick"))
    ]
    assert len(links) == (len(order) if len(shown) == 2 else 0)


def test_shape_ids_given_twice_in_the_template_become_unique():
    deck = new_deck()
    slide = add_page(deck, "a")
    for name in ("One", "Two"):
        add_text(slide, name, "x")._element.nvSpPr.cNvPr.set("id", "7")
    shapes = read(render(deck, page("a"))).slides[0].shapes
    assert [shape.shape_id for shape in shapes] == [7, 8]


def test_the_same_plan_gives_the_same_bytes():
    pages = [page(name, a=name) for name in "abba"]
    assert render(library("a", "b"), *pages) == render(library("a", "b"), *pages)
