"""All checks of one table in one call.

report = run_checks(table)
report.counts()   ->  {"ties": {"ok": 44, "incomplete": 9, "waived": 1}, "claims": {...}, ...}
report.issues     ->  findings for a person, the gravest first
"""

from __future__ import annotations

from datetime import date

from reportgen.checks.breaks import Breaks, break_issues
from reportgen.checks.claims import run_claims
from reportgen.checks.duplicates import run_duplicates
from reportgen.checks.evidence import Library
from reportgen.checks.findings import claim_issues, duplicate_issues, tie_issues
from reportgen.checks.labels import label_issues
from reportgen.checks.plausibility import cumulative_issues, plausibility_issues
from reportgen.checks.records import CheckReport, Verdict
from reportgen.checks.restatements import restatement_issues, run_restatements
from reportgen.checks.shares import share_issues
from reportgen.checks.targets import narrowed_issues, revised_issues, run_targets
from reportgen.checks.ties import run_ties
from reportgen.checks.waiving import Waivers, is_whole, meet_dates
from reportgen.core.findings import Issue, Severity
from reportgen.core.gc_paused import gc_paused
from reportgen.data.records import MetricTable
from reportgen.data.vintage import on_one_basis
from reportgen.figures.parser import read_expressions

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def run_checks(table: MetricTable, today: date | None = None) -> CheckReport:
    """Every tie, claim, duplicate, target and plausibility test of a table.

    Figures per share are compared on today's basis; the table holds what was printed under the same ids.
    `today` lets waivers expire; without it they hold. Findings about expressions are returned too, and the
    tests that need expressions are left out where one cannot be read.
    """
    with gc_paused():
        return _run(table, today)


def _run(table: MetricTable, today: date | None) -> CheckReport:
    expressions, faults = read_expressions(table.catalogue)
    if faults:
        return CheckReport((), (), (), (), tuple(faults))
    table = on_one_basis(table)
    waivers = Waivers(table.catalogue.waivers, today)
    meet_dates(table, waivers)
    library = Library(table)
    ties = run_ties(library, waivers)
    failing = (Verdict.CONTRADICTION, Verdict.WAIVED)
    library.contest((tie.rule.name, tie.subject) for tie in ties if tie.verdict in failing)
    claims = run_claims(library, waivers)
    duplicates = run_duplicates(table, waivers)
    targets = run_targets(table, library)
    breaks = Breaks(table.catalogue, expressions)
    restatements = run_restatements(table, breaks, waivers)
    issues: list[Issue] = [
        *tie_issues(ties),
        *claim_issues(claims),
        *duplicate_issues(duplicates),
        *restatement_issues(restatements, table),
        *break_issues(claims, breaks),
        *cumulative_issues(table, waivers),
        *share_issues(table, library, waivers),
        *plausibility_issues(table, waivers),
        *label_issues(table.catalogue, waivers),
        *revised_issues(targets),
        *narrowed_issues(targets, table),
    ]
    if is_whole(table):
        issues.extend(waivers.issues())
    issues.sort(key=lambda issue: (_WEIGHT[issue.severity], issue.place.file, issue.place.line or 0))
    return CheckReport(
        tuple(ties), tuple(claims), tuple(duplicates), tuple(targets), tuple(issues), tuple(restatements)
    )
