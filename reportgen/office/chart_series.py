"""The plots, series and axes of a chart part, found by name.

<c:plotArea> <c:barChart> <c:ser> <c:tx>..Network services..</c:tx> ...      (ECMA-376 part 1, 21.2.2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.office.chart_cache import set_series_name
from reportgen.office.chart_plots import plot_type
from reportgen.office.xml import child_elements, local_name, qn, remove, sub

_AXES = frozenset({"valAx", "catAx", "dateAx", "serAx"})
_MAX_AXIS_ID = 0xFFFFFFFF
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!,()]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?"
)


class Series(Struct, frozen=True):
    """One series: its element, its name as cached, its plot (`barChart`) and its place among all series."""

    node: etree._Element
    name: str
    plot: str
    position: int

    @property
    def marker(self) -> str:
        """What a column calls the series by: its name, or `#2` for the second where it has none."""
        return self.name or f"#{self.position + 1}"

    @property
    def index(self) -> str:
        """The value of `c:idx`, which automatic colours follow."""
        node = self.node.find(qn("c:idx"))
        return node.get("val", "") if node is not None else ""


def plot_area(chart: etree._Element) -> etree._Element | None:
    """The `c:plotArea` of a chart part's root, or None where it draws nothing."""
    return chart.find(f"{qn('c:chart')}/{qn('c:plotArea')}")


def plots(chart: etree._Element) -> list[etree._Element]:
    """The plots of a chart (`c:barChart`, `c:lineChart`, ...) in document order."""
    area = plot_area(chart)
    return (
        [] if area is None else [node for node in child_elements(area) if local_name(node).endswith("Chart")]
    )


def series_of(chart: etree._Element) -> list[Series]:
    """All series of a chart over all its plots, in document order."""
    found: list[Series] = []
    for plot in plots(chart):
        for node in plot.iterfind(qn("c:ser")):
            found.append(Series(node, series_name(node), local_name(plot), len(found)))
    return found


def series_for(series: Sequence[Series], name: str) -> Series | None:
    """The series called `name`, or the n-th for the position marker `#n`."""
    position = position_of(name, [own.marker for own in series])
    return None if position is None else series[position]


def position_of(name: str, markers: Sequence[str]) -> int | None:
    """The position of the series that a name or a position marker (`#2`) means."""
    if name in markers:
        return markers.index(name)
    number = name.removeprefix("#")
    if name.startswith("#") and number.isdecimal() and 0 < int(number) <= len(markers):
        return int(number) - 1
    return None


def series_name(node: etree._Element) -> str:
    """The name of a series as the chart caches it; empty where it has none."""
    tx = node.find(qn("c:tx"))
    if tx is None:
        return ""
    literal = tx.findtext(qn("c:v"))
    if literal is not None:
        return literal
    points = tx.iterfind(f"{qn('c:strRef')}/{qn('c:strCache')}/{qn('c:pt')}")
    return " ".join(point.findtext(qn("c:v")) or "" for point in points)


def point_count(node: etree._Element) -> int:
    """How many points a series holds in its cache."""
    for count in node.iterfind(f"{qn(f'c:{plot_type(node).values}')}//{qn('c:ptCount')}"):
        return int(count.get("val", "0"))
    return 0


def level_count(node: etree._Element) -> int:
    """How many levels the categories of a series have."""
    return len(node.findall(f"{qn(f'c:{plot_type(node).categories}')}//{qn('c:lvl')}")) or 1


def references(chart: etree._Element) -> list[str]:
    """All workbook references of a chart (`Sheet1!$B$2:$B$9`), in document order."""
    texts = (node.text or "" for node in chart.iter(qn("c:f"), qn("c15:f")))
    return [text for text in texts if text]


def split_reference(reference: str) -> Iterator[tuple[str, str, int, str, int]]:
    """The areas of a reference: sheet, first column and row, last column and row; nothing where it has none.

    `'P&L'!$A$2:$A$9` gives `("P&L", "A", 2, "A", 9)`.
    """
    for match in _REFERENCE.finditer(reference):
        quoted, plain, left, top, right, bottom = match.groups()
        sheet = quoted.replace("''", "'") if quoted is not None else plain.strip()
        yield sheet, left, int(top), right or left, int(bottom or top)


def value_axes(chart: etree._Element) -> list[etree._Element]:
    """The value axes of a chart (`c:valAx`) in document order."""
    area = plot_area(chart)
    return [] if area is None else area.findall(qn("c:valAx"))


