"""The lists of printed figures, and of the years whose periods follow from each other; when each figure stands.

figure.key            figure.value   figure.unit    figure.printed   figure.line
revenue|4Q17                48,439   JPY million    48,439           179
yoy(revenue)|1Q16            15.0%   %              +15.0%           181

The workbook looks figures up by key; of all figures with one key exactly one stands at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter

from msgspec import Struct

from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import (
    RATIO_UNITS,
    as_fraction,
    column_unit,
    counted_unit,
    is_ratio,
    model_power,
    unit_kind_of,
)
from reportgen.data.labels import label_of
from reportgen.data.records import LEVEL, Figure, MetricRef, MetricTable
from reportgen.data.vintage import ValidityPeriod, split_factor
from reportgen.data.vocabulary import CLAIM_KINDS, standard_name
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import measures
from reportgen.figures.query import FigureQuery, When, sheet_key
from reportgen.figures.resolved import How, node_of
from reportgen.figures.standing import validity_periods
from reportgen.figures.tree import Expr, Metric, Ratio, bind
from reportgen.model.list_context import (
    Field,
    ListContext,
    ListKind,
    bound_word,
    figure_fields,
    metric_fields,
)
from reportgen.model.timeline import excel_date
from reportgen.plan.plan import CellValue


def plain_key(key: str) -> str:
    """The question that a figure answers, from the key that names it alone: `revenue|FY17#2` to `revenue|FY17`."""
    return key.partition("#")[0]


def figure_keys(resolver: FigureResolver, asked: Collection[str] = ()) -> dict[str, str]:
    """The key of every printed figure on the Data sheet, by the id of the figure.

    A figure that stands for its key carries the plain key, under which the model's cells look it up; others
    (the same figure printed less precisely) carry it with a number behind it, `revenue|FY17#2`. Keys hold no
    `~`, `*` or `?`, which Excel's MATCH reads as wildcards. A ratio may answer to two names, that of its
    concept and that of a measure; the one that the template asks for (`asked`) is taken.
    """
    keys: dict[str, str] = {}
    counts: dict[str, int] = {}
    taken: set[str] = set()
    questions = _Questions(resolver)
    for figure in resolver.table.figures:
        names = list(_names(figure, resolver, questions))
        key, stands = next(((key, stands) for name, key, stands in names if name in asked), names[0][1:])
        counts.setdefault(key, 1)
        if stands and key not in taken:
            keys[figure.id] = key
            taken.add(key)
        else:
            counts[key] += 1
            keys[figure.id] = f"{key}#{counts[key]}"
    return keys


def _names(
    figure: Figure, resolver: FigureResolver, questions: _Questions
) -> Iterator[tuple[str, str, bool]]:
    """The names a figure answers to, each with its key and whether the figure stands for it."""
    when = time_of(figure, resolver.table)
    if not figure.is_claim:
        asked = FigureQuery(figure.key.metric, when)
        answer = resolver.ask(asked)
        yield asked.name, sheet_key(asked), answer.printed is figure and answer.how is How.PRINTED
        return
    found = False
    for asked in questions.of(figure):
        answer = resolver.ask(asked)
        if _says(answer.printed, figure) or not asked.measure:
            found = True
            yield asked.name, sheet_key(asked), answer.printed is figure and answer.how is How.PRINTED
    if not found:
        name = f"{CLAIM_KINDS[figure.kind].word}({figure.key.metric}, {figure.against})"
        tail = f"|{standard_name(when.standard)}" if when.standard else ""
        yield name, f"{name}|{when.plain}{tail}", True


def time_of(figure: Figure, table: MetricTable) -> When:
    """The time of a printed figure, with its accounting standard where the table holds several."""
    standard = figure.standard if table.standards.several else ""
    return When(figure.key.period, figure.key.scenario, standard)


def _says(printed: Figure | None, claim: Figure) -> bool:
    """Whether a printed figure is a claim, or one of another document that says the same thing."""
    return printed is not None and (printed.kind, printed.against) == (claim.kind, claim.against)


class _Questions:
    """The questions that printed claims may answer, found by what a claim says: rates and named ratios."""

    def __init__(self, resolver: FigureResolver) -> None:
        self._table = resolver.table
        rates = measures(resolver.table.catalogue)
        self._rates: dict[str, list[str]] = {}
        self._ratios: dict[str, list[tuple[str, Expr]]] = {}
        for concept, expr in resolver.expressions.items():
            if concept in rates:
                continue
            match expr:
                case Ratio(Metric(top), Metric()):
                    self._ratios.setdefault(top.concept, []).append((concept, expr))
        for name, one in rates.items():
            if name in resolver.expressions:
                for kind in one.claims:
                    self._rates.setdefault(kind, []).append(name)

    def of(self, claim: Figure) -> Iterator[FigureQuery]:
        """The questions that a claim might answer."""
        when = time_of(claim, self._table)
        for ref in self._named_ratios(claim):
            yield FigureQuery(ref, when)
        for name in self._rates.get(claim.kind, ()):
            yield FigureQuery(claim.key.metric, when, name)

    def _named_ratios(self, claim: Figure) -> Iterator[MetricRef]:
        """The ratios with a name of their own that a printed share says: `gross_margin_ratio@si`."""
        metric = claim.key.metric
        for concept, expr in self._ratios.get(metric.concept, ()):
            ref = MetricRef(concept, metric.service_line, metric.scope)
            match bind(expr, ref):
                case Ratio(Metric(top), Metric(bottom)) if (top, str(bottom)) == (metric, claim.against):
                    yield ref


def _claim_questions(lists: ListContext) -> dict[str, FigureQuery]:
    """The question that each claim answers, by the claim's id; claims that answer none are left out."""
    found: dict[str, FigureQuery] = {}
    questions = _Questions(lists.figures)
    for claim in lists.table.claims:
        wanted = plain_key(lists.id_of(claim))
        asked = next((one for one in questions.of(claim) if sheet_key(one) == wanted), None)
        if asked is not None:
            found[claim.id] = asked
    return found


