"""The slide library of a house: pages with tags, named tables and charts, drawn with python-pptx.

cover | headline (a table beside sentences) | charts (two charts) | statement (a table over the page)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from reportgen.new.cell_styles import FAINT, HEAD, INK, MUTED, NAVY, PRIOR, RATIO, RULE, UP
from reportgen.new.chart_book import chart_book
from reportgen.new.packages import settled
from reportgen.new.page import CREATED

SERIES = "Amount"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _WIDE = 0.6, 1.55, 12.13
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_TITLE_ONLY = "Title Only"
Box = tuple[float, float, float, float]


def draw_deck(digits: int) -> bytes:
    """The template, whose charts label values with some digits; the same bytes each time."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _set_theme(deck)
    layout = _one_layout(deck)
    _cover(_page(deck, layout, "cover"))
    headline = _page(deck, layout, "headline")
    _title(headline)
    _table(headline, "headline_table", (_LEFT, _TOP, 7.6, 0.4), (3.1, 1.5, 1.5, 1.5))
    _notes(headline, (8.7, _TOP, 4.03, 4.9))
    charts = _page(deck, layout, "charts")
    _title(charts)
    for number, name in enumerate(("left", "right")):
        at = _LEFT + number * 6.2
        _text(
            charts,
            f"{name} head",
            (at, _TOP, 5.9, 0.4),
            f"{{{{{name}_head}}}}",
            size=14,
            colour=NAVY,
            bold=True,
        )
        _chart(charts, f"{name}_chart", (at, _TOP + 0.45, 5.93, 4.75), digits)
    for columns in (3, 4):
        page = _page(deck, layout, f"statement_{columns}")
        _title(page)
        widths = (_WIDE - 1.75 * columns, *[1.75] * columns)
        _table(page, "statement_table", (_LEFT, _TOP, _WIDE, 0.4), widths)
    for slide in deck.slides:
        _foot(slide)
    file = io.BytesIO()
    properties = deck.core_properties
    properties.title, properties.author = "Slide library", "reportgen"
    properties.created = properties.modified = CREATED
    deck.save(file)
    return settled(file.getvalue(), 0o100600)


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))


def _set_theme(deck: Any) -> None:
    """The colours of the house in the theme, so that a person changes them in one place."""
    theme = next(
        one.target_part for one in deck.slide_master.part.rels.values() if one.reltype.endswith("/theme")
    )
    tree = etree.fromstring(theme.blob)
    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    colours = {
        "dk2": NAVY,
        "accent1": NAVY,
        "accent2": PRIOR,
        "accent3": UP,
        "accent4": RATIO,
        "accent5": FAINT,
    }
    for slot, colour in colours.items():
        for old in (found := next(tree.iter(name + slot))):
            found.remove(old)
        etree.SubElement(found, name + "srgbClr", val=colour.lstrip("#"))
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _one_layout(deck: Any) -> Any:
    """The layout with a title alone, its title and foot where the house has them; the others go."""
    layouts = deck.slide_master.slide_layouts
    kept = layouts.get_by_name(_TITLE_ONLY)
    for layout in list(layouts):
        if layout.name != _TITLE_ONLY:
            layouts.remove(layout)
    for holder in (deck.slide_master, kept):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type is not None and "TITLE" in str(shape.placeholder_format.type):
                shape.left, shape.top = Inches(_LEFT), Inches(0.4)
                shape.width, shape.height = Inches(_WIDE), Inches(0.6)
                shape.text_frame.margin_left = Emu(0)
            elif holder is kept:
                shape._element.getparent().remove(shape._element)
            else:
                shape.left, shape.width = (
                    Inches(_LEFT),
                    Inches(_WIDE if "BODY" in str(shape.placeholder_format.type) else 3),
                )
    _look(deck.slide_master, "titleStyle", 26)
    return kept


def _look(master: Any, style: str, size: int) -> None:
    """The look of titles on the master."""
    run = next(master._element.iter(qn(f"p:{style}"))).find(qn("a:lvl1pPr"))
    run.set("algn", "l")
    properties = run.find(qn("a:defRPr"))
    properties.set("sz", str(size * 100))
    properties.set("b", "1")
    for fill in properties.findall(qn("a:solidFill")):
        fill.clear()
        etree.SubElement(fill, qn("a:schemeClr"), val="tx2")


def _foot(slide: Any) -> None:
    """The company and the number of the page, at the foot of every page."""
    _text(slide, "Company", (_LEFT, 7.02, 9, 0.3), "{{company}}", size=9, colour=MUTED)
    number = _text(slide, "Page number", (11.73, 7.02, 1, 0.3), "", size=9, colour=MUTED)
    paragraph = number.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    field = etree.SubElement(
        paragraph._p, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"
    )
    etree.SubElement(field, qn("a:rPr"), lang="en-US", sz="900")
    etree.SubElement(field, qn("a:t")).text = "1"


