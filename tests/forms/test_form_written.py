"""What a form asks for, what stands beside, what is open, and that Office programs can live with it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from form_language import ROOT, Form, project_without
from new_projects import lay_out
from office import formula_nodes, read_values, sdk_errors

from reportgen.app.form import WrittenForm, make_form, write_form
from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.data.catalogue import DOCUMENT_KINDS, ROUNDINGS
from reportgen.data.vocabulary import BOUNDS, CLAIM_KINDS, MEDIA, SCENARIOS, STATUSES
from reportgen.forms.records import form_content
from reportgen.forms.words import AS_PRINTED, OPPOSITE, spoken, unit_words
from reportgen.new.wanted import NewCompany
from reportgen.project.project import Project


def keys(content: bytes, sheet: str = "Form") -> list[str]:
    return list(Form(content).keys(sheet))


# What is asked


def test_a_first_quarter_is_asked_by_quarter_and_closing_day(forms: dict[str, bytes]) -> None:
    asked = set(keys(forms["1Q18"]))
    assert {"revenue|1Q18", "gross_margin@si|1Q18", "total_assets|2018-06-30", "revenue|FY18|target"} <= asked
    assert not any(key.endswith(("|FY17", "|4Q17", "|2018-03-31")) for key in asked)


def test_a_half_is_asked_cumulative_and_by_its_quarter_where_documents_print_both(
    forms: dict[str, bytes],
) -> None:
    asked = set(keys(forms["2Q18"]))
    assert {"revenue|1H18", "revenue|2Q18", "operating_income|1H18", "total_assets|2018-09-30"} <= asked
    assert "capex|2Q18" not in asked
    assert not any(key.endswith("|1H18|target") for key in asked)


def test_a_year_asks_for_the_targets_of_the_next_one(forms: dict[str, bytes]) -> None:
    asked = set(keys(forms["4Q18"]))
    assert {
        "revenue|FY18",
        "revenue|4Q18",
        "total_assets|2019-03-31",
        "operating_income|FY19|target",
    } <= asked
    assert not any(key.endswith("|FY18|target") for key in asked)


@pytest.mark.parametrize(("one", "other"), [("2Q18", "1H18"), ("4Q18", "FY18")])
def test_the_quarter_and_the_year_up_to_it_are_one_form(one: str, other: str) -> None:
    table = Project(ROOT).table()
    asked, alike = (form_content(table, parse_period(period)).records for period in (one, other))
    assert asked.pop("form") | {"period": other} == alike.pop("form")
    assert asked == alike


def test_the_parts_of_every_sum_are_asked_for(forms: dict[str, bytes]) -> None:
    """The last documents lost their charts: the catalogue's rules know the service lines all the same."""
    asked = set(keys(forms["1Q18"]))
    assert {f"revenue@{line}|1Q18" for line in ("network", "si", "equipment", "atm", "network.wan")} <= asked


def test_claims_are_asked_against_the_year_before_the_quarter_before_and_other_lines(
    forms: dict[str, bytes],
) -> None:
    asked = set(keys(forms["1Q18"], "Claims"))
    assert "revenue|1Q18~change_pct~1Q17" in asked
    assert "revenue@recurring|1Q18~change_pct~4Q17" in asked
    assert "gross_margin|1Q18~share_pct~revenue" in asked
    assert "revenue|FY18|target~change_pct~FY17" in asked


def test_last_year_stands_beside_with_its_document_and_line(forms: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(forms["1Q18"]), data_only=True)
    form = Form(forms["1Q18"])
    row = form.row("revenue|1Q18")
    values = {name: book["Form"].cell(row, at).value for name, at in form.columns["Form"].items()}
    assert (values["last"], values["before"], values["unit"]) == (40964, 48439, "JPY million")
    assert values["last_from"] == "1Q17  2018-05-15_fy17_results:179"
    coarse = book["Form"].cell(form.row("net_income|1Q18"), form.columns["Form"]["last_from"]).value
    assert coarse == "1Q17  2017-08-08_release:703, give or take 50"


def test_the_sections_come_in_the_order_of_a_report(forms: dict[str, bytes]) -> None:
    sheet = Form(forms["1Q18"]).sheet()
    titles = [
        "Document",
        "Income statement",
        "By service line",
        "Balance sheet",
        "Cash flow",
        "KPIs",
        "Per share",
        "Other companies and markets",
        "Targets",
        "Other figures of the document",
    ]
    assert [cell.value for cell in sheet["B"] if cell.value in titles] == titles


def test_a_form_for_a_period_that_is_held_says_so() -> None:
    content = form_content(Project(ROOT).table(), parse_period("4Q17"))
    assert content.held == "2018-05-15_fy17_results, 2018-05-15_release"


# What is refused


