"""The tables of a workbook: ids, names, columns and head cells have to agree, or Excel takes the table out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from reportgen.diagnostics import Issue
from reportgen.gate.look import Look, child, children, natural
from reportgen.gate.sheet_rules import Area, area_of, overlapping
from reportgen.parts.cell_reader import read_cell
from reportgen.parts.texts import unescape_text

_NAME = re.compile(r"[^\W\d][\w.\\]*|[_\\][\w.\\]*")


def tables_of(look: Look, part: str) -> list[tuple[str, etree._Element, Area | None]]:
    """The tables of a sheet: part, root and range."""
    found = []
    for target in look.targets(part, "table"):
        root = look.root(target)
        if root is not None:
            found.append((target, root, area_of(root.get("ref", ""))))
    return found


def table_rules(
    look: Look,
    part: str,
    sheet: etree._Element,
    tables: list[tuple[str, etree._Element, Area | None]],
    cells: dict[tuple[int, int], etree._Element],
    strings: tuple[str, ...],
) -> Iterator[Issue]:
    """The faults of the tables of one sheet, `cells` being the cells of their head rows."""
    merges = [
        (area, f"the merged cells {node.get('ref')}")
        for node in children(sheet, "mergeCells")
        if (area := area_of(node.get("ref", ""))) is not None
    ]
    placed = [(area, f"the table {root.get('displayName')}") for _, root, area in tables if area is not None]
    for one, other in overlapping([*placed, *merges]):
        if "table" in one or "table" in other:
            yield Issue("gate-table-area", f"{one} and {other} overlap", look.place(part))
    for target, root, area in tables:
        place = look.place(target)
        if area is None:
            yield Issue("gate-table-area", f"{root.get('ref')!r} is no range of a table", place)
            continue
        columns = list(children(root, "tableColumns"))
        width = area[3] - area[1] + 1
        if len(columns) != width:
            message = f"a table of {width} columns lists {len(columns)}"
            yield Issue("gate-table-columns", message, place)
        names = Counter(unescape_text(node.get("name", "")).casefold() for node in columns)
        ids = Counter(node.get("id", "") for node in columns)
        for values, what in ((names, "name"), (ids, "id")):
            for value, count in values.items():
                if count > 1 or not value:
                    message = f"{count} columns of a table have the {what} {value!r}"
                    yield Issue("gate-table-columns", message, place)
        inner = child(root, "autoFilter")
        filtered = area_of(inner.get("ref", "")) if inner is not None else None
        if inner is not None and (filtered is None or not _inside(filtered, area)):
            yield Issue("gate-table-area", f"a table filters {inner.get('ref')}, outside of itself", place)
        if natural(root.get("headerRowCount", "1")) and len(columns) == width:
            yield from _head(look, target, columns, area, cells, strings)


def _inside(one: Area, other: Area) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def _head(
    look: Look,
    target: str,
    columns: list[etree._Element],
    area: Area,
    cells: dict[tuple[int, int], etree._Element],
    strings: tuple[str, ...],
) -> Iterator[Issue]:
    for at, column in enumerate(columns, start=area[1]):
        name = unescape_text(column.get("name", ""))
        cell = cells.get((area[0], at))
        shown = read_cell(cell, strings).value if cell is not None else None
        if shown is None or _plain(shown) != _plain(name):
            message = f"the column {name!r} of a table has the head {shown!r}"
            yield Issue("gate-table-head", message, look.place(target))


def _plain(text: str) -> str:
    return " ".join(text.replace("_x000a_", "\n").split()).casefold()


def table_names(look: Look, parts: list[str], names: set[str]) -> Iterator[Issue]:
    """Ids and names of all tables of the workbook, and the defined names (folded) that they must not take."""
    ids: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for part in parts:
        for target, root, _ in tables_of(look, part):
            name = root.get("displayName", "")
            ids[root.get("id", "")] += 1
            called[name.casefold()] += 1
            if not _NAME.fullmatch(name) or len(name) > 255 or area_of(name.upper()) is not None:
                yield Issue("gate-table-name", f"{name!r} is no name of a table", look.place(target))
            if name.casefold() in names:
                message = f"a table and a defined name are both called {name}"
                yield Issue("gate-table-name", message, look.place(target))
    for value, count in ids.items():
        if count > 1:
            yield Issue("gate-table-id", f"{count} tables have the id {value}", look.place(look.main))
    for value, count in called.items():
        if count > 1:
            yield Issue("gate-table-name", f"{count} tables are called {value}", look.place(look.main))
