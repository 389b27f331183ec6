"""Axes made long enough for the labels that stand over their points.

plot 250 pt high, label 30 pt over the point 48.4  ->  the axis runs to at least 48.4 x 250 / (250 - 30),
for a point at share s of the axis stands s x height above its foot.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, ReportgenError, Severity
from reportgen.core.structs import replace
from reportgen.figures.views import AxisRange, ChartColumn
from reportgen.office.chart_cache import plot_number
from reportgen.office.chart_plots import plot_type
from reportgen.office.chart_series import axes, axis_ids, plot_area, plots, series_name, series_of
from reportgen.office.number_formats import format_value
from reportgen.office.worksheet import number_text
from reportgen.office.xml import local_name, qn
from reportgen.pptx.measure import AverageFace

_LINE = 1.22
_FACE = AverageFace(bold=True)
_PADDING = 4.0
_DEFAULT_SIZE = 10.0
_DEFAULT_PLOT = 0.8
_OUTSIDE = ("t", "outEnd")
# Where an axis of logarithms begins that has no beginning of its own.
_LEAST = math.ulp(0.0)


class Size(Struct, frozen=True):
    """Width and height of a chart's frame in points; zero where they are not known."""

    width: float = 0.0
    height: float = 0.0


def plot_share(chart: etree._Element, name: str) -> float:
    """The share of the frame that the inner plot takes in one direction (`w` or `h`)."""
    area = plot_area(chart)
    node = (
        area.find(f"{qn('c:layout')}/{qn('c:manualLayout')}/{qn(f'c:{name}')}") if area is not None else None
    )
    return float(node.get("val", "0")) or _DEFAULT_PLOT if node is not None else _DEFAULT_PLOT


def fitted_range(
    chart: etree._Element,
    axis: etree._Element,
    given: AxisRange,
    columns: dict[str, ChartColumn],
    size: Size,
) -> AxisRange:
    """The range `given` for `axis`, made longer where labels outside its points would be cut off."""
    lying = _lies(axis)
    length = size.width * plot_share(chart, "w") if lying else size.height * plot_share(chart, "h")
    if not length or given.maximum <= given.minimum:
        return given
    low, high = float(given.minimum), float(given.maximum)
    needs = [
        (float(value), (_width if lying else _height)(chart, series, column, row))
        for series, column in _labelled_series(chart, axis, columns)
        for row, value in enumerate(column.values)
        if value is not None and (not column.labels or column.labels[row])
    ]
    for value, label in needs:
        share = min(label / length, 0.6)
        if value >= 0:
            high = max(high, low + (value - low) / (1 - share))
        elif given.minimum < 0:
            low = min(low, high - (high - value) / (1 - share))
    if (low, high) == (float(given.minimum), float(given.maximum)):
        return given
    places = 6 if high - low < 10 else 2
    return replace(given, minimum=Decimal(str(round(low, places))), maximum=Decimal(str(round(high, places))))


def _labelled_series(
    chart: etree._Element, axis: etree._Element, columns: dict[str, ChartColumn]
) -> Iterator[tuple[etree._Element, ChartColumn]]:
    identity = next((key for key, node in axes(chart).items() if node is axis), "")
    for plot in plots(chart):
        if identity not in axis_ids(plot):
            continue
        for series in plot.iterfind(qn("c:ser")):
            column = columns.get(series_name(series))
            labels = series.find(qn("c:dLbls"))
            if column is not None and labels is not None and _outside(labels):
                yield series, column


def _lies(axis: etree._Element) -> bool:
    """Whether the values of an axis run from left to right, under bars."""
    side = axis.find(qn("c:axPos"))
    return side is not None and side.get("val") in ("b", "t")


def _outside(labels: etree._Element) -> bool:
    if labels.find(qn("c:delete")) is not None:
        return False
    places = [node.get("val", "") for node in labels.iter(qn("c:dLblPos"))]
    return any(place in _OUTSIDE for place in places)


def _height(chart: etree._Element, series: etree._Element, column: ChartColumn, row: int) -> float:
    lines = column.labels[row].count("\n") + 1 if column.labels else 1
    return lines * _label_size(chart, series) * _LINE + _PADDING


def _width(chart: etree._Element, series: etree._Element, column: ChartColumn, row: int) -> float:
    """The width of a label beside a bar and of the blanks around it, by average characters: no fonts are asked."""
    if column.labels:
        shown = column.labels[row]
    else:
        code = column.known_formats.get(row, column.number_format)
        shown = format_value(float(column.values[row] or 0), code) or ""
    longest = max(_FACE.em(line.strip()) for line in shown.split("\n"))
    return longest * _label_size(chart, series) + 2 * _PADDING


def _label_size(chart: etree._Element, series: etree._Element) -> float:
    labels = series.find(qn("c:dLbls"))
    sizes = []
    for holder in (labels, chart.find(qn("c:txPr"))):
        for node in holder.iter(qn("a:rPr"), qn("a:defRPr")) if holder is not None else ():
            if node.get("sz"):
                sizes.append(int(node.get("sz", "0")) / 100)
        if sizes:
            break
    return max(sizes, default=_DEFAULT_SIZE)


