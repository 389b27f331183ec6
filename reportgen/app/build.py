"""Building reports: tables and templates in, verified files out, with an account of what happened.

Everything is checked before the first byte is written, for all reports together: a fault anywhere leaves
all existing files as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypeVar

from reportgen.app.display import Displayed
from reportgen.app.finished import digest_of, mark_of
from reportgen.app.report import Built, build_deck, build_workbook
from reportgen.carry.carry import Earlier, is_same_file, kept_beside, read_earlier, would_lose
from reportgen.checks.records import CheckReport
from reportgen.checks.run import run_checks
from reportgen.checks.summary import summary
from reportgen.core.findings import FindingsError, Issue, Place, Severity, render_issue
from reportgen.core.gc_paused import gc_paused
from reportgen.data.load import load
from reportgen.data.vintage import Vintage
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.style import Style, read_style
from reportgen.office.package import Package, open_package
from reportgen.plan.deck_map import DeckMap
from reportgen.pptx.inspect import inspect_deck
from reportgen.project.damage import template_at_fault
from reportgen.project.files import write_together
from reportgen.project.project import Project
from reportgen.project.variants import AS_DEFINED, VintageView, Wanted, report_times, variant, vintage_of
from reportgen.reports.context import Gathered, ReportContext, read_times
from reportgen.reports.definition import Definition
from reportgen.reports.language import Words
from reportgen.reports.properties import company_words
from reportgen.reports.rules import RuleEngine, Rules
from reportgen.reports.sentences import Narrator
from reportgen.verify.seal import BuildMark
from reportgen.xlsx.inspection import inspect_workbook

Progress = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class BuildResult(Displayed):
    """All files of one build, and what the checks of the data found; `kept` are replaced workbooks of a person's."""

    built: tuple[Built, ...]
    checks: CheckReport
    paths: tuple[Path, ...] = field(default=())
    kept: tuple[Path, ...] = field(default=())

    @property
    def files(self) -> dict[str, bytes]:
        """The finished files by their names."""
        return {built.name: built.data for built in self.built}

    @property
    def findings(self) -> tuple[Issue, ...]:
        """What is worth knowing about the files though it stopped nothing."""
        return tuple(issue for built in self.built for issue in built.warnings)

    def grid(self) -> list[Sequence[str]]:
        """The files with how much they show."""
        rows = [
            (built.name, f"{built.figures:,}", f"{built.formulas:,}" if built.formulas else "")
            for built in self.built
        ]
        return [("file", "figures", "formulas"), *rows]

    def below(self) -> list[str]:
        """What the checks and the builds found."""
        return [*summary(self.checks), *map(render_issue, self.findings)]


def build(
    project: Project,
    reports: Sequence[str],
    out: Path,
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
    old: Path | None = None,
    wanted: Wanted = AS_DEFINED,
) -> BuildResult:
    """Build `reports` (all of them where none is named) and write them to `out`.

    `vintage` stands in for the one that each definition names, `wanted` for its period and language. From the
    workbook `old` of an earlier build a person's work is carried over; where it is about to be replaced it stays
    beside as `NAME.before.xlsx`. Any other workbook that a person has worked in is not replaced: that is a finding.
    `FindingsError` carries every fault of data, templates and definitions; then nothing is written.
    """
    result = build_in_memory(project, reports, vintage, progress, old, wanted)
    workbooks = [built for built in result.built if built.formulas]
    lost = [issue for built in workbooks for issue in would_lose(out / built.name, built.data, old)]
    if lost:
        raise FindingsError(lost)
    files: dict[Path, bytes] = {}
    kept: list[Path] = []
    for built in result.built:
        path = out / built.name
        if old is not None and is_same_file(path, old):
            kept.append(kept_beside(path))
            files[kept[-1]] = path.read_bytes()
        files[path] = built.data
    progress(f"writing {', '.join(built.name for built in result.built)}")
    write_together(files)
    paths = tuple(out / built.name for built in result.built)
    return BuildResult(result.built, result.checks, paths, tuple(kept))


def build_in_memory(
    project: Project,
    reports: Sequence[str],
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
    old: Path | None = None,
    wanted: Wanted = AS_DEFINED,
) -> BuildResult:
    """Build `reports` without writing anything; a person's work is carried over from the workbook `old`.

    Faults of the data do not hide those of definitions, styles and templates: all of them come together.
    """
    # Plans and parts are trees of values too: walking over them again and again took a quarter of a build.
    with gc_paused():
        return _build_in_memory(project, reports, vintage, progress, old, wanted)


