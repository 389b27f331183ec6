"""Asking for a figure by its name in a definition.

revenue                        the level, this period
revenue|4Q17                   the level of a period
revenue@cloud|FY18|target      a service line's target
yoy(gross_margin@si)|prior     a measure, at a period alias of the report
ownership%decurret|closing     another scope
change(cash, opening)|closing  a measure against another time than the year before

Times are fixed, or told from the period that a report is about:

period: 9M13                              this: 9M13
prior:    prior_year(this)                9M12
quarter:  last_quarter(this)              3Q13
target:   plan_year(this)|target          FY13|target; after the year's end the next year's
opening:  year_start(this)                2013-03-31, the last day of the year before
quarters: back(quarter, 7)..quarter       4Q11 to 3Q13
years:    same(this, 5)                   9M09, 9M10, 9M11, 9M12, 9M13
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar, instant
from reportgen.core.period import Period, PeriodKind, parse_period, period_range
from reportgen.core.structs import replace
from reportgen.data.records import Catalogue, Concept, FigureKey, MetricRef, MetricTable
from reportgen.data.vocabulary import SCENARIOS, STANDARDS, standard_name, standard_named
from reportgen.figures.measures import measure, measures

# Rates of the catalogue, and three that set a figure against its fiscal year: the year's target, what was reached
# in all of it, what stood at its beginning.
YEAR_MEASURES = ("progress", "share_of_year", "change_in_year")
_YEAR_RATIOS = ("progress", "share_of_year")
_ASKED = re.compile(
    r"(?:(?P<measure>[a-z_]+)\()?(?P<concept>[a-z0-9_]+)(?:@(?P<line>[a-z0-9_.]+))?"
    r"(?:%(?P<scope>[a-z0-9_.]+))?(?(measure)(?:,\s*(?P<base>[^()]+))?\))"
    r"(?:\|(?P<period>[^|]+))?(?P<words>(?:\|[^|]+)*)"
)


# Asked of a time, it is the target that stands: the one that replaced the first, where a document at hand has one.
NEWEST_TARGET = "newest_target"


class When(NamedTuple):
    """A period together with the scenario that is meant, FY18 as a target, and an accounting standard.

    Without a standard the one that stands for the period is meant.
    """

    period: Period
    scenario: str = "actual"
    standard: str = ""

    @property
    def key(self) -> str:
        """`FY17` for actuals, `FY18|target` for others, `FY17|ifrs` under a standard: the tail of a figure's key."""
        return f"{self.plain}|{self.standard}" if self.standard else self.plain

    @property
    def plain(self) -> str:
        """The key without the standard, as claims spell what they are counted from."""
        return str(self.period) if self.scenario == "actual" else f"{self.period}|{self.scenario}"


class FigureQuery(Struct, frozen=True, cache_hash=True):
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

    def __str__(self) -> str:
        return self.key


def under_standard(asked: FigureQuery, table: MetricTable) -> FigureQuery:
    """The figure with its accounting standard, that named or that standing then; none where that tells nothing.

    It tells nothing of figures that no standard defines, and where a table holds one standard only.
    """
    when, standards = asked.when, table.standards
    standard = ""
    if standards.several and table.catalogue.concepts[asked.metric.concept].is_of_standard:
        standard = when.standard or standards.standing(when.period, when.scenario)
    return asked if standard == when.standard else replace(asked, when=when._replace(standard=standard))


def under_standing(when: When, table: MetricTable) -> When:
    """The time with the accounting standard that stands then, where the table holds several."""
    standards = table.standards
    if not standards.several:
        return when
    return when._replace(standard=standards.standing(when.period, when.scenario))


def sheet_key(asked: FigureQuery) -> str:
    """The address of a figure in a workbook, with the standard by its name: `revenue|FY17|IFRS`."""
    standard = asked.when.standard
    return f"{asked.name}|{asked.when.plain}" + (f"|{standard_name(standard)}" if standard else "")


def unit_kind_of_query(asked: FigureQuery, table: MetricTable) -> str:
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


def parse_when(name: str, aliases: Mapping[str, When], standards: Collection[str] = ()) -> When:
    """The time that `name` means: an alias or a period id, with `|scenario` or `|standard` behind it.

    `standards` are those of a table, which may have others than are known by name.
    """
    if name in aliases:
        return aliases[name]
    period, *words = name.split("|")
    scenario = standard = ""
    for word in words:
        if standard_named(word) in (*STANDARDS, *standards) and not standard:
            standard = standard_named(word)
        elif word in (*SCENARIOS, NEWEST_TARGET) and not scenario + standard:
            scenario = word
        else:
            raise QueryError(f'no scenario is named "{word}"', word, (*SCENARIOS, NEWEST_TARGET, *STANDARDS))
    if period in aliases:
        return When(aliases[period].period, scenario or "actual", standard)
    try:
        return When(parse_period(period), scenario or "actual", standard)
    except ValueError as error:
        raise QueryError(str(error), name, tuple(aliases)) from None


