"""What a verification did and found: counts for each file, findings, the numbers no binding explains.

FY17-results.pptx      built from results, document 2018-05-15_fy17_results
  2,184 numbers as they were when the file was built
    637 figures of the deck agree with the tables
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.core.findings import Issue, Severity
from reportgen.verify.partner import Partnership
from reportgen.verify.seal import BuildMark
from reportgen.verify.unbound import UNEXPLAINED, LooseNumber


@dataclass(frozen=True)
class FileReceipt:
    """One verified file.

    `counts` says how much was compared, by what: numbers with the seal, figures with the tables, formulas
    with their calculation, points with cells; `skipped` says why something was not compared.
    """

    name: str
    kind: str
    mark: BuildMark | None
    counts: Mapping[str, int]
    issues: tuple[Issue, ...]
    loose: tuple[LooseNumber, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def classes(self) -> dict[str, int]:
        """How many loose numbers there are of each class, the most frequent first."""
        return dict(Counter(number.kind for number in self.loose).most_common())

    @property
    def unexplained(self) -> tuple[LooseNumber, ...]:
        """The loose numbers that are no label, date, section or the like."""
        return tuple(number for number in self.loose if number.kind == UNEXPLAINED)


@dataclass(frozen=True)
class Receipt:
    """All verified files and how they agree with each other."""

    files: tuple[FileReceipt, ...]
    partners: tuple[Partnership, ...] = field(default=())

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings, file by file, then those between files."""
        own = [issue for file in self.files for issue in file.issues]
        return (*own, *(issue for pair in self.partners for issue in pair.issues))

    @property
    def good(self) -> bool:
        """Whether no finding is an error."""
        return not any(issue.severity is Severity.ERROR for issue in self.issues)
