"""Where the data of a filling come from: workbooks, Parquet files, databases and frames give the same values."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from fill_language import template, values

from reportgen.core.findings import FindingsError, Issue, Severity
from reportgen.filling.data_files import read_data
from reportgen.filling.fill import Sources, fill_file
from reportgen.filling.values import FileContent, plain
from reportgen.project.passwords import without_password
from reportgen.project.storage import read_bytes
from reportgen.tables.address import Address
from reportgen.tables.source import DataSource

DAY, MOMENT = date(2024, 3, 31), datetime(2024, 3, 31, 6, 30)
COLUMNS = "name, n, amount, day, at, ok, gone, pic"
ROW = {
    "name": "Acme",
    "n": Decimal(2**53 + 1),
    "amount": Decimal("12.5"),
    "day": DAY,
    "at": MOMENT,
    "ok": True,
    "gone": None,
    "pic": FileContent(b"\x89PNG"),
}
BIG = str(2**53 + 1)


def rows_of(text: str) -> object:
    return read_data([DataSource.of(text)])["t"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A database of SQLite with one row of every type."""
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute(
            "create table t (name text, n bigint, amount decimal(9,2), day date, at timestamp, ok boolean, "
            "gone int, pic blob)"
        )
        base.execute(
            "insert into t values (?,?,?,?,?,?,?,?)",
            ("Acme", 2**53 + 1, 12.5, "2024-03-31", "2024-03-31 06:30:00", 1, None, b"\x89PNG"),
        )
        base.commit()
    return path


def refused(text: str) -> str:
    with pytest.raises(FindingsError) as told:
        read_data([DataSource.of(text)])
    return " ".join(f"{one.id} {one.place} {one.message} {one.found} {one.hint}" for one in told.value.issues)


def test_every_type_is_the_same_from_every_source(shop: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    typed = (
        f"select 'Acme' as name, {BIG}::bigint as n, 12.5::decimal(9,2) as amount, date '2024-03-31' as day, "
        "timestamp '2024-03-31 06:30:00' as at, true as ok, null::int as gone, '\\x89PNG'::blob as pic"
    )
    duckdb.sql(typed).write_parquet(str(tmp_path / "t.parquet"))
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute(f"create table t as {typed}")
    frame = pd.DataFrame([{**ROW, "n": 2**53 + 1, "pic": b"\x89PNG", "at": pd.Timestamp(MOMENT)}])
    found = [
        rows_of(f"t=sqlite:///{shop}?sql=select {COLUMNS} from t"),
        rows_of(f"t={shop}?sql=with one as (select * from t) select * from one;"),
        rows_of(f"t={tmp_path / 't.parquet'}"),
        rows_of(f"t=duckdb:///{tmp_path / 't.duckdb'}?sql=from t"),
        plain(frame),
    ]
    assert found == [[ROW]] * len(found)


def test_what_reads_as_a_blank_in_a_workbook_and_is_none_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["region", "n", "twice"], ["North", 1, "=B2*2"], [None, "#N/A", 3], ["South", 2, 4]):
        book.active.append(row)
    book.active["B3"].data_type = "e"
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("A9:A12")  # outside of what is asked
    book.save(tmp_path / "t.xlsx")
    doubts: list[Issue] = []
    (rows,) = read_data([DataSource.of(f"t={tmp_path / 't.xlsx'}!A1:C4")], doubts=doubts).values()
    assert [(one.id, one.found, one.severity) for one in doubts] == [
        ("error-cell", "B3", Severity.WARNING), ("uncalculated-cell", "C2", Severity.WARNING),
        ("merged-cells", "A2:A3", Severity.WARNING),
    ]  # fmt: skip
    assert [(one["n"], one["twice"]) for one in rows] == [(1, None), (None, 3), (2, 4)]


def test_files_at_addresses_are_read_as_those_of_this_machine(tmp_path: Path) -> None:
    duckdb, fsspec = pytest.importorskip("duckdb"), pytest.importorskip("fsspec")
    duckdb.sql("select 'Acme' as name, 1.50::decimal(9,2) as n").write_parquet(str(tmp_path / "t.parquet"))
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("Sales")
        sheet.write_row(0, 0, ["name", "n"])
        sheet.write_row(1, 0, ["Acme", 1.5])
    (tmp_path / "t.csv").write_text("name;n\nAcme;1,50\n", encoding="utf-8")
    (tmp_path / "t.json").write_text('[{"name": "Acme", "n": 1.50}]', encoding="utf-8")
    (tmp_path / "t.yaml").write_text("- {name: Acme, n: 1.50}\n", encoding="utf-8")
    there = fsspec.filesystem("memory")
    for path in tmp_path.glob("t.*"):
        there.pipe(f"/may/{path.name}", path.read_bytes())
    asked = (
        "t.parquet",
        "t.parquet?sql=select * from source",
        "t.xlsx",
        "t.xlsx!Sales",
        "t.csv",
        "t.json",
        "t.yaml",
    )
    for where in (f"memory://may/{one}" for one in asked):
        assert rows_of(f"t={where}") == [{"name": "Acme", "n": Decimal("1.50")}], where
    assert refused("memory://may/no.parquet").startswith("missing-file memory://may/no.parquet")
    for where in ("memory://may/t.txt", "postgresql://host/d", str(tmp_path / "t.txt")):
        assert refused(where).startswith("unknown-data-format")
    for where in ("memory://may/t.csv", str(tmp_path / "t.json")):
        assert refused(f"{where}?sql=select 1").startswith("no-question")