def newest_target(metric: MetricRef, period: Period, table: MetricTable) -> str:
    """The scenario of the target that stands for a period: `target_revised` where there is one, else `target`."""
    revised = FigureKey(metric, period, "target_revised") in table.by_key
    return "target_revised" if revised else "target"


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
    if match["words"]:
        named = parse_when(f"{when.period}{match['words']}", {}, table.standards.known)
        when = named._replace(standard=named.standard or when.standard)
    base = fitted(metric, parse_when(match["base"].strip(), aliases), table) if match["base"] else None
    if base is not None and rate not in (known := comparisons(table.catalogue)):
        raise QueryError(f"{rate} has no base of its own to count from", rate, known)
    asked = FigureQuery(metric, fitted(metric, when, table), rate, base=base)
    check_date(asked, table)
    return asked


def check_date(asked: FigureQuery, table: MetricTable) -> None:
    """`QueryError` for growth, a change or a share of what has no date, unless a document prints it."""
    period = asked.when.period
    if period.is_dated or not asked.measure:
        return
    rate = measure(asked.measure, table.catalogue)
    printed = table.claims_by_key.get(FigureKey(asked.metric, period, asked.when.scenario), ())
    if rate is None or not any(claim.kind in rate.claims for claim in printed):
        message = (
            f"{asked.name} needs a date, and {period} has none: no document prints it, so nothing tells it"
        )
        raise QueryError(message, asked.measure)


def measured_at(concept: Concept, period: Period, calendar: FiscalCalendar) -> Period:
    """The period at which a metric is measured: a balance asked for a stretch of time is that of its last day."""
    if concept.period_type == "instant" and not period.is_instant and period.is_dated:
        return instant(calendar.end(period))
    return period


def fitted(metric: MetricRef, when: When, table: MetricTable) -> When:
    """`when`, as an instant where the metric is measured at one: FY17 becomes 2018-03-31."""
    calendar = table.calendar
    period = measured_at(table.catalogue.concepts[metric.concept], when.period, calendar)
    return when if period is when.period else when._replace(period=period)


_CALL = re.compile(r"\s*([a-z_]+)\(\s*(.+?)\s*(?:,\s*(\d+)\s*)?\)\s*")
_SAME = re.compile(r"\s*same\(\s*(.+?)\s*,\s*(\d+)\s*\)\s*")
_YEAR_ENDS = {(PeriodKind.QUARTER, 4), (PeriodKind.HALF, 2), (PeriodKind.YEAR, 0)}


def year_before(when: When, calendar: FiscalCalendar) -> When:
    """The same time one year before; `ValueError` for one without a date."""
    return when._replace(period=calendar.year_before(when.period))


def to_date(period: Period) -> Period:
    """The stretch from the year's first day to the period's last: 9M13 for 3Q13, FY17 for 2H17."""
    index = period.index if period.kind is PeriodKind.QUARTER else 0
    if (period.kind, period.index) in _YEAR_ENDS:
        return Period(PeriodKind.YEAR, period.year)
    if index == 2:
        return Period(PeriodKind.HALF, period.year, 1)
    return Period(PeriodKind.NINE_MONTHS, period.year) if index == 3 else period


def plan_year(period: Period) -> Period:
    """The year whose target is looked at: the period's own, after that year's end the next one."""
    ended = (period.kind, period.index) in _YEAR_ENDS
    return Period(PeriodKind.YEAR, period.year + 1 if ended else period.year)


def _quarter_before(period: Period, calendar: FiscalCalendar) -> Period:
    before = period.prior_quarter()
    if before is None:
        raise ValueError(f"{period} is no quarter, so none comes before it")
    return before


def _last_quarter(period: Period, calendar: FiscalCalendar) -> Period:
    quarters = period.components()
    return quarters[-1] if quarters else period


def _last_half(period: Period, calendar: FiscalCalendar) -> Period:
    first = Period(PeriodKind.HALF, calendar.year_of(period).year, 1)
    return first if calendar.end(period) <= calendar.end(first) else first.step(1)


