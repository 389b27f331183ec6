"""A further quarter in the tables: the model's timeline moves on by itself, and mid-year targets are still reached."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from house import ROOT
from office import Book, read_book, same, split

from reportgen.app.build import build_in_memory
from reportgen.project.project import Project

DOC = "2018-08-08_made_up"
FIGURES = {
    "revenue": 45_000,
    "cost_of_revenue": 38_000,
    "sga_rd": 5_600,
    "operating_income": 1_400,
}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The model of a copy of the project that holds a made-up first quarter more."""
    folder = tmp_path_factory.mktemp("later")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    add_quarter(folder / "data")
    (built,) = build_in_memory(Project(folder), ["model"]).built
    return read_book(built.data, "Model", "Scenarios", "Summary")


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
    """The value of the row with `key` in column G under a period of the head row called `head`."""
    rows = {cell.value: split(at)[0] for at, cell in reversed(book[sheet].items()) if at.startswith("B")}
    row = next(split(at)[0] for at, cell in book[sheet].items() if at.startswith("G") and cell.value == key)
    columns = {
        cell.value: at.rstrip("0123456789") for at, cell in book[sheet].items() if split(at)[0] == rows[head]
    }
    return book[sheet][f"{columns[period]}{row}"].value


def test_the_new_quarter_is_history_and_the_forecast_starts_after_it(later: Book) -> None:
    row = next(split(at)[0] for at, cell in later["Model"].items() if cell.value == "Status")
    periods = {split(at)[1]: cell.value for at, cell in later["Model"].items() if split(at)[0] == 4}
    status: dict[object, object] = {}
    for at, cell in sorted(later["Model"].items(), key=lambda pair: split(pair[0])):
        if split(at)[0] == row:  # targets stand behind the years and bear the same names
            status.setdefault(periods[split(at)[1]], cell.value)
    assert (status["4Q17"], status["1Q18"], status["2Q18"]) == ("Actual", "Actual", "Forecast")
    assert (status["1H18"], status["FY18"], status["1Q20"]) == ("Forecast", "Forecast", "Forecast")
    assert "2Q20" not in status
    assert "FY20" not in status, "a year of which one quarter is ahead is none"


def test_the_printed_page_speaks_of_the_new_quarter(later: Book) -> None:
    assert later["Summary"]["B1"].value == "Summary: 1Q18"
    assert same(45_000, later["Summary"]["C6"].value)


def test_a_year_holds_what_is_told_of_it_and_the_quarters_ahead(later: Book) -> None:
    quarters = [under(later, "Model", "Key", "revenue", f"{n}Q18") for n in (1, 2, 3, 4)]
    assert quarters[0] == 45_000
    assert same(sum(float(str(value)) for value in quarters), under(later, "Model", "Key", "revenue", "FY18"))


@pytest.mark.parametrize(
    ("metric", "half", "year"), [("revenue", 90_000, 190_000), ("operating_income", 2_500, 7_000)]
)
def test_the_quarters_ahead_take_what_the_targets_leave(
    later: Book, metric: str, half: int, year: int
) -> None:
    assert same(half, under(later, "Scenarios", "Key", f"target|{metric}", "1H18"))
    assert same(year, under(later, "Scenarios", "Key", f"target|{metric}", "FY18"))
