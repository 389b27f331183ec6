"""The slide library of a house: pages with tags, named tables and charts, drawn with python-pptx.

cover | key_figures (a table beside a chart) | profit (two charts) | income (a table over the page)
positions (two tables) | outlook (a table over two charts); pages `_alone` stand in where no chart can be filled
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from reportgen.new.cell_styles import FAINT, HEAD, INK, MUTED, NAVY, PRIOR, RATIO, RULE, UP
from reportgen.new.chart_book import chart_book
from reportgen.new.deck_rows import (
    charted_segments,
    income,
    key_figures,
    plan,
    planned,
    positions,
    profit,
    statement,
)
from reportgen.new.house import House
from reportgen.new.packages import settled
from reportgen.new.page import CREATED

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _WIDE, _RIGHT = 0.59, 12.15, 12.74
_TOP, _BOTTOM = 1.68, 6.85
_GAP = 0.5
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_TITLE_ONLY = "Title Only"
_GROUND = "#FFFFFF"
_COLOURS = (NAVY, PRIOR, UP)
_LINES = (NAVY, RATIO, UP)
_ROW, _LOWEST_ROW = 0.56, 0.3
_NARROW = 4.5
Box = tuple[float, float, float, float]


def draw_deck(house: House) -> bytes:
    """The template with the pages that a house needs; the same bytes each time."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _set_theme(deck)
    pages = _Pages(deck, _one_layout(deck), house)
    pages.draw()
    file = io.BytesIO()
    properties = deck.core_properties
    properties.title, properties.author = "Slide library", "reportgen"
    properties.created = properties.modified = CREATED
    deck.save(file)
    return settled(file.getvalue(), 0o100600)


