"""Which figures a form asks for, and the sums that it tests while it is filled in.

A form asks for what documents of the same period a year ago and of the quarter before held; a sum needs all of its
terms among the lines of the form, or in the tables.

form 2Q18     revenue|1H17 in the document of 1H17              ->   revenue|1H18
              total_assets|2018-06-30 in the document of 1Q18   ->   total_assets|2018-09-30
              revenue|FY18|target, still open                   ->   revenue|FY18|target
tie  1Q18     revenue = network + si + equipment + atm
tie  1H18     revenue = 1Q18 (of the tables) + 2Q18
line          cost of revenues = revenue - gross margin       the identity, solved for the line
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase

from msgspec import Struct

from reportgen.checks.ties import Term, terms_of
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import units_offered
from reportgen.data.companies import Company
from reportgen.data.labels import catalogue_order
from reportgen.data.records import FREE, Concept, Figure, FigureKey, MetricRef, MetricTable, Rule, parse_key
from reportgen.data.vocabulary import CLAIM_KINDS, in_periods
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.words import UnitScale

_A_YEAR = timedelta(days=370)
_MILLION = 6
_SPANS = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)
_CUMULATIVE = {2: (PeriodKind.HALF, 1), 3: (PeriodKind.NINE_MONTHS, 0), 4: (PeriodKind.YEAR, 0)}


class DocumentTimes(Struct, frozen=True):
    """What a document reports on: its quarter, the year up to its end (the same for 1Q), and its closing day."""

    quarter: Period
    cumulative: Period
    closing: Period

    @classmethod
    def of(cls, period: Period, calendar: FiscalCalendar) -> DocumentTimes:
        """The times of a document for `period`: 2Q18 and 1H18 are one, so are 4Q18 and FY18.

        `ValueError` for a period that no document of results is about.
        """
        match period.kind:
            case PeriodKind.QUARTER:
                index = period.index
            case PeriodKind.HALF if period.index == 1:
                index = 2
            case PeriodKind.NINE_MONTHS:
                index = 3
            case PeriodKind.YEAR:
                index = 4
            case _:
                raise ValueError(f"{period} is no period that results are reported for")
        quarter = Period(PeriodKind.QUARTER, period.year, index)
        kind, number = _CUMULATIVE.get(index, (PeriodKind.QUARTER, 1))
        day = calendar.end(quarter)
        return cls(quarter, Period(kind, period.year, number), Period(PeriodKind.INSTANT, day.year, 0, day))

    def back(self, quarters: int, calendar: FiscalCalendar) -> DocumentTimes:
        """The times some quarters before."""
        return DocumentTimes.of(self.quarter.step(-quarters), calendar)

    @property
    def end(self) -> date:
        """The closing day."""
        assert self.closing.day is not None
        return self.closing.day


class RequestedFigure(Struct, frozen=True):
    """One figure that the form asks for, with the print it was met in: its unit and scale are expected again.

    A line that no document has printed yet has no such print, and the unit of its kind. `kind` and `against` are
    those of a change or share. `flipped` says that the page of the model print showed the opposite sign.
    """

    key: FigureKey
    like: Figure | None
    flipped: bool = False
    kind: str = ""
    against: str = ""
    unit_kind: str = ""

    def unit(self, company: Company) -> UnitScale:
        """The unit and scale that the form proposes; none where things are counted that have no name yet."""
        if self.like is not None:
            return self.like.unit, self.like.scale
        currency, power = company.currency, company.power if company.power is not None else _MILLION
        proposed = {"money": (currency, power), "per_share": (f"{currency}/share", 0), "ratio": ("pct", 0)}
        offered = units_offered(self.unit_kind)
        return proposed.get(self.unit_kind, (offered[0] if len(offered) == 1 else "", 0))


def form_lines(table: MetricTable, times: DocumentTimes, *, every: bool = False) -> list[RequestedFigure]:
    """The figures asked for, each once, in the order of the catalogue; with `every` those of free rows, too."""
    found: dict[FigureKey, RequestedFigure] = {}
    for doc, seen in _models(table, times):
        for fact in table.facts:
            key = _moved(fact.key, seen, times, table) if fact.source.doc == doc else None
            known = found.get(key) if key is not None else None
            # Of two prints the finer one says in which unit the figure is expected.
            finer = known is None or known.like is None or fact.decimals > known.like.decimals
            if key is not None and finer:
                found[key] = RequestedFigure(key, fact, _flips(table, fact))
    for concept in never_printed(table):
        if concept.form == FREE and not every:
            continue
        key = FigureKey(
            MetricRef(concept.name), times.closing if concept.period_type == "instant" else times.cumulative
        )
        found.setdefault(key, RequestedFigure(key, None, unit_kind=concept.unit_kind))
    _add_parts(found, table)
    order = _order(table)
    return sorted(found.values(), key=lambda line: order(line.key))


def never_printed(table: MetricTable) -> Iterator[Concept]:
    """Lines that somebody has named and no document has printed yet, such as an adjusted profit.

    What follows from other lines is asked for in the first document alone: later ones show whether it is printed.
    """
    printed = {figure.key.metric.concept for figure in table.figures}
    for concept in table.catalogue.concepts.values():
        if (
            concept.name not in printed
            and (not concept.expression or not printed)
            and concept.period_type != "none"
        ):
            yield concept


def _add_parts(found: dict[FigureKey, RequestedFigure], table: MetricTable) -> None:
    """The parts of every sum whose total is asked for, so that the new document can be tied out."""
    waiting = [line for line in found.values() if line.key.scenario == "actual"]
    while waiting:
        line = waiting.pop()
        key = line.key
        for rule in table.catalogue.rules:
            # Sums over service lines; the parts of identities are asked for where a document held them.
            if (
                rule.over != "dimension"
                or rule.total != str(key.metric)
                or not in_periods(key.period, rule.periods, table.calendar)
            ):
                continue
            for _, metric in rule.parts:
                part = FigureKey(metric, key.period)
                if part not in found:
                    found[part] = RequestedFigure(part, line.like, unit_kind=line.unit_kind)
                    waiting.append(found[part])


def form_claims(table: MetricTable, times: DocumentTimes) -> list[RequestedFigure]:
    """The changes and shares asked for, each once, in the order of the catalogue."""
    found: dict[tuple[FigureKey, str, str], RequestedFigure] = {}
    for doc, seen in _models(table, times):
        for claim in table.claims:
            key = _moved(claim.key, seen, times, table) if claim.source.doc == doc else None
            against = _against(claim, key, table.calendar) if key is not None else ""
            if key is not None and against:
                line = RequestedFigure(key, claim, _flips(table, claim), claim.kind, against)
                found.setdefault((key, claim.kind, against), line)
    kinds = {name: place for place, name in enumerate(CLAIM_KINDS)}
    order = _order(table)
    return sorted(found.values(), key=lambda one: (*order(one.key), kinds[one.kind], one.against))


def reported_end(table: MetricTable) -> dict[str, date]:
    """The last day that each document reports actual results for."""
    calendar = table.calendar
    ends: dict[str, date] = defaultdict(lambda: date.min)
    for fact in table.facts:
        if fact.key.scenario == "actual" and fact.key.period.kind in _SPANS:
            doc = fact.source.doc
            ends[doc] = max(ends[doc], calendar.end(fact.key.period))
    return dict(ends)


def _models(table: MetricTable, times: DocumentTimes) -> Iterator[tuple[str, DocumentTimes]]:
    """The documents that say what a document of these times will hold, each with its own times.

    Those of the period a year ago, then those of the last quarter that has any; that is four quarters back at
    the most, or else the newest ones there are.
    """
    calendar = table.calendar
    ends = reported_end(table)
    a_year_ago = times.back(4, calendar)
    for doc, end in ends.items():
        if end == a_year_ago.end:
            yield doc, a_year_ago
    earlier = [
        end for end in ends.values() if times.end - _A_YEAR < end < times.end and end != a_year_ago.end
    ]
    if not earlier:
        return
    last = max(earlier)
    back = next((steps for steps in range(1, 4) if times.back(steps, calendar).end == last), None)
    for doc, end in ends.items():
        if end == last and back is not None:
            yield doc, times.back(back, calendar)


def _moved(key: FigureKey, seen: DocumentTimes, times: DocumentTimes, table: MetricTable) -> FigureKey | None:
    """The figure of the new document that stands where `key` stood in the document of `seen`."""
    period = key.period
    if key.scenario == "actual":
        # A first quarter is its own year up to date; an annual report has no figure of the fourth quarter alone.
        for old, new in (
            (seen.cumulative, times.cumulative),
            (seen.quarter, times.quarter),
            (seen.closing, times.closing),
        ):
            if period == old:
                return FigureKey(key.metric, new)
        return None
    ahead = key.scenario.startswith("target") and key.scenario != "target_previous"
    if not ahead or not period.is_dated:
        return None
    calendar = table.calendar
    years = (times.quarter.year * 4 + times.quarter.index - seen.quarter.year * 4 - seen.quarter.index) // 4
    for _ in range(years):
        period = _next_year(period)
    if calendar.end(period) <= times.end and times.cumulative.kind is PeriodKind.YEAR and not years:
        # With the year's results the targets for the next one come out.
        period = _next_year(period)
    return FigureKey(key.metric, period, "target") if calendar.end(period) > times.end else None


def _next_year(period: Period) -> Period:
    if period.day is not None:
        return period
    return Period(period.kind, period.year + 1, period.index)


def _against(claim: Figure, key: FigureKey, calendar: FiscalCalendar) -> str:
    """What the claim of the new document is measured against; empty where that cannot be told."""
    if claim.kind == "share_pct":
        return claim.against
    base = parse_key(f"x|{claim.against}")
    own = claim.key.period
    if base.period == own and base.scenario != claim.key.scenario:
        return f"{key.period}|target" if base.scenario.startswith("target") else key.period.id
    if base.scenario != "actual":
        return ""
    if base.period == calendar.year_before(own):
        return calendar.year_before(key.period).id
    if own.kind is PeriodKind.QUARTER and base.period == own.prior_quarter():
        before = key.period.prior_quarter()
        return before.id if before is not None else ""
    return ""


def _flips(table: MetricTable, figure: Figure) -> bool:
    """Whether the page of this print shows the opposite sign: by the alias, and by the token itself."""
    metric, place = figure.key.metric, f"{figure.source.doc}#{figure.source.line}"
    return any(
        alias.sign_flip == -1
        and MetricRef(alias.concept, alias.service_line, alias.scope) == metric
        and (fnmatchcase(figure.source.doc, alias.doc_pattern) or fnmatchcase(place, alias.doc_pattern))
        for alias in table.catalogue.aliases
    )


def _order(table: MetricTable) -> Callable[[FigureKey], tuple[bool, int, int, int, date]]:
    """The order of the catalogue's files: what a person wrote first is asked first, other entities last."""
    order = catalogue_order(table.catalogue)

    def place(key: FigureKey) -> tuple[bool, int, int, int, date]:
        concept, line, scope = order(key.metric)
        return key.scenario != "actual", concept, scope, line, table.calendar.end(key.period)

    return place


