"""Rows, columns, spanners and notes: what a table or a chart shows."""

from reportgen.views.records import (
    AxisRange,
    Bullet,
    ChartColumn,
    ChartView,
    DisplayValue,
    Sentence,
    Span,
    TableRow,
    TableView,
)

__all__ = [
    "AxisRange",
    "Bullet",
    "ChartColumn",
    "ChartView",
    "DisplayValue",
    "Sentence",
    "Span",
    "TableRow",
    "TableView",
]
