"""A filled form becomes the files that a person would have typed; faults are told at sheet and cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from form_language import (
    HEAD,
    ROOT,
    Form,
    any_sign,
    faults,
    first_quarter,
    project_without,
    retype,
    rows_of,
    tried,
)
from office import CALC, converted

from reportgen.checks.run import run_checks
from reportgen.core.findings import Place
from reportgen.core.structs import replace
from reportgen.data.records import Figure, MetricTable, parse_key, parse_metric
from reportgen.data.vintage import parse_vintage, select
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.cells import day_of
from reportgen.forms.import_form import import_form
from reportgen.project.project import Project

RECORD = [
    ("2018-05-15_fy17_results", "4Q17"),
    ("2015-11-30_1h15_conference", "1H15"),
    ("2014-02-07_9m13_results", "9M13"),
    ("2017-08-08_release", "1Q17"),
]


def figures_of(table: MetricTable, doc: str) -> set[Figure]:
    """The figures of a document, apart from where they stand in our files."""
    return {
        replace(one, id="", source=replace(one.source, place=Place()))
        for one in table.figures
        if one.source.doc == doc
    }


# The record itself, typed again


@pytest.fixture(scope="module")
def given() -> MetricTable:
    """The tables of this repository."""
    return Project(ROOT).table()


@pytest.mark.parametrize(("doc", "period"), RECORD)
def test_a_document_of_the_record_typed_into_a_form_comes_out_as_it_stands(
    doc: str, period: str, given: MetricTable, tmp_path: Path
) -> None:
    project = project_without(tmp_path / "house", doc)
    result = tried(project, retype(Form.of(project, period), doc), tmp_path)
    assert not result.errors
    assert figures_of(result.table, doc) == figures_of(given, doc)
    project.add_data(result.files)
    written = project.table()
    assert figures_of(written, doc) == figures_of(given, doc)
    for kind in ("facts", "claims"):
        mine = (project.root / "data" / kind / f"{doc}.csv").read_bytes().splitlines()
        theirs = (ROOT / "data" / kind / f"{doc}.csv").read_bytes().splitlines()
        assert mine[0] == theirs[0]
        assert sorted(mine) == sorted(theirs)
    line = written.catalogue.documents[doc]
    assert replace(line, place=Place()) == replace(given.catalogue.documents[doc], place=Place())


@pytest.mark.parametrize(
    ("unit", "revenue", "cost", "margin", "scale"),
    [
        ("JPY trillion", "1.2", "1.1", "0.1", 12),
        ("JPY, tn", "1.2", "1.1", "0.1", 12),
        ("JPY hundred million", "460億円", "400", "60", 8),
        ("JPY ten thousand", "4,600万円", "4,000", "600", 4),
    ],
)
def test_a_figure_comes_in_by_the_form_in_any_scale(
    unit: str,
    revenue: str,
    cost: str,
    margin: str,
    scale: int,
    house: Project,
    forms: dict[str, bytes],
    tmp_path: Path,
) -> None:
    form = Form(forms["1Q18"]).head(**HEAD)
    for name, token in (("revenue", revenue), ("cost_of_revenue", cost), ("gross_margin", margin)):
        form.type(f"{name}|1Q18", token, unit=unit)
    table = tried(house, form, tmp_path).table
    key = parse_key("revenue|1Q18")
    (figure,) = table.by_key[key]
    assert (figure.unit, figure.scale) == ("JPY", scale)
    assert figure.base == figure.value.scaleb(scale)


def test_other_files_only_grow_at_their_end(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    before = house.data_files()
    form = first_quarter(forms).type("nci_income|1Q18", "(40)", sign="opposite")
    result = tried(house, form, tmp_path)
    house.add_data(result.files)
    after = house.data_files()
    assert set(after) - set(before) == {"facts/2018-08-07_1q18_results.csv"}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"documents.csv", "aliases.csv"}
    for name in changed:
        assert after[name].startswith(before[name])
        assert after[name].count(b"\n") == before[name].count(b"\n") + 1
    assert after["documents.csv"].endswith(
        b"2018-08-07_1q18_results,Consolidated Financial Results for 1Q18,results,2018-08-07,2018-08-07,us_gaap,"
        b"nearest,1q18.pdf,https://example.com/1q18.pdf,Lines are pages of 1q18.pdf.\n"
    )
    table = house.table()
    assert run_checks(table).good
    fact = table.fact(parse_key("nci_income|1Q18"))
    assert fact is not None
    assert (fact.value, fact.source.printed) == (40, "(40)")
    answer = ValueResolver(table).resolve(parse_metric("operating_income"), parse_key("revenue|1Q18").period)
    assert answer.value is None
    assert select(table, parse_vintage("document 2018-08-07_1q18_results")).newest_document.doc == (
        "2018-08-07_1q18_results"
    )


# What people and programs do to cells


TOKENS = [
    ("1,234", "@", "1,234", "1234", "-6"),
    ("1234", "@", "1234", "1234", "-6"),
    ("(123)", "@", "(123)", "-123", "-6"),
    ("△1,234", "@", "△1,234", "-1234", "-6"),
    ("▲ 12", "@", "▲ 12", "-12", "-6"),
    ("１，２３４", "@", "１，２３４", "1234", "-6"),
    ("（１２３）", "@", "（１２３）", "-123", "-6"),
    ("JPY1.02 billion", "@", "JPY1.02 billion", "1020", "-7"),
    ("12億3,400万円", "@", "12億3,400万円", "1234", "-6"),
    (" 1,234 ", "@", "1,234", "1234", "-6"),
    (1234, "General", "1234", "1234", "-6"),
    (1234, "#,##0", "1,234", "1234", "-6"),
    (-1234, "#,##0_);(#,##0)", "(1,234)", "-1234", "-6"),
    (1234.5, "General", "1234.5", "1234.5", "-5"),
    (5.1 - 0.0000000000000004, "General", "5.1", "5.1", "-5"),
]


def test_a_token_is_read_as_it_was_typed(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    form = Form(forms["1Q18"]).head(**HEAD)
    for row, (typed, number_format, *_) in zip(any_sign(form), TOKENS, strict=False):
        form.put(row, printed=typed, unit="JPY million", place="5", sign=None)
        form.sheet()[form.cell(row, "printed")].number_format = number_format
    facts = tried(house, form, tmp_path).form.facts
    assert len(facts) == len(TOKENS)
    for line, (_, _, *told) in zip(facts, TOKENS, strict=True):
        assert [line.cells[name] for name in ("printed", "value", "decimals")] == told
        assert line.cells["scale"] == "6"


RATES = [
    ("12.3%", "@", "12.3%"),
    (0.123, "0.0%", "12.3%"),
    ("12.3", "@", "12.3"),
    ("down 12.3%", "@", "down 12.3%"),
]


def test_a_growth_rate_is_read_as_it_was_typed(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    rows = [row for key, row in form.keys("Claims").items() if "|1Q18~change_pct" in key]
    for row, (typed, number_format, _) in zip(rows, RATES, strict=False):
        form.put(row, "Claims", printed=typed, place="5")
        form.sheet("Claims")[form.cell(row, "printed", "Claims")].number_format = number_format
    claims = tried(house, form, tmp_path).form.claims
    for line, (_, _, printed) in zip(claims, RATES, strict=True):
        assert line.cells["printed"] == printed
        assert line.cells["value"] == ("-12.3" if "down" in printed else "12.3")
        assert (line.cells["unit"], line.cells["scale"], line.cells["against"]) == ("pct", "0", "1Q17")


@pytest.mark.parametrize(
    "day",
    [
        "2018-08-07",
        "2018/8/7",
        "2018年8月7日",
        "２０１８年８月７日",
        "August 7, 2018",
        "7 Aug. 2018",
        "7th August 2018",
        "43319",
    ],
)
def test_a_day_is_read_in_every_usual_form(day: str) -> None:
    assert day_of(day) == date(2018, 8, 7)


@pytest.mark.parametrize("day", ["07/08/2018", "7.8.18", "soon", "2018-13-07", "7 August", "12"])
def test_a_day_that_is_none_or_may_be_another_one_is_not_guessed(day: str) -> None:
    assert day_of(day) is None


def test_a_date_cell_names_the_document(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    result = tried(house, first_quarter(forms).head(published_on=datetime(2018, 8, 7)), tmp_path)
    assert result.form.document.cells["published_on"] == "2018-08-07"
    assert result.form.doc == "2018-08-07_1q18_results"


def test_a_day_that_may_be_another_one_is_asked_for_again(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    assert "not-a-date Form!I8" in faults(
        house, first_quarter(forms).head(published_on="07/08/2018"), tmp_path
    )


def test_a_page_is_read_in_every_usual_form(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    form = Form(forms["1Q18"]).head(**HEAD)
    places = ["5", "p. 5", "p5", "page 5", "５", "5頁", "5ページ", "slide 5", 5, "l. 5; 30"]
    for row, place in zip(any_sign(form), places, strict=False):
        form.put(row, printed="12", place=place, sign=None)
    facts = tried(house, form, tmp_path).form.facts
    assert [line.cells["line"] for line in facts] == ["5"] * len(places)
    assert [line.cells["also_at"] for line in facts] == [*[""] * (len(places) - 1), "30"]


def test_sorted_rows_inserted_rows_and_a_renamed_sheet_change_nothing(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    plain = tried(house, first_quarter(forms), tmp_path)
    form = first_quarter(forms)
    sheet = form.sheet()
    first, last = form.row("revenue|1Q18"), form.row("net_income|1Q18")
    width = sheet.max_column
    lines = [
        [sheet.cell(row, column).value for column in range(1, width + 1)] for row in range(first, last + 1)
    ]
    for row, line in zip(range(first, last + 1), reversed(lines), strict=True):
        for column, value in enumerate(line, start=1):
            sheet.cell(row, column).value = value
    sheet.insert_rows(first + 3, 2)
    sheet.insert_cols(4)
    sheet.title = "Formular"
    moved = tried(house, form, tmp_path)
    assert {str(dict(line.cells)) for line in moved.form.facts} == {
        str(dict(line.cells)) for line in plain.form.facts
    }
    place = next(line.place() for line in moved.form.facts if line.cells["concept"] == "revenue")
    assert place.sheet == "Formular"
    assert sheet[place.cell].value == "43,500"


def test_a_copied_row_below_all_others_is_a_free_row(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    row = form.sheet().max_row + 3
    form.put(
        row, label="Revenues [revenue]", line="Security services [security]", period="１Ｑ１８", printed="1.5"
    )
    form.put(row, unit="JPY billion", place="9")
    found = tried(house, form, tmp_path).form.facts[-1].cells
    assert (found["concept"], found["service_line"], found["period"]) == ("revenue", "security", "1Q18")
    assert (found["value"], found["scale"], found["decimals"]) == ("1.5", "9", "-8")


def test_libreoffice_may_save_it(
    house: Project, forms: dict[str, bytes], soffice: str, tmp_path: Path
) -> None:
    form = first_quarter(forms).claim("revenue|1Q18~change_pct~1Q17", "6.2%")
    form.put(
        form.free_row(),
        label="Employees [employees]",
        period="2018-06-30",
        printed="3,300",
        unit="person",
        place=8,
    )
    path = form.save(tmp_path / "form.xlsx")
    saved = converted(soffice, path, CALC, tmp_path / "saved")
    mine, theirs = import_form(house, path), import_form(house, saved)
    assert [line.cells for line in mine.form.facts] == [line.cells for line in theirs.form.facts]
    assert [line.cells for line in mine.form.claims] == [line.cells for line in theirs.form.claims]
    assert mine.files == theirs.files


def test_the_record_that_is_typed_again_is_not_a_small_one() -> None:
    assert len(rows_of("facts", RECORD[0][0])) > 200
    assert len(rows_of("claims", RECORD[0][0])) > 150
