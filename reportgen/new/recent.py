"""Sheet Recent quarters (or halves, years): the newest and the next ones; the charts of Summary read it.

Columns of charts hold history and forecast in two rows, each zero where the other speaks, so that two colours tell
them apart. Lines read rows of their own, which give #N/A where there is no number: a chart draws a text as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from msgspec import Struct
from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook

from reportgen.core.units import column_unit
from reportgen.new.cell_styles import DOWN, FAINT, HAIR, INK, LATIN, NAVY, PRIOR, RATIO
from reportgen.new.house import REVENUE, THOUSAND, House, SheetRow, growth_row
from reportgen.new.page import (
    A3,
    MARKS,
    Page,
    forecast,
    master,
    not_disclosed,
    paper,
    settings_line,
    title,
)
from reportgen.new.timeline_sheet import TimelineSheet, figure_look
from reportgen.new.wanted import NewCompany

COLUMN, TREND = "E", "D"
FIRST_HEAD = 4
HEADS = (
    ("Period", "{{period}}", "text_right"),
    ("Period end", "{{period.end}}", "month"),
    ("Actual = 1", "{{period.actual}}", "number_or_words"),
    ("Key", "{{period.key}}", "text_right"),
    ("Status", "{{period.status}}", "text_right"),
)
FLAG, KEY, LAST_HEAD = FIRST_HEAD + 2, FIRST_HEAD + 3, FIRST_HEAD + len(HEADS) - 1
FIRST = LAST_HEAD + 1
COLUMNS = ("operating_income", "net_income", "free_cash_flow")
MARGINS = ("gross_margin", "operating_margin", "net_margin")
_SHOWN = ("cost_of_revenue", "gross_profit", "operating_expenses", "pretax_income", "income_tax")
# Of these a small chart begins at zero: none is below it.
_TRENDS = ("revenue", "gross_profit", "operating_expenses")
# Of lines in one chart: marker, glyph in the title, colour, place of the labels.
_LINES = (("triangle", "\u25b2", NAVY, "above"), ("circle", "\u25cf", RATIO, "below"))
# Of what no document prints, the amount that is as large.
_OF = {"free_cash_flow": "cf_operating"}
# What is not drawn of a lower line: it takes the axis down, so that labels below the line stand above the axis.
_ROOM = "room"
# Letters of a line of words below the fewest periods that a page may have.
_WORDS = 150
_GROWTH = '"+0.0%;(0.0%);0.0%"'


class ChartOf(Struct, frozen=True):
    """A chart of Summary: of one metric in columns, or of rates as lines; its title, and what is told of it.

    The labels of columns are in `thousands` of the unit of the sheet where its title says so.
    """

    metrics: tuple[str, ...]
    title: str
    told: str
    lines: bool = False
    thousands: bool = False


class Recent(Struct, frozen=True):
    """What the sheet shows: rows that stand on sheet Model as well, charts that read them, rows with small ones."""

    wanted: NewCompany
    model: TimelineSheet
    rows: Sequence[SheetRow]
    charts: Sequence[ChartOf]
    trends: Sequence[str] = ()

    @property
    def periods(self) -> str:
        """The list of Model's first block, in which history and forecast are one."""
        return self.model.first_block

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return f"Recent {self.periods}"

    def row_of(self, metric: str) -> int:
        """The row of a metric."""
        return FIRST + [row.metric for row in self.rows].index(metric)

    @property
    def category(self) -> int:
        """The row with the names that charts show; the next has growth below them."""
        return FIRST + len(self.rows) + 1

    @property
    def helpers(self) -> dict[tuple[str, str], int]:
        """The rows that charts read, by metric and what of it: actual, forecast, line, room below the line."""
        asked = [
            (metric, part)
            for chart in self.charts
            for metric in chart.metrics
            for part in (("line",) if chart.lines else ("actual", "forecast"))
        ]
        asked += [(chart.metrics[1], _ROOM) for chart in self.charts if chart.metrics[1:]]
        return {one: number for number, one in enumerate(asked, self.category + 2)}

    @property
    def last(self) -> int:
        """The last row of the sheet's block."""
        return self.category + 1 + len(self.helpers)


