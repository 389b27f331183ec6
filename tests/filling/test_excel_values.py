"""Stored values are Excel's, or there is none: what is proven, asked or kept, and what one cell costs."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from fill_language import filled, values
from libreoffice_witness import needs_libreoffice, recalculate
from made import Book
from office import packed, parts_of

from reportgen.filling.filled import Filled
from reportgen.formula.functions import both_know
from reportgen.formula.judge import unproven_functions
from reportgen.formula.proven import PROVEN
from reportgen.linting.workbook import workbook_issues
from reportgen.office.number_formats import format_value
from reportgen.office.package import open_package
from reportgen.xlsx.inspection import inspect_workbook
from tools.proven.__main__ import page
from tools.proven.cases import COLUMN, FIRST_ROW, calculated, cases, proven_functions, same, workbook

CASES = cases()


def test_what_is_stored_for_a_case_of_excels_documentation_is_what_that_says() -> None:
    stored = calculated(CASES)
    wrong = [case for case, value in zip(CASES, stored, strict=True) if not same(case.value, value)]
    assert wrong == []


def test_the_proven_functions_and_their_page_are_what_the_cases_prove() -> None:
    proven = proven_functions(CASES)
    assert frozenset(proven) == PROVEN
    assert (Path(__file__).parents[2] / "docs" / "functions.md").read_text() == page(CASES, proven)


# What LibreOffice has other rules for: truth values among numbers, days before March 1900, texts as numbers.
OTHERS = (
    "E4",
    "E1:E6",
    "A1:E6",
    "E3:E6",
    "TRUE",
    "(1)",
    "(0)",
    "1900",
    "1899",
    "DATE(24,",
    "DATE(108,",
    "EDATE(-1",
)
APART = frozenset(
    {
        *(
            "DATE(10000,1,1)",
            "COUNT(A1:G6)",
            "SUMIF(G1:G3,12,A1:A3)",
            "MROUND(5,-2)",
            "POWER(0,0)",
            "0^0",
            'FIND("","abc")',
            'CODE("")',
            'CODE("é")',
        ),
        *("YEAR(-1)", "MONTH(E3)", "DAY(60)", 'DATEVALUE("2024/3/31")', "G3+1", 'MONTH("2024/3/31")'),
        *('"2024/3/31"+0', "RANK(7,A1:A6)", "_xlfn.RANK.EQ(7,A1:A6)", 'VLOOKUP("3",A1:C6,3,FALSE)'),
        *('MAX("5",3)', 'AVERAGE("4",6)', "POWER(-8,1/3)", "SUMPRODUCT(C1:C2,E4:E5)"),
    }
)


@needs_libreoffice
def test_libreoffice_gives_the_same_where_its_rules_are_excels(tmp_path: Path) -> None:
    held = [
        case
        for case in CASES
        if case.formula not in APART
        and not any(word in case.formula for word in (*OTHERS, "XLOOKUP", "XMATCH", "TODAY", "NOW"))
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(recalculate(workbook(held), tmp_path)), data_only=True)["S"]
    wrong = []
    for row, case in enumerate(held, FIRST_ROW):
        value = sheet.cell(row, COLUMN).value
        if isinstance(value, datetime):
            value = float((value - datetime(1899, 12, 30)).days)
        errors = isinstance(case.value, str) and case.value.startswith("#") and str(value).startswith("#")
        if not errors and not hasattr(value, "hour") and not same(case.value, "" if value is None else value):
            wrong.append((case, value))
    assert wrong == []
    assert len(held) > 700


Inputs = Mapping[str, object]


def book(cells: Inputs, stored: Mapping[str, object] | None = None) -> bytes:
    """A sheet S as Excel saves it, with the stored values of its formulas."""
    file = Book()
    sheet = file.add_worksheet("S")
    for address, cell in cells.items():
        if isinstance(cell, str) and cell.startswith("="):
            sheet.write_formula(address, cell, None, (stored or {}).get(address, 0))
        else:
            sheet.write(address, cell)
    return file.saved()


def stored(cells: Inputs) -> tuple[Mapping[str, object], dict[str, str]]:
    """What is stored in column F for a template of these cells, and what is told of cells without a value."""
    done = filled(book(cells | {"Z1": "{{z}}"}), {"z": 1})
    return values(done, "S"), told(done)


def told(done: Filled) -> dict[str, str]:
    return {issue.place.cell: issue.message for issue in done.findings if issue.id == "uncached-formula"}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('IF(A1+A2=A3,"OK","NG")', "OK"),
        ('IF(SUM(A1:A2)<>A3,"NG","OK")', "OK"),
        ("A1+A2>A3", False),
        ("SUMPRODUCT(--(A1:A2*3=B1:B2))", 2),
        ('COUNTIF(A1:A3,">"&A1+A2)', 0),
        ('"合計 "&A1+A2&"億円"', "合計 0.3億円"),
        ("LEFT(A1/3,8)", "0.033333"),
        ("IFERROR(VALUE(A4),0)", 1234),
        ('IFERROR(A4*1,"n/a")', 1234),
        ("SUM(A4*1,A5+1)", 46617),
        ('IF(ISNUMBER(A6+0),"number","text")', "text"),
        ("A1+A2-A3", 0),
        ("(A1+A2-A3)*1", 5.551115123125783e-17),
        ('TEXT(A5+0,"[$-411]ggge""年""m""月""d""日""")', "令和6年3月31日"),
    ],
)
def test_operators_follow_excels_rules(formula: str, value: object) -> None:
    cells = {
        "A1": 0.1,
        "A2": 0.2,
        "A3": 0.3,
        "B1": 0.3,
        "B2": 0.6,
        "A4": "1,234",
        "A5": "2024/3/31",
        "A6": "n/d",
    }
    found, issues = stored(cells | {"F1": f"={formula}"})
    assert (found["F1"], issues) == (value, {})


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (
            "IFERROR(BAHTTEXT(1),0)",
            "the calculator refuses this formula: of two calculators at most one knows BAHTTEXT",
        ),
        ("MINE(A1)", "the calculator refuses this formula: of two calculators at most one knows MINE"),
        ("SUM(S:T!A1)", "the calculator refuses this formula: it reads several sheets at once"),
        (
            "TODAY()-1",
            "the calculator refuses this formula: its value is known when the workbook is opened, not before",
        ),
        ("SUM(A1:A2*A1:A2)", "this formula gives more than one value"),
        (
            "INT((A1+0.7)*10)",
            "the calculator refuses this formula: a number lies nearer to a step than its digits tell",
        ),
        (
            'TEXT(A1,"# ?/?")',
            "the calculator refuses this formula: what Excel shows with this format code is not certain",
        ),
        (
            "IF(A1+A2-A3=0,1,2)",
            "the calculator refuses this formula: it compares what lost digits leave over",
        ),
        (
            "HOUR(0.999999)",
            "the calculator refuses this formula: a number lies nearer to a step than its digits tell",
        ),
        (
            "SECOND(59.6/86400)",
            "the calculator refuses this formula: a number lies nearer to a step than its digits tell",
        ),
        (
            'DATEDIF(DATE(2007,1,31),DATE(2007,3,1),"md")',
            "the calculator refuses this formula: how Excel counts the days of this unit is not certain",
        ),
        (
            '_xlfn.TEXTJOIN({"-","+"},TRUE,1,2,3)',
            "the calculator refuses this formula: it joins with several signs in turn",
        ),
        ("ERF(1)-ERF(1)+CELL(A1)", "the calculator refuses this formula: CELL asks for what no cell holds"),
        (
            "SUM(A1,nowhere)",
            "the calculator refuses this formula: it names nowhere, which stands for nothing here",
        ),
    ],
)
def test_what_is_not_certain_costs_its_own_cell_and_what_reads_it(formula: str, reason: str) -> None:
    cells = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "F1": f"={formula}", "F2": "=F1&1", "F3": "=SUM(A1:A3)"}
    cells |= {"F4": "=SUM(OFFSET(A1,0,0,3,1))", "F5": "=SUM(OFFSET(A1,0,5,1,1))"}
    found, issues = stored(cells)
    assert issues == {
        "F1": reason,
        "F2": "this formula depends on a cell without a value",
        "F5": "this formula depends on a cell without a value",
    }
    assert math.isclose(float(str(found["F3"])), 0.6)
    assert found["F4"] == found["F3"]
    assert not {"F1", "F2", "F5"} & {cell for cell, value in found.items() if value is not None}


