"""Charts of a definition become chart views: the workbook behind the chart, with live totals and growth.

A      B            C             D                    E                        F
       Prior year   Current year  Total                Growth                   Label
4Q16   44187                      =SUM(B5:C5)          0.071 (printed)          =TEXT(D5,...)
4Q17                48439         =SUM(B9:C9)          =D9/D5-1                 =TEXT(D9,...)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from reportgen.core.findings import Place
from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, UNIT_KINDS
from reportgen.data.vocabulary import standard_name
from reportgen.figures.query import FigureQuery, When, fitted, year_before
from reportgen.figures.resolved import Resolved
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import AxisRange, ChartColumn, ChartView, DisplayValue
from reportgen.office.chart_workbook import CATEGORY
from reportgen.reports.bridges import bridge_columns
from reportgen.reports.chart_lines import Chart, ChartLine, chart_lines
from reportgen.reports.chart_marks import BEHIND, Marked, lengthened
from reportgen.reports.context import ReportContext
from reportgen.reports.specs import ChartColumnSpec, ChartSpec

# Values behind a chart keep at most this many places, so that a quotient does not carry 28 digits around.
_PLACES = 12
# No more columns than these have room for the words of a turn on one line.
_WIDE = 4

Columns = dict[str, ChartColumn]


def chart_view(
    name: str, spec: ChartSpec, context: ReportContext, place: Place, page: Collection[ChartSpec] = ()
) -> ChartView:
    """The view of one chart; columns are built in order, so that one may use those before it.

    Charts of its `page` whose periods are told alike begin with the same one, where they can.
    """
    beside = tuple(one for one in page if one is not spec and one.periods == spec.periods)
    spec = spec.model_copy(update={"scale": context.figures.style.place(spec.scale)})
    chart = Chart(name, spec, context, place, beside)
    built: Columns = {}
    if spec.bridge is not None:
        categories, columns = bridge_columns(name, spec, context, place)
        built = {column.name: column for column in columns}
    else:
        chart = replace(chart, lines=chart_lines(chart))
        categories = tuple(line.name for line in chart.lines)
    if not categories:
        return ChartView(name, (), ())
    if spec.bridge is None:
        for column in spec.columns:
            built[column.name] = _column(chart, column, built)
    for column in spec.columns:
        if column.labels_from or column.labelled:
            built[column.name] = _labelled(chart, column, built)
        for other in (name for name in column.dimensions.values() if name not in built):
            chart.unknown("unknown-column", f'no column is named "{other}"', other, built)
    if spec.bridge is None:
        categories = _add_marks(chart, categories, built)
        categories = _told_standards(chart, categories, built)
    alt = context.sentence(spec.alt, place, f"chart {name}") or () if spec.alt else ()
    text, columns = "".join(span.text for span in alt), tuple(built.values())
    return ChartView(name, categories, columns, tuple(_axes(spec, built)), text, whole_sheet=True)


def _told_standards(chart: Chart, names: tuple[str, ...], built: Columns) -> tuple[str, ...]:
    """The categories, those under another accounting standard than the report's with its name behind them."""
    own = chart.context.figures.own_standard
    leading = next((one for one in built.values() if one.name == chart.spec.highest), None)
    leading = leading or next((one for one in built.values() if one.figures), None)
    if not own or leading is None:
        return names
    figures = (*leading.figures, *[None] * (len(names) - len(leading.figures)))
    told = {
        name: f"{name} {standard_name(figure.standard)}"
        for name, figure in zip(names, figures, strict=True)
        if figure is not None and figure.standard not in ("", own)
    }
    for column in built.values():
        formulas = []
        for formula in column.formulas:
            for name, new in told.items():
                formula = formula.replace(f"@{name}}}", f"@{new}}}") if formula else formula
            formulas.append(formula)
        built[column.name] = replace(column, formulas=tuple(formulas))
    return tuple(told.get(name, name) for name in names)


def _add_marks(chart: Chart, names: tuple[str, ...], built: Columns) -> tuple[str, ...]:
    """Add the columns of all marks to those built; the categories with what the marks add."""
    added: Columns = {}
    for mark in chart.spec.marks:
        of = built.get(mark.of)
        if of is None:
            chart.unknown("unknown-column", f'no column is named "{mark.of}"', mark.of, built)
            continue
        unknown = [name for name in mark.named if name not in names]
        if unknown:
            message = f'no category is named "{unknown[0]}"'
            chart.unknown("unknown-category", message, unknown[0], names)
            continue
        intervals = tuple(chart.interval(of, row) for row in range(len(chart.lines)))
        marked = Marked(of, names, chart.times, chart.format, intervals, chart.context.figures.look)
        columns = {column.name: column for column in mark.columns(marked)}
        if columns and mark.adds_category:
            for known in (built, added):
                known.update({name: lengthened(column) for name, column in known.items()})
            names = (*names, BEHIND)
        added |= columns
    built |= added
    return names


