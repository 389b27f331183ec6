"""Figures that a later document prints differently: with a reason information, without one an error."""

from __future__ import annotations

import pytest
from metric_language import fact, files

from reportgen.checks.restatements import RESTATEMENTS, Restatement
from reportgen.checks.run import run_checks
from reportgen.core.findings import Issue
from reportgen.data.load import load


def restated(second: dict[str, str], **more: str) -> tuple[tuple[Restatement, ...], list[Issue]]:
    given = files([fact("revenue", "FY17", "100")], later_facts=[second], **more)  # type: ignore[arg-type]
    report = run_checks(load(given))
    return report.of(RESTATEMENTS), [issue for issue in report.issues if issue.id != "unused-waiver"]


def test_a_difference_without_a_reason_is_an_error_with_the_whole_chain() -> None:
    (one,), (issue,) = restated(fact("revenue", "FY17", "101", line=31))
    assert not one.explained
    assert (issue.id, issue.severity) == ("duplicate-inconsistent", "error")
    assert issue.message == "revenue|FY17 is printed differently by a later document"
    assert issue.expected == "100 (2018-05-15_results, line 1)"
    assert issue.found == '100 (2018-05-15_results) -> 101 (2019-05-15_results), "Results", line 31'
    assert issue.hint == (
        "one row may have the wrong period, scale or metric; a restated figure says so in its note"
    )


@pytest.mark.parametrize("word", ["restated", "Reclassified by 1", "on another basis", "corrected"])
def test_a_reason_in_the_note_makes_it_information(word: str) -> None:
    (one,), (issue,) = restated(fact("revenue", "FY17", "101", note=word))
    assert (one.explained, one.reason) == (True, word)
    assert (issue.id, issue.severity) == ("figure-revised", "info")
    assert issue.message == f"revenue|FY17 is printed differently by a later document: {word}"


def test_a_waiver_or_a_status_explains_it_too() -> None:
    waiver = "restatement,revenue|FY17,Said on the phone.,me,2019-06-01,\n"
    (waived,), _ = restated(fact("revenue", "FY17", "101"), waivers=waiver)
    (marked,), _ = restated(fact("revenue", "FY17", "101", status="suspect", note="smudged"))
    assert waived.reason == "Said on the phone."
    assert marked.reason == "line 1 of 2019-05-15_results is marked suspect: smudged"


@pytest.mark.parametrize(
    "second",
    [
        fact("revenue", "FY17", "100"),
        fact("revenue", "FY17", "0.1", scale=9),
        fact("revenue", "FY17", "over 100", value="100", bound="over"),
    ],
)
def test_the_same_figure_in_another_rounding_is_no_restatement(second: dict[str, str]) -> None:
    restatements, _ = restated(second)
    assert restatements == ()


def test_a_target_that_changes_is_told_as_a_target() -> None:
    first = fact("revenue", "FY19", "100", scenario="target")
    second = fact("revenue", "FY19", "110", scenario="target_revised")
    report = run_checks(load(files([first], later_facts=[second])))
    (issue,) = report.issues
    assert report.of(RESTATEMENTS) == ()
    assert (issue.id, issue.severity) == ("target-revised", "info")
    assert issue.found == "100 (2018-05-15_results) -> 110 (2019-05-15_results)"


def test_a_first_target_that_a_later_document_prints_differently_is_a_warning() -> None:
    rows = [fact("revenue", "FY19", token, scenario="target") for token in ("100", "110")]
    report = run_checks(load(files(rows[:1], later_facts=rows[1:])))
    (issue,) = [issue for issue in report.issues if issue.id == "duplicate-inconsistent"]
    assert issue.severity == "warning"
    assert issue.message == "revenue|FY19|target is printed differently by a later document"
    assert issue.hint == (
        "a target that replaces another is target_revised; else one row may have the wrong period or scale"
    )
