"""One workbook: template and lists bound, checked, rendered and calculated."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reportgen import __version__
from reportgen.binding.built_record import CHANGES, BuildInputs
from reportgen.binding.context import Gathered, ReportContext
from reportgen.binding.list_changes import figure_mark, first_build
from reportgen.binding.list_context import ListContext, Record
from reportgen.binding.list_figures import FIGURES, figure_keys
from reportgen.binding.model_lists import list_records
from reportgen.binding.periods import excel_date
from reportgen.binding.plan import CellValue, CellWrite, WorkbookPlan
from reportgen.binding.template_map import WorkbookMap
from reportgen.binding.workbook_plan import asked_figures, workbook_plan
from reportgen.checks import CheckReport
from reportgen.diagnostics import FindingsError, Severity
from reportgen.opc import Package
from reportgen.pipeline.built import Built, document_properties
from reportgen.pipeline.carry import Earlier, carried
from reportgen.pipeline.finished import sealed
from reportgen.reports import Definition
from reportgen.verify import BuildMark
from reportgen.workbook import inspect_workbook, render_workbook


def build_workbook(
    definition: Definition,
    context: ReportContext,
    package: Package,
    checks: CheckReport,
    mark: BuildMark,
    earlier: Earlier | None = None,
) -> Built:
    """The finished workbook; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; from the workbook `earlier` of an earlier build a person's work is carried
    over.
    """
    template_map = inspect_workbook(package)
    records = records_of(context, checks, template_map)
    words = words_of(context, mark.data)
    sources = sources_of(definition, records, package, mark.data)
    template = package.name

    def bound(template_map: WorkbookMap, changes: tuple[Record, ...], context: ReportContext) -> WorkbookPlan:
        listed = {**records, CHANGES: changes}
        return workbook_plan(template_map, context, listed, words, template, document_properties(context))

    plan = bound(template_map, first_build(), context)
    found = [*template_map.issues, *context.gathered.issues]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    carry = None
    if earlier is not None:
        draft = render_workbook(package, plan, template, calculate=False, sources=sources)
        taken = carried(earlier, draft.file.package, definition.spec.output)
        carry, sheets = taken.carry, {one.sheet for one in template_map.blocks if one.name == CHANGES}
        alone = replace(template_map, tags=tuple(tag for tag in template_map.tags if tag.sheet in sheets))
        told = bound(alone, taken.changes, replace(context, gathered=Gathered()))
        plan = _joined(plan, told, sheets, template_map.sheets)
    rendered = render_workbook(package, plan, template, sources=sources, carry=carry)
    return Built(
        definition.spec.report,
        definition.spec.output,
        sealed(rendered.file.package, mark).data,
        figures=len(records[FIGURES.name]),
        formulas=rendered.formulas,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        carried=carry.plan if carry is not None else None,
        warnings=(*rendered.uncached, *(issue for issue in found if issue.severity is Severity.WARNING)),
    )


def _joined(plan: WorkbookPlan, told: WorkbookPlan, sheets: set[str], order: Sequence[str]) -> WorkbookPlan:
    """The plan with the cells of `sheets` from the plan that tells the changes; all other cells stand as they are."""
    cells: dict[str, list[CellWrite]] = {sheet: [] for sheet in order}
    for write in (
        *(write for write in plan.cells if write.sheet not in sheets),
        *(write for write in told.cells if write.sheet in sheets),
    ):
        cells[write.sheet].append(write)
    return replace(plan, sizes=told.sizes, cells=tuple(write for one in cells.values() for write in one))


def records_of(
    context: ReportContext, checks: CheckReport, template: WorkbookMap
) -> Mapping[str, tuple[Record, ...]]:
    """The lists that a workbook's blocks may repeat down over, by name."""
    asked = asked_figures(template)
    blocks = dict.fromkeys(block.name for block in template.blocks if block.direction == "down")
    return list_records(
        ListContext(
            context.desk,
            checks,
            figure_keys(context.desk, asked),
            context.spec.scale,
            asked,
            tuple(context.lists.get("years", ())),
            tuple(blocks),
        )
    )


def sources_of(
    definition: Definition, records: Mapping[str, tuple[Record, ...]], template: Package, digest: str
) -> BuildInputs:
    """What this build is made from, for the next one to compare."""
    parts = hashlib.sha256()
    for part in sorted(template):
        parts.update(part.encode())
        parts.update(template[part])
    spec = hashlib.sha256(definition.spec.model_dump_json().encode())
    figures = {one.key: figure_mark(one) for one in records[FIGURES.name]}
    return BuildInputs(digest, parts.hexdigest()[:12], spec.hexdigest()[:12], figures)


def words_of(context: ReportContext, digest: str) -> dict[str, CellValue]:
    """The plain words that a whole workbook may use, by name."""
    table = context.desk.table
    company = table.catalogue.company
    newest = table.newest_document().published_on
    return {
        "company.name_en": company.name_en,
        "company.name_ja": company.name_ja,
        "company.short_name": company.short_name,
        "company.listings": "   ".join(company.listings),
        "company.slogan": company.slogan,
        "report.title": context.spec.title,
        "report.unit": context.spec.unit,
        "report.as_of": newest.isoformat(),
        "report.as_of_day": excel_date(newest),
        "report.version": __version__,
        "report.data_hash": digest,
        "report.figures": Decimal(len(table.facts) + len(table.claims)),
    }
