"""Building reports: tables and templates in, verified files out, with an account of what happened.

Everything is checked before the first byte is written, for all reports together: a fault anywhere leaves
all existing files as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.binding.context import Gathered, ReportContext, read_times
from reportgen.checks import CheckReport, run_checks
from reportgen.diagnostics import FindingsError, Issue, Severity
from reportgen.expressions import Resolver
from reportgen.formatting import read_style
from reportgen.metrics import MetricTable, Vintage, load, parse_vintage, select
from reportgen.narrative import FigureDesk, Narrator
from reportgen.opc import open_package
from reportgen.pipeline.built import Built, company_words
from reportgen.pipeline.deck_build import build_deck
from reportgen.pipeline.project import Project
from reportgen.pipeline.workbook_build import build_workbook
from reportgen.pipeline.writing import write_atomically
from reportgen.reports import Definition

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """All files of one build, and what the checks of the data found."""

    built: tuple[Built, ...]
    checks: CheckReport
    paths: tuple[Path, ...] = field(default=())


@dataclass(frozen=True)
class Sight:
    """The tables as somebody knew them: one vintage, with the resolver and the checks that belong to it."""

    table: MetricTable
    resolver: Resolver
    checks: CheckReport

    @classmethod
    def of(cls, table: MetricTable, vintage: Vintage) -> Sight:
        """The sight of one vintage; `FindingsError` where the vintage names an unknown document."""
        narrowed = select(table, vintage)
        return cls(narrowed, Resolver(narrowed), run_checks(narrowed))


def build(
    project: Project,
    reports: Sequence[str],
    out: Path,
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
) -> BuildResult:
    """Build `reports` (all of them where none is named) and write them to `out`.

    `vintage` stands in for the one that each definition names. `FindingsError` carries every fault of data,
    templates and definitions; then nothing is written.
    """
    result = build_in_memory(project, reports, vintage, progress)
    paths = []
    for built in result.built:
        progress(f"writing {built.name}")
        path = out / built.name
        write_atomically(path, built.data)
        paths.append(path)
    return BuildResult(result.built, result.checks, tuple(paths))


def build_in_memory(
    project: Project,
    reports: Sequence[str],
    vintage: Vintage | None = None,
    progress: Progress = lambda step: None,
) -> BuildResult:
    """Build `reports` without writing anything."""
    progress("reading data")
    files = project.data_files()
    table = load(files)
    progress("checking figures")
    checks = run_checks(table)
    issues = [issue for issue in checks.issues if issue.severity is Severity.ERROR]
    definitions = _definitions(project, reports, issues)
    built: list[Built] = []
    digest = _digest(files)
    sights: dict[Vintage, Sight] = {}
    for definition in definitions:
        progress(f"building {definition.spec.title}")
        try:
            seen = vintage or _vintage(definition)
            if seen not in sights:
                sights[seen] = Sight.of(table, seen)
            built.append(_build_one(project, definition, sights[seen], digest))
        except FindingsError as error:
            issues += error.issues
    if issues:
        raise FindingsError(issues)
    return BuildResult(tuple(built), checks)


def _vintage(definition: Definition) -> Vintage:
    try:
        return parse_vintage(definition.spec.vintage)
    except ValueError as error:
        place = definition.place("vintage")
        raise FindingsError([Issue("unknown-vintage", str(error), place)]) from None


def _definitions(project: Project, reports: Sequence[str], issues: list[Issue]) -> list[Definition]:
    definitions: list[Definition] = []
    for name in reports or project.report_names():
        try:
            definitions.append(project.definition(name))
        except FindingsError as error:
            issues += error.issues
    return definitions


def _digest(files: dict[str, bytes]) -> str:
    """Twelve hexadecimal digits that name the data: the same tables always give the same."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        total.update(name.encode())
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:12]


def _build_one(project: Project, definition: Definition, sight: Sight, digest: str) -> Built:
    spec = definition.spec
    table = sight.table
    template_name = f"templates/{spec.template}"
    style_name = f"templates/{spec.style}"
    package = open_package(project.read(template_name, definition.place("template")), template_name)
    style = read_style(project.read(style_name, definition.place("style")), style_name)
    aliases, lists, issues = read_times(spec, definition.place("periods"))
    if issues:
        raise FindingsError(issues)
    desk = FigureDesk(table, sight.resolver, style, aliases, aliases["this"])
    context = ReportContext(spec, desk, Narrator(desk, company_words(table)), aliases, lists, Gathered())
    if spec.kind == "workbook":
        return build_workbook(definition, context, package, template_name, sight.checks, digest)
    return build_deck(definition, context, package, template_name)
