"""Charts of the newer kind (waterfall, treemap, sunburst, funnel, histogram, box plot, map), refilled from views.

<cx:data id="0"> <cx:strDim type="cat"> <cx:f>Sheet1!$A$2:$A$6</cx:f> <cx:lvl ptCount="5"> <cx:pt idx="0">Start ...
                 <cx:numDim type="val"> <cx:f>Sheet1!$B$2:$B$6</cx:f> ...
<cx:series layoutId="waterfall"> <cx:tx> ... <cx:dataId val="0"/> <cx:layoutPr> <cx:subtotals> <cx:idx val="0"/>
                                                                                           (MS-ODRAWXML, 2.24.3)
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.office.chart_cache import plot_number
from reportgen.office.chart_places import BookPlaces, Held, book_places
from reportgen.office.chart_series import Series, series_for
from reportgen.office.package import Package
from reportgen.office.worksheet import CellContent, number_text
from reportgen.office.xml import clean_text, qn, remove, sub
from reportgen.plan.deck_map import ChartSlot, SeriesSlot
from reportgen.pptx.chart_book import (
    WITHOUT_BOOK,
    ChartBook,
    book_fault,
    category_levels,
    sheet_column,
    unlinked,
    workbook_of,
)
from reportgen.pptx.chart_fit import beyond_ends, number_of
from reportgen.pptx.chart_placing import SeriesCells, Target

_IDS = uuid.UUID("2b7c1a5e-95d0-5f0a-8a3e-0e5a5c3f7d21")
_MAP = "regionMap"
# What counts its values has their number on its axis; what draws areas has no axis.
_BINNED = frozenset({"clusteredColumn", "paretoLine", "funnel"})
_AREAS = frozenset({"treemap", "sunburst"})
_BY_POINT = tuple(map(qn, ("cx:dataPt", "cx:dataLabel", "cx:dataLabelHidden")))


def is_newer(chart: etree._Element) -> bool:
    """Whether a chart part is of the newer kind."""
    return chart.tag == qn("cx:chartSpace")


def newer_slot(package: Package, part: str, name: str) -> ChartSlot:
    """What the chart can be filled with, and why not where it cannot."""
    chart = package.peek(part)
    found = _series(chart)
    slots = tuple(SeriesSlot(series.marker, series.plot) for series in found)
    data = [_data(chart, series) for series in found]
    by_name = any(
        series.plot == _MAP and one.find(qn("cx:numDim")) is None
        for series, one in zip(found, data, strict=True)
    )
    fault = "it colours its areas by names" if by_name else book_fault(package, part, chart)
    levels = max((len(dim.findall(qn("cx:lvl"))) for one in data for dim in _named(one)), default=0)
    points = max((int(lvl.get("ptCount", "0")) for one in data for lvl in one.iter(qn("cx:lvl"))), default=0)
    return ChartSlot(name, slots, 0, points, fault or ("" if found else "it has no plot"), levels)


def fill_newer(package: Package, part: str, view: ChartView, at: Place) -> tuple[Issue, ...]:
    """Write a view, checked before, into the chart in `part` and into its workbook; what its reader should know."""
    chart = package.xml(part)
    originals = _series(chart)
    subtotals = {series.node: _subtotals(chart, series) for series in originals}
    workbook = workbook_of(package, part, chart)
    book = None
    if workbook:
        file = package.embedded(workbook).copy(workbook)
        places = book_places(file)
        read = {series.node: _cells(chart, series, places) for series in originals}
        book = ChartBook(file, originals, read, (), at, ())
    found, filled = _grown(chart, originals, [column for column in view.columns if column.plotted])
    target = book.place(view, found, filled) if book is not None else WITHOUT_BOOK
    levels = category_levels(view)
    named = target.area is not None or any(_named(_data(chart, series)) for series in found)
    issues: list[Issue] = []
    for series in found:
        column = filled.get(series.position)
        if column is None:
            remove(_data(chart, series))
            remove(series.node)
            continue
        _write_series(chart, series, column, target)
        data, reference = _data(chart, series), target.categories.get(series.position, "")
        if series.plot == _MAP:
            issues += _keep_places(data, view, reference, at)
        for dimension in _named(data):
            _write_texts(dimension, levels, reference)
        numbers = data.find(qn("cx:numDim"))
        if numbers is not None:
            _write_numbers(numbers, column, target.values.get(column.name, ""))
        issues += _keep_points(series, subtotals.get(series.node, {}), view, at)
        issues += _not_shown(chart, series, column, at)
    if book is not None:
        heads = {series.position: series.name for series in originals}
        kept = {column.name: heads.get(place, "") for place, column in filled.items() if not column.fills}
        columns = [sheet_column(column, kept.get(column.name, "")) for column in view.columns]
        issues += book.fill(chart, target, levels if named else [], columns, "")
        package.embed(workbook, book.package)
    return (*issues, *unlinked(package, part, chart, at), *_picture(at))


def _not_shown(chart: etree._Element, series: Series, column: ChartColumn, at: Place) -> Iterator[Issue]:
    """Findings for values that lie beyond a fixed axis, or that have no area."""
    values = [float(value) if isinstance(value, Decimal) else 0.0 for value in column.values]
    if series.plot in _AREAS and min(values, default=0.0) < 0:
        message = "an area of a value below zero is not drawn"
        found = f"{min(values):g} ({series.name})"
        yield Issue("value-not-drawn", message, at, Severity.WARNING, found=found)
    if series.plot == "waterfall":
        totals = {
            int(one.get("val", "0"))
            for one in series.node.iterfind(f".//{qn('cx:subtotals')}/{qn('cx:idx')}")
        }
        level = 0.0
        for number, value in enumerate(values):
            values[number] = level = value if number in totals else level + value
    for scaling in chart.iter(qn("cx:valScaling")) if series.plot not in _BINNED else ():
        ends = [number_of(scaling.get(name, "")) for name in ("min", "max")]
        low, high = (None if end is None else float(end) for end in ends)
        yield from beyond_ends((low, high), ((one, series.name) for one in values), "value axis", at)


def _keep_places(data: etree._Element, view: ChartView, reference: str, at: Place) -> Iterator[Issue]:
    """What the service of the Office program calls the places of a map stays with their names; new ones are told."""
    names = [one for dimension in _named(data)[:1] for one in _points(dimension)]
    wanted = list(zip(*view.levels, view.categories, strict=True))
    for dimension in data.findall(qn("cx:strDim")):
        if dimension.get("type") == "entityId":
            known = dict(zip(names, (one[0] for one in _points(dimension)), strict=False))
            _write_texts(dimension, [[known.get(one) or None for one in wanted]], reference)
    fresh = [", ".join(one) for one in wanted if one not in names]
    if fresh:
        yield Issue(
            "place-not-in-map",
            "the map of the template does not know these places; PowerPoint asks its service for them when it draws",
            at,
            Severity.WARNING,
            found="; ".join(fresh[:9]),
            hint="correct their names, or open the deck once in PowerPoint, online, and save it",
        )


def _points(dimension: etree._Element) -> list[tuple[str, ...]]:
    """The names of the points of a dimension, the outermost level first; a name stands until the next."""
    levels = []
    innermost = dimension.find(qn("cx:lvl"))
    for level in reversed(dimension.findall(qn("cx:lvl"))):
        texts = {point.get("idx"): point.text or "" for point in level}
        names = [""]
        for number in range(int(level.get("ptCount", "0"))):
            names.append(texts.get(str(number), "" if level is innermost else names[-1]))
        levels.append(names[1:])
    return list(zip(*levels, strict=False))


def _picture(at: Place) -> Iterator[Issue]:
    yield Issue(
        "old-picture-of-chart",
        "programs that do not know this kind of chart show a picture of the template's data instead",
        at,
        Severity.INFO,
        hint="PowerPoint draws the picture anew when it saves the deck",
    )


def _series(chart: etree._Element) -> list[Series]:
    nodes = list(chart.iter(qn("cx:series")))
    return [
        Series(node, node.findtext(f"{qn('cx:tx')}/{qn('cx:txData')}/{qn('cx:v')}") or "", _layout(node), at)
        for at, node in enumerate(nodes)
        if node.get("hidden") not in ("1", "true")
    ]


def _layout(node: etree._Element) -> str:
    return node.get("layoutId", "")


def _data(chart: etree._Element, series: Series) -> etree._Element:
    """The data that a series shows."""
    own = series.node.find(qn("cx:dataId"))
    number = own.get("val", "0") if own is not None else "0"
    found = {node.get("id", "0"): node for node in chart.iter(qn("cx:data"))}
    return found.get(number, series.node)


def _named(data: etree._Element) -> list[etree._Element]:
    """The names of the points: the categories."""
    return [one for one in data.findall(qn("cx:strDim")) if one.get("type") == "cat"]


def _cells(chart: etree._Element, series: Series, places: BookPlaces) -> SeriesCells:
    data = _data(chart, series)
    head = series.node.find(f"{qn('cx:tx')}/{qn('cx:txData')}")
    names = next(iter(_named(data)), None)
    return SeriesCells(_held(head, places), _held(names, places), _held(data.find(qn("cx:numDim")), places))


def _held(holder: etree._Element | None, places: BookPlaces) -> Held | None:
    text = holder.findtext(qn("cx:f")) if holder is not None else None
    levels = len(holder.findall(qn("cx:lvl"))) if holder is not None else 1
    return places.held(text, levels or 1) if text else None


def _grown(
    chart: etree._Element, found: Sequence[Series], columns: Sequence[ChartColumn]
) -> tuple[list[Series], dict[int, ChartColumn]]:
    """The series with those for further columns, and which column fills which."""
    series, filled = list(found), {}
    for column in columns:
        own = series_for(found, column.fills or column.name)
        if own is None:
            own = _copied(chart, found[-1], series, column.name)
            series.append(own)
        filled[own.position] = column
    return series, filled


def _copied(chart: etree._Element, model: Series, series: Sequence[Series], name: str) -> Series:
    data = deepcopy(_data(chart, model))
    taken = [int(node.get("id", "0")) for node in chart.iter(qn("cx:data"))]
    number = str(max(taken, default=-1) + 1)
    data.set("id", number)
    _data(chart, model).addnext(data)
    node = deepcopy(model.node)
    own = node.find(qn("cx:dataId"))
    (own if own is not None else sub(node, "cx:dataId")).set("val", number)
    node.set("uniqueId", f"{{{str(uuid.uuid5(_IDS, f'{name}/{number}')).upper()}}}")
    node.attrib.pop("formatIdx", "")
    series[-1].node.addnext(node)
    return Series(node, name, model.plot, len(series))


def _write_series(chart: etree._Element, series: Series, column: ChartColumn, target: Target) -> None:
    """Write the name of a series that is another one now."""
    if series.node in target.named and not column.fills:
        return
    name = column.name if column.fills or not series.name else series.name
    text = series.node.find(f"{qn('cx:tx')}/{qn('cx:txData')}")
    if text is None:
        return
    for child in list(text):
        remove(child)
    if target.heads.get(column.name):
        sub(text, "cx:f").text = target.heads[column.name]
    sub(text, "cx:v").text = clean_text(name)


def _refer(dimension: etree._Element, reference: str) -> None:
    formula = dimension.find(qn("cx:f"))
    if formula is not None and reference:
        formula.text = reference
    for level in dimension.findall(qn("cx:lvl")):
        remove(level)


def _write_texts(dimension: etree._Element, levels: Sequence[Sequence[CellContent]], reference: str) -> None:
    _refer(dimension, reference)
    for level in reversed(levels):
        node = sub(dimension, "cx:lvl", ptCount=str(len(level)))
        for number, text in enumerate(level):
            if isinstance(text, str):
                sub(node, "cx:pt", idx=str(number)).text = clean_text(text)


def _write_numbers(dimension: etree._Element, column: ChartColumn, reference: str) -> None:
    old = dimension.find(qn("cx:lvl"))
    code = old.get("formatCode", "General") if old is not None else "General"
    _refer(dimension, reference)
    own = column.number_format if column.number_format not in ("", "General") else code
    node = sub(dimension, "cx:lvl", ptCount=str(len(column.values)), formatCode=own)
    for number, value in enumerate(column.values):
        if isinstance(value, Decimal):
            sub(node, "cx:pt", idx=str(number)).text = number_text(plot_number(value))


def _subtotals(chart: etree._Element, series: Series) -> Mapping[int, str]:
    """The points that are totals in a waterfall, each with its category, the last one with `#` before it."""
    names: dict[int, str] = {}
    count = 0
    for dimension in _named(_data(chart, series)):
        level = dimension.find(qn("cx:lvl"))
        for point in level if level is not None else ():
            names[int(point.get("idx", "0"))] = point.text or ""
            count = max(count, int(point.get("idx", "0")) + 1)
    marked = [
        int(node.get("val", "0")) for node in series.node.iterfind(f".//{qn('cx:subtotals')}/{qn('cx:idx')}")
    ]
    return {at: ("#" if at == count - 1 else "") + names.get(at, "") for at in marked}


def _keep_points(series: Series, subtotals: Mapping[int, str], view: ChartView, at: Place) -> Iterator[Issue]:
    """Totals stay with their categories, the first and the last at the ends; formats of points beyond the last go."""
    count = len(view.categories)
    for node in list(series.node.iter(*_BY_POINT)):
        if int(node.get("idx", "0")) >= count:
            remove(node)
    holder = next(series.node.iter(qn("cx:subtotals")), None)
    if holder is None:
        return
    kept: set[int] = set()
    for place, text in subtotals.items():
        name = text.removeprefix("#")
        if name in view.categories:
            kept.add(view.categories.index(name))
        elif place == 0 or text.startswith("#"):
            kept.add(0 if place == 0 else count - 1)
        else:
            yield Issue(
                "subtotal-lost",
                f'the total "{name}" of series "{series.name}" has no category of its name in the data',
                at,
                Severity.WARNING,
                expected=name,
                found=", ".join(view.categories[:9]),
            )
    for child in list(holder):
        remove(child)
    for place in sorted(kept):
        sub(holder, "cx:idx", val=str(place))
