"""CSV files as lists of records: one head, rows as long as the head, every fault at its line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.filling.csv_columns import CsvConvention, RawColumn, read_columns
from reportgen.filling.table import MANY, RecordTable
from reportgen.filling.values import Value
from reportgen.plan.columns import PIECE, Columns

_TOLD = re.compile(r'"?sep=([,;\t])"?\n', re.IGNORECASE)


class CsvReading(Struct):
    """Reads the CSV files of one filling, and keeps what is in doubt about their columns."""

    reading: CsvConvention
    doubts: list[Issue] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def rows(self, name: str, text: str, separator: str) -> Value:
        """The records of a file; the separator is the one that its head holds most of, if none is given."""
        # Of the two signs that end a line on Windows a cell takes one.
        text = text.replace("\r\n", "\n")
        told = _TOLD.match(text)
        if told is not None:  # a line that tells Excel the separator
            separator, text = told[1], text[told.end() - 1 :]
        head, _, _ = text.lstrip("\n").partition("\n")
        between = separator or max((",", ";", "\t"), key=head.count)
        issues: list[Issue] = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
        columns: list[RawColumn] = []
        block: list[list[str]] = []
        count = 0
        try:
            for cells in reader:
                if not columns:
                    columns = [RawColumn(cell.strip()) for cell in cells]
                    issues += faults_of_heads(name, [column.name for column in columns])
                elif cells and len(cells) != len(columns):
                    message = f"this row has {len(cells)} cells, the head has {len(columns)}"
                    place = Place(name, reader.line_num)
                    issues.append(Issue("ragged-row", message, place, found=between.join(cells)))
                elif cells and not issues:
                    block.append(cells)
                    if len(block) == PIECE:
                        count += _take(block, columns)
        except csv.Error as error:
            message = f"this row cannot be read: {error}"
            issues.append(Issue("unreadable-csv", message, Place(name, reader.line_num)))
        if not columns and not issues:
            issues.append(
                Issue("empty-file", "this file is empty", Place(name, 1), expected="a row with the names")
            )
        if issues:
            raise FindingsError(issues)
        count += _take(block, columns)
        self._names.update(column.name for column in columns)
        pieces, found = read_columns(
            columns, self.reading, between, lambda row: Place(name, _line_of_row(text, between, row))
        )
        found.sort(key=lambda issue: issue.place.line or 0)
        if any(issue.severity is Severity.ERROR for issue in found):
            raise FindingsError(found)
        self.doubts += found
        table = RecordTable(tuple(column.name for column in columns), Columns(count, tuple(pieces)))
        return table if count >= MANY else list(table)

    def unknown_columns(self) -> Iterator[Issue]:
        """A finding for each column that was declared and that no file has."""
        for column in sorted(self.reading.texts - self._names):
            message = f'no CSV file has a column "{column}"'
            hint = did_you_mean(column, self._names)
            yield Issue(
                "unknown-column", message, expected=", ".join(sorted(self._names)), found=column, hint=hint
            )


def _line_of_row(text: str, between: str, row: int) -> int:
    """The line on which a row of records ends, counted from 0 behind the head."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    rows = (reader.line_num for cells in reader if cells)
    return next(islice(rows, row + 1, None))


def _take(block: list[list[str]], columns: Sequence[RawColumn]) -> int:
    """Move rows into columns; gives how many they were."""
    for column, cells in zip(columns, zip(*block, strict=True), strict=False):
        column.add(cells)
    count = len(block)
    block.clear()
    return count


def faults_of_heads(name: str, heads: Sequence[str]) -> Iterator[Issue]:
    """A finding for each column without a name, and for each name of several columns."""
    for head, count in Counter(heads).items():
        if not head:
            hint = "where the head stands further down, name its range: book.xlsx!Sheet1!A3:F90"
            workbook = ".xls" in name.lower()
            yield Issue(
                "no-name", "a column of this file has no name", Place(name, 1), hint=hint if workbook else ""
            )
        elif count > 1:
            yield Issue("duplicate-name", f'{count} columns are called "{head}"', Place(name, 1))
