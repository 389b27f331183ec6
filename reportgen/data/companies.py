"""The record of a company: its names, its calendar, and where it can be reached at a time.

company.contact(date(2014, 2, 7))["address"]     "1-105 Kanda ...": what was printed by that day
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from reportgen.core.fiscal_calendar import FiscalCalendar


class Contact(Struct, frozen=True):
    """Who answers questions, and where: `lines` by the words of a page, as first printed on the day `since`."""

    lines: Mapping[str, str]
    since: date = date.min


class Company(Struct, frozen=True):
    """Whose figures these are: one entity with its listings and the days of its fiscal periods.

    `power` is the power of ten that its figures are printed in; None where nothing is said of it. `contacts` begin
    with the newest.
    """

    entity: str
    name_en: str
    name_ja: str
    short_name: str
    slogan: str
    listings: tuple[str, ...]
    calendar: FiscalCalendar
    currency: str
    languages: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()
    power: int | None = None

    def contact(self, day: date) -> Mapping[str, str]:
        """The lines of the contact page as they were known on a day; before the first, the first."""
        known = [one for one in self.contacts if one.since <= day] or self.contacts[-1:]
        return known[0].lines if known else {}
