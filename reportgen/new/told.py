"""What a house shows follows from what the company tells: its rows, periods and decimals.

    tables tell revenue, operating_income of 1H and FY, in million with one decimal
    house       rows of these two and of operating_margin, which follows from them; halves; one decimal

While the tables hold no figures, everything of the catalogue is drawn, as it was wished for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from importlib.resources import files
from operator import itemgetter
from statistics import median

from reportgen.core.period import PeriodKind
from reportgen.core.structs import replace
from reportgen.data.company import PRINTED_IN
from reportgen.data.labels import catalogue_order
from reportgen.data.records import Catalogue, Figure, MetricRef, MetricTable
from reportgen.figures.evaluate import lineage
from reportgen.figures.parser import read_expressions
from reportgen.new.house import THOUSAND, House
from reportgen.new.wanted import DIGITS, NewCompany

_MEASURES = "rate"
_STEPS = (
    ("quarter", (PeriodKind.QUARTER, PeriodKind.NINE_MONTHS)),
    ("half", (PeriodKind.HALF,)),
    ("year", (PeriodKind.YEAR,)),
)
# Amounts of four digits and more are shown without decimals where the data do not decide.
_LARGE = 1000
# A year of quarters with one digit more still fits its column.
_MOST_DIGITS = 8
_MOST_OVER_COLUMNS = 6
# What companies tell of their segments beside revenue, the first of them that there is.
_SEGMENT_RESULTS = ("operating_income", "ordinary_income", "gross_profit", "pretax_income", "net_income")
_USUAL_TARGETS = frozenset(("revenue", "operating_income", "net_income"))


def house_of(wanted: NewCompany, table: MetricTable) -> House:
    """The house for the figures of a table; for all concepts where it holds none."""
    catalogue = table.catalogue
    company = catalogue.company
    wanted = NewCompany(
        company.name_en,
        company.currency,
        next((word for word, power in PRINTED_IN.items() if power == company.power), wanted.scale),
        wanted.digits,
        languages=tuple(company.languages),
        reports=wanted.reports,
    )
    whole = [one for one in table.facts if one.key.metric.scope == ""]
    levels = [one for one in whole if one.key.metric.service_line == ""]
    if not levels:
        return House(wanted, catalogue, _USUAL_TARGETS)
    actual = {one.key.metric.concept for one in levels if one.key.scenario == "actual"}
    targets = {one.key.metric.concept for one in levels if one.key.scenario.startswith("target")}
    amounts = [one for one in levels if catalogue.concepts[one.key.metric.concept].unit_kind == "money"]
    wanted = replace(wanted, reports=_reports(levels, wanted), scale=_scale(amounts, wanted))
    shares = [one for one in levels if catalogue.concepts[one.key.metric.concept].unit_kind == "per_share"]
    wanted = replace(
        wanted, digits=_digits(amounts, wanted), share_digits=_share_digits(shares, wanted.share_digits)
    )
    told = _following(actual | targets, catalogue)
    concepts = {
        name: one for name, one in catalogue.concepts.items() if name in told or one.statement == _MEASURES
    }
    house = House(
        wanted,
        replace(catalogue, concepts=concepts),
        frozenset(_following(targets, catalogue) if targets else ()),
    )
    led = [
        one.key.period for one in levels if one.key[0].concept == house.lead and one.key.scenario == "actual"
    ]
    newest = max((company.calendar.end(one) for one in led if one.is_dated), default=None)
    first = (dict(_STEPS)[wanted.reports][0], 1)
    most = Decimal(10) ** (wanted.power + _MOST_OVER_COLUMNS)
    larger = wanted.power + THOUSAND in PRINTED_IN.values()
    return replace(
        house,
        large=frozenset(one.key.metric.concept for one in amounts if larger and abs(one.base) >= most),
        segments=_segments(house, {one.key.metric for one in whole if one.key.scenario == "actual"}),
        own=frozenset(concepts) - usual_concepts(),
        begun=any(one[0::2] == first and company.calendar.end(one) == newest for one in led),
    )


def usual_concepts() -> frozenset[str]:
    """The concepts that a new project begins with."""
    rows = (files("reportgen.new") / "concepts.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(row.partition(",")[0] for row in rows[1:])


def _segments(house: House, told: set[MetricRef]) -> dict[str, tuple[str, ...]]:
    """The metrics of segments that are told of revenue and of the first result; a part of one counts in it."""
    found: dict[str, tuple[str, ...]] = {}
    for concept in house.held(house.lead, *_SEGMENT_RESULTS):
        lines = {one.service_line for one in told if one.concept == concept} - {""}
        members = (house.catalogue.members["service_line", line] for line in lines)
        tops = {one.name for one in members if one.parent not in lines}
        rows = sorted((MetricRef(concept, name) for name in tops), key=catalogue_order(house.catalogue))
        if rows and len(found) < 1 + (house.lead in found):
            found[concept] = tuple(map(str, rows))
    return found


def _following(told: set[str], catalogue: Catalogue) -> set[str]:
    """Concepts that are told, and those that follow from them."""
    reads = {
        name: {str(one.metric) for one in lineage(tree)}
        for name, tree in read_expressions(catalogue)[0].items()
        if catalogue.concepts[name].statement != _MEASURES
    }
    found = set(told)
    while more := {name for name, parts in reads.items() if name not in found and parts <= found}:
        found |= more
    return found


def _reports(levels: list[Figure], wanted: NewCompany) -> str:
    """The shortest periods that are told."""
    kinds = {one.key.period.kind for one in levels if one.key.scenario == "actual"}
    return next((name for name, shown in _STEPS if kinds & set(shown)), wanted.reports)


def _scale(amounts: list[Figure], wanted: NewCompany) -> str:
    """The scale that figures are printed in; a larger one where they have more digits there than a column holds."""
    largest = max((abs(one.base) for one in amounts), default=Decimal(0))
    words = [word for word, power in sorted(PRINTED_IN.items(), key=itemgetter(1)) if power >= wanted.power]
    return next((word for word in words if largest.adjusted() - PRINTED_IN[word] < _MOST_DIGITS), words[-1])


def _digits(amounts: list[Figure], wanted: NewCompany) -> int:
    """The decimals that most amounts are printed with; by their size where they are printed in another scale."""
    if not amounts:
        return wanted.digits
    own = [one.scale + one.decimals for one in amounts if one.scale == wanted.power]
    if 2 * len(own) >= len(amounts):
        return min(max(Counter(own).most_common(1)[0][0], 0), DIGITS)
    return int(median(abs(one.base) for one in amounts) < _LARGE * Decimal(10) ** wanted.power)


def _share_digits(shares: list[Figure], usual: int) -> int:
    """The decimals that most figures per share of a concept have, of the finest: pence of a pound have more."""
    printed: dict[str, Counter[int]] = defaultdict(Counter)
    for one in shares:
        printed[one.key.metric.concept][one.decimals] += 1
    most = (counted.most_common(1)[0][0] for counted in printed.values())
    return min(max((usual, *most)), DIGITS)
