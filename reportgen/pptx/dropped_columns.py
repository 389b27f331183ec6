"""Columns of a table that go; the first one that stays takes their width."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from reportgen.office.xml import qn, remove

_SPAN, _JOINED = "gridSpan", "hMerge"


def drop_columns(table: etree._Element, gone: Collection[int]) -> None:
    """Take out columns by their numbers; a cell merged over one of them keeps its text over those that stay."""
    grid = table.find(qn("a:tblGrid"))
    if grid is None or not gone:
        return
    columns = grid.findall(qn("a:gridCol"))
    kept = [column for number, column in enumerate(columns) if number not in gone]
    freed = sum(int(column.get("w", "0")) for column in columns if column not in kept)
    kept[0].set("w", str(int(kept[0].get("w", "0")) + freed))
    for number in sorted(gone, reverse=True):
        remove(columns[number])
        for row in table.findall(qn("a:tr")):
            _drop_cell(row.findall(qn("a:tc")), number)


def _drop_cell(cells: list[etree._Element], number: int) -> None:
    first = number
    while first and cells[first].get(_JOINED) == "1":
        first -= 1
    span = int(cells[first].get(_SPAN, "1"))
    if span == 1:
        remove(cells[number])
        return
    remove(cells[max(number, first + 1)])
    if span > 2:
        cells[first].set(_SPAN, str(span - 1))
    else:
        del cells[first].attrib[_SPAN]
