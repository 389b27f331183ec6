"""`reportgen check`: what the checks found, errors first, then warnings and information."""

from __future__ import annotations

from pathlib import Path

from reportgen.checks import CheckReport, run_checks
from reportgen.cli.output import as_json, say
from reportgen.diagnostics import Severity, render_issues
from reportgen.metrics import LATEST, Vintage, select
from reportgen.pipeline.project import Project

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_WORDS = {
    "ok": "agree",
    "incomplete": "incomplete (a part is not disclosed)",
    "contradiction": "contradict",
    "waived": "waived with a reason",
    "revised": "revised",
}
_NAMES = {"ties": "tie-outs", "claims": "printed changes and shares", "duplicates": "figures printed twice"}


def run(project: Path, vintage: Vintage | None, json: bool) -> None:
    """Check all tables and print what was found; exit code 1 where an error stands."""
    table = select(Project(project).table(), vintage or LATEST)
    report = run_checks(table)
    if json:
        as_json(
            {
                "ok": report.good,
                "facts": len(table.facts),
                "claims": len(table.claims),
                "counts": report.counts(),
                "findings": [issue.as_dict() for issue in report.issues],
            }
        )
    else:
        for severity in _ORDER:
            found = [issue for issue in report.issues if issue.severity is severity]
            if found:
                say(render_issues(found) + "\n")
        say(f"{len(table.facts)} facts, {len(table.claims)} claims")
        for line in summary(report):
            say(line)
    if not report.good:
        raise SystemExit(1)


def summary(report: CheckReport) -> list[str]:
    """One line for each kind of test: `31 tie-outs agree, 9 incomplete, 1 waived with a reason`."""
    lines = []
    for name, verdicts in report.counts().items():
        parts = [f"{count} {_WORDS[verdict]}" for verdict, count in verdicts.items()]
        if parts:
            lines.append(f"{_NAMES[name]}: " + ", ".join(parts))
    errors = len(report.errors)
    lines.append("nothing to fix" if not errors else f"{errors} to fix")
    return lines
