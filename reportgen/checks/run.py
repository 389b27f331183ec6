"""The table of all checks, run in one call.

report = run_checks(table)
report.counts()   ->  {"ties": {"ok": 44, "incomplete": 9, "waived": 1}, "claims": {...}, ...}
report.issues     ->  findings for a person, the gravest first
report.of(TIES)   ->  every tie-out
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar, cast

from msgspec import Struct, field

from reportgen.checks.breaks import BREAKS
from reportgen.checks.check import Check, CheckContext, Verdict, Waivers, is_whole, meet_dates
from reportgen.checks.claims import CLAIMS
from reportgen.checks.duplicates import DUPLICATES
from reportgen.checks.evidence import Library
from reportgen.checks.labels import LABELS
from reportgen.checks.plausibility import PLAUSIBILITY
from reportgen.checks.restatements import RESTATEMENTS
from reportgen.checks.shares import SHARES
from reportgen.checks.targets import TARGETS
from reportgen.checks.ties import TIES
from reportgen.checks.year_to_date import YEAR_TO_DATE
from reportgen.core.findings import Issue, Severity
from reportgen.core.gc_paused import gc_paused
from reportgen.data.records import MetricTable
from reportgen.data.vintage import on_one_basis
from reportgen.figures.parser import read_expressions

T = TypeVar("T")

# A check may ask for the tests of those before it.
CHECKS: tuple[Check[Any], ...] = (
    TIES,
    CLAIMS,
    DUPLICATES,
    RESTATEMENTS,
    BREAKS,
    YEAR_TO_DATE,
    SHARES,
    PLAUSIBILITY,
    LABELS,
    TARGETS,
)
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_WORDS = {
    Verdict.OK: "agree",
    Verdict.INCOMPLETE: "incomplete (a part is not disclosed)",
    Verdict.CONTRADICTION: "contradict",
    Verdict.WAIVED: "waived with a reason",
    Verdict.REVISED: "revised",
}


class CheckReport(Struct, frozen=True):
    """All tests of one table by the name of their check, and the findings that a person should read."""

    issues: tuple[Issue, ...]
    tests: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def of(self, check: Check[T]) -> tuple[T, ...]:
        """The tests of a check."""
        return cast("tuple[T, ...]", self.tests.get(check.name, ()))

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The findings that stop a build."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def good(self) -> bool:
        """Whether nothing stops a build."""
        return not self.errors

    def counts(self) -> dict[str, dict[str, int]]:
        """How many tests of each kind ended how: `{"ties": {"ok": 31, "incomplete": 12}, ...}`."""
        found: dict[str, dict[str, int]] = {}
        for check in CHECKS:
            if check.counted_as:
                verdicts = [test.verdict for test in self.of(check)]
                found[check.name] = {
                    str(verdict): verdicts.count(verdict) for verdict in Verdict if verdict in verdicts
                }
        return found

    def summary(self) -> list[str]:
        """One line for each kind of test: `31 tie-outs agree, 9 incomplete, 1 waived with a reason`."""
        counts, lines = self.counts(), []
        for check in CHECKS:
            parts = [f"{count} {_WORDS[Verdict(name)]}" for name, count in counts.get(check.name, {}).items()]
            if parts:
                lines.append(f"{check.counted_as}: " + ", ".join(parts))
        lines += [line for check in CHECKS for line in check.summary(self.of(check))]
        errors = len(self.errors)
        return [*lines, f"{errors} to fix" if errors else "nothing to fix"]

    def told(self) -> dict[str, object]:
        """Summary and counts as plain data."""
        return {"summary": self.summary(), "counts": self.counts()}

    def tests_as_json(self) -> dict[str, list[Mapping[str, object]]]:
        """The tests that tell more than a count, by name, as plain data; the longest list last."""
        return {
            name: [row(test) for test in self.of(check)]
            for check in reversed(CHECKS)
            if check.as_json is not None
            for name, row in [check.as_json]
        }


def run_checks(table: MetricTable, today: date | None = None) -> CheckReport:
    """Every check of a table.

    Figures per share are compared on today's basis; the table holds what was printed under the same ids.
    `today` lets waivers expire; without it they hold. Where an expression cannot be read nothing is tested, and
    the faults of expressions are returned.
    """
    with gc_paused():
        return _run(table, today)


def _run(table: MetricTable, today: date | None) -> CheckReport:
    expressions, faults = read_expressions(table.catalogue)
    if faults:
        return CheckReport(tuple(faults))
    table = on_one_basis(table)
    waivers = Waivers(table.catalogue.waivers, today)
    meet_dates(table, waivers)
    context = CheckContext(table, expressions, Library(table), waivers)
    issues: list[Issue] = []
    for check in CHECKS:
        context.tests[check.name] = tuple(check.run(context))
        issues.extend(check.issues(context.tests[check.name], context))
    if is_whole(table):
        issues.extend(waivers.issues())
    issues.sort(key=lambda issue: (_WEIGHT[issue.severity], issue.place.file, issue.place.line or 0))
    return CheckReport(tuple(issues), context.tests)
