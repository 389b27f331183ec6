"""A release that restates a year under IFRS, typed through the form: model, deck, `show` and checks stay right.

The figures of FY18 are those of the release of May 2019; those of nine months were printed under US GAAP.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from form_language import HEAD, ROOT, Form, last_year
from office import Book, address_of, read_book, split
from pptx import Presentation

from reportgen.app.build import Wanted, build_in_memory
from reportgen.app.show import Ask, ShownTable, show_metrics
from reportgen.checks.run import run_checks
from reportgen.forms.import_form import FormImport, import_form
from reportgen.office.package import open_package
from reportgen.project.project import Project

READ = ("Model", "Per share", "Summary", "Results vs target", "Guidance", "Bridges", "Drivers")
NINE_MONTHS = {"revenue": "140,870", "operating_income": "5,136", "net_income": "3,071"}
YEAR = {
    "revenue": "192,430",
    "cost_of_revenue": "161,367",
    "operating_income": "6,023",
    "net_income": "3,521",
}
YEAR_BEFORE = {
    "revenue": "176,233",
    "cost_of_revenue": "147,643",
    "operating_income": "6,944",
    "net_income": "4,424",
}


def typed(
    project: Project, form: Form, period: str, head: Mapping[str, str], *columns: Mapping[str, str]
) -> FormImport:
    """A form filled with headline figures, and last year's as printed here, brought into the project."""
    form.head(**HEAD | head)
    for name, printed in columns[0].items():
        beside = {"restated": columns[1][name]} if len(columns) > 1 else {}
        form.type(f"{name}|{period}", printed, unit="JPY million", **beside)
    result = import_form(project, form.save(project.root / f"{period}.xlsx"))
    project.add_data(result.files)
    return result


@pytest.fixture(scope="module")
def restated(forms: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, FormImport]:
    folder = tmp_path_factory.mktemp("restated")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    project = Project(folder)
    head = {"title": "9M18", "published_on": "2019-02-08"}
    typed(project, Form.of(project, "9M18"), "9M18", head, NINE_MONTHS)
    head = {"title": "FY18", "published_on": "2019-05-14", "accounting_standard": "IFRS"}
    return project, typed(project, Form(forms["4Q18"]), "FY18", head, YEAR, YEAR_BEFORE)


def columns_of(book: Book) -> dict[str, int]:
    """The columns of the model's timeline by the keys in its head."""
    row = next(
        split(at)[0] for at, cell in book["Model"].items() if cell.value == "Key" and at.startswith("B")
    )
    return {str(cell.value): split(at)[1] for at, cell in book["Model"].items() if split(at)[0] == row}


def at_period(book: Book, metric: str, period: str) -> object:
    """What the row of a metric holds under a period."""
    row = next(
        split(at)[0] for at, cell in book["Model"].items() if cell.value == metric and at.startswith("E")
    )
    return book["Model"][address_of(row, columns_of(book)[period])].value


@pytest.fixture(scope="module")
def model(restated: tuple[Project, FormImport]) -> Book:
    (one,) = build_in_memory(restated[0], ["model"]).built
    return read_book(one.data, *READ)


def test_typing_restated_comparatives_brings_no_warning(restated: tuple[Project, FormImport]) -> None:
    _, result = restated
    assert not result.errors
    assert not result.warnings
    assert "two-standards" in {issue.id for issue in result.issues}
    comparatives = [line.cells for line in result.form.facts if line.cells["period"] == "FY17"]
    assert {(row["concept"], row["printed"]) for row in comparatives} == set(YEAR_BEFORE.items())
    assert {row["note"] for row in comparatives} == {"comparative column"}


