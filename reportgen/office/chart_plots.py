"""The types of plots that a chart holds: one row each, with all that readers, writers and checks know of it.

<c:scatterChart> <c:scatterStyle/> <c:ser> ... <c:xVal/> <c:yVal/> </c:ser> <c:axId/>      (ECMA-376 part 1, 21.2.2)
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from msgspec import Struct, field

from reportgen.office.xml import local_name

_POINTS = frozenset({"t", "b", "l", "r", "ctr"})
_SLICES = frozenset({"bestFit", "ctr", "inEnd", "outEnd"})
_STACKED = frozenset({"ctr", "inEnd", "inBase"})
_NOWHERE: frozenset[str] = frozenset()


class PlotType(Struct, frozen=True):
    """How one type of plot holds its data and its labels.

    `label_places` are the places that it offers a label (`stacked_places` those of stacked series), None where they
    are not known; another one makes Office repair the file. `categories` and `values` are the elements of a series
    with its categories and values, `dimensions` those with further numbers, by the name that definitions give them.
    `lists_points` says that the legend lists points, not series; `children` is the order of the plot's own elements.
    """

    label_places: frozenset[str] | None = None
    stacked_places: frozenset[str] | None = None
    categories: str = "cat"
    values: str = "val"
    dimensions: Mapping[str, str] = field(default_factory=dict)
    lists_points: bool = False
    children: str = ""


PLOT_TYPES: Mapping[str, PlotType] = {
    "barChart": PlotType(
        _STACKED | {"outEnd"},
        _STACKED,
        children="barDir grouping varyColors ser* dLbls gapWidth overlap serLines* axId* extLst",
    ),
    "bar3DChart": PlotType(_NOWHERE),
    "lineChart": PlotType(
        _POINTS,
        children="grouping varyColors ser* dLbls dropLines hiLowLines upDownBars marker smooth axId* extLst",
    ),
    "line3DChart": PlotType(_POINTS),
    "areaChart": PlotType(_NOWHERE, children="grouping varyColors ser* dLbls dropLines axId* extLst"),
    "area3DChart": PlotType(_NOWHERE),
    "pieChart": PlotType(_SLICES, lists_points=True, children="varyColors ser* dLbls firstSliceAng extLst"),
    "pie3DChart": PlotType(_SLICES, lists_points=True),
    "doughnutChart": PlotType(
        _NOWHERE, lists_points=True, children="varyColors ser* dLbls firstSliceAng holeSize extLst"
    ),
    "ofPieChart": PlotType(_SLICES, lists_points=True),
    "radarChart": PlotType(frozenset({"outEnd"})),
    "stockChart": PlotType(_POINTS),
    "surfaceChart": PlotType(),
    "surface3DChart": PlotType(),
    "scatterChart": PlotType(
        _POINTS,
        categories="xVal",
        values="yVal",
        dimensions={"x": "xVal"},
        children="scatterStyle varyColors ser* dLbls axId* extLst",
    ),
    "bubbleChart": PlotType(
        _POINTS,
        categories="xVal",
        values="yVal",
        dimensions={"x": "xVal", "size": "bubbleSize"},
        children="varyColors ser* dLbls bubble3D bubbleScale showNegBubbles sizeRepresents axId* extLst",
    ),
}
_UNKNOWN = PlotType()


def plot_type(series: etree._Element) -> PlotType:
    """The type of the plot that a series stands in."""
    plot = series.getparent()
    return PLOT_TYPES.get(local_name(plot), _UNKNOWN) if plot is not None else _UNKNOWN
