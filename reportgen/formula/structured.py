"""Structured references as plain ones: what a formula names of a table, by where the table stands.

    SUM(Sales[Qty])                  ->   SUM(Data!$B$4:$B$9)
    Sales[[#This Row],[Qty]]*2       ->   Data!$B7*2         in row 7

What is no column of a known table stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from reportgen.office.addresses import cell_address, column_letters
from reportgen.office.package import Package
from reportgen.office.references import parse_reference
from reportgen.office.sheets import SheetPart
from reportgen.office.xml import namespace_of, unescape_text

_STARTS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')+\'!|((?:[^\W\d]|\\)[\w.\\]*)?\[')
# A word that is no sheet, no function and no part of a reference.
_WORD = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')+\'!|(?<![\w.\\!\]$:])((?:[^\W\d]|\\)[\w.\\]*)(?![\w.\\(\[!:])'
)
_ITEMS = {"#all": 0, "#data": 1, "#headers": 2, "#totals": 3, "#this row": 4}


class TableArea(Struct, frozen=True):
    """A table: its sheet as named, its rectangle with head and totals, its columns from left to right."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    heads: int
    totals: int
    columns: tuple[str, ...]

    def rows(self, items: Sequence[int], row: int) -> tuple[int, int] | None:
        """The first and last row of what `items` name; None where they name no one stretch."""
        first, last = self.top + self.heads, self.bottom - self.totals
        spans = {
            0: (self.top, self.bottom),
            1: (first, last),
            2: (self.top, first - 1),
            3: (last + 1, self.bottom),
            4: (row, row) if first <= row <= last else (1, 0),
        }
        found = sorted(spans[item] for item in items or (1,))
        if any(low > high for low, high in found):
            return None
        if any(high + 1 < low for (_, high), (low, _) in pairwise(found)):
            return None
        return found[0][0], max(high for _, high in found)


def read_tables(package: Package, sheets: Sequence[SheetPart]) -> dict[str, TableArea]:
    """All tables of a workbook by their names, case-folded."""
    found: dict[str, TableArea] = {}
    for sheet in sheets:
        for part in package.related(sheet.part, "table"):
            if part not in package:
                continue
            root = package.peek(part)
            area = parse_reference(root.get("ref", ""))
            if area is None or area.rows is None or area.columns is None:
                continue
            ns = namespace_of(root)
            names = root.iterfind(f"{ns}tableColumns/{ns}tableColumn")
            table = TableArea(
                sheet.name,
                area.rows[0].at,
                area.columns[0].at,
                area.rows[1].at,
                area.columns[1].at,
                int(root.get("headerRowCount", "1")),
                int(root.get("totalsRowCount", "0")),
                tuple(unescape_text(one.get("name", "")).casefold() for one in names),
            )
            found[root.get("displayName", root.get("name", "")).casefold()] = table
    return found


def plain_references(formula: str, tables: Mapping[str, TableArea], sheet: str, row: int, column: int) -> str:
    """The formula of a cell with plain references in the place of structured ones."""
    if "[" not in formula:
        return _with_areas(formula, tables, row)
    pieces: list[str] = []
    done = 0
    for at, name, inside, end in _brackets(formula):
        table = tables.get(name.casefold() if name else table_around(tables, sheet, row, column))
        plain = _plain(table, inside, row) if table is not None else None
        if plain is not None:
            pieces += _with_areas(formula[done:at], tables, row), plain
            done = end
    return "".join([*pieces, _with_areas(formula[done:], tables, row)])


def _with_areas(text: str, tables: Mapping[str, TableArea], row: int) -> str:
    """A piece of a formula with the areas of the tables that it names as a whole."""

    def area(word: str) -> str | None:
        table = tables.get(word.casefold())
        return None if table is None else _plain(table, "", row)

    return with_meanings(text, area)


def with_meanings(text: str, meaning: Callable[[str], str | None]) -> str:
    """A piece of a formula with what its words stand for; those stay for which None is given."""
    return _WORD.sub(lambda found: (meaning(found[1]) if found[1] else None) or found[0], text)