@pytest.mark.parametrize(
    ("metric", "period", "wanted"),
    [
        ("revenue", "FY17", 176_051),
        ("revenue", "FY18", 192_430),
        ("revenue", "4Q18", "n/d"),
        ("yoy(net_income)", "3Q09", "to profit"),
        ("operating_income", "9M17", 3_775),
        ("operating_income", "FY17", 6_762),
        ("operating_income", "9M18", 5_136),
        ("operating_income", "FY18", 6_023),
        ("operating_income", "4Q18", "n/d"),
        ("net_income", "FY17", 5_109),
        ("yoy(net_income)", "FY17", 5_109 / 3_167 - 1),
        ("yoy(net_income)", "FY18", 3_521 / 4_424 - 1),
        ("yoy(operating_income)", "FY18", 6_023 / 6_944 - 1),
        ("yoy(operating_income)", "9M18", 5_136 / 3_775 - 1),
        ("yoy(revenue)", "FY18", 192_430 / 176_233 - 1),
        ("yoy(gross_margin)", "FY18", 31_063 / 28_590 - 1),  # of two lines that IFRS prints for FY17
    ],
)
def test_the_model_never_mixes_two_standards(model: Book, metric: str, period: str, wanted: object) -> None:
    assert at_period(model, metric, period) == (
        pytest.approx(wanted, abs=1e-9) if isinstance(wanted, float) else wanted
    )


def test_the_head_of_the_model_tells_the_standard_of_each_column(model: Book) -> None:
    cells, columns = model["Model"], columns_of(model)
    (row,) = (split(at)[0] for at, cell in cells.items() if cell.value == "Accounting standard")
    keys = {name: cells[address_of(row, column)].value for name, column in columns.items()}
    assert [keys[name] for name in ("1Q07", "FY17", "9M18", "FY18", "1Q19")] == [
        "US GAAP",
        "US GAAP",
        "US GAAP",
        "IFRS",
        "IFRS",
    ]
    assert str(cells["D1"].value).endswith("ALL CHECKS OK")


def row_with(book: Book, sheet: str, column: str, value: object) -> dict[str, object]:
    """The first row of a sheet that holds a value in a column, by the letters of its cells."""
    cells = book[sheet]
    row = next(
        at[len(column) :]
        for at, cell in cells.items()
        if at == f"{column}{split(at)[0]}" and cell.value == value
    )
    return {
        at.removesuffix(row): cell.value for at, cell in cells.items() if at.rstrip("0123456789") + row == at
    }


def test_earnings_per_share_of_a_year_are_found_under_its_standard(model: Book) -> None:
    year = row_with(model, "Per share", "B", "FY15")
    assert [year[column] for column in "DE"] == [87.88, 87.71]


def test_no_sheet_subtracts_across_two_standards(model: Book) -> None:
    summary = row_with(model, "Summary", "B", "Total revenues")
    assert [summary[column] for column in "FGHI"] == [
        192_430,
        176_051,
        pytest.approx(192_430 / 176_233 - 1),
        "n/d",
    ]
    results = row_with(model, "Results vs target", "B", "Total revenues")
    assert [results[column] for column in "DEFIJK"] == [192_430, 176_051, "n/d", 190_000, "n/d", "n/d"]
    assert [model["Results vs target"][f"{column}3"].value for column in "DEI"] == [
        "IFRS",
        "US GAAP",
        "US GAAP",
    ]
    guidance = row_with(model, "Guidance", "B", "Revenues")
    assert [guidance[column] for column in "DMNR"] == ["FY18", 190_000, "under IFRS", "under IFRS"]
    bridge = row_with(model, "Bridges", "P", "operating_income_identity|FY17|")
    assert [bridge[column] for column in "BDEFGHI"] == ["FY17", 5_134, 18_262, -15_276, -1_358, 0, 6_762]
    grown = row_with(model, "Drivers", "G", "use|revenue_growth")
    assert (grown["K"], grown["L"]) == (pytest.approx(48_439 / 44_187 - 1), "n/d")  # 4Q17, 1Q18


def test_show_gives_the_same_and_tells_where_the_standard_changes(
    restated: tuple[Project, FormImport],
) -> None:
    told: ShownTable = show_metrics(restated[0].table(), Ask(["net_income"], "FY16", "FY18", "yoy"))
    level, growth = told.rows
    assert [cell.text for cell in level.cells] == ["3,167", "5,109", "3,521"]
    assert [cell.text for cell in growth.cells] == ["(21.6%)", "+61.3%", "(20.4%)"]
    assert any("against FY17 under IFRS" in note for note in told.notes)


