"""Asking for a figure by its name in a definition.

revenue                        the level, this period
revenue|4Q17                   the level of a period
revenue@cloud|FY18|target      a service line's target
yoy(gross_margin@si)|prior     a measure, at a period alias of the report
ownership%decurret|closing     another scope
change(cash, opening)|closing  a measure against another time than the year before
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.core.period import Period, parse_period
from reportgen.data.records import Catalogue, MetricRef, MetricTable
from reportgen.data.vocabulary import SCENARIOS
from reportgen.figures.measures import measure, measures

# Rates of the catalogue, and three that set a figure against its fiscal year: the year's target, what was reached
# in all of it, what stood at its beginning.
YEAR_MEASURES = ("progress", "share_of_year", "change_in_year")
_YEAR_RATIOS = ("progress", "share_of_year")
_ASKED = re.compile(
    r"(?:(?P<measure>[a-z_]+)\()?(?P<concept>[a-z0-9_]+)(?:@(?P<line>[a-z0-9_.]+))?"
    r"(?:%(?P<scope>[a-z0-9_.]+))?(?(measure)(?:,\s*(?P<base>[^()]+))?\))(?:\|(?P<period>[^|]+))?(?:\|(?P<scenario>[a-z_]+))?"
)


@dataclass(frozen=True, slots=True)
class When:
    """A period together with the scenario that is meant: FY18 as a target."""

    period: Period
    scenario: str = "actual"

    @property
    def key(self) -> str:
        """`FY17` for actuals, `FY18|target` for others: the tail of a figure's key."""
        return str(self.period) if self.scenario == "actual" else f"{self.period}|{self.scenario}"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """One figure asked for: an optional measure of a metric, at a time.

    `against` replaces a share's denominator, `base` the time that a change is counted from.
    """

    metric: MetricRef
    when: When
    measure: str = ""
    against: MetricRef | None = None
    base: When | None = None

    @property
    def name(self) -> str:
        """The metric with its measure, without the time: `yoy(revenue)`, `share(revenue@x, revenue@y)`."""
        if self.against is not None:
            return f"share({self.metric}, {self.against})"
        inside = f"{self.metric}, {self.base.key}" if self.base is not None else str(self.metric)
        return f"{self.measure}({inside})" if self.measure else inside

    @property
    def key(self) -> str:
        """The figure's address: `yoy(revenue)|FY17`."""
        return f"{self.name}|{self.when.key}"


def unit_kind_of(asked: FigureQuery, table: MetricTable) -> str:
    """The kind of unit that a figure counts in: rates and shares are ratios, changes count as their metric does."""
    found = measure(asked.measure, table.catalogue)
    if asked.measure in _YEAR_RATIOS or (found is not None and found.is_ratio):
        return "ratio"
    return table.catalogue.concepts[asked.metric.concept].unit_kind


def is_change(asked: FigureQuery, table: MetricTable) -> bool:
    """Whether a figure is a difference of two levels, so that one of a ratio counts in points."""
    found = measure(asked.measure, table.catalogue)
    since = found is not None and found.base != "" and not found.is_ratio
    return since or asked.measure == "change_in_year"


def comparisons(catalogue: Catalogue) -> tuple[str, ...]:
    """The measures that may be counted from another time than the year before."""
    return tuple(name for name, one in measures(catalogue).items() if one.base == "year")


class QueryError(ValueError):
    """The text names no figure; the message says why and `known` what could have been meant."""

    def __init__(self, message: str, word: str = "", known: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.word = word
        self.known = known


def parse_when(name: str, aliases: Mapping[str, When]) -> When:
    """The time that `name` means: an alias, a period id, or a period id with `|scenario`."""
    if name in aliases:
        return aliases[name]
    period, _, scenario = name.partition("|")
    if scenario and scenario not in SCENARIOS:
        raise QueryError(f'no scenario is named "{scenario}"', scenario, SCENARIOS)
    if period in aliases:
        return When(aliases[period].period, scenario)
    try:
        return When(parse_period(period), scenario or "actual")
    except ValueError as error:
        raise QueryError(str(error), name, tuple(aliases)) from None


def parse_query(text: str, table: MetricTable, aliases: Mapping[str, When], default: When) -> FigureQuery:
    """The figure that `text` asks for; `QueryError` where it names nothing that is known.

    A metric that is measured at an instant takes the last day of the period asked for.
    """
    match = _ASKED.fullmatch(text.strip())
    if match is None:
        raise QueryError(f'"{text}" is no figure: expected something like yoy(revenue@si)|FY17', text)
    rate = match["measure"] or ""
    if rate and rate not in YEAR_MEASURES and measure(rate, table.catalogue) is None:
        known = (*measures(table.catalogue), *YEAR_MEASURES)
        raise QueryError(f'no measure is named "{rate}"', rate, known)
    concepts = table.catalogue.concepts
    if match["concept"] not in concepts:
        raise QueryError(f'no metric is named "{match["concept"]}"', match["concept"], tuple(concepts))
    members = table.catalogue.members
    line, scope = match["line"] or "", match["scope"] or ""
    for axis, words, name in (("service_line", "service line", line), ("scope", "scope", scope)):
        if name and (axis, name) not in members:
            known = tuple(member for other, member in members if other == axis)
            raise QueryError(f'no {words} is named "{name}"', name, known)
    metric = MetricRef(match["concept"], line, scope)
    when = parse_when(match["period"], aliases) if match["period"] else default
    if match["scenario"]:
        when = parse_when(f"{when.period}|{match['scenario']}", {})
    base = fitted(metric, parse_when(match["base"].strip(), aliases), table) if match["base"] else None
    if base is not None and rate not in (known := comparisons(table.catalogue)):
        raise QueryError(f"{rate} has no base of its own to count from", rate, known)
    return FigureQuery(metric, fitted(metric, when, table), rate, base=base)


def fitted(metric: MetricRef, when: When, table: MetricTable) -> When:
    """`when`, as an instant where the metric is measured at one: FY17 becomes 2018-03-31."""
    concept = table.catalogue.concepts[metric.concept]
    if concept.period_type == "instant" and not when.period.is_instant:
        month = table.catalogue.company.fiscal_year_end_month
        return When(parse_period(when.period.end(month).isoformat()), when.scenario)
    return when
