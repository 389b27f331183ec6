"""A filled form becomes the files that a person would have typed; faults are told at sheet and cell."""

from __future__ import annotations

import errno
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from form_language import HEAD, ROOT, Form, project_without, retype, rows_of
from office import CALC, converted

from reportgen.app.sources import SourceFolders
from reportgen.checks.run import run_checks
from reportgen.cli.import_form import run
from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.data.figure_files import with_document
from reportgen.data.records import Figure, MetricTable, parse_key, parse_metric
from reportgen.data.vintage import parse_vintage, select
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.cells import day_of
from reportgen.forms.import_form import FormImport, import_form, write_import
from reportgen.project import files as writing
from reportgen.project.project import Project

RECORD = [
    ("2018-05-15_fy17_results", "4Q17"),
    ("2015-11-30_1h15_conference", "1H15"),
    ("2014-02-07_9m13_results", "9M13"),
    ("2017-08-08_release", "1Q17"),
]


def first_quarter(forms: dict[str, bytes]) -> Form:
    """A form with a head and three figures that tie."""
    form = Form(forms["1Q18"]).head(**HEAD)
    form.type("revenue|1Q18", "43,500").type("cost_of_revenue|1Q18", "36,800")
    return form.type("gross_margin|1Q18", "6,700")


def tried(project: Project, form: Form, tmp_path: Path) -> FormImport:
    return import_form(project, form.save(tmp_path / "form.xlsx"))


def faults(project: Project, form: Form, tmp_path: Path) -> dict[str, Issue]:
    """The findings of a form that is refused, by `id cell`."""
    with pytest.raises(FindingsError) as raised:
        tried(project, form, tmp_path)
    return {f"{issue.id} {issue.place.sheet}!{issue.place.cell}": issue for issue in raised.value.issues}


def figures_of(table: MetricTable, doc: str) -> set[Figure]:
    """The figures of a document, apart from where they stand in our files."""
    return {
        replace(one, id="", source=replace(one.source, place=Place()))
        for one in table.figures
        if one.source.doc == doc
    }


# The record itself, typed again


@pytest.mark.parametrize(("doc", "period"), RECORD)
def test_a_document_of_the_record_typed_into_a_form_comes_out_as_it_stands(
    doc: str, period: str, tmp_path: Path
) -> None:
    project = project_without(tmp_path / "house", doc)
    result = tried(project, retype(Form.of(project, period), doc), tmp_path)
    assert not result.errors
    given = Project(ROOT).table()
    assert figures_of(result.table, doc) == figures_of(given, doc)
    write_import(project, result)
    assert figures_of(project.table(), doc) == figures_of(given, doc)
    for kind in ("facts", "claims"):
        mine = (project.root / "data" / kind / f"{doc}.csv").read_bytes().splitlines()
        theirs = (ROOT / "data" / kind / f"{doc}.csv").read_bytes().splitlines()
        assert mine[0] == theirs[0]
        assert sorted(mine) == sorted(theirs)
    line = project.table().catalogue.documents[doc]
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
    write_import(house, result)
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


def any_sign(form: Form) -> list[int]:
    """Rows of flows of the period, which the loader takes whatever they hold."""
    return [
        cell.row
        for cell in form.sheet()["A"]
        if str(cell.value).endswith("|1Q18") and "ratio" not in cell.value
    ]


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
    rows = [cell.row for cell in form.sheet("Claims")["A"] if "|1Q18~change_pct" in str(cell.value)]
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


# What is half filled or wrong


