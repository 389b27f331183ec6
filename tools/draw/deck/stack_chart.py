"""Costs by kind in one stack per quarter: value and share inside each part, the total with its share above.

Series Sales and marketing, General and administrative, Other stand on each other; Total is an invisible line.
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass

from tools.draw.deck.chart_axes import axis_ids, category_axis, chart_space, flags, line_chart, value_axis
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
AXES = (50050001, 50050002)
NUMBER = "#,##0_);(#,##0)"
# Name, colour, colour of the words inside, sample values, whether the part is labelled
PARTS = (
    ("Part 1", "si", "ground", (50, 52, 50, 55, 56, 58, 57, 62), True),
    ("Part 2", "prior", "ink", (40, 42, 40, 45, 44, 46, 44, 50), True),
    ("Part 3", "equipment", "ink", (6, 6, 6, 7, 7, 7, 7, 8), False),
)
SHARE = 0.08


@dataclass(frozen=True)
class StackChart:
    """The stack of the library with its sample figures; inner plot as (x, y, w, h) of the chart's box."""

    name: str
    plot: tuple[float, float, float, float]
    axis_size: float = 11

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the embedded workbook."""
        parts = [Column(name, tuple(map(float, values)), NUMBER) for name, _, _, values, _ in PARTS]
        total = tuple(float(sum(row)) for row in zip(*(part[3] for part in PARTS), strict=True))
        found = [*parts, Column("Total", total, NUMBER, "=SUM(B{row}:D{row})")]
        for name in ("Part 1", "Part 2", "Total"):
            found.append(Column(f"{name} label", ("(8.0%)",) * len(CATEGORIES), "@"))
        return tuple(found)

    def workbook(self) -> bytes:
        """The embedded workbook."""
        return workbook(CATEGORIES, self.columns)

    def _labels(
        self,
        name: str,
        values: tuple[float | str | None, ...],
        size: float,
        colour: str,
        place: str,
        *,
        bold: bool,
    ) -> tuple[str, str]:
        """The labels of a series and the range they read."""
        look = '<c:numFmt formatCode="#,##0;(#,##0)" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        shown = f'<c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext>'
        muted = "muted" if colour == "ink" and place == "t" else colour
        points = "".join(
            f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich>{LABEL_BODY}<a:lstStyle/>'
            + field_paragraph("VALUE", VALUE_FIELD, f"{value:,.0f}", size, colour, bold=bold)
            + field_paragraph("CELLRANGE", CELL_FIELD, "(8.0%)", size - 1, muted, bold=False)
            + f'</c:rich></c:tx>{look}<c:dLblPos val="{place}"/>{flags(value=True)}<c:extLst>{shown}</c:extLst></c:dLbl>'
            for i, value in enumerate(values)
        )
        labels = (
            f"<c:dLbls>{points}{look}{default_text(size, colour, bold=bold, body=LABEL_BODY)}"
            f'<c:dLblPos val="{place}"/>{flags(value=True)}<c:extLst>{shown}</c:extLst></c:dLbls>'
        )
        cache = "".join(f'<c:pt idx="{i}"><c:v>(8.0%)</c:v></c:pt>' for i in range(len(CATEGORIES)))
        cells = column_range(self.columns, f"{name} label", len(CATEGORIES))
        held = (
            f'<c:extLst><c:ext uri="{LABEL_RANGE}" {C15}><c15:datalabelsRange><c15:f>{cells}</c15:f>'
            f'<c15:dlblRangeCache><c:ptCount val="{len(CATEGORIES)}"/>{cache}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>'
        )
        return labels, held

    def markup(self, workbook_rid: str) -> str:
        """As c:chartSpace."""
        parts = ""
        for order, (name, colour, words, values, labelled) in enumerate(PARTS):
            labels, held = self._labels(name, values, 10, words, "ctr", bold=False) if labelled else ("", "")
            parts += (
                f"<c:ser>{series_head(self.columns, order, name)}<c:spPr>{fill(colour)}{line('ground', 0.75)}</c:spPr>"
                f'<c:invertIfNegative val="0"/>{labels}{series_data(CATEGORIES, self.columns, name)}{held}</c:ser>'
            )
        bars = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f'{parts}<c:gapWidth val="42"/><c:overlap val="100"/>{axis_ids(AXES)}</c:barChart>'
        )
        totals = next(column for column in self.columns if column.name == "Total").values
        labels, held = self._labels("Total", totals, 11, "ink", "t", bold=True)
        total = (
            f'<c:ser>{series_head(self.columns, len(PARTS), "Total")}<c:spPr><a:ln w="28575" cap="rnd"><a:noFill/><a:round/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="none"/></c:marker>{labels}{series_data(CATEGORIES, self.columns, "Total")}<c:smooth val="0"/>{held}</c:ser>'
        )
        axes = category_axis(AXES, self.axis_size) + value_axis(AXES, 0, 150, "l", "#,##0")
        return chart_space(bars + line_chart(total, AXES) + axes, self.plot, self.axis_size, workbook_rid)
