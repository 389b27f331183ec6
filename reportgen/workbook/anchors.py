"""Where drawings hang: the cells of their corners, counted from 0 (`xdr:from`, `xdr:to`, VML `x:Anchor`).

A drawing moves with the cell under its upper left corner. Its lower right corner follows its own cell, so
that it grows with a block between the two, unless it is set to move without sizing; a drawing that is set
not to move stays. A drawing that hangs inside a block stays with the block's first item.
"""

from __future__ import annotations

from lxml import etree

from reportgen.parts.addresses import MAX_COLUMN, MAX_ROW
from reportgen.parts.layout import SheetLayout


def move_anchor(anchor: etree._Element, axes: SheetLayout) -> None:
    """Move the corners of one anchor element (spreadsheet drawing, or an object's or control's anchor)."""
    edit = _behaviour(anchor)
    if edit == "absolute":
        return
    corners = {str(child.tag).rpartition("}")[2]: child for child in anchor if isinstance(child.tag, str)}
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


def _behaviour(anchor: etree._Element) -> str:
    name = str(anchor.tag).rpartition("}")[2]
    if name == "anchor":  # of an embedded object or a control: CT_ObjectAnchor
        if anchor.get("sizeWithCells") in ("1", "true"):
            return "twoCell"
        return "oneCell" if anchor.get("moveWithCells") in ("1", "true") else "absolute"
    if name == "oneCellAnchor":
        return "oneCell"
    return anchor.get("editAs", "twoCell") if name == "twoCellAnchor" else "absolute"


def _number(corner: etree._Element | None, name: str) -> etree._Element | None:
    if corner is None:
        return None
    return next((child for child in corner if str(child.tag).rpartition("}")[2] == name), None)
