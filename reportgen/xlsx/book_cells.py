"""Where the keys of rows and periods stand once a template is filled: what its tags `key` and `period.key` say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.structs import replace
from reportgen.formula.text import own_formulas
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, split_address
from reportgen.office.cell_reader import WorksheetCell, read_cells
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package, PackageError
from reportgen.office.sheets import SheetPart, shared_strings, sheet_parts, workbook_part
from reportgen.office.xml import local_name, namespace_of, string_item_text
from reportgen.plan.build_record import BookCells, CellAddress, SheetCells
from reportgen.plan.template_map import WorkbookMap
from reportgen.xlsx.sheet_stream import SheetStream


def key_places(template: WorkbookMap, layout: WorkbookLayout, generated: Collection[str] = ()) -> KeyPlaces:
    """The key column and head row of each finished sheet; `generated` are blocks of what a build says of itself."""
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    for tag in template.tags:
        if len(tag.names) != 1:
            continue
        name, axes = tag.names[0], layout.sheet(tag.sheet)
        if name == "period.key":
            row = axes.rows_at(tag.column).position(tag.row)
            if row is not None:
                rows.setdefault(tag.sheet, row)
        elif name == "key" or (
            name.endswith(".key") and template.block_at(tag.sheet, tag.row, tag.column, "down") is not None
        ):
            column = axes.columns.position(tag.column)
            if column is not None:
                columns.setdefault(tag.sheet, column)
    return KeyPlaces(
        columns, rows, frozenset(block.sheet for block in template.blocks if block.name in generated)
    )


MAX_CELLS = 2_000_000
NOTHING: Mapping[str, Any] = {}
_KEY = re.compile(r"[^\s]+")
_RESERVED_NAMES = ("_xlnm.", "_xl")


class KeyPlaces(Struct, frozen=True):
    """Where keys stand in a finished workbook: columns of row keys and rows of period keys by sheet.

    `generated` are sheets that are lists written anew by each build.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    generated: frozenset[str] = frozenset()


def read_book(
    package: Package,
    keys: KeyPlaces | None = None,
    streams: Mapping[str, SheetStream] = NOTHING,
    standing: Mapping[str, SheetCells] = NOTHING,
    *,
    keep: bool = False,
) -> BookCells:
    """The contents of a workbook.

    `streams` are sheets that are not yet settled in the package, by part, `standing` those that are known, by name.
    What is read is kept by the package where `keep`. `FindingsError` where it holds more than two million cells,
    `ValueError` where a cell is none.
    """
    places = keys or KeyPlaces()
    strings = shared_strings(package)
    unlocked = unlocked_styles(package)
    sheets: list[SheetCells] = []
    left = MAX_CELLS
    for sheet in sheet_parts(package):
        if not sheet.is_worksheet:
            continue
        if sheet.name in standing:
            sheets.append(standing[sheet.name])
            continue
        if sheet.part in streams:
            xml = b"".join(streams[sheet.part].bare())
            found: Iterable[WorksheetCell] = read_cells(package, sheet.part, strings, own_formulas, xml)
        else:
            found = read_cells(package, sheet.part, strings, own_formulas)
            if keep:
                found = list(found)
                package.keep(sheet.part, found)
        read = _read_sheet(package, sheet, found, unlocked)
        left -= len(read.cells)
        if left < 0:
            place = Place(file=package.name, sheet=sheet.name)
            message = "this workbook holds too many cells to be compared"
            raise FindingsError(Issue("too-many-cells", message, place, expected=f"at most {MAX_CELLS:,}"))
        sheets.append(_with_keys(read, places))
    others = tuple(sheet.name for sheet in sheet_parts(package) if not sheet.is_worksheet)
    return BookCells(tuple(sheets), defined_names(package), others)


def unlocked_styles(package: Package) -> frozenset[int]:
    """The cell formats whose cells may be typed into (`<protection locked="0"/>`, ECMA-376 part 1, 18.8.33)."""
    found: set[int] = set()
    for part in package.related(workbook_part(package), "styles"):
        if part in package:
            root = package.peek(part)
            ns = namespace_of(root)
            for index, one in enumerate(root.iterfind(f"{ns}cellXfs/{ns}xf")):
                protection = one.find(f"{ns}protection")
                if protection is not None and protection.get("locked") in ("0", "false"):
                    found.add(index)
    return frozenset(found)


