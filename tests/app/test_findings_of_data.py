"""Faults of data: the smallest change that provokes each, and what a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from finding_language import Changes, heard, plain
from language import FACTS, TEXTS, changed

_REST = "+ revenue|3Q23 120 (line 10), + revenue|4Q23 130 (line 10)"
CASES: dict[str, tuple[Changes, str]] = {
    "a printed token that says something else": (
        {FACTS: changed(TEXTS[FACTS], '130,6,-6,"130"', '130,6,-6,"131"')},
        """
        error printed-differs data/facts/2024-05-10_results.csv:5
        the printed token and the value differ
        expected: 131
        found: 130
        """,
    ),
    "a concept that nobody defined": (
        {FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23")},
        """
        error unknown-concept data/facts/2024-05-10_results.csv:2
        no concept is named "revenu"
        found: revenu
        hint: did you mean "revenue"?
        """,
    ),
    "quarters that do not add up to the year": (
        {FACTS: changed(TEXTS[FACTS], '460,6,-6,"460"', '470,6,-6,"470"')},
        f"""
        error tie-contradiction data/facts/2024-05-10_results.csv:10
        revenue|FY23 does not tie (quarters_to_year): Quarters add up to the year.
        expected: 457.5 to 462.5 million JPY
        found: 470 million JPY (2024-05-10_results, "Results", line 12: 470)
        hint: + revenue|1Q23 100 (line 10), + revenue|2Q23 110 (line 10), {_REST}
        """,
    ),
    "a company that cannot be read": (
        {"data/company.yaml": "name_en: [unclosed"},
        """
        error not-yaml data/company.yaml:1
        the file is no valid YAML: expected ',' or ']', but got '<stream end>'
        """,
    ),
    "a file that nobody reads": (
        {"data/concept.csv": "a,b\n"},
        """
        error stray-file data/concept.csv
        no file of this name is read
        hint: did you mean "concepts.csv"?
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_the_data_is_told_with_file_and_line(case: str, tmp_path: Path) -> None:
    changes, wording = CASES[case]
    assert heard(tmp_path, changes) == [plain(wording)]


def test_a_folder_without_data_is_no_project(tmp_path: Path) -> None:
    changes = {name: None for name in TEXTS if name.startswith("data/")}
    assert heard(tmp_path, changes) == [
        plain(f"""
        error no-project {tmp_path}
        this folder is no project: it has no data folder
        hint: go to a project folder, or name one with --project
        """)
    ]
