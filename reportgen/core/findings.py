"""Findings: what is wrong, where, what was expected, what was found and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from reportgen.core.structs import asdict


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning is shown in it, information is listed."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(Struct, frozen=True):
    """Where a finding stands: a file and, inside it, a line, a cell or a shape.

    `line` counts from 1 (as editors do), `slide` counts from 1.
    """

    file: str = ""
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    slide: int | None = None
    shape: str = ""
    part: str = ""

    def __str__(self) -> str:
        """The place as a person reads it, for instance `data/facts/a.csv:12`."""
        head = f"{self.file}:{self.line}" if self.line is not None else self.file
        steps = [head] if head else []
        if self.part:
            steps.append(f"part {self.part}")
        if self.sheet:
            steps.append(f'sheet "{self.sheet}"')
        if self.cell:
            steps.append(f"cell {self.cell}")
        if self.slide is not None:
            steps.append(f"slide {self.slide}")
        if self.shape:
            steps.append(f'shape "{self.shape}"')
        return ", ".join(steps)


class Issue(Struct, frozen=True):
    """One finding: a stable id, its weight, its place, a sentence, and what helps to mend it.

    `id` is lower case with hyphens and never changes its meaning; `message` is a lower-case sentence
    without a full stop; `expected`, `found` and `hint` are empty where they would say nothing.
    """

    id: str
    message: str
    place: Place = Place()
    severity: Severity = Severity.ERROR
    expected: str = ""
    found: str = ""
    hint: str = ""

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data for JSON; empty fields are left out."""
        data = asdict(self)
        data["severity"] = str(self.severity)
        data["place"] = {name: value for name, value in data["place"].items() if value not in ("", None)}
        return {name: value for name, value in data.items() if value not in ("", {})}


class ReportgenError(Exception):
    """The base of every error that reportgen raises on purpose."""


class FindingsError(ReportgenError):
    """All findings of one run, raised once, after everything has been looked at; or the one that ends it."""

    def __init__(self, issues: Issue | Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("; ".join(f"{issue.id} at {issue.place}: {issue.message}" for issue in self.issues))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to `word`, or None where nothing is close: `revenu` gives `revenue`."""
    from difflib import get_close_matches

    matches = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint sentence, `did you mean "revenue"?`, or an empty text where nothing is close."""
    match = nearest(word, known)
    return f'did you mean "{match}"?' if match else ""


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
