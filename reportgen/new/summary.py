"""Sheet Summary: the printed page, one table and four charts, all of them links to other sheets."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from reportgen.new.house import REVENUE, House, SheetRow
from reportgen.new.page import (
    A3,
    MARKS,
    Page,
    letters,
    master,
    not_disclosed,
    paper,
    settings_line,
    title,
)
from reportgen.new.recent import Recent, recent_charts
from reportgen.new.timeline_sheet import number_code
from reportgen.new.wanted import NewCompany

NAME = "Summary"
STANDARD, FIRST_ROW = 3, 6
_FIRST, _LABELS, _ALL_COLUMNS = 2, 36, 112
# Name of the period, rate, ground: the columns of the table.
Places = tuple[tuple[str, str, str], ...]
_NEWEST: Places = (("this", "", ""), ("prior", "", ""), ("this", "yoy", ""))
_AHEAD: Places = (("target", "", "target"), ("target", "yoy", "target"), ("ahead", "", "forecast"))
_HEADS = {"yoy": ("YoY", "%"), "change": ("Change", "amount")}
# What is told for the whole year alone.
OF_YEARS = "y"
_YEARS = ("this", "prior")


def places(house: House) -> Places:
    """The columns of the table; of years, and of a first quarter, the newest period and the year to date are one."""
    own = house.wanted.reports
    newest: Places = ((own, "", ""), (f"prior_year_{own}", "", ""), (own, "yoy", ""))
    ahead = _AHEAD if house.targets else _AHEAD[-1:]
    return (*(() if own == "year" or house.begun else newest), *_NEWEST, *ahead)


SHOWN = (
    *("gross_profit", "gross_margin", "operating_expenses", "operating_income", "operating_margin"),
    *("pretax_income", "net_income", "eps", "cf_operating", "capex", "free_cash_flow"),
)
TOTALS = ("operating_income", "net_income")
# The most rows that leave room for the charts below.
_MOST_ROWS = 16


def summary_rows(house: House) -> tuple[SheetRow, ...]:
    """The rows of a house's table: the usual ones, or all lines of a company without revenue; then its own ratios."""
    usual = (house.lead, *SHOWN) if house.lead == REVENUE else (house.lead, *house.lines, *SHOWN)
    names = dict.fromkeys((*house.held(*usual), *house.ratios))
    return tuple(
        SheetRow(
            name,
            # Beside the unit of the page, which is that of amounts.
            f"{house.label(name)}, {house.wanted.currency}"
            if house.catalogue.concepts[name].unit_kind == "per_share"
            else house.label(name),
            kind=house.catalogue.concepts[name].unit_kind,
            total=name in (house.lead, *TOTALS),
        )
        for name in list(names)[:_MOST_ROWS]
    )


class Summary(Struct, frozen=True):
    """What stands on the sheet: rows and columns of its table, its charts, and what its notes tell first."""

    rows: Sequence[SheetRow]
    columns: Places
    recent: Recent
    notes: Sequence[str] = ()


