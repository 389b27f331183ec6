"""Reading one CSV file as people and spreadsheet programs really leave it.

    b"concept,period\\nrevenue,4Q17\\n"   ->   Row(line=2, cells={"concept": "revenue", "period": "4Q17"})

The project's files are UTF-8 without a byte-order mark, commas, one header line. Whatever differs becomes
a finding at its line, and reading goes on as far as the rest can be understood.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportgen.diagnostics import Issue, Place, did_you_mean

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_ENCODINGS = (("cp932", "Shift_JIS"), ("cp1252", "Windows Latin"))
_SAVE_AS = "save the file as CSV UTF-8 (comma delimited)"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, counted from 1, and its cells by column name."""

    line: int
    cells: dict[str, str]


def read_delimited(file: str, data: bytes, columns: tuple[str, ...]) -> tuple[list[Row], list[Issue]]:
    """The records of `data`, which must have exactly `columns`, and all findings; nothing is raised.

    A record that cannot be read, or has the wrong number of cells, is left out and named in the findings.
    """
    issues: list[Issue] = []
    text = _decode(file, data, issues)
    if text is None:
        return [], issues
    if not text.strip():
        issues.append(
            Issue(
                "empty-file",
                "the file holds no header line",
                Place(file, 1),
                expected=",".join(columns),
                hint="restore the file from version control, or write the header line",
            )
        )
        return [], issues
    separator = _separator(file, text, columns, issues)
    records = list(_records(file, text, separator, issues))
    if not records:
        return [], issues
    header_line, header = records[0]
    names = [name.strip() for name in header]
    if not _header_is_right(file, header_line, names, columns, issues):
        return [], issues
    return list(_rows(file, records[1:], names, issues)), issues


def _rows(
    file: str, records: list[tuple[int, list[str]]], names: list[str], issues: list[Issue]
) -> Iterator[Row]:
    width = len(names)
    for line, cells in records:
        if len(cells) == width:
            yield Row(line, dict(zip(names, cells, strict=True)))
        elif len(cells) > width:
            issues.append(
                Issue(
                    "too-many-cells",
                    "the line has more cells than the header has columns",
                    Place(file, line),
                    expected=f"{width} cells",
                    found=f"{len(cells)} cells",
                    hint='put a cell that holds a comma in quotes: "36,179"',
                )
            )
        else:
            issues.append(
                Issue(
                    "too-few-cells",
                    "the line has fewer cells than the header has columns",
                    Place(file, line),
                    expected=f"{width} cells",
                    found=f"{len(cells)} cells",
                    hint="empty cells keep their commas",
                )
            )


def _decode(file: str, data: bytes, issues: list[Issue]) -> str | None:
    if data.startswith(_UTF16):
        issues.append(
            Issue(
                "wrong-encoding",
                "the file is not UTF-8",
                Place(file, 1),
                expected="UTF-8",
                found="UTF-16",
                hint=_SAVE_AS,
            )
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        issues.append(
            Issue(
                "wrong-encoding",
                "the line holds bytes that are not UTF-8",
                Place(file, line),
                expected="UTF-8",
                found=_likely_encoding(data),
                hint=_SAVE_AS,
            )
        )
        text = data.decode("utf-8", errors="replace")
    if text.startswith(_BOM):
        issues.append(
            Issue(
                "byte-order-mark",
                "the file begins with a byte-order mark",
                Place(file, 1),
                expected="UTF-8 without a byte-order mark",
                hint="a spreadsheet program has put it there: save the file as plain UTF-8",
            )
        )
        text = text[1:]
    return text


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
            issues.append(
                Issue(
                    "wrong-separator",
                    f"cells are separated by {name}",
                    Place(file, 1),
                    expected="commas",
                    found=name,
                    hint=f"{_SAVE_AS}; some spreadsheet programs write {name} by regional setting",
                )
            )
            return separator
    return ","


def _records(file: str, text: str, separator: str, issues: list[Issue]) -> Iterable[tuple[int, list[str]]]:
    """All records with their first line; a file with a broken quote is read again line by line."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if cells:
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return _line_by_line(file, lines, separator, issues)
    return records


def _line_by_line(
    file: str, lines: list[str], separator: str, issues: list[Issue]
) -> list[tuple[int, list[str]]]:
    records: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        try:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter=separator, strict=True), [])
        except csv.Error:
            issues.append(
                Issue(
                    "broken-quotes",
                    "a quoted cell is not closed, or text follows its closing quote",
                    Place(file, number),
                    found=line.strip()[:80],
                    hint='write a quote inside a quoted cell twice: "the ""new"" plan"',
                )
            )
            continue
        if cells:
            records.append((number, cells))
    return records


def _header_is_right(
    file: str, line: int, names: list[str], columns: tuple[str, ...], issues: list[Issue]
) -> bool:
    missing = [name for name in columns if name not in names]
    extra = [name for name in names if name not in columns]
    place = Place(file, line)
    issues.extend(
        Issue(
            "unknown-column",
            f'the file has no column "{name}"' if name else "a column has no name",
            place,
            expected=", ".join(columns),
            found=name,
            hint=did_you_mean(name, missing or columns),
        )
        for name in extra
    )
    issues.extend(
        Issue(
            "missing-column",
            f'the column "{name}" is missing',
            place,
            expected=", ".join(columns),
            hint="a line of another file may stand in place of the header" if len(missing) > 3 else "",
        )
        for name in missing
        if not any(did_you_mean(other, [name]) for other in extra)
    )
    twice = sorted({name for name in names if names.count(name) > 1 and name in columns})
    issues.extend(
        Issue("column-twice", f'the column "{name}" stands twice', place, hint="remove one of them")
        for name in twice
    )
    return not (missing or extra or twice)
