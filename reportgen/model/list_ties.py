"""Tie-outs and tests of printed rates as lists that a workbook repeats over, so that it can test them live.

    tie   7   Operating income: gross margin less SG&A      FY17    operating_income|FY17
    part  7   +1   gross_margin|FY17
    part  7   -1   sga_rd|FY17

The workbook computes both sides from Data by these keys; nothing that is typed here says how a test ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from reportgen.checks.check import Verdict
from reportgen.checks.claims import CLAIMS, ClaimTest
from reportgen.checks.ties import TIES as TIE_CHECK
from reportgen.checks.ties import Tie, TiePart
from reportgen.core.period import Period
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import Figure, MetricTable, parse_metric
from reportgen.figures.query import FigureQuery, When, under_standard
from reportgen.figures.resolved import NODES, How, Resolved
from reportgen.model.list_context import (
    Field,
    Fields,
    ListContext,
    ListKind,
    SumPart,
    Weighed,
    bound_word,
    figure_fields,
    metric_fields,
    weighed,
    weighed_sources,
)

# A longer label would be shrunk below reading size in the column that holds it.
_LONGEST_LABEL = 68
_IN_SHORT = "parts add up"


class _LiveTie(Struct, frozen=True):
    """A tie whose every part can be looked up on Data."""

    number: int
    tie: Tie
    total: Figure
    parts: tuple[Weighed, ...]


def _live_ties(lists: ListContext) -> Iterator[_LiveTie]:
    """The ties that a workbook can test itself, numbered from 1; those with an undisclosed part are left out.

    The workbook tests figures as the table holds them, the checks those per share on today's basis.
    """
    number = 0
    for tie in lists.checks.of(TIE_CHECK):
        parts = _parts(tie, lists.table)
        if parts is not None:
            number += 1
            yield _LiveTie(number, tie, tie.total, parts)


def _parts(tie: Tie, table: MetricTable) -> tuple[Weighed, ...] | None:
    found: list[Weighed] = []
    for part in tie.parts:
        pieces = _pieces(part, table)
        if not pieces or (tie.rule.over == "period" and len(pieces) != 1):
            return None
        found += [Weighed(piece.weight * part.sign, piece.figure) for piece in pieces]
    return tuple(found)


def _pieces(part: TiePart, table: MetricTable) -> tuple[Weighed, ...]:
    """The printed figures that add up to a part, with signs; none where no signs make them do so."""
    if part.value is None:
        return ()
    return weighed([table.by_id[source.id] for source in part.sources], part.value)


def _kind(tie: Tie) -> str:
    if tie.rule.over == "inequality":
        return "not negative"
    return "residual" if tie.rule.required == "residual" else "exact"


def _tie_label(tie: Tie, table: MetricTable) -> str:
    subject = metric_label(tie.subject.metric, table.catalogue)
    how = {
        "period": "quarters add up",
        "dimension": "service lines add up",
        "roll_forward": "opening plus flows",
        "inequality": "remainder is not negative",
    }.get(tie.rule.over, "")
    label = f"{subject}: {how or _spelled(tie, table)}"
    return label if len(label) <= _LONGEST_LABEL else f"{subject}: {how or _IN_SHORT}"


def _spelled(tie: Tie, table: MetricTable) -> str:
    """An identity in words, `Gross margin - SG&A expenses/R&D`; a long one is called the sum of its parts."""
    if len(tie.rule.parts) > 2:
        return _IN_SHORT
    terms = []
    for sign, metric in tie.rule.parts:
        concept = table.catalogue.concepts[metric.concept]
        terms.append(f"{'+' if sign > 0 else '-'} {label_of(concept)}")
    return " ".join(terms).removeprefix("+ ")


def _ties_of(lists: ListContext, rule: str) -> Iterable[_LiveTie] | None:
    """The live ties that test one rule, with their numbers among all of them."""
    if all(known.name != rule for known in lists.table.catalogue.rules):
        return None
    return (one for one in _live_ties(lists) if one.tie.rule.name == rule)


class _Rate(Struct, frozen=True):
    """A printed rate with the two printed figures that it compares."""

    test: ClaimTest
    claim: Figure
    current: Figure
    base: Figure


def _rates(lists: ListContext) -> Iterator[_Rate]:
    """Every printed rate that two printed figures of Data can test; points are no rate that two cells give."""
    for test in lists.checks.of(CLAIMS):
        facts = [source for source in test.sources if not source.is_claim]
        if test.claim.kind == "change_pt" or len(facts) != 2 or len(test.sources) != 2:
            continue
        current, base = facts
        subject = test.claim.key
        if (current.key.metric, current.key.period) == (subject.metric, subject.period):
            yield _Rate(test, test.claim, current, base)


def _period(period: Period, scenario: str) -> str:
    return When(period, scenario).key.replace("|", " ")


def _waiver(test: Tie | ClaimTest) -> str:
    return test.note if test.verdict is Verdict.WAIVED else ""


_TIE: Fields[_LiveTie] = {
    "number": Field("its number, from 1", lambda one, _: Decimal(one.number)),
    "label": Field("the total, and how it is tested", lambda one, lists: _tie_label(one.tie, lists.table)),
    "rule": Field("the rule of data/rules.csv", lambda one, _: one.tie.rule.name),
    "explain": Field("the rule in English", lambda one, _: one.tie.rule.explain_en),
    "explain_ja": Field("the rule in Japanese", lambda one, _: one.tie.rule.explain_ja),
    "period": Field(
        "the period, and the scenario that is no actual",
        lambda one, _: _period(one.tie.subject.period, one.tie.subject.scenario),
    ),
    "total_key": Field(
        "the key of the total on the sheet of figures", lambda one, lists: lists.id_of(one.total)
    ),
    "kind": Field(
        "exact, residual (what is not disclosed may remain) or not negative", lambda one, _: _kind(one.tie)
    ),
    "waiver": Field("why a difference was let stand", lambda one, _: _waiver(one.tie)),
    "note": Field(
        "what keeps the tie from being exact",
        lambda one, _: "The difference is not disclosed" if one.tie.verdict is Verdict.INCOMPLETE else "",
    ),
    "document": Field("the document that prints the total", lambda one, _: one.total.source.doc),
}
TIES = ListKind(
    "ties", "tie", "a tie-out that the workbook can test itself", _TIE, lambda lists, _: _live_ties(lists)
)
TIES_OF = ListKind(
    "ties_of_<rule>", "tie", "a live tie-out of one rule, numbered as in `ties`", _TIE, _ties_of
)


def _tie_parts(lists: ListContext) -> Iterator[SumPart]:
    """The printed figures behind all ties, then those behind the figures that two ways reach."""
    ties = ((one.number, one.parts) for one in _live_ties(lists))
    ways = ((one.number, one.parts) for one in _two_ways(lists))
    for number, parts in (*ties, *ways):
        yield from (SumPart(str(number), part.weight, part.figure) for part in parts)


TIE_PARTS = ListKind[SumPart](
    "tie_parts",
    "part",
    "a printed figure on the other side of a tie-out, or behind a figure that two ways reach",
    {
        "tie": Field("the number of the tie-out", lambda one, _: Decimal(one.whole)),
        "key": Field(
            "the key of the figure on the sheet of figures", lambda one, lists: lists.id_of(one.figure)
        ),
        **figure_fields("label period", "figure"),
        "weight": Field("1 where it is added, -1 where it is taken off", lambda one, _: Decimal(one.weight)),
    },
    lambda lists, _: _tie_parts(lists),
)
RATES = ListKind[_Rate](
    "rates",
    "rate",
    "a printed growth rate, change or share that printed figures can test",
    {
        **figure_fields("label kind document", "claim"),
        "period": Field(
            "the period, and the scenario that is no actual",
            lambda one, _: _period(one.claim.key.period, one.claim.key.scenario),
        ),
        "against": Field("the period or metric that it is counted from", lambda one, _: one.claim.against),
        "key": Field(
            "the key of the rate on the sheet of figures", lambda one, lists: lists.id_of(one.claim)
        ),
        "current_key": Field("the key of the figure", lambda one, lists: lists.id_of(one.current)),
        "base_key": Field("the key of what it is counted from", lambda one, lists: lists.id_of(one.base)),
        "bound": Field(
            "approx, over or under; empty for an exact rate", lambda one, _: bound_word(one.claim)
        ),
        "waiver": Field("why a difference was let stand", lambda one, _: _waiver(one.test)),
        "note": Field("empty; for remarks", lambda *_: ""),
    },
    lambda lists, _: _rates(lists),
)


class _TwoWays(Struct, frozen=True):
    """A figure that no document prints: the printed figures of other periods that the tables reach it from.

    `number` counts on behind the ties, so that its parts stand among theirs.
    """

    number: int
    asked: FigureQuery
    answer: Resolved
    parts: tuple[Weighed, ...]


def _two_ways(lists: ListContext) -> Iterator[_TwoWays]:
    """The levels of the timeline that the tables reach from other periods and a sheet may reach from other lines."""
    figures = lists.figures
    number = sum(1 for _ in _live_ties(lists))
    metrics = (parse_metric(name) for name in lists.asked if "(" not in name)
    derived = [one for one in metrics if one.concept in figures.expressions]
    for metric in sorted(derived, key=lists.order):
        for period in _parts_of_years(lists):
            asked = under_standard(FigureQuery(metric, When(period)), lists.table)
            answer = figures.ask(asked)
            if answer.how in (How.SUM, How.DIFFERENCE) and figures.computed(asked) is not None:
                parts = weighed_sources(answer)
                if parts:
                    number += 1
                    yield _TwoWays(number, asked, answer, parts)


def _parts_of_years(lists: ListContext) -> Iterator[Period]:
    """The years of the timeline with their quarters, halves and nine months."""
    for when in lists.timeline:
        yield from (Period(kind, when.period.year, index) for kind, index in NODES.values())


TWO_WAYS = ListKind[_TwoWays](
    "two_ways",
    "way",
    "a figure that is not printed, and that other periods and other lines both lead to",
    {
        "number": Field("its number, counted on behind the ties", lambda one, _: Decimal(one.number)),
        **metric_fields("asked.metric"),
        "metric": Field("the metric's key", lambda one, _: str(one.asked.metric)),
        "period": Field("the period", lambda one, _: str(one.asked.when.period)),
        "how": Field("how the tables reach it", lambda one, _: str(one.answer.how)),
    },
    lambda lists, _: _two_ways(lists),
)
