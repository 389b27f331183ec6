"""Guidance as a list of lists: fiscal years, the newest first, and in each the targets that were named for it.

FY13   operating_income   9,400 (2013-05-15)  ->  6,000 (2014-02-07)   reached 5,723   below both

One row holds one chain of announcements. What a target was and what was reached stays on Data: a row carries the
keys, the basis of figures per share and how far a figure reaches; the workbook takes the differences and says
whether the intervals meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct

from reportgen.checks.targets import TARGETS, TargetStep, narrowed_targets
from reportgen.core.period import Period, PeriodKind
from reportgen.core.period_names import head
from reportgen.data.records import Figure, FigureKey, MetricRef
from reportgen.data.vocabulary import BOUNDS, standard_name
from reportgen.figures.resolved import How, Resolved
from reportgen.model.list_context import (
    WEIGHT,
    Field,
    Fields,
    ListContext,
    ListKind,
    SumPart,
    Weighed,
    figure_fields,
    metric_fields,
    moved,
    weighed_sources,
)
from reportgen.model.timeline import date_range

_OUTLOOKS = {"expectation": "Expectation", "plan_longterm": "Long-term plan"}
# Words for a result below, within and above what was aimed at: a floor or a ceiling is met on its open side.
_BELOW, _WITHIN, _ABOVE, _MET = "\u25bc below", "\u25cf in line", "\u25b2 above", "\u25cf met"
_WORDS = {"over": (_BELOW, _MET, _MET), "under": (_MET, _MET, _ABOVE)}
_ONE, _TWO = Decimal(1), Decimal(2)


class _Chain(Struct, frozen=True):
    """One figure that was announced ahead: its announcements in order, and what was reached."""

    metric: MetricRef
    period: Period
    kind: str
    steps: tuple[Figure, ...]
    reached: Resolved | None
    note: str = ""

    @property
    def key(self) -> str:
        """The chain's key: metric|period."""
        return f"{self.metric}|{self.period}"

    @property
    def first(self) -> Figure | None:
        """The first announcement."""
        return self.steps[0] if self.steps else None

    @property
    def last(self) -> Figure | None:
        """The announcement that stands."""
        return self.steps[-1] if self.steps else None

    @property
    def printed(self) -> Figure | None:
        """The result, where a document prints it whole."""
        reached = self.reached
        return reached.sources[0] if reached and reached.how is How.PRINTED and reached.sources else None

    @property
    def parts(self) -> tuple[Weighed, ...]:
        """The printed figures that add up to a computed result; none for a printed one."""
        return _parts(self.reached)

    @property
    def sources(self) -> list[Figure]:
        """The printed figures behind the result."""
        return [self.printed] if self.printed is not None else [part.figure for part in self.parts]


def _chains(lists: ListContext) -> Iterator[_Chain]:
    for step in lists.checks.of(TARGETS):
        yield _Chain(step.metric, step.period, "Target", step.targets, _result(step))
    steps = {(step.metric, step.period): step for step in lists.checks.of(TARGETS)}
    for fact in lists.table.facts:
        concept = lists.table.catalogue.concepts[fact.key.metric.concept]
        # What is foreseen for a market is no promise of the company.
        if fact.key.scenario in _OUTLOOKS and concept.statement != "market":
            known = steps.get((fact.key.metric, fact.key.period))
            actual = lists.table.fact_of(fact.key.metric, fact.key.period)
            reached = known.reached if known else _as_printed(actual)
            yield _Chain(fact.key.metric, fact.key.period, _OUTLOOKS[fact.key.scenario], (fact,), reached)
    for narrowed in narrowed_targets(lists.checks.of(TARGETS), lists.table):
        year = narrowed.year
        for metric in narrowed.gone:
            note = f"Named in the targets for FY{(year - 1) % 100:02d}, not in those for FY{year % 100:02d}"
            whole = Period(PeriodKind.YEAR, year)
            yield _Chain(metric, whole, "Target", (), _as_printed(lists.table.fact_of(metric, whole)), note)


