"""The workbook embedded in a chart: one rectangle of a sheet, from A1.

       A       B                 C          D
  1            Network services  Total      Growth
  2    1Q16    21.9              =B2+...    =TEXT(C2/...)
  3    2Q16    22.4              =B3+...    =TEXT(C3/...)

Edited in place: other sheets, styles and cells outside the old and the new rectangle stay.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal

from lxml import etree
from msgspec import Struct

from reportgen.office.addresses import cell_address, column_letters, quote_sheet, split_address
from reportgen.office.cell_reader import read_cell
from reportgen.office.chart_places import Line
from reportgen.office.dates import shows_dates
from reportgen.office.package import Package
from reportgen.office.sheets import (
    drop_calculation_chain,
    shared_strings,
    sheet_parts,
    workbook_part,
    worksheet_part,
)
from reportgen.office.styles import Styles
from reportgen.office.worksheet import (
    CellContent,
    cell_xml,
    cells,
    clear,
    ensure_cell,
    rows,
    set_dimension,
    set_formula,
    set_text,
    set_value,
    sheet_data,
    used_range,
)
from reportgen.office.xml import namespace_of

# What formulas call the cell of the category in the same row.
CATEGORY = "category"
_PLACE = re.compile(r"\{([^{}]+)\}")
_ARRAY_CONSTANT = re.compile(r"""\s*(?:[-+.\dEe%]+|"[^"]*"|TRUE|FALSE)(?:\s*[,;].*)?""", re.DOTALL)


class SheetColumn(Struct, frozen=True):
    """One column of the rectangle: its head, and per row a content and a formula (None: typed).

    A formula stands without `=`; `{Revenue}` in it is the cell of that column in the same row,
    `{Revenue@1Q16}` the one in the row of that category, `{category}` the category itself. The content is then
    the formula's cached value.
    `number_format` is an Excel format code; where it is empty the cells keep the format they have.
    """

    name: str
    contents: tuple[CellContent, ...]
    formulas: tuple[str | None, ...] = ()
    number_format: str = ""
    head: str = ""

    @property
    def title(self) -> str:
        """The text of the head cell: `head`, else the name that formulas know the column by."""
        return self.head or self.name


class SheetArea(Struct, frozen=True):
    """Where a chart's data stand in its workbook: the sheet, and the columns and rows they took so far."""

    sheet: str
    columns: int = 1
    rows: int = 1

    def cell(self, row: int, column: int) -> str:
        """The absolute reference of one cell: `Sheet1!$B$1`."""
        return f"{quote_sheet(self.sheet)}!${column_letters(column)}${row}"

    def column(self, column: int, count: int) -> str:
        """The absolute reference of a column's `count` values, below the head: `Sheet1!$B$2:$B$9`."""
        letters = column_letters(column)
        tail = f":${letters}${count + 1}" if count > 1 else ""
        return f"{quote_sheet(self.sheet)}!${letters}$2{tail}"


def formula_places(formula: str) -> list[tuple[str, str]]:
    """The cells a formula names in braces, as (column, category), the category empty for the same row.

    `IF({Revenue@1Q16}=0,"",{Revenue}/{Revenue@1Q16}-1)` gives Revenue and Revenue of 1Q16. Array constants
    (`{1,2,3}`) name no cells.
    """
    return [_split(place) for place in _PLACE.findall(formula) if not _ARRAY_CONSTANT.fullmatch(place)]


def resolve_formula(formula: str, row: int, columns: Mapping[str, int], rows_: Mapping[str, int]) -> str:
    """The formula of one cell, its braces replaced by addresses; `KeyError` for an unknown name."""

    def address(match: re.Match[str]) -> str:
        place = match.group(1)
        if place in columns:
            return cell_address(row, columns[place])
        if _ARRAY_CONSTANT.fullmatch(place):
            return match.group(0)
        name, category = _split(place)
        return cell_address(rows_[category] if category else row, columns[name])

    return _PLACE.sub(address, formula.removeprefix("="))


