"""The way of a target: first, revised, reached; hit or missed by intervals.

operating_income|FY13   9,400 (2013-05-15)  ->  6.0 bn revised (2014-02-07)   reached 5,723
                        first target: below       last target: below

A target that a later document prints again is one step, not two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from reportgen.checks.evidence import Library
from reportgen.checks.records import TargetOutcome, TargetStep
from reportgen.core.findings import Issue, Severity
from reportgen.core.interval import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import fraction
from reportgen.data.records import Figure, MetricRef, MetricTable
from reportgen.data.vocabulary import TARGETS
from reportgen.figures.resolved import Resolved, rank, reach

_ENOUGH = 3
_ORDER = {name: place for place, name in enumerate(TARGETS)}


class _Announced(NamedTuple):
    """One target that documents print again and again: its first print and its most precise one."""

    first: Figure
    finest: Figure


@dataclass(frozen=True, slots=True)
class NarrowedTargets:
    """The targets for a fiscal year, and the metrics of the year before that they leave out."""

    year: int
    named: Mapping[MetricRef, TargetStep]
    gone: tuple[MetricRef, ...]


def run_targets(table: MetricTable, library: Library) -> list[TargetStep]:
    """Each targeted figure with its targets by date of document, and what was reached.

    What was reached is the best answer of the tables, so a year that is only printed as quarters counts.
    """
    found: dict[tuple[MetricRef, Period], list[Figure]] = defaultdict(list)
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
        actual = library.latest.plain.resolve(metric, period)
        first, last = (outcome_of(one.finest, actual) for one in (ordered[0], ordered[-1]))
        way = tuple(one.first for one in ordered)
        steps.append(TargetStep(metric, period, way, table.fact_of(metric, period), last, first, actual))
    return steps


def revised_issues(steps: list[TargetStep]) -> Iterator[Issue]:
    """Each revised target with its way and what was reached, as information."""
    for step in steps:
        if not step.revised:
            continue
        way = " -> ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in step.targets)
        ended = (
            "" if step.outcome is TargetOutcome.OPEN else f"; first {step.first_outcome}, last {step.outcome}"
        )
        last = step.targets[-1]
        yield Issue(
            "target-revised",
            f"the target for {step.metric}|{step.period} was revised{ended}",
            last.source.place,
            Severity.INFO,
            found=way + _reached(step),
        )


def _reached(step: TargetStep) -> str:
    if step.reached.value is None:
        return ""
    if step.actual is not None:
        return f", reached {step.actual.source.printed} ({step.actual.source.doc})"
    scale = step.targets[0].scale
    return f", reached {step.reached.value.scaleb(-scale).normalize():,f} ({step.reached.how})"


def narrowed_issues(steps: list[TargetStep], table: MetricTable) -> Iterator[Issue]:
    """Figures that a year's targets leave out though those of the year before named them."""
    for narrowed in narrowed_targets(steps, table):
        some = next(iter(narrowed.named.values()))
        yield Issue(
            "guidance-narrowed",
            f"the targets for {some.period} leave out what those for the year before named: "
            + ", ".join(str(metric) for metric in narrowed.gone),
            some.targets[0].source.place,
            Severity.INFO,
        )


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
