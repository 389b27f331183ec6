"""Each rule of the gate that concerns decks, charts and packages: spoilt in one place, and the finding."""

from __future__ import annotations

import pytest
from gate_language import (
    DECK,
    DECK_CHART,
    MASTER,
    SLIDE,
    TYPES,
    Case,
    Damage,
    deck,
    doubled,
    first,
    parsed,
    relate,
    removed,
    spoilt,
    written,
)
from lxml import etree

from reportgen.gate.gate import faults_of, pass_gate
from reportgen.office.package import Package
from reportgen.office.xml import qn
from reportgen.pptx.operations import rearranged


def put(name: str, data: bytes) -> Damage:
    """The file with one more part, or with another content of one."""
    return lambda package: package.__setitem__(name, data)


def unrelated(part: str, kind: str) -> Damage:
    """A part without its relationships of a kind."""
    return lambda package: package.set_relationships(
        part, tuple(link for link in package.relationships(part) if link.kind != kind)
    )


CASES: list[Case] = [
    # Packages
    ("gate-part-name", "has a name that Office refuses", put("/ppt/slides/a%5Cb.xml", b"<a/>")),
    ("gate-content-type-twice", "has 2 content types", doubled(TYPES, "Override")),
    (
        "gate-content-type-twice",
        "the extension xml has 2 content types",
        doubled(TYPES, "Default[@Extension='xml']"),
    ),
    (
        "gate-content-type-missing",
        "the part /ppt/strange.bin2 has no content type",
        put("/ppt/strange.bin2", b""),
    ),
    (
        "gate-content-type-unused",
        "is given to the missing part /ppt/gone.xml",
        lambda package: package.set_content_type("/ppt/gone.xml", "application/x"),
    ),
    (
        "gate-content-type-wrong",
        "is used as a slide but has the type text/plain",
        lambda package: package.set_content_type(SLIDE, "text/plain"),
    ),
    ("gate-relationship-target", "which is not there", lambda package: package.__delitem__(DECK_CHART)),
    ("gate-relationship-unknown", "chart names the relationship", unrelated(SLIDE, "chart")),
    ("gate-part-content", "is used as a slide but holds a other", put(SLIDE, b"<other/>")),
    (
        "gate-main-part",
        "the file has 2 main parts",
        lambda package: relate(package, "/", "rId99", "officeDocument", "ppt/presentation.xml"),
    ),
    ("gate-main-part", "the main part is neither a workbook nor a presentation", put(DECK, b"<other/>")),
    ("gate-part-unreachable", "nothing leads to the part /ppt/left.xml", put("/ppt/left.xml", b"<a/>")),
    # Markup
    (
        "gate-undeclared-prefix",
        "the prefix x99 is ignorable but not declared",
        written(SLIDE, "", **{qn("mc:Ignorable"): "x99"}),
    ),
    ("gate-element-twice", "cSld stands twice in sld", doubled(SLIDE, "cSld")),
    ("gate-colour", "'blue' is no colour", written(SLIDE, "srgbClr", val="blue")),
    ("gate-extent", "'-5' is no cx that a shape can have", written(SLIDE, "xfrm/ext", cx="-5")),
    ("gate-font-size", "'12.5' is no size of a font", written(SLIDE, "rPr", sz="12.5")),
    ("gate-text-without-paragraph", "a text has no paragraph", removed(SLIDE, "txBody/p", None)),
    ("gate-text-without-paragraph", "a text has no body properties", removed(SLIDE, "txBody/bodyPr")),
    ("gate-table-rows", "a table has no rows", removed(SLIDE, "tr", None)),
    ("gate-table-cells", "row 1 of a table has 1 cells in 2 columns", removed(SLIDE, "tr/tc")),
    (
        "gate-table-merge",
        "a cell of row 1 is merged beyond the edge of its table",
        written(SLIDE, "tc", gridSpan="3"),
    ),
    # Slides, layouts, masters
    (
        "gate-slide-id",
        "the slide id '255' is not between 256 and 2147483647",
        written(DECK, "sldId", id="255"),
    ),
    ("gate-slide-id", "2 slides have the id 300", written(DECK, "sldId", None, id="300")),
    ("gate-slide-list", "is in the file but not in the list", removed(DECK, "sldId")),
    ("gate-slide-size", "no slide measures 5", written(DECK, "sldSz", cx="5")),
    ("gate-slide-size", "nothing of the size of its notes", removed(DECK, "notesSz")),
    ("gate-master", "the deck has no slide master", unrelated(DECK, "slideMaster")),
    ("gate-master", "is not in the list of its master", removed(MASTER, "sldLayoutId")),
    (
        "gate-master-id",
        "2 masters and layouts have the id",
        written(MASTER, "sldLayoutId", 2, id="2147483700"),
    ),
    ("gate-master-id", "is below 2147483648", written(MASTER, "sldLayoutId", id="7")),
    ("gate-shape-tree", "the slide has no tree of shapes", removed(SLIDE, "spTree")),
    ("gate-shape-id", "shapes have the id '5'", written(SLIDE, "cNvPr", None, id="5")),
    # Charts
    ("gate-chart-empty", "the chart has no series", removed(DECK_CHART, "ser", None)),
    ("gate-chart-axis", "crosses 1, which is not there", written(DECK_CHART, "crossAx", val="1")),
    ("gate-chart-axis", "no plot stands on axis", written(DECK_CHART, "axId", val="1")),
    ("gate-chart-axis-id", "2 axes have the id", doubled(DECK_CHART, "valAx")),
    ("gate-chart-series-id", "2 series have c:order 0", written(DECK_CHART, "order", None, val="0")),
    (
        "gate-chart-value",
        "overlap of 900 is not between -100 and 100",
        written(DECK_CHART, "overlap", val="900"),
    ),
    (
        "gate-chart-cache",
        "a series of 1 points holds point 1",
        written(DECK_CHART, "numCache/ptCount", val="1"),
    ),
    (
        "gate-chart-cache",
        "is no number that a chart can draw",
        written(DECK_CHART, "numCache/pt/v", text="n/d"),
    ),
]


