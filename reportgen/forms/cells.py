"""The cells of a filled form by their names, as texts, with findings for what no person meant to type.

row 23 of sheet Form     "printed"  I23  "△1,234"      "unit"  J23  "JPY million"      "place"  K23  "12"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from msgspec import Struct

from reportgen.core.findings import Issue, Place
from reportgen.core.number import plain_width
from reportgen.office.addresses import cell_address
from reportgen.office.dates import moment_of, shows_dates
from reportgen.office.grid import GridCell

MARK = "rg:"
_BLANKS = re.compile(r"\s+")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class FormSheet(Struct, frozen=True):
    """One sheet of a form: its name, the columns by what the import calls them, its rows below the names."""

    name: str
    columns: Mapping[str, int]
    rows: Mapping[int, Mapping[int, GridCell]]

    def lines(self, file: str, issues: list[Issue], from_1904: bool = False) -> Iterator[FormRow]:
        """The rows from top to bottom."""
        for number in sorted(self.rows):
            yield FormRow(file, self.name, number, self.columns, self.rows[number], issues, from_1904)


def form_sheet(name: str, cells: Iterable[GridCell]) -> FormSheet | None:
    """The sheet where a row names the columns (`rg:key`, `rg:printed`, ...); None where none does."""
    rows: dict[int, dict[int, GridCell]] = {}
    columns: dict[str, int] = {}
    head = 0
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
        if isinstance(cell.value, str) and cell.value.startswith(MARK) and head in (0, cell.row):
            columns[cell.value.removeprefix(MARK)] = cell.column
            head = cell.row
    if "key" not in columns or "printed" not in columns:
        return None
    return FormSheet(name, columns, {number: row for number, row in rows.items() if number > head})


@dataclass(frozen=True)
class FormRow:
    """One row; findings go to `issues`."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[int, GridCell]
    issues: list[Issue] = field(repr=False)
    from_1904: bool = False

    def place(self, name: str) -> Place:
        """Where the cell of a name stands."""
        return Place(self.file, sheet=self.sheet, cell=cell_address(self.number, self.columns.get(name, 1)))

    def report(  # noqa: PLR0913 - an Issue with its place told by the name of a cell
        self,
        issue_id: str,
        message: str,
        name: str,
        *,
        expected: str = "",
        found: str = "",
        hint: str = "",
    ) -> None:
        """Add a finding at the cell of a name."""
        self.issues.append(
            Issue(issue_id, message, self.place(name), expected=expected, found=found, hint=hint)
        )

    def cell(self, name: str) -> GridCell | None:
        """The cell of a name, None where nothing stands."""
        return self.cells.get(self.columns.get(name, -1))

    def is_computed(self, name: str) -> bool:
        """Whether the cell holds what no person typed: a formula, an error, a truth value."""
        cell = self.cell(name)
        return cell is not None and (cell.formula or bool(cell.error) or isinstance(cell.value, bool))

    def known(self, name: str) -> str:
        """The text of a cell that the form itself wrote."""
        cell = self.cell(name)
        return cell.shown.strip() if cell is not None else ""

    def typed(self, name: str) -> str:
        """What a person typed, blanks tidied; formulas, errors and truth values are findings and count as empty."""
        cell = self.cell(name)
        if cell is None:
            return ""
        if cell.formula:
            self.report(
                "formula-in-form",
                "a formula stands where a printed token is asked for",
                name,
                found=cell.shown or cell.error,
                hint="type the characters of the page; a computed figure is not printed anywhere",
            )
            return ""
        if cell.error or isinstance(cell.value, bool):
            self.report(
                "no-token", "this is nothing that a document prints", name, found=cell.error or cell.shown
            )
            return ""
        if isinstance(cell.value, Decimal) and shows_dates(cell.number_id, cell.number_format):
            return self._day_text(cell.value)
        return _BLANKS.sub(" ", cell.shown).strip()

    def is_day(self, name: str) -> bool:
        """Whether the program that saved the file holds the cell as a date."""
        cell = self.cell(name)
        return (
            cell is not None
            and isinstance(cell.value, Decimal)
            and shows_dates(cell.number_id, cell.number_format)
        )

    def _day_text(self, value: Decimal) -> str:
        found = day_of_serial(value, self.from_1904)
        return found.isoformat() if found is not None else f"{value:f}"


class FormLine(Struct, frozen=True):
    """One row of a file with the cells that it comes from: `places["value"]` is where the token was typed."""

    cells: Mapping[str, str]
    places: Mapping[str, Place]

    def place(self, column: str = "printed") -> Place:
        """The form's cell of a column of the file."""
        return self.places.get(column, self.places["printed"])


class FilledForm(Struct, frozen=True):
    """What was typed: the document's line, facts, claims, the aliases that its signs need; what is asked back."""

    doc: str
    period: str
    document: FormLine
    facts: tuple[FormLine, ...]
    claims: tuple[FormLine, ...]
    aliases: tuple[Mapping[str, str], ...]
    asked: tuple[Issue, ...]


def day_of_serial(value: Decimal, from_1904: bool = False) -> date | None:
    """The day of a serial number (ECMA-376 part 1, 18.17.4.1); None where it is none of this trade's years."""
    return moment_of(Decimal(int(value)), from_1904=from_1904) if 20000 <= value <= 80000 else None


def day_of(text: str) -> date | None:
    """The day that a typed text names, None where it names none or leaves open which number is the month.

    2018-08-07, 2018/8/7, 2018.8.7, 2018年8月7日, 7 August 2018, Aug. 7, 2018, 43319.
    """
    plain = plain_width(text).strip().casefold()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return day_of_serial(Decimal(plain))
    found = re.fullmatch(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?", plain)
    if found:
        return _day(*(int(part) for part in found.groups()))
    words = re.fullmatch(
        r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3})[a-z]*\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})",
        plain,
    )
    if words and words[2] in _MONTHS and (words[1] is None) != (words[3] is None):
        return _day(int(words[4]), _MONTHS.index(words[2]) + 1, int(words[1] or words[3]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
