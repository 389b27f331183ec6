"""`reportgen check`: what the checks found, errors first, then warnings and what is worth knowing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from reportgen.checks.run import CHECKS, CheckReport, run_checks
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Issue, Severity, render_issues
from reportgen.data.records import MetricTable
from reportgen.data.vintage import LATEST, Vintage, select
from reportgen.project.project import Project

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_COUNTED = {kind.id: kind.counted for check in CHECKS for kind in check.kinds if kind.counted}


def run(project: Path, vintage: Vintage | None, json: bool, everything: bool = False) -> None:
    """Check all tables as of today and print what was found; exit code 1 where an error stands."""
    table = select(Project(project).table(), vintage or LATEST)
    report = run_checks(table, date.today())
    if json:
        as_json(_data(report, table))
    else:
        for severity in _ORDER:
            found = [issue for issue in report.issues if issue.severity is severity]
            found = [issue for issue in found if everything or not _is_counted(issue)]
            if found:
                say(render_issues(found) + "\n")
        say(f"{len(table.facts)} facts, {len(table.claims)} claims")
        for line in [*_counted(report.issues, everything), *report.summary()]:
            say(line)
    if not report.good:
        raise SystemExit(1)


def _is_counted(issue: Issue) -> bool:
    """Whether a finding asks for nothing to be done, or is one of very many."""
    return issue.severity is Severity.INFO or issue.id in _COUNTED


def _counted(issues: tuple[Issue, ...], everything: bool) -> list[str]:
    counts = Counter(issue.id for issue in issues if _is_counted(issue))
    if everything or not counts:
        return []
    parts = [f"  {count} {_COUNTED.get(name, name)}" for name, count in counts.items()]
    return ["not listed (--all lists them):", *parts]


def _data(report: CheckReport, table: MetricTable) -> dict[str, object]:
    return {
        "ok": report.good,
        "facts": len(table.facts),
        "claims": len(table.claims),
        "counts": report.counts(),
        "findings": [issue.as_dict() for issue in report.issues],
        **report.tests_as_json(),
    }