def _column(chart: Chart, column: ChartColumnSpec, built: Columns) -> ChartColumn:
    """One column, by what its specification says it holds."""
    if column.label:
        return _label_column(chart, column, built)
    style = chart.format(column.format)
    if column.sum:
        own = _sum_column(chart, column, built)
    elif column.ratio or column.share_of:
        own = _ratio_column(chart, column, built)
    else:
        own = _figure_column(chart, column, built, style)
    code = style.excel_code() if own.formulas else "General"
    coded = chart.context.figures.style.spoken_code if column.in_words else NumberFormat.excel_code
    look = chart.spoken if column.in_words else chart.look
    looks = {row: coded(look(own, row, style)) for row in range(len(own.values))}
    return replace(
        own,
        number_format=code,
        known_formats={row: known for row, known in looks.items() if known != code},
        plotted=column.plotted,
        like=column.like,
        dimensions=column.dimensions,
    )


def _figure_column(chart: Chart, column: ChartColumnSpec, built: Columns, style: NumberFormat) -> ChartColumn:
    context = chart.context
    asked = chart.query(column.metric) if chart.spec.periods or column.metric else None
    limited = context.period_list(column.at, chart.place) if column.at else ()
    figures: list[DisplayValue | None] = []
    values: list[Decimal | None] = []
    formulas: list[str | None] = []
    for row, line in enumerate(chart.lines):
        wanted = _wanted(column, line, asked, limited, context)
        answer = context.figures.ask(wanted) if wanted is not None else None
        if answer is not None and context.figures.own_standard:
            answer = _beside_its_level(column, line, answer, built, chart)
        if answer is not None and answer.turn:
            # No rate is told out of a loss or into one: a label may say it, no point shows it.
            chart.answers[column.name, row], answer = answer, None
        elif answer is not None and answer.value is None:
            chart.leave_out(column.name, (answer.key,))
            answer = None
        power = 0 if answer is None else _power(answer.unit_kind, chart.spec.scale, style)
        if answer is not None and answer.value is not None:
            chart.answers[column.name, row] = answer
            unit = Decimal(1).scaleb(power)
            chart.intervals[column.name, row] = (answer.interval or Interval.exact(answer.value)).scaled(unit)
        figures.append(None if answer is None else context.figures.display(answer, style))
        formula = None if answer is None else _formula(column, line.when, chart, built)
        # A typed figure shows the printed digits; what a formula gives is shown as the formula gives it.
        shown = style if formula is None else None
        values.append(None if answer is None else _plotted(answer, power, shown))
        formulas.append(formula)
    if column.growth_of in built:
        live = list(_growth(built[column.growth_of].values, values, formulas, chart))
        for row, number in enumerate(live):
            answer = chart.answers.get((column.name, row))
            printed = answer.known_in(style).value if answer and answer.printed is not None else None
            # What the company printed stands, also where the digits of the chart round to another one.
            if printed is not None and style.text(number) != style.text(printed):
                formulas[row], live[row] = None, printed
        values = live
    return ChartColumn(column.name, tuple(values), tuple(formulas), figures=tuple(figures))


