"""The points of a pie with their looks, which may follow the names of their categories.

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


def pie_points(chart: etree._Element) -> Looks:
    """The look of each point by series and category, as the template has them."""
    return {
        series.position: {
            names[at]: deepcopy(node)
            for node in series.node.findall(qn("c:dPt"))
            if (at := _index(node)) in (names := _names(series.node))
        }
        for series in series_of(chart)
    }


def points_follow(chart: etree._Element, looks: Looks) -> None:
    """Give each point the look that its category had; others take the next colour of the theme that is free."""
    for series in series_of(chart):
        known = looks.get(series.position, {})
        if not known:
            continue
        old = series.node.findall(qn("c:dPt"))
        place = series.node.index(old[0]) if old else _place(series.node)
        for node in old:
            remove(node)
        used = {one.get("val") for node in known.values() for one in node.iter(qn("a:schemeClr"))}
        free = [f"accent{number}" for number in range(1, 7) if f"accent{number}" not in used] or ["accent6"]
        fresh = 0
        for at, name in sorted(_names(series.node).items()):
            node = deepcopy(known[name]) if name in known else _coloured(free[fresh % len(free)])
            fresh += name not in known
            index = node.find(qn("c:idx"))
            if index is not None:
                index.set("val", str(at))
            series.node.insert(place, node)
            place += 1


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
