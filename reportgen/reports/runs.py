"""Periods in a row: how often in succession a figure fell, how many earlier ones it tops.

    declines(operating_income)     3     4Q14, 1Q15 and 2Q15 each below the same quarter a year before
    record(revenue)                8     2Q15 tops the seven quarters before it; what came earlier is higher or unknown
    record_years(revenue)          5     2Q15 tops the second quarters of four years before it

Quarters follow quarters; halves, nine months and years follow those of the year before. A period that is not
disclosed ends a row, so that nothing is said of what is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.core.period import Period, PeriodKind
from reportgen.core.period_names import count_word, nth_word
from reportgen.figures.figure_resolver import Answer
from reportgen.figures.measures import change_from
from reportgen.figures.query import FigureQuery, When, fitted
from reportgen.reports.handles import MetricHandle, UndisclosedError

_LONGEST = 80


@dataclass(frozen=True)
class Count:
    """A number of periods in a row, with the key it is known by and the figures it was counted from."""

    key: str
    value: int
    language: str
    sources: tuple[str, ...]
    shown: str = ""

    def says(self, text: str) -> bool:
        """Whether `text` is this number, in digits or in words."""
        return text in {replace(self, shown=shown).text() for shown in ("", "word", "nth")}

    def text(self) -> str:
        """The number as it stands in a sentence."""
        if self.shown == "nth":
            return nth_word(self.value, self.language)
        return count_word(self.value, self.language) if self.shown == "word" else str(self.value)

    def __lt__(self, other: object) -> bool:
        return self.value < _number(other)

    def __le__(self, other: object) -> bool:
        return self.value <= _number(other)

    def __gt__(self, other: object) -> bool:
        return self.value > _number(other)

    def __ge__(self, other: object) -> bool:
        return self.value >= _number(other)


def _number(other: object) -> int:
    if isinstance(other, int):
        return other
    raise TypeError("a number of periods is compared with a whole number")


def as_word(count: Count) -> Count:
    """`five` for 5."""
    return replace(count, shown="word")


def as_nth(count: Count) -> Count:
    """`third` for 3."""
    return replace(count, shown="nth")


def _rows(
    name: str, handle: MetricHandle, *, years: bool, goes_on: Callable[[Answer, Answer], bool]
) -> Count:
    """The periods from the handle's own backwards for which `goes_on` holds against the first."""
    figures, asked = handle.figures, handle.asked
    first = figures.ask(asked)
    if first.value is None:
        raise UndisclosedError(asked.key)
    count, sources = 0, dict.fromkeys(first.sources)
    for period in _backwards(asked.when.period, years=years):
        when = When(period, asked.when.scenario)
        answer = figures.ask(
            FigureQuery(asked.metric, fitted(asked.metric, when, figures.table), asked.measure)
        )
        if answer.value is None or (count and not goes_on(first, answer)) or not goes_on(answer, answer):
            break
        count += 1
        sources |= dict.fromkeys(answer.sources)
    return Count(f"{name}({asked.name})|{asked.when.key}", count, figures.style.language, tuple(sources))


def _backwards(period: Period, *, years: bool) -> Iterator[Period]:
    for _ in range(_LONGEST):
        yield period
        period = period.prior_year() if years or period.kind is not PeriodKind.QUARTER else period.step(-1)


def _value(answer: Answer) -> Decimal:
    assert answer.value is not None
    return answer.value


def declines(handle: MetricHandle) -> Count:
    """How many periods in a row the figure was below that of a year before."""
    rate = handle.measured(change_from("year", handle._figures.table.catalogue))
    return _rows("declines", rate, years=False, goes_on=lambda _, answer: _value(answer) < 0)


def rises(handle: MetricHandle) -> Count:
    """How many periods in a row the figure was above that of a year before."""
    rate = handle.measured(change_from("year", handle._figures.table.catalogue))
    return _rows("rises", rate, years=False, goes_on=lambda _, answer: _value(answer) > 0)


def record(handle: MetricHandle) -> Count:
    """How many periods in a row, itself included, the figure is the highest of."""
    return _rows("record", handle, years=False, goes_on=_tops)


def record_years(handle: MetricHandle) -> Count:
    """How many years in a row the figure is the highest of the same period."""
    return _rows("record_years", handle, years=True, goes_on=_tops)


def _tops(first: Answer, answer: Answer) -> bool:
    return first is answer or _value(answer) < _value(first)


RUNS: dict[str, Callable[[MetricHandle], Count]] = {
    "declines": declines,
    "rises": rises,
    "record": record,
    "record_years": record_years,
}
