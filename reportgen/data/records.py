"""The records of the canonical tables.

    facts/2018-05-15_fy17_results:44    revenue   4Q17   actual   48,439   JPY million   line 179
    claims/2018-05-15_fy17_results:12   revenue   4Q17   against 4Q16   +9.6%            line 181

A figure is printed as a level or target, or as a growth rate, share or change, which is kept as a test.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.findings import Place
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import Period, parse_period
from reportgen.core.reading_pieces import HOUSE, Notation, notation_of
from reportgen.core.structs import replace
from reportgen.data.companies import Company
from reportgen.data.provenance import Source

LEVEL = "level"
# The natural signs of a result, a profit above zero and a loss below, and of a flow of cash.
PROFIT_OR_LOSS, IN_OR_OUTFLOW = "profit_or_loss", "in_or_outflow"
# A concept that forms leave to their free rows until a document has printed it.
FREE = "free"
# The statements whose figures an accounting standard defines, unless a concept says otherwise.
ACCOUNTS = ("income", "balance", "cashflow", "per_share")


class MetricRef(NamedTuple):
    """Which metric is meant, apart from the time: `gross_margin@si` is the concept on one service line.

    `scope` is empty for the consolidated company; anything else is another entity or a part of it.
    """

    concept: str
    service_line: str = ""
    scope: str = ""

    def __str__(self) -> str:
        """The spelling of definitions and rules: `gross_margin@si`, `ownership%decurret`."""
        line = f"@{self.service_line}" if self.service_line else ""
        scope = f"%{self.scope}" if self.scope else ""
        return f"{self.concept}{line}{scope}"


class FigureKey(NamedTuple):
    """One figure's address: metric, period and scenario (`actual`, `target`, ...)."""

    metric: MetricRef
    period: Period
    scenario: str = "actual"

    def __str__(self) -> str:
        """`revenue|4Q17` for actuals, `revenue|FY18|target` for others: also the key on the Data sheet."""
        tail = "" if self.scenario == "actual" else f"|{self.scenario}"
        return f"{self.metric}|{self.period}{tail}"


class Figure(Struct, frozen=True, dict=True):
    """One printed figure: a level or target (a fact), or a printed growth rate, change or share (a claim).

    `id` is its row, `facts/2018-05-15_release:44`; a copy on another basis keeps it. `value` is in units of `unit`
    times ten to the power of `scale`, percentages in percent; `decimals` is the last trusted digit in base
    units (-6: whole millions). `kind` is level, change_pct, change_abs, change_pt or share_pct; `against` names
    the base of a claim: a period for changes, a metric (`revenue@si`) for shares. `bound` is point, approx, over
    or under. `standard` is the accounting standard of its document, empty for what no standard defines.
    """

    id: str
    key: FigureKey
    value: Decimal
    unit: str
    scale: int
    decimals: int
    source: Source
    kind: str
    against: str
    bound: str
    status: str
    note: str
    standard: str

    @property
    def is_claim(self) -> bool:
        """Whether it says how a metric changes or compares, not how large it is."""
        return self.kind != LEVEL

    @property
    def address(self) -> str:
        """What it is a figure of, `revenue|FY17` or `change_pct(revenue)|FY17`: other prints may share it."""
        return f"{self.kind}({self.key.metric})|{self.key.period}" if self.kind != LEVEL else str(self.key)

    @cached_property
    def base(self) -> Decimal:
        """The value in base units (yen, persons, percent, points)."""
        return self.value.scaleb(self.scale)

    @cached_property
    def interval(self) -> Interval:
        """All exact values, in base units, that print as this figure."""
        return Interval.rounded(self.base, self.decimals)


@dataclass(frozen=True, slots=True)
class Concept:
    """What a metric means and how it behaves: one row of `data/concepts.csv`.

    `standard` says whether an accounting standard defines it, yes or no; empty where its statement tells. `form` is
    free where no form asks for it before a document has printed it: until then it is typed into a free row.
    """

    name: str
    label_en: str
    label_ja: str
    statement: str
    period_type: str
    unit_kind: str
    roll_time: str
    roll_dim: str
    expression: str
    natural_sign: str
    definition: str
    standard: str = ""
    form: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def has_either_sign(self) -> bool:
        """Whether its figures may stand above zero and below."""
        return self.natural_sign in ("any", PROFIT_OR_LOSS, IN_OR_OUTFLOW)

    @property
    def is_of_standard(self) -> bool:
        """Whether an accounting standard defines it, so that figures under two of them are never mixed."""
        return self.standard == "yes" if self.standard else self.statement in ACCOUNTS


