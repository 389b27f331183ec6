"""Each rule of the gate that concerns decks, charts and packages: spoilt in one place, and the finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gate_language import DECK, MASTER, SLIDE, TYPES, chart_part, deck, first, parsed
from lxml import etree

from reportgen.core.structs import replace
from reportgen.gate.gate import faults_of, pass_gate
from reportgen.office.package import Package
from reportgen.office.relationships import Relationship
from reportgen.office.xml import qn
from reportgen.pptx.operations import rearranged

Damage = Callable[[Package], object]
CASES: list[tuple[str, str, Damage]] = []
TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def spoilt(identity: str, words: str) -> Callable[[Damage], Damage]:
    def take(damage: Damage) -> Damage:
        CASES.append((identity, words, damage))
        return damage

    return take


def relate(package: Package, part: str, link: Relationship) -> None:
    package.set_relationships(part, (*package.relationships(part), link))


def twin(node: etree._Element) -> None:
    node.addnext(etree.fromstring(etree.tostring(node)))


# Packages


@spoilt("gate-part-twice", "the part /ppt/slides/slide1.xml stands 2 times")
def _(package: Package) -> None:
    package["/PPT/slides/SLIDE1.xml"] = package[SLIDE]


@pytest.mark.parametrize(
    "name", ["/ppt//a.xml", "/ppt/a./b.xml", "/ppt/a%2Fb.xml", "/ppt/a\x07.xml", "/ppt/%zz.xml"]
)
def test_a_part_name_that_office_refuses_is_seen(name: str) -> None:
    package = deck()
    package[name] = b"<a/>"
    assert "gate-part-name" in {fault.id for fault in faults_of(package)}


@spoilt("gate-part-name", "has a name that Office refuses")
def _(package: Package) -> None:
    package["/ppt/slides/a%5Cb.xml"] = b"<a/>"


@spoilt("gate-content-types", "the list of content types is missing")
def _(package: Package) -> None:
    package._bytes.pop(TYPES)
    package._edited.pop(TYPES, None)


@spoilt("gate-content-type-twice", "has 2 content types")
def _(package: Package) -> None:
    twin(next(node for node in package.xml(TYPES) if node.get("PartName") == SLIDE))


@spoilt("gate-content-type-twice", "the extension xml has 2 content types")
def _(package: Package) -> None:
    twin(next(node for node in package.xml(TYPES) if node.get("Extension") == "xml"))


@spoilt("gate-content-type-unused", "is given to the missing part /ppt/gone.xml")
def _(package: Package) -> None:
    package.set_content_type("/ppt/gone.xml", "application/x")


@spoilt("gate-content-type-missing", "the part /ppt/strange.bin2 has no content type")
def _(package: Package) -> None:
    package["/ppt/strange.bin2"] = b""


@spoilt("gate-content-type-wrong", "is used as a slide but has the type text/plain")
def _(package: Package) -> None:
    package.set_content_type(SLIDE, "text/plain")


@spoilt("gate-relationship-twice", "2 relationships are called")
def _(package: Package) -> None:
    relate(package, SLIDE, package.relationships(SLIDE)[0])


@spoilt("gate-relationship-target", "which is not there")
def _(package: Package) -> None:
    del package[chart_part(package)]


@spoilt("gate-relationship-unknown", "chart names the relationship")
def _(package: Package) -> None:
    package.set_relationships(SLIDE, tuple(r for r in package.relationships(SLIDE) if r.kind != "chart"))


@spoilt("gate-part-content", "is used as a slide but holds a other")
def _(package: Package) -> None:
    package[SLIDE] = b"<other/>"


@spoilt("gate-main-part", "the file has 2 main parts")
def _(package: Package) -> None:
    link = next(r for r in package.relationships() if r.kind == "officeDocument")
    relate(package, "/", replace(link, rid="rId99"))


@spoilt("gate-main-part", "the main part is neither a workbook nor a presentation")
def _(package: Package) -> None:
    package[DECK] = b"<other/>"


@spoilt("gate-part-unreachable", "nothing leads to the part /ppt/left.xml")
def _(package: Package) -> None:
    package["/ppt/left.xml"] = b"<a/>"


@spoilt("gate-part-xml", "is no well-formed XML")
def _(package: Package) -> None:
    package[SLIDE] = package[SLIDE][:-9]


@spoilt("gate-document-type", "has a document type")
def _(package: Package) -> None:
    part = "/docProps/app.xml"
    # Reading refuses such parts; a tree made in memory can still carry one.
    tree = etree.fromstring(b"<!DOCTYPE Properties><Properties/>")
    package._edited[part] = tree


@spoilt("gate-custom-xml", "is no id of a custom XML part")
def _(package: Package) -> None:
    part = next(name for name in package if "itemProps" in name)
    root = package.xml(part)
    key = next(key for key in root.attrib if str(key).endswith("itemID"))
    root.set(key, "{not-a-guid}")


@spoilt("gate-embedded-workbook", "the workbook behind a chart has a fault")
def _(package: Package) -> None:
    part = next(name for name in package if name.endswith(".xlsx"))
    package[part] = package[part][:400]


# Markup


@spoilt("gate-undeclared-prefix", "the prefix x99 is ignorable but not declared")
def _(package: Package) -> None:
    package.xml(SLIDE).set(qn("mc:Ignorable"), "x99")


@spoilt("gate-undeclared-prefix", "the prefix x98 is required but not declared")
def _(package: Package) -> None:
    tree = first(package, SLIDE, "spTree")
    block = etree.SubElement(tree, qn("mc:AlternateContent"))
    etree.SubElement(block, qn("mc:Choice")).set("Requires", "x98")


@spoilt("gate-element-order", "spPr stands at the wrong place in sp")
def _(package: Package) -> None:
    shape = first(package, SLIDE, "sp")
    shape.append(shape.find(qn("p:spPr")))


@spoilt("gate-element-order", "solidFill stands at the wrong place in rPr")
def _(package: Package) -> None:
    run = first(package, SLIDE, "rPr")
    run.insert(0, parsed(f'<a:latin xmlns:a="{qn("a:x")[1:-2]}" typeface="Calibri"/>'))


@spoilt("gate-element-twice", "cSld stands twice in sld")
def _(package: Package) -> None:
    twin(first(package, SLIDE, "cSld"))


@spoilt("gate-link-to-structure", "a hyperlink leads to the slideLayout of its slide")
def _(package: Package) -> None:
    rid = next(r.rid for r in package.relationships(SLIDE) if r.kind == "slideLayout")
    link = etree.SubElement(first(package, SLIDE, "rPr"), qn("a:hlinkClick"))
    link.set(qn("r:id"), rid)


@spoilt("gate-colour", "'blue' is no colour")
def _(package: Package) -> None:
    first(package, SLIDE, "srgbClr").set("val", "blue")


@spoilt("gate-extent", "'-5' is no cx that a shape can have")
def _(package: Package) -> None:
    next(package.xml(SLIDE).iter(qn("a:ext"))).set("cx", "-5")


@spoilt("gate-font-size", "'12.5' is no size of a font")
def _(package: Package) -> None:
    first(package, SLIDE, "rPr").set("sz", "12.5")


@spoilt("gate-text-without-paragraph", "a text has no paragraph")
def _(package: Package) -> None:
    body = first(package, SLIDE, "txBody")
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)


@spoilt("gate-text-without-paragraph", "a text has no body properties")
def _(package: Package) -> None:
    body = first(package, SLIDE, "txBody")
    body.remove(body.find(qn("a:bodyPr")))


@spoilt("gate-table-rows", "a table has no rows")
def _(package: Package) -> None:
    for node in list(package.xml(SLIDE).iter(qn("a:tr"))):
        node.getparent().remove(node)


@spoilt("gate-table-cells", "row 1 of a table has 1 cells in 2 columns")
def _(package: Package) -> None:
    node = first(package, SLIDE, "tr")
    node.remove(node.find(qn("a:tc")))


@spoilt("gate-table-merge", "a cell of row 1 is merged beyond the edge of its table")
def _(package: Package) -> None:
    first(package, SLIDE, "tc").set("gridSpan", "3")


@spoilt("gate-table-row-id", "2 rows of a table have the id 7")
def _(package: Package) -> None:
    for node in package.xml(SLIDE).iter(qn("a:tr")):
        etree.SubElement(node, qn("a16:rowId")).set("val", "7")


# Slides, layouts, masters


@spoilt("gate-slide-id", "the slide id '255' is not between 256 and 2147483647")
def _(package: Package) -> None:
    first(package, DECK, "sldId").set("id", "255")


@spoilt("gate-slide-id", "2 slides have the id 300")
def _(package: Package) -> None:
    for node in package.xml(DECK).iter(qn("p:sldId")):
        node.set("id", "300")


@spoilt("gate-slide-list", "is listed 2 times")
def _(package: Package) -> None:
    nodes = list(package.xml(DECK).iter(qn("p:sldId")))
    nodes[1].set(qn("r:id"), nodes[0].get(qn("r:id")))


@spoilt("gate-slide-list", "is in the file but not in the list")
def _(package: Package) -> None:
    node = first(package, DECK, "sldId")
    node.getparent().remove(node)


@spoilt("gate-slide-size", "no slide measures 5")
def _(package: Package) -> None:
    first(package, DECK, "sldSz").set("cx", "5")


@spoilt("gate-slide-size", "nothing of the size of its notes")
def _(package: Package) -> None:
    node = first(package, DECK, "notesSz")
    node.getparent().remove(node)


@spoilt("gate-master", "the deck has no slide master")
def _(package: Package) -> None:
    package.set_relationships(DECK, tuple(r for r in package.relationships(DECK) if r.kind != "slideMaster"))


@spoilt("gate-master", "is not in the list of its master")
def _(package: Package) -> None:
    node = first(package, MASTER, "sldLayoutId")
    node.getparent().remove(node)


@spoilt("gate-master-id", "2 masters and layouts have the id")
def _(package: Package) -> None:
    nodes = list(package.xml(MASTER).iter(qn("p:sldLayoutId")))
    nodes[1].set("id", nodes[0].get("id"))


@spoilt("gate-master-id", "is below 2147483648")
def _(package: Package) -> None:
    first(package, MASTER, "sldLayoutId").set("id", "7")


@spoilt("gate-layout-chain", "a slide has 2 parts of the kind slideLayout")
def _(package: Package) -> None:
    layout = next(r for r in package.relationships(SLIDE) if r.kind == "slideLayout")
    relate(package, SLIDE, replace(layout, rid="rId99"))


@spoilt("gate-layout-chain", "belongs to a master that does not know it")
def _(package: Package) -> None:
    layout = package.related(SLIDE, "slideLayout")[0]
    links = package.relationships(MASTER)
    gone = {r.rid for r in links if package.target(MASTER, r.rid) == layout}
    package.set_relationships(MASTER, tuple(r for r in links if r.rid not in gone))
    for node in list(package.xml(MASTER).iter(qn("p:sldLayoutId"))):
        if node.get(qn("r:id")) in gone:
            node.getparent().remove(node)


@spoilt("gate-notes", "belong to another slide")
def _(package: Package) -> None:
    second = package.related("/ppt/slides/slide2.xml", "notesSlide")[0]
    links = [r for r in package.relationships(SLIDE) if r.kind != "notesSlide"]
    links.append(Relationship("rId98", f"{OFFICE}/notesSlide", second))
    package.set_relationships(SLIDE, tuple(links))


@spoilt("gate-section", "a section holds the slide 999, which is not there")
def _(package: Package) -> None:
    sections = etree.SubElement(package.xml(DECK), qn("p14:sectionLst"))
    etree.SubElement(sections, qn("p14:sldId")).set("id", "999")


@spoilt("gate-shape-tree", "the slide has no tree of shapes")
def _(package: Package) -> None:
    node = first(package, SLIDE, "spTree")
    node.getparent().remove(node)


@spoilt("gate-shape-id", "shapes have the id '5'")
def _(package: Package) -> None:
    for node in package.xml(SLIDE).iter(qn("p:cNvPr")):
        node.set("id", "5")


@spoilt("gate-animation", "an animation moves the shape 77, which is not there")
def _(package: Package) -> None:
    timing = etree.SubElement(package.xml(SLIDE), qn("p:timing"))
    etree.SubElement(timing, qn("p:spTgt")).set("spid", "77")


@spoilt("gate-connector", "a connector holds on to the shape 88, which is not there")
def _(package: Package) -> None:
    etree.SubElement(first(package, SLIDE, "cNvCxnSpPr"), qn("a:stCxn")).set("id", "88")


# Charts


@spoilt("gate-chart-empty", "the chart has no series")
def _(package: Package) -> None:
    for node in list(package.xml(chart_part(package)).iter(qn("c:ser"))):
        node.getparent().remove(node)


@spoilt("gate-chart-axis", "crosses 1, which is not there")
def _(package: Package) -> None:
    first(package, chart_part(package), "crossAx").set("val", "1")


@spoilt("gate-chart-axis", "no plot stands on axis")
def _(package: Package) -> None:
    first(package, chart_part(package), "axId").set("val", "1")


@spoilt("gate-chart-axis-id", "is no number from 0 to 4294967295")
def _(package: Package) -> None:
    part = chart_part(package)
    old = first(package, part, "axId").get("val")
    for node in package.xml(part).iter(qn("c:axId"), qn("c:crossAx")):
        if node.get("val") == old:
            node.set("val", "-5")


@spoilt("gate-chart-axis-id", "2 axes have the id")
def _(package: Package) -> None:
    twin(first(package, chart_part(package), "valAx"))


@spoilt("gate-chart-series-id", "2 series have c:order 0")
def _(package: Package) -> None:
    for node in package.xml(chart_part(package)).iter(qn("c:order")):
        node.set("val", "0")


@spoilt("gate-chart-point-twice", "2 formats of a series stand for point 1")
def _(package: Package) -> None:
    series = first(package, chart_part(package), "ser")
    for _ in range(2):
        point = etree.Element(qn("c:dPt"))
        etree.SubElement(point, qn("c:idx")).set("val", "1")
        series.insert(4, point)


@spoilt("gate-chart-value", "overlap of 900 is not between -100 and 100")
def _(package: Package) -> None:
    first(package, chart_part(package), "overlap").set("val", "900")


@spoilt("gate-chart-number-format", "has no code")
def _(package: Package) -> None:
    axis = first(package, chart_part(package), "valAx")
    axis.find(qn("c:majorTickMark")).addprevious(etree.Element(qn("c:numFmt"), sourceLinked="1"))


@spoilt("gate-chart-label-place", "a label of a barChart cannot stand at outEnd")
def _(package: Package) -> None:
    labels = first(package, chart_part(package), "dLbls")
    place = etree.Element(qn("c:dLblPos"), val="outEnd")
    labels.insert(0, place)


@spoilt("gate-chart-cache", "a series of 1 points holds point 1")
def _(package: Package) -> None:
    first(package, chart_part(package), "numCache").find(qn("c:ptCount")).set("val", "1")


@spoilt("gate-chart-cache", "is no number that a chart can draw")
def _(package: Package) -> None:
    cache = first(package, chart_part(package), "numCache")
    next(cache.iter(qn("c:v"))).text = "n/d"


def test_a_fault_of_the_template_is_not_ours_in_a_copy_of_its_part() -> None:
    package = deck()
    part = chart_part(package)
    package.xml(part).tag = qn("c:chart")
    assert [fault.id for fault in faults_of(package)] == ["gate-part-content"]
    doubled = rearranged(package, [1, 1])
    assert len([fault for fault in faults_of(doubled) if fault.id == "gate-part-content"]) == 2
    assert [fault.id for fault in pass_gate(doubled, (package,))] == ["gate-part-content"]


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
