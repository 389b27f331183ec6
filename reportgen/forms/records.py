"""The lists that a form's template repeats over: head, lines by section, claims, sums, the figures of the tables.

sections   Income statement   lines   Revenues | 売上高 | 1Q18 | last year 40,964,000,000 | JPY million
parts      tie 3   -1   cost_of_revenue|1Q18
record     revenue|1Q17   40,964,000,000   +- 500,000

A figure is in base units everywhere; the template divides by the unit that the person chooses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from reportgen.checks.ties import Term
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import percent
from reportgen.data.companies import Company
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import (
    FREE,
    Document,
    Figure,
    FigureKey,
    MetricRef,
    MetricTable,
    parse_key,
    parse_metric,
)
from reportgen.data.vocabulary import CLAIM_KINDS, STANDARDS, standard_name
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.lines import (
    DocumentTimes,
    FormTie,
    RequestedFigure,
    follows_from,
    form_claims,
    form_lines,
    form_ties,
    never_printed,
)
from reportgen.forms.words import OPPOSITE, UnitScale, bracketed, spoken, unit_word, unit_words

FORM_VERSION = 1
FREE_LINES = 24
FREE_CLAIMS = 10
# The statements of the catalogue in the order of a report, as the trade calls them.
_SECTIONS = {
    "income": ("Income statement", "損益計算書"),
    "lines": ("By service line", "サービス別"),
    "balance": ("Balance sheet", "貸借対照表"),
    "cashflow": ("Cash flow", "キャッシュ・フロー"),
    "kpi": ("KPIs", "主要指標"),
    "per_share": ("Per share", "1株当たり"),
    "others": ("Other companies and markets", "関係会社・市場"),
    "targets": ("Targets", "業績見通し"),
}

Value = str | Decimal | None | dict[str, "Value"] | list[dict[str, "Value"]]
FormRecord = dict[str, Value]


class FormContent(Struct, frozen=True):
    """What a form says before it is filled in: the records of its template, and how much it asks for.

    `held` names the documents that hold the period already, so that nobody types one twice unawares; `left` lines of
    the catalogue no document has printed yet, and the form leaves them to its free rows.
    """

    records: FormRecord
    lines: int
    claims: int
    held: str
    left: int = 0


def form_content(
    table: MetricTable, period: Period, free: int = FREE_LINES, *, every: bool = False
) -> FormContent:
    """The form for `period`, with `every` line of the catalogue that no document has printed yet.

    `ValueError` where no document of results is about such a period.
    """
    form = _Form(table, DocumentTimes.of(period, table.calendar), every)
    records = form.records() | {
        "free": [{"number": Decimal(n)} for n in range(1, free + 1)],
        "free_claims": [{"number": Decimal(n)} for n in range(1, FREE_CLAIMS + 1)],
        "form": form.head() | {"period": period.id},
    }
    left = 0 if every else sum(one.form == FREE for one in never_printed(table))
    return FormContent(records, len(form.lines), len(form.claims), form.held, left)


_NO_LINE = "key metric label label_ja period scenario unit sign last before last_from"
_NO_SECTION: FormRecord = {"title": "", "title_ja": "", "lines": [dict.fromkeys(_NO_LINE.split(), "")]}


def _or_blank(records: Iterable[FormRecord], names: str) -> list[FormRecord]:
    """The records; where there are none a blank one, for a template keeps the row of its block."""
    return list(records) or [dict.fromkeys(names.split(), "")]


class _Form(Struct, frozen=True, dict=True):
    table: MetricTable
    times: DocumentTimes
    every: bool

    @cached_property
    def lines(self) -> list[RequestedFigure]:
        return form_lines(self.table, self.times, every=self.every)

    @cached_property
    def claims(self) -> list[RequestedFigure]:
        return form_claims(self.table, self.times)

    @cached_property
    def resolver(self) -> ValueResolver:
        return ValueResolver(self.table)

    def records(self) -> FormRecord:
        """The lists of the template and the words on the company."""
        catalogue = self.table.catalogue
        company = catalogue.company
        keys = {line.key: line for line in self.lines}
        ties = form_ties(keys, self.table, self.resolver)
        held = (standard_name(document.accounting_standard) for document in catalogue.documents.values())
        standards = dict.fromkeys((*filter(None, held), *STANDARDS.values()))
        return {
            "company": {
                "name_en": company.name_en,
                "name_ja": company.name_ja,
                "entity": company.entity,
                "currency": company.currency,
            },
            "sections": list(self._sections()) or [_NO_SECTION],
            "claims": _or_blank(
                map(self._claim_record, self.claims),
                "key metric label label_ja period scenario kind against base_key unit sign",
            ),
            "ties": _or_blank(
                (
                    self._tie_record(number, tie, keys[tie.total].unit(self._company))
                    for number, tie in enumerate(ties, 1)
                ),
                "number label period explain explain_ja kind unit factor",
            ),
            "parts": _or_blank(self._part_records(ties), "tie key weight role label"),
            "implied": _or_blank(
                (
                    {"line": str(key), "key": str(term.key), "weight": Decimal(term.sign)}
                    for key, terms in follows_from(ties).items()
                    if key in keys
                    for term in terms
                ),
                "line key weight",
            ),
            "record": _or_blank(self._known_figures(ties), "key base half"),
            "units": [
                {"label": word, "factor": Decimal(1).scaleb(scale)}
                for word, (_, scale) in unit_words(self.table).items()
            ],
            "concepts": [
                {"label": bracketed(label_of(concept), name), "label_ja": label_of(concept, "ja")}
                for name, concept in catalogue.concepts.items()
                if concept.statement != "rate"
            ],
            "service_lines": self._members("service_line"),
            "entities": self._members("scope"),
            "standards": [{"name": name} for name in standards],
        }

    def head(self) -> FormRecord:
        """What the form says of itself; kind, standard and rounding are those of the document most like it."""
        quarter, cumulative, like = self.times.quarter, self.times.cumulative, self._most_like
        return {
            "version": Decimal(FORM_VERSION),
            "periods": cumulative.id if cumulative == quarter else f"{quarter} / {cumulative}",
            "closing": self.times.closing.id,
            "year_ago": self.table.calendar.year_before(cumulative).id,
            "kind": like.kind if like is not None else "results",
            "standard": standard_name(like.accounting_standard) if like is not None else "",
            "rounding": like.rounding if like is not None else "nearest",
            "held": self.held,
        }

    @property
    def _company(self) -> Company:
        return self.table.catalogue.company

    @cached_property
    def _most_like(self) -> Document | None:
        """The document whose kind, standard and rounding the new one probably shares."""
        like = Counter(line.like.source.doc for line in self.lines if line.like is not None)
        documents = self.table.catalogue.documents
        return max(
            (documents[doc] for doc in like),
            key=lambda one: (one.published_on, like[one.doc]),
            default=None,
        )

    @property
    def held(self) -> str:
        """The documents that hold the period already."""
        periods = (self.times.quarter, self.times.cumulative)
        keys = ((fact.key, fact.source.doc) for fact in self.table.facts)
        docs = {doc for key, doc in keys if key.scenario == "actual" and key.period in periods}
        return ", ".join(sorted(docs)) or "none"

    def _members(self, axis: str) -> list[FormRecord]:
        members = (one for one in self.table.catalogue.members.values() if one.axis == axis)
        return _or_blank(({"label": bracketed(label_of(one), one.name)} for one in members), "label")

    # Lines

    def _sections(self) -> Iterator[FormRecord]:
        grouped: dict[str, list[RequestedFigure]] = {name: [] for name in _SECTIONS}
        for line in self.lines:
            grouped[self._section(line.key)].append(line)
        for name, lines in grouped.items():
            if lines:
                title, title_ja = _SECTIONS[name]
                yield {
                    "title": title,
                    "title_ja": title_ja,
                    "lines": [self._line_record(line) for line in lines],
                }

    def _section(self, key: FigureKey) -> str:
        if key.scenario != "actual":
            return "targets"
        if key.metric.scope:
            return "others"
        statement = self.table.catalogue.concepts[key.metric.concept].statement
        if key.metric.service_line and statement in ("income", "cashflow"):
            return "lines"
        return statement if statement in _SECTIONS else "others"

    def _line_record(self, line: RequestedFigure) -> FormRecord:
        key = line.key
        last, before = (
            self.resolver.resolve(key.metric, self.table.calendar.year_before(key.period)),
            self._before(key),
        )
        return {
            "key": str(key),
            "metric": str(key.metric),
            **self._labels(key.metric),
            "period": key.period.id,
            "scenario": spoken(key.scenario),
            "unit": unit_word(*line.unit(self._company)),
            "sign": OPPOSITE if line.flipped else "",
            "last": _base(last),
            "before": _base(before),
            "last_from": _told(last) + _leeway(last, line.like),
        }

    def _labels(self, metric: MetricRef) -> FormRecord:
        english, japanese = (
            metric_label(metric, self.table.catalogue, language, shape="form") for language in ("en", "ja")
        )
        return {"label": english, "label_ja": japanese}

    def _before(self, key: FigureKey) -> Resolved:
        """The quarter before; the shorter stretch of the year; the balance a quarter ago; the target so far."""
        if key.scenario != "actual":
            for scenario in ("target_revised", "target"):
                answer = self.resolver.resolve(key.metric, key.period, scenario)
                if answer.value is not None:
                    return answer
            return answer
        period = self._period_before(key.period)
        return self.resolver.resolve(key.metric, period) if period is not None else Resolved(str(key))

    # Claims

    def _claim_record(self, one: RequestedFigure) -> FormRecord:
        key = one.key
        return {
            "key": f"{key}~{one.kind}~{one.against}",
            "metric": str(key.metric),
            **self._labels(key.metric),
            "period": key.period.id,
            "scenario": spoken(key.scenario),
            "kind": CLAIM_KINDS[one.kind].choice,
            "against": one.against,
            "base_key": str(_base_key(one)),
            "unit": unit_word(*one.unit(self._company)),
            "sign": OPPOSITE if one.flipped else "",
        }

    # Sums

    def _tie_record(self, number: int, tie: FormTie, unit: UnitScale) -> FormRecord:
        terms = " + ".join(term.key.period.id for term in tie.terms)
        return {
            "number": Decimal(number),
            "label": self._labels(tie.total.metric)["label"],
            "period": str(tie.total.period) + ("" if tie.total.scenario == "actual" else " target"),
            "explain": tie.rule.explain_en if tie.rule.over != "period" else f"{terms} = {tie.total.period}",
            "explain_ja": tie.rule.explain_ja,
            "kind": tie.kind,
            "unit": unit_word(*unit),
            "factor": Decimal(1).scaleb(unit[1]),
        }

    def _part_records(self, ties: Sequence[FormTie]) -> Iterator[FormRecord]:
        for number, tie in enumerate(ties, start=1):
            yield self._part_record(number, Term(-1, tie.total), "total")
            for term in tie.terms:
                yield self._part_record(number, term, "part")

    def _part_record(self, number: int, term: Term, role: str) -> FormRecord:
        name = self._labels(term.key.metric)["label"]
        return {
            "tie": Decimal(number),
            "key": str(term.key),
            "weight": Decimal(term.sign),
            "role": role,
            "label": f"{name}, {term.key.period}",
        }

    # What the tables know

    def _known_figures(self, ties: Iterable[FormTie]) -> Iterator[FormRecord]:
        """Figures behind sums and comparisons; one that the document prints is taken from the form, never from here."""
        asked = {line.key for line in self.lines}
        keys = dict.fromkeys(term.key for tie in ties for term in tie.terms)
        keys |= dict.fromkeys(
            FigureKey(key.metric, self.table.calendar.year_before(key.period))
            for key in (line.key for line in self.lines)
        )
        for claim in self.claims:
            keys |= dict.fromkeys((claim.key, _base_key(claim)))
        for key in keys:
            answer = self.resolver.resolve(key.metric, key.period, key.scenario)
            base = _base(answer)
            if key not in asked and base is not None and answer.width is not None:
                half = answer.width / 2
                yield {
                    "key": str(key),
                    "base": base,
                    "half": percent(half) if answer.unit == "ratio" else half,
                }

    def _period_before(self, period: Period) -> Period | None:
        match period.kind:
            case PeriodKind.QUARTER:
                return period.prior_quarter()
            case PeriodKind.HALF:
                return Period(PeriodKind.QUARTER, period.year, 1)
            case PeriodKind.NINE_MONTHS:
                return Period(PeriodKind.HALF, period.year, 1)
            case PeriodKind.YEAR:
                return Period(PeriodKind.NINE_MONTHS, period.year)
            case PeriodKind.INSTANT:
                return self.times.back(1, self.table.calendar).closing
            case _:
                return None


def _base_key(claim: RequestedFigure) -> FigureKey:
    """What a share is a share of, or the figure that a change is counted from."""
    key = claim.key
    if claim.kind == "share_pct":
        return FigureKey(parse_metric(claim.against), key.period, key.scenario)
    return parse_key(f"{key.metric}|{claim.against}")


def _base(answer: Resolved) -> Decimal | None:
    """The value in base units, ratios in percent."""
    if answer.value is None:
        return None
    return percent(answer.value) if answer.unit == "ratio" else answer.value


def _told(answer: Resolved) -> str:
    """Where last year's figure comes from: period, document and line, or how it was worked out."""
    if answer.value is None:
        return ""
    period = answer.key.split("|")[1] if "|" in answer.key else ""
    first = answer.sources[0].source if answer.sources else None
    place = f"{first.doc}:{first.spot}" if first is not None else ""
    if answer.how is How.PRINTED:
        return f"{period}  {place}"
    return f"{period}  {answer.how} ({place} ...)"


def _leeway(answer: Resolved, like: Figure | None) -> str:
    """How far a figure may lie from what is true, where that is more than two of the line's own last digits."""
    if answer.width is None or answer.unit == "ratio" or like is None:
        return ""
    half, digit = answer.width / 2, Decimal(1).scaleb(-like.decimals)
    return f", give or take {half.scaleb(-like.scale).normalize():,f}" if half > 2 * digit else ""