def test_a_function_without_the_prefix_of_its_file_shows_what_excel_shows() -> None:
    done = filled(book({"A1": 2, "F1": '=IFS(A1>0,"up")', "F2": "=F1&1", "Z1": "{{z}}"}), {"z": 1})
    assert {one.place.cell: one.message for one in done.findings} == {
        "F1": "Excel shows #NAME?: in its files IFS is called _xlfn.IFS",
        "F2": "this formula depends on a cell without a value",
    }
    assert (values(done, "S")["F1"], values(done, "S").get("F2")) == ("#NAME?", None)


def test_a_circle_costs_what_is_in_it() -> None:
    found, issues = stored({"A1": 2, "F1": "=F2+1", "F2": "=F1+A1", "F3": "=A1*2"})
    assert set(issues) == {"F1", "F2"}
    assert found["F3"] == 4


def test_what_one_calculator_gives_is_stored_where_a_second_one_gives_the_same() -> None:
    found, issues = stored({"F1": "=BESSELJ(1.9,2)", "F2": "=F1*2", "F3": "=ERF(1)"})
    assert not {"ERF", "BESSELJ"} & PROVEN
    assert both_know("ERF")
    assert math.isclose(float(str(found["F1"])), 0.329925829, rel_tol=1e-6)  # Excel's page on BESSELJ
    assert found["F2"] == float(str(found["F1"])) * 2
    assert issues == {"F3": "two calculators do not agree on this formula"}


