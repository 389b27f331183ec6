"""Native charts refilled from views, with the workbook behind them.

ChartView  revenue_chart            c:ser "Total"  <-  values, labels      by name, over all plots
           Total | 39.1 | 42.2      Sheet1!B1:B9   <-  values or formulas
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from lxml import etree

from reportgen.core.findings import ReportgenError
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.office.addresses import column_number
from reportgen.office.chart_cache import (
    drop_points_beyond,
    plot_number,
    set_categories,
    set_drops,
    set_series_name,
    set_values,
    shift_labels,
)
from reportgen.office.chart_labels import asks_for_cells, fill_labels, label_model, show_figures_as
from reportgen.office.chart_series import (
    CATEGORY_PLOTS,
    Series,
    clone_series,
    drop_point_legend_entries,
    mend_axis_ids,
    plots,
    point_count,
    references,
    remove_series,
    series_for,
    series_of,
    set_axis_range,
    split_reference,
    value_axes,
)
from reportgen.office.chart_workbook import SheetArea, SheetColumn, fill_workbook, first_sheet
from reportgen.office.package import Package
from reportgen.office.worksheet import CellContent, number_text
from reportgen.office.xml import local_name, qn
from reportgen.plan.deck_map import ChartSlot, SeriesSlot
from reportgen.pptx.headroom import Size, fitted_range, plot_share

_NO_SIZE = Size()
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")


def chart_slot(package: Package, part: str, name: str) -> ChartSlot:
    """What the chart in `part` can be filled with, and why not where it cannot."""
    chart = package.peek(part)
    found = series_of(chart)
    slots = []
    for series in found:
        model = label_model(series.node)
        from_cells = model is not None and asks_for_cells(model)
        slots.append(SeriesSlot(series.marker, series.plot, model is not None, from_cells))
    points = max((point_count(series.node) for series in found), default=0)
    return ChartSlot(name, tuple(slots), len(value_axes(chart)), points, _fault(package, part, chart))


def fill_chart(package: Package, part: str, view: ChartView, size: Size = _NO_SIZE) -> None:
    """Write a view, checked before, into the chart in `part` and into its embedded workbook.

    `size` is that of the chart's frame, from which the room for labels is computed.
    """
    chart = package.xml(part)
    standing = value_axes(chart)
    found, filled = _grown(chart, [column for column in view.columns if column.plotted])
    workbook = _workbook(package, part, chart)
    area = _area(package, workbook, chart) if workbook else None
    places = {column.name: number for number, column in enumerate(view.columns, start=2)}
    count = len(view.categories)
    heads: dict[str, str] = {}
    for series in found:
        column = filled.get(series.position)
        if column is None:
            continue
        place = places[column.name]
        node = series.node
        if series.name:
            heads[column.name] = series.name
            set_series_name(node, series.name, area.cell(1, place) if area else "")
        set_categories(node, view.categories, area.column(1, count) if area else "")
        set_values(node, column.values, column.number_format, area.column(place, count) if area else "")
        lengths = next((other for other in view.columns if other.name == column.drops), None)
        if lengths is not None:
            set_drops(node, lengths.values, area.column(places[lengths.name], count) if area else "")
        if column.labels or column.label_column:
            source = next((c for c in view.columns if c.name == column.label_column), None)
            in_cells = area is not None and source is not None
            reference = area.column(places[source.name], count) if area and source else ""
            texts = _texts(source)
            labels = column.labels or texts
            fill_labels(node, column.name, labels, reference, texts if in_cells else ())
        # Only now: the label that all are modelled on may stand at a category that no longer exists.
        drop_points_beyond(node, count)
        show_figures_as(node, column.number_format)
        if column.shift:
            shift_labels(node, column.shift * Decimal(str(plot_share(chart, "w"))) / count)
    remove_series(chart, [series for series in found if series.position not in filled])
    drop_point_legend_entries(chart, count)
    mend_axis_ids(chart)
    columns_by_series = {heads.get(column.name, column.name): column for column in filled.values()}
    for axis in view.axes:
        fitted = fitted_range(chart, standing[axis.index], axis, columns_by_series, size)
        set_axis_range(standing[axis.index], _digits(fitted.minimum), _digits(fitted.maximum))
    if workbook and area:
        columns = [_sheet_column(column, heads.get(column.name, "")) for column in view.columns]
        package[workbook] = fill_workbook(package[workbook], area, view.categories, columns, workbook)


def _grown(
    chart: etree._Element, columns: Sequence[ChartColumn]
) -> tuple[list[Series], dict[int, ChartColumn]]:
    """The chart's series, those cloned for further columns among them, and which column fills which."""
    for number, column in enumerate(columns):
        found = series_of(chart)
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
    strange = [kind for kind in kinds if kind not in CATEGORY_PLOTS]
    if not kinds:
        return "it has no plot"
    if strange:
        return f"it is no category chart ({strange[0]})"
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
        return SheetArea(first_sheet(package[workbook], workbook))
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
