"""Giving tests back in terms of the figures they were asked about.

The checks compare figures per share on one basis; who reads a report looks figures up in the table as it was
given, by identity. Values of a test stay on the basis they were compared on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportgen.checks.records import CheckReport, ClaimTest, Duplicate, Tie
from reportgen.metrics import Claim, Fact, MetricTable


@dataclass(frozen=True)
class Originals:
    """The figures of the given table by the identity of those that stood for them in the tests."""

    facts: Mapping[int, Fact]
    claims: Mapping[int, Claim]

    @classmethod
    def of(cls, given: MetricTable, used: MetricTable) -> Originals:
        """Nothing to give back where the given table itself was used."""
        if given is used:
            return cls({}, {})
        facts = zip(used.facts, given.facts, strict=True)
        claims = zip(used.claims, given.claims, strict=True)
        return cls(
            {id(new): old for new, old in facts if new is not old},
            {id(new): old for new, old in claims if new is not old},
        )

    def of_report(self, report: CheckReport) -> CheckReport:
        """The report with the table's own figures in its ties, claims and duplicates."""
        if not self.facts and not self.claims:
            return report
        return replace(
            report,
            ties=tuple(self.of_tie(tie) for tie in report.ties),
            claims=tuple(self.of_claim(test) for test in report.claims),
            duplicates=tuple(self.of_duplicate(duplicate) for duplicate in report.duplicates),
        )

    def of_tie(self, tie: Tie) -> Tie:
        """The tie with the table's own figures."""
        if not self.facts or tie.total is None:
            return tie
        if id(tie.total) not in self.facts and not self._any(*(part.sources for part in tie.parts)):
            return tie
        parts = tuple(replace(part, sources=self._sources(part.sources)) for part in tie.parts)
        return replace(tie, total=self.facts.get(id(tie.total), tie.total), parts=parts)

    def of_claim(self, test: ClaimTest) -> ClaimTest:
        """The test with the table's own figures."""
        if id(test.claim) not in self.claims and not self._any(test.sources):
            return test
        claim = self.claims.get(id(test.claim), test.claim)
        return replace(test, claim=claim, sources=self._sources(test.sources))

    def of_duplicate(self, duplicate: Duplicate) -> Duplicate:
        """The pair as the table holds it."""
        if not self._any((duplicate.first, duplicate.second)):
            return duplicate
        first, second = self._sources((duplicate.first, duplicate.second))
        return replace(duplicate, first=first, second=second)

    def _any(self, *groups: tuple[Fact | Claim, ...]) -> bool:
        return any(id(one) in self.facts or id(one) in self.claims for group in groups for one in group)

    def _sources(self, sources: tuple[Fact | Claim, ...]) -> tuple[Fact | Claim, ...]:
        return tuple(self.facts.get(id(one)) or self.claims.get(id(one)) or one for one in sources)
