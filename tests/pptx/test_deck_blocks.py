"""Blocks on slides: paragraphs, rows and columns that repeat or are shown on a condition, shapes that are shown."""

from __future__ import annotations

import pytest
from deck_language import (
    NAME,
    add_chart,
    add_page,
    add_table,
    add_text,
    new_deck,
    read,
    shape_named,
    texts_of,
)
from empty_render import whole_library
from made import saved
from pptx.util import Cm

from reportgen.core.findings import FindingsError
from reportgen.filling.fill import fill
from reportgen.gate.gate import faults_of
from reportgen.linting.lint import lint
from reportgen.office.package import open_package
from reportgen.office.xml import qn
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck


def filled(deck, data):
    done = fill(saved(deck), data, name=NAME)
    assert "{{" not in "".join(
        open_package(done)[part].decode() for part in open_package(done) if part.startswith("/ppt/slides/")
    )
    return read(done)


def text_of(paragraphs, data) -> list[str]:
    deck = new_deck()
    add_text(add_page(deck), "Box", *paragraphs)
    return texts_of(filled(deck, data).slides[0].shapes[0])


def test_bullets_and_blocks_stand_in_one_text():
    paragraphs = ["{{notes:1}}", "{{#items}}{{name}}{{/items}}", "", "{{notes:1}}", "{{?yes}}end{{/yes}}"]
    data = {"notes": ["a", "b"], "items": ITEMS, "yes": True}
    assert text_of(paragraphs, data) == ["a", "b", "Disk", "Tape", "", "end"]


ITEMS = [{"name": "Disk", "price": 12.5, "new": True}, {"name": "Tape", "price": 7, "new": False}]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["{{#items}}{{name}}: {{price}}{{/items}}"], ["Disk: 12.5", "Tape: 7"]),
        (["Head", "{{#items}}", "{{item.name}}", "{{/items}}", "End {{title}}"], ["Head", "Disk", "Tape", "End T"]),
        (["{{#items}}{{name}}", "{{title}}{{/items}}"], ["Disk", "T", "Tape", "T"]),
        (["{{#items}}{{?new}}New: {{name}}{{/new}}{{/items}}"], ["New: Disk"]),
        (["{{#items}}{{name}}", "{{?not new}}old{{/new}}", "{{/items}}"], ["Disk", "Tape", "old"]),
        (["{{?yes}}Audited{{/yes}}", "{{?no}}Unaudited{{/no}}", "{{?not no}}Sure{{/no}}"], ["Audited", "Sure"]),
        (["{{#none}}{{name}}{{/none}}", "End"], ["End"]),
        (["{{#none}}{{name}}{{/none}}"], [""]),
        (["{{#null}}{{name}}{{/null}}", "x"], ["x"]),
        (["{{#areas}}{{area}}", "{{#cities}}{{city}} in {{area.area}}{{/cities}}", "{{/areas}}"],
         ["North", "Oslo in North", "Bergen in North", "South", "Rome in South"]),
        (["{{#notes}}{{note}}{{/notes}}"], ["one", "two"]),
        (["{{?yes}}", "a", "", "b", "{{/yes}}"], ["a", "", "b"]),
        (["{{#group group by new}}New {{group.new}}", "{{#items}}{{name}}{{/items}}", "{{/group}}"],
         ["New TRUE", "Disk", "New FALSE", "Tape"]),
        ([[("{{#it", None), ("ems}}", True), ("{{na", None), ("me}}{{/items}}", None)]], ["Disk", "Tape"]),
    ],
)  # fmt: skip
def test_paragraphs_repeat_and_are_shown_as_their_blocks_say(paragraphs, expected):
    data = {
        "title": "T", "items": ITEMS, "yes": True, "no": False, "none": [], "null": None, "notes": ["one", "two"],
        "areas": [{"area": "North", "cities": ["Oslo", "Bergen"]}, {"area": "South", "cities": ["Rome"]}],
    }  # fmt: skip
    deck_text = "".join(str(one) for one in paragraphs)
    used = {key: value for key, value in data.items() if key in deck_text or key == "items"}
    assert text_of(paragraphs, used | {"title": "T"}) == expected


