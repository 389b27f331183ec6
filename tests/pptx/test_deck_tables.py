from copy import deepcopy

import pytest
from deck_language import add_page, add_table, new_deck, package_of, page, read, render, shape_named, table
from lxml import etree
from pptx.util import Cm

from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.render import render_deck

MODELS = (
    ["{{unit}}", "FY17", "FY16"],
    ["{{row:line}}", "{{cell}}", "{{cell}}"],
    ["{{row:total}}", "{{cell}}", "{{cell}}"],
    ["Note {{unit}}", "", ""],
)


def cells(frame):
    return [[cell.text for cell in row.cells] for row in frame.table.rows]


def filled(*rows, models=MODELS, change=None):
    deck = new_deck()
    frame = add_table(add_page(deck, "one"), "results", *models)
    if change is not None:
        change(frame)
    words = {"unit": "JPY"} if any("{{unit}}" in text for row in models for text in row) else {}
    plan = page("one", tables=[table("results", *rows)], **words)
    return shape_named(read(render(deck, plan)).slides[0], "results")


def test_rows_come_by_role_where_the_first_model_row_stood():
    frame = filled(
        ("total", "Revenues", "176", "157"), ("line", "Cost", "148", "132"), ("line", "R&D", "1", "2")
    )
    assert cells(frame) == [
        ["JPY", "FY17", "FY16"],
        ["Revenues", "176", "157"],
        ["Cost", "148", "132"],
        ["R&D", "1", "2"],
        ["Note JPY", "", ""],
    ]


def test_a_row_has_the_height_and_fill_of_its_model():
    def change(frame):
        frame.table.rows[1].height = Cm(0.5)
        frame.table.rows[2].height = Cm(2)

    frame = filled(("total", "T", "1", "2"), ("line", "L", "3", "4"), change=change)
    assert [row.height for row in frame.table.rows][1:3] == [Cm(2), Cm(0.5)]


def test_the_frame_is_as_high_as_its_rows():
    frame = filled(*[("line", str(n), "1", "2") for n in range(9)])
    assert frame.height == sum(row.height for row in frame.table.rows) == Cm(11)


def test_no_rows_leave_the_head_only():
    assert cells(filled()) == [["JPY", "FY17", "FY16"], ["Note JPY", "", ""]]


def test_an_empty_cell_keeps_one_paragraph():
    frame = filled(("line", "L", "", "4"))
    assert [cell.text for cell in frame.table.rows[1].cells] == ["L", "", "4"]
    assert len(frame.table.cell(1, 1)._tc.txBody.findall(qn("a:p"))) == 1


def test_text_beside_the_tag_of_a_model_cell_stays():
    models = (["{{row:line}}:", "{{cell}} %", "fixed"],)
    assert cells(filled(("line", "Margin", "16.1"), models=models)) == [["Margin:", "16.1 %", "fixed"]]


def test_row_ids_are_unique_after_cloning():
    def change(frame):
        for number, row in enumerate(frame.table._tbl.tr_lst):
            for old in row.findall(qn("a:extLst")):
                row.remove(old)
            extension = etree.SubElement(etree.SubElement(row, qn("a:extLst")), qn("a:ext"))
            extension.set("uri", "{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}")
            etree.SubElement(extension, qn("a16:rowId")).set("val", str(100 + number))

    frame = filled(*[("line", str(n), "1", "2") for n in range(4)], change=change)
    ids = [node.get("val") for node in frame.table._tbl.iter(qn("a16:rowId"))]
    assert ids == ["100", "101", "10000", "10001", "10002", "103"]


def test_merged_cells_of_a_model_row_stay_merged_in_its_clones():
    def change(frame):
        frame.table.cell(1, 1).text = "{{cell}}"
        frame.table.cell(1, 2).text = ""
        frame.table.cell(1, 1).merge(frame.table.cell(1, 2))

    frame = filled(("line", "a", "1"), ("line", "b", "2"), change=change)
    assert [frame.table.cell(row, 1).span_width for row in (1, 2)] == [2, 2]


def test_a_line_end_in_a_cell_is_a_line_break():
    assert cells(filled(("line", "a\nb", "1", "2")))[1][0] == "a\vb"


def test_a_table_in_a_group_is_not_lost():
    deck = new_deck()
    slide = add_page(deck, "one")
    frame = add_table(slide, "results", *MODELS)
    group = slide.shapes.add_group_shape()
    element = deepcopy(frame._element)
    slide.shapes._spTree.remove(frame._element)
    group._element.append(element)
    plan = page("one", unit="JPY", tables=[table("results", ("line", "a", "1", "2"))])
    found = shape_named(read(render(deck, plan)).slides[0].shapes[0], "results")
    assert cells(found)[1] == ["a", "1", "2"]


def test_a_table_that_leaves_its_slide_is_warned_of():
    deck = new_deck()
    frame = add_table(add_page(deck, "one"), "results", *MODELS)
    frame.table.rows[1].height = Cm(20)
    plan = DeckPlan((page("one", unit="JPY", tables=[table("results", ("line", "a", "1", "2"))]),))
    issues = render_deck(package_of(deck), plan, "t.pptx").issues
    assert [(i.id, str(i.place), i.message, i.expected, i.found) for i in issues] == [
        (
            "table-leaves-page",
            't.pptx, slide 1, shape "results"',
            'the table of page "one" is too long for the slide',
            "an end at 19.1 cm at most",
            "23.0 cm with 1 rows",
        )
    ]


