"""The company's own file."""

from __future__ import annotations

import pytest
from metric_language import COMPANY, project_files

from reportgen.data.company import read_company


def test_the_projects_company_is_read() -> None:
    company, issues = read_company("company.yaml", project_files()["company.yaml"])
    assert issues == []
    assert company is not None
    assert company.fiscal_year_end_month == 3
    assert company.contact


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (COMPANY.replace("entity:", "entiti:"), 'the file has no entry "entiti"', 1),
        (COMPANY.replace("03-31", "03-30"), '"fiscal_year_end" is not the last day of a month', 4),
        (COMPANY.replace('"TSE:0000"', "1"), '"entity" is not a text', 1),
        (COMPANY + "x: [1\n", "the file is no valid YAML: expected ',' or ']', but got '<stream end>'", 8),
        ("just words\n", "the file holds no names with values", 1),
    ],
)
def test_a_fault_is_found_at_its_line(text: str, message: str, line: int) -> None:
    company, issues = read_company("company.yaml", text.encode())
    assert company is None
    assert (issues[0].message, issues[0].place.line) == (message, line)


def test_a_missing_entry_is_named() -> None:
    _, issues = read_company("company.yaml", b"entity: a\nname_en: b\ncurrency: JPY\n")
    assert [issue.message for issue in issues] == ['the entry "fiscal_year_end" is missing']