class _Printed(Struct, frozen=True):
    """A printed figure, when it stands, and how many new shares one old share became since."""

    figure: Figure
    validity: ValidityPeriod
    split: Decimal

    @property
    def ratio(self) -> bool:
        return is_ratio(self.figure.unit)


def _printed(lists: ListContext, _: str) -> Iterator[_Printed]:
    """Every printed figure, in the order of the tables: statement, metric, period."""
    validity = validity_periods(lists.table, lists.figures.values, _claim_questions(lists))
    for figure in sorted(lists.table.figures, key=lambda figure: _order(figure, lists)):
        yield _Printed(figure, validity[figure.id], _split(figure, lists))


def _order(figure: Figure, lists: ListContext) -> tuple[int | bool | str | tuple[date, int], ...]:
    return (
        *lists.order(figure.key.metric),
        figure.is_claim,
        figure.kind,
        figure.key.scenario,
        lists.calendar.sort_key(figure.key.period),
        -figure.decimals,
        figure.source.line,
    )


def _split(figure: Figure, lists: ListContext) -> Decimal:
    return split_factor(lists.table, figure) if lists.table.basis else Decimal(1)


def _value(one: _Printed) -> Decimal:
    """The figure as its page prints it, a split taken back; ratios as fractions."""
    value = one.figure.value
    return as_fraction(value if one.split == 1 else (value * one.split).normalize() + 0, one.figure.unit)


def _power(one: _Printed, lists: ListContext) -> int:
    """The power of ten in which the model shows a figure's unit."""
    return model_power(unit_kind_of(one.figure.unit), lists.scale)


def _half(one: _Printed, lists: ListContext) -> Decimal:
    """What rounding may hide each way; "approx." doubles it, as in the checks."""
    width, figure = one.figure.interval.width, one.figure
    return as_fraction(width if figure.bound == "approx" else width / 2, figure.unit).scaleb(
        -_power(one, lists)
    )


def _unit(one: _Printed) -> str:
    unit, scale = one.figure.unit, one.figure.scale
    if unit_kind_of(unit) == "money":
        currency, _, per = unit.partition("/")
        return column_unit(currency, scale) + (f" a {per}" if per else "")
    return counted_unit(RATIO_UNITS.get(unit, unit), scale)


def _number_format(one: _Printed, _: ListContext) -> str:
    """As many decimals as are printed; rates and changes with their sign."""
    figure = one.figure
    digits = max(0, figure.decimals + figure.scale - (one.split.adjusted() if one.split != 1 else 0))
    body = (
        ("0" if one.ratio else "#,##0") + ("." + "0" * digits if digits else "") + ("%" if one.ratio else "")
    )
    plus = "" if figure.kind in (LEVEL, "share_pct") else "+"
    return f"{plus}{body}_);({body});{body}_);@_)"


def _member(axis: str, name: str, lists: ListContext) -> str:
    member = lists.table.catalogue.members.get((axis, name))
    return label_of(member) if member else ""


def _day(day: date | None) -> CellValue:
    return "-" if day is None else excel_date(day)