def test_an_empty_form_names_what_is_missing(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    found = faults(house, Form(forms["1Q18"]), tmp_path)
    assert set(found) == {"missing-head Form!I7", "missing-head Form!I8"}
    found = faults(house, Form(forms["1Q18"]).head(**HEAD), tmp_path)
    assert set(found) == {"empty-form Form!"}


Slip = tuple[dict[str, object], str, str]
# What the form itself refuses, and what the tables refuse once the form can be read.
OWN_SLIPS: list[Slip] = [
    ({"printed": "5,600", "place": None}, "figure-without-place", "place"),
    ({"printed": None, "place": "5"}, "place-without-figure", "printed"),
    ({"printed": None, "place": None, "status": "suspect"}, "half-filled", "printed"),
    ({"printed": "5,600", "unit": None}, "figure-without-unit", "unit"),
    ({"printed": "5,600", "unit": "JPY milion"}, "unknown-unit", "unit"),
    ({"printed": "12.3%"}, "wrong-unit", "unit"),
    ({"printed": "5,600 5,700"}, "printed-unreadable", "printed"),
    ({"printed": "5.600,5"}, "odd-separator", "printed"),
    ({"printed": "1,23"}, "odd-separator", "printed"),
    ({"printed": "-"}, "no-number", "printed"),
    ({"printed": "=5000+600"}, "formula-in-form", "printed"),
    ({"printed": datetime(2018, 5, 6)}, "figure-became-a-date", "printed"),
    ({"printed": True}, "no-token", "printed"),
    ({"printed": "5,600", "place": "Table 3 below"}, "unreadable-place", "place"),
    ({"printed": "5,600", "status": "source error"}, "status-without-note", "note"),
    ({"printed": "5,600", "rounded": "50"}, "bad-rounding", "rounded"),
    ({"printed": "5,600", "period": "2Q18"}, "row-changed", "period"),
]
SLIPS_OF_THE_TABLES: list[Slip] = [
    ({"printed": "5,600", "unit": "person"}, "wrong-unit", "unit"),
    ({"printed": "5,600", "status": "susspect", "note": "x"}, "unknown-status", "status"),
    ({"printed": "5,600", "bound": "aprox"}, "unknown-bound", "bound"),
    ({"printed": "5,600", "medium": "tabel"}, "unknown-medium", "medium"),
    ({"printed": "5,600", "scenario": "aktual"}, "unknown-scenario", "scenario"),
]
OWN_FREE_SLIPS: list[Slip] = [
    ({"period": datetime(2018, 4, 1)}, "period-became-a-date", "period"),
    ({"label": None}, "row-without-line", "label"),
]
FREE_SLIPS_OF_THE_TABLES: list[Slip] = [
    ({"label": "Revenus [revenus]"}, "unknown-concept", "label"),
    ({"line": "Clouds [clouds]"}, "unknown-service-line", "line"),
    ({"entity": "Nobody [nobody]"}, "unknown-scope", "entity"),
    ({"period": "5Q18"}, "impossible-period", "period"),
    ({"period": "2018-06-30"}, "instant-or-duration", "period"),
    ({"period": "2Q18"}, "actual-after-document", "period"),
]


@pytest.mark.parametrize(
    ("slips", "free"), [(OWN_SLIPS, OWN_FREE_SLIPS), (SLIPS_OF_THE_TABLES, FREE_SLIPS_OF_THE_TABLES)]
)
def test_each_slip_is_told_at_its_cell_and_all_together(
    slips: list[Slip], free: list[Slip], house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    expected = []
    rows = [
        row for row in any_sign(form) if not form.sheet().cell(row, form.columns["Form"]["printed"]).value
    ]
    for row, (cells, finding, column) in zip(rows, slips, strict=False):
        form.put(row, **{"place": "5", "unit": "JPY million", "sign": None, **cells})
        expected.append(f"{finding} Form!{form.cell(row, column)}")
    lines = ["cloud", "security", "overseas", "mobile", "mvne", "equipment", "atm", "si"]
    for line, (cells, finding, column) in zip(lines, free, strict=False):
        row = form.free_row() + (0 if cells.get("label", "") is not None else 3)
        typed = {"label": "Revenues [revenue]", "line": line, "period": "FY12", "printed": "4.9"}
        form.put(row, **{**typed, "unit": "JPY billion", "place": "5", **cells})
        if isinstance(cells.get("period"), datetime):
            form.sheet()[form.cell(row, "period")].number_format = "mmm-yy"
        expected.append(f"{finding} Form!{form.cell(row, column)}")
    assert sorted(faults(house, form, tmp_path)) == sorted(expected)
    assert len(expected) == len(slips) + len(free)


def test_a_figure_typed_twice_names_the_first_cell(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    row = form.free_row()
    form.put(row, label="revenue", period="1Q18", printed="43,501", unit="JPY million", place="7")
    (issue,) = faults(house, form, tmp_path).values()
    assert issue.id == "duplicate-key"
    assert issue.place.cell == form.cell(row, "printed")
    assert form.cell(form.row("revenue|1Q18"), "printed") in issue.expected


def test_all_slips_are_told_together_from_top_to_bottom(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).head(title=None, kind="resullts")
    form.type("sga_rd|1Q18", "1,23").type("cash|2018-06-30", "20,500", place=None)
    found = faults(house, form, tmp_path)
    assert [name.split()[0] for name in found] == ["missing-head", "odd-separator", "figure-without-place"]
    found = faults(house, first_quarter(forms).head(kind="resullts"), tmp_path)
    assert set(found) == {"unknown-kind-of-document Form!I10"}


def test_figures_that_do_not_tie_are_told_and_never_written(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type("gross_margin|1Q18", "6,800")
    result = tried(house, form, tmp_path)
    (issue,) = result.errors
    assert (issue.id, issue.place.cell) == (
        "tie-contradiction",
        form.cell(form.row("gross_margin|1Q18"), "printed"),
    )
    before = house.data_files()
    with pytest.raises(SystemExit):
        run(house.root, tmp_path / "form.xlsx", write=True, with_warnings=True, json=True)
    assert house.data_files() == before


def test_a_wrong_page_is_marked_and_then_stands(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type(
        "gross_margin|1Q18", "6,800", status="source error", note="the page says 6,800; the parts give 6,700"
    )
    result = tried(house, form, tmp_path)
    assert not result.errors
    assert [issue.id for issue in result.issues if issue.id == "tie-waived"]


def test_a_figure_a_thousand_times_off_is_a_warning_at_its_unit_and_holds_the_writing_up(
    house: Project, forms: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = Form(forms["1Q18"]).head(**HEAD).type("revenue|1Q18", "43,500", unit="JPY thousand")
    result = tried(house, form, tmp_path)
    assert {(issue.id, issue.place.cell) for issue in result.warnings} == {
        ("unit-shift", form.cell(form.row("revenue|1Q18"), "unit"))
    }
    before = house.data_files()
    with pytest.raises(SystemExit):
        run(house.root, tmp_path / "form.xlsx", write=True, with_warnings=False, json=False)
    assert "--with-warnings" in capsys.readouterr().out
    assert house.data_files() == before
    run(house.root, tmp_path / "form.xlsx", write=True, with_warnings=True, json=False)
    assert house.data_files() != before


def test_a_printed_growth_rate_that_the_figures_do_not_give_is_told_on_the_sheet_of_claims(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).claim("revenue|1Q18~change_pct~1Q17", "+7.2%")
    (issue,) = tried(house, form, tmp_path).warnings
    row = form.row("revenue|1Q18~change_pct~1Q17", "Claims")
    assert (issue.id, issue.place.sheet, issue.place.cell) == (
        "claim-unreachable",
        "Claims",
        form.cell(row, "printed", "Claims"),
    )
    form = first_quarter(forms).claim("revenue|1Q18~change_pct~1Q17", "+6.2%")
    result = tried(house, form, tmp_path)
    assert not result.warnings
    assert [str(test.verdict) for test in result.claims] == ["ok"]


def test_only_what_is_new_is_told(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    result = tried(house, first_quarter(forms), tmp_path)
    assert {str(tie.subject.period) for tie in result.ties} == {"1Q18"}
    assert {(tie.rule.name, str(tie.verdict)) for tie in result.ties if str(tie.verdict) == "ok"} == {
        ("gross_margin_identity", "ok")
    }
    assert all(issue.severity is Severity.INFO for issue in result.issues)


# Whose form it is, and how often


def test_the_same_document_is_taken_once(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    form = first_quarter(forms)
    write_import(house, tried(house, form, tmp_path))
    (issue,) = faults(house, form, tmp_path).values()
    assert issue.id == "document-exists"
    assert "data/" in issue.hint
    (issue,) = faults(house, form.head(doc="2018-08-07_again"), tmp_path).values()
    assert issue.id == "document-exists"
    other = form.head(title="Presentation for 1Q18", doc="2018-08-07_presentation")
    again = tried(house, other, tmp_path)
    assert again.again == 3
    assert not again.errors


def test_another_figure_for_a_period_in_the_tables_is_told_as_a_contradiction(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    form.put(form.free_row(), label="revenue", period="4Q17", printed="48,000", unit="JPY million", place="7")
    (issue,) = tried(house, form, tmp_path).errors
    assert issue.id == "duplicate-inconsistent"
    assert issue.place.sheet == "Form"


def test_the_form_of_another_company_and_no_form_at_all_are_refused(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    company = house.root / "data" / "company.yaml"
    company.write_text(company.read_text(encoding="utf-8").replace("TSE:3774", "TSE:0000"), encoding="utf-8")
    found = faults(house, first_quarter(forms), tmp_path)
    assert [name.split()[0] for name in found] == ["form-of-another-company"]
    with pytest.raises(FindingsError, match="not-a-form"):
        import_form(house, ROOT / "templates" / "iij" / "model.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(FindingsError, match="not-a-package"):
        import_form(house, tmp_path / "text.xlsx")


def test_a_fault_of_the_disk_leaves_everything_as_it_was(
    house: Project, forms: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = tried(house, first_quarter(forms).type("nci_income|1Q18", "(40)", sign="opposite"), tmp_path)
    before = house.data_files()
    move = writing._PartialFile.move

    def failing(part: writing._PartialFile) -> None:
        if part.target.name == "documents.csv":
            raise OSError(errno.ENOSPC, "no room")
        move(part)

    monkeypatch.setattr(writing._PartialFile, "move", failing)
    with pytest.raises(FindingsError, match="cannot-write"):
        write_import(house, result)
    assert house.data_files() == before


def test_a_document_that_is_cited_by_pages_has_no_lines_to_cover(tmp_path: Path) -> None:
    (tmp_path / "1q18.pdf").write_bytes(b"%PDF-1.7 \xff\xfe")
    known = next(iter(Project(ROOT).table().catalogue.documents.values()))
    document = replace(known, source_file="1q18.pdf")
    sources = SourceFolders((tmp_path,))
    assert sources.text(document) is None
    assert sources.why_absent(document) == "1q18.pdf is no text: its figures are cited by pages"


def test_the_files_a_document_is_written_to_keep_the_order_of_their_columns() -> None:
    file = b"doc,title,note\na,A,"
    assert with_document(file, {"title": 'B, "new"', "doc": "b", "kind": "x"}) == (
        b'doc,title,note\na,A,\nb,"B, ""new""",\n'
    )


def test_a_filled_form_is_still_a_sound_package(forms: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(first_quarter(forms).saved())) as archive:
        assert archive.testzip() is None


def test_the_record_that_is_typed_again_is_not_a_small_one() -> None:
    assert len(rows_of("facts", RECORD[0][0])) > 200
    assert len(rows_of("claims", RECORD[0][0])) > 150