def test_braces_of_the_data_stay_in_blocks():
    assert text_of(["{{#items}}{{name}} {{price}}{{/items}}"], {"items": [{"name": "a", "price": 1}]}) == [
        "a 1"
    ]
    deck = new_deck()
    add_text(add_page(deck), "Box", "{{#items}}{{name}} {{price}}{{/items}}")
    done = fill(saved(deck), {"items": [{"name": "{{price}}", "price": "{{/items}}"}]}, name=NAME)
    assert texts_of(read(done).slides[0].shapes[0]) == ["{{price}} {{/items}}"]


def rows_of(slide, name="results"):
    return [[cell.text for cell in row.cells] for row in shape_named(slide, name).table.rows]


def table_of(rows, data, change=None):
    deck = new_deck()
    frame = add_table(add_page(deck), "results", *rows)
    if change is not None:
        change(frame)
    done = filled(deck, data)
    assert not faults_of(open_package(saved(done)))
    return rows_of(done.slides[0])


def test_rows_are_filled_by_the_names_of_their_fields():
    rows = [["Item", "Price"], ["{{#items}}{{name}}", "{{price}} {{unit}}{{/items}}"], ["Sum", "{{sum}}"]]
    assert table_of(rows, {"items": ITEMS, "sum": 19.5, "unit": "JPY"}) == [
        ["Item", "Price"], ["Disk", "12.5 JPY"], ["Tape", "7 JPY"], ["Sum", "19.5"],
    ]  # fmt: skip
    assert table_of(rows, {"items": [], "sum": 0, "unit": "JPY"}) == [["Item", "Price"], ["Sum", "0"]]


def test_a_row_looks_as_its_value_asks():
    rows = [["a"], ["{{#items}}{{?new}}+ {{name}}{{/new}}"], ["{{?not new}}- {{name}}{{/new}}{{/items}}"]]
    assert table_of(rows, {"items": ITEMS}) == [["a"], ["+ Disk"], ["- Tape"]]


def test_rows_repeat_inside_rows_with_what_stands_between_them():
    rows = [
        ["{{#areas}}{{area.area}}", ""],
        ["{{#cities}}{{city.name}}", "{{sales}}{{/cities}}"],
        ["all of {{area.area}}", "{{area.sum}}{{/areas}}"],
        ["Total", "9"],
    ]
    cities = [{"name": "Oslo", "sales": 3}, {"name": "Bergen", "sales": 4}]
    areas = [{"area": "North", "sum": 7, "cities": cities}, {"area": "South", "sum": 0, "cities": []}]
    assert table_of(rows, {"areas": areas}) == [
        ["North", ""], ["Oslo", "3"], ["Bergen", "4"], ["all of North", "7"],
        ["South", ""], ["all of South", "0"], ["Total", "9"],
    ]  # fmt: skip


TWO_DIMENSIONS = [
    ["Sales", "{{#months across}}{{month}}", "Year"],
    ["{{#lines}}{{line.name}}", "{{line[month]}}{{/months}}", "{{line.year}}{{/lines}}"],
    ["Total", "{{total[month]}}", "{{all}}"],
]


def test_rows_gather_in_groups_and_rows_of_markers_alone_leave_none():
    rows = [
        ["{{#kind group by new}}", ""],
        ["{{#old group by price}}{{old.price}}", ""],
        ["{{#items}}{{name}}", "{{title}}{{/items}}"],
        ["{{/old}}", ""],
        ["end of {{kind.new}}{{/kind}}", ""],
    ]
    assert table_of(rows, {"items": [*ITEMS, ITEMS[0]], "title": "T"}) == [
        ["12.5", ""], ["Disk", "T"], ["Disk", "T"], ["end of TRUE", ""], ["7", ""], ["Tape", "T"], ["end of FALSE", ""],
    ]  # fmt: skip


