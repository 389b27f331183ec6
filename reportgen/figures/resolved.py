"""What an asked figure turned out to be.

revenue|FY17          176,051,000,000   +- 500,000   printed, S1 line 177
operating_income|4Q17   2,986,000,000   +- ...       computed from gross_margin, sga_rd
capex|FY17            not disclosed
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.number import Interval
from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, as_fraction, is_ratio, percent
from reportgen.data.records import Figure
from reportgen.figures.style import NumberFormat, shorter_formats

_RANKS = {"ok": 0, "conversion_error": 1, "suspect": 1, "source_error": 1, "superseded": 2}
# A quotient keeps this many digits below the first one that it leaves open.
_USEFUL = 3


# Bounds that a figure may lie beyond by any amount.
OPEN_BOUNDS = ("over", "under")


class How(StrEnum):
    """Where a value comes from."""

    PRINTED = "printed"
    COMPUTED = "computed"
    SUM = "sum of quarters"
    DIFFERENCE = "difference of periods"
    CHANGE = "from a printed change"
    NONE = "not disclosed"


class Resolved(Struct, frozen=True):
    """One answer.

    `value` and `interval` are in base units (yen, persons; ratios as fractions), None where not disclosed.
    `unit` is the unit of the value: `JPY`, `person`, or `ratio` for fractions. `sources` are the printed
    figures it was reached from, `printed` the best printed figure of this very key, whether or not it is
    the one that stands. `bound` is the printed one, or approx where an input is no exact figure. `status`
    is ok, or the status of the least trusted source. `unit_kind` (money, ratio, ...) and `is_change`, for the
    difference of two levels, are told where a figure is asked for to be shown. `standard` is the accounting standard
    of the figures behind it, empty where none defines them. `turn` names the phrase that stands for the growth of a
    result into or out of a loss.
    """

    key: str
    value: Decimal | None = None
    interval: Interval | None = None
    unit: str = ""
    how: How = How.NONE
    sources: tuple[Figure, ...] = ()
    printed: Figure | None = None
    bound: str = "point"
    status: str = "ok"
    unit_kind: str = ""
    is_change: bool = False
    standard: str = ""
    turn: str = ""

    @property
    def width(self) -> Decimal | None:
        """How much the value leaves open, in base units."""
        return self.interval.width if self.interval is not None else None

    @property
    def in_points(self) -> bool:
        """Whether it is the difference of two ratios, which counts in points."""
        return self.is_change and self.unit_kind == "ratio"

    @property
    def addresses(self) -> tuple[str, ...]:
        """What the printed figures behind it are figures of, each once."""
        return tuple(dict.fromkeys(source.address for source in self.sources))

    def known_in(self, number_format: NumberFormat) -> KnownDigits:
        """What a format shows of it: no decimals that it is not known to, and printed digits as they are printed.

        A figure may be known closer than it is printed: 825 from two amounts, beside "up JPY0.82 billion".
        Shown as printed it keeps the printed digits; any other format shows the closer value.
        """
        value, interval = self.value, self.interval
        if value is None or interval is None:
            return KnownDigits(number_format, value)
        word = "" if self.bound == "point" else self.bound if self.bound in OPEN_BOUNDS else "about"
        printed, shift = self.printed, 0
        if printed is not None and self.how is not How.PRINTED and rank(printed.status):
            printed = None  # a garbled print is no longer shown where another figure stands
        if printed is not None and is_ratio(printed.unit):
            shift = -PERCENT
        # 28,000 that is good to a hundred is still shown with the digits of its page, in the page's own unit.
        own_unit = printed is not None and number_format.scale == printed.scale - shift
        shorter = shorter_formats(number_format)
        for one in shorter:
            if printed is not None and one.digits - one.scale == printed.decimals + shift:
                return KnownDigits(one, as_fraction(printed.base, printed.unit), word)
            as_printed = (
                own_unit and self.how is How.PRINTED and printed and one.digits == places_of(printed.value)
            )
            if one is not shorter[0] and not one.rounded(value) and not interval.contains(Decimal(0)):
                # A fall of 0.4 points, good to 0.1, is about 0.4 and never a fall of 0.
                break
            if as_printed or (one.carries(value, interval) if one is shorter[0] else one.fixes(interval)):
                return KnownDigits(one, value, word)
        telling = [one for one in shorter if one.rounded(value)] or shorter[-1:]
        near = next((one for one in telling if one.carries(value, interval, 2)), telling[-1])
        low, high = (end.scaleb(-near.scale) for end in (interval.low, interval.high))
        reach = max(high - near.rounded(value), near.rounded(value) - low)
        if self.how is not How.PRINTED and 2 * reach > abs(value.scaleb(-near.scale)):
            # Not even its first digit is known: about how much would be no word for it.
            return KnownDigits(replace(near, reach=reach), value)
        return KnownDigits(near, value, word or "about")


class KnownDigits(NamedTuple):
    """A figure as a format may show it: with no more decimals than are known, and the phrase for what leaves it open.

    `word` is that of a printed bound, `about` for a figure known to no digit or reached from bounds; empty for all
    others. One that may lie further off than half of itself has its reach in the format.
    """

    format: NumberFormat
    value: Decimal | None
    word: str = ""


def places_of(value: Decimal) -> int:
    """How many digits stand behind the point."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def from_print(key: str, figure: Figure) -> Resolved:
    """The answer that a printed figure alone gives; percent and points become fractions."""
    interval = reach(figure)
    return Resolved(
        key=key,
        value=as_fraction(figure.base, figure.unit),
        interval=Interval(*(as_fraction(end, figure.unit) for end in (interval.low, interval.high))),
        unit="ratio" if is_ratio(figure.unit) else figure.unit,
        how=How.PRINTED,
        sources=(figure,),
        printed=figure,
        bound=figure.bound,
        status=figure.status,
        standard=figure.standard,
    )


