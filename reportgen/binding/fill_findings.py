"""The findings of one filling: the same fault in thousands of rows is one finding.

error  unknown-tag   offer.xlsx, sheet "Offer", cell A4
       the data has no "nmae"
       hint: did you mean "name"?
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reportgen.diagnostics import Issue, Place, Severity, did_you_mean


@dataclass
class FillFindings:
    """Gathers findings while a plan is made, each once for its place, kind and message."""

    _found: dict[tuple[str, Place, str], Issue] = field(default_factory=dict)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings so far, in the order in which they were found."""
        return tuple(self._found.values())

    def add(
        self,
        issue_id: str,
        message: str,
        place: Place,
        *,
        severity: Severity = Severity.ERROR,
        expected: str = "",
        found: str = "",
        hint: str = "",
    ) -> None:
        """Keep a finding, unless the same one was found before."""
        issue = Issue(issue_id, message, place, severity, expected, found, hint)
        self._found.setdefault((issue_id, place, message), issue)

    def unknown(self, issue_id: str, message: str, place: Place, word: str, known: Iterable[str]) -> None:
        """A finding about a name that the data does not have, with the nearest one that it has."""
        names = list(known)
        hint = did_you_mean(word, names)
        expected = "" if hint or not names else ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        self.add(issue_id, message, place, expected=expected, found=word, hint=hint)

    def unused(self, name: str, file: str, wanted: Iterable[str]) -> None:
        """Information about a name of the data that nothing in the template asks for."""
        message = f'nothing in the template asks for "{name}"'
        hint = did_you_mean(name, wanted)
        self.add("unused-name", message, Place(file), severity=Severity.INFO, found=name, hint=hint)
