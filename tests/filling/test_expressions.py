"""Number formats and small sums in tags: the same language in workbooks and decks."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from fill_language import filled, findings, template, values
from made import saved
from pptx import Presentation
from pptx.util import Cm

from reportgen.filling.fill import as_record, fill_template
from reportgen.linting.lint import lint_template

DATA = {
    "growth": Decimal("-0.0123"),
    "up": 0.0123,
    "tiny": -0.0001,
    "total": 1234567,
    "day": date(2024, 3, 31),
    "iso": "2024-03-31",
    "gone": None,
    "a-b": 7,
    "Unit price": 3.5,
    "word": "abc",
    "ok": True,
    "customer": {"name": "Acme", "total": 10},
    "ratio:x": 5,
}
# A tag, its words in a text, and the value and the format of a cell that is nothing else.
ASKED = [
    ("{{growth:+0.0%}}", "-1.2%", -0.0123, "+0.0%;-0.0%"),
    ("{{up:+0.0%}}", "+1.2%", 0.0123, "+0.0%;-0.0%"),
    ("{{tiny:0.0%}}", "-0.0%", -0.0001, "0.0%"),
    ("{{total / 1000:#,##0}}", "1,235", 1234.567, "#,##0"),
    ("{{total:0}}", "1234567", 1234567, "0"),
    ("{{(customer.total + 1) / 3 - 1:0.00}}", "2.67", 2.66666666666667, "0.00"),
    ("{{-customer.total * 2}}", "-20", -20, "General"),
    ("{{day:d mmmm yyyy}}", "31 March 2024", date(2024, 3, 31), "d mmmm yyyy"),
    ("{{iso:yyyy/mm/dd}}", "2024/03/31", date(2024, 3, 31), "yyyy/mm/dd"),
    ("{{word & \" of \" & customer.name}}", "abc of Acme", "abc of Acme", "General"),
    ("{{customer.total:#,##0\u201dx\u201d}}", "10x", 10, '#,##0"x"'),
    ("{{gone / 3:0.0}}", "", None, "0.0"),
    ("{{a-b * 2}}", "14", 14, "General"),
    ("{{word:0.0}}", "abc", "abc", "0.0"),
    ("{{ok:0}}", "TRUE", True, "0"),
]  # fmt: skip


def test_a_cell_keeps_its_number_and_takes_the_format_and_a_text_shows_it() -> None:
    cells = {f"A{at}": tag for at, (tag, *_) in enumerate(ASKED, start=1)}
    cells |= {f"B{at}": f"({tag})" for at, (tag, *_) in enumerate(ASKED, start=1)}
    sheet = openpyxl.load_workbook(io.BytesIO(filled(template(cells), DATA))).worksheets[0]
    for at, (tag, words, value, code) in enumerate(ASKED, start=1):
        cell = sheet[f"A{at}"]
        found = cell.value.date() if isinstance(value, date) else cell.value
        assert (found, cell.number_format, sheet[f"B{at}"].value) == (value, code, f"({words})"), tag


def test_a_deck_says_the_same() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, Cm(9), Cm(9)).text_frame
    box.text = "\n".join(f"({tag})" for tag, *_ in ASKED)
    table = slide.shapes.add_table(1, 2, 0, 0, Cm(9), Cm(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "{{#rows}}{{x / y:0.0}}", "{{x}}{{/rows}}"
    data = as_record({**DATA, "rows": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]})
    shapes = Presentation(io.BytesIO(fill_template(saved(deck), "t.pptx", data))).slides[0].shapes
    assert shapes[0].text_frame.text.split("\n") == [f"({words})" for _, words, *_ in ASKED]
    assert [[cell.text for cell in row.cells] for row in shapes[1].table.rows] == [["0.5", "1"], ["0.8", "3"]]


def test_names_of_the_data_come_first_whatever_signs_they_hold() -> None:
    found = values(
        filled(template({"A1": "{{ratio:x}}", "A2": "{{Unit price}}", "A3": "{{Unit price:0}}"}), DATA)
    )
    assert found == {"A1": 5, "A2": 3.5, "A3": 3.5}


@pytest.mark.parametrize("count", [2, 300])
def test_rows_of_a_list_are_summed_and_formatted_one_by_one(count: int) -> None:
    content = template({"A1": "{{#items}}{{x * y:0.0}}", "B1": "{{x:0.00}}{{/items}}", "A2": "=SUM(A1)"})
    done = filled(content, {"items": [{"x": at, "y": 2} for at in range(1, count + 1)]})
    found, book = values(done), openpyxl.load_workbook(io.BytesIO(done)).worksheets[0]
    assert (found[f"A{count}"], found[f"B{count}"], found[f"A{count + 1}"]) == (
        2 * count,
        count,
        count * (count + 1),
    )
    assert {book[f"{column}{count}"].number_format for column in "AB"} == {"0.0", "0.00"}
    assert done.findings == ()


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{word + 1}}", '"abc" is no number'),
        ("{{customer + 1}}", "a group of values is none"),
        ("{{total / 0}}", "nothing can be divided by zero"),
        ("{{total +}}", 'the data has no "total +"'),
        ("{{total * up)}}", "a bracket is closed that was never opened"),
        ("{{((total)}}", "a bracket is not closed"),
        ("{{total:qq}}", 'what Excel would show with the number format "qq" is not certain'),
        ("{{" + "-" * 60 + "total}}", "more than 50 names and signs are too many"),
        (
            "{{" + " * 1000000000 * ".join(["total"] * 24) + "}}",
            "the result is beyond what a cell can hold",
        ),
        ("{{total / nope}}", 'the data has no "nope"'),
        ("{{__import__('os')}}", "the data has no \"__import__('os')\""),
        ("{{customer.name.upper()}}", 'the data has no "customer.name.upper()"'),
    ],
)
def test_what_cannot_be_worked_out_is_a_finding_at_its_cell(tag: str, said: str) -> None:
    told = findings(template({"A1": tag, "A2": f"x {tag}"}), DATA)
    assert {(one.message, one.place.cell) for one in told} == {(said, "A1"), (said, "A2")}


def test_a_format_that_is_none_is_warned_of_before_there_is_data() -> None:
    tags = ["{{w:zzz}}", *(tag for tag, *_ in ASKED)]
    cells = lint_template(template({f"A{at}": tag for at, tag in enumerate(tags, start=1)}), "t.xlsx").issues
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    shapes.add_textbox(0, 0, Cm(9), Cm(9)).text_frame.text = "\n".join(tags)
    shapes.add_textbox(0, 0, Cm(9), Cm(9)).text_frame.text = "{{#rows}}{{x:qq}}{{/rows}}"
    table = shapes.add_table(1, 2, 0, 0, Cm(9), Cm(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "{{#rows}}{{x:merge}}", "{{y:vv}}{{/rows}}"
    found = [*cells, *lint_template(saved(deck), "t.pptx").issues]
    assert [
        (one.place.cell, one.place.slide, one.place.shape, one.found, one.severity.value)
        for one in found
        if one.id == "bad-expression"
    ] == [
        ("A1", None, "", "{{w:zzz}}", "warning"),
        ("", 1, shapes[0].name, "{{w:zzz}}", "warning"),
        ("", 1, shapes[1].name, "{{x:qq}}", "warning"),
        ("", 1, shapes[2].name, "{{y:vv}}", "warning"),
    ]


def test_a_name_in_a_sum_is_asked_for() -> None:
    assert filled(template({"A1": "{{a / b:0}}"}), {"a": 1, "b": 2}).findings == ()
