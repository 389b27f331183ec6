"""Which figure a row of a filled form is about: by its hidden key, or by what a person chose in a free row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from reportgen.core.findings import Issue, Place
from reportgen.core.number import plain_width
from reportgen.core.period import parse_period
from reportgen.core.period_names import undated
from reportgen.core.reading_pieces import SEPARATORS, notation_of
from reportgen.data.records import FigureKey, MetricTable, parse_key
from reportgen.data.vocabulary import standard_named
from reportgen.forms.cells import FormLine, FormRow, day_of
from reportgen.forms.lines import DocumentTimes
from reportgen.forms.words import LINES, PAGES, name_in, plain_word, scenario_word

_ASKED = ("printed", "restated", "place", "heading", "note", "bound", "rounded", "medium", "status")


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
    said = plain_width(row.typed("period"))
    period = undated(said) or said.replace(" ", "")
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
        "scenario": scenario_word(row.typed("scenario")) or "actual",
    }


def _fixed(row: FormRow, known: str) -> dict[str, str] | None:
    try:
        key: FigureKey = parse_key(known)
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


_NEEDED = ("title", "published_on", "kind", "accounting_standard", "rounding", "places")
_HEAD = (*_NEEDED, "as_known_on", "source_file", "url", "doc", "note", "separators")
_HEAD_WORDS = {
    "title": "title",
    "published_on": "date of publication",
    "kind": "kind of document",
    "accounting_standard": "accounting standard",
    "rounding": "rounding",
    "places": "what the places count",
}
_DOC = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_head(
    rows: Mapping[str, FormRow], period: str, file: str, table: MetricTable, issues: list[Issue]
) -> FormLine:
    """The document's line; a field that is missing or cannot be read is a finding at its cell."""
    head = {name: row for name, row in rows.items() if name in _HEAD}
    said = {name: row.typed("printed") for name, row in head.items()}
    for name in _NEEDED:
        if name in head and not said[name] and not head[name].is_computed("printed"):
            head[name].report(
                "missing-head",
                f"the {_HEAD_WORDS[name]} of the document is missing",
                "printed",
                hint="fields with a star are needed",
            )
        elif name not in head:
            issues.append(
                Issue(
                    "missing-head",
                    f'the row "{_HEAD_WORDS[name]}" is gone from the form',
                    Place(file),
                )
            )
    published = _day(head, said, "published_on")
    known = _day(head, said, "as_known_on") or published
    places = plain_word(said.get("places", ""))
    if places and places not in (PAGES, LINES):
        head["places"].report(
            "unknown-places",
            "the places count neither pages nor lines",
            "printed",
            expected=f"{PAGES}, {LINES}",
            found=said["places"],
        )
    kind, note = plain_word(said.get("kind", "")), said.get("note", "")
    doc = said.get("doc", "")
    if not doc and published is not None:
        calendar = table.calendar
        called = DocumentTimes.of(parse_period(period), calendar).cumulative.id.lower()
        doc = f"{published.isoformat()}_{called}_{kind or 'results'}"
    elif doc and not _DOC.fullmatch(doc):
        head["doc"].report(
            "bad-document-name",
            "this is no short name of a document",
            "printed",
            expected="small letters, digits, hyphens and underscores",
            found=doc,
        )
    if places == PAGES:
        source = said.get("source_file") or "the document"
        note = f"{note}; lines are pages of {source}" if note else f"Lines are pages of {source}."
    separators, marks = _notation(head)
    cells = {
        "doc": doc,
        "title": said.get("title", ""),
        "kind": kind,
        "published_on": published.isoformat() if published else "",
        "as_known_on": known.isoformat() if known else "",
        "accounting_standard": standard_named(said.get("accounting_standard", "")),
        "rounding": plain_word(said.get("rounding", "")),
        "source_file": said.get("source_file", ""),
        "url": said.get("url", ""),
        "note": note,
        "separators": "" if separators == SEPARATORS[0] else separators,
        "marks": marks,
    }
    spots = {name: row.place("printed") for name, row in head.items()}
    spots["printed"] = spots.get("title", Place(file))
    return FormLine(cells, spots)


def _notation(head: Mapping[str, FormRow]) -> tuple[str, str]:
    """How the document writes 1234.5, and its marks, which stand beside; findings where they cannot be so."""
    row = head.get("separators")
    if row is None:
        return "", ""
    separators, marks = row.typed("printed"), row.typed("place")
    if notation_of(separators) is None:
        row.report(
            "unknown-separators",
            "this does not show how the document writes 1,234.5",
            "printed",
            expected=", ".join(SEPARATORS),
            found=separators,
            hint="choose it from the list, or leave the cell empty where the document writes 1,234.5",
        )
    if notation_of("", marks) is None:
        row.report(
            "unreadable-mark",
            "the marks hold a sign that belongs to numbers",
            "place",
            expected="letters and signs parted by blanks, such as r A *",
            found=marks,
        )
    return separators, marks


def _day(head: Mapping[str, FormRow], said: Mapping[str, str], name: str) -> date | None:
    text = said.get(name, "")
    found = day_of(text) if text else None
    if text and found is None:
        head[name].report(
            "not-a-date",
            "this is no day, or it is open which number is the month",
            "printed",
            expected="2018-08-07, or 7 August 2018",
            found=text,
        )
    return found
