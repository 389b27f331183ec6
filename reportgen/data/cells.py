"""One row of a table and its cells, read with a finding wherever a cell holds something else than it should.

Cells(Row(Place("facts/a.csv", 2), {"scale": "6"}), issues).integer("scale")   ->   6
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

from msgspec import Struct

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.period import Period, parse_period


class Row(Struct, frozen=True):
    """One record of a table: where it stands and its cells by column name."""

    place: Place
    cells: Mapping[str, str]


class Reporter:
    """Gathers findings about one place in `issues`."""

    __slots__ = ("issues", "place")

    def __init__(self, place: Place, issues: list[Issue]) -> None:
        self.place = place
        self.issues = issues

    def report(self, id: str, message: str, *, expected: str = "", found: str = "", hint: str = "") -> None:  # noqa: A002
        """Add a finding at this place."""
        self.issues.append(Issue(id, message, self.place, expected=expected, found=found, hint=hint))


_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[,\u2009\u00a0 ']\d{3})+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?[Ee][+-]?\d+")
_DATE_LIKE = re.compile(
    r"\d{1,2}[-/ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:[-/ ]\d{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-/ ]\d{2,4}"
    r"|\d{1,4}[/.]\d{1,2}[/.]\d{1,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{5}(?:\.0)?",
    re.IGNORECASE,
)
_EXAMPLES = "1Q17, 1H17, 9M17, FY17, LTM3Q17, 2018-03-31, 2018-04, medium_term or undated"


class Cells(Reporter):
    """The cells of one row."""

    __slots__ = ("_cells",)

    def __init__(self, row: Row, issues: list[Issue]) -> None:
        super().__init__(row.place, issues)
        self._cells = row.cells

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
        try:
            return int(text) if text else None
        except ValueError:
            message = f'"{column}" is not a whole number'
            self.report("not-a-number", message, expected="for instance -6", found=text)
            return None

    def integers(self, column: str) -> tuple[int, ...]:
        """Whole numbers separated by semicolons: `91;141;730`."""
        text = self.text(column)
        parts = [part.strip() for part in text.split(";")] if text else []
        if all(part.isdigit() for part in parts):
            return tuple(int(part) for part in parts)
        self.report("not-a-number", f'"{column}" does not list line numbers', expected="91;141", found=text)
        return ()

    def decimal(self, column: str) -> Decimal | None:
        """The plain decimal number in the cell: no separators, brackets, percent signs or exponents."""
        text = self.required(column)
        if _PLAIN.fullmatch(text):
            return Decimal(text)
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
        elif text:
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
        try:
            return parse_period(text) if text else None
        except ValueError:
            dated = _DATE_LIKE.fullmatch(text) is not None
            self.report(
                "period-became-a-date" if dated else "impossible-period",
                "the period was turned into a date" if dated else f'"{text}" is no period',
                expected=_EXAMPLES,
                found=text,
                hint="a spreadsheet program does this to 1Q17 or 2018-03: import the column as text"
                if dated
                else _period_hint(text),
            )
            return None

    def day(self, column: str) -> date | None:
        """The ISO date in the cell."""
        text = self.required(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.report("not-a-date", f'"{column}" is no date', expected="2018-05-15", found=text)
            return None


def _period_hint(text: str) -> str:
    tidy = re.sub(r"[' ]", "", text.upper()).replace("1Q-3Q", "9M")
    with suppress(ValueError):
        return f'did you mean "{parse_period(tidy)}"?'
    return "quarters run from 1 to 4, halves from 1 to 2, months from 01 to 12"
