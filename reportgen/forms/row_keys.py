"""Which figure a row of a filled form is about: by its hidden key, or by what a person chose in a free row."""

from __future__ import annotations

from reportgen.forms.cells import FormRow
from reportgen.forms.words import name_in, plain_word
from reportgen.metrics import FactKey, MetricTable, parse_key
from reportgen.values.number import plain_width

_ASKED = ("printed", "place", "heading", "note", "bound", "rounded", "medium", "status")


def row_key(row: FormRow, table: MetricTable) -> dict[str, str] | None:
    """Which figure a row is about; None where nothing is typed in it."""
    if row.known("key").startswith("head:"):
        return None
    typed = {name: row.typed(name) for name in _ASKED if name in row.columns}
    if not any(typed.values()):
        return None
    known = row.known("key").partition("~")[0]
    if known and not known.startswith("free"):
        return _fixed(row, known)
    label, line, entity = (row.typed(name) for name in ("label", "line", "entity"))
    if not label:
        if typed["printed"]:
            row.report(
                "row-without-line",
                "a figure stands in a row that names no line",
                "label",
                hint="choose the line from the list of the rows at the end of the sheet",
            )
        return None
    concept = _concept(label, table)
    period = plain_width(row.typed("period")).replace(" ", "")
    if row.is_day("period"):
        known_concept = table.catalogue.concepts.get(concept)
        if known_concept is not None and known_concept.period_type != "instant":
            row.report(
                "period-became-a-date",
                "the period was turned into a date",
                "period",
                expected="1Q18, 1H18, 9M18, FY18 or 2018-04",
                found=period,
                hint="a spreadsheet program does this to 2018-04 or 1-18: format the cell as text, type it again",
            )
            return None
    return {
        "concept": concept,
        "service_line": name_in(line),
        "scope": name_in(entity),
        "period": period,
        "scenario": plain_word(row.typed("scenario")) or "actual",
    }


def _fixed(row: FormRow, known: str) -> dict[str, str] | None:
    try:
        key: FactKey = parse_key(known)
    except ValueError:
        row.report(
            "unknown-row",
            "the hidden key of this row is no figure",
            "key",
            found=known,
            hint="type the figure into one of the rows at the end of the sheet",
        )
        return None
    shown = row.known("period")
    if shown and shown != key.period.id:
        row.report(
            "row-changed",
            "the period of a row of the form was changed",
            "period",
            expected=key.period.id,
            found=shown,
            hint="other periods go into the rows at the end of the sheet",
        )
        return None
    scenario = plain_word(row.typed("scenario")) or key.scenario
    return {
        "concept": key.metric.concept,
        "service_line": key.metric.service_line,
        "scope": key.metric.scope,
        "period": key.period.id,
        "scenario": scenario,
    }


def _concept(label: str, table: MetricTable) -> str:
    concepts = table.catalogue.concepts
    name = name_in(label)
    if name in concepts:
        return name
    same = [
        one.name for one in concepts.values() if label.casefold() in (one.label_en.casefold(), one.label_ja)
    ]
    return same[0] if len(same) == 1 else name
