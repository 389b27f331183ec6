"""Where sentences and tables get their figures: resolved, formatted, with their sources.

figures.ask("yoy(revenue)|FY17")            the answer: value, precision, sources
figures.figure(answer, format)              the same with its text, ready for a page
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from reportgen.core.interval import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import PERCENT, as_fraction, is_ratio
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable
from reportgen.figures.catalogue import Expressions
from reportgen.figures.evaluate import evaluate, quarter_before
from reportgen.figures.measures import Measure, measure
from reportgen.figures.query import (
    YEAR_MEASURES,
    FigureQuery,
    QueryError,
    When,
    is_change,
    parse_query,
    unit_kind_of,
)
from reportgen.figures.resolved import How, Resolved, combined, from_print
from reportgen.figures.style import NumberFormat, Style
from reportgen.figures.times import year_of
from reportgen.figures.tree import bind
from reportgen.figures.value_resolver import ValueResolver
from reportgen.figures.views import DisplayValue


@dataclass(frozen=True)
class Answer:
    """What is known about one asked figure; `value` is None where it is not disclosed.

    `doubted` are the printed figures behind it that are known or suspected to be wrong.
    """

    asked: FigureQuery
    value: Decimal | None
    interval: Interval | None
    unit_kind: str
    printed: Figure | None
    sources: tuple[str, ...]
    doubted: tuple[Figure, ...] = ()

    @property
    def bound(self) -> str:
        """`approx`, `over` or `under` where the figure is printed with such a word, else `point`."""
        return self.printed.bound if self.printed is not None else "point"

    def value_in(self, number_format: NumberFormat) -> Decimal | None:
        """The value that a format shows: the printed one where it shows just the printed decimals.

        A figure may be known closer than it is printed: 825 from two amounts, beside "up JPY0.82 billion".
        Shown as printed it keeps the printed digits; any other format shows the closer value.
        """
        if self.value is None or self.printed is None:
            return self.value
        shift = -PERCENT if is_ratio(self.printed.unit) else 0
        if number_format.digits - number_format.scale != self.printed.decimals + shift:
            return self.value
        return as_fraction(self.printed.base, self.printed.unit)


class FigureResolver:
    """Answers every question for a figure in one report; remembers answers, holds no other state."""

    def __init__(
        self,
        table: MetricTable,
        resolver: ValueResolver,
        style: Style,
        aliases: Mapping[str, When],
        default: When,
    ) -> None:
        self.table = table
        self.style = style
        self.aliases = aliases
        self.default = default
        self._resolver = resolver
        self._answers: dict[str, Answer] = {}

    def parse(self, text: str) -> FigureQuery:
        """The figure a text asks for; `QueryError` where it names nothing."""
        return parse_query(text, self.table, self.aliases, self.default)

    def ask(self, asked: FigureQuery | str) -> Answer:
        """The answer for one figure."""
        if isinstance(asked, str):
            asked = self.parse(asked)
        answer = self._answers.get(asked.key)
        if answer is None:
            answer = self._answers[asked.key] = self._answer(asked)
        return answer

    @property
    def expressions(self) -> Expressions:
        """The catalogue's expressions by the name of their concept."""
        return self._resolver.expressions

    def resolve(self, asked: FigureQuery) -> Resolved:
        """The full answer for one figure: value, precision, how it was reached, sources."""
        when = asked.when
        if asked.measure in YEAR_MEASURES:
            return self._of_the_year(asked)
        if asked.measure:
            return self._resolver.resolve_rate(
                asked.measure,
                asked.metric,
                when.period,
                when.scenario,
                asked.against,
                (asked.base.period, asked.base.scenario) if asked.base is not None else None,
            )
        return self._resolver.resolve(asked.metric, when.period, when.scenario)

    def _of_the_year(self, asked: FigureQuery) -> Resolved:
        """A figure against its fiscal year: over its target or all that was reached, or its change since then."""
        month = self.table.catalogue.company.fiscal_year_end_month
        year = year_of(asked.when.period, month)
        if asked.measure == "change_in_year":
            return self._since_the_year_began(asked, year.start(month))
        scenario = "target" if asked.measure == "progress" else "actual"
        own = self._resolver.resolve(asked.metric, asked.when.period, asked.when.scenario)
        whole = self._resolver.resolve(asked.metric, year, scenario)
        if own.value is None or not whole.value or own.interval is None or whole.interval is None:
            return Resolved(asked.key)
        if whole.value < 0 or whole.interval.low <= 0:
            return Resolved(asked.key)
        value, interval = own.value / whole.value, own.interval / whole.interval
        return combined(asked.key, value, interval, "ratio", How.COMPUTED, (own, whole))

    def _since_the_year_began(self, asked: FigureQuery, first: date) -> Resolved:
        """How much a balance differs from that of the day before the year began."""
        day = first - timedelta(days=1)
        own = self._resolver.resolve(asked.metric, asked.when.period, asked.when.scenario)
        base = self._resolver.resolve(asked.metric, Period(PeriodKind.INSTANT, day.year, 0, day))
        if own.value is None or base.value is None or own.interval is None or base.interval is None:
            return Resolved(asked.key)
        value, interval = own.value - base.value, own.interval - base.interval
        return combined(asked.key, value, interval, own.unit, How.COMPUTED, (own, base))

    def computed(self, asked: FigureQuery) -> Decimal | None:
        """What the catalogue's expression gives, whatever is printed; None where an input is missing.

        Inputs at earlier periods are actuals: a target grows on what was reached.
        """
        expr = self.expressions.get(asked.measure or asked.metric.concept)
        if expr is None:
            return None

        def value_of(metric: MetricRef, period: Period) -> Decimal | None:
            if asked.base is not None and period != asked.when.period:
                return self._resolver.resolve(metric, asked.base.period, asked.base.scenario).value
            scenario = asked.when.scenario if period == asked.when.period else "actual"
            return self._resolver.resolve(metric, period, scenario).value

        return evaluate(bind(expr, asked.metric), asked.when.period, value_of)

    def printed(self, asked: FigureQuery, line: int | None = None, bound: str = "") -> Answer:
        """The figure as one line of its document prints it, whatever else is known about it.

        A document may print a figure twice and differently, or against its own arithmetic. `bound` takes one
        end of a printed range: over its lower, under its upper one. Not disclosed where the documents at hand
        print nothing so, as in a vintage that does not know the document; `QueryError` where they print more
        than one figure.
        """
        found = [record for record in self._records_at(asked, line) if bound in ("", record.bound)]
        where = f"line {line} prints" if line is not None else "the document prints"
        if not found:
            return Answer(asked, None, None, self._unit_kind(asked), None, ())
        if len({record.value for record in found}) > 1:
            raise QueryError(f"{where} more than one {asked.key}", str(line or bound))
        resolved = from_print(asked.key, found[0])
        unit_kind = "ratio" if resolved.unit == "ratio" else self._unit_kind(asked)
        return Answer(asked, resolved.value, resolved.interval, unit_kind, found[0], *_origin(resolved))

    def _records_at(self, asked: FigureQuery, line: int | None) -> list[Figure]:
        """What a line prints of a figure; where it has changes on several bases, those on the measure's own."""
        key = FigureKey(asked.metric, asked.when.period, asked.when.scenario)
        if not asked.measure:
            return [fact for fact in self.table.by_key.get(key, ()) if _stands_at(fact, line)]
        rate = measure(asked.measure, self.table.catalogue)
        claims = [
            claim
            for claim in self.table.claims_by_key.get(key, ())
            if rate is not None and claim.kind in rate.claims and _stands_at(claim, line)
        ]
        base = _base_of(asked, rate)
        own = [claim for claim in claims if base in (claim.against, claim.against.partition("|")[0])]
        return [*(own or claims)]

    def _answer(self, asked: FigureQuery) -> Answer:
        resolved = self.resolve(asked)
        return Answer(
            asked,
            resolved.value,
            resolved.interval,
            self._unit_kind(asked),
            resolved.printed,
            *_origin(resolved),
        )

    def _unit_kind(self, asked: FigureQuery) -> str:
        return unit_kind_of(asked, self.table)

    def natural_format(self, answer: Answer) -> NumberFormat:
        """The format in which a figure is shown when nobody says otherwise.

        A printed figure keeps its printed unit and decimals, so that no digit is invented; money that was
        computed is shown in millions, or in billions where it is known to no better, ratios in percent with one
        decimal.
        """
        style = self.style
        if answer.unit_kind == "ratio":
            printed = answer.printed
            digits = max(0, printed.decimals) if printed is not None and is_ratio(printed.unit) else 1
            shown = "{}%"
            if is_change(answer.asked, self.table):
                one = not digits and answer.value in (_POINT, -_POINT)
                shown = style.phrase("point" if one else "points", "{}")
            before, _, after = shown.partition("{}")
            return NumberFormat(
                scale=PERCENT, digits=digits, prefix=before, suffix=after, negative=style.negative
            )
        money = answer.unit_kind in ("money", "per_share")
        scale, digits = (6, 0) if answer.unit_kind == "money" else (0, 0)
        if answer.printed is not None:
            scale = answer.printed.scale
            digits = max(0, answer.printed.decimals + scale)
        elif answer.unit_kind == "per_share":
            digits = 2
        elif answer.interval is not None and answer.interval.width > _COARSE and answer.unit_kind == "money":
            scale, digits = 9, 1
        shown_at = style.place(scale, money=money)
        return NumberFormat(
            scale=shown_at,
            digits=max(0, digits - scale + shown_at),
            prefix=style.currency if money else "",
            suffix=style.unit_word(shown_at, money=money),
            negative=style.negative,
        )

    def figure(
        self, answer: Answer, number_format: NumberFormat | None = None, text: str = ""
    ) -> DisplayValue:
        """The answer as a figure of a page, shown as `text` or in `number_format`."""
        width = answer.interval.width if answer.interval is not None else None
        number_format = (number_format or self.natural_format(answer)).known_to(width)
        shown = text or number_format.text(answer.value_in(number_format))
        if answer.value is None and not text:
            shown = self.style.nothing
        faults = tuple(_fault(record) for record in answer.doubted)
        return DisplayValue(answer.asked.key, answer.value, shown, answer.sources, faults)


_POINT = Decimal("0.01")
# Computed money that is open by more base units than this is not known to the million.
_COARSE = Decimal(10_000_000)
_DOUBTED = ("suspect", "source_error", "conversion_error")


def _stands_at(figure: Figure, line: int | None) -> bool:
    return line is None or line == figure.source.line or line in figure.source.also_at


def _base_of(asked: FigureQuery, rate: Measure | None) -> str:
    """What a measure is counted from, as a claim spells it."""
    if rate is not None and rate.whole is not None:
        return str(asked.against or rate.whole)
    if asked.base is not None:
        return asked.base.key
    period = asked.when.period
    base = quarter_before(period) if rate is not None and rate.base == "quarter" else period.prior_year()
    return str(base)


def _origin(resolved: Resolved) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """The keys of the printed figures behind an answer, and those of them that are in doubt."""
    keys = tuple(dict.fromkeys(source.address for source in resolved.sources))
    return keys, tuple(source for source in resolved.sources if source.status in _DOUBTED)


def _fault(record: Figure) -> str:
    kind = record.status.replace("_", " ")
    return f"{kind} in line {record.source.line}" + (f": {record.note}" if record.note else "")
