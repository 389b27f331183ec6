"""The lists that a form's template repeats over: head, lines by section, claims, sums, the figures of the tables.

sections   Income statement   lines   Revenues | 売上高 | 1Q18 | last year 40,964,000,000 | JPY million
parts      tie 3   -1   cost_of_revenue|1Q18
record     revenue|1Q17   40,964,000,000   +- 500,000

A figure is in base units everywhere; the template divides by the unit that the person chooses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reportgen.checks.ties import Term
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import percent
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import Document, Figure, FigureKey, MetricRef, MetricTable, parse_key
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.lines import ClaimLine, DocumentTimes, RequestedFigure, form_claims, form_lines
from reportgen.forms.ties import FormTie, follows_from, form_ties
from reportgen.forms.words import OPPOSITE, bracketed, spoken, unit_word, unit_words

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


def form_records(
    table: MetricTable, period: Period, free: int = FREE_LINES, free_claims: int = FREE_CLAIMS
) -> FormRecord:
    """Everything that a form for `period` says before it is filled in; `ValueError` for no such period."""
    return _Form(table, period, free, free_claims).data()


@dataclass(frozen=True)
class _Form:
    table: MetricTable
    period: Period
    free: int
    free_claims: int

    @cached_property
    def year_end(self) -> int:
        return self.table.catalogue.company.fiscal_year_end_month

    @cached_property
    def times(self) -> DocumentTimes:
        return DocumentTimes.of(self.period, self.year_end)

    @cached_property
    def lines(self) -> list[RequestedFigure]:
        return form_lines(self.table, self.times)

    @cached_property
    def claims(self) -> list[ClaimLine]:
        return form_claims(self.table, self.times)

    @cached_property
    def _like(self) -> dict[FigureKey, Figure]:
        return {line.key: line.like for line in self.lines}

    @cached_property
    def resolver(self) -> ValueResolver:
        return ValueResolver(self.table)

    def data(self) -> FormRecord:
        catalogue = self.table.catalogue
        company = catalogue.company
        keys = [line.key for line in self.lines]
        ties = form_ties(keys, self.table, self.resolver)
        follows = {key: terms for key, terms in follows_from(ties).items() if key in set(keys)}
        cumulative = self.times.cumulative
        both = cumulative.id if cumulative == self.times.quarter else f"{self.times.quarter} / {cumulative}"
        newest = self._newest
        return {
            "company": {
                "name_en": company.name_en,
                "name_ja": company.name_ja,
                "entity": company.entity,
                "currency": company.currency,
            },
            "form": {
                "version": Decimal(FORM_VERSION),
                "period": self.period.id,
                "periods": both,
                "closing": self.times.closing.id,
                "year_ago": cumulative.prior_year().id,
                "kind": newest.kind if newest is not None else "results",
                "standard": newest.accounting_standard if newest is not None else "",
                "rounding": newest.rounding if newest is not None else "nearest",
                "held": self._held_words(),
            },
            "sections": list(self._sections()),
            "free": [{"number": Decimal(n)} for n in range(1, self.free + 1)],
            "claims": [self._claim_record(one) for one in self.claims] or [dict.fromkeys(_CLAIM_FIELDS, "")],
            "free_claims": [{"number": Decimal(n)} for n in range(1, self.free_claims + 1)],
            "ties": [self._tie_record(number, tie) for number, tie in enumerate(ties, start=1)]
            or [dict.fromkeys(_TIE_FIELDS, "")],
            "parts": list(self._part_records(ties)) or [dict.fromkeys(_PART_FIELDS, "")],
            "implied": [
                {"line": str(key), "key": str(term.key), "weight": Decimal(term.sign)}
                for key, terms in follows.items()
                for term in terms
            ]
            or [dict.fromkeys(("line", "key", "weight"), "")],
            "record": self._record(ties) or [dict.fromkeys(("key", "base", "half"), "")],
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
            "standards": [
                {"name": name}
                for name in dict.fromkeys(
                    document.accounting_standard for document in catalogue.documents.values()
                )
                if name
            ]
            or [{"name": ""}],
        }

    @cached_property
    def _newest(self) -> Document | None:
        """The document whose kind, standard and rounding the new one probably shares."""
        like = Counter(line.like.source.doc for line in self.lines)
        documents = self.table.catalogue.documents
        return max(
            (documents[doc] for doc in like),
            key=lambda one: (one.published_on, like[one.doc]),
            default=None,
        )

    def _held_words(self) -> str:
        """What the tables hold for this period already, so that nobody types a document twice unawares."""
        docs = sorted(
            {
                fact.source.doc
                for fact in self.table.facts
                if fact.key.scenario == "actual"
                and fact.key.period in (self.times.quarter, self.times.cumulative)
            }
        )
        return ", ".join(docs) if docs else "none"

    def _members(self, axis: str) -> list[FormRecord]:
        members = self.table.catalogue.members.values()
        return [
            {"label": bracketed(label_of(member), member.name)} for member in members if member.axis == axis
        ] or [{"label": ""}]

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
        last, before = self._last_year(key), self._before(key)
        return {
            "key": str(key),
            "metric": str(key.metric),
            **self._labels(key.metric),
            "period": key.period.id,
            "scenario": spoken(key.scenario),
            "unit": unit_word(*self._unit(line)),
            "sign": OPPOSITE if line.flipped else "",
            "last": _base(last),
            "before": _base(before),
            "last_from": _told(last),
        }

    def _labels(self, metric: MetricRef) -> FormRecord:
        english, japanese = (
            metric_label(metric, self.table.catalogue, language, shape="form") for language in ("en", "ja")
        )
        return {"label": english, "label_ja": japanese}

    def _unit(self, line: RequestedFigure) -> tuple[str, int]:
        return line.like.unit, line.like.scale

    def _last_year(self, key: FigureKey) -> Resolved:
        return self.resolver.resolve(key.metric, key.period.prior_year())

    def _before(self, key: FigureKey) -> Resolved:
        """The quarter before; the shorter stretch of the year; the balance a quarter ago; the target so far."""
        if key.scenario != "actual":
            for scenario in ("target_revised", "target"):
                answer = self.resolver.resolve(key.metric, key.period, scenario)
                if answer.value is not None:
                    return answer
            return answer
        period = _period_before(key.period, self.times, self.year_end)
        return self.resolver.resolve(key.metric, period) if period is not None else Resolved(str(key))

    # Claims

    def _claim_record(self, one: ClaimLine) -> FormRecord:
        key = one.key
        against = one.against
        if one.kind == "share_pct":
            base = str(FigureKey(parse_key(f"{against}|FY00").metric, key.period, key.scenario))
        else:
            base = str(key.metric) + "|" + against
        return {
            "key": f"{key}~{one.kind}~{against}",
            "metric": str(key.metric),
            **self._labels(key.metric),
            "period": key.period.id,
            "scenario": spoken(key.scenario),
            "kind": CLAIM_KINDS[one.kind].choice,
            "against": against,
            "base_key": base,
            "unit": unit_word(one.like.unit, one.like.scale),
            "sign": OPPOSITE if one.flipped else "",
        }

    # Sums

    def _tie_record(self, number: int, tie: FormTie) -> FormRecord:
        like = self._like[tie.total]
        return {
            "number": Decimal(number),
            "label": self._labels(tie.total.metric)["label"],
            "period": str(tie.total.period) + ("" if tie.total.scenario == "actual" else " target"),
            "explain": tie.rule.explain_en if tie.rule.over != "period" else self._over_time_words(tie),
            "explain_ja": tie.rule.explain_ja,
            "kind": tie.kind,
            "unit": unit_word(like.unit, like.scale),
            "factor": Decimal(1).scaleb(like.scale),
        }

    def _over_time_words(self, tie: FormTie) -> str:
        return " + ".join(term.key.period.id for term in tie.terms) + f" = {tie.total.period}"

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

    def _record(self, ties: Iterable[FormTie]) -> list[FormRecord]:
        keys: dict[FigureKey, None] = {}
        for tie in ties:
            keys.update(dict.fromkeys(term.key for term in tie.terms))
        for line in self.lines:
            keys[line.key] = None
            keys[FigureKey(line.key.metric, line.key.period.prior_year())] = None
        for claim in self.claims:
            keys[claim.key] = None
            record = self._claim_record(claim)
            keys[parse_key(str(record["base_key"]))] = None
        # A figure that the document prints is taken from the form, never from the tables.
        asked = {line.key for line in self.lines}
        found: list[FormRecord] = []
        for key in keys:
            answer = self.resolver.resolve(key.metric, key.period, key.scenario)
            base = _base(answer)
            if key in asked or base is None or answer.width is None:
                continue
            half = answer.width / 2
            half = percent(half) if answer.unit == "ratio" else half
            found.append({"key": str(key), "base": base, "half": half})
        return found


_CLAIM_FIELDS = (
    *("key", "metric", "label", "label_ja", "period", "scenario"),
    *("kind", "against", "base_key", "unit", "sign"),
)
_TIE_FIELDS = ["number", "label", "period", "explain", "explain_ja", "kind", "unit", "factor"]
_PART_FIELDS = ["tie", "key", "weight", "role", "label"]


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
    place = f"{first.doc}:{first.line}" if first is not None else ""
    if answer.how is How.PRINTED:
        return f"{period}  {place}"
    return f"{period}  {answer.how} ({place} ...)"


def _period_before(period: Period, times: DocumentTimes, year_end: int) -> Period | None:
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
            return times.back(1, year_end).closing
        case _:
            return None
