"""Figures as a report shows them: asked for by name, resolved, formatted, with their sources.

figures.ask("yoy(revenue)|FY17")            value, precision, sources
figures.display(answer, format)             the same with its text, ready for a page
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportgen.core.number import Interval
from reportgen.core.period import Period
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, is_per_share, is_ratio
from reportgen.data.records import CorporateAction, Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vintage import splits_of
from reportgen.data.vocabulary import standard_name
from reportgen.figures.evaluate import evaluate
from reportgen.figures.measures import growth_measures, measure
from reportgen.figures.query import (
    NEWEST_TARGET,
    FigureQuery,
    QueryError,
    When,
    check_date,
    is_change,
    newest_target,
    parse_query,
    under_standard,
    unit_kind_of_query,
)
from reportgen.figures.resolved import Resolved, from_print
from reportgen.figures.style import NumberFormat, Style
from reportgen.figures.tree import Expressions, bind
from reportgen.figures.turns import turned
from reportgen.figures.value_resolver import ValueResolver
from reportgen.figures.views import DisplayValue

_POINT = Decimal("0.01")
_DOUBTED = ("suspect", "source_error", "conversion_error")
# Computed money that is open by more base units than this is not known to the million.
_COARSE = Decimal(10_000_000)


class FigureResolver:
    """Answers for one report: it knows the report's times and its style, and remembers what it has answered.

    `ValueResolver` gives the exact values, for any reader of the tables; this class gives them their names and looks.
    """

    def __init__(
        self,
        table: MetricTable,
        values: ValueResolver,
        style: Style,
        aliases: Mapping[str, When],
        default: When,
    ) -> None:
        self.table = table
        self.style = style
        self.aliases = aliases
        self.default = default
        self.values = values
        self._answers: dict[FigureQuery, Resolved] = {}
        self._growths = growth_measures(table.catalogue)
        self._whole: dict[MetricRef, bool] = {}
        standards = table.standards
        # Only where a table holds several does it matter which one a report speaks in.
        self.own_standard = (
            default.standard or standards.standing(default.period, default.scenario)
            if standards.several
            else ""
        )

    @property
    def expressions(self) -> Expressions:
        """The catalogue's expressions by the name of their concept."""
        return self.values.expressions

    def parse(self, text: str) -> FigureQuery:
        """The figure a text asks for; `QueryError` where it names nothing."""
        return parse_query(text, self.table, self.aliases, self.default)

    def ask(self, query: FigureQuery | str) -> Resolved:
        """The answer for one figure: value, precision, how it was reached, sources, kind of unit.

        `QueryError` for growth of what has no date.
        """
        if isinstance(query, str):
            query = self.parse(query)
        answer = self._answers.get(query)
        if answer is None and query.when.scenario == NEWEST_TARGET:
            scenario = newest_target(query.metric, query.when.period, self.table)
            answer = self._answers[query] = self.ask(
                replace(query, when=query.when._replace(scenario=scenario))
            )
        if answer is None:
            check_date(query, self.table)
            answer = replace(
                self.values.answer(self._under_standard(query)),
                unit_kind=unit_kind_of_query(query, self.table),
                is_change=is_change(query, self.table),
            )
            if query.measure in self._growths:
                answer = turned(query, answer, self.ask, self.table.catalogue)
            self._answers[query] = answer
        return answer

    def _under_standard(self, query: FigureQuery) -> FigureQuery:
        """The figure with its accounting standard: the report's own where that knows it, else that standing then."""
        if self.own_standard and not query.when.standard:
            own = under_standard(
                replace(query, when=query.when._replace(standard=self.own_standard)), self.table
            )
            if self.values.answer(own).value is not None:
                return own
        return under_standard(query, self.table)

    def computed(self, query: FigureQuery) -> Decimal | None:
        """What the catalogue's expression gives, whatever is printed; None where an input is missing.

        Inputs at earlier periods are actuals: a target grows on what was reached.
        """
        expr = self.expressions.get(query.measure or query.metric.concept)
        if expr is None:
            return None
        values = self.values.under(query.when)

        def value_of(metric: MetricRef, period: Period) -> Decimal | None:
            here = period == query.when.period
            when = query.when if here else query.base or When(period)
            return values.resolve(metric, when.period, when.scenario).value

        return evaluate(bind(expr, query.metric), query.when.period, self.table.calendar, value_of)

    def printed(self, query: FigureQuery, line: int | None = None, bound: str = "") -> Resolved:
        """The figure as one line of its document prints it, whatever else is known about it.

        A document may print a figure twice and differently, or against its own arithmetic. `bound` takes one
        end of a printed range: over its lower, under its upper one. Not disclosed where the documents at hand
        print nothing so, as in a vintage that does not know the document; `QueryError` where they print more
        than one figure.
        """
        found = self._of_one_standard(
            query, [figure for figure in self._prints_at(query, line) if bound in ("", figure.bound)]
        )
        if len({figure.value for figure in found}) > 1:
            where = f"line {line} prints" if line is not None else "the document prints"
            raise QueryError(f"{where} more than one {query.key}", str(line or bound))
        if found and self.own_standard and found[0].standard:
            query = replace(query, when=query.when._replace(standard=found[0].standard))
        answer = from_print(query.key, found[0]) if found else Resolved(query.key)
        kind = "ratio" if answer.unit == "ratio" else unit_kind_of_query(query, self.table)
        return replace(answer, unit_kind=kind, is_change=is_change(query, self.table))

    def _of_one_standard(self, query: FigureQuery, prints: list[Figure]) -> list[Figure]:
        """Those under the accounting standard that is named, else under the report's own; all where none is."""
        named = query.when.standard
        kept = [one for one in prints if one.standard in ("", named or self.own_standard)]
        return kept if kept or named else prints

    def _prints_at(self, query: FigureQuery, line: int | None) -> list[Figure]:
        """What a line prints of a figure; where it has changes on several bases, those on the measure's own."""
        key = FigureKey(query.metric, query.when.period, query.when.scenario)
        if not query.measure:
            return [fact for fact in self.table.by_key.get(key, ()) if _stands_at(fact, line)]
        rate = measure(query.measure, self.table.catalogue)
        if rate is None:
            return []
        claims = [
            claim
            for claim in self.table.claims_by_key.get(key, ())
            if claim.kind in rate.claims and _stands_at(claim, line)
        ]
        base = rate.against(query.when.period, self.table.calendar)
        if rate.whole is not None and query.against is not None:
            base = str(query.against)
        elif query.base is not None:
            base = query.base.plain
        own = [claim for claim in claims if base in (claim.against, claim.against.partition("|")[0])]
        return own or claims

    def natural_format(self, answer: Resolved) -> NumberFormat:
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
            if answer.in_points:
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
            if digits and self._is_whole(answer.printed):
                digits = 0
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

    def _is_whole(self, printed: Figure) -> bool:
        """Whether a figure per share is a whole number, of a metric that documents also print without decimals."""
        if not is_per_share(printed.unit) or printed.value % 1:
            return False
        if printed.key.metric not in self._whole:
            alike = (group for key, group in self.table.by_key.items() if key.metric == printed.key.metric)
            self._whole[printed.key.metric] = any(one.decimals <= 0 for group in alike for one in group)
        return self._whole[printed.key.metric]

    def text(self, answer: Resolved, number_format: NumberFormat, *, flipped: bool = False) -> str:
        """The figure in a cell or label: as many of the format's decimals as it is known to, else marked as about.

        `flipped` shows it with the opposite sign.
        """
        if answer.turn:
            return self.style.phrase(answer.turn, "")
        shown, value, word = answer.known_in(number_format)
        look, value = self.style.marked(shown, word), -value if flipped and value is not None else value
        return look.change(value) if look.signed else look.text(value)

    def look(self, number: Decimal, interval: Interval, number_format: NumberFormat) -> NumberFormat:
        """A format as a number that was reached from figures may be shown in it; both stand in the format's unit."""
        ends = (number_format.in_base(end) for end in (interval.low, interval.high))
        known = Resolved("", number_format.in_base(number), Interval(*ends)).known_in(number_format)
        return self.style.marked(known.format, known.word)

    def foreign(self, answer: Resolved) -> str:
        """The name of a figure's accounting standard where it is not that of the report; else empty."""
        other = self.own_standard and answer.standard and answer.standard != self.own_standard
        return standard_name(answer.standard) if other else ""

    def display(
        self,
        answer: Resolved,
        number_format: NumberFormat | None = None,
        text: str = "",
        *,
        flipped: bool = False,
    ) -> DisplayValue:
        """The answer as a figure of a page, shown as `text` or in `number_format`, `flipped` with the opposite sign."""
        shown = text
        if not text and answer.value is None and not answer.turn:
            shown = self.style.nothing
        elif not text:
            shown = self.text(answer, number_format or self.natural_format(answer), flipped=flipped)
        faults = tuple(_fault(figure) for figure in answer.sources if figure.status in _DOUBTED)
        splits: tuple[CorporateAction, ...] = ()
        if self.table.basis and answer.unit_kind == "per_share":
            found = (split for source in answer.sources for split in splits_of(self.table, source))
            splits = tuple(dict.fromkeys(found))
        return DisplayValue(
            answer.key,
            answer.value,
            shown,
            answer.addresses,
            faults,
            answer.standard,
            turn=bool(answer.turn),
            flipped=flipped and bool(answer.value),
            splits=splits,
        )


def _stands_at(figure: Figure, line: int | None) -> bool:
    return line is None or line in figure.source.lines


def _fault(figure: Figure) -> str:
    kind = figure.status.replace("_", " ")
    return f"{kind} in {figure.source.where}" + (f": {figure.note}" if figure.note else "")