@spoilt(CASES, "gate-part-twice", "the part /ppt/slides/slide1.xml stands 2 times")
def _(package: Package) -> None:
    package["/PPT/slides/SLIDE1.xml"] = package[SLIDE]


@pytest.mark.parametrize(
    "name", ["/ppt//a.xml", "/ppt/a./b.xml", "/ppt/a%2Fb.xml", "/ppt/a\x07.xml", "/ppt/%zz.xml"]
)
def test_a_part_name_that_office_refuses_is_seen(name: str) -> None:
    package = deck()
    package[name] = b"<a/>"
    assert "gate-part-name" in {fault.id for fault in faults_of(package)}


@spoilt(CASES, "gate-content-types", "the list of content types is missing")
def _(package: Package) -> None:
    package._bytes.pop(TYPES)
    package._edited.pop(TYPES, None)


@spoilt(CASES, "gate-relationship-twice", "2 relationships are called")
def _(package: Package) -> None:
    link = package.relationships(SLIDE)[0]
    relate(package, SLIDE, link.rid, link.kind, link.target)


@spoilt(CASES, "gate-part-xml", "is no well-formed XML")
def _(package: Package) -> None:
    package[SLIDE] = package[SLIDE][:-9]


@spoilt(CASES, "gate-document-type", "has a document type")
def _(package: Package) -> None:
    part = "/docProps/app.xml"
    # Reading refuses such parts; a tree made in memory can still carry one.
    tree = etree.fromstring(b"<!DOCTYPE Properties><Properties/>")
    package._edited[part] = tree


@spoilt(CASES, "gate-custom-xml", "is no id of a custom XML part")
def _(package: Package) -> None:
    part = next(name for name in package if "itemProps" in name)
    root = package.xml(part)
    key = next(key for key in root.attrib if str(key).endswith("itemID"))
    root.set(key, "{not-a-guid}")


@spoilt(CASES, "gate-embedded-workbook", "the workbook behind a chart has a fault")
def _(package: Package) -> None:
    part = next(name for name in package if name.endswith(".xlsx"))
    package[part] = package[part][:400]


@spoilt(CASES, "gate-undeclared-prefix", "the prefix x98 is required but not declared")
def _(package: Package) -> None:
    tree = first(package, SLIDE, "spTree")
    block = etree.SubElement(tree, qn("mc:AlternateContent"))
    etree.SubElement(block, qn("mc:Choice")).set("Requires", "x98")


@spoilt(CASES, "gate-element-order", "spPr stands at the wrong place in sp")
def _(package: Package) -> None:
    shape = first(package, SLIDE, "sp")
    shape.append(shape.find(qn("p:spPr")))


@spoilt(CASES, "gate-element-order", "solidFill stands at the wrong place in rPr")
def _(package: Package) -> None:
    run = first(package, SLIDE, "rPr")
    run.insert(0, parsed(f'<a:latin xmlns:a="{qn("a:x")[1:-2]}" typeface="Calibri"/>'))


@spoilt(CASES, "gate-link-to-structure", "a hyperlink leads to the slideLayout of its slide")
def _(package: Package) -> None:
    rid = next(r.rid for r in package.relationships(SLIDE) if r.kind == "slideLayout")
    link = etree.SubElement(first(package, SLIDE, "rPr"), qn("a:hlinkClick"))
    link.set(qn("r:id"), rid)


