"""Tables of people and databases become facts: long or wide, of any library, with their unit said once."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from import_language import HEAD, cells, imported, project

from reportgen import import_frame
from reportgen.cli.import_file import account
from reportgen.core.findings import FindingsError, Severity
from reportgen.importing.import_data import DataImport, import_data
from reportgen.importing.source_files import Supplied, read_address, read_source
from reportgen.importing.unmapped import members_file, new_members, unmapped
from reportgen.new.wanted import NewCompany
from reportgen.project.project import Project

ACME = NewCompany("Acme", "USD", year_end="12-31")
LONG = """metric,period,value,unit,segment
revenue,Q1 2024,"1,234.5",USD million,
Revenue,Q2 2024,1301,USD million,
net_income,Q1 2024,(12.5),USD million,
total_assets,Q1 2024,9,USD billion,
cash,2024-06-30,800,USD million,
gross_margin,2024Q1,61.5%,,
eps,1Q24,-0.10,USD/share,
employees,4Q23,1200,persons,
adjusted_ebitda,1Q24,7,USD million,
"""
WIDE = "metric;unit;Q1 2024;Q2 2024\nRevenue;USD million;1234.5;1301\nCash and cash equivalents;USD million;;800\n"
SAID = {
    "revenue|1Q24": "1234.5e6 USD",
    "revenue|2Q24": "1301e6 USD",
    "net_income|1Q24": "-12.5e6 USD",
    "total_assets|2024-03-31": "9e9 USD",
    "cash|2024-06-30": "800e6 USD",
    "gross_margin|1Q24": "61.5e0 pct",
    "eps|1Q24": "-0.1e0 USD/share",
    "employees|2023-12-31": "1200e0 persons",
}
FILED = Supplied(filed="2024-08-01")


def read(home: Project, path: Path, told: Supplied = FILED) -> DataImport:
    return import_data(home, read_source(path, told), path)


def test_one_figure_a_row_is_read_as_people_write_it(tmp_path: Path) -> None:
    result = imported(project(tmp_path, ACME), LONG.encode(), "figures.csv", FILED)
    assert cells(result) == SAID
    assert [one.element for left in result.facts.left.values() for one in left] == ["adjusted_ebitda"]
    assert not result.errors


def test_the_newest_value_of_a_name_that_nothing_maps_is_the_last_in_time(tmp_path: Path) -> None:
    told = "metric,period,value,unit\nOddity,Q4 2025,1,USD\nOddity,Q1 2026,2,USD\nOddity,FY2025,3,USD\n"
    result = imported(project(tmp_path, ACME), told.encode(), "figures.csv", FILED)
    assert [one.newest for one in unmapped(result.facts, result.reading)] == ["2 USD, Q1 2026"]


def test_one_period_a_column_is_read_with_any_separator(tmp_path: Path) -> None:
    found = cells(imported(project(tmp_path, ACME), WIDE.encode("utf-16"), "figures.csv", FILED))
    assert found == {key: SAID[key] for key in ("revenue|1Q24", "revenue|2Q24", "cash|2024-06-30")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "period,Revenue (USDm),EPS (USD/share),Net income (loss)\nQ1 2024,1234.5,-0.1,(12.5)\n2024,5001,,\n",
            {
                "revenue|1Q24": "1234.5e6 USD",
                "eps|1Q24": "-0.1e0 USD/share",
                "net_income|1Q24": "-12.5e6 USD",
                "revenue|FY24": "5001e6 USD",
            },
        ),
        (
            ",revenue,cash\n1Q24,5,7\n12M Jun-24,20,8\n",
            {"revenue|1Q24": "5e6 USD", "cash|2024-03-31": "7e6 USD"},
        ),
        (
            "metric,2023,12M Dec-24,9 months ended September 2024\nrevenue,5,20,14\ncash,,8,\n",
            {
                "revenue|FY23": "5e6 USD",
                "revenue|FY24": "20e6 USD",
                "revenue|9M24": "14e6 USD",
                "cash|2024-12-31": "8e6 USD",
            },
        ),
        (
            "fiscal_year,quarter,metric,value\n2024,1,revenue,5\n2024,,revenue,20\n",
            {"revenue|1Q24": "5e6 USD"},
        ),
    ],
    ids=["a metric a column", "a first column of periods", "months and years", "years and quarters apart"],
)
def test_tables_are_read_in_the_layouts_that_people_have(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    result = imported(project(tmp_path, ACME), text.encode(), "a.csv", Supplied("2025-03-01"))
    assert expected.items() <= cells(result).items()
    assert not result.errors


def test_several_documents_of_one_table_keep_their_days(tmp_path: Path) -> None:
    text = "document,filed,metric,period,value,unit\nr1,2024-05-01,revenue,1Q24,5,USD million\n"
    text += "r2,2024-08-01,revenue,2Q24,6,USD million\n"
    result = imported(project(tmp_path, ACME), text.encode(), "a.csv")
    assert list(result.documents) == ["2024-05-01_r1", "2024-08-01_r2"]


def test_a_range_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    home, path = project(tmp_path / "home", ACME), tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes")
        sheet = book.add_worksheet("Data")
        for row, line in enumerate(WIDE.splitlines()):
            for column, cell in enumerate(line.split(";")):
                sheet.write(row + 2, column + 1, float(cell) if cell[:1].isdigit() else cell)
    assert cells(read(home, path, Supplied("2024-08-01", "Data!B3:E4"))) == {
        key: SAID[key] for key in ("revenue|1Q24", "revenue|2Q24")
    }
    with pytest.raises(FindingsError, match="no-such-range"):
        read(home, path, Supplied("2024-08-01", "Elsewhere!A1:B2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", "no-such-columns"),
        (
            "company,metric,period,value,unit\nA,revenue,1Q24,1,USD\nB,revenue,1Q24,1,USD\n",
            "several-companies",
        ),
    ],
)
def test_a_table_that_says_too_little_is_a_finding(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(FindingsError, match=expected):
        imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED)


def test_a_table_without_a_unit_and_a_cell_without_a_number_are_warnings(tmp_path: Path) -> None:
    text = "metric,period,value\nrevenue,1Q24,1200\nrevenue,2Q24,many\nrevenue,soon,3\n"
    home = project(tmp_path, ACME)
    result = imported(home, text.encode(), "a.csv", FILED)
    assert [issue.id for issue in result.warnings] == ["unread-value", "unread-value"]
    assert [issue.id for issue in result.issues if issue.severity is Severity.INFO] == ["unit-not-told"]
    assert cells(result) == {"revenue|1Q24": "1200e6 USD"}
    company = home.root / "data" / "company.yaml"
    company.write_text(company.read_text().replace("scale: million\n", ""))
    result = imported(home, text.encode(), "a.csv", FILED)
    assert [issue.id for issue in result.warnings] == ["unread-value", "unread-value", "unit-not-told"]
    assert cells(result) == {"revenue|1Q24": "1200e0 USD"}


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ('"1,234.5"', "USDm", "1234.5e6 USD"),
        ("1 234.5", "USD in millions", "1234.5e6 USD"),
        ('"1.234,5"', "USD million", ""),
        ('"12,5"', "USD million", ""),
        ("12.5", "USD '000", "12.5e3 USD"),
        ("12.5", "USD lakh", ""),
        ("n/a", "USD million", ""),
    ],
)
def test_a_number_or_a_unit_that_may_mean_another_is_not_read(
    tmp_path: Path, cell: str, unit: str, expected: str
) -> None:
    text = f"metric,period,value,unit\nrevenue,1Q24,{cell},{unit}\n"
    found = cells(imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED))
    assert found.get("revenue|1Q24", "") == expected


def test_a_column_of_currencies_leaves_the_scale_to_the_unit(tmp_path: Path) -> None:
    home, text = project(tmp_path, ACME), "metric,period,value,{}currency\nrevenue,1Q24,12.5,{}USD\n"
    told = imported(home, text.format("unit,", "million,").encode(), "a.csv", FILED)
    assert cells(told) == {"revenue|1Q24": "12.5e6 USD"}
    untold = imported(home, text.format("", "").encode(), "a.csv", FILED)
    assert "unit-not-told" in [issue.id for issue in untold.issues]
    assert cells(untold) == {"revenue|1Q24": "12.5e6 USD"}


def test_what_a_known_file_tells_beyond_its_document_is_added_once_the_mapping_says_it(
    tmp_path: Path,
) -> None:
    home, text = project(tmp_path, ACME), LONG.encode()
    home.add_data(imported(home, text, "a.csv", FILED).files)
    assert not imported(home, text, "a.csv").files
    (home.root / "data" / "mapping.csv").write_text(
        "element,dimension,concept,service_line,scope,scenario,sign,note\nadjusted_ebitda,,ebitda,,,,,\n"
    )
    more = imported(home, text, "a.csv")
    assert (cells(more), list(more.files)) == ({"ebitda|1Q24": "7e6 USD"}, ["facts/2024-08-01_table.csv"])
    home.add_data(more.files)
    assert not imported(home, text, "a.csv").files


def test_rows_keep_their_numbers_and_columns_or_periods_that_are_none_are_told(tmp_path: Path) -> None:
    text = "metric,unit,Q1 2024,Dec-24,Note\n\nrevenue,USD million,10,12,audited\n"
    wide = imported(project(tmp_path / "a", ACME), text.encode(), "a.csv", FILED)
    assert [one.value.spot for one in wide.taken] == ["row 3"]
    assert [(issue.id, issue.found) for issue in wide.issues] == [
        ("unread-value", "Dec-24"),
        ("unread-value", "Note"),
    ]
    text = "metric,period,value,unit\nrevenue,Q1 1824,10,USD million\n"
    told = imported(project(tmp_path / "b", ACME), text.encode(), "a.csv", FILED)
    assert ([issue.id for issue in told.warnings], told.taken) == (["unread-value"], ())


def test_usual_words_of_tables_are_known_in_any_case(tmp_path: Path) -> None:
    text = "metric,period,value,unit\nNet Sales,1Q24,10,USD million\ncost of sales,1Q24,6,USD million\n"
    found = cells(imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED))
    assert found == {"revenue|1Q24": "10e6 USD", "cost_of_revenue|1Q24": "6e6 USD"}


def test_a_figure_that_a_table_tells_twice_and_differently_is_a_warning(tmp_path: Path) -> None:
    text = "metric,period,value,unit\nrevenue,1Q24,12.0,USD million\nrevenue,1Q24,{},USD million\n"
    home = project(tmp_path, ACME)
    told = [imported(home, text.format(other).encode(), "a.csv", FILED).warnings for other in ("12", "13.0")]
    assert [[issue.id for issue in issues] for issues in told] == [[], ["told-twice"]]


@pytest.mark.parametrize(
    ("lines", "said", "told"),
    [
        # However they are spelled, they are one figure.
        (
            ["revenue,Q1 2024,12,USD million", "Net Sales,1Q24,15,USD million"],
            "revenue|1Q24=12e6",
            ["told-twice"],
        ),
        # 61.5 may be a percentage, and 0.615 is none.
        (["gross_margin,1Q24,61.5,"], "gross_margin|1Q24=6150e0", ["unit-not-told"]),
        (["gross_margin,1Q24,0.615,"], "gross_margin|1Q24=61.5e0", []),
        # Two scales, two currencies, hundredths of a currency, the scale of the amounts beside a figure per share.
        (["revenue,1Q24,12,USD thousand million", "eps,1Q24,1.2,USD million"], "", []),
        (["eps,1Q24,12,USD cents/share", "revenue,1Q24,12,EUR USD million"], "", []),
        (["eps,1Q24,1.2,USD per share"], "eps|1Q24=1.2e0", []),
        # Rates are none of their own.
        (["yoy,1Q24,5.1,%"], "", []),
    ],
)
def test_what_may_be_another_figure_is_told_or_left_out(
    tmp_path: Path, lines: list[str], said: str, told: list[str]
) -> None:
    text = "\n".join(["metric,period,value,unit", *lines])
    result = imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED)
    assert " ".join(f"{key}={one.split()[0]}" for key, one in cells(result).items()) == said
    assert [issue.id for issue in result.warnings] == told


def test_a_table_says_from_which_day_on_and_how_closely_and_what_is_left_out(tmp_path: Path) -> None:
    text = (
        "metric,period,start,value,unit,decimals,accounting\nrevenue,3Q23,2023-01-01,90,USD million,,ifrs\n"
        "revenue,2Q23,2023-04-01,30,USD million,,\nemployees,4Q23,,12.3,thousand person,-2.0,\n"
    )
    result = imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED)
    assert cells(result) == {"revenue|2Q23": "30e6 USD", "employees|2023-12-31": "12300e0 person"}
    assert [one.decimals for one in result.taken] == [-6, -2]
    assert [issue.found for issue in result.issues if issue.id == "unread-value"] == ["accounting"]


def test_a_frame_is_a_table(tmp_path: Path) -> None:
    home = project(tmp_path, ACME)
    frame = pd.DataFrame({"metric": ["revenue", "cash"], "unit": "USD million", "Q1 2024": [0.1, None]})
    assert cells(import_frame(home.root, frame, "2024-08-01")) == {"revenue|1Q24": "0.1e6 USD"}


def test_a_query_of_a_database_and_a_parquet_file_are_tables(tmp_path: Path) -> None:
    duckdb, _ = pytest.importorskip("duckdb"), pytest.importorskip("sqlalchemy")
    home, path = project(tmp_path / "home", ACME), tmp_path / "a.parquet"
    rows = "select 'revenue' as metric, '1Q24' as period, 5.5 as value, 'USD million' as unit"
    duckdb.sql(rows).write_parquet(str(path))
    assert cells(read(home, path)) == {"revenue|1Q24": "5.5e6 USD"}
    assert cells(read(home, path, Supplied("2024-08-01", "select * from source where value > 9"))) == {}
    found = read_address("sqlite://", Supplied("2024-08-01", rows))
    assert cells(import_data(home, found, path)) == {"revenue|1Q24": "5.5e6 USD"}
    with pytest.raises(FindingsError, match="query-failed"):
        read_address("sqlite://", Supplied("2024-08-01", "select from"))


def test_no_message_holds_the_password_of_a_database() -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(FindingsError, match="password-in-address") as told:
        read_address("postgresql://me:se:cret@host/sales", Supplied("2024-08-01", "select 1"))
    assert "postgresql://me:***@host" in str(told.value)
    assert "cret" not in str(told.value)


def test_a_missing_library_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(FindingsError, match="missing-library"):
        read_source(tmp_path / "a.parquet", FILED)


def test_an_archive_that_is_broken_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.txt", "nothing")
    with pytest.raises(FindingsError, match="unknown-data-file"):
        read_source(path, FILED)
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(FindingsError, match="broken-data-file"):
        read_source(path, FILED)


def test_a_table_says_its_accounting_standard(tmp_path: Path) -> None:
    text = "metric,period,value,unit,standard\nrevenue,1Q24,5,USD million,US GAAP\nrevenue,1Q24,6,USD million,IFRS\n"
    result = imported(project(tmp_path, ACME), text.encode(), "a.csv", FILED)
    assert {doc: one.standard for doc, one in result.documents.items()} == {
        "2024-08-01_us-gaap": "us_gaap",
        "2024-08-01_ifrs": "ifrs",
    }
    assert {fact.standard for fact in result.table.facts} == {"us_gaap", "ifrs"}


def test_members_that_a_table_names_are_offered_as_rows_of_their_file(tmp_path: Path) -> None:
    text = "metric,period,value,unit,segment\nrevenue,1Q24,5,USD million,Pet Food\n"
    home = project(tmp_path, ACME)
    result = imported(home, text.encode(), "a.csv", FILED)
    found = new_members(result.facts, result.table.catalogue)
    assert unmapped(result.facts, result.reading, found) == []
    head, row = members_file(found).decode().splitlines()
    assert f"  {row}" in account(result)
    home.add_data({"members.csv": f"{head}\n{row}\n".encode()})
    assert cells(imported(home, text.encode(), "a.csv", FILED)) == {"revenue@pet_food|1Q24": "5e6 USD"}


def test_costs_that_are_negative_throughout_are_one_finding_with_the_lines_that_turn_them(
    tmp_path: Path,
) -> None:
    rows = [("Revenue", 10, 20), ("Cost of sales", -4, -9), ("Gross profit", 6, 11)]
    text = "metric,unit,1Q24,2Q24\n" + "".join(f"{name},USD million,{a},{b}\n" for name, a, b in rows)
    home = project(tmp_path, ACME)
    first, *others = imported(home, text.encode(), "a.csv", FILED).errors
    assert (first.id, first.found, others) == ("costs-below-zero", "cost_of_revenue", [])
    line = first.expected.removeprefix("sign -1 in data/mapping.csv: ")
    home.add_data({"mapping.csv": f"{HEAD}{line}\n".encode()})
    assert not imported(home, text.encode(), "a.csv", FILED).errors
