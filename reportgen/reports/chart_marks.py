"""Year brackets, growth lines and difference arrows of a chart, as columns that follow its figures.

          FY16: 157,789              FY17: 176,051 [+11.6%]      Year label, over
       ┌───────────────────┐      ┌───────────────────┐          Bracket 1, Bracket 2
       1Q16 2Q16 3Q16 4Q16        1Q17 2Q17 3Q17 4Q17

Every mark is a line series with live formulas; ends of brackets and arrows are error bars whose lengths stand
in a column as well (ECMA-376 part 1, 21.2.2.55).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from reportgen.figures.query import When
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import ChartColumn
from reportgen.reports.specs import BracketSpec, CagrSpec, DifferenceSpec

BEHIND = "\u00a0"
_TICK = Decimal("0.025")
_PLACES = 12
_HALF = Decimal("0.5")
Format = Callable[[str], NumberFormat]


@dataclass(frozen=True, slots=True)
class _Points:
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


def bracket_columns(
    spec: BracketSpec, of: ChartColumn, times: Sequence[When | None], names: Sequence[str], format_of: Format
) -> Iterator[ChartColumn]:
    """The columns of brackets over the years of `times`; a year with one period has none."""
    count = len(names)
    years = [("" if when is None else f"FY{when.period.year % 100:02d}") for when in times]
    groups = [
        (year, [row for row, _ in rows]) for year, rows in groupby(enumerate(years), key=lambda pair: pair[1])
    ]
    groups = [(year, rows) for year, rows in groups if year and len(rows) > 1]
    style, growth_style = format_of(spec.format), format_of(spec.growth_format)
    level = _level(of, names, spec.height)
    totals, growths, ticks, labels = _Points(), _Points(), _Points(), _Points()
    lines = (_Points(), _Points())
    texts: dict[int, tuple[str, str]] = {}
    before: tuple[int, int] | None = None
    for turn, (year, rows) in enumerate(groups):
        at = rows[(len(rows) - 1) // 2]
        known = [value for row in rows if (value := of.values[row]) is not None]
        if len(known) < len(rows):
            before = None
            continue
        total = sum(known, Decimal(0))
        totals.put(at, total, "SUM(" + ",".join(f"{{{of.name}@{names[row]}}}" for row in rows) + ")")
        shown = f"{year}: {style.text(style.in_base(total))}"
        formula = f'"{year}: "&{style.excel_text("{Year total}")}'
        if before is not None and before[1] == len(rows) and spec.growth_format:
            rate = round(total / totals.values[before[0]] - 1, _PLACES)
            growths.put(at, rate, f"{{Year total}}/{{Year total@{names[before[0]]}}}-1")
            shown = f"{shown} {growth_style.text(rate)}"
            formula = f'{formula}&" "&{growth_style.excel_text("{Year growth}")}'
        texts[at] = (shown, formula)
        for row in rows:
            lines[turn % 2].put(row, *level)
        for row in (rows[0], rows[-1]):
            ticks.put(row, level[0] * _TICK, f"{{Bracket {turn % 2 + 1}}}*{_TICK}")
        labels.put(at, *level)
        before = (at, len(rows))
    yield totals.helper("Year total", count, style.excel_code())
    yield growths.helper("Year growth", count, growth_style.excel_code())
    yield _texts("Year text", texts, count)
    yield ticks.helper("Bracket end", count)
    for number, line in enumerate(lines, start=1):
        yield replace(line.column(f"Bracket {number}", count), drops="Bracket end")
    yield replace(
        labels.column("Year label", count),
        labels=tuple(texts[row][0] if row in texts else "" for row in range(count)),
        label_column="Year text",
        shift=_HALF if any(len(rows) % 2 == 0 for _, rows in groups) else Decimal(0),
    )


def cagr_columns(
    spec: CagrSpec, of: ChartColumn, names: Sequence[str], format_of: Format
) -> Iterator[ChartColumn]:
    """The columns of a growth line over all categories; none where the ends give no rate."""
    count = len(names)
    first, last = of.values[0], of.values[-1]
    if count < 2 or first is None or last is None or first <= 0 or last <= 0:
        return
    style, level, middle = format_of(spec.format), _level(of, names, spec.height), (count - 1) // 2
    rate = Decimal(str(round(float(last / first) ** (1 / (count - 1)) - 1, _PLACES)))
    formula = f"({{{of.name}@{names[-1]}}}/{{{of.name}@{names[0]}}})^(1/{count - 1})-1"
    shown = f"{spec.text} {style.text(rate)}"
    rates, ends, line, label = _Points(), _Points(), _Points(), _Points()
    rates.put(middle, rate, formula)
    for row in (0, count - 1):
        ends.put(row, level[0] * _TICK * 2, f"{{CAGR line}}*{_TICK * 2}")
    for row in range(count):
        line.put(row, *level)
    label.put(middle, *level)
    yield rates.helper("CAGR", count, style.excel_code())
    yield _texts("CAGR text", {middle: (shown, f'"{spec.text} "&{style.excel_text("{CAGR}")}')}, count)
    yield ends.helper("CAGR end", count)
    yield replace(line.column("CAGR line", count), drops="CAGR end")
    yield replace(
        label.column("CAGR label", count),
        labels=tuple(shown if row == middle else "" for row in range(count)),
        label_column="CAGR text",
        shift=_HALF if count % 2 == 0 else Decimal(0),
    )


def difference_columns(
    spec: DifferenceSpec, of: ChartColumn, names: Sequence[str], format_of: Format
) -> Iterator[ChartColumn]:
    """The columns of a difference arrow, one row longer than `names`: the arrow stands in a row of its own.

    `start` and `end` of the specification must be among `names`.
    """
    start, end = names.index(spec.start or names[0]), names.index(spec.end or names[-1])
    low, high = of.values[start], of.values[end]
    if low is None or high is None or not low:
        return
    count, behind, style = len(names) + 1, len(names), format_of(spec.format)
    rate = round(high / low - 1, _PLACES)
    at_start, at_end = (f"{{{of.name}@{names[row]}}}" for row in (start, end))
    rates, lengths, arrow = _Points(), _Points(), _Points()
    rates.put(behind, rate, f"{at_end}/{at_start}-1")
    lengths.put(behind, high - low, f"{at_end}-{at_start}")
    arrow.put(behind, high, at_end)
    yield rates.helper("Difference rate", count, style.excel_code())
    text = (style.text(rate), style.excel_text("{Difference rate}"))
    yield _texts("Difference text", {behind: text}, count)
    yield lengths.helper("Difference length", count)
    for name, first, value, cell in (("Level from", start, low, at_start), ("Level to", end, high, at_end)):
        level = _Points()
        for row in range(first, count):
            level.put(row, value, cell)
        yield level.column(name, count)
    yield replace(
        arrow.column("Difference", count),
        labels=("",) * behind + (text[0],),
        label_column="Difference text",
        drops="Difference length",
    )


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


def _level(of: ChartColumn, names: Sequence[str], height: float) -> tuple[Decimal, str]:
    """A height over all columns: its value and the formula that gives it."""
    factor = Decimal(str(height))
    highest = max((value for value in of.values if value is not None), default=Decimal(1))
    cells = ",".join(f"{{{of.name}@{name}}}" for name in names)
    return highest * factor, f"MAX({cells})*{factor}"


def _texts(name: str, texts: Mapping[int, tuple[str, str]], count: int) -> ChartColumn:
    return ChartColumn(
        name,
        formulas=tuple(texts[row][1] if row in texts else None for row in range(count)),
        plotted=False,
        texts=tuple(texts[row][0] if row in texts else "" for row in range(count)),
    )
