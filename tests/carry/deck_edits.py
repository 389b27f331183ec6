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
from made import saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PP_PLACEHOLDER
from pptx.util import Cm

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
    end.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Cm(1), Cm(3), Cm(9), Cm(3)).name = "Rule"
    number = next(
        one
        for one in end.slide_layout.placeholders
        if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
    )
    end.shapes._spTree.append(deepcopy(number._element))
    return saved(deck)


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
        one for page in deck.slides for one in all_shapes(page) if one.name == name and is_on(page, slide)
    ]
    return found[0] if found else None


SLIDES = {"cover": "Results for FY23", "sales": "sales_chart", "outlook": "Outlook", "end": "Thank you"}


def is_on(page, slide):
    words = {one.name for one in all_shapes(page)}
    words |= {one.text_frame.text.split("\n")[0] for one in all_shapes(page) if one.has_text_frame}
    return SLIDES[slide] in words


def page_of(deck, slide):
    """The page of a slide by its word in `SLIDES`."""
    return next((page for page in deck.slides if is_on(page, slide)), None)


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


def sets(name: str, touches: str, where: Callable, attribute: str, value: object) -> None:
    """Declare as an edit that one attribute gets a value, a length nearly, and keeps it."""
    right = Near(value) if isinstance(value, Cm) else value
    declared = edit(name, touches, stands=lambda deck: getattr(where(deck), attribute) == right)
    declared(lambda deck: setattr(where(deck), attribute, value))


def text(deck, slide, name):
    one = shape(deck, slide, name)
    return one.text_frame.text if one is not None else None


def table_of(deck):
    return shape(deck, "sales", "sales_table").table


def chart_of(deck):
    return shape(deck, "sales", "sales_chart").chart


def xml_of(text):
    return etree.fromstring(text)


def current(deck) -> list[str]:
    """What of the deck is not as the later tables say; nothing where all is."""
    wrong = []
    sales = page_of(deck, "sales")
    if sales is not None:
        words = [one.text_frame.text.replace("\xa0", " ") for one in sales.shapes if one.name == "Notes"]
        if "JPY470 million" not in words[0] or "margin JPY40 million" not in words[0]:
            wrong.append(words[0])
        cells = {cell.text for row in table_of(deck).rows for cell in row.cells}
        if "140" not in cells or "130" in cells:
            wrong.append(f"table {cells}")
        if list(chart_of(deck).plots[0].series[0].values)[3] not in (140, 140_000_000):
            wrong.append(f"chart {list(chart_of(deck).plots[0].series[0].values)}")
    line = text(deck, "outlook", "Line")
    line = line.replace("\xa0", " ").replace("MILLION", "million") if line is not None else None
    if line is not None and ("JPY470 million" not in line or "JPY60 million" not in line):
        wrong.append(line)
    return wrong
