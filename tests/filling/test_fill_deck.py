"""Any deck filled with any data: words, bullets, tables, charts, pages, and every fault at slide and shape."""

from __future__ import annotations

import gc
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from fill_language import filled, findings, told
from made import saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Cm

from reportgen.core.findings import FindingsError
from reportgen.filling.fill import Sources, fill, fill_file
from reportgen.office.package import open_package, write_package
from reportgen.office.package_kind import become, right_ending
from reportgen.tables.source import DataSource


def add_text(slide, name: str, *paragraphs: str) -> None:  # type: ignore[no-untyped-def]
    box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(10), Cm(3))
    box.name = name
    box.text_frame.text = "\n".join(paragraphs)


def add_table(slide, name: str, *rows: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(5), Cm(12), Cm(2))
    frame.name = name
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            frame.table.cell(number, column).text = text


def add_chart(slide, name: str, *series: str) -> None:  # type: ignore[no-untyped-def]
    data = CategoryChartData()
    data.categories = ["a", "b"]
    for title in series:
        data.add_series(title, [1, 2])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(11), Cm(12), Cm(6), data)
    frame.name = name


@pytest.fixture(scope="module")
def deck() -> bytes:
    file = Presentation()
    first = file.slides.add_slide(file.slide_layouts[6])
    first.notes_slide.notes_text_frame.text = "page: cover"
    add_text(first, "Title", "{{title}} {{year}}")
    second = file.slides.add_slide(file.slide_layouts[6])
    second.notes_slide.notes_text_frame.text = "page: figures"
    add_text(second, "Head", "{{title}}")
    add_text(second, "Notes", "{{notes:1}}", "{{notes:2}}")
    add_table(
        second, "results", ("Item", "FY17"), ("{{row:line}}", "{{cell}}"), ("{{row:total}}", "{{cell}}")
    )
    add_chart(second, "sales", "Sales", "Costs")
    return saved(file)


DATA = {
    "title": "Results",
    "year": 2017,
    "notes": ["grew", ["in Asia", "in Europe"]],
    "results": [["Sales", 12.5], {"role": "total", "cells": ["All", 13]}],
    "sales": [{"q": "Q1", "Sales": 1, "Costs": 2}, {"q": "Q2", "Sales": 3, "Costs": None}],
}


def shapes(content: bytes) -> Iterator[tuple[str, object]]:
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.name, [paragraph.text for paragraph in shape.text_frame.paragraphs]
            elif shape.has_table:
                yield shape.name, [[cell.text for cell in row.cells] for row in shape.table.rows]
            elif shape.has_chart:
                plot = shape.chart.plots[0]
                series = {one.name: list(one.values) for one in plot.series}
                yield shape.name, (list(plot.categories), series)


def test_words_bullets_tables_and_charts_are_filled(deck: bytes) -> None:
    assert dict(shapes(filled(deck, DATA))) == {
        "Title": ["Results 2017"],
        "Head": ["Results"],
        "Notes": ["grew", "in Asia", "in Europe"],
        "results": [["Item", "FY17"], ["Sales", "12.5"], ["All", "13"]],
        "sales": (["Q1", "Q2"], {"Sales": [1, 3], "Costs": [2, None]}),
    }