def digits(value: Decimal) -> str:
    """A number as a chart holds it; `ReportgenError` for one that no axis reaches."""
    text = number_text(plot_number(value))
    if "E" in text:
        raise ReportgenError(f"{value} is no number to plot")
    return text


def number_of(text: str) -> Decimal | None:
    """The number that a text is as data give it; None for any other text."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and text.strip() == text else None


def beyond_axes(chart: etree._Element, fixed: Sequence[etree._Element], at: Place) -> Iterator[Issue]:
    """A finding for each axis of `fixed` with an end of its own that a value lies beyond."""
    names = {node: key for key, node in axes(chart).items()}
    days = [(f"axis of days {number}", one) for number, one in enumerate(chart.iter(qn("c:dateAx")), start=1)]
    values = [(f"value axis {number}", one) for number, one in enumerate(fixed, start=1)]
    for called, axis in (*values, *days):
        low, high = (_end(axis, name) for name in ("min", "max"))
        if axis.find(f"{qn('c:scaling')}/{qn('c:logBase')}") is not None and low is None:
            low = _LEAST
        if axis in names and (low, high) != (None, None):
            yield from beyond_ends((low, high), _reached(chart, names[axis], axis), called, at)


def beyond_ends(
    ends: tuple[float | None, float | None], found: Iterable[tuple[float, str]], called: str, at: Place
) -> Iterator[Issue]:
    """A finding for the first value of `found`, with what it belongs to, that lies beyond the ends of an axis."""
    low, high = ends
    for value, name in found:
        if (high is not None and value > high) or (low is not None and value < low):
            first = "any" if low is None else f"{low:g}" if low != _LEAST else "above 0"
            yield Issue(
                "value-beyond-axis",
                f"a value of the chart lies beyond the end that is fixed for its {called}",
                at,
                Severity.WARNING,
                expected=f"{first} to {'any' if high is None else f'{high:g}'}",
                found=f"{value:g} ({name})",
                hint="leave the end of the axis to PowerPoint, or fix it further out",
            )
            return


def not_drawn(chart: etree._Element, at: Place) -> Iterator[Issue]:
    """A finding for each series with a number below zero that its kind of plot cannot show as such."""
    for series in series_of(chart):
        plot = series.node.getparent()
        kind, name = plot_type(series.node), local_name(plot) if plot is not None else ""
        if name == "bubbleChart" and plot is not None and _value(plot, "showNegBubbles") in ("0", ""):
            tag, what = "bubbleSize", "a bubble of a size below zero is not drawn"
        elif kind.lists_points:
            tag, what = kind.values, "a slice of a value below zero is drawn as if it were above"
        else:
            continue
        points = series.node.iterfind(f"{qn(f'c:{tag}')}//{qn('c:v')}")
        below = [value for point in points if (value := _float(point.text)) is not None and value < 0]
        if below:
            hint = "choose a kind of chart that shows values below zero"
            found = f"{below[0]:g} ({series.marker})"
            yield Issue("value-not-drawn", what, at, Severity.WARNING, found=found, hint=hint)


def _end(axis: etree._Element, name: str) -> float | None:
    node = axis.find(f"{qn('c:scaling')}/{qn(f'c:{name}')}")
    return float(node.get("val", "0")) if node is not None else None


def _reached(chart: etree._Element, identity: str, axis: etree._Element) -> list[tuple[float, str]]:
    """What is drawn on an axis, the highest and the lowest of each plot first, with the series; stacks are added up."""
    found: list[tuple[float, str]] = []
    for plot in plots(chart):
        ids = axis_ids(plot)
        if identity not in ids:
            continue
        sides = local_name(axis) == "dateAx" or (
            _lies(axis) and local_name(plot) in ("scatterChart", "bubbleChart")
        )
        grouping = "" if sides else _value(plot, "grouping")
        if grouping == "percentStacked":
            continue
        sums: dict[tuple[str, bool], float] = {}
        for series in plot.iterfind(qn("c:ser")):
            kind = plot_type(series)
            values = series.iterfind(f"{qn(f'c:{kind.categories if sides else kind.values}')}//{qn('c:pt')}")
            points = [(point.get("idx", ""), _float(point.findtext(qn("c:v")))) for point in values]
            numbers = [(idx, value) for idx, value in points if value is not None]
            if grouping == "stacked":
                for idx, value in numbers:
                    key = (idx, value < 0 and local_name(plot).startswith("bar"))
                    sums[key] = sums.get(key, 0.0) + value
            elif numbers:
                name = series_name(series)
                found += [(value, name) for value in (max(v for _, v in numbers), min(v for _, v in numbers))]
        if sums:
            found += [(max(sums.values()), "stacked"), (min(sums.values()), "stacked")]
    return found


def _float(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _value(plot: etree._Element, name: str) -> str:
    node = plot.find(qn(f"c:{name}"))
    return node.get("val", "") if node is not None else ""
