"""Drawings, charts and notes: they move with their cells, and are repeated with the block that they lie in.

    rows 5..8 are the block "member", a chart hangs from row 6 to row 8      ->  one chart per member,
    series =Model!$B$5:$B$7 of its own item, caches and all                      each over its own rows

A drawing hangs from two cells, counted from 0 (`xdr:from`, `xdr:to`, VML `x:Anchor`). It moves with the cell under
its upper left corner; its lower right corner follows its own cell, so that it grows with a block between the two,
unless it is set to move without sizing. A drawing that is set not to move stays. What reaches over a block's border
is not repeated. Form controls and embedded objects are told three times, by the sheet, its drawing and its legacy
drawing; they are not repeated, and go with the cell under their upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from itertools import count, pairwise

from lxml import etree
from msgspec import Struct

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.layout import AxisLayout, PlacedCell, SheetLayout
from reportgen.office.package import Package
from reportgen.office.references import Where
from reportgen.office.relationships import resolve_target
from reportgen.office.xml import first_child, local_name, remove
from reportgen.xlsx.moved_charts import move_chart
from reportgen.xlsx.moving import Move, drop_attributes, first_cell
from reportgen.xlsx.sheet_copies import copy_part, remove_part

_OWN = ("chart", "chartEx", "ctrlProp", "control", "oleObject", "package")
_RELATIONS = "/relationships}"
_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
_SHAPE_ID = re.compile(r"^(.*_s)(\d+)$")


def move_anchor(anchor: etree._Element, axes: SheetLayout) -> None:
    """Move the corners of one anchor element (spreadsheet drawing, or an object's or control's anchor)."""
    behaviour = _behaviour(anchor)
    if behaviour == "absolute" or axes.is_identity:
        return
    start, end = first_child(anchor, "from"), first_child(anchor, "to")
    for name, axis, limit in (("row", axes.rows, MAX_ROW), ("col", axes.columns, MAX_COLUMN)):
        begin, finish = _number(start, name), _number(end, name)
        if begin is None:
            continue
        old_begin = int(begin.text or "0")
        moved = axis.near(old_begin + 1) - 1
        if finish is not None:
            old_end = int(finish.text or "0")
            new_end = axis.near(old_end + 1) - 1 if behaviour == "twoCell" else moved + old_end - old_begin
            finish.text = str(min(max(new_end, moved), limit - 1))
        begin.text = str(min(moved, limit - 1))


def hangs_on_nothing(anchor: etree._Element, axes: SheetLayout) -> bool:
    """Whether the row or column that an anchor hangs on is taken out."""
    corners = _corners(anchor)
    return corners is not None and next(axes.places(*corners[0]), None) is None


def _corners(anchor: etree._Element) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The cells under both corners, as row and column from 1; None where the drawing does not move."""
    if _behaviour(anchor) == "absolute":
        return None
    start, end = first_child(anchor, "from"), first_child(anchor, "to")
    end = end if end is not None else start
    found = [_number(corner, name) for corner in (start, end) for name in ("row", "col")]
    numbers = [int(node.text or "0") + 1 for node in found if node is not None]
    if len(numbers) < 4:
        return None
    for at, name in ((2, "rowOff"), (3, "colOff")):
        offset = _number(end, name)
        # a corner at the very beginning of a cell is the end of the one before
        if offset is not None and (offset.text or "0") == "0" and numbers[at] > numbers[at - 2]:
            numbers[at] -= 1
    return (numbers[0], numbers[1]), (numbers[2], numbers[3])


def _shift(anchor: etree._Element, rows: int, columns: int) -> None:
    """Move both corners by so many rows and columns."""
    for corner in anchor:
        if local_name(corner) in ("from", "to"):
            for name, by in (("row", rows), ("col", columns)):
                node = _number(corner, name)
                if node is not None:
                    node.text = str(int(node.text or "0") + by)


def _behaviour(anchor: etree._Element) -> str:
    name = local_name(anchor)
    if name == "anchor":  # of an embedded object or a control: CT_ObjectAnchor
        if anchor.get("sizeWithCells") in ("1", "true"):
            return "twoCell"
        return "oneCell" if anchor.get("moveWithCells") in ("1", "true") else "absolute"
    if name == "oneCellAnchor":
        return "oneCell"
    return anchor.get("editAs", "twoCell") if name == "twoCellAnchor" else "absolute"


