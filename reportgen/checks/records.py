"""What the checks found, as values that can be printed, counted and written to JSON.

tie    gross_margin_identity      gross_margin|FY17      28,233 = 28,233   allowed 1.5    ok
tie    adjusted_ebitda_identity   adjusted_ebitda|FY16   16,100 # 16,028   allowed 51.5   waived
claim  revenue|FY17 change_pct against FY16   +11.6   reaches [11.57, 11.57]   ok
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reportgen.core.findings import Issue, Severity
from reportgen.core.interval import Interval
from reportgen.core.period import Period
from reportgen.data.records import Figure, FigureKey, MetricRef, Rule
from reportgen.figures.resolved import Resolved


class Verdict(StrEnum):
    """How a test ended.

    Incomplete: a part is not disclosed, so nothing is proved. Contradiction: no exact figures could print
    like this. Waived: a contradiction that somebody has explained. Revised: two documents differ, and may.
    """

    OK = "ok"
    INCOMPLETE = "incomplete"
    CONTRADICTION = "contradiction"
    WAIVED = "waived"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class TiePart:
    """One part of a sum: its sign, its figure, and the printed figures it rests on; None: not disclosed."""

    sign: int
    metric: MetricRef
    period: Period
    value: Decimal | None
    interval: Interval | None
    sources: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie-out of one total; all amounts are in base units.

    `left` is the total, `right` the sum of the disclosed parts, `allowed` the largest difference that
    rounding explains (half the two intervals' widths).
    """

    rule: Rule
    subject: FigureKey
    left: Decimal
    right: Decimal
    allowed: Decimal
    verdict: Verdict
    total: Figure | None
    parts: tuple[TiePart, ...]
    note: str = ""

    @property
    def difference(self) -> Decimal:
        """The total less the disclosed parts; the residual where a part is not disclosed."""
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """One printed change or share against what the figures reach, both in the claim's own base unit.

    `power` is the width of what the figures reach: the narrower, the more the test proves. None where the
    figures for a test are not disclosed.
    """

    claim: Figure
    printed: Interval
    computed: Decimal | None
    reached: Interval | None
    verdict: Verdict
    sources: tuple[Figure, ...] = ()
    note: str = ""

    @property
    def power(self) -> Decimal | None:
        """The width of the interval that the figures reach."""
        return self.reached.width if self.reached is not None else None


class Agreement(StrEnum):
    """How two prints of one figure stand to each other."""

    COMPLETE = "complete"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two prints of one figure: `first` is the more precise one, `second` the other."""

    first: Figure
    second: Figure
    agreement: Agreement
    verdict: Verdict
    note: str = ""


class TargetOutcome(StrEnum):
    """What became of a target: met within rounding, passed, missed, or not known yet."""

    MET = "met"
    ABOVE = "above"
    BELOW = "below"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class TargetStep:
    """The targets of one figure in the order of their documents, each once, and what was reached.

    `outcome` is that of the last target, `first_outcome` that of the first; `reached` is the best answer of
    the tables, `actual` the printed one where there is one.
    """

    metric: MetricRef
    period: Period
    targets: tuple[Figure, ...]
    actual: Figure | None
    outcome: TargetOutcome
    first_outcome: TargetOutcome
    reached: Resolved

    @property
    def revised(self) -> bool:
        """Whether the target was changed on the way."""
        return len(self.targets) > 1


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure that a later document prints differently: each print in the order of the documents.

    Explained where the later figure, an event or a waiver gives the reason.
    """

    prints: tuple[Figure, ...]
    explained: bool
    reason: str = ""

    @property
    def key(self) -> FigureKey:
        """Which figure it is."""
        return self.prints[0].key


@dataclass(frozen=True)
class CheckReport:
    """All tests of one table, and the findings that a person should read."""

    ties: tuple[Tie, ...]
    claims: tuple[ClaimTest, ...]
    duplicates: tuple[Duplicate, ...]
    targets: tuple[TargetStep, ...]
    issues: tuple[Issue, ...]
    restatements: tuple[Restatement, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The findings that stop a build."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def good(self) -> bool:
        """Whether nothing stops a build."""
        return not self.errors

    def counts(self) -> dict[str, dict[str, int]]:
        """How many tests of each kind ended how: `{"ties": {"ok": 31, "incomplete": 12}, ...}`."""
        groups = {
            "ties": [tie.verdict for tie in self.ties],
            "claims": [test.verdict for test in self.claims],
            "duplicates": [duplicate.verdict for duplicate in self.duplicates],
        }
        return {
            name: {str(verdict): verdicts.count(verdict) for verdict in Verdict if verdict in verdicts}
            for name, verdicts in groups.items()
        }