def _page(deck: Any, layout: Any, name: str) -> Any:
    slide = deck.slides.add_slide(layout)
    slide.notes_slide.notes_text_frame.text = f"page: {name}"
    return slide


def _text(  # noqa: PLR0913  one for each measure of a drawn shape
    holder: Any, name: str, box: Box, text: str, *, size: int, colour: str = INK, bold: bool = False
) -> Any:
    shape = holder.shapes.add_textbox(*(Inches(one) for one in box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.text = text
    _font(frame.paragraphs[0], size, colour, bold=bold)
    return shape


def _font(paragraph: Any, size: int, colour: str, *, bold: bool = False) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _rgb(colour)


def _cover(slide: Any) -> None:
    slide.shapes.title.left, slide.shapes.title.top = Inches(_LEFT), Inches(2.6)
    slide.shapes.title.width, slide.shapes.title.height = Inches(_WIDE), Inches(0.9)
    slide.shapes.title.text_frame.text = "{{title}}"
    _text(slide, "Company name", (_LEFT, 1.9, _WIDE, 0.5), "{{company}}", size=18, colour=MUTED)
    _rule(slide, 3.6)
    _text(slide, "Subject", (_LEFT, 3.75, _WIDE, 0.4), "{{subject}}", size=16)
    _text(slide, "Date", (_LEFT, 4.2, _WIDE, 0.4), "{{date}}", size=14, colour=MUTED)


def _rule(slide: Any, top: float) -> None:
    line = slide.shapes.add_connector(1, Inches(_LEFT), Inches(top), Inches(_LEFT + _WIDE), Inches(top))
    line.name = "Rule"
    line.line.color.rgb, line.line.width = _rgb(NAVY), Pt(1.5)


def _title(slide: Any) -> None:
    slide.shapes.title.text_frame.text = "{{title}}"
    _text(slide, "Message", (_LEFT, 0.98, 9.6, 0.42), "{{message}}", size=14, colour=MUTED)
    unit = _text(slide, "Unit", (10.3, 0.98, 2.43, 0.42), "{{unit}}", size=11, colour=MUTED)
    unit.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    _rule(slide, 1.42)


def _notes(slide: Any, box: Box) -> None:
    """Sentences in two levels."""
    shape = _text(slide, "Notes", box, "{{notes:1}}", size=15)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.paragraphs[0].space_after = Pt(8)
    second = frame.add_paragraph()
    second.text, second.level, second.space_after = "{{notes:2}}", 1, Pt(6)
    _font(second, 13, MUTED)


def _table(slide: Any, name: str, box: Box, widths: Sequence[float]) -> None:
    """A table with a head and the models of its rows: a line, and a total."""
    left, top, wide, high = (Inches(one) for one in box)
    frame = slide.shapes.add_table(3, len(widths), left, top, wide, high * 3)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{title}}")
    table = frame.table
    properties = table._tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    heads = ["", *(f"{{{{head_{number}}}}}" for number in range(1, len(widths)))]
    cells = ["{{cell}}"] * (len(widths) - 1)
    models = (heads, ["{{row:line}}", *cells], ["{{row:total}}", *cells])
    for number, texts in enumerate(models):
        table.rows[number].height = Inches(0.41)
        for column, text in enumerate(texts):
            _cell(table.cell(number, column), text, head=number == 0, total=number == 2, right=column > 0)


def _cell(cell: Any, text: str, *, head: bool, total: bool, right: bool) -> None:
    cell.text_frame.text = text
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _font(paragraph, 11 if head else 14, NAVY if head or total else INK, bold=head or total)
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(1.5) if head else Pt(0.75)))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=(NAVY if head else RULE).lstrip("#"))
    if total:
        ground = etree.SubElement(properties, qn("a:solidFill"))
        etree.SubElement(ground, qn("a:srgbClr"), val=HEAD.lstrip("#"))
    else:
        etree.SubElement(properties, qn("a:noFill"))


def _chart(slide: Any, name: str, box: Box, digits: int) -> None:
    data = CategoryChartData()
    data.categories = ["1", "2", "3", "4"]
    data.add_series(SERIES, (3, 4, 5, 6))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *(Inches(one) for one in box), data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{title}}")
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(chart_book(SERIES, (3, 4, 5, 6)))
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(11), _rgb(INK)
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    labels = plot.data_labels
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    labels.font.size = Pt(10)
    body = "#,##0" + ("." + "0" * digits if digits else "")
    labels.number_format, labels.number_format_is_linked = f"{body};({body});{body}", False
    series = plot.series[0]
    series.invert_if_negative = False
    series.format.fill.solid()
    series.format.fill.fore_color.theme_color = 5
    value, category = chart.value_axis, chart.category_axis
    value.visible, value.has_major_gridlines = False, False
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = _rgb(FAINT)
