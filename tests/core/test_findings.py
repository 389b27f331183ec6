"""Findings as people and machines read them."""

from __future__ import annotations

import pytest

from reportgen.core.findings import (
    FindingsError,
    Issue,
    Place,
    ReportgenError,
    Severity,
    did_you_mean,
    nearest,
    render_issue,
    render_issues,
)

ISSUE = Issue(
    "unknown-metric",
    'no metric is named "revenu"',
    Place("templates/model.xlsx", sheet="Model", cell="F12"),
    expected="a concept of data/concepts.csv",
    found="revenu",
    hint='did you mean "revenue"?',
)


def test_a_finding_reads_like_a_sentence_with_a_place_and_a_way_out() -> None:
    assert render_issue(ISSUE).splitlines() == [
        'error  unknown-metric   templates/model.xlsx, sheet "Model", cell F12',
        '       no metric is named "revenu"',
        "       expected: a concept of data/concepts.csv",
        "       found: revenu",
        '       hint: did you mean "revenue"?',
    ]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place("a.csv"), "a.csv"),
        (Place("a.csv", 12), "a.csv:12"),
        (Place("deck.pptx", slide=3, shape="kpi_table"), 'deck.pptx, slide 3, shape "kpi_table"'),
        (Place("a.xlsx", part="xl/styles.xml"), "a.xlsx, part xl/styles.xml"),
    ],
)
def test_a_place_says_where(place: Place, text: str) -> None:
    assert str(place) == text


def test_plain_data_leaves_out_what_says_nothing() -> None:
    assert Issue("a", "b", Place("f", 1)).as_dict() == {
        "id": "a",
        "message": "b",
        "place": {"file": "f", "line": 1},
        "severity": "error",
    }


def test_several_findings_stand_one_under_the_other() -> None:
    warning = Issue("w", "odd", severity=Severity.WARNING)
    text = render_issues([ISSUE, warning])
    assert text.count("\n") == 6
    assert text.splitlines()[-2].split() == ["warning", "w"]


def test_a_warning_keeps_a_blank_before_its_id() -> None:
    assert render_issue(Issue("w", "odd", severity=Severity.WARNING)).startswith("warning ")


def test_all_findings_are_raised_together() -> None:
    with pytest.raises(ReportgenError) as caught:
        raise FindingsError([ISSUE, ISSUE])
    assert isinstance(caught.value, FindingsError)
    assert caught.value.issues == (ISSUE, ISSUE)
    assert 'no metric is named "revenu"' in str(caught.value)


def test_the_nearest_name_is_asked_back_and_nothing_is_guessed() -> None:
    assert did_you_mean("revenu", ["revenue", "cost"]) == 'did you mean "revenue"?'
    assert did_you_mean("xyz", ["revenue", "cost"]) == ""
    assert nearest("cots", ["cost", "tax"]) == "cost"
