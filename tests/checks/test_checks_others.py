"""Duplicates, targets, plausibility, labels; and the project's own tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import CONCEPTS, claim, fact, files, project_files, table

from reportgen.checks.check import Verdict
from reportgen.checks.duplicates import DUPLICATES, Agreement
from reportgen.checks.run import run_checks
from reportgen.checks.targets import TARGETS
from reportgen.core.findings import Issue, Severity
from reportgen.core.structs import replace
from reportgen.data.load import build_table, load
from reportgen.data.records import MetricTable, parse_key


def test_two_roundings_of_one_figure_are_consistent() -> None:
    rows = [fact("revenue", "FY17", "176,051"), fact("revenue", "FY17", "JPY176.1 bn", scale=9)]
    (duplicate,) = run_checks(table(rows)).of(DUPLICATES)
    assert (duplicate.agreement, duplicate.verdict) == (Agreement.CONSISTENT, Verdict.OK)


def test_two_prints_that_share_no_value_are_an_error() -> None:
    rows = [fact("revenue", "FY17", "176,051"), fact("revenue", "FY17", "JPY176.2 bn", scale=9, line=31)]
    (issue,) = run_checks(table(rows)).issues
    assert (issue.id, issue.severity) == ("duplicate-inconsistent", Severity.ERROR)
    assert issue.message == "revenue|FY17 is printed twice, and differently"
    assert issue.found == '176.2 billion JPY (2018-05-15_results, "Results", line 31: JPY176.2 bn)'


def later(first: dict[str, str], second: dict[str, str]) -> MetricTable:
    return load(files([first], later_facts=[second]))


def test_a_restated_figure_needs_to_say_so() -> None:
    silent = run_checks(later(fact("revenue", "FY17", "100"), fact("revenue", "FY17", "101")))
    said = run_checks(later(fact("revenue", "FY17", "100"), fact("revenue", "FY17", "101", note="restated")))
    assert [issue.id for issue in silent.errors] == ["duplicate-inconsistent"]
    assert said.good
    assert [issue.id for issue in said.issues] == ["figure-revised"]


def test_the_same_figure_in_two_documents_is_complete() -> None:
    (duplicate,) = run_checks(later(fact("revenue", "FY17", "100"), fact("revenue", "FY17", "100"))).of(
        DUPLICATES
    )
    assert duplicate.agreement is Agreement.COMPLETE


def test_a_revised_target_is_no_contradiction_and_keeps_its_way() -> None:
    first = fact("revenue", "FY18", "190", scenario="target")
    report = run_checks(load(files([first], later_facts=[fact("revenue", "FY18", "192", scenario="actual")])))
    (step,) = report.of(TARGETS)
    assert [str(target.value) for target in step.targets] == ["190"]
    assert step.outcome == "above"


def test_claims_that_differ_about_one_change_are_found() -> None:
    claims = [
        claim("revenue", "FY17", "change_pct", "FY16", "+11.6%"),
        claim("revenue", "FY17", "change_pct", "FY16", "+13%", line=2),
    ]
    assert [issue.id for issue in run_checks(table(claims=claims)).issues] == ["duplicate-inconsistent"]


@pytest.mark.parametrize(
    ("row", "name", "message"),
    [
        (
            fact("tax", "4Q17", "13.365", scale=6),
            "unit-shift",
            "tax|4Q17 is off its own series by a factor near 10^3",
        ),
        (
            fact("revenue", "4Q17", "(13,365)"),
            "unusual-sign",
            'revenue|4Q17 is negative, which "revenue" is not by nature',
        ),
        (
            fact("tax", "4Q17", "approx. 13,365", value=13365),
            "bound-differs",
            'the token says "approx.", the bound is point',
        ),
        (
            fact("tax", "4Q17", "13,365", unit="USD"),
            "unit-differs",
            "tax|4Q17 stands in another unit than tax|1Q16",
        ),
    ],
)
def test_an_odd_figure_is_a_warning(row: dict[str, str], name: str, message: str) -> None:
    series = [fact("tax", period, "13,000") for period in ("1Q16", "2Q16", "3Q16", "4Q16", "1Q17")]
    (issue,) = run_checks(table([*series, row])).issues
    assert (issue.id, issue.message, issue.severity) == (name, message, Severity.WARNING)


def test_a_missing_japanese_label_is_a_warning() -> None:
    (issue,) = run_checks(load(files(concepts=CONCEPTS.replace("税", "")))).issues
    assert issue.message == '"tax" has no Japanese label'


def test_a_label_that_means_two_metrics_is_told() -> None:
    aliases = (
        "Revenue,2018-05-15_results,revenue,,,1,\n"
        "Revenue,2018-05-15_results#208,cost_of_revenue,,,1,mislabelled\n"
    )
    (issue,) = run_checks(load(files(aliases=aliases))).issues
    assert issue.message == '"Revenue" means cost_of_revenue in line 208, revenue elsewhere'
    assert issue.severity is Severity.INFO


def test_faults_of_expressions_are_findings_of_the_checks_too() -> None:
    broken = CONCEPTS.replace("revenue - cost_of_revenue", "revenue - 100")
    report = run_checks(load(files(concepts=broken)))
    assert [issue.id for issue in report.issues] == ["number-in-expression"]


def test_the_projects_own_tables_hold_no_unexplained_contradiction() -> None:
    report = run_checks(load(project_files()))
    assert [issue for issue in report.issues if issue.severity is not Severity.INFO] == []
    assert report.counts()["claims"]["ok"] > 100


def findings(table: MetricTable) -> set[Issue]:
    return {issue for issue in run_checks(table).issues if issue.severity is not Severity.INFO}


@pytest.mark.parametrize("key", ["revenue|FY17", "cost_of_revenue|FY17", "gross_margin|FY17", "sga_rd|4Q17"])
def test_a_wrong_digit_in_a_main_figure_is_found(key: str) -> None:
    """Every digit is tried against the figures of its year and the years beside it alone.

    Fewer figures are fewer witnesses: what they find is found among all of them too, as the last digit shows,
    the least change of all. What the narrowed tables lack is known before and does not count.
    """
    whole = load(project_files())
    facts, claims = (
        tuple(one for one in records if one.key.period.id[-2:] in ("16", "17", "18"))
        for records in (whole.facts, whole.claims)
    )
    near = build_table(whole.catalogue, facts, claims)
    right = whole.by_key[parse_key(key)][0]
    text = str(right.value)

    def found(place: int, table: MetricTable) -> set[Issue]:
        digit = str((int(text[place]) + 4) % 10)
        wrong = replace(right, value=Decimal(text[:place] + digit + text[place + 1 :]))
        changed = [wrong if fact is right else fact for fact in table.facts]
        return findings(build_table(table.catalogue, changed, table.claims))

    known = findings(near)
    assert [place for place in range(len(text)) if not found(place, near) - known] == []
    assert found(len(text) - 1, whole)
