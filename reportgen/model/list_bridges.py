"""Bridges of a total between a period and the same period one year before, by the parts of a rule.

revenue  1H15 against 1H14   57,172  +2,100 network  +5,130 integration  ...  not disclosed  65,334

A list called `bridge_of_<rule>` holds one record for the rule and in `pairs_of_<rule>` its periods; `bridge_parts`
holds the printed figures that every step is made of, with their weights, so that a workbook adds them up by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from reportgen.core.period import Period, PeriodKind
from reportgen.data.labels import row_label
from reportgen.data.records import MetricRef, Rule, SignedMetric, parse_metric
from reportgen.data.vocabulary import in_periods
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import change_from
from reportgen.figures.query import FigureQuery, When, under_standing, year_before
from reportgen.figures.resolved import How
from reportgen.model.list_context import (
    WEIGHT,
    Field,
    ListContext,
    ListKind,
    SumPart,
    Weighed,
    figure_fields,
    metric_fields,
    padded,
    weighed_sources,
)
from reportgen.model.timeline import date_range

# So many steps a bridge may have; a rule with more parts has none of its own here.
STEPS = 5
_START, _END = "start", "end"
_KINDS = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER)


class Bridge(Struct, frozen=True):
    """One total with the signed parts that its change is told by, and its periods that have any, newest first."""

    rule: Rule
    total: MetricRef
    parts: tuple[SignedMetric, ...]
    pairs: tuple[Pair, ...]


class Pair(Struct, frozen=True):
    """A period against the year before: the figures of both totals, and of each part's change where disclosed."""

    rule: str
    period: Period
    start: tuple[Weighed, ...]
    end: tuple[Weighed, ...]
    steps: tuple[tuple[Weighed, ...], ...]

    def documents(self) -> Iterator[str]:
        """The documents that print the figures of the pair, each once."""
        groups = (self.start, self.end, *self.steps)
        yield from dict.fromkeys(one.figure.source.doc for group in groups for one in group)


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
        key=lambda period: (-figures.table.calendar.end(period).toordinal(), _KINDS.index(period.kind)),
    )
    steps = _Steps(figures)
    pairs = (
        _pair(rule.name, period, total, parts, steps)
        for period in periods
        if in_periods(period, rule.periods, figures.table.calendar)
    )
    return Bridge(rule, total, parts, tuple(pair for pair in pairs if pair is not None))


def _spread(rule: Rule, rules: tuple[Rule, ...]) -> Iterator[SignedMetric]:
    """The parts of a rule; a part that is itself an identity of disclosed lines stands as these lines."""
    for sign, metric in rule.parts:
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
            yield from (SignedMetric(sign * own, part) for own, part in inner.parts)


def _pair(
    rule: str, period: Period, total: MetricRef, parts: tuple[SignedMetric, ...], known_steps: _Steps
) -> Pair | None:
    # All of a bridge stands under one accounting standard: that of its period.
    at = under_standing(When(period), known_steps.table)
    start, end = (
        known_steps.level(total, year_before(at, known_steps.table.calendar)),
        known_steps.level(total, at),
    )
    if not start or not end:
        return None
    steps = tuple(known_steps.change(sign, metric, at) for sign, metric in parts)
    known = sum(bool(step) for step in steps)
    # A year is told by any part; the many shorter periods where half the parts are disclosed.
    enough = known > 0 if period.kind is PeriodKind.YEAR else 2 * known >= len(steps)
    return Pair(rule, period, start, end, steps) if enough else None


class _Steps:
    """The figures behind levels and changes; each level is asked once, though it ends one period and starts another."""

    def __init__(self, figures: FigureResolver) -> None:
        self._figures = figures
        self.table = figures.table
        self._change = change_from("year", figures.table.catalogue)
        self._levels: dict[tuple[MetricRef, When], tuple[Weighed, ...]] = {}
        self._lines: dict[str, list[Rule]] = {}
        for rule in figures.table.catalogue.rules:
            if rule.over == "dimension" and rule.required == "all":
                self._lines.setdefault(rule.total, []).append(rule)

    def level(self, metric: MetricRef, at: When) -> tuple[Weighed, ...]:
        """The printed figures that a level is the sum of."""
        known = self._levels.get((metric, at))
        if known is None:
            known = self._levels[metric, at] = weighed_sources(self._figures.ask(FigureQuery(metric, at)))
        return known

    def change(self, sign: int, metric: MetricRef, at: When) -> tuple[Weighed, ...]:
        """The figures of a step: both levels where they give what is printed of it, else the printed change.

        A line that is told by neither is the sum of the changes of its own parts, where all of them are known.
        """
        asked = FigureQuery(metric, at, self._change)
        told = self._figures.ask(asked)
        if told.how is How.PRINTED and self._figures.computed(asked) != told.value:
            return tuple(Weighed(sign, claim) for claim in told.sources)
        end, start = self.level(metric, at), self.level(metric, year_before(at, self.table.calendar))
        if end and start:
            return tuple(Weighed(sign * one.weight, one.figure) for one in end) + tuple(
                Weighed(-sign * one.weight, one.figure) for one in start
            )
        for rule in self._lines.get(str(metric), ()):
            inner = [self.change(sign * own, part, at) for own, part in rule.parts]
            if all(inner):
                return tuple(one for step in inner for one in step)
        return ()


