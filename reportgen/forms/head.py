"""The head of a filled form as the document's line of documents.csv.

Title, date, kind, standard and rounding are needed; the short name follows from date, period and kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from reportgen.diagnostics import Issue, Place
from reportgen.forms.cells import FormRow, day_of
from reportgen.forms.filled import FormLine
from reportgen.forms.lines import DocumentTimes
from reportgen.forms.words import LINES, PAGES, plain_word
from reportgen.metrics import MetricTable
from reportgen.values import parse_period

_NEEDED = ("title", "published_on", "kind", "accounting_standard", "rounding", "places")
_HEAD = (*_NEEDED, "as_known_on", "source_file", "url", "doc", "note")
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
        year_end = table.catalogue.company.fiscal_year_end_month
        called = DocumentTimes.of(parse_period(period), year_end).cumulative.id.lower()
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
    cells = {
        "doc": doc,
        "title": said.get("title", ""),
        "kind": kind,
        "published_on": published.isoformat() if published else "",
        "as_known_on": known.isoformat() if known else "",
        "accounting_standard": said.get("accounting_standard", ""),
        "rounding": plain_word(said.get("rounding", "")),
        "source_file": said.get("source_file", ""),
        "url": said.get("url", ""),
        "note": note,
    }
    spots = {name: row.place("printed") for name, row in head.items()}
    spots["printed"] = spots.get("title", Place(file))
    return FormLine(cells, spots)


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
