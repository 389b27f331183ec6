"""What a sentence may hold: metrics, measures, periods in a row, and ways to show them.

    {{ net_income | mn }}                          JPY5,109 million
    {{ change(net_income) | up }}                  up JPY1,942 million
    {{ yoy(gross_margin["si"]("FY16")) | up }}     down 15.2%
    {{ revenue["cloud"](target) }}                 approx. JPY20.0 billion
    {{ share(revenue["a"], revenue["b"]) }}        86.4%

    declines(operating_income)     3     4Q14, 1Q15 and 2Q15 each below the same quarter a year before
    record(revenue)                8     2Q15 tops the seven quarters before it; what came earlier is higher or unknown
    record_years(revenue)          5     2Q15 tops the second quarters of four years before it

A handle is immutable: every filter gives a new one, and only at the end does it become text. Quarters in a row
follow quarters; halves, nine months and years follow those of the year before. A period that is not disclosed
ends a row, so that nothing is said of what is not known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.core import period_names
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.core.units import POWER_OF
from reportgen.data.labels import label_of
from reportgen.data.records import Catalogue, Figure, MetricRef, MetricTable
from reportgen.data.vintage import announced_on
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import change_from, measures, share_measure
from reportgen.figures.query import (
    YEAR_MEASURES,
    FigureQuery,
    QueryError,
    When,
    comparisons,
    fitted,
    parse_when,
)
from reportgen.figures.resolved import Resolved
from reportgen.figures.style import NumberFormat, Style

_MOST_DIGITS = 15
_LONGEST_ROW = 80


class UndisclosedError(Exception):
    """A condition compares a figure that is not disclosed; the message is its key."""


class UnknownFormatError(QueryError):
    """A sentence names a number format that the style does not have."""


class _Ordered(ABC):
    """What a condition may compare by its value."""

    @abstractmethod
    def _minus(self, other: object) -> Decimal:
        """How much larger it is; `TypeError` for what it is not compared with."""

    def __lt__(self, other: object) -> bool:
        return self._minus(other) < 0

    def __le__(self, other: object) -> bool:
        return self._minus(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._minus(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._minus(other) >= 0


@dataclass(frozen=True)
class MetricHandle(_Ordered):
    """A figure in a sentence, with how it is to be shown.

    Indexing chooses a service line, calling chooses a period (and scenario), `of` another entity.
    """

    _figures: FigureResolver
    _query: FigureQuery
    _show: tuple[tuple[str, str | int | bool], ...] = ()

    def _of(self, metric: MetricRef) -> MetricHandle:
        # The spelling is parsed once more so that an unknown name is answered with the nearest one.
        self._figures.parse(str(metric))
        return replace(self, _query=replace(self._query, metric=metric))

    def __getitem__(self, line: str) -> MetricHandle:
        return self._of(self._query.metric._replace(service_line=line))

    def of(self, scope: str) -> MetricHandle:
        """The same metric of another entity, for instance an affiliate."""
        return self._of(self._query.metric._replace(scope=scope))

    def _time(self, text: str) -> When:
        return fitted(self._query.metric, parse_when(text, self._figures.aliases), self._figures.table)

    def __call__(self, when: str, scenario: str = "") -> MetricHandle:
        """The same metric at another time."""
        text = f"{when.partition('|')[0]}|{scenario}" if scenario else when
        return replace(self, _query=replace(self._query, when=self._time(text)))

    def measured(self, measure: str, base: str = "") -> MetricHandle:
        """The handle for a measure (yoy, change, ...) of this metric, counted from the time `base`."""
        since = self._time(base) if base else None
        return replace(self, _query=replace(self._query, measure=measure, base=since))

    def shown(self, **options: str | int | bool) -> MetricHandle:
        """The handle with further options of showing it."""
        return replace(self, _show=(*self._show, *options.items()))

    @property
    def silent(self) -> bool:
        """Whether the handle shows nothing: its sentence only stands or falls with it."""
        return bool(dict(self._show).get("silent"))

    def answer(self) -> Resolved:
        """The figure behind the handle."""
        options = dict(self._show)
        line, end = options.get("printed"), str(options.get("end", ""))
        if line is None and not end:
            return self._figures.ask(self._query)
        return self._figures.printed(self._query, int(line) if line is not None else None, end)

    def known(self) -> Decimal:
        """The figure's value in base units, for a comparison; `UndisclosedError` where there is none."""
        value = self.answer().value
        if value is None:
            raise UndisclosedError(self._query.key)
        return value

    def _minus(self, other: object) -> Decimal:
        if isinstance(other, MetricHandle):
            standards = {one.answer().standard for one in (self, other)} - {""}
            if len(standards) > 1:
                raise UndisclosedError(
                    f"{self._query.key} and {other._query.key} under one accounting standard"
                )
            return self.known() - other.known()
        if isinstance(other, int | float):
            return self.known() - Decimal(str(other))
        raise TypeError("a figure is compared with a figure or a number")

    def text(self) -> str:
        """The figure's words and digits; empty where it is not disclosed."""
        answer = self.answer()
        options = dict(self._show)
        style = self._figures.style
        if answer.turn:
            return style.phrase(answer.turn, "")
        number_format, shown, word = answer.known_in(self._number_format(answer, options))
        if shown is None or number_format.reach is not None:
            return ""  # not disclosed, or known to less than half of itself: nothing to speak of
        as_printed = "printed" in options
        if options.get("up"):
            if not as_printed and not number_format.rounded(shown):
                return self._told(style.phrase("flat", ""), answer)
            number_format = replace(number_format, signed=False)
        if word and not options.get("bare"):
            # A document's own "approx." is said in full; what rounding leaves open, as in tables.
            number_format = style.marked(number_format, "approx" if answer.bound == "approx" else word)
        size = abs(shown) if options.get("size") or options.get("up") else shown
        is_change = number_format.signed and not as_printed
        text = number_format.change(size) if is_change else number_format.text(size)
        if options.get("up"):
            points = "_points" if answer.in_points else ""
            text = style.phrase(("down" if shown.is_signed() else "up") + points, text)
        return self._told(text, answer)

    def _told(self, text: str, answer: Resolved) -> str:
        """The words with the name of another accounting standard than the report's behind them."""
        foreign = self._figures.foreign(answer)
        return f"{text} ({foreign})" if foreign else text

    def _number_format(self, answer: Resolved, options: dict[str, str | int | bool]) -> NumberFormat:
        style, name = self._figures.style, options.get("format")
        number_format = style.formats[str(name)] if name is not None else self._figures.natural_format(answer)
        if "amount" in options:
            amount = style.amounts.get(str(options["amount"]))
            number_format = amount or _amount(options, number_format, style)
        if "digits" in options:
            number_format = replace(number_format, digits=int(options["digits"]))
        if options.get("signed"):
            number_format = replace(number_format, signed=True)
        if options.get("plain"):
            number_format = replace(number_format, prefix="", suffix="")
        if "brackets" in options:
            number_format = replace(number_format, brackets=str(options["brackets"]))
        return number_format