def _build_in_memory(
    project: Project,
    reports: Sequence[str],
    vintage: Vintage | None,
    progress: Progress,
    old: Path | None,
    wanted: Wanted,
) -> BuildResult:
    progress("reading data")
    files = project.data_files()
    issues: list[Issue] = []
    table = _attempt(lambda: load(files), issues)
    month = table.catalogue.company.fiscal_year_end_month if table is not None else 3
    templates: dict[str, _Template] = {}
    given = [
        one
        for definition in _definitions(project, reports, wanted, issues)
        if (one := _given(project, definition, wanted, month, issues, templates)) is not None
    ]
    issues += _output_issues([one.definition for one in given])
    earlier = _attempt(lambda: read_earlier(old), issues) if old is not None else None
    if old is not None:
        issues += _needs_one_workbook(given, old)
    if table is None:
        issues += [
            issue for one in given for issue in one.template_issues() if issue.severity is Severity.ERROR
        ]
        raise FindingsError(dict.fromkeys(issues))
    progress("checking figures")
    checks = run_checks(table)
    issues += [issue for issue in checks.issues if issue.severity is Severity.ERROR]
    built: list[Built] = []
    digest = data_digest(files)
    sights: dict[tuple[Vintage, str], VintageView] = {}
    for one in given:
        spec = one.definition.spec
        progress(f"building {spec.output if '{{' in spec.title else spec.title}")
        try:
            seen = (vintage or vintage_of(one.definition, table), one.definition.spec.per_share)
            if seen not in sights:
                sights[seen] = VintageView.of(table, *seen, known=checks)
            with template_at_fault(one.template.package, one.template.package.name):
                mark = mark_of(one.definition, (digest, one.digest, one.template.digest), str(seen[0]))
                built.append(_build_one(one, sights[seen], mark, earlier))
        except FindingsError as error:
            issues += error.issues
    if issues:
        raise FindingsError(dict.fromkeys(issues))
    return BuildResult(tuple(built), checks)


def _attempt(read: Callable[[], T], issues: list[Issue]) -> T | None:
    """What `read` gives, or None with its findings gathered."""
    try:
        return read()
    except FindingsError as error:
        issues += error.issues
        return None


@dataclass(frozen=True)
class _Template:
    """A template, opened and read once for all reports that use it."""

    package: Package
    digest: str

    @cached_property
    def deck_map(self) -> DeckMap:
        """The map of a deck's template."""
        return inspect_deck(self.package)


@dataclass(frozen=True)
class _Given:
    """Everything one report is made from, the tables aside."""

    definition: Definition
    template: _Template
    style: Style
    digest: str
    rules: Rules | None = None
    words: Words | None = None

    def template_issues(self) -> tuple[Issue, ...]:
        """What is wrong with the template whatever fills it."""
        package = self.template.package
        with template_at_fault(package, package.name):
            if self.definition.spec.kind == "workbook":
                return inspect_workbook(package).issues
            return self.template.deck_map.issues


def _given(
    project: Project,
    definition: Definition,
    wanted: Wanted,
    month: int,
    issues: list[Issue],
    templates: dict[str, _Template],
) -> _Given | None:
    found = _attempt(lambda: variant(project, definition, wanted), issues)
    if found is None:
        return None
    definition, spec = found.definition, found.definition.spec
    name, style_name = f"templates/{spec.template}", f"templates/{found.style}"
    if name not in templates:
        data = _attempt(lambda: project.read(name, definition.place("template")), issues) or b""
        package = _attempt(lambda: open_package(data, name), issues) if data else None
        if package is not None:
            templates[name] = _Template(package, digest_of(data))
    template = templates.get(name)
    style = _attempt(
        lambda: read_style(project.read(style_name, definition.place("style")), style_name), issues
    )
    rules = _attempt(lambda: project.rules(definition), issues)
    unknown = read_times(spec, definition.place, month=month)[2] if spec.timeline is None else ()
    issues += unknown
    if template is None or style is None or unknown or (spec.rules and rules is None):
        return None
    digest = digest_of(project.read(definition.file))
    return _Given(definition, template, style, digest, rules, found.words)


def _definitions(
    project: Project, reports: Sequence[str], wanted: Wanted, issues: list[Issue]
) -> list[Definition]:
    """The reports that are named; of all of them those that can be built as wanted."""
    definitions: list[Definition] = []
    for name in reports or project.report_names():
        try:
            definition = project.definition(name)
        except FindingsError as error:
            issues += error.issues
            continue
        if reports or wanted.suits(definition):
            definitions.append(definition)
    return definitions


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


def data_digest(files: dict[str, bytes]) -> str:
    """Twelve hexadecimal digits that name the data: the same tables always give the same."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        total.update(name.encode())
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:12]


def _needs_one_workbook(given: Sequence[_Given], old: Path) -> Iterator[Issue]:
    """A person's work can go into one workbook only."""
    workbooks = [one.definition.spec.report for one in given if one.definition.spec.kind == "workbook"]
    if len(workbooks) != 1:
        yield Issue(
            "one-workbook-needed",
            "work is carried over into one workbook, and this builds another number of them",
            Place(file=str(old)),
            expected="one report that is a workbook",
            found=", ".join(workbooks) or "none",
            hint="name the report to build, for instance reportgen build model --from OLD.xlsx",
        )


def _build_one(given: _Given, sight: VintageView, mark: BuildMark, earlier: Earlier | None) -> Built:
    definition, table = given.definition, sight.table
    times = report_times(definition, table, sight.resolver)
    if times.issues:
        raise FindingsError(times.issues)
    figures = FigureResolver(table, sight.resolver, given.style, times.names, times.names["this"])
    common = company_words(table, given.style.language, given.words)
    narrator = Narrator(figures, common)
    rule_engine = (
        RuleEngine(given.rules.spec, narrator, given.rules.place) if given.rules is not None else None
    )
    context = ReportContext(
        definition.spec, figures, narrator, times.names, times.lists, Gathered(), times.last_day, rule_engine
    )
    if definition.spec.kind == "workbook":
        return build_workbook(definition, context, given.template.package, sight.checks, mark, earlier)
    return build_deck(definition, context, given.template.package, mark, given.template.deck_map, common)
