"""A small language for deck tests: templates drawn with python-pptx in memory, sentences, views, readers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from lxml import etree
from made import saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm, Pt

from reportgen.figures.views import (
    Bullet,
    ChartColumn,
    ChartView,
    DisplayValue,
    Sentence,
    Span,
    TableRow,
    TableView,
)
from reportgen.office.package import Package, open_package
from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.render import render_deck

NAME = "template.pptx"
QUARTERS = ("1Q16", "2Q16", "3Q16", "4Q16")


def new_deck():
    return Presentation()


def add_page(deck, name=None, notes=()):
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    if name is not None:
        slide.notes_slide.notes_text_frame.text = "\n".join([f"page: {name}", *notes])
    return slide


def add_text(holder, name, *paragraphs):
    """A text box; each paragraph is a text or a sequence of (text, bold) runs."""
    box = holder.shapes.add_textbox(Cm(1), Cm(1), Cm(10), Cm(3))
    box.name = name
    for number, content in enumerate(paragraphs):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        for text, bold in [(content, None)] if isinstance(content, str) else content:
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = text, bold, Pt(18)
    return box


def add_table(slide, name, *rows):
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(1), Cm(20), Cm(len(rows)))
    frame.name = name
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    return frame


def add_chart(slide, name, series, categories=QUARTERS, kind=XL_CHART_TYPE.COLUMN_STACKED):
    data = CategoryChartData()
    data.categories = categories
    for number, title in enumerate(series):
        data.add_series(title, [10 * (number + 1) + n for n in range(len(categories))])
    frame = slide.shapes.add_chart(kind, Cm(1), Cm(5), Cm(20), Cm(10), data)
    frame.name = name
    return frame


def on_a_line(frame, title):
    """Move one series of a column chart to an invisible line on the same axes, as totals are drawn."""
    chart = frame.chart._chartSpace
    bars = chart.find(f".//{qn('c:barChart')}")
    line = etree.Element(qn("c:lineChart"))
    etree.SubElement(line, qn("c:grouping")).set("val", "standard")
    etree.SubElement(line, qn("c:varyColors")).set("val", "0")
    for ser in bars.findall(qn("c:ser")):
        if ser.findtext(f"{qn('c:tx')}//{qn('c:v')}") == title:
            for child in ser.findall(qn("c:invertIfNegative")):
                ser.remove(child)
            line.append(ser)
    for axis in bars.findall(qn("c:axId")):
        etree.SubElement(line, qn("c:axId")).set("val", axis.get("val"))
    bars.addnext(line)


def package_of(deck) -> Package:
    return open_package(saved(deck), NAME)


def said(text: str) -> Sentence:
    return (Span(text),)


def figure(text: str, key: str = "revenue|4Q17") -> DisplayValue:
    return DisplayValue(key, Decimal(1), text)


def page(name, *, bullets=None, tables=(), charts=(), notes=(), **words) -> PagePlan:
    sentences = {word: said(text) if isinstance(text, str) else text for word, text in words.items()}
    return PagePlan(
        name,
        sentences,
        bullets or {},
        {view.name: view for view in tables},
        {view.name: view for view in charts},
        tuple(notes),
    )


def render(deck, *pages: PagePlan, partial=False, **properties) -> bytes:
    package = deck if isinstance(deck, Package) else package_of(deck)
    return render_deck(package, DeckPlan(pages, properties), NAME, partial=partial).data


def read(data: bytes):
    return Presentation(io.BytesIO(data))


def shape_named(slide, name):
    return next(shape for shape in slide.shapes if shape.name == name)


def texts_of(shape) -> list[str]:
    return [paragraph.text for paragraph in shape.text_frame.paragraphs]


def bullet(level: int, *spans: str | DisplayValue) -> Bullet:
    return Bullet(level, tuple(Span(s) if isinstance(s, str) else Span(s.text, s) for s in spans))


def table(name, *rows: Sequence[str]) -> TableView:
    return TableView(
        name, tuple(TableRow(role, tuple(said(text) for text in cells)) for role, *cells in rows)
    )


def column(name: str, *values: float | None, **more) -> ChartColumn:
    return ChartColumn(name, tuple(None if v is None else Decimal(str(v)) for v in values), **more)


def chart(name, *columns: ChartColumn, categories=QUARTERS, **more) -> ChartView:
    return ChartView(name, tuple(categories), tuple(columns), **more)
