"""Marks on a chart (year brackets, growth lines, difference arrows): each one class, with all it needs.

          FY16: 157,789              FY17: 176,051 [+11.6%]      Year label, over
       ┌───────────────────┐      ┌───────────────────┐          Bracket 1, Bracket 2
       1Q16 2Q16 3Q16 4Q16        1Q17 2Q17 3Q17 4Q17

A mark is what a definition says of it (its fields), the categories it names (`named`), and the columns it adds to
the chart's workbook: live formulas, drawn by series of the template that bear the columns' names. Ends of brackets
and arrows are error bars whose lengths stand in a column as well (ECMA-376 part 1, 21.2.2.55).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from msgspec import Struct, field

from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.figures.query import When
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import ChartColumn
from reportgen.reports.definition import Spec

BEHIND = "\u00a0"
_TICK = Decimal("0.025")
_PLACES = 12
_HALF = Decimal("0.5")


class Marked(Struct, frozen=True):
    """What a mark stands on: the column it reads, the chart's categories with their times, the number formats.

    `intervals` are what the numbers of the column may stand for; `look` gives the format in which a number is shown
    that may lie anywhere in an interval.
    """

    of: ChartColumn
    names: tuple[str, ...]
    times: tuple[When | None, ...]
    format_of: Callable[[str], NumberFormat]
    intervals: tuple[Interval, ...]
    look: Callable[[Decimal, Interval, NumberFormat], NumberFormat]

    def total(self, rows: Iterable[int]) -> Interval:
        """What the sum of the column over some rows may stand for."""
        return sum((self.intervals[row] for row in rows), Interval.exact(Decimal(0)))

    def cell(self, row: int) -> str:
        """The cell of the column in one row, as formulas name it."""
        return f"{{{self.of.name}@{self.names[row]}}}"

    def alike(self, rows: Iterable[int]) -> bool:
        """Whether the figures in some rows stand under one accounting standard, so that they may be compared."""
        figures = [self.of.figures[row] for row in rows if row < len(self.of.figures)]
        return len({one.standard for one in figures if one is not None and one.standard}) < 2

    @property
    def cells(self) -> str:
        """All cells of the column, as a function takes them."""
        return ",".join(self.cell(row) for row in range(len(self.names)))

    def level(self, height: float) -> tuple[Decimal, str]:
        """`height` times the column's highest value, and the formula that gives it."""
        factor = Decimal(str(height))
        highest = max((value for value in self.of.values if value is not None), default=Decimal(1))
        return highest * factor, f"MAX({self.cells})*{factor}"


class Mark(Spec):
    """A mark on the figures of column `of`; one that `adds_category` stands in a category of its own behind them."""

    of: str
    adds_category: ClassVar[bool] = False

    @property
    def named(self) -> tuple[str, ...]:
        """The categories that the definition names."""
        return ()

    def columns(self, chart: Marked) -> Iterator[ChartColumn]:
        """The columns of the mark; none where the figures give it nothing to show."""
        raise NotImplementedError


