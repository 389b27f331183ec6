"""Metrics over periods as a table of figures with their marks, for a terminal, a notebook or a file.

revenue          FY16       FY17         FY18        revenue|ifrs     FY17
              157,789    176,051    † 192,430                      176,233
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from reportgen.app.display import Displayed, data_frame
from reportgen.app.marks import APPROX, REACH, UNDER, Marks, of_basis, of_breaks, of_standards, of_vintages
from reportgen.checks.breaks import Breaks
from reportgen.checks.targets import outcome_of
from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import Period, PeriodKind, parse_period, period_range
from reportgen.core.period_names import head
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, column_unit, is_ratio
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import Figure, FigureKey, MetricTable
from reportgen.data.vintage import LATEST, Vintage, VintageKind, on_basis_of, select
from reportgen.data.vocabulary import SCENARIOS, STANDARDS, standard_name, standard_named
from reportgen.figures.measures import change_from, growth_measures
from reportgen.figures.query import FigureQuery, QueryError, When, fitted, parse_query, unit_kind_of_query
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import PHRASES, NumberFormat
from reportgen.figures.turns import turned
from reportgen.figures.value_resolver import ValueResolver

if TYPE_CHECKING:
    import pandas as pd

_GROWTH = NumberFormat(scale=PERCENT, digits=1, signed=True, suffix="%")
_POINTS = NumberFormat(scale=PERCENT, digits=1, signed=True, suffix=" pt")
_RATIO = NumberFormat(scale=PERCENT, digits=1, suffix="%")
_BASES = ("current", "printed")
_LABELS = ("", "en", "ja")
_CENTS = 2
_AHEAD = ("target", "target_revised")


class Ask(Struct, frozen=True):
    """What is to be shown: metrics and periods as written, growth (yoy, qoq), scenario, basis, labels and standard.

    A metric may name its own period and accounting standard, `revenue|FY17|ifrs`.
    """

    metrics: Sequence[str]
    start: str = ""
    end: str = ""
    change: str = ""
    scenario: str = "actual"
    basis: str = "current"
    labels: str = ""
    standard: str = ""


class ShownCell(Struct, frozen=True):
    """One figure: the text a person reads, its marks, its exact value, how it came about and from where."""

    text: str
    marks: str = ""
    exact: str = ""
    how: str = ""
    sources: tuple[Figure, ...] = ()

    @property
    def marked(self) -> str:
        """The text with its marks before it: `= 1,124`."""
        return f"{self.marks} {self.text}" if self.marks else self.text


class ShownRow(Struct, frozen=True):
    """One row: its name for people, its exact name for machines, its cells."""

    name: str
    exact_name: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ShownTable(Displayed):
    """Heads (first the word "metric", then the periods), rows, and the notes that explain the marks."""

    heads: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    notes: tuple[str, ...]

    def grid(self) -> list[Sequence[str]]:
        """Names and figures with their marks."""
        return [self.heads, *((row.name, *(cell.marked for cell in row.cells)) for row in self.rows)]

    def below(self) -> list[str]:
        """What the marks mean."""
        return list(self.notes)

    def frame(self) -> pd.DataFrame:
        """The exact figures: a row for each metric, a column for each period, None where there is none."""
        rows = [[row.exact_name, *(_exact(cell.exact) for cell in row.cells)] for row in self.rows]
        return data_frame(rows, self.heads).set_index(self.heads[0])


def _exact(text: str) -> Decimal | str | None:
    """A figure as a number; the outcome of a target stays a word."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return text


def show_metrics(everything: MetricTable, ask: Ask, vintage: Vintage = LATEST) -> ShownTable:
    """The asked metrics over the asked periods, as the vintage knew them.

    `everything` holds all documents: a figure that they print differently is marked. Without periods, all
    periods that the first metric is printed for are shown. Raises `FindingsError` for names and periods that
    mean nothing.
    """
    if ask.basis == "current":
        everything = on_basis_of(everything, vintage)
    table = select(everything, vintage)
    known = everything if vintage.kind is not VintageKind.AS_OF else table
    issues: list[Issue] = []
    asked = [found for name in ask.metrics if (found := _row(name, table, issues)) is not None]
    issues += _wrong_words(ask, table)
    periods: tuple[Period, ...] = ()
    try:
        periods = _periods(table, asked, ask)
    except ValueError as error:
        issues.append(Issue("unknown-period", str(error)))
    if issues:
        raise FindingsError(issues)
    marks, rows = Marks(), []
    for one, _ in asked:
        standard = one.when.standard or standard_named(ask.standard)
        if not table.catalogue.concepts[one.metric.concept].is_of_standard:
            standard = ""
        shower = _Shower.under(standard, table, known, ask, marks)
        rows += shower.rows(replace(one, when=one.when._replace(standard=standard)), periods)
    return ShownTable(("metric", *map(head, periods)), tuple(rows), marks.notes())