# The sums that a form tests while it is filled in, and what each line would be by the others


class FormTie(Struct, frozen=True):
    """One sum: the total equals the signed terms; `kind` is exact, residual or not negative."""

    rule: Rule
    total: FigureKey
    terms: tuple[Term, ...]
    kind: str


def form_ties(asked: Iterable[FigureKey], table: MetricTable, resolver: ValueResolver) -> list[FormTie]:
    """Every sum whose total is asked for and whose terms are asked for, too, or stand in the tables."""
    keys = list(asked)
    known = set(keys)
    found: list[FormTie] = []
    for rule in table.catalogue.rules:
        for key in keys:
            for terms in _terms(rule, key, table):
                residual = rule.required == "residual"
                kept = tuple(term for term in terms if term.key in known or _held(term.key, resolver))
                new = sum(term.key in known for term in kept)
                if not new or (len(kept) < len(terms) and not residual):
                    continue
                kind = "not negative" if rule.over == "inequality" else "residual" if residual else "exact"
                found.append(FormTie(rule, key, kept, kind))
    return found


def follows_from(ties: Iterable[FormTie]) -> dict[FigureKey, tuple[Term, ...]]:
    """For each line the terms it would be the sum of, by the first exact sum that it stands in."""
    found: dict[FigureKey, tuple[Term, ...]] = {}
    for tie in ties:
        if tie.kind != "exact":
            continue
        found.setdefault(tie.total, tie.terms)
        for term in tie.terms:
            others = [other for other in tie.terms if other is not term]
            if term.key in found or any(other.key == term.key for other in others):
                continue
            # total = s x + rest   ->   x = s total - s rest, as a sign is 1 or -1
            rest = tuple(Term(-term.sign * other.sign, other.key) for other in others)
            found[term.key] = (Term(term.sign, tie.total), *rest)
    return found


