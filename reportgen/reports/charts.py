"""Charts of a definition become chart views: the workbook behind the chart, with live totals and growth.

A      B            C             D                    E                        F
       Prior year   Current year  Total                Growth                   Label
4Q16   44187                      =SUM(B5:C5)          0.071 (printed)          =TEXT(D5,...)
4Q17                48439         =SUM(B9:C9)          =D9/D5-1                 =TEXT(D9,...)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.units import UNIT_KINDS
from reportgen.figures.figure_resolver import Answer
from reportgen.figures.query import FigureQuery, QueryError, When, fitted
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import AxisRange, ChartColumn, ChartView, DisplayValue
from reportgen.reports.bridges import bridge_columns
from reportgen.reports.chart_marks import (
    BEHIND,
    bracket_columns,
    cagr_columns,
    difference_columns,
    lengthened,
)
from reportgen.reports.context import LeftOut, ReportContext
from reportgen.reports.specs import BracketSpec, CagrSpec, ChartColumnSpec, ChartSpec

# Values behind a chart keep at most this many places, so that a quotient does not carry 28 digits around.
_PLACES = 12
# Fewer columns than these say nothing that a sentence would not say better.
_FEWEST_PERIODS = 3
_SLACK = 5
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """One category: a time, at which columns ask for their metrics, or a figure for one column or all."""

    name: str
    when: When | None = None
    asked: FigureQuery | None = None
    column: str = ""


def chart_view(name: str, spec: ChartSpec, context: ReportContext, place: Place) -> ChartView:
    """The view of one chart; columns are built in order, so that one may use those before it."""
    built: dict[str, ChartColumn] = {}
    spec = spec.model_copy(update={"scale": context.figures.style.place(spec.scale)})
    if spec.bridge is not None:
        categories, columns = bridge_columns(
            name, spec.bridge, spec.scale, context, place, optional=spec.optional
        )
        if not categories:
            return ChartView(name, (), ())
        built = {column.name: column for column in columns}
    else:
        lines = _lines(name, spec, context, place)
        if not lines:
            return ChartView(name, (), ())
        categories = tuple(line.name for line in lines)
        for column in spec.columns:
            built[column.name] = _column(name, spec, column, lines, built, context, place)
    for column in spec.columns:
        if column.labels_from or column.labelled:
            built[column.name] = _labelled(built[column.name], column, built, context, place)
    if spec.bridge is None:
        categories = _marked(spec, lines, categories, built, context, place)
    alt = context.sentence(spec.alt, place, f"chart {name}") or () if spec.alt else ()
    return ChartView(
        name,
        categories,
        tuple(built.values()),
        tuple(_axes(spec, built)),
        "".join(span.text for span in alt),
    )


def _marked(
    spec: ChartSpec,
    lines: tuple[_Line, ...],
    names: tuple[str, ...],
    built: dict[str, ChartColumn],
    context: ReportContext,
    place: Place,
) -> tuple[str, ...]:
    """Add the columns of brackets, growth lines and difference arrows; the categories with what they add."""
    style = partial(_format, context=context, place=place)
    times = [line.when for line in lines]
    found: list[ChartColumn] = []
    for mark in (spec.brackets, spec.cagr, spec.difference):
        if mark is None or not names:
            continue
        of = built.get(mark.of)
        if of is None:
            hint = did_you_mean(mark.of, built)
            message = f'no column is named "{mark.of}"'
            context.gathered.issues.append(Issue("unknown-column", message, place, found=mark.of, hint=hint))
        elif isinstance(mark, BracketSpec):
            found += bracket_columns(mark, of, times, names, style)
        elif isinstance(mark, CagrSpec):
            found += cagr_columns(mark, of, names, style)
        elif unknown := [name for name in (mark.start, mark.end) if name and name not in names]:
            hint = did_you_mean(unknown[0], names)
            message = f'no category is named "{unknown[0]}"'
            context.gathered.issues.append(
                Issue("unknown-category", message, place, found=unknown[0], hint=hint)
            )
        else:
            arrow = tuple(difference_columns(mark, of, names, style))
            if arrow:
                built.update({name: lengthened(column) for name, column in built.items()})
                found = [lengthened(column) for column in found] + list(arrow)
                names = (*names, BEHIND)
    built.update({column.name: column for column in found})
    return names


def _lines(chart: str, spec: ChartSpec, context: ReportContext, place: Place) -> tuple[_Line, ...]:
    """The categories; none where too few of them are known to be worth a chart."""
    if isinstance(spec.periods, str) and spec.periods:
        return tuple(_Line(context.category(when), when) for when in context.period_list(spec.periods, place))
    if spec.periods:
        return _best_list(chart, spec, context, place)
    found: list[_Line] = []
    for row in spec.rows:
        asked = _parse(row.metric, context, place)
        label = context.plain(row.label, place, f"chart {chart}")
        if asked is None or not spec.optional or context.figures.ask(asked).value is not None:
            found.append(_Line(label, None, asked, row.column))
        else:
            context.gathered.left_out.append(LeftOut(f"chart {chart}", label, (asked.key,)))
    return tuple(found) if len(found) >= _FEWEST_ROWS or not spec.optional else ()


def _best_list(chart: str, spec: ChartSpec, context: ReportContext, place: Place) -> tuple[_Line, ...]:
    """The first list of periods without a gap, from its first known period on."""
    missing: tuple[str, ...] = ()
    for name in spec.periods:
        times = context.period_list(name, place)
        known = [_is_known(spec, when, context, place) for when in times]
        start = known.index(True) if True in known else len(times)
        if all(known[start:]) and len(times) - start >= _FEWEST_PERIODS:
            return tuple(_Line(context.category(when), when) for when in times[start:])
        gaps = tuple(str(when.period) for when, there in zip(times, known, strict=True) if not there)
        missing = missing or gaps
    if not context.gathered.issues:
        context.gathered.left_out.append(
            LeftOut(f"chart {chart}", "no row of periods without a gap", missing)
        )
    return ()


def _is_known(spec: ChartSpec, when: When, context: ReportContext, place: Place) -> bool:
    """Whether the chart's highest column, or the parts that it adds up, has a figure at a time."""
    by_name = {column.name: column for column in spec.columns}
    leading = by_name.get(spec.highest) or spec.columns[0]
    parts = [by_name[name] for name in leading.sum if name in by_name] or [leading]
    for column in parts:
        asked = _parse(column.metric, context, place) if column.metric else None
        if asked is None or (column.at and when not in context.period_list(column.at, place)):
            continue
        wanted = FigureQuery(asked.metric, fitted(asked.metric, when, context.figures.table), asked.measure)
        answer = context.figures.ask(wanted)
        style = _format(column.format or leading.format, context, place)
        if answer.value is not None and _precise(answer, style):
            return True
    return False


