"""Where data come from, as a person names it.

offer.json                                                  a data file
sales=report.xlsx!Sales                                     a sheet, table or range, under another name
customers=sqlite:///shop.db?sql=select * from customers     what a query gives
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePath

from msgspec import Struct

from reportgen.core.findings import Issue
from reportgen.project.passwords import without_password
from reportgen.project.storage import read_bytes
from reportgen.tables.address import is_address, split_query
from reportgen.tables.databases import OWN, address_rows, duckdb_rows, is_sqlite, parquet_rows, sqlite_rows
from reportgen.tables.workbooks import workbook_rows

WORKBOOKS = (".xlsx", ".xlsm")
_DATABASES = (".db", ".duckdb", ".parquet", ".sqlite", ".sqlite3")
_FILES = (".json", ".yaml", ".yml", ".csv", ".tsv", *WORKBOOKS)
_PARQUET = ".parquet"
_NAMED = re.compile(r"([^\W\d][\w\-]*)=(.+)", re.DOTALL)
# Of a page what stands behind the ? is no part of a file's name.
_PAGE = re.compile(r"https?://[^?#]*")
_SHEET = re.compile(r"(.+\.xls[xm])!(.*)", re.IGNORECASE | re.DOTALL)


def _asks(text: str) -> bool:
    return bool(split_query(text)[1])


class DataSource(Struct, frozen=True):
    """A file or an address, what is meant of it (a range, a query), and what the caller calls it, if anything.

    `held` is the content of a file that has been read already.
    """

    where: str
    part: str = ""
    name: str = ""
    held: bytes | None = None

    @classmethod
    def of(cls, text: str) -> DataSource:
        """The source that a text names; a file whose own name looks like more is taken as it is."""
        if Path(text).exists():
            return cls(text)
        found = _NAMED.fullmatch(text)
        name, rest = (found[1], found[2]) if found else ("", text)
        sheet = None if Path(rest).exists() or _asks(rest) else _SHEET.fullmatch(rest)
        return cls(sheet[1], sheet[2], name) if sheet else cls(*split_query(rest), name)

    @property
    def place(self) -> str:
        """What findings call it: never with a password."""
        return without_password(self.where)

    @property
    def stem(self) -> str:
        """What its rows are called where the caller says nothing."""
        return self.name or self._file.stem

    @property
    def path(self) -> Path | None:
        """The file that is read, if it is one by its path."""
        return None if is_address(self.where) else Path(self.where)

    @property
    def is_table(self) -> bool:
        """Whether it gives rows under a head, rather than a text with names and values."""
        if self.ending in (*WORKBOOKS, *_DATABASES):
            return True
        return self._is_database or (self.path is not None and is_sqlite(self.path))

    @property
    def _is_database(self) -> bool:
        """Whether it is asked by its address, rather than a file that stands at one (`s3://bucket/a.csv`)."""
        if self.where.startswith((*OWN, "${")):
            return True
        known = (*_FILES, _PARQUET)
        return is_address(self.where) and bool(self.part) and self.ending not in known

    @property
    def ending(self) -> str:
        """The ending of its file's name in small letters."""
        return self._file.suffix.lower()

    @property
    def _file(self) -> PurePath:
        page = _PAGE.match(self.where)
        return PurePath(page[0] if page else self.where)

    def content(self) -> bytes:
        """The bytes of its file; `FindingsError` where it cannot be read."""
        return read_bytes(self.where) if self.held is None else self.held

    def rows(self, doubts: list[Issue] | None = None) -> Sequence[Sequence[object]]:
        """Its rows under their head; `FindingsError` where it cannot be read. What is in doubt is added to `doubts`."""
        if self._is_database:
            return address_rows(self.where, self.part)
        if self.ending in WORKBOOKS:
            return workbook_rows(self.content(), self.part, self.where, [] if doubts is None else doubts)
        if is_address(self.where):
            return parquet_rows(self.content(), self.part, self.where)
        if is_sqlite(Path(self.where)):
            return sqlite_rows(self.where, self.part)
        return duckdb_rows(self.where, self.part)
