"""Bridges of a total between a period and the same period one year before, by the parts of a rule.

revenue  1H15 against 1H14   57,172  +2,100 network  +5,130 integration  ...  not disclosed  65,334

A list called `bridge_of_<rule>` holds one record for the rule and in `pairs_of_<rule>` its periods; `bridge_parts`
holds the printed figures that every step is made of, with their weights, so that a workbook adds them up by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import (
    Figure,
    FigureKey,
    MetricRef,
    Rule,
    SignedMetric,
    parse_metric,
    signed_parts,
)
from reportgen.data.vocabulary import in_periods
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import FigureQuery, When
from reportgen.model.list_context import ListContext, ListKind, Record, Weighed, weighed_sources
from reportgen.model.periods import short_range
from reportgen.plan.plan import CellValue

_PAIRS_OF = "pairs_of_"
# So many steps a bridge may have; a rule with more parts has none of its own here.
STEPS = 5
_START, _END = "start", "end"
_KINDS = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER)


@dataclass(frozen=True)
class Bridge:
    """One total with the signed parts that its change is told by, and its periods that have any, newest first."""

    rule: Rule
    total: MetricRef
    parts: tuple[SignedMetric, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Pair:
    """A period against the year before: the figures of both totals, and of each part's change where disclosed."""

    period: Period
    start: tuple[Weighed, ...]
    end: tuple[Weighed, ...]
    steps: tuple[tuple[Weighed, ...], ...]


def find_bridge(name: str, figures: FigureResolver) -> Bridge | None:
    """The bridge of the rule `name`; None where there is no such rule or the rule cannot be one."""
    rules = figures.table.catalogue.rules
    rule = next((one for one in rules if one.name == name), None)
    if rule is None or rule.over not in ("identity", "dimension") or rule.total == "*":
        return None
    total = parse_metric(rule.total)
    parts = tuple(_spread(rule, rules))
    if len(parts) > STEPS:
        return None
    periods = sorted(
        {fact.key.period for fact in figures.table.facts if fact.key.period.kind in _KINDS},
        key=lambda period: (-period.end().toordinal(), _KINDS.index(period.kind)),
    )
    pairs = (_pair(period, total, parts, figures) for period in periods if in_periods(period, rule.periods))
    return Bridge(rule, total, parts, tuple(pair for pair in pairs if pair is not None))


def _spread(rule: Rule, rules: tuple[Rule, ...]) -> Iterator[SignedMetric]:
    """The parts of a rule; a part that is itself an identity of disclosed lines stands as these lines."""
    for sign, metric in signed_parts(rule):
        inner = next(
            (
                one
                for one in rules
                if one.total == str(metric) and one.over == "identity" and one.required == "all"
            ),
            None,
        )
        if inner is None:
            yield SignedMetric(sign, metric)
        else:
            yield from (SignedMetric(sign * own, part) for own, part in signed_parts(inner))


def _pair(
    period: Period, total: MetricRef, parts: tuple[SignedMetric, ...], figures: FigureResolver
) -> Pair | None:
    start, end = _level(total, period.prior_year(), figures), _level(total, period, figures)
    if not start or not end:
        return None
    steps = tuple(_change(sign, metric, period, figures) for sign, metric in parts)
    known = sum(bool(step) for step in steps)
    # A year is told by any part; the many shorter periods where half the parts are disclosed.
    enough = known > 0 if period.kind is PeriodKind.YEAR else 2 * known >= len(steps)
    return Pair(period, start, end, steps) if enough else None


def _level(metric: MetricRef, period: Period, figures: FigureResolver) -> tuple[Weighed, ...]:
    answer = figures.resolve(FigureQuery(metric, When(period)))
    return weighed_sources(answer)


def _change(sign: int, metric: MetricRef, period: Period, figures: FigureResolver) -> tuple[Weighed, ...]:
    """The figures of a step: both levels where they are disclosed, else the printed change.

    A line that is told by neither is the sum of the changes of its own parts, where all of them are known.
    """
    end, start = _level(metric, period, figures), _level(metric, period.prior_year(), figures)
    if end and start:
        return tuple(Weighed(sign * one.weight, one.figure) for one in end) + tuple(
            Weighed(-sign * one.weight, one.figure) for one in start
        )
    claim = figures.table.claim(FigureKey(metric, period), "change_abs", period.prior_year().id)
    if claim is not None:
        return (Weighed(sign, claim),)
    for rule in figures.table.catalogue.rules:
        if rule.total == str(metric) and rule.over == "dimension" and rule.required == "all":
            inner = [_change(sign * own, part, period, figures) for own, part in signed_parts(rule)]
            if all(inner):
                return tuple(one for step in inner for one in step)
    return ()


