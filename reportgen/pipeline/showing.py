"""Metrics over periods, as a table to be shown: exact values for machines, formatted ones for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportgen.diagnostics import FindingsError, Issue, did_you_mean
from reportgen.expressions import How, Resolved, Resolver
from reportgen.formatting import NumberFormat
from reportgen.metrics import MetricTable
from reportgen.values import Period, PeriodKind, parse_period, period_range
from reportgen.views.asking import Asked, AskingError, When, fitted, parse_asked

_GROWTH = NumberFormat(scale=-2, digits=1, signed=True, suffix="%")
_RATIO = NumberFormat(scale=-2, digits=1, suffix="%")
_MARKS = {How.COMPUTED: "c", How.SUM: "s", How.DIFFERENCE: "d", How.CHANGE: "c"}
_MARK_WORDS = {
    "c": "c  computed from printed figures",
    "s": "s  sum of printed quarters",
    "d": "d  difference of printed periods",
    "~": "~  approximate, or a bound, as printed",
}


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Heads with the periods, rows formatted for people (`shown`) and exact for machines, notes on marks."""

    heads: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    exact: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def show_metrics(table: MetricTable, names: Sequence[str], start: str, end: str, change: str) -> ShownTable:
    """The asked metrics from `start` to `end`, with growth rows where `change` is yoy or qoq.

    Without periods, all periods that the first metric is printed for are shown. Raises `FindingsError` for
    names and periods that mean nothing.
    """
    issues: list[Issue] = []
    asked = [found for name in names if (found := _asked(name, table, issues)) is not None]
    if change not in ("", "yoy", "qoq"):
        issues.append(Issue("unknown-change", "growth is yoy or qoq", expected="yoy, qoq", found=change))
    periods: tuple[Period, ...] = ()
    try:
        periods = _periods(table, asked, start, end)
    except ValueError as error:
        issues.append(Issue("unknown-period", str(error)))
    if issues:
        raise FindingsError(issues)
    resolver = Resolver(table)
    marks: set[str] = set()
    shown: list[tuple[str, ...]] = []
    exact: list[tuple[str, ...]] = []
    for one in asked:
        at = [replace(one, when=fitted(one.metric, When(period), table)) for period in periods]
        answers = [_resolve(resolver, item) for item in at]
        number_format = _format(answers, table, one)
        shown.append((one.name, *(_cell(answer, number_format, marks) for answer in answers)))
        exact.append(
            (one.name, *(f"{answer.value:f}" if answer.value is not None else "" for answer in answers))
        )
        if change and not one.measure:
            growth = [_resolve(resolver, replace(item, measure=change)) for item in at]
            name = f"  {change}"
            shown.append((name, *(_GROWTH.text(answer.value) for answer in growth)))
            exact.append(
                (
                    f"{change}({one.name})",
                    *(f"{answer.value:.6f}" if answer.value is not None else "" for answer in growth),
                )
            )
    heads = ("metric", *(period.id for period in periods))
    notes = tuple(words for mark, words in _MARK_WORDS.items() if mark in marks)
    return ShownTable(heads, tuple(shown), tuple(exact), notes)


def _asked(name: str, table: MetricTable, issues: list[Issue]) -> Asked | None:
    try:
        return parse_asked(name, table, {}, When(Period(PeriodKind.YEAR, 2000)))
    except AskingError as error:
        hint = did_you_mean(error.word, error.known)
        issues.append(Issue("unknown-metric", str(error), found=name, hint=hint))
        return None


def _periods(table: MetricTable, asked: list[Asked], start: str, end: str) -> tuple[Period, ...]:
    if start or end:
        return period_range(parse_period(start or end), parse_period(end or start))
    if not asked:
        return ()
    metric = asked[0].metric
    held = {key.period for key in table.by_key if key.metric == metric and key.scenario == "actual"}
    if not held:
        raise ValueError(f"{metric} is not printed for any period; name some with --from and --to")
    return tuple(sorted(held, key=lambda period: period.sort_key()))


def _resolve(resolver: Resolver, asked: Asked) -> Resolved:
    if asked.measure:
        return resolver.resolve_rate(asked.measure, asked.metric, asked.when.period, asked.when.scenario)
    return resolver.resolve(asked.metric, asked.when.period, asked.when.scenario)


def _format(answers: list[Resolved], table: MetricTable, asked: Asked) -> NumberFormat:
    """One format for a whole row: the finest unit that any of its figures is printed in."""
    kind = table.catalogue.concepts[asked.metric.concept].unit_kind
    if asked.measure in ("yoy", "qoq", "share_of_revenue") or kind == "ratio":
        return _GROWTH if asked.measure in ("yoy", "qoq") else _RATIO
    printed = [answer.printed for answer in answers if answer.printed is not None]
    scale = min((figure.scale for figure in printed), default=6 if kind == "money" else 0)
    digits = max((figure.decimals + scale for figure in printed), default=0)
    return NumberFormat(scale=scale, digits=max(0, digits))


def _cell(answer: Resolved, number_format: NumberFormat, marks: set[str]) -> str:
    mark = "~" if answer.bound != "point" else _MARKS.get(answer.how, "")
    if answer.value is None or not mark:
        return number_format.text(answer.value)
    marks.add(mark)
    return f"{mark} {number_format.text(answer.value)}"