def _read_sheet(
    package: Package,
    sheet: SheetPart,
    cells: Iterable[WorksheetCell],
    unlocked: frozenset[int],
) -> SheetCells:
    found: dict[CellAddress, str] = {}
    values: dict[CellAddress, str] = {}
    open_cells: set[CellAddress] = set()
    for cell in cells:
        row, column, style, _, value, formula, area = cell
        spot = row, column
        if style in unlocked:
            open_cells.add(spot)
        typed = _typed(cell) if value else ""
        if formula or area is not None:
            found[spot] = f"={formula}" if area is None else _array_formula(cell)
            if typed:
                values[spot] = typed
        elif typed:
            found[spot] = typed
    if any(row > MAX_ROW or column > MAX_COLUMN for row, column in found):
        raise ValueError(f"sheet {sheet.name} holds cells beyond its end")
    return SheetCells(
        sheet.name,
        found,
        frozenset(open_cells),
        values=values,
        notes=_notes(package, sheet),
        drawings=_drawings(package, sheet),
    )


def _typed(cell: WorksheetCell) -> str:
    value = cell.value or ""
    if cell.kind == "n":
        return number_form(value)
    if cell.kind == "b":
        return "TRUE" if cell.content else "FALSE"
    return _text(value)


def _array_formula(cell: WorksheetCell) -> str:
    area = cell.area or ""
    return f"={{{cell.formula}}}{area if ':' in area else ''}"


def number_form(text: str) -> str:
    """A number in one spelling with at most fifteen digits; what is no number is taken as text."""
    try:
        return format(float(text), ".15g")
    except ValueError:
        return _text(text)


def _text(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text else ""


def defined_names(package: Package) -> dict[str, str]:
    """The defined names of the whole workbook, those that programs make for themselves aside."""
    root = package.peek(workbook_part(package))
    return {
        node.get("name", ""): node.text or ""
        for node in root.iterfind("{*}definedNames/{*}definedName")
        if node.get("localSheetId") is None and not node.get("name", "").startswith(_RESERVED_NAMES)
    }


def _notes(package: Package, sheet: SheetPart) -> dict[CellAddress, str]:
    found: dict[CellAddress, str] = {}
    for part in package.related(sheet.part, "comments"):
        if part not in package:
            continue
        root = package.peek(part)
        ns = namespace_of(root)
        for node in root.iter(f"{ns}comment"):
            body = node.find(f"{ns}text")
            try:
                spot = split_address(node.get("ref", ""))
            except ValueError:
                continue
            if body is not None:
                found[spot] = _text(string_item_text(body))[1:].strip()
    return found


def _drawings(package: Package, sheet: SheetPart) -> int:
    """How many charts, pictures and shapes hang on a sheet."""
    count = 0
    for part in package.related(sheet.part, "drawing"):
        if part in package:
            try:
                root = package.peek(part)
            except PackageError:
                continue
            count += sum(1 for node in root if local_name(node).endswith("Anchor"))
    return count


def _with_keys(sheet: SheetCells, places: KeyPlaces) -> SheetCells:
    head_row = places.rows.get(sheet.name, 0)
    column = places.columns.get(sheet.name, 0) or _typed_key_column(sheet, head_row)
    generated = sheet.name in places.generated
    return replace(sheet, key_column=column, head_row=head_row, generated=generated)


def _typed_key_column(sheet: SheetCells, head_row: int) -> int:
    """The column that names the rows of inputs though no tag fills it: a text without spaces in each, all different.

    Only inputs under a period's head count; the column next to them is taken; 0 where there is none.
    """
    headed = {spot for spot in sheet.unlocked if head_row and sheet.text(head_row, spot[1])} or sheet.unlocked
    lines = {row for row, _ in headed}
    if not lines:
        return 0
    first = min(column for _, column in headed)
    for column in _towards(first, sheet.extent[1]):
        keys = {row: sheet.text(row, column) for row in lines if (row, column) not in sheet.unlocked}
        held = [key for key in keys.values() if key]
        if len(held) > 1 and len(set(held)) == len(held) and all(_KEY.fullmatch(key) for key in held):
            return column
    return 0


def _towards(first: int, last: int) -> Iterator[int]:
    yield from range(first - 1, 0, -1)
    yield from range(first + 1, last + 1)
