"""One report that is a workbook: bound, checked, rendered and sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from reportgen.app.report import Built, Template
from reportgen.checks.run import CheckReport
from reportgen.core.findings import FindingsError, Severity
from reportgen.core.structs import replace
from reportgen.model.list_changes import figure_mark
from reportgen.model.list_context import Record
from reportgen.model.list_figures import FIGURES
from reportgen.model.model_lists import records_of, words_of
from reportgen.model.plan import workbook_plan
from reportgen.office.package import Package
from reportgen.plan.build_record import CHANGES, BuildInputs
from reportgen.plan.plan import PlannedRow, WorkbookPlan
from reportgen.plan.template_map import WorkbookMap
from reportgen.reports.context import Gathered, ReportContext, document_properties
from reportgen.reports.specs import Definition
from reportgen.verify.bindings import BuildMark
from reportgen.verify.finished import FinishedFile
from reportgen.verify.seal import sealed
from reportgen.xlsx.render import Added, Draft, render_workbook

if TYPE_CHECKING:
    from reportgen.carry.carry_plan import CarryPlan, Earlier


def build_workbook(  # noqa: PLR0913  one for each thing that a workbook is made from
    definition: Definition,
    context: ReportContext,
    template: Template,
    checks: CheckReport,
    mark: BuildMark,
    earlier: Earlier | None,
) -> tuple[Built, FinishedFile]:
    """The finished workbook as it was read for the seal; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; from the workbook `earlier` of an earlier build a person's work is carried
    over.
    """
    package, template_map = template.package, template.workbook_map
    records = records_of(context, checks, template_map)
    words = words_of(context, checks, mark.data)
    sources = sources_of(definition, records, package, mark.data)
    name = package.name

    def bound(
        template_map: WorkbookMap, records: Mapping[str, tuple[Record, ...]], context: ReportContext
    ) -> WorkbookPlan:
        return workbook_plan(template_map, context, records, words, name, document_properties(context))

    plan = bound(template_map, records, context)
    found = [*template_map.issues, *context.gathered.issues]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    taken: list[CarryPlan] = []
    add = None
    if earlier is not None:
        from reportgen.carry.carry import carried  # most builds carry nothing over

        plan = replace(plan, rows=tuple(plan.rows))
        told = frozenset(one.sheet for one in template_map.blocks if one.name == CHANGES)
        alone = replace(template_map, tags=tuple(tag for tag in template_map.tags if tag.sheet in told))

        def add(draft: Draft) -> Added:
            found = carried(earlier, draft, definition.spec.output)
            taken.append(found.carry.plan)
            changes = {**records, CHANGES: found.changes}
            changed = bound(alone, changes, replace(context, gathered=Gathered()))
            return Added(found.carry, _joined(plan, changed, told, template_map.sheets), told)

    figures = len(records[FIGURES.name])
    if earlier is None:
        # What the plan was made from is as large as the workbook, and calculating needs the room.
        del records
    rendered = render_workbook(package, plan, name, template=template_map, sources=sources, carry=add)
    data, file = sealed(rendered.file.package, mark)
    built = Built(
        definition.spec.report,
        definition.spec.output,
        data,
        figures=figures,
        formulas=rendered.formulas,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        carried=next(iter(taken), None),
        warnings=(*rendered.uncached, *(issue for issue in found if issue.severity is Severity.WARNING)),
    )
    return built, file


def _joined(
    plan: WorkbookPlan, told: WorkbookPlan, sheets: Collection[str], order: Sequence[str]
) -> WorkbookPlan:
    """The plan with the rows of `sheets` from the plan that tells the changes; all other rows stand as they are."""
    rows: dict[str, list[PlannedRow]] = {sheet: [] for sheet in order}
    for row in (
        *(row for row in plan.rows if row.sheet not in sheets),
        *(row for row in told.rows if row.sheet in sheets),
    ):
        rows[row.sheet].append(row)
    return replace(plan, sizes=told.sizes, rows=tuple(row for one in rows.values() for row in one))


def sources_of(
    definition: Definition, records: Mapping[str, tuple[Record, ...]], template: Package, digest: str
) -> BuildInputs:
    """What this build is made from, for the next one to compare."""
    parts = hashlib.sha256()
    for part in sorted(template):
        parts.update(part.encode())
        parts.update(template[part])
    spec = hashlib.sha256(definition.spec.model_dump_json().encode())
    figures = {str(one.values["key"]): figure_mark(one) for one in records[FIGURES.name]}
    return BuildInputs(digest, parts.hexdigest()[:12], spec.hexdigest()[:12], figures)