def _number(corner: etree._Element | None, name: str) -> etree._Element | None:
    return first_child(corner, name) if corner is not None else None


class DrawingMover(Struct):
    """Moves the anchors of one drawing part; those inside a block hang in every item, with charts of their own.

    `done` are the parts that have been moved: it takes in the charts that are moved here.
    """

    package: Package
    part: str
    move: Move
    done: set[str]

    def __call__(self, root: etree._Element) -> None:
        """Move all anchors of the part."""
        for anchor in list(root.iter(*_ANCHORS)):
            if next(anchor.iter("{*}compatExt"), None) is not None:
                # a control or an object, of which this is the shadow
                if hangs_on_nothing(anchor, self.move.axes):
                    remove(alternative_of(anchor))
                else:
                    move_anchor(anchor, self.move.axes)
                continue
            corner, places = _places(anchor, self.move.axes)
            if places is None:
                move_anchor(anchor, self.move.axes)
                self._move_links(anchor, self.move.outside)
            elif places:
                self._repeat(anchor, corner, places)
            else:
                self._remove(anchor)

    def _remove(self, anchor: etree._Element) -> None:
        """Take out a drawing whose rows or columns are taken out, with the parts that only it shows."""
        root = anchor.getroottree()
        remove(alternative_of(anchor))
        forget_links(self.package, self.part, _relations_of(anchor) - _relations_of(root.getroot()))

    def _repeat(
        self, anchor: etree._Element, corner: tuple[int, int], places: tuple[PlacedCell, ...]
    ) -> None:
        row, column = corner
        taken = (int(node.get("id", "0")) for node in anchor.getroottree().iter("{*}cNvPr"))
        ids = count(max(taken, default=0) + 1)
        charts = [
            (str(key), str(value))
            for node in anchor.iter("{*}chart")
            for key, value in node.attrib.items()
            if str(key).endswith("}id")
        ]
        twins = [anchor, *(deepcopy(anchor) for _ in places[1:])]
        for twin, place in zip(reversed(twins), reversed(places), strict=True):
            here = Where(self.move.sheet, place.row_item, place.column_item, column=column, dollars_stay=True)
            _shift(twin, place.row - row, place.column - column)
            if twin is not anchor:
                anchor.addnext(twin)
                for node in twin.iter("{*}cNvPr"):
                    node.set("id", str(next(ids)))
            for node, (key, rid) in zip(list(twin.iter("{*}chart")), charts, strict=False):
                self._own_chart(node, key, rid, here, copied=twin is not anchor)
            self._move_links(twin, here)

    def _own_chart(self, node: etree._Element, key: str, rid: str, where: Where, *, copied: bool) -> None:
        package = self.package
        target = package.target(self.part, rid)
        if target is None or target not in package:
            return
        if copied:
            links = package.relationships(self.part)
            type_ = next(link.type for link in links if link.rid == rid)
            target = copy_part(package, target)[target]
            node.set(key, package.relate(self.part, type_, target))
        self.done.add(target)
        move_chart(package.xml(target), self.move, where)

    def _move_links(self, anchor: etree._Element, where: Where) -> None:
        for node in anchor.iter("*"):
            link = node.get("textlink")
            if link:
                head = "=" if link.startswith("=") else ""
                node.set("textlink", head + self.move.cell(link.removeprefix("="), where))


def alternative_of(node: etree._Element) -> etree._Element:
    """The choice between spellings that an element is one of (mc:AlternateContent), else the element itself."""
    holder = next(
        (one for one in node.iterancestors() if local_name(one) not in ("Choice", "Fallback")), None
    )
    return holder if holder is not None and local_name(holder) == "AlternateContent" else node


def forget_links(package: Package, part: str, gone: Collection[str]) -> None:
    """Take relationships out of a part, by their ids, with the parts that only they lead to."""
    if not gone:
        return
    links = package.relationships(part)
    package.set_relationships(part, tuple(link for link in links if link.rid not in gone))
    for link in links:
        target = resolve_target(part, link.target)
        if link.rid in gone and link.kind in _OWN and target in package:
            remove_part(package, target)


