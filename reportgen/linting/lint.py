"""Templates and definitions read without data: every fault at its cell or shape, and what a template needs.

lint("offer.xlsx")      (Issue(unclosed-block, sheet "Offer", cell A4), ...)

What reads workbooks is imported for workbooks, what reads decks for decks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path, PurePath

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.core.gc_paused import gc_paused
from reportgen.core.spread import Spread, one_by_one
from reportgen.core.structs import replace
from reportgen.filling.expressions import format_fault
from reportgen.gate.gate import gated, pass_gate, template_at_fault
from reportgen.linting.project import Binding, reports_using
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import Kind, kind_of
from reportgen.office.sheets import sheet_parts
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.template_map import WorkbookMap
from reportgen.project.files import File, given_file, read_file, write_atomically
from reportgen.project.overwriting import filled_from, in_the_way
from reportgen.project.project import Project
from reportgen.reports.specs import Definition, read_definition

Schema = Mapping[str, object]
_TEMPLATES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm")
_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class Linted(Struct, frozen=True):
    """One template or report: what is wrong with it, the gravest first, and what it needs."""

    target: str
    kind: str
    issues: tuple[Issue, ...]
    schema: Schema = field(default_factory=dict)
    package: Package | None = None

    @property
    def good(self) -> bool:
        """Whether nothing has to be mended."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def lint(template: File, *, name: str = "") -> tuple[Issue, ...]:
    """All faults of a template, given as its content or its path, whatever data will fill it."""
    return lint_template(*given_file(template, name)).issues


class _Template(Struct, frozen=True, eq=False):
    """A template as it was read: its parts, what it asks for; `plain` says that no project stands behind it."""

    name: str
    package: Package
    kind: Kind
    map: WorkbookMap | DeckMap
    plain: bool
    schema: Schema

    def issues(self) -> tuple[Issue, ...]:
        """What is wrong with it, whatever fills it."""
        package, template, name = self.package, self.map, self.name
        with template_at_fault(package, name):
            if isinstance(template, DeckMap):
                from reportgen.pptx.page_checks import page_issues
                from reportgen.project.fonts import font_book

                waiting = _pages_to_fill(template)
                looks = (
                    one for one in page_issues(package, name, font_book()) if one.place.slide not in waiting
                )
                issues = (*_deck_issues(template, name), *looks)
            else:
                from reportgen.linting.workbook import workbook_issues

                issues = workbook_issues(package, template, name, plain=self.plain)
        # What the file itself has that Office would mend is told here, as it is told in every file made from it.
        found = (*issues, *pass_gate(package, (package,)))
        return (*found, *unknown_formats(template, name)) if self.plain else found


_Task = tuple[_Template, Binding | None, int]


class _TaskFound(Struct, frozen=True):
    """What one task found; the periods of a report that was held against its tables."""

    issues: tuple[Issue, ...]
    times: Mapping[str, object] | None = None


_Found = _TaskFound | FindingsError


class _ToLint(Struct, frozen=True):
    """A template to lint, or what keeps it from being read, and the reports of the project that bind it."""

    target: str
    template: _Template | FindingsError
    binding: Binding | None = None
    is_report: bool = False

    def tasks(self) -> Iterator[_Task]:
        """The template by itself, and as each report binds it."""
        if isinstance(self.template, _Template):
            yield self.template, None, 0
            for number in range(len(self.binding.reports) if self.binding is not None else 0):
                yield self.template, self.binding, number

    def linted(self, known: Mapping[_Task, _Found]) -> Linted:
        """What all its tasks found."""
        template, issues, times = self.template, list[Issue](), None
        for found in map(known.__getitem__, self.tasks()):
            if isinstance(found, FindingsError):
                template = found
                break
            issues += found.issues
            times = found.times
        if isinstance(template, FindingsError):
            linted = Linted(self.target, "unreadable", template.issues)
        else:
            linted = Linted(self.target, template.kind, _ordered(issues), template.schema, template.package)
        if not self.is_report or self.binding is None:
            return linted
        report = self.binding.reports[0]
        times = self.binding.times(report) if times is None else times
        return replace(linted, kind="report", schema={"report": report.spec.report, **linted.schema, **times})


def _found(task: _Task) -> _Found:
    template, binding, number = task
    try:
        if binding is None:
            return _TaskFound(template.issues())
        report = binding.reports[number]
        # Where the tables are in memory: who joins what all tasks found need not read them too.
        return _TaskFound(binding.issues(template.map, template.name, report), binding.times(report))
    except FindingsError as error:
        return error


@gc_paused()
def lint_targets(targets: Sequence[str], root: Path, spread: Spread) -> list[Linted]:
    """Lint template files, definition files or reports by name; inside a project also against its tables.

    A template that reports of the project use is bound as they bind it, so that metrics, lists and words are
    checked too. Faults that keep a file from being read are findings like all others. Templates and tables that
    several of them have in common are read once.
    """
    project = Project(root) if (root / "data").is_dir() and (root / "templates").is_dir() else None
    run = _Run(project, spread)
    asked = [run.asked(target) for target in targets]
    tasks = list(dict.fromkeys(task for one in asked if isinstance(one, _ToLint) for task in one.tasks()))
    found = dict(zip(tasks, spread(_found, tasks), strict=True))
    return [one if isinstance(one, Linted) else one.linted(found) for one in asked]


