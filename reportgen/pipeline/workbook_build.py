"""One workbook: template and lists bound, checked, rendered and calculated."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportgen import __version__
from reportgen.binding.context import ReportContext
from reportgen.binding.periods import excel_date
from reportgen.binding.plan import CellValue
from reportgen.binding.template_map import WorkbookMap
from reportgen.binding.workbook_guidance import guidance_part_records, guidance_records
from reportgen.binding.workbook_lists import Lists
from reportgen.binding.workbook_names import event_records, name_records
from reportgen.binding.workbook_plan import asked_figures, workbook_plan
from reportgen.binding.workbook_records import Record, document_records, figure_keys, figure_records
from reportgen.binding.workbook_reported import reported_records
from reportgen.binding.workbook_restatements import doubtful_records, vintage_records, waiver_records
from reportgen.binding.workbook_rolled import rolled_records
from reportgen.binding.workbook_ties import rate_records, tie_part_records, tie_records
from reportgen.checks import CheckReport
from reportgen.diagnostics import FindingsError, Severity
from reportgen.opc import Package
from reportgen.pipeline.built import Built, document_properties
from reportgen.reports import Definition
from reportgen.workbook import inspect_workbook, render_workbook


def build_workbook(
    definition: Definition,
    context: ReportContext,
    package: Package,
    template: str,
    checks: CheckReport,
    digest: str,
) -> Built:
    """The finished workbook; `FindingsError` with every fault of definition and template."""
    template_map = inspect_workbook(package)
    records = records_of(context, checks, template_map)
    words = words_of(context, digest)
    plan = workbook_plan(template_map, context, records, words, template, document_properties(context))
    found = [*template_map.issues, *context.gathered.issues]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    rendered = render_workbook(package, plan, template)
    return Built(
        definition.spec.report,
        definition.spec.output,
        rendered.data,
        figures=len(records["figures"]),
        formulas=rendered.formulas,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        warnings=(*rendered.uncached, *(issue for issue in found if issue.severity is Severity.WARNING)),
    )


def records_of(
    context: ReportContext, checks: CheckReport, template: WorkbookMap
) -> Mapping[str, tuple[Record, ...]]:
    """The lists that a workbook's blocks may repeat down over, by name."""
    desk, scale = context.desk, context.spec.scale
    asked = asked_figures(template)
    keys = figure_keys(desk, asked)
    lists = Lists(desk.table, keys, scale)
    return {
        "figures": figure_records(desk, scale, keys),
        "rolled": rolled_records(desk.table, asked, context.lists.get("years", ())),
        "documents": document_records(desk.table),
        "ties": tie_records(checks, keys, desk.table),
        "tie_parts": tie_part_records(checks, keys, desk.table),
        "rates": rate_records(checks, keys, desk.table),
        "guidance_years": guidance_records(checks, lists),
        "guidance_parts": guidance_part_records(checks, lists),
        "vintage_groups": vintage_records(checks, lists),
        "doubtful_figures": doubtful_records(lists),
        "waivers": waiver_records(lists),
        "events": event_records(lists),
        "name_heads": name_records(lists),
        "reported": reported_records(lists),
    }


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
