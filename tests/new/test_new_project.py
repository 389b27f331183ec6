"""A new project builds at once, for companies of any calendar, unit and fortune."""

from __future__ import annotations

import io
import json
import re
import shlex
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from answers import Run
from new_projects import files_of, lay_out
from office import opened
from openpyxl.workbook import Workbook
from pptx import Presentation

from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.core.units import UNIT_KINDS
from reportgen.data.catalogue import OVERS
from reportgen.data.company import read_company
from reportgen.data.load import load
from reportgen.new import redraw
from reportgen.new.book import model_sheet
from reportgen.new.definitions import style_file
from reportgen.new.example import ORDINARY, Sample
from reportgen.new.make import new_project
from reportgen.new.recent import recent_of
from reportgen.new.schemas import schema_files
from reportgen.new.told import house_of
from reportgen.new.wanted import NewCompany
from reportgen.project.handed import office_files
from reportgen.project.project import Project

LITTLE = NewCompany("Little")
LOSSES = Sample(expenses=Decimal("0.9"))
COMPANIES = {
    "january, named by end, in two languages": (
        NewCompany(
            "Acme & Sons Inc.", "USD", "thousand", year_end="01-31", named_by="end", languages=("en", "ja")
        ),
        ORDINARY,
    ),
    "52 and 53 weeks to september": (
        NewCompany("Weeks", "USD", "million", year_end="09-30", ends_on="last Saturday", named_by="end"),
        ORDINARY,
    ),
    "december, cents, losses throughout": (
        NewCompany("Pence plc", "GBP", "unit", digits=2, year_end="12-31"),
        LOSSES,
    ),
    "halves only, to june": (NewCompany("Halves Ltd", "AUD", year_end="06-30", reports="half"), ORDINARY),
    "years only, Japanese first": (
        NewCompany("Years", "EUR", reports="year", languages=("ja", "en")),
        LOSSES,
    ),
}
# The kinds of periods that sheet Model shows.
PERIODS = {
    "quarter": {"1Q", "2Q", "3Q", "4Q", "1H", "2H", "9M", "FY"},
    "half": {"1H", "2H", "FY"},
    "year": {"FY"},
}
CALENDARS = {"12-31": "2024-12-31", "01-31": "2025-01-31", "06-30": "2025-06-30", "09-30": "2025-09-30"}


def of_targets(model: Workbook, label: str) -> set[object]:
    """What a row of sheet Model shows in the columns of targets."""
    rows = list(model["Model"].iter_rows(values_only=True))
    status = next(row for row in rows if "Target" in row)
    line = next(row for row in rows if label in row)
    return {value for said, value in zip(status, line, strict=True) if said == "Target"}


@pytest.mark.parametrize(("company", "sample"), COMPANIES.values(), ids=list(COMPANIES))
def test_a_new_project_builds_and_what_it_builds_stands_the_test(
    run: Run, tmp_path: Path, company: NewCompany, sample: Sample
) -> None:
    lay_out(tmp_path, company, sample)
    for language in company.languages:
        built = run(
            "build",
            "--project",
            tmp_path,
            *(["--lang", language] if language != company.languages[0] else []),
        ).well()
        assert "warning" not in built.out
        assert "nothing to fix" in built.out
    files = [tmp_path / "output" / name for name in office_files(tmp_path / "output")]
    assert len(files) == 1 + 2 * len(company.languages)
    model = next(path for path in files if path.suffix == ".xlsx")
    sheets = opened(model.read_bytes(), "Checks", "Model", values=True)
    assert sheets["Checks"]["B4"].value == "● ALL CHECKS OK"
    heads = [str(cell.value) for cell in sheets["Model"][4]]
    assert {head[:2] for head in heads if head[-2:].isdigit()} == PERIODS[company.reports]
    assert of_targets(sheets, "Cash and cash equivalents") == {"n/d"}, "no balance has a target"
    seen = run("verify", "--project", tmp_path, tmp_path / "output").well()
    assert f"all {len(files)} files stand" in seen.out
    linted = run("lint", "--project", tmp_path)
    assert linted.out.count("nothing to mend") == 3, linted.out