def test_a_form_that_somebody_may_have_filled_in_is_never_replaced(
    forms: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "form.xlsx"
    out.write_bytes(b"typed for hours")
    form = WrittenForm(forms["1Q18"], form_content(Project(ROOT).table(), parse_period("1Q18")))
    with pytest.raises(FindingsError, match="file-exists"):
        write_form(form, out, force=False)
    assert out.read_bytes() == b"typed for hours"
    write_form(form, out, force=True)
    assert out.read_bytes() == forms["1Q18"]


@pytest.mark.parametrize("period", ["2H18", "2018-06-30", "2018-04", "Q1"])
def test_a_period_without_results_is_refused(period: str) -> None:
    with pytest.raises(FindingsError, match="unknown-period"):
        make_form(Project(ROOT), period)


def test_a_project_needs_one_template_and_the_same_tables_give_the_same_bytes(
    forms: dict[str, bytes], tmp_path: Path
) -> None:
    project = project_without(tmp_path)
    (tmp_path / "templates" / "iij" / "form.xlsx").rename(tmp_path / "mine.xlsx")
    with pytest.raises(FindingsError, match="no-form-template"):
        make_form(project, "1Q18")
    made = make_form(project, "1Q18", tmp_path / "mine.xlsx")
    assert made.content.lines > 100
    assert made.data == forms["1Q18"]


# What is open


def test_what_a_person_types_is_open_and_the_rest_is_locked_without_a_password(
    forms: dict[str, bytes],
) -> None:
    form = Form(forms["1Q18"])
    row = form.row("revenue|1Q18")
    sheet = form.sheet()
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.sort
    assert not sheet.protection.insertRows
    for name, at in form.columns["Form"].items():
        locked = sheet.cell(row, at).protection.locked
        typed = {
            "printed",
            "restated",
            "unit",
            "place",
            "heading",
            "note",
            "bound",
            "rounded",
            "sign",
            "medium",
        }
        assert locked == (name not in {*typed, "status", "scenario"}), name


@pytest.mark.parametrize("sheet", ["Form", "Claims"])
def test_every_open_cell_gives_advice_or_a_list(sheet: str, forms: dict[str, bytes]) -> None:
    form = Form(forms["1Q18"])
    home = form.sheet(sheet)
    advised = home.data_validations
    rows = [cell.row for cell in home["A"] if str(cell.value).startswith(("free", "revenue"))]
    assert len(rows) > 10
    for row in rows:
        for name in ("printed", "unit", "place", "heading", "note", "bound", "sign", "status", "medium"):
            address = form.cell(row, name, sheet)
            rules = [rule for rule in advised.dataValidation if address in rule.sqref]
            assert rules, address
            assert all(rule.prompt and len(rule.prompt) <= 255 for rule in rules)


def test_the_lists_of_the_template_are_the_words_of_the_tables(forms: dict[str, bytes]) -> None:
    form = Form(forms["1Q18"])

    def choices(address: str, sheet: str = "Form") -> list[str]:
        rules = form.sheet(sheet).data_validations.dataValidation
        rule = next(rule for rule in rules if address in rule.sqref and rule.type == "list")
        return str(rule.formula1).strip('"').split(",")

    row = form.row("revenue|1Q18")
    assert choices(form.cell(row, "bound")) == [spoken(word) for word in list(BOUNDS)[1:] if word]
    assert choices(form.cell(row, "status")) == [spoken(word) for word in STATUSES if word]
    assert choices(form.cell(row, "medium")) == [spoken(word) for word in MEDIA if word]
    assert choices(form.cell(row, "scenario")) == [spoken(word) for word in SCENARIOS if word]
    assert choices(form.cell(row, "sign")) == [OPPOSITE, AS_PRINTED]
    assert choices(form.cell(form.row("head:kind"), "printed")) == list(DOCUMENT_KINDS)
    assert choices(form.cell(form.row("head:rounding"), "printed")) == list(ROUNDINGS)
    names = form.book.defined_names
    units = names["form_unit_label"].attr_text
    assert "Lists" in str(units)
    free = form.row("free 1", "Claims")
    # A comma parts the words of a list, so the words of kinds hold none.
    assert choices(form.cell(free, "kind", "Claims"), "Claims") == [
        kind.choice for kind in CLAIM_KINDS.values()
    ]


def test_panes_stand_and_pages_repeat_their_head(forms: dict[str, bytes]) -> None:
    for name in ("Form", "Claims"):
        sheet = Form(forms["1Q18"]).sheet(name)
        assert sheet.freeze_panes == "D6"
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


# Witnesses


@pytest.mark.parametrize("period", ["1Q18", "2Q18", "4Q18"])
def test_the_validator_finds_nothing(
    period: str, forms: dict[str, bytes], validator: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{period}.xlsx"
    path.write_bytes(forms[period])
    assert sdk_errors(validator, path) == []


@pytest.mark.parametrize("period", ["1Q18", "2Q18", "4Q18"])
def test_every_formula_has_a_value_and_none_is_an_error(period: str, forms: dict[str, bytes]) -> None:
    values = read_values(forms[period], formulas_only=True)
    for sheet, cells in values.items():
        for address, value in cells.items():
            assert not str(value).startswith("#"), f"{sheet}!{address}"
    counted = sum(map(len, values.values()))
    assert counted == sum(1 for _ in formula_nodes(forms[period]))
    assert counted > 4000


@pytest.mark.parametrize(("scale", "unit"), [("thousand", "GBP thousand"), ("billion", "GBP billion")])
def test_the_first_form_of_a_company_proposes_the_scale_that_it_prints_in(
    tmp_path: Path, scale: str, unit: str
) -> None:
    house = Project(lay_out(tmp_path, NewCompany("Any", currency="GBP", scale=scale)))
    sheet = openpyxl.load_workbook(io.BytesIO(bytes(make_form(house, "1Q24").data)))["Form"]
    rows = {str(row[0].value): [cell.value for cell in row] for row in sheet.iter_rows()}
    assert unit in rows["revenue|1Q24"]
    assert "GBP/share" in rows["eps|1Q24"]


def asked_of(project: Project, period: str, *, every: bool = False) -> dict[str, list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(bytes(make_form(project, period, every=every).data)))["Form"]
    rows = {str(row[0].value): [cell.value for cell in row] for row in sheet.iter_rows()}
    return {key: row for key, row in rows.items() if "|" in key}


def labels_of(project: Project, name: str) -> list[object]:
    """The labels of one list of the first form."""
    records = form_content(project.table(), parse_period("FY24")).records[name]
    assert isinstance(records, list)
    return [one["label"] for one in records]


def test_the_first_form_asks_for_the_usual_lines_and_for_each_where_all_are_asked_for(tmp_path: Path) -> None:
    house = Project(lay_out(tmp_path, NewCompany("Any")))
    content = form_content(house.table(), parse_period("FY24"))
    assert (content.lines, content.left) == (25, 37)
    usual, every = asked_of(house, "FY24"), asked_of(house, "FY24", every=True)
    assert (len(usual), len(every)) == (25, 62)
    assert not {"deposits|2025-12-31", "ordinary_income|FY24"} & set(usual)
    assert set(usual) < set(every)
    japanese = Project(lay_out(tmp_path / "j", NewCompany("Any", currency="JPY")))
    assert "ordinary_income|FY24" in asked_of(japanese, "FY24")


def test_a_line_that_is_left_to_free_rows_is_on_their_list_and_is_asked_for_once_it_was_printed(
    tmp_path: Path,
) -> None:
    house = Project(lay_out(tmp_path, NewCompany("Any")))
    assert "Goodwill [goodwill]" in labels_of(house, "concepts")
    (tmp_path / "data" / "documents.csv").write_text(
        (tmp_path / "data" / "documents.csv").read_text()
        + "one,One,results,2025-03-01,2025-03-01,,nearest,,,\n"
    )
    (tmp_path / "data" / "facts").mkdir(exist_ok=True)
    (tmp_path / "data" / "facts" / "one.csv").write_text(
        "concept,service_line,scope,period,scenario,bound,unit,value,scale,decimals,printed,heading,line,also_at,medium,status,note\n"
        "revenue,,,FY24,actual,point,USD,9,6,-6,9,,1,,table,ok,\n"
        "goodwill,,,2024-12-31,actual,point,USD,5,6,-6,5,,1,,table,ok,\n"
    )
    later = asked_of(house, "FY25")
    assert {"goodwill|2025-12-31", "cash|2025-12-31"} <= set(later)
    assert not {"deposits|2025-12-31", "net_margin|FY25"} & set(later)


def test_the_first_form_asks_for_the_lines_of_revenue_and_ties_them(tmp_path: Path) -> None:
    root = lay_out(tmp_path, NewCompany("Any"))
    with (root / "data" / "members.csv").open("a") as file:
        file.write("service_line,shops,,Shops,,,,\nservice_line,trade,,Trade,,,,\n")
    rows = asked_of(Project(root), "FY24")
    assert "USD million" in rows["revenue@shops|FY24"]
    assert "Revenue" in labels_of(Project(root), "ties")


def test_units_of_things_counted_are_on_offer_before_a_document_has_printed_one(tmp_path: Path) -> None:
    house = Project(lay_out(tmp_path, NewCompany("Any")))
    offered = list(unit_words(house.table()))
    assert {"person", "customer", "store", "USD million", "%"} <= set(offered)
    assert "bit/s" not in offered
