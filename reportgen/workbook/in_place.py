"""Formulas of a sheet that stays where it is, but names cells that move."""

from __future__ import annotations

from lxml import etree

from reportgen.parts.layout import WorkbookLayout
from reportgen.parts.references import Where
from reportgen.workbook.formulas import UnreadableFormulaError, move_formula
from reportgen.workbook.shared_formulas import formula_nodes, own_text, shared_masters, unshare


def move_formulas(sheet: etree._Element, name: str, layout: WorkbookLayout) -> bool:
    """Move the formulas of the sheet `name`, whose own cells stay; tells whether any changed.

    A shared formula is unshared only where one of its cells needs a text of its own.
    """
    where = Where(name)
    masters = shared_masters(sheet)
    moved_groups = set()
    for row, column, node in formula_nodes(sheet):
        si = node.get("si", "")
        if node.get("t") == "shared" and si not in moved_groups:
            text = own_text(row, column, node, masters)
            if text and _moved(text, where, layout) != text:
                moved_groups.add(si)
    if moved_groups:
        unshare(sheet, moved_groups.__contains__)
    changed = bool(moved_groups)
    for _, _, node in formula_nodes(sheet):
        if node.text:
            text = _moved(node.text, where, layout)
            if text != node.text:
                node.text = text
                changed = True
    return changed


def _moved(text: str, where: Where, layout: WorkbookLayout) -> str:
    try:
        return move_formula(text, where, layout)
    except UnreadableFormulaError:
        return text
