"""The examples of the recipes run as they stand: a mark, a check, a source of facts, a list of the model."""

from __future__ import annotations

import re
from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest
from doc_examples import ROOT
from list_language import lists, records
from metric_language import claim, fact, files, table

from reportgen.checks import run
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import ChartColumn
from reportgen.model import list_prints
from reportgen.reports import chart_marks

TEXT = (ROOT / "docs" / "contributing.md").read_text("utf-8")
RECIPES = dict(part.split("\n", 1) for part in TEXT.split("\n## ")[1:])


def example(recipe: str, file: dict[str, Any]) -> dict[str, Any]:
    """The names of a file once the recipe's example stands in it."""
    found = re.search(r"```python\n(.*?)```", RECIPES[recipe], re.DOTALL)
    assert found is not None
    names = dict(file)
    exec(compile(dedent(found[1]), recipe, "exec", dont_inherit=True), names)
    return names


def test_the_mark_is_a_column_of_live_formulas() -> None:
    names = example("A mark on a chart", vars(chart_marks))
    total = ChartColumn("Total", (Decimal(2), None, Decimal(4)))
    names_and_times = ("A", "B", "C"), (None, None, None)
    chart = chart_marks.Marked(
        total, *names_and_times, lambda name: NumberFormat(), (), lambda _, __, look: look
    )
    (line,) = names["AverageSpec"](of="Total", format="million").columns(chart)
    assert line.values == (3, 3, 3)
    assert set(line.formulas) == {"AVERAGE({Total@A},{Total@B},{Total@C})"}


def test_the_check_finds_what_it_looks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    check = example("A check", {})["LARGE_SHARES"]
    monkeypatch.setattr(run, "CHECKS", (*run.CHECKS, check))
    shares = [
        claim(metric, "FY17", "share_pct", "revenue", printed)
        for metric, printed in (("tax", "120%"), ("gross_margin", "20%"))
    ]
    issues = run.run_checks(table([fact("revenue", "FY17", "100")], shares)).issues
    found = [issue.found for issue in issues if issue.id == "share-above-whole"]
    assert found == ["120%"]


def test_the_source_reads_rows_and_finds_faults() -> None:
    read = example("A source of facts", {})["read_lines"]
    rows, issues = read("a.lines", b"revenue|100\nrevenue\n", ("concept", "value"))
    assert [(row.place.line, dict(row.cells)) for row in rows] == [
        (1, {"concept": "revenue", "value": "100"})
    ]
    assert [(issue.id, issue.place.line) for issue in issues] == [("unreadable-source", 2)]


def test_the_list_has_a_record_for_each_item() -> None:
    kind = example("A list of the model", vars(list_prints))["ACTIONS"]
    actions = b"action,effective_on,factor,applies_to,note\nsplit,2012-10-01,200,dividend,\n"
    here = lists(files([fact("revenue", "FY17", "100")]) | {"corporate_actions.csv": actions})
    (record,) = records(kind, here)
    assert record.values == {"day": "2012-10-01", "factor": Decimal(200)}
