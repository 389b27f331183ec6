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

from reportgen.diagnostics import Issue, Severity
from reportgen.metrics import Waiver


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
            elif waiver not in self._used:
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
