"""Bringing a filled form into the tables: read, tried on a copy of the tables, told, and written only when asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.checks.trial import Trial, tried
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.structs import replace
from reportgen.data.figure_files import claims_file, facts_file, with_aliases, with_documents
from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.data.sources import figure_file
from reportgen.forms.answers import read_form
from reportgen.forms.cells import FilledForm, FormLine, form_sheet
from reportgen.forms.wording import as_choice, in_form_words, of_lists
from reportgen.office.grid import counts_from_1904, grid, sheet_names
from reportgen.office.package import open_package
from reportgen.project.files import read_file
from reportgen.project.project import Project

_FIRST_LINE = 2
# Which findings are about a column whose name their message does not tell; others are told by their id.
_IDS_BY_COLUMN = {
    "unit": "wrong-unit unit-shift unit-differs",
    "period": "impossible-period period-became-a-date instant-or-duration actual-after-document target-in-the-past",
    "bound": "bound-differs",
    "kind": "unknown-kind-of-claim unknown-kind-of-document",
    "against": "no-metric",
    "published_on": "not-a-date",
    "as_known_on": "known-after-published",
}
_COLUMNS = {one: column for column, ids in _IDS_BY_COLUMN.items() for one in ids.split()}
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
# What stands in no list of the form is added to the tables, and the next form asks for it.
_MORE = {
    "unknown-concept": "choose it from the list of lines; a line that only this document prints, such as an adjusted "
    "profit, is one row in data/concepts.csv: the next form asks for it",
    "unknown-service-line": "choose it from the list; a new service line is one row in data/members.csv",
    "unknown-scope": "choose it from the list; a new company is one row in data/members.csv",
}
_MESSAGES = {
    "unknown-concept": "no line is called so",
    "duplicate-key": "this figure stands twice in the form",
}
_NAMED = re.compile(r'"(\w+)"')
_LINE = re.compile(r"\bline (\d+)$")


@dataclass(frozen=True)
class FormImport(Trial):
    """What an import would add and what the checks say about it.

    `files` are the data files that change, by name relative to the data folder.
    """

    form: FilledForm
    files: Mapping[str, bytes] = field(repr=False)


def is_form(path: Path) -> bool:
    """Whether a file is a workbook with the heads of a form; one that is no workbook is none."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    package = open_package(read_file(path), str(path))
    return any(form_sheet(sheet, grid(package, sheet)) is not None for sheet in sheet_names(package))


def import_form(project: Project, path: Path) -> FormImport:
    """Read a filled form and try it; nothing is written.

    `FindingsError` with every fault of the form at its sheet and cell.
    """
    files = project.data_files()
    table = load(files)
    name = str(path)
    package = open_package(read_file(path), name)
    sheets = {sheet: list(grid(package, sheet)) for sheet in sheet_names(package)}
    form = read_form(sheets, name, table, counts_from_1904(package))
    _refuse_twice(form, table, files)
    changed = _files(form, files)
    origins = _origins(form, files)
    try:
        after = load({**files, **changed})
    except FindingsError as error:
        raise FindingsError(at_cells(error.issues, origins, table)) from None
    return _told(form, changed, table, after, origins)


def _files(form: FilledForm, files: Mapping[str, bytes]) -> dict[str, bytes]:
    changed = {"documents.csv": with_documents(files["documents.csv"], [form.document.cells])}
    if form.facts:
        changed[f"facts/{form.doc}.csv"] = facts_file(line.cells for line in form.facts)
    if form.claims:
        changed[f"claims/{form.doc}.csv"] = claims_file(line.cells for line in form.claims)
    if form.aliases:
        changed["aliases.csv"] = with_aliases(files.get("aliases.csv", b""), form.aliases)
    return changed


def _origins(form: FilledForm, files: Mapping[str, bytes]) -> dict[str, dict[int, FormLine]]:
    """Which line of which file comes from which row of the form."""
    documents = files["documents.csv"]
    line = documents.count(b"\n") + (1 if documents.endswith(b"\n") else 2)
    return {
        f"data/facts/{form.doc}.csv": dict(enumerate(form.facts, start=_FIRST_LINE)),
        f"data/claims/{form.doc}.csv": dict(enumerate(form.claims, start=_FIRST_LINE)),
        "data/documents.csv": {line: form.document},
    }


def _refuse_twice(form: FilledForm, table: MetricTable, files: Mapping[str, bytes]) -> None:
    said = form.document.cells
    known = table.catalogue.documents
    same = known.get(form.doc) or next(
        (
            one
            for one in known.values()
            if one.title == said["title"] and one.published_on.isoformat() == said["published_on"]
        ),
        None,
    )
    stray = [name for name in files if (file := figure_file(name, name)) and file.doc == form.doc]
    if same is None and not stray:
        return
    found = f"{same.doc}, {same.title} ({same.published_on})" if same is not None else ", ".join(stray)
    raise FindingsError(
        Issue(
            "document-exists",
            "this document stands in the tables already",
            form.document.place("doc"),
            found=found,
            hint="correct its files in data/, or give another short name where this is another document "
            "of the same day",
        )
    )


def _told(
    form: FilledForm,
    changed: Mapping[str, bytes],
    before: MetricTable,
    after: MetricTable,
    origins: Mapping[str, Mapping[int, FormLine]],
) -> FormImport:
    trial = tried(before, after, {form.doc})
    issues = tuple(at_cells((*form.asked, *trial.issues), origins, after))
    return FormImport(trial.table, trial.ties, trial.claims, trial.opened, trial.again, issues, form, changed)


def at_cells(
    issues: Iterable[Issue], origins: Mapping[str, Mapping[int, FormLine]], table: MetricTable
) -> list[Issue]:
    """The findings in the form's words, those about files in `origins` (by name, then line) at the form's cells."""
    found: list[Issue] = []
    for issue in issues:
        lines = origins.get(issue.place.file, {})
        line = lines.get(issue.place.line or 0)
        if line is None:
            found.append(_worded(issue, table))
            continue
        place = line.place(_column(issue, line))
        expected = issue.expected
        if issue.id == "duplicate-key" and (first := _LINE.search(expected)) and int(first[1]) in lines:
            expected = (
                f"one row for each figure; the first stands in cell {lines[int(first[1])].place().cell}"
            )
        hint = (
            " ".join(part for part in (issue.hint, _MORE[issue.id]) if part)
            if issue.id in _MORE
            else issue.hint
        )
        moved = replace(issue, place=place, expected=expected, hint=_HINTS.get(issue.id, hint))
        found.append(_worded(moved, table))
    return sorted(found, key=lambda issue: (issue.place.sheet, *_row_of(issue.place)))


def _worded(issue: Issue, table: MetricTable) -> Issue:
    message, expected, told, hint = (
        in_form_words(text, table)
        for text in (
            issue.message,
            of_lists(issue.id, issue.expected),
            issue.found,
            as_choice(issue.hint, table) if issue.id in _MORE else issue.hint,
        )
    )
    return replace(issue, message=_MESSAGES.get(issue.id, message), expected=expected, found=told, hint=hint)


def _column(issue: Issue, line: FormLine) -> str:
    known = _COLUMNS.get(issue.id, issue.id.removeprefix("unknown-").replace("-", "_"))
    if known in line.places:
        return known
    return next((name for name in _NAMED.findall(issue.message) if name in line.places), "printed")


def _row_of(place: Place) -> tuple[int, str]:
    digits = re.sub(r"\D", "", place.cell)
    return int(digits or 0), place.cell
