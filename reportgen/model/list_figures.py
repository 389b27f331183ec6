"""The lists of printed figures, and of the years whose periods follow from each other; when each figure stands.

figure.key            figure.value   figure.unit    figure.printed   figure.line
revenue|4Q17                48,439   JPY million    48,439           179
yoy(revenue)|1Q16            15.0%   %              +15.0%           181

yoy(revenue)|FY11   +17.8%   printed on 2012-05-15; both years are printed in millions by then: never stands
pretax_income|FY09  2.5      stands from 2011-05-13 on

The workbook looks figures up by key; of all figures with one key exactly one stands at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import (
    RATIO_UNITS,
    as_fraction,
    column_unit,
    counted_unit,
    is_per_share,
    is_ratio,
    model_power,
    unit_kind_of,
)
from reportgen.data.labels import label_of
from reportgen.data.records import LEVEL, Figure, MetricRef, MetricTable
from reportgen.data.vintage import LATEST, ValidityPeriod, Vintage, VintageKind, split_factor
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import measures
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import How, Resolved, node_of
from reportgen.figures.standing import validity_periods
from reportgen.figures.tree import Metric, Ratio, bind
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.model.periods import excel_date
from reportgen.plan.plan import CellValue


def figure_records(lists: ListContext) -> tuple[Record, ...]:
    """Every printed figure, in the order of the tables: statement, metric, period.

    `key` names the figure alone, `lookup` the question that it and others of its kind answer; `since`,
    `until` and `first` say when it is the one that stands.
    """
    figures = sorted(lists.table.figures, key=lambda figure: _order(figure, lists))
    validity = standing(lists.figures, _claim_questions(lists.figures, lists.keys))
    return tuple(_figure_record(figure, lists, validity[figure.id]) for figure in figures)


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
    for figure in resolver.table.figures:
        names = list(_names(figure, resolver))
        key, stands = next(((key, stands) for name, key, stands in names if name in asked), names[0][1:])
        counts.setdefault(key, 1)
        if stands and key not in taken:
            keys[figure.id] = key
            taken.add(key)
        else:
            counts[key] += 1
            keys[figure.id] = f"{key}#{counts[key]}"
    return keys


def _names(figure: Figure, resolver: FigureResolver) -> Iterator[tuple[str, str, bool]]:
    """The names a figure answers to, each with its key and whether the figure stands for it."""
    when = When(figure.key.period, figure.key.scenario)
    if not figure.is_claim:
        asked = FigureQuery(figure.key.metric, when)
        answer = resolver.resolve(asked)
        yield asked.name, asked.key, answer.printed is figure and answer.how is How.PRINTED
        return
    found = False
    for asked in _candidates(figure, resolver):
        answer = resolver.resolve(asked)
        if _says(answer.printed, figure) or not asked.measure:
            found = True
            yield asked.name, asked.key, answer.printed is figure and answer.how is How.PRINTED
    if not found:
        name = f"{CLAIM_KINDS[figure.kind].word}({figure.key.metric}, {figure.against})"
        yield name, f"{name}|{when.key}", True


def _says(printed: Figure | None, claim: Figure) -> bool:
    """Whether a printed figure is a claim, or one of another document that says the same thing."""
    return printed is not None and (printed.kind, printed.against) == (claim.kind, claim.against)


def _candidates(claim: Figure, resolver: FigureResolver) -> list[FigureQuery]:
    """The questions that a claim might answer."""
    when = When(claim.key.period, claim.key.scenario)
    return [
        *(FigureQuery(ref, when) for ref in _named_ratios(claim, resolver)),
        *(
            FigureQuery(claim.key.metric, when, name)
            for name, one in measures(resolver.table.catalogue).items()
            if claim.kind in one.claims and name in resolver.expressions
        ),
    ]


def _claim_questions(resolver: FigureResolver, keys: Mapping[str, str]) -> dict[str, FigureQuery]:
    """The question that each claim answers, by the claim's id; claims that answer none are left out."""
    found: dict[str, FigureQuery] = {}
    for claim in resolver.table.claims:
        wanted = plain_key(keys[claim.id])
        for asked in _candidates(claim, resolver):
            if asked.key == wanted:
                found[claim.id] = asked
                break
    return found


def _named_ratios(figure: Figure, resolver: FigureResolver) -> Iterator[MetricRef]:
    """The ratios with a name of their own that a printed share says: `gross_margin_ratio@si`."""
    rates = measures(resolver.table.catalogue)
    for concept, expr in resolver.expressions.items():
        if concept in rates:
            continue
        ref = MetricRef(concept, figure.key.metric.service_line, figure.key.metric.scope)
        match bind(expr, ref):
            case Ratio(Metric(top), Metric(bottom)):
                if (top, str(bottom)) == (figure.key.metric, figure.against):
                    yield ref
            case _:
                continue