@spoilt(CASES, "gate-table-row-id", "2 rows of a table have the id 7")
def _(package: Package) -> None:
    for node in package.xml(SLIDE).iter(qn("a:tr")):
        etree.SubElement(node, qn("a16:rowId")).set("val", "7")


@spoilt(CASES, "gate-slide-list", "is listed 2 times")
def _(package: Package) -> None:
    nodes = list(package.xml(DECK).iter(qn("p:sldId")))
    nodes[1].set(qn("r:id"), nodes[0].get(qn("r:id")))


@spoilt(CASES, "gate-layout-chain", "a slide has 2 parts of the kind slideLayout")
def _(package: Package) -> None:
    relate(package, SLIDE, "rId99", "slideLayout", package.related(SLIDE, "slideLayout")[0])


@spoilt(CASES, "gate-layout-chain", "belongs to a master that does not know it")
def _(package: Package) -> None:
    layout = package.related(SLIDE, "slideLayout")[0]
    links = package.relationships(MASTER)
    gone = {r.rid for r in links if package.target(MASTER, r.rid) == layout}
    package.set_relationships(MASTER, tuple(r for r in links if r.rid not in gone))
    for node in list(package.xml(MASTER).iter(qn("p:sldLayoutId"))):
        if node.get(qn("r:id")) in gone:
            node.getparent().remove(node)


@spoilt(CASES, "gate-notes", "belong to another slide")
def _(package: Package) -> None:
    second = package.related("/ppt/slides/slide2.xml", "notesSlide")[0]
    unrelated(SLIDE, "notesSlide")(package)
    relate(package, SLIDE, "rId98", "notesSlide", second)


@spoilt(CASES, "gate-section", "a section holds the slide 999, which is not there")
def _(package: Package) -> None:
    sections = etree.SubElement(package.xml(DECK), qn("p14:sectionLst"))
    etree.SubElement(sections, qn("p14:sldId")).set("id", "999")


@spoilt(CASES, "gate-animation", "an animation moves the shape 77, which is not there")
def _(package: Package) -> None:
    timing = etree.SubElement(package.xml(SLIDE), qn("p:timing"))
    etree.SubElement(timing, qn("p:spTgt")).set("spid", "77")


@spoilt(CASES, "gate-connector", "a connector holds on to the shape 88, which is not there")
def _(package: Package) -> None:
    etree.SubElement(first(package, SLIDE, "cNvCxnSpPr"), qn("a:stCxn")).set("id", "88")


@spoilt(CASES, "gate-chart-axis-id", "is no number from 0 to 4294967295")
def _(package: Package) -> None:
    old = first(package, DECK_CHART, "axId").get("val")
    for node in package.xml(DECK_CHART).iter(qn("c:axId"), qn("c:crossAx")):
        if node.get("val") == old:
            node.set("val", "-5")


@spoilt(CASES, "gate-chart-point-twice", "2 formats of a series stand for point 1")
def _(package: Package) -> None:
    series = first(package, DECK_CHART, "ser")
    for _ in range(2):
        point = etree.Element(qn("c:dPt"))
        etree.SubElement(point, qn("c:idx")).set("val", "1")
        series.insert(4, point)


@spoilt(CASES, "gate-chart-number-format", "has no code")
def _(package: Package) -> None:
    axis = first(package, DECK_CHART, "valAx")
    axis.find(qn("c:majorTickMark")).addprevious(etree.Element(qn("c:numFmt"), sourceLinked="1"))


@spoilt(CASES, "gate-chart-label-place", "a label of a barChart cannot stand at outEnd")
def _(package: Package) -> None:
    labels = first(package, DECK_CHART, "dLbls")
    place = etree.Element(qn("c:dLblPos"), val="outEnd")
    labels.insert(0, place)


def test_a_fault_of_the_template_is_not_ours_in_a_copy_of_its_part() -> None:
    package = deck()
    package.xml(DECK_CHART).tag = qn("c:chart")
    assert [fault.id for fault in faults_of(package)] == ["gate-part-content"]
    twice = rearranged(package, [1, 1])
    assert len([fault for fault in faults_of(twice) if fault.id == "gate-part-content"]) == 2
    assert [fault.id for fault in pass_gate(twice, (package,))] == ["gate-part-content"]


def test_a_sound_deck_passes() -> None:
    assert faults_of(deck()) == []


@pytest.mark.parametrize(
    ("identity", "words", "damage"), CASES, ids=[f"{one[0]} {one[1][:30]}" for one in CASES]
)
def test_the_rule_sees_its_fault(identity: str, words: str, damage: Damage) -> None:
    package = deck()
    damage(package)
    found = [fault for fault in faults_of(package) if fault.id == identity]
    assert any(words in fault.message for fault in found), faults_of(package)
