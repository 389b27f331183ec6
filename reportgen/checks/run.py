"""All checks of one table in one call.

report = run_checks(table)
report.counts()   ->  {"ties": {"ok": 44, "incomplete": 9, "waived": 1}, "claims": {...}, ...}
report.issues     ->  findings for a person, the gravest first
"""

from __future__ import annotations

from datetime import date

from reportgen.checks.claims import run_claims
from reportgen.checks.duplicates import run_duplicates
from reportgen.checks.evidence import Library
from reportgen.checks.findings import claim_issues, duplicate_issues, tie_issues
from reportgen.checks.labels import label_issues
from reportgen.checks.plausibility import plausibility_issues
from reportgen.checks.records import CheckReport, Verdict
from reportgen.checks.targets import run_targets
from reportgen.checks.ties import run_ties
from reportgen.checks.waiving import Waivers
from reportgen.diagnostics import Issue, Severity
from reportgen.expressions import read_expressions
from reportgen.metrics import MetricTable

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def run_checks(table: MetricTable, today: date | None = None) -> CheckReport:
    """Every tie, claim, duplicate, target and plausibility test of a table.

    `today` lets waivers expire; without it they hold. Findings about expressions are returned too, and the
    tests that need expressions are left out where one cannot be read.
    """
    _, faults = read_expressions(table.catalogue)
    if faults:
        return CheckReport((), (), (), (), tuple(faults))
    waivers = Waivers(table.catalogue.waivers, today)
    library = Library(table)
    ties = run_ties(library, waivers)
    failing = (Verdict.CONTRADICTION, Verdict.WAIVED)
    library.contest((tie.rule.name, tie.subject) for tie in ties if tie.verdict in failing)
    claims = run_claims(library, waivers)
    duplicates = run_duplicates(table, waivers)
    issues: list[Issue] = [
        *tie_issues(ties),
        *claim_issues(claims),
        *duplicate_issues(duplicates),
        *plausibility_issues(table, waivers),
        *label_issues(table.catalogue, waivers),
    ]
    issues.extend(waivers.issues())
    issues.sort(key=lambda issue: (_WEIGHT[issue.severity], issue.place.file, issue.place.line or 0))
    return CheckReport(
        tuple(ties), tuple(claims), tuple(duplicates), tuple(run_targets(table)), tuple(issues)
    )