def table_around(tables: Mapping[str, TableArea], sheet: str, row: int, column: int) -> str:
    """The name of the table that a cell stands in, case-folded; empty where it stands in none."""
    return next(
        (
            name
            for name, one in tables.items()
            if one.sheet == sheet and one.top <= row <= one.bottom and one.left <= column <= one.right
        ),
        "",
    )


def _brackets(formula: str) -> Iterator[tuple[int, str, str, int]]:
    """Beginning, name before it, inside and end of each pair of outermost brackets."""
    at = 0
    while True:
        found = _STARTS.search(formula, at)
        if found is None:
            return
        at = found.end()
        if not found[0].endswith("["):
            continue
        depth, begin = 1, at
        while depth and at < len(formula):
            sign = formula[at]
            if sign == "'":
                at += 1
            elif sign == "[":
                depth += 1
            elif sign == "]":
                depth -= 1
            at += 1
        if depth:
            return
        yield found.start(), found[1] or "", formula[begin : at - 1], at


def with_renamed_columns(formula: str, renamed: Mapping[str, Mapping[str, str]], home: str = "") -> str:
    """The formula with the new names of tables' columns, given by the table's name and the column's old one.

    What names no table means the table `home`, in which the formula stands.
    """
    known = {
        table.casefold(): {escaped_column(old).casefold(): new for old, new in names.items()}
        for table, names in renamed.items()
    }
    pieces: list[str] = []
    done = 0
    for at, name, inside, end in _brackets(formula):
        names = known.get((name or home).casefold(), {})
        if "[" in re.sub(r"'.", "", inside):

            def part(found: re.Match[str], names: Mapping[str, str] = names) -> str:
                new = names.get(found[1].casefold())
                return found[0] if new is None else f"[{escaped_column(new)}]{found[2]}"

            new = _PART.sub(part, inside)
        else:
            mark = inside[: len(inside) - len(inside.removeprefix("@"))]
            column = names.get(inside.removeprefix("@").casefold())
            # A name with signs stands in brackets of its own.
            new = (
                inside
                if column is None
                else mark + (column if column.isalnum() else f"[{escaped_column(column)}]")
            )
        pieces += formula[done:at], f"{name}[{new}]"
        done = end
    return "".join([*pieces, formula[done:]])


def escaped_column(column: str) -> str:
    """The name of a column between brackets."""
    return re.sub(r"[\[\]#'@]", r"'\g<0>", column)


_PART = re.compile(r"\s*\[((?:'.|[^'\[\]])*)\]\s*([,:]?)", re.DOTALL)
_NAMED = re.compile(r"\s*(?:\[((?:'.|[^'\[\]])*)\]|((?:'.|[^'\[\],:])+))\s*([,:]?)", re.DOTALL)


def _plain(table: TableArea, inside: str, row: int) -> str | None:
    items: list[int] = []
    columns: list[str] = []
    text = inside.strip()
    if text.startswith("@"):
        items, text = [4], text[1:]
    if "[" not in re.sub(r"'.", "", text):
        parts = [(text, "")] if text else []
    else:
        parts = [(found[2] if found[1] is None else found[1], found[3]) for found in _NAMED.finditer(text)]
        if "".join(found[0] for found in _NAMED.finditer(text)) != text:
            return None
    for name, _ in parts:
        item = _ITEMS.get(name.casefold().strip())
        if item is not None:
            items.append(item)
        else:
            columns.append(re.sub(r"'(.)", r"\1", name).casefold())
    if len(columns) > 2 or any(one not in table.columns for one in columns):
        return None
    if len(columns) == 2 and not any(sign == ":" for _, sign in parts):
        return None
    rows = table.rows(items, row)
    if rows is None:
        return "#REF!" if 3 in items else "#VALUE!" if 4 in items else None
    places = [table.left + table.columns.index(one) for one in columns] or [table.left, table.right]
    left, right = min(places), max(places)
    quoted = table.sheet.replace("'", "''")
    if items == [4]:
        first, last = f"${column_letters(left)}{row}", f"${column_letters(right)}{row}"
    else:
        first, last = _fixed(rows[0], left), _fixed(rows[1], right)
    return f"'{quoted}'!{first}" + (f":{last}" if last != first else "")


def _fixed(row: int, column: int) -> str:
    letters = cell_address(row, column).rstrip("0123456789")
    return f"${letters}${row}"
