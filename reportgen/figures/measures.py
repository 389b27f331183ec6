"""What a rate of the catalogue measures, read from its expression: no rate is known by its name.

x / prior_year(x) - 1       growth on the year before, printed as a claim of kind change_pct
x - prior_quarter(x)        change from the quarter before, printed as change_abs or change_pt
x / revenue                 share of revenue, printed as share_pct
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reportgen.data.records import Catalogue, MetricRef
from reportgen.figures.parser import ExpressionError, parse
from reportgen.figures.tree import Difference, Metric, Number, Parameter, PriorQuarter, PriorYear, Ratio

Base = Literal["", "year", "quarter"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate: `base` is the period it is counted from or `whole` what it is a share of; `claims` may print it."""

    claims: tuple[str, ...]
    base: Base = ""
    whole: MetricRef | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio whatever it measures; a plain change counts as its metric does."""
        return self.claims in (_GROWTH, _SHARE)


_GROWTH, _CHANGE, _SHARE = ("change_pct",), ("change_abs", "change_pt"), ("share_pct",)


def measures(catalogue: Catalogue) -> Mapping[str, Measure]:
    """The growth rates, changes and shares of a catalogue by name, in its order."""
    concepts = catalogue.concepts.values()
    return {one.name: found for one in concepts if (found := _measure(one.expression)) is not None}


def measure(name: str, catalogue: Catalogue) -> Measure | None:
    """The measure of that name; None where the catalogue has none."""
    concept = catalogue.concepts.get(name)
    return _measure(concept.expression) if concept is not None else None


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
    if not expression:
        return None
    try:
        tree = parse(expression)
    except ExpressionError:
        return None
    match tree:
        case Difference(Ratio(Parameter(), PriorYear(Parameter())), Number()):
            return Measure(_GROWTH, "year")
        case Difference(Ratio(Parameter(), PriorQuarter(Parameter())), Number()):
            return Measure(_GROWTH, "quarter")
        case Difference(Parameter(), PriorYear(Parameter())):
            return Measure(_CHANGE, "year")
        case Difference(Parameter(), PriorQuarter(Parameter())):
            return Measure(_CHANGE, "quarter")
        case Ratio(Parameter(), Metric(whole)):
            return Measure(_SHARE, whole=whole)
        case _:
            return None
