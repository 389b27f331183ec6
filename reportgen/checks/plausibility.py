"""Figures that look odd beside their own kind: a unit shift, an unusual sign, a word that says otherwise.

capex|FY12   13.365    every other year is near 10,000: a thousandfold less
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median

from reportgen.checks.waiving import Waivers
from reportgen.core.findings import Issue, Severity
from reportgen.core.period import Period
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vocabulary import BOUNDS
from reportgen.figures.resolved import NODES, Node, node_of, reach

# Percent, and the scales that are printed beside each other.
_SHIFTS = (2, 3, 6, 9)
_NEAR = Decimal(3)
_NEAR_DAYS = 1100
_FEW = 3


def plausibility_issues(table: MetricTable, waivers: Waivers) -> list[Issue]:
    """All findings about single figures; warnings, since only a person can tell."""
    found = [*_unit_shifts(table), *_signs(table), *_bounds(table), *_units(table)]
    return [issue for subject, issue in found if waivers.reason(("plausibility", issue.id), subject) is None]


def _unit_shifts(table: MetricTable) -> Iterator[tuple[str, Issue]]:
    series: dict[tuple[MetricRef, str, str], list[Figure]] = defaultdict(list)
    for fact in table.facts:
        if fact.base != 0:
            series[fact.key.metric, fact.key.period.kind.value, fact.unit].append(fact)
    for facts in series.values():
        yield from _series_shifts(sorted(facts, key=_day))


def _series_shifts(facts: list[Figure]) -> Iterator[tuple[str, Issue]]:
    """Each figure of a series, oldest first, against the median of the others near it in time.

    A series that grows a hundredfold in ten years is no shift: only neighbours can tell.
    """
    days = [_day(fact) for fact in facts]
    for place, fact in enumerate(facts):
        first, last = (
            bisect_left(days, days[place] - _NEAR_DAYS),
            bisect_right(days, days[place] + _NEAR_DAYS),
        )
        near = [other.base for other in (*facts[first:place], *facts[place + 1 : last])]
        if len(near) < _FEW:
            continue
        middle = median(abs(base) for base in near)
        crosses_zero = min(*near, fact.base) < 0 < max(*near, fact.base)
        ratio = abs(fact.base) / middle
        for power in _SHIFTS:
            step = Decimal(10) ** power
            large = step / _NEAR < ratio < step * _NEAR
            # Between gains and losses a figure may be as small as it likes.
            small = not crosses_zero and step / _NEAR < 1 / ratio < step * _NEAR
            if large or small:
                yield (
                    str(fact.key),
                    Issue(
                        "unit-shift",
                        f"{fact.key} is off its own series by a factor near 10^{power}",
                        fact.source.place,
                        Severity.WARNING,
                        expected=f"near {middle:f} {fact.unit}",
                        found=f"{fact.base:f} {fact.unit}",
                        hint='look at the unit of the page: "scale" may be that of another table',
                    ),
                )


def _day(fact: Figure) -> int:
    return fact.key.period.end().toordinal()


def _signs(table: MetricTable) -> Iterator[tuple[str, Issue]]:
    for fact in table.facts:
        sign = table.catalogue.concepts[fact.key.metric.concept].natural_sign
        if (sign == "positive" and fact.value < 0) or (sign == "negative" and fact.value > 0):
            yield (
                str(fact.key),
                Issue(
                    "unusual-sign",
                    f'{fact.key} is {"negative" if fact.value < 0 else "positive"}, which "'
                    f'{fact.key.metric.concept}" is not by nature',
                    fact.source.place,
                    Severity.WARNING,
                    found=fact.source.printed,
                    hint="costs and payments are stored as the question asks: what was the cost?",
                ),
            )


def _bounds(table: MetricTable) -> Iterator[tuple[str, Issue]]:
    for figure in table.figures:
        if figure.bound != "point":
            continue
        for bound, words in BOUNDS.items():
            match = words.read and words.read.search(figure.source.printed)
            if match:
                yield (
                    str(figure.key),
                    Issue(
                        "bound-differs",
                        f'the token says "{match[0]}", the bound is point',
                        figure.source.place,
                        Severity.WARNING,
                        expected=bound,
                        found=figure.source.printed,
                    ),
                )


def _units(table: MetricTable) -> Iterator[tuple[str, Issue]]:
    first: dict[MetricRef, Figure] = {}
    for fact in table.facts:
        known = first.setdefault(fact.key.metric, fact)
        if known.unit != fact.unit:
            yield (
                str(fact.key),
                Issue(
                    "unit-differs",
                    f"{fact.key} stands in another unit than {known.key}",
                    fact.source.place,
                    Severity.WARNING,
                    expected=known.unit,
                    found=fact.unit,
                    hint="one metric has one unit; only the scale may differ",
                ),
            )


CHECK = "year_to_date"
_GROWING = (Node.Q1, Node.H1, Node.M9, Node.FY)


def cumulative_issues(table: MetricTable, waivers: Waivers) -> Iterator[Issue]:
    """Each year-to-date figure that lies below a shorter one of the same year, by intervals."""
    concepts = table.catalogue.concepts
    for key in table.by_key:
        concept = concepts[key.metric.concept]
        if concept.roll_time != "sum" or concept.natural_sign != "positive":
            continue
        if node_of(key.period) not in _GROWING:
            continue
        shorter = _next_shorter(key, table)
        if shorter is None:
            continue
        longer = table.by_key[key][0]
        if longer.unit != shorter.unit or "under" in (longer.bound, shorter.bound):
            continue
        if reach(longer).high >= reach(shorter).low or longer.bound == "over":
            continue
        if waivers.reason((CHECK,), str(key)) is not None:
            continue
        yield Issue(
            "year-to-date-falls",
            f"{key} is less than {shorter.key}, a part of the same year",
            longer.source.place,
            Severity.WARNING,
            expected=f"{shorter.source.printed} or more ({shorter.source.doc}, line {shorter.source.line})",
            found=f"{longer.source.printed} ({longer.source.doc}, line {longer.source.line})",
            hint="one of the two may stand at the wrong period, or in the wrong scale",
        )


def _next_shorter(key: FigureKey, table: MetricTable) -> Figure | None:
    """The figure of the longest shorter stretch from the start of the same year that is printed."""
    found: Figure | None = None
    for node, following in pairwise(_GROWING):
        kind, index = NODES[node]
        fact = table.fact(FigureKey(key.metric, Period(kind, key.period.year, index), key.scenario))
        found = fact or found
        if node_of(key.period) is following:
            return found
    return None
