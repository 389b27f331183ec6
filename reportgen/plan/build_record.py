"""What a build leaves in its workbook so that the next one knows what a person has changed since.

    inputs    Drivers|base|revenue_growth|1Q18   at H12   =G12            every cell a person may type into
    sheets    Model   rows a3F9 …   columns Xk2c …                        digests of everything else
    figures   revenue|4Q17   48,439   2018-05-15_fy17_results             what the tables said

`SheetCells` and `BookCells` are a finished workbook as this comparison sees it: contents, never values that
were calculated.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from reportgen.office.addresses import cell_address, split_sheet_address
from reportgen.office.references import formula_form

CellAddress = tuple[int, int]
_DIGEST_BYTES = 3
_NO_CONSTANTS = "===="

# The list of what changed since the last build: the only block that a build fills from an earlier workbook.
CHANGES = "changes"


class SheetCells(Struct, frozen=True):
    """The contents of one sheet by row and column.

    A content is `=` and a formula, a number's digits, TRUE or FALSE, or `'` and a text. `values` are what formulas
    showed last, which no comparison looks at. `key_column` and
    `head_row` say where the keys of rows and of periods stand (0: nowhere). `notes` are texts of notes by cell;
    `drawings` counts charts, pictures and shapes. A `generated` sheet is a list that each build writes anew.
    """

    name: str
    cells: Mapping[CellAddress, str]
    unlocked: frozenset[CellAddress]
    values: Mapping[CellAddress, str]
    key_column: int = 0
    head_row: int = 0
    notes: Mapping[CellAddress, str] = field(default_factory=dict)
    drawings: int = 0
    generated: bool = False

    def text(self, row: int, column: int) -> str:
        """The typed text of a cell; empty where there is a number, a formula or nothing."""
        content = self.cells.get((row, column), "")
        return content[1:] if content.startswith("'") else ""

    @property
    def extent(self) -> CellAddress:
        """The last row and the last column with a content; 0 where there is none."""
        return max((row for row, _ in self.cells), default=0), max((at for _, at in self.cells), default=0)


class BookCells(Struct, frozen=True):
    """All worksheets in tab order; `names` are the defined names with what they say, print areas and the like aside.

    `other_sheets` are the names of sheets without cells (chart sheets).
    """

    sheets: tuple[SheetCells, ...]
    names: Mapping[str, str]
    other_sheets: tuple[str, ...]

    def sheet(self, name: str) -> SheetCells | None:
        """The sheet called `name`, in any case; None where there is none."""
        return next((one for one in self.sheets if one.name.casefold() == name.casefold()), None)


class InputId(Struct, frozen=True, order=True):
    """Which input a cell is: by row key and period key, by row key and column, by defined name, or by its address."""

    sheet: str
    row: str = ""
    column: str = ""
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return self.name
        return f"{self.sheet}|{self.row}|{self.column}" if self.row else f"{self.sheet}|{self.column}"


class InputCell(Struct, frozen=True):
    """An input as built: which it is, where it stood, and what was in it."""

    id: InputId
    cell: str
    content: str


class SheetRecord(Struct, frozen=True):
    """A sheet as built: digests of all contents outside inputs, row by row and column by column.

    `notes` are digests of notes by cell address.
    """

    name: str
    key_column: int
    head_row: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    notes: Mapping[str, str]
    drawings: int
    generated: bool


class FigureMark(Struct, frozen=True):
    """One printed figure as a build showed it: label, value in words, and the document it is from."""

    label: str
    shown: str
    document: str


class BuildInputs(Struct, frozen=True):
    """What a build was made from: twelve digits each that name data, template and definition, and the figures."""

    data: str = ""
    template: str = ""
    definition: str = ""
    figures: Mapping[str, FigureMark] = field(default_factory=dict)


class BuiltRecord(Struct, frozen=True):
    """Everything the next build needs to know of this one."""

    sources: BuildInputs
    inputs: tuple[InputCell, ...]
    sheets: tuple[SheetRecord, ...]
    names: frozenset[str]


def record_of(book: BookCells, sources: BuildInputs) -> BuiltRecord:
    """The record of a finished workbook."""
    inputs = tuple(
        InputCell(identity, cell_address(*spot), sheet.cells.get(spot, ""))
        for sheet in book.sheets
        for spot, identity in input_ids(sheet, book.names).items()
    )
    return BuiltRecord(sources, inputs, tuple(map(_sheet_record, book.sheets)), frozenset(book.names))


def _sheet_record(sheet: SheetCells) -> SheetRecord:
    rows, columns = sheet_digests(sheet, sheet.unlocked)
    notes = {cell_address(*spot): digest([text]) for spot, text in sorted(sheet.notes.items())}
    return SheetRecord(
        sheet.name, sheet.key_column, sheet.head_row, rows, columns, notes, sheet.drawings, sheet.generated
    )


def input_ids(sheet: SheetCells, names: Mapping[str, str]) -> dict[CellAddress, InputId]:
    """Which input each unlocked cell of a sheet is, in order of row and column.

    Rows and columns are told by their keys where these stand only once; then by a defined name that names
    exactly this cell; else by the address.
    """
    row_keys = unique({row: sheet.text(row, sheet.key_column) for row, _ in sheet.unlocked})
    column_keys = unique({at: sheet.text(sheet.head_row, at) for _, at in sheet.unlocked})
    named = {cell_named(text): name for name, text in sorted(names.items(), reverse=True)}
    found: dict[CellAddress, InputId] = {}
    for row, column in sorted(sheet.unlocked):
        address = cell_address(row, column)
        row_key, column_key = row_keys.get(row, ""), column_keys.get(column, "")
        name = named.get((sheet.name.casefold(), row, column), "")
        if row_key and column_key:
            found[row, column] = InputId(sheet.name, row_key, column_key)
        elif name:
            found[row, column] = InputId(sheet.name, name=name)
        elif row_key:
            found[row, column] = InputId(sheet.name, row_key, f"column {address.rstrip('0123456789')}")
        else:
            found[row, column] = InputId(sheet.name, column=address)
    return found


def cell_named(text: str) -> tuple[str, int, int] | None:
    """Sheet (case-folded), row and column of the one cell that a defined name names; None for anything else."""
    try:
        sheet, row, column = split_sheet_address(text)
    except ValueError:
        return None
    return sheet.casefold(), row, column


def unique(keys: Mapping[int, str]) -> dict[int, str]:
    """The keys that stand only once, by their place; empty ones are none."""
    counts: dict[str, int] = {}
    for key in keys.values():
        counts[key] = counts.get(key, 0) + 1
    return {at: key for at, key in keys.items() if key and counts[key] == 1}


def sheet_digests(
    sheet: SheetCells, without: Iterable[CellAddress]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The digests of all rows and of all columns from the first to the last used one, the cells `without` left out.

    The first half of a digest stands for the constants, so that a line is known again where its formulas moved. An
    empty row or column has an empty digest.
    """
    skipped = frozenset(without)
    rows: defaultdict[int, list[str]] = defaultdict(list)
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for spot, content in sorted(sheet.cells.items()):
        if spot in skipped:
            continue
        row, column = spot
        if content[0] == "=":
            content = f"={formula_form(content[1:])}"
        rows[row].append(f"{column} {content}")
        columns[column].append(f"{row} {content}")
    return _listed(rows), _listed(columns)


def content_form(content: str) -> str:
    """A content in the one form that all programs' spellings of it share."""
    return f"={formula_form(content[1:])}" if content.startswith("=") else content


def constants_of(line: str) -> str:
    """The half of a row's or column's digest that stands for its constants; empty where it has none."""
    half = line[: len(line) // 2]
    return "" if half == _NO_CONSTANTS else half


def digest(texts: Iterable[str]) -> str:
    """Four characters that stand for the texts."""
    total = hashlib.blake2b("\x1f".join(texts).encode(), digest_size=_DIGEST_BYTES)
    return urlsafe_b64encode(total.digest()).decode()


def _listed(lines: Mapping[int, list[str]]) -> tuple[str, ...]:
    found = []
    for at in range(1, max(lines, default=0) + 1):
        line = lines.get(at)
        if not line:
            found.append("")
            continue
        constants = [text for text in line if " =" not in text]
        found.append((digest(constants) if constants else _NO_CONSTANTS) + digest(line))
    return tuple(found)
