"""Findings as text for a terminal.

error  unknown-metric   templates/house/model.xlsx, sheet "Model", cell F12
       no metric is named "revenu"
       expected: a concept of data/concepts.csv
       found: revenu
       hint: did you mean "revenue"?
"""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.diagnostics.issue import Issue

_INDENT = "       "


def render_issue(issue: Issue) -> str:
    """One finding, two to five lines, without colour."""
    place = str(issue.place)
    lines = [f"{issue.severity.value:<6} {issue.id}" + (f"   {place}" if place else "")]
    lines.append(_INDENT + issue.message)
    for name in ("expected", "found", "hint"):
        text: str = getattr(issue, name)
        if text:
            lines.append(f"{_INDENT}{name}: {text}")
    return "\n".join(lines)


def render_issues(issues: Iterable[Issue]) -> str:
    """All findings, in the order given, one under the other."""
    return "\n".join(render_issue(issue) for issue in issues)
