"""Whether a chart's view fits the chart of the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reportgen.binding.deck_map import ChartSlot, SeriesSlot
from reportgen.diagnostics import Issue, Place, did_you_mean
from reportgen.parts.chart_workbook import formula_places
from reportgen.views import ChartColumn, ChartView


def check_chart(slot: ChartSlot, view: ChartView, place: Place) -> Iterator[Issue]:
    """All findings of one view against one chart."""
    if slot.fault:
        yield Issue(
            "unfillable-chart",
            f"the chart cannot be filled: {slot.fault}",
            place,
            expected="a column, line, area, pie or radar chart with its workbook embedded",
        )
        return
    if not view.categories:
        yield Issue("chart-without-categories", f'view "{view.name}" has no categories', place)
    yield from _check_names(view, place)
    yield from _check_series(slot, view, place)
    for column in view.columns:
        yield from _check_lengths(column, view, place)
        yield from _check_formulas(column, view, place)
    for axis in view.axes:
        if not 0 <= axis.index < slot.value_axes:
            yield Issue(
                "unknown-axis",
                f"the chart has no value axis number {axis.index}",
                place,
                expected=f"0 to {slot.value_axes - 1}" if slot.value_axes else "no value axis",
                found=str(axis.index),
            )
        elif axis.minimum >= axis.maximum:
            yield Issue(
                "empty-axis-range",
                f"the range of value axis {axis.index} is empty",
                place,
                found=f"{axis.minimum} to {axis.maximum}",
            )


def _check_names(view: ChartView, place: Place) -> Iterator[Issue]:
    for name, count in Counter(column.name.casefold() for column in view.columns).items():
        if count > 1:
            yield Issue(
                "duplicate-column", f'{count} columns of view "{view.name}" are called "{name}"', place
            )


def _check_series(slot: ChartSlot, view: ChartView, place: Place) -> Iterator[Issue]:
    series = {known.name: known for known in slot.series}
    plotted = [column for column in view.columns if column.plotted]
    names = {column.name for column in plotted}
    likes = {column.like for column in plotted}
    if not any(_slot(slot, column.name) or _slot(slot, column.like) for column in plotted):
        yield Issue(
            "chart-without-series",
            f'view "{view.name}" fills no series of the chart',
            place,
            expected=", ".join(series),
            found=", ".join(column.name for column in plotted),
        )
    for column in plotted:
        known = _slot(slot, column.name) or _slot(slot, column.like)
        wanted = column.like or column.name
        hint = did_you_mean(wanted, [name for name in series if column.like or name not in names])
        idle = any(name not in names and name not in likes for name in series)
        if known is None and (column.like or idle or wanted.startswith("#")):
            # Where a series of the chart is left over, a missing one is a slip of the pen or was renamed.
            yield Issue(
                "unknown-series",
                f'the chart has no series named "{wanted}"',
                place,
                expected=", ".join(series),
                found=wanted,
                hint=hint,
            )
        elif known is None:
            continue
        elif (column.labels or column.label_column) and not known.labelled:
            yield Issue(
                "series-without-model-label",
                f'the series "{column.name}" has no label with a text of its own to model labels on',
                place,
                hint="give the first data label of the series a text in PowerPoint",
            )
        elif known.from_cells and not (column.labels or column.label_column):
            yield Issue(
                "series-without-labels",
                f'the labels of series "{column.name}" show cells, but view "{view.name}" gives no labels',
                place,
            )


def _slot(slot: ChartSlot, name: str) -> SeriesSlot | None:
    """The series that a column's name or position marker means, if the chart has it."""
    for known in slot.series:
        if known.name == name:
            return known
    number = name.removeprefix("#")
    if name.startswith("#") and number.isdecimal() and 0 < int(number) <= len(slot.series):
        return slot.series[int(number) - 1]
    return None


def _check_lengths(column: ChartColumn, view: ChartView, place: Place) -> Iterator[Issue]:
    count = len(view.categories)
    lengths = {
        "values": 0 if column.texts and not column.values else len(column.values) - count,
        "texts": len(column.texts) - count if column.texts else 0,
        "formulas": len(column.formulas) - count if column.formulas else 0,
        "labels": len(column.labels) - count if column.labels else 0,
        "figures": len(column.figures) - count if column.figures else 0,
    }
    for what, difference in lengths.items():
        if difference:
            much = "many" if difference > 0 else "few"
            yield Issue(
                "column-length",
                f'column "{column.name}" of view "{view.name}" has too {much} {what}',
                place,
                expected=f"{count} {what}, one for each category",
                found=str(count + difference),
            )
    names = [other.name for other in view.columns]
    if column.label_column and column.label_column not in names:
        yield Issue(
            "unknown-label-column",
            f'column "{column.name}" takes its labels from "{column.label_column}", an unknown column',
            place,
            expected=", ".join(names),
            found=column.label_column,
            hint=did_you_mean(column.label_column, names),
        )


def _check_formulas(column: ChartColumn, view: ChartView, place: Place) -> Iterator[Issue]:
    names = [other.name for other in view.columns]
    for formula in dict.fromkeys(formula for formula in column.formulas if formula):
        for name, category in formula_places(formula):
            whole = f"{name}@{category}" if category else name
            if whole in names:
                continue
            if name not in names:
                unknown, what, known = name, "column", names
            elif category and category not in view.categories:
                unknown, what, known = category, "category", list(view.categories)
            else:
                continue
            yield Issue(
                "unknown-name-in-formula",
                f'a formula of column "{column.name}" names the unknown {what} "{unknown}"',
                place,
                expected=", ".join(known),
                found=formula,
                hint=did_you_mean(unknown, known),
            )
