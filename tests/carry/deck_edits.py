"""A small deck, what people do to it, and how to see that it is still there.

    EDITS["a figure is recoloured"]      do(deck): python-pptx or bare XML     stands(deck): still so in the next build

Each edit names what it touches: edits that touch different things may be made together.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from language import DECK, DECK_TEMPLATE, FACTS, TEXTS, make
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm, Pt

from reportgen.office.xml import NAMESPACES, qn
from reportgen.project.project import Project

RED, GREEN = RGBColor(0xC0, 0x10, 0x20), RGBColor(0x10, 0xA0, 0x40)
_PAGES = """\
  - page: outlook
    words: {title: Outlook, line: "Revenue was {{ revenue | mn }}, margin {{ margin | mn }} in {{ quarter }}."}
  - page: end
    words: {title: Thank you}
"""
DEFINITION = TEXTS[DECK] + _PAGES


@cache
def template() -> bytes:
    """The slide library of four pages: shapes, a list, a table, a chart, a group, a picture, notes."""
    deck = Presentation()
    cover, sales, outlook, end = (_page(deck, name) for name in ("cover", "sales", "outlook", "end"))
    _text(cover, "Title", 1, "{{title}}", "{{company}}, {{published}}")
    _text(sales, "Title", 1, "{{title}}")
    _text(sales, "Notes", 3, "{{notes:1}}", "{{notes:2}}")
    frame = sales.shapes.add_table(3, 5, Cm(1), Cm(6), Cm(20), Cm(3))
    frame.name = "sales_table"
    rows = (
        ["JPY million", "1Q", "2Q", "3Q", "4Q"],
        *([f"{{{{row:{r}}}}}"] + ["{{cell}}"] * 4 for r in ("line", "total")),
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ("a", "b")
    data.add_series("Revenue", (1, 2))
    chart = sales.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(10), Cm(20), Cm(8), data)
    chart.name = "sales_chart"
    _text(outlook, "Title", 1, "{{title}}")
    _text(outlook, "Line", 3, "{{line}}")
    for number, name in enumerate(("Left box", "Right box"), 1):
        box = outlook.shapes.add_shape(MSO_SHAPE.RECTANGLE, Cm(8 * number - 6), Cm(8), Cm(6), Cm(3))
        box.name, box.text_frame.text = name, name
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor(0x20, 0x60, 0xA0)
    _text(end, "Title", 1, "{{title}}")
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _page(deck, name):
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = f"page: {name}\nSay it slowly."
    return slide


def _text(slide, name, top, *paragraphs):
    box = slide.shapes.add_textbox(Cm(1), Cm(top), Cm(20), Cm(2))
    box.name = name
    box.text_frame.text = "\n".join(paragraphs)


def project(folder: Path, *, later: bool = False) -> Project:
    """The project of the deck; `later` the fourth quarter and the year are revised upward by ten."""
    facts = TEXTS[FACTS]
    for old, new, period in (("130", "140", "4Q23"), ("460", "470", "FY23")):
        if later:
            facts = facts.replace(f"{period},actual,point,JPY,{old}", f"{period},actual,point,JPY,{new}")
            facts = facts.replace(f'"{old}"', f'"{new}"')
    return make(folder, {DECK: DEFINITION, DECK_TEMPLATE: template(), FACTS: facts})


def opened(data: bytes):
    """A deck as python-pptx reads it."""
    return Presentation(io.BytesIO(data))


@dataclass(frozen=True, eq=False)
class Near:
    """A length that LibreOffice may have rounded."""

    length: int

    def __eq__(self, other):
        return abs(self.length - int(other)) <= 1_500

    __hash__ = None


def saved(deck) -> bytes:
    """The bytes of a deck that python-pptx holds."""
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def slide_with(deck, name):
    """The slide that has a shape, also inside a group."""
    return next(slide for slide in deck.slides if any(one.name == name for one in all_shapes(slide)))


def all_shapes(slide) -> Iterator:
    for one in slide.shapes:
        yield one
        if one.shape_type is not None and int(one.shape_type) == 6:
            yield from one.shapes


def shape(deck, slide, name):
    """A shape by its name, on the slide with a text, a chart, a box (see `SLIDES`)."""
    found = [
        one for page in deck.slides for one in all_shapes(page) if one.name == name and _is_on(page, slide)
    ]
    return found[0] if found else None


SLIDES = {"cover": "Results for FY23", "sales": "sales_chart", "outlook": "Outlook", "end": "Thank you"}


def _is_on(page, slide):
    words = {one.name for one in all_shapes(page)}
    words |= {one.text_frame.text.split("\n")[0] for one in all_shapes(page) if one.has_text_frame}
    return SLIDES[slide] in words


def page_of(deck, slide):
    """The page of a slide by its word in `SLIDES`."""
    return next((page for page in deck.slides if _is_on(page, slide)), None)


@dataclass(frozen=True)
class Edit:
    """Something that a person does to a deck, how it is seen afterwards, and what it touches."""

    do: Callable
    stands: Callable
    touches: frozenset[str]


EDITS: dict[str, Edit] = {}


def edit(name: str, *touches: str, stands: Callable) -> Callable:
    """Declare what the function does as an edit."""

    def declared(do: Callable) -> Callable:
        EDITS[name] = Edit(do, stands, frozenset(touches))
        return do

    return declared


def text(deck, slide, name):
    one = shape(deck, slide, name)
    return one.text_frame.text if one is not None else None


# Texts


@edit(
    "words before a figure",
    "notes",
    stands=lambda d: text(d, "sales", "Notes").startswith("As hoped, Revenue JPY470 million"),
)
def _(deck):
    run = shape(deck, "sales", "Notes").text_frame.paragraphs[0].runs[0]
    run.text = "As hoped, " + run.text


@edit(
    "a paragraph added",
    "notes end",
    stands=lambda d: text(d, "sales", "Notes").split("\n")[-1] == "More next year.",
)
def _(deck):
    shape(deck, "sales", "Notes").text_frame.add_paragraph().text = "More next year."


@edit(
    "words behind a figure",
    "line",
    stands=lambda d: (
        text(d, "outlook", "Line")
        == "Revenue was JPY470 million (a record), margin approx. JPY60 million in 4Q23."
    ),
)
def _(deck):
    run = shape(deck, "outlook", "Line").text_frame.paragraphs[0].runs[0]
    run.text = run.text.replace(" million,", " million (a record),")


@edit("a title retyped", "sales title", stands=lambda d: text(d, "sales", "Title") == "What we sold")
def _(deck):
    shape(deck, "sales", "Title").text_frame.paragraphs[0].runs[0].text = "What we sold"


@edit(
    "a run split and made bold",
    "line look",
    stands=lambda d: any(
        r.font.bold and r.text == "margin"
        for p in shape(d, "outlook", "Line").text_frame.paragraphs
        for r in p.runs
    ),
)
def _(deck):
    paragraph = shape(deck, "outlook", "Line").text_frame.paragraphs[0]
    run = paragraph.runs[0]
    before, _, after = run.text.partition("margin")
    run.text = before
    for words, bold in (("margin", True), (after, None)):
        node = deepcopy(run._r)
        paragraph._p.append(node)
        paragraph.runs[-1].text, paragraph.runs[-1].font.bold = words, bold


@edit(
    "a whole line recoloured",
    "notes look",
    stands=lambda d: all(
        r.font.color.rgb == RED for r in shape(d, "sales", "Notes").text_frame.paragraphs[0].runs
    ),
)
def _(deck):
    for run in shape(deck, "sales", "Notes").text_frame.paragraphs[0].runs:
        run.font.color.rgb = RED


@edit(
    "a larger title",
    "cover look",
    stands=lambda d: shape(d, "cover", "Title").text_frame.paragraphs[0].runs[0].font.size == Pt(40),
)
def _(deck):
    shape(deck, "cover", "Title").text_frame.paragraphs[0].runs[0].font.size = Pt(40)


@edit(
    "a paragraph centred",
    "cover align",
    stands=lambda d: shape(d, "cover", "Title").text_frame.paragraphs[1].alignment == PP_ALIGN.CENTER,
)
def _(deck):
    shape(deck, "cover", "Title").text_frame.paragraphs[1].alignment = PP_ALIGN.CENTER


@edit(
    "a link on a word",
    "cover link",
    stands=lambda d: (
        shape(d, "cover", "Title").text_frame.paragraphs[1].runs[0].hyperlink.address
        == "https://example.com/"
    ),
)
def _(deck):
    shape(deck, "cover", "Title").text_frame.paragraphs[1].runs[0].hyperlink.address = "https://example.com/"


# Shapes


@edit("a shape moved", "notes place", stands=lambda d: shape(d, "sales", "Notes").left == Near(Cm(2.5)))
def _(deck):
    shape(deck, "sales", "Notes").left = Cm(2.5)


@edit("a shape resized", "left size", stands=lambda d: shape(d, "outlook", "Left box").width == Near(Cm(7)))
def _(deck):
    shape(deck, "outlook", "Left box").width = Cm(7)


@edit(
    "a chart resized", "chart size", stands=lambda d: shape(d, "sales", "sales_chart").height == Near(Cm(7))
)
def _(deck):
    shape(deck, "sales", "sales_chart").height = Cm(7)


@edit("a shape turned", "left turn", stands=lambda d: shape(d, "outlook", "Left box").rotation == 15)
def _(deck):
    shape(deck, "outlook", "Left box").rotation = 15


@edit(
    "a shape recoloured",
    "left fill",
    stands=lambda d: shape(d, "outlook", "Left box").fill.fore_color.rgb == RED,
)
def _(deck):
    shape(deck, "outlook", "Left box").fill.fore_color.rgb = RED


@edit(
    "a gradient in place of a fill",
    "right fill",
    stands=lambda d: shape(d, "outlook", "Right box").fill.type == 3,
)
def _(deck):
    shape(deck, "outlook", "Right box").fill.gradient()


@edit(
    "a line around a shape",
    "right line",
    stands=lambda d: shape(d, "outlook", "Right box").line.width == Pt(4),
)
def _(deck):
    line = shape(deck, "outlook", "Right box").line
    line.width = Pt(4)
    line.color.rgb = RED


@edit(
    "another form of a shape",
    "right form",
    stands=lambda d: shape(d, "outlook", "Right box").auto_shape_type == MSO_SHAPE.OVAL,
)
def _(deck):
    shape(deck, "outlook", "Right box")._element.spPr.find(qn("a:prstGeom")).set("prst", "ellipse")


@edit(
    "a text box deleted",
    "end title",
    "slides",
    stands=lambda d: (
        not [
            o
            for o in d.slides[len(d.slides) - 1].shapes
            if o.name == "Title" and o.text_frame.text == "Thank you"
        ]
    ),
)
def _(deck):
    node = shape(deck, "end", "Title")._element
    node.getparent().remove(node)


@edit("a text box added", "new text", stands=lambda d: text(d, "sales", "Own text") == "Mine")
def _(deck):
    box = page_of(deck, "sales").shapes.add_textbox(Cm(15), Cm(1), Cm(5), Cm(1))
    box.name, box.text_frame.text = "Own text", "Mine"


@edit(
    "a picture added",
    "new picture",
    stands=lambda d: shape(d, "outlook", "Own picture").image.size == (12, 8),
)
def _(deck):
    buffer = io.BytesIO()
    Image.new("RGB", (12, 8), (200, 30, 40)).save(buffer, "PNG")
    buffer.seek(0)
    page_of(deck, "outlook").shapes.add_picture(buffer, Cm(1), Cm(12), Cm(6), Cm(4)).name = "Own picture"


@edit(
    "a chart of one's own added",
    "new chart",
    stands=lambda d: list(shape(d, "outlook", "Own chart").chart.plots[0].series[0].values) == [7, 8],
)
def _(deck):
    data = CategoryChartData()
    data.categories = ("x", "y")
    data.add_series("Own", (7, 8))
    page_of(deck, "outlook").shapes.add_chart(
        XL_CHART_TYPE.PIE, Cm(8), Cm(12), Cm(6), Cm(4), data
    ).name = "Own chart"


@edit(
    "a table of one's own added",
    "new table",
    stands=lambda d: shape(d, "outlook", "Own table").table.cell(0, 0).text == "own",
)
def _(deck):
    frame = page_of(deck, "outlook").shapes.add_table(1, 2, Cm(15), Cm(12), Cm(6), Cm(1))
    frame.name, frame.table.cell(0, 0).text = "Own table", "own"


@edit("a connector between shapes", "new line", stands=lambda d: _joined(d))
def _(deck):
    line = page_of(deck, "outlook").shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Cm(8), Cm(9), Cm(10), Cm(9))
    line.name = "Own line"
    line.begin_connect(shape(deck, "outlook", "Left box"), 3)
    line.end_connect(shape(deck, "outlook", "Right box"), 1)


def _joined(deck):
    ends = [
        one.get("id")
        for one in shape(deck, "outlook", "Own line")._element.iter(qn("a:stCxn"), qn("a:endCxn"))
    ]
    return ends == [str(shape(deck, "outlook", name).shape_id) for name in ("Left box", "Right box")]


@edit(
    "a shape brought to the back",
    "outlook order",
    stands=lambda d: next(o.name for o in page_of(d, "outlook").shapes) == "Right box",
)
def _(deck):
    node = shape(deck, "outlook", "Right box")._element
    tree = node.getparent()
    tree.remove(node)
    tree.insert(2, node)


@edit(
    "two shapes grouped",
    "left size",
    "left turn",
    "left fill",
    "right fill",
    "right line",
    "right form",
    "outlook order",
    "new line",
    "animation",
    stands=lambda d: [o.name for o in shape(d, "outlook", "Own group").shapes] == ["Left box", "Right box"],
)
def _(deck):
    page = page_of(deck, "outlook")
    boxes = [shape(deck, "outlook", name) for name in ("Left box", "Right box")]
    page.shapes.add_group_shape(boxes).name = "Own group"


@edit(
    "an alternative text",
    "alt",
    stands=lambda d: shape(d, "outlook", "Left box")._element.nvSpPr.cNvPr.get("descr") == "A box",
)
def _(deck):
    shape(deck, "outlook", "Left box")._element.nvSpPr.cNvPr.set("descr", "A box")


# Slides


@edit(
    "a slide added",
    "slides",
    stands=lambda d: (
        [o.text_frame.text for s in d.slides for o in s.shapes if o.name == "Own slide"] == ["All mine"]
    ),
)
def _(deck):
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(1))
    box.name, box.text_frame.text = "Own slide", "All mine"
    nodes = deck.slides._sldIdLst
    nodes.insert(1, nodes[-1])


@edit(
    "a slide deleted",
    "slides",
    "line",
    "line look",
    "left size",
    "left turn",
    "left fill",
    "right fill",
    "right line",
    "right form",
    "outlook order",
    "new picture",
    "new chart",
    "new table",
    "new line",
    "alt",
    "animation",
    stands=lambda d: page_of(d, "outlook") is None and len(d.slides) == 3,
)
def _(deck):
    nodes = deck.slides._sldIdLst
    at = list(deck.slides).index(page_of(deck, "outlook"))
    deck.part.drop_rel(nodes[at].rId)
    nodes.remove(nodes[at])


@edit(
    "slides in another order",
    "slides",
    stands=lambda d: (
        [next(w for w in SLIDES if _is_on(s, w)) for s in d.slides] == ["cover", "outlook", "sales", "end"]
    ),
)
def _(deck):
    nodes = deck.slides._sldIdLst
    nodes.insert(1, nodes[2])


@edit("a slide hidden", "outlook hidden", stands=lambda d: page_of(d, "sales")._element.get("show") == "0")
def _(deck):
    page_of(deck, "sales")._element.set("show", "0")


@edit(
    "sections drawn",
    "sections",
    stands=lambda d: [o.get("name") for o in d.part._element.iter(qn("p14:section"))] == ["First", "Rest"],
)
def _(deck):
    ids = [one.get("id") for one in deck.slides._sldIdLst]
    lists = [ids[:1], ids[1:]]
    sections = "".join(
        f'<p14:section name="{name}" id="{{0000000{at}-0000-4000-8000-000000000000}}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{one}"/>' for one in own)
        + "</p14:sldIdLst></p14:section>"
        for at, (name, own) in enumerate(zip(("First", "Rest"), lists, strict=True), 1)
    )
    deck.part._element.append(
        _xml(
            f'<p:extLst xmlns:p="{NAMESPACES["p"]}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            f'<p14:sectionLst xmlns:p14="{NAMESPACES["p14"]}">{sections}</p14:sectionLst></p:ext></p:extLst>'
        )
    )


def _xml(text):
    return etree.fromstring(text)


@edit(
    "speaker notes written",
    "speaker",
    stands=lambda d: "Thank them all." in page_of(d, "cover").notes_slide.notes_text_frame.text,
)
def _(deck):
    page_of(deck, "cover").notes_slide.notes_text_frame.add_paragraph().text = "Thank them all."


@edit(
    "a background", "background", stands=lambda d: page_of(d, "cover").background.fill.fore_color.rgb == RED
)
def _(deck):
    fill = page_of(deck, "cover").background.fill
    fill.solid()
    fill.fore_color.rgb = RED


@edit("another layout", "layout", stands=lambda d: page_of(d, "sales").slide_layout.name == "Title Only")
def _(deck):
    layout = next(one for one in deck.slide_layouts if one.name == "Title Only")
    for relation in page_of(deck, "sales").part.rels.values():
        if relation.reltype.endswith("/slideLayout"):
            relation._target = layout.part


@edit(
    "a transition",
    "transition",
    stands=lambda d: page_of(d, "sales")._element.find(qn("p:transition")) is not None,
)
def _(deck):
    node = _xml(f'<p:transition xmlns:p="{NAMESPACES["p"]}" spd="slow"><p:fade/></p:transition>')
    page_of(deck, "sales")._element.find(qn("p:clrMapOvr")).addnext(node)


@edit(
    "an animation",
    "animation",
    stands=lambda d: (
        [o.get("spid") for o in page_of(d, "outlook")._element.iter(qn("p:spTgt"))]
        == [str(shape(d, "outlook", "Left box").shape_id)]
    ),
)
def _(deck):
    spid = shape(deck, "outlook", "Left box").shape_id
    node = _xml(
        f'<p:timing xmlns:p="{NAMESPACES["p"]}"><p:tnLst><p:par>'
        f'<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot">'
        '<p:childTnLst><p:set><p:cBhvr><p:cTn id="2" dur="1" fill="hold"><p:stCondLst>'
        '<p:cond delay="0"/></p:stCondLst></p:cTn>'
        f'<p:tgtEl><p:spTgt spid="{spid}"/></p:tgtEl><p:attrNameLst>'
        f"<p:attrName>style.visibility</p:attrName></p:attrNameLst>"
        '</p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>'
    )
    page_of(deck, "outlook")._element.append(node)


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MODERN = "http://schemas.microsoft.com/office/2018/10/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.presentationml"


def _add_part(owner, name, content, relation, xml):
    part = Part(PackURI(name), content, owner.package, xml.encode())
    owner.relate_to(part, relation)


def _related(part, kind):
    return [
        r.target_part.blob.decode()
        for r in part.rels.values()
        if not r.is_external and r.reltype.endswith(kind)
    ]


@edit(
    "a comment",
    "comment",
    stands=lambda d: (
        any("Is this so?" in one for one in _related(page_of(d, "sales").part, "/comments"))
        and any("Jo" in one for one in _related(d.part, "/commentAuthors"))
    ),
)
def _(deck):
    p = f'xmlns:p="{NAMESPACES["p"]}"'
    author = f'<p:cmAuthorLst {p}><p:cmAuthor id="0" name="Jo" initials="J" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>'
    comment = (
        f'<p:cmLst {p}><p:cm authorId="0" dt="2024-05-11T10:00:00.000" idx="1">'
        f'<p:pos x="10" y="10"/><p:text>Is this so?</p:text></p:cm></p:cmLst>'
    )
    _add_part(
        deck.part,
        "/ppt/commentAuthors.xml",
        f"{_CONTENT}.commentAuthors+xml",
        f"{_RELATIONS}/commentAuthors",
        author,
    )
    _add_part(
        page_of(deck, "sales").part,
        "/ppt/comments/comment1.xml",
        f"{_CONTENT}.comments+xml",
        f"{_RELATIONS}/comments",
        comment,
    )


@edit(
    "a modern comment",
    "comment",
    stands=lambda d: (
        any("Is it?" in one for one in _related(page_of(d, "cover").part, "/comments"))
        and any("Jo" in one for one in _related(d.part, "/authors"))
    ),
)
def _(deck):
    ns = (
        f'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="{NAMESPACES["a"]}"'
    )
    who = "{11111111-1111-4111-8111-111111111111}"
    authors = (
        f"<p188:authorLst {ns}>"
        f'<p188:author id="{who}" name="Jo" initials="J" userId="jo" providerId="None"/></p188:authorLst>'
    )
    comment = (
        f"<p188:cmLst {ns}>"
        f'<p188:cm id="{{22222222-2222-4222-8222-222222222222}}" authorId="{who}" created="2024-05-11T10:00:00.000">'
        '<p188:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="en-US"/><a:t>Is it?</a:t>'
        "</a:r></a:p></p188:txBody></p188:cm></p188:cmLst>"
    )
    _add_part(
        deck.part,
        "/ppt/authors.xml",
        "application/vnd.ms-powerpoint.authors+xml",
        f"{_MODERN}/authors",
        authors,
    )
    _add_part(
        page_of(deck, "cover").part,
        "/ppt/comments/modernComment_100_0.xml",
        "application/vnd.ms-powerpoint.comments+xml",
        f"{_MODERN}/comments",
        comment,
    )


# Tables


def _table(deck):
    return shape(deck, "sales", "sales_table").table


@edit("a column's width", "column width", stands=lambda d: _table(d).columns[0].width == Near(Cm(6)))
def _(deck):
    _table(deck).columns[0].width = Cm(6)


@edit(
    "a row added by hand",
    "rows",
    stands=lambda d: [c.text for c in _table(d).rows[2].cells] == ["Own row", "1", "2", "3", "4"],
)
def _(deck):
    row = deepcopy(_table(deck)._tbl.tr_lst[1])
    _table(deck)._tbl.tr_lst[1].addnext(row)
    for cell, said in zip(_table(deck).rows[2].cells, ("Own row", "1", "2", "3", "4"), strict=True):
        cell.text = said


@edit("a row deleted", "rows", stands=lambda d: len(_table(d).rows) == 2)
def _(deck):
    row = _table(deck)._tbl.tr_lst[2]
    row.getparent().remove(row)


@edit("a row's height", "row height", stands=lambda d: _table(d).rows[1].height == Near(Cm(2)))
def _(deck):
    _table(deck).rows[1].height = Cm(2)


@edit(
    "a cell filled",
    "cell look",
    stands=lambda d: _table(d).cell(1, 4).fill.fore_color.rgb == RED and _table(d).cell(1, 4).text == "140",
)
def _(deck):
    fill = _table(deck).cell(1, 4).fill
    fill.solid()
    fill.fore_color.rgb = RED


@edit("a label of a row retyped", "cell text", stands=lambda d: _table(d).cell(1, 0).text == "Turnover")
def _(deck):
    _table(deck).cell(1, 0).text_frame.paragraphs[0].runs[0].text = "Turnover"


@edit(
    "a column added",
    "columns",
    "rows",
    "column width",
    "cell look",
    stands=lambda d: [r.cells[1].text for r in _table(d).rows] == ["Own", "a", "b"],
)
def _(deck):
    table = _table(deck)._tbl
    grid = table.tblGrid.gridCol_lst[0]
    grid.addnext(deepcopy(grid))
    for row in table.tr_lst:
        row.tc_lst[0].addnext(deepcopy(row.tc_lst[0]))
    for row, said in zip(_table(deck).rows, ("Own", "a", "b"), strict=True):
        row.cells[1].text = said


# Charts


def _chart(deck):
    return shape(deck, "sales", "sales_chart").chart


@edit(
    "a series recoloured",
    "series",
    stands=lambda d: _chart(d).plots[0].series[0].format.fill.fore_color.rgb == GREEN,
)
def _(deck):
    fill = _chart(deck).plots[0].series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = GREEN


@edit(
    "a point recoloured",
    "point",
    stands=lambda d: _chart(d).plots[0].series[0].points[3].format.fill.fore_color.rgb == RED,
)
def _(deck):
    fill = _chart(deck).plots[0].series[0].points[3].format.fill
    fill.solid()
    fill.fore_color.rgb = RED


@edit("labels shown and moved", "labels", stands=lambda d: _moved_label(d))
def _(deck):
    plot = _chart(deck).plots[0]
    plot.has_data_labels = True
    label = plot.series[0].points[2].data_label
    label.has_text_frame = True
    label.text_frame.text = "best"
    node = label._dLbl
    node.find(qn("c:idx")).addnext(
        _xml(
            f'<c:layout xmlns:c="{NAMESPACES["c"]}"><c:manualLayout><c:x val="0.05"/>'
            f'<c:y val="-0.1"/></c:manualLayout></c:layout>'
        )
    )


def _moved_label(deck):
    labels = [
        one
        for one in _chart(deck)._chartSpace.iter(qn("c:dLbl"))
        if one.find(f".//{qn('c:manualLayout')}") is not None
    ]
    return (
        len(labels) == 1
        and labels[0].find(qn("c:idx")).get("val") == "2"
        and "best" in "".join(labels[0].itertext())
    )


@edit("an axis fixed", "axis", stands=lambda d: _chart(d).value_axis.minimum_scale == 50)
def _(deck):
    _chart(deck).value_axis.minimum_scale = 50


@edit("grid lines gone", "grid", stands=lambda d: not _chart(d).value_axis.has_major_gridlines)
def _(deck):
    _chart(deck).value_axis.has_major_gridlines = False


@edit("narrower gaps", "gaps", stands=lambda d: _chart(d).plots[0].gap_width == 40)
def _(deck):
    _chart(deck).plots[0].gap_width = 40


@edit("a title on a chart", "chart title", stands=lambda d: _chart(d).chart_title.text_frame.text == "Sales")
def _(deck):
    _chart(deck).chart_title.text_frame.text = "Sales"


@edit("a legend", "legend", stands=lambda d: _chart(d).legend.position == XL_LEGEND_POSITION.BOTTOM)
def _(deck):
    _chart(deck).has_legend = True
    _chart(deck).legend.position = XL_LEGEND_POSITION.BOTTOM


# What all slides share


@edit("a colour of the theme", "theme", stands=lambda d: b"0A0B0C" in _theme(d))
def _(deck):
    part = next(r.target_part for r in deck.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    part._blob = part.blob.replace(b"4F81BD", b"0A0B0C")


def _theme(deck):
    return next(
        r.target_part.blob for r in deck.slide_master.part.rels.values() if r.reltype.endswith("/theme")
    )


@edit(
    "a shape on the master", "master", stands=lambda d: "Own mark" in [o.name for o in d.slide_master.shapes]
)
def _(deck):
    _copied(deck.slide_master, deck, "Own mark")


@edit(
    "a shape on a layout",
    "layout shape",
    stands=lambda d: "Own stamp" in [o.name for o in d.slide_layouts[6].shapes],
)
def _(deck):
    _copied(deck.slide_layouts[6], deck, "Own stamp")


def _copied(holder, deck, name):
    node = deepcopy(shape(deck, "outlook", "Left box")._element)
    node.nvSpPr.cNvPr.set("name", name)
    node.nvSpPr.cNvPr.set("id", "77")
    holder.shapes._spTree.append(node)


@edit("the format of the slides", "size", stands=lambda d: d.slide_width == Near(Cm(30)))
def _(deck):
    deck.slide_width = Cm(30)


def current(deck) -> list[str]:
    """What of the deck is not as the later tables say; nothing where all is."""
    wrong = []
    sales = page_of(deck, "sales")
    if sales is not None:
        words = [one.text_frame.text for one in sales.shapes if one.name == "Notes"]
        if "JPY470 million" not in words[0] or "margin JPY40 million" not in words[0]:
            wrong.append(words[0])
        cells = {cell.text for row in _table(deck).rows for cell in row.cells}
        if "140" not in cells or "130" in cells:
            wrong.append(f"table {cells}")
        if list(_chart(deck).plots[0].series[0].values)[3] not in (140, 140_000_000):
            wrong.append(f"chart {list(_chart(deck).plots[0].series[0].values)}")
    line = text(deck, "outlook", "Line")
    if line is not None and ("JPY470 million" not in line or "JPY60 million" not in line):
        wrong.append(line)
    return wrong
