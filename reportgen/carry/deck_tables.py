"""Tables in their three forms: rows and columns known again, columns that a person moved, added or took out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from reportgen.carry.deck_alike import LIKE, aligned, similarity, text_of
from reportgen.carry.deck_plan import CarryLog
from reportgen.office.xml import local_name, qn, remove

_MOST_CELLS = 0.6
# Stands between the cells of a row, or of a column.
CELLS = " | "


def row_texts(table: etree._Element) -> list[list[str]]:
    """What the cells of a table say, row by row."""
    return [list(map(text_of, row.iterchildren(qn("a:tc")))) for row in table.iter(qn("a:tr"))]


def matched_rows(old: etree._Element, new: etree._Element) -> dict[etree._Element, etree._Element]:
    """The rows of a table in another form of it: by their labels, else by equal cells or a like label."""
    rows = [list(one.iter(qn("a:tr"))) for one in (old, new)]
    mine, theirs = map(row_texts, (old, new))
    keys = [_counted([cells[0] if cells else "" for cells in own]) for own in (mine, theirs)]
    places = {key: place for place, key in enumerate(keys[1])}
    pairs = {at: places[key] for at, key in enumerate(keys[0]) if key in places and key[0].strip()}
    free = [place for place in range(len(theirs)) if place not in pairs.values()]
    for at in (at for at in range(len(mine)) if at not in pairs):
        like = [
            (_shared(mine[at][1:], theirs[place][1:]), similarity(mine[at][0], theirs[place][0]), -place)
            for place in free
            if mine[at] and theirs[place]
        ]
        alike, label, place = max(like, default=(0.0, 0.0, 0))
        if alike >= _MOST_CELLS or label >= LIKE:
            pairs[at] = -place
            free.remove(-place)
    return {rows[0][at]: rows[1][place] for at, place in pairs.items()}


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of the cells of a row another row has as well, from 0 to 1; 1 for rows without a text."""
    said = Counter(text for text in mine if text.strip())
    other = Counter(text for text in theirs if text.strip())
    return (said & other).total() / said.total() if said else float(not other)


def column_order(old: etree._Element, new: etree._Element) -> list[int] | None:
    """The columns of a table in the order that another form of it has them in; None where no column was moved.

    Columns are known by their heads. A table with merged cells keeps its order.
    """
    heads = [next(iter(row_texts(table)), []) for table in (old, new)]
    if heads[0] == heads[1] or len(set(heads[0])) < len(heads[0]) or sorted(heads[0]) != sorted(heads[1]):
        return None
    merged = any(cell.get(name) for cell in old.iter(qn("a:tc")) for name in ("gridSpan", "hMerge"))
    return [heads[0].index(head) for head in heads[1]] if not merged else None


def _counted(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Texts, each with its number among equal ones."""
    counts: dict[str, int] = {}
    found = []
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
        found.append((text, counts[text]))
    return found


def column_map(old: etree._Element, new: etree._Element) -> dict[int, int]:
    """Which column of a table is which in another form of it, told by their texts."""
    tables = [
        next((one for one in (node, *node.iterancestors()) if local_name(one) == "tbl"), node)
        for node in (old, new)
    ]
    rows = list(zip(*matched_rows(*tables).items(), strict=True)) or [(), ()]
    texts = ([list(map(text_of, row.iterchildren(qn("a:tc")))) for row in own] for own in rows)
    return aligned(*(list(map(CELLS.join, zip(*own, strict=False))) for own in texts))


def with_columns_moved(
    trees: tuple[etree._Element, etree._Element, etree._Element], told: CarryLog, shape: str
) -> etree._Element:
    """Bring the columns of a table into the order that a person gave them; the table as built in this order."""
    built, left, now = trees
    order = column_order(built, left) if now.tag == qn("a:tbl") else None
    if order is None:
        return built
    if len(columns(now)) != len(order):
        done = "the build has other columns now; their order is the build's"
        told.conflict("no-place", shape, "order of columns", "", done)
        return built
    moved = deepcopy(built)
    for table in (moved, now):
        for holder in (*table.iterchildren(qn("a:tr")), *table.iterchildren(qn("a:tblGrid"))):
            nodes = holder.findall(qn("a:tc")) or holder.findall(qn("a:gridCol"))
            for place, node in enumerate([nodes[at] for at in order if len(nodes) == len(order)]):
                holder.insert(place, node)
    told.edit(shape, "order of columns")
    return moved


def columns(table: etree._Element) -> list[etree._Element]:
    """The columns of a table; none for any other element."""
    return table.findall(f"{qn('a:tblGrid')}/{qn('a:gridCol')}") if table.tag == qn("a:tbl") else []


def cells_by_row(table: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """The rows of a table with their cells; none for any other element."""
    return {row: row.findall(qn("a:tc")) for row in table.iterchildren(qn("a:tr"))}


def widen(
    table: etree._Element, before: list[etree._Element], rows: dict[etree._Element, list[etree._Element]]
) -> None:
    """Rows that are new in the build get the columns that a person added to the table or took out of it.

    `before` are its columns and `rows` its rows with their cells before the merge.
    """
    for row, cells in rows.items():
        if row.getparent() is not table or row.findall(qn("a:tc")) != cells or len(cells) != len(before):
            continue
        for place, column in enumerate(columns(table)):
            if column in before:
                row.insert(place, cells[before.index(column)])
                continue
            empty = deepcopy(cells[min(place, len(cells) - 1)])
            for name in ("gridSpan", "rowSpan", "hMerge", "vMerge"):
                empty.attrib.pop(name, "")
            for run in list(empty.iter(qn("a:r"), qn("a:fld"), qn("a:br"))):
                remove(run)
            row.insert(place, empty)
        for cell in row.findall(qn("a:tc"))[len(columns(table)) :]:
            remove(cell)