def test_columns_nest_and_a_merged_head_stands_over_those_of_its_own_item():
    rows = [
        ["", "{{#years across}}{{year.name}}", ""],
        ["a", "{{#months across}}{{month}}{{/months}}", "all{{/years}}"],
    ]
    data = {"years": [{"name": "FY1", "months": ["J", "F"]}, {"name": "FY2", "months": ["M"]}]}
    deck = new_deck()
    frame = add_table(add_page(deck), "results", *rows)
    frame.table.cell(0, 1).merge(frame.table.cell(0, 2))
    slide = filled(deck, data).slides[0]
    assert rows_of(slide) == [["", "FY1", "", "", "FY2", ""], ["a", "J", "F", "all", "M", "all"]]
    assert [
        cell.span_width for cell in shape_named(slide, "results").table.rows[0].cells if cell.is_merge_origin
    ] == [3, 2]


def test_no_tag_is_left_where_rows_or_columns_of_a_merged_cell_go():
    def merged(rows, first, last, data):
        return table_of(rows, data, lambda frame: frame.table.cell(*first).merge(frame.table.cell(*last)))

    rows = [["{{#none}}{{title}}{{/none}}", "a"], ["", "b"], ["end", ""]]
    assert merged(rows, (0, 0), (1, 0), {"none": [], "title": "T"}) == [["", "b"], ["end", ""]]
    rows = [
        ["{{#months across}}{{month}}", "x{{/months}}", "y"],
        ["{{#items}}{{name}}", "{{month}}", "z{{/items}}"],
    ]
    assert merged(rows, (1, 1), (1, 2), {"months": ["J", "F"], "items": ITEMS[:1]}) == [
        ["J", "x", "F", "x", "y"], ["Disk", "J\nz", "Disk", "", ""],
    ]  # fmt: skip


def test_the_same_list_repeats_columns_twice():
    rows = [["{{#months across}}{{month}}{{/months}}", "|", "{{#months across}}{{month}}{{/months}}"]]
    assert table_of(rows, {"months": ["J", "F"]}) == [["J", "F", "|", "J", "F"]]


def test_sums_are_carried_forward_over_the_innermost_rows_as_they_are_shown():
    rows = [
        ["{{#areas}}{{area.name}}", "{{#kinds across}}{{area.sum}}"],
        ["{{#items}}{{n}}", "{{item[kind]}}{{/items}}{{/areas}}"],
        ["Carried{{row:carried}}", "{{cell}}{{/kinds}}"],
        ["Total", "9"],
    ]
    deck = new_deck()
    for row in add_table(add_page(deck), "results", *rows).table.rows:
        row.height = Cm(2)
    items = [
        {"n": f"i{n}", "a": "△1,000.5" if n % 2 else "250.0", "b": n, "c": "x" if n == 2 else n}
        for n in range(10)
    ]
    data = {"kinds": ["a", "b", "c"], "areas": [{"name": "A", "sum": "5", "items": items}]}
    shown = [rows_of(slide)[-1] for slide in filled(deck, data).slides]
    assert shown == [["Carried", "△2,251.5", "15", ""], ["Total", "9", "9", "9"]]


MONTHS = {
    "months": ["Jan", "Feb", "Mar"],
    "lines": [{"name": "Disks", "Jan": 1, "Feb": 2, "Mar": 3, "year": 6}, {"name": "Tapes", "Jan": 4, "Feb": 5,
              "Mar": 6, "year": 15}],
    "total": {"Jan": 5, "Feb": 7, "Mar": 9}, "all": 21,
}  # fmt: skip


def test_columns_repeat_and_cross_rows():
    assert table_of(TWO_DIMENSIONS, MONTHS) == [
        ["Sales", "Jan", "Feb", "Mar", "Year"],
        ["Disks", "1", "2", "3", "6"],
        ["Tapes", "4", "5", "6", "15"],
        ["Total", "5", "7", "9", "21"],
    ]
    assert table_of(TWO_DIMENSIONS, MONTHS | {"months": []})[1] == ["Disks", "6"]