KEPT = {
    "=TODAY()": 45000,
    '=IF(MONTH(TODAY())=1,"first","other")': "other",
    '=GETPIVOTDATA("Sales",$H$1)': 3727.88,
    '=CELL("width",A1)': 8,
    "=DCOUNT(E1:F3,0,E1:E2)": 1,
    "=1/0": "#DIV/0!",
    "=RAND()": 0.25,
    '=IF(NOW()>0,"late","soon")': "soon",
    "=MINE(1)": 17,
    "=SUM(1,2)": 3,
    "=NOW()-NOW()": 0,
}


def test_what_does_not_depend_on_what_was_written_keeps_its_value_byte_for_byte() -> None:
    cells = {f"A{row}": formula for row, formula in enumerate(KEPT, 1)} | {"B1": "=A1+B9", "B2": "=K40*2"}
    given = {f"A{row}": value for row, value in enumerate(KEPT.values(), 1)} | {"B1": 45001, "B2": 0}
    template = book(cells | {"B9": 1}, given)
    done = filled(template, None, "S!K40=5")
    assert {cell: value for cell, value in values(done, "S").items() if cell.startswith("A")} == {
        f"A{row}": value for row, value in enumerate(KEPT.values(), 1)
    }
    assert (values(done, "S")["B1"], values(done, "S")["B2"], told(done)) == (45001, 10, {})
    again = filled(template, None, "S!B9=2")
    assert values(again, "S")["B1"] == 45002  # the day that Excel stored, and the number written


def test_rows_that_move_leave_the_values_of_what_they_do_not_change() -> None:
    cells = {
        "A1": "{{#rows}}{{v}}",
        "B1": "=A1*2",
        "C1": "{{/rows}}",
        "A3": "=TODAY()",
        "B3": "=SUM(B1:B1)",
        "C3": "=ROW()",
    }
    done = filled(book(cells, {"A3": 45000, "B1": 1, "B3": 1, "C3": 3}), {"rows": [{"v": 1}, {"v": 2}]})
    found = values(done, "S")
    assert (found["A4"], found["B1"], found["B2"], found["B4"], found["C4"]) == (45000, 2, 4, 6, 4)


def test_values_that_are_all_0_are_none() -> None:
    """Some programs store 0 for every formula and have Excel calculate."""
    done = filled(book({"A1": "=1+1", "A2": "=RAND()"}), None, "S!K40=5")
    assert values(done, "S")["A1"] == 2
    assert set(told(done)) == {"A2"}


def test_a_table_with_a_cell_typed_over_costs_nothing() -> None:
    file = Book()
    sheet = file.add_worksheet("S")
    sheet.write_string("A1", "{{x}}")
    twice = {"header": "twice", "formula": "=[@n]*2", "total_function": "sum"}
    sheet.add_table("E5:F9", {"name": "T", "total_row": True, "columns": [{"header": "n"}, twice]})
    for row in range(3):
        sheet.write(5 + row, 4, row)
    sheet.write_number("F7", 99)
    for row, formula in enumerate(
        ("=SUM(T[twice])", "=T[[#Totals],[twice]]", "=COUNTA(T[#Headers])", "=ROWS(T[#All])")
    ):
        sheet.write_formula(row, 7, formula)
    done = filled(file.saved(), {"x": 1})
    found = values(done, "S")
    assert [found[cell] for cell in ("F6", "F8", "F9", "H1", "H2", "H3", "H4")] == [0, 4, 103, 103, 103, 2, 5]
    assert told(done) == {}


