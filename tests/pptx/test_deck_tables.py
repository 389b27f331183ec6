from copy import deepcopy

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
