"""Sheet Recent quarters: the last eight quarters and the next four, on one page; the charts of Summary read it.

Columns of charts hold history and forecast in two rows, each zero where the other speaks, so that two colours
tell them apart; the labels of zeros are not shown. Lines read rows of their own, which give #N/A where there is no
number: a chart draws a text as 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import tools.draw.model.model as model
from reportgen.new.cell_styles import NAVY, PRIOR
from reportgen.new.page import A4, Page, forecast, master, not_disclosed, paper, settings, title

NAME = "Recent quarters"
COLUMN, TREND = "E", "D"
FIRST_HEAD = 4
HEADS = (
    ("Period", "{{period}}", "text_right"),
    ("Period end", "{{period.end}}", "month"),
    ("Status", "{{period.status}}", "text_right"),
    ("Actual = 1", "{{period.actual}}", "number_or_words"),
    ("Key", "{{period.key}}", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1


@dataclass(frozen=True)
class Row:
    """A row of the page: a line of Model."""

    metric: str
    label: str
    label_ja: str
    kind: str = "level"
    total: bool = False


ROWS = (
    Row("revenue", "Total revenues", "売上高", total=True),
    Row("yoy(revenue)", "Year over year", "前年同期比", "growth"),
    Row("cost_of_revenue", "Total cost of revenues", "売上原価"),
    Row("gross_margin", "Gross margin", "売上総利益", total=True),
    Row("gross_margin_ratio", "Gross margin ratio", "売上総利益率", "share"),
    Row("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    Row("share_of_revenue(sga_rd)", "% of revenues", "売上高比", "share"),
    Row("operating_income", "Operating income", "営業利益", total=True),
    Row("operating_margin", "Operating margin ratio", "営業利益率", "share"),
    Row("pretax_income", "Income before income tax expense", "税引前当期純利益"),
    Row("income_tax", "Income tax expense", "法人税等"),
    Row("equity_method_income", "Equity in net income of investees", "持分法投資損益"),
    Row("nci_income", "Less: noncontrolling interests", "非支配持分に帰属する利益"),
    Row("net_income", "Net income attributable to the company", "当社株主帰属当期純利益", total=True),
    Row("personnel_cost", "Personnel-related costs & expenses", "人件費関連費用"),
)
FIRST = LAST_HEAD + 1
CHARTED = ("revenue", "operating_income")
LINES = ("yoy(revenue)", "gross_margin_ratio", "operating_margin", "share_of_revenue(sga_rd)")
FIRST_HELPER = FIRST + len(ROWS) + 1
CATEGORY = FIRST_HELPER
FIRST_LINE = FIRST_HELPER + 2 * len(CHARTED) + 1
LAST = FIRST_LINE + len(LINES) - 1


def row_of(metric: str) -> int:
    """The row of a line."""
    return FIRST + [row.metric for row in ROWS].index(metric)


def helper_row(metric: str, *, ahead: bool) -> int:
    """The row that holds a metric in history, or in the forecast, and 0 elsewhere."""
    return FIRST_HELPER + 1 + 2 * CHARTED.index(metric) + int(ahead)


def line_row(metric: str) -> int:
    """The row that holds a metric where it is a number, and #N/A elsewhere."""
    return FIRST_LINE + LINES.index(metric)


def area(row: int) -> str:
    """A row as a range over all its quarters."""
    return f"='{NAME}'!${COLUMN}${row}:${COLUMN}${row}"