@dataclass(frozen=True, slots=True)
class Member:
    """One value of an axis, for instance the service line `si.construction` under `si`."""

    axis: str
    name: str
    parent: str
    label_en: str
    label_ja: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One source document: a vintage of the figures printed in it."""

    doc: str
    title: str
    kind: str
    published_on: date
    as_known_on: date
    accounting_standard: str
    rounding: str
    source_file: str
    url: str
    note: str
    separators: str = ""
    marks: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def notation(self) -> Notation:
        """How the document writes numbers: as 1234.5 in `separators` says, with its `marks` beside figures."""
        return notation_of(self.separators, self.marks) or HOUSE


class SignedMetric(NamedTuple):
    """A metric with the sign that it has in a sum."""

    sign: int
    metric: MetricRef


@dataclass(frozen=True, slots=True)
class Rule:
    """One tie-out: `total` equals the weighted sum of `parts`.

    `over` is identity, dimension, period (a total equals its quarters), inequality (the total is not below
    the sum), roll_forward (opening instant plus parts gives the closing instant) or per_share (part by total
    is a believable number of shares). `total` may be `*` for over=period: every metric that accumulates over
    time. `required` is all, residual (a rest may not be disclosed), printed (nothing is asked where a part is
    not told) or names the parts that have to be told; another one is nothing where no document tells it.
    """

    name: str
    total: str
    parts: tuple[SignedMetric, ...]
    over: str
    periods: str
    required: str
    severity: str
    explain_en: str
    explain_ja: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Alias:
    """A printed label and the metric it means, with a sign flip where the page prints the opposite sign."""

    printed_label: str
    doc_pattern: str
    concept: str
    service_line: str
    scope: str
    sign_flip: int
    note: str
    place: Place = field(default=Place(), compare=False)

    @property
    def metric(self) -> MetricRef:
        """The metric that the label means."""
        return MetricRef(self.concept, self.service_line, self.scope)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A known fault that stays visible but does not block: check, subject, reason, who decided and when."""

    check: str
    subject: str
    reason: str
    decided_by: str
    decided_on: str
    expires: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class CorporateAction:
    """A split or another event that changes per-share figures: `factor` new shares for one old."""

    action: str
    effective_on: date
    factor: Decimal
    applies_to: str
    note: str
    action_ja: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class ScopeEvent:
    """An acquisition, a sale or a change of accounting that breaks comparability of the metrics in `affects`.

    `effective_on` is a day or, where no day is printed, a month (`2018-01`).
    """

    effective_on: str
    kind: str
    scope: str
    label_en: str
    label_ja: str
    affects: tuple[str, ...]
    doc: str
    line: int
    note: str
    place: Place = field(default=Place(), compare=False)


class Catalogue(Struct, frozen=True):
    """Everything a person defines about the figures, apart from the figures."""

    company: Company
    concepts: dict[str, Concept]
    members: dict[tuple[str, str], Member]
    documents: dict[str, Document]
    rules: tuple[Rule, ...]
    aliases: tuple[Alias, ...]
    waivers: tuple[Waiver, ...]
    actions: tuple[CorporateAction, ...] = ()
    events: tuple[ScopeEvent, ...] = ()

    def revised_standard(self, event: ScopeEvent) -> str:
        """The accounting standard, told by its document, whose figures alone an event touches; empty for all."""
        doc = self.documents.get(event.doc) if event.kind == "accounting_change" else None
        return doc.accounting_standard if doc else ""


class MetricTable(Struct, frozen=True, dict=True):
    """All figures with their catalogue; the one value that views are shaped from.

    `facts` keep file order; `by_key` holds, for each key, its facts from the most precise to the coarsest.
    `basis` is the day whose splits all figures per share are restated for; None where they stand as printed.
    """

    catalogue: Catalogue
    facts: tuple[Figure, ...]
    claims: tuple[Figure, ...]
    by_key: Mapping[FigureKey, tuple[Figure, ...]]
    claims_by_key: Mapping[FigureKey, tuple[Figure, ...]]
    basis: date | None = None

    @property
    def calendar(self) -> FiscalCalendar:
        """When the company's fiscal periods begin and end."""
        return self.catalogue.company.calendar

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All facts, then all claims, in file order."""
        return (*self.facts, *self.claims)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where the prints of each address stand among `figures`."""
        found: dict[str, list[int]] = {}
        for place, figure in enumerate(self.figures):
            found.setdefault(figure.address, []).append(place)
        return found

    @cached_property
    def by_document(self) -> dict[str, tuple[list[Figure], list[Figure]]]:
        """The facts and the claims of each document."""
        found: dict[str, tuple[list[Figure], list[Figure]]] = {}
        for number, figures in enumerate((self.facts, self.claims)):
            for figure in figures:
                found.setdefault(figure.source.doc, ([], []))[number].append(figure)
        return found

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Each figure by its id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def metrics(self) -> frozenset[MetricRef]:
        """The metrics that it holds a level of."""
        return frozenset(key.metric for key in self.by_key)

    @cached_property
    def standards(self) -> Standards:
        """The accounting standards that its figures stand under."""
        return Standards.of(self.facts, self.catalogue.documents)

    def under(self, standard: str) -> MetricTable:
        """The figures of one accounting standard, with those that no standard defines."""

        def kept(groups: Mapping[FigureKey, tuple[Figure, ...]]) -> dict[FigureKey, tuple[Figure, ...]]:
            found = {key: tuple(filter(fits, group)) for key, group in groups.items()}
            return {key: group for key, group in found.items() if group}

        def fits(figure: Figure) -> bool:
            return figure.standard in ("", standard)

        return replace(
            self,
            facts=tuple(filter(fits, self.facts)),
            claims=tuple(filter(fits, self.claims)),
            by_key=kept(self.by_key),
            claims_by_key=kept(self.claims_by_key),
        )

    def fact(self, key: FigureKey) -> Figure | None:
        """The most precise printed fact for `key`, or None."""
        facts = self.by_key.get(key, ())
        return facts[0] if facts else None

    def fact_of(self, metric: MetricRef, period: Period, scenario: str = "actual") -> Figure | None:
        """The most precise printed fact for a metric at a period, or None."""
        return self.fact(FigureKey(metric, period, scenario))

    def claim(self, key: FigureKey, kind: str, against: str) -> Figure | None:
        """The printed claim of `kind` about `key` against `against`, or None."""
        for claim in self.claims_by_key.get(key, ()):
            if claim.kind == kind and claim.against == against:
                return claim
        return None

    @cached_property
    def newest_document(self) -> Document:
        """The document published last among those that figures of this table stand in."""
        held = {figure.source.doc for figure in self.figures}
        documents = [document for name, document in self.catalogue.documents.items() if name in held]
        return max(
            documents or self.catalogue.documents.values(), key=lambda item: (item.published_on, item.doc)
        )

    @property
    def basis_day(self) -> date:
        """The day whose splits count for this table: that of its basis, else of its newest document."""
        return self.basis or self.newest_document.published_on