def _first_month(period: Period, calendar: FiscalCalendar) -> Period:
    day = calendar.start(period)
    return Period(PeriodKind.MONTH, day.year, day.month)


def _ltm(period: Period, calendar: FiscalCalendar) -> Period:
    """The last twelve months up to the quarter that a period ends with."""
    quarters = period.components()
    last = quarters[-1] if quarters else period
    if last.kind is not PeriodKind.QUARTER:
        raise ValueError(f"{period} ends with no quarter, so no twelve months are told up to it")
    return Period(PeriodKind.TRAILING, last.year, last.index)


_WAYS: dict[str, Callable[[Period, FiscalCalendar], Period]] = {
    "prior_year": lambda period, calendar: calendar.year_before(period),
    "prior_quarter": _quarter_before,
    "last_quarter": _last_quarter,
    "first_quarter": lambda period, calendar: Period(PeriodKind.QUARTER, calendar.year_of(period).year, 1),
    "year": lambda period, calendar: calendar.year_of(period),
    "next_year": lambda period, calendar: Period(PeriodKind.YEAR, calendar.year_of(period).year + 1),
    "plan_year": lambda period, calendar: plan_year(period),
    "first_half": lambda period, calendar: Period(PeriodKind.HALF, calendar.year_of(period).year, 1),
    "last_half": _last_half,
    "to_date": lambda period, calendar: to_date(period),
    "ltm": _ltm,
    "end": lambda period, calendar: instant(calendar.end(period)),
    "year_start": lambda period, calendar: calendar.opening(calendar.year_of(period)),
    "first_month": _first_month,
}
_COUNTED: dict[str, Callable[[Period, int, FiscalCalendar], Period]] = {
    "back": lambda period, count, calendar: period.step(-count),
    "years_back": lambda period, count, calendar: _years_back(period, count, calendar),
}
FUNCTIONS = (*_WAYS, *_COUNTED)


def _years_back(period: Period, count: int, calendar: FiscalCalendar) -> Period:
    for _ in range(count):
        period = calendar.year_before(period)
    return period


def is_for(period: Period, names: Sequence[str]) -> bool:
    """Whether a period is one of those named: by its id (FY17) or by its kind (FY, 9M, 1H, 4Q)."""
    return period.id in names or period.id[:2] in names


def is_relative(text: str) -> bool:
    """Whether a time is told from another one, so that it moves with the report's period."""
    return _CALL.fullmatch(text.partition("|")[0]) is not None


def read_time(text: str, aliases: Mapping[str, When], calendar: FiscalCalendar) -> When:
    """The time that `text` names, by the days of `calendar`.

    `QueryError` where it names none: an alias, a period id, a function of one, each with `|scenario`.
    """
    call, _, scenario = text.strip().partition("|")
    match = _CALL.fullmatch(call)
    if match is None:
        return parse_when(text.strip(), aliases)
    name, inner, count = match.groups()
    if name not in FUNCTIONS:
        raise QueryError(f'no function of periods is named "{name}"', name, FUNCTIONS)
    if (name in _COUNTED) != (count is not None):
        needs = "a number of steps as well" if name in _COUNTED else "one period only"
        raise QueryError(f"{name} takes {needs}", name, FUNCTIONS)
    period = read_time(inner, aliases, calendar).period
    if not period.is_dated:
        raise QueryError(f"{period} has no date, so {name} tells no time from it", text)
    try:
        found = (
            _WAYS[name](period, calendar) if name in _WAYS else _COUNTED[name](period, int(count), calendar)
        )
    except ValueError as error:
        raise QueryError(str(error), text) from None
    return When(found, parse_when(f"{found}|{scenario}", {}).scenario if scenario else "actual")


def read_list(
    members: str | list[str], aliases: Mapping[str, When], calendar: FiscalCalendar
) -> tuple[When, ...]:
    """A list of times: `first..last`, the `same` period of several years, or its members one by one."""
    found: list[When] = []
    for member in [members] if isinstance(members, str) else members:
        first, dots, last = member.partition("..")
        every = _SAME.fullmatch(member)
        if dots:
            ends = (read_time(first, aliases, calendar).period, read_time(last, aliases, calendar).period)
            found += [When(period) for period in period_range(*ends) if calendar.has(period)]
        elif every is None:
            found.append(read_time(member, aliases, calendar))
        else:
            when = read_time(every[1], aliases, calendar)
            steps = reversed(range(int(every[2])))
            found += [When(_years_back(when.period, count, calendar), when.scenario) for count in steps]
    return tuple(dict.fromkeys(found))
