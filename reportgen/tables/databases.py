"""What a query gives, as rows under their head; nothing that a query says can change a database or a file.

SQLite is read with Python's own library. DuckDB, Parquet files and all other databases need libraries of the extra
`tables`, imported when they are asked for; one that is missing is a finding.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.structs import replace
from reportgen.office.dates import date_of
from reportgen.project.extras import to_add, to_install
from reportgen.tables.address import Address

Rows = list[Sequence[object]]
# The databases that are files of this machine, read without SQLAlchemy.
OWN = ("sqlite://", "duckdb://")
_MESSAGE = 300
_SHOWN = 60
# What SQLAlchemy adds to the words of every driver.
_REFERENCE = re.compile(r"\(Background on this error at: \S*\)\s*$")
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_QUIET = re.compile(r"'[^']*'|\"[^\"]*\"")
# What ends a text or begins a remark is not alike in all databases: with one of these signs every word counts, since
# some of them see a text where others see two questions.
_DOUBTFUL = re.compile(r"[\\#`$\[]|--|/\*")
_REMARK = re.compile(r"(?:--[^\n]*|/\*(?!M?!).*?\*/|\s)+", re.DOTALL)
_ASKS = re.compile(r"[\s(]*(?:select|with|values|table)\b", re.IGNORECASE)
# A driver may make good what begins as a question: `with x as (...) delete from t` in that of SQLite.
_CHANGES = re.compile(
    r";|\b(?:insert|update|delete|merge|into|create|alter|drop|truncate|attach|grant|call|exec|execute|do)\b",
    re.IGNORECASE,
)
# How a connection is told that nothing will be written (the databases' manuals).
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


def address_rows(text: str, query: str) -> Rows:
    """The rows that a query gives, of a database by its address."""
    address = Address.of(text)
    kind, _, path = address.url.partition("://")
    if kind == "sqlite":
        return sqlite_rows(path.removeprefix("/"), query)
    if kind == "duckdb":
        return duckdb_rows(path.removeprefix("/"), query)
    return _asked(lambda: _any_rows(address.url, query), address)


def is_sqlite(path: Path) -> bool:
    """Whether a file is a database of SQLite, by how it begins."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def sqlite_rows(path: str, query: str) -> Rows:
    """The rows that a query gives of a file of SQLite, none for a database in memory; dates and truths as declared."""
    place = Address(path, path)
    if path and not Path(path).is_file():
        raise FindingsError(Issue("missing-file", f"{Path(path).name} cannot be read", Place(path)))
    where = f"{Path(path).absolute().as_uri()}?mode=ro" if path else ":memory:"

    def rows() -> Rows:
        with closing(sqlite3.connect(where, uri=bool(path))) as connection:
            if not query:
                raise _without_query(connection.execute("select name from sqlite_schema"))
            # Nothing but a question makes a view, and the view tells how its columns were declared.
            connection.execute(f"create temp view reportgen_asked as {query}")
            declared = [one[2] for one in connection.execute("pragma temp.table_info(reportgen_asked)")]
            connection.set_authorizer(lambda action, *_: 0 if action in _READS else sqlite3.SQLITE_DENY)
            found = connection.execute(query)
            kinds = list(map(_declared, declared))
            return [
                [column[0] for column in found.description],
                *([kind(cell) for kind, cell in zip(kinds, row, strict=True)] for row in found),
            ]

    return _asked(rows, place)


def _declared(kind: str) -> Callable[[object], object]:
    """How a value of a column is read, by the type that SQLite was told and does not keep."""
    kind = kind.upper()
    if "BOOL" in kind:
        return lambda cell: bool(cell) if cell in (0, 1) else cell
    if kind.startswith(("DATE", "TIMESTAMP")):
        return lambda cell: (date_of(cell) or cell) if isinstance(cell, str) else cell
    return lambda cell: cell