@pytest.mark.parametrize(("year_end", "end"), CALENDARS.items())
def test_sample_figures_tie_on_every_calendar(year_end: str, end: str) -> None:
    files = new_project(NewCompany("Any", year_end=year_end), ORDINARY)
    table = load({name.removeprefix("data/"): one for name, one in files.items() if name.startswith("data/")})
    assert table.calendar.end(parse_period("4Q24")).isoformat() == end
    assert len(table.figures) > 400


def test_a_project_without_figures_says_where_they_go(run: Run, tmp_path: Path) -> None:
    lay_out(tmp_path, NewCompany("Empty"), None)
    built = run("build", "--project", tmp_path)
    assert built.code == 1
    assert "no-figures" in built.out + built.err
    assert run("check", "--project", tmp_path).code == 0
    assert run("lint", "model", "--project", tmp_path).code == 0
    listed = run("list", "--project", str(tmp_path))
    assert (listed.code, listed.out.splitlines()[:3]) == (
        0,
        ["Documents", "Metrics (0 facts, 0 claims)", "Reports"],
    )


def test_the_same_wish_gives_the_same_bytes() -> None:
    assert new_project(LITTLE, ORDINARY) == files_of(LITTLE, ORDINARY)


def test_everything_that_cannot_be_is_said_at_once() -> None:
    with pytest.raises(FindingsError) as found:
        new_project(NewCompany("", "DOLLAR", "tons", year_end="02-31"), ORDINARY)
    assert [one.id for one in found.value.issues].count("bad-option") == 2
    assert {"missing-name", "not-a-month-end"} <= {one.id for one in found.value.issues}


def test_a_project_is_made_nowhere_but_in_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = run("new", tmp_path, "--company", "Acme Inc.")
    assert done.code == 1
    assert "folder-not-empty" in done.out + done.err


def test_the_commands_of_the_page_run(run: Run, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/new-company.md").read_text("utf-8")
    for line in page.partition("```sh\n")[2].partition("```")[0].splitlines():
        program, *arguments = shlex.split(line)
        done = run(*arguments, cwd=tmp_path)
        assert (program, done.code) == ("reportgen", 0), done.out + done.err


def test_templates_follow_what_is_told_unless_somebody_restyled_them(run: Run, tmp_path: Path) -> None:
    lay_out(tmp_path, LITTLE, ORDINARY)
    for path in sorted((tmp_path / "data/facts").iterdir()):
        rows = path.read_text("utf-8").splitlines(keepends=True)
        told = [row for row in rows if row.startswith(("concept,", "revenue,", "operating_income,"))]
        path.write_text("".join(row for row in told if ",1Q22," not in row), "utf-8")
    deck = tmp_path / "templates/house/deck.pptx"
    restyled = deck.read_bytes() + b"mine"
    deck.write_bytes(restyled)
    built = run("build", "model", "--project", tmp_path).well()
    assert "templates/house/model.xlsx" in built.out.partition("Drawn anew")[2]
    assert "warning: templates/house/deck.pptx" in built.out
    assert deck.read_bytes() == restyled
    assert (tmp_path / ".reportgen/drawn/templates/house/deck.pptx").is_file()
    again = run("build", "model", "--project", tmp_path, "--anew")
    assert "Drawn anew" not in again.out
    form = tmp_path / "form.xlsx"
    assert run("form", "3Q25", "--project", tmp_path, "-o", form).code == 0
    cells = [str(cell.value) for row in opened(form.read_bytes(), "Form")["Form"] for cell in row]
    assert "revenue|3Q25" in cells
    texts = "".join(cell for cell in cells if not cell.startswith("="))
    assert not re.search(r"[\u3040-\u9fff]|JPY", texts), "an English house speaks no Japanese"
    (book,) = (tmp_path / "output").glob("*.xlsx")
    model = opened(book.read_bytes(), "Model", "Scenarios", values=True)
    assert not {"Cash flow", "Balance sheet"} & set(model.sheetnames)
    shown = {row[1] for row in model["Model"].iter_rows(values_only=True)}
    assert {"Revenue", "Operating margin"} <= shown
    assert not {"Gross profit", "Net income", "Employees"} & shown, "rows without any figure are not shown"
    last = {
        row[1]: [one for one in row if one is not None][-1] for row in model["Scenarios"].values if row[1]
    }
    assert isinstance(last["Revenue"], int | float)
    assert isinstance(last["Operating income"], int | float), "without costs, the margin drives it"


def test_a_newer_version_draws_anew_what_it_draws_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, LITTLE, ORDINARY)
    home = Project(tmp_path)
    redraw.redraw(home)
    (tmp_path / "templates/house/deck.pptx").write_bytes(b"mine")
    assert redraw.redraw(home) == redraw.Redrawn()
    monkeypatch.setattr(redraw, "__version__", "later")
    monkeypatch.setattr(redraw, "style_file", lambda wanted: "# drawn otherwise\n")
    assert redraw.redraw(home) == redraw.Redrawn(("templates/house/style.yaml",))
    assert (tmp_path / "templates/house/deck.pptx").read_bytes() == b"mine"


