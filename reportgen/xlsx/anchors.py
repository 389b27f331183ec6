"""Where drawings hang: the cells of their corners, counted from 0 (`xdr:from`, `xdr:to`, VML `x:Anchor`).

A drawing moves with the cell under its upper left corner. Its lower right corner follows its own cell, so
that it grows with a block between the two, unless it is set to move without sizing; a drawing that is set
not to move stays. A drawing with both corners inside a block is repeated with it (`block_objects`).
"""

from __future__ import annotations

from lxml import etree

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.layout import SheetLayout
from reportgen.office.xml import first_child, local_name


def move_anchor(anchor: etree._Element, axes: SheetLayout) -> None:
    """Move the corners of one anchor element (spreadsheet drawing, or an object's or control's anchor)."""
    edit = _behaviour(anchor)
    if edit == "absolute":
        return
    corners = {local_name(node): node for node in anchor}
    start, end = corners.get("from"), corners.get("to")
    for name, axis, limit in (("row", axes.rows, MAX_ROW), ("col", axes.columns, MAX_COLUMN)):
        begin = _number(start, name)
        if begin is None:
            continue
        moved = axis.near(int(begin.text or "0") + 1) - 1
        finish = _number(end, name)
        if finish is not None:
            old_begin, old_end = int(begin.text or "0"), int(finish.text or "0")
            new_end = axis.near(old_end + 1) - 1 if edit == "twoCell" else moved + old_end - old_begin
            finish.text = str(min(max(new_end, moved), limit - 1))
        begin.text = str(min(moved, limit - 1))


def anchor_cells(anchor: etree._Element) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The cells under both corners, as row and column from 1; None where the drawing does not move."""
    if _behaviour(anchor) == "absolute":
        return None
    corners = {local_name(node): node for node in anchor}
    start, end = corners.get("from"), corners.get("to", corners.get("from"))
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


def shift_anchor(anchor: etree._Element, rows: int, columns: int) -> None:
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