class _Run:
    """The reading of several targets."""

    def __init__(self, project: Project | None, spread: Spread) -> None:
        self._project = project
        self._templates, self._tables = cache(partial(_template, spread=spread)), cache(Project.table)

    def asked(self, target: str) -> _ToLint | Linted:
        """One target; what is wrong with it where it cannot be read."""
        project = self._project
        try:
            if PurePath(target).suffix.lower() in _TEMPLATES:
                content = read_file(Path(target))
                reports = reports_using(project, Path(target)) if project is not None else ()
                binding = self._binding(reports) if reports else None
                return _ToLint(target, self._templates(content, target, binding is None), binding)
            if PurePath(target).suffix.lower() in (".yaml", ".yml") or project is not None:
                return self._report(target)
        except FindingsError as error:
            return Linted(target, "unreadable", error.issues)
        message = "this is neither a template nor a report"
        expected = "an .xlsx or .pptx file, a definition in YAML, or the name of a report inside a project"
        return Linted(
            target, "unknown", (Issue("unknown-target", message, Place(target), expected=expected),)
        )

    def _binding(self, reports: tuple[Definition, ...]) -> Binding:
        assert self._project is not None
        return Binding(self._project, reports, self._tables)

    def _report(self, target: str) -> _ToLint | Linted:
        project = self._project
        if PurePath(target).suffix.lower() in (".yaml", ".yml"):
            definition = read_definition(read_file(Path(target)), target)
            if project is None:
                message = "this definition stands in no project, so that nothing but its form was checked"
                return Linted(target, "report", (Issue("no-project", message, Place(target), Severity.INFO),))
        else:
            assert project is not None
            names = project.report_names()
            if target not in names:
                message = f'no report is named "{target}"'
                issue = Issue(
                    "unknown-report", message, expected=", ".join(names), hint=did_you_mean(target, names)
                )
                return Linted(target, "report", (issue,))
            definition = project.definition(target)
        name = f"templates/{definition.spec.template}"
        content = project.read(name, definition.place("template"))
        binding = self._binding((definition,))
        return _ToLint(target, self._templates(content, name, False), binding, is_report=True)


def lint_template(content: bytes, name: str) -> Linted:
    """Lint one template by itself."""
    asked = _ToLint(name, _template(content, name, True, one_by_one))
    return asked.linted({task: _found(task) for task in asked.tasks()})


def _template(content: bytes, name: str, plain: bool, spread: Spread) -> _Template | FindingsError:
    try:
        package = open_package(content, name)
        kind = kind_of(package)
        with template_at_fault(package, name):
            if kind == "workbook":
                from reportgen.linting.workbook import workbook_schema
                from reportgen.xlsx.inspection import inspect_workbook

                book = inspect_workbook(package)
                return _Template(name, package, kind, book, plain, workbook_schema(book, name))
            from reportgen.pptx.inspect import inspect_deck

            deck = inspect_deck(package, spread=spread)
            return _Template(name, package, kind, deck, plain, _deck_schema(deck, name))
    except FindingsError as error:
        return error


def unknown_formats(template: WorkbookMap | DeckMap, file: str) -> Iterator[Issue]:
    """Tags whose number format shows nothing for certain, unless a name of the data holds the colon."""
    for place, text in (
        _cell_tags(template, file) if isinstance(template, WorkbookMap) else _deck_tags(template, file)
    ):
        fault = format_fault(text)
        if fault:
            hint = "write a number format such as #,##0.0, unless a name of the data holds this colon"
            yield Issue("bad-expression", fault, place, Severity.WARNING, found=f"{{{{{text}}}}}", hint=hint)


