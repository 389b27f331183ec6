"""Small templates for fuzzing: with every kind of tag, drawn once."""

from __future__ import annotations

import io
from functools import cache

import xlsxwriter
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm


@cache
def small_workbook() -> bytes:
    """A sheet with a title, a block of lines with a formula and a total, a table and a chart beside it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Offer")
    sheet.write("A1", "{{title}}")
    sheet.write_row("A3", ["Name", "Price", "Twice"])
    sheet.write_row("A4", ["{{#items}}{{name}}", "{{price}}"])
    sheet.write_formula("C4", "=B4*2")
    sheet.write("D4", "{{/items}}")
    sheet.write("A5", "Total")
    sheet.write_formula("C5", "=SUM(C4:C4)")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Offer!$B$4:$B$4", "categories": "=Offer!$A$4:$A$4"})
    sheet.insert_chart("F2", chart)
    book.define_name("total", "=Offer!$C$5")
    book.close()
    return buffer.getvalue()


@cache
def small_deck() -> bytes:
    """A slide with a title, a list of two levels, a table and a chart."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for name, text, top in (("Title", "{{title}}", 1), ("Notes", "{{notes:1}}\n{{notes:2}}", 3)):
        box = slide.shapes.add_textbox(Cm(1), Cm(top), Cm(20), Cm(2))
        box.name, box.text_frame.text = name, text
        box.text_frame.paragraphs[-1].level = 1 if name == "Notes" else 0
    frame = slide.shapes.add_table(2, 2, Cm(1), Cm(6), Cm(20), Cm(3))
    frame.name = "results"
    for row, texts in enumerate((["Name", "Value"], ["{{row:line}}", "{{cell}}"])):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ("a", "b")
    data.add_series("Sales", (1, 2))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(10), Cm(20), Cm(8), data)
    chart.name = "bars"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()
