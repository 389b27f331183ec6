"""A further quarter in the tables: the model's timeline moves on by itself, and an analyst's work goes with it.

Today's model stands at 4Q17 and looks ahead from 1Q18; a made-up first quarter later it looks ahead from 2Q18. In
between an analyst sits at LibreOffice, changes drivers, both switches and one cell that is no input, writes beside a
table, leaves a note, and adds a sheet with formulas over the model and a chart.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from house import ROOT, Built
from libreoffice_witness import drive, values_after
from office import (
    Book,
    parts_of,
    read_book,
    read_values,
    same,
    sdk_errors,
    split,
    without_cached_values,
)
from plan_text import carry_text

from reportgen.app.build import BuildResult, build
from reportgen.app.due import all_told
from reportgen.carry.carry_plan import CarryPlan
from reportgen.cli.build import account
from reportgen.project.project import Project

LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
NAME = "IIJ-quarterly-model.xlsx"
MINE = "My view"
LOOKED_AT = ("Model", "Drivers", "Scenarios", "Summary", "Changes", MINE)
DOC = "2018-08-08_made_up"
FIGURES = {
    "revenue": 45_000,
    "cost_of_revenue": 38_000,
    "sga_rd": 5_600,
    "operating_income": 1_400,
}


@dataclass(frozen=True)
class Kept:
    """The analyst's workbook, the rebuilt one with the sheets that are looked at, and the account of the build."""

    edited: Path
    new: Path
    old_book: Book
    book: Book
    result: BuildResult

    @property
    def plan(self) -> CarryPlan:
        plan = self.result.built[0].carried
        assert plan is not None
        return plan


def place(book: Book, sheet: str, row_key: str, period: str) -> str:
    """The cell of a row key and a period, as a reader of the file finds it."""
    key_column = "E" if sheet == "Model" else "G"
    cells = book[sheet]
    row = next(
        at[len(key_column) :]
        for at, cell in cells.items()
        if cell.value == row_key and at.rstrip(DIGITS) == key_column
    )
    head = next(
        at.lstrip(LETTERS) for at, cell in cells.items() if cell.value == "Key" and at.startswith("B")
    )
    column = next(
        at.rstrip(DIGITS) for at, cell in cells.items() if cell.value == period and at.lstrip(LETTERS) == head
    )
    return f"{column}{row}"


def work(book: Book) -> str:
    """What the analyst does, in Basic."""
    first, second, past = (
        place(book, "Drivers", "base|revenue_growth", period) for period in ("2Q18", "3Q18", "1Q18")
    )
    this, before = (place(book, "Model", "revenue", period) for period in ("FY16", "FY13"))
    costs = place(book, "Model", "cost_of_revenue", "FY16")
    margin = place(book, "Model", "gross_margin", "1Q17")
    beside = f"{this.rstrip('0123456789')}140"
    return f"""
  drivers = doc.Sheets.getByName("Drivers")
  drivers.getCellRangeByName("{first}").Value = 0.09
  drivers.getCellRangeByName("{second}").Formula = "={first}+0.01"
  drivers.getCellRangeByName("{past}").Value = 0.5
  switches = doc.Sheets.getByName("Drivers")
  switches.getCellRangeByName("E1").String = "Upside"
  switches.getCellRangeByName("E2").String = "First reported"
  model = doc.Sheets.getByName("Model")
  model.getCellRangeByName("{margin}").Value = 1
  model.getCellRangeByName("{beside}").Formula = "={this}/{costs}"
  model.Annotations.insertNew(model.getCellRangeByName("{this}").CellAddress, "Ask about the large order")
  doc.Sheets.insertNewByName("{MINE}", 5)
  mine = doc.Sheets.getByName("{MINE}")
  mine.Columns.getByName("A").Width = 6000
  mine.getCellRangeByName("A1").String = "Revenue per cost"
  mine.getCellRangeByName("A1").CharWeight = 150
  mine.getCellRangeByName("A1").CellBackColor = 16777000
  mine.getCellRangeByName("B2").Formula = "=$Model.{this}/$Model.{before}-1"
  mine.getCellRangeByName("B3").Formula = "=SUM($Model.{costs}:{this})"
  mine.getCellRangeByName("B4").Formula = "=$Drivers.{first}*100"
  mine.getCellRangeByName("B5").Formula = "=INDEX(data_value;MATCH(""revenue|1Q18"";data_key;0))"
  Dim ranges(0) As New com.sun.star.table.CellRangeAddress
  ranges(0) = model.getCellRangeByName("{before}:{this}").RangeAddress
  Dim where As New com.sun.star.awt.Rectangle
  where.X = 3000 : where.Y = 3000 : where.Width = 9000 : where.Height = 6000
  mine.Charts.addNewByName("growth", where, ranges(), False, False)
"""