def test_a_further_report_is_like_the_model_or_the_deck_of_the_house(run: Run, tmp_path: Path) -> None:
    lay_out(tmp_path, LITTLE, ORDINARY)
    (tmp_path / "templates/drawn.json").unlink()
    (tmp_path / "templates/house/model.xlsx").unlink()
    for kind, name, also in (("deck", "investors", []), ("model", "own", ["templates/house/model.xlsx"])):
        made = run("new", name, "--from", kind, "--project", tmp_path, "--json")
        assert json.loads(made.out)["files"] == [f"templates/reports/{name}.yaml", *also], made.err
    run("build", "own", "investors", "--project", tmp_path).well()
    assert {path.name for path in (tmp_path / "output").glob("*.*x")} == {
        "Little-own.xlsx",
        "Little-2Q25-investors.pptx",
    }
    for kind, name, fault in (
        ("deck", "own", "file-exists"),
        ("book", "new", "bad-option"),
        ("deck", "a b", "bad-option"),
    ):
        refused = run("new", name, "--from", kind, "--project", tmp_path)
        assert refused.code == 1
        assert fault in refused.err


def test_the_schemas_know_what_the_readers_know() -> None:
    files = files_of(*COMPANIES["january, named by end, in two languages"])
    schemas = {
        name: json.loads(files[f"schemas/{name}.json"]) for name in ("report", "style", "company", "words")
    }
    for name, data in files.items():
        first, _, text = data.decode("utf-8", errors="replace").partition("\n")
        if "yaml-language-server" in first:
            schema = schemas[Path(first).stem]
            written = yaml.safe_load(text)
            names = set(schema.get("properties", written))
            assert set(schema.get("required", ())) <= set(written) <= names, name
    known = dict.fromkeys(schemas["company"]["properties"], "x")
    _, faults = read_company("company.yaml", yaml.safe_dump(known | {"compnay": "x"}).encode())
    assert [one.message for one in faults if one.id == "unknown-name"] == ['the file has no entry "compnay"']


def test_the_page_of_house_files_names_all_that_may_stand_there() -> None:
    page = (Path(__file__).parents[2] / "docs/house-files.md").read_text("utf-8")
    named = {
        section.partition("\n")[0]: {
            name
            for row in re.findall(r"^\| (`.*?) \|", section, re.M)
            for name in re.findall(r"`(\w+)`", row)
        }
        for section in page.split("\n## ")
    }
    schemas = {name: json.loads(schema_files()[f"schemas/{name}.json"]) for name in ("style", "company")}
    assert named["company.yaml"] == set(schemas["company"]["properties"])
    assert named["style.yaml"] == set(schemas["style"]["properties"])
    assert named["Kinds of rules"] == set(OVERS)
    assert named["Kinds of units"] == set(UNIT_KINDS)


