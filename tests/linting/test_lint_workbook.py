"""A workbook template read without data: every fault at its cell, what it needs, and notes a person can open."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from made import Book
from office import sdk_errors

import reportgen
from reportgen.linting.lint import Linted, annotated, lint_template
from reportgen.office.package import open_package


def template(
    cells: dict[str, str], *, comment: str = "", merged: str = "", chart: str = "", table: str = ""
) -> bytes:
    book = Book()
    sheet = book.add_worksheet("Sheet1")
    for address, text in cells.items():
        if text.startswith("="):
            sheet.write_formula(address, text)
        else:
            sheet.write_string(address, text)
    if comment:
        sheet.write_comment(comment, "an old note")
    if merged:
        sheet.merge_range(merged, cells.get(merged.partition(":")[0], ""))
    if table:
        sheet.add_table(table, {"header_row": True})
    if chart:
        drawn = book.add_chart({"type": "column"})
        drawn.add_series({"values": "=Sheet1!$A$1:$A$2"})
        drawn.set_title({"name": chart})
        sheet.insert_chart("H2", drawn)
    return book.saved()


def linted(cells: dict[str, str], **more: str) -> Linted:
    return lint_template(template(cells, **more), "t.xlsx")


def told(found: Linted) -> list[str]:
    return [f"{issue.severity.value} {issue.id} {issue.place.cell}".strip() for issue in found.issues]


GOOD = {
    "A1": "{{title}}",
    "A2": "{{#items}}{{name}}",
    "B2": "{{item.qty}}{{/items}}",
    "C2": "=B2*2",
    "B3": "=SUM(B2)",
}


def test_a_good_template_has_nothing_to_mend() -> None:
    assert told(linted(GOOD)) == []
    assert reportgen.lint(template(GOOD)) == ()


def test_all_faults_of_markers_are_told_at_once_with_the_nearest_name() -> None:
    found = linted(
        {
            "A1": "{{#items}}{{name}}",
            "A2": "{{qty}}{{/itmes}}",
            "A4": "{{#x acros}}{{y}}{{/x}}",
            "A6": "{{title",
        }
    )
    assert sorted(told(found)) == [
        "error unclosed-block A1",
        "error unknown-direction A4",
        "error unopened-block A2",
        "warning broken-tag A6",
    ]
    assert {issue.hint for issue in found.issues} >= {
        'did you mean "itmes"?',
        'did you mean "across"?',
        'did you mean "items"?',
    }


def test_half_a_tag_is_told_by_fill_as_by_lint_and_braces_that_pair_are_text() -> None:
    cells = {
        "A1": "{{x}}",
        "A2": "{{title",
        "A3": "{{title}",
        "A4": "title}}",
        "A5": '{"a":{"b":1}}',
        "A6": "f(); }}",
    }
    filled = reportgen.fill(template(cells), {"x": 1}, name="t.xlsx")
    for issues in (filled.findings, linted(cells).issues):
        assert [(one.id, one.place.cell, one.found) for one in issues] == [
            ("broken-tag", "A2", "{{title"),
            ("broken-tag", "A3", "{{title}"),
            ("broken-tag", "A4", "title}}"),
        ]


def test_a_block_that_would_cut_a_table_is_found_before_there_is_data() -> None:
    found = linted({"A1": "Head", "B1": "{{#cs across}}{{c}}{{/cs}}"}, table="A3:C5")
    assert "table-in-block" in {issue.id for issue in found.issues}
    assert not found.good


def test_a_marker_that_a_merged_cell_covers_is_found() -> None:
    cells = {"A1": "{{#items}}{{name}}", "C1": "{{/items}}"}
    assert linted(cells, merged="A1:B2").good
    assert "error marker-in-merged-cell C1" in told(linted(cells, merged="A1:C2"))


def test_a_block_without_tags_and_an_item_called_wrongly_are_warnings() -> None:
    found = linted(
        {"A1": "{{#items}}", "B1": "{{/items}}", "A2": "{{#lines}}{{lien.name}}", "B2": "{{/lines}}"}
    )
    assert told(found) == ["warning block-without-tags A1", "warning unknown-item A2"]
    assert found.issues[1].hint == 'did you mean "line"?'
    assert found.good


def test_tags_in_charts_and_notes_are_told_since_nothing_fills_them() -> None:
    found = linted({"A1": "{{title}}"}, chart="Sales of {{year}}")
    assert told(found) == ["error tag-outside-cells"]
    assert found.issues[0].found == "{{year}}"


def test_what_is_no_office_file_is_a_finding() -> None:
    assert told(lint_template(b"nothing", "t.xlsx")) == ["error not-a-package"]
    assert told(lint_template(b"", "t.xlsx")) == ["error not-a-package"]


def test_the_schema_says_what_a_template_needs() -> None:
    cells = {
        "A1": "{{title}} of {{customer.name}}",
        "B1": "{{#months across}}{{month.end}}",
        "A2": "{{#lines}}{{line.name}}",
        "B2": "{{line[month.key]}}{{/months}}",
        "C2": "{{unit}}{{/lines}}",
        "A3": "{{?audited}}Audited{{/audited}}",
    }
    assert json.loads(json.dumps(linted(cells).schema)) == {
        "template": "t.xlsx",
        "kind": "workbook",
        "words": ["title", "customer.name"],
        "lists": {
            "months": {"repeats": "columns", "fields": ["end"]},
            "lines": {"repeats": "rows", "fields": ["name", "[month.key]", "unit"]},
        },
        "conditions": ["audited"],
    }


def test_the_schema_of_a_model_knows_its_lists_by_their_declarations() -> None:
    cells = {
        "A1": "{{=revenue|this}}",
        "B1": "{{#quarters across}}{{period.key}}{{/quarters}}",
        "A2": "{{label}}",
        "A4": "{{#guidance_years}}{{year.id}}{{report.title}}",
        "A5": "{{#guidance}}{{target.label}} of {{year.dates}}{{/guidance}}{{/guidance_years}}",
    }
    found = linted(cells).schema
    assert found["words"] == ["report.title"]
    assert found["lists"] == {
        "guidance_years": {
            "repeats": "rows",
            "one_for": "a fiscal year with targets, newest first; what is named without a date stands before them",
            "item": "year",
            "fields": ["id", "dates"],
        },
        "guidance": {
            "repeats": "rows",
            "one_for": "a chain of announcements with what was reached",
            "item": "target",
            "within": "guidance_years",
            "fields": ["label"],
        },
        "quarters": {"repeats": "columns", "fields": ["key"]},
    }


# Notes


@pytest.fixture
def faulty() -> Linted:
    return linted({"A1": "{{#items}}{{name}}", "B2": "{{titel"}, comment="A1")


def test_faults_become_notes_at_their_cells_beside_older_ones(faulty: Linted) -> None:
    assert faulty.package is not None
    data, count = annotated(faulty.package, faulty.issues)
    book = openpyxl.load_workbook(io.BytesIO(data))
    notes = {
        cell.coordinate: cell.comment.text
        for row in book["Sheet1"].iter_rows()
        for cell in row
        if cell.comment
    }
    assert count == len(notes) == 2
    assert "an old note" in notes["A1"]
    assert 'the block "items" is opened but never closed' in notes["A1"]
    assert notes["B2"].startswith("warning: the braces")


def test_notes_change_nothing_but_what_holds_them() -> None:
    content = template({"A1": "{{#items}}", "A2": "=1+1"}, chart="x")
    found = lint_template(content, "t.xlsx")
    assert found.package is not None
    before, after = open_package(content), open_package(annotated(found.package, found.issues)[0])
    changed = {part for part in before if before[part] != after[part]}
    assert changed == {
        "/xl/worksheets/sheet1.xml",
        "/xl/worksheets/_rels/sheet1.xml.rels",
        "/[Content_Types].xml",
    }
    assert {part for part in after if part not in before} == {
        "/xl/comments1.xml",
        "/xl/drawings/vmlDrawing1.vml",
    }
    assert faultless(before) == faultless(after)


def faultless(package: object) -> object:
    """The cells of the sheet, which notes must not touch."""
    root = package.peek("/xl/worksheets/sheet1.xml")  # type: ignore[attr-defined]
    return [[(cell.get("r"), "".join(cell.itertext())) for cell in row] for row in root.iter("{*}row")]


@pytest.mark.parametrize("comment", ["", "A1", "F9"])
def test_a_workbook_with_notes_is_valid(comment: str, validator: str, tmp_path: Path) -> None:
    found = linted(
        {"A1": "{{#items}}{{name}}", "B2": "{{titel", "C3": "{{/x}}"},
        comment=comment,
        chart="{{y}}",
        table="D5:E7",
    )
    assert found.package is not None
    file = tmp_path / "notes.xlsx"
    file.write_bytes(annotated(found.package, found.issues)[0])
    assert sdk_errors(validator, file) == []


def test_a_finding_without_a_cell_stands_in_the_first_one(tmp_path: Path) -> None:
    found = linted({"B2": "{{title}}"}, chart="{{year}}")
    assert found.package is not None
    data, count = annotated(found.package, found.issues)
    assert count == 1
    assert openpyxl.load_workbook(io.BytesIO(data))["Sheet1"]["A1"].comment is not None
