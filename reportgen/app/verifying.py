"""Verifying finished files: each with its own seal, with the project's tables, and deck with workbook.

The files are read through their packages alone. Formulas are calculated anew by the same door as in a build;
with `rebuild` the reports are built anew in memory, so that nothing kept in the files has to be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.app.build import build_in_memory, data_digest
from reportgen.app.finished import Opened, open_finished, opened
from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.data.vintage import parse_vintage
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.style import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import sheet_parts
from reportgen.project.project import Project
from reportgen.project.variants import Wanted, report_times, seen_by, variant, vintage_of
from reportgen.verify.books import books, cache_issues
from reportgen.verify.deck_check import DeckShapes, figure_issues, note_issues, shown_issues
from reportgen.verify.findings import change_issues
from reportgen.verify.inventory import changes, inventory_of
from reportgen.verify.partner import Partnership, compare
from reportgen.verify.receipt import FileReceipt, Receipt
from reportgen.verify.seal import BuildMark
from reportgen.verify.tables import TableOracle
from reportgen.verify.unbound import loose_numbers
from reportgen.verify.workbook_check import (
    Outcomes,
    cell_issues,
    count_formulas,
    recalculation_issues,
    uncompared,
)
from reportgen.xlsx.calculator import recalculate

_NOT_SEALED = Issue("no-seal", "this file does not say how its numbers stood when it was built")


@dataclass
class Tables:
    """The project's tables, read once, and what they say at each report's vintage."""

    project: Project
    table: MetricTable
    digest: str
    _witnesses: dict[tuple[str, str, str, str], TableOracle] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project) -> Tables:
        """Read the tables; `FindingsError` where there are none or they cannot be read."""
        files = project.data_files()
        return cls(project, load(files), data_digest(files))

    def witness(self, mark: BuildMark) -> TableOracle:
        """What the tables say to the report of a file, at the vintage, period and language it was built at."""
        key = (mark.report, mark.vintage, mark.period, mark.language)
        if key not in self._witnesses:
            found = variant(self.project, self.project.definition(mark.report), _wanted(mark))
            definition, spec = found.definition, found.definition.spec
            style_name = f"templates/{found.style}"
            style = read_style(self.project.read(style_name), style_name)
            vintage = parse_vintage(mark.vintage) if mark.vintage else vintage_of(definition, self.table)
            seen = seen_by(self.table, vintage, spec.per_share)
            resolver = ValueResolver(seen)
            times = report_times(definition, seen, resolver)
            if times.issues:
                raise FindingsError(times.issues)
            figures = FigureResolver(seen, resolver, style, times.names, times.names["this"])
            self._witnesses[key] = TableOracle(figures, spec.scale)
        return self._witnesses[key]


def _wanted(mark: BuildMark) -> Wanted:
    """The period and language that a file was built for."""
    return Wanted(mark.period, mark.language)


def verify(project: Project, files: Sequence[Path], *, rebuild: bool = False) -> Receipt:
    """The receipt of all files; faults of files and tables that keep them from being read are raised."""
    found = [open_finished(file) for file in files]
    tables = Tables.of(project) if (project.root / "data").is_dir() else None
    return verify_with(tables, found, rebuild=rebuild)


def verify_with(
    tables: Tables | None, files: Sequence[Opened], *, partners: Sequence[Opened] = (), rebuild: bool = False
) -> Receipt:
    """The receipt of open files; `partners` are those to be compared with each other, all where none is named."""
    receipts = [_verify_one(one, tables, rebuild) for one in files]
    return Receipt(tuple(receipts), tuple(_partners(partners or files, tables)))


def _verify_one(one: Opened, tables: Tables | None, rebuild: bool) -> FileReceipt:
    name, mark = one.finished.name, one.mark
    place = Place(name)
    issues: list[Issue] = []
    skipped: list[str] = []
    counts = {"numbers": one.finished.numbers, "bound": _bound(one)}
    if not one.bound:
        hint = "build it with reportgen, or name the file that was built"
        message = "this file does not say which figures it shows"
        issues.append(Issue("no-bindings", message, place, hint=hint))
    if one.seal is None:
        issues.append(Issue(_NOT_SEALED.id, _NOT_SEALED.message, place))
    else:
        issues += change_issues(list(changes(one.seal, one.finished)), name)
    if not one.as_sealed:
        message = "the bindings of this file, which say what it shows, are not those of its build"
        issues.append(Issue("bindings-changed", message, place))
    issues += _against_itself(one, counts, skipped)
    if one.finished.kind == "deck":
        shapes = DeckShapes.of(one.finished)
        issues += shown_issues(one.texts, shapes, name)
    if tables is None:
        skipped.append("the tables: this folder is no project")
    elif mark is None:
        skipped.append("the tables: the file does not say which report it is")
    else:
        issues += _against_tables(one, mark, tables, counts)
        if rebuild:
            issues += _against_rebuilt(one, mark, tables, counts)
    loose = tuple(loose_numbers(one.finished, one.texts)) if one.finished.kind == "deck" else ()
    return FileReceipt(name, one.finished.kind, mark, counts, _told_once(issues), loose, tuple(skipped))


def _against_tables(one: Opened, mark: BuildMark, tables: Tables, counts: dict[str, int]) -> list[Issue]:
    name = one.finished.name
    issues: list[Issue] = []
    if mark.data != tables.digest:
        message = "the tables are not those the file was built from"
        place = Place(name)
        issues.append(
            Issue("tables-changed", message, place, Severity.INFO, expected=mark.data, found=tables.digest)
        )
    witness = tables.witness(mark)
    if one.finished.kind == "deck":
        issues += figure_issues(one.texts, witness, name)
        issues += note_issues(one.texts, DeckShapes.of(one.finished), witness, name)
    else:
        witness.learn_rows({bound.key for bound in one.cells})
        issues += cell_issues(one.cells, one.finished, witness)
        counts["one_sided"] = uncompared(one.cells, one.finished, witness)
    counts["tables"] = _bound(one) - counts.get("one_sided", 0)
    return issues


def _against_itself(one: Opened, counts: dict[str, int], skipped: list[str]) -> list[Issue]:
    """Formulas against their calculation, charts against their cells."""
    issues: list[Issue] = []
    counts |= {"formulas": 0, "refused": 0, "points": 0}
    name = one.finished.name
    for book in books(one.finished):
        outcomes, reason = _outcomes(book.package)
        if outcomes is None:
            skipped.append(f"formulas{book.behind and f' behind chart {book.behind}'}: {reason}")
        else:
            done, refused = count_formulas(book.grids, outcomes)
            counts["formulas"] += done
            counts["refused"] += refused
            inside = f"workbook behind chart {book.behind}: " if book.behind else ""
            for issue in recalculation_issues(book.grids, outcomes, name, inside):
                # The place of an embedded workbook is that of its chart on the slide.
                issues.append(_at_chart(issue, book.place) if book.behind else issue)
        by_name = {grid.sheet: grid for grid in book.grids}
        for place, chart in book.charts:
            compared, found = cache_issues(chart, by_name, place)
            counts["points"] += compared
            issues += found
    return issues


def _at_chart(issue: Issue, place: Place) -> Issue:
    message = f"{issue.message} ({issue.place.sheet}!{issue.place.cell})"
    return Issue(issue.id, message, place, expected=issue.expected, found=issue.found)


def _outcomes(package: Package) -> tuple[Outcomes | None, str]:
    """What every formula of a workbook gives when it is calculated anew, or why it cannot be."""
    sheets = [sheet for sheet in sheet_parts(package) if sheet.is_worksheet]
    parts = {part: package[part] for part in package}
    names = {sheet.part: sheet.name for sheet in sheets}
    if not any(b"<f" in parts[sheet.part] or b":f" in parts[sheet.part] for sheet in sheets):
        return {}, ""
    found, reason = recalculate(parts, _clock(package), names)
    if found is None:
        return None, f"the calculator refuses the workbook ({reason})"
    outcomes: dict[tuple[str, int, int], tuple[str, str] | None] = {}
    for part, name in names.items():
        for (row, column), outcome in found.outcomes(part).items():
            given = outcome.kind != "n" or outcome.text is not None
            outcomes[name, row, column] = (outcome.kind, outcome.text or "") if given else None
    return outcomes, ""


def _clock(package: Package) -> str:
    """The date the file gives itself: that of its newest document, at which a build calculates."""
    for part in package.related("/", "core-properties"):
        if part in package:
            return package.peek(part).findtext("{*}created", "")
    return ""


def _against_rebuilt(one: Opened, mark: BuildMark, tables: Tables, counts: dict[str, int]) -> list[Issue]:
    """What a build of today's tables, definition and template gives otherwise."""
    try:
        made = build_in_memory(
            tables.project, [mark.report], parse_vintage(mark.vintage), wanted=_wanted(mark)
        ).built[0]
    except FindingsError as error:
        place = Place(one.finished.name)
        message = f"the report cannot be built anew: {error.issues[0].message}"
        return [Issue("no-rebuild", message, place)]
    fresh = inventory_of(opened(open_package(made.data, made.name)).finished)
    counts["rebuilt"] = one.finished.numbers
    since = "the report was built anew"
    return list(change_issues(list(changes(fresh, one.finished)), one.finished.name, since))


def _partners(files: Sequence[Opened], tables: Tables | None) -> list[Partnership]:
    pairs: list[Partnership] = []
    for deck in files:
        for book in files:
            if deck.finished.kind == "deck" and book.finished.kind == "workbook" and book.mark is not None:
                witness = tables.witness(book.mark) if tables is not None else None
                scale = int(book.mark.scale or 0)
                alike = deck.mark is not None and deck.mark.vintage == book.mark.vintage
                pairs.append(
                    compare(
                        deck.finished,
                        deck.texts,
                        book.finished,
                        book.cells,
                        witness,
                        scale,
                        one_vintage=alike,
                    )
                )
    return pairs


def _bound(one: Opened) -> int:
    return len(one.cells) + sum(len(text.figures) for text in one.texts)


def _told_once(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    return tuple(dict.fromkeys(issues))
