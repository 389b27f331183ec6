"""What a workbook template may ask for by name: the lists of its blocks and the plain words of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from reportgen import __version__
from reportgen.checks.run import CheckReport
from reportgen.core.findings import Severity
from reportgen.model.list_bridges import BRIDGE_OF, BRIDGE_PARTS
from reportgen.model.list_changes import CHANGE_LIST
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.model.list_documents import DOCUMENTS, EVENTS, NAME_HEADS, REPORTED
from reportgen.model.list_figures import FIGURES, ROLLED, figure_keys
from reportgen.model.list_guidance import GUIDANCE_PARTS, GUIDANCE_YEARS
from reportgen.model.list_prints import DOUBTFUL_FIGURES, FISCAL_YEARS, PRINTS_OF, VINTAGE_GROUPS, WAIVERS
from reportgen.model.list_ties import RATES, TIE_PARTS, TIES, TIES_OF, TWO_WAYS
from reportgen.model.plan import asked_figures
from reportgen.model.timeline import excel_date
from reportgen.plan.plan import CellValue
from reportgen.plan.template_map import WorkbookMap
from reportgen.reports.context import ReportContext

LISTS: tuple[ListKind[Any], ...] = (
    FIGURES,
    ROLLED,
    DOCUMENTS,
    REPORTED,
    NAME_HEADS,
    EVENTS,
    FISCAL_YEARS,
    TIES,
    TIE_PARTS,
    RATES,
    TWO_WAYS,
    GUIDANCE_YEARS,
    GUIDANCE_PARTS,
    VINTAGE_GROUPS,
    DOUBTFUL_FIGURES,
    WAIVERS,
    CHANGE_LIST,
    PRINTS_OF,
    TIES_OF,
    BRIDGE_OF,
    BRIDGE_PARTS,
)


def list_records(lists: ListContext) -> Mapping[str, tuple[Record, ...]]:
    """The records of all lists of fixed name, and of those others that the template asks for."""
    names = dict.fromkeys((*(kind.name for kind in LISTS if "<" not in kind.name), *lists.blocks))
    found: dict[str, tuple[Record, ...]] = {}
    for name in names:
        for kind in LISTS:
            subject = kind.subject_of(name)
            records = kind.records(lists, subject) if subject is not None else None
            if records is not None:
                found[name] = records
    return found


def declared(name: str) -> ListKind[Any] | None:
    """The declaration of a list by its name in a template, also of one inside another; None for a list of no model."""
    return next((kind for kind in _all(LISTS) if kind.subject_of(name) is not None), None)


def _all(kinds: Iterable[ListKind[Any]]) -> Iterator[ListKind[Any]]:
    for kind in kinds:
        yield kind
        yield from _all(kind.inner)


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


def words_of(context: ReportContext, checks: CheckReport, digest: str) -> dict[str, CellValue]:
    """The plain words that a whole workbook may use, by name."""
    table = context.figures.table
    company = table.catalogue.company
    newest = table.newest_document.published_on
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
        "report.warnings": Decimal(sum(one.severity is Severity.WARNING for one in checks.issues)),
    }
