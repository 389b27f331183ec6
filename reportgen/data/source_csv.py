"""CSV files as people and spreadsheet programs really leave them.

    b"concept,period\nrevenue,4Q17\n"   ->   Row(Place(file, 2), {"concept": "revenue", "period": "4Q17"})

The project's files are UTF-8 without a byte-order mark, commas, one header line. Whatever differs becomes
a finding at its line, and reading goes on as far as the rest can be understood.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.data.cells import Reporter, Row

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_ENCODINGS = (("cp932", "Shift_JIS"), ("cp1252", "Windows Latin"))
_SAVE_AS = "save the file as CSV UTF-8 (comma delimited)"

_Record = tuple[Place, list[str]]


def read_csv(
    file: str, data: bytes, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> tuple[list[Row], list[Issue]]:
    """The records of `data`, which must have exactly `columns` (but for `optional` ones, which read as empty), and all
    findings; nothing is raised.

    A record that cannot be read, or has the wrong number of cells, is left out and named in the findings.
    """
    issues: list[Issue] = []
    text = _decode(file, data, issues)
    if text is None:
        return [], issues
    if not text.strip():
        Reporter(Place(file, 1), issues).report(
            "empty-file",
            "the file holds no header line",
            expected=",".join(columns),
            hint="restore the file from version control, or write the header line",
        )
        return [], issues
    separator = _separator(file, text, columns, issues)
    records = _records(file, text, separator, issues)
    if not records:
        return [], issues
    place, header = records[0]
    names = [name.strip() for name in header]
    absent = [name for name in optional if name not in names]
    wanted = tuple(name for name in columns if name not in absent)
    if not _header_is_right(Reporter(place, issues), names, wanted):
        return [], issues
    return list(_rows(records[1:], names, absent, issues)), issues


def _rows(records: list[_Record], names: list[str], absent: list[str], issues: list[Issue]) -> Iterator[Row]:
    width, empty = len(names), dict.fromkeys(absent, "")
    for place, cells in records:
        if len(cells) == width:
            yield Row(place, dict(zip(names, cells, strict=True)) | empty)
            continue
        more = len(cells) > width
        Reporter(place, issues).report(
            "too-many-cells" if more else "too-few-cells",
            f"the line has {'more' if more else 'fewer'} cells than the header has columns",
            expected=f"{width} cells",
            found=f"{len(cells)} cells",
            hint='put a cell that holds a comma in quotes: "36,179"'
            if more
            else "empty cells keep their commas",
        )


def _decode(file: str, data: bytes, issues: list[Issue]) -> str | None:
    start = Reporter(Place(file, 1), issues)
    if data.startswith(_UTF16):
        start.report(
            "wrong-encoding", "the file is not UTF-8", expected="UTF-8", found="UTF-16", hint=_SAVE_AS
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        Reporter(Place(file, data.count(b"\n", 0, error.start) + 1), issues).report(
            "wrong-encoding",
            "the line holds bytes that are not UTF-8",
            expected="UTF-8",
            found=_likely_encoding(data),
            hint=_SAVE_AS,
        )
        text = data.decode("utf-8", errors="replace")
    if text.startswith(_BOM):
        start.report(
            "byte-order-mark",
            "the file begins with a byte-order mark",
            expected="UTF-8 without a byte-order mark",
            hint="a spreadsheet program has put it there: save the file as plain UTF-8",
        )
    return text.removeprefix(_BOM)


def _likely_encoding(data: bytes) -> str:
    for codec, name in _OTHER_ENCODINGS:
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return f"probably {name}"
    return "bytes of no known encoding"


def _separator(file: str, text: str, columns: tuple[str, ...], issues: list[Issue]) -> str:
    header = text.split("\n", 1)[0].strip().replace('"', "")
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        found = {cell.strip() for cell in header.split(separator)}
        if separator in header and len(found & set(columns)) > 1:
            Reporter(Place(file, 1), issues).report(
                "wrong-separator",
                f"cells are separated by {name}",
                expected="commas",
                found=name,
                hint=f"{_SAVE_AS}; some spreadsheet programs write {name} by regional setting",
            )
            return separator
    return ","


def _records(file: str, text: str, separator: str, issues: list[Issue]) -> list[_Record]:
    """All records with their first line; a file with a broken quote is read again line by line."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    records: list[_Record] = []
    start = 1
    try:
        for cells in reader:
            if cells:
                records.append((Place(file, start), cells))
            start = reader.line_num + 1
    except csv.Error:
        return _line_by_line(file, lines, separator, issues)
    return records


def _line_by_line(file: str, lines: list[str], separator: str, issues: list[Issue]) -> list[_Record]:
    records: list[_Record] = []
    for number, line in enumerate(lines, start=1):
        place = Place(file, number)
        try:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter=separator, strict=True), [])
        except csv.Error:
            Reporter(place, issues).report(
                "broken-quotes",
                "a quoted cell is not closed, or text follows its closing quote",
                found=line.strip()[:80],
                hint='write a quote inside a quoted cell twice: "the ""new"" plan"',
            )
            continue
        if cells:
            records.append((place, cells))
    return records


def _header_is_right(header: Reporter, names: list[str], columns: tuple[str, ...]) -> bool:
    missing = [name for name in columns if name not in names]
    extra = [name for name in names if name not in columns]
    twice = sorted({name for name in names if names.count(name) > 1 and name in columns})
    expected = ", ".join(columns)
    for name in extra:
        header.report(
            "unknown-column",
            f'the file has no column "{name}"' if name else "a column has no name",
            expected=expected,
            found=name,
            hint=did_you_mean(name, missing or columns),
        )
    for name in missing:
        if not any(did_you_mean(other, [name]) for other in extra):
            hint = "a line of another file may stand in place of the header" if len(missing) > 3 else ""
            header.report("missing-column", f'the column "{name}" is missing', expected=expected, hint=hint)
    for name in twice:
        header.report("column-twice", f'the column "{name}" stands twice', hint="remove one of them")
    return not (missing or extra or twice)