def test_a_table_of_more_columns_stays_on_its_slide_and_its_merged_head_reaches_over_them():
    deck = new_deck()
    rows = [["Region", "Months", ""], *TWO_DIMENSIONS]
    frame = add_table(add_page(deck), "results", *rows)
    frame.table.cell(0, 1).merge(frame.table.cell(0, 2))
    many = {f"M{n}": n for n in range(1, 25)}
    lines = [{"name": "a", "year": 0, **many}]
    done = filled(deck, {"months": list(many), "lines": lines, "total": many, "all": 1})
    shown = shape_named(done.slides[0], "results")
    assert shown.left + shown.width <= done.slide_width
    assert shown.table.cell(0, 1).span_width == 25
    assert len(shown.table.columns) == 26
    assert not faults_of(open_package(saved(done)))


def test_a_block_of_columns_without_rows_that_repeat():
    rows = [["a", "{{#months across}}{{month}}"], ["b", "{{total[month]}}{{/months}}"]]
    data = {"months": MONTHS["months"], "total": MONTHS["total"]}
    assert table_of(rows, data) == [["a", "Jan", "Feb", "Mar"], ["b", "5", "7", "9"]]


def test_columns_are_shown_on_a_condition():
    rows = [["a", "{{?prior across}}FY16{{/prior}}", "FY17"]]
    assert table_of(rows, {"prior": False}) == [["a", "FY17"]]
    assert table_of(rows, {"prior": True}) == [["a", "FY16", "FY17"]]


def test_equal_cells_become_one_where_asked():
    rows = [["Area", "Kind", "Value"], ["{{#items}}{{area:merge}}", "{{kind:merge}}", "{{value}}{{/items}}"]]
    lines = [("N", "x", 1), ("N", "x", 1), ("N", "y", 2), ("S", "y", 2), ("S", "z", 3)]
    items = [dict(zip(("area", "kind", "value"), line, strict=True)) for line in lines]
    deck = new_deck()
    add_table(add_page(deck), "results", *rows)
    add_table(add_page(deck), "results", rows[0], ["{{row:line}}", "{{cell:merge}}", "{{cell}}"])
    done = filled(deck, {"items": items, "results": [list(line) for line in lines]})
    spans = []
    for slide in done.slides:
        rows = list(slide.shapes[0]._element.iter(qn("a:tr")))
        heights = [[int(cell.get("rowSpan", "1")) for cell in row.findall(qn("a:tc"))] for row in rows]
        spans.append([line[:2] for line in heights])
    assert spans[0] == [[1, 1], [3, 2], [1, 1], [1, 1], [2, 1], [1, 1]]
    assert spans[1] == [[1, 1], [1, 2], [1, 1], [1, 2], [1, 1], [1, 1]]
    assert not faults_of(open_package(saved(done)))


def test_a_long_table_of_blocks_goes_on_on_a_further_slide():
    deck = new_deck()
    frame = add_table(add_page(deck), "results", ["Item"], ["{{#items}}{{name}}{{/items}}"], ["Total"])
    for row in frame.table.rows:
        row.height = Cm(1.5)
    items = [{"name": f"i{n}"} for n in range(25)]
    parts = [rows_of(slide) for slide in filled(deck, {"items": items}).slides]
    assert [row[0] for part in parts for row in part[1:]] == [*(f"i{n}" for n in range(25)), "Total"]
    assert len(parts) == 3