def bridge_records(bridge: Bridge, lists: ListContext) -> tuple[Record, ...]:
    """The record of a bridge: what its steps are called, and its periods."""
    month = lists.table.catalogue.company.fiscal_year_end_month
    heads: dict[str, CellValue] = {
        "label": lists.label(bridge.total),
        "label_ja": lists.label(bridge.total, "ja"),
        "rule": bridge.rule.name,
        "explain": bridge.rule.explain_en,
        "newest": bridge.pairs[0].period.id if bridge.pairs else "",
    }
    for place in range(1, STEPS + 1):
        sign, metric = bridge.parts[place - 1] if place <= len(bridge.parts) else (1, None)
        heads[f"s{place}"] = ("" if sign > 0 else "less ") + lists.label(metric) if metric else ""
        heads[f"s{place}_ja"] = lists.label(metric, "ja") if metric else ""
        heads[f"k{place}"] = str(metric) if metric else ""
    pairs = tuple(
        _PAIRS.record(
            pair.period.id,
            {
                "period": pair.period.id,
                "prior": pair.period.prior_year().id,
                "dates": short_range(pair.period, month),
                "key": f"{bridge.rule.name}|{pair.period}|",
                "known": Decimal(sum(bool(step) for step in pair.steps)),
                "of": Decimal(len(pair.steps)),
                "documents": ", ".join(_documents(pair)),
            },
        )
        for pair in bridge.pairs
    )
    return (BRIDGE_OF.record(bridge.rule.name, heads, rows={_PAIRS_OF + bridge.rule.name: pairs}),)


def _documents(pair: Pair) -> Iterator[str]:
    figures = [one.figure for group in (pair.start, pair.end, *pair.steps) for one in group]
    yield from dict.fromkeys(figure.source.doc for figure in figures)


def bridge_part_records(bridges: Iterable[Bridge], lists: ListContext) -> tuple[Record, ...]:
    """The printed figures behind all steps: the key of the step, the figure's key on Data and its weight."""
    return tuple(
        BRIDGE_PARTS.record(
            lists.id_of(one.figure),
            {
                "key": f"{bridge.rule.name}|{pair.period}|{name}",
                "id": lists.id_of(one.figure),
                "weight": Decimal(one.weight) * lists.basis(one.figure),
                "label": lists.label(one.figure.key.metric),
                "period": one.figure.key.period.id,
                "kind": _kind(one.figure),
                "document": one.figure.source.doc,
            },
        )
        for bridge in bridges
        for pair in bridge.pairs
        for name, group in (
            (_START, pair.start),
            (_END, pair.end),
            *((str(metric), step) for (_, metric), step in zip(bridge.parts, pair.steps, strict=True)),
        )
        for one in group
    )


def _kind(figure: Figure) -> str:
    return "printed change" if figure.is_claim else "level"


def _bridge_of(lists: ListContext, rule: str) -> tuple[Record, ...] | None:
    bridge = find_bridge(rule, lists.figures)
    return bridge_records(bridge, lists) if bridge is not None else None


def _bridge_parts(lists: ListContext, _: str) -> tuple[Record, ...]:
    """The parts of all bridges that the template asks for."""
    rules = [rule for name in lists.blocks if (rule := BRIDGE_OF.subject_of(name))]
    bridges = [bridge for rule in rules if (bridge := find_bridge(rule, lists.figures))]
    return bridge_part_records(bridges, lists)


_PAIRS = ListKind(
    f"{_PAIRS_OF}<rule>",
    "pair",
    "a period against the year before",
    {
        "period": "the period",
        "prior": "the same period one year before",
        "dates": "its first and last month",
        "key": "what the keys of its steps begin with",
        "known": "how many steps are disclosed",
        "of": "how many steps there are",
        "documents": "the documents behind it",
    },
)
BRIDGE_OF = ListKind(
    "bridge_of_<rule>",
    "bridge",
    "(one) a total and its parts",
    {
        "label": "the total",
        "label_ja": "the total in Japanese",
        "rule": "the rule of data/rules.csv",
        "explain": "the rule in English",
        "newest": "the newest period",
    }
    | {
        f"{stem}{place}": f"step {place}: {meaning}"
        for place in range(1, STEPS + 1)
        for stem, meaning in (("s", "its name"), ("k", "its metric"))
    }
    | {f"s{place}_ja": f"step {place}: its name in Japanese" for place in range(1, STEPS + 1)},
    _bridge_of,
    (_PAIRS,),
)
BRIDGE_PARTS = ListKind(
    "bridge_parts",
    "part",
    "a printed figure behind a step of any bridge of the workbook",
    {
        "key": "the key of the step: rule|period|metric, start or end",
        "id": "its key on the sheet of figures",
        "weight": "what it is multiplied by in the sum",
        "label": "the metric",
        "period": "the period",
        "kind": "level or printed change",
        "document": "the document that prints it",
    },
    _bridge_parts,
)