def embedded_relations(sheet: etree._Element) -> set[str]:
    """The ids of the relationships of all controls and embedded objects of a sheet."""
    tops = [top for top in sheet if local_name(top) in ("AlternateContent", "controls", "oleObjects")]
    shown = [node for top in tops for node in top.iter("{*}control", "{*}oleObject")]
    return set().union(*map(_relations_of, shown))


def _relations_of(node: etree._Element) -> set[str]:
    """The ids of all relationships that an element and what is in it name."""
    return {
        str(value) for one in node.iter("*") for key, value in one.attrib.items() if _RELATIONS in str(key)
    }


def _places(
    anchor: etree._Element, axes: SheetLayout
) -> tuple[tuple[int, int], tuple[PlacedCell, ...] | None]:
    """The corner cell of a drawing inside a block, and where its copies hang; None where it is in no block."""
    corners = _corners(anchor)
    if corners is None:
        return (0, 0), None
    (top, left), (bottom, right) = corners
    rows = axes.rows_at(left)
    down = _is_inside(rows, top, bottom)
    across = _is_inside(axes.columns, left, right)
    if not (down or across):
        return (top, left), None
    first_row, first_column = rows.near(top), axes.columns.near(left)
    return (top, left), tuple(
        place
        for place in axes.places(top, left)
        if (down or place.row == first_row) and (across or place.column == first_column)
    )


def _is_inside(axis: AxisLayout, low: int, high: int) -> bool:
    index = axis.band_at(low)
    return index is not None and axis.chain(axis.first_item(low)) == axis.chain(axis.first_item(high))


def repeat_notes(root: etree._Element, move: Move) -> None:
    """The notes of cells in blocks, once per item; those that belong to a conversation stay with the first."""
    talks = {
        str(at) for at, author in enumerate(root.iter("{*}author")) if (author.text or "").startswith("tc=")
    }
    for note in list(root.iter("{*}comment")):
        cell = first_cell(note.get("ref", ""))
        if cell is None:
            continue
        places = tuple(move.axes.places(*cell))
        if note.get("authorId") in talks:
            places = places[:1]
        for place in reversed(places[1:]):
            twin = deepcopy(note)
            twin.set("ref", cell_address(place.row, place.column))
            drop_attributes(twin, "uid")
            note.addnext(twin)
        if places:
            note.set("ref", cell_address(places[0].row, places[0].column))
        else:
            remove(note)


def fresh_shape_numbers(root: etree._Element) -> Iterator[int]:
    """Numbers that no shape of a legacy drawing has."""
    ids = (_SHAPE_ID.match(node.get("id", "")) for node in root.iter("*"))
    return count(max((int(match.group(2)) for match in ids if match), default=1024) + 1)


def repeat_note_shapes(
    shape: etree._Element, places: tuple[PlacedCell, ...], fresh: Iterator[int]
) -> Iterator[tuple[etree._Element, PlacedCell]]:
    """The shapes of a note's copies, each with a number of its own, the first one's included."""
    twins = [shape, *(deepcopy(shape) for _ in places[1:])]
    for before, twin in pairwise(twins):
        match = _SHAPE_ID.match(shape.get("id", ""))
        if match:
            twin.set("id", f"{match.group(1)}{next(fresh)}")
        drop_attributes(twin, "spid")
        before.addnext(twin)
    return zip(twins, places, strict=True)


def anchor_numbers(node: etree._Element | None) -> list[int]:
    """The eight numbers of a VML anchor; none where it has others."""
    try:
        numbers = [int(number) for number in (node.text or "").split(",")] if node is not None else []
    except ValueError:
        return []
    return numbers if len(numbers) == 8 else []


def hanging_numbers(data: etree._Element) -> list[int]:
    """The anchor of a control or an object in a legacy drawing; none for notes and what is set not to move."""
    stays = first_child(data, "MoveWithCells")  # its being there means that they do not
    if stays is not None and (stays.text or "").strip().casefold() not in ("f", "false"):
        return []
    return anchor_numbers(first_child(data, "Anchor")) if data.get("ObjectType") != "Note" else []


def hanging_shapes(root: etree._Element) -> Iterator[tuple[int, int]]:
    """The cells, from 1, that the controls and objects of a legacy drawing hang on."""
    for data in root.iter("{*}ClientData"):
        numbers = hanging_numbers(data)
        if numbers:
            yield numbers[2] + 1, numbers[0] + 1