def test_a_shape_is_shown_on_its_condition_and_leaves_nothing_behind():
    def deck():
        file = new_deck()
        slide = add_page(file)
        frame = add_chart(slide, "sales", ["Secret"])
        frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{?audited}}Sales of {{year}}")
        group = slide.shapes.add_group_shape()
        add_text(group, "Inside", "{{note}}")
        group._element.nvGrpSpPr.cNvPr.set("descr", "{{?not audited}}")
        return file

    shown = filled(deck(), {"audited": True, "year": 2017, "sales": [{"q": "Q1", "Secret": 1}]})
    assert [one.name for one in shown.slides[0].shapes] == ["sales"]
    assert shown.slides[0].shapes[0]._element.nvGraphicFramePr.cNvPr.get("descr") == "Sales of 2017"
    hidden = fill(saved(deck()), {"audited": False, "note": "Not audited"}, name=NAME)
    assert [one.shape_type for one in read(hidden).slides[0].shapes] == [6]
    assert not [part for part in open_package(hidden) if "chart" in part or "embed" in part]
    file = new_deck()
    add_text(add_page(file), "Box", "x")._element.nvSpPr.cNvPr.set("descr", "{{?audited}}")
    assert filled(file, {"audited": True}).slides[0].shapes[0].has_text_frame


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("{{#items}}", "unclosed-block"),
        ("{{/items}}", "unopened-block"),
        ("{{#items}}{{?x}}{{/items}}{{/x}}", "unopened-block"),
        ("{{#items across}}{{name}}{{/items}}", "unknown-direction"),
        ("{{#group group by area}}x{{/group}}", "group-without-list"),
        ("in {{#items}}the middle{{/items}}", "broken-tag"),
        ("{{#items}}{{notes:1}}{{/items}}", "list-tag-not-alone"),
        ([["{{#items across}}a", "{{#months across}}b{{/items}}", "c{{/months}}"]], "unopened-block"),
        ([["{{#items across}}a"]], "unclosed-block"),
        ([["{{#items}}{{name}}{{/items}}"], None], "duplicate-shape-name"),
    ],
)
def test_a_block_that_cannot_be_is_a_finding_of_fill_build_and_lint(text, identity):
    deck = new_deck()
    slide = add_page(deck)
    if isinstance(text, str):
        add_text(slide, "Box", text)
    for _ in text if isinstance(text, list) else ():
        add_table(slide, "results", text[0])
    content = saved(deck)
    assert identity in {one.id for one in lint(content, name=NAME)}
    with pytest.raises(FindingsError, match=identity):
        fill(content, {"items": ITEMS}, name=NAME)
    deck_map = inspect_deck(open_package(content, NAME))
    assert identity in {one.id for one in check_plan(deck_map, whole_library(deck_map), NAME)}


def test_what_the_data_does_not_know_of_a_block_is_told():
    deck = new_deck()
    slide = add_page(deck)
    lines = ["{{nmae}}", "{{#items}}{{nmae}}{{/items}}", "{{?flag}}x{{/flag}}", "{{#list}}x{{/list}}"]
    add_text(slide, "Box", *lines)
    with pytest.raises(FindingsError) as raised:
        fill(saved(deck), {"items": ITEMS}, name=NAME)
    assert {one.id for one in raised.value.issues} == {"unknown-tag", "unknown-condition", "unknown-list"}


def test_a_report_has_nothing_for_blocks():
    deck = new_deck()
    slide = add_page(deck)
    add_text(slide, "Box", "{{?flag}}x{{/flag}}")
    deck_map = inspect_deck(open_package(saved(deck), NAME))
    assert [one.id for one in check_plan(deck_map, whole_library(deck_map), NAME)] == ["missing-size"]


def test_what_blocks_ask_for_is_used_wherever_they_stand():
    deck = new_deck()
    slide = add_page(deck)
    add_table(slide, "hidden", ["{{#rows}}{{a}}{{/rows}}"])
    slide.shapes[0]._element.nvGraphicFramePr.cNvPr.set("descr", "{{?no}}")
    add_text(slide, "Box", "{{total[month]}}")
    done = fill(
        saved(deck), {"no": False, "rows": [], "month": "Jan", "total": {"Jan": 1}, "x": 1}, name=NAME
    )
    assert [one.found for one in done.findings if one.id == "unused-name"] == ["x"]
