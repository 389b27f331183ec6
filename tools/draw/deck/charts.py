"""A chart of a slide: plots of series over the axes of a chart space, and the workbook that holds their figures."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml

from tools.draw.deck.chart_markup import (
    NO_MARKER,
    NONE,
    UNSEEN,
    axis_ids,
    chart_space,
    column_range,
    default_text,
    label_range,
    series_data,
    series_head,
)
from tools.draw.deck.chart_workbook import Column, workbook
from tools.draw.deck.shapes import Box
from tools.draw.deck.tokens import cm

SMOOTH = '<c:smooth val="0"/>'
Axes = tuple[int, int]


@dataclass(frozen=True)
class Series:
    """One series: its column, its markup before and after its data, the column that its labels read."""

    name: str
    values: tuple[float | str | None, ...]
    look: str = ""
    labels: str = ""
    tail: str = ""
    number_format: str = "General"
    formula: str = ""
    label: str = ""
    texts: tuple[str, ...] = ()
    order: int | None = None

    @property
    def column(self) -> Column:
        """Its column of the workbook."""
        return Column(self.name, self.values, self.number_format, self.formula)


@dataclass(frozen=True)
class Plot:
    """One plot: its opening and closing markup and its series."""

    kind: str
    head: str
    series: tuple[Series, ...]
    tail: str
    axes: Axes | None


@dataclass(frozen=True)
class Chart:
    """Categories, plots, axes, columns of the workbook that are not drawn, inner plot as (x, y, w, h), legend."""

    name: str
    categories: tuple[str, ...]
    plots: tuple[Plot, ...]
    axes: str
    helpers: tuple[Column, ...] = ()
    plot: tuple[float, float, float, float] = (0.02, 0.04, 0.96, 0.86)
    size: float = 12
    legend: tuple[str, ...] | None = None
    sheet: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[Series, ...]:
        """All series, as they are drawn."""
        return tuple(one for plot in self.plots for one in plot.series)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the workbook; `sheet` names their order where it is not that of the drawing."""
        found = [one.column for one in self.series]
        if self.sheet:
            found.sort(key=lambda column: self.sheet.index(column.name))
        return (*found, *self.helpers)

    def workbook(self) -> bytes:
        """The embedded workbook."""
        return workbook(tuple(name.replace("&amp;", "&") for name in self.categories), self.columns)

    def markup(self, workbook_rid: str) -> str:
        """As c:chartSpace."""
        text, order = "", 0
        for plot in self.plots:
            series = ""
            for one in plot.series:
                series += self._one(one, order, plot.kind)
                order += 1
            ids = axis_ids(plot.axes) if plot.axes else ""
            text += f"<c:{plot.kind}>{plot.head}{series}{plot.tail}{ids}</c:{plot.kind}>"
        space = chart_space(text + self.axes, self.plot, self.size, workbook_rid)
        return space.replace("</c:plotArea>", f"</c:plotArea>{self._legend()}")

    def _one(self, one: Series, order: int, plot: str) -> str:
        columns = self.columns
        held = label_range(column_range(columns, one.label, len(one.texts)), one.texts) if one.label else ""
        head = series_head(columns, order if one.order is None else one.order, one.name)
        return f"<c:ser>{head}{one.look}{one.labels}{series_data(self.categories, columns, one.name, plot)}{one.tail}{held}</c:ser>"

    def _legend(self) -> str:
        if self.legend is None:
            return ""
        gone = "".join(
            f'<c:legendEntry><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
            for at, one in enumerate(self.series)
            if one.name not in self.legend
        )
        return f'<c:legend><c:legendPos val="t"/>{gone}<c:layout/><c:overlay val="0"/>{default_text(12, "ink")}</c:legend>'

    def place(self, slide: Any, box: Box) -> Any:
        """Add the chart as the topmost shape, named after its view, alt text as a tag; its properties."""
        seed = CategoryChartData()
        seed.categories = ["1"]
        seed.add_series("seed", (1,))
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.COLUMN_CLUSTERED, cm(box.x), cm(box.y), cm(box.w), cm(box.h), seed
        )
        part = frame.chart.part
        part.chart_workbook.update_from_xlsx_blob(self.workbook())
        part._element = parse_xml(self.markup(part._element.xpath("c:externalData/@r:id")[0]))
        identity = frame._element.nvGraphicFramePr.cNvPr
        identity.set("name", self.name)
        identity.set("descr", f"{{{{alt_{self.name}}}}}")
        return identity


def bars(
    series: tuple[Series, ...],
    axes: Axes,
    *,
    grouping: str = "clustered",
    gap: int = 50,
    overlap: int = 100,
    direction: str = "col",
) -> Plot:
    """A c:barChart."""
    head = f'<c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
    return Plot("barChart", head, series, f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>', axes)


def lines(series: tuple[Series, ...], axes: Axes) -> Plot:
    """A c:lineChart."""
    head = '<c:grouping val="standard"/><c:varyColors val="0"/>'
    return Plot("lineChart", head, series, '<c:marker val="1"/>', axes)


def bar_look(paint: str, edge: str = NONE) -> str:
    """A column's or bar's fill and edge."""
    return f'<c:spPr>{paint}{edge}</c:spPr><c:invertIfNegative val="0"/>'


def line_look(stroke: str, marker: str = NO_MARKER) -> str:
    """A line's stroke and markers."""
    return f"<c:spPr>{stroke}</c:spPr>{marker}"


def unseen_look(width: int) -> str:
    """A line that is not drawn and carries labels."""
    return line_look(UNSEEN.format(width))
