"""Animations and connectors stay sound while shapes and paragraphs go or repeat."""

from __future__ import annotations

import pytest
from deck_language import add_page, add_table, add_text, bullet, new_deck, page, render, table
from lxml import etree

from reportgen.office.package import open_package
from reportgen.office.xml import qn

SLIDE = "/ppt/slides/slide1.xml"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def click(number: int, target: str) -> str:
    """One click that lets a target appear, as PowerPoint writes it."""
    return (
        f'<p:par><p:cTn id="{number}" fill="hold"><p:childTnLst><p:par><p:cTn id="{number + 1}"><p:childTnLst>'
        f'<p:par><p:cTn id="{number + 2}" presetID="1" presetClass="entr" nodeType="clickEffect"><p:childTnLst>'
        f'<p:set><p:cBhvr><p:cTn id="{number + 3}" dur="1"/><p:tgtEl>{target}</p:tgtEl></p:cBhvr></p:set>'
        "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>"
    )


def whole(shape) -> str:
    return f'<p:spTgt spid="{shape.shape_id}"/>'


def one(shape, first: int, last: int | None = None) -> str:
    last = first if last is None else last
    return f'<p:spTgt spid="{shape.shape_id}"><p:txEl><p:pRg st="{first}" end="{last}"/></p:txEl></p:spTgt>'


def animate(slide, *targets: str, shape=None) -> None:
    clicks = "".join(click(3 + 4 * number, target) for number, target in enumerate(targets))
    builds = f'<p:bldLst><p:bldP spid="{shape.shape_id}" grpId="0" build="p"/></p:bldLst>' if shape else ""
    slide._element.append(
        etree.fromstring(
            f'<p:timing xmlns:p="{P}"><p:tnLst><p:par><p:cTn id="1" nodeType="tmRoot"><p:childTnLst><p:seq>'
            f'<p:cTn id="2" nodeType="mainSeq"><p:childTnLst>{clicks}</p:childTnLst></p:cTn></p:seq>'
            f"</p:childTnLst></p:cTn></p:par></p:tnLst>{builds}</p:timing>"
        )
    )


def steps(data: bytes, part: str = SLIDE) -> list[tuple[int, int]]:
    """The paragraphs that the clicks of a finished slide show, in their order; ids of steps are unique."""
    root = open_package(data).peek(part)
    ids = [node.get("id") for node in root.iter(qn("p:cTn"))]
    assert len(ids) == len(set(ids))
    return [(int(node.get("st")), int(node.get("end"))) for node in root.iter(qn("p:pRg"))]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_every_paragraph_of_a_list_comes_by_a_click_of_its_own(count):
    deck = new_deck()
    slide = add_page(deck, "one")
    box = add_text(slide, "Box", "{{notes:1}}", "Closing")
    animate(slide, one(box, 0), one(box, 1), shape=box)
    notes = tuple(bullet(1, str(n)) for n in range(count))
    done = render(deck, page("one", bullets={"notes": notes}))
    assert steps(done) == [(n, n) for n in range(count + 1)]


def test_clicks_come_in_the_order_of_the_paragraphs_whatever_their_level():
    deck = new_deck()
    slide = add_page(deck, "one")
    box = add_text(slide, "Box", "Head", "{{notes:1}}", "{{notes:2}}")
    animate(slide, one(box, 0), one(box, 1), one(box, 2), shape=box)
    notes = (bullet(1, "a"), bullet(2, "b"), bullet(2, "c"), bullet(1, "d"))
    assert steps(render(deck, page("one", bullets={"notes": notes}))) == [(n, n) for n in range(5)]


def test_a_click_for_several_paragraphs_shows_all_that_come_of_them():
    deck = new_deck()
    slide = add_page(deck, "one")
    box = add_text(slide, "Box", "Head", "{{notes:1}}", "{{x}}", "End")
    animate(slide, one(box, 1, 2), one(box, 3), shape=box)
    done = render(deck, page("one", x="", bullets={"notes": (bullet(1, "a"), bullet(1, "b"))}))
    assert steps(done) == [(1, 2), (3, 3)]


def test_without_a_paragraph_left_nothing_is_animated():
    deck = new_deck()
    slide = add_page(deck, "one")
    box = add_text(slide, "Box", "Head", "{{x}}")
    animate(slide, one(box, 1), shape=box)
    root = open_package(render(deck, page("one", x=""))).peek(SLIDE)
    assert root.find(qn("p:timing")) is None or not len(list(root.iter(qn("p:spTgt"), qn("p:bldP"))))


def two_tables():
    """A page with a long table and a short one, which a connector and an animation hold on to."""
    deck = new_deck()
    slide = add_page(deck, "one")
    long, short = (add_table(slide, name, ["a"], ["{{row:line}}"]) for name in ("long", "short"))
    short.left = long.left + long.width
    line = slide.shapes.add_connector(1, 0, 0, 10, 10)
    line.begin_connect(add_text(slide, "Box", "x"), 0)
    end = etree.SubElement(line._element.find(f".//{qn('p:cNvCxnSpPr')}"), qn("a:endCxn"))
    end.set("id", str(short.shape_id))
    end.set("idx", "1")
    animate(slide, whole(short), whole(long))
    rows = [("line", str(n)) for n in range(25)]
    return render(deck, page("one", tables=[table("long", *rows), table("short", ("line", "x"))]))


def test_a_table_that_ended_takes_its_animations_and_the_ends_of_connectors_along():
    package = open_package(two_tables())
    targets, ends = [], []
    for number in (1, 2):
        root = package.peek(f"/ppt/slides/slide{number}.xml")
        targets.append(len(list(root.iter(qn("p:spTgt")))))
        ends.append(len(list(root.iter(qn("a:stCxn"), qn("a:endCxn")))))
    assert (targets, ends) == ([2, 1], [2, 1])
