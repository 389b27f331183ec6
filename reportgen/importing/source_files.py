"""A data file is known by what it holds, whatever it is called: one way in for all kinds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.importing.companyfacts import is_companyfacts, read_companyfacts
from reportgen.importing.inline_xbrl import is_xbrl, read_xbrl
from reportgen.importing.reading import DataFile, Filing, refuse
from reportgen.importing.tidy import read_table
from reportgen.importing.xbrl_json import is_xbrl_json, read_xbrl_json
from reportgen.project.files import read_file
from reportgen.tables.address import split_query
from reportgen.tables.databases import address_rows
from reportgen.tables.source import WORKBOOKS, DataSource

_MOST = 1 << 30
_TEXTS = (".csv", ".tsv", ".txt")


class Supplied(Struct, frozen=True):
    """What a person says beside a file: the day of its filing, which part of it is meant, from which filing on."""

    filed: str = ""
    part: str = ""
    since: str = ""


def read_source(path: Path, told: Supplied) -> DataFile:
    """What a data file says; `FindingsError` where it is of no kind that is known, or broken."""
    since = _day(told.since)
    found = _read(path, told)
    if since is None:
        return found
    filings = tuple(one for one in found.filings if one.published is None or one.published >= since)
    return replace(found, filings=filings)


def _read(path: Path, told: Supplied) -> DataFile:
    filed = _day(told.filed)
    source = DataSource(str(path), told.part)
    if DataSource(str(path)).is_table and path.suffix.lower() not in WORKBOOKS:
        return read_rows(source.rows(), path.name, told.filed)
    files = _files(path)
    pages = {name: data for name, data in files.items() if is_xbrl(data)}
    if pages:
        return read_xbrl(pages, _filing(path, pages, filed))
    data = read_file(path) if path.is_file() else b""
    if path.is_file() and not data.strip():
        raise refuse("empty-data-file", "the file is empty", str(path), hint="get it anew")
    filing = _filing(path, {path.name: data + told.part.encode()}, filed)
    if source.is_table:
        return read_table(source.rows(), path.name, filing.key, filed)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        content_of_json = _json(data, str(path))
        if is_companyfacts(content_of_json):
            return read_companyfacts(content_of_json, str(path))
        if is_xbrl_json(content_of_json):
            return read_xbrl_json(content_of_json, str(path), filing)
    elif path.suffix.lower() in _TEXTS:
        return read_table(csv_rows(data, str(path)), path.name, filing.key, filed)
    raise refuse(
        "unknown-data-file",
        "the file is of no kind that figures are imported from",
        str(path),
        found=path.name,
        hint="it may be a filled form, SEC companyfacts or xBRL-JSON (.json), XBRL (.htm, .xhtml, .xbrl, a .zip or "
        "folder), a table (.csv, .xlsx, .parquet, .duckdb) or the address of a database with --part for a query",
    )


def read_address(address: str, told: Supplied) -> DataFile:
    """What a query of a database gives, asked for behind its address or by `part`."""
    where, query = split_query(address)
    return read_rows(address_rows(where, told.part or query), where.partition(":")[0], told.filed)


def read_rows(rows: Sequence[Sequence[object]], name: str, filed: str) -> DataFile:
    """A table that is in no file, known by its rows."""
    return read_table(rows, name, _digest({name: repr(rows).encode()}), _day(filed))


def csv_rows(data: bytes, file: str) -> Iterator[Sequence[object]]:
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


def _filing(path: Path, files: Mapping[str, bytes], filed: date | None) -> Filing:
    key = _digest(files)
    return Filing(key, "", path.name, filed, source=f"{path.name} {key}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise refuse("not-a-filing-date", "the day of a filing cannot be read", "", found=text) from None


def _files(path: Path) -> dict[str, bytes]:
    """The file by its name, or those of a folder or an archive, by theirs in it."""
    if path.is_dir():
        return {
            one.relative_to(path).as_posix(): one.read_bytes()
            for one in sorted(path.rglob("*"))
            if one.is_file()
        }
    data = read_file(path)
    if not data.startswith(b"PK") or path.suffix.lower() in WORKBOOKS:
        return {path.name: data}
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = sorted(one.filename for one in archive.infolist() if not one.is_dir())
            if sum(archive.getinfo(name).file_size for name in names) > _MOST:
                raise refuse("too-large", "the archive unpacks to more than a gigabyte", str(path))
            return {name: archive.read(name) for name in names}
    except (BadZipFile, OSError, RuntimeError, zlib.error) as error:
        raise refuse("broken-data-file", "the archive cannot be read", str(path), found=str(error)) from None


def _digest(files: Mapping[str, bytes]) -> str:
    """What some files are known by, whatever they are called."""
    digests = sorted(hashlib.sha256(data).hexdigest() for data in files.values())
    return f"sha256:{hashlib.sha256(''.join(digests).encode()).hexdigest()[:16]}"


def _json(data: bytes, file: str) -> Any:
    try:
        return json.loads(data, parse_float=Decimal)
    except ValueError as error:
        raise refuse(
            "broken-data-file",
            "the file is no JSON",
            file,
            found=str(error),
            hint="get it anew: it may be cut off",
        ) from None
    except RecursionError:
        raise refuse("broken-data-file", "the file is nested too deeply", file) from None
