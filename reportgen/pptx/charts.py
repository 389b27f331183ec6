"""Native charts refilled from views, with the workbook behind them.

ChartView  revenue_chart            c:ser "Total"  <-  values, labels      by name, over all plots
           Total | 39.1 | 42.2      Sheet1!B1:B9   <-  values or formulas

An axis is made long enough for the labels: plot 250 pt high, label 30 pt over the point 48.4  ->  the axis runs to
at least 48.4 x 250 / (250 - 30), for a point at share s of the axis stands s x height above its foot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.figures.views import AxisRange, ChartColumn, ChartView
from reportgen.office.addresses import column_number
from reportgen.office.chart_cache import (
    day_code,
    drop_points_beyond,
    plot_number,
    set_categories,
    set_dimension,
    set_drops,
    set_series_name,
    set_values,
    shift_labels,
)
from reportgen.office.chart_labels import (
    asks_for_cells,
    fill_labels,
    label_model,
    show_figures_as,
    show_points_as,
)
from reportgen.office.chart_plots import PLOT_TYPES, plot_type
from reportgen.office.chart_series import (
    Series,
    axes,
    axis_ids,
    clone_series,
    drop_point_legend_entries,
    mend_axis_ids,
    plot_area,
    plots,
    point_count,
    references,
    remove_series,
    series_for,
    series_name,
    series_of,
    set_axis_range,
    split_reference,
    value_axes,
)
from reportgen.office.chart_workbook import SheetArea, SheetColumn, fill_workbook, first_sheet
from reportgen.office.dates import DATE_FORMAT, date_of, serial
from reportgen.office.package import Package
from reportgen.office.worksheet import CellContent, number_text
from reportgen.office.xml import local_name, qn
from reportgen.plan.deck_map import ChartSlot, SeriesSlot

_LINE = 1.22
_CHARACTER = 0.58
_PADDING = 4.0
_DEFAULT_SIZE = 10.0
_DEFAULT_PLOT = 0.8
_OUTSIDE = ("t", "outEnd")
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a chart's frame in points; zero where they are not known."""

    width: float = 0.0
    height: float = 0.0


def chart_slot(package: Package, part: str, name: str) -> ChartSlot:
    """What the chart in `part` can be filled with, and why not where it cannot."""
    chart = package.peek(part)
    found = series_of(chart)
    slots = []
    for series in found:
        model = label_model(series.node)
        from_cells = model is not None and asks_for_cells(model)
        dimensions = tuple(plot_type(series.node).dimensions)
        slots.append(SeriesSlot(series.marker, series.plot, model is not None, from_cells, dimensions))
    points = max((point_count(series.node) for series in found), default=0)
    return ChartSlot(name, tuple(slots), len(value_axes(chart)), points, _fault(package, part, chart))


@dataclass(frozen=True, slots=True)
class _ChartSheet:
    """Where the columns of a view stand in the workbook of its chart; `area` is None where there is no workbook."""

    view: ChartView
    area: SheetArea | None
    places: Mapping[str, int]
    contents: Sequence[str | Decimal]
    code: str

    def column(self, name: str) -> ChartColumn | None:
        """The column called `name`."""
        return self.view.columns[self.places[name] - 2] if name in self.places else None

    def head(self, name: str) -> str:
        """The reference of a column's head; empty without a workbook."""
        return self.area.cell(1, self.places[name]) if self.area else ""

    def values(self, name: str) -> str:
        """The reference of a column's values; empty without a workbook."""
        return self._below_head(self.places[name])

    @property
    def categories(self) -> str:
        """The reference of the categories; empty without a workbook."""
        return self._below_head(1)

    def _below_head(self, place: int) -> str:
        return self.area.column(place, len(self.view.categories)) if self.area else ""


