"""The marks that stand before shown figures, and the lines below a table that explain them.

c 1,124     computed            * 176,233   an earlier document printed another figure
÷ 16.25     on today's basis    ! +18.1%    growth across a change of scope
† 6,023     under another accounting standard than the figure before it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from reportgen.app.display import Displayed, data_frame
from reportgen.checks.breaks import Break, Breaks
from reportgen.checks.restatements import print_chain
from reportgen.checks.targets import outcome_of
from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import Period, PeriodKind, parse_period, period_range
from reportgen.core.period_names import head
from reportgen.core.units import PERCENT, column_unit, is_per_share, is_ratio
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import Catalogue, Figure, FigureKey, MetricTable
from reportgen.data.vintage import LATEST, Vintage, VintageKind, on_one_basis, select, split_factor
from reportgen.data.vocabulary import SCENARIOS, standard_name
from reportgen.figures.evaluate import quarter_before, year_before
from reportgen.figures.measures import change_from, growth_measures
from reportgen.figures.query import FigureQuery, QueryError, When, fitted, parse_query, unit_kind_of_query
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import NumberFormat
from reportgen.figures.value_resolver import ValueResolver

if TYPE_CHECKING:
    import pandas as pd

APPROX, DIFFERS, REBASED, ACROSS, UNDER = "~", "*", "\u00f7", "!", "\u2020"
_HOW = {How.COMPUTED: "c", How.SUM: "s", How.DIFFERENCE: "d", How.CHANGE: "c"}
_WORDS = {
    "c": "c  computed from printed figures",
    "s": "s  sum of printed quarters",
    "d": "d  difference of printed periods",
    APPROX: "~  approximate or a bound as printed, or known to fewer digits than are shown",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that a table has used so far, what each of the particular ones says, and the units of its rows."""

    used: set[str] = field(default_factory=set)
    particular: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    units: dict[str, list[str]] = field(default_factory=dict)

    def of_answer(self, answer: Resolved) -> str:
        """How a figure came about: computed, summed, approximate; nothing for a printed point."""
        if answer.value is None:
            return ""
        mark = APPROX if answer.bound != "point" else _HOW.get(answer.how, "")
        if mark:
            self.used.add(mark)
        return mark

    def say(self, mark: str, words: str, name: str = "") -> str:
        """Note what a mark stands for at the figure `name`, and give the mark back."""
        names = self.particular.setdefault((mark, words), [])
        if name and name not in names:
            names.append(name)
        return mark

    def say_unit(self, unit: str, name: str) -> None:
        """Note the unit of a row."""
        names = self.units.setdefault(unit, [])
        if name not in names:
            names.append(name)

    def notes(self) -> tuple[str, ...]:
        """The lines below the table, units and general marks first; figures with one reason share a line."""
        lines = [f"#  {unit}: {', '.join(names)}" for unit, names in self.units.items()]
        lines += [words for mark, words in _WORDS.items() if mark in self.used]
        for wanted in (REBASED, UNDER, ACROSS, DIFFERS):
            for (mark, words), names in self.particular.items():
                if mark == wanted:
                    head = f"{', '.join(names)}: " if names else ""
                    lines.append(f"{mark}  {head}{words}")
        return tuple(lines)


def of_vintages(key: FigureKey, everything: MetricTable, marks: Marks) -> str:
    """A mark where documents print different figures for one key, with all of them in the note."""
    chain = print_chain(everything.by_key.get(key, ()), everything)
    if len(chain) < 2:
        return ""
    prints = ", then ".join(f"{fact.source.printed} ({fact.source.doc})" for fact in chain)
    return marks.say(DIFFERS, f"first {prints}", str(key))


def of_basis(answer: Resolved, catalogue: Catalogue, marks: Marks, divided: bool) -> str:
    """A mark where a figure per share was printed before a split; `divided` where it stands on today's basis."""
    for source in answer.sources:
        concept = source.key.metric.concept
        factor = split_factor(catalogue, concept, source.source.doc)
        if is_per_share(source.unit) and factor != 1:
            actions = [one for one in catalogue.actions if concept in one.applies_to.split()]
            names = ", ".join(f"{one.action} on {one.effective_on}" for one in actions)
            by = f"{factor.normalize():f}"
            if divided:
                return marks.say(REBASED, f"divided by {by} to stand on today's basis ({names})")
            return marks.say(REBASED, f"printed before the {names}; today's basis is that divided by {by}")
    return ""


def of_breaks(name: str, found: tuple[Break, ...], marks: Marks) -> str:
    """A mark where growth goes across a scope event or a redefinition."""
    mark = ""
    for one in found:
        mark = marks.say(ACROSS, f"across {one.day}, {one.label_en}", name)
    return mark