def recent_of(house: House, model: TimelineSheet) -> Recent:
    """The sheet of a house: the results that it has, with the growth of the first and its margins."""
    rows: list[SheetRow] = []
    columns = (house.lead, *(name for name in COLUMNS if name != house.lead))
    shown = (*columns, *house.margins, *MARGINS, *_SHOWN, *(house.lines if house.lead != REVENUE else ()))
    for concept in house.of("income", "kpi"):
        if concept.name in shown:
            words = house.label(concept.name), house.label(concept.name, "ja")
            total = concept.name in columns
            rows.append(SheetRow(concept.name, *words, kind=concept.unit_kind, total=total))
            rows += [growth_row(concept.name)] if concept.name == house.lead else []
    metrics = [row.metric for row in rows]
    period = house.wanted.reports
    charts = [
        ChartOf(
            (name,),
            f"{house.label(name)}, {column_unit(house.wanted.currency, house.wanted.power + THOUSAND * large)}",
            f"Columns: {house.label(name)} by {period}, history dark and forecast light.",
            thousands=large,
        )
        for name in columns
        if name in metrics
        for large in (_OF.get(name, name) in house.large,)
    ]
    if margins := tuple(name for name in house.margins if name in metrics):
        names = ", ".join(map(house.label, margins))
        of, _ = house.of_margins
        told = f"Lines by {period}, in {of.replace('%', 'percent')}: {names}."
        # Of several lines the chart names each with its mark.
        alone = f"{names}, " if len(margins) == 1 else ""
        charts.insert(1, ChartOf(margins, f"{alone}{of}", told, lines=True))
    return Recent(house.wanted, model, rows, charts[:4], tuple(name for name in _TRENDS if name in metrics))


def draw_recent(page: Page, recent: Recent) -> None:
    """Draw the sheet."""
    japanese = recent.wanted.japanese
    page.widths({"A": 1.5, "B": 38, "C": 26 if japanese else 1.2, TREND: 18, COLUMN: 10})
    title(page, "A1", recent.name, "{{company.name_en}}: the newest and the next", "")
    master(page, f"{TREND}1")
    settings_line(page, "B3")
    page.sheet.outline_settings(True, False, False, False)
    for number, (label, tag, style) in enumerate(HEADS, FIRST_HEAD):
        look = ("head" if number == FIRST_HEAD else "facts", *(("head_end",) if number == LAST_HEAD else ()))
        page.sheet.set_row(
            number - 1, 15.5, None, {"level": 1, "hidden": True} if number in (FLAG, KEY) else {}
        )
        page.fill(f"A{number}", f"{TREND}{number}", *look)
        page.put(f"B{number}", label, *look)
        opener = f"{{{{#trend_{recent.periods} across}}}}" if number == FIRST_HEAD else ""
        page.put(f"{COLUMN}{number}", opener + tag, *look, style)
    page.put(f"{TREND}{FIRST_HEAD}", "Trend", "head")
    for number, row in enumerate(recent.rows, FIRST):
        _row(page, recent, number, row)
    _helpers(page, recent)
    page.put(f"{COLUMN}{recent.last + 1}", f"{{{{/trend_{recent.periods}}}}}", "tiny")
    body = FIRST + len(recent.rows) - 1
    not_disclosed(page, f"{COLUMN}{FIRST}:{COLUMN}{body}")
    forecast(page, COLUMN, (FIRST_HEAD, body), FLAG, LAST_HEAD)
    words = f"Unit: {{{{report.unit}}}}. All figures are links to sheet Model. {MARKS}"
    told = wrap(words, _WORDS)
    for number, line in enumerate(told, recent.last + 2):
        page.put(f"B{number}", line, "small", "muted")
    page.sheet.freeze_panes(LAST_HEAD, 3)
    paper(page, A3, f"A1:{COLUMN}{recent.last + 1 + len(told)}")
    page.sheet.fit_to_pages(1, 1)


