"""Lists of prints: those of one concept, those of several documents side by side, those that are not to be trusted.

prints_of_eps   every figure per share, newest first, with what its page prints and today's basis
restated        revenue|FY17   176,051 (2018-05-15)   176,233 (2019-05-15)   reclassified
the same        revenue|FY16   157,789 (2017-05-15)   157.8 bn (2018-05-15)
suspect         eps|FY08       JPY 7,521              times the shares it does not give net income
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportgen.checks.records import Restatement
from reportgen.checks.restatements import prints_by_document, same_print
from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import Figure, FigureKey
from reportgen.data.vintage import on_one_basis, split_factor
from reportgen.data.vocabulary import BOUNDS, CLAIM_KINDS
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.model.periods import short_range
from reportgen.plan.plan import CellValue

_STATUS_WORDS = {
    "source_error": "Source error",
    "suspect": "Suspect",
    "conversion_error": "Conversion of the text",
    "superseded": "Superseded",
}
_LASTING = ("actual", "target")
_SPANS = {PeriodKind.YEAR: "Annual", PeriodKind.NINE_MONTHS: "Nine months", PeriodKind.QUARTER: "Quarter"}


def print_records(concept: str, lists: ListContext) -> tuple[Record, ...] | None:
    """The figures of a concept, one for each metric, period and scenario: the best print, newest period first."""
    if concept not in lists.table.catalogue.concepts:
        return None
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
    return PRINTS_OF.record(
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
        found.append(FISCAL_YEARS.record(whole.id, values))
    return tuple(found)


def vintage_records(lists: ListContext) -> tuple[Record, ...]:
    """Two records, figures restated and figures printed again the same; the rows of each in `vintages`.

    One row stands for one later print and the first one. A revised target is no restatement.
    """
    restated = {one.key: one for one in lists.checks.restatements}
    rows: dict[bool, list[Record]] = {True: [], False: []}
    table = on_one_basis(lists.table)
    keys = [key for key in table.by_key if key.scenario in _LASTING]
    for key in sorted(keys, key=lambda key: (lists.order(key.metric), key.period.sort_key(), key.scenario)):
        first, *later = prints_by_document(table.by_key[key], table) or (None,)
        for fact in later:
            if first is None or fact.unit != first.unit:
                continue
            differs = key in restated and not same_print(first, fact)
            rows[differs].append(_vintage(key, first, fact, restated.get(key) if differs else None, lists))
    groups = (
        (True, "Restated: a later document prints a figure that rounding cannot explain"),
        (False, "Printed again by a later document, the same within rounding"),
    )
    return tuple(
        VINTAGE_GROUPS.record(
            str(differs),
            {"label": words, "count": Decimal(len(rows[differs]))},
            rows={"vintages": tuple(rows[differs])},
        )
        for differs, words in groups
    )


def _vintage(
    key: FigureKey, first: Figure, later: Figure, restated: Restatement | None, lists: ListContext
) -> Record:
    same_digits = first.decimals == later.decimals and first.bound == later.bound
    return _VINTAGES.record(
        str(key),
        {
            "label": lists.label(key.metric),
            "label_ja": lists.label(key.metric, "ja"),
            "period": lists.text_of(key.period, key.scenario),
            "unit": lists.unit(first),
            "first_id": lists.id_of(first),
            "first_document": first.source.doc,
            "first_printed": first.source.printed,
            "first_basis": lists.basis(first),
            "later_id": lists.id_of(later),
            "later_document": later.source.doc,
            "later_printed": later.source.printed,
            "later_basis": lists.basis(later),
            # Figures with the same digits are the same or they are not; rounding explains nothing between them.
            "spread": Decimal(0) if same_digits else Decimal(1),
            "reason": restated.reason if restated is not None else "",
            "flag_key": str(key) if restated is not None else "",
        },
    )


def doubtful_records(lists: ListContext) -> tuple[Record, ...]:
    """The printed figures whose status is not ok, with their reasons; the gravest first."""
    ranks = {name: rank for rank, name in enumerate(_STATUS_WORDS)}
    doubtful = [figure for figure in lists.table.figures if figure.status != "ok"]
    doubtful.sort(
        key=lambda one: (
            ranks.get(one.status, len(ranks)),
            one.source.doc,
            one.source.line,
            lists.order(one.key.metric),
        )
    )
    return tuple(
        DOUBTFUL_FIGURES.record(
            lists.id_of(figure),
            {
                "status": _STATUS_WORDS.get(figure.status, figure.status),
                "label": lists.label(figure.key.metric),
                "label_ja": lists.label(figure.key.metric, "ja"),
                "period": lists.text_of(figure.key.period, figure.key.scenario),
                "kind": CLAIM_KINDS[figure.kind].word if figure.is_claim else figure.kind,
                "unit": lists.unit(figure),
                "printed": figure.source.printed,
                "document": figure.source.doc,
                "line": Decimal(figure.source.line),
                "note": figure.note,
                "id": lists.id_of(figure),
                "suspect_key": _suspect_key(figure, lists),
            },
        )
        for figure in doubtful
    )


def _suspect_key(figure: Figure, lists: ListContext) -> str:
    """The key of a level that no trusted print stands for."""
    if figure.is_claim:
        return ""
    trusted = any(other.status == "ok" for other in lists.table.by_key.get(figure.key, ()))
    return "" if trusted else str(figure.key)


def waiver_records(lists: ListContext) -> tuple[Record, ...]:
    """The known faults that somebody decided to let stand, in the order of their file."""
    return tuple(_waivers(lists))


def _waivers(lists: ListContext) -> Iterator[Record]:
    for waiver in lists.table.catalogue.waivers:
        yield WAIVERS.record(
            waiver.subject,
            {
                "check": waiver.check.replace("_", " ").replace("-", " "),
                "subject": waiver.subject,
                "reason": waiver.reason,
                "decided_by": waiver.decided_by,
                "decided_on": waiver.decided_on,
                "expires": waiver.expires,
            },
        )


PRINTS_OF = ListKind(
    "prints_of_<concept>",
    "print",
    "the best print of each metric, period and scenario of a concept, newest period first",
    {
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "period": "the period",
        "span": "Annual, Interim, Year-end, Nine months or Quarter",
        "scenario": "Actual, Target, ...",
        "bound": "approx., over or up to; empty for an exact figure",
        "printed": "the token as printed",
        "split": "new shares for one old share since then",
        "basis": "the factor to today's basis",
        "unit": "the unit",
        "id": "its key on the sheet of figures",
        "document": "the document that prints it",
        "published_on": "the day that was published",
        "standing": "what is wrong with the figure; empty where nothing is",
        "note": "the note on it",
    },
    lambda lists, concept: print_records(concept, lists),
)
FISCAL_YEARS = ListKind(
    "fiscal_years",
    "year",
    "a year that actual figures are held for, newest first",
    {"id": "the year", "dates": "its first and last month"},
    lambda lists, _: year_records(lists),
)
_VINTAGES = ListKind(
    "vintages",
    "vintage",
    "a later print beside the first one",
    {
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "period": "the period, and the scenario that is no actual",
        "unit": "the unit",
        "first_id": "the key of the first print on the sheet of figures",
        "first_document": "the document of the first print",
        "first_printed": "the token of the first print",
        "first_basis": "the factor of the first print to today's basis",
        "later_id": "the key of the later print on the sheet of figures",
        "later_document": "the document of the later print",
        "later_printed": "the token of the later print",
        "later_basis": "the factor of the later print to today's basis",
        "spread": "0 where both print the same digits, so that rounding explains nothing, else 1",
        "reason": "why the figure was restated",
        "flag_key": "metric|period of a restated figure, for conditional formats",
    },
)
VINTAGE_GROUPS = ListKind(
    "vintage_groups",
    "group",
    "figures restated, and figures printed again the same",
    {"label": "what the group holds", "count": "how many prints that are"},
    lambda lists, _: vintage_records(lists),
    (_VINTAGES,),
)
DOUBTFUL_FIGURES = ListKind(
    "doubtful_figures",
    "figure",
    "a printed figure whose status is not ok, the gravest first",
    {
        "status": "what is wrong with it",
        "label": "the metric",
        "label_ja": "the metric in Japanese",
        "period": "the period, and the scenario that is no actual",
        "kind": "level, growth, change or share",
        "unit": "the unit",
        "printed": "the token as printed",
        "document": "the document that prints it",
        "line": "the line of that document",
        "note": "the reason",
        "id": "its key on the sheet of figures",
        "suspect_key": "metric|period of a level without any trusted print, for conditional formats",
    },
    lambda lists, _: doubtful_records(lists),
)
WAIVERS = ListKind(
    "waivers",
    "waiver",
    "a known fault that was let stand",
    {
        "check": "the check that finds it",
        "subject": "the figure or place",
        "reason": "why it was let stand",
        "decided_by": "who decided that",
        "decided_on": "when",
        "expires": "until when",
    },
    lambda lists, _: waiver_records(lists),
)
