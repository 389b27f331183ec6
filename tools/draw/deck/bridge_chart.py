"""A bridge: stacked columns on an unfilled base, connectors, labels on invisible lines.

Start and End stand on the axis; Up and Down stand on Base; Link 1 to Link 3 connect neighbours.
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
    default_text,
    field_paragraph,
)
from tools.draw.deck.chart_workbook import Column, workbook
from tools.draw.deck.tokens import fill, line

AXES = (50040001, 50040002)
NUMBER = "#,##0;(#,##0);#,##0"
CATEGORIES = ("FY01 OP", "Service A", "Service B", "Service C", "Other", "SG&amp;A", "FY02 OP")
STEPS = (60.0, 10.0, 5.0, 5.0, -40.0)
START = 100.0
COLUMNS = (("Start", "prior"), ("End", "current"), ("Base", None), ("Up", "up"), ("Down", "down"))
LABELS = (("Ends label", "navy"), ("Up label", "up.text"), ("Down label", "down.text"))
LINKS = 3


@dataclass(frozen=True)
class BridgeChart:
    """The bridge of the library with its sample figures."""

    name: str
    plot: tuple[float, float, float, float]
    label_size: float = 15
    axis_size: float = 13

    @property
    def _levels(self) -> tuple[float, ...]:
        levels = [START]
        for step in STEPS:
            levels.append(levels[-1] + step)
        return (*levels, levels[-1])

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the embedded workbook, those of the drawing only."""
        levels, last = self._levels, len(CATEGORIES) - 1
        inner = range(1, last)

        def only(values: dict[int, float]) -> tuple[float | None, ...]:
            return tuple(values.get(row) for row in range(len(CATEGORIES)))

        tops = {row: max(levels[row - 1], levels[row]) for row in inner}
        rising = {row: top for row, top in tops.items() if STEPS[row - 1] >= 0}
        found = {
            "Start": only({0: levels[0]}),
            "End": only({last: levels[last]}),
            "Base": only({row: min(levels[row - 1], levels[row]) for row in inner}),
            "Up": only({row: max(STEPS[row - 1], 0) for row in inner}),
            "Down": only({row: max(-STEPS[row - 1], 0) for row in inner}),
            "Ends label": only({0: levels[0], last: levels[last]}),
            "Up label": only(rising),
            "Down label": only({row: top for row, top in tops.items() if row not in rising}),
        }
        for turn in range(LINKS):
            pairs = {row: levels[row] for row in range(last) if row % LINKS == turn}
            found[f"Link {turn + 1}"] = only(pairs | {row + 1: level for row, level in pairs.items()})
        columns = [Column(name, values, NUMBER) for name, values in found.items()]
        return (*columns, Column("Label", self.labels, "@"))

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts of the Label column."""
        steps = (f"+{step:,.0f}" if step >= 0 else f"({-step:,.0f})" for step in STEPS)
        return (f"{START:,.0f}", *steps, f"{self._levels[-1]:,.0f}")

    def workbook(self) -> bytes:
        """The embedded workbook."""
        names = tuple(name.replace("&amp;", "&") for name in CATEGORIES)
        return workbook(names, self.columns)

    def _head(self, order: int, name: str) -> str:
        return series_head(self.columns, order, name)

    def _data(self, name: str) -> str:
        return series_data(CATEGORIES, self.columns, name)

    def _column(self, order: int, name: str, colour: str | None) -> str:
        paint = fill(colour) if colour else "<a:noFill/>"
        return (
            f"<c:ser>{self._head(order, name)}<c:spPr>{paint}<a:ln><a:noFill/></a:ln></c:spPr>"
            f'<c:invertIfNegative val="0"/>{self._data(name)}</c:ser>'
        )

    def _label_line(self, order: int, name: str, colour: str) -> str:
        column = next(column for column in self.columns if column.name == name)
        look = '<c:numFmt formatCode="General" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        shown = f'<c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext>'
        points = ""
        for row, (value, text) in enumerate(zip(column.values, self.labels, strict=True)):
            if value is None:
                points += f'<c:dLbl><c:idx val="{row}"/><c:delete val="1"/></c:dLbl>'
                continue
            words = field_paragraph("CELLRANGE", CELL_FIELD, text, self.label_size, colour, bold=True)
            points += (
                f'<c:dLbl><c:idx val="{row}"/><c:tx><c:rich>{LABEL_BODY}<a:lstStyle/>{words}</c:rich></c:tx>{look}'
                f'<c:dLblPos val="t"/>{flags(value=False)}<c:extLst>{shown}</c:extLst></c:dLbl>'
            )
        texts = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(self.labels))
        cells = column_range(self.columns, "Label", len(CATEGORIES))
        return (
            f'<c:ser>{self._head(order, name)}<c:spPr><a:ln w="9525" cap="rnd"><a:noFill/><a:round/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="none"/></c:marker><c:dLbls>{points}{look}'
            f"{default_text(self.label_size, colour, bold=True, body=LABEL_BODY)}"
            f'<c:dLblPos val="t"/>{flags(value=False)}<c:extLst>{shown}</c:extLst></c:dLbls>{self._data(name)}<c:smooth val="0"/>'
            f'<c:extLst><c:ext uri="{LABEL_RANGE}" {C15}><c15:datalabelsRange><c15:f>{cells}</c15:f>'
            f'<c15:dlblRangeCache><c:ptCount val="{len(CATEGORIES)}"/>{texts}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst></c:ser>'
        )

    def _link(self, order: int, name: str) -> str:
        stroke = line("faint", 0.75).replace(' cap="flat"', ' cap="rnd"')
        return (
            f"<c:ser>{self._head(order, name)}<c:spPr>{stroke}</c:spPr>"
            f'<c:marker><c:symbol val="none"/></c:marker>{self._data(name)}<c:smooth val="0"/></c:ser>'
        )

    def markup(self, workbook_rid: str) -> str:
        """As c:chartSpace."""
        columns = "".join(self._column(order, name, colour) for order, (name, colour) in enumerate(COLUMNS))
        bars = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f'{columns}<c:gapWidth val="55"/><c:overlap val="100"/>{axis_ids(AXES)}</c:barChart>'
        )
        first = len(COLUMNS)
        series = "".join(self._link(first + turn, f"Link {turn + 1}") for turn in range(LINKS))
        first += LINKS
        series += "".join(
            self._label_line(first + order, name, colour) for order, (name, colour) in enumerate(LABELS)
        )
        axes = category_axis(AXES, self.axis_size) + value_axis(
            AXES, 0, 1.19 * max(self._levels), "l", "#,##0"
        )
        return chart_space(bars + line_chart(series, AXES) + axes, self.plot, self.axis_size, workbook_rid)