def _order(figure: Figure, lists: ListContext) -> tuple[int | bool | str | tuple[date, int], ...]:
    return (
        *lists.order(figure.key.metric),
        figure.is_claim,
        figure.kind,
        figure.key.scenario,
        figure.key.period.sort_key(),
        -figure.decimals,
        figure.source.line,
    )


def _figure_record(figure: Figure, lists: ListContext, speech: ValidityPeriod) -> Record:
    table, key = lists.table, lists.id_of(figure)
    metric = figure.key.metric
    catalogue = table.catalogue
    ratio = is_ratio(figure.unit)
    shift = model_power(unit_kind_of(figure.unit), lists.scale)
    per_share = table.one_basis and is_per_share(figure.unit)
    split = split_factor(table.catalogue, metric.concept, figure.source.doc) if per_share else Decimal(1)
    digits = max(0, figure.decimals + figure.scale - (split.adjusted() if split != 1 else 0))
    members = catalogue.members
    line = members.get(("service_line", metric.service_line))
    scope = members.get(("scope", metric.scope))
    values: dict[str, CellValue] = {
        "key": key,
        "lookup": plain_key(key),
        "since": excel_date(speech.since) if speech.since is not None else "-",
        "until": excel_date(speech.until) if speech.until is not None else "-",
        "first": Decimal(int(speech.first)),
        "metric": str(metric),
        "label": lists.label(metric),
        "label_ja": lists.label(metric, "ja"),
        "service_line": label_of(line) if line else "",
        "scope": label_of(scope) if scope else "",
        "period": figure.key.period.id,
        "scenario": figure.key.scenario,
        "kind": CLAIM_KINDS[figure.kind].word if figure.is_claim else figure.kind,
        "against": figure.against,
        "bound": "" if figure.bound == "point" else figure.bound,
        "value": as_fraction(_as_printed(figure.value, split), figure.unit),
        "unit": _unit(figure),
        "split": split,
        "multiplier": Decimal(1) if ratio else Decimal(1).scaleb(figure.scale - shift),
        "half": as_fraction(_half(figure), figure.unit).scaleb(-shift),
        "document": figure.source.doc,
        "published": excel_date(table.catalogue.documents[figure.source.doc].published_on),
        "heading": figure.source.heading,
        "line": Decimal(figure.source.line),
        "printed": figure.source.printed,
        "also_at": ", ".join(str(number) for number in figure.source.also_at),
        "medium": figure.source.medium,
        "status": figure.status,
        "note": figure.note,
    }
    body = ("0" if ratio else "#,##0") + ("." + "0" * digits if digits else "") + ("%" if ratio else "")
    if figure.kind not in (LEVEL, "share_pct"):
        level = f"+{body}_);({body});{body}_);@_)"
    else:
        level = f"{body}_);({body});{body}_);@_)"
    return FIGURES.record(key, values, {"value": level})


def _half(figure: Figure) -> Decimal:
    """What rounding may hide each way, in base units; "approx." doubles it, as in the checks."""
    return figure.interval.width if figure.bound == "approx" else figure.interval.width / 2


def _as_printed(value: Decimal, split: Decimal) -> Decimal:
    """The figure as its page prints it: a split is taken back."""
    return value if split == 1 else (value * split).normalize() + 0


def _unit(figure: Figure) -> str:
    if unit_kind_of(figure.unit) == "money":
        currency, _, per = figure.unit.partition("/")
        return column_unit(currency, figure.scale) + (f" a {per}" if per else "")
    return counted_unit(RATIO_UNITS.get(figure.unit, figure.unit), figure.scale)


def rolls(metric: MetricRef, table: MetricTable) -> bool:
    """Whether the periods of a metric add up over time."""
    return table.catalogue.concepts[metric.concept].roll_time == "sum"