def first_sheet(package: Package) -> str:
    """The name of a workbook's first worksheet."""
    part = worksheet_part(package)
    return next(sheet.name for sheet in sheet_parts(package) if sheet.part == part)


def fill_workbook(
    package: Package,
    area: SheetArea,
    categories: Sequence[CellContent],
    columns: Sequence[SheetColumn],
    code: str = "",
) -> None:
    """Rewrite the rectangle of a workbook: heads in row 1, categories in column A, then the columns.

    Categories that are days (numbers) take the number format `code` where their cells show none.

    Cells keep their styles apart from the number format; new ones take the style of a neighbour. What is left
    over of the old rectangle is cleared, a table that stood on it takes the new size. A1 keeps its text.
    """
    part = worksheet_part(package, area.sheet)
    sheet = package.xml(part)
    found = FoundCells(sheet)
    styles = Styles(package) if package.related(workbook_part(package), "styles") else None
    table = _Table(columns, categories, styles, code)
    for place, column in enumerate(columns, start=2):
        set_text(found.at(1, place), column.title)
    held, count = found.rows[-1], len(categories) + 1
    for number in range(2, min(held, count) + 1):
        for place, content in enumerate(table.row(number), start=1):
            cell = found.at(number, place)
            _set_style(cell, table.style(cell.get("s"), place, content))
            if isinstance(content, tuple):
                set_formula(cell, *content)
            else:
                set_value(cell, content)
    _clear_left_over(sheet, area, len(columns) + 1, count)
    for row_number, row in rows(sheet):
        if row_number <= max(area.rows, count):
            row.attrib.pop("spans", "")
    _show_columns(sheet, range(1, len(columns) + 2))
    set_dimension(sheet, _used(sheet, count, len(columns) + 1) if count > held else "")
    _resize_tables(package, part, area, [column.title for column in columns], count)
    drop_calculation_chain(package)
    if count > held:
        above = [found.style(held, place) if held > 1 else None for place in range(1, len(columns) + 2)]
        prefix = f"{sheet.prefix}:" if sheet.prefix else ""
        package.settle(part)
        end = f"</{prefix}sheetData>"
        head, _, tail = package[part].decode().rpartition(end)
        package[part] = "".join((head, *table.xml(held + 1, above, prefix), end, tail)).encode()


class _Table:
    """What the cells below the heads of a chart's sheet hold, by row: the category, then each column's content.

    A formula is a pair with the value that it is known to give.
    """

    def __init__(
        self,
        columns: Sequence[SheetColumn],
        categories: Sequence[CellContent],
        styles: Styles | None,
        code: str,
    ) -> None:
        self._columns, self._categories, self._styles, self._code = columns, categories, styles, code
        self._places = {CATEGORY: 1} | {column.name: number for number, column in enumerate(columns, start=2)}
        numbered = reversed(list(enumerate(categories, start=2)))
        self._lines = {str(category): number for number, category in numbered}

    def row(self, number: int) -> Iterator[CellContent | tuple[str, CellContent]]:
        """The contents of a row of the sheet."""
        yield self._categories[number - 2]
        for column in self._columns:
            content = column.contents[number - 2]
            formula = column.formulas[number - 2] if column.formulas else None
            if formula:
                text = resolve_formula(formula, number, self._places, self._lines)
                yield text, "" if content is None else content
            else:
                yield content

    def style(self, style: str | None, place: int, content: object) -> str | None:
        """The style of a cell that has `style` so far, by its column and content."""
        if self._styles is None:
            return style
        if place == 1:
            return style if content is None else _category_style(style, self._styles, self._code)
        return _number_style(style, self._styles, self._columns[place - 2].number_format, content)

    def xml(self, first: int, above: list[str | None], prefix: str) -> Iterator[str]:
        """The rows from `first` on, below cells of the styles `above`, as the tree's own writer spells them."""
        letters = [column_letters(place) for place in range(1, len(above) + 1)]
        for number in range(first, len(self._categories) + 2):
            yield f'<{prefix}row r="{number}">'
            for place, content in enumerate(self.row(number), start=1):
                style = above[place - 1] or (above[place - 2] if place > 2 else None)
                style = above[place - 1] = self.style(style, place, content)
                yield cell_xml(f"{letters[place - 1]}{number}", style, content, prefix)
            yield f"</{prefix}row>"


