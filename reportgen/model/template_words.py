"""What a workbook template may ask for by name: the lists of its blocks and the plain words of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportgen import __version__
from reportgen.checks.records import CheckReport
from reportgen.model.list_context import ListContext, Record
from reportgen.model.list_figures import figure_keys
from reportgen.model.model_lists import list_records
from reportgen.model.periods import excel_date
from reportgen.model.plan import asked_figures
from reportgen.plan.plan import CellValue
from reportgen.plan.template_map import WorkbookMap
from reportgen.reports.context import ReportContext


def records_of(
    context: ReportContext, checks: CheckReport, template: WorkbookMap
) -> Mapping[str, tuple[Record, ...]]:
    """The lists that a workbook's blocks may repeat down over, by name."""
    asked = asked_figures(template)
    blocks = dict.fromkeys(block.name for block in template.blocks if block.direction == "down")
    return list_records(
        ListContext(
            context.figures,
            checks,
            figure_keys(context.figures, asked),
            context.spec.scale,
            asked,
            tuple(context.lists.get("years", ())),
            tuple(blocks),
        )
    )


def words_of(context: ReportContext, digest: str) -> dict[str, CellValue]:
    """The plain words that a whole workbook may use, by name."""
    table = context.figures.table
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