class _Pages:
    """The pages while they are drawn."""

    def __init__(self, deck: Any, layout: Any, house: House) -> None:
        self._deck, self._layout, self._house = deck, layout, house

    def draw(self) -> None:
        """All pages."""
        house = self._house
        _cover(self._page("cover", titled=False))
        self._key_figures()
        if charts := profit(house):
            slide = self._page("profit")
            for (name, metrics), (left, wide) in zip(charts.items(), _split(len(charts)), strict=True):
                self._chart(slide, name, metrics, (left, _TOP, wide, _BOTTOM - _TOP))
        columns = 6 if house.has("revenue") else 4
        if rows := income(house):
            _table(self._page("income"), "income_table", (_LEFT, _TOP, _WIDE), len(rows), columns)
        tables = {name: stands for name in ("balance", "cashflow") if (stands := statement(house, name))}
        if tables:
            self._positions(tables, positions(house))
        self._segments()
        self._outlook()

    def _positions(self, tables: Mapping[str, Sequence[str]], charted: Mapping[str, str]) -> None:
        """Statements side by side, with charts beside one or below two; without them where no figure is charted."""
        slide = self._page("positions")
        boxes = _split(max(len(tables), 2 if charted else 1))
        for (name, rows), box in zip(tables.items(), boxes, strict=False):
            below = (
                self._statement(slide, name, box, len(rows), most=2.1 if len(charted) > 1 else _BOTTOM) + 0.2
            )
            if name in charted:
                (left, wide), top = (box, below) if len(tables) > 1 else (boxes[1], _TOP)
                self._chart(slide, f"{name}_line", (charted[name],), (left, top, wide, _BOTTOM - top))
        if charted:
            slide = self._page("positions_alone")
            for (name, rows), box in zip(tables.items(), _split(len(tables)), strict=True):
                self._statement(slide, name, box, len(rows))

    def _statement(
        self, slide: Any, name: str, box: tuple[float, float], rows: int, most: float = _BOTTOM
    ) -> float:
        left, wide = box
        self._head(slide, name, (left, _TOP, wide, 0.36))
        at = (left, _TOP + 0.4, wide)
        return _table(slide, f"{name}_table", at, rows, 3, most=most, prefix=name)

    def _key_figures(self) -> None:
        rows = len(key_figures(self._house))
        slide = self._page("key_figures")
        _table(slide, "key_table", (_LEFT, _TOP, 7.3), rows, 3)
        left = _LEFT + 7.3 + _GAP
        self._chart(slide, "lead", (self._house.lead,), (left, _TOP, _RIGHT - left, _BOTTOM - _TOP))
        _table(self._page("key_figures_alone"), "key_table", (_LEFT, _TOP, _WIDE), rows, 3)

    def _segments(self) -> None:
        segments, charted = self._house.segments, charted_segments(self._house)
        if not segments:
            return
        slide = self._page("segments")
        boxes = zip(segments.values(), _split(len(segments)), strict=True)
        for number, (rows, (left, wide)) in enumerate(boxes, 1):
            name = f"segments_{number}"
            self._head(slide, name, (left, _TOP, wide, 0.36))
            at, most = (left, _TOP + 0.4, wide), 2.1 if charted else _BOTTOM
            below = _table(slide, f"{name}_table", at, len(rows) + 1, 3, most=most, prefix=name) + 0.2
            if charted:
                self._chart(slide, f"segment_{number}", rows, (left, below, wide, _BOTTOM - below))

    def _outlook(self) -> None:
        rows, charted = plan(self._house), planned(self._house)
        if not rows:
            return
        if charted:
            slide = self._page("outlook")
            below = _table(slide, "plan_table", (_LEFT, _TOP, _WIDE), len(rows), 4, most=2.1) + 0.2
            for number, (left, wide) in enumerate(_split(len(charted)), 1):
                self._plan_chart(slide, number, (left, below, wide, _BOTTOM - below))
        _table(
            self._page("outlook_alone" if charted else "outlook"),
            "plan_table",
            (_LEFT, _TOP, _WIDE),
            len(rows),
            4,
        )

    def _page(self, name: str, *, titled: bool = True) -> Any:
        slide = self._deck.slides.add_slide(self._layout)
        slide.notes_slide.notes_text_frame.text = f"page: {name}"
        if titled:
            _title(slide)
        _foot(slide)
        return slide

    def _chart(self, slide: Any, name: str, metrics: Sequence[str], box: Box) -> None:
        """Columns of amounts, or lines of ratios, under their head."""
        lines = self._house.concept(metrics[0]).unit_kind == "ratio"
        colours = _LINES if lines else _COLOURS
        below = self._chart_head(slide, name, box, colours[: len(metrics)] if len(metrics) > 1 else ())
        _chart(
            slide,
            f"{name}_chart",
            (box[0], below, box[2], box[1] + box[3] - below),
            [(self._house.label(one), colour) for one, colour in zip(metrics, colours, strict=False)],
            _label_code(1, "0.0%") if lines else _label_code(self._house.wanted.digits),
            kind=XL_CHART_TYPE.LINE_MARKERS if lines else XL_CHART_TYPE.COLUMN_CLUSTERED,
        )

    def _plan_chart(self, slide: Any, number: int, box: Box) -> None:
        below = self._chart_head(slide, f"plan_{number}", box, (NAVY, PRIOR))
        drawn = [("Actual", NAVY), ("Target", PRIOR)]
        at = (box[0], below, box[2], box[1] + box[3] - below)
        _chart(slide, f"plan_{number}_chart", at, drawn, _label_code(self._house.wanted.digits), overlap=100)

    def _head(self, slide: Any, name: str, box: Box) -> None:
        """What stands below, over a table or a chart."""
        _text(slide, f"{name} head", box, f"{{{{{name}_head}}}}", size=14, colour=NAVY, bold=True)

    def _chart_head(self, slide: Any, name: str, box: Box, colours: Sequence[str]) -> float:
        """What a chart shows, and its legend in the colours of the series; returns where the chart begins."""
        left, top, wide, _ = box
        self._head(slide, name, (left, top, wide, 0.36))
        if not colours:
            return top + 0.4
        shape = _text(slide, f"{name} legend", (left, top + 0.36, wide, 0.3), "", size=11)
        paragraph = shape.text_frame.paragraphs[0]
        for number, colour in enumerate(colours, 1):
            for text, shade in (("\u25a0 ", colour), (f"{{{{{name}_{number}}}}}     ", INK)):
                run = paragraph.add_run()
                run.text, run.font.size, run.font.color.rgb = text, Pt(11), _rgb(shade)
        return top + 0.7


