"""The words and properties that all files of a project share: company, newest document, title, dates."""

from __future__ import annotations

from reportgen.core.findings import Place
from reportgen.core.period_names import dates, whole_day
from reportgen.data.records import MetricTable
from reportgen.reports.context import ReportContext
from reportgen.reports.language import Words

_CONTACT = ("department", "address", "phone", "web", "mail")


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
    catalogue = context.figures.table.catalogue
    newest = context.figures.table.newest_document()
    stamp = f"{newest.published_on.isoformat()}T00:00:00Z"
    month = catalogue.company.fiscal_year_end_month
    language = context.figures.style.language
    company = (catalogue.company.name_ja if language == "ja" else "") or catalogue.company.name_en
    title = context.plain(context.spec.title, Place(""), "title")
    return {
        "title": f"{company}: {title}",
        "subject": dates(context.aliases["this"].period, language, month),
        "creator": company,
        "created": stamp,
        "modified": stamp,
    }
