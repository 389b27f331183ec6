"""The two kinds of failure: findings that a user can mend, and everything else, which is our bug."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.diagnostics.issue import Issue


class ReportgenError(Exception):
    """The base of every error that reportgen raises on purpose."""


class FindingsError(ReportgenError):
    """All findings of one run, raised once, after everything has been looked at."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("; ".join(f"{issue.id} at {issue.place}: {issue.message}" for issue in self.issues))