FIGURES = ListKind[_Printed](
    "figures",
    "figure",
    "a printed figure, in the order of the tables",
    {
        "key": Field("the key that names it alone", lambda one, lists: lists.id_of(one.figure)),
        "lookup": Field(
            "the question that it and others of its kind answer",
            lambda one, lists: plain_key(lists.id_of(one.figure)),
        ),
        "since": Field(
            "the day from which it is the one that stands", lambda one, _: _day(one.validity.since)
        ),
        "until": Field("the day on which another takes its place", lambda one, _: _day(one.validity.until)),
        "first": Field(
            "1 where it stands in the view of first prints", lambda one, _: Decimal(int(one.validity.first))
        ),
        **figure_fields("metric label label_ja period kind document printed note line", "figure"),
        "service_line": Field(
            "the service line",
            lambda one, lists: _member("service_line", one.figure.key.metric.service_line, lists),
        ),
        "scope": Field(
            "the entity, where it is not the consolidated company",
            lambda one, lists: _member("scope", one.figure.key.metric.scope, lists),
        ),
        "scenario": Field("the scenario", lambda one, _: one.figure.key.scenario),
        "against": Field(
            "the period or metric that a rate is counted from", lambda one, _: one.figure.against
        ),
        "bound": Field(
            "approx, over or under; empty for an exact figure", lambda one, _: bound_word(one.figure)
        ),
        "value": Field("the figure in its printed unit, ratios as fractions", lambda one, _: _value(one)),
        "unit": Field("the printed unit", lambda one, _: _unit(one)),
        "split": Field("new shares for one old share since then", lambda one, _: one.split),
        "multiplier": Field(
            "from the printed unit to that of the model",
            lambda one, lists: Decimal(1).scaleb(0 if one.ratio else one.figure.scale - _power(one, lists)),
        ),
        "half": Field("what rounding may hide each way, in the unit of the model", _half),
        "published": Field(
            "the day that was published",
            lambda one, lists: excel_date(
                lists.table.catalogue.documents[one.figure.source.doc].published_on
            ),
        ),
        "heading": Field("the heading it stands under", lambda one, _: one.figure.source.section),
        "also_at": Field(
            "further lines that print it", lambda one, _: ", ".join(map(str, one.figure.source.also_at))
        ),
        "medium": Field("text, table, picture", lambda one, _: one.figure.source.medium),
        "status": Field("ok, or what is wrong with it", lambda one, _: one.figure.status),
    },
    _printed,
    formats={"value": _number_format},
    figure=attrgetter("figure"),
)


class _RolledYear(Struct, frozen=True):
    """A year of a metric of which anything is printed; `standard` where the table holds several."""

    metric: MetricRef
    year: Period
    standard: str = ""

    @property
    def tail(self) -> str:
        """What its keys end with."""
        return f"|{standard_name(self.standard)}" if self.standard else ""


def _rolled_years(lists: ListContext, _: str) -> Iterator[_RolledYear]:
    """Each year of each asked metric whose periods add up over time, in catalogue order."""
    concepts, span = lists.table.catalogue.concepts, {when.period.year for when in lists.timeline}
    printed: dict[MetricRef, set[tuple[int, str]]] = {}
    several = lists.table.standards.several
    for key, facts in lists.table.by_key.items():
        if key.scenario == "actual" and node_of(key.period) is not None and key.period.year in span:
            standards = {fact.standard for fact in facts} if several else {""}
            printed.setdefault(key.metric, set()).update((key.period.year, name) for name in standards)
    for metric in sorted(printed, key=lists.order):
        if str(metric) in lists.asked and concepts[metric.concept].roll_time == "sum":
            for year, standard in sorted(printed[metric]):
                yield _RolledYear(metric, Period(PeriodKind.YEAR, year), standard)


ROLLED = ListKind[_RolledYear](
    "rolled",
    "rolled",
    "a year of a metric whose quarters, halves, nine months and year follow from each other",
    {
        "key": Field("metric|year", lambda one, _: FigureQuery(one.metric, When(one.year)).key + one.tail),
        **metric_fields("metric"),
        "metric": Field("the metric's key", lambda one, _: str(one.metric)),
        "year": Field("the year in two digits", lambda one, _: f"{one.year.year % 100:02d}{one.tail}"),
        "fiscal_year": Field("the year", lambda one, _: one.year.id),
        "quarters": Field(
            "how many quarters it has: fewer than four after a change of year end",
            lambda one, lists: Decimal(
                sum(
                    lists.calendar.has(Period(PeriodKind.QUARTER, one.year.year, part))
                    for part in range(1, 5)
                )
            ),
        ),
    },
    _rolled_years,
)
