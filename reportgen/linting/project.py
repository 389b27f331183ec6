"""A template as the reports of its project bind it: metrics, periods, lists and words checked, nothing built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.data.records import MetricTable
from reportgen.data.vintage import Vintage
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.model_lists import records_of, words_of
from reportgen.model.plan import workbook_plan
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.template_map import WorkbookMap
from reportgen.pptx.check import check_plan
from reportgen.project.project import Project
from reportgen.project.variants import (
    AS_DEFINED,
    VintageView,
    Wanted,
    no_figures,
    report_context,
    report_times,
    variant,
    vintage_of,
)
from reportgen.reports.context import company_words, document_properties
from reportgen.reports.pages import deck_plan
from reportgen.reports.specs import Definition


@dataclass(frozen=True, eq=False)
class Binding:
    """Reports of a project, whose template is held against the tables; these are read once."""

    project: Project
    reports: tuple[Definition, ...]

    @cached_property
    def tables(self) -> MetricTable | FindingsError:
        """The tables, or what keeps them from being read."""
        try:
            table = self.project.table()
            return table if table.figures else FindingsError(no_figures())
        except FindingsError as error:
            return error

    def times(self) -> Mapping[str, object]:
        """The periods of the first report, by the names that its template uses; none where the tables have faults."""
        if isinstance(self.tables, FindingsError):
            return {}
        times = report_times(self.reports[0], self.tables, ValueResolver(self.tables))
        return {
            "period_names": {name: when.key for name, when in times.names.items()},
            "period_lists": {name: [when.key for when in found] for name, found in times.lists.items()},
        }

    def issues(self, template: WorkbookMap | DeckMap, name: str) -> tuple[Issue, ...]:
        """What binding the template finds; information where the tables cannot be read and names stay unchecked."""
        table, project = self.tables, self.project
        if isinstance(table, FindingsError):
            message = (
                f"the tables have {len(table.issues)} faults, so that names were not checked against them"
            )
            hint = "see reportgen check"
            return (Issue("names-not-checked", message, Place(name), Severity.INFO, hint=hint),)
        issues: list[Issue] = []
        views: dict[tuple[Vintage, str], VintageView] = {}
        for definition in self.reports:
            try:
                definition = variant(project, definition, AS_DEFINED, table).definition
                seen = (vintage_of(definition, table), definition.spec.per_share)
                if seen not in views:
                    views[seen] = VintageView.of(table, *seen)
                issues += _bound(project, definition, views[seen], template, name)
            except FindingsError as error:
                issues += error.issues
            for language in definition.spec.languages:
                try:
                    variant(project, definition, Wanted(language=language), table)
                except FindingsError as error:
                    issues += error.issues
        return tuple(issues)


def reports_using(project: Project, template: Path) -> tuple[Definition, ...]:
    """The reports of a project that use a template; definitions with faults of their own are left out."""
    found: list[Definition] = []
    for name in project.report_names():
        try:
            definition = project.definition(name)
        except FindingsError:
            continue
        used = project.root / "templates" / definition.spec.template
        if used.exists() and template.exists() and used.samefile(template):
            found.append(definition)
    return tuple(found)


def _bound(
    project: Project, definition: Definition, view: VintageView, template: WorkbookMap | DeckMap, name: str
) -> Sequence[Issue]:
    style_name = f"templates/{definition.spec.style}"
    style = read_style(project.read(style_name, definition.place("style")), style_name)
    words = company_words(view.table)
    context = report_context(definition, view, style, words, project.rules(definition))
    properties = document_properties(context)
    if isinstance(template, DeckMap):
        plan = deck_plan(context, definition.place, properties, template, words)
        return [*context.gathered.issues, *check_plan(template, plan, name)]
    records = records_of(context, view.checks, template)
    workbook_plan(template, context, records, words_of(context, view.checks, ""), name, properties)
    return context.gathered.issues
