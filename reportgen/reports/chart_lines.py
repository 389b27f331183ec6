"""The categories of a chart: times of which the tables know figures, or named figures.

periods: [quarters, same_quarters], 3Q23 not told     ->   4Q20, 4Q21, .., 4Q24: the first list without a gap
the same with gaps: true                              ->   1Q23, 2Q23, a gap, 4Q23, .., 4Q24: most is known of it
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.figures.query import FigureQuery, QueryError, When, fitted
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import NOT_DISCLOSED, NumberFormat
from reportgen.figures.views import ChartColumn
from reportgen.reports.context import LeftOut, ReportContext
from reportgen.reports.specs import ChartSpec

# Fewer columns than these say nothing that a sentence would not say better.
_FEWEST_PERIODS = 3
_SLACK = 5
_FEWEST_ROWS = 2


class ChartLine(Struct, frozen=True):
    """One category of a chart: a time, at which columns ask for their metrics, or a figure for one column or all."""

    name: str
    when: When | None = None
    asked: FigureQuery | None = None
    column: str = ""


class Chart(Struct, frozen=True):
    """What all columns of one chart are made from: `lines` are its categories, `answers` what columns show there.

    `intervals` are what the numbers of columns may stand for, in the unit of the chart. `beside` are the charts of the
    page that take their periods from the same lists.
    """

    name: str
    spec: ChartSpec
    context: ReportContext
    place: Place
    beside: tuple[ChartSpec, ...] = ()
    lines: tuple[ChartLine, ...] = ()
    answers: dict[tuple[str, int], Resolved] = field(default_factory=dict)
    intervals: dict[tuple[str, int], Interval] = field(default_factory=dict)

    def text(self, column: ChartColumn, row: int, style: NumberFormat) -> str:
        """What a column shows at a category: a figure by its known digits, a number that is none as it is."""
        value, answer = column.values[row], self.answers.get((column.name, row))
        if answer is not None:
            return self.context.figures.text(answer, style)
        if value is None:
            return ""
        return self.look(column, row, style).text(style.in_base(value))

    def look(self, column: ChartColumn, row: int, style: NumberFormat) -> NumberFormat:
        """The format with the decimals that a column is known to at a category, and the word for the rest."""
        value, answer = column.values[row], self.answers.get((column.name, row))
        if answer is not None:
            known = answer.known_in(style)
            return self.context.figures.style.marked(known.format, known.word)
        interval = self.intervals.get((column.name, row))
        return (
            style if value is None or interval is None else self.context.figures.look(value, interval, style)
        )

    def spoken(self, column: ChartColumn, row: int, style: NumberFormat) -> NumberFormat:
        """The look with the word of sentences where a figure is printed as approximate: `approx.`, not `c.`."""
        answer, words = self.answers.get((column.name, row)), self.context.figures.style
        if answer is None or answer.how is not How.PRINTED or answer.bound != "approx":
            return self.look(column, row, style)
        known = answer.known_in(style)
        return words.marked(known.format, "approx" if known.word == "about" else known.word)

    def interval(self, column: ChartColumn, row: int) -> Interval:
        """What the number of a column at a category may stand for; 0 where there is none."""
        exact = Interval.exact(column.values[row] or Decimal(0))
        return self.intervals.get((column.name, row), exact)

    @property
    def times(self) -> tuple[When | None, ...]:
        """The times of the categories, None where one is a figure."""
        return tuple(line.when for line in self.lines)

    def format(self, name: str) -> NumberFormat:
        """The number format called `name`; plain without a name."""
        formats = self.context.figures.style.formats
        if name and name not in formats:
            self.unknown("unknown-format", f'no number format is named "{name}"', name, formats)
        return formats.get(name, NumberFormat())

    def query(self, text: str) -> FigureQuery | None:
        """The figure that a text asks for."""
        try:
            return self.context.figures.parse(text)
        except QueryError as error:
            hint = did_you_mean(error.word, error.known)
            self.context.gathered.issues.append(
                Issue("unknown-figure", str(error), self.place, found=text, hint=hint)
            )
            return None

    def unknown(self, issue_id: str, message: str, name: str, known: Iterable[str]) -> None:
        """Gather the finding that nothing is called `name`."""
        hint = did_you_mean(name, known)
        self.context.gathered.issues.append(Issue(issue_id, message, self.place, found=name, hint=hint))

    def leave_out(self, what: str, missing: tuple[str, ...]) -> None:
        """Tell that the chart goes without something."""
        self.context.gathered.left_out.append(LeftOut(f"chart {self.name}", what, missing))


def chart_lines(chart: Chart) -> tuple[ChartLine, ...]:
    """The categories; none where too few of them are known to be worth a chart."""
    spec, context = chart.spec, chart.context
    if isinstance(spec.periods, str) and spec.periods:
        return _lines_at(chart, context.period_list(spec.periods, chart.place))
    if spec.periods:
        return _fullest_list(chart) if spec.gaps else _unbroken_list(chart)
    found: list[ChartLine] = []
    for row in spec.rows:
        asked = chart.query(row.metric)
        label = context.plain(row.label, chart.place, f"chart {chart.name}")
        if asked is None or not spec.optional or context.figures.ask(asked).value is not None:
            found.append(ChartLine(label, None, asked, row.column))
        else:
            chart.leave_out(label, (asked.key,))
    return tuple(found) if len(found) >= _FEWEST_ROWS or not spec.optional else ()


def _unbroken_list(chart: Chart) -> tuple[ChartLine, ...]:
    """The first list of periods without a gap, from its first known period on, or from that of all charts beside."""
    context = chart.context
    missing: tuple[str, ...] = ()
    others = [replace(chart, spec=spec) for spec in chart.beside]
    for name in chart.spec.periods:
        times = context.period_list(name, chart.place)
        known = [_is_known(chart, when) for when in times]
        shared = [
            there and all(_is_known(one, when) for one in others)
            for when, there in zip(times, known, strict=True)
        ]
        for there in (shared, known):
            start = there.index(True) if True in there else len(times)
            if all(there[start:]) and len(times) - start >= _FEWEST_PERIODS:
                return _lines_at(chart, times[start:])
        gaps = tuple(str(when.period) for when, there in zip(times, known, strict=True) if not there)
        missing = missing or gaps
    if not context.gathered.issues:
        chart.leave_out("no row of periods without a gap", missing)
    return ()


def _fullest_list(chart: Chart) -> tuple[ChartLine, ...]:
    """The list of periods that most is known of, of several that with fewest gaps; `n/d` where nothing is.

    It begins with its first known period, and is never so short that one column fills the chart.
    """
    best: tuple[ChartLine, ...] = (ChartLine(NOT_DISCLOSED),)
    most = (0, 0)
    for name in chart.spec.periods:
        times = chart.context.period_list(name, chart.place)
        known = [_is_known(chart, when, in_any=True) for when in times]
        start = known.index(True) if True in known else len(times)
        if (weight := (sum(known), start - len(times))) > most:
            fewest = _FEWEST_ROWS if sum(known) > 1 else _FEWEST_PERIODS
            first = max(min(start, len(times) - fewest), 0)
            best, most = _lines_at(chart, times[first:]), weight
    return best


def _lines_at(chart: Chart, times: Iterable[When]) -> tuple[ChartLine, ...]:
    return tuple(ChartLine(chart.context.category(when), when) for when in times)


def _is_known(chart: Chart, when: When, *, in_any: bool = False) -> bool:
    """Whether the chart's highest column, or the parts that it adds up, has a figure at a time.

    With `in_any` a figure of any column will do, however coarse.
    """
    context = chart.context
    by_name = {column.name: column for column in chart.spec.columns}
    leading = by_name.get(chart.spec.highest) or chart.spec.columns[0]
    parts = [by_name[name] for name in leading.sum if name in by_name] or [leading]
    for column in chart.spec.columns if in_any else parts:
        asked = chart.query(column.metric) if column.metric else None
        if asked is None or (column.at and when not in context.period_list(column.at, chart.place)):
            continue
        wanted = FigureQuery(asked.metric, fitted(asked.metric, when, context.figures.table), asked.measure)
        answer = context.figures.ask(wanted)
        if answer.value is not None and (
            in_any or _precise(answer, chart.format(column.format or leading.format))
        ):
            return True
    return False


def _precise(answer: Resolved, style: NumberFormat) -> bool:
    """Whether a figure is known to the last digit that a label would show, give or take a sum's rounding."""
    width = answer.interval.width if answer.interval is not None else Decimal(0)
    return width <= Decimal(1).scaleb(style.scale - style.digits) * _SLACK
