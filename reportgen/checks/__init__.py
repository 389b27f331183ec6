"""The checks: ties, claims, duplicates, targets, plausibility, coverage; all by interval arithmetic."""

from reportgen.checks.coverage import Coverage, coverage
from reportgen.checks.records import (
    Agreement,
    CheckReport,
    ClaimTest,
    Duplicate,
    Outcome,
    Restatement,
    TargetStep,
    Tie,
    TiePart,
    Verdict,
)
from reportgen.checks.run import run_checks

__all__ = [
    "Agreement",
    "CheckReport",
    "ClaimTest",
    "Coverage",
    "Duplicate",
    "Outcome",
    "Restatement",
    "TargetStep",
    "Tie",
    "TiePart",
    "Verdict",
    "coverage",
    "run_checks",
]