def _cell_tags(template: WorkbookMap, file: str) -> Iterator[tuple[Place, str]]:
    for tag in template.tags:
        place = Place(file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        yield from ((place, text) for text in tag.names)


def _deck_tags(template: DeckMap, file: str) -> Iterator[tuple[Place, str]]:
    from reportgen.pptx.tables import MERGE

    yield from ((Place(file, part=tag.part, shape=tag.shape), tag.name) for tag in template.words)
    for page in template.pages:
        found = [(tag.shape, tag.name) for tag in page.words]
        found += [(text.shape, tag) for text in page.texts for tags in text.tags for tag in tags]
        blocks = [(table.name, table.blocks) for table in page.tables if table.blocks is not None]
        # Of a cell that is merged with those like it, its name asks.
        found += [
            (name, tag.removesuffix(f":{MERGE}"))
            for name, block in blocks
            for row in block.tags
            for cell in row
            for tag in cell
        ]
        yield from (
            (Place(file, slide=page.number, shape=shape), text) for shape, text in dict.fromkeys(found)
        )


def _pages_to_fill(template: DeckMap) -> frozenset[int | None]:
    """Numbers of the slides whose texts wait for data, so that nobody can say yet how they will look."""
    tagged = (page.number for page in template.pages if page.words or page.blocks())
    return frozenset((*tagged, *(one.place.slide for one in template.issues)))


def _deck_issues(template: DeckMap, file: str) -> Iterator[Issue]:
    """All faults of a deck template."""
    yield from template.issues
    for tag in template.words:
        place = Place(file, part=tag.part, shape=tag.shape)
        yield Issue(
            "hidden-tag", f"{{{{{tag.name}}}}} stands behind the slides, and is filled", place, Severity.INFO
        )
    for page in template.pages:
        for tag in page.words:
            if tag.role == "address":
                place = Place(file, slide=page.number, shape=tag.shape)
                message = f"{{{{{tag.name}}}}} stands in the address of a link, and is filled"
                yield Issue("hidden-tag", message, place, Severity.INFO)
        for chart in page.charts:
            if chart.fault:
                place = Place(file, slide=page.number, shape=chart.name)
                message = f"this chart stays as it is: {chart.fault}"
                yield Issue("unfillable-chart", message, place, Severity.INFO)
            for name, count in Counter(series.name for series in chart.series).items():
                if count > 1 and not chart.fault:
                    place = Place(file, slide=page.number, shape=chart.name)
                    message = f'{count} series of this chart are called "{name}", so that no data can fill it'
                    yield Issue("duplicate-series", message, place, Severity.INFO)


def _deck_schema(template: DeckMap, name: str) -> dict[str, object]:
    """What a template needs, as data: for each page its words, lists, tables and charts."""
    pages = {}
    for page in template.pages:
        needs: dict[str, object] = {
            "words": list(dict.fromkeys(tag.name for tag in page.words)),
            "lists": {slot.name: {"levels": list(slot.levels)} for slot in page.lists},
            "tables": {
                slot.name: {"rows": {row.role: {"cells": row.cells} for row in slot.rows}}
                for slot in page.tables
                if slot.rows
            },
            "blocks": sorted({block.name for block in page.blocks()}),
            "charts": {
                slot.name: {"series": [series.name for series in slot.series]}
                for slot in page.charts
                if not slot.fault
            },
        }
        pages[page.name] = {"slide": page.number} | {key: found for key, found in needs.items() if found}
    words = list(dict.fromkeys(tag.name for tag in template.words))
    schema: dict[str, object] = {"template": name, "kind": "deck", "pages": pages}
    return schema | ({"words": words} if words else {})


def _ordered(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Each finding once; where the binding tells the same as the template, the graver one."""
    found: dict[tuple[str, Place, str], Issue] = {}
    for issue in sorted(issues, key=lambda issue: _WEIGHTS.index(issue.severity)):
        found.setdefault((issue.id, issue.place, issue.message), issue)
    return tuple(found.values())


def write_annotated(linted: Linted, out: Path, *, force: bool) -> int:
    """Write the copy with its notes to `out`; gives how many cells have one. Only a workbook can have notes.

    A file there that is no such copy stays, with a finding, unless `force`.
    """
    if linted.package is None or linted.schema.get("kind") != "workbook":
        message = "only a workbook that can be opened takes notes"
        raise FindingsError([*linted.issues, Issue("no-workbook", message, Place(linted.target))])
    if not force and (issues := in_the_way(out, [Path(linted.target)], filled_from(linted.package))):
        raise FindingsError(issues)
    data, count = annotated(linted.package, linted.issues)
    write_atomically(out, data)
    return count


def annotated(package: Package, issues: Sequence[Issue]) -> tuple[bytes, int]:
    """The copy as bytes and how many cells have a note; a finding without a cell stands in A1 of its sheet."""
    from reportgen.xlsx.annotation import annotate

    sheets = [sheet.name for sheet in sheet_parts(package) if sheet.is_worksheet]
    notes: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        sheet = issue.place.sheet if issue.place.sheet in sheets else next(iter(sheets), "")
        if sheet:
            cell = issue.place.cell if issue.place.sheet == sheet and _is_cell(issue.place.cell) else "A1"
            notes.setdefault((sheet, cell.upper()), []).append(_note(issue))
    texts = {place: "\n\n".join(dict.fromkeys(found)) for place, found in notes.items()}
    return gated(annotate(package, texts), (package,)).data, len(texts)


def _is_cell(text: str) -> bool:
    try:
        split_address(text)
    except ValueError:
        return False
    return "$" not in text


def _note(issue: Issue) -> str:
    lines = [f"{issue.severity.value}: {issue.message}"]
    lines += [f"expected: {issue.expected}"] if issue.expected else []
    lines += [f"found: {issue.found}"] if issue.found else []
    lines += [issue.hint] if issue.hint else []
    return "\n".join(lines)