def test_a_company_may_change_its_year_end(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    lay_out(home, NewCompany("Change", year_end="12-31"), None)
    company = home / "data/company.yaml"
    company.write_text(company.read_text("utf-8") + 'earlier_year_ends: {FY22: "03-31"}\n', "utf-8")
    table.write_text(
        "metric,1Q22,2Q22,3Q22,4Q22,1Q23,2Q23,3Q23,FY23,1Q24,2Q24,3Q24,FY24\n"
        "revenue,100,110,120,130,112,123,135,370,140,145,150,600\n"
        "capex,10,10,10,10,5,6,7,,9,9,9,40\n"
        "employees,,,,700,,,,720,,,,740\n"
    )
    run("import", table, "--filed", "2026-01-01", "--write", "--project", home).well()
    run("build", "model", "--project", home).well()
    book = opened((home / "output/Change-model.xlsx").read_bytes(), "Model", values=True)
    sheet = book["Model"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    heads = rows["Period"]
    told = {
        head: (revenue, growth if isinstance(growth, str) else round(growth, 3))
        for head, revenue, growth in zip(heads, rows["Revenue"], rows["Year over year"], strict=True)
        if head in ("4Q22", "FY23", "4Q23", "1Q24", "4Q24", "2H24", "FY24")
    }
    assert told == {
        "4Q22": (130, "n/d"),
        "FY23": (370, "n/d"),
        "1Q24": (140, 0.077),
        "4Q24": (165, 0.222),
        "2H24": (315, "n/d"),
        "FY24": (600, "n/d"),
    }
    spent = dict(zip(heads, rows["Capital expenditure"], strict=True))
    assert [spent[head] for head in ("9M23", "FY23", "FY24")] == [18, 18, 40]
    assert rows["Employees"][3] == "people", "a count names its unit: the sheet says that all else is money"
    assert "Segments" not in book.sheetnames, "none are told"


def test_trillions_are_shown_in_a_scale_that_a_column_holds(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    wanted = NewCompany("Large", "JPY", "unit")
    lay_out(home, wanted, None)
    table.write_text(
        "metric,1Q24,2Q24,3Q24,4Q24\n"
        "revenue,10546831000000,11053000000000,12041000000000,11454000000000\n"
        "operating_income,1120900000000,-37700000000,60000000000,20000000000\n"
        "net_income,131100000,127800000,136000000,100000000\n"
    )
    run("import", table, "--filed", "2026-01-01", "--write", "--project", home).well()
    house = house_of(wanted, Project(home).table())
    assert (house.wanted.unit, house.wanted.digits) == ("JPY million", 0)
    assert [one.title for one in recent_of(house, model_sheet(house)).charts] == [
        "Revenue, JPY billion",
        "Operating margin, % of revenue",
        "Operating income, JPY billion",
        "Net income, JPY million",
    ]


def test_figures_per_share_have_the_decimals_of_pence(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    lay_out(home, NewCompany("Pence plc", "GBP"), None)
    table.write_text(
        "metric,1Q24,2Q24,3Q24\nrevenue,100,110,120\neps,0.061,0.0582,0.070\ndividend_per_share,,0.0215,\n"
    )
    run("import", table, "--filed", "2026-01-01", "--write", "--project", home).well()
    house = house_of(LITTLE, Project(home).table())
    assert (house.wanted.decimals("per_share"), house.wanted.decimals("money")) == (4, 0)
    assert "per_share: {digits: 4}" in style_file(house.wanted)


def test_segments_that_are_told_have_a_page_and_a_sheet(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    lay_out(home, NewCompany("Parts", reports="year"), None)
    with (home / "data/members.csv").open("a") as members:
        members.write(
            "service_line,food,,Food,,,,\nservice_line,fruit,food,Fruit,,,,\nservice_line,pets,,Pets,,,,\n"
        )
    table.write_text(
        "metric,segment,FY23,FY24\nrevenue,,100,120\nrevenue,Food,60,75\nrevenue,fruit,20,25\nrevenue,pets,40,45\n"
        "operating_income,,1,9\noperating_income,Food,-2,5\noperating_income,pets,4,4\n"
    )
    run("import", table, "--filed", "2026-01-01", "--write", "--project", home).well()
    run("build", "results", "--project", home).well()
    slide = Presentation(str(home / "output/Parts-FY24-results.pptx")).slides[-1]
    tables = {shape.name: shape.table for shape in slide.shapes if shape.has_table}
    assert [[cell.text for cell in row.cells][:3] for row in tables["segments_1_table"].rows][1:] == [
        ["Food", "75", "60"],
        ["Pets", "45", "40"],
        ["Revenue", "120", "100"],
    ], "Fruit is a part of Food"
    assert tables["segments_2_table"].cell(1, 2).text == "(2)"
    charts = {shape.name: shape.chart for shape in slide.shapes if shape.has_chart}
    assert list(charts["segment_2_chart"].plots[0].series[0].values)[-2:] == [-2, 5]
    drawn = opened((home / "templates/house/model.xlsx").read_bytes(), "Segments")["Segments"]
    assert {"{{=revenue@food}}", "{{=operating_income@pets}}"} <= {c.value for row in drawn.rows for c in row}


def test_a_page_stays_while_any_figure_of_it_is_known(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    lay_out(home, NewCompany("Gaps", reports="half"), None)
    table.write_text("metric,FY23,FY24,1H24,1H25\nrevenue,100,140,60,\nnet_income,-10,16,,8\n")
    run("import", table, "--filed", "2026-01-01", "--write", "--project", home).well()
    run("build", "results", "--project", home).well()
    slides = Presentation(str(home / "output/Gaps-1H25-results.pptx")).slides
    charts = {
        shape.name: shape.chart.plots[0] for slide in slides for shape in slide.shapes if shape.has_chart
    }
    shown = {
        name: dict(zip(plot.categories, plot.series[0].values, strict=True)) for name, plot in charts.items()
    }
    assert shown == {
        "lead_chart": {"1H24": 60, "2H24": 80, "1H25": None},
        "result_1_chart": {"1H24": None, "2H24": None, "1H25": 8},
        "margin_chart": {"n/d": None},
    }
    messages = [
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.name == "Message"
    ]
    assert set(messages) == {"Net income USD 8 million"}, "what is known is said"


def test_lint_says_what_the_definitions_of_a_project_lack(run: Run, tmp_path: Path) -> None:
    lay_out(tmp_path, LITTLE, ORDINARY)
    for name, old, new in (
        ("data/company.yaml", "languages: [en]", "languages: [en, ja]"),
        (
            "data/concepts.csv",
            "revenue,Revenue",
            "orders,Orders,,income,duration,money,sum,none,,any,,,\nrevenue,Revenue",
        ),
        ("templates/reports/briefing.yaml", "metric: eps\n", "metric: orders\n"),
    ):
        path = tmp_path / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    done = run("lint", "briefing", "--project", tmp_path, "--json")
    (linted,) = json.loads(done.out)["files"]
    assert [one["id"] for one in linted["findings"]] == ["language-not-spoken", "never-told"]
    assert linted["ok"]


def test_a_house_holds_no_company_or_currency_but_its_own() -> None:
    files = new_project(NewCompany("Any", currency="EUR"), ORDINARY)
    for name, data in files.items():
        texts = [data]
        if name.endswith((".xlsx", ".pptx")):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                texts = [package.read(part) for part in package.namelist() if part.endswith(".xml")]
        told = [found.group() for text in texts for found in re.finditer(rb"JPY|USD|IIJ|March|\bMar\.", text)]
        assert not told or name.startswith("schemas/"), (name, told)
        if name.startswith("templates/") and "form" not in name:
            assert not re.search(rb"\b[1-4]Q\d\d\b", b"".join(texts)), name


def test_a_quarter_told_beside_the_year_to_date_names_the_report(run: Run, tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "told.csv"
    lay_out(home, NewCompany("Beside"), None)
    told = {"1Q24": 10, "2Q24": 11, "1H24": 21, "1Q25": 12, "2Q25": 14, "1H25": 26}
    for periods, name, shown in (
        (["1Q24", "1Q25"], "Beside-1Q25-results.pptx", {"1Q25", "1Q24"}),
        (list(told), "Beside-2Q25-results.pptx", {"2Q25", "2Q24", "1H25", "1H24"}),
    ):
        table.write_text(
            f"metric,{','.join(periods)}\nrevenue,{','.join(str(told[one]) for one in periods)}\n"
        )
        run("import", table, "--filed", f"2026-0{len(periods)}-01", "--write", "--project", home).well()
        run("build", "--project", home).well()
        model = (home / "output/Beside-model.xlsx").read_bytes()
        summary = opened(model, "Summary", values=True)["Summary"]
        heads = [
            cell.value for cell in summary[4][2:] if cell.value and str(cell.value)[:2] not in ("Yo", "FY")
        ]
        assert sorted(heads) == sorted(shown), "each period once"
        slides = Presentation(str(home / "output" / name)).slides
        tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
        assert {cell.text for one in tables for cell in one.rows[0].cells} >= shown


def test_figures_per_share_name_their_currency_on_pages_in_millions() -> None:
    files = new_project(NewCompany("Any", currency="EUR", scale="million"), ORDINARY)
    assert b"Earnings per share, EUR" in bytes(files["templates/reports/results.yaml"])
    summary = opened(bytes(files["templates/house/model.xlsx"]), "Summary")["Summary"]
    assert "Earnings per share, EUR" in {cell.value for cell in summary["B"]}
