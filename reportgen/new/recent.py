"""Sheet Recent quarters (or halves, years): the newest and the next ones; the charts of Summary read it.

Columns of charts hold history and forecast in two rows, each zero where the other speaks, so that two colours tell
them apart. Lines read rows of their own, which give #N/A where there is no number: a chart draws a text as 0.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import DOWN, FAINT, HAIR, INK, LATIN, NAVY, PRIOR, RATIO
from reportgen.new.house import House, SheetRow, growth_row
from reportgen.new.page import A4, Page, forecast, master, not_disclosed, paper, settings_line, title
from reportgen.new.timeline_sheet import TimelineSheet, figure_look, head_row, number_code

COLUMN = "E"
FIRST_HEAD = 4
HEADS = (
    ("Period", "{{period}}", "text_right"),
    ("Period end", "{{period.end}}", "month"),
    ("Status", "{{period.status}}", "text_right"),
    ("Actual = 1", "{{period.actual}}", "number_or_words"),
    ("Key", "{{period.key}}", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
FIRST = LAST_HEAD + 1
COLUMNS = ("revenue", "operating_income", "net_income", "free_cash_flow")
MARGINS = ("gross_margin", "operating_margin", "net_margin")
_LINES = (("triangle", NAVY, "above"), ("circle", RATIO, "below"))


def recent_rows(house: House) -> tuple[SheetRow, ...]:
    """The rows of the page."""
    rows: list[SheetRow] = []
    for concept in house.of("income"):
        shown = concept.name in (*COLUMNS, *MARGINS, "cost_of_revenue", "gross_profit", "operating_expenses")
        if shown or concept.name in ("pretax_income", "income_tax"):
            rows.append(SheetRow(concept.name, kind=concept.unit_kind, total=concept.name in COLUMNS))
            rows += [growth_row(concept.name)] if concept.name == COLUMNS[0] else []
    return tuple(rows)


class RecentQuarters:
    """The sheet and the charts that read it."""

    def __init__(self, house: House, model: TimelineSheet) -> None:
        self._house, self._model = house, model
        self.name = f"Recent {house.periods}"
        self._list = f"trend_{house.periods}"
        self._rows = recent_rows(house)
        metrics = [row.metric for row in self._rows]
        self.columns = [name for name in COLUMNS if name in metrics]
        self.margins = [name for name in house.margins if name in metrics]
        self._category = FIRST + len(self._rows) + 1
        self._first_line = self._category + 1 + 2 * len(self.columns)
        self._last = self._first_line + len(self.margins) - 1

    def draw(self, page: Page) -> None:
        """Draw the sheet."""
        japanese = self._house.wanted.japanese
        page.widths({"A": 1.5, "B": 38, "C": 26 if japanese else 1.2, "D": 8 if japanese else 18, COLUMN: 10})
        title(page, "A1", self.name, "{{company.name_en}}: the newest and the next", "")
        master(page, "C1:D1")
        settings_line(page, "C2")
        for number, (label, tag, style) in enumerate(HEADS, FIRST_HEAD):
            look = (
                "head" if number == FIRST_HEAD else "facts",
                *(("head_end",) if number == LAST_HEAD else ()),
            )
            page.heights(number, number, 15.5)
            page.fill(f"A{number}", f"D{number}", *look)
            page.put(f"B{number}", label, *look)
            opener = f"{{{{#{self._list} across}}}}" if number == FIRST_HEAD else ""
            page.put(f"{COLUMN}{number}", opener + tag, *look, style)
        for number, row in enumerate(self._rows, FIRST):
            self._row(page, number, row, japanese=japanese)
        self._helpers(page)
        page.put(f"{COLUMN}{self._last + 1}", f"{{{{/{self._list}}}}}", "tiny")
        body = FIRST + len(self._rows) - 1
        not_disclosed(page, f"{COLUMN}{FIRST}:{COLUMN}{body}")
        forecast(page, COLUMN, (FIRST_HEAD, body), FIRST_HEAD + 3, LAST_HEAD)
        words = "Unit: {{report.unit}}. All figures are links to sheet Model; the grey rows serve the charts."
        page.put(f"B{self._last + 2}", words, "small", "muted")
        page.sheet.freeze_panes(LAST_HEAD, 3)
        paper(page, A4, f"A1:{COLUMN}{self._last + 2}")
        page.sheet.fit_to_pages(1, 1)

    def _row_of(self, metric: str) -> int:
        return FIRST + [row.metric for row in self._rows].index(metric)

    def _row(self, page: Page, number: int, row: SheetRow, *, japanese: bool) -> None:
        total = ("total",) if row.total else ()
        ratio = ("ratio",) if row.is_rate else ()
        page.heights(number, number, 15.5)
        page.fill(f"A{number}", f"D{number}", *total)
        label, label_ja = (row.label, row.label_ja) if row.growth else (
            self._house.label(row.metric), self._house.label(row.metric, "ja"))  # fmt: skip
        page.put(f"B{number}", label, *ratio, *total, indent=2 if ratio else 1)
        if japanese:
            page.put(f"C{number}", label_ja, *total, "japanese", bold=False)
        key = f"MATCH({COLUMN}${LAST_HEAD},{self._model.area(head_row('key'), self._model.first_block)},0)"
        area = self._model.area(self._model.row_of(row.metric), self._model.first_block)
        look = figure_look(self._house, row)
        page.put(f"{COLUMN}{number}", f'=IFERROR(INDEX({area},{key}),"n/d")', "link", *ratio, *total, **look)

    def _helpers(self, page: Page) -> None:
        """What the charts read besides: names of quarters, history and forecast apart, lines without texts."""
        page.put(f"B{self._category}", "For the charts: period, forecasts marked F", "tiny", indent=1)
        flag = f"{COLUMN}${FIRST_HEAD + 3}"
        page.put(
            f"{COLUMN}{self._category}", f'={COLUMN}${FIRST_HEAD}&IF({flag}=1,""," F")', "tiny", align="right"
        )
        code = {"num_format": number_code(self._house.wanted.digits), "align": "right"}
        for number, metric in enumerate(self.columns):
            for ahead in (False, True):
                row = self._category + 1 + 2 * number + ahead
                label = f"{self._house.label(metric)}, {'forecast' if ahead else 'actual'}"
                page.put(f"B{row}", label, "tiny", indent=1)
                part = f"(1-{flag})" if ahead else flag
                text = f"=IFERROR({COLUMN}{self._row_of(metric)}*{part},0)"
                page.put(f"{COLUMN}{row}", text, "tiny", **code)
        for row, metric in enumerate(self.margins, self._first_line):
            page.put(f"B{row}", self._house.label(metric), "tiny", indent=1)
            cell = f"{COLUMN}{self._row_of(metric)}"
            share = number_code(1, "ratio")
            page.put(
                f"{COLUMN}{row}",
                f"=IF(ISNUMBER({cell}),{cell},NA())",
                "tiny",
                num_format=share,
                align="right",
            )
        if self.margins:
            gaps = f"{COLUMN}{self._first_line}:{COLUMN}{self._last}"
            page.rule(gaps, f"=ISNA({COLUMN}{self._first_line})", {"font_color": "#FFFFFF"})

    def charts(self, book: Workbook) -> list[tuple[Chart, str]]:
        """Each with what is told of it to those who hear it."""
        found = [
            (self._column_chart(book, number), self._told(name)) for number, name in enumerate(self.columns)
        ]
        if self.margins:
            words = f"Lines by {self._house.wanted.reports}, in percent of revenue: " + ", ".join(
                map(self._house.label, self.margins)
            )
            found.insert(2, (self._line_chart(book), words + "."))
        return found[:4]

    def _told(self, metric: str) -> str:
        return f"Columns: {self._house.label(metric)} by {self._house.wanted.reports}, history dark and forecast light."

    def _area(self, row: int) -> str:
        return f"='{self.name}'!${COLUMN}${row}:${COLUMN}${row}"

    def _column_chart(self, book: Workbook, number: int) -> Chart:
        metric = self.columns[number]
        chart = book.add_chart({"type": "column", "name": f"Chart {metric.replace('_', ' ')}"})
        digits = self._house.wanted.digits
        body = "#,##0" + ("." + "0" * digits if digits else "")
        for ahead, colour in ((0, NAVY), (1, PRIOR)):
            row = self._category + 1 + 2 * number + ahead
            chart.add_series(
                {
                    "name": f"='{self.name}'!$B${row}",
                    "categories": self._area(self._category),
                    "values": self._area(row),
                    "fill": {"color": colour},
                    "invert_if_negative": True,
                    "invert_if_negative_color": DOWN,
                    "border": {"none": True},
                    "gap": 35,
                    "overlap": 100,
                    "data_labels": {
                        "value": True,
                        "position": "outside_end",
                        "num_format": f"{body};({body});",
                        "font": _font(7, INK),
                    },
                }
            )
        _finish(chart, f"{self._house.label(metric)}, {self._house.wanted.unit}")
        return chart

    def _line_chart(self, book: Workbook) -> Chart:
        chart = book.add_chart({"type": "line", "name": "Chart margins"})
        for row, (marker, colour, position) in enumerate(_LINES[: len(self.margins)], self._first_line):
            chart.add_series(
                {
                    "name": f"='{self.name}'!$B${row}",
                    "categories": self._area(self._category),
                    "values": self._area(row),
                    "line": {"color": colour, "width": 2.25},
                    "marker": {
                        "type": marker,
                        "size": 6,
                        "fill": {"color": colour},
                        "border": {"color": "#FFFFFF"},
                    },
                    "data_labels": {
                        "value": True,
                        "position": position,
                        "num_format": "0.0%;(0.0%);0.0%",
                        "font": _font(7, colour),
                    },
                }
            )
        _finish(chart, "Margins, % of revenue")
        chart.set_legend(
            {
                "position": "top",
                "font": _font(8, INK),
                "layout": {"x": 0.45, "y": 0.03, "width": 0.54, "height": 0.1},
            }
        )
        return chart


def _finish(chart: Chart, words: str) -> None:
    place = {"x": 0.02, "y": 0.04}
    chart.set_title(
        {"name": words, "name_font": _font(10, NAVY, bold=True), "overlay": True, "layout": place}
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": HAIR, "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    layout = {"x": 0.03, "y": 0.17, "width": 0.94, "height": 0.70}
    chart.set_plotarea({"layout": layout, "fill": {"none": True}})
    ticks = {"major_tick_mark": "none", "minor_tick_mark": "none", "label_position": "low"}
    chart.set_x_axis({"num_font": _font(8, INK), "line": {"color": FAINT, "width": 0.75}, **ticks})
    chart.set_y_axis(
        {
            "label_position": "none",
            "line": {"none": True},
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
    )
    # A line goes on over what is not disclosed, with no mark: so Excel draws #N/A whatever it is told.
    chart.show_blanks_as("span")


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    return {"name": LATIN, "size": size, "color": colour, "bold": bold}