def test_a_template_and_the_finished_file_may_stand_at_an_address() -> None:
    there = pytest.importorskip("fsspec").filesystem("memory")
    there.pipe("/june/t.xlsx", template({"A1": "{{name}}"}))
    there.pipe("/june/d.json", b'{"name": "Acme"}')
    where = "memory://june/"
    for _ in range(2):  # what was written here is replaced
        fill_file(f"{where}t.xlsx", Sources([DataSource.of(f"{where}d.json")]), f"{where}a/out.xlsx")
    assert values(there.cat("/june/a/out.xlsx")) == {"A1": "Acme"}
    there.pipe("/june/mine.xlsx", b"mine")
    for out in ("mine.xlsx", "t.xlsx"):
        with pytest.raises(FindingsError, match="file-exists"):
            fill_file(f"{where}t.xlsx", Sources([DataSource.of(f"{where}d.json")]), f"{where}{out}")
    assert there.cat("/june/mine.xlsx") == b"mine"


def test_a_sheet_a_table_a_named_range_and_a_range_of_a_workbook_are_lists(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("Sheet1"), book.add_worksheet("O'Neil")
        sheet.write_row(2, 1, ["name", "n", "day", "at", "ok", "rate"])
        sheet.write_row(3, 1, ["Acme", 1.5])
        sheet.write_datetime(
            3, 3, MOMENT.replace(hour=0, minute=0), book.add_format({"num_format": "d mmm yy"})
        )
        sheet.write_datetime(3, 4, MOMENT, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_boolean(3, 5, True)
        sheet.write_number(3, 6, 0.25, book.add_format({"num_format": "0%"}))
        sheet.write_blank(9, 9, None, book.add_format({"bold": True}))
        other.add_table(
            "B2:C4", {"name": "Sales", "total_row": True, "columns": [{"header": "a"}, {"header": "b"}]}
        )
        other.write_row("B3", [1, 2])
        book.define_name("Named", "='O''Neil'!$B$2:$B$3")
    row = {"name": "Acme", "n": Decimal("1.5"), "day": DAY, "at": MOMENT, "ok": True, "rate": Decimal("0.25")}
    assert rows_of(f"t={path}!Sheet1") == rows_of(f"t={path}") == rows_of(f"t={path}!Sheet1!B3:G4") == [row]
    assert rows_of(f"t={path}!sales") == [{"a": Decimal(1), "b": Decimal(2)}]
    assert rows_of(f"t={path}!Named") == rows_of(f"t={path}!'O''Neil'!B2:B3") == [{"a": Decimal(1)}]
    assert set(read_data([DataSource.of(f"{path}!Sheet1")])) == {"sales", "rows"}
    assert "no-such-range" in refused(f"{path}!Salse")
    assert 'did you mean "sales"' in refused(f"{path}!Salse")


@pytest.mark.parametrize(
    "query",
    [
        "update t set n = 1",
        "drop table t",
        "attach 'other.db' as other",
        "select 1; drop table t",
        "with x as (select 1) delete from t",
        "insert into t (n) values (1) returning n",
        "pragma journal_mode = wal",
        "vacuum into 'copy.db'",
        "create table u as select * from t",
    ],
)
def test_a_query_changes_nothing(
    query: str, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("duck.duckdb") as base:
        base.execute("create table t as select 1 as n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for address in ("sqlite:///shop.db", "duckdb:///duck.duckdb", "sqlite+pysqlite:///shop.db"):
        told = refused(f"t={address}?sql={query}")
        assert told.startswith(("query-failed", "no-question")), told
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("select $$'$$; select 2; select $$'$$ as a", ";"),
        ("select 1 /* /* */ ' */ ; select 2; select '1'", ";"),
        (r"select 'a\'' into x", "into"),
        ("select `'` into x from (select 1 as `'`) t", "into"),
        ("select 1--1 into x", "into"),
        ("select 1 /*! into x */", "into"),
        ("select 1 # '\n into x", "into"),
        ("/*! do 1 */", "do"),
        ("select 1 as [']; select 2; select 1 as [']", ";"),
    ],
)
def test_what_is_a_text_for_one_database_hides_no_word_from_another(
    query: str, word: str, shop: Path
) -> None:
    pytest.importorskip("sqlalchemy")
    told = refused(f"t=sqlite+pysqlite:///{shop}?sql={query}")
    assert told.startswith("no-question")
    assert told.rstrip().endswith(f"than ask {word}")


def test_sqlalchemy_reads_any_other_database(shop: Path) -> None:
    pytest.importorskip("sqlalchemy")
    remarks = "-- the names;\n/* of all */ select 'drop;' as \"update\" from t where name = 'Acme'"
    assert rows_of(f"t=sqlite+pysqlite:///{shop}?sql={remarks}") == [{"update": "drop;"}]
    told = refused("t=sqlite+pysqlite:////no/such/folder/shop.db?sql=select 1")
    assert told.startswith("unreachable-place")
    asked = f"t=sqlite+pysqlite:///{shop}?sql=select name, 'a:b' as c from t where name like '%cm%'"
    assert rows_of(asked) == [{"name": "Acme", "c": "a:b"}]


def test_a_password_comes_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in ("postgresql://me:s3:cr@t/x@host/d?sql=select 1", "mysql://h/d?user=a&password=s3:cr@t/x"):
        told = refused(f"t={written}")
        assert told.startswith("password-in-address")
        assert "s3" not in told
        assert "cr@t" not in told
    assert refused("t=postgresql://me:${NOT_SET}@host/d?sql=select 1").startswith("unset-variable")
    monkeypatch.setenv("SECRET", "s3:cr@t/x")
    monkeypatch.setenv("URL", "postgresql://me:s3cret@host/d")
    address = Address.of("postgresql://me:${SECRET}@host/d")
    assert address.url == "postgresql://me:s3%3Acr%40t%2Fx@host/d"
    assert (
        address.told(f"no s3:cr@t/x at {address.url}") == "no ${SECRET} at postgresql://me:${SECRET}@host/d"
    )
    whole = Address.of("${URL}")
    assert (whole.written, whole.url) == ("${URL}", "postgresql://me:s3cret@host/d")
    assert "s3cret" not in whole.told("password s3cret is wrong")
    with pytest.raises(FindingsError) as unread:
        read_bytes("ftp://me:s3cret@127.0.0.1:1/x.csv")
    assert str(unread.value).startswith("password-in-address")
    assert "s3cret" not in str(unread.value)
    assert without_password("postgresql://me:${SECRET}@host/d") == "postgresql://me:${SECRET}@host/d"
    for text in (repr(address), str(DataSource("postgresql://me:s3@h/d").place)):
        assert "s3" not in text


def test_what_is_missing_is_told_with_the_way_out(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = refused("t=oracle+oracledb://host/d?sql=select 1")
    assert told.startswith("missing-library")
    assert 'pip install "oracledb"' in told
    for library, text in (("duckdb", "a.parquet"), ("sqlalchemy", "mysql://host/d?sql=select 1")):
        monkeypatch.setitem(sys.modules, library, None)
        told = refused(f"t={text}")
        assert told.startswith("missing-library")
        assert library.casefold() in told.rpartition("pip install")[2].casefold()
    assert refused(f"t=sqlite:///{tmp_path}/no.db?sql=select 1").startswith("missing-file")
    assert "no-query" in refused(f"t=sqlite:///{shop}")
    assert "no such table" in refused(f"t=sqlite:///{shop}?sql=select * from u")


def test_heads_of_a_query_are_names(shop: Path) -> None:
    assert refused(f"t=sqlite:///{shop}?sql=select n, name as n from t").startswith("duplicate-name")
    assert rows_of(f"t=sqlite:///{shop}?sql=select n from t where n is null") == []


def test_a_name_gives_a_whole_file_and_two_sources_may_not_share_one(tmp_path: Path) -> None:
    path = tmp_path / "a=b.json"
    path.write_text('{"x": 1}')
    assert read_data([DataSource.of(str(path))]) == {"x": Decimal(1)}
    assert read_data([DataSource.of(f"c={path}")]) == {"c": {"x": Decimal(1)}}
    with pytest.raises(FindingsError, match="duplicate-name"):
        read_data([DataSource.of(f"c={path}"), DataSource.of(f"c={path}")])


def test_a_frame_of_arrow_is_a_list() -> None:
    class Column(list[object]):
        def to_pylist(self) -> list[object]:
            return list(self)

    class Table:
        column_names = ("name", "n")
        columns = (Column(["Acme"]), Column([None]))
        to_pylist = None

    assert plain(Table()) == [{"name": "Acme", "n": None}]