def rolled_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for each year of each asked metric of which anything is printed, in catalogue order."""
    table = lists.table
    span = {when.period.year for when in lists.timeline}
    printed: dict[MetricRef, set[int]] = {}
    for key in table.by_key:
        if key.scenario == "actual" and node_of(key.period) is not None and key.period.year in span:
            printed.setdefault(key.metric, set()).add(key.period.year)
    wanted = [metric for metric in printed if str(metric) in lists.asked and rolls(metric, table)]
    return tuple(
        _rolled_record(metric, Period(PeriodKind.YEAR, year), lists)
        for metric in sorted(wanted, key=lists.order)
        for year in sorted(printed[metric])
    )


def _rolled_record(metric: MetricRef, year: Period, lists: ListContext) -> Record:
    asked = FigureQuery(metric, When(year))
    return ROLLED.record(
        asked.key,
        {
            "key": asked.key,
            "metric": str(metric),
            "year": f"{year.year % 100:02d}",
            "fiscal_year": year.id,
            "label": lists.label(metric),
            "label_ja": lists.label(metric, "ja"),
        },
    )


def standing(resolver: FigureResolver, asked: Mapping[str, FigureQuery]) -> dict[str, ValidityPeriod]:
    """When each printed figure stands, by its id; `asked` are the claims that answer a question.

    A claim steps back from the day on which the figures behind it give a finer answer.
    """
    table = resolver.table
    found = validity_periods(table)
    judge = _Judge(table)
    for claim in table.claims:
        question = asked.get(claim.id)
        speech = found[claim.id]
        if question is not None and (speech.since is not None or speech.first):
            found[claim.id] = judge.narrowed(claim, question, speech)
    return found


class _Judge:
    """Whether a claim stands on a day; resolvers of days are made once.

    The more documents are known, the finer the figures get: a claim that stands at the end of its days stood
    on all of them, and one whose better answer rests on documents of its first day never stood.
    """

    def __init__(self, table: MetricTable) -> None:
        self._documents = table.catalogue.documents
        self._days = sorted({document.published_on for document in self._documents.values()})
        self._resolver = cache(lambda vintage: ValueResolver(table, vintage))

    def narrowed(self, claim: Figure, asked: FigureQuery, speech: ValidityPeriod) -> ValidityPeriod:
        """The claim's speech, cut at the day from which it is outdone."""
        first = speech.first and self._stands(claim, asked, Vintage(VintageKind.FIRST))
        since, until = speech.since, speech.until
        if since is None:
            return replace(speech, first=first)
        span = [day for day in self._days if since <= day and (until is None or day < until)]
        if self._stands_on(claim, asked, span[-1]):
            return replace(speech, first=first)
        if self._outdone_at_once(claim, asked, span) or not self._stands_on(claim, asked, since):
            return ValidityPeriod(first=first)
        until = span[bisect_left(span, True, key=lambda day: not self._stands_on(claim, asked, day))]
        return ValidityPeriod(since, until, first)

    def _outdone_at_once(self, claim: Figure, asked: FigureQuery, span: list[date]) -> bool:
        """Whether the figures that outdo a claim in the end were all known on its first day."""
        sources = self._answer(asked, self._vintage(span[-1])).sources
        days = [self._documents[source.source.doc].published_on for source in sources]
        return bool(days) and max(days) <= span[0] and claim not in sources

    def _vintage(self, day: date) -> Vintage:
        return LATEST if day == self._days[-1] else Vintage(VintageKind.AS_OF, day=day)

    def _stands_on(self, claim: Figure, asked: FigureQuery, day: date) -> bool:
        return self._stands(claim, asked, self._vintage(day))

    def _stands(self, claim: Figure, asked: FigureQuery, vintage: Vintage) -> bool:
        answer = self._answer(asked, vintage)
        return answer.printed is claim and answer.how is How.PRINTED

    def _answer(self, asked: FigureQuery, vintage: Vintage) -> Resolved:
        resolver: ValueResolver = self._resolver(vintage)
        when = asked.when
        if asked.measure:
            return resolver.resolve_rate(asked.measure, asked.metric, when.period, when.scenario)
        return resolver.resolve(asked.metric, when.period, when.scenario)


FIGURES = ListKind(
    "figures",
    "figure",
    "a printed figure, in the order of the tables",
    {
        "key": "the key that names it alone",
        "lookup": "the question that it and others of its kind answer",
        "since": "the day from which it is the one that stands",
        "until": "the day on which another takes its place",
        "first": "1 where it stands in the view of first prints",
        "metric": "the metric's key",
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "service_line": "the service line",
        "scope": "the entity, where it is not the consolidated company",
        "period": "the period",
        "scenario": "the scenario",
        "kind": "level, growth, change or share",
        "against": "the period or metric that a rate is counted from",
        "bound": "approx, over or under; empty for an exact figure",
        "value": "the figure in its printed unit, ratios as fractions",
        "unit": "the printed unit",
        "split": "new shares for one old share since then",
        "multiplier": "from the printed unit to that of the model",
        "half": "what rounding may hide each way, in the unit of the model",
        "document": "the document that prints it",
        "published": "the day that was published",
        "heading": "the heading it stands under",
        "line": "the line of the source text",
        "printed": "the token as printed",
        "also_at": "further lines that print it",
        "medium": "text, table, picture",
        "status": "ok, or what is wrong with it",
        "note": "the note on it",
    },
    lambda lists, _: figure_records(lists),
)
ROLLED = ListKind(
    "rolled",
    "rolled",
    "a year of a metric whose quarters, halves, nine months and year follow from each other",
    {
        "key": "metric|year",
        "metric": "the metric's key",
        "year": "the year in two digits",
        "fiscal_year": "the year",
        "label": "the metric",
        "label_ja": "the metric in Japanese",
    },
    lambda lists, _: rolled_records(lists),
)