def _row(page: Page, recent: Recent, number: int, row: SheetRow) -> None:
    total = ("total",) if row.total else ()
    ratio = ("ratio",) if row.is_rate else ()
    page.heights(number, number, 15.5)
    page.fill(f"A{number}", f"{TREND}{number}", *total)
    page.put(f"B{number}", row.label, *ratio, *total, indent=2 if ratio else 1)
    if recent.wanted.japanese:
        page.put(f"C{number}", row.label_ja, *total, "japanese", bold=False)
    model = recent.model
    key = f"MATCH({COLUMN}${KEY},{model.area(model.head_row('key'), model.first_block)},0)"
    area = model.area(model.row_of(row.metric), model.first_block)
    look = figure_look(recent.wanted, row)
    page.put(f"{COLUMN}{number}", f'=IFERROR(INDEX({area},{key}),"n/d")', "link", *ratio, *total, **look)
    if row.metric in recent.trends:
        cells = f"'{recent.name}'!{COLUMN}{number}:{COLUMN}{number}"
        looks = {"min": 0, "series_color": PRIOR}
        page.sheet.add_sparkline(f"{TREND}{number}", {"range": cells, "type": "column", **looks})


def _helpers(page: Page, recent: Recent) -> None:
    """What the charts read besides: names of periods, history and forecast apart, lines without texts."""
    category, flag = recent.category, f"{COLUMN}${FLAG}"
    name = f'={COLUMN}${FIRST_HEAD}&IF({flag}=1,""," F")'
    texts = [("For the charts: period, forecasts marked F", name, "")]
    metrics = [row.metric for row in recent.rows]
    grown = next((one for one in metrics if f"yoy({one})" in metrics), "")
    rate = f"{COLUMN}{recent.row_of(f'yoy({grown})')}" if grown else '""'
    under = f'={COLUMN}{category}&CHAR(10)&IF(ISNUMBER({rate}),TEXT({rate},{_GROWTH}),"")'
    texts.append(("For the charts: with growth year over year", under, ""))
    for metric, part in recent.helpers:
        cell = f"{COLUMN}{recent.row_of(metric)}"
        row = recent.rows[metrics.index(metric)]
        above = next((one.metrics[0] for one in recent.charts if metric in one.metrics[1:]), metric)
        upper = f"{COLUMN}{recent.row_of(above)}"
        formula = {
            "actual": f"=IFERROR({cell}*{flag},0)",
            "forecast": f"=IFERROR({cell}*(1-{flag}),0)",
            "line": f"=IF(ISNUMBER({cell}),{cell},NA())",
            # A quarter of the way up to the upper line, taken down.
            _ROOM: f"=IFERROR({cell}+{cell}-AVERAGE({cell},AVERAGE({cell},{upper})),NA())",
        }[part]
        words = row.label if part == "line" else f"{row.label}, {part}"
        texts.append((words, formula, str(figure_look(recent.wanted, row)["num_format"])))
    for number, (words, formula, shown) in enumerate(texts, category):
        page.sheet.set_row(number - 1, 12.5, None, {"level": 1, "hidden": True})
        page.put(f"B{number}", words, "tiny", indent=1)
        page.put(f"{COLUMN}{number}", formula, "tiny", align="right", num_format=shown or "General")


def recent_charts(recent: Recent, book: Workbook) -> list[tuple[Chart, str]]:
    """The charts, each with what is told of it to those who hear it."""
    return [
        (_line_chart(recent, book, one) if one.lines else _column_chart(recent, book, one), one.told)
        for one in recent.charts
    ]