def _wanted(
    column: ChartColumnSpec,
    line: ChartLine,
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


def _beside_its_level(
    column: ChartColumnSpec, line: ChartLine, answer: Resolved, built: Columns, chart: Chart
) -> Resolved | None:
    """The answer, unless it is growth of another accounting standard than the level that it would stand at."""
    level = _level_at(column, line.when, built, chart)
    differs = level is not None and len({level.standard, answer.standard} - {""}) > 1
    return None if differs else answer


def _level_at(
    column: ChartColumnSpec, when: When | None, built: Columns, chart: Chart
) -> DisplayValue | None:
    """The figure at a time in the column whose growth a column shows."""
    levels = built[column.growth_of].figures if column.growth_of in built else ()
    return levels[chart.times.index(when)] if levels and when in chart.times else None


def _formula(column: ChartColumnSpec, when: When | None, chart: Chart, built: Columns) -> str | None:
    """The live formula of one row, or None where the value is typed."""
    if column.formula:
        return column.formula
    if column.growth_of and when is not None and when.period.is_dated:
        base = year_before(when, chart.context.figures.table.calendar)
        here, before = (_level_at(column, time, built, chart) for time in (when, base))
        mixed = len({one.standard for one in (here, before) if one is not None} - {""}) > 1
        if base in chart.times and not mixed:
            return f"{{{column.growth_of}}}/{{{column.growth_of}@{chart.context.category(base)}}}-1"
    return None


def _growth(
    levels: Sequence[Decimal | None],
    printed: Sequence[Decimal | None],
    formulas: Sequence[str | None],
    chart: Chart,
) -> Iterator[Decimal | None]:
    """Growth as the formula gives it, so that the cached value equals the recalculated one."""
    rows = {when: row for row, when in enumerate(chart.times)}
    calendar = chart.context.figures.table.calendar
    for row, when in enumerate(chart.times):
        current = levels[row]
        prior = year_before(when, calendar) if when is not None and when.period.is_dated else None
        before = levels[rows[prior]] if prior in rows else None
        if formulas[row] is not None and current is not None and before:
            yield round(current / before - 1, _PLACES)
        else:
            yield printed[row]


def _sum_column(chart: Chart, column: ChartColumnSpec, built: Columns) -> ChartColumn:
    parts = [built[name] for name in column.sum if name in built]
    values: list[Decimal | None] = []
    figures: list[DisplayValue | None] = []
    for row in range(len(chart.lines)):
        numbers = [value for part in parts if (value := part.values[row]) is not None]
        values.append(sum(numbers, Decimal(0)) if numbers else None)
        shown = [part.figures[row] for part in parts if part.figures and part.figures[row] is not None]
        figures.append(shown[0] if len(shown) == 1 else None)
        answers = [one for part in parts if (one := chart.answers.get((part.name, row))) is not None]
        if len(answers) == 1:
            chart.answers[column.name, row] = answers[0]
        spread = (chart.interval(part, row) for part in parts)
        chart.intervals[column.name, row] = sum(spread, Interval.exact(Decimal(0)))
    formula = "SUM(" + ",".join(f"{{{part.name}}}" for part in parts) + ")"
    return ChartColumn(column.name, tuple(values), _wherever(values, formula), figures=tuple(figures))


def _ratio_column(chart: Chart, column: ChartColumnSpec, built: Columns) -> ChartColumn:
    """One column over another, or over its own sum, as live formulas."""
    above, below = column.ratio or (column.share_of, column.share_of)
    for name in (above, below):
        if name not in built:
            message = f'no column is named "{name}" before "{column.name}"'
            chart.unknown("unknown-column", message, name, built)
            return ChartColumn(column.name, (None,) * len(chart.lines))
    total = sum((value for value in built[below].values if value is not None), Decimal(0))
    whole = "SUM(" + ",".join(f"{{{below}@{line.name}}}" for line in chart.lines) + ")"
    values: list[Decimal | None] = []
    spreads = (chart.interval(built[below], row) for row in range(len(chart.lines)))
    whole_spread = sum(spreads, Interval.exact(Decimal(0)))
    for row, (part, base) in enumerate(zip(built[above].values, built[below].values, strict=True)):
        divisor = base if column.ratio else total
        values.append(round(part / divisor, _PLACES) if part is not None and divisor else None)
        spread = chart.interval(built[below], row) if column.ratio else whole_spread
        if values[-1] is not None and not spread.contains(Decimal(0)):
            chart.intervals[column.name, row] = chart.interval(built[above], row) / spread
    formula = f"{{{above}}}/{{{below}}}" if column.ratio else f"{{{above}}}/{whole}"
    return ChartColumn(column.name, tuple(values), _wherever(values, formula))


def _wherever(values: Sequence[Decimal | None], formula: str) -> tuple[str | None, ...]:
    """The formula in every row that has a value."""
    return tuple(None if value is None else formula for value in values)


def _labelled(chart: Chart, column: ChartColumnSpec, built: Columns) -> ChartColumn:
    """The column with its labels: the value on the first line, the text column's piece on the second.

    Readers show the value and the cell of the text column as two fields, so the column holds the second only.
    """
    own, source = built[column.name], column.labels_from
    if source and source not in built:
        chart.unknown("unknown-column", f'no column is named "{source}"', source, built)
        return own
    style = chart.format(column.format)
    labels = []
    seconds = built[source].texts if source else ("",) * len(own.values)
    for row, second in enumerate(seconds):
        first = chart.text(own, row, style)
        labels.append(f"{first}\n{second}" if first and second else first)
    return replace(own, labels=tuple(labels), label_column=source)


def _label_column(chart: Chart, column: ChartColumnSpec, built: Columns) -> ChartColumn:
    """A text column, each label joined from `column as format` and `category` pieces, one line each."""
    pieces: list[tuple[ChartColumn | None, NumberFormat]] = []
    for piece in column.label:
        name, _, format_name = piece.partition(" as ")
        if name in built or name == CATEGORY:
            pieces.append((built.get(name), _agreed(chart, built.get(name), chart.format(format_name))))
        else:
            message = f'no column is named "{name}" before "{column.name}"'
            chart.unknown("unknown-column", message, name, built)
    texts: list[str] = []
    formulas: list[str | None] = []
    for row, line in enumerate(chart.lines):
        shown: list[tuple[str, str]] = []
        for part, style in pieces:
            if part is None:
                shown.append((line.name, f"{{{CATEGORY}}}"))
            elif text := chart.text(part, row, style):
                value, look = part.values[row], chart.look(part, row, style)
                live = value is not None and text == look.text(look.in_base(value))
                if live:
                    shown.append((text, look.excel_text(f"{{{part.name}}}")))
                else:
                    shown += [(words, f'"{words}"') for words in _broken(chart, part, row, text)]
        texts.append("\n".join(text for text, _ in shown))
        formulas.append("&CHAR(10)&".join(formula for _, formula in shown) or None)
    return ChartColumn(column.name, formulas=tuple(formulas), plotted=False, texts=tuple(texts))


def _broken(chart: Chart, part: ChartColumn, row: int, text: str) -> list[str]:
    """The lines of a label: words that tell a turn stand on two where columns are narrow."""
    answer = chart.answers.get((part.name, row))
    turned = answer is not None and bool(answer.turn) and len(chart.lines) > _WIDE
    return text.split(" ", 1) if turned else [text]


def _power(unit_kind: str, scale: int, number_format: NumberFormat) -> int:
    """The power of ten that a figure is multiplied by for its chart: amounts have a scale, points are hundredths."""
    if UNIT_KINDS[unit_kind].in_charts:
        return -scale
    return -PERCENT if number_format.scale == PERCENT and not number_format.in_fractions else 0


def _agreed(chart: Chart, part: ChartColumn | None, style: NumberFormat) -> NumberFormat:
    """The format with as many decimals as all figures of a column are known to: labels side by side agree."""
    rows = [row for row, value in enumerate(part.values) if value is not None] if part is not None else []
    known = (chart.look(part, row, style).digits for row in rows if part is not None)
    return replace(style, digits=min(known, default=style.digits))


def _plotted(answer: Resolved, power: int, number_format: NumberFormat | None) -> Decimal | None:
    value = answer.value if number_format is None else answer.known_in(number_format).value
    if value is None or UNIT_KINDS[answer.unit_kind].in_charts:
        return value and value.scaleb(power)
    return round(value, _PLACES).scaleb(power)


def _axes(spec: ChartSpec, built: Columns) -> Iterator[AxisRange]:
    """Axis ranges computed from the data: headroom above the columns, a band of its own for the lines."""
    if spec.highest and spec.highest in built:
        values = [value for value in built[spec.highest].values if value is not None]
        highest, lowest = max(values, default=Decimal(1)), min(values, default=Decimal(0))
        headroom = Decimal(1 if spec.headroom == "fit" else str(spec.headroom))
        below = round(lowest * headroom, 4) if lowest < 0 else Decimal(0)
        above = round(max(highest * headroom, Decimal(0)), 4) or Decimal(0 if below else 1)
        # Connectors of a bridge have an axis of their own, so that they are drawn behind the columns.
        yield AxisRange(0, below, above, shared=spec.bridge is not None)
    if spec.band is not None and spec.band_of in built:
        values = [value for value in built[spec.band_of].values if value is not None]
        if values:
            low, high = min(values), max(values)
            p, q = (Decimal(str(edge)) for edge in spec.band)
            spread = (high - low) or Decimal("0.01")
            minimum = low - p * spread / (q - p)
            yield AxisRange(1, round(minimum, 6), round(minimum + spread / (q - p), 6))
