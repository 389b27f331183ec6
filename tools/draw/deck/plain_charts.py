"""Charts of a few named figures: columns or bars in one row, every value labelled at its end.

PlainChart("key_chart", "col", ("FY01", "FY02"), (PlainSeries("Prior year", "prior", (100, None)), ...), ...)
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass

from tools.draw.deck.chart_axes import axis_ids, category_axis, chart_space, flags, value_axis
from tools.draw.deck.chart_series import series_data, series_head
from tools.draw.deck.chart_text import LABEL_BODY, default_text
from tools.draw.deck.chart_workbook import Column, workbook
from tools.draw.deck.tokens import fill

AXES = (50030001, 50030002)


@dataclass(frozen=True)
class PlainSeries:
    """One series: its name, its colour and sample values (None leaves a gap)."""

    name: str
    colour: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class PlainChart:
    """Columns (`col`) or bars (`bar`, the first on top); inner plot as (x, y, w, h) of the chart's box."""

    name: str
    direction: str
    categories: tuple[str, ...]
    series: tuple[PlainSeries, ...]
    plot: tuple[float, float, float, float]
    maximum: float
    number_format: str
    gap: int = 60
    label_size: float = 13
    axis_size: float = 12

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the embedded workbook."""
        return tuple(Column(series.name, series.values, self.number_format) for series in self.series)

    def workbook(self) -> bytes:
        """The embedded workbook."""
        return workbook(self.categories, self.columns)

    def _series(self, order: int, series: PlainSeries) -> str:
        labels = (
            "<c:dLbls><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
            f"{default_text(self.label_size, 'ink', bold=True, body=LABEL_BODY)}"
            f'<c:dLblPos val="outEnd"/>{flags(value=True)}</c:dLbls>'
        )
        return (
            f"<c:ser>{series_head(self.columns, order, series.name)}<c:spPr>{fill(series.colour)}<a:ln><a:noFill/></a:ln></c:spPr>"
            f'<c:invertIfNegative val="0"/>{labels}{series_data(self.categories, self.columns, series.name)}</c:ser>'
        )

    def markup(self, workbook_rid: str) -> str:
        """As c:chartSpace."""
        lying = self.direction == "bar"
        series = "".join(self._series(order, one) for order, one in enumerate(self.series))
        plots = (
            f'<c:barChart><c:barDir val="{self.direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="{self.gap}"/><c:overlap val="100"/>{axis_ids(AXES)}</c:barChart>'
        )
        axes = category_axis(
            AXES, self.axis_size, side="l" if lying else "b", order="maxMin" if lying else "minMax"
        ) + value_axis(AXES, 0, self.maximum, "b" if lying else "l", "General")
        return chart_space(plots + axes, self.plot, self.axis_size, workbook_rid)
