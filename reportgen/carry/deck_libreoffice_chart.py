"""Charts that LibreOffice has saved, in the spelling of the deck as it was built."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from reportgen.carry.deck_libreoffice_text import Colours, far_apart
from reportgen.carry.deck_match import index_of, series_name
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn, remove

_AXES = tuple(qn(f"c:{name}") for name in ("valAx", "catAx", "dateAx"))
_DEFAULT_GAP = 150
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
            _axis(axis, seen)
    for name in ("gapWidth", "overlap"):
        for own, seen in zip(twin.iter(qn("c:barChart")), left.iter(qn("c:barChart")), strict=False):
            _number(own, seen, name, _DEFAULT_GAP if name == "gapWidth" else 0)
    _title(twin, left)
    _legend(twin, left)
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


def _axis(axis: etree._Element, seen: etree._Element) -> None:
    mine, theirs = axis.find(qn("c:scaling")), seen.find(qn("c:scaling"))
    if mine is not None and theirs is not None:
        for name in ("max", "min"):
            _number(mine, theirs, name, None)
    _number(axis, seen, "majorUnit", None)
    for name in ("majorGridlines", "minorGridlines"):
        if (axis.find(qn(f"c:{name}")) is None) != (seen.find(qn(f"c:{name}")) is None):
            _take(axis, seen, name)
    hidden = [one.find(qn("c:delete")) for one in (axis, seen)]
    if hidden[0] is not None and hidden[1] is not None and hidden[0].get("val") != hidden[1].get("val"):
        hidden[0].set("val", hidden[1].get("val", "0"))


def _number(node: etree._Element, other: etree._Element, name: str, default: float | None) -> None:
    own, seen = node.find(qn(f"c:{name}")), other.find(qn(f"c:{name}"))
    mine = float(own.get("val", "0")) if own is not None else default
    theirs = float(seen.get("val", "0")) if seen is not None else default
    if mine == theirs or (mine is not None and theirs is not None and abs(mine - theirs) <= 1e-9 * abs(mine)):
        return
    _take(node, other, name)


def _title(twin: etree._Element, left: etree._Element) -> None:
    charts = twin.find(qn("c:chart")), left.find(qn("c:chart"))
    if charts[0] is None or charts[1] is None:
        return
    said = [
        [paragraph_text(p) for p in one.iter(qn("a:p"))] for one in (_titles(charts[0]), _titles(charts[1]))
    ]
    names = {series_name(one) for one in twin.iter(qn("c:ser"))}
    if said[0] != said[1] and not (not said[0] and len(names) == 1 and set(said[1]) <= names):
        _take(charts[0], charts[1], "title")


def _titles(chart: etree._Element) -> etree._Element:
    title = chart.find(qn("c:title"))
    return title if title is not None else etree.Element(qn("c:title"))


def _legend(twin: etree._Element, left: etree._Element) -> None:
    charts = twin.find(qn("c:chart")), left.find(qn("c:chart"))
    if charts[0] is None or charts[1] is None:
        return
    places = [one.find(f"{qn('c:legend')}/{qn('c:legendPos')}") for one in (charts[0], charts[1])]
    if (charts[0].find(qn("c:legend")) is None) != (charts[1].find(qn("c:legend")) is None):
        _take(charts[0], charts[1], "legend")
    elif places[0] is not None and places[1] is not None and places[0].get("val") != places[1].get("val"):
        places[0].set("val", places[1].get("val", "r"))
