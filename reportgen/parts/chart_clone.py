"""A further series of a chart, made from one that the template has.

c:ser "Network" accent1  ->  c:ser "Cloud" accent2      same plot, labels, gaps and lines; next colour of the theme
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from reportgen.parts.chart_cache import set_series_name
from reportgen.parts.chart_names import qn, remove, sub
from reportgen.parts.chart_series import POINT_LEGENDS, Series, renumber_legend, series_of

_ACCENTS = tuple(f"accent{number}" for number in range(1, 7))
_UNIQUE_ID = "{C3380CC4-5D6E-409C-BE32-E72D297353CC}"
_PAINTS = (qn("a:solidFill"), qn("a:pattFill"), qn("a:gradFill"))


def clone_series(chart: etree._Element, model: Series, name: str, *, fresh_colour: bool) -> None:
    """Add a copy of `model` called `name` behind the last series of its plot.

    Formats of single points stay with the model; `c:idx` and `c:order` are the next free ones; entries of the
    legend behind the copy move on. With `fresh_colour` it takes the first accent that the chart does not use.
    """
    before = series_of(chart)
    siblings = [series for series in before if series.node.getparent() is model.node.getparent()]
    clone = deepcopy(model.node)
    for node in clone.findall(qn("c:dPt")):
        remove(node)
    for extension in list(clone.iter(qn("c:ext"))):
        if extension.get("uri") == _UNIQUE_ID:
            holder = extension.getparent()
            remove(extension)
            if holder is not None and len(holder) == 0:
                remove(holder)
    for tag in ("c:idx", "c:order"):
        own = clone.find(qn(tag))
        taken = [int(_value(series.node, tag) or 0) for series in before]
        (own if own is not None else sub(clone, tag)).set("val", str(max(taken, default=-1) + 1))
    set_series_name(clone, name, "")
    if fresh_colour:
        _recolour(clone, _next_accent(before))
    siblings[-1].node.addnext(clone)
    place = siblings[-1].position + 1
    if not any(series.plot in POINT_LEGENDS for series in before):
        moved = {position: position + (position >= place) for position in range(len(before))}
        renumber_legend(chart, moved)


def _next_accent(series: list[Series]) -> str:
    used = {
        node.get("val", "")
        for own in series
        for look in own.node.iterfind(qn("c:spPr"))
        for node in look.iter(qn("a:schemeClr"))
    }
    free = [accent for accent in _ACCENTS if accent not in used]
    return free[0] if free else _ACCENTS[len(series) % len(_ACCENTS)]


def _recolour(clone: etree._Element, accent: str) -> None:
    """Give the accent to everything that is painted in the colour of the series itself; none to the invisible."""
    own = _own_colour(clone)
    if own is None:
        return
    old = _print(own)
    for colour in [node for node in clone.iter(own.tag) if _print(node) == old]:
        holder = colour.getparent()
        if holder is not None:
            fresh = etree.Element(qn("a:schemeClr"))
            fresh.set("val", accent)
            holder.replace(colour, fresh)


def _own_colour(series: etree._Element) -> etree._Element | None:
    look = series.find(qn("c:spPr"))
    line = look.find(qn("a:ln")) if look is not None else None
    for holder in (look, line):
        for paint in holder if holder is not None else ():
            if paint.tag in _PAINTS:
                return next(paint.iter(qn("a:schemeClr"), qn("a:srgbClr")), None)
    return None


def _print(node: etree._Element) -> bytes:
    return etree.tostring(node, method="c14n", with_tail=False)


def _value(node: etree._Element, name: str) -> str:
    child = node.find(qn(name))
    return child.get("val", "") if child is not None else ""