def _amount(options: dict[str, str | int | bool], number_format: NumberFormat, style: Style) -> NumberFormat:
    """A figure in a unit that a sentence names, in a style that says nothing of its own about it."""
    scale = int(options["scale"])
    suffix = str(options.get("suffix", style.unit_word(scale)))
    return replace(number_format, scale=scale, digits=0 if scale < 9 else 1, suffix=suffix)


def _shower(**options: str | int | bool) -> Callable[[MetricHandle], MetricHandle]:
    return lambda handle: handle.shown(**options)


def _digits(handle: MetricHandle, count: int) -> MetricHandle:
    if type(count) is not int or not 0 <= count <= _MOST_DIGITS:
        raise ValueError(f"a figure is shown with 0 to {_MOST_DIGITS} digits")
    return handle.shown(digits=count)


def _as(handle: MetricHandle, name: str) -> MetricHandle:
    formats = handle._figures.style.formats
    if name not in formats:
        raise UnknownFormatError(f'no number format is named "{name}"', name, tuple(formats))
    return handle.shown(format=name)


FILTERS: dict[str, Callable[..., MetricHandle]] = {
    "mn": _shower(amount="mn", scale=POWER_OF["mn"]),
    "bn": _shower(amount="bn", scale=POWER_OF["bn"], suffix=" bn"),
    "billion": _shower(amount="billion", scale=POWER_OF["billion"]),
    "up": _shower(up=True),
    "signed": _shower(signed=True),
    "plain": _shower(plain=True),
    "size": _shower(size=True),
    "bare": _shower(bare=True),
    "if_known": _shower(silent=True),
    "marked": _shower(brackets="[]", signed=True),
    "digits": _digits,
    "printed": lambda handle, line: handle.shown(printed=line),
    "low": _shower(end="over", bare=True),
    "high": _shower(end="under", bare=True),
    "as": _as,
}