def _used(sheet: etree._Element, row: int, column: int) -> str:
    """The range of a sheet's cells together with those of a rectangle from A1 to a cell."""
    bottom, right = split_address(used_range(sheet).split(":")[-1])
    return f"A1:{cell_address(max(bottom, row), max(right, column))}"


class PlacedColumn(Struct, frozen=True):
    """A column that goes into cells of its own; `head` is where its title is written, None where it stays."""

    column: SheetColumn
    line: Line
    head: Line | None = None


def fill_lines(
    package: Package,
    categories: Sequence[tuple[Line, Sequence[CellContent]]],
    columns: Sequence[PlacedColumn],
    code: str,
    left: Collection[tuple[str, int, int]],
) -> None:
    """Write columns and categories where they are placed, and nothing else; the cells that are left over are emptied.

    Categories that are numbers take the number format `code`, where they are days and their cells show none. Rows and
    columns that were hidden are shown where data stand in them now.
    """
    sheets = {line.sheet for line, _ in categories} | {one.line.sheet for one in columns}
    sheets |= {one.head.sheet for one in columns if one.head} | {sheet for sheet, _, _ in left}
    found = {name: FoundCells(package.xml(worksheet_part(package, name))) for name in sheets}
    styles = Styles(package) if package.related(workbook_part(package), "styles") else None
    for sheet, row, column in left:
        cell = found[sheet].find(row, column)
        if cell is not None:
            clear(cell)
    for line, contents in categories:
        for cell, content in zip(_cells_of(line, found), contents, strict=True):
            set_value(cell, content)
            if styles is not None and isinstance(content, Decimal):
                _set_style(cell, _category_style(cell.get("s"), styles, code))
    for one in columns:
        if one.head is not None:
            set_text(found[one.head.sheet].at(one.head.row, one.head.column), one.column.title)
        places = {other.column.name: other.line.column for other in columns}
        places[CATEGORY] = categories[-1][0].column if categories else 1
        lines = {str(text): one.line.row + at for line, texts in categories for at, text in enumerate(texts)}
        rows_ = [row for row, _ in one.line.cells()]
        for number, cell in enumerate(_cells_of(one.line, found)):
            content = one.column.contents[number]
            formula = one.column.formulas[number] if one.column.formulas and not one.line.across else None
            if styles is not None:
                style = _number_style(cell.get("s"), styles, one.column.number_format, formula or content)
                _set_style(cell, style)
            if formula:
                text = resolve_formula(formula, rows_[number], places, lines)
                set_formula(cell, text, "" if content is None else content)
            else:
                set_value(cell, content)
    for name, cells_ in found.items():
        part = worksheet_part(package, name)
        sheet_root = package.xml(part)
        for _, row_node in rows(sheet_root):
            row_node.attrib.pop("spans", "")
        for line in [line for line, _ in categories] + [one.line for one in columns]:
            if line.sheet == name:
                cells_.show(row for row, _ in line.cells())
                _show_columns(sheet_root, {column for _, column in line.cells()})
        set_dimension(sheet_root)
        _name_table_columns(package, part, cells_)
    drop_calculation_chain(package)


def _show_columns(sheet: etree._Element, numbers: Iterable[int]) -> None:
    """Have columns that were hidden be seen: a chart leaves hidden cells out."""
    for node in sheet.iterfind(f"{namespace_of(sheet)}cols/{namespace_of(sheet)}col[@hidden]"):
        if any(int(node.get("min", "0")) <= number <= int(node.get("max", "0")) for number in numbers):
            node.attrib.pop("hidden")