def _printed_parts(bridge: Bridge) -> Iterator[SumPart]:
    """The printed figures behind all steps of a bridge, each under the key of its step."""
    for pair in bridge.pairs:
        steps = zip((str(part.metric) for part in bridge.parts), pair.steps, strict=True)
        for name, group in ((_START, pair.start), (_END, pair.end), *steps):
            key = f"{bridge.rule.name}|{pair.period}|{name}"
            yield from (SumPart(key, one.weight, one.figure) for one in group)


def _bridges(lists: ListContext, rule: str) -> tuple[Bridge] | None:
    bridge = find_bridge(rule, lists.figures)
    return None if bridge is None else (bridge,)


def _bridge_parts(lists: ListContext, _: str) -> Iterator[SumPart]:
    """The parts of all bridges that the template asks for."""
    for name in lists.blocks:
        rule = BRIDGE_OF.subject_of(name)
        bridge = find_bridge(rule, lists.figures) if rule else None
        if bridge is not None:
            yield from _printed_parts(bridge)


def _step_name(bridge: Bridge, part: SignedMetric, lists: ListContext, language: str = "en") -> str:
    """What a step is called: a line of the total by its own name, for the total's stands above."""
    if part.metric.concept == bridge.total.concept:
        return row_label(part.metric, lists.table.catalogue, language)
    return lists.label(part.metric, language)


_PAIRS = ListKind[Pair](
    "pairs_of_<rule>",
    "pair",
    "a period against the year before",
    {
        "period": Field("the period", lambda one, _: one.period.id),
        "prior": Field(
            "the same period one year before", lambda one, lists: lists.calendar.year_before(one.period).id
        ),
        "dates": Field(
            "its first and last month", lambda one, lists: date_range(one.period, lists.calendar, short=True)
        ),
        "key": Field("what the keys of its steps begin with", lambda one, _: f"{one.rule}|{one.period}|"),
        "known": Field("how many steps are disclosed", lambda one, _: Decimal(sum(map(bool, one.steps)))),
        "of": Field("how many steps there are", lambda one, _: Decimal(len(one.steps))),
        "documents": Field("the documents behind it", lambda one, _: ", ".join(one.documents())),
    },
    lambda _, bridge: bridge.pairs,
)
BRIDGE_OF = ListKind[Bridge](
    "bridge_of_<rule>",
    "bridge",
    "(one) a total and its parts",
    {
        **metric_fields("total"),
        "rule": Field("the rule of data/rules.csv", lambda one, _: one.rule.name),
        "explain": Field("the rule in English", lambda one, _: one.rule.explain_en),
        "newest": Field("the newest period", lambda one, _: one.pairs[0].period.id if one.pairs else ""),
        f"s1..s{STEPS}": Field(
            "the name of the step",
            lambda one, lists: padded(
                (("" if part.sign > 0 else "less ") + _step_name(one, part, lists) for part in one.parts),
                STEPS,
            ),
        ),
        f"k1..k{STEPS}": Field(
            "the metric of the step", lambda one, _: padded((str(part.metric) for part in one.parts), STEPS)
        ),
        f"s1_ja..s{STEPS}_ja": Field(
            "the name of the step in Japanese",
            lambda one, lists: padded((_step_name(one, part, lists, "ja") for part in one.parts), STEPS),
        ),
    },
    _bridges,
    (_PAIRS,),
)
BRIDGE_PARTS = ListKind[SumPart](
    "bridge_parts",
    "part",
    "a printed figure behind a step of any bridge of the workbook",
    {
        "key": Field("the key of the step: rule|period|metric, start or end", lambda one, _: one.whole),
        **figure_fields("id label period document", "figure"),
        "weight": WEIGHT,
        "kind": Field(
            "level or printed change", lambda one, _: "printed change" if one.figure.is_claim else "level"
        ),
    },
    _bridge_parts,
)
