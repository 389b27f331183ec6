"""Values of a data file as rows of facts, one file for each filing; what cannot be one is kept with its reason.

Value("us-gaap:Revenues", ..., 1042074000, "USD", 2025-02-01, 2025-04-30)
    ->   revenue,,,1Q26,actual,point,USD,1042074,3,-3,us-gaap:Revenues,2025-02-01/2025-04-30,ok,
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from reportgen.core.fiscal_calendar import instant
from reportgen.core.number import Interval, round_half_up
from reportgen.core.period import Period, parse_period
from reportgen.core.structs import replace
from reportgen.core.units import POWERS, percent
from reportgen.data.records import Catalogue, FigureKey
from reportgen.importing.dating import moved_days, stretch
from reportgen.importing.mapping import Meaning, Meanings
from reportgen.importing.reading import DataFile, Filing, Value
from reportgen.importing.tidy import KIND as TABLE

# Statements are in thousands or more; a note in single units beside them says nothing of their scale.
_MOST = Decimal("0.8")
_INEXACT = 12
# Filings state money in these.
_SHOWN = (0, 3, 6, 9)


class Why(StrEnum):
    """Why a value is no figure of the tables."""

    UNMAPPED = "no line of mapping.csv says what it is"
    DIMENSION = "no line of mapping.csv says what its dimension is"
    PERIOD = "its days are no period of the fiscal calendar"
    CURRENCY = "it is in another currency"
    UNIT = "its unit is none of its concept"
    TIME = "its concept is known at a day and it over a stretch of time, or the other way round"
    AGAIN = "the filing tells the same figure more closely, or by an element that comes first"


class Taken(Struct, frozen=True):
    """A value that is a figure: its key, how it is written, and where it comes from."""

    key: FigureKey
    value: Value
    number: Decimal
    unit: str
    scale: int
    decimals: int
    rank: int
    note: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """Its row of facts."""
        metric, one = self.key.metric, self.value
        return {
            "concept": metric.concept,
            "service_line": metric.service_line,
            "scope": metric.scope,
            "period": self.key.period.id,
            "scenario": self.key.scenario,
            "bound": one.bound,
            "unit": self.unit,
            "value": f"{self.number:f}",
            "scale": str(self.scale),
            "decimals": str(self.decimals),
            "element": one.element,
            "context": ", ".join(filter(None, (one.stretch, *one.dimensions, one.spot))),
            "status": "ok",
            "note": self.note,
        }


@dataclass(frozen=True)
class Facts:
    """What a data file gives: figures by the key of their filing, in the order of the catalogue, and what is left.

    `unlike` are pairs of values of one element and time that cannot be one figure; `off_calendar` are days of the
    file with those that the calendar has for them.
    """

    by_filing: Mapping[str, tuple[Taken, ...]]
    left: Mapping[Why, tuple[Value, ...]] = field(repr=False)
    unlike: tuple[tuple[Taken, Taken], ...] = ()
    off_calendar: Mapping[date, date] = field(default_factory=dict)


def facts_of(reading: DataFile, filings: Iterable[Filing], meanings: Meanings, catalogue: Catalogue) -> Facts:
    """The facts of some of the filings of a reading."""
    wanted = {one.key for one in filings}
    values = [one for one in reading.values if one.filing in wanted]
    calendar = catalogue.company.calendar
    off = moved_days(
        calendar, {(one.start, one.end) for one in values if one.start is not None and one.end is not None}
    )
    left: dict[Why, list[Value]] = defaultdict(list)
    meant: list[tuple[Value, Meaning]] = []
    for one in values:
        found = meanings.of(one)
        meant += [(one, meaning) for meaning in found]
        if not found:
            left[Why.DIMENSION if meanings.knows(one.element) else Why.UNMAPPED].append(one)
    scales = _scales(value for value, _ in meant)
    unlike: list[tuple[Taken, Taken]] = []
    taken: dict[str, dict[FigureKey, Taken]] = {key: {} for key in sorted(wanted)}
    for one, meaning in meant:
        figure = _taken(one, meaning, catalogue, off, scales)
        if isinstance(figure, Why):
            left[figure].append(one)
            continue
        there = taken[one.filing]
        held = there.get(figure.key)
        if held is not None and _unlike(held, figure, reading.kind):
            unlike.append((held, figure))
        if held is None or (-figure.decimals, figure.rank) < (-held.decimals, held.rank):
            there[figure.key] = figure
    kept = {one.value for figures in taken.values() for one in figures.values()}
    gone = {one for values in left.values() for one in values}
    left[Why.AGAIN] += [one for one, _ in meant if one not in kept and one not in gone]
    order = {name: place for place, name in enumerate(catalogue.concepts)}
    ordered = {
        filing: tuple(sorted(figures.values(), key=lambda one: _place(one, order, catalogue)))
        for filing, figures in taken.items()
    }
    return Facts(ordered, {why: tuple(left[why]) for why in Why if left.get(why)}, tuple(unlike), off)


def _unlike(one: Taken, other: Taken, kind: str) -> bool:
    """Whether two values of one element, time and bound cannot be one figure; in a table, however they are spelled."""
    first, second = one.value, other.value
    names = (
        (value.element, value.stretch, value.dimensions) if kind != TABLE else () for value in (first, second)
    )
    if len({*names}) > 1 or first.bound != second.bound:
        return False
    own, others = (Interval.rounded(each.number.scaleb(each.scale), each.decimals) for each in (one, other))
    return not own.meets(others)


def _place(one: Taken, order: Mapping[str, int], catalogue: Catalogue) -> tuple[object, ...]:
    metric = one.key.metric
    time = catalogue.company.calendar.sort_key(one.key.period)
    return order[metric.concept], metric.service_line, metric.scope, time, one.key.scenario


def _taken(
    one: Value,
    meaning: Meaning,
    catalogue: Catalogue,
    off: Mapping[date, date],
    scales: Mapping[tuple[str, str], int],
) -> Taken | Why:
    concept, currency = catalogue.concepts[meaning.metric.concept], catalogue.company.currency
    period = _period(one, catalogue, off)
    if period is None:
        return Why.PERIOD
    if one.period and concept.period_type == "instant" and period.is_dated and not period.is_instant:
        # A table names the quarter that a balance closes.
        period = instant(catalogue.company.calendar.end(period))
    if (
        period.is_dated
        and concept.period_type != "none"
        and period.is_instant != (concept.period_type == "instant")
    ):
        return Why.TIME
    unit = _unit(one.unit or _usual(concept.unit_kind, currency), concept.unit_kind, currency)
    if concept.unit_kind == "per_share" and one.scale:
        # The scale of the table's amounts stands beside a figure per share.
        unit = Why.UNIT
    if isinstance(unit, Why):
        return unit
    shown = _in_scale(one, catalogue.company.power or 0) if one.plain and unit == currency else one
    base = percent(shown.value) if unit == "pct" else shown.value
    scale = _scale(shown, scales) if unit == currency else 0
    number = base.scaleb(-scale) * meaning.sign
    digits = max(-_exponent(number), 0)
    told = shown.decimals
    if told is not None and unit == "pct":
        told += -2
    # 12.3 thousand persons are known to a hundred, whatever stands for them in the tables.
    last = (
        digits - scale if scale or not shown.scale else -_exponent(number.scaleb(-shown.scale)) - shown.scale
    )
    decimals = last if told is None else max(told, last)
    if told is not None and told < last and digits > _INEXACT:
        # More digits than any page shows: a number that was calculated, good to what the file vouches for.
        number, decimals = round_half_up(number, told + scale), told
    if told is None and unit.endswith("/share"):
        decimals = max(decimals, 2)
    key = FigureKey(meaning.metric, period, meaning.scenario)
    return Taken(key, one, number.normalize() + 0, unit, scale, decimals, meaning.rank)


def _in_scale(one: Value, power: int) -> Value:
    """A plain number as an amount printed in a power of ten."""
    return replace(one, value=one.value.scaleb(power), decimals=(one.decimals or 0) - power, scale=power)


def _scale(one: Value, scales: Mapping[tuple[str, str], int]) -> int:
    """The power of ten that an amount is shown in: as the file says, by its last digit, or as its filing has most."""
    if one.scale in POWERS:
        return one.scale or 0
    if one.decimals is not None:
        return max(power for power in _SHOWN if power <= max(-one.decimals, 0))
    return scales.get((one.filing, one.unit), 0)


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _period(one: Value, catalogue: Catalogue, off: Mapping[date, date]) -> Period | None:
    if one.end is None:
        named = parse_period(one.period) if one.period else None
        if named is None or one.start is None or named.is_instant or not named.is_dated:
            return named
        # Three quarters are called 3Q25 by many: the day on which the value begins tells.
        return named if catalogue.company.calendar.start(named) == one.start else None
    if one.start is None:
        return instant(off.get(one.end, one.end))
    dated = stretch(catalogue.company.calendar, one.start, one.end)
    return dated.period if dated is not None else None


def _unit(told: str, kind: str, currency: str) -> str | Why:
    """The unit of a figure, or why it has none here."""
    money, _, per = told.partition("/")
    if kind == "money":
        return currency if told == currency else _other(told)
    if kind == "per_share":
        if told == currency:
            return f"{currency}/share"
        if per not in ("share", "shares"):
            return Why.UNIT
        return f"{currency}/share" if money == currency else _other(money)
    if kind == "ratio":
        return "pct" if told in ("pure", "pct") else Why.UNIT
    if kind == "count":
        return {"shares": "share", "pure": "person", "": "person"}.get(
            told, told if told.islower() else Why.UNIT
        )
    return Why.UNIT


def _usual(kind: str, currency: str) -> str:
    """What a table that names no unit means."""
    return {"money": currency, "per_share": f"{currency}/shares", "ratio": "pure"}.get(kind, "")


def _other(told: str) -> Why:
    return Why.CURRENCY if len(told) == 3 and told.isupper() else Why.UNIT


def _scales(values: Iterable[Value]) -> dict[tuple[str, str], int]:
    """The power of ten that each filing states each currency in: the largest that nearly all of its values have.

    Only for files that do not tell it.
    """
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for one in values:
        if one.decimals is None and one.scale is None and one.value:
            exponent = _exponent(one.value)
            counts[one.filing, one.unit][
                max((power for power in _SHOWN if power <= exponent), default=0)
            ] += 1
    return {key: max(_common(found)) for key, found in counts.items()}


def _common(found: Counter[int]) -> Iterator[int]:
    """The powers that most of the values have, 0 among them."""
    total = sum(found.values())
    yield 0
    for power in _SHOWN:
        if sum(count for own, count in found.items() if own >= power) >= total * _MOST:
            yield power
