"""The points of a chart with their looks and labels, which may follow the names of their categories.

template   Cars red, Trucks blue        data   Trucks, Vans, Cars        ->   blue, a new colour, red
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from reportgen.office.chart_plots import plot_type
from reportgen.office.chart_series import series_of
from reportgen.office.xml import qn, remove

Looks = Mapping[int, Mapping[str, etree._Element]]
_LABEL = f"{qn('c:dLbls')}/{qn('c:dLbl')}"


def looks_of_points(chart: etree._Element) -> tuple[Looks, Looks]:
    """The look of each point and its own label by series and category, as the template has them."""
    return _by_category(chart, qn("c:dPt")), _by_category(chart, _LABEL)


def _by_category(chart: etree._Element, path: str) -> Looks:
    return {
        series.position: {
            names[at]: deepcopy(node)
            for node in series.node.findall(path)
            if (at := _index(node)) in (names := _names(series.node))
        }
        for series in series_of(chart)
    }


def points_follow(chart: etree._Element, looks: tuple[Looks, Looks]) -> None:
    """Give each point the look and the label that its category had.

    Others take the next colour of the theme that is free, where points differ in colour.
    """
    for series in series_of(chart):
        known = looks[1].get(series.position, {})
        holder = series.node.find(qn("c:dLbls"))
        if known and holder is not None:
            for node in holder.findall(qn("c:dLbl")):
                remove(node)
            for at, name in sorted(_names(series.node).items(), reverse=True):
                if name in known:
                    holder.insert(0, _numbered(known[name], at))
        known = looks[0].get(series.position, {})
        if not known:
            continue
        old = series.node.findall(qn("c:dPt"))
        place = series.node.index(old[0]) if old else _place(series.node)
        for node in old:
            remove(node)
        used = {one.get("val") for node in known.values() for one in node.iter(qn("a:schemeClr"))}
        free = [f"accent{number}" for number in range(1, 7) if f"accent{number}" not in used] or ["accent6"]
        fresh = 0
        varied = _varied(series.node)
        for at, name in sorted(_names(series.node).items()):
            if name in known:
                node = known[name]
            elif varied:
                node = _coloured(free[fresh % len(free)])
                fresh += 1
            else:
                continue
            series.node.insert(place, _numbered(node, at))
            place += 1


def _numbered(look: etree._Element, at: int) -> etree._Element:
    node = deepcopy(look)
    index = node.find(qn("c:idx"))
    if index is not None:
        index.set("val", str(at))
    return node


def _varied(series: etree._Element) -> bool:
    """Whether the points of a series differ in colour by themselves, as slices do."""
    plot = series.getparent()
    node = plot.find(qn("c:varyColors")) if plot is not None else None
    return plot_type(series).lists_points if node is None else node.get("val", "1") in ("1", "true")


def _coloured(accent: str) -> etree._Element:
    node = etree.Element(qn("c:dPt"))
    etree.SubElement(node, qn("c:idx"))
    etree.SubElement(node, qn("c:bubble3D")).set("val", "0")
    fill = etree.SubElement(etree.SubElement(node, qn("c:spPr")), qn("a:solidFill"))
    etree.SubElement(fill, qn("a:schemeClr")).set("val", accent)
    return node


def _place(series: etree._Element) -> int:
    for name in ("c:dLbls", "c:cat", "c:val"):
        node = series.find(qn(name))
        if node is not None:
            return series.index(node)
    return len(series)


def _names(series: etree._Element) -> dict[int, str]:
    points = series.iterfind(f"{qn(f'c:{plot_type(series).categories}')}//{qn('c:pt')}")
    return {int(point.get("idx", "0")): point.findtext(qn("c:v")) or "" for point in points}


def _index(node: etree._Element) -> int:
    index = node.find(qn("c:idx"))
    return int(index.get("val", "0")) if index is not None else -1