def _precise(answer: Answer, style: NumberFormat) -> bool:
    """Whether a figure is known to the last digit that a label would show, give or take a sum's rounding."""
    width = answer.interval.width if answer.interval is not None else Decimal(0)
    return width <= Decimal(1).scaleb(style.scale - style.digits) * _SLACK


def _column(
    chart: str,
    spec: ChartSpec,
    column: ChartColumnSpec,
    lines: tuple[_Line, ...],
    built: dict[str, ChartColumn],
    context: ReportContext,
    place: Place,
) -> ChartColumn:
    if column.label:
        return _label_column(column, built, len(lines), context, place)
    number_format = _format(column.format, context, place)
    if column.sum:
        return _sum_column(column, built, len(lines), number_format)
    if column.ratio or column.share_of:
        return _ratio_column(column, built, lines, number_format, context, place)
    asked = _parse(column.metric, context, place) if spec.periods or column.metric else None
    limited = context.period_list(column.at, place) if column.at else ()
    times = tuple(line.when for line in lines)
    figures: list[DisplayValue | None] = []
    values: list[Decimal | None] = []
    formulas: list[str | None] = []
    for line in lines:
        wanted = _wanted(column, line, asked, limited, context)
        answer = context.figures.ask(wanted) if wanted is not None else None
        if answer is not None and answer.value is None:
            context.gathered.left_out.append(LeftOut(f"chart {chart}", column.name, (answer.asked.key,)))
            answer = None
        figures.append(None if answer is None else context.figures.figure(answer, number_format))
        formula = None if answer is None else _formula(column, line.when, times, context)
        # A typed figure shows the printed digits; what a formula gives is shown as the formula gives it.
        shown_in = number_format if formula is None else None
        values.append(None if answer is None else _plotted(answer, spec.scale, shown_in))
        formulas.append(formula)
    return ChartColumn(
        column.name,
        _computed(column, tuple(values), tuple(formulas), built, times),
        tuple(formulas),
        number_format.excel_code(),
        column.plotted,
        figures=tuple(figures),
        like=column.like,
    )


