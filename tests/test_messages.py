"""How findings are worded, wherever they are made: ids that can be searched for, sentences of one shape."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from code_trees import FILES, PACKAGE, tree

from reportgen.core.findings import Issue, Place, Severity, did_you_mean, render_issue, render_issues


def literal(node: ast.expr | None) -> str | None:
    """The text of a literal or f-string, figures of it as `{}`; None for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in values)
        case _:
            return None


def issues_in_code() -> Iterator[tuple[str, str | None, str | None, str | None]]:
    """Every `Issue(...)` that is spelled out in the code: place, id, message, hint."""
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Issue":
                named = {keyword.arg: keyword.value for keyword in node.keywords}
                place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                first = node.args[0] if node.args else named.get("id")
                second = node.args[1] if len(node.args) > 1 else named.get("message")
                yield place, literal(first), literal(second), literal(named.get("hint"))


@cache
def issues() -> list[tuple[str, str | None, str | None, str | None]]:
    """All of them, looked for once."""
    return list(issues_in_code())


def test_there_are_findings_to_look_at() -> None:
    assert len(issues()) > 60


def test_an_id_is_lower_case_with_hyphens() -> None:
    shape = re.compile(r"[a-z{][a-z0-9{}]*(-[a-z0-9{}]+)*")
    assert [(place, name) for place, name, _, _ in issues() if name and not shape.fullmatch(name)] == []


def test_a_message_is_a_lower_case_sentence_without_full_stop() -> None:
    # Names of companies, programs and formats keep their capitals.
    start = re.compile(r"[a-z\"{'0-9]|LibreOffice|YAML")
    messages = [(place, words) for place, _, words, _ in issues() if words]
    assert [one for one in messages if one[1].endswith((".", "!"))] == []
    assert [one for one in messages if not start.match(one[1])] == []


def test_a_hint_is_no_sentence_with_a_full_stop() -> None:
    assert [(place, hint) for place, _, _, hint in issues() if hint and hint.endswith(".")] == []


def test_a_finding_reads_like_this() -> None:
    issue = Issue(
        "unknown-metric",
        'no metric is named "revenu"',
        Place("templates/a/model.xlsx", sheet="Model", cell="F12"),
        expected="a concept of data/concepts.csv",
        found="revenu",
        hint=did_you_mean("revenu", ["revenue", "cost"]),
    )
    assert render_issue(issue).splitlines() == [
        'error  unknown-metric   templates/a/model.xlsx, sheet "Model", cell F12',
        '       no metric is named "revenu"',
        "       expected: a concept of data/concepts.csv",
        "       found: revenu",
        '       hint: did you mean "revenue"?',
    ]


def test_a_finding_says_the_same_as_data() -> None:
    issue = Issue("a-b", "words", Place("f.csv", 3), Severity.WARNING)
    assert issue.as_dict() == {
        "id": "a-b",
        "message": "words",
        "place": {"file": "f.csv", "line": 3},
        "severity": "warning",
    }


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("data/facts/a.csv", 12), "data/facts/a.csv:12"),
        (Place("a.xlsx", sheet="Read me", cell="B2"), 'a.xlsx, sheet "Read me", cell B2'),
        (Place("a.pptx", slide=3, shape="kpi"), 'a.pptx, slide 3, shape "kpi"'),
        (Place("a.pptx", part="/ppt/presentation.xml"), "a.pptx, part /ppt/presentation.xml"),
        (Place(), ""),
    ],
)
def test_a_place_is_told_in_full(place: Place, words: str) -> None:
    assert str(place) == words


def test_findings_keep_their_order() -> None:
    issues = [Issue("b", "second"), Issue("a", "first")]
    assert render_issues(issues).split() == ["error", "b", "second", "error", "a", "first"]


def test_a_hint_is_given_for_what_is_close_and_for_nothing_else() -> None:
    assert did_you_mean("revenu", ["revenue", "cost"]) == 'did you mean "revenue"?'
    assert did_you_mean("xyz", ["revenue", "cost"]) == ""
