"""Building reports: tables and templates in, verified files out, with an account of what happened.

Everything is checked before the first byte is written, for all reports together: a fault anywhere leaves
all existing files as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct, field

from reportgen.app.display import Displayed
from reportgen.app.handover import EarlierFolder, handed_as_built
from reportgen.app.processes import answers
from reportgen.app.report import Built, Template
from reportgen.checks.run import CheckReport, run_checks
from reportgen.core.findings import FindingsError, Issue, Place, Severity, render_issue
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.gc_paused import gc_paused
from reportgen.core.structs import replace
from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.data.vintage import Vintage, parse_vintage
from reportgen.figures.style import Style
from reportgen.figures.style_file import read_style
from reportgen.gate.gate import gated, template_at_fault
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import kind_of
from reportgen.project.files import write_together
from reportgen.project.overwriting import built_before, in_the_way, is_same_file, kept_beside
from reportgen.project.project import Project
from reportgen.project.variants import (
    AS_DEFINED,
    LATEST_PERIOD,
    VintageView,
    Wanted,
    no_figures,
    report_context,
    variant,
    vintage_of,
)
from reportgen.reports.context import company_words, read_times
from reportgen.reports.language import Words
from reportgen.reports.rules import Rules
from reportgen.reports.specs import Definition
from reportgen.verify.bindings import BuildMark, bindings_of, build_mark
from reportgen.verify.seal import data_digest, digest_of, mark_of
from reportgen.verify.tables import ProjectTables, TableOracle

if TYPE_CHECKING:
    from reportgen.carry.carry_plan import Earlier
    from reportgen.carry.deck_guests import EarlierDeck, ReportKey

Progress = Callable[[str], None]
T = TypeVar("T")
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, repr=False)
class BuildResult(Displayed):
    """All files of one build, and what the checks of the data found.

    `kept` are replaced files of a person's, `current` the reports whose files stand already as they would be built,
    `edited` are files that a person has worked in since, with all figures as they would be built; `held` says why such
    files stay as they are though they are due.
    """

    built: tuple[Built, ...]
    checks: CheckReport
    tables: ProjectTables
    paths: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    current: tuple[str, ...] = ()
    edited: tuple[Path, ...] = ()
    held: tuple[Issue, ...] = ()

    @property
    def files(self) -> dict[str, bytes]:
        """The finished files by their names."""
        return {built.name: built.data for built in self.built}

    @property
    def findings(self) -> tuple[Issue, ...]:
        """What is worth knowing about the files though it stopped not all of them."""
        return (*self.held, *(issue for built in self.built for issue in built.warnings))

    def grid(self) -> list[Sequence[str]]:
        """The files with how much they show."""
        rows = [
            (built.name, f"{built.figures:,}", f"{built.formulas:,}" if built.formulas else "")
            for built in self.built
        ]
        return [("file", "figures", "formulas"), *rows]

    def below(self) -> list[str]:
        """What the checks and the builds found."""
        return [*self.checks.summary(), *map(render_issue, self.findings)]


def build(  # noqa: PLR0913  one for each option of the command
    project: Project,
    reports: Sequence[str],
    out: Path,
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
    old: Path | None = None,
    wanted: Wanted = AS_DEFINED,
    *,
    processes: int = 1,
    standing: Mapping[str, str] = NOTHING,
    untouched: Collection[Path] = (),
    force: bool = False,
    earlier: EarlierFolder | None = None,
) -> BuildResult:
    """Build `reports` (all of them where none is named) and write them to `out`.

    `vintage` stands in for the one that each definition names, `wanted` for its period and language. From the
    workbook or deck `old` of an earlier build a person's work is carried over; where it is about to be replaced it
    stays beside as `NAME.before.xlsx`. Any other that a person has worked in stays and is `held`, beside the new
    ones; `untouched` are known to stand as they were built. Where a page tells of the files, `earlier` is `out` as
    it stands. `FindingsError` carries every fault of data, templates and definitions, what is held where nothing else
    is due, and a template or a file that is no report of ours in the way, unless `force`; then nothing is written.
    """
    result = build_in_memory(
        project,
        reports,
        vintage,
        progress,
        old,
        wanted,
        processes=processes,
        standing=standing,
        folder=earlier,
    )
    held: list[Issue] = []
    edited: list[Path] = []
    free: list[Built] = []
    for built in result.built:
        path = out / built.name
        lost: list[Issue] = []
        there = path.is_file() and path.resolve() not in untouched
        if there:
            from reportgen.carry.carry import would_lose  # most builds replace nothing of a person's

            lost += would_lose(path, built.data, old)
        mark = _mark_in(path.read_bytes(), path) if there else None
        if mark is not None and mark.report != built.report and not force:
            held.append(_other_report(path, mark, built))
        elif not lost:
            free.append(built)
        elif mark == _mark_in(built.data, path):
            edited.append(path)
        else:
            held += lost
    if held and not free:
        raise FindingsError(held)
    result = replace(result, built=tuple(free), edited=tuple(edited), held=tuple(held))
    files: dict[Path, bytes] = {}
    kept: list[Path] = []
    for built in result.built:
        path = out / built.name
        if old is not None and is_same_file(path, old):
            kept.append(kept_beside(path))
            files[kept[-1]] = path.read_bytes()
        files[path] = built.data
    if not force:
        templates = project.template_files()
        foreign = [issue for path in files for issue in in_the_way(path, templates, built_before)]
        if foreign:
            raise FindingsError(foreign)
    if files:
        progress(f"writing {', '.join(built.name for built in result.built)}")
    write_together(files)
    paths = tuple(out / built.name for built in result.built)
    return replace(result, paths=paths, kept=tuple(kept))


def _mark_in(data: bytes, path: Path) -> BuildMark | None:
    """What a file was built from; None where it does not say so."""
    try:
        root = bindings_of(open_package(data, path.name))
    except FindingsError:
        return None
    return build_mark(root) if root is not None else None


def _other_report(path: Path, mark: BuildMark, built: Built) -> Issue:
    return Issue(
        "other-report",
        f'the report "{built.report}" would be written over another one',
        Place(str(path)),
        found=f'report "{mark.report}"',
        hint="build it elsewhere with --out, or change the output of one of them; --force replaces the file",
    )


@gc_paused()
def build_in_memory(  # noqa: PLR0913  as `build`
    project: Project,
    reports: Sequence[str],
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
    old: Path | None = None,
    wanted: Wanted = AS_DEFINED,
    *,
    processes: int = 1,
    standing: Mapping[str, str] = NOTHING,
    folder: EarlierFolder | None = None,
) -> BuildResult:
    """Build `reports` without writing anything; a person's work is carried over from the file `old`.

    Files may stand already as they would be built if the tables are the same: `standing` gives, by report, the digest
    of the tables that the file knows, and where it is still that, nothing is built. What a page tells of each file,
    written into `folder`, is gathered with it.

    Faults of the data do not hide those of definitions, styles and templates: all of them come together. Plans and
    parts are trees of values: the collector, walking over them again and again, took a quarter of a build.
    """
    progress("reading data")
    files = project.data_files()
    inputs = _Inputs(project, wanted)
    issues = inputs.issues
    table = inputs.attempt(lambda: load(files))
    if table is not None and not table.figures:
        raise FindingsError(no_figures())
    given = [
        one
        for definition in inputs.definitions(reports)
        if (one := inputs.given(definition, table)) is not None
    ]
    issues += _output_issues([one.definition for one in given])
    earlier: Earlier | EarlierDeck | None = None
    if old is not None:
        from reportgen.carry.carry import read_earlier  # most builds carry nothing over

        if (found := inputs.attempt(lambda: read_earlier(old))) is not None:
            issues += _needs_one_report(given, found, old)
            earlier = inputs.attempt(lambda: _with_others(project, found, vintage))
    if table is None:
        issues += [
            issue for one in given for issue in one.template_issues() if issue.severity is Severity.ERROR
        ]
        raise FindingsError(dict.fromkeys(issues))
    progress("checking figures")
    checks = run_checks(table)
    issues += [issue for issue in checks.issues if issue.severity is Severity.ERROR]
    due: list[tuple[_Given, Vintage, str]] = []
    current: list[str] = []
    for one in given:
        try:
            at = vintage or vintage_of(one.definition, table)
            known = data_digest(files, table, at)
        except FindingsError as error:
            issues += error.issues
            continue
        if standing.get(one.definition.spec.report) == known:
            current.append(one.definition.spec.report)
        else:
            due.append((one, at, known))
    views: dict[tuple[Vintage, str, bool], VintageView] = {}

    def made(task: tuple[_Given, Vintage, str]) -> Built | tuple[Issue, ...]:
        one, at, known = task
        try:
            spec = one.definition.spec
            seen = (at, spec.per_share, spec.from_changes)
            if seen not in views:
                views[seen] = VintageView.of(table, at, spec, checks)
            with template_at_fault(one.template.package, one.template.package.name):
                mark = mark_of(one.definition, (known, one.digest, one.template.digest), str(at))
                return replace(
                    _build_one(one, views[seen], mark, earlier, folder), inputs=one.inputs, known=known
                )
        except FindingsError as error:
            return error.issues

    def begun(task: tuple[_Given, Vintage, str]) -> None:
        spec = task[0].definition.spec
        progress(f"building {spec.output if '{{' in spec.title else spec.title}")

    def size(task: tuple[_Given, Vintage, str]) -> int:
        # A workbook takes longer than any deck.
        spec = task[0].definition.spec
        return len(spec.pages) if spec.kind == "deck" else sys.maxsize

    outcomes = answers(made, due, processes, begun, size)
    issues += [issue for found in outcomes if not isinstance(found, Built) for issue in found]
    if issues:
        raise FindingsError(dict.fromkeys(issues))
    files_built = tuple(one for one in outcomes if isinstance(one, Built))
    return BuildResult(files_built, checks, ProjectTables(project, table, files), current=tuple(current))


def refresh(project: Project, files: Sequence[Path], vintage: Vintage | None = None) -> BuildResult:
    """Build the reports of finished files anew, each in its place; what a person did in them is carried over.

    The old ones stay beside as `NAME.before.pptx`. `FindingsError` carries every fault; then nothing is written.
    """
    results = [_refreshed(project, path, vintage) for path in files]
    written: dict[Path, bytes] = {}
    kept = []
    for path, result in zip(files, results, strict=True):
        kept.append(kept_beside(path))
        written[kept[-1]] = path.read_bytes()
        written[path] = result.built[0].data
    write_together(written)
    built = tuple(
        replace(result.built[0], name=path.name) for path, result in zip(files, results, strict=True)
    )
    return replace(results[0], built=built, paths=tuple(files), kept=tuple(kept))


def _refreshed(project: Project, path: Path, vintage: Vintage | None) -> BuildResult:
    from reportgen.carry.carry import carried_slides, read_earlier
    from reportgen.carry.deck_guests import EarlierDeck

    earlier = read_earlier(path)
    root = bindings_of(earlier.package)
    mark = build_mark(root) if root is not None else None
    if mark is not None:
        return build_in_memory(project, [mark.report], vintage, old=path, wanted=mark.wanted)
    if isinstance(earlier, EarlierDeck):
        # No build made this deck; pages of some were put into it.
        taken = carried_slides(cast("EarlierDeck", _with_others(project, earlier, vintage)), earlier.built)
        deck = gated(taken.package, (earlier.package,))
        tables = ProjectTables.of(project)
        built = Built("", path.name, deck.data, 0, carried=taken.plan)
        return BuildResult((built,), run_checks(tables.table), tables)
    message = "this file does not say which report it is"
    raise FindingsError(Issue("no-build-record", message, Place(file=str(path))))


def _with_others(
    project: Project, earlier: Earlier | EarlierDeck, vintage: Vintage | None
) -> Earlier | EarlierDeck:
    """A deck with those of the other reports of which it holds slides, as built now; no unknown ones."""
    from reportgen.carry.deck_guests import EarlierDeck, report_key

    if not isinstance(earlier, EarlierDeck):
        return earlier
    keys = dict.fromkeys(report_key(guest.mark) for guest in earlier.guests.values())
    found: dict[ReportKey, Package] = {}
    for report, period, language in keys:
        if report in project.report_names() and (report, period, language) != report_key(earlier.mark):
            result = build_in_memory(project, [report], vintage, wanted=Wanted(period, language))
            found[report, period, language] = open_package(result.built[0].data, result.built[0].name)
    return replace(earlier, others=found)


def rebuild(project: Project, mark: BuildMark) -> Package:
    """The file that a mark names, built anew in memory from the project as it stands now."""
    vintage = parse_vintage(mark.vintage)
    (made,) = build_in_memory(project, [mark.report], vintage, wanted=mark.wanted).built
    return open_package(made.data, made.name)


class _Given(Struct, frozen=True):
    """Everything one report is made from, the tables aside."""

    definition: Definition
    template: Template
    style: Style
    digest: str
    inputs: tuple[str, ...]
    rules: Rules | None
    words: Words | None

    def template_issues(self) -> tuple[Issue, ...]:
        """What is wrong with the template whatever fills it."""
        package = self.template.package
        with template_at_fault(package, package.name):
            if self.definition.spec.kind == "workbook":
                return self.template.workbook_map.issues
            return self.template.deck_map().issues


class _Inputs(Struct):
    """What reports are made from, read with all faults gathered; each template is opened once."""

    project: Project
    wanted: Wanted
    issues: list[Issue] = field(default_factory=list)
    _templates: dict[str, Template | None] = field(default_factory=dict)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None with its findings gathered."""
        try:
            return read()
        except FindingsError as error:
            self.issues += error.issues
            return None

    def definitions(self, reports: Sequence[str]) -> list[Definition]:
        """The reports that are named; of all of them those that can be built as wanted."""
        found = (
            self.attempt(lambda name=name: self.project.definition(name))  # type: ignore[misc]
            for name in reports or self.project.report_names()
        )
        return [one for one in found if one is not None and (reports or self.wanted.suits(one))]

    def given(self, definition: Definition, table: MetricTable | None) -> _Given | None:
        """Everything one report is made from; None where something of it has a fault."""
        found = self.attempt(lambda: variant(self.project, definition, self.wanted, table))
        if found is None:
            return None
        definition, spec = found.definition, found.definition.spec
        style_name = f"templates/{found.style}"
        template = self._template(definition)
        style = self.attempt(
            lambda: read_style(self.project.read(style_name, definition.place("style")), style_name)
        )
        rules = self.attempt(lambda: self.project.rules(definition))
        # Whether a name is a period does not depend on the company's days.
        calendar = table.calendar if table is not None else FiscalCalendar(12)
        # The newest period of tables that cannot be read is not known, nor what is told from it.
        timed = spec.timeline is None and spec.period != LATEST_PERIOD
        unknown = read_times(spec, definition.place, calendar)[2] if timed else ()
        self.issues += unknown
        if template is None or style is None or unknown or (spec.rules and rules is None):
            return None
        digest = digest_of(self.project.read(definition.file))
        named = [f"templates/{name}" for name in (spec.template, spec.rules) if name]
        inputs = (definition.file, style_name, *named, *filter(None, [found.file]))
        return _Given(definition, template, style, digest, inputs, rules, found.words)

    def _template(self, definition: Definition) -> Template | None:
        name = f"templates/{definition.spec.template}"
        if name not in self._templates:
            place = definition.place("template")
            self._templates[name] = self.attempt(lambda: Template.of(self.project.read(name, place), name))
        return self._templates[name]


