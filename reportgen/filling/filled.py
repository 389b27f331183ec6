"""What a filling makes, shared by both engines of `fill`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from reportgen.core.findings import Issue, Severity, render_issues

Progress = Callable[[int], None]


class FillOptions(Struct, frozen=True):
    """What a filling is told beside template and data.

    `sets` are single cells or words (`Sheet1!B2=5`, `title=Q2`), `folders` those in which pictures that the data name
    are looked for; `progress` is told how many rows have been written.
    """

    sets: Sequence[str] = ()
    folders: Sequence[Path] = ()
    progress: Progress | None = None


NO_OPTIONS = FillOptions()


class Filled(bytes):
    """A finished file: its bytes, what was written into it, and findings that did not stop it."""

    kind: str
    cells: int
    formulas: int
    findings: tuple[Issue, ...]

    def __new__(
        cls, data: bytes, kind: str, cells: int = 0, formulas: int = 0, findings: Sequence[Issue] = ()
    ) -> Filled:
        """The file of these bytes."""
        filled = super().__new__(cls, data)
        filled.kind, filled.cells, filled.formulas, filled.findings = kind, cells, formulas, tuple(findings)
        return filled

    @property
    def account(self) -> str:
        """How much was filled, in words: `12 cells filled, 3 formulas`."""
        what = f"{self.cells:,} {'cells' if self.kind == 'workbook' else 'texts and numbers'} filled"
        return what + (f", {self.formulas:,} formulas" if self.formulas else "")

    def __repr__(self) -> str:
        """What was filled, not the bytes: nobody reads a zip archive on a terminal."""
        return "\n".join(filter(None, (f"{self.kind}: {self.account}", render_issues(self.findings))))


def errors_of(issues: Sequence[Issue]) -> list[Issue]:
    """The findings among `issues` that stop a filling."""
    return [issue for issue in issues if issue.severity is Severity.ERROR]
