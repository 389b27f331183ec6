"""What people do to the texts and shapes of a deck's pages."""

from __future__ import annotations

import io
from copy import deepcopy

from deck_edits import (
    RED,
    edit,
    page_of,
    sets,
    shape,
    text,
)
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Cm, Pt

from reportgen.office.xml import qn

# Texts


@edit(
    "words before a figure",
    "notes",
    stands=lambda d: text(d, "sales", "Notes").startswith("As hoped, Revenue JPY470\xa0million"),
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
        == "Revenue was JPY470 million (a record), margin c. JPY60 million in 4Q23."
    ),
)
def _(deck):
    run = shape(deck, "outlook", "Line").text_frame.paragraphs[0].runs[0]
    run.text = run.text.replace(" million,", " million (a record),")


@edit(
    "a figure in capitals that does not break",
    "line",
    "line look",
    stands=lambda d: "WAS JPY470\xa0MILLION, MARGIN C. JPY60 MILLION" in text(d, "outlook", "Line"),
)
def _(deck):
    run = shape(deck, "outlook", "Line").text_frame.paragraphs[0].runs[0]
    run.text = run.text.upper().replace("460 ", "460\xa0")


@edit(
    "a paragraph split",
    "line",
    "line look",
    stands=lambda d: (
        text(d, "outlook", "Line") == "Revenue was JPY470 million,\nmargin c. JPY60 million in 4Q23."
    ),
)
def _(deck):
    first = shape(deck, "outlook", "Line").text_frame.paragraphs[0]
    before, after = first.text.split(", ")
    second = deepcopy(first._p)
    first._p.addnext(second)
    first.runs[0].text = f"{before},"
    second.find(f"{qn('a:r')}/{qn('a:t')}").text = after


@edit(
    "paragraphs joined",
    "notes",
    "notes end",
    "notes look",
    stands=lambda d: text(d, "sales", "Notes").endswith(
        "(up\xa05.2%)4Q23: margin JPY40\xa0million, c.\xa029% of revenue"
    ),
)
def _(deck):
    first, second = (one._p for one in shape(deck, "sales", "Notes").text_frame.paragraphs)
    for run in second.findall(qn("a:r")):
        first.append(run)
    second.getparent().remove(second)


@edit("a title retyped", "sales title", stands=lambda d: text(d, "sales", "Title") == "What we sold")
def _(deck):
    shape(deck, "sales", "Title").text_frame.paragraphs[0].runs[0].text = "What we sold"


@edit(
    "a figure split into three looks",
    "line",
    "line look",
    stands=lambda d: (
        [(r.text, bool(r.font.bold), bool(r.font.italic)) for r in _line_of(d).runs][:2]
        == [("Revenue was JPY4", True, False), ("70 m", False, True)]
    ),
)
def _(deck):
    paragraph = _line_of(deck)
    words, first = paragraph.text.partition("60 m"), paragraph.runs[0]
    for _ in words[1:]:
        first._r.addnext(deepcopy(first._r))
    for run, piece in zip(paragraph.runs, words, strict=True):
        run.text = piece
    paragraph.runs[0].font.bold, paragraph.runs[1].font.italic = True, True


def _line_of(deck):
    return shape(deck, "outlook", "Line").text_frame.paragraphs[0]


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


sets(
    "a larger title",
    "cover look",
    lambda d: shape(d, "cover", "Title").text_frame.paragraphs[0].runs[0].font,
    "size",
    Pt(40),
)


sets(
    "a paragraph centred",
    "cover align",
    lambda d: shape(d, "cover", "Title").text_frame.paragraphs[1],
    "alignment",
    PP_ALIGN.CENTER,
)


sets(
    "a link on a word",
    "cover link",
    lambda d: shape(d, "cover", "Title").text_frame.paragraphs[1].runs[0].hyperlink,
    "address",
    "https://example.com/",
)


# Shapes


sets("a shape moved", "notes place", lambda d: shape(d, "sales", "Notes"), "left", Cm(2.5))


sets("a shape resized", "left size", lambda d: shape(d, "outlook", "Left box"), "width", Cm(7))


sets("a chart resized", "chart size", lambda d: shape(d, "sales", "sales_chart"), "height", Cm(7))


sets("a shape turned", "left turn", lambda d: shape(d, "outlook", "Left box"), "rotation", 15)


sets("a shape recoloured", "left fill", lambda d: shape(d, "outlook", "Left box").fill.fore_color, "rgb", RED)


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
    stands=lambda d: (
        [o.name for o in shape(d, "outlook", "Own group").shapes] == ["Left box", "Right box"]
        and "Left box" not in [o.name for o in page_of(d, "outlook").shapes]
    ),
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