def _wrong_words(ask: Ask, table: MetricTable) -> list[Issue]:
    issues: list[Issue] = []
    known_standards = table.standards.known
    if ask.standard and standard_named(ask.standard) not in known_standards:
        issues.append(
            Issue(
                "unknown-standard",
                f'no figure stands under "{ask.standard}"',
                expected=", ".join(known_standards),
                found=ask.standard,
            )
        )
    growths = growth_measures(table.catalogue)
    if ask.change and ask.change not in growths:
        message, expected = f"growth is {' or '.join(growths)}", ", ".join(growths)
        issues.append(Issue("unknown-change", message, expected=expected, found=ask.change))
    for given, known, what in (
        (ask.scenario, SCENARIOS, "scenario"),
        (ask.basis, _BASES, "basis"),
        (ask.labels, _LABELS, "language of labels"),
    ):
        if given not in known:
            issues.append(
                Issue(
                    f"unknown-{what.split()[0]}",
                    f'no {what} is named "{given}"',
                    expected=", ".join(word for word in known if word),
                    found=given,
                    hint=did_you_mean(given, known),
                )
            )
    return issues


class _Shower(Struct, frozen=True):
    """Shows rows from `table`; `whole` holds the figures of every accounting standard, `everything` all documents."""

    table: MetricTable
    whole: MetricTable
    everything: MetricTable
    resolver: ValueResolver
    ask: Ask
    marks: Marks

    @classmethod
    def under(
        cls, standard: str, table: MetricTable, everything: MetricTable, ask: Ask, marks: Marks
    ) -> _Shower:
        """What shows the figures of one accounting standard; those that stand where none is named."""
        own, all_prints = (one.under(standard) if standard else one for one in (table, everything))
        return cls(own, table, all_prints, ValueResolver(own, None), ask, marks)

    def rows(self, asked: FigureQuery, periods: tuple[Period, ...]) -> list[ShownRow]:
        """The rows of one metric: its level, its growth, and for targets what became of them."""
        if asked.when.scenario == "actual" and self.ask.scenario != "actual":
            asked = replace(asked, when=asked.when._replace(scenario=self.ask.scenario))
        if asked.when.scenario == "target" and not asked.measure:
            return self._target_rows(asked, periods)
        rows = [self._level(asked, periods)]
        if self.ask.change and not asked.measure:
            rows.append(self._growth(asked, periods))
        return rows

    def _level(
        self,
        asked: FigureQuery,
        periods: tuple[Period, ...],
        name: str = "",
        number_format: NumberFormat | None = None,
    ) -> ShownRow:
        at = [self._at(asked, period) for period in periods]
        answers = [self._answer(item) for item in at]
        number_format = number_format or _format(self.whole, asked)
        self._say_unit(number_format, asked)
        under = of_standards([item.key for item in at], answers, self.marks)
        cells = tuple(
            self._cell(item, answer, number_format, mark or self._elsewhere(item, answer))
            for item, answer, mark in zip(at, answers, under, strict=True)
        )
        tail = asked.when.key.removeprefix(str(asked.when.period))
        return ShownRow(name or self._name(asked) + tail, asked.name + tail, cells)

    def _elsewhere(self, asked: FigureQuery, answer: Resolved) -> str:
        """A mark where a figure that stands is known under another accounting standard as well."""
        known = self.table.standards.known if self.table.standards.several and answer.standard else ()
        others = [
            standard_name(name)
            for name in known
            if name != answer.standard
            and self.resolver.answer(replace(asked, when=asked.when._replace(standard=name))).value
            is not None
        ]
        if not others:
            return ""
        words = (
            f"under {standard_name(answer.standard)}, which stands; known under {' and '.join(others)} too"
        )
        return self.marks.say(UNDER, words, asked.key)

    def _growth(self, asked: FigureQuery, periods: tuple[Period, ...]) -> ShownRow:
        """Growth of levels in percent, of ratios in points."""
        ratio = self.table.catalogue.concepts[asked.metric.concept].unit_kind == "ratio"
        counted_from = growth_measures(self.table.catalogue)[self.ask.change].base
        measure = change_from(counted_from, self.table.catalogue) if ratio else self.ask.change
        number_format = _POINTS if ratio else _GROWTH
        breaks = Breaks(self.table.catalogue, self.resolver.expressions)
        cells = []
        for period in periods:
            item = replace(self._at(asked, period), measure=measure)
            answer = self._answer(item)
            at = item.when.period
            calendar = self.table.calendar
            base = calendar.year_before(at) if counted_from == "year" else calendar.quarter_before(at)
            mark = ""
            if answer.value is not None and base is not None:
                found = breaks.between(asked.metric, base, at, answer.standard)
                name = f"{self.ask.change} of {asked.metric}|{at}"
                mark = of_breaks(name, found, self.marks)
                level = self.resolver.resolve(asked.metric, base)
                if level.value is not None and level.standard != answer.standard:
                    words = f"against {base} under {standard_name(answer.standard)}, which is not shown"
                    mark += self.marks.say(UNDER, words, name)
            exact = f"{answer.value:.6f}" if answer.value is not None else ""
            cells.append(
                ShownCell(self._text(answer, number_format), mark, exact, _how(answer), answer.sources)
            )
        concept = self.table.catalogue.concepts.get(self.ask.change)
        word = label_of(concept, "ja") if self.ask.labels == "ja" and concept is not None else self.ask.change
        return ShownRow(f"  {word}", f"{measure}({asked.name})", tuple(cells))

    def _target_rows(self, asked: FigureQuery, periods: tuple[Period, ...]) -> list[ShownRow]:
        """First and revised targets, what was reached, and whether the last target was met."""
        actual = replace(asked, when=asked.when._replace(scenario="actual"))
        reached = [self.resolver.answer(self._at(actual, period)) for period in periods]
        # Targets are often rounder than what was reached: all rows take the unit of the latter.
        some = any(answer.printed is not None for answer in reached)
        number_format = _format(self.whole, actual) if some else None
        held = {key for key in self.table.by_key if key.metric == asked.metric}
        rows = []
        for scenario in _AHEAD:
            ahead = replace(asked, when=asked.when._replace(scenario=scenario))
            keys = {FigureKey(one.metric, one.when.period, scenario) for one in self._each(ahead, periods)}
            if scenario == "target" or keys & held:
                rows.append(self._level(ahead, periods, number_format=number_format))
        rows.append(self._level(actual, periods, "  reached", number_format))
        return [*rows, self._outcomes(asked, periods)]

    def _outcomes(self, asked: FigureQuery, periods: tuple[Period, ...]) -> ShownRow:
        cells = []
        for period in periods:
            at = self._at(asked, period).when.period
            targets = [
                fact
                for scenario in reversed(_AHEAD)
                if (fact := self.table.fact_of(asked.metric, at, scenario)) is not None
            ]
            reached = self.resolver.resolve(asked.metric, at)
            word = str(outcome_of(targets[0], reached)) if targets else ""
            cells.append(ShownCell(word, exact=word))
        return ShownRow("  outcome", f"outcome({asked.name})", tuple(cells))

    def _name(self, asked: FigureQuery) -> str:
        """What a row is called: as it was asked for, or by the catalogue's labels."""
        if not self.ask.labels:
            return asked.name
        return metric_label(asked.metric, self.table.catalogue, self.ask.labels, asked.measure, "table")

    def _each(self, asked: FigureQuery, periods: tuple[Period, ...]) -> list[FigureQuery]:
        return [self._at(asked, period) for period in periods]

    def _answer(self, asked: FigureQuery) -> Resolved:
        return turned(asked, self.resolver.answer(asked), self.resolver.answer, self.table.catalogue)

    def _at(self, asked: FigureQuery, period: Period) -> FigureQuery:
        return replace(asked, when=fitted(asked.metric, asked.when._replace(period=period), self.table))

    def _cell(
        self, asked: FigureQuery, answer: Resolved, number_format: NumberFormat, mark: str
    ) -> ShownCell:
        marks = mark + self.marks.of_answer(answer)
        if answer.value is not None and not asked.measure:
            key = FigureKey(asked.metric, asked.when.period, asked.when.scenario)
            marks += of_basis(answer, self.table, self.marks)
            marks += of_vintages(key, answer.standard, self.everything, self.marks)
        exact = f"{answer.value:f}" if answer.value is not None else ""
        return ShownCell(self._text(answer, number_format), marks, exact, _how(answer), answer.sources)

    def _say_unit(self, number_format: NumberFormat, asked: FigureQuery) -> None:
        """Note in which unit a row stands, where its cells do not say it."""
        kind = unit_kind_of_query(asked, self.table)
        held = (key for key in self.whole.by_key if key.metric == asked.metric)
        fact = next((self.whole.by_key[key][0] for key in held), None)
        unit = fact.unit if fact is not None else self.table.catalogue.company.currency
        if kind != "ratio" and not is_ratio(unit):
            self.marks.say_unit(column_unit(unit, number_format.scale), self._name(asked))

    def _text(self, answer: Resolved, number_format: NumberFormat) -> str:
        """The digits that are known, with the word for what leaves the figure open."""
        if answer.turn:
            return PHRASES[answer.turn]
        number_format, value, word = answer.known_in(number_format)
        if word == "about":
            self.marks.used.add(APPROX)
        if number_format.spread:
            self.marks.used.add(REACH)
        return replace(number_format, around=PHRASES.get(word, "{}")).text(value)


