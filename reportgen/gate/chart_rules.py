"""What PowerPoint and Excel demand of a chart part beyond the schema (ECMA-376 part 1, 21.2)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.gate.cell_rules import is_number
from reportgen.gate.reader import GateRule, XmlPart, is_between, natural, repeated
from reportgen.office.chart_plots import PLOT_TYPES, PlotType
from reportgen.office.chart_series import axes, axis_ids, plot_area, plots, series_of
from reportgen.office.xml import child_elements, local_name, qn

_LARGEST_ID = 0xFFFFFFFF
_CACHES = frozenset({qn("c:numCache"), qn("c:strCache"), qn("c:numLit"), qn("c:strLit")})
_RANGES = {
    qn("c:gapWidth"): (0, 500),
    qn("c:overlap"): (-100, 100),
    qn("c:holeSize"): (1, 90),
    qn("c:firstSliceAng"): (0, 360),
    qn("c:lblOffset"): (0, 1000),
    qn("c:style"): (1, 48),
}


def _empty(chart: XmlPart) -> Iterator[str]:
    if not plots(chart.root):
        yield "the chart draws nothing"
    if not series_of(chart.root):
        yield "the chart has no series"


def _axes(chart: XmlPart) -> Iterator[str]:
    standing = axes(chart.root)
    used: set[str] = set()
    for plot in plots(chart.root):
        ids = axis_ids(plot)
        used.update(ids)
        for axis in ids:
            if axis not in standing and not (local_name(plot).endswith("3DChart") and axis == "0"):
                yield f"{local_name(plot)} stands on axis {axis}, which is not there"
    for axis, node in standing.items():
        if axis not in used:
            yield f"no plot stands on axis {axis}"
        crossed = node.find(qn("c:crossAx"))
        if crossed is not None and crossed.get("val") not in standing:
            yield f"axis {axis} crosses {crossed.get('val')}, which is not there"


def _axis_ids(chart: XmlPart) -> Iterator[str]:
    for axis in axes(chart.root):
        if not is_between(axis, 0, _LARGEST_ID):
            yield f"the id {axis} of an axis is no number from 0 to {_LARGEST_ID}"
    area = plot_area(chart.root)
    nodes = child_elements(area) if area is not None else ()
    ids = [one for node in nodes if local_name(node).endswith("Ax") for one in node.findall(qn("c:axId"))[:1]]
    for axis, count in repeated(node.get("val", "") for node in ids):
        yield f"{count} axes have the id {axis}"


def _series_ids(chart: XmlPart) -> Iterator[str]:
    nodes = [own.node for own in series_of(chart.root)]
    for name in ("c:idx", "c:order"):
        for value, count in repeated(_value(node, name) for node in nodes):
            yield f"{count} series have {name} {value}"
    # The ids of a series itself, not those of its points, which have their own.
    holders = [holder for node in nodes for holder in node.findall(qn("c:extLst"))]
    for value, count in repeated(
        one.get("val", "") for holder in holders for one in holder.iter(qn("c16:uniqueId"))
    ):
        yield f"{count} series have the unique id {value}"


def _points(chart: XmlPart) -> Iterator[str]:
    for own in series_of(chart.root):
        for path, what in ((qn("c:dPt"), "formats"), (f"{qn('c:dLbls')}/{qn('c:dLbl')}", "labels")):
            for at, count in repeated(_value(one, "c:idx") for one in own.node.findall(path)):
                yield f"{count} {what} of a series stand for point {at}"


def _values(chart: XmlPart) -> Iterator[str]:
    for tag, (low, high) in _RANGES.items():
        for node in chart.root.iter(tag):
            text = node.get("val")
            value = (text or "").rstrip("%")
            if text is not None and not (value.lstrip("-").isdecimal() and low <= int(value) <= high):
                yield f"{local_name(node)} of {text} is not between {low} and {high}"


def _formats(chart: XmlPart) -> Iterator[str]:
    for node in chart.root.iter(qn("c:numFmt")):
        if node.get("formatCode") is None:
            yield "a number format of labels or of an axis has no code"


def _labels(chart: XmlPart) -> Iterator[str]:
    for plot in plots(chart.root):
        kind = local_name(plot)
        known = PLOT_TYPES.get(kind, PlotType())
        stacked = _value(plot, "c:grouping") in ("stacked", "percentStacked")
        allowed = known.stacked_places if stacked and known.stacked_places else known.label_places
        if allowed is None:
            continue
        for node in plot.iter(qn("c:dLblPos")):
            where = node.get("val", "")
            if where not in allowed:
                yield f"a label of a {kind} cannot stand at {where}"


def _caches(chart: XmlPart) -> Iterator[str]:
    for cache in chart.root.iter(*_CACHES):
        count = _value(cache, "c:ptCount")
        points = cache.findall(qn("c:pt"))
        places = [natural(point.get("idx")) for point in points]
        if points and natural(count) is not None:
            beyond = [at for at in places if at is None or at >= int(count)]
            if beyond:
                yield f"a series of {count} points holds point {beyond[0]}"
        if len(set(places)) < len(places):
            yield "a series holds a point twice"
        if local_name(cache).startswith("num"):
            for point in points:
                text = point.findtext(qn("c:v"), "")
                if text and not is_number(text) and not text.startswith("#"):
                    yield f"{text[:40]!r} is no number that a chart can draw"


def _value(node: etree._Element, name: str) -> str:
    found = node.find(qn(name))
    return found.get("val", "") if found is not None else ""


CHART_RULES = (
    GateRule("gate-chart-empty", _empty),
    GateRule("gate-chart-axis", _axes),
    GateRule("gate-chart-axis-id", _axis_ids),
    GateRule("gate-chart-series-id", _series_ids),
    GateRule("gate-chart-point-twice", _points),
    GateRule("gate-chart-value", _values),
    GateRule("gate-chart-number-format", _formats),
    GateRule("gate-chart-label-place", _labels),
    GateRule("gate-chart-cache", _caches),
)