def measure_functions(catalogue: Catalogue) -> dict[str, Callable[..., MetricHandle]]:
    """A function for every measure by its name, as sentences call them; some count from a time of their own."""
    compared = comparisons(catalogue)

    def of(name: str) -> Callable[..., MetricHandle]:
        if name in compared:
            return lambda handle, base="": handle.measured(name, base)
        return lambda handle: handle.measured(name)

    return {name: of(name) for name in (*measures(catalogue), *YEAR_MEASURES)}


def share(part: MetricHandle, whole: MetricHandle) -> MetricHandle:
    """The share of one metric in another, as a ratio: cloud services for gaming in all cloud services."""
    name = share_measure(part._figures.table.catalogue)
    return replace(part, _query=replace(part._query, measure=name, against=whole._query.metric))


def known(handle: MetricHandle) -> bool:
    """Whether a figure is disclosed, for conditions, and known so far that a sentence can tell it."""
    return handle.answer().value is not None and bool(handle.text())


def apart(one: MetricHandle, other: MetricHandle) -> bool:
    """Whether two disclosed figures differ as they are shown, so that a sentence may call one the larger."""
    return known(one) and known(other) and one.text() != other.text()


@dataclass(frozen=True)
class Count(_Ordered):
    """A number of periods in a row, with the key it is known by and the figures it was counted from."""

    key: str
    value: int
    language: str
    sources: tuple[Figure, ...]
    shown: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """What the figures are figures of, each once."""
        return tuple(dict.fromkeys(figure.address for figure in self.sources))

    def _minus(self, other: object) -> Decimal:
        if isinstance(other, int):
            return Decimal(self.value - other)
        raise TypeError("a number of periods is compared with a whole number")

    def says(self, text: str) -> bool:
        """Whether `text` is this number, in digits or in words."""
        return text in {replace(self, shown=shown).text() for shown in ("", "word", "nth")}

    def text(self) -> str:
        """The number as it stands in a sentence."""
        if self.shown == "nth":
            return period_names.nth_word(self.value, self.language)
        return period_names.count_word(self.value, self.language) if self.shown == "word" else str(self.value)


def _row(
    name: str, handle: MetricHandle, goes_on: Callable[[Resolved, Resolved], bool], *, years: bool = False
) -> Count:
    """The periods from the handle's own backwards for which `goes_on` holds against the first."""
    figures, query = handle._figures, handle._query
    first = figures.ask(query)
    if first.value is None:
        raise UndisclosedError(query.key)
    count, sources = 0, {figure.id: figure for figure in first.sources}
    for period in _backwards(query.when.period, figures.table.calendar, years=years):
        when = fitted(query.metric, When(period, query.when.scenario), figures.table)
        answer = figures.ask(FigureQuery(query.metric, when, query.measure))
        mixed = len({first.standard, answer.standard} - {""}) > 1
        if answer.value is None or mixed or not goes_on(first, answer):
            break
        count += 1
        sources |= {figure.id: figure for figure in answer.sources}
    key = f"{name}({query.name})|{query.when.key}"
    return Count(key, count, figures.style.language, tuple(sources.values()))


