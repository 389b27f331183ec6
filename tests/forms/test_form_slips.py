"""What is half filled, wrong or typed twice in a form is told at sheet and cell, and nothing is written."""

from __future__ import annotations

import errno
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from form_language import HEAD, ROOT, Form, any_sign, faults, first_quarter, tried

from reportgen.app.sources import SourceFolders
from reportgen.cli.import_file import Wish, run
from reportgen.core.findings import FindingsError, Severity
from reportgen.core.structs import replace
from reportgen.data.figure_files import with_documents
from reportgen.forms.import_form import import_form
from reportgen.project import files as writing
from reportgen.project.project import Project

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
    rows = [row for row in any_sign(form) if not form.value(row, "printed")]
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
        run(house.root, tmp_path / "form.xlsx", Wish(True, True, True))
    assert house.data_files() == before


def test_a_part_that_contradicts_an_earlier_total_is_told_at_the_part(house: Project, tmp_path: Path) -> None:
    form = Form.of(house, "9M17").head(**HEAD).type("revenue|9M17", "120,000", unit="JPY million")
    (issue,) = (one for one in tried(house, form, tmp_path).errors if "Revenues FY17" in one.message)
    assert (issue.id, issue.place.cell) == (
        "tie-contradiction",
        form.cell(form.row("revenue|9M17"), "printed"),
    )


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
        run(house.root, tmp_path / "form.xlsx", Wish(True, False, False))
    assert "--with-warnings" in capsys.readouterr().out
    assert house.data_files() == before
    run(house.root, tmp_path / "form.xlsx", Wish(True, True, False))
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
    house.add_data(tried(house, form, tmp_path).files)
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
        house.add_data(result.files)
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
    assert with_documents(file, [{"title": 'B, "new"', "doc": "b", "kind": "x"}]) == (
        b'doc,title,note\na,A,\nb,"B, ""new""",\n'
    )


def test_a_filled_form_is_still_a_sound_package(forms: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(first_quarter(forms).saved())) as archive:
        assert archive.testzip() is None
