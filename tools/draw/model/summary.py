"""Sheet Summary: the printed page, one table and four charts, all of them links to other sheets."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.new.page import A4, Page, master, not_disclosed, paper, title
from tools.draw.model.charts import column_chart, line_chart, margins_chart, revenue_chart

COLUMNS = "CDEFGHIJKL"
STANDARD, FIRST_ROW = 3, 6


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    metric: str
    label: str
    kind: str = "level"
    total: bool = False
    ratio: bool = False
    year_only: bool = False


ROWS = (
    Row("revenue", "Total revenues", total=True),
    Row("cost_of_revenue", "Total cost of revenues"),
    Row("gross_margin", "Gross margin", total=True),
    Row("gross_margin_ratio", "Gross margin ratio", ratio=True),
    Row("sga_rd", "SG&A/R&D"),
    Row("operating_income", "Operating income", total=True),
    Row("operating_margin", "Operating margin ratio", ratio=True),
    Row("adjusted_ebitda", "Adjusted EBITDA *1"),
    Row("pretax_income", "Income before income tax expense *1"),
    Row("net_income", "Net income attributable to IIJ", total=True),
    Row("personnel_cost", "Personnel-related costs & expenses"),
    Row("dividend_per_share", "Cash dividend per common share, JPY", "two"),
    Row("subscriptions@mobile", "Mobile subscriptions, end of period", year_only=True),
    Row("mvne_clients", "MVNE clients, end of period", year_only=True),
)

# (period alias, rate, ground): the ten columns of the table
PLACES: tuple[tuple[str, str, str], ...] = (
    ("quarter", "", ""),
    ("prior_year_quarter", "", ""),
    ("quarter", "yoy", ""),
    ("this", "", ""),
    ("prior", "", ""),
    ("this", "yoy", ""),
    ("this", "change", ""),
    ("target", "", "target"),
    ("target", "yoy", "target"),
    ("ahead", "", "forecast"),
)


# What is told of the four charts to those who hear them
SPOKEN = (
    "Columns: total revenues by quarter in JPY million. "
    "Marks above: growth on the same quarter one year before, in percent.",
    "Lines by quarter in percent of total revenues: "
    "gross margin ratio (triangles) above, operating margin ratio (circles) below.",
    "Columns: operating income by quarter in JPY million, computed from printed lines.",
    "Line: SG&A expenses and R&D by quarter in percent of total revenues.",
)


def draw_summary(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 1.5, "B": 34, "C:L": 11.2, "M": 1.5})
    title(
        page,
        "B1",
        "Summary: {{this}}",
        "{{company.name_en}}   {{company.listings}}   as of {{report.as_of}}",
        "",
    )
    master(page, "J1:L1")
    page.put("L2", "Unit: {{report.unit}}", "right")
    page.put("G1", '="Forecast: "&scenario&".  Figures: "&vintage_words', "small", "muted")
    page.sheet.write_url(
        "G2", "internal:Scenarios!D4", page.styles("url", "small"), "Change them on Scenarios"
    )
    _heads(page)
    row = FIRST_ROW
    for row, line in enumerate(ROWS, FIRST_ROW):
        _row(page, row, line)
    not_disclosed(page, f"C{FIRST_ROW}:L{row}")
    notes = (
        "*1 The prior year is printed in JPY billion only; YoY and change are those printed, not computed. "
        "n/d: not disclosed for the period. c.: known to fewer digits than are shown.",
        "All figures on this page are links to other sheets; the colour code holds there. {{ahead}} forecast: the "
        "scenario and the figures chosen on sheet Scenarios, named in the second line.",
    )
    section = row + 2
    page.heights(row + 1, row + 1, 6)
    page.heights(section, section, 18)
    page.fill(f"B{section}", f"L{section}", "section")
    page.put(f"B{section}", "Quarter by quarter", "section")
    last = _charts(page, section + 1)
    for number, words in enumerate(notes, last + 1):
        page.put(f"B{number}", words, "small", "muted")
    paper(page, A4, f"A1:M{last + len(notes)}")
    page.sheet.center_horizontally()
    page.sheet.fit_to_pages(1, 1)


def _heads(page: Page) -> None:
    page.heights(STANDARD, STANDARD, 11)
    page.heights(4, 4, 17)
    page.heights(5, 5, 13)
    page.fill("B4", "B4", "head")
    page.fill("B5", "B5", "facts", "head_end")
    for column, (alias, rate, ground) in zip(COLUMNS, PLACES, strict=True):
        grounds = (f"{ground}_head",) if ground else ()
        words = {"yoy": "YoY", "change": "Change"}.get(rate, f"{{{{{alias}}}}}")
        told = f"{{{{{alias}.status}}}}" if ground else f"{{{{{alias}.dates}}}}"
        under = {"yoy": "%", "change": "amount"}.get(rate, told)
        page.put(f"{column}4", words, "head", *grounds, "text_right")
        page.put(f"{column}5", under, "facts", *grounds, "text_right", "head_end")
        if not rate:
            page.put(f"{column}{STANDARD}", f"{{{{{alias}.standard}}}}", "tiny", "muted", "text_right")


def _row(page: Page, row: int, line: Row) -> None:
    page.heights(row, row, 14.5 if line.ratio else 17)
    look = ("ratio",) if line.ratio else ()
    total = ("total",) if line.total else ()
    page.put(f"B{row}", line.label, *look, *total, "line", indent=2 if line.ratio else 1)
    for column, (alias, rate, ground) in zip(COLUMNS, PLACES, strict=True):
        grounds = total + ((ground,) if ground else ())
        cell = f"{column}{row}"
        kind = {"yoy": "growth", "change": "change"}.get(rate, "share" if line.ratio else line.kind)
        skipped = line.year_only and alias not in ("this", "prior")
        if skipped or (rate and (line.ratio or line.year_only) and (line.ratio or rate == "change")):
            page.fill(cell, cell, *look, *grounds, "line")
        else:
            metric = f"{rate}({line.metric})" if rate else line.metric
            page.put(cell, f"{{{{={metric}|{alias}}}}}", kind, *look, *grounds, "line")


def _charts(page: Page, top: int) -> int:
    """Two by two under the table, its right edge theirs; returns the last row behind them."""
    height, gap = 196, 12
    width = (34 * 7 + 5 + 10 * round(11.2 * 7 + 5) - gap) // 2
    rows = (2 * height + gap) // 14 + 1
    page.heights(top, top + rows, 10.5)
    income = column_chart(page.book, "operating_income", "Operating income, JPY million")
    share = line_chart(page.book, "share_of_revenue(sga_rd)", "SG&A/R&D, % of revenues")
    charts = (revenue_chart(page.book), margins_chart(page.book), income, share)
    for index, (chart, words) in enumerate(zip(charts, SPOKEN, strict=True)):
        chart.set_size({"width": width, "height": height})
        place = {"x_offset": (index % 2) * (width + gap), "y_offset": 4 + (index // 2) * (height + gap)}
        page.sheet.insert_chart(f"B{top}", chart, {**place, "object_position": 1, "description": words})
    return top + rows
