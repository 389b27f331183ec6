"""Where a figure cannot be compared with an earlier one as it stands: scope events, redefinitions, standards.

revenue|FY11 against FY10       a subsidiary was acquired on 2010-09-01: FY10 holds it for seven months only
revenue@cloud|FY13 against FY12   redefined on 2013-04-01
revenue|FY18 against FY17       printed under another accounting standard

Growth across a break is marked, never hidden. All of it is read from `scope_events.csv`, from the validity
of members and from the documents; a metric is touched where it, or a figure it is computed from, is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reportgen.checks.check import Check, CheckContext, FindingKind, Verdict
from reportgen.checks.claims import CLAIMS
from reportgen.core.findings import Issue, Severity
from reportgen.core.period import Period, parse_period
from reportgen.data.labels import label_of
from reportgen.data.records import Catalogue, Figure, MetricRef, parse_metric
from reportgen.figures.tree import Expressions, bind, is_rate, named

# What starts from nothing breaks the figures that its event names, not every sum they go into.
_STARTING = ("establishment", "investment")


@dataclass(frozen=True, slots=True)
class Break:
    """One reason why two periods of a metric do not compare: what happened, and from which day on."""

    day: date
    kind: str
    label_en: str
    label_ja: str


@dataclass(frozen=True)
class Breaks:
    """The breaks of a catalogue, asked by metric and pair of periods."""

    catalogue: Catalogue
    expressions: Expressions

    def between(self, metric: MetricRef, earlier: Period, later: Period) -> tuple[Break, ...]:
        """The breaks that lie after the start of `earlier` and not after the end of `later`, oldest first."""
        year_end = self.catalogue.company.fiscal_year_end_month
        start, end = earlier.start(year_end), later.end(year_end)
        if earlier.is_instant:
            start = earlier.end(year_end)
        found = [
            one
            for ref in self._touched(metric)
            for one in self._by_metric.get(ref, ())
            if start < one.day <= end and (ref == metric or one.kind not in _STARTING)
        ]
        found += [one for one in self._of_members(metric) if start < one.day <= end]
        return tuple(sorted(dict.fromkeys(found), key=lambda one: one.day))

    @cached_property
    def _by_metric(self) -> dict[MetricRef, list[Break]]:
        found: dict[MetricRef, list[Break]] = {}
        year_end = self.catalogue.company.fiscal_year_end_month
        for event in self.catalogue.events:
            day = parse_period(event.effective_on).start(year_end)
            one = Break(day, event.kind, label_of(event), label_of(event, "ja"))
            for spelled in event.affects:
                found.setdefault(parse_metric(spelled), []).append(one)
        return found

    def _touched(self, metric: MetricRef) -> tuple[MetricRef, ...]:
        """The metric and everything it is computed from."""
        found: dict[MetricRef, None] = {metric: None}
        waiting = [metric]
        while waiting:
            here = waiting.pop()
            tree = self.expressions.get(here.concept)
            if tree is None or is_rate(tree):
                continue
            for ref in named(bind(tree, here)):
                if ref not in found:
                    found[ref] = None
                    waiting.append(ref)
        return tuple(found)

    def _of_members(self, metric: MetricRef) -> Iterator[Break]:
        """The days on which the metric's service line or scope began or ended."""
        year_end = self.catalogue.company.fiscal_year_end_month
        for axis, name in (("service_line", metric.service_line), ("scope", metric.scope)):
            member = self.catalogue.members.get((axis, name)) if name else None
            if member is None:
                continue
            for cell, words, words_ja in (
                (member.valid_from, "begins", "開始"),
                (member.valid_to, "ends", "終了"),
            ):
                if cell:
                    day = parse_period(cell).start(year_end)
                    yield Break(
                        day, "validity", f"{label_of(member)} {words}", f"{label_of(member, 'ja')}{words_ja}"
                    )


def standards(catalogue: Catalogue, sources: Iterable[Figure]) -> tuple[str, ...]:
    """The accounting standards of the documents that figures come from, each once."""
    documents = catalogue.documents
    found = (documents[source.source.doc].accounting_standard for source in sources)
    return tuple(dict.fromkeys(standard for standard in found if standard))


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """Printed changes that go across a break, and such as were tested across accounting standards."""
    breaks = Breaks(context.table.catalogue, context.expressions)
    for test in context.of(CLAIMS):
        claim = test.claim
        if claim.kind == "share_pct":
            continue
        known = standards(breaks.catalogue, (claim, *test.sources))
        if len(known) > 1 and test.verdict is not Verdict.INCOMPLETE:
            failed = test.verdict is Verdict.CONTRADICTION
            yield _STANDARDS.weighing(Severity.ERROR if failed else Severity.WARNING).at(
                claim.source.place,
                f"the printed change against {claim.against} of {claim.key} is tested with figures under "
                "another accounting standard",
                expected=known[0],
                found=", ".join(known[1:]),
                hint="type the comparative that the same document prints, or waive the claim with the reason",
            )
        base, _, scenario = claim.against.partition("|")
        earlier = parse_period(base)
        if scenario or earlier.sort_key() >= claim.key.period.sort_key():
            continue
        found = breaks.between(claim.key.metric, earlier, claim.key.period)
        if found:
            yield _ACROSS.at(
                claim.source.place,
                f"the printed change against {claim.against} of {claim.key} goes across "
                + "; ".join(f"{one.day}: {one.label_en}" for one in found),
                found=claim.source.printed,
            )


_STANDARDS = FindingKind(
    "accounting-standards-differ",
    Severity.WARNING,
    "a printed change compares figures of two accounting standards",
    "look at the document's own words; it is told, not wrong",
)
_ACROSS = FindingKind(
    "growth-across-break",
    Severity.INFO,
    "a printed change reaches over a break in the series",
    "read it with the note of the break",
    counted="printed changes across a change of scope or definition",
)
BREAKS: Check[object] = Check(
    "breaks",
    looks_at="printed growth across an acquisition, a sale, a new definition, the start of a service line or "
    "another accounting standard",
    kinds=(_ACROSS, _STANDARDS),
    issues=_issues,
)