def _how(answer: Resolved) -> str:
    return str(answer.how) if answer.how is not How.NONE else ""


class _AskedRow(NamedTuple):
    """What a row shows, and the period that it names itself; None where each column tells it."""

    asked: FigureQuery
    period: Period | None = None


# Stands for the period of a column.
_COLUMN = Period(PeriodKind.YEAR, 2000)
_KEY = re.compile(r"(?P<metric>.*\)|[^|]*)(?:\|(?P<when>.*))?")


def _row(name: str, table: MetricTable, issues: list[Issue]) -> _AskedRow | None:
    """The row of a metric, which may name a period, a scenario and an accounting standard of its own."""
    found = _KEY.fullmatch(name)
    metric, when = (found["metric"], found["when"] or "") if found else (name, "")
    first = when.partition("|")[0]
    alone = first in SCENARIOS or standard_named(first) in (*STANDARDS, *table.standards.known)
    try:
        if alone or not when:
            text = f"{metric}|{_COLUMN.id}|{when}" if alone else metric
            return _AskedRow(parse_query(text, table, {}, When(_COLUMN)))
        return _AskedRow(parse_query(f"{metric}|{when}", table, {}, When(_COLUMN)), parse_period(first))
    except QueryError as error:
        hint = did_you_mean(error.word, error.known)
        issues.append(Issue("unknown-metric", str(error), found=name, hint=hint))
        return None


