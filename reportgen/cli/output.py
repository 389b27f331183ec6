"""Saying things: plain lines, findings, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from reportgen.core.findings import Issue, Severity, render_issues

if TYPE_CHECKING:
    from reportgen.data.vintage import Vintage


def say(text: str) -> None:
    """One line for a person, to standard output."""
    sys.stdout.write(text + "\n")


def complain(issues: Sequence[Issue], writes: bool) -> None:
    """All findings to standard error, with their number at the end, and that a command which writes wrote nothing."""
    sys.stderr.write(render_issues(issues) + "\n")
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    nothing = "; nothing was written" if writes else ""
    sys.stderr.write(f"\n{errors} {'error' if errors == 1 else 'errors'}{nothing}\n")


def as_json(data: object) -> None:
    """Data for machines, to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def chosen(as_of: str, vintage: str, document: str) -> Vintage | None:
    """The vintage that the options name, None where none is given; two at once are wrong use (exit code 2)."""
    from reportgen.data.vintage import parse_vintage

    given = [
        text for text in (as_of and f"as-of {as_of}", vintage, document and f"document {document}") if text
    ]
    if len(given) > 1:
        raise typer.BadParameter("use one of --as-of, --vintage and --document, not several")
    try:
        return parse_vintage(given[0]) if given else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
