"""A template as the reports of its project bind it: metrics, periods, lists and words checked, nothing built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.data.records import MetricTable
from reportgen.figures.style import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.office.package import Package
from reportgen.project.project import Project
from reportgen.project.variants import VintageView, Wanted, report_context, report_times, variant, vintage_of
from reportgen.reports.definition import Definition, read_definition
from reportgen.reports.properties import company_words, document_properties


@dataclass(frozen=True)
class Binding:
    """One report that uses a template."""

    definition: Definition

    def times(self, project: Project) -> Mapping[str, object]:
        """The periods of the report, by the names that its template uses; none where the tables have faults."""
        try:
            table = project.table()
        except FindingsError:
            return {}
        times = report_times(self.definition, table, ValueResolver(table))
        return {
            "period_names": {name: when.key for name, when in times.names.items()},
            "period_lists": {name: [when.key for when in found] for name, found in times.lists.items()},
        }


def report_names(project: Project) -> tuple[str, ...]:
    """The names of all reports of a project."""
    return project.report_names()


def read_report(data: bytes, file: str) -> Binding:
    """The report in a definition file; `FindingsError` with all faults of its form."""
    return Binding(read_definition(data, file))


def bindings_of(project: Project, template: Path) -> tuple[Binding, ...]:
    """The reports of a project that use a template; definitions with faults of their own are left out."""
    found: list[Binding] = []
    for name in project.report_names():
        try:
            definition = project.definition(name)
        except FindingsError:
            continue
        used = project.root / "templates" / definition.spec.template
        if used.exists() and template.exists() and used.samefile(template):
            found.append(Binding(definition))
    return tuple(found)


def bound_issues(
    project: Project, bindings: Sequence[Binding], package: Package, name: str
) -> tuple[Issue, ...]:
    """What binding the template finds; information where the tables cannot be read and names stay unchecked."""
    try:
        table = project.table()
    except FindingsError as error:
        message = f"the tables have {len(error.issues)} faults, so that names were not checked against them"
        hint = "see reportgen check"
        return (Issue("names-not-checked", message, Place(name), Severity.INFO, hint=hint),)
    issues: list[Issue] = []
    for binding in bindings:
        try:
            issues += _bound(project, binding.definition, table, package, name)
        except FindingsError as error:
            issues += error.issues
        issues += _untranslated(project, binding.definition)
    return tuple(issues)


def _untranslated(project: Project, definition: Definition) -> Sequence[Issue]:
    """What keeps a report from being written in one of its further languages."""
    issues: list[Issue] = []
    for language in definition.spec.languages:
        try:
            variant(project, definition, Wanted(language=language))
        except FindingsError as error:
            issues += error.issues
    return issues


def _bound(
    project: Project, definition: Definition, table: MetricTable, package: Package, name: str
) -> Sequence[Issue]:
    spec = definition.spec
    style_name = f"templates/{spec.style}"
    style = read_style(project.read(style_name, definition.place("style")), style_name)
    view = VintageView.of(table, vintage_of(definition, table), spec.per_share)
    words = company_words(view.table)
    context = report_context(definition, view, style, words, project.rules(definition))
    properties = document_properties(context)
    if spec.kind == "workbook":
        from reportgen.model.model_lists import records_of, words_of
        from reportgen.model.plan import workbook_plan
        from reportgen.xlsx.inspection import inspect_workbook

        asked = inspect_workbook(package)
        workbook_plan(
            asked,
            context,
            records_of(context, view.checks, asked),
            words_of(context, ""),
            name,
            properties,
        )
        return context.gathered.issues
    from reportgen.pptx.check import check_plan
    from reportgen.pptx.inspect import inspect_deck
    from reportgen.reports.pages import deck_plan

    template = inspect_deck(package)
    plan = deck_plan(context, definition.place, properties, template, words)
    return [*context.gathered.issues, *check_plan(template, plan, name)]
