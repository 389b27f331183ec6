"""What people do to the slides of a deck, what hangs on them, and what all of them share."""

from __future__ import annotations

from copy import deepcopy

from deck_edits import (
    RED,
    SLIDES,
    edit,
    is_on,
    page_of,
    sets,
    shape,
    xml_of,
)
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm

from reportgen.office.xml import NAMESPACES, qn

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
        [next(w for w in SLIDES if is_on(s, w)) for s in d.slides] == ["cover", "outlook", "sales", "end"]
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
        xml_of(
            f'<p:extLst xmlns:p="{NAMESPACES["p"]}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            f'<p14:sectionLst xmlns:p14="{NAMESPACES["p14"]}">{sections}</p14:sectionLst></p:ext></p:extLst>'
        )
    )


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
    node = xml_of(f'<p:transition xmlns:p="{NAMESPACES["p"]}" spd="slow"><p:fade/></p:transition>')
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
    node = xml_of(
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
    "a layout added",
    "own layout",
    stands=lambda d: "Own layout" in [one.name for one in d.slide_layouts],
)
def _(deck):
    like, master = deck.slide_layouts[5].part, deck.slide_master
    part = type(like).load(
        PackURI("/ppt/slideLayouts/slideLayout99.xml"), like.content_type, like.package, like.blob
    )
    part._element.cSld.set("name", "Own layout")
    part.relate_to(master.part, RT.SLIDE_MASTER)
    listed = master._element.sldLayoutIdLst
    listed.append(deepcopy(listed[0]))
    listed[-1].set("id", "2147484000")
    listed[-1].set(qn("r:id"), master.part.relate_to(part, RT.SLIDE_LAYOUT))


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


@edit(
    "a show of some slides",
    "shows",
    stands=lambda d: (
        [is_on(d.part.related_part(one.get(qn("r:id"))).slide, "sales") for one in _shown(d)] == [False, True]
    ),
)
def _(deck):
    ids = [node.rId for node in deck.slides._sldIdLst]
    spaces = f'xmlns:p="{NAMESPACES["p"]}" xmlns:r="{NAMESPACES["r"]}"'
    slides = "".join(
        f'<p:sld r:id="{ids[at]}"/>' for at in (0, list(deck.slides).index(page_of(deck, "sales")))
    )
    show = f'<p:custShow name="Short" id="0"><p:sldLst>{slides}</p:sldLst></p:custShow>'
    sizes = deck.part._element.find(qn("p:notesSz"))
    sizes.addnext(xml_of(f"<p:custShowLst {spaces}>{show}</p:custShowLst>"))


def _shown(deck):
    return deck.part._element.iterfind(f".//{qn('p:custShow')}//{qn('p:sld')}")


@edit("the first slide's number", "first", stands=lambda d: d.part._element.get("firstSlideNum") == "7")
def _(deck):
    deck.part._element.set("firstSlideNum", "7")


@edit(
    "properties typed",
    "properties",
    stands=lambda d: (d.core_properties.author, d.core_properties.keywords) == ("Ann", "board"),
)
def _(deck):
    deck.core_properties.author, deck.core_properties.keywords = "Ann", "board"


sets("the format of the slides", "size", lambda d: d, "slide_width", Cm(30))
