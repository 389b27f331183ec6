"""What a template asks for, and every fault in it at sheet and cell."""

from __future__ import annotations

import pytest
from lxml import etree
from workbook_language import template

from reportgen.core.findings import render_issues
from reportgen.office.tags import read_markers, tag_names
from reportgen.plan.template_map import Block, CellTag
from reportgen.xlsx.inspection import inspect_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def faults(cells: dict[str, str]) -> str:
    return render_issues(inspect_workbook(template({"Model": cells})).issues)


def test_tags_and_blocks_are_found_in_order() -> None:
    found = inspect_workbook(
        template(
            {
                "Model": {
                    "A1": "{{company}}, {{ unit }}",
                    "C4": "{{#period across}}{{period}}",
                    "A5": "{{#line}}{{label}}",
                    "C5": "{{value}}{{/line}}{{/period}}",
                    "A9": "plain",
                },
                "Data": {"A2": "{{#row down}}{{key}}{{/row}}"},
            }
        )
    )
    assert found.sheets == ("Model", "Data")
    assert found.tags == (
        CellTag("Model", 1, 1, "{{company}}, {{ unit }}"),
        CellTag("Model", 4, 3, "{{period}}"),
        CellTag("Model", 5, 1, "{{label}}"),
        CellTag("Model", 5, 3, "{{value}}"),
        CellTag("Data", 2, 1, "{{key}}"),
    )
    assert found.blocks == (
        Block("Model", "period", "across", 3, 3),
        Block("Model", "line", "down", 5, 5),
        Block("Data", "row", "down", 2, 2),
    )
    assert found.issues == ()
    assert found.tags[0].names == ("company", "unit")
    assert found.block_at("Model", 5, 3, "down") == found.blocks[1]
    assert found.block_at("Model", 6, 3, "down") is None


def test_names_of_tags_leave_markers_out() -> None:
    assert tag_names("{{#line}}{{ a.b }} and {{c|yoy}} {{/line}}") == ("a.b", "c|yoy")


def test_one_cell_opens_and_closes_a_block_in_two_directions() -> None:
    text = read_markers("{{#line}}{{#period across}}{{value}}{{/period}}{{/line}}")
    assert text.text == "{{value}}"
    assert [(one.name, one.direction) for one in text.openings] == [("line", "down"), ("period", "across")]
    assert set(text.closings) == {"line", "period"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"A5": "{{#line}}{{label}}", "B5": "{{/lines}}"},
            'error  unopened-block   template.xlsx, sheet "Model", cell B5\n'
            '       the block "lines" is closed but never opened\n'
            "       expected: {{#lines}} at its top-left cell\n"
            '       hint: did you mean "line"?\n'
            'error  unclosed-block   template.xlsx, sheet "Model", cell A5\n'
            '       the block "line" is opened but never closed\n'
            "       expected: {{/line}} at the end of its bottom-right cell\n"
            '       hint: did you mean "lines"?',
        ),
        (
            {"A5": "{{#line acros}}{{label}}{{/line}}"},
            'error  unknown-direction   template.xlsx, sheet "Model", cell A5\n'
            '       the block "line" has an unknown direction\n'
            "       expected: down or across\n"
            "       found: acros\n"
            '       hint: did you mean "across"?',
        ),
        (
            {"A5": "{{#line}}x{{/line}}", "A6": "x{{/line}}"},
            'error  duplicate-block   template.xlsx, sheet "Model", cell A6\n'
            '       the block "line" is closed twice on this sheet\n'
            "       found: closed before in A5",
        ),
        (
            {"B2": "{{/line}}", "B5": "{{#line}}x"},
            'error  reversed-block   template.xlsx, sheet "Model", cell B2\n'
            '       the block "line" ends above or left of its beginning\n'
            "       expected: a cell below or right of B5",
        ),
        (
            {"A5": "{{#a}}x", "A6": "{{#b}}x{{/a}}", "A7": "{{/b}}"},
            'error  overlapping-blocks   template.xlsx, sheet "Model", cell A6\n'
            '       the block "b" overlaps the block "a"\n'
            "       expected: blocks that share no rows\n"
            "       found: rows 5 to 6 and 6 to 7",
        ),
        (
            {"A5": "head {{#a}} x{{/a}}"},
            'error  misplaced-marker   template.xlsx, sheet "Model", cell A5\n'
            "       a block marker stands inside the text\n"
            "       expected: openers at the beginning of the text, closers at its end\n"
            "       found: {{#a}}\n"
            'error  unopened-block   template.xlsx, sheet "Model", cell A5\n'
            '       the block "a" is closed but never opened\n'
            "       expected: {{#a}} at its top-left cell",
        ),
    ],
)
def test_faults_name_the_cell_and_the_way_out(cells: dict[str, str], message: str) -> None:
    assert faults(cells) == message


def test_a_merged_area_belongs_to_its_block_whole() -> None:
    package = template({"Model": {"A5": "{{#line}}x", "C5": "y", "E5": "{{/line}}"}})
    root = package.xml("/xl/worksheets/sheet1.xml")
    merges = root.makeelement(f"{root.tag.removesuffix('worksheet')}mergeCells", {})
    for ref in ("A5:B6", "E5:F5"):
        merges.append(root.makeelement(f"{root.tag.removesuffix('worksheet')}mergeCell", {"ref": ref}))
    root.append(merges)
    found = inspect_workbook(package)
    (block,) = found.blocks
    assert (block.first, block.last, block.start, block.end, found.issues) == (5, 6, 1, 6, ())


def test_a_conditional_number_format_over_a_figure_is_told_where_no_build_can_follow_it() -> None:
    package = template({"Model": {"A1": "{{=revenue|FY17}}", "B1": "=A1", "C1": "=A1", "D1": "text"}})
    root, styles = package.xml("/xl/worksheets/sheet1.xml"), package.xml("/xl/styles.xml")
    look = '<dxf><numFmt numFmtId="164" formatCode="0.0"/></dxf>'
    coloured = look.replace("<dxf>", '<dxf><font><color rgb="FF000000"/></font>')
    styles.find("{*}dxfs").extend(etree.fromstring(f'<dxfs xmlns="{MAIN}">{look}{coloured}</dxfs>'))
    for priority, (areas, look_number) in enumerate((("A1:B1", 0), ("C1 D1", 1)), 1):
        rule = f'<cfRule type="expression" dxfId="{look_number}" priority="{priority}"><formula>A1&gt;1</formula>'
        text = (
            f'<conditionalFormatting xmlns="{MAIN}" sqref="{areas}">{rule}</cfRule></conditionalFormatting>'
        )
        root.find("{*}sheetData").addnext(etree.fromstring(text))
    found = inspect_workbook(package)
    assert [(one.id, one.place.cell) for one in found.issues] == [
        ("hidden-number-format", "A1"),
        ("hidden-number-format", "C1"),
    ]
    assert [[rule.formula for rule in one.rules] for one in found.own_cells] == [["B1>1"], [""], []]
