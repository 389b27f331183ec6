"""What a build makes, and the words and properties that all its files share."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from reportgen.binding.carry_plan import CarryPlan
from reportgen.binding.context import Doubt, LeftOut, ReportContext
from reportgen.diagnostics import Issue, Place
from reportgen.metrics import MetricTable
from reportgen.reports.language import Words
from reportgen.views.period_names import dates, whole_day

_CONTACT = ("department", "address", "phone", "web", "mail")


@dataclass(frozen=True, slots=True)
class Built:
    """One finished file in memory: its name, its bytes and how many figures it shows.

    `shown` lists a deck's figures: page, key and value, the same in every language; `pages` which pages of
    its definition, from 0, a deck shows.
    """

    report: str
    name: str
    data: bytes = field(repr=False)
    figures: int
    formulas: int = 0
    left_out: tuple[LeftOut, ...] = ()
    known_gaps: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Issue, ...] = ()
    carried: CarryPlan | None = None
    doubts: tuple[Doubt, ...] = ()
    shown: tuple[tuple[int, str, Decimal | None], ...] = ()
    pages: tuple[int, ...] = ()


def company_words(table: MetricTable, language: str = "en", words: Words | None = None) -> dict[str, str]:
    """The words about the company and its newest document that every report may use.

    In another language the company has its name in it; the rest is looked up in that language's `words`.
    """
    company = table.catalogue.company
    found = {
        "company": company.name_en,
        "slogan": company.slogan,
        "listings": "   ".join(company.listings),
    } | dict(zip(_CONTACT, company.contact, strict=False))
    if words is not None:
        found = {name: words.texts.get(text, text) for name, text in found.items()}
    if language == "ja" and company.name_ja:
        found["company"] = company.name_ja
    day = whole_day(table.newest_document().published_on, language)
    return {**found, "company_ja": company.name_ja, "published": day}


def document_properties(context: ReportContext) -> dict[str, str]:
    """Title, author and date of a file: the date is that of the newest document, never the clock's."""
    catalogue = context.desk.table.catalogue
    newest = context.desk.table.newest_document()
    stamp = f"{newest.published_on.isoformat()}T00:00:00Z"
    month = catalogue.company.fiscal_year_end_month
    language = context.desk.style.language
    company = (catalogue.company.name_ja if language == "ja" else "") or catalogue.company.name_en
    title = context.plain(context.spec.title, Place(""), "title")
    return {
        "title": f"{company}: {title}",
        "subject": dates(context.aliases["this"].period, language, month),
        "creator": company,
        "created": stamp,
        "modified": stamp,
    }
