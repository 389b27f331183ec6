"""Cover, agenda, divider and contact: the pages without figures."""

from __future__ import annotations

from tools.draw.deck.page import Page, bare_run
from tools.draw.deck.tables import Look, Table, model_row


def _line(tag: str) -> str:
    return f"<a:p>{bare_run(f'{{{{{tag}}}}}')}</a:p>"


def _way(label: str, tag: str) -> str:
    return f"<a:p>{bare_run(f'{label}: ')}{bare_run(f'{{{{{tag}}}}}')}</a:p>"


def cover(page: Page) -> None:
    """Company, subject, date, listings, slogan."""
    page.placeholder("body", 13, "Company", _line("company"))
    page.placeholder("ctrTitle", None, "Subject", _line("subject"))
    page.placeholder("body", 14, "Date", _line("date"))
    page.placeholder("body", 15, "Listings", _line("listings"))
    page.placeholder("body", 16, "Slogan", _line("slogan"))


def agenda(page: Page) -> None:
    """The parts of the deck as rows of numeral and title."""
    page.title(numbered=False, unit=False)
    looks = (
        Look(24, "muted", align="l", left_inset=0.1),
        Look(22, "navy", bold=True, align="l", left_inset=0.1),
    )
    row = model_row("line", 2.6, looks, bottom=("rule", 0.75))
    page.table(Table("agenda_table", 1.5, 4.0, (4.2, 20.4), (row,)))
    page.foot()


def divider(page: Page) -> None:
    """Numeral and title in the core of the circles."""
    page.placeholder("body", 13, "Numeral", _line("numeral"))
    page.placeholder("title", None, "Title", _line("title"))
    page.foot()


def contact(page: Page) -> None:
    """Who answers questions, and where."""
    page.placeholder("body", 13, "Company", _line("company"))
    page.placeholder("title", None, "Department", _line("department"))
    page.placeholder("body", 14, "Address", _line("address"))
    page.placeholder(
        "body", 15, "Ways to reach us", _way("TEL", "phone") + _way("E-mail", "mail") + _way("URL", "web")
    )
    page.placeholder("body", 16, "Slogan", _line("slogan"))
    page.foot(company=False)
