"""Drawings, charts and notes that lie inside a block: repeated with it, item by item.

    rows 5..8 are the block "member", a chart hangs from row 6 to row 8      ->  one chart per member,
    series =Model!$B$5:$B$7 of its own item, caches and all                      each over its own rows

What reaches over a block's border is not repeated: it moves and grows with its corners.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import count

from lxml import etree

from reportgen.office.addresses import cell_address
from reportgen.office.layout import AxisLayout, PlacedCell, SheetLayout, WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import Where
from reportgen.office.relationships import Relationship, relative_target
from reportgen.office.xml import local_name
from reportgen.xlsx.anchors import anchor_cells, shift_anchor
from reportgen.xlsx.formulas import UnreadableFormulaError, move_formula
from reportgen.xlsx.moving import first_cell
from reportgen.xlsx.sheet_copies import copy_part

_SHAPE_ID = re.compile(r"^(.*_s)(\d+)$")


def anchor_places(
    anchor: etree._Element, axes: SheetLayout
) -> tuple[tuple[int, int], tuple[PlacedCell, ...]]:
    """The corner cell of a drawing inside a block, and where its copies hang; no places where it is in none."""
    corners = anchor_cells(anchor)
    if corners is None:
        return (0, 0), ()
    (top, left), (bottom, right) = corners
    rows = axes.rows_at(left)
    down = _is_inside(rows, top, bottom)
    across = _is_inside(axes.columns, left, right)
    if not (down or across):
        return (top, left), ()
    places = tuple(axes.places(top, left))
    first_row, first_column = rows.near(top), axes.columns.near(left)
    return (top, left), tuple(
        place
        for place in places
        if (down or place.row == first_row) and (across or place.column == first_column)
    )


def _is_inside(axis: AxisLayout, low: int, high: int) -> bool:
    index = axis.band_at(low)
    return index is not None and axis.chain(axis.first_item(low)) == axis.chain(axis.first_item(high))


def repeat_anchor(
    package: Package,
    part: str,
    anchor: etree._Element,
    corner: tuple[int, int],
    places: tuple[PlacedCell, ...],
    where: Where,
    layout: WorkbookLayout,
    done: set[str],
) -> None:
    """Hang a drawing of a block into every item; its charts are copied, each reads its own item."""
    row, column = corner
    ids = _free_ids(anchor)
    charts = [
        (node, key, str(value))
        for node in anchor.iter()
        if local_name(node) == "chart"
        for key, value in node.attrib.items()
        if str(key).endswith("}id")
    ]
    twins = [anchor, *(deepcopy(anchor) for _ in places[1:])]
    for twin, place in zip(reversed(twins), reversed(places), strict=True):
        here = Where(where.sheet, place.row_item, place.column_item, column=column, dollars_stay=True)
        shift_anchor(twin, place.row - row, place.column - column)
        if twin is not anchor:
            anchor.addnext(twin)
            for node in twin.iter():
                if local_name(node) == "cNvPr":
                    node.set("id", str(next(ids)))
        own = [node for node in twin.iter() if local_name(node) == "chart"]
        for node, (_, key, rid) in zip(own, charts, strict=False):
            target = package.target(part, rid)
            if target is None or target not in package:
                continue
            if twin is not anchor:
                target = copy_part(package, target)[target]
                links = list(package.relationships(part))
                package.set_relationships(part, (*links, _twin_link(links, rid, part, target)))
                node.set(key, package.relationships(part)[-1].rid)
            done.add(target)
            _move_texts(package.xml(target), here, layout)
        _move_links(twin, here, layout)


def _twin_link(links: list[Relationship], rid: str, part: str, target: str) -> Relationship:
    known = {link.rid for link in links}
    fresh = next(f"rId{number}" for number in count(len(links) + 1) if f"rId{number}" not in known)
    old = next(link for link in links if link.rid == rid)
    return Relationship(fresh, old.type, relative_target(part, target))


def _free_ids(anchor: etree._Element) -> count[int]:
    root = anchor.getroottree().getroot()
    taken = [int(node.get("id", "0")) for node in root.iter() if local_name(node) == "cNvPr"]
    return count(max(taken, default=0) + 1)


def _move_texts(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    for node in root.iter():
        if local_name(node) == "f" and node.text:
            node.text = _moved(node.text, where, layout)


def _move_links(anchor: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    for node in anchor.iter():
        link = node.get("textlink") if isinstance(node.tag, str) else None
        if link:
            head = "=" if link.startswith("=") else ""
            node.set("textlink", head + _moved(link.removeprefix("="), where, layout).split(":")[0])


def _moved(text: str, where: Where, layout: WorkbookLayout) -> str:
    try:
        return move_formula(text, where, layout)
    except UnreadableFormulaError:
        return text


def repeat_notes(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    """The notes of cells in blocks, once per item; those that belong to a conversation stay with the first."""
    axes = layout.sheet(where.sheet)
    talks = {
        str(at)
        for at, author in enumerate(node for node in root.iter() if local_name(node) == "author")
        if (author.text or "").startswith("tc=")
    }
    for note in [node for node in root.iter() if local_name(node) == "comment"]:
        cell = first_cell(note.get("ref", ""))
        if cell is None:
            continue
        places = tuple(axes.places(*cell))
        if note.get("authorId") in talks:
            places = places[:1]
        for place in reversed(places[1:]):
            twin = deepcopy(note)
            twin.set("ref", _address(place))
            for key in [key for key in twin.attrib if str(key).endswith("}uid")]:
                del twin.attrib[key]
            note.addnext(twin)
        if places:
            note.set("ref", _address(places[0]))
        else:
            home = note.getparent()
            if home is not None:
                home.remove(note)


def repeat_note_shapes(
    shape: etree._Element, places: tuple[PlacedCell, ...]
) -> list[tuple[etree._Element, PlacedCell]]:
    """The shapes of a note's copies, each with a number of its own, the first one's included."""
    root = shape.getroottree().getroot()
    numbers = [
        int(match.group(2))
        for node in root.iter()
        if isinstance(node.tag, str) and (match := _SHAPE_ID.match(node.get("id", "")))
    ]
    fresh = count(max(numbers, default=1024) + 1)
    found = [(shape, places[0])]
    after = shape
    for place in places[1:]:
        twin = deepcopy(shape)
        match = _SHAPE_ID.match(shape.get("id", ""))
        if match:
            twin.set("id", f"{match.group(1)}{next(fresh)}")
        for key in [key for key in twin.attrib if str(key).endswith("}spid")]:
            del twin.attrib[key]
        after.addnext(twin)
        after = twin
        found.append((twin, place))
    return found


def _address(place: PlacedCell) -> str:
    return cell_address(place.row, place.column)
