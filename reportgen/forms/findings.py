"""What a filled form says, as the lines of files that it becomes, each with the cells that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportgen.core.findings import Issue, Place


@dataclass(frozen=True)
class FormLine:
    """One row of a file with the cells that it comes from: `places["value"]` is where the token was typed."""

    cells: Mapping[str, str]
    places: Mapping[str, Place]

    def place(self, column: str = "printed") -> Place:
        """The form's cell of a column of the file."""
        return self.places.get(column, self.places["printed"])


@dataclass(frozen=True)
class FilledForm:
    """What was typed: the document's line, its facts and claims, and the aliases that its signs need."""

    doc: str
    period: str
    document: FormLine
    facts: tuple[FormLine, ...]
    claims: tuple[FormLine, ...]
    aliases: tuple[Mapping[str, str], ...]


# Which column a finding is about, where its message does not name one.
_COLUMNS = {
    "unknown-unit": "unit",
    "wrong-unit": "unit",
    "unit-shift": "unit",
    "unit-differs": "unit",
    "impossible-period": "period",
    "period-became-a-date": "period",
    "instant-or-duration": "period",
    "actual-after-document": "period",
    "target-in-the-past": "period",
    "unknown-concept": "concept",
    "unknown-service-line": "service_line",
    "unknown-scope": "scope",
    "unknown-scenario": "scenario",
    "unknown-bound": "bound",
    "bound-differs": "bound",
    "unknown-status": "status",
    "unknown-medium": "medium",
    "unknown-kind-of-claim": "kind",
    "no-metric": "against",
    "not-a-date": "published_on",
    "known-after-published": "as_known_on",
    "unknown-kind-of-document": "kind",
    "unknown-rounding": "rounding",
}
# The advice of the tables names columns of files; the form has cells.
_HINTS = {
    "duplicate-key": 'one row for each figure; further places follow a semicolon in "Page or line": 12; 30',
    "unit-shift": "look at the unit of the page: the unit cell may be that of another table",
    "unusual-sign": 'costs and payments are amounts; where the page prints the opposite sign choose "opposite"',
    "bound-differs": 'choose the word in the column "About, over"',
    "actual-after-document": "look at the date of publication and at the period of the row",
    "target-in-the-past": "look at the date of publication and at the period of the row",
    "instant-or-duration": "balances stand at a day, everything else over a period",
}
_NAMED = re.compile(r'"(\w+)"')
_LINE = re.compile(r"\bline (\d+)$")


def at_cells(issues: Iterable[Issue], origins: Mapping[str, Mapping[int, FormLine]]) -> list[Issue]:
    """The findings, those about files in `origins` (by name, then line of the file) at the form's cells."""
    found: list[Issue] = []
    for issue in issues:
        lines = origins.get(issue.place.file, {})
        line = lines.get(issue.place.line or 0)
        if line is None:
            found.append(issue)
            continue
        place = line.place(_column(issue, line))
        expected = issue.expected
        if issue.id == "duplicate-key" and (first := _LINE.search(expected)) and int(first[1]) in lines:
            expected = (
                f"one row for each figure; the first stands in cell {lines[int(first[1])].place().cell}"
            )
        found.append(replace(issue, place=place, expected=expected, hint=_HINTS.get(issue.id, issue.hint)))
    return sorted(found, key=lambda issue: (issue.place.sheet, *_row_of(issue.place)))


def _column(issue: Issue, line: FormLine) -> str:
    known = _COLUMNS.get(issue.id)
    if known is not None and known in line.places:
        return known
    return next((name for name in _NAMED.findall(issue.message) if name in line.places), "printed")


def _row_of(place: Place) -> tuple[int, str]:
    digits = re.sub(r"\D", "", place.cell)
    return int(digits or 0), place.cell
