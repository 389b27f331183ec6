"""What the checks found, in a few lines: `31 tie-outs agree, 9 incomplete, 1 waived with a reason`."""

from __future__ import annotations

from collections import Counter

from reportgen.checks.records import CheckReport, ClaimTest, TargetStep, Verdict

_WORDS = {
    "ok": "agree",
    "incomplete": "incomplete (a part is not disclosed)",
    "contradiction": "contradict",
    "waived": "waived with a reason",
    "revised": "revised",
}
_NAMES = {"ties": "tie-outs", "claims": "printed changes and shares", "duplicates": "figures printed twice"}


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