def draw_trend(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 1.5, "B": 36, "C": 25, TREND: 12, COLUMN: 9.4})
    title(page, "A1", NAME, "{{company.name_en}}: the last eight quarters and the next four", "")
    master(page, "C1:D1")
    settings(page, "C2", "C3")
    for number, (label, tag, style) in enumerate(HEADS, FIRST_HEAD):
        look = ("head",) if number == FIRST_HEAD else ("facts",)
        end = ("head_end",) if number == LAST_HEAD else ()
        page.sheet.set_row(number - 1, 15.5 if number < LAST_HEAD else 12.5)
        page.fill(f"A{number}", f"{TREND}{number}", *look, *end)
        page.put(f"B{number}", label, *look, *end)
        opener = "{{#trend_quarters across}}" if number == FIRST_HEAD else ""
        page.put(f"{COLUMN}{number}", opener + tag, *look, style, *end)
    page.put(f"{TREND}{FIRST_HEAD}", "Trend", "head")
    for number, row in enumerate(ROWS, FIRST):
        _row(page, number, row)
    _helpers(page)
    page.put(f"{COLUMN}{LAST + 1}", "{{/trend_quarters}}", "tiny")
    not_disclosed(page, f"{COLUMN}{FIRST}:{COLUMN}{FIRST + len(ROWS) - 1}")
    forecast(page, COLUMN, (FIRST_HEAD, FIRST + len(ROWS) - 1), FIRST_HEAD + 3, LAST_HEAD)
    page.put(f"B{LAST + 2}", "Unit: {{report.unit}}. All figures are links to sheet Model.", "small", "muted")
    page.sheet.freeze_panes(LAST_HEAD, 3)
    paper(page, A4, f"A1:{COLUMN}{LAST + 2}")
    page.sheet.fit_to_pages(1, 1)


def _row(page: Page, number: int, row: Row) -> None:
    total = ("total",) if row.total else ()
    ratio = ("ratio",) if row.kind in ("growth", "share") else ()
    page.heights(number, number, 15.5)
    page.fill(f"A{number}", f"{TREND}{number}", *total)
    page.put(f"B{number}", row.label, *ratio, *total, indent=2 if ratio else 1)
    page.put(f"C{number}", row.label_ja, *total, "japanese", bold=False)
    key = f"MATCH({COLUMN}${LAST_HEAD},{model.head_area('key')},0)"
    found = f'=IFERROR(INDEX({model.area_of(row.metric)},{key}),"n/d")'
    page.put(f"{COLUMN}{number}", found, row.kind, "link", *ratio, *total)
    if row.metric in ("revenue", "cost_of_revenue", "sga_rd", "personnel_cost"):
        page.sheet.add_sparkline(
            f"{TREND}{number}",
            {
                "range": f"'{NAME}'!{COLUMN}{number}:{COLUMN}{number}",
                "type": "column",
                "min": 0,
                "series_color": PRIOR,
                "last_point": True,
                "last_color": NAVY,
            },
        )


def _helpers(page: Page) -> None:
    """What the charts of Summary read besides: names of quarters, history and forecast apart."""
    page.put(f"B{CATEGORY}", "For the charts: quarter, forecasts marked F", "tiny", indent=1)
    flag = f"{COLUMN}${FIRST_HEAD + 3}"
    page.put(f"{COLUMN}{CATEGORY}", f'={COLUMN}${FIRST_HEAD}&IF({flag}=1,""," F")', "tiny", align="right")
    for metric in CHARTED:
        for ahead in (False, True):
            row = helper_row(metric, ahead=ahead)
            words = "forecast" if ahead else "actual"
            page.put(
                f"B{row}", f"For the charts: {ROWS[row_of(metric) - FIRST].label}, {words}", "tiny", indent=1
            )
            part = f"(1-{flag})" if ahead else flag
            formula = f"=IFERROR({COLUMN}{row_of(metric)}*{part},0)"
            page.put(f"{COLUMN}{row}", formula, "level", "calculation", font_size=8)
    for metric in LINES:
        row, line = line_row(metric), ROWS[row_of(metric) - FIRST]
        page.put(f"B{row}", f"For the charts: {line.label}", "tiny", indent=1)
        number = f"{COLUMN}{row_of(metric)}"
        formula = f"=IF(ISNUMBER({number}),{number},NA())"
        page.put(f"{COLUMN}{row}", formula, line.kind, "calculation", font_size=8)
    gaps = f"{COLUMN}{FIRST_LINE}:{COLUMN}{LAST}"
    page.rule(gaps, f"=ISNA({COLUMN}{FIRST_LINE})", {"font_color": "#FFFFFF"})
