"""`reportgen check`: what the checks found, errors first, then warnings and what is worth knowing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from reportgen.checks.records import CheckReport
from reportgen.checks.run import run_checks
from reportgen.checks.summary import summary
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Issue, Severity, render_issues
from reportgen.data.records import MetricTable
from reportgen.data.vintage import LATEST, Vintage, select
from reportgen.project.project import Project

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
# Found by the hundred and wrong in nothing: counted, and listed with --all.
_COUNTED = {
    "tie-incomplete": "tie-outs with a part that is not disclosed",
    "growth-across-break": "printed changes across a change of scope or definition",
}


def run(project: Path, vintage: Vintage | None, json: bool, everything: bool = False) -> None:
    """Check all tables and print what was found; exit code 1 where an error stands."""
    table = select(Project(project).table(), vintage or LATEST)
    report = run_checks(table)
    if json:
        as_json(_data(report, table))
    else:
        for severity in _ORDER:
            found = [issue for issue in report.issues if issue.severity is severity]
            found = [issue for issue in found if everything or issue.id not in _COUNTED]
            if found:
                say(render_issues(found) + "\n")
        say(f"{len(table.facts)} facts, {len(table.claims)} claims")
        for line in [*_counted(report.issues, everything), *summary(report)]:
            say(line)
    if not report.good:
        raise SystemExit(1)


def _counted(issues: tuple[Issue, ...], everything: bool) -> list[str]:
    counts = Counter(issue.id for issue in issues if issue.id in _COUNTED)
    if everything or not counts:
        return []
    parts = [f"{count} {_COUNTED[name]}" for name, count in counts.items()]
    return [f"not listed: {', '.join(parts)} (--all lists them)"]


def _data(report: CheckReport, table: MetricTable) -> dict[str, object]:
    return {
        "ok": report.good,
        "facts": len(table.facts),
        "claims": len(table.claims),
        "counts": report.counts(),
        "findings": [issue.as_dict() for issue in report.issues],
        "targets": [
            {
                "key": f"{step.metric}|{step.period}",
                "targets": [
                    {
                        "doc": fact.source.doc,
                        "scenario": fact.key.scenario,
                        "printed": fact.source.printed,
                        "value": f"{fact.base:f}",
                    }
                    for fact in step.targets
                ],
                "reached": f"{step.reached.value:f}" if step.reached.value is not None else None,
                "first_outcome": str(step.first_outcome),
                "outcome": str(step.outcome),
            }
            for step in report.targets
        ],
        "restatements": [
            {
                "key": str(one.key),
                "explained": one.explained,
                "reason": one.reason,
                "prints": [{"doc": fact.source.doc, "printed": fact.source.printed} for fact in one.prints],
            }
            for one in report.restatements
        ],
        "claims_tested": [
            {
                "key": str(test.claim.key),
                "kind": test.claim.kind,
                "against": test.claim.against,
                "printed": test.claim.source.printed,
                "doc": test.claim.source.doc,
                "line": test.claim.source.line,
                "verdict": str(test.verdict),
                "reached": [f"{test.reached.low:.4f}", f"{test.reached.high:.4f}"] if test.reached else None,
                "note": test.note,
            }
            for test in report.claims
        ],
    }
