"""What people do to the tables and charts of a deck."""

from __future__ import annotations

from copy import deepcopy

from deck_edits import (
    GREEN,
    RED,
    chart_of,
    edit,
    sets,
    table_of,
    xml_of,
)
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.util import Cm

from reportgen.office.xml import NAMESPACES, qn

# Tables


sets("a column's width", "column width", lambda d: table_of(d).columns[0], "width", Cm(6))


@edit(
    "a row added by hand",
    "rows",
    stands=lambda d: [c.text for c in table_of(d).rows[2].cells] == ["Own row", "1", "2", "3", "4"],
)
def _(deck):
    row = deepcopy(table_of(deck)._tbl.tr_lst[1])
    table_of(deck)._tbl.tr_lst[1].addnext(row)
    for cell, said in zip(table_of(deck).rows[2].cells, ("Own row", "1", "2", "3", "4"), strict=True):
        cell.text = said


@edit("a row deleted", "rows", stands=lambda d: len(table_of(d).rows) == 2)
def _(deck):
    row = table_of(deck)._tbl.tr_lst[2]
    row.getparent().remove(row)


sets("a row's height", "row height", lambda d: table_of(d).rows[1], "height", Cm(2))


@edit(
    "a cell filled",
    "cell look",
    stands=lambda d: (
        table_of(d).cell(1, 4).fill.fore_color.rgb == RED and table_of(d).cell(1, 4).text == "140"
    ),
)
def _(deck):
    fill = table_of(deck).cell(1, 4).fill
    fill.solid()
    fill.fore_color.rgb = RED


@edit(
    "cells merged",
    "cell text",
    "rows",
    "columns",
    "row height",
    stands=lambda d: table_of(d).cell(1, 0).is_merge_origin and table_of(d).cell(1, 0).span_height == 2,
)
def _(deck):
    table_of(deck).cell(1, 0).merge(table_of(deck).cell(2, 0))


@edit("a label of a row retyped", "cell text", stands=lambda d: table_of(d).cell(1, 0).text == "Turnover")
def _(deck):
    table_of(deck).cell(1, 0).text_frame.paragraphs[0].runs[0].text = "Turnover"


@edit(
    "a column added",
    "columns",
    "rows",
    "column width",
    "cell look",
    stands=lambda d: [r.cells[1].text for r in table_of(d).rows] == ["Own", "a", "b"],
)
def _(deck):
    table = table_of(deck)._tbl
    grid = table.tblGrid.gridCol_lst[0]
    grid.addnext(deepcopy(grid))
    for row in table.tr_lst:
        row.tc_lst[0].addnext(deepcopy(row.tc_lst[0]))
    for row, said in zip(table_of(deck).rows, ("Own", "a", "b"), strict=True):
        row.cells[1].text = said


@edit(
    "a column moved",
    "columns",
    "rows",
    "column width",
    "cell look",
    stands=lambda d: [c.text for c in table_of(d).rows[0].cells] == ["JPY million", "4Q", "1Q", "2Q", "3Q"],
)
def _(deck):
    table = table_of(deck)._tbl
    for cells in (table.tblGrid.gridCol_lst, *(row.tc_lst for row in table.tr_lst)):
        cells[0].addnext(cells[4])


# Charts


@edit(
    "a series recoloured",
    "series",
    stands=lambda d: chart_of(d).plots[0].series[0].format.fill.fore_color.rgb == GREEN,
)
def _(deck):
    fill = chart_of(deck).plots[0].series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = GREEN


@edit(
    "a point recoloured",
    "point",
    stands=lambda d: chart_of(d).plots[0].series[0].points[3].format.fill.fore_color.rgb == RED,
)
def _(deck):
    fill = chart_of(deck).plots[0].series[0].points[3].format.fill
    fill.solid()
    fill.fore_color.rgb = RED


@edit("labels shown and moved", "labels", stands=lambda d: _moved_label(d))
def _(deck):
    plot = chart_of(deck).plots[0]
    plot.has_data_labels = True
    label = plot.series[0].points[2].data_label
    label.has_text_frame = True
    label.text_frame.text = "best"
    node = label._dLbl
    node.find(qn("c:idx")).addnext(
        xml_of(
            f'<c:layout xmlns:c="{NAMESPACES["c"]}"><c:manualLayout><c:x val="0.05"/>'
            f'<c:y val="-0.1"/></c:manualLayout></c:layout>'
        )
    )


def _moved_label(deck):
    labels = [
        one
        for one in chart_of(deck)._chartSpace.iter(qn("c:dLbl"))
        if one.find(f".//{qn('c:manualLayout')}") is not None
    ]
    return (
        len(labels) == 1
        and labels[0].find(qn("c:idx")).get("val") == "2"
        and "best" in "".join(labels[0].itertext())
    )


sets("an axis fixed", "axis", lambda d: chart_of(d).value_axis, "minimum_scale", 50)


sets("grid lines gone", "grid", lambda d: chart_of(d).value_axis, "has_major_gridlines", False)


sets("narrower gaps", "gaps", lambda d: chart_of(d).plots[0], "gap_width", 40)


sets("a title on a chart", "chart title", lambda d: chart_of(d).chart_title.text_frame, "text", "Sales")


@edit("a legend", "legend", stands=lambda d: chart_of(d).legend.position == XL_LEGEND_POSITION.BOTTOM)
def _(deck):
    chart_of(deck).has_legend = True
    chart_of(deck).legend.position = XL_LEGEND_POSITION.BOTTOM
