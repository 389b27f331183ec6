"""Chart markup: columns by year, an invisible line that carries the totals' labels, an optional ratio line.

Axes: 0 = columns and totals, 1 = ratio line. Every series and its columns in the workbook bear the same name.
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass

from tools.draw.deck.chart_axes import (
    axis_ids,
    category_axis,
    chart_space,
    flags,
    hidden_category_axis,
    line_chart,
    value_axis,
)
from tools.draw.deck.chart_series import column_range, series_data, series_head
from tools.draw.deck.chart_text import (
    C15,
    CELL_FIELD,
    CELL_LABELS,
    LABEL_BODY,
    LABEL_RANGE,
    VALUE_FIELD,
    default_text,
    field_paragraph,
)
from tools.draw.deck.chart_workbook import Column, workbook
from tools.draw.deck.tokens import fill, line

CATEGORIES = ("1Q01", "2Q01", "3Q01", "4Q01", "1Q02", "2Q02", "3Q02", "4Q02")
SAMPLE = (100, 110, 105, 120, 115, 125, 120, 140)
GROWTH = (0.05, 0.06, 0.05, 0.08, 0.15, 0.14, 0.14, 0.17)
COLUMN_AXES = (50010001, 50010002)
LINE_AXES = (50020001, 50020002)


@dataclass(frozen=True)
class RatioLine:
    """A line on the second axis: name, sample values, colour, marker, width in points, label size."""

    name: str
    values: tuple[float, ...]
    colour: str
    marker: str
    marker_size: int
    width: float
    label_size: float
    axis: tuple[float, float]


@dataclass(frozen=True)
class Chart:
    """One chart of the library: look of its labels, axis for the sample figures, inner plot (x, y, w, h)."""

    name: str
    plot: tuple[float, float, float, float]
    gap: int
    maximum: float
    label_sizes: tuple[float, float]
    axis_size: float = 12
    growth_label: str = "[{}]"
    label_formula: str = '="["&TEXT({at}{{row}},"+0.0%;(0.0%)")&"]"'
    ratio: RatioLine | None = None
    samples: tuple[float, ...] = SAMPLE
    side: tuple[float, ...] = GROWTH
    side_name: str = "Growth"
    number: str = "#,##0"
    target: bool = False

    # ---- the workbook -------------------------------------------------------------------------------------------

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts of the Label column for the sample figures."""
        sign = "+" if self.side_name == "Growth" else ""
        return tuple(self.growth_label.format(f"{sign}{value:.1%}") for value in self.side)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the embedded workbook, in order."""
        prior = tuple(v if i < 4 else None for i, v in enumerate(self.samples))
        current = tuple(v if i >= 4 else None for i, v in enumerate(self.samples))
        number = f"{self.number}_);({self.number})"
        found = [Column("Prior year", prior, number), Column("Current year", current, number)]
        if self.target:
            # The last sample stands for a target; the build takes the series out where there is none.
            current = tuple(v if i < len(current) - 1 else None for i, v in enumerate(current))
            ahead = tuple(v if i == len(prior) - 1 else None for i, v in enumerate(self.samples))
            found[1:] = [Column("Current year", current, number), Column("Target", ahead, number)]
        last = chr(ord("A") + len(found))
        found.append(Column("Total", self.samples, number, f"=SUM(B{{row}}:{last}{{row}})"))
        if self.ratio:
            found.append(Column(self.ratio.name, self.ratio.values, "0.0%"))
        at = chr(ord("B") + len(found))
        found.append(
            Column(self.side_name, self.side, "+0.0%;(0.0%)" if self.side_name == "Growth" else "0.0%")
        )
        found.append(Column("Label", self.labels, "@", self.label_formula.format(at=at)))
        return tuple(found)

    def workbook(self) -> bytes:
        """The embedded workbook."""
        return workbook(CATEGORIES, self.columns)

    def _head(self, order: int, name: str) -> str:
        return series_head(self.columns, order, name)

    def _data(self, name: str) -> str:
        return series_data(CATEGORIES, self.columns, name)

    def _column_series(self, order: int, name: str, colour: str) -> str:
        return (
            f"<c:ser>{self._head(order, name)}<c:spPr>{fill(colour)}<a:ln><a:noFill/></a:ln></c:spPr>"
            f'<c:invertIfNegative val="0"/>{self._data(name)}</c:ser>'
        )

    def _total_series(self, order: int) -> str:
        value_size, side_size = self.label_sizes
        shows = flags(value=True)
        shown = f'<c:numFmt formatCode="{self.number};({self.number})" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        points = "".join(
            f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich>{LABEL_BODY}<a:lstStyle/>'
            + field_paragraph("VALUE", VALUE_FIELD, f"{value:,}", value_size, "ink", bold=True)
            + field_paragraph("CELLRANGE", CELL_FIELD, label, side_size, "muted", bold=False)
            + f'</c:rich></c:tx>{shown}<c:dLblPos val="t"/>{shows}'
            f'<c:extLst><c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext></c:extLst></c:dLbl>'
            for i, (value, label) in enumerate(zip(self.samples, self.labels, strict=True))
        )
        cache = "".join(f'<c:pt idx="{i}"><c:v>{label}</c:v></c:pt>' for i, label in enumerate(self.labels))
        return (
            f'<c:ser>{self._head(order, "Total")}<c:spPr><a:ln w="28575" cap="rnd"><a:noFill/><a:round/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="none"/></c:marker><c:dLbls>{points}{shown}'
            f"{default_text(value_size, 'ink', bold=True, body=LABEL_BODY)}"
            f'<c:dLblPos val="t"/>{shows}<c:extLst><c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext></c:extLst></c:dLbls>{self._data("Total")}<c:smooth val="0"/>'
            f'<c:extLst><c:ext uri="{LABEL_RANGE}" {C15}><c15:datalabelsRange><c15:f>{column_range(self.columns, "Label", len(CATEGORIES))}</c15:f>'
            f'<c15:dlblRangeCache><c:ptCount val="{len(CATEGORIES)}"/>{cache}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst></c:ser>'
        )

    def _ratio_series(self, order: int, ratio: RatioLine) -> str:
        stroke = f'<a:ln w="{round(ratio.width * 12700)}" cap="rnd">{fill(ratio.colour)}<a:round/></a:ln>'
        edge = line("ground", 0.75)
        return (
            f"<c:ser>{self._head(order, ratio.name)}<c:spPr>{stroke}</c:spPr>"
            f'<c:marker><c:symbol val="{ratio.marker}"/><c:size val="{ratio.marker_size}"/><c:spPr>{fill(ratio.colour)}{edge}</c:spPr></c:marker>'
            f'<c:dLbls><c:numFmt formatCode="0.0%;(0.0%)" sourceLinked="0"/><c:spPr>{fill("ground")}<a:ln><a:noFill/></a:ln></c:spPr>'
            f"{default_text(ratio.label_size, ratio.colour, bold=True, body=LABEL_BODY)}"
            f'<c:dLblPos val="t"/>{flags(value=True)}</c:dLbls>{self._data(ratio.name)}<c:smooth val="0"/></c:ser>'
        )

    # ---- the whole ----------------------------------------------------------------------------------------------

    def markup(self, workbook_rid: str) -> str:
        """As c:chartSpace."""
        columns = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
            + self._column_series(0, "Prior year", "prior")
            + self._column_series(1, "Current year", "current")
            + (self._column_series(4, "Target", "target.column") if self.target else "")
            + f'<c:gapWidth val="{self.gap}"/><c:overlap val="100"/>{axis_ids(COLUMN_AXES)}</c:barChart>'
        )
        totals = line_chart(self._total_series(2), COLUMN_AXES)
        lines = line_chart(self._ratio_series(3, self.ratio), LINE_AXES) if self.ratio else ""
        axes = category_axis(COLUMN_AXES, self.axis_size) + value_axis(
            COLUMN_AXES, 0, self.maximum, "l", self.number
        )
        if self.ratio:
            low, high = self.ratio.axis
            axes += value_axis(LINE_AXES, low, high, "r", "0.0%") + hidden_category_axis(LINE_AXES)
        plots = f"{columns}{totals}{lines}{axes}"
        return chart_space(plots, self.plot, self.axis_size, workbook_rid)