class BracketSpec(Mark):
    """Brackets over the quarters or halves of each year, with the year's total and growth, as series.

    `of` is the column that is added up; the brackets stand at `height` times its highest value. A year with one
    period has none.
    """

    format: str = ""
    growth_format: str = ""
    height: float = 1.2

    def columns(self, chart: Marked) -> Iterator[ChartColumn]:
        """Totals, growth and texts of the years; their lines in turn, so that each has gaps; their labels."""
        count, of, names = len(chart.names), chart.of, chart.names
        years = [("" if when is None else f"FY{when.period.year % 100:02d}") for when in chart.times]
        spans = [
            (year, [row for row, _ in rows])
            for year, rows in groupby(enumerate(years), key=lambda pair: pair[1])
        ]
        spans = [(year, rows) for year, rows in spans if year and len(rows) > 1]
        style, growth_style = chart.format_of(self.format), chart.format_of(self.growth_format)
        level = chart.level(self.height)
        totals, growths, ticks, labels, texts = _Cells(), _Cells(), _Cells(), _Cells(), _Texts()
        lines = (_Cells(), _Cells())
        before: tuple[int, list[int]] | None = None
        for turn, (year, rows) in enumerate(spans):
            at = rows[(len(rows) - 1) // 2]
            known = [value for row in rows if (value := of.values[row]) is not None]
            if len(known) < len(rows) or not chart.alike(rows):
                before = None
                continue
            total = sum(known, Decimal(0))
            totals.put(at, total, "SUM(" + ",".join(chart.cell(row) for row in rows) + ")")
            look = chart.look(total, chart.total(rows), style)
            shown = f"{year}: {look.text(look.in_base(total))}"
            formula = f'"{year}: "&{look.excel_text("{Year total}")}'
            comparable = (
                before is not None and len(before[1]) == len(rows) and chart.alike((*before[1], *rows))
            )
            grown = growth(chart.total(before[1]), chart.total(rows)) if before is not None else None
            if before is not None and grown is not None and comparable and self.growth_format:
                rate = round(total / totals.values[before[0]] - 1, _PLACES)
                growths.put(at, rate, f"{{Year total}}/{{Year total@{names[before[0]]}}}-1")
                look = chart.look(rate, grown, growth_style)
                shown = f"{shown} {look.text(rate)}"
                formula = f'{formula}&" "&{look.excel_text("{Year growth}")}'
            texts[at] = (shown, formula)
            for row in rows:
                lines[turn % 2].put(row, *level)
            for row in (rows[0], rows[-1]):
                ticks.put(row, level[0] * _TICK, f"{{Bracket {turn % 2 + 1}}}*{_TICK}")
            labels.put(at, *level)
            before = (at, rows)
        yield totals.helper("Year total", count, style.excel_code())
        yield growths.helper("Year growth", count, growth_style.excel_code())
        yield _text_column("Year text", texts, count)
        yield ticks.helper("Bracket end", count)
        for number, line in enumerate(lines, start=1):
            yield replace(line.column(f"Bracket {number}", count), drops="Bracket end")
        column = labels.labelled("Year label", count, "Year text", texts)
        yield replace(column, shift=_HALF if any(len(rows) % 2 == 0 for _, rows in spans) else Decimal(0))


class CagrSpec(Mark):
    """A line over all columns with the compound annual growth rate from the first to the last, as series."""

    format: str
    height: float = 1.25
    text: str = "CAGR"

    def columns(self, chart: Marked) -> Iterator[ChartColumn]:
        """The rate and its text, the line with its ends, the label; nothing where the ends give no rate."""
        count, of = len(chart.names), chart.of
        first, last = of.values[0], of.values[-1]
        if count < 2 or first is None or last is None:
            return
        grown = growth(chart.intervals[0], chart.intervals[-1])
        if grown is None or not chart.alike((0, count - 1)):
            return
        style, level, middle = chart.format_of(self.format), chart.level(self.height), (count - 1) // 2
        rate = Decimal(str(round(float(last / first) ** (1 / (count - 1)) - 1, _PLACES)))
        formula = f"({chart.cell(count - 1)}/{chart.cell(0)})^(1/{count - 1})-1"
        a_year = (Decimal(float(end + 1) ** (1 / (count - 1)) - 1) for end in (grown.low, grown.high))
        look = chart.look(rate, Interval(*a_year), style)
        texts = {middle: (f"{self.text} {look.text(rate)}", f'"{self.text} "&{look.excel_text("{CAGR}")}')}
        rates, ends, line, label = _Cells(), _Cells(), _Cells(), _Cells()
        rates.put(middle, rate, formula)
        for row in (0, count - 1):
            ends.put(row, level[0] * _TICK * 2, f"{{CAGR line}}*{_TICK * 2}")
        for row in range(count):
            line.put(row, *level)
        label.put(middle, *level)
        yield rates.helper("CAGR", count, style.excel_code())
        yield _text_column("CAGR text", texts, count)
        yield ends.helper("CAGR end", count)
        yield replace(line.column("CAGR line", count), drops="CAGR end")
        column = label.labelled("CAGR label", count, "CAGR text", texts)
        yield replace(column, shift=_HALF if count % 2 == 0 else Decimal(0))


class DifferenceSpec(Mark):
    """An arrow right of the columns from the level of one category to that of another, as series.

    `start` and `end` are categories, by default the first and the last; the change is shown as a share of the
    start.
    """

    format: str
    start: str = ""
    end: str = ""
    adds_category: ClassVar[bool] = True

    @property
    def named(self) -> tuple[str, ...]:
        """Start and end, where they are given."""
        return tuple(name for name in (self.start, self.end) if name)

    def columns(self, chart: Marked) -> Iterator[ChartColumn]:
        """The rate and its text, the two levels as lines, the arrow; nothing where a level is not known."""
        names = chart.names
        start, end = names.index(self.start or names[0]), names.index(self.end or names[-1])
        low, high = chart.of.values[start], chart.of.values[end]
        grown = growth(chart.intervals[start], chart.intervals[end])
        if low is None or high is None or grown is None or not chart.alike((start, end)):
            return
        count, behind, style = len(names) + 1, len(names), chart.format_of(self.format)
        rate = round(high / low - 1, _PLACES)
        at_start, at_end = chart.cell(start), chart.cell(end)
        rates, lengths, arrow = _Cells(), _Cells(), _Cells()
        rates.put(behind, rate, f"{at_end}/{at_start}-1")
        lengths.put(behind, high - low, f"{at_end}-{at_start}")
        arrow.put(behind, high, at_end)
        look = chart.look(rate, grown, style)
        texts = {behind: (look.text(rate), look.excel_text("{Difference rate}"))}
        yield rates.helper("Difference rate", count, style.excel_code())
        yield _text_column("Difference text", texts, count)
        yield lengths.helper("Difference length", count)
        for name, first, value, cell in (
            ("Level from", start, low, at_start),
            ("Level to", end, high, at_end),
        ):
            level = _Cells()
            for row in range(first, count):
                level.put(row, value, cell)
            yield level.column(name, count)
        column = arrow.labelled("Difference", count, "Difference text", texts)
        yield replace(column, drops="Difference length")


class AverageSpec(Mark):
    """A line at the average of a column over all categories, its value over the lowest figure, as series."""

    format: str
    text: str = "Average"

    def columns(self, chart: Marked) -> Iterator[ChartColumn]:
        """The line, its text and its label; nothing where no figure is known."""
        count = len(chart.names)
        known = {row: value for row, value in enumerate(chart.of.values) if value is not None}
        if not known or not chart.alike(known):
            return
        style, lowest = chart.format_of(self.format), min(known, key=lambda row: known[row])
        average = round(sum(known.values(), Decimal(0)) / len(known), _PLACES)
        look = chart.look(average, chart.total(known).scaled(1 / Decimal(len(known))), style)
        text = f"{self.text} {look.text(look.in_base(average))}"
        texts = {lowest: (text, f'"{self.text} "&{look.excel_text("{Average line}")}')}
        line, label = _Cells(), _Cells()
        for row in range(count):
            line.put(row, average, f"AVERAGE({chart.cells})")
        label.put(lowest, average, "{Average line}")
        yield line.column("Average line", count, style.excel_code())
        yield _text_column("Average text", texts, count)
        yield label.labelled("Average label", count, "Average text", texts)


class MarkedSpec(Spec):
    """The marks that a chart may bear, in the order of their columns: another one is one more field."""

    brackets: BracketSpec | None = None
    cagr: CagrSpec | None = None
    average: AverageSpec | None = None
    difference: DifferenceSpec | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that are asked for, those last that add a category behind the figures."""
        given = [mark for name in MarkedSpec.model_fields if (mark := getattr(self, name)) is not None]
        return tuple(sorted(given, key=lambda mark: mark.adds_category))


_Texts = dict[int, tuple[str, str]]


class _Cells(Struct, frozen=True):
    """The cells of one column by row: value and formula."""

    values: dict[int, Decimal] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)

    def put(self, row: int, value: Decimal, formula: str) -> None:
        """Set one cell."""
        self.values[row], self.formulas[row] = value, formula

    def column(self, name: str, count: int, code: str = "General") -> ChartColumn:
        """The cells as a plotted column."""
        rows = range(count)
        values = tuple(self.values.get(row) for row in rows)
        return ChartColumn(name, values, tuple(self.formulas.get(row) for row in rows), code)

    def helper(self, name: str, count: int, code: str = "General") -> ChartColumn:
        """The cells as a column that only formulas and labels read."""
        return replace(self.column(name, count, code), plotted=False)

    def labelled(
        self, name: str, count: int, source: str, texts: Mapping[int, tuple[str, str]]
    ) -> ChartColumn:
        """The cells as a plotted column whose labels stand in the text column `source`."""
        labels = tuple(texts[row][0] if row in texts else "" for row in range(count))
        return replace(self.column(name, count), labels=labels, label_column=source)


def growth(before: Interval, after: Interval) -> Interval | None:
    """What the growth from one level to another may be; None where one of them may be none or a loss."""
    if min(before.low, after.low) <= 0:
        return None
    return after / before - Interval.exact(Decimal(1))


def lengthened(column: ChartColumn) -> ChartColumn:
    """A column with an empty row more, for what stands right of the columns."""
    return replace(
        column,
        values=(*column.values, None) if column.values else (),
        formulas=(*column.formulas, None) if column.formulas else (),
        labels=(*column.labels, "") if column.labels else (),
        figures=(*column.figures, None) if column.figures else (),
        texts=(*column.texts, "") if column.texts else (),
    )


def _text_column(name: str, texts: Mapping[int, tuple[str, str]], count: int) -> ChartColumn:
    rows = range(count)
    return ChartColumn(
        name,
        formulas=tuple(texts[row][1] if row in texts else None for row in rows),
        plotted=False,
        texts=tuple(texts[row][0] if row in texts else "" for row in rows),
    )
