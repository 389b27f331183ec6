"""What a sentence may hold: metrics, measures and ways to show them.

    {{ net_income | mn }}                          JPY5,109 million
    {{ change(net_income) | up }}                  up JPY1,942 million
    {{ yoy(gross_margin["si"]("FY16")) | up }}     down 15.2%
    {{ revenue["cloud"](target) }}                 approx. JPY20.0 billion
    {{ share(revenue["a"], revenue["b"]) }}        86.4%

A handle is immutable: every filter gives a new one, and only at the end does it become text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.core import period_names
from reportgen.core.period import Period
from reportgen.core.units import POWER_OF
from reportgen.data.labels import label_of
from reportgen.data.records import Catalogue, MetricRef, MetricTable
from reportgen.figures.figure_resolver import Answer, FigureResolver
from reportgen.figures.measures import measures, share_measure
from reportgen.figures.query import (
    YEAR_MEASURES,
    FigureQuery,
    QueryError,
    comparisons,
    fitted,
    is_change,
    parse_when,
)
from reportgen.figures.style import NumberFormat, Style

_MOST_DIGITS = 15


class UndisclosedError(Exception):
    """A condition compares a figure that is not disclosed; the message is its key."""


class UnknownFormatError(QueryError):
    """A sentence names a number format that the style does not have."""


@dataclass(frozen=True)
class MetricHandle:
    """A figure in a sentence, with how it is to be shown.

    Indexing chooses a service line, calling chooses a period (and scenario), `of` another entity.
    """

    _figures: FigureResolver
    _asked: FigureQuery
    _show: tuple[tuple[str, str | int | bool], ...] = ()

    def __getitem__(self, line: str) -> MetricHandle:
        metric = replace(self._asked.metric, service_line=line)
        # The spelling is parsed once more so that an unknown line is answered with the nearest one.
        self._figures.parse(str(metric))
        return replace(self, _asked=replace(self._asked, metric=metric))

    def __call__(self, when: str, scenario: str = "") -> MetricHandle:
        """The same metric at another time."""
        asked_when = parse_when(
            f"{when.partition('|')[0]}|{scenario}" if scenario else when, self._figures.aliases
        )
        metric = self._asked.metric
        return replace(
            self, _asked=replace(self._asked, when=fitted(metric, asked_when, self._figures.table))
        )

    def of(self, scope: str) -> MetricHandle:
        """The same metric of another entity, for instance an affiliate."""
        metric = replace(self._asked.metric, scope=scope)
        self._figures.parse(str(metric))
        return replace(self, _asked=replace(self._asked, metric=metric))

    def answer(self) -> Answer:
        """The figure behind the handle."""
        options = dict(self._show)
        line, end = options.get("printed"), str(options.get("end", ""))
        if line is None and not end:
            return self._figures.ask(self._asked)
        return self._figures.printed(self._asked, int(line) if line is not None else None, end)

    def shown(self, **options: str | int | bool) -> MetricHandle:
        """The handle with further options of showing it."""
        return replace(self, _show=(*self._show, *options.items()))

    @property
    def figures(self) -> FigureResolver:
        """Where the handle gets its figure."""
        return self._figures

    @property
    def asked(self) -> FigureQuery:
        """The figure that the handle asks for."""
        return self._asked

    def known(self) -> Decimal:
        """The figure's value in base units, for a comparison; `UndisclosedError` where there is none."""
        value = self.answer().value
        if value is None:
            raise UndisclosedError(self._asked.key)
        return value

    def __lt__(self, other: object) -> bool:
        return self.known() < comparable(other)

    def __le__(self, other: object) -> bool:
        return self.known() <= comparable(other)

    def __gt__(self, other: object) -> bool:
        return self.known() > comparable(other)

    def __ge__(self, other: object) -> bool:
        return self.known() >= comparable(other)

    @property
    def silent(self) -> bool:
        """Whether the handle shows nothing: its sentence only stands or falls with it."""
        return bool(dict(self._show).get("silent"))

    def measured(self, measure: str, base: str = "") -> MetricHandle:
        """The handle for a measure (yoy, change, ...) of this metric, counted from the time `base`."""
        when = None
        if base:
            metric = self._asked.metric
            when = fitted(metric, parse_when(base, self._figures.aliases), self._figures.table)
        return replace(self, _asked=replace(self._asked, measure=measure, base=when))

    def text(self) -> str:
        """The figure's words and digits; empty where it is not disclosed."""
        answer = self.answer()
        if answer.value is None:
            return ""
        options = dict(self._show)
        number_format = self._number_format(answer, options)
        style = self._figures.style
        width = answer.interval.width if answer.interval is not None else None
        number_format = number_format.known_to(width)
        shown = answer.value_in(number_format)
        assert shown is not None
        if options.get("up"):
            number_format = replace(number_format, signed=False)
        text = number_format.text(abs(shown) if options.get("size") or options.get("up") else shown)
        if not options.get("bare") and answer.bound != "point":
            text = style.phrase(answer.bound, text)
        if not options.get("up"):
            return text
        in_points = answer.unit_kind == "ratio" and is_change(answer.asked, self._figures.table)
        points = "_points" if in_points else ""
        return style.phrase(("down" if shown.is_signed() else "up") + points, text)

    def _number_format(self, answer: Answer, options: dict[str, str | int | bool]) -> NumberFormat:
        style, name = self._figures.style, options.get("format")
        number_format = style.format(str(name)) if name is not None else self._figures.natural_format(answer)
        if "amount" in options:
            number_format = style.amounts.get(str(options["amount"])) or _amount(
                options, number_format, style
            )
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