def _area(recent: Recent, row: int) -> str:
    return f"='{recent.name}'!${COLUMN}${row}:${COLUMN}${row}"


def _series(recent: Recent, metric: str, part: str, category: int) -> dict[str, Any]:
    row = recent.helpers[metric, part]
    return {
        "name": f"='{recent.name}'!$B${row}",
        "categories": _area(recent, category),
        "values": _area(recent, row),
    }


def _column_chart(recent: Recent, book: Workbook, one: ChartOf) -> Chart:
    metric = one.metrics[0]
    chart = book.add_chart({"type": "column", "name": f"Chart {metric.replace('_', ' ')}"})
    digits = recent.wanted.digits
    body = "#,##0," if one.thousands else "#,##0" + ("." + "0" * digits if digits else "")
    grows = any(row.metric == f"yoy({metric})" for row in recent.rows)
    # Figures in thousands have too many digits for larger letters.
    size = 7 if recent.wanted.power <= THOUSAND and not one.thousands else 8
    for part, colour in (("actual", NAVY), ("forecast", PRIOR)):
        labels = {"value": True, "position": "outside_end", "num_format": f"{body};({body});"}
        looks = {"fill": {"color": colour}, "border": {"none": True}, "gap": 35, "overlap": 100}
        falls = {"invert_if_negative": True, "invert_if_negative_color": DOWN}
        series = _series(recent, metric, part, recent.category + grows)
        chart.add_series({**series, **looks, **falls, "data_labels": {**labels, "font": _font(size, INK)}})
    _finish(chart, one.title + ("; below: growth year over year" if grows else ""))
    return chart


def _line_chart(recent: Recent, book: Workbook, one: ChartOf) -> Chart:
    chart = book.add_chart({"type": "line", "name": f"Chart {' '.join(one.metrics)}".replace("_", " ")})
    words: list[str] = []
    for metric, (marker, glyph, colour, place) in zip(one.metrics, _LINES, strict=False):
        labels = {
            "value": True,
            "position": place,
            "num_format": "0.0%;(0.0%);0.0%",
            "font": _font(8, colour),
        }
        mark = {"type": marker, "size": 6, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}}
        looks = {"line": {"color": colour, "width": 2.25}, "marker": mark, "data_labels": labels}
        chart.add_series({**_series(recent, metric, "line", recent.category), **looks})
        words.append(f"{glyph} {recent.rows[recent.row_of(metric) - FIRST].label}")
    if len(words) > 1:
        below = _series(recent, one.metrics[1], _ROOM, recent.category)
        chart.add_series({**below, "line": {"none": True}, "marker": {"type": "none"}})
    _finish(chart, f"{'  '.join(words)}, {one.title}" if len(words) > 1 else one.title, lines=True)
    return chart


def _finish(chart: Chart, words: str, *, lines: bool = False) -> None:
    top = 0.25 if lines else 0.17
    place = {"x": 0.02, "y": 0.04}
    chart.set_title(
        {"name": words, "name_font": _font(10, NAVY, bold=True), "overlay": True, "layout": place}
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": HAIR, "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    layout = {"x": 0.03, "y": top, "width": 0.94, "height": 0.83 - top}
    chart.set_plotarea({"layout": layout, "fill": {"none": True}})
    ticks = {"major_tick_mark": "none", "minor_tick_mark": "none", "label_position": "low"}
    chart.set_x_axis({"num_font": _font(8, INK), "line": {"color": FAINT, "width": 0.75}, **ticks})
    chart.set_y_axis(
        {
            "label_position": "none",
            "line": {"none": True},
            # Lines go on below zero; the axis stands below them all.
            **({"crossing": "min"} if lines else {}),
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
    )
    # A line goes on over what is not disclosed, with no mark: so Excel draws #N/A whatever it is told.
    chart.show_blanks_as("span")
    chart.show_hidden_data()


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    return {"name": LATIN, "size": size, "color": colour, "bold": bold}
