"""Findings: what is wrong, where, what was expected, what was found and the way out."""

from reportgen.diagnostics.errors import FindingsError, ReportgenError
from reportgen.diagnostics.issue import Issue, Place, Severity
from reportgen.diagnostics.nearest import did_you_mean, nearest
from reportgen.diagnostics.render import render_issue, render_issues

__all__ = [
    "FindingsError",
    "Issue",
    "Place",
    "ReportgenError",
    "Severity",
    "did_you_mean",
    "nearest",
    "render_issue",
    "render_issues",
]
