"""What PowerPoint and Excel demand of a chart part beyond the schema (ECMA-376 part 1, 21.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.cell_rules import is_number
from reportgen.gate.reader import PackageReader, natural
from reportgen.office.chart_series import axes, axis_ids, plots, series_of
from reportgen.office.xml import child_elements, local_name, qn

_LARGEST_ID = 0xFFFFFFFF
_POINTS = frozenset({"t", "b", "l", "r", "ctr"})
_STACKED = frozenset({"ctr", "inEnd", "inBase"})
_CACHES = frozenset({qn("c:numCache"), qn("c:strCache"), qn("c:numLit"), qn("c:strLit")})
# Where a label may stand, by the kind of plot; a place that a plot does not offer makes Office repair the file.
_LABEL_PLACES = {
    "lineChart": _POINTS,
    "scatterChart": _POINTS,
    "bubbleChart": _POINTS,
    "stockChart": _POINTS,
    "pieChart": frozenset({"bestFit", "ctr", "inEnd", "outEnd"}),
    "ofPieChart": frozenset({"bestFit", "ctr", "inEnd", "outEnd"}),
    "pie3DChart": frozenset({"bestFit", "ctr", "inEnd", "outEnd"}),
    "doughnutChart": frozenset(),
    "areaChart": frozenset(),
    "area3DChart": frozenset(),
    "bar3DChart": frozenset(),
    "line3DChart": _POINTS,
    "radarChart": frozenset({"outEnd"}),
}
_RANGES = {
    qn("c:gapWidth"): (0, 500),
    qn("c:overlap"): (-100, 100),
    qn("c:holeSize"): (1, 90),
    qn("c:firstSliceAng"): (0, 360),
    qn("c:lblOffset"): (0, 1000),
    qn("c:style"): (1, 48),
}


def chart_rules(look: PackageReader, part: str, chart: etree._Element) -> Iterator[Issue]:
    """The faults of one chart."""
    place = look.place(part)
    for identity, message in (*_axes(chart), *_series(chart), *_labels(chart), *_caches(chart)):
        yield Issue(identity, message, place)


def _axes(chart: etree._Element) -> Iterator[tuple[str, str]]:
    standing = axes(chart)
    used: set[str] = set()
    drawn = plots(chart)
    if not drawn:
        yield "gate-chart-empty", "the chart draws nothing"
    for plot in drawn:
        ids = axis_ids(plot)
        used.update(ids)
        for axis in ids:
            if axis not in standing and not (local_name(plot).endswith("3DChart") and axis == "0"):
                yield "gate-chart-axis", f"{local_name(plot)} stands on axis {axis}, which is not there"
    for axis, node in standing.items():
        if axis not in used:
            yield "gate-chart-axis", f"no plot stands on axis {axis}"
        if not 0 <= (natural(axis) if natural(axis) is not None else -1) <= _LARGEST_ID:  # type: ignore[operator]
            yield "gate-chart-axis-id", f"the id {axis} of an axis is no number from 0 to {_LARGEST_ID}"
        crossed = node.find(qn("c:crossAx"))
        if crossed is not None and crossed.get("val") not in standing:
            yield "gate-chart-axis", f"axis {axis} crosses {crossed.get('val')}, which is not there"
    area = chart.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    named = Counter(
        node.find(qn("c:axId")).get("val", "")  # type: ignore[union-attr]
        for node in (child_elements(area) if area is not None else ())
        if local_name(node).endswith("Ax") and node.find(qn("c:axId")) is not None
    )
    for axis, count in named.items():
        if count > 1:
            yield "gate-chart-axis-id", f"{count} axes have the id {axis}"


def _series(chart: etree._Element) -> Iterator[tuple[str, str]]:
    series = series_of(chart)
    if not series:
        yield "gate-chart-empty", "the chart has no series"
    for name in ("c:idx", "c:order"):
        values = Counter(_value(own.node, name) for own in series)
        for value, count in values.items():
            if count > 1:
                yield "gate-chart-series-id", f"{count} series have {name} {value}"
    unique = Counter(node.get("val", "") for own in series for node in _unique_ids(own.node))
    for value, count in unique.items():
        if count > 1:
            yield "gate-chart-series-id", f"{count} series have the unique id {value}"
    for own in series:
        for tag, what in (("c:dPt", "formats"), ("c:dLbl", "labels")):
            holder = own.node.find(qn("c:dLbls")) if tag == "c:dLbl" else own.node
            points = (
                Counter(_value(one, "c:idx") for one in holder.findall(qn(tag))) if holder is not None else {}
            )
            for at, count in points.items():
                if count > 1:
                    yield "gate-chart-point-twice", f"{count} {what} of a series stand for point {at}"
    for tag, (low, high) in _RANGES.items():
        for node in chart.iter(tag):
            text = node.get("val")
            value = (text or "").rstrip("%")
            if text is not None and not (value.lstrip("-").isdecimal() and low <= int(value) <= high):
                yield "gate-chart-value", f"{local_name(node)} of {text} is not between {low} and {high}"


def _unique_ids(series: etree._Element) -> Iterator[etree._Element]:
    """The ids of a series itself, not those of its points, which have their own."""
    for holder in series.findall(qn("c:extLst")):
        yield from holder.iter(qn("c16:uniqueId"))


def _labels(chart: etree._Element) -> Iterator[tuple[str, str]]:
    for plot in plots(chart):
        kind = local_name(plot)
        allowed = _LABEL_PLACES.get(kind)
        if kind == "barChart":
            stacked = _value(plot, "c:grouping") in ("stacked", "percentStacked")
            allowed = _STACKED if stacked else _STACKED | {"outEnd"}
        if allowed is None:
            continue
        for node in plot.iter(qn("c:dLblPos")):
            where = node.get("val", "")
            if where not in allowed:
                yield "gate-chart-label-place", f"a label of a {kind} cannot stand at {where}"


def _caches(chart: etree._Element) -> Iterator[tuple[str, str]]:
    for cache in chart.iter(*_CACHES):
        count = _value(cache, "c:ptCount")
        points = cache.findall(qn("c:pt"))
        places = [natural(point.get("idx")) for point in points]
        if points and natural(count) is not None:
            beyond = [at for at in places if at is None or at >= int(count)]
            if beyond:
                yield "gate-chart-cache", f"a series of {count} points holds point {beyond[0]}"
        if len(set(places)) < len(places):
            yield "gate-chart-cache", "a series holds a point twice"
        if local_name(cache).startswith("num"):
            for point in points:
                text = point.findtext(qn("c:v"), "")
                if text and not is_number(text) and not text.startswith("#"):
                    yield "gate-chart-cache", f"{text[:40]!r} is no number that a chart can draw"


def _value(node: etree._Element, name: str) -> str:
    found = node.find(qn(name))
    return found.get("val", "") if found is not None else ""