@pytest.fixture(scope="module")
def kept(built: Built, book: Book, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "lo").mkdir()
    add_quarter(folder / "data")
    edited = folder / "edited.xlsx"
    edited.write_bytes(drive(built.workbook.read_bytes(), work(book), folder / "lo"))
    result = build(Project(folder), ["model"], folder / "new", old=edited)
    return Kept(edited, result.paths[0], book, read_book(result.paths[0].read_bytes(), *LOOKED_AT), result)


def add_quarter(data: Path) -> None:
    with (data / "documents.csv").open("a", encoding="utf-8") as file:
        file.write(f"{DOC},Made up for a test,results,2018-08-08,2018-08-08,us_gaap,nearest,x.txt,,\n")
    for kind in ("facts", "claims"):
        head = (data / kind / "2018-05-15_fy17_results.csv").read_text(encoding="utf-8").splitlines()[0]
        rows = [
            f'{metric},,,1Q18,actual,point,JPY,{value},6,-6,"{value:,}",Results,{line},,table,ok,'
            for line, (metric, value) in enumerate(FIGURES.items(), 1)
        ]
        text = "\n".join([head, *(rows if kind == "facts" else []), ""])
        (data / kind / f"{DOC}.csv").write_text(text, encoding="utf-8")


def under(book: Book, sheet: str, head: str, key: str, period: str) -> object:
    """The value of the row with `key` in its key column under a period of the head row called `head`."""
    rows = {cell.value: split(at)[0] for at, cell in reversed(book[sheet].items()) if at.startswith("B")}
    row = next(split(at)[0] for at, cell in book[sheet].items() if at[0] in "EG" and cell.value == key)
    columns = {
        cell.value: at.rstrip("0123456789") for at, cell in book[sheet].items() if split(at)[0] == rows[head]
    }
    return book[sheet][f"{columns[period]}{row}"].value


# The timeline


def test_the_new_quarter_is_history_and_the_forecast_starts_after_it(kept: Kept) -> None:
    row = next(split(at)[0] for at, cell in kept.book["Model"].items() if cell.value == "Status")
    periods = {split(at)[1]: cell.value for at, cell in kept.book["Model"].items() if split(at)[0] == 4}
    status: dict[object, object] = {}
    for at, cell in sorted(kept.book["Model"].items(), key=lambda pair: split(pair[0])):
        if split(at)[0] == row:  # targets stand behind the years and bear the same names
            status.setdefault(periods[split(at)[1]], cell.value)
    assert (status["4Q17"], status["1Q18"], status["2Q18"]) == ("Actual", "Actual", "Forecast")
    assert (status["1H18"], status["FY18"], status["1Q20"]) == ("Forecast", "Forecast", "Forecast")
    assert "2Q20" not in status
    assert "FY20" not in status, "a year of which one quarter is ahead is none"


def test_the_printed_page_speaks_of_the_new_quarter(kept: Kept) -> None:
    assert kept.book["Summary"]["B1"].value == "Summary: 1Q18"
    assert same(45_000, kept.book["Summary"]["C6"].value)


def test_a_year_holds_what_is_told_of_it_and_the_quarters_ahead(kept: Kept) -> None:
    quarters = [under(kept.book, "Model", "Key", "revenue", f"{n}Q18") for n in (1, 2, 3, 4)]
    assert quarters[0] == 45_000
    assert same(
        sum(float(str(value)) for value in quarters), under(kept.book, "Model", "Key", "revenue", "FY18")
    )


@pytest.mark.parametrize(
    ("metric", "half", "year"), [("revenue", 90_000, 190_000), ("operating_income", 2_500, 7_000)]
)
def test_the_quarters_ahead_take_what_the_targets_leave(
    kept: Kept, metric: str, half: int, year: int
) -> None:
    assert same(half, under(kept.book, "Scenarios", "Key", f"target|{metric}", "1H18"))
    assert same(year, under(kept.book, "Scenarios", "Key", f"target|{metric}", "FY18"))


# The work


