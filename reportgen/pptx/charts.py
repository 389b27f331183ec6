"""Native charts refilled from views, with the workbook behind them.

ChartView  revenue_chart            c:ser "Total"  <-  values, labels      by name, over all plots
           Total | 39.1 | 42.2      Sheet1!B1:B9   <-  values or formulas
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.office.chart_cache import (
    category_code,
    drop_points_beyond,
    set_categories,
    set_dimension,
    set_drops,
    set_levels,
    set_series_name,
    set_values,
    shift_labels,
)
from reportgen.office.chart_labels import (
    asks_for_cells,
    continue_labels,
    drop_typed_labels,
    fill_labels,
    label_model,
    show_figures_as,
    show_points_as,
)
from reportgen.office.chart_plots import PLOT_TYPES, plot_type
from reportgen.office.chart_series import (
    Series,
    clone_series,
    drop_point_legend_entries,
    level_count,
    mend_axis_ids,
    plots,
    point_count,
    remove_series,
    series_for,
    series_of,
    set_axis_range,
    value_axes,
)
from reportgen.office.dates import DATE_FORMAT, date_of, serial, shows_dates
from reportgen.office.package import Package
from reportgen.office.worksheet import CellContent
from reportgen.office.xml import local_name, qn
from reportgen.plan.deck_map import ChartSlot, SeriesSlot
from reportgen.pptx.chart_book import (
    WITHOUT_BOOK,
    ChartBook,
    book_fault,
    category_levels,
    columns_beside,
    left_as_typed,
    sheet_column,
    unlinked,
    workbook_of,
)
from reportgen.pptx.chart_fit import Size, beyond_axes, digits, fitted_range, not_drawn, number_of, plot_share
from reportgen.pptx.chart_placing import Target
from reportgen.pptx.chart_points import looks_of_points, points_follow
from reportgen.pptx.newer_charts import fill_newer, is_newer, newer_slot


def chart_slot(package: Package, part: str, name: str) -> ChartSlot:
    """What the chart in `part` can be filled with, and why not where it cannot."""
    chart = package.peek(part)
    if is_newer(chart):
        return newer_slot(package, part, name)
    found = series_of(chart)
    slots = []
    for series in found:
        model = label_model(series.node)
        from_cells = model is not None and asks_for_cells(model)
        dimensions = tuple(plot_type(series.node).dimensions)
        slots.append(SeriesSlot(series.marker, series.plot, model is not None, from_cells, dimensions))
    points = max((point_count(series.node) for series in found), default=0)
    fault = _fault(package, part, chart)
    workbook = "" if fault else workbook_of(package, part, chart)
    beside = columns_beside(package.embedded(workbook), chart) if workbook else ()
    levels = max((level_count(series.node) for series in found), default=1)
    return ChartSlot(name, tuple(slots), len(value_axes(chart)), points, fault, levels, beside)


class _ChartSheet(Struct, frozen=True):
    """A view with the contents of its categories, the outermost level first, and where all of it goes.

    `code` is the number format of categories that are numbers.
    """

    view: ChartView
    levels: Sequence[Sequence[CellContent]]
    code: str
    target: Target

    def column(self, name: str) -> ChartColumn | None:
        """The column called `name`."""
        return next((column for column in self.view.columns if column.name == name), None) if name else None


def fill_chart(
    package: Package, part: str, view: ChartView, at: Place, size: Size | None = None
) -> tuple[Issue, ...]:
    """Write a view, checked before, into the chart in `part` and its embedded workbook; what its reader should know.

    `size` is that of the chart's frame, from which the room for labels is computed.
    """
    chart = package.xml(part)
    if is_newer(chart):
        return fill_newer(package, part, view, at)
    standing = value_axes(chart)
    looks = looks_of_points(chart) if view.points_by_name else None
    workbook = workbook_of(package, part, chart)
    book = ChartBook.read(package.embedded(workbook).copy(workbook), chart, at) if workbook else None
    found, filled = _grown(chart, [column for column in view.columns if column.plotted])
    code, levels, issues = _categories(chart, found, view, at)
    target = book.place(view, found, filled) if book is not None else WITHOUT_BOOK
    sheet = _ChartSheet(view, levels, code, target)
    count = len(view.categories)
    heads: dict[str, str] = {}
    for series in found:
        column = filled.get(series.position)
        if column is None:
            if series.node in target.computed:
                _set_categories(series, sheet)
            continue
        _name_series(series, column, sheet, heads)
        _fill_series(series, column, sheet)
        if column.shift:
            shift_labels(series.node, column.shift * Decimal(str(plot_share(chart, "w"))) / count)
    kept = {series.position for series in found if series.node in target.computed}
    remove_series(chart, [one for one in found if one.position not in kept and one.position not in filled])
    drop_point_legend_entries(chart, count)
    mend_axis_ids(chart)
    columns_by_series = {heads.get(column.name, column.name): column for column in filled.values()}
    ranged: list[etree._Element] = []
    for axis in view.axes:
        run = standing if axis.shared else [standing[axis.index]]
        for one in run:
            axis = fitted_range(chart, one, axis, columns_by_series, size or Size())
        for one in run:
            set_axis_range(one, digits(axis.minimum), digits(axis.maximum))
        ranged += run
    if book is not None:
        columns = [sheet_column(column, heads.get(column.name, "")) for column in view.columns]
        issues += book.fill(chart, target, levels, columns, code)
        package.embed(workbook, book.package)
    if not view.whole_sheet:
        issues += left_as_typed(chart, at)
    if looks is not None:
        points_follow(chart, looks)
    issues += beyond_axes(chart, [one for one in standing if one not in ranged], at)
    issues += [*not_drawn(chart, at), *unlinked(package, part, chart, at)]
    return tuple(issues)


def _categories(
    chart: etree._Element, found: Sequence[Series], view: ChartView, at: Place
) -> tuple[str, Sequence[Sequence[CellContent]], list[Issue]]:
    """The number format of categories that are days or numbers, and their contents by level; texts without one."""
    if view.levels:
        return "", category_levels(view), []
    code = next((code for series in found if (code := category_code(series.node))), "")
    if not code and next(chart.iter(qn("c:dateAx")), None) is not None:
        code = DATE_FORMAT
    points = all(plot_type(series.node).categories == "xVal" for series in found)
    if not code and not points:
        return "", [view.categories], []
    node = chart.find(qn("c:date1904"))
    from_1904 = node is not None and node.get("val", "1") in ("1", "true")
    days = [
        None if (day := date_of(text)) is None else serial(day, from_1904=from_1904)
        for text in view.categories
    ]
    blank = [not text for text in view.categories]
    if any(day is not None for day in days) and all(map(_either, days, blank)):
        return (code if shows_dates(0, code) else DATE_FORMAT), [days], []
    numbers = [number_of(text) for text in view.categories]
    unplaced = list(_unplaced(found, view, at)) if points else []
    if all(map(_either, numbers, blank)) and not shows_dates(0, code):
        return code or "General", [numbers], unplaced
    if not code or code == "General":
        return "", [view.categories], unplaced
    texts = [
        one
        for one, day in zip(view.categories, days if shows_dates(0, code) else numbers, strict=True)
        if day is None and one
    ]
    what = "days" if shows_dates(0, code) else "numbers"
    for axis in chart.iter(qn("c:dateAx")):
        # An axis that must be one of days would show texts as the first days of 1900.
        automatic = axis.find(qn("c:auto"))
        if automatic is not None:
            automatic.set("val", "1")
    issue = Issue(
        "categories-turned-into-texts",
        f"the categories of the chart are {what} in the template and no longer here, so that they stand as texts",
        at,
        Severity.WARNING,
        expected=f"{what} throughout, shown as {code}",
        found=texts[0],
    )
    return "", [view.categories], [issue]


def _unplaced(found: Sequence[Series], view: ChartView, at: Place) -> Iterator[Issue]:
    """A finding where points whose places were numbers have none."""
    placed = any(series.node.find(f"{qn('c:xVal')}/{qn('c:numRef')}") is not None for series in found)
    texts = [text for text in view.categories if number_of(text) is None]
    if placed and texts:
        yield Issue(
            "points-without-places",
            "what places points of this chart is no number: Office draws them by their order, or not at all",
            at,
            Severity.WARNING,
            expected="numbers or days throughout",
            found=f"{len(texts)} of {len(view.categories)} points: {texts[0] or 'nothing'}",
        )


def _either(number: Decimal | None, blank: bool) -> bool:
    return blank or number is not None


def _name_series(series: Series, column: ChartColumn, sheet: _ChartSheet, heads: dict[str, str]) -> None:
    reference = sheet.target.heads.get(column.name, "")
    if column.fills:
        set_series_name(series.node, column.name, reference)
    elif series.name:
        heads[column.name] = series.name
        if series.node not in sheet.target.named:
            set_series_name(series.node, series.name, reference)


def _set_categories(series: Series, sheet: _ChartSheet) -> None:
    reference = sheet.target.categories.get(series.position, "")
    if len(sheet.levels) > 1:
        set_levels(series.node, sheet.levels, reference)
    else:
        set_categories(series.node, sheet.levels[0], sheet.code, reference)


def _fill_series(series: Series, column: ChartColumn, sheet: _ChartSheet) -> None:
    """Write categories, values, further dimensions, error bars and labels of one series."""
    node, values = series.node, sheet.target.values
    _set_categories(series, sheet)
    set_values(node, column.values, column.number_format, values.get(column.name, ""))
    for name, other in column.dimensions.items():
        numbers = sheet.column(other)
        if numbers is not None:
            set_dimension(node, name, numbers.values, values.get(other, ""))
    lengths = sheet.column(column.drops)
    if lengths is not None:
        set_drops(node, lengths.values, values.get(lengths.name, ""))
    if column.labelled:
        source = sheet.column(column.label_column)
        texts = _texts(source)
        reference = values.get(source.name, "") if source else ""
        labels = column.labels or texts
        fill_labels(node, column.name, labels, reference, texts if reference else ())
    else:
        continue_labels(node, len(column.values))
    # Only now: the label that all are modelled on may stand at a category that no longer exists.
    drop_points_beyond(node, len(sheet.view.categories))
    show_figures_as(node, column.number_format)
    show_points_as(node, column.known_formats)


def free_labels(package: Package, part: str, view: ChartView, at: Place) -> list[Issue]:
    """Have labels that were typed by hand show their points again where a view has no texts for them; each is told."""
    if any(column.labelled for column in view.columns):
        return []
    if b"dLbl>" not in package[part] and b"trendlineLbl>" not in package[part]:
        return []
    return [
        _typed(text, series, at)
        for series in series_of(package.xml(part))
        for text in drop_typed_labels(series.node)
    ]


def _typed(text: str, series: Series, at: Place) -> Issue:
    return Issue(
        "typed-label-replaced",
        f'a label of series "{series.marker}" was typed by hand over another figure; it shows the new one',
        at,
        Severity.WARNING,
        found=text,
        hint="a tag in the label, or a label that shows a cell or the value, follows the data",
    )


def _grown(
    chart: etree._Element, columns: Sequence[ChartColumn]
) -> tuple[list[Series], dict[int, ChartColumn]]:
    """The chart's series, those cloned for further columns among them, and which column fills which."""
    found = series_of(chart)
    for number, column in enumerate(columns):
        if series_for(found, column.fills or column.name) is not None:
            continue
        model = series_for(found, column.like) if column.like else None
        before = (series_for(found, other.fills or other.name) for other in reversed(columns[:number]))
        near = model or next((one for one in before if one is not None), found[0])
        model = model or [one for one in found if one.plot == near.plot][-1]
        # A copy is asked for by name, or takes the place of its model: then it keeps the model's colour.
        stays = any(series_for(found, other.fills or other.name) == model for other in columns)
        clone_series(chart, model, column.name, fresh_colour=stays and not column.like)
        found = series_of(chart)
    filled = {}
    for column in columns:
        own = series_for(found, column.fills or column.name)
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
    return book_fault(package, part, chart)


def _texts(column: ChartColumn | None) -> tuple[str, ...]:
    if column is None:
        return ()
    if column.texts:
        return column.texts
    return tuple("" if value is None else digits(value) for value in column.values)
