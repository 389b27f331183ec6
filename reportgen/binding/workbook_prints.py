"""Lists that a template asks for by name: the prints of one concept, the tie-outs of one rule.

prints_of_eps               every figure per share, newest first, with what its page prints and today's basis
ties_of_adjusted_ebitda     the tie-outs of one rule, numbered as on the sheet of checks
"""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.binding.periods import short_range
from reportgen.binding.plan import CellValue
from reportgen.binding.workbook_lists import ListContext
from reportgen.binding.workbook_records import Record
from reportgen.metrics import Figure, split_factor
from reportgen.metrics.vocabulary import BOUNDS
from reportgen.values import Period, PeriodKind

PRINTS, TIES = "prints_of_", "ties_of_"
_SPANS = {PeriodKind.YEAR: "Annual", PeriodKind.NINE_MONTHS: "Nine months", PeriodKind.QUARTER: "Quarter"}


def print_records(concept: str, lists: ListContext) -> tuple[Record, ...]:
    """The figures of a concept, one for each metric, period and scenario: the best print, newest period first."""
    best = [facts[0] for key, facts in lists.table.by_key.items() if key.metric.concept == concept]
    best.sort(
        key=lambda fact: (
            -fact.key.period.end().toordinal(),
            lists.period_order(fact.key.period),
            lists.order(fact.key.metric),
            fact.key.scenario,
        )
    )
    return tuple(_print(fact, lists) for fact in best)


def _print(fact: Figure, lists: ListContext) -> Record:
    catalogue = lists.table.catalogue
    factor = split_factor(catalogue, fact.key.metric.concept, fact.source.doc)
    document = catalogue.documents[fact.source.doc]
    return Record(
        "print",
        lists.id_of(fact),
        {
            "label": lists.label(fact.key.metric),
            "label_ja": lists.label(fact.key.metric, "ja"),
            "period": fact.key.period.id,
            "span": _span(fact.key.period),
            "scenario": fact.key.scenario.replace("_", " ").capitalize(),
            "bound": BOUNDS[fact.bound].head,
            "printed": fact.source.printed,
            "split": factor,
            "basis": lists.basis(fact),
            "unit": lists.unit(fact),
            "id": lists.id_of(fact),
            "document": fact.source.doc,
            "published_on": document.published_on.isoformat(),
            "standing": "" if fact.status == "ok" else fact.status.replace("_", " "),
            "note": fact.note,
        },
    )


def _span(period: Period) -> str:
    if period.kind is PeriodKind.HALF:
        return "Interim" if period.index == 1 else "Year-end"
    return _SPANS.get(period.kind, "")


def year_records(lists: ListContext) -> tuple[Record, ...]:
    """The fiscal years that actual figures are held for, newest first."""
    month = lists.table.catalogue.company.fiscal_year_end_month
    found = []
    for year in lists.years():
        whole = Period(PeriodKind.YEAR, year)
        values: dict[str, CellValue] = {
            "id": whole.id,
            "dates": short_range(whole, month),
        }
        found.append(Record("year", whole.id, values))
    return tuple(found)


def tie_records_of(rule: str, ties: Iterable[Record]) -> tuple[Record, ...]:
    """Those of the live tie-outs that test one rule, with their numbers on the sheet of checks."""
    return tuple(tie for tie in ties if tie.values["rule"] == rule)
