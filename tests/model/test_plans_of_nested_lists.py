"""Blocks inside blocks over records: each item of the outer list has an inner list of its own."""

from __future__ import annotations

from collections.abc import Mapping

from language import MODEL, context, definition
from made import Book

from reportgen.core.findings import Issue
from reportgen.model.list_context import Record
from reportgen.model.plan import workbook_plan
from reportgen.office.package import open_package
from reportgen.plan.plan import WorkbookPlan
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import render_workbook


def template(cells: Mapping[str, str]) -> bytes:
    book = Book()
    page = book.add_worksheet("List")
    for cell, text in cells.items():
        page.write(cell, text)
    return book.saved()


def leaf(text: str) -> Record:
    return Record("leaf", {"text": text})


def tree(text: str, *leaves: str) -> Record:
    return Record("tree", {"text": text}, rows={"leaves": tuple(leaf(one) for one in leaves)})


def planned(
    cells: Mapping[str, str], records: Mapping[str, tuple[Record, ...]]
) -> tuple[WorkbookPlan, list[Issue], bytes]:
    data = template(cells)
    here = context(definition(MODEL))
    package = open_package(data, "model.xlsx")
    plan = workbook_plan(inspect_workbook(package), here, records, {}, "model.xlsx", {})
    return plan, here.gathered.issues, data


NESTED = {
    "A1": "{{#trees}}{{tree.text}}",
    "B2": "{{#leaves}}{{leaf.text}} of {{tree.text}}{{/leaves}}{{/trees}}",
}


def test_rows_of_each_item_follow_it() -> None:
    plan, issues, _ = planned(NESTED, {"trees": (tree("oak", "a", "b"), tree("elm"), tree("ash", "c"))})
    assert issues == []
    assert [(row.row, row.columns, row.contents) for row in plan.rows] == [
        (1, (1,), ["oak"]),
        (2, (2,), ["a of oak"]),
        (3, (2,), ["b of oak"]),
        (4, (1,), ["elm"]),
        (5, (1,), ["ash"]),
        (6, (2,), ["c of ash"]),
    ]


def test_the_engine_fills_what_is_planned() -> None:
    plan, _, data = planned(NESTED, {"trees": (tree("oak", "a"), tree("elm"))})
    rendered = render_workbook(open_package(data, "model.xlsx"), plan, "model.xlsx")
    assert rendered.cells == 3


def test_an_inner_list_that_no_record_holds_is_a_finding() -> None:
    cells = {"A1": "{{#trees}}{{tree.text}}", "B2": "{{#leafs}}x{{/leafs}}{{/trees}}"}
    _, (issue,), _ = planned(cells, {"trees": (tree("oak", "a"),)})
    assert (issue.id, issue.found) == ("unknown-list", "leafs")
    assert "leaves" in issue.hint


def test_an_empty_outer_list_asks_for_nothing_inside() -> None:
    plan, issues, _ = planned(NESTED, {"trees": ()})
    assert (issues, list(plan.rows)) == ([], [])
