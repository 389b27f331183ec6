"""The formula of one cell, moved where it stands."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from reportgen.parts.layout import WorkbookLayout
from reportgen.parts.references import Where
from reportgen.parts.texts import namespace_of
from reportgen.workbook.areas import move_area
from reportgen.workbook.formulas import move_formula

Unreadable = Callable[[etree._Element], None]


def move_cell_formula(cell: etree._Element, where: Where, layout: WorkbookLayout) -> bool:
    """Move a cell's formula, and the area of an array formula or data table; tells whether it changed."""
    node = cell.find(f"{namespace_of(cell)}f")
    if node is None:
        return False
    changed = False
    if node.text:
        text = move_formula(node.text, where, layout)
        if text is not node.text and text != node.text:
            node.text = text
            changed = True
    for attribute in ("ref", "r1", "r2"):
        area = node.get(attribute)
        if area:
            moved = move_area(area, where, layout)
            if moved and moved != area:
                node.set(attribute, moved)
                changed = True
    return changed
