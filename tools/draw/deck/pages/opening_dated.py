"""Openings and endings of decks that were shown at an event: speaker and address on the cover, own contact lines."""

from __future__ import annotations

from tools.draw.deck.page import Page, bare_run
from tools.draw.deck.shapes import Box


def _line(tag: str) -> str:
    return f"<a:p>{bare_run(f'{{{{{tag}}}}}')}</a:p>"


def cover_event(page: Page) -> None:
    """The cover with speaker and web address under the date."""
    page.placeholder("body", 13, "Company", _line("company"))
    page.placeholder("ctrTitle", None, "Subject", _line("subject"))
    page.placeholder("body", 14, "Date", _line("date") + _line("speaker") + _line("web"))
    page.lower("Date", Box(2.2, 10.85, 18.0, 3.4))
    page.placeholder("body", 15, "Listings", _line("listings"))
    page.placeholder("body", 16, "Slogan", _line("slogan"))


def divider_title(page: Page) -> None:
    """A divider without numeral, its title in the middle of the core."""
    page.placeholder("title", None, "Title", _line("title"), anchor="ctr")
    page.lower("Title", Box(11.8, 7.525, 10.267, 4.0))
    page.foot()


def contact_lines(page: Page) -> None:
    """Who answers questions, and where, as the deck itself prints it."""
    page.placeholder("body", 13, "Company", _line("company"))
    page.placeholder("title", None, "Department", _line("department"))
    page.placeholder("body", 14, "Address", _line("address"))
    ways = "".join(_line(f"way{number}") for number in range(1, 5))
    page.placeholder("body", 15, "Ways to reach us", ways)
    page.placeholder("body", 16, "Slogan", _line("slogan"))
    page.foot(company=False)
