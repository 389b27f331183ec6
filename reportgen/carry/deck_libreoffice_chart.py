"""Charts that LibreOffice has saved, in the spelling of the deck as it was built."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from reportgen.carry.deck_charts import same_numbers
from reportgen.carry.deck_libreoffice_text import Colours, far_apart
from reportgen.carry.deck_match import index_of, series_name
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn, remove

_AXES = tuple(qn(f"c:{name}") for name in ("valAx", "catAx", "dateAx"))
# What a person can change of them, with what is meant where it is not written.
_OF_AXES = {"majorUnit": "", "majorGridlines": "", "minorGridlines": "", "delete": "0"}
_OF_SCALES = {"max": "", "min": ""}
_OF_BARS = {"gapWidth": "150", "overlap": "0"}
_OF_LEGENDS = {"legendPos": "r"}
_ACCENTS = 6


def respell_chart(built: etree._Element, left: etree._Element, colours: Colours) -> etree._Element:
    """A chart as built with what a person changed: colours, axes, gaps, title, legend."""
    twin = deepcopy(built)
    theirs = {series_name(one): one for one in left.iter(qn("c:ser"))}
    for series in twin.iter(qn("c:ser")):
        other = theirs.get(series_name(series))
        if other is not None:
            _series(series, other, colours)
    axes = [list(tree.iter(*_AXES)) for tree in (twin, left)]
    for kind in _AXES:
        for axis, seen in zip(*([one for one in own if one.tag == kind] for own in axes), strict=False):
            _take_changed(axis, seen, _OF_AXES)
    for tag, names in (
        (qn("c:scaling"), _OF_SCALES),
        (qn("c:barChart"), _OF_BARS),
        (qn("c:legend"), _OF_LEGENDS),
    ):
        for own, seen in zip(twin.iter(tag), left.iter(tag), strict=False):
            _take_changed(own, seen, names)
    charts = twin.find(qn("c:chart")), left.find(qn("c:chart"))
    if charts[0] is not None and charts[1] is not None:
        _title(charts[0], charts[1])
        _take_changed(charts[0], charts[1], {"legend": ""})
    return twin


def _series(series: etree._Element, other: etree._Element, colours: Colours) -> None:
    plot = series.getparent()
    line = plot is not None and local_name(plot) in ("lineChart", "scatterChart")
    holders = [one.find(qn("c:spPr")) for one in (series, other)]
    if line:
        holders = [one.find(qn("a:ln")) if one is not None else None for one in holders]
    mine, seen = (colours.hex(one) for one in holders)
    if mine is None and holders[0] is None and index_of(series):
        mine = colours.named.get(f"accent{int(index_of(series)) % _ACCENTS + 1}")
    if mine is not None and seen is not None and far_apart(mine, seen):
        _take(series, other, "spPr")
    labels = [one.find(qn("c:dLbls")) for one in (series, other)]
    shown = labels[1].find(qn("c:showVal")) if labels[1] is not None else None
    usual = plot.find(f"{qn('c:dLbls')}/{qn('c:showVal')}[@val='1']") if plot is not None else None
    if labels[0] is None and usual is None and shown is not None and shown.get("val") == "1":
        _take(series, other, "dLbls")
    elif labels[1] is not None:
        _labels(series, labels[1])
    fill = seen
    known = set(map(index_of, series.iter(qn("c:dPt"))))
    for point in other.iterchildren(qn("c:dPt")):
        own = colours.hex(point.find(qn("c:spPr")))
        if index_of(point) in known or own is None or fill is None or line:
            continue
        if far_apart(own, fill):
            insert_in_order(series, deepcopy(point))


def _labels(series: etree._Element, seen: etree._Element) -> None:
    """Labels of single points that were moved or typed by hand, in the order of the schema and without fonts."""
    own = series.find(qn("c:dLbls"))
    known = {index_of(one) for one in own.findall(qn("c:dLbl"))} if own is not None else set()
    fresh = [
        one
        for one in seen.findall(qn("c:dLbl"))
        if index_of(one) not in known
        and (one.find(qn("c:tx")) is not None or next(one.iter(qn("c:manualLayout")), None) is not None)
    ]
    if not fresh:
        return
    if own is None:
        own = deepcopy(seen)
        for node in [one for one in own if local_name(one) in ("dLbl", "extLst")]:
            own.remove(node)
        insert_in_order(series, own)
    for label in fresh:
        node = etree.Element(label.tag)
        for child in label:
            if local_name(child) not in ("txPr", "extLst"):
                insert_in_order(node, deepcopy(child))
        for properties in list(node.iter(qn("a:rPr"))):
            remove(properties)
        insert_in_order(own, node)


def _take(node: etree._Element, other: etree._Element, name: str) -> None:
    """Put a child of another element in the place of one's own."""
    own, seen = node.find(qn(f"c:{name}")), other.find(qn(f"c:{name}"))
    if own is not None:
        node.remove(own)
    if seen is not None:
        insert_in_order(node, deepcopy(seen))


def _take_changed(holder: etree._Element, seen: etree._Element, names: Mapping[str, str]) -> None:
    """Take the children whose values a person changed; `names` give what stands where a child is missing."""
    for name, default in names.items():
        mine, theirs = (
            default if (node := one.find(qn(f"c:{name}"))) is None else node.get("val", "0")
            for one in (holder, seen)
        )
        if not same_numbers([mine], [theirs]):
            _take(holder, seen, name)


def _title(chart: etree._Element, seen: etree._Element) -> None:
    said = [
        [paragraph_text(p) for title in one.iterchildren(qn("c:title")) for p in title.iter(qn("a:p"))]
        for one in (chart, seen)
    ]
    names = {series_name(one) for one in chart.iter(qn("c:ser"))}
    # LibreOffice writes out the title that a chart of one series has by itself.
    if said[0] != said[1] and not (not said[0] and len(names) == 1 and set(said[1]) <= names):
        _take(chart, seen, "title")
