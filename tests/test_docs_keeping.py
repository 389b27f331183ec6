"""The example of the guide on keeping one's work comes out as the guide prints it."""

from __future__ import annotations

import json
import re

import pytest
from carry_language import by_hand, carried_over, model
from house import ROOT
from plan_text import carry_text

from reportgen.app.report import carried_data
from reportgen.carry.carry_plan import CarryPlan
from reportgen.cli.build import carried_lines

TEXT = (ROOT / "docs" / "keeping-your-work.md").read_text("utf-8")


def printed(kind: str) -> str:
    found = re.search(rf"```text {kind}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture(scope="module")
def plan() -> CarryPlan:
    edited = by_hand(model().build(), {"Drivers!I5": "0.08", "Model!D3": "999"})
    later = model(quarters=("1Q17", "2Q17", "3Q17", "4Q17"), forecasts=("1Q18", "2Q18"))
    return carried_over(edited, later).carry.plan


def test_the_account_is_the_one_printed(plan: CarryPlan) -> None:
    assert "\n".join(carried_lines(plan)) + "\n" == printed("account")


def test_the_plan_is_the_one_printed(plan: CarryPlan) -> None:
    assert carry_text(plan) + "\n" == printed("plan")


def test_every_finding_of_carrying_is_in_the_table() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "reportgen" / "carry").glob("*.py"))
    told = set(re.findall(r'Conflict\(\s*"([a-z-]+)"', code))
    assert told, "conflicts are made somewhere"
    assert {one for one in told if f"`{one}`" not in TEXT} == set()


def test_machines_get_the_same_account(plan: CarryPlan) -> None:
    told = json.loads(json.dumps(carried_data(plan)))
    assert told["counts"]["inputs"] == 1
    assert [(one["new_cell"], one["content"]) for one in told["inputs"]] == [("H5", "0.08")]
    assert [(one["id"], one["sheet"], one["cell"], one["typed"]) for one in told["conflicts"]] == [
        ("typed-over", "Model", "D3", "999")
    ]