def test_drivers_and_switches_are_carried_to_where_they_now_stand(kept: Kept) -> None:
    first, second = (
        place(kept.book, "Drivers", "base|revenue_growth", period) for period in ("2Q18", "3Q18")
    )
    assert kept.book["Drivers"][first].value == 0.09
    assert kept.book["Drivers"][second].formula == f"{first}+0.01"
    assert kept.book["Drivers"][second].value == pytest.approx(0.1)
    assert kept.book["Drivers"]["E1"].value == "Upside"
    assert kept.book["Drivers"]["E2"].value == "First reported"
    assert {one.input for one in kept.plan.inputs} == {
        "Drivers|base|revenue_growth|2Q18",
        "Drivers|base|revenue_growth|3Q18",
        "scenario",
        "vintage",
    }


def test_the_own_sheet_reads_the_same_figures_at_their_new_places(kept: Kept) -> None:
    this, before = (place(kept.book, "Model", "revenue", period) for period in ("FY16", "FY13"))
    costs = place(kept.book, "Model", "cost_of_revenue", "FY16")
    assert place(kept.old_book, "Model", "revenue", "FY16") != this, "the timeline has moved on"
    mine, old = kept.book[MINE], read_values(kept.edited.read_bytes())[MINE]
    assert mine["B2"].formula == f"Model!{this}/Model!{before}-1"
    assert same(mine["B2"].value, old["B2"])
    assert mine["B3"].formula == f"SUM(Model!{this}:{costs})"
    assert mine["B4"].value == pytest.approx(9)
    assert old["B5"] == "#N/A"
    assert mine["B5"].value == 45_000, "a figure that only the newer document prints"
    assert mine["A1"].value == "Revenue per cost"


def test_what_is_not_carried_is_told_line_by_line(kept: Kept) -> None:
    past = place(kept.old_book, "Drivers", "base|revenue_growth", "1Q18")
    margin = place(kept.old_book, "Model", "gross_margin", "1Q17")
    assert {(one.id, f"{one.sheet}!{one.cell}") for one in kept.plan.conflicts} == {
        ("input-gone", f"Drivers!{past}"),
        ("typed-over", f"Model!{margin}"),
    }
    lines = account(all_told(kept.result), 1.0, [kept.plan])
    at = lines.index("Carried over")
    assert lines[at + 1] == "  4 inputs, 1 sheet, 1 cell beside the tables, 1 note; 2 conflicts"
    assert sum(line.startswith("  conflict  ") for line in lines) == 2


def test_the_sheet_changes_tells_facts_assumptions_and_conflicts(kept: Kept) -> None:
    kinds: dict[str, int] = {}
    for at, cell in kept.book["Changes"].items():
        if at.startswith("B") and int(at[1:]) > 4:
            kinds[str(cell.value)] = kinds.get(str(cell.value), 0) + 1
    assert kinds["input carried"] == 4
    assert kinds["conflict"] == 2
    assert kinds["sheet carried"] == 1
    assert kinds["figure new"] == len(FIGURES)
    known = {"figure revised", "figure gone", "cell carried", "note carried", "formula changed"}
    assert set(kinds) - {"input carried", "conflict", "sheet carried", "figure new"} <= known


def test_libreoffice_calculates_the_rebuilt_workbook_alike(kept: Kept, tmp_path: Path) -> None:
    (there,) = values_after(without_cached_values(kept.new.read_bytes()), [""], tmp_path)
    different = [
        f"{sheet}!{at}: {value!r} here, {there[sheet].get(at)!r} there"
        for sheet, cells in read_values(kept.new.read_bytes(), formulas_only=True).items()
        for at, value in cells.items()
        if not alike(value, there[sheet].get(at))
    ]
    assert different == []


def alike(one: object, other: object) -> bool:
    """The same, the last digits of differences of large sums aside."""
    if isinstance(one, int | float) and isinstance(other, int | float) and abs(one - other) < 1e-6:
        return True
    return same(one, other)


def test_the_rebuilt_workbook_is_valid(kept: Kept, validator: str) -> None:
    assert sdk_errors(validator, kept.new) == []


def test_the_chart_draws_the_same_years(kept: Kept) -> None:
    years = [place(kept.book, "Model", "revenue", f"FY{year}") for year in range(13, 17)]
    wanted = [f"<c:f>Model!${at.rstrip(DIGITS)}${at.lstrip(LETTERS)}</c:f>".encode() for at in years]
    charts = [data for name, data in parts_of(kept.new.read_bytes()).items() if "charts/chart" in name]
    assert any(all(one in chart for one in wanted) for chart in charts)


def test_the_plan_is_text(kept: Kept) -> None:
    text = carry_text(kept.plan)
    assert f"sheet  {MINE} -> {MINE}  behind " in text
    assert "note  Model!" in text