def _output_issues(definitions: Sequence[Definition]) -> Iterator[Issue]:
    """Every report needs a file of its own, and none may be written outside the folder that was asked for."""
    known: dict[str, str] = {}
    for definition in definitions:
        name, report, place = definition.spec.output, definition.spec.report, definition.place("output")
        if not name.strip(" .") or PurePosixPath(name).name != name or PureWindowsPath(name).name != name:
            message = "the output is no plain name of a file"
            expected = "a name without folders, like results.pptx"
            yield Issue("bad-output-name", message, place, expected=expected, found=name)
        elif known.setdefault(name.casefold(), report) != report:
            message = f'the reports {known[name.casefold()]} and {report} would both be written to "{name}"'
            yield Issue("same-output", message, place, hint="give one of them another name")


def _needs_one_report(given: Sequence[_Given], earlier: Earlier | EarlierDeck, old: Path) -> Iterator[Issue]:
    """A person's work can go into one file of its kind only."""
    kind = kind_of(earlier.package)
    reports = [one.definition.spec.report for one in given if one.definition.spec.kind == kind]
    if len(reports) != 1:
        yield Issue(
            "one-report-needed",
            f"work is carried over into one {kind}, and this builds another number of them",
            Place(file=str(old)),
            expected=f"one report that is a {kind}",
            found=", ".join(reports) or "none",
            hint=f"name the report to build, for instance reportgen build REPORT --from {old.name}",
        )


def _build_one(
    given: _Given,
    view: VintageView,
    mark: BuildMark,
    earlier: Earlier | EarlierDeck | None,
    folder: EarlierFolder | None,
) -> Built:
    definition = given.definition
    common = company_words(view.table, given.style.language, given.words)
    context = report_context(definition, view, given.style, common, given.rules)
    work = earlier if earlier is not None and kind_of(earlier.package) == definition.spec.kind else None
    # Imported late: a process needs what builds its files, decks or workbooks.
    if definition.spec.kind == "workbook":
        from reportgen.app.workbook import build_workbook

        book = cast("Earlier | None", work)
        built, file = build_workbook(definition, context, given.template, view.checks, mark, book)
    else:
        from reportgen.app.deck import build_deck

        deck = cast("EarlierDeck | None", work)
        built, file = build_deck(definition, context, given.template, mark, common, deck)
    if folder is None:
        return built
    oracle = TableOracle(context.figures, definition.spec.scale)
    return replace(built, handed=handed_as_built(built, file, oracle, folder))