def _as_printed(fact: Figure | None) -> Resolved | None:
    if fact is None:
        return None
    return Resolved(str(fact.key), fact.base, fact.interval, fact.unit, How.PRINTED, (fact,), fact)


def _result(step: TargetStep) -> Resolved:
    """What was reached, as far as the workbook can look it up: computed from few parts, else printed."""
    if step.reached.how is How.PRINTED or _parts(step.reached):
        return step.reached
    return _as_printed(step.actual) or Resolved(step.reached.key)


def _parts(reached: Resolved | None) -> tuple[Weighed, ...]:
    """The printed figures that add up to a computed result; none for a printed one."""
    return () if reached is None or reached.how is How.PRINTED else weighed_sources(reached)


def _change(steps: tuple[Figure, ...]) -> str:
    """How a target was changed: raised, lowered, or changed there and back."""
    if len(steps) < 2:
        return ""
    ways = {
        "raised" if later.base > earlier.base else "lowered" if later.base < earlier.base else "reworded"
        for earlier, later in pairwise(steps)
    }
    word = ways.pop() if len(ways) == 1 else "changed"
    return word if len(steps) == 2 else f"{word} {len(steps) - 1}x"


def _between(chain: _Chain, lists: ListContext) -> str:
    return "; ".join(f"{lists.day(one)}: {one.source.printed}" for one in chain.steps[1:-1])


def _remark(chain: _Chain, lists: ListContext) -> str:
    notes = "; ".join(dict.fromkeys(step.note for step in chain.steps if step.note))
    return "; ".join(part for part in (_between(chain, lists), chain.note or notes) if part)


def _missing(chain: _Chain, lists: ListContext) -> str:
    """What is said where there is no result: it may stand under another standard, or the period has not ended."""
    set_under = chain.last.standard if chain.last is not None else ""
    for fact in lists.table.by_key.get(FigureKey(chain.metric, chain.period), ()) if set_under else ():
        if fact.standard not in ("", set_under):
            return f"under {standard_name(fact.standard)}"
    ended = lists.calendar.end(chain.period) <= lists.table.newest_document.published_on
    return "n/d" if ended else "open"


def _verdict_words(step: Figure | None) -> tuple[str, str, str]:
    return _WORDS.get(step.bound, (_BELOW, _WITHIN, _ABOVE)) if step else ("", "", "")


def _announcement(which: str) -> Fields[_Chain]:
    """What is said of the first or the last announcement, every name with that word before it."""
    fields: Fields[Figure | None] = {
        "id": Field("its key on the sheet of figures", lambda one, lists: lists.id_of(one) if one else ""),
        "day": Field("its day", lambda one, lists: lists.day(one) if one else ""),
        "bound": Field(
            "approx., over or up to; empty for an exact figure",
            lambda one, _: BOUNDS[one.bound].head if one else "",
        ),
        "basis": Field("the factor to today's basis", lambda one, lists: lists.basis(one) if one else _ONE),
        # "approx." reaches twice as far as rounding does.
        "spread": Field(
            "2 where it is approximate, else 1",
            lambda one, _: _TWO if one and one.bound == "approx" else _ONE,
        ),
        "below": Field("the words for a result below it", lambda one, _: _verdict_words(one)[0]),
        "within": Field("the words for a result within its reach", lambda one, _: _verdict_words(one)[1]),
        "above": Field("the words for a result above it", lambda one, _: _verdict_words(one)[2]),
    }
    return {
        f"{which}_{name}": moved(told, attrgetter(which), f"the {which} announcement: ")
        for name, told in fields.items()
    }


