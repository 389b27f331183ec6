"""Where a figure cannot be compared with an earlier one as it stands: scope events, redefinitions, standards.

revenue|FY11 against FY10       a subsidiary was acquired on 2010-09-01: FY10 holds it for seven months only
revenue@cloud|FY13 against FY12   redefined on 2013-04-01
revenue|FY18 against FY17       printed under another accounting standard

Growth across a break is marked, never hidden. All of it is read from `scope_events.csv`, from the validity
of members and from the documents; a metric is touched where it, or a figure it is computed from, is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct

from reportgen.checks.check import Check, CheckContext, FindingKind
from reportgen.checks.claims import CLAIMS
from reportgen.core.findings import Issue, Severity
from reportgen.core.period import Period, parse_period
from reportgen.data.labels import label_of
from reportgen.data.records import Catalogue, Figure, MetricRef, MetricTable, parse_metric
from reportgen.data.vocabulary import standard_name
from reportgen.figures.tree import Expressions, bind, is_rate, named

# What starts from nothing breaks the figures that its event names, not every sum they go into.
_STARTING = ("establishment", "investment")


class Break(Struct, frozen=True):
    """One reason why two periods of a metric do not compare: what happened, and from which day on.

    `standard` is the accounting standard whose figures alone it touches, empty for one that touches all.
    """

    day: date
    kind: str
    label_en: str
    label_ja: str
    standard: str = ""


class Breaks(Struct, frozen=True, dict=True):
    """The breaks of a catalogue, asked by metric and pair of periods."""

    catalogue: Catalogue
    expressions: Expressions

    def between(
        self, metric: MetricRef, earlier: Period, later: Period, standard: str = ""
    ) -> tuple[Break, ...]:
        """The breaks that lie after the start of `earlier` and not after the end of `later`, oldest first.

        What is revised in one accounting standard breaks no figures under another; without a standard all are told.
        """
        calendar = self.catalogue.company.calendar
        start, end = calendar.start(earlier), calendar.end(later)
        if earlier.is_instant:
            start = calendar.end(earlier)
        found = [
            one
            for ref in self._touched(metric)
            for one in self._by_metric.get(ref, ())
            if start < one.day <= end
            and (ref == metric or one.kind not in _STARTING)
            and (one.standard == standard or "" in (one.standard, standard))
        ]
        found += [one for one in self._of_members(metric) if start < one.day <= end]
        return tuple(sorted(dict.fromkeys(found), key=lambda one: one.day))

    @cached_property
    def _by_metric(self) -> dict[MetricRef, list[Break]]:
        found: dict[MetricRef, list[Break]] = {}
        calendar = self.catalogue.company.calendar
        for event in self.catalogue.events:
            day = calendar.start(parse_period(event.effective_on))
            standard = self.catalogue.revised_standard(event)
            one = Break(day, event.kind, label_of(event), label_of(event, "ja"), standard)
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
        calendar = self.catalogue.company.calendar
        for axis, name in (("service_line", metric.service_line), ("scope", metric.scope)):
            member = self.catalogue.members.get((axis, name)) if name else None
            if member is None:
                continue
            for cell, words, words_ja in (
                (member.valid_from, "begins", "開始"),
                (member.valid_to, "ends", "終了"),
            ):
                if cell:
                    day = calendar.start(parse_period(cell))
                    yield Break(
                        day, "validity", f"{label_of(member)} {words}", f"{label_of(member, 'ja')}{words_ja}"
                    )


def standards(sources: Iterable[Figure]) -> tuple[str, ...]:
    """The names of the accounting standards that figures stand under, each once."""
    found = dict.fromkeys(source.standard for source in sources if source.standard)
    return tuple(standard_name(standard) for standard in found)


def _issues(tests: Sequence[object], context: CheckContext) -> Iterator[Issue]:
    """Periods that are printed under several accounting standards, and printed changes that go across a break."""
    breaks = Breaks(context.table.catalogue, context.expressions)
    order = context.table.calendar.sort_key
    yield from _twofold(context.table)
    for test in context.of(CLAIMS):
        claim = test.claim
        if claim.kind == "share_pct":
            continue
        base, _, scenario = claim.against.partition("|")
        earlier = parse_period(base)
        if scenario or not claim.key.period.is_dated or order(earlier) >= order(claim.key.period):
            continue
        found = breaks.between(claim.key.metric, earlier, claim.key.period, claim.standard)
        if found:
            yield _ACROSS.at(
                claim.source.place,
                f"the printed change against {claim.against} of {claim.key} goes across "
                + "; ".join(f"{one.day}: {one.label_en}" for one in found),
                found=claim.source.printed,
            )


def _twofold(table: MetricTable) -> Iterator[Issue]:
    """The periods with figures of several accounting standards: how many of each, and which one stands."""
    if not table.standards.several:
        return
    concepts = table.catalogue.concepts
    open_ones = {
        fact.source.doc: table.catalogue.documents[fact.source.doc]
        for fact in table.facts
        if not fact.standard and concepts[fact.key.metric.concept].is_of_standard
    }
    for doc in open_ones.values():
        if not doc.accounting_standard:
            yield _UNTOLD.at(
                doc.place,
                f"{doc.doc} names no accounting standard, and other documents name several",
                expected=" or ".join(standard_name(name) for name in table.standards.known),
            )
    for (period, scenario), counts in table.standards.printed.items():
        if len(counts) < 2:
            continue
        standing = table.standards.standing(period, scenario)
        example = next(
            fact
            for fact in table.facts
            if (fact.key.period, fact.key.scenario) == (period, scenario)
            and fact.standard not in ("", standing)
        )
        known = [name for name in table.standards.known if name in counts]
        told = " and ".join(f"{counts[name]} under {standard_name(name)}" for name in known)
        yield _STANDARDS.at(
            example.source.place,
            f"{period} has figures under two accounting standards: {standard_name(standing)} stands",
            found=told,
        )


_UNTOLD = FindingKind(
    "standard-not-told",
    Severity.WARNING,
    "a document does not say under which of several accounting standards its figures stand: they count under each",
    "fill in accounting_standard of the document in documents.csv, or a column `standard` of the imported table",
)
_STANDARDS = FindingKind(
    "two-standards",
    Severity.INFO,
    "a period is printed under more than one accounting standard",
    "nothing: the standard named stands, and the others are never mixed with it",
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
    looks_at="printed growth across an acquisition, a sale, a new definition or the start of a service line; "
    "periods printed under two accounting standards; documents that name none beside them",
    kinds=(_ACROSS, _STANDARDS, _UNTOLD),
    issues=_issues,
)
