"""Saying things: plain lines, findings, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from reportgen.diagnostics import Issue, Severity, render_issues


def say(text: str) -> None:
    """One line for a person, to standard output."""
    sys.stdout.write(text + "\n")


def complain(issues: Sequence[Issue]) -> None:
    """All findings to standard error, with their number at the end."""
    sys.stderr.write(render_issues(issues) + "\n")
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    sys.stderr.write(f"\n{errors} {'error' if errors == 1 else 'errors'}; nothing was written\n")


def as_json(data: object) -> None:
    """Data for machines, to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")
