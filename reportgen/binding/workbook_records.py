"""The lists that a workbook's blocks repeat down over: printed figures, documents, tie-outs.

figure.key            figure.value   figure.unit    figure.printed   figure.line
revenue|4Q17                48,439   JPY million    48,439           179
yoy(revenue)|1Q16            15.0%   %              +15.0%           181
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reportgen.binding.periods import excel_date
from reportgen.binding.plan import CellValue
from reportgen.binding.workbook_vintages import standing
from reportgen.expressions import How, Metric, Ratio, bind
from reportgen.metrics import LEVEL, Figure, MetricRef, MetricTable, Speech, split_factor
from reportgen.metrics.labels import catalogue_order, label_of, metric_label
from reportgen.metrics.vocabulary import CLAIM_KINDS
from reportgen.narrative import FigureDesk
from reportgen.values.units import (
    RATIO_UNITS,
    as_fraction,
    column_unit,
    counted_unit,
    is_per_share,
    is_ratio,
    model_power,
    unit_kind_of,
)
from reportgen.views.asking import MEASURES, Asked, When


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a list: `kind` is the head of its tags, `formats` are number formats by tag.

    `rows` are the lists that blocks inside the record's own block repeat over, by the block's name.
    """

    kind: str
    key: str
    values: Mapping[str, CellValue]
    formats: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)


def figure_records(desk: FigureDesk, scale: int, keys: Mapping[str, str]) -> tuple[Record, ...]:
    """Every printed figure, in the order of the tables: statement, metric, period; `keys` as `figure_keys` gives.

    `key` names the figure alone, `lookup` the question that it and others of its kind answer; `since`,
    `until` and `first` say when it is the one that stands.
    """
    order = _order(desk.table)
    figures = sorted(desk.table.figures, key=order)
    speeches = standing(desk, _claim_questions(desk, keys))
    return tuple(
        _figure_record(figure, keys[figure.id], desk.table, scale, speeches[figure.id]) for figure in figures
    )


def plain_key(key: str) -> str:
    """The question that a figure answers, from the key that names it alone: `revenue|FY17#2` to `revenue|FY17`."""
    return key.partition("#")[0]


def figure_keys(desk: FigureDesk, asked: Collection[str] = ()) -> dict[str, str]:
    """The key of every printed figure on the Data sheet, by the id of the figure.

    A figure that stands for its key carries the plain key, under which the model's cells look it up; others
    (the same figure printed less precisely) carry it with a number behind it, `revenue|FY17#2`. Keys hold no
    `~`, `*` or `?`, which Excel's MATCH reads as wildcards. A ratio may answer to two names, that of its
    concept and that of a measure; the one that the template asks for (`asked`) is taken.
    """
    keys: dict[str, str] = {}
    counts: dict[str, int] = {}
    taken: set[str] = set()
    for figure in desk.table.figures:
        names = list(_names(figure, desk))
        key, stands = next(((key, stands) for name, key, stands in names if name in asked), names[0][1:])
        counts.setdefault(key, 1)
        if stands and key not in taken:
            keys[figure.id] = key
            taken.add(key)
        else:
            counts[key] += 1
            keys[figure.id] = f"{key}#{counts[key]}"
    return keys


def _names(figure: Figure, desk: FigureDesk) -> Iterator[tuple[str, str, bool]]:
    """The names a figure answers to, each with its key and whether the figure stands for it."""
    when = When(figure.key.period, figure.key.scenario)
    if not figure.is_claim:
        asked = Asked(figure.key.metric, when)
        answer = desk.resolve(asked)
        yield asked.name, asked.key, answer.printed is figure and answer.how is How.PRINTED
        return
    found = False
    for asked in _candidates(figure, desk):
        answer = desk.resolve(asked)
        if _says(answer.printed, figure) or not asked.measure:
            found = True
            yield asked.name, asked.key, answer.printed is figure and answer.how is How.PRINTED
    if not found:
        name = f"{CLAIM_KINDS[figure.kind].word}({figure.key.metric}, {figure.against})"
        yield name, f"{name}|{when.key}", True


def _says(printed: Figure | None, claim: Figure) -> bool:
    """Whether a printed figure is a claim, or one of another document that says the same thing."""
    return printed is not None and (printed.kind, printed.against) == (claim.kind, claim.against)


def _candidates(claim: Figure, desk: FigureDesk) -> list[Asked]:
    """The questions that a claim might answer."""
    when = When(claim.key.period, claim.key.scenario)
    kinds = CLAIM_KINDS[claim.kind].measures
    measures = [measure for measure in MEASURES if measure in kinds and measure in desk.expressions]
    return [
        *(Asked(ref, when) for ref in _named_ratios(claim, desk)),
        *(Asked(claim.key.metric, when, measure) for measure in measures),
    ]


def _claim_questions(desk: FigureDesk, keys: Mapping[str, str]) -> dict[str, Asked]:
    """The question that each claim answers, by the claim's id; claims that answer none are left out."""
    found: dict[str, Asked] = {}
    for claim in desk.table.claims:
        wanted = plain_key(keys[claim.id])
        for asked in _candidates(claim, desk):
            if asked.key == wanted:
                found[claim.id] = asked
                break
    return found