def of_standards(names: Sequence[str], answers: Sequence[Resolved], marks: Marks) -> list[str]:
    """For each figure of a row a mark where its accounting standard is another than that of the one before it."""
    found: list[str] = []
    before = ""
    for name, answer in zip(names, answers, strict=True):
        here = answer.standard
        differs = bool(before and here and here != before)
        words = f"under {standard_name(here)}, what stands before it under {standard_name(before)}"
        found.append(marks.say(UNDER, words, name) if differs else "")
        before = here or before
    return found


_GROWTH = NumberFormat(scale=PERCENT, digits=1, signed=True, suffix="%")
_POINTS = NumberFormat(scale=PERCENT, digits=1, signed=True, suffix=" pt")
_RATIO = NumberFormat(scale=PERCENT, digits=1, suffix="%")
_BASES = ("current", "printed")
_LABELS = ("", "en", "ja")
_CENTS = 2
_AHEAD = ("target", "target_revised")


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be shown: metrics and periods as written, growth (yoy, qoq), scenario, basis and labels."""

    metrics: Sequence[str]
    start: str = ""
    end: str = ""
    change: str = ""
    scenario: str = "actual"
    basis: str = "current"
    labels: str = ""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One figure: the text a person reads, its marks, its exact value, how it came about and from where."""

    text: str
    marks: str = ""
    exact: str = ""
    how: str = ""
    sources: tuple[Figure, ...] = ()

    @property
    def marked(self) -> str:
        """The text with its marks before it: `c 1,124`."""
        return f"{self.marks} {self.text}" if self.marks else self.text


@dataclass(frozen=True, slots=True)
class ShownRow:
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
        everything = on_one_basis(everything)
    table = select(everything, vintage)
    known = everything if vintage.kind is not VintageKind.AS_OF else table
    issues: list[Issue] = []
    asked = [found for name in ask.metrics if (found := _asked(name, table, issues)) is not None]
    issues += _wrong_words(ask, table.catalogue)
    periods: tuple[Period, ...] = ()
    try:
        periods = _periods(table, asked, ask)
    except ValueError as error:
        issues.append(Issue("unknown-period", str(error)))
    if issues:
        raise FindingsError(issues)
    shower = _Shower(table, known, ValueResolver(table, None), ask, Marks())
    rows = [row for one in asked for row in shower.rows(one, periods)]
    return ShownTable(("metric", *map(head, periods)), tuple(rows), shower.marks.notes())


def _wrong_words(ask: Ask, catalogue: Catalogue) -> list[Issue]:
    issues: list[Issue] = []
    growths = growth_measures(catalogue)
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