def living() -> Counter[str]:
    """The objects of this house, of lxml and of the fonts that are still held, by type."""
    gc.collect()
    homes = ("reportgen", "lxml", "PIL")
    names = (f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    return Counter(name for name in names if name.startswith(homes))


@pytest.mark.usefixtures("nothing_older")
def test_many_fills_in_one_process_leave_nothing_behind(deck: bytes) -> None:
    data = ({**DATA, "title": f"Results {number}", "year": number} for number in range(11))
    for one in islice(data, 3):
        filled(deck, one)
    before = living()
    for one in data:
        filled(deck, one)
    assert living() - before == Counter()


def test_a_chart_takes_categories_and_series_as_well(deck: bytes) -> None:
    for series in ({"Sales": [1, 2, 3]}, [{"name": "Sales", "values": [1, 2, 3]}]):
        data = DATA | {"sales": {"categories": ["x", "y", "z"], "series": series}}
        assert dict(shapes(filled(deck, data)))["sales"] == (["x", "y", "z"], {"Sales": [1, 2, 3]})


def test_a_page_may_have_words_of_its_own(deck: bytes) -> None:
    found = dict(shapes(filled(deck, DATA | {"figures": {"title": "Figures"}})))
    assert (found["Title"], found["Head"]) == (["Results 2017"], ["Figures"])


def test_pages_come_in_the_order_of_the_data_each_with_its_own(deck: bytes) -> None:
    pages = [{"page": "cover", "year": 1}, "cover", {"page": "cover", "title": "Other"}]
    found = [text for name, text in shapes(filled(deck, DATA | {"pages": pages})) if name == "Title"]
    assert found == [["Results 1"], ["Results 2017"], ["Other 2017"]]


def test_a_chart_without_data_stays_and_is_told(deck: bytes) -> None:
    done = filled(deck, {name: value for name, value in DATA.items() if name != "sales"})
    assert dict(shapes(done))["sales"] == (["a", "b"], {"Sales": [1, 2], "Costs": [1, 2]})
    assert [issue.id for issue in done.findings] == ["chart-left-alone"]


def test_nothing_in_a_list_of_bullets_leaves_no_bullet(deck: bytes) -> None:
    with_null, without = (
        dict(shapes(filled(deck, DATA | {"notes": notes})))["Notes"] for notes in (["a", None, [None]], ["a"])
    )
    assert with_null == without


def test_without_data_every_part_leaves_as_it_came(deck: bytes) -> None:
    done = filled(deck)
    before, after = open_package(deck), open_package(done)
    assert {part: before[part] for part in before} == {part: after[part] for part in after}
    assert [issue.found for issue in done.findings] == ["{{title}}", "{{year}}", "{{title}}"]


def test_a_word_can_be_set_alone(deck: bytes) -> None:
    assert dict(shapes(filled(deck, DATA, "title=Set", "year=")))["Title"] == ["Set "]


def test_all_faults_are_told_at_once_each_at_its_shape(deck: bytes) -> None:
    data = {
        "titel": "Results",
        "year": [1],
        "notes": "grew",
        "results": [["Sales"], 5, {"role": "totl", "cells": ["a", "b"]}],
        "sales": [{"q": "Q1", "Sale": "x"}],
    }
    assert sorted(set(told(findings(deck, data)))) == sorted(
        [
            'unknown-tag at Title: did you mean "titel"?',
            'unknown-tag at Head: did you mean "titel"?',
            "no-single-value at Title: ",
            "no-list at Notes: ",
            "no-row at results: ",
            "row-length at results: ",
            'unknown-row-role at results: did you mean "total"?',
            "no-number at sales: ",
            "chart-without-series at sales: ",
            'unknown-series at sales: did you mean "Sales"?',
        ]
    )


def test_an_unknown_page_is_told_with_the_nearest_one(deck: bytes) -> None:
    assert told(findings(deck, DATA | {"pages": ["covr"]})) == [
        'unknown-page at None: did you mean "cover"?'.replace("None", "")
    ]


@pytest.mark.parametrize(
    "pages",
    [
        "figures", ["figures"], {"page": "figures"}, [{"page": "figures"}], 2, [2], ["2"], " figures ",
        {"figures": {}}, {"figures": None}, {"figures": [{}]}, {"cover": False, "figures": True}, [{"figures": {}}],
        "figures,", "figures; cover", "2-1", ["2\u20132"], [["figures"], "cover"],
    ],
)  # fmt: skip
def test_a_page_is_asked_for_in_any_spelling(deck: bytes, pages: object) -> None:
    assert next(name for name, _ in shapes(filled(deck, DATA | {"pages": pages}))) == "Head"


def test_pages_may_be_named_in_a_line_or_with_their_data(deck: bytes) -> None:
    assert dict(shapes(filled(deck, DATA | {"pages": "figures, cover"})))["Title"] == ["Results 2017"]
    own = {"cover": [{"title": "One"}, {"title": "Two"}]}
    assert [text for _, text in shapes(filled(deck, DATA | {"pages": own}))] == [["One 2017"], ["Two 2017"]]


@pytest.mark.parametrize("pages", [[], "", None, {}])
def test_a_list_of_no_pages_is_a_finding(deck: bytes, pages: object) -> None:
    assert [one.id for one in findings(deck, DATA | {"pages": pages})] == ["no-pages"]


def test_records_give_their_values_by_the_names_of_their_fields(deck: bytes) -> None:
    rows = [{"item": "a", "value": 1}, {"value": 2, "item": "b"}, {"item": "c"}]
    rows.append({"role": "total", "what": "All", "sum": 3})
    assert dict(shapes(filled(deck, DATA | {"results": rows})))["results"] == [
        ["Item", "FY17"], ["a", "1"], ["b", "2"], ["c", ""], ["All", "3"],
    ]  # fmt: skip


def test_a_deck_says_how_many_slides_and_words_it_has_and_what_their_titles_are() -> None:
    file = Presentation()
    for name in ("{{title}}", "Second"):
        slide = file.slides.add_slide(file.slide_layouts[5])
        slide.shapes.title.text = name
    slide._element.set("show", "0")
    package = open_package(filled(saved(file), {"title": "A & B", "pages": [1, 1, 2]}))
    said = package["/docProps/app.xml"].decode()
    for name, count in {"Slides": 3, "HiddenSlides": 1, "Notes": 0, "Paragraphs": 3, "Words": 7}.items():
        assert f"<{name}>{count}</{name}>" in said
    titles = [node.text for node in package.peek("/docProps/app.xml").iter() if node.tag.endswith("}lpstr")]
    assert titles[2:] == ["Office Theme", "A & B", "A & B", "Second"]


@pytest.mark.parametrize(("name", "ending"), [("t.potx", ".pptx"), ("t.pptx", ".potx"), ("t.potx", ".ppsx")])
def test_a_template_becomes_a_deck_by_the_ending_that_is_asked_for(
    deck: bytes, tmp_path: Path, name: str, ending: str
) -> None:
    package = open_package(deck)
    become(package, name[1:])
    (tmp_path / name).write_bytes(write_package(package))
    (tmp_path / "data.json").write_text(json.dumps(DATA))
    out = tmp_path / f"out{ending}"
    fill_file(tmp_path / name, Sources([DataSource(str(tmp_path / "data.json"))]), out)
    assert right_ending(open_package(out.read_bytes())) == ending
    with pytest.raises(FindingsError, match="wrong-ending"):
        fill_file(tmp_path / name, Sources(), tmp_path / "out.pptm")


def test_several_templates_make_one_deck(deck: bytes, tmp_path: Path) -> None:
    file, out = Presentation(), io.BytesIO()
    slide = file.slides.add_slide(file.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = "page: annex"
    add_text(slide, "Annex", "{{title}}, annex {{number}}")
    file.save(out)
    for name, content in {"a.pptx": deck, "b.pptx": out.getvalue()}.items():
        (tmp_path / name).write_bytes(content)
    pages = [{"page": "annex", "number": 1}, "cover", {"page": "annex", "number": 2}]
    (tmp_path / "d.json").write_text(json.dumps(DATA | {"pages": pages}))
    paths = [tmp_path / name for name in ("a.pptx", "b.pptx", "d.json", "out.pptx")]
    done = fill_file(paths[0], Sources([DataSource(str(paths[2]))], (), [paths[1]]), paths[3])
    assert [text for _, text in shapes(done)] == [
        ["Results, annex 1"],
        ["Results 2017"],
        ["Results, annex 2"],
    ]
    assert fill(paths[0], json.loads(paths[2].read_text()), others=[paths[1]]) == done
    with pytest.raises(FindingsError, match="file-exists"):
        fill_file(paths[0], Sources([DataSource(str(paths[2]))], (), [paths[1]]), paths[1])
    with pytest.raises(FindingsError, match="duplicate-page"):
        fill_file(paths[0], Sources([DataSource(str(paths[2]))], (), [paths[0]]), paths[3])


DAYS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 6, 30)]