def _cells_of(line: Line, found: Mapping[str, FoundCells]) -> Iterator[etree._Element]:
    """The cells of a line; those that are made look like the one before."""
    before: tuple[int, int] | None = None
    for row, column in line.cells():
        yield found[line.sheet].at(row, column, before)
        before = (row, column)


def _category_style(style: str | None, styles: Styles, code: str) -> str | None:
    """The style of a category's cell: days that the cell would show as numbers take the number format `code`."""
    at = int(style or "0")
    if code and shows_dates(0, code) and not shows_dates(styles.number_id(at), styles.number_format(at)):
        return str(styles.with_number_format(at, code))
    return style


def _name_table_columns(package: Package, part: str, found: FoundCells) -> None:
    """The columns of tables are called as their heads say (ECMA-376 part 1, 18.5.1.3); no head is empty."""
    strings = shared_strings(package)
    for table in package.related(part, "table"):
        root = package.xml(table)
        try:
            top, left = split_address(root.get("ref", "").split(":")[0])
        except ValueError:
            continue
        if root.get("headerRowCount") == "0":
            continue
        nodes = list(root.iterfind(f"{namespace_of(root)}tableColumns/{namespace_of(root)}tableColumn"))
        for number, node in enumerate(nodes):
            cell = found.find(top, left + number)
            content = read_cell(cell, strings).content if cell is not None else None
            if isinstance(content, str) and content:
                node.set("name", content)
            else:
                set_text(found.at(top, left + number), node.get("name", ""))


def _split(place: str) -> tuple[str, str]:
    name, mark, category = place.rpartition("@")
    return (name, category) if mark else (place, "")


