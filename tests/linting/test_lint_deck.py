"""A deck template read without data: faults at slide and shape, and what each page needs."""

from __future__ import annotations

from made import saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from reportgen.linting.lint import lint_template
from reportgen.office.xml import qn


def deck(*, strange: bool = False, twice: bool = False) -> bytes:
    file = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = "page: revenue"
    box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(10), Cm(3))
    box.name, box.text_frame.text = "Notes", "{{title}}\n{{notes:1}}\n{{notes:2}}"
    frame = slide.shapes.add_table(2, 2, Cm(1), Cm(5), Cm(12), Cm(2))
    frame.name = "results"
    frame.table.cell(1, 0).text, frame.table.cell(1, 1).text = "{{row:line}}", "{{cell}}"
    for number in range(2 if twice else 1):
        data = CategoryChartData()
        data.categories = ["a"]
        data.add_series("Sales", [1])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.PIE, Cm(1 + number), Cm(9), Cm(9), Cm(5), data)
        if strange:
            plot = chart.chart._chartSpace.find(f".//{qn('c:pieChart')}")
            plot.tag = qn("c:fanChart")
        chart.name = "sales"
    return saved(file)


def test_the_schema_says_what_each_page_needs() -> None:
    found = lint_template(deck(), "t.pptx")
    assert found.good
    assert found.schema == {
        "template": "t.pptx",
        "kind": "deck",
        "pages": {
            "revenue": {
                "slide": 1,
                "words": ["title"],
                "lists": {"notes": {"levels": [1, 2]}},
                "tables": {"results": {"rows": {"line": {"cells": 2}}}},
                "charts": {"sales": {"series": ["Sales"]}},
            }
        },
    }


def test_two_shapes_of_one_name_are_a_fault_at_slide_and_shape() -> None:
    found = lint_template(deck(twice=True), "t.pptx")
    assert [(one.id, one.place.slide, one.place.shape) for one in found.issues] == [
        ("duplicate-shape-name", 1, "sales")
    ]


def test_a_chart_that_cannot_be_filled_is_told_as_information() -> None:
    found = lint_template(deck(strange=True), "t.pptx")
    assert [(one.id, one.severity.value) for one in found.issues] == [("unfillable-chart", "info")]
