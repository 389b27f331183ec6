"""Sheet Summary: the printed page, one table and four charts, all of them links to other sheets."""

from __future__ import annotations

from reportgen.new.house import House
from reportgen.new.page import A4, MARKS, Page, letters, master, not_disclosed, paper, settings_line, title
from reportgen.new.recent import RecentQuarters
from reportgen.new.timeline_sheet import number_code

NAME = "Summary"
FIRST_ROW = 6
_FIRST, _ALL_COLUMNS = 2, 9 * 11.6
# Name of the period, rate, ground: the columns of the table.
_NEWEST = (("this", "", ""), ("prior", "", ""), ("this", "yoy", ""))
_AHEAD = (("target", "", "target"), ("target", "yoy", "target"), ("ahead", "", "forecast"))
Places = tuple[tuple[str, str, str], ...]


def places(house: House) -> Places:
    """The columns of the table; of years, and of a first quarter, the newest period and the year to date are one."""
    own = house.wanted.reports
    newest: Places = ((own, "", ""), (f"prior_year_{own}", "", ""), (own, "yoy", ""))
    ahead = _AHEAD if house.targets else _AHEAD[-1:]
    return (*(() if own == "year" or house.begun else newest), *_NEWEST, *ahead)


SHOWN = (
    *(
        "revenue",
        "gross_profit",
        "gross_margin",
        "operating_expenses",
        "operating_income",
        "operating_margin",
    ),
    *("pretax_income", "net_income", "eps", "cf_operating", "capex", "free_cash_flow"),
)
TOTALS = ("revenue", "operating_income", "net_income")


def draw_summary(page: Page, house: House, recent: RecentQuarters) -> None:
    """Draw the sheet."""
    columns = [letters(_FIRST + number) for number, _ in enumerate(places(house))]
    last_column = columns[-1]
    page.widths({"A": 1.5, "B": 34, f"C:{last_column}": _ALL_COLUMNS / len(columns)})
    page.widths({letters(_FIRST + len(columns)): 1.5})
    title(page, "B1", "Summary: {{this}}", "{{company.name_en}}   as of {{report.as_of}}", "")
    master(page, f"{columns[-max(len(columns) // 3, 2)]}1:{last_column}1")
    page.put(f"{last_column}2", "Unit: {{report.unit}}", "right")
    settings_line(page, f"{columns[len(columns) // 3]}1")
    link = page.styles("url", "small")
    page.sheet.write_url(
        f"{columns[len(columns) // 3]}2", "internal:Drivers!D4", link, "Change them on Drivers"
    )
    _heads(page, house)
    rows = house.held(*SHOWN)
    for row, metric in enumerate(rows, FIRST_ROW):
        _row(page, house, row, metric)
    last = FIRST_ROW + len(rows) - 1
    not_disclosed(page, f"C{FIRST_ROW}:{last_column}{last}")
    page.heights(last + 1, last + 1, 6)
    page.heights(last + 2, last + 2, 18)
    page.fill(f"B{last + 2}", f"{last_column}{last + 2}", "section")
    page.put(f"B{last + 2}", f"By {house.wanted.reports}", "section")
    last = _charts(page, recent, last + 3, len(columns))
    words = "All figures on this page are links to other sheets."
    page.put(f"B{last + 1}", f"{words} {MARKS}", "small", "muted")
    paper(page, A4, f"A1:{letters(_FIRST + len(columns))}{last + 1}")
    page.sheet.center_horizontally()
    page.sheet.fit_to_pages(1, 1)


def _heads(page: Page, house: House) -> None:
    page.heights(4, 4, 17)
    page.fill("B4", "B4", "head")
    page.fill("B5", "B5", "facts", "head_end")
    for number, (name, rate, ground) in enumerate(places(house), _FIRST):
        column = letters(number)
        grounds = (f"{ground}_head",) if ground else ()
        words = "YoY" if rate else f"{{{{{name}}}}}"
        told = f"{{{{{name}.status}}}}" if ground else f"{{{{{name}.dates}}}}"
        page.put(f"{column}4", words, "head", *grounds, "text_right")
        page.put(
            f"{column}5", "%" if rate else told, "facts", *grounds, "text_right", "head_end", shrink=True
        )


def _row(page: Page, house: House, row: int, metric: str) -> None:
    kind = house.catalogue.concepts[metric].unit_kind
    ratio = kind == "ratio"
    page.heights(row, row, 14.5 if ratio else 17)
    look = ("ratio",) if ratio else ()
    total = ("total",) if metric in TOTALS else ()
    page.put(f"B{row}", house.label(metric), *look, *total, "line", indent=2 if ratio else 1)
    for number, (name, rate, ground) in enumerate(places(house), _FIRST):
        column = letters(number)
        grounds = (*total, *((ground,) if ground else ()))
        cell = f"{column}{row}"
        if rate and ratio:
            page.fill(cell, cell, *look, *grounds, "line")
            continue
        asked = f"{rate}({metric})" if rate else metric
        code = number_code(1 if rate else house.decimals(kind), "ratio" if rate else kind, signed=bool(rate))
        page.put(cell, f"{{{{={asked}|{name}}}}}", *look, *grounds, "line", num_format=code, align="right")


def _charts(page: Page, recent: RecentQuarters, top: int, columns: int) -> int:
    """Two by two under the table, its right edge theirs; returns the last row behind them."""
    height, gap = 206, 12
    width = (34 * 7 + 5 + round(_ALL_COLUMNS * 7 + 5 * columns) - gap) // 2
    charts = recent.charts(page.book)
    lines = (len(charts) + 1) // 2
    rows = (lines * (height + gap)) // 14 + 1
    page.heights(top, top + rows, 10.5)
    for index, (chart, words) in enumerate(charts):
        chart.set_size({"width": width, "height": height})
        place = {"x_offset": (index % 2) * (width + gap), "y_offset": 4 + (index // 2) * (height + gap)}
        page.sheet.insert_chart(f"B{top}", chart, {**place, "object_position": 1, "description": words})
    return top + rows