def fill_chart(package: Package, part: str, view: ChartView, size: Size | None = None) -> None:
    """Write a view, checked before, into the chart in `part` and into its embedded workbook.

    `size` is that of the chart's frame, from which the room for labels is computed.
    """
    chart = package.xml(part)
    standing = value_axes(chart)
    found, filled = _grown(chart, [column for column in view.columns if column.plotted])
    workbook = _workbook(package, part, chart)
    area = _area(package, workbook, chart) if workbook else None
    code, contents = _categories(chart, found, view)
    sheet = _ChartSheet(
        view,
        area,
        {column.name: place for place, column in enumerate(view.columns, start=2)},
        contents,
        code,
    )
    count = len(view.categories)
    heads: dict[str, str] = {}
    for series in found:
        column = filled.get(series.position)
        if column is None:
            continue
        if series.name:
            heads[column.name] = series.name
            set_series_name(series.node, series.name, sheet.head(column.name))
        _fill_series(series.node, column, sheet)
        if column.shift:
            shift_labels(series.node, column.shift * Decimal(str(_plot_share(chart, "w"))) / count)
    remove_series(chart, [series for series in found if series.position not in filled])
    drop_point_legend_entries(chart, count)
    mend_axis_ids(chart)
    columns_by_series = {heads.get(column.name, column.name): column for column in filled.values()}
    for axis in view.axes:
        fitted = _fitted_range(chart, standing[axis.index], axis, columns_by_series, size or Size())
        set_axis_range(standing[axis.index], _digits(fitted.minimum), _digits(fitted.maximum))
    if workbook and area:
        columns = [_sheet_column(column, heads.get(column.name, "")) for column in view.columns]
        book = package.embedded(workbook).copy(workbook)
        fill_workbook(book, area, contents, columns, code)
        package.embed(workbook, book)


def _categories(
    chart: etree._Element, found: Sequence[Series], view: ChartView
) -> tuple[str, Sequence[str | Decimal]]:
    """The number format of categories that are days in the template and in the view, and all of them; else texts."""
    code = next((code for series in found if (code := day_code(series.node))), "")
    if not code and next(chart.iter(qn("c:dateAx")), None) is not None:
        code = DATE_FORMAT
    if not code:
        return "", view.categories
    node = chart.find(qn("c:date1904"))
    from_1904 = node is not None and node.get("val", "1") in ("1", "true")
    days: list[str | Decimal] = []
    for text in view.categories:
        day = date_of(text)
        number = None if day is None else serial(day, from_1904=from_1904)
        if number is None:
            return "", view.categories
        days.append(number)
    return code, days


def _fill_series(node: etree._Element, column: ChartColumn, sheet: _ChartSheet) -> None:
    """Write categories, values, further dimensions, error bars and labels of one series."""
    set_categories(node, sheet.contents, sheet.code, sheet.categories)
    set_values(node, column.values, column.number_format, sheet.values(column.name))
    for name, other in column.dimensions.items():
        numbers = sheet.column(other)
        if numbers is not None:
            set_dimension(node, name, numbers.values, sheet.values(other))
    lengths = sheet.column(column.drops)
    if lengths is not None:
        set_drops(node, lengths.values, sheet.values(lengths.name))
    if column.labels or column.label_column:
        source = sheet.column(column.label_column)
        texts = _texts(source)
        reference = sheet.values(source.name) if source else ""
        labels = column.labels or texts
        fill_labels(node, column.name, labels, reference, texts if reference else ())
    # Only now: the label that all are modelled on may stand at a category that no longer exists.
    drop_points_beyond(node, len(sheet.view.categories))
    show_figures_as(node, column.number_format)
    show_points_as(node, column.known_formats)


def _grown(
    chart: etree._Element, columns: Sequence[ChartColumn]
) -> tuple[list[Series], dict[int, ChartColumn]]:
    """The chart's series, those cloned for further columns among them, and which column fills which."""
    found = series_of(chart)
    for number, column in enumerate(columns):
        if series_for(found, column.name) is not None:
            continue
        model = series_for(found, column.like) if column.like else None
        before = (series_for(found, other.name) for other in reversed(columns[:number]))
        near = model or next((one for one in before if one is not None), found[0])
        model = model or [one for one in found if one.plot == near.plot][-1]
        # A copy is asked for by name, or takes the place of its model: then it keeps the model's colour.
        stays = any(series_for(found, other.name) == model for other in columns)
        clone_series(chart, model, column.name, fresh_colour=stays and not column.like)
        found = series_of(chart)
    filled = {}
    for column in columns:
        own = series_for(found, column.name)
        if own is not None:
            filled[own.position] = column
    return found, filled


