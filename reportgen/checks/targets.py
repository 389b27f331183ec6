"""The way of a target: first, revised, reached; hit or missed by intervals.

operating_income|FY13   9,400 (2013-05-15)  ->  6.0 bn revised (2014-02-07)   reached 5,723
                        first target: below       last target: below

A target that a later document prints again is one step, not two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from reportgen.checks.check import Check, CheckContext, FindingKind
from reportgen.core.findings import Issue, Severity
from reportgen.core.number import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import fraction
from reportgen.data.records import Figure, MetricRef, MetricTable
from reportgen.data.vocabulary import TARGET_SCENARIOS
from reportgen.figures.resolved import Resolved, rank, reach

_ENOUGH = 3
_ORDER = {name: place for place, name in enumerate(TARGET_SCENARIOS)}


class _Announced(NamedTuple):
    """One target that documents print again and again: its first print and its most precise one."""

    first: Figure
    finest: Figure


class TargetOutcome(StrEnum):
    """What became of a target: met within rounding, passed, missed, or not known yet."""

    MET = "met"
    ABOVE = "above"
    BELOW = "below"
    OPEN = "open"


class TargetStep(Struct, frozen=True):
    """The targets of one figure in the order of their documents, each once, and what was reached.

    `outcome` is that of the last target, `first_outcome` that of the first; `reached` is the best answer of
    the tables, `actual` the printed one where there is one.
    """

    metric: MetricRef
    period: Period
    targets: tuple[Figure, ...]
    actual: Figure | None
    outcome: TargetOutcome
    first_outcome: TargetOutcome
    reached: Resolved

    @property
    def revised(self) -> bool:
        """Whether the target was changed on the way."""
        return len(self.targets) > 1


class NarrowedTargets(Struct, frozen=True):
    """The targets for a fiscal year, and the metrics of the year before that they leave out."""

    year: int
    named: Mapping[MetricRef, TargetStep]
    gone: tuple[MetricRef, ...]


def _run(context: CheckContext) -> list[TargetStep]:
    """Each targeted figure with its targets by date of document, and what was reached.

    What was reached is the best answer of the tables, so a year that is only printed as quarters counts.
    """
    found: dict[tuple[MetricRef, Period], list[Figure]] = defaultdict(list)
    table = context.table
    for fact in table.facts:
        if fact.key.scenario in _ORDER:
            found[fact.key.metric, fact.key.period].append(fact)
    documents = table.catalogue.documents

    def when(fact: Figure) -> tuple[int, int, int, int]:
        day = documents[fact.source.doc].as_known_on.toordinal()
        return day, _ORDER[fact.key.scenario], -fact.decimals, fact.source.line

    steps = []
    for (metric, period), targets in found.items():
        ordered = _steps(sorted(targets, key=when))
        # A target is measured in its own accounting standard, or stays open.
        reached, actual = (
            context.library.under(one.finest.standard).plain.resolve(metric, period)
            for one in (ordered[0], ordered[-1])
        )
        first, last = outcome_of(ordered[0].finest, reached), outcome_of(ordered[-1].finest, actual)
        printed = context.library.under(ordered[-1].finest.standard).table.fact_of(metric, period)
        way = tuple(one.first for one in ordered)
        steps.append(TargetStep(metric, period, way, printed, last, first, actual))
    return steps


def _issues(steps: Sequence[TargetStep], context: CheckContext) -> Iterator[Issue]:
    """Each revised target with its way and what was reached; then the years whose targets leave something out."""
    for step in steps:
        if not step.revised:
            continue
        way = " -> ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in step.targets)
        ended = (
            "" if step.outcome is TargetOutcome.OPEN else f"; first {step.first_outcome}, last {step.outcome}"
        )
        yield _REVISED.at(
            step.targets[-1].source.place,
            f"the target for {step.metric}|{step.period} was revised{ended}",
            found=way + _reached(step),
        )
    for narrowed in narrowed_targets(steps, context.table):
        some = next(iter(narrowed.named.values()))
        yield _NARROWED.at(
            some.targets[0].source.place,
            f"the targets for {some.period} leave out what those for the year before named: "
            + ", ".join(str(metric) for metric in narrowed.gone),
        )


def _reached(step: TargetStep) -> str:
    if step.reached.value is None:
        return ""
    if step.actual is not None:
        return f", reached {step.actual.source.printed} ({step.actual.source.doc})"
    scale = step.targets[0].scale
    return f", reached {step.reached.value.scaleb(-scale).normalize():,f} ({step.reached.how})"


def narrowed_targets(steps: Iterable[TargetStep], table: MetricTable) -> Iterator[NarrowedTargets]:
    """The fiscal years whose targets leave out metrics that those for the year before named."""
    years: dict[int, dict[MetricRef, TargetStep]] = defaultdict(dict)
    concepts = table.catalogue.concepts
    for step in steps:
        whole = not step.metric.service_line and not step.metric.scope
        of_income = concepts[step.metric.concept].statement == "income"
        if step.period.kind is PeriodKind.YEAR and whole and of_income:
            years[step.period.year][step.metric] = step
    for year, named in years.items():
        gone = tuple(metric for metric in years.get(year - 1, {}) if metric not in named)
        if gone and len(named) >= _ENOUGH:
            yield NarrowedTargets(year, named, gone)


def _steps(ordered: list[Figure]) -> list[_Announced]:
    """The targets without those that only print the one before again."""
    kept: list[_Announced] = []
    for fact in ordered:
        last = kept[-1] if kept else None
        if last is None or last.finest.unit != fact.unit or not _same(last.finest, fact):
            kept.append(_Announced(fact, fact))
        elif fact.decimals > last.finest.decimals and not rank(fact.status):
            kept[-1] = _Announced(last.first, fact)
    return kept


def _same(one: Figure, other: Figure) -> bool:
    """Whether a target is the one before it in another rounding; a bound is no rounding of a point."""
    open_ended = {"over", "under"} & {one.bound, other.bound}
    return reach(one).meets(reach(other)) and (not open_ended or one.bound == other.bound)


def outcome_of(target: Figure, actual: Resolved) -> TargetOutcome:
    """Whether a target was met, by intervals; open while nothing is reached."""
    reached = actual.interval
    if reached is None or actual.unit not in (target.unit, "ratio"):
        return TargetOutcome.OPEN
    aimed = reach(target)
    if actual.unit == "ratio":
        aimed = Interval(fraction(aimed.low), fraction(aimed.high))
    if target.bound == "over":
        return TargetOutcome.MET if reached.high >= aimed.low else TargetOutcome.BELOW
    if target.bound == "under":
        return TargetOutcome.MET if reached.low <= aimed.high else TargetOutcome.ABOVE
    if aimed.meets(reached):
        return TargetOutcome.MET
    return TargetOutcome.ABOVE if reached.low > aimed.high else TargetOutcome.BELOW


def _summary(steps: Sequence[TargetStep]) -> list[str]:
    if not steps:
        return []
    counts = Counter(str(step.outcome) for step in steps)
    parts = [f"{counts[word]} {word}" for word in TargetOutcome if counts[word]]
    revised = sum(step.revised for step in steps)
    return [f"targets: {', '.join(parts)}; {revised} revised on the way"]


def _as_json(step: TargetStep) -> Mapping[str, object]:
    return {
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


_REVISED = FindingKind("target-revised", Severity.INFO, "a target was changed by a later document", "nothing")
_NARROWED = FindingKind(
    "guidance-narrowed",
    Severity.INFO,
    "later targets leave out what earlier ones named",
    "nothing; it is worth a question",
)
TARGETS = Check(
    "targets",
    looks_at="targets: first, revised, reached; hit or missed by intervals; targets that a year leaves out",
    kinds=(_REVISED, _NARROWED),
    issues=_issues,
    run=_run,
    summary=_summary,
    as_json=("targets", _as_json),
)
