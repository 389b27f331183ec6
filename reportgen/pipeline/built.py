"""What a build makes, and the words and properties that all its files share."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.binding.carry_plan import CarryPlan
from reportgen.binding.context import Doubt, LeftOut, ReportContext
from reportgen.binding.periods import date_range
from reportgen.diagnostics import Issue
from reportgen.metrics import MetricTable

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_CONTACT = ("department", "address", "phone", "web", "mail")


@dataclass(frozen=True, slots=True)
class Built:
    """One finished file in memory: its name, its bytes and how many figures it shows."""

    report: str
    name: str
    data: bytes
    figures: int
    formulas: int = 0
    left_out: tuple[LeftOut, ...] = ()
    known_gaps: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Issue, ...] = ()
    carried: CarryPlan | None = None
    doubts: tuple[Doubt, ...] = ()


def company_words(table: MetricTable) -> dict[str, str]:
    """The words about the company and its newest document that every report may use."""
    company = table.catalogue.company
    day = table.newest_document().published_on
    return {
        "company": company.name_en,
        "company_ja": company.name_ja,
        "slogan": company.slogan,
        "listings": "   ".join(company.listings),
        "published": f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
    } | dict(zip(_CONTACT, company.contact, strict=False))


def document_properties(context: ReportContext) -> dict[str, str]:
    """Title, author and date of a file: the date is that of the newest document, never the clock's."""
    catalogue = context.desk.table.catalogue
    newest = context.desk.table.newest_document()
    stamp = f"{newest.published_on.isoformat()}T00:00:00Z"
    month = catalogue.company.fiscal_year_end_month
    return {
        "title": f"{catalogue.company.name_en}: {context.spec.title}",
        "subject": date_range(context.aliases["this"].period, month),
        "creator": catalogue.company.name_en,
        "created": stamp,
        "modified": stamp,
    }
