"""Tie-outs and tests of printed rates as lists that a workbook repeats over, so that it can test them live.

    tie   7   Operating income: gross margin less SG&A      FY17    operating_income|FY17
    part  7   +1   gross_margin|FY17
    part  7   -1   sga_rd|FY17

The workbook computes both sides from Data by these keys; nothing that is typed here says how a test ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.checks.records import CheckReport, ClaimTest, Tie, TiePart, Verdict
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import Figure, MetricTable, signed_parts
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.figures.query import When
from reportgen.model.list_context import ListContext, ListKind, Record, Weighed, weighed

# A longer label would be shrunk below reading size in the column that holds it.
_LONGEST_LABEL = 68
_IN_SHORT = "parts add up"


@dataclass(frozen=True, slots=True)
class _LiveTie:
    """A tie whose every part can be looked up on Data."""

    number: int
    tie: Tie
    total: Figure
    parts: tuple[Weighed, ...]


def live_ties(checks: CheckReport, table: MetricTable) -> tuple[_LiveTie, ...]:
    """The ties that a workbook can test itself, numbered from 1; those with an undisclosed part are left out.

    The workbook tests figures as `table` holds them, the checks those per share on today's basis.
    """
    found: list[_LiveTie] = []
    for tie in checks.ties:
        parts = _parts(tie, table)
        if tie.total is not None and parts is not None:
            found.append(_LiveTie(len(found) + 1, tie, tie.total, parts))
    return tuple(found)


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


def tie_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every tie that the workbook tests."""
    return tuple(
        TIES.record(
            str(live.tie.subject),
            {
                "number": Decimal(live.number),
                "label": _tie_label(live.tie, lists.table),
                "rule": live.tie.rule.name,
                "explain": live.tie.rule.explain_en,
                "explain_ja": live.tie.rule.explain_ja,
                "period": When(live.tie.subject.period, live.tie.subject.scenario).key.replace("|", " "),
                "total_key": lists.id_of(live.total),
                "kind": _kind(live.tie),
                "waiver": live.tie.note if live.tie.verdict is Verdict.WAIVED else "",
                "note": _tie_note(live.tie),
                "document": live.total.source.doc,
            },
        )
        for live in live_ties(lists.checks, lists.table)
    )


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
    for sign, metric in signed_parts(tie.rule):
        concept = table.catalogue.concepts[metric.concept]
        terms.append(f"{'+' if sign > 0 else '-'} {label_of(concept)}")
    return " ".join(terms).removeprefix("+ ")


def _tie_note(tie: Tie) -> str:
    if tie.verdict is Verdict.WAIVED:
        return ""
    if tie.verdict is Verdict.INCOMPLETE:
        return "The difference is not disclosed"
    return ""


def tie_records_of(rule: str, lists: ListContext) -> tuple[Record, ...] | None:
    """Those of the live tie-outs that test one rule, with their numbers on the sheet of checks."""
    if rule not in {known.name for known in lists.table.catalogue.rules}:
        return None
    return tuple(tie for tie in tie_records(lists) if tie.values["rule"] == rule)


def tie_part_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every part of every tie that the workbook tests."""
    return tuple(
        TIE_PARTS.record(
            lists.id_of(part.figure),
            {
                "tie": Decimal(live.number),
                "key": lists.id_of(part.figure),
                "label": lists.label(part.figure.key.metric),
                "period": part.figure.key.period.id,
                "weight": Decimal(part.weight),
            },
        )
        for live in live_ties(lists.checks, lists.table)
        for part in live.parts
    )


def rate_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every printed rate that the printed figures of Data can test."""
    return tuple(_rates(lists))


def _rates(lists: ListContext) -> Iterator[Record]:
    for test in lists.checks.claims:
        claim, pair = test.claim, _pair(test)
        # Points are no rate that two cells of Data give.
        if claim.kind == "change_pt" or pair is None:
            continue
        current, base = pair
        yield RATES.record(
            lists.id_of(claim),
            {
                "label": lists.label(claim.key.metric),
                "period": When(claim.key.period, claim.key.scenario).key.replace("|", " "),
                "against": claim.against,
                "kind": CLAIM_KINDS[claim.kind].word,
                "key": lists.id_of(claim),
                "current_key": lists.id_of(current),
                "base_key": lists.id_of(base),
                "bound": "" if claim.bound == "point" else claim.bound,
                "waiver": test.note if test.verdict is Verdict.WAIVED else "",
                "note": "",
                "document": claim.source.doc,
            },
        )


def _pair(test: ClaimTest) -> tuple[Figure, Figure] | None:
    """The two printed figures that a claim compares, where it compares just two."""
    facts = [source for source in test.sources if not source.is_claim]
    if len(facts) != 2 or len(test.sources) != 2:
        return None
    first, second = facts
    subject = test.claim.key
    return (
        (first, second) if first.key.metric == subject.metric and first.key.period == subject.period else None
    )


_TIE = {
    "number": "its number, from 1",
    "label": "the total, and how it is tested",
    "rule": "the rule of data/rules.csv",
    "explain": "the rule in English",
    "explain_ja": "the rule in Japanese",
    "period": "the period, and the scenario that is no actual",
    "total_key": "the key of the total on the sheet of figures",
    "kind": "exact, residual (what is not disclosed may remain) or not negative",
    "waiver": "why a difference was let stand",
    "note": "what keeps the tie from being exact",
    "document": "the document that prints the total",
}
TIES = ListKind(
    "ties", "tie", "a tie-out that the workbook can test itself", _TIE, lambda lists, _: tie_records(lists)
)
TIES_OF = ListKind(
    "ties_of_<rule>",
    "tie",
    "a live tie-out of one rule, numbered as in `ties`",
    _TIE,
    lambda lists, rule: tie_records_of(rule, lists),
)
TIE_PARTS = ListKind(
    "tie_parts",
    "part",
    "a printed figure on the other side of a tie-out",
    {
        "tie": "the number of the tie-out",
        "key": "the key of the figure on the sheet of figures",
        "label": "the metric",
        "period": "the period",
        "weight": "1 where it is added, -1 where it is taken off",
    },
    lambda lists, _: tie_part_records(lists),
)
RATES = ListKind(
    "rates",
    "rate",
    "a printed growth rate, change or share that printed figures can test",
    {
        "label": "the metric",
        "period": "the period, and the scenario that is no actual",
        "against": "the period or metric that it is counted from",
        "kind": "growth, change or share",
        "key": "the key of the rate on the sheet of figures",
        "current_key": "the key of the figure",
        "base_key": "the key of what it is counted from",
        "bound": "approx, over or under; empty for an exact rate",
        "waiver": "why a difference was let stand",
        "note": "empty; for remarks",
        "document": "the document that prints the rate",
    },
    lambda lists, _: rate_records(lists),
)