def merged(*rows, areas, models):
    """The finished table as texts, and every merge that does not hold."""

    def change(frame):
        for first, last in areas:
            frame.table.cell(*first).merge(frame.table.cell(*last))

    frame = filled(*rows, models=models, change=change)
    covered: dict[int, int] = {}
    broken = []
    for number, row in enumerate(frame.table._tbl.findall(qn("a:tr"))):
        for column, cell in enumerate(row.findall(qn("a:tc"))):
            if (covered.get(column, 0) > 0) != (cell.get("vMerge") == "1"):
                broken.append((number, column))
            span = int(cell.get("rowSpan", "1")) if cell.get("vMerge") != "1" else covered.get(column, 1)
            covered[column] = span - 1
    return [row[0] for row in cells(frame)], broken + [at for at, left in covered.items() if left > 0]


LABEL_ABOVE = [["Region", "Item"], ["Asia", "first"], ["", "{{row:line}}"], ["", "Total"]]
LABEL_BESIDE = [["Region", "Item"], ["Asia", "{{row:line}}"], ["", "Total"]]
PAIRS = [["Region", "Item"], ["{{row:line}}", "{{cell}}"], ["", "{{row:sub}}"]]
DOWN = ((1, 0), (2, 0))


@pytest.mark.parametrize(
    ("models", "areas", "rows", "expected"),
    [
        (LABEL_ABOVE, [((1, 0), (3, 0))], ["a", "b"], ["Region", "Asia", "", "", ""]),
        (LABEL_ABOVE, [DOWN], ["a", "b"], ["Region", "Asia", "", "", ""]),
        (LABEL_ABOVE, [DOWN], [], ["Region", "Asia", ""]),
        (LABEL_ABOVE, [((2, 0), (3, 0))], ["a", "b"], ["Region", "Asia", "", "", ""]),
        (LABEL_BESIDE, [DOWN], ["a", "b", "c"], ["Region", "Asia", "", "", ""]),
        (LABEL_BESIDE, [DOWN], ["a"], ["Region", "Asia", ""]),
        (LABEL_BESIDE, [DOWN], [], ["Region", "Asia"]),
    ],
)
def test_a_label_merged_downward_reaches_over_all_rows_that_come_of_its_own(models, areas, rows, expected):
    assert merged(*(("line", one) for one in rows), areas=areas, models=models) == (expected, [])


def test_rows_under_one_cell_are_one_record_however_many_of_them_come():
    rows = [
        ("line", "A", "1"),
        ("line", "B", "2"),
        ("sub", "3"),
        ("sub", "4"),
        ("line", "C", "5"),
        ("sub", "6"),
    ]
    assert merged(*rows, areas=[DOWN], models=PAIRS) == (["Region", "A", "B", "", "", "C", ""], [])


def test_cells_merged_in_both_directions_stay_a_rectangle():
    models = [["a", "b", "c"], ["Asia", "", "{{row:line}}"], ["", "", "Total"]]
    assert merged(("line", "x"), ("line", "y"), areas=[((1, 0), (2, 1))], models=models)[1] == []


def split(models, *rows, areas=()):
    """The parts of a long table, each as the texts of its rows."""
    deck = new_deck()
    frame = add_table(add_page(deck, "one"), "results", *models)
    for first, last in areas:
        frame.table.cell(*first).merge(frame.table.cell(*last))
    for row in frame.table.rows:
        row.height = Cm(1.5)
    done = read(render(deck, page("one", tables=[table("results", *rows)])))
    return [cells(shape_named(slide, "results")) for slide in done.slides]


TOTALLED = [
    ["Item", "Value"],
    ["Brought forward{{row:brought}}", "{{cell}}"],
    ["{{row:line}}", "{{cell}}"],
    ["Carried forward{{row:carried}}", "{{cell}}"],
    ["Total", "78"],
]


def test_a_total_stands_where_the_table_ends_and_sums_are_carried_forward_where_asked():
    first, second = split(TOTALLED, *(("line", f"i{n}", f"{n}") for n in range(1, 13)))
    assert first == [["Item", "Value"], *([f"i{n}", f"{n}"] for n in range(1, 10)), ["Carried forward", "45"]]
    assert second == [
        ["Item", "Value"],
        ["Brought forward", "45"],
        *([f"i{n}", f"{n}"] for n in range(10, 13)),
        ["Total", "78"],
    ]


def test_a_table_on_one_slide_carries_nothing_forward():
    assert split(TOTALLED, ("line", "a", "1")) == [[["Item", "Value"], ["a", "1"], ["Total", "78"]]]


def test_a_total_that_finds_no_room_takes_the_last_rows_along():
    models = [["Item"], ["{{row:line}}"], ["Total"]]
    for count in range(1, 30):
        parts = split(models, *(("line", f"i{n}") for n in range(count)))
        assert [row for part in parts for row in part[1:]] == [*([f"i{n}"] for n in range(count)), ["Total"]]
        assert all(len(part) <= 12 for part in parts)
        assert all(len(part) > 2 for part in parts[1:])


def test_a_record_of_two_rows_stays_on_one_slide():
    rows = [row for n in range(9) for row in (("line", f"R{n}", "1"), ("sub", "2"))]
    parts = split(PAIRS, *rows, areas=[DOWN])
    assert len(parts) == 2
    assert all(part[1][0].startswith("R") for part in parts)


def test_a_table_without_any_row_goes():
    deck = new_deck()
    add_table(add_page(deck, "one"), "results", ["{{row:line}}"])
    assert len(read(render(deck, page("one", tables=[table("results")]))).slides[0].shapes) == 0
