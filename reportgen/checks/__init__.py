"""The checks: ties, claims, duplicates, targets, plausibility, coverage; all by interval arithmetic."""

from reportgen.checks.coverage import Coverage, coverage
from reportgen.checks.records import (
    Agreement,
    CheckReport,
    ClaimTest,
    Duplicate,
    Restatement,
    TargetOutcome,
    TargetStep,
    Tie,
    TiePart,
    Verdict,
)
from reportgen.checks.restatements import prints_by_document, same_print
from reportgen.checks.run import run_checks
from reportgen.checks.targets import narrowed_targets

__all__ = [
    "Agreement",
    "CheckReport",
    "ClaimTest",
    "Coverage",
    "Duplicate",
    "Restatement",
    "TargetOutcome",
    "TargetStep",
    "Tie",
    "TiePart",
    "Verdict",
    "coverage",
    "narrowed_targets",
    "prints_by_document",
    "run_checks",
    "same_print",
]