def reach(figure: Figure) -> Interval:
    """What a printed figure can stand for, in base units: "approx." doubles the half unit of rounding."""
    interval = figure.interval
    if figure.bound == "approx":
        half = interval.width / 2
        return Interval(interval.low - half, interval.high + half)
    return interval


def rank(status: str) -> int:
    """How little a status is to be trusted: 0 for ok."""
    return _RANKS.get(status, 1)


def better(first: Resolved | None, second: Resolved | None) -> Resolved | None:
    """Which of two answers stands.

    The more trusted one; between equals the narrower interval, on a tie the first. An answer that contradicts
    a printed `first` never replaces it, so that what was printed is shown as printed.
    """
    if first is None or first.interval is None:
        return second if second is not None and second.interval is not None else first
    if second is None or second.interval is None:
        return first
    if rank(first.status) != rank(second.status):
        return min(first, second, key=lambda answer: rank(answer.status))
    if not first.interval.meets(second.interval):
        return first
    return second if second.interval.width < first.interval.width else first


def better_rate(printed: Resolved | None, computed: Resolved | None) -> Resolved | None:
    """Which of two answers for a rate stands: as `better`, but a computed one has to round to the printed digits.

    Operating income of 9M12 grew by 26.154 % as computed, by 26.1 % as printed: the company knew it closer.
    """
    if printed is not None and computed is not None and computed.value is not None:
        claim = printed.sources[0]
        value = percent(computed.value) if is_ratio(claim.unit) else computed.value
        half = Decimal(5).scaleb(-claim.decimals - 1)
        if claim.bound == "point" and not rank(claim.status) and abs(value - claim.base) > half:
            return printed
    return better(printed, computed)


def combined(  # noqa: PLR0913 - the parts of an answer, each with a name of its own
    key: str, value: Decimal, interval: Interval, unit: str, how: How, inputs: tuple[Resolved, ...]
) -> Resolved:
    """An answer reached from others: all their sources, the least trusted status.

    Its bound is approx where one of them is no exact figure.
    """
    sources = tuple({source.id: source for item in inputs for source in item.sources}.values())
    status = max((item.status for item in inputs), key=rank, default="ok")
    exact = all(item.bound == "point" for item in inputs)
    return Resolved(
        key=key,
        value=value,
        interval=interval,
        unit=unit,
        how=how,
        sources=sources,
        bound="point" if exact else "approx",
        status=status,
        standard=next((item.standard for item in inputs if item.standard), ""),
    )


def base_of_change(key: str, later: Resolved, claim: Figure) -> Resolved | None:
    """What a later figure and its printed change, an amount, points or percent, say about the base.

    12,365, up 1,471, gives 10,894 for the year before.
    """
    change = from_print("", claim)
    if later.value is None or later.interval is None or change.value is None or change.interval is None:
        return None
    if claim.kind != "change_pct":
        value, interval = later.value - change.value, later.interval - change.interval
    else:
        factor = change.interval + Interval.exact(Decimal(1))
        if factor.low <= 0:
            return None
        value, interval = later.value / (change.value + 1), later.interval / factor
    return _end_of_change(key, value, interval, (later, change))


