"""Test results as findings for the terminal.

error  tie-contradiction   data/facts/2018-05-15_fy17_results.csv:44
       gross_margin|FY17 does not tie: Revenues less cost of revenues give the gross margin.
       expected: 28,232 to 28,234 million JPY
       found: 28,333 million JPY (line 217, "JPY28,333 million")
       hint: revenue|FY17 176,051 (line 177), cost_of_revenue|FY17 147,818 (line 205)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reportgen.checks.records import ClaimTest, Duplicate, Tie, Verdict
from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.interval import Interval
from reportgen.core.units import counted_unit
from reportgen.data.records import Figure
from reportgen.figures.resolved import reach

_SEVERITY = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


def tie_issues(ties: Iterable[Tie]) -> list[Issue]:
    """Contradictions with the weight of their rule; waived and incomplete ties as information."""
    found: list[Issue] = []
    for tie in ties:
        if tie.verdict is Verdict.OK:
            continue
        place = tie.total.source.place if tie.total is not None else Place()
        unit, scale = (tie.total.unit, tie.total.scale) if tie.total is not None else ("", 0)
        parts = ", ".join(_part_text(tie, scale))
        if tie.verdict is Verdict.INCOMPLETE:
            shown, rest = _amount(tie.right, unit, scale), _amount(tie.difference, unit, scale)
            found.append(
                Issue(
                    "tie-incomplete",
                    f"{tie.subject} cannot be tied out by {tie.rule.name}: {tie.note}",
                    place,
                    Severity.INFO,
                    found=f"{_amount(tie.left, unit, scale)} in total, {shown} disclosed, a rest of {rest}",
                    hint=parts,
                )
            )
            continue
        waived = tie.verdict is Verdict.WAIVED
        found.append(
            Issue(
                "tie-waived" if waived else "tie-contradiction",
                f"{tie.subject} does not tie ({tie.rule.name}): {tie.note or tie.rule.explain_en}",
                place,
                Severity.INFO if waived else _SEVERITY[tie.rule.severity],
                expected=_interval_text(_around(tie.right, tie.allowed), unit, scale),
                found=_amount(tie.left, unit, scale) + _seen(tie.total),
                hint=parts,
            )
        )
    return found


def claim_issues(tests: Iterable[ClaimTest]) -> list[Issue]:
    """Claims that the figures cannot reach; untested ones are only counted."""
    found: list[Issue] = []
    for test in tests:
        if test.verdict not in (Verdict.CONTRADICTION, Verdict.WAIVED) or test.reached is None:
            continue
        waived = test.verdict is Verdict.WAIVED
        claim = test.claim
        what = "share of" if claim.kind == "share_pct" else "change against"
        sources = ", ".join(dict.fromkeys(_source_text(source) for source in test.sources))
        found.append(
            Issue(
                "claim-waived" if waived else "claim-unreachable",
                f"the printed {what} {claim.against} of {claim.key} cannot be reached from the figures"
                + (f": {test.note}" if waived and test.note else ""),
                claim.source.place,
                Severity.INFO if waived else Severity.WARNING,
                expected=_interval_text(test.reached, claim.unit, claim.scale),
                found=_amount(claim.base, claim.unit, claim.scale) + _seen(claim),
                hint=f"reached from {sources}",
            )
        )
    return found


def duplicate_issues(duplicates: Iterable[Duplicate]) -> list[Issue]:
    """Figures that are printed twice and differ; revisions are information."""
    found: list[Issue] = []
    for duplicate in duplicates:
        if duplicate.verdict is Verdict.OK or _is_restatement(duplicate):
            continue
        first, second = duplicate.first, duplicate.second
        contradiction = duplicate.verdict is Verdict.CONTRADICTION
        issue_id = {Verdict.WAIVED: "duplicate-waived", Verdict.REVISED: "figure-revised"}.get(
            duplicate.verdict, "duplicate-inconsistent"
        )
        severity = Severity.WARNING if first.is_claim else Severity.ERROR
        found.append(
            Issue(
                issue_id,
                f"{_name(first)} is printed twice, and differently"
                + (f": {duplicate.note}" if duplicate.note else ""),
                second.source.place,
                severity if contradiction else Severity.INFO,
                expected=_interval_text(reach(first), first.unit, second.scale) + _seen(first),
                found=_amount(second.base, second.unit, second.scale) + _seen(second),
                hint="" if not contradiction else "one row may have the wrong period, scale or metric",
            )
        )
    return found


def _is_restatement(duplicate: Duplicate) -> bool:
    """Whether another check tells of it, with the whole chain: figures of two documents that differ."""
    first, second = duplicate.first, duplicate.second
    return not first.is_claim and first.source.doc != second.source.doc


def _name(figure: Figure) -> str:
    if figure.is_claim:
        return f"{figure.key} {figure.kind} against {figure.against}"
    return str(figure.key)


def _around(value: Decimal, allowed: Decimal) -> Interval:
    return Interval(value - allowed, value + allowed)


def _part_text(tie: Tie, scale: int) -> list[str]:
    texts = []
    for part in tie.parts:
        sign = "+" if part.sign > 0 else "-"
        name = f"{sign} {part.metric}|{part.period}"
        if part.value is None:
            texts.append(f"{name} not disclosed")
            continue
        lines = "; ".join(f"line {source.source.line}" for source in part.sources)
        texts.append(f"{name} {_number(part.value, scale)} ({lines})")
    return texts


def _seen(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return f' ({figure.source.doc}, "{figure.source.heading}", line {figure.source.line}: {figure.source.printed})'


def _source_text(source: Figure) -> str:
    return f"{source.key} {source.source.printed} (line {source.source.line})"


def _amount(value: Decimal, unit: str, scale: int) -> str:
    return f"{_number(value, scale)}{_unit(unit, scale)}"


def _interval_text(interval: Interval, unit: str, scale: int) -> str:
    return f"{_number(interval.low, scale)} to {_number(interval.high, scale)}{_unit(unit, scale)}"


def _unit(unit: str, scale: int) -> str:
    return f" {counted_unit('%' if unit == 'pct' else unit, scale)}".rstrip()


def _number(value: Decimal, scale: int) -> str:
    """Up to four significant decimals, with thousands separators."""
    shown = round(value.scaleb(-scale), 4).normalize()
    return f"{shown:,f}"
