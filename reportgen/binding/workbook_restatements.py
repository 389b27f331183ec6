"""Vintages side by side, figures that are not to be trusted as printed, and what was waived.

restated     revenue|FY17   176,051 (2018-05-15)   176,233 (2019-05-15)   reclassified
the same     revenue|FY16   157,789 (2017-05-15)   157.8 bn (2018-05-15)
suspect      eps|FY08       JPY 7,521              times the shares it does not give net income
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportgen.binding.workbook_lists import ListContext
from reportgen.binding.workbook_records import Record
from reportgen.checks import CheckReport, Restatement, prints_by_document, same_print
from reportgen.metrics import FactKey, Figure, on_one_basis
from reportgen.metrics.vocabulary import CLAIM_KINDS

_STATUS_WORDS = {
    "source_error": "Source error",
    "suspect": "Suspect",
    "conversion_error": "Conversion of the text",
    "superseded": "Superseded",
}
_LASTING = ("actual", "target")


def vintage_records(checks: CheckReport, lists: ListContext) -> tuple[Record, ...]:
    """Two records, figures restated and figures printed again the same; the rows of each in `vintages`.

    One row stands for one later print and the first one. A revised target is no restatement.
    """
    restated = {one.key: one for one in checks.restatements}
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
        Record(
            "group",
            str(differs),
            {"label": words, "count": Decimal(len(rows[differs]))},
            rows={"vintages": tuple(rows[differs])},
        )
        for differs, words in groups
    )


def _vintage(
    key: FactKey, first: Figure, later: Figure, restated: Restatement | None, lists: ListContext
) -> Record:
    same_digits = first.decimals == later.decimals and first.bound == later.bound
    return Record(
        "vintage",
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
        Record(
            "figure",
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
        yield Record(
            "waiver",
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
