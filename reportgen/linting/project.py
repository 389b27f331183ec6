"""A template as the reports of its project bind it: metrics, periods, lists and words checked, nothing built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.data.records import MetricTable
from reportgen.data.vintage import Vintage
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.template_map import WorkbookMap
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
from reportgen.reports.context import LeftOut, company_words, document_properties, fixed_times
from reportgen.reports.specs import Definition

# The concept of a key: revenue in `yoy(revenue@si)|1Q24`.
_CONCEPT = re.compile(r"(?:\w+\()*(\w+)")


class Binding(Struct, frozen=True, eq=False, dict=True):
    """Reports of a project, whose template is held against the tables that `read` gives, once."""

    project: Project
    reports: tuple[Definition, ...]
    read: Callable[[Project], MetricTable] = Project.table
    _views: dict[tuple[Vintage, str, bool], VintageView] = field(default_factory=dict)

    @cached_property
    def tables(self) -> MetricTable | FindingsError:
        """The tables, or what keeps them from being read."""
        try:
            table = self.read(self.project)
            return table if table.figures else FindingsError(no_figures())
        except FindingsError as error:
            return error

    def times(self, definition: Definition) -> Mapping[str, object]:
        """The periods of a report, by the names that its template uses; none where the tables have faults."""
        if isinstance(self.tables, FindingsError):
            return {}
        times = report_times(definition, self.tables, ValueResolver(self.tables))
        return {
            "period_names": {name: when.key for name, when in times.names.items()},
            "period_lists": {name: [when.key for when in found] for name, found in times.lists.items()},
        }

    def issues(self, template: WorkbookMap | DeckMap, name: str, definition: Definition) -> tuple[Issue, ...]:
        """What one of the reports finds; information where the tables cannot be read and names stay unchecked."""
        table, project = self.tables, self.project
        if isinstance(table, FindingsError):
            message = (
                f"the tables have {len(table.issues)} faults, so that names were not checked against them"
            )
            hint = "see reportgen check"
            return (Issue("names-not-checked", message, Place(name), Severity.INFO, hint=hint),)
        issues: list[Issue] = []
        try:
            definition = variant(project, definition, AS_DEFINED, table).definition
            spec, vintage = definition.spec, vintage_of(definition, table)
            seen = (vintage, spec.per_share, spec.from_changes)
            if seen not in self._views:
                self._views[seen] = VintageView.of(table, vintage, spec)
            found, left_out = _bound(project, definition, self._views[seen], template, name)
            issues += [*found, *_lacking(definition, table, left_out)]
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


def _lacking(definition: Definition, table: MetricTable, left_out: Sequence[LeftOut]) -> Iterator[Issue]:
    """What a definition asks for that its project lacks throughout: a language, metrics that no document tells."""
    spec, catalogue = definition.spec, table.catalogue
    moves = spec.kind == "deck" and not fixed_times(spec)
    for language in catalogue.company.languages if moves else ():
        if language not in (spec.language, *spec.languages):
            yield Issue(
                "language-not-spoken",
                f'the report is not written in "{language}", a language of the company',
                Place(definition.file),
                Severity.INFO,
                hint=f"add its style and words under languages, or strike {language} in data/company.yaml",
            )
    told = {metric.concept for metric in table.metrics}
    asked = dict.fromkeys(
        found[1] for one in left_out for key in one.missing if (found := _CONCEPT.match(key)) is not None
    )
    for name in asked:
        if name in catalogue.concepts and name not in told and not catalogue.concepts[name].expression:
            yield Issue(
                "never-told",
                f"the report asks for {name}, which no document tells",
                Place(definition.file),
                Severity.INFO,
                hint="import or type it, map it in data/mapping.csv, or strike what asks for it",
            )


def _bound(
    project: Project, definition: Definition, view: VintageView, template: WorkbookMap | DeckMap, name: str
) -> tuple[Sequence[Issue], Sequence[LeftOut]]:
    style_name = f"templates/{definition.spec.style}"
    style = read_style(project.read(style_name, definition.place("style")), style_name)
    words = company_words(view.table)
    context = report_context(definition, view, style, words, project.rules(definition))
    properties = document_properties(context)
    # Imported here, as what reads either kind is: who lints one of them needs half of it.
    if isinstance(template, DeckMap):
        from reportgen.pptx.check import check_plan
        from reportgen.reports.pages import deck_plan

        plan = deck_plan(context, definition.place, properties, template, words)
        return [*context.gathered.issues, *check_plan(template, plan, name)], context.gathered.left_out
    from reportgen.model.model_lists import records_of, words_of
    from reportgen.model.plan import workbook_plan

    records = records_of(context, view.checks, template)
    workbook_plan(template, context, records, words_of(context, view.checks, ""), name, properties)
    return context.gathered.issues, context.gathered.left_out
