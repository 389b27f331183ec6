"""The model workbook of a house: what its sheets are, each drawn from the rows that the company has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from xlsxwriter.workbook import Workbook

from reportgen.new.cell_styles import CellStyles
from reportgen.new.definitions import MODEL_TITLES
from reportgen.new.drivers import Drivers, draw_drivers
from reportgen.new.forecasting import forecasting_of
from reportgen.new.guidance import draw_guidance
from reportgen.new.house import LABEL, House, SheetRow, section, segment_rows, statement_rows
from reportgen.new.page import READERS, SIGNS, Page, open_page, room, spoken, written
from reportgen.new.recent import draw_recent, recent_of
from reportgen.new.scenarios import Scenarios, draw_scenarios
from reportgen.new.summary import Summary, draw_summary, places, summary_rows
from reportgen.new.timeline_sheet import HEADS_JA, TimelineSheet, draw_timeline, fitting_years, name_cells
from reportgen.new.written_sheets import SHARED, SHARED_SHEETS, from_file

UNIT = f"Unit: {{{{report.unit}}}} where a row names no other. {SIGNS}"
OPENS_ON = "Summary"
# Of quarters and halves the last years stand open.
YEARS = 3
# How many of the shortest periods a year has, where they stand beside it.
_PARTS = {"quarter": 4, "half": 2, "year": 0}
# The blocks of sheet Model, each with its ground; other sheets show the history of the first and of years.
_BLOCKS = {
    "quarter": {"quarters": "", "halves": "", "nine_months": "", "years": "year", "targets": "target"},
    "half": {"halves": "", "years": "year", "targets": "target"},
    "year": {"years": "", "targets": "target"},
}
_STATEMENTS = (
    ("Balance sheet", "Balances at the end of each period", ("balance",)),
    ("Cash flow", "Inflows positive, outflows in brackets", ("cashflow",)),
    ("KPIs", "Further numbers of the business", ("kpi",)),
)


def draw_workbook(house: House) -> bytes:
    """The template; the same bytes each time."""
    return written(
        MODEL_TITLES[house.wanted.reports], "Template of the model workbook", partial(_fill, house)
    )


def model_sheet(house: House) -> TimelineSheet:
    """Sheet Model: the periods that are told, the longer ones and years of history and forecast, and targets."""
    rows: list[SheetRow] = [
        section("Income statement", "損益計算書"),
        *statement_rows(house, "income", rates=True),
    ]
    for label, label_ja, statement in (
        ("Per share", "1株当たり", "per_share"),
        ("Cash flow", "キャッシュ・フロー", "cashflow"),
        ("Balance sheet", "貸借対照表", "balance"),
        ("Key figures", "主要指標", "kpi"),
    ):
        if found := statement_rows(house, statement):
            rows += [section(label, label_ja), *found]
    blocks = {
        name: ground
        for name, ground in _BLOCKS[house.wanted.reports].items()
        if house.targets or ground != "target"
    }
    told = ", ".join(name.replace("_", " ") for name in blocks if name != "targets").capitalize()
    words = f"{told}{' and targets' if house.targets else ''}"
    return TimelineSheet("Model", words, rows, blocks, years=YEARS, widths=_label_widths(house, rows, 38))


def _label_widths(house: House, rows: Sequence[SheetRow], least: float) -> tuple[float, float]:
    """The widths of labels in both languages: the name of a metric, or the words of the row."""
    named = [house.label(row.metric) if row.label == LABEL else row.label for row in rows]
    named_ja = [house.label(row.metric, "ja") if row.label == LABEL else row.label_ja for row in rows]
    return max(least, room(named)), room([*named_ja, *HEADS_JA])


def _fill(house: House, book: Workbook, styles: CellStyles) -> None:
    model = model_sheet(house)
    recent, assumed = recent_of(house, model), Drivers(forecasting_of(house))
    drawings: dict[str, Callable[[Page], object]] = {
        "Summary": lambda page: draw_summary(
            page, house.wanted, Summary(summary_rows(house), places(house), recent)
        ),
        "Model": lambda page: _draw_model(page, house, model),
        recent.name: lambda page: draw_recent(page, recent),
        "Drivers": lambda page: draw_drivers(page, assumed),
        "Scenarios": lambda page: draw_scenarios(page, Scenarios(assumed)),
    }
    times = {f"history_{house.periods}": "", "history_years": "year"}
    if house.targets:
        drawings["Guidance"] = partial(draw_guidance, wanted=house.wanted)
    sheets = [
        (name, words, _own_or_linked(house, statement_rows(house, *statements)))
        for name, words, statements in _STATEMENTS
    ]
    for name, words, rows in (
        ("Segments", "Parts of the company, over the whole", segment_rows(house)),
        *sheets,
    ):
        if rows:
            widths = _label_widths(house, rows, 30)
            years, whole = fitting_years(widths, _PARTS[house.wanted.reports], japanese=house.wanted.japanese)
            sheet = TimelineSheet(name, words, rows, times, years, whole, widths=widths)
            drawings[name] = partial(draw_timeline, wanted=house.wanted, sheet=sheet, notes=[UNIT])
    drawings |= {name: from_file(SHARED, name) for name in (*SHARED_SHEETS, "Documents")}
    drawings = dict(
        sorted(drawings.items(), key=lambda one: READERS.index(one[0]) if one[0] in READERS else len(READERS))
    )
    # All sheets are there before the first is drawn: formulas and links name them.
    company, say = house.wanted.company, spoken(house.wanted.currency, japanese=house.wanted.japanese)
    pages = [(draw, open_page(book, styles, name, company, 85, say)) for name, draw in drawings.items()]
    for draw, page in pages:
        draw(page)
    opened = book.get_worksheet_by_name(OPENS_ON)
    opened.set_zoom(100)
    opened.activate()


def _own_or_linked(house: House, rows: tuple[SheetRow, ...]) -> tuple[SheetRow, ...]:
    """The rows of a sheet; what follows from several statements is read from Model, where all of them stand.

    Ratios of the usual concepts stand there alone.
    """
    here = {row.metric for row in rows}

    def alone(row: SheetRow) -> bool:
        concept = house.catalogue.concepts.get(row.metric)
        words = set(re.findall(r"\w+", concept.expression)) if concept else set()
        return words & house.catalogue.concepts.keys() <= here

    def linked(row: SheetRow) -> SheetRow:
        found = f'MATCH("{row.metric}",model_metric,0),MATCH({{c}}${{key}},model_period,0)'
        formula = f'=IFERROR(INDEX(model_cells,{found}),"n/d")'
        words = house.label(row.metric), house.label(row.metric, "ja")
        unit = "%" if row.is_rate else house.wanted.unit_short
        return SheetRow("", *words, row.kind, row.total, formula=formula, name=row.metric, unit=unit)

    return tuple(row if alone(row) else linked(row) for row in rows if alone(row) or row.metric in house.own)


def _draw_model(page: Page, house: House, model: TimelineSheet) -> None:
    draw_timeline(page, house.wanted, model, [UNIT])
    name_cells(page, model)
