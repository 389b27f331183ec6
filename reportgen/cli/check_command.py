"""`reportgen check`: what the checks found, errors first, then warnings and what is worth knowing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from reportgen.checks import CheckReport, ClaimTest, TargetStep, Verdict, run_checks
from reportgen.cli.output import as_json, say
from reportgen.diagnostics import Issue, Severity, render_issues
from reportgen.metrics import LATEST, MetricTable, Vintage, select
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


def summary(report: CheckReport) -> list[str]:
    """One line for each kind of test: `31 tie-outs agree, 9 incomplete, 1 waived with a reason`."""
    lines = []
    for name, verdicts in report.counts().items():
        parts = [f"{count} {_WORDS[verdict]}" for verdict, count in verdicts.items()]
        if parts:
            lines.append(f"{_NAMES[name]}: " + ", ".join(parts))
    lines += _power(report.claims)
    lines += _targets(report.targets)
    if report.restatements:
        lines.append(f"figures that a later document prints differently: {len(report.restatements)}")
    errors = len(report.errors)
    lines.append("nothing to fix" if not errors else f"{errors} to fix")
    return lines


def _counted(issues: tuple[Issue, ...], everything: bool) -> list[str]:
    counts = Counter(issue.id for issue in issues if issue.id in _COUNTED)
    if everything or not counts:
        return []
    parts = [f"{count} {_COUNTED[name]}" for name, count in counts.items()]
    return [f"not listed: {', '.join(parts)} (--all lists them)"]


def _power(tests: tuple[ClaimTest, ...]) -> list[str]:
    """How much the tests of printed growth prove: the figures leave less than one printed digit open."""
    rates = [test for test in tests if test.claim.kind == "change_pct"]
    tested = [test for test in rates if test.reached is not None]
    if not tested:
        return []
    good = sum(test.verdict is Verdict.OK for test in tested)
    sharp = sum(
        test.power is not None and test.power <= test.printed.width
        for test in tested
        if test.verdict is Verdict.OK
    )
    return [
        f"printed growth rates: {good} of {len(tested)} that can be tested reproduce, "
        f"{sharp} of them to the digit; {len(rates) - len(tested)} have no base in the tables"
    ]


def _targets(steps: tuple[TargetStep, ...]) -> list[str]:
    if not steps:
        return []
    counts = Counter(str(step.outcome) for step in steps)
    parts = [f"{counts[word]} {word}" for word in ("met", "above", "below", "open") if counts[word]]
    revised = sum(step.revised for step in steps)
    return [f"targets: {', '.join(parts)}; {revised} revised on the way"]


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
