"""The company's own file."""

from __future__ import annotations

from datetime import date

import pytest
from metric_language import COMPANY, project_files

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.data.company import read_company


def test_the_projects_company_is_read() -> None:
    company, issues = read_company("company.yaml", project_files()["company.yaml"])
    assert issues == []
    assert company is not None
    assert company.calendar == FiscalCalendar(3)
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


def test_a_company_says_when_its_years_end_and_what_they_are_called() -> None:
    text = COMPANY.replace("03-31", "09-30") + (
        "fiscal_year_ends_on: last Saturday\nyears_named_by: end\nperiod_ends: {1Q23: 2022-12-31, FY24: 2024-09-28}\n"
    )
    company, issues = read_company("company.yaml", text.encode())
    assert issues == []
    assert company is not None
    printed = (((2023, 1), date(2022, 12, 31)), ((2024, 4), date(2024, 9, 28)))
    assert company.calendar == FiscalCalendar(9, named_by_end=True, weekday=5, printed=printed)


@pytest.mark.parametrize(
    "entry",
    [
        "fiscal_year_ends_on: last Caturday",
        "fiscal_year_ends_on: Saturday",
        "years_named_by: middle",
        "period_ends: {1H23: 2022-12-31}",
        "period_ends: 2022-12-31",
        "period_ends: {1Q23: 2022-06-30}",
        "period_ends: {2Q23: 2023-12-31}",
        "period_ends: {3Q23: 2022-12-31}",
    ],
)
def test_a_calendar_that_cannot_be_read_is_a_finding_at_its_line(entry: str) -> None:
    company, issues = read_company("company.yaml", (COMPANY + entry + "\n").encode())
    assert company is None
    assert [(issue.id, issue.place.line) for issue in issues] == [
        ("unknown-calendar", COMPANY.count("\n") + 1)
    ]


def test_a_missing_entry_is_named() -> None:
    _, issues = read_company("company.yaml", b"entity: a\nname_en: b\ncurrency: JPY\n")
    assert [issue.message for issue in issues] == ['the entry "fiscal_year_end" is missing']