def _fault(package: Package, part: str, chart: etree._Element) -> str:
    kinds = [local_name(plot) for plot in plots(chart)]
    strange = [kind for kind in kinds if kind not in PLOT_TYPES]
    if not kinds:
        return "it has no plot"
    if strange:
        return f"its plot is of no known type ({strange[0]})"
    external = chart.find(qn("c:externalData"))
    if external is None:
        return ""
    rid = external.get(qn("r:id"), "")
    relation = next((r for r in package.relationships(part) if r.rid == rid), None)
    if relation is None or relation.external:
        return "its workbook is linked, not embedded"
    target = package.target(part, rid)
    if target is None or target not in package:
        return "its workbook is missing"
    if not target.lower().endswith(_WORKBOOK_ENDINGS):
        return f"its workbook is no .xlsx file ({target.rsplit('/', 1)[-1]})"
    return ""


def _workbook(package: Package, part: str, chart: etree._Element) -> str:
    external = chart.find(qn("c:externalData"))
    if external is None:
        return ""
    return package.target(part, external.get(qn("r:id"), "")) or ""


def _area(package: Package, workbook: str, chart: etree._Element) -> SheetArea:
    areas = [area for reference in references(chart) for area in split_reference(reference)]
    if not areas:
        return SheetArea(first_sheet(package.embedded(workbook)))
    sheet = areas[0][0]
    own = [area for area in areas if area[0] == sheet]
    return SheetArea(
        sheet, max(column_number(right) for *_, right, _ in own), max(bottom for *_, bottom in own)
    )


def _sheet_column(column: ChartColumn, head: str) -> SheetColumn:
    contents: Iterable[CellContent]
    if column.texts:
        contents = column.texts
    else:
        contents = (None if value is None else plot_number(value) for value in column.values)
    # The format "Text" would make a text of any formula that a person edits; a label's cells are General.
    code = column.number_format if column.number_format != "@" else "General"
    number_format = code if column.texts or code != "General" else ""
    return SheetColumn(column.name, tuple(contents), column.formulas, number_format, head)


def _texts(column: ChartColumn | None) -> tuple[str, ...]:
    if column is None:
        return ()
    if column.texts:
        return column.texts
    return tuple("" if value is None else _digits(value) for value in column.values)


def _digits(value: Decimal) -> str:
    text = number_text(plot_number(value))
    if "E" in text:
        raise ReportgenError(f"{value} is no number to plot")
    return text


def _plot_share(chart: etree._Element, name: str) -> float:
    """The share of the frame that the inner plot takes in one direction (`w` or `h`)."""
    area = plot_area(chart)
    node = (
        area.find(f"{qn('c:layout')}/{qn('c:manualLayout')}/{qn(f'c:{name}')}") if area is not None else None
    )
    return float(node.get("val", "0")) or _DEFAULT_PLOT if node is not None else _DEFAULT_PLOT


def _fitted_range(
    chart: etree._Element,
    axis: etree._Element,
    given: AxisRange,
    columns: dict[str, ChartColumn],
    size: Size,
) -> AxisRange:
    """The range `given` for `axis`, made longer where labels outside its points would be cut off."""
    lying = _lies(axis)
    length = size.width * _plot_share(chart, "w") if lying else size.height * _plot_share(chart, "h")
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
    return AxisRange(given.index, Decimal(str(round(low, places))), Decimal(str(round(high, places))))


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
    """The width of a label beside a bar, from the number of its characters."""
    if column.labels:
        count = max(len(line) for line in column.labels[row].split("\n"))
    else:
        body = column.number_format.partition(";")[0]
        percent = body.endswith("%")
        value = abs(float(column.values[row] or 0)) * (100 if percent else 1)
        digits = len(body.rstrip("%").partition(".")[2])
        count = len(f"{value:,.{digits}f}") + percent + 1
    return count * _label_size(chart, series) * _CHARACTER + _PADDING


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