def chart_of_days(categories: list[date] | list[str]) -> bytes:
    deck, data, out = Presentation(), CategoryChartData(), io.BytesIO()
    data.categories = categories
    data.add_series("Sales", [1] * len(categories))
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, 5_000_000, 3_000_000, data).name = "sales"
    deck.save(out)
    return out.getvalue()


@pytest.mark.parametrize("days", [DAYS, [day.isoformat() for day in DAYS]])
def test_days_on_an_axis_of_days_stay_days(days: list[date] | list[str]) -> None:
    done = filled(chart_of_days(DAYS[:2]), {"sales": [{"day": day, "Sales": 2} for day in days]})
    chart = next(shape.chart for shape in Presentation(io.BytesIO(done)).slides[0].shapes if shape.has_chart)
    cached = chart.plots[0]._element.find(f".//{qn('c:cat')}/{qn('c:numRef')}/{qn('c:numCache')}")
    assert [node.text for node in cached.iter(qn("c:v"))] == ["45322", "45351", "45473"]
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert [book.active.cell(row, 1).value.date() for row in (2, 3, 4)] == DAYS


def test_days_on_an_axis_of_texts_are_texts() -> None:
    done = filled(chart_of_days(["a", "b"]), {"sales": [{"day": day, "Sales": 2} for day in DAYS]})
    assert dict(shapes(done))["sales"] == ([day.isoformat() for day in DAYS], {"Sales": [2, 2, 2]})