def comparable(other: object) -> Decimal:
    """What a figure is compared with: another figure's value, or a plain number."""
    if isinstance(other, MetricHandle):
        return other.known()
    if isinstance(other, int | float):
        return Decimal(str(other))
    raise TypeError("a figure is compared with a figure or a number")


def _shower(**options: str | int | bool) -> Callable[[MetricHandle], MetricHandle]:
    def show(handle: MetricHandle) -> MetricHandle:
        return handle.shown(**options)

    return show


def _measure(name: str) -> Callable[..., MetricHandle]:
    def measured(handle: MetricHandle) -> MetricHandle:
        return handle.measured(name)

    return measured


def _comparison(name: str) -> Callable[..., MetricHandle]:
    def measured(handle: MetricHandle, base: str = "") -> MetricHandle:
        return handle.measured(name, base)

    return measured


def _digits(handle: MetricHandle, count: int) -> MetricHandle:
    if type(count) is not int or not 0 <= count <= _MOST_DIGITS:
        raise ValueError(f"a figure is shown with 0 to {_MOST_DIGITS} digits")
    return handle.shown(digits=count)


def _printed(handle: MetricHandle, line: int) -> MetricHandle:
    return handle.shown(printed=line)


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
    "printed": _printed,
    "low": _shower(end="over", bare=True),
    "high": _shower(end="under", bare=True),
    "as": _as,
}


def measure_functions(catalogue: Catalogue) -> dict[str, Callable[..., MetricHandle]]:
    """A function for every measure by its name, as sentences call them."""
    compared = comparisons(catalogue)
    names = (*measures(catalogue), *YEAR_MEASURES)
    return {name: _comparison(name) if name in compared else _measure(name) for name in names}


def share(part: MetricHandle, whole: MetricHandle) -> MetricHandle:
    """The share of one metric in another, as a ratio: cloud services for gaming in all cloud services."""
    asked = replace(
        part._asked, measure=share_measure(part._figures.table.catalogue), against=whole._asked.metric
    )
    return replace(part, _asked=asked)


def known(handle: MetricHandle) -> bool:
    """Whether a figure is disclosed, for conditions."""
    return handle.answer().value is not None


def apart(one: MetricHandle, other: MetricHandle) -> bool:
    """Whether two disclosed figures differ as they are shown, so that a sentence may call one the larger."""
    return known(one) and known(other) and one.text() != other.text()


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
    month = figures.table.catalogue.company.fiscal_year_end_month

    def told(of: Callable[[Period, str, int], str]) -> Callable[[str], str]:
        return lambda when: of(parse_when(when, figures.aliases).period, language, month)

    return {
        "label": told(period_names.label),
        "long": told(period_names.long_label),
        "short": told(period_names.short_label),
        "kind": told(period_names.kind_name),
        "kinds": told(period_names.kind_names),
        "dates": told(period_names.dates),
        "day": told(lambda period, lang, end: period_names.day(period.end(end), lang)),
        "month": told(lambda period, lang, end: period_names.month_name(period.end(end), lang)),
        "name": lambda line: line_label(figures.table, line, language),
    }


def line_label(table: MetricTable, line: str, language: str) -> str:
    """The catalogue's label of a service line; `QueryError` where there is none of that name."""
    member = table.catalogue.members.get(("service_line", line))
    if member is None:
        lines = tuple(name for axis, name in table.catalogue.members if axis == "service_line")
        raise QueryError(f'no service line is named "{line}"', line, lines)
    return label_of(member, language)