def draw_summary(page: Page, wanted: NewCompany, shown: Summary) -> None:
    """Draw the sheet."""
    rows, columns = shown.rows, shown.columns
    at = [letters(_FIRST + number) for number, _ in enumerate(columns)]
    last_column, edge = at[-1], letters(_FIRST + len(columns))
    page.widths({"A": 1.5, "B": _LABELS, f"C:{last_column}": _ALL_COLUMNS / len(columns), edge: 1.5})
    this = at[[name for name, _, _ in columns].index("this")]
    cells = f"{this}{FIRST_ROW}:{this}{FIRST_ROW + len(rows) - 1}"
    # What was known on an early day may be nothing of the period.
    title(
        page,
        "B1",
        f'="{NAME}: "&{this}4&IF(COUNT({cells})=0,", nothing known "&vintage_words,"")',
        "as of {{report.as_of}}   {{company.name_en}}   {{company.listings}}",
        "",
    )
    master(page, f"{at[-max(len(at) // 3, 2)]}1:{last_column}1")
    page.put(f"{last_column}2", "Unit: {{report.unit}}", "right")
    switches = at[len(at) // 3]
    # The line below is the company's, whose name may be long.
    settings_line(page, f"{switches}1")
    _heads(page, columns)
    for row, line in enumerate(rows, FIRST_ROW):
        _row(page, wanted, row, line, columns)
    last = FIRST_ROW + len(rows) - 1
    not_disclosed(page, f"C{FIRST_ROW}:{last_column}{last}")
    page.heights(last + 1, last + 1, 6)
    page.heights(last + 2, last + 2, 18)
    page.fill(f"B{last + 2}", f"{last_column}{last + 2}", "section")
    page.put(f"B{last + 2}", f"By {wanted.reports}", "section")
    last = _charts(page, shown.recent, last + 3, len(columns))
    told = [*shown.notes, "All figures on this page are links to other sheets.", MARKS]
    for number, note in enumerate(told, last + 1):
        page.put(f"B{number}", note, "small", "muted")
    paper(page, A3, f"A1:{edge}{last + len(told)}")
    page.sheet.center_horizontally()
    page.sheet.fit_to_pages(1, 1)


def _heads(page: Page, columns: Places) -> None:
    page.heights(STANDARD, STANDARD, 11)
    page.heights(4, 4, 17)
    page.put("B4", "Line", "head", indent=1)
    page.fill("B5", "B5", "facts", "head_end")
    for number, (name, rate, ground) in enumerate(columns, _FIRST):
        column = letters(number)
        grounds = (f"{ground}_head",) if ground else ()
        told = f"{{{{{name}.status}}}}" if ground else f"{{{{{name}.dates}}}}"
        words, under = _HEADS.get(rate, (f"{{{{{name}}}}}", told))
        page.put(f"{column}4", words, "head", *grounds, "text_right")
        page.put(f"{column}5", under, "facts", *grounds, "text_right", "head_end", shrink=True)
        if not rate:
            page.put(f"{column}{STANDARD}", f"{{{{{name}.standard}}}}", "tiny", "muted", "text_right")


def _row(page: Page, wanted: NewCompany, row: int, line: SheetRow, columns: Places) -> None:
    page.heights(row, row, 14.5 if line.is_rate else 17)
    look = ("ratio",) if line.is_rate else ()
    total = ("total",) if line.total else ()
    page.put(f"B{row}", line.label, *look, *total, "line", indent=2 if line.is_rate else 1)
    for number, (name, rate, ground) in enumerate(columns, _FIRST):
        grounds = (*total, *((ground,) if ground else ()))
        cell = f"{letters(number)}{row}"
        of_years = line.blocks == OF_YEARS and (name not in _YEARS or rate == "change")
        if of_years or (rate and line.is_rate):
            page.fill(cell, cell, *look, *grounds, "line")
            continue
        asked = f"{rate}({line.metric})" if rate else line.metric
        kind = "ratio" if rate == "yoy" else line.kind
        shown = number_code(wanted.decimals(kind), kind, signed=bool(rate))
        page.put(cell, f"{{{{={asked}|{name}}}}}", *look, *grounds, "line", num_format=shown, align="right")


def _charts(page: Page, recent: Recent, top: int, columns: int) -> int:
    """Two by two under the table, its right edge theirs; returns the last row behind them."""
    height, gap = 206, 12
    width = (_LABELS * 7 + 5 + (round(_ALL_COLUMNS / columns * 7) + 5) * columns - gap) // 2
    charts = recent_charts(recent, page.book)
    lines = (len(charts) + 1) // 2
    rows = (4 + lines * (height + gap) - gap) // 14
    page.heights(top, top + rows, 10.5)
    for index, (chart, words) in enumerate(charts):
        chart.set_size({"width": width, "height": height})
        place = {"x_offset": (index % 2) * (width + gap), "y_offset": 4 + (index // 2) * (height + gap)}
        page.sheet.insert_chart(f"B{top}", chart, {**place, "object_position": 1, "description": words})
    return top + rows
