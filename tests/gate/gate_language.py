"""Sound files with one of everything, and ways to spoil them in exactly one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from itertools import islice

import xlsxwriter
from lxml import etree
from made import Book, saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from reportgen.office.chart_series import mend_axis_ids
from reportgen.office.package import Package, open_package, write_package
from reportgen.office.relationships import Relationship
from reportgen.office.xml import remove

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WORKBOOK, SHEET, STYLES = "/xl/workbook.xml", "/xl/worksheets/sheet1.xml", "/xl/styles.xml"
TABLE, DRAWING, COMMENTS = "/xl/tables/table1.xml", "/xl/drawings/drawing1.xml", "/xl/comments1.xml"
CHART, DECK_CHART = "/xl/charts/chart1.xml", "/ppt/charts/chart1.xml"
TYPES = "/[Content_Types].xml"
DECK, SLIDE, MASTER = "/ppt/presentation.xml", "/ppt/slides/slide1.xml", "/ppt/slideMasters/slideMaster1.xml"
_PROPERTIES = (
    b'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    b'ds:itemID="{01234567-89AB-CDEF-0123-456789ABCDEF}"><ds:schemaRefs/></ds:datastoreItem>'
)


@cache
def _workbook() -> bytes:
    book = Book()
    sheet, other = book.add_worksheet("Model"), book.add_worksheet("Data")
    bold = book.add_format({"bold": True, "num_format": "0.000"})
    sheet.set_column("A:A", 20, bold, {"level": 1})
    sheet.set_row(20, 30, bold)
    sheet.write_row("A1", ["Name", "Value"], bold)
    for row in range(1, 5):
        sheet.write_row(row, 0, [f"line {row}", row])
    sheet.write_row("D1", ["Key", "Sum"])
    sheet.write_row("D2", ["a", 1])
    sheet.write_row("D3", ["b", 2])
    sheet.add_table("D1:E3", {"name": "Sums", "columns": [{"header": "Key"}, {"header": "Sum"}]})
    sheet.write_formula("B6", "=SUM(B2:B5)", None, 10)
    sheet.write_boolean("B7", True)
    sheet.merge_range("A10:B10", "merged", bold)
    sheet.merge_range("A12:B12", "merged too", bold)
    sheet.conditional_format("B2:B5", {"type": "3_color_scale"})
    sheet.conditional_format("B2:B5", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
    sheet.data_validation("A15", {"validate": "list", "source": ["a", "b"], "input_title": "Say"})
    sheet.write_url("A16", "https://example.com/")
    sheet.write_comment("A2", "a note")
    sheet.freeze_panes(1, 0)
    sheet.autofilter("A1:B5")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {"values": "=Model!$B$2:$B$5", "categories": "=Model!$A$2:$A$5", "data_labels": {"value": True}}
    )
    chart.add_series({"values": "=Model!$B$2:$B$5"})
    sheet.insert_chart("G2", chart)
    other.insert_chart("G2", _second_chart(book))
    other.write("A1", "text")
    book.define_name("total", "=Model!$B$6")
    book.define_name("Model!here", "=Model!$B$7")
    return book.saved()


def _second_chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Model!$B$2:$B$5"})
    return chart


def workbook() -> Package:
    """A workbook with a table, merges, rules, a link, a note, a filter and charts on two sheets."""
    return open_package(_workbook(), "book.xlsx")


@cache
def _deck() -> bytes:
    deck = Presentation()
    for name in ("one", "two"):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.notes_slide.notes_text_frame.text = f"page: {name}"
        box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(8), Cm(2))
        box.name, box.text_frame.text = "Box", "{{word}}"
        run = box.text_frame.paragraphs[0].runs[0]
        run.font.size = Cm(1)
        run.font.color.rgb = RGBColor(1, 2, 3)
        frame = slide.shapes.add_table(2, 2, Cm(1), Cm(4), Cm(8), Cm(2))
        frame.name = "numbers"
        data = CategoryChartData()
        data.categories = ("a", "b")
        data.add_series("One", (1, 2))
        data.add_series("Two", (3, 4))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, Cm(1), Cm(8), Cm(8), Cm(5), data)
        chart.name = "bars"
        chart.chart.plots[0].has_data_labels = True
        slide.shapes.add_connector(1, Cm(1), Cm(1), Cm(2), Cm(2))
    package = open_package(saved(deck), "deck.pptx")
    for part in [part for part in package if part.startswith("/ppt/charts/chart")]:
        mend_axis_ids(package.xml(part))
    item, properties = "/customXml/item1.xml", "/customXml/itemProps1.xml"
    package[item] = b"<bindings/>"
    package[properties] = _PROPERTIES
    package.set_content_type(
        properties, "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    )
    package.set_relationships(item, (Relationship("rId1", f"{R[1:-1]}/customXmlProps", "itemProps1.xml"),))
    links = package.relationships(DECK)
    package.set_relationships(
        DECK, (*links, Relationship("rId90", f"{R[1:-1]}/customXml", "../customXml/item1.xml"))
    )
    return write_package(package)


def deck() -> Package:
    """A deck of two slides with text, table, chart, connector, notes and a custom XML part."""
    return open_package(_deck(), "deck.pptx")


def first(package: Package, part: str, path: str) -> etree._Element:
    """The first element of a part on a path of local names, for editing."""
    return next(_nodes(package, part, path))


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text)


def relate(package: Package, part: str, rid: str, kind: str, target: str) -> None:
    """One more relationship of a part."""
    link = Relationship(rid, f"{R}{kind}"[1:].replace("}", "/"), target)
    package.set_relationships(part, (*package.relationships(part), link))


# What is wrong with a file: the id of the finding, words of its message, and how a sound file comes to it.
Damage = Callable[[Package], object]
Case = tuple[str, str, Damage]


def spoilt(cases: list[Case], identity: str, words: str) -> Callable[[Damage], Damage]:
    """Puts a damage that takes more than one step behind the cases."""

    def take(damage: Damage) -> Damage:
        cases.append((identity, words, damage))
        return damage

    return take


def written(part: str, path: str, most: int | None = 1, text: str | None = None, **attributes: str) -> Damage:
    """The first elements on a path (all of them where `most` is None) with another text or other attributes."""

    def damage(package: Package) -> None:
        for node in islice(_nodes(package, part, path), most):
            node.text = node.text if text is None else text
            node.attrib.update(attributes)

    return damage


def doubled(part: str, path: str) -> Damage:
    """The first element on a path, and its copy behind it."""
    return lambda package: (node := first(package, part, path)).addnext(deepcopy(node))


def removed(part: str, path: str, most: int | None = 1) -> Damage:
    """Without the first elements on a path; without any where `most` is None."""

    def damage(package: Package) -> None:
        for node in islice(_nodes(package, part, path), most):
            remove(node)

    return damage


def _nodes(package: Package, part: str, path: str) -> Iterator[etree._Element]:
    steps = "/".join(step if step in ("*", "..") else f"{{*}}{step}" for step in path.split("/"))
    return iter(package.xml(part).findall(f".//{steps}" if path else "."))