@dataclass(frozen=True, slots=True)
class _Shower:
    table: MetricTable
    everything: MetricTable
    resolver: ValueResolver
    ask: Ask
    marks: Marks

    def rows(self, asked: FigureQuery, periods: tuple[Period, ...]) -> list[ShownRow]:
        """The rows of one metric: its level, its growth, and for targets what became of them."""
        if asked.when.scenario == "actual" and self.ask.scenario != "actual":
            asked = replace(asked, when=When(asked.when.period, self.ask.scenario))
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
        answers = [self.resolver.answer(item) for item in at]
        number_format = number_format or _format(self.table, asked)
        self._say_unit(number_format, asked)
        under = of_standards([item.key for item in at], answers, self.marks)
        cells = tuple(
            self._cell(item, answer, number_format, mark)
            for item, answer, mark in zip(at, answers, under, strict=True)
        )
        scenario = "" if asked.when.scenario == "actual" else f"|{asked.when.scenario}"
        shown = name or self._name(asked) + scenario
        return ShownRow(shown, asked.name + scenario, cells)

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
            answer = self.resolver.answer(item)
            at = item.when.period
            base = year_before(at) if counted_from == "year" else quarter_before(at)
            mark = ""
            if answer.value is not None and base is not None:
                found = breaks.between(asked.metric, base, at)
                name = f"{self.ask.change} of {asked.metric}|{at}"
                mark = of_breaks(name, found, self.marks)
                level = self.resolver.resolve(asked.metric, base)
                if level.value is not None and level.standard != answer.standard:
                    words = f"against {base} under {standard_name(answer.standard)}, which is not shown"
                    mark += self.marks.say(UNDER, words, name)
            exact = f"{answer.value:.6f}" if answer.value is not None else ""
            text, about = self._text(answer, number_format)
            cells.append(ShownCell(text, mark + about, exact, _how(answer), answer.sources))
        concept = self.table.catalogue.concepts.get(self.ask.change)
        word = label_of(concept, "ja") if self.ask.labels == "ja" and concept is not None else self.ask.change
        return ShownRow(f"  {word}", f"{measure}({asked.name})", tuple(cells))

    def _target_rows(self, asked: FigureQuery, periods: tuple[Period, ...]) -> list[ShownRow]:
        """First and revised targets, what was reached, and whether the last target was met."""
        actual = replace(asked, when=When(asked.when.period, "actual"))
        reached = [self.resolver.answer(self._at(actual, period)) for period in periods]
        # Targets are often rounder than what was reached: all rows take the unit of the latter.
        some = any(answer.printed is not None for answer in reached)
        number_format = _format(self.table, actual) if some else None
        held = {key for key in self.table.by_key if key.metric == asked.metric}
        rows = []
        for scenario in _AHEAD:
            ahead = replace(asked, when=When(asked.when.period, scenario))
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

    def _at(self, asked: FigureQuery, period: Period) -> FigureQuery:
        return replace(asked, when=fitted(asked.metric, When(period, asked.when.scenario), self.table))

    def _cell(
        self, asked: FigureQuery, answer: Resolved, number_format: NumberFormat, mark: str
    ) -> ShownCell:
        marks = mark + self.marks.of_answer(answer)
        if answer.value is not None and not asked.measure:
            key = FigureKey(asked.metric, asked.when.period, asked.when.scenario)
            marks += of_basis(answer, self.table.catalogue, self.marks, self.ask.basis == "current")
            marks += of_vintages(key, self.everything, self.marks)
        exact = f"{answer.value:f}" if answer.value is not None else ""
        text, about = self._text(answer, number_format)
        marks += about if about not in marks else ""
        return ShownCell(text, marks, exact, _how(answer), answer.sources)

    def _say_unit(self, number_format: NumberFormat, asked: FigureQuery) -> None:
        """Note in which unit a row stands, where its cells do not say it."""
        kind = unit_kind_of_query(asked, self.table)
        held = (key for key in self.table.by_key if key.metric == asked.metric)
        fact = next((self.table.by_key[key][0] for key in held), None)
        unit = fact.unit if fact is not None else self.table.catalogue.company.currency
        if kind != "ratio" and not is_ratio(unit):
            self.marks.say_unit(column_unit(unit, number_format.scale), self._name(asked))

    def _text(self, answer: Resolved, number_format: NumberFormat) -> tuple[str, str]:
        """The digits that are known, and a mark where that is none of those shown."""
        number_format, value, word = answer.known_in(number_format)
        if word != "about":
            return number_format.text(value), ""
        self.marks.used.add(APPROX)
        return number_format.text(value), APPROX


def _how(answer: Resolved) -> str:
    return str(answer.how) if answer.how is not How.NONE else ""


def _asked(name: str, table: MetricTable, issues: list[Issue]) -> FigureQuery | None:
    no_period = Period(PeriodKind.YEAR, 2000)
    try:
        found = parse_query(name, table, {}, When(no_period))
        if found.when.period != no_period:
            message = f'"{name}" names a period of its own, and the table has one for each column'
            issues.append(
                Issue("unknown-metric", message, found=name, hint="name periods with --from and --to")
            )
        return found
    except QueryError as error:
        hint = did_you_mean(error.word, error.known)
        issues.append(Issue("unknown-metric", str(error), found=name, hint=hint))
        return None


def _periods(table: MetricTable, asked: list[FigureQuery], ask: Ask) -> tuple[Period, ...]:
    """The named stretch, or every period that the first metric is held for; one end alone is open."""
    if ask.start and ask.end:
        stretch = period_range(parse_period(ask.start), parse_period(ask.end))
        if not stretch:
            raise ValueError(f"{ask.start} comes after {ask.end}: no period lies between them")
        return stretch
    if not asked:
        return ()
    metric = asked[0].metric
    scenarios = (ask.scenario, *(_AHEAD if ask.scenario == "target" else ()))
    held = {key.period for key in table.by_key if key.metric == metric and key.scenario in scenarios}
    end = ask.start or ask.end
    if end:
        named = parse_period(end)
        like = {period for period in held if period.kind is named.kind}
        after, here = bool(ask.start), named.sort_key()
        chosen = {one for one in like if (one.sort_key() >= here if after else one.sort_key() <= here)}
        return tuple(sorted(chosen | {named}, key=lambda period: period.sort_key()))
    if not held:
        raise ValueError(f"{metric} is not printed for any period; name some with --from and --to")
    return tuple(sorted(held, key=lambda period: period.sort_key()))


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
