"""What a rate measures, read from its expression: no rate is known by its name.

x / prior_year(x) - 1       growth on the year before, printed as a claim of kind change_pct
x - prior_quarter(x)        change from the quarter before, printed as change_abs or change_pt
x / revenue                 share of revenue, printed as share_pct

A bound expression is read in the same way: margin / revenue is printed as a share of revenue.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, parse_period
from reportgen.data.records import Catalogue, Figure, FigureKey, MetricRef, MetricTable
from reportgen.figures.parser import ExpressionError, parse
from reportgen.figures.tree import (
    Difference,
    Expr,
    Metric,
    Number,
    Parameter,
    PriorQuarter,
    PriorYear,
    Ratio,
    named,
)

Base = Literal["", "year", "quarter"]
# Kinds of printed changes that lead from one end to the other.
CHANGES = ("change_abs", "change_pct", "change_pt")
_GROWTH, _CHANGE, _SHARE = ("change_pct",), ("change_abs", "change_pt"), ("share_pct",)


class Measure(Struct, frozen=True):
    """A rate: `base` is the period it is counted from or `whole` what it is a share of; `claims` may print it."""

    claims: tuple[str, ...]
    base: Base = ""
    whole: MetricRef | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio whatever it measures; a plain change counts as its metric does."""
        return self.claims != _CHANGE

    def kind(self, unit: str) -> str:
        """The kind of claim that prints it; changes of ratios are printed in points."""
        return self.claims[-1 if unit == "ratio" else 0]

    def against(self, at: Period, calendar: FiscalCalendar) -> str:
        """What it is counted from at a period, as a claim spells it; empty where there is no such period.

        A change that a document prints without a date is counted from a time without one.
        """
        if self.whole is not None:
            return str(self.whole)
        return str(self.before(at, calendar) or "") if at.is_dated else "undated"

    def before(self, at: Period, calendar: FiscalCalendar) -> Period | None:
        """The period that it is counted from at a period; None where there is no such period."""
        if not at.is_dated:
            return None
        return calendar.quarter_before(at) if self.base == "quarter" else calendar.compared(at)


def measures(catalogue: Catalogue) -> Mapping[str, Measure]:
    """The growth rates, changes and shares of a catalogue by name, in its order."""
    concepts = catalogue.concepts.values()
    return {one.name: found for one in concepts if (found := _measure(one.expression)) is not None}


def measure(name: str, catalogue: Catalogue) -> Measure | None:
    """The measure of that name; None where the catalogue has none."""
    concept = catalogue.concepts.get(name)
    return _measure(concept.expression) if concept is not None else None


def growth_measure(name: str, catalogue: Catalogue) -> Measure | None:
    """The growth rate of that name; None where the catalogue has none."""
    found = measure(name, catalogue)
    return found if found is not None and found.claims == _GROWTH else None


def growth_measures(catalogue: Catalogue) -> Mapping[str, Measure]:
    """The growth rates of a catalogue by name."""
    return {name: one for name, one in measures(catalogue).items() if one.claims == _GROWTH}


def change_from(base: Base, catalogue: Catalogue) -> str:
    """The name of the plain change from the year or the quarter before; empty where the catalogue has none."""
    return next((name for name, one in measures(catalogue).items() if one == Measure(_CHANGE, base)), "")


def share_measure(catalogue: Catalogue) -> str:
    """The name of the first share; empty where the catalogue has none."""
    return next((name for name, one in measures(catalogue).items() if one.whole is not None), "")


@lru_cache(maxsize=1024)
def _measure(expression: str) -> Measure | None:
    try:
        tree = parse(expression) if expression else None
    except ExpressionError:
        return None
    return measure_of(tree, Parameter()) if tree is not None else None


def measure_of(tree: Expr, part: Expr) -> Measure | None:
    """What a tree measures about `part`, which is `x` or a metric; None where it is no growth, change or share."""
    match tree:
        case Difference(Ratio(here, PriorYear(base)), Number()) if here == base == part:
            return Measure(_GROWTH, "year")
        case Difference(Ratio(here, PriorQuarter(base)), Number()) if here == base == part:
            return Measure(_GROWTH, "quarter")
        case Difference(here, PriorYear(base)) if here == base == part:
            return Measure(_CHANGE, "year")
        case Difference(here, PriorQuarter(base)) if here == base == part:
            return Measure(_CHANGE, "quarter")
        case Ratio(here, Metric(whole)) if here == part:
            return Measure(_SHARE, whole=whole)
        case _:
            return None


class BoundTree(NamedTuple):
    """An expression bound to a metric, with what it measures about the first metric that it names, if anything."""

    expr: Expr
    metric: MetricRef | None
    measure: Measure | None

    @classmethod
    def of(cls, expr: Expr) -> BoundTree:
        """The tree, read once."""
        metric = next(named(expr), None)
        return cls(expr, metric, measure_of(expr, Metric(metric)) if metric is not None else None)


def changes_by_end(
    table: MetricTable, kinds: tuple[str, ...], *, levels: bool
) -> dict[FigureKey, list[tuple[Figure, FigureKey]]]:
    """The printed changes of actuals by the figure they are counted from, each with the other end.

    With `levels` also by the figure that changed.
    """
    found: dict[FigureKey, list[tuple[Figure, FigureKey]]] = {}
    for claim in table.claims:
        if claim.kind in kinds and claim.key.scenario == "actual" and claim.bound == "point":
            period, _, scenario = claim.against.partition("|")
            if scenario in ("", "actual"):
                base = FigureKey(claim.key.metric, parse_period(period))
                found.setdefault(base, []).append((claim, claim.key))
                if levels:
                    found.setdefault(claim.key, []).append((claim, base))
    return found