def _named_ratios(figure: Figure, desk: FigureDesk) -> Iterator[MetricRef]:
    """The ratios with a name of their own that a printed share says: `gross_margin_ratio@si`."""
    for concept, expr in desk.expressions.items():
        if concept in MEASURES:
            continue
        ref = MetricRef(concept, figure.key.metric.service_line, figure.key.metric.scope)
        match bind(expr, ref):
            case Ratio(Metric(top), Metric(bottom)):
                if (top, str(bottom)) == (figure.key.metric, figure.against):
                    yield ref
            case _:
                continue


def _order(table: MetricTable) -> Callable[[Figure], tuple[int | bool | str | tuple[date, int], ...]]:
    place_of = catalogue_order(table.catalogue)

    def order(figure: Figure) -> tuple[int | bool | str | tuple[date, int], ...]:
        return (
            *place_of(figure.key.metric),
            figure.is_claim,
            figure.kind,
            figure.key.scenario,
            figure.key.period.sort_key(),
            -figure.decimals,
            figure.source.line,
        )

    return order


def _figure_record(figure: Figure, key: str, table: MetricTable, scale: int, speech: Speech) -> Record:
    metric = figure.key.metric
    catalogue = table.catalogue
    ratio = is_ratio(figure.unit)
    shift = model_power(unit_kind_of(figure.unit), scale)
    per_share = table.one_basis and is_per_share(figure.unit)
    split = split_factor(table.catalogue, metric.concept, figure.source.doc) if per_share else Decimal(1)
    digits = max(0, figure.decimals + figure.scale - (split.adjusted() if split != 1 else 0))
    members = catalogue.members
    line = members.get(("service_line", metric.service_line))
    scope = members.get(("scope", metric.scope))
    values: dict[str, CellValue] = {
        "key": key,
        "lookup": plain_key(key),
        "since": excel_date(speech.since) if speech.since is not None else "-",
        "until": excel_date(speech.until) if speech.until is not None else "-",
        "first": Decimal(int(speech.first)),
        "metric": str(metric),
        "label": metric_label(metric, catalogue),
        "label_ja": metric_label(metric, catalogue, "ja"),
        "service_line": label_of(line) if line else "",
        "scope": label_of(scope) if scope else "",
        "period": figure.key.period.id,
        "scenario": figure.key.scenario,
        "kind": CLAIM_KINDS[figure.kind].word if figure.is_claim else figure.kind,
        "against": figure.against,
        "bound": "" if figure.bound == "point" else figure.bound,
        "value": as_fraction(_as_printed(figure.value, split), figure.unit),
        "unit": _unit(figure),
        "split": split,
        "multiplier": Decimal(1) if ratio else Decimal(1).scaleb(figure.scale - shift),
        "half": as_fraction(_half(figure), figure.unit).scaleb(-shift),
        "document": figure.source.doc,
        "published": excel_date(table.catalogue.documents[figure.source.doc].published_on),
        "heading": figure.source.heading,
        "line": Decimal(figure.source.line),
        "printed": figure.source.printed,
        "also_at": ", ".join(str(number) for number in figure.source.also_at),
        "medium": figure.source.medium,
        "status": figure.status,
        "note": figure.note,
    }
    body = ("0" if ratio else "#,##0") + ("." + "0" * digits if digits else "") + ("%" if ratio else "")
    if figure.kind not in (LEVEL, "share_pct"):
        level = f"+{body}_);({body});{body}_);@_)"
    else:
        level = f"{body}_);({body});{body}_);@_)"
    return Record("figure", key, values, {"value": level})


def _half(figure: Figure) -> Decimal:
    """What rounding may hide each way, in base units; "approx." doubles it, as in the checks."""
    return figure.interval.width if figure.bound == "approx" else figure.interval.width / 2


def _as_printed(value: Decimal, split: Decimal) -> Decimal:
    """The figure as its page prints it: a split is taken back."""
    return value if split == 1 else (value * split).normalize() + 0


def _unit(figure: Figure) -> str:
    if unit_kind_of(figure.unit) == "money":
        currency, _, per = figure.unit.partition("/")
        return column_unit(currency, figure.scale) + (f" a {per}" if per else "")
    return counted_unit(RATIO_UNITS.get(figure.unit, figure.unit), figure.scale)


def document_records(table: MetricTable) -> tuple[Record, ...]:
    """The source documents, newest first."""
    held = Counter(figure.source.doc for figure in table.figures)
    documents = sorted(
        (item for item in table.catalogue.documents.values() if item.doc in held),
        key=lambda item: (item.published_on, item.doc),
        reverse=True,
    )
    return tuple(
        Record(
            "document",
            item.doc,
            {
                "doc": item.doc,
                "title": item.title,
                "kind": item.kind,
                "published_on": item.published_on.isoformat(),
                "as_known_on": item.as_known_on.isoformat(),
                "standard": {"us_gaap": "US GAAP", "ifrs": "IFRS"}.get(item.accounting_standard, ""),
                "rounding": item.rounding,
                "source_file": item.source_file,
                "url": item.url,
                "note": item.note,
                "figures": Decimal(held[item.doc]),
            },
        )
        for item in documents
    )
