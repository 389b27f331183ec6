"""Figures that look odd beside their own kind: a unit shift, an unusual sign, a word that says otherwise.

capex|FY12   13.365    every other year is near 10,000: a thousandfold less
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from reportgen.checks.check import Check, CheckContext, FindingKind
from reportgen.core.findings import Issue, Severity
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.reading import read_token
from reportgen.data.records import Figure, MetricRef, MetricTable
from reportgen.data.vocabulary import BOUNDS

# Percent, and the scales that are printed beside each other.
_SHIFTS = (2, 3, 6, 9)
_NEAR = Decimal(3)
_QUARTER = 100
_ALIKE = Decimal("0.8")
_NEAR_DAYS = 1100
_FEW = 3


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """All findings about single figures; warnings, since only a person can tell."""
    for look in (_unit_shifts, _signs, _bounds, _units):
        for figure, issue in look(context.table):
            if context.waivers.reason(("plausibility", issue.id), str(figure.key)) is None:
                yield issue


def _unit_shifts(table: MetricTable) -> Iterator[tuple[Figure, Issue]]:
    series: dict[tuple[MetricRef, str, str], list[Figure]] = defaultdict(list)
    for fact in table.facts:
        if fact.base != 0:
            series[fact.key.metric, fact.key.period.kind.value, fact.unit].append(fact)
    for facts in series.values():
        yield from _series_shifts(
            sorted(facts, key=lambda fact: table.calendar.end(fact.key.period)), table.calendar
        )


def _series_shifts(facts: list[Figure], calendar: FiscalCalendar) -> Iterator[tuple[Figure, Issue]]:
    """Each figure of a series, oldest first, against the median of the others near it in time.

    A series that grows a hundredfold in ten years is no shift: only neighbours can tell. What another document bears
    out, for the same time or the quarter beside it, is no slip of a unit.
    """
    days = [calendar.end(fact.key.period).toordinal() for fact in facts]
    for place, fact in enumerate(facts):
        first = bisect_left(days, days[place] - _NEAR_DAYS)
        last = bisect_right(days, days[place] + _NEAR_DAYS)
        near = [other.base for other in (*facts[first:place], *facts[place + 1 : last])]
        beside = facts[bisect_left(days, days[place] - _QUARTER) : bisect_right(days, days[place] + _QUARTER)]
        others = (one for one in beside if one.source.doc != fact.source.doc)
        if len(near) < _FEW or any(_ALIKE < other.base / fact.base < 1 / _ALIKE for other in others):
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
                    fact,
                    _SHIFT.at(
                        fact.source.place,
                        f"{fact.key} is off its own series by a factor near 10^{power}",
                        expected=f"near {middle:f} {fact.unit}",
                        found=f"{fact.base:f} {fact.unit}",
                        hint='look at the unit of the page: "scale" may be that of another table',
                    ),
                )


def _signs(table: MetricTable) -> Iterator[tuple[Figure, Issue]]:
    for fact in table.facts:
        concept = table.catalogue.concepts[fact.key.metric.concept]
        found = "negative" if fact.value < 0 else "positive" if fact.value > 0 else ""
        if found and not concept.has_either_sign and concept.natural_sign != found:
            yield (
                fact,
                _SIGN.at(
                    fact.source.place,
                    f'{fact.key} is {found}, which "{concept.name}" is not by nature',
                    found=fact.source.printed,
                    hint="costs and payments are stored as the question asks: what was the cost? A line of mapping.csv "
                    "with sign -1 turns what an imported file tells as negative",
                ),
            )


def _bounds(table: MetricTable) -> Iterator[tuple[Figure, Issue]]:
    for figure in table.figures:
        if figure.bound != "point":
            continue
        printed = figure.source.printed
        bound = read_token(printed, table.catalogue.documents[figure.source.doc].notation).bound
        if bound:
            message = f'the token says "{BOUNDS[bound].head}", the bound is point'
            yield figure, _BOUND.at(figure.source.place, message, expected=bound, found=printed)


def _units(table: MetricTable) -> Iterator[tuple[Figure, Issue]]:
    first: dict[MetricRef, Figure] = {}
    for fact in table.facts:
        known = first.setdefault(fact.key.metric, fact)
        if known.unit != fact.unit:
            yield (
                fact,
                _UNIT.at(
                    fact.source.place,
                    f"{fact.key} stands in another unit than {known.key}",
                    expected=known.unit,
                    found=fact.unit,
                    hint="one metric has one unit; only the scale may differ",
                ),
            )


_SHIFT = FindingKind(
    "unit-shift", Severity.WARNING, "a figure is off its series by a power of ten", "correct `scale`"
)
_SIGN = FindingKind(
    "unusual-sign",
    Severity.WARNING,
    "the figure has a sign that its concept has not by nature",
    "look at the line; correct the value or the concept",
)
_BOUND = FindingKind(
    "bound-differs",
    Severity.WARNING,
    'the token says "over" or "approx.", the row says point',
    "correct `bound`",
)
_UNIT = FindingKind(
    "unit-differs",
    Severity.WARNING,
    "a figure stands in another unit than its neighbours",
    "correct `unit` or `scale`",
)
PLAUSIBILITY: Check[object] = Check(
    "plausibility",
    looks_at='unit shifts against neighbours within three years, unusual signs, words like "approx." without '
    "their bound, mixed units",
    kinds=(_SHIFT, _SIGN, _BOUND, _UNIT),
    issues=_issues,
    waived_by="`plausibility`, or the id",
)