def test_a_subtotal_is_left_out_where_it_reads_hidden_rows() -> None:
    cells = {
        "A1": "{{x}}",
        "A2": 2,
        "A5": 5,
        "A6": 6,
        "F1": "=SUBTOTAL(109,A1:A2)",
        "F2": "=SUBTOTAL(9,A5:A6)",
    }
    parts = parts_of(book(cells))
    sheet = "xl/worksheets/sheet1.xml"
    plain = {**parts, sheet: parts[sheet].replace(b'<row r="6"', b'<row r="6" hidden="false"')}
    plain[sheet] = plain[sheet].replace(
        b"<sheetData", b'<sheetFormatPr defaultRowHeight="15" zeroHeight="false"/><sheetData'
    )
    assert values(filled(packed(plain), {"x": 1}), "S")["F2"] == 11
    parts[sheet] = parts[sheet].replace(b'<row r="6"', b'<row r="6" hidden="1"')
    done = filled(packed(parts), {"x": 1})
    assert values(done, "S")["F1"] == 3
    assert told(done) == {"F2": "the calculator refuses this formula: it leaves out hidden rows"}


def test_a_sheet_that_claims_all_its_cells_is_calculated() -> None:
    parts = parts_of(book({"A1": "{{x}}", "A2": "=A1*2", "XFD1": 1}))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:XFD2"', b'ref="A1:XFD1048576"')
    assert values(filled(packed(parts), {"x": 4}), "S")["A2"] == 8


@pytest.mark.parametrize(
    "code",
    ['[$-411]ggge"年"', '[$-ja-JP-x-gannen]ggge"年度"', "aaa", '"("aaaa")"', '[=0]"-";yyyy/mm/dd', "bbbb"],
)
def test_a_date_keeps_the_format_of_its_cell(code: str) -> None:
    file = Book()
    sheet = file.add_worksheet("S")
    sheet.write_string("A1", "{{day}}", file.add_format({"num_format": code}))
    cell = openpyxl.load_workbook(io.BytesIO(filled(file.saved(), {"day": date(2024, 3, 31)})))["S"]["A1"]
    assert cell.number_format == code


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (-1234.0, "#,##0_);(#,##0)", "(1,234)"),
        (-1234.0, '_(* #,##0_);_(* (#,##0);_(* "-"_)', " (1,234)"),
        (0.0, '_(* #,##0_);_(* (#,##0);_(* "-"_)', " - "),
        (0.1234, "0.0%_)", "12.3% "),
        (12345678.0, '[>=1000000]0.0,,"M";#,##0', "12.3M"),
        (12345678.0, "0.00E+00", "1.23E+07"),
        (0.000012, "0.0E-0", "1.2E-5"),
        (43586.0, '[$-ja-JP-x-gannen]ggge"年"m"月"', "令和元年5月"),
        (45382.0, "[$-411]gge.m.d", "令6.3.31"),
        (45382.0, "m/d(aaa)", "3/31(日)"),
        (45382.75, "yyyy-mm-dd hh:mm", "2024-03-31 18:00"),
        (5551234.0, "000-0000", "555-1234"),
        (1234.5, "#,##0.##", "1,234.5"),
        ("山田", '@"様"', "山田様"),
        (-0.4, "0", None),
        (0.5, "# ?/?", None),
        (45382.0, "ggge", None),
        (45382.123456, "h:mm:ss", None),
    ],
)
def test_format_codes_show_what_excel_shows_or_nothing_is_said(
    value: float | str, code: str, shown: str | None
) -> None:
    assert format_value(value, code) == shown


def test_a_report_is_told_of_functions_that_are_not_proven() -> None:
    assert unproven_functions('IF(A1>0,_xlfn.XLOOKUP(1,A1:A3,B1:B3),ERF(1)&TEXT(A1,"0"))') == {"ERF"}
    package = open_package(book({"A1": "{{x}}", "A2": "=ERF(A1)", "A3": "=SUM(A1:A2)"}))
    told_of = workbook_issues(package, inspect_workbook(package), "t.xlsx", plain=False)
    found = [(one.place.cell, one.found) for one in told_of if one.id == "unproven-function"]
    assert found == [("A2", "ERF")]
