"""Known faults: a waiver keeps a contradiction visible but takes its weight.

    check,subject,reason,...
    adjusted_ebitda_identity,adjusted_ebitda|FY16,"Printed 16.1 bn; ...",...

`check` is the name of a rule, or claim, duplicate, label, plausibility; `subject` is the key, `*` and `?`
are wild.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase

from reportgen.core.findings import Issue, Severity
from reportgen.data.records import MetricTable, Waiver
from reportgen.data.vocabulary import DATE_CHECKS, date_fault

_NOT_OF_TABLES = ("coverage",)


class Waivers:
    """The waivers of a catalogue, and which of them were used."""

    def __init__(self, waivers: Iterable[Waiver], today: date | None = None) -> None:
        self._today = today
        self._waivers = tuple(waivers)
        self._used: set[Waiver] = set()

    def reason(self, checks: Iterable[str], subject: str) -> str | None:
        """Why a finding of one of `checks` on `subject` is waived, or None."""
        names = tuple(checks)
        for waiver in self._waivers:
            if (
                waiver.check in names
                and (waiver.subject == subject or fnmatchcase(subject, waiver.subject))
                and not self._expired(waiver)
            ):
                self._used.add(waiver)
                return waiver.reason
        return None

    def issues(self) -> list[Issue]:
        """Waivers that expired, and waivers that nothing needed."""
        found: list[Issue] = []
        for waiver in self._waivers:
            if self._expired(waiver):
                found.append(
                    Issue(
                        "expired-waiver",
                        f'the waiver of "{waiver.check}" for {waiver.subject} expired on {waiver.expires}',
                        waiver.place,
                        Severity.WARNING,
                        hint="look at the fault again, then prolong or remove the waiver",
                    )
                )
            elif waiver not in self._used and waiver.check not in _NOT_OF_TABLES:
                found.append(
                    Issue(
                        "unused-waiver",
                        f'nothing needs the waiver of "{waiver.check}" for {waiver.subject}',
                        waiver.place,
                        Severity.WARNING,
                        hint="remove it, or correct its check or subject",
                    )
                )
        return found

    def _expired(self, waiver: Waiver) -> bool:
        return bool(
            waiver.expires and self._today is not None and date.fromisoformat(waiver.expires) < self._today
        )


def meet_dates(table: MetricTable, waivers: Waivers) -> None:
    """Count the waivers of dates that loading has leaned on: a waived figure is in the table."""
    if not any(waiver.check in DATE_CHECKS for waiver in table.catalogue.waivers):
        return
    year_end = table.catalogue.company.fiscal_year_end_month
    for fact in table.facts:
        document = table.catalogue.documents.get(fact.source.doc)
        check = date_fault(fact.key, document, year_end) if document is not None else ""
        if check:
            waivers.reason((check,), str(fact.key))


def is_whole(table: MetricTable) -> bool:
    """Whether every document of the catalogue has its figures here; else no waiver can be called unused."""
    held = {fact.source.doc for fact in table.facts} | {claim.source.doc for claim in table.claims}
    return held >= set(table.catalogue.documents)
