"""Lists of prints: those of one concept, those of several documents side by side, those that are not to be trusted.

prints_of_eps   every figure per share, newest first, with what its page prints and today's basis
restated        revenue|FY17   176,051 (2018-05-15)   176,233 (2019-05-15)   reclassified
the same        revenue|FY16   157,789 (2017-05-15)   157.8 bn (2018-05-15)
suspect         eps|FY08       JPY 7,521              times the shares it does not give net income
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from reportgen.checks.restatements import RESTATEMENTS, prints_by_document, same_print
from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import Figure, FigureKey, MetricRef, Waiver
from reportgen.data.vintage import on_one_basis, split_factor
from reportgen.data.vocabulary import BOUNDS
from reportgen.figures.query import When
from reportgen.model.list_context import Field, ListContext, ListKind, figure_fields, metric_fields
from reportgen.model.timeline import date_range, period_facts

_STATUS_WORDS = {
    "source_error": "Source error",
    "suspect": "Suspect",
    "conversion_error": "Conversion of the text",
    "superseded": "Superseded",
}
_LASTING = ("actual", "target")
_SPANS = {PeriodKind.YEAR: "Annual", PeriodKind.NINE_MONTHS: "Nine months", PeriodKind.QUARTER: "Quarter"}


def _prints(lists: ListContext, concept: str) -> list[Figure] | None:
    """The figures of a concept, one for each metric, period and scenario: the best print, newest period first."""
    if concept not in lists.table.catalogue.concepts:
        return None
    best = [facts[0] for key, facts in lists.table.by_key.items() if key.metric.concept == concept]
    return sorted(
        best,
        key=lambda fact: (
            -lists.calendar.end(fact.key.period).toordinal(),
            lists.period_order(fact.key.period),
            lists.order(fact.key.metric),
            fact.key.scenario,
        ),
    )


def _span(period: Period) -> str:
    if period.kind is PeriodKind.HALF:
        return "Interim" if period.index == 1 else "Year-end"
    return _SPANS.get(period.kind, "")


def _part(figure: Figure, lists: ListContext, language: str = "en") -> str:
    metric = figure.key.metric
    whole = lists.label(MetricRef(metric.concept), language)
    return lists.label(metric, language).removeprefix(f"{whole}, ")


PRINTS_OF = ListKind[Figure](
    "prints_of_<concept>",
    "print",
    "the best print of each metric, period and scenario of a concept, newest period first",
    {
        **figure_fields("label label_ja period printed basis unit id document note"),
        "part": Field("what the metric is a part of its concept by; the concept's name of the whole", _part),
        "part_ja": Field("the same in Japanese", lambda one, lists: _part(one, lists, "ja")),
        "span": Field(
            "Annual, Interim, Year-end, Nine months or Quarter", lambda one, _: _span(one.key.period)
        ),
        "scenario": Field(
            "Actual, Target, ...", lambda one, _: one.key.scenario.replace("_", " ").capitalize()
        ),
        "bound": Field(
            "approx., over or up to; empty for an exact figure", lambda one, _: BOUNDS[one.bound].head
        ),
        "split": Field(
            "new shares for one old share since then", lambda one, lists: split_factor(lists.table, one)
        ),
        "published_on": Field(
            "the day that was published",
            lambda one, lists: lists.table.catalogue.documents[one.source.doc].published_on.isoformat(),
        ),
        "standing": Field(
            "what is wrong with the figure; empty where nothing is",
            lambda one, _: "" if one.status == "ok" else one.status.replace("_", " "),
        ),
    },
    _prints,
)


def _years(lists: ListContext, _: str) -> list[Period]:
    """The fiscal years that actual figures are held for, newest first."""
    keys = (fact.key for fact in lists.table.facts)
    held = {key.period for key in keys if key.period.kind is PeriodKind.YEAR and key.scenario == "actual"}
    return sorted(held, key=lambda period: -period.year)


FISCAL_YEARS = ListKind[Period](
    "fiscal_years",
    "year",
    "a year that actual figures are held for, newest first",
    {
        "id": Field("the year", lambda one, _: one.id),
        "dates": Field(
            "its first and last month", lambda one, lists: date_range(one, lists.calendar, short=True)
        ),
        "tail": Field(
            "what keys end with: the accounting standard that stands then, where there are several",
            lambda one, lists: period_facts(When(one), lists.table)["tail"],
        ),
    },
    _years,
)


class _Reprint(Struct, frozen=True):
    """A later print of a figure beside the first one; `reason` says why they differ where they do."""

    key: FigureKey
    first: Figure
    later: Figure
    differs: bool
    reason: str

    @property
    def same_digits(self) -> bool:
        """Whether both show the same digits: they are the same or not, rounding explains nothing between them."""
        return self.first.decimals == self.later.decimals and self.first.bound == self.later.bound


class _ReprintGroup(Struct, frozen=True):
    label: str
    reprints: tuple[_Reprint, ...]


def _reprint_groups(lists: ListContext, _: str) -> tuple[_ReprintGroup, ...]:
    """Figures restated, and figures printed again the same. A revised target is no restatement."""
    restated = {one.key: one for one in lists.checks.of(RESTATEMENTS)}
    found: list[_Reprint] = []
    table = on_one_basis(lists.table)
    keys = [key for key in table.by_key if key.scenario in _LASTING]
    for key in sorted(
        keys, key=lambda key: (lists.order(key.metric), lists.calendar.sort_key(key.period), key.scenario)
    ):
        first, *later = prints_by_document(table.by_key[key], table) or (None,)
        for fact in later:
            if first is not None and fact.unit == first.unit:
                differs = key in restated and not same_print(first, fact)
                found.append(_Reprint(key, first, fact, differs, restated[key].reason if differs else ""))
    return (
        _ReprintGroup(
            "Restated: a later document prints a figure that rounding cannot explain",
            tuple(one for one in found if one.differs),
        ),
        _ReprintGroup(
            "Printed again by a later document, the same within rounding",
            tuple(one for one in found if not one.differs),
        ),
    )


_VINTAGES = ListKind[_Reprint](
    "vintages",
    "vintage",
    "a later print beside the first one",
    {
        **metric_fields("key.metric"),
        "period": Field(
            "the period, and the scenario that is no actual", lambda one, lists: lists.text_of(one.key)
        ),
        **figure_fields("unit", "first"),
        **figure_fields("id document printed basis", "first", "first"),
        **figure_fields("id document printed basis", "later", "later"),
        "spread": Field(
            "0 where both print the same digits, so that rounding explains nothing, else 1",
            lambda one, _: Decimal(int(not one.same_digits)),
        ),
        "reason": Field("why the figure was restated", lambda one, _: one.reason),
        "flag_key": Field(
            "metric|period of a restated figure, for conditional formats",
            lambda one, _: str(one.key) if one.differs else "",
        ),
    },
    lambda _, group: group.reprints,
)
VINTAGE_GROUPS = ListKind[_ReprintGroup](
    "vintage_groups",
    "group",
    "figures restated, and figures printed again the same",
    {
        "label": Field("what the group holds", lambda one, _: one.label),
        "count": Field("how many prints that are", lambda one, _: Decimal(len(one.reprints))),
        "told": Field(
            "the same in words: none, 1 later print, 149 later prints",
            lambda one, _: f"{n} later print{'' if n == 1 else 's'}" if (n := len(one.reprints)) else "none",
        ),
    },
    _reprint_groups,
    (_VINTAGES,),
)


def _doubtful(lists: ListContext, _: str) -> list[Figure]:
    """The printed figures whose status is not ok, the gravest first."""
    ranks = {name: rank for rank, name in enumerate(_STATUS_WORDS)}
    return sorted(
        (figure for figure in lists.table.figures if figure.status != "ok"),
        key=lambda one: (
            ranks.get(one.status, len(ranks)),
            one.source.doc,
            one.source.line,
            lists.order(one.key.metric),
        ),
    )


def _suspect_key(figure: Figure, lists: ListContext) -> str:
    """The key of a level that no trusted print stands for."""
    if figure.is_claim:
        return ""
    trusted = any(other.status == "ok" for other in lists.table.by_key.get(figure.key, ()))
    return "" if trusted else str(figure.key)


DOUBTFUL_FIGURES = ListKind[Figure](
    "doubtful_figures",
    "figure",
    "a printed figure whose status is not ok, the gravest first",
    {
        "status": Field("what is wrong with it", lambda one, _: _STATUS_WORDS.get(one.status, one.status)),
        **figure_fields("label label_ja kind unit printed document line note id"),
        "period": Field(
            "the period, and the scenario that is no actual", lambda one, lists: lists.text_of(one.key)
        ),
        "suspect_key": Field(
            "metric|period of a level without any trusted print, for conditional formats", _suspect_key
        ),
    },
    _doubtful,
)
WAIVERS = ListKind[Waiver](
    "waivers",
    "waiver",
    "a known fault that was let stand",
    {
        "check": Field(
            "the check that finds it", lambda one, _: one.check.replace("_", " ").replace("-", " ")
        ),
        "subject": Field("the figure or place", lambda one, _: one.subject),
        "reason": Field("why it was let stand", lambda one, _: one.reason),
        "decided_by": Field("who decided that", lambda one, _: one.decided_by),
        "decided_on": Field("when", lambda one, _: one.decided_on),
        "expires": Field("until when", lambda one, _: one.expires),
    },
    lambda lists, _: lists.table.catalogue.waivers,
)