def level_of_change(key: str, base: Resolved, claim: Figure) -> Resolved | None:
    """What a base and the printed change from it say about the later figure: 68,006, up 21.2%, gives 82.4 billion."""
    change = from_print("", claim)
    if base.value is None or base.interval is None or change.value is None or change.interval is None:
        return None
    if claim.kind != "change_pct":
        value, interval = base.value + change.value, base.interval + change.interval
    else:
        factor = change.interval + Interval.exact(Decimal(1))
        value, interval = base.value * (change.value + 1), base.interval * factor
    return _end_of_change(key, value, interval, (base, change))


def _end_of_change(
    key: str, value: Decimal, interval: Interval, inputs: tuple[Resolved, Resolved]
) -> Resolved:
    """One end of a change, reached from the other: a quotient carries no more digits than are of use."""
    rounded = round(value, max(0, _USEFUL - interval.width.adjusted()))
    return combined(key, rounded, interval, inputs[0].unit, How.CHANGE, inputs)


class Node(StrEnum):
    """The periods of a fiscal year that figures are printed for."""

    Q1 = "1Q"
    Q2 = "2Q"
    Q3 = "3Q"
    Q4 = "4Q"
    H1 = "1H"
    H2 = "2H"
    M9 = "9M"
    FY = "FY"


NODES: Mapping[Node, tuple[PeriodKind, int]] = {
    Node.Q1: (PeriodKind.QUARTER, 1),
    Node.Q2: (PeriodKind.QUARTER, 2),
    Node.Q3: (PeriodKind.QUARTER, 3),
    Node.Q4: (PeriodKind.QUARTER, 4),
    Node.H1: (PeriodKind.HALF, 1),
    Node.H2: (PeriodKind.HALF, 2),
    Node.M9: (PeriodKind.NINE_MONTHS, 0),
    Node.FY: (PeriodKind.YEAR, 0),
}
_BY_PERIOD = {shape: node for node, shape in NODES.items()}
_RELATIONS = (
    (Node.H1, Node.Q1, Node.Q2),
    (Node.H2, Node.Q3, Node.Q4),
    (Node.M9, Node.H1, Node.Q3),
    (Node.FY, Node.M9, Node.Q4),
    (Node.FY, Node.H1, Node.H2),
)


def node_of(period: Period) -> Node | None:
    """The place of a period in its fiscal year; None for instants and months."""
    return _BY_PERIOD.get((period.kind, period.index))


def relax(stated: Mapping[Node, Resolved], gone: Collection[Node] = ()) -> dict[Node, Resolved]:
    """All periods that are stated or follow by addition and subtraction, each with its best answer.

    Those that are `gone`, quarters of a year without twelve months, are nothing, and nothing is told of them.
    """
    if gone and stated:
        some = next(iter(stated.values()))
        nothing = Resolved(some.key, Decimal(0), Interval.exact(Decimal(0)), some.unit, How.COMPUTED)
        found = relax({**stated, **dict.fromkeys(gone, nothing)})
        return {node: answer for node, answer in found.items() if node not in gone}
    best = dict(stated)
    if len(best) < 2:
        return best
    for _ in _RELATIONS:
        improved = False
        for whole, first, second in _RELATIONS:
            if first in best and second in best:
                improved |= _improve(best, whole, first, second, add=True)
            if whole in best:
                improved |= second in best and _improve(best, first, whole, second, add=False)
                improved |= first in best and _improve(best, second, whole, first, add=False)
        if not improved:
            break
    return best


def summed(key: str, parts: Sequence[Resolved]) -> Resolved | None:
    """The sum of some answers; None where one of them is not known."""
    value, interval = Decimal(0), Interval.exact(Decimal(0))
    for one in parts:
        if one.value is None or one.interval is None:
            return None
        value, interval = value + one.value, interval + one.interval
    return combined(key, value, interval, parts[0].unit, How.COMPUTED, tuple(parts))


def _improve(best: dict[Node, Resolved], target: Node, one: Node, other: Node, *, add: bool) -> bool:
    """Put what two periods give for a third where it is better than what is known of it; whether it was."""
    a, b = best[one], best[other]
    if a.value is None or b.value is None:
        return False
    if a.interval is None or b.interval is None:
        return False
    known = best.get(target)
    width = a.interval.width + b.interval.width
    # A sum is as wide as its terms together: most cannot narrow what is known, and need not be built.
    if (
        known is not None
        and known.status == "ok"
        and known.interval is not None
        and known.interval.width <= width
    ):
        return False
    value = a.value + b.value if add else a.value - b.value
    interval = a.interval + b.interval if add else a.interval - b.interval
    how = How.SUM if add else How.DIFFERENCE
    chosen = better(known, combined(target.value, value, interval, a.unit, how, (a, b)))
    if chosen is None or chosen is known:
        return False
    best[target] = chosen
    return True