class FoundCells:
    """The cells of a sheet by row and column, found in one walk; a new one takes the style of a neighbour."""

    def __init__(self, sheet: etree._Element) -> None:
        self._data = sheet_data(sheet)
        self._cell, self._row_tag = (f"{namespace_of(sheet)}{name}" for name in ("c", "row"))
        self._known: dict[tuple[int, int], etree._Element] = {}
        self._rows: dict[int, etree._Element] = {}
        self._ends: dict[int, int] = {}
        for number, row in rows(sheet):
            self._rows.setdefault(number, row)
            for column, cell in cells(row):
                self._known.setdefault((number, column), cell)
                self._ends[number] = column
        self._numbers = sorted(self._rows)

    @property
    def rows(self) -> Sequence[int]:
        """The numbers of the rows that the sheet holds, in order."""
        return self._numbers

    def find(self, row: int, column: int) -> etree._Element | None:
        """The cell there, or None where there is none."""
        return self._known.get((row, column))

    def is_blank(self, row: int, column: int) -> bool:
        """Whether nothing stands there."""
        cell = self._known.get((row, column))
        return cell is None or len(cell) == 0

    def show(self, numbers: Iterable[int]) -> None:
        """Have rows that were hidden be seen."""
        for number in numbers:
            if number in self._rows:
                self._rows[number].attrib.pop("hidden", "")

    def filled(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell in which something stands."""
        return ((row, column) for (row, column), cell in self._known.items() if len(cell))

    def at(self, row: int, column: int, like: tuple[int, int] | None = None) -> etree._Element:
        """The cell there; one made there looks like the cell at `like`, else like a neighbour."""
        cell = self._known.get((row, column))
        if cell is None:
            style = self._style(row, column, like)
            attributes = {"r": cell_address(row, column)} | ({} if style is None else {"s": style})
            home = self._row(row)
            if column > self._ends.get(row, 0):
                cell = etree.SubElement(home, self._cell, attributes)
                self._ends[row] = column
            else:
                cell = etree.Element(self._cell, attributes)
                next(one for at, one in cells(home) if at > column).addprevious(cell)
            self._known[row, column] = cell
        return cell

    def _row(self, number: int) -> etree._Element:
        row = self._rows.get(number)
        if row is None:
            place = bisect(self._numbers, number) if self._numbers and self._numbers[-1] > number else None
            if place is None:
                row = etree.SubElement(self._data, self._row_tag, {"r": str(number)})
            else:
                row = etree.Element(self._row_tag, {"r": str(number)})
                self._rows[self._numbers[place]].addprevious(row)
            self._rows[number] = row
            self._numbers.insert(len(self._numbers) if place is None else place, number)
        return row

    def _style(self, row: int, column: int, like: tuple[int, int] | None) -> str | None:
        if like is not None:
            return self.style(*like)
        above = self.style(row - 1, column) if row > 2 else None
        return self.style(row, column - 1) if above is None and column > 2 else above

    def style(self, row: int, column: int) -> str | None:
        """The style of the cell there; None where there is none."""
        cell = self._known.get((row, column))
        return cell.get("s") if cell is not None else None


def _number_style(style: str | None, styles: Styles, code: str, content: object) -> str | None:
    """A cell's style with its number format; a number or formula in a cell formatted as text loses that format."""
    at = int(style or "0")
    if not code and content is not None and styles.number_format(at) == "@":
        code = "General"
    return str(styles.with_number_format(at, code)) if code else style


def _set_style(cell: etree._Element, style: str | None) -> None:
    if style is not None:
        cell.set("s", style)


def _clear_left_over(sheet: etree._Element, area: SheetArea, columns: int, lines: int) -> None:
    for number, row in rows(sheet):
        if number > area.rows:
            break
        for column, cell in cells(row):
            if column <= area.columns and (column > columns or number > lines):
                clear(cell)


def _resize_tables(package: Package, part: str, area: SheetArea, names: Sequence[str], lines: int) -> None:
    for table_part in package.related(part, "table"):
        if table_part not in package:
            continue
        ref = package.peek(table_part).get("ref", "")
        try:
            top, left = split_address(ref.split(":")[0])
        except ValueError:
            continue
        if (top, left) == (1, 1):
            _resize_table(package, part, table_part, names, lines)


def _resize_table(package: Package, part: str, table_part: str, names: Sequence[str], lines: int) -> None:
    """Give a table its size; its columns are named as their heads (ECMA-376 part 1, 18.5.1.3)."""
    root = package.xml(table_part)
    ns = namespace_of(root)
    ref = f"A1:{cell_address(max(lines, 2), len(names) + 1)}"
    root.set("ref", ref)
    root.attrib.pop("totalsRowCount", "")
    for node in root.iter(f"{ns}autoFilter"):
        node.set("ref", ref)
        for child in list(node):
            node.remove(child)
    for node in root.findall(f"{ns}sortState"):
        root.remove(node)
    holder = root.find(f"{ns}tableColumns")
    if holder is None:
        return
    old = list(holder.iterfind(f"{ns}tableColumn"))
    by_name = {node.get("name", ""): node for node in old}
    first = old[0].get("name", " ") if old else " "
    used = {int(node.get("id", "0")) for node in old}
    for child in list(holder):
        holder.remove(child)
    for position, name in enumerate([first, *names]):
        known = by_name.get(name) if position else (old[0] if old else None)
        column = etree.Element(f"{ns}tableColumn") if known is None else deepcopy(known)
        if known is None:
            fresh = next(number for number in range(1, len(used) + 2) if number not in used)
            used.add(fresh)
            column.set("id", str(fresh))
        column.set("name", name)
        for child in list(column):
            column.remove(child)
        for key in [key for key in column.attrib if str(key).startswith(("totalsRow", "dataDxf"))]:
            del column.attrib[key]
        holder.append(column)
    holder.set("count", str(len(names) + 1))
    corner = ensure_cell(package.xml(part), 1, 1)
    if read_cell(corner, shared_strings(package)).content != first:
        set_text(corner, first)