def _wanted(
    column: ChartColumnSpec,
    line: _Line,
    asked: FigureQuery | None,
    limited: tuple[When, ...],
    context: ReportContext,
) -> FigureQuery | None:
    """The figure that one cell of a column asks for, or None where it stays empty."""
    if line.when is None:
        return line.asked if line.column in ("", column.name) else None
    if asked is None or (column.at and line.when not in limited):
        return None
    return replace(asked, when=fitted(asked.metric, line.when, context.figures.table))


def _formula(
    column: ChartColumnSpec, when: When | None, times: tuple[When | None, ...], context: ReportContext
) -> str | None:
    """The live formula of one row, or None where the value is typed."""
    if column.formula:
        return column.formula
    if column.growth_of and when is not None:
        base = When(when.period.prior_year(), when.scenario)
        if base in times:
            return f"{{{column.growth_of}}}/{{{column.growth_of}@{context.category(base)}}}-1"
    return None


def _computed(
    column: ChartColumnSpec,
    values: tuple[Decimal | None, ...],
    formulas: tuple[str | None, ...],
    built: dict[str, ChartColumn],
    times: tuple[When | None, ...],
) -> tuple[Decimal | None, ...]:
    """Growth as the formula gives it, so that the cached value equals the recalculated one."""
    if not column.growth_of or column.growth_of not in built:
        return values
    base = built[column.growth_of].values
    rows = {when: row for row, when in enumerate(times)}
    result: list[Decimal | None] = []
    for row, when in enumerate(times):
        current = base[row]
        prior = When(when.period.prior_year(), when.scenario) if when is not None else None
        before = base[rows[prior]] if prior in rows else None
        if formulas[row] is not None and current is not None and before:
            result.append(round(current / before - 1, _PLACES))
        else:
            result.append(values[row])
    return tuple(result)


def _sum_column(
    column: ChartColumnSpec, built: dict[str, ChartColumn], count: int, number_format: NumberFormat
) -> ChartColumn:
    parts = [built[name] for name in column.sum if name in built]
    values: list[Decimal | None] = []
    figures: list[DisplayValue | None] = []
    for row in range(count):
        present = [part.values[row] for part in parts]
        numbers = [value for value in present if value is not None]
        values.append(sum(numbers, Decimal(0)) if numbers else None)
        shown = [part.figures[row] for part in parts if part.figures and part.figures[row] is not None]
        figures.append(shown[0] if len(shown) == 1 else None)
    formula = "SUM(" + ",".join(f"{{{part.name}}}" for part in parts) + ")"
    return ChartColumn(
        column.name,
        tuple(values),
        tuple(None if value is None else formula for value in values),
        number_format.excel_code(),
        column.plotted,
        figures=tuple(figures),
        like=column.like,
    )


def _ratio_column(
    column: ChartColumnSpec,
    built: dict[str, ChartColumn],
    lines: tuple[_Line, ...],
    number_format: NumberFormat,
    context: ReportContext,
    place: Place,
) -> ChartColumn:
    """One column over another, or over its own sum, as live formulas."""
    above, below = column.ratio or (column.share_of, column.share_of)
    for name in (above, below):
        if name not in built:
            hint = did_you_mean(name, built)
            message = f'no column is named "{name}" before "{column.name}"'
            context.gathered.issues.append(Issue("unknown-column", message, place, found=name, hint=hint))
            return ChartColumn(column.name, (None,) * len(lines), plotted=column.plotted)
    total = sum((value for value in built[below].values if value is not None), Decimal(0))
    whole = "SUM(" + ",".join(f"{{{below}@{line.name}}}" for line in lines) + ")"
    values: list[Decimal | None] = []
    for part, base in zip(built[above].values, built[below].values, strict=True):
        divisor = base if column.ratio else total
        values.append(round(part / divisor, _PLACES) if part is not None and divisor else None)
    formula = f"{{{above}}}/{{{below}}}" if column.ratio else f"{{{above}}}/{whole}"
    return ChartColumn(
        column.name,
        tuple(values),
        tuple(None if value is None else formula for value in values),
        number_format.excel_code(),
        column.plotted,
        like=column.like,
    )


