"""Where tables come from: CSV, a range of a workbook, Parquet, a query of a database; each as rows under their head.

Libraries of databases are imported when a file asks for them; one that is missing is a finding.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reportgen.core.findings import FindingsError
from reportgen.importing.reading import refuse
from reportgen.office.addresses import column_number
from reportgen.office.grid import GridCell, grid, sheet_names
from reportgen.office.package import open_package

_URL = re.compile(r"[a-z][a-z0-9+]*:/")
_PASSWORD = re.compile(r"(:/+[^:/@\s]*):[^/\s]*@")
_RANGE = re.compile(
    r"(?:'?(?P<sheet>[^'!]+)'?!)?(?:\$?(?P<left>[A-Z]+)\$?(?P<top>\d+):\$?(?P<right>[A-Z]+)\$?(?P<low>\d+))?"
)
Rows = Iterator[Sequence[object]]


def csv_rows(data: bytes, file: str) -> Rows:
    """The rows of a CSV file of any usual encoding and separator."""
    text = _text(data, file)
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    yield from csv.reader(io.StringIO(text), delimiter=separator)


def _text(data: bytes, file: str) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp932"):
        try:
            if encoding != "utf-16" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("unknown-data-file", "the file is no text of a known encoding", file)


def workbook_rows(data: bytes, part: str, file: str) -> Rows:
    """The rows of a sheet, or of a range such as `Data!A1:F90`; the first sheet where none is named."""
    package = open_package(data, file)
    asked = _RANGE.fullmatch(part)
    sheets = sheet_names(package)
    sheet = (asked["sheet"] if asked else "") or sheets[0]
    if asked is None or sheet not in sheets:
        raise refuse(
            "no-such-range",
            "the workbook has no such range",
            file,
            found=part,
            hint="write it as Data!A1:F90",
        )
    cells: dict[tuple[int, int], GridCell] = {(one.row, one.column): one for one in grid(package, sheet)}
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    top, low = (
        (int(asked["top"]), int(asked["low"]))
        if asked["top"]
        else (min(rows, default=1), max(rows, default=0))
    )
    left, right = (
        (column_number(asked["left"]), column_number(asked["right"]))
        if asked["left"]
        else (min(columns, default=1), max(columns, default=0))
    )
    for row in range(top, low + 1):
        found = [cells.get((row, column)) for column in range(left, right + 1)]
        yield [one.value if one is not None else None for one in found]


def is_address(text: str) -> bool:
    """Whether a text is the address of a database rather than a path: `postgresql://...`."""
    return _URL.match(text) is not None


def without_password(text: str) -> str:
    """A text with three asterisks for the password of each address in it: `postgresql://me:***@host/sales`."""
    return _PASSWORD.sub(r"\1:***@", text)


def database_rows(address: str, query: str) -> Rows:
    """The rows that a query gives, of a database by its SQLAlchemy address."""
    try:
        import sqlalchemy
    except ImportError:
        raise _missing("SQLAlchemy", without_password(address)) from None

    def rows() -> list[Sequence[object]]:
        with sqlalchemy.create_engine(address).connect() as connection:
            found = connection.execute(sqlalchemy.text(query))
            return [list(found.keys()), *map(list, found)]

    yield from _asked(rows, without_password(address))


def duckdb_rows(path: Path, query: str) -> Rows:
    """The rows of a Parquet file, or those that a query gives; `source` names the file in it."""
    try:
        import duckdb
    except ImportError:
        raise _missing("duckdb", str(path)) from None

    def rows() -> list[Sequence[object]]:
        is_database = path.suffix.lower() in (".duckdb", ".db")
        with duckdb.connect(str(path) if is_database else ":memory:", read_only=is_database) as connection:
            if not is_database:
                connection.read_parquet(str(path)).create_view("source")
            found = connection.execute(query or "select * from source")
            return [[str(column[0]) for column in found.description or ()], *found.fetchall()]

    yield from _asked(rows, str(path))


def _asked(rows: Callable[[], list[Sequence[object]]], place: str) -> list[Sequence[object]]:
    # Drivers raise errors of their own kinds, some with the address and its password in them.
    try:
        return list(rows())
    except Exception as error:
        found = without_password(str(error).strip())[:300]
        raise refuse("query-failed", "the query gives no rows", place, found=found) from None


def _missing(package: str, place: str) -> FindingsError:
    return refuse(
        "missing-library",
        f"reading this needs the library {package}, which is not installed",
        place,
        hint='pip install "reportgen[tables]"',
    )