def test_the_deck_compares_with_the_figures_of_its_own_document(
    restated: tuple[Project, FormImport], tmp_path: Path
) -> None:
    (one,) = build_in_memory(restated[0], ["results"], wanted=Wanted(period="FY18")).built
    (tmp_path / "deck.pptx").write_bytes(one.data)
    deck = Presentation(str(tmp_path / "deck.pptx"))
    texts = "\n".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
    )
    spaced = texts.replace("\u00a0", " ")
    assert all(growth in spaced for growth in ("up 9.2%", "down 13.3%", "down 20.4%"))
    # Personnel costs of the year itself are not printed: nothing stands for the sentence to be about.
    assert "A year before" not in spaced
    assert "39.7" not in texts
    assert "highest of the last" not in texts
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    names = [list(chart.plots[0].categories) for chart in charts]
    assert ["FY14 US GAAP", "FY15 US GAAP", "FY16 US GAAP", "FY17", "FY18"] in names


def test_the_checks_of_a_project_with_two_standards_are_good(restated: tuple[Project, FormImport]) -> None:
    report = run_checks(restated[0].table())
    assert report.good
    assert not [issue for issue in report.issues if issue.severity == "warning"]
    # One year under two standards is no figure that is printed twice.
    assert "contradiction" not in report.counts()["duplicates"]
    assert not restated[1].again


# A release of which only headlines are typed


@pytest.fixture(scope="module")
def headlines_file(forms: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    # What is asked stands in the newest quarters and the years ahead: documents and columns of years before are not
    # needed.
    folder = last_year(tmp_path_factory.mktemp("headlines") / "house").root
    shutil.copytree(ROOT / "templates", folder / "templates", dirs_exist_ok=True)
    report = folder / "templates" / "reports" / "model.yaml"
    whole = report.read_text("utf-8")
    assert "start: 1Q07" in whole
    report.write_text(whole.replace("start: 1Q07", "start: 1Q16"), "utf-8")
    figures = {"revenue": "46,006", "operating_income": "1,206"}
    typed(Project(folder), Form(forms["1Q18"]), "1Q18", {}, figures)
    (one,) = build_in_memory(Project(folder), ["model"]).built
    assert one.warnings == ()
    return one.data


@pytest.fixture(scope="module")
def headlines(headlines_file: bytes) -> Book:
    return read_book(headlines_file, "Model", "Recent quarters")


def test_no_line_of_a_chart_has_a_point_where_nothing_is_disclosed(
    headlines_file: bytes, headlines: Book
) -> None:
    quarter = next(split(at) for at, cell in headlines["Recent quarters"].items() if cell.value == "1Q18")[1]
    package = open_package(headlines_file)
    gaps: dict[str, list[int]] = {}
    for part in [one for one in package if one.startswith("/xl/charts/chart")]:
        for series in package.xml(part).iterfind(".//{*}lineChart/{*}ser"):
            name, cache = series.findtext(".//{*}tx//{*}v"), series.find("{*}val//{*}numCache")
            count, points = (int(cache.find("{*}ptCount").get("val")), cache.findall("{*}pt"))
            gaps[name] = sorted(set(range(count)) - {int(point.get("idx")) for point in points})
            row = split(series.findtext("{*}val//{*}f").split("!")[1].replace("$", "").split(":")[0])[0]
            # Office draws a text as 0: the cell itself is no text either.
            shown = headlines["Recent quarters"][address_of(row, quarter)].value
            assert (shown == "#N/A") == bool(gaps[name])
    at = quarter - split("E1")[1]
    assert gaps == {
        "Gross margin ratio": [at],
        "Operating margin ratio": [],
        "Operating margin ratio, room": [],
        "% of revenues": [at],
    }


@pytest.mark.parametrize("metric", ["revenue", "operating_income"])
def test_a_year_that_cannot_be_calculated_is_the_sum_of_its_quarters(headlines: Book, metric: str) -> None:
    quarters = [at_period(headlines, metric, f"{number}Q18") for number in (1, 2, 3, 4)]
    assert at_period(headlines, "gross_margin", "FY18") == "n/f"
    assert all(isinstance(one, float | int) for one in quarters)
    total = sum(float(str(one)) for one in quarters)
    assert at_period(headlines, metric, "FY18") == pytest.approx(total)
    assert at_period(headlines, "operating_margin", "FY18") == pytest.approx(
        float(str(at_period(headlines, "operating_income", "FY18")))
        / float(str(at_period(headlines, "revenue", "FY18")))
    )
