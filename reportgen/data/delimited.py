"""Reading one CSV file as people and spreadsheet programs really leave it.

    b"concept,period\nrevenue,4Q17\n"   ->   Row(line=2, cells={"concept": "revenue", "period": "4Q17"})

The project's files are UTF-8 without a byte-order mark, commas, one header line. Whatever differs becomes
a finding at its line, and reading goes on as far as the rest can be understood.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.period import Period, parse_period

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


_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[,\u2009\u00a0 ']\d{3})+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?[Ee][+-]?\d+")
_DATE_LIKE = re.compile(
    r"\d{1,2}[-/ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:[-/ ]\d{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-/ ]\d{2,4}"
    r"|\d{1,4}[/.]\d{1,2}[/.]\d{1,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{5}(?:\.0)?",
    re.IGNORECASE,
)
_EXAMPLES = "1Q17, 1H17, 9M17, FY17, 2018-03-31 or 2018-04"


class Cells:
    """The cells of one row; findings go to `issues`."""

    __slots__ = ("_cells", "file", "issues", "line")

    def __init__(self, file: str, row: Row, issues: list[Issue]) -> None:
        self.file = file
        self.line = row.line
        self.issues = issues
        self._cells = row.cells

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.file, self.line)

    def report(self, id: str, message: str, *, expected: str = "", found: str = "", hint: str = "") -> None:  # noqa: A002
        """Add a finding at this row."""
        self.issues.append(Issue(id, message, self.place, expected=expected, found=found, hint=hint))

    def text(self, column: str) -> str:
        """The cell without surrounding blanks; empty where nothing stands."""
        return self._cells[column].strip()

    def required(self, column: str) -> str:
        """The cell, with a finding where it is empty."""
        text = self.text(column)
        if not text:
            self.report("empty-cell", f'the cell of "{column}" is empty', hint="every row needs it")
        return text

    def known(self, column: str, names: Collection[str], what: str, *, optional: bool = False) -> str:
        """The cell, with a finding `unknown-<what>` where it is none of `names`."""
        text = self.text(column)
        if text in names or (optional and not text):
            return text
        slug = what.replace(" ", "-")
        shown = sorted(names)
        self.report(
            f"unknown-{slug}",
            f'no {what} is named "{text}"' if text else f'the cell of "{column}" is empty',
            expected=", ".join(shown) if len(shown) <= 12 else "",
            found=text,
            hint=did_you_mean(text, names),
        )
        return text

    def integer(self, column: str) -> int | None:
        """The whole number in the cell."""
        text = self.required(column)
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            self.report(
                "not-a-number", f'"{column}" is not a whole number', expected="for instance -6", found=text
            )
            return None

    def integers(self, column: str) -> tuple[int, ...]:
        """Whole numbers separated by semicolons: `91;141;730`."""
        text = self.text(column)
        if not text:
            return ()
        parts = [part.strip() for part in text.split(";")]
        if not all(part.isdigit() for part in parts):
            self.report(
                "not-a-number", f'"{column}" does not list line numbers', expected="91;141", found=text
            )
            return ()
        return tuple(int(part) for part in parts)

    def decimal(self, column: str) -> Decimal | None:
        """The plain decimal number in the cell: no separators, brackets, percent signs or exponents."""
        text = self.required(column)
        if _PLAIN.fullmatch(text):
            return Decimal(text)
        if not text:
            return None
        if _THOUSANDS.fullmatch(text):
            plain = re.sub(r"[^\d.-]", "", text)
            self.report(
                "thousands-separator",
                f'"{column}" holds a thousands separator',
                expected=plain,
                found=text,
                hint=f'write {plain}; the token as printed belongs into "printed"',
            )
        elif _SCIENTIFIC.fullmatch(text):
            self.report(
                "not-a-number",
                f'"{column}" was turned into scientific notation',
                expected="all digits",
                found=text,
                hint="a spreadsheet program has shortened it: type the digits again, as text",
            )
        else:
            self.report(
                "not-a-number",
                f'"{column}" is not a plain number',
                expected="for instance 36179 or -15.2",
                found=text,
                hint="signs are -, decimals take a point, units stand in their own column",
            )
        return None

    def period(self, column: str) -> Period | None:
        """The period or instant in the cell."""
        text = self.required(column)
        if not text:
            return None
        try:
            return parse_period(text)
        except ValueError:
            if _DATE_LIKE.fullmatch(text):
                self.report(
                    "period-became-a-date",
                    "the period was turned into a date",
                    expected=_EXAMPLES,
                    found=text,
                    hint="a spreadsheet program does this to 1Q17 or 2018-03: import the column as text",
                )
            else:
                self.report(
                    "impossible-period",
                    f'"{text}" is no period',
                    expected=_EXAMPLES,
                    found=text,
                    hint=_period_hint(text),
                )
            return None

    def day(self, column: str) -> date | None:
        """The ISO date in the cell."""
        text = self.required(column)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.report("not-a-date", f'"{column}" is no date', expected="2018-05-15", found=text)
            return None


def _period_hint(text: str) -> str:
    compact = text.upper().replace(" ", "").replace("'", "")
    for shape, spelled in (
        (r"([1-4])Q(?:FY)?(?:20)?(\d\d)", "{0}Q{1}"),
        (r"Q([1-4])(?:FY)?(?:20)?(\d\d)", "{0}Q{1}"),
        (r"(?:FY)?20(\d\d)Q([1-4])", "{1}Q{0}"),
        (r"([12])H(?:FY)?(?:20)?(\d\d)", "{0}H{1}"),
        (r"(?:1Q-3Q|9M)(?:FY)?(?:20)?(\d\d)", "9M{0}"),
        (r"FY(?:20)?(\d\d)", "FY{0}"),
    ):
        match = re.fullmatch(shape, compact)
        if match:
            return f'did you mean "{spelled.format(*match.groups())}"?'
    return "quarters run from 1 to 4, halves from 1 to 2, months from 01 to 12"
