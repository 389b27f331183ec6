"""Guidance as a list of lists: fiscal years, the newest first, and in each the targets that were named for it.

FY13   operating_income   9,400 (2013-05-15)  ->  6,000 (2014-02-07)   reached 5,723   below both

One row holds one chain of announcements. What a target was and what was reached stays on Data: a row carries the
keys, the basis of figures per share and how far a figure reaches; the workbook takes the differences and says
whether the intervals meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reportgen.checks.records import TargetStep
from reportgen.checks.targets import narrowed_targets
from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import Figure, MetricRef
from reportgen.data.vocabulary import BOUNDS
from reportgen.figures.resolved import How, Resolved
from reportgen.model.list_context import ListContext, ListKind, Record, Weighed, weighed_sources
from reportgen.model.periods import date_range
from reportgen.plan.plan import CellValue

_OUTLOOKS = {"expectation": "Expectation", "plan_longterm": "Long-term plan"}
# Words for a result below, within and above what was aimed at: a floor or a ceiling is met on its open side.
_BELOW, _WITHIN, _ABOVE, _MET = "\u25bc below", "\u25cf in line", "\u25b2 above", "\u25cf met"
_WORDS = {"over": (_BELOW, _MET, _MET), "under": (_MET, _MET, _ABOVE)}
_ONE, _TWO = Decimal(1), Decimal(2)


@dataclass(frozen=True, slots=True)
class _Chain:
    """One figure that was announced ahead: its announcements in order, and what was reached."""

    metric: MetricRef
    period: Period
    kind: str
    steps: tuple[Figure, ...]
    reached: Resolved | None
    note: str = ""


def guidance_records(lists: ListContext) -> tuple[Record, ...]:
    """One record for every fiscal year with targets, its rows in the list `guidance`."""
    years: dict[int, list[_Chain]] = defaultdict(list)
    for chain in _chains(lists):
        years[lists.fiscal_year(chain.period)].append(chain)
    month = lists.table.catalogue.company.fiscal_year_end_month
    found = []
    for year, chains in sorted(years.items(), reverse=True):
        whole = Period(PeriodKind.YEAR, year)
        chains.sort(
            key=lambda one: (*lists.period_order(one.period), one.kind != "Target", lists.order(one.metric))
        )
        words: dict[str, CellValue] = {
            "id": whole.id,
            "dates": date_range(whole, month),
            "count": Decimal(sum(bool(one.steps) for one in chains)),
            "revised": Decimal(sum(len(one.steps) > 1 for one in chains)),
        }
        rows = tuple(_record(chain, lists) for chain in chains)
        found.append(GUIDANCE_YEARS.record(whole.id, words, rows={"guidance": rows}))
    return tuple(found)


def guidance_part_records(lists: ListContext) -> tuple[Record, ...]:
    """The printed parts of results that no document prints whole, each with its weight."""
    chains = {_key(chain): chain for chain in _chains(lists)}
    return tuple(
        GUIDANCE_PARTS.record(
            _key(chain),
            {
                "key": _key(chain),
                "label": lists.label(part.figure.key.metric),
                "label_ja": lists.label(part.figure.key.metric, "ja"),
                "period": part.figure.key.period.id,
                "of": chain.period.id,
                # A figure per share is weighed on today's basis.
                "weight": Decimal(part.weight) * lists.basis(part.figure),
                "id": lists.id_of(part.figure),
                "document": part.figure.source.doc,
            },
        )
        for chain in chains.values()
        for part in _parts(chain.reached)
    )


def _chains(lists: ListContext) -> Iterator[_Chain]:
    for step in lists.checks.targets:
        yield _Chain(step.metric, step.period, "Target", step.targets, _result(step))
    steps = {(step.metric, step.period): step for step in lists.checks.targets}
    for fact in lists.table.facts:
        concept = lists.table.catalogue.concepts[fact.key.metric.concept]
        # What is foreseen for a market is no promise of the company.
        if fact.key.scenario in _OUTLOOKS and concept.statement != "market":
            known = steps.get((fact.key.metric, fact.key.period))
            actual = lists.table.fact_of(fact.key.metric, fact.key.period)
            reached = known.reached if known else _printed(actual)
            yield _Chain(fact.key.metric, fact.key.period, _OUTLOOKS[fact.key.scenario], (fact,), reached)
    for narrowed in narrowed_targets(lists.checks.targets, lists.table):
        year = narrowed.year
        for metric in narrowed.gone:
            note = f"Named in the targets for FY{(year - 1) % 100:02d}, not in those for FY{year % 100:02d}"
            whole = Period(PeriodKind.YEAR, year)
            yield _Chain(metric, whole, "Target", (), _printed(lists.table.fact_of(metric, whole)), note)


def _printed(fact: Figure | None) -> Resolved | None:
    if fact is None:
        return None
    return Resolved(str(fact.key), fact.base, fact.interval, fact.unit, How.PRINTED, (fact,), fact)


def _result(step: TargetStep) -> Resolved:
    """What was reached, as far as the workbook can look it up: computed from few parts, else printed."""
    if step.reached.how is How.PRINTED or _parts(step.reached):
        return step.reached
    return _printed(step.actual) or Resolved(step.reached.key)


def _parts(reached: Resolved | None) -> tuple[Weighed, ...]:
    """The printed figures that add up to a computed result; none for a printed one."""
    return () if reached is None or reached.how is How.PRINTED else weighed_sources(reached)


def _key(chain: _Chain) -> str:
    return f"{chain.metric}|{chain.period}"


def _record(chain: _Chain, lists: ListContext) -> Record:
    values: dict[str, CellValue] = {
        "label": lists.label(chain.metric),
        "label_ja": lists.label(chain.metric, "ja"),
        "period": chain.period.id,
        "kind": chain.kind,
        "key": _key(chain),
        "unit": lists.unit(chain.steps[0]) if chain.steps else "",
        "change": _change(chain.steps),
        "between": "; ".join(f"{lists.day(one)}: {one.source.printed}" for one in chain.steps[1:-1]),
        "documents": " \u2192 ".join(dict.fromkeys(one.source.doc for one in chain.steps)),
    }
    values["remark"] = "; ".join(
        part
        for part in (values["between"], chain.note or _notes(chain.steps))
        if isinstance(part, str) and part
    )
    for name, step in (("first", _at(chain.steps, 0)), ("last", _at(chain.steps, -1))):
        values |= _announced(name, step, lists)
    values |= _actual(chain, lists)
    return _GUIDANCE.record(_key(chain), values)


def _at(steps: tuple[Figure, ...], place: int) -> Figure | None:
    return steps[place] if steps else None


def _announced(name: str, step: Figure | None, lists: ListContext) -> dict[str, CellValue]:
    below, within, above = _WORDS.get(step.bound, (_BELOW, _WITHIN, _ABOVE)) if step else ("", "", "")
    return {
        f"{name}_id": lists.id_of(step) if step else "",
        f"{name}_day": lists.day(step) if step else "",
        f"{name}_bound": BOUNDS[step.bound].head if step else "",
        f"{name}_basis": lists.basis(step) if step else _ONE,
        # "approx." reaches twice as far as rounding does.
        f"{name}_spread": _TWO if step and step.bound == "approx" else _ONE,
        f"{name}_below": below,
        f"{name}_within": within,
        f"{name}_above": above,
    }


def _actual(chain: _Chain, lists: ListContext) -> dict[str, CellValue]:
    reached, month = chain.reached, lists.table.catalogue.company.fiscal_year_end_month
    parts = _parts(reached)
    printed = reached.sources[0] if reached and reached.how is How.PRINTED and reached.sources else None
    sources: list[Figure] = [part.figure for part in parts]
    if printed is not None:
        sources.append(printed)
    ended = chain.period.end(month) <= lists.table.newest_document().published_on
    missing = "n/d" if ended else "open"
    return {
        "actual_id": lists.id_of(printed) if printed is not None else "",
        "actual_basis": lists.basis(printed) if printed is not None else _ONE,
        "actual_day": max((lists.day(one) for one in sources), default=""),
        "actual_how": str(reached.how) if reached is not None and sources else "",
        "actual_document": ", ".join(dict.fromkeys(one.source.doc for one in sources)),
        "missing": missing,
        "unjudged": missing if chain.steps else "no target",
    }


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


def _notes(steps: Iterable[Figure]) -> str:
    return "; ".join(dict.fromkeys(step.note for step in steps if step.note))


def _announced_fields(which: str) -> dict[str, str]:
    fields = {
        "id": "its key on the sheet of figures",
        "day": "its day",
        "bound": "approx., over or up to; empty for an exact figure",
        "basis": "the factor to today's basis",
        "spread": "2 where it is approximate, else 1",
        "below": "the words for a result below it",
        "within": "the words for a result within its reach",
        "above": "the words for a result above it",
    }
    return {f"{which}_{name}": f"the {which} announcement: {meaning}" for name, meaning in fields.items()}


_GUIDANCE = ListKind(
    "guidance",
    "target",
    "a chain of announcements with what was reached",
    {
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "period": "the period it was named for",
        "kind": "Target, Expectation or Long-term plan",
        "key": "metric|period",
        "unit": "the unit",
        "change": "raised, lowered, reworded, or changed with the number of times",
        "between": "the announcements between the first and the last",
        "documents": "the documents, in order",
        "remark": "the announcements between, and notes",
    }
    | _announced_fields("first")
    | _announced_fields("last")
    | {
        "actual_id": "the key of the printed result on the sheet of figures; empty where it is a sum of parts",
        "actual_basis": "the factor of the result to today's basis",
        "actual_day": "the day the result was known",
        "actual_how": "how the result was reached",
        "actual_document": "the documents that print it",
        "missing": "what is said where there is no result: open or n/d",
        "unjudged": "what is said where nothing can be judged",
    },
)
GUIDANCE_YEARS = ListKind(
    "guidance_years",
    "year",
    "a fiscal year with targets, newest first",
    {
        "id": "the year",
        "dates": "its first and last month",
        "count": "how many targets were named for it",
        "revised": "how many of them were changed",
    },
    lambda lists, _: guidance_records(lists),
    (_GUIDANCE,),
)
GUIDANCE_PARTS = ListKind(
    "guidance_parts",
    "part",
    "a printed part of a result that no document prints whole",
    {
        "key": "the key of the chain, metric|period",
        "label": "the metric of the part",
        "label_ja": "the metric in Japanese",
        "period": "the period of the part",
        "of": "the period of the result",
        "weight": "what it is multiplied by in the sum",
        "id": "its key on the sheet of figures",
        "document": "the document that prints it",
    },
    lambda lists, _: guidance_part_records(lists),
)
