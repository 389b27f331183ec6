"""The example of Snowflake: every figure is the filing's own, and everything ties."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal

import pytest
from house import ROOT, SHARED

from reportgen.app.build import build_in_memory
from reportgen.checks.run import run_checks
from reportgen.checks.ties import TIES
from reportgen.core.period import parse_period
from reportgen.data.records import parse_metric
from reportgen.figures.resolved import How
from reportgen.figures.value_resolver import ValueResolver
from reportgen.office.package import open_package
from reportgen.project.project import Project
from reportgen.verify.cells import SheetGrids

EXAMPLE = ROOT / "examples" / "snowflake"
FACTS = SHARED / "filings" / "sec" / "snow_facts.json"


def test_all_statements_of_the_example_tie() -> None:
    report = run_checks(Project(EXAMPLE).table())
    verdicts = Counter(
        (tie.rule.name, str(tie.verdict)) for tie in report.of(TIES) if tie.rule.over != "period"
    )
    assert verdicts["balance_sheet", "ok"] == 19
    assert verdicts["cash_flow", "ok"] == 23
    assert {verdict for _, verdict in verdicts} == {"ok"}
    assert not [issue for issue in report.issues if issue.severity != "info"]


def test_a_fourth_quarter_of_the_example_is_the_year_less_nine_months() -> None:
    answer = ValueResolver(Project(EXAMPLE).table()).resolve(parse_metric("revenue"), parse_period("4Q25"))
    assert (answer.value, answer.how) == (3_626_396_000 - 2_639_626_000, How.DIFFERENCE)


def test_the_model_of_the_example_says_in_words_how_its_losses_moved() -> None:
    (model,) = build_in_memory(Project(EXAMPLE), ["model"]).built
    package = open_package(model.data, model.name)
    cells = SheetGrids(package)["Summary"].cells.values()
    lines = {cell.value: cell.row for cell in cells if cell.column == 2}
    shown = {(cell.row, cell.column): cell.value for cell in cells}
    results = ("Operating income", "Income before tax", "Net income")
    assert [shown[lines[name], 5] for name in results] == ["wider loss"] * 3


@pytest.mark.skipif(not FACTS.is_file(), reason="the filings are not at hand")
def test_every_figure_of_the_example_is_the_value_of_its_filing() -> None:
    told = json.loads(FACTS.read_text("utf-8"), parse_float=Decimal)["facts"]
    accessions = {
        row["doc"]: row["source_file"]
        for row in csv.DictReader((EXAMPLE / "data" / "documents.csv").read_text("utf-8").splitlines())
    }
    compared = 0
    for path in (EXAMPLE / "data" / "facts").glob("*.csv"):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            taxonomy, _, name = row["element"].partition(":")
            start, _, end = row["context"].rpartition("/")
            values = {
                Decimal(one["val"])
                for rows in told[taxonomy][name]["units"].values()
                for one in rows
                if (one["accn"], one.get("start", ""), one["end"]) == (accessions[path.stem], start, end)
            }
            assert values == {Decimal(row["value"]).scaleb(int(row["scale"]))}, (path.stem, row)
            compared += 1
    assert compared == 1683
