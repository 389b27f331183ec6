"""What further documents change: the checks of the tables with and without them.

The whole of the checks runs on both; what is told is the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from reportgen.checks.claims import CLAIMS, ClaimTest
from reportgen.checks.run import CheckReport, run_checks
from reportgen.checks.ties import TIES, Tie
from reportgen.core.findings import Issue, Severity
from reportgen.core.structs import replace
from reportgen.data.records import MetricTable


@dataclass(frozen=True)
class Trial:
    """What the checks say about documents that the tables would gain.

    `ties` and `claims` are the tests that lean on them, `opened` those of other documents that can be tested only now,
    `again` how many of their figures stand in other documents, too; `issues` the findings that come with them.
    """

    table: MetricTable = field(repr=False)
    ties: tuple[Tie, ...]
    claims: tuple[ClaimTest, ...]
    opened: tuple[ClaimTest, ...]
    again: int
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What forbids to add them."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What a person has to look at before."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)


def tried(before: MetricTable, after: MetricTable, docs: Collection[str]) -> Trial:
    """The tables with some documents, tested against those without them."""
    old, new = run_checks(before), run_checks(after)
    known = set(old.issues)
    ties = _new_ties(old, new, docs)
    own = tuple(test for test in new.of(CLAIMS) if test.claim.source.doc in docs)
    open_before = {_named(test) for test in old.of(CLAIMS) if test.reached is None}
    opened = tuple(
        test
        for test in new.of(CLAIMS)
        if test.claim.source.doc not in docs and test.reached is not None and _named(test) in open_before
    )
    issues = tuple(_at_new(issue, ties, docs) for issue in new.issues if issue not in known)
    return Trial(after, ties, own, opened, _again(after, docs), issues)


def _new_ties(old: CheckReport, new: CheckReport, docs: Collection[str]) -> tuple[Tie, ...]:
    """The ties that lean on the new documents, and those that end otherwise than before."""
    before = {_signed(tie) for tie in old.of(TIES)}
    return tuple(
        tie
        for tie in new.of(TIES)
        if any(figure.source.doc in docs for figure in tie.figures) or _signed(tie) not in before
    )


def _at_new(issue: Issue, ties: Sequence[Tie], docs: Collection[str]) -> Issue:
    """What is found at a total of an earlier document, at the part that is new: most often that one is wrong."""
    for tie in ties:
        if tie.total.source.place == issue.place:
            added = [figure for figure in tie.figures if figure.source.doc in docs]
            if added:
                return replace(issue, place=added[0].source.place)
    return issue


def _signed(tie: Tie) -> tuple[str, str, tuple[str, ...], str]:
    terms = tuple(f"{part.metric}|{part.period}" for part in tie.parts)
    return tie.rule.name, str(tie.subject), terms, str(tie.verdict)


def _named(test: ClaimTest) -> tuple[str, str, str, str, int]:
    claim = test.claim
    return claim.source.doc, str(claim.key), claim.kind, claim.against, claim.source.line


def _again(table: MetricTable, docs: Collection[str]) -> int:
    """How many figures of the new documents another one prints, too."""
    return sum(
        1
        for facts in table.by_key.values()
        if {fact.standard for fact in facts if fact.source.doc in docs}
        & {fact.standard for fact in facts if fact.source.doc not in docs}
    )