def _split(count: int) -> list[tuple[float, float]]:
    """Left edges and widths of things side by side."""
    wide = (_WIDE - _GAP * (count - 1)) / count
    return [(_LEFT + number * (wide + _GAP), wide) for number in range(count)]


def _label_code(digits: int, body: str = "") -> str:
    body = body or "#,##0" + ("." + "0" * digits if digits else "")
    return f"{body};({body});{body}"


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
                shape.left, shape.top = Inches(_LEFT), Inches(0.25)
                shape.width, shape.height = Inches(8.82), Inches(0.54)
                shape.text_frame.margin_left = Emu(0)
                shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            elif holder is kept:
                shape._element.getparent().remove(shape._element)
            else:
                shape.left, shape.width = (
                    Inches(_LEFT),
                    Inches(_WIDE if "BODY" in str(shape.placeholder_format.type) else 3),
                )
    _look(deck.slide_master, "titleStyle", 24)
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
    _text(slide, "Company", (_LEFT, 7.09, 9, 0.24), "{{company}}", size=9, colour=MUTED)
    number = _text(slide, "Page number", (11.74, 7.09, 1, 0.24), "", size=9, colour=MUTED)
    paragraph = number.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    field = etree.SubElement(
        paragraph._p, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"
    )
    etree.SubElement(field, qn("a:rPr"), lang="en-US", sz="900")
    etree.SubElement(field, qn("a:t")).text = "1"


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
    ground = _box(slide, "Ground", (0, 0, 13.333, 4.6), NAVY)
    title = slide.shapes.title
    title._element.addprevious(ground._element)
    title.left, title.top, title.width, title.height = (Inches(one) for one in (1.2, 2.4, 11.2, 1.1))
    title.text_frame.text = "{{title}}"
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _font(title.text_frame.paragraphs[0], 40, _GROUND, bold=True)
    _text(slide, "Company name", (1.2, 1.7, 11.2, 0.5), "{{company}}", size=20, colour=_GROUND, bold=True)
    _text(slide, "Subject", (1.2, 5.0, 11.2, 0.45), "{{subject}}", size=20)
    _text(slide, "Date", (1.2, 5.5, 11.2, 0.4), "{{date}}", size=14, colour=MUTED)


def _box(slide: Any, name: str, box: Box, colour: str) -> Any:
    """A ground without a line."""
    shape = slide.shapes.add_shape(1, *(Inches(one) for one in box))
    shape.name = name
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    shape.line.fill.background()
    _unstyled(shape)
    return shape


def _unstyled(shape: Any) -> None:
    """Without the shadow of the theme's style."""
    style = shape._element.find(qn("p:style"))
    shape._element.remove(style)


def _rule(slide: Any, top: float, left: float = _LEFT) -> None:
    line = slide.shapes.add_connector(1, Inches(left), Inches(top), Inches(_RIGHT), Inches(top))
    line.name = "Rule"
    line.line.color.rgb, line.line.width = _rgb(NAVY), Pt(1)
    _unstyled(line)


def _title(slide: Any) -> None:
    """Title and unit over a rule, and what the page says in a bar below it."""
    slide.shapes.title.text_frame.text = "{{title}}"
    unit = _text(slide, "Unit", (9.5, 0.35, 3.24, 0.42), "{{unit}}", size=11)
    unit.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    unit.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    _rule(slide, 0.82)
    bar = _box(slide, "Message", (_LEFT, 1.0, _WIDE, 0.46), HEAD)
    frame = bar.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.14)
    frame.margin_top = frame.margin_bottom = Emu(0)
    frame.text = "{{message}}"
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _font(frame.paragraphs[0], 16, NAVY, bold=True)