_GUIDANCE = ListKind[_Chain](
    "guidance",
    "target",
    "a chain of announcements with what was reached",
    {
        **metric_fields("metric"),
        "period": Field("the period it was named for", lambda one, _: head(one.period)),
        "kind": Field("Target, Expectation or Long-term plan", lambda one, _: one.kind),
        "key": Field("metric|period", lambda one, _: one.key),
        "unit": Field("the unit", lambda one, lists: lists.unit(one.first) if one.first else ""),
        "change": Field(
            "raised, lowered, reworded, or changed with the number of times",
            lambda one, _: _change(one.steps),
        ),
        "between": Field("the announcements between the first and the last", _between),
        "documents": Field(
            "the documents, in order",
            lambda one, _: " \u2192 ".join(dict.fromkeys(step.source.doc for step in one.steps)),
        ),
        "remark": Field("the announcements between, and notes", _remark),
        **_announcement("first"),
        **_announcement("last"),
        "actual_id": Field(
            "the key of the printed result on the sheet of figures; empty where it is a sum of parts",
            lambda one, lists: lists.id_of(one.printed) if one.printed else "",
        ),
        "actual_basis": Field(
            "the factor of the result to today's basis",
            lambda one, lists: lists.basis(one.printed) if one.printed else _ONE,
        ),
        "actual_day": Field(
            "the day the result was known", lambda one, lists: max(map(lists.day, one.sources), default="")
        ),
        "actual_how": Field(
            "how the result was reached",
            lambda one, _: str(one.reached.how) if one.reached and one.sources else "",
        ),
        "actual_document": Field(
            "the documents that print it",
            lambda one, _: ", ".join(dict.fromkeys(source.source.doc for source in one.sources)),
        ),
        "missing": Field(
            "what is said where there is no result: open, n/d, or under which other standard it stands",
            _missing,
        ),
        "unjudged": Field(
            "what is said where nothing can be judged",
            lambda one, lists: _missing(one, lists) if one.steps else "no target",
        ),
    },
    lambda _, year: year.chains,
)


class _GuidanceYear(Struct, frozen=True):
    year: Period
    chains: tuple[_Chain, ...]


def _titled(words: str) -> str:
    return words[:1].upper() + words[1:]


def _counted(one: _GuidanceYear) -> str:
    count = sum(bool(chain.steps) for chain in one.chains)
    changed = sum(len(chain.steps) > 1 for chain in one.chains)
    return f"{count} target{'' if count == 1 else 's'}{f', {changed} changed' if changed else ''}"


def _guidance_years(lists: ListContext, _: str) -> Iterator[_GuidanceYear]:
    """What is named without a date, then the fiscal years with targets, newest first.

    In each the year stands before its parts, and targets before outlooks.
    """
    years: dict[Period, list[_Chain]] = defaultdict(list)
    for chain in _chains(lists):
        at = chain.period
        dated = lists.calendar.year_of(at) if at.is_dated else at
        years[dated].append(chain)
    for year, chains in sorted(
        years.items(), key=lambda pair: lists.calendar.sort_key(pair[0]), reverse=True
    ):
        chains.sort(
            key=lambda one: (*lists.period_order(one.period), one.kind != "Target", lists.order(one.metric))
        )
        yield _GuidanceYear(year, tuple(chains))


GUIDANCE_YEARS = ListKind[_GuidanceYear](
    "guidance_years",
    "year",
    "a fiscal year with targets, newest first; what is named without a date stands before them",
    {
        "id": Field("the year", lambda one, _: _titled(head(one.year))),
        "dates": Field(
            "its first and last month",
            lambda one, lists: date_range(one.year, lists.calendar) if one.year.is_dated else "no date",
        ),
        "told": Field(
            "how many targets were named for it, and how many of them were changed: 19 targets, 1 changed",
            lambda one, _: _counted(one),
        ),
    },
    _guidance_years,
    (_GUIDANCE,),
)


def _guidance_parts(lists: ListContext, _: str) -> Iterator[SumPart]:
    """The printed parts of results that no document prints whole; a figure per share is weighed on today's basis."""
    for chain in {chain.key: chain for chain in _chains(lists)}.values():
        yield from (SumPart(chain.key, one.weight, one.figure, chain.period.id) for one in chain.parts)


GUIDANCE_PARTS = ListKind[SumPart](
    "guidance_parts",
    "part",
    "a printed part of a result that no document prints whole",
    {
        "key": Field("the key of the chain, metric|period", lambda one, _: one.whole),
        **figure_fields("label label_ja period id document", "figure"),
        "of": Field("the period of the result", lambda one, _: one.of),
        "weight": WEIGHT,
    },
    _guidance_parts,
)
