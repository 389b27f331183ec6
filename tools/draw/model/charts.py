"""The four charts of sheet Summary, all over the quarters of sheet Recent quarters.

Value axes are not shown, the labels carry the values; frames and colours are those of the deck. History is
dark, the forecast light, and the name of its quarters says so.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import FAINT, HAIR, INK, LATIN, MUTED, NAVY, PRIOR, RATIO
from tools.draw.model.trend import CATEGORY, NAME, area, helper_row, line_row, row_of


def revenue_chart(book: Workbook) -> Chart:
    """Columns with their growth in brackets above them, on a hidden axis of its own."""
    chart = book.add_chart({"type": "column", "name": "Chart revenues"})
    for series in _columns("revenue"):
        chart.add_series(series)
    growth = book.add_chart({"type": "line"})
    labels = _labels("above", '"["+0.0%"]";"["(0.0%)"]";"["0.0%"]"', _font(7, MUTED))
    unseen = {"y2_axis": True, "line": {"none": True}, "marker": {"type": "none"}}
    growth.add_series({**_data("yoy(revenue)"), **unseen, "data_labels": labels})
    chart.combine(growth)
    _finish(chart, "Total revenues, JPY million [growth year over year]", {"min": 0, "max": 75000})
    # Growth between -20 % and +25 % stays in the band above the columns.
    growth.set_y2_axis({**_hidden_axis(), "min": -1.6, "max": 0.4})
    return chart


def margins_chart(book: Workbook) -> Chart:
    """Two ratio lines, told apart by marker, place and colour."""
    chart = book.add_chart({"type": "line", "name": "Chart margins"})
    chart.add_series(_line("gross_margin_ratio", NAVY, "triangle", 8, bold=True))
    chart.add_series(_line("operating_margin", RATIO, "circle", 6))
    _finish(chart, "\u25b2 Gross margin ratio and \u25cf operating margin ratio", {"min": 0})
    return chart


def column_chart(book: Workbook, metric: str, words: str) -> Chart:
    """Plain columns with their values, history and forecast in two colours."""
    chart = book.add_chart({"type": "column", "name": f"Chart {metric.replace('_', ' ')}"})
    for series in _columns(metric):
        chart.add_series(series)
    _finish(chart, words, {"min": 0})
    return chart


def line_chart(book: Workbook, metric: str, words: str) -> Chart:
    """One ratio line with its values."""
    chart = book.add_chart({"type": "line", "name": "Chart SG&A share"})
    chart.add_series(_line(metric, NAVY, "circle", 6))
    _finish(chart, words, {"min": 0.06, "max": 0.16})
    return chart


def _data(metric: str) -> dict[str, Any]:
    return {
        "name": f"='{NAME}'!$B${row_of(metric)}",
        "categories": area(CATEGORY),
        "values": area(line_row(metric)),
    }


def _labels(position: str, code: str, font: dict[str, Any]) -> dict[str, Any]:
    return {"value": True, "position": position, "num_format": code, "font": font}


def _columns(metric: str) -> list[dict[str, Any]]:
    """History and forecast as two series in one place: where one speaks the other is zero and unlabelled."""
    return [
        {
            "name": f"='{NAME}'!$B${helper_row(metric, ahead=ahead)}",
            "categories": area(CATEGORY),
            "values": area(helper_row(metric, ahead=ahead)),
            "fill": {"color": PRIOR if ahead else NAVY},
            "border": {"none": True},
            "gap": 35,
            "overlap": 100,
            "data_labels": _labels("outside_end", "#,##0;(#,##0);", _font(7, INK)),
        }
        for ahead in (False, True)
    ]


def _line(metric: str, colour: str, marker: str, size: int, *, bold: bool = False) -> dict[str, Any]:
    return {
        **_data(metric),
        "line": {"color": colour, "width": 2.25},
        "marker": {"type": marker, "size": size, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
        "data_labels": _labels("above", "0.0%;(0.0%);0.0%", _font(8, colour, bold=bold)),
    }


def _finish(chart: Chart, words: str, scale: dict[str, float]) -> None:
    font, place = _font(10, NAVY, bold=True), {"x": 0.02, "y": 0.04}
    chart.set_title({"name": words, "name_font": font, "overlay": True, "layout": place})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": HAIR, "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea(
        {"layout": {"x": 0.03, "y": 0.17, "width": 0.94, "height": 0.70}, "fill": {"none": True}}
    )
    ticks = {"major_tick_mark": "none", "minor_tick_mark": "none", "label_position": "low"}
    chart.set_x_axis({"num_font": _font(8, INK), "line": {"color": FAINT, "width": 0.75}, **ticks})
    chart.set_y_axis({**_hidden_axis(), **scale})
    # A line goes on over what is not disclosed, with no mark: so Excel draws #N/A whatever it is told.
    chart.show_blanks_as("span")


def _hidden_axis() -> dict[str, Any]:
    return {
        "visible": True,
        "label_position": "none",
        "line": {"none": True},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": False},
    }


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    return {"name": LATIN, "size": size, "color": colour, "bold": bold}