def duckdb_rows(path: str, query: str) -> Rows:
    """The rows of a Parquet file, or what a query gives of one (which it calls `source`) or of a DuckDB file."""
    place = Address(path, path)
    try:
        import duckdb
    except ImportError:
        raise _missing("duckdb", path) from None
    is_parquet = path.lower().endswith(".parquet")

    def rows() -> Rows:
        where = ":memory:" if is_parquet or not path else path
        with duckdb.connect(where, read_only=where != ":memory:") as connection:
            # Moments with a zone would be told by the clock of this machine; what knows no zones tells none.
            with suppress(duckdb.Error):
                connection.execute("set TimeZone = 'UTC'")
            if is_parquet:
                connection.read_parquet(path).create_view("source")
            elif not query:
                raise _without_query(connection.execute("select table_name from duckdb_tables()").fetchall())
            asked = duckdb.extract_statements(query or "select * from source")
            if len(asked) != 1 or asked[0].type != duckdb.StatementType.SELECT:
                raise _no_question(query[:_SHOWN])
            found = connection.execute(asked[0])
            return [[str(column[0]) for column in found.description or ()], *found.fetchall()]

    return _asked(rows, place)


def parquet_rows(data: bytes, query: str, place: str) -> Rows:
    """The rows of the content of a Parquet file that stands at an address, or what a query gives of them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "source.parquet"
        path.write_bytes(data)
        try:
            return duckdb_rows(str(path), query)
        except FindingsError as error:
            raise FindingsError([replace(one, place=Place(place)) for one in error.issues]) from None


def _any_rows(url: str, query: str) -> Rows:
    """The rows that a query gives of any database that SQLAlchemy knows; the transaction is never made good."""
    try:
        import sqlalchemy
    except ImportError:
        raise _missing("SQLAlchemy", "") from None
    try:
        engine = sqlalchemy.create_engine(url)
    except ModuleNotFoundError as error:
        raise _missing(error.name or "of the driver", "", to_install(error.name or "DRIVER")) from None
    _must_ask(query)
    try:
        try:
            connection = engine.connect()
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise _UnreachableError(str(error)) from None
        with connection:
            if engine.dialect.name in _READ_ONLY:
                connection.execute(sqlalchemy.text(_READ_ONLY[engine.dialect.name]))
            # A colon is no parameter here.
            found = connection.execute(sqlalchemy.text(query.replace(":", "\\:")))
            rows: Rows = [list(found.keys()), *map(list, found)]
            connection.rollback()
            return rows
    finally:
        engine.dispose()


def _must_ask(query: str) -> None:
    """Refuse what may do more than ask, by its words: the drivers know no better."""
    remark = _REMARK.match(query)
    asked = query[remark.end() :] if remark else query
    said = asked if _DOUBTFUL.search(asked) else _QUIET.sub(" ", asked)
    changes = _CHANGES.search(said.rstrip("; \n"))
    if changes or not _ASKS.match(asked):
        raise _no_question(changes[0] if changes else asked[:_SHOWN])


class _UnreachableError(Exception):
    """No connection is made."""


def _asked(rows: Callable[[], Rows], address: Address) -> Rows:
    # Drivers raise errors of their own kinds, some with the address and its password in them.
    try:
        return rows()
    except FindingsError as error:
        raise FindingsError(
            [one if one.place.file else replace(one, place=Place(address.written)) for one in error.issues]
        ) from None
    except Exception as error:
        found = address.told(_REFERENCE.sub("", str(error)).strip())[:_MESSAGE]
        place = Place(address.written)
        if isinstance(error, _UnreachableError):
            raise FindingsError(
                Issue("unreachable-place", "this place cannot be reached", place, found=found)
            ) from None
        raise FindingsError(Issue("query-failed", "the query gives no rows", place, found=found)) from None


def _without_query(names: object) -> FindingsError:
    tables = ", ".join(sorted(str(row[0]) for row in names))  # type: ignore[attr-defined]
    hint = "write it behind the address: ?sql=select * from customers"
    return FindingsError(
        Issue("no-query", "nothing is asked of this database", expected=f"one of: {tables}", hint=hint)
    )


def _no_question(found: str) -> FindingsError:
    message = "this query does more than ask"
    expected = "one SELECT, nothing that changes data"
    return FindingsError(Issue("no-question", message, expected=expected, found=found))


def _missing(library: str, place: str, hint: str = "") -> FindingsError:
    message = f"reading this needs the library {library}, which is not installed"
    return FindingsError(Issue("missing-library", message, Place(place), hint=hint or to_add("tables")))
