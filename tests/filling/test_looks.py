"""Texts with bold, italic and linked stretches from data, in workbooks and decks alike."""

from __future__ import annotations

import io

import openpyxl
import pytest
from fill_language import filled, findings, template, values
from made import saved
from openpyxl.cell.rich_text import CellRichText, TextBlock
from pptx import Presentation
from pptx.util import Cm

from reportgen.gate.gate import faults_of
from reportgen.office.package import open_package

LINK = "https://acme.example/?a=1&b=2"
DATA = {
    "site": {"text": "Acme", "link": LINK, "bold": True},
    "due": {"text": ["Due on ", {"text": "31 May", "bold": True, "italic": True}, ".\nPay"]},
    "total": {"text": 12.5, "bold": True},
    "items": [
        {"name": {"text": "a", "link": "mailto:a@b.example"}, "n": {"text": None}},
        {"name": "b", "n": {"text": 2, "italic": True}},
    ],
    "several": "first\nsecond",
    "plain": "https://acme.example",
}


def test_a_workbook_shows_looks_links_and_line_breaks_from_data() -> None:
    cells = {
        "A1": "{{site}}", "A2": "To pay: {{due}} now", "A3": "{{total:0.00}}", "A4": "{{several}}", "A5": "{{plain}}",
        "A6": "{{#items}}{{name}}", "B6": "{{n}}{{/items}}",
    }  # fmt: skip
    done = filled(template(cells), DATA)
    assert not faults_of(open_package(done))
    sheet = openpyxl.load_workbook(io.BytesIO(done), rich_text=True).active
    look = {
        cell.coordinate: (
            cell.value,
            cell.font.b,
            cell.font.i,
            cell.hyperlink.target if cell.hyperlink else None,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in ("A2", "B6")
    }
    assert look == {
        "A1": ("Acme", True, False, LINK), "A3": (12.5, True, False, None), "A4": ("first\nsecond", False, False, None),
        "A5": ("https://acme.example", False, False, None), "A6": ("a", False, False, "mailto:a@b.example"),
        "A7": ("b", False, False, None), "B7": (2, False, True, None),
        "B1": (None, False, False, None), "B2": (None, False, False, None), "B3": (None, False, False, None),
        "B4": (None, False, False, None), "B5": (None, False, False, None),
    }  # fmt: skip
    text = sheet["A2"].value
    assert isinstance(text, CellRichText)
    assert [str(one) for one in text] == ["To pay: Due on ", "31 May", ".\nPay now"]
    assert isinstance(text[1], TextBlock)
    assert (text[1].font.rFont, text[1].font.b, text[1].font.i) == ("Calibri", True, True)
    assert sheet["A2"].alignment.wrap_text
    assert sheet["A4"].alignment.wrap_text
    assert sheet["A3"].number_format == "0.00"


def test_a_condition_on_a_text_with_looks_asks_its_text() -> None:
    data = {"none": {"text": "", "bold": True}, "some": {"text": ["", {"text": 1}]}}
    done = filled(template({"A1": "{{?none}}none{{/none}}", "A2": "{{?some}}some{{/some}}"}), data)
    assert values(done) == {"A1": "some"}


def test_a_long_block_shows_them_too() -> None:
    items = [{"name": f"i{at}", "n": at} for at in range(300)]
    items[299]["name"] = "last\nof all"
    done = filled(template({"A1": "{{#items}}{{name}}", "B1": "{{n:0.0}}{{/items}}"}), {"items": items})
    sheet = openpyxl.load_workbook(io.BytesIO(done)).active
    assert [sheet.cell(row, 1).alignment.wrap_text for row in (1, 299, 300)] == [None, None, True]
    numbers = [sheet.cell(row, 2) for row in (1, 300)]
    assert [(one.value, one.number_format) for one in numbers] == [(0, "0.0"), (299, "0.0")]
    linked = [{"name": {"text": f"i{at}", "link": f"https://x.example/{at}"}} for at in range(300)]
    done = filled(template({"A1": "{{#items}}{{name}}{{/items}}"}), {"items": linked})
    sheet = openpyxl.load_workbook(io.BytesIO(done)).active
    assert [sheet.cell(row, 1).hyperlink.target[-4:] for row in (1, 300)] == ["le/0", "/299"]


def test_a_deck_shows_looks_links_and_line_breaks_from_data() -> None:
    file = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[5])
    slide.shapes.title.text = "To pay: {{due}} now"
    table = slide.shapes.add_table(2, 2, 0, Cm(5), Cm(9), Cm(2)).table
    for column, text in enumerate(("{{#items}}{{name}}", "{{n:0.0}}{{/items}}")):
        table.cell(1, column).text = text
    slide.notes_slide.notes_text_frame.text = "{{site}}"
    done = filled(saved(file), DATA)
    assert not faults_of(open_package(done))
    slide = Presentation(io.BytesIO(done)).slides[0]
    frames = [
        slide.shapes.title.text_frame,
        *(cell.text_frame for cell in slide.shapes[1].table.iter_cells()),
    ]
    frames.append(slide.notes_slide.notes_text_frame)
    runs = [run for frame in frames for one in frame.paragraphs for run in one.runs]
    assert [(run.text, run.font.bold, run.font.italic, run.hyperlink.address) for run in runs] == [
        ("To pay: Due on ", None, None, None), ("31 May", True, True, None),
        (".", None, None, None), ("Pay now", None, None, None), ("a", None, None, "mailto:a@b.example"),
        ("b", None, None, None), ("2.0", None, True, None), ("Acme", True, None, LINK),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "identity"),
    [
        ({"text": "a", "link": "javascript:alert(1)"}, "unsafe-link"),
        ({"text": "a", "link": "file:///etc/passwd"}, "unsafe-link"),
        ({"text": ["a", {"text": "b", "link": "tel:1"}, {"text": "c", "link": "tel:2"}]}, "several-links"),
        ({"text": "a", "bold": "yes"}, "no-single-value"),
        ({"text": "a", "colour": "red"}, "no-single-value"),
        ({"text": {"x": 1}}, "no-single-value"),
    ],
)
def test_what_is_no_look_is_a_finding(value: object, identity: str) -> None:
    assert [one.id for one in findings(template({"A1": "{{x}}"}), {"x": value})] == [identity]


def test_groups_are_made_by_the_words_of_a_text_with_looks_and_by_nothing_that_is_no_value() -> None:
    cells = {
        "A1": "{{#group group by area}}{{area}}",
        "A2": "{{#sales}}{{n}}{{/sales}}",
        "A3": "end{{/group}}",
    }
    sales = [{"area": {"text": area, "bold": True}, "n": at} for at, area in enumerate("aba")]
    sheet = openpyxl.load_workbook(io.BytesIO(filled(template(cells), {"sales": sales}))).active
    assert [cell.value for cell in sheet["A"]] == ["a", 0, 2, "end", "b", 1, "end"]
    assert [one.id for one in findings(template(cells), {"sales": [{"area": [1], "n": 1}]})] == [
        "no-single-value"
    ]
