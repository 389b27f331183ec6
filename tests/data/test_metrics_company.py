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
    assert company.contact(date(2018, 5, 15))["mail"] == "ir@iij.ad.jp"


def test_a_contact_is_the_one_that_was_printed_by_then() -> None:
    company, _ = read_company("company.yaml", project_files()["company.yaml"])
    assert company is not None
    known = {
        day: company.contact(date.fromisoformat(day)) for day in ("2008-05-15", "2014-02-07", "2015-11-30")
    }
    assert "Kanda Jinbo-cho" in known["2008-05-15"]["address"]
    assert "Kanda Jinbo-cho" in known["2014-02-07"]["address"]
    assert (known["2014-02-07"]["phone"], known["2015-11-30"]["phone"]) == (
        "81-3-5259-6500",
        "81-3-5205-6500",
    )
    assert known["2014-02-07"]["mail"] == known["2015-11-30"]["mail"]
    assert "Iidabashi" in known["2015-11-30"]["address"]


@pytest.mark.parametrize(
    "earlier",
    [
        "{address: A}",
        "[{address: A}]",
        "[{since: 2016-01-01, address: A}]",
        "[{since: soon, address: A}]",
        "[1]",
    ],
)
def test_an_earlier_contact_has_a_day_before_the_one_after_it(earlier: str) -> None:
    text = COMPANY + f"investor_relations: {{since: 2015-11-30, address: B, earlier: {earlier}}}\n"
    company, issues = read_company("company.yaml", text.encode())
    assert company is None
    assert [issue.id for issue in issues] == ["unknown-contact"]


def test_a_contact_without_a_telephone_has_its_other_lines_at_their_places() -> None:
    text = COMPANY + "investor_relations: {address: A, web: W}\n"
    company, _ = read_company("company.yaml", text.encode())
    assert company is not None
    assert company.contact(date(2020, 1, 1)) == {"address": "A", "web": "W"}


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