def _labelled(
    built_column: ChartColumn,
    column: ChartColumnSpec,
    built: dict[str, ChartColumn],
    context: ReportContext,
    place: Place,
) -> ChartColumn:
    """The column with its labels: the value on the first line, the text column's piece on the second.

    Readers show the value and the cell of the text column as two fields, so the column holds the second only.
    """
    if column.labels_from and column.labels_from not in built:
        hint = did_you_mean(column.labels_from, built)
        message = f'no column is named "{column.labels_from}"'
        context.gathered.issues.append(
            Issue("unknown-column", message, place, found=column.labels_from, hint=hint)
        )
        return built_column
    style = _format(column.format, context, place)
    labels = []
    seconds = built[column.labels_from].texts if column.labels_from else ("",) * len(built_column.values)
    for value, second in zip(built_column.values, seconds, strict=True):
        first = "" if value is None else style.text(style.in_base(value))
        labels.append(f"{first}\n{second}" if first and second else first)
    return replace(built_column, labels=tuple(labels), label_column=column.labels_from)


def _label_column(
    column: ChartColumnSpec, built: dict[str, ChartColumn], count: int, context: ReportContext, place: Place
) -> ChartColumn:
    """A text column, each label joined from `column as format` pieces, one line each."""
    pieces: list[tuple[ChartColumn, NumberFormat]] = []
    for piece in column.label:
        name, _, format_name = piece.partition(" as ")
        if name not in built:
            hint = did_you_mean(name, built)
            message = f'no column is named "{name}" before "{column.name}"'
            context.gathered.issues.append(Issue("unknown-column", message, place, found=name, hint=hint))
            continue
        pieces.append((built[name], _format(format_name, context, place)))
    texts: list[str] = []
    formulas: list[str | None] = []
    for row in range(count):
        shown = [(part, style, value) for part, style in pieces if (value := part.values[row]) is not None]
        texts.append("\n".join(style.text(style.in_base(value)) for _, style, value in shown))
        formula = "&CHAR(10)&".join(style.excel_text(f"{{{part.name}}}") for part, style, _ in shown)
        formulas.append(formula or None)
    return ChartColumn(
        column.name, formulas=tuple(formulas), plotted=False, texts=tuple(texts), number_format="General"
    )


def _plotted(answer: Answer, scale: int, number_format: NumberFormat | None) -> Decimal | None:
    value = answer.value if number_format is None else answer.value_in(number_format)
    if value is None or not UNIT_KINDS[answer.unit_kind].in_charts:
        return value if value is None else round(value, _PLACES)
    return value.scaleb(-scale)


def _axes(spec: ChartSpec, built: dict[str, ChartColumn]) -> Iterable[AxisRange]:
    """Axis ranges computed from the data: headroom above the columns, a band of its own for the lines."""
    if spec.highest and spec.highest in built:
        values = [value for value in built[spec.highest].values if value is not None]
        highest, lowest = max(values, default=Decimal(1)), min(values, default=Decimal(0))
        headroom = Decimal(1 if spec.headroom == "fit" else str(spec.headroom))
        below = round(lowest * headroom, 4) if lowest < 0 else Decimal(0)
        yield AxisRange(0, below, round(max(highest * headroom, Decimal(0)), 4))
    if spec.band is not None and spec.band_of in built:
        values = [value for value in built[spec.band_of].values if value is not None]
        if values:
            low, high = min(values), max(values)
            p, q = (Decimal(str(edge)) for edge in spec.band)
            spread = (high - low) or Decimal("0.01")
            minimum = low - p * spread / (q - p)
            yield AxisRange(1, round(minimum, 6), round(minimum + spread / (q - p), 6))


def _parse(text: str, context: ReportContext, place: Place) -> FigureQuery | None:
    try:
        return context.figures.parse(text)
    except QueryError as error:
        hint = did_you_mean(error.word, error.known)
        context.gathered.issues.append(Issue("unknown-figure", str(error), place, found=text, hint=hint))
        return None


def _format(name: str, context: ReportContext, place: Place) -> NumberFormat:
    formats = context.figures.style.formats
    if name and name not in formats:
        hint = did_you_mean(name, formats)
        message = f'no number format is named "{name}"'
        context.gathered.issues.append(Issue("unknown-format", message, place, found=name, hint=hint))
    return formats.get(name, NumberFormat())