def _held(key: FigureKey, resolver: ValueResolver) -> bool:
    return resolver.resolve(key.metric, key.period, key.scenario).value is not None


def _terms(rule: Rule, key: FigureKey, table: MetricTable) -> Iterator[tuple[Term, ...]]:
    """The terms of a rule for the total `key`, as the checks read the rule; none where it says nothing."""
    if rule.over == "period":
        yield from _over_time(rule, key, table)
    elif rule.over != "per_share":
        yield from terms_of(rule, key, table.calendar)


def _over_time(rule: Rule, key: FigureKey, table: MetricTable) -> Iterator[tuple[Term, ...]]:
    """1H = 1Q + 2Q, 9M = 1H + 3Q, FY = 9M + 4Q for what accumulates over time."""
    period, concept = key.period, table.catalogue.concepts[key.metric.concept]
    if concept.roll_time != "sum" or rule.total not in ("*", str(key.metric)):
        return
    quarters = period.components()
    if len(quarters) < 2 or not in_periods(period, rule.periods, table.calendar):
        return
    # What accumulates to the last quarter: 9M before FY, 1H before 9M, the first quarter of a half.
    so_far = {
        PeriodKind.NINE_MONTHS: Period(PeriodKind.HALF, period.year, 1),
        PeriodKind.YEAR: Period(PeriodKind.NINE_MONTHS, period.year),
    }
    before = so_far.get(period.kind, quarters[0])
    yield tuple(Term(1, FigureKey(key.metric, part, key.scenario)) for part in (before, quarters[-1]))