def set_axis_range(axis: etree._Element, minimum: str, maximum: str) -> None:
    """Fix the range of an axis (`c:scaling`, ECMA-376 part 1, 21.2.2.160)."""
    scaling = axis.find(qn("c:scaling"))
    if scaling is None:
        scaling = etree.Element(qn("c:scaling"))
        axis.insert(1, scaling)
    for name in ("c:max", "c:min"):
        old = scaling.find(qn(name))
        if old is not None:
            remove(old)
    extension = scaling.find(qn("c:extLst"))
    place = len(scaling) if extension is None else scaling.index(extension)
    for offset, (name, value) in enumerate((("c:max", maximum), ("c:min", minimum))):
        node = etree.Element(qn(name))
        node.set("val", value)
        scaling.insert(place + offset, node)


def remove_series(chart: etree._Element, gone: list[Series]) -> None:
    """Take series out of a chart; emptied plots go too, with the axes that no other plot stands on.

    Legend entries count series by position, so those behind a removed series move up; `c:idx` and `c:order`
    are renumbered only where they counted positions before and every colour is explicit.
    """
    before = series_of(chart)
    positions = {series.position for series in gone}
    kept = [series for series in before if series.position not in positions]
    counted = all(series.index == str(series.position) for series in before)
    for series in gone:
        remove(series.node)
    if gone and not lists_points(chart):
        renumber_legend(chart, {old.position: new for new, old in enumerate(kept)})
    if counted and all(series.node.find(qn("c:spPr")) is not None for series in kept):
        for number, series in enumerate(kept):
            for name in ("c:idx", "c:order"):
                node = series.node.find(qn(name))
                if node is not None:
                    node.set("val", str(number))
    for plot in plots(chart):
        if plot.find(qn("c:ser")) is None:
            remove(plot)
    _drop_idle_axes(chart)


def lists_points(chart: etree._Element) -> bool:
    """Whether the legend of a chart lists points instead of series, as that of a pie does."""
    return any(plot_type(series.node).lists_points for series in series_of(chart))


def drop_point_legend_entries(chart: etree._Element, count: int) -> None:
    """In charts whose legend lists points (pies), drop the entries of points beyond the last category."""
    if lists_points(chart):
        renumber_legend(chart, {number: number for number in range(count)})


def mend_axis_ids(chart: etree._Element) -> None:
    """Give axes with negative ids (some writers do that; the schema wants unsignedInt) others."""
    area = plot_area(chart)
    if area is None:
        return
    nodes = list(area.iter(qn("c:axId"), qn("c:crossAx")))
    taken = {node.get("val", "") for node in nodes}
    fresh: dict[str, str] = {}
    number = 100_000_000
    for node in nodes:
        value = node.get("val", "")
        if value.isdecimal() and int(value) <= _MAX_AXIS_ID:
            continue
        if value not in fresh:
            while str(number) in taken:
                number += 1
            fresh[value] = str(number)
            taken.add(str(number))
        node.set("val", fresh[value])


def axis_ids(plot: etree._Element) -> list[str]:
    """The ids of the axes a plot stands on."""
    return [node.get("val", "") for node in plot.iterfind(qn("c:axId"))]


def axes(chart: etree._Element) -> dict[str, etree._Element]:
    """The axes of a chart by id."""
    area = plot_area(chart)
    nodes = [] if area is None else [node for node in child_elements(area) if local_name(node) in _AXES]
    found: dict[str, etree._Element] = {}
    for node in nodes:
        own = node.find(qn("c:axId"))
        found[own.get("val", "") if own is not None else ""] = node
    return found


def _drop_idle_axes(chart: etree._Element) -> None:
    used = {axis for plot in plots(chart) for axis in axis_ids(plot)}
    for axis, node in axes(chart).items():
        if axis not in used:
            remove(node)


def renumber_legend(chart: etree._Element, moved: dict[int, int]) -> None:
    """Give legend entries the new positions in `moved`; entries of positions that are not in it go."""
    for entry in list(chart.iter(qn("c:legendEntry"))):
        index = entry.find(qn("c:idx"))
        position = int(index.get("val", "-1")) if index is not None else -1
        if index is None or position not in moved:
            remove(entry)
        else:
            index.set("val", str(moved[position]))


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
    if not lists_points(chart):
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