def _periods(table: MetricTable, asked: list[_AskedRow], ask: Ask) -> tuple[Period, ...]:
    """The named stretch, or the periods that rows name, or all that the first metric is held for; one end is open."""
    own = {one.period for one in asked if one.period is not None}
    if own and (ask.start or ask.end):
        told = ", ".join(sorted(map(str, own)))
        raise ValueError(f"{told} stands beside a metric, and --from and --to name the periods of all rows")
    if own:
        return tuple(sorted(own, key=table.calendar.sort_key))
    if ask.start and ask.end:
        stretch = period_range(parse_period(ask.start), parse_period(ask.end))
        if not stretch:
            raise ValueError(f"{ask.start} comes after {ask.end}: no period lies between them")
        return stretch
    if not asked:
        return ()
    metric = asked[0].asked.metric
    scenarios = (ask.scenario, *(_AHEAD if ask.scenario == "target" else ()))
    held = {key.period for key in table.by_key if key.metric == metric and key.scenario in scenarios}
    end = ask.start or ask.end
    if end:
        named = parse_period(end)
        like = {period for period in held if period.kind is named.kind}
        after, order = bool(ask.start), table.calendar.sort_key
        here = order(named)
        chosen = {one for one in like if (order(one) >= here if after else order(one) <= here)}
        return tuple(sorted(chosen | {named}, key=table.calendar.sort_key))
    if not held:
        raise ValueError(f"{metric} is not printed for any period; name some with --from and --to")
    return tuple(sorted(held, key=table.calendar.sort_key))


def _format(table: MetricTable, asked: FigureQuery) -> NumberFormat:
    """One format for a whole row: the unit that most figures of its metric are printed in, with their finest digit.

    The whole record counts, not the periods that are asked for, so that a figure looks alike in every table.
    """
    kind = unit_kind_of_query(asked, table)
    if kind == "ratio":
        return _GROWTH if asked.measure in growth_measures(table.catalogue) else _RATIO
    printed = [
        facts[0]
        for key, facts in table.by_key.items()
        if key.metric == asked.metric and key.scenario == asked.when.scenario
    ]
    if kind == "per_share":
        digits = max((figure.decimals for figure in printed), default=2)
        return NumberFormat(digits=min(max(digits, 0), _CENTS))
    counts = Counter(figure.scale for figure in printed)
    most = max(counts.values(), default=0)
    scale = min(
        (scale for scale, count in counts.items() if count == most), default=6 if kind == "money" else 0
    )
    digits = max((figure.decimals + scale for figure in printed if figure.scale == scale), default=0)
    return NumberFormat(scale=scale, digits=max(0, digits))