def _table(  # noqa: PLR0913  one for each measure of a drawn shape
    slide: Any,
    name: str,
    place: tuple[float, float, float],
    rows: int,
    columns: int,
    *,
    most: float = _BOTTOM,
    prefix: str = "head",
) -> float:
    """A table with a head and the models of its rows, a line and a total; returns where it ends.

    Its rows are as high as the page has room for; `most` is the height that it may take.
    """
    left, top, wide = place
    most = min(most, _BOTTOM - top)
    high = max(min(_ROW, most / (rows + 1)), _LOWEST_ROW)
    size = 14 if high >= 0.4 and wide > 6.5 else 12 if high >= 0.33 else 11
    frame = slide.shapes.add_table(3, columns + 1, Inches(left), Inches(top), Inches(wide), Inches(high * 3))
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{title}}")
    table = frame.table
    properties = table._tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE
    share = (0.57 if wide > 6.5 else 0.54) / columns if columns < 6 else 0.115
    for number, column in enumerate(table.columns):
        column.width = Inches(wide * (share if number else 1 - share * columns))
    heads = ["", *(f"{{{{{prefix}_{number}}}}}" for number in range(1, columns + 1))]
    cells = ["{{cell}}"] * columns
    models = (heads, ["{{row:line}}", *cells], ["{{row:total}}", *cells])
    for number, texts in enumerate(models):
        table.rows[number].height = Inches(high)
        for column, text in enumerate(texts):
            cell = table.cell(number, column)
            _cell(cell, text, head=number == 0, total=number == 2, right=column > 0)
            _font(
                cell.text_frame.paragraphs[0],
                min(size, 12 if wide > 6.5 else 9) if number == 0 else size,
                NAVY if number != 1 else INK,
                bold=number != 1,
            )
    return top + high * (rows + 1)


def _cell(cell: Any, text: str, *, head: bool, total: bool, right: bool) -> None:
    cell.text_frame.text = text
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left, cell.margin_right = Inches(0.03 if right else 0.06), Inches(0.06)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(1.5) if head else Pt(0.75)))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=(NAVY if head else RULE).lstrip("#"))
    if total:
        ground = etree.SubElement(properties, qn("a:solidFill"))
        etree.SubElement(ground, qn("a:srgbClr"), val=HEAD.lstrip("#"))
    else:
        etree.SubElement(properties, qn("a:noFill"))


def _chart(  # noqa: PLR0913  one for each measure of a drawn shape
    slide: Any,
    name: str,
    box: Box,
    drawn: Sequence[tuple[str, str]],
    code: str,
    *,
    kind: Any = XL_CHART_TYPE.COLUMN_CLUSTERED,
    overlap: int = 0,
) -> None:
    """A native chart; `drawn` are the names of its series with their colours, `code` labels the values."""
    names = [name for name, _ in drawn]
    values = [[3 + number, 4 + number, 5 + number, 6 + number] for number, _ in enumerate(names)]
    data = CategoryChartData()
    data.categories = ["1", "2", "3", "4"]
    for one, given in zip(names, values, strict=True):
        data.add_series(one, given)
    frame = slide.shapes.add_chart(kind, *(Inches(one) for one in box), data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{title}}")
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(chart_book(names, values))
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(11), _rgb(INK)
    plot = chart.plots[0]
    lines = kind == XL_CHART_TYPE.LINE_MARKERS
    if not lines:
        plot.gap_width, plot.overlap = 45, overlap
    for number, (series, (_, colour)) in enumerate(zip(plot.series, drawn, strict=True), 1):
        if lines:
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = _rgb(colour), Pt(2.25)
            series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 7
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = _rgb(colour)
            series.marker.format.line.color.rgb = _rgb(colour)
        else:
            series.invert_if_negative = False
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(colour)
        labels = series.data_labels
        labels.show_value = True
        above = XL_LABEL_POSITION.BELOW if number == len(drawn) > 1 else XL_LABEL_POSITION.ABOVE
        labels.position = above if lines else XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size = Pt(10 if box[2] > _NARROW else 9)
        if lines:
            labels.font.color.rgb = _rgb(colour)
        labels.number_format, labels.number_format_is_linked = code, False
    value, category = chart.value_axis, chart.category_axis
    value.visible, value.has_major_gridlines = False, False
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = _rgb(FAINT)