def _backwards(period: Period, calendar: FiscalCalendar, *, years: bool) -> Iterator[Period]:
    for _ in range(_LONGEST_ROW):
        yield period
        if not period.is_dated:
            return
        period = (
            calendar.year_before(period)
            if years or period.kind is not PeriodKind.QUARTER
            else period.step(-1)
        )


def _value(answer: Resolved) -> Decimal:
    assert answer.value is not None
    return answer.value


def _on_the_year(handle: MetricHandle) -> MetricHandle:
    return handle.measured(change_from("year", handle._figures.table.catalogue))


def declines(handle: MetricHandle) -> Count:
    """How many periods in a row the figure was below that of a year before."""
    return _row("declines", _on_the_year(handle), lambda _, answer: _value(answer) < 0)


def rises(handle: MetricHandle) -> Count:
    """How many periods in a row the figure was above that of a year before."""
    return _row("rises", _on_the_year(handle), lambda _, answer: _value(answer) > 0)


def record(handle: MetricHandle) -> Count:
    """How many periods in a row, itself included, the figure is the highest of."""
    return _row("record", handle, _tops)


def record_years(handle: MetricHandle) -> Count:
    """How many years in a row the figure is the highest of the same period."""
    return _row("record_years", handle, _tops, years=True)


def _tops(first: Resolved, answer: Resolved) -> bool:
    return first is answer or _value(answer) < _value(first)


RUNS: dict[str, Callable[[MetricHandle], Count]] = {
    "declines": declines,
    "rises": rises,
    "record": record,
    "record_years": record_years,
}


def metric_handles(figures: FigureResolver) -> dict[str, MetricHandle]:
    """A handle for every concept, at the report's own period."""
    return {
        name: MetricHandle(figures, FigureQuery(ref, fitted(ref, figures.default, figures.table)))
        for name in figures.table.catalogue.concepts
        for ref in [MetricRef(name)]
    }


def period_functions(figures: FigureResolver) -> dict[str, object]:
    """The functions, by the names that sentences call them by."""
    language = figures.style.language
    calendar = figures.table.calendar

    def named(of: Callable[[Period, str, FiscalCalendar, str], str]) -> Callable[[str], str]:
        return told(lambda period, language, calendar: of(period, language, calendar, figures.style.periods))

    def told(of: Callable[[Period, str, FiscalCalendar], str]) -> Callable[[str], str]:
        return lambda when: of(parse_when(when, figures.aliases).period, language, calendar)

    def announced(when: str) -> str:
        day = announced_on(figures.table, parse_when(when, figures.aliases).period)
        return period_names.whole_day(day, language) if day is not None else ""

    return {
        "announced": announced,
        "label": named(period_names.label),
        "long": named(period_names.long_label),
        "short": named(period_names.short_label),
        "kind": told(period_names.kind_name),
        "kinds": told(period_names.kind_names),
        "dates": told(period_names.dates),
        "day": told(period_names.last_day),
        "month": told(period_names.last_month),
        "name": lambda line: line_label(figures.table, line, language),
    }


def line_label(table: MetricTable, line: str, language: str) -> str:
    """The catalogue's label of a service line; `QueryError` where there is none of that name."""
    member = table.catalogue.members.get(("service_line", line))
    if member is None:
        lines = tuple(name for axis, name in table.catalogue.members if axis == "service_line")
        raise QueryError(f'no service line is named "{line}"', line, lines)
    return label_of(member, language)