class Standards(Struct, frozen=True, dict=True):
    """The accounting standards of a table, and which of them stands for a period.

    `known` are in the order in which documents brought them. `printed` counts, by period and scenario, the metrics
    that are printed under each, where there are several.
    """

    known: tuple[str, ...]
    printed: Mapping[tuple[Period, str], Mapping[str, int]]

    @classmethod
    def of(cls, facts: Sequence[Figure], documents: Mapping[str, Document]) -> Standards:
        """Those of the facts of a table."""
        days: dict[str, date] = {}
        for name, doc in {(fact.standard, fact.source.doc) for fact in facts if fact.standard}:
            day = documents[doc].as_known_on
            days[name] = min(day, days.get(name, day))
        known = tuple(sorted(days, key=lambda name: (days[name], name)))
        found: dict[tuple[Period, str], Counter[str]] = defaultdict(Counter)
        if len(known) > 1:
            for key, name in dict.fromkeys((fact.key, fact.standard) for fact in facts if fact.standard):
                found[key.period, key.scenario][name] += 1
        return cls(known, found)

    @property
    def several(self) -> bool:
        """Whether figures of more than one standard are held."""
        return len(self.known) > 1

    def standing(self, period: Period, scenario: str = "actual") -> str:
        """The standard that stands for a period: the one that most of its metrics are printed under.

        On a tie the newer one. A period of which nothing is printed goes with its year, one after all of them with
        the newest standard, one before them with the oldest; empty where the table knows none.
        """
        if not self.several:
            return self.known[0] if self.known else ""
        return (
            self._standing[period, scenario] if (period, scenario) in self._standing else self._near(period)
        )

    @cached_property
    def _standing(self) -> Mapping[tuple[Period, str], str]:
        return {at: self._most(counts) for at, counts in self.printed.items() if counts}

    @cached_property
    def _of_years(self) -> Mapping[int, str]:
        years: dict[int, Counter[str]] = defaultdict(Counter)
        for (period, scenario), counts in self.printed.items():
            if scenario == "actual" and not period.is_instant and period.is_dated:
                years[period.year].update(counts)
        return {year: self._most(counts) for year, counts in years.items() if counts}

    def _most(self, counts: Mapping[str, int]) -> str:
        return max(counts, key=lambda name: (counts[name], self.known.index(name)))

    def _near(self, period: Period) -> str:
        years = self._of_years
        if period.year in years:
            return years[period.year]
        return self.known[-1 if years and period.year > max(years) else 0]


_METRIC = re.compile(r"([a-z_][a-z0-9_]*)(?:@([a-z0-9_.]+))?(?:%([a-z0-9_.]+))?")


@cache
def parse_metric(text: str) -> MetricRef:
    """The metric that `text` names; `ValueError` says how a metric is spelled."""
    match = _METRIC.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is no metric: expected concept, concept@service_line or concept%scope')
    concept, line, scope = match.groups()
    return MetricRef(concept, line or "", scope or "")


def parse_key(text: str) -> FigureKey:
    """The key that `text` spells: `revenue@si|4Q17` or `revenue|FY18|target`; else `ValueError`."""
    head, _, tail = text.partition("|")
    period, _, scenario = tail.partition("|")
    return FigureKey(parse_metric(head), parse_period(period), scenario or "actual")
