"""Formulas of a sheet that stays where it is, but names cells that move."""

from __future__ import annotations

from lxml import etree

from reportgen.office.layout import WorkbookLayout
from reportgen.office.references import Where
from reportgen.office.worksheet import formula_nodes
from reportgen.xlsx.formulas import UnreadableFormulaError, move_formula, own_text, shared_masters, unshare
from reportgen.xlsx.moving import Unreadable


def move_formulas(sheet: etree._Element, name: str, layout: WorkbookLayout, unreadable: Unreadable) -> bool:
    """Move the formulas of the sheet `name`, whose own cells stay; tells whether any changed.

    A shared formula is unshared only where one of its cells needs a text of its own. A formula that cannot
    be read stays as it is; its cell goes to `unreadable`.
    """
    where = Where(name)
    masters = shared_masters(sheet)
    moved_groups = set()
    for row, column, _, node in formula_nodes(sheet):
        si = node.get("si", "")
        if node.get("t") == "shared" and si not in moved_groups:
            text = own_text(row, column, node, masters)
            if text and _moved(text, where, layout) != text:
                moved_groups.add(si)
    if moved_groups:
        unshare(sheet, moved_groups.__contains__)
    changed = bool(moved_groups)
    for _, _, cell, node in formula_nodes(sheet):
        if node.text:
            try:
                text = move_formula(node.text, where, layout)
            except UnreadableFormulaError:
                unreadable(cell)
                continue
            if text != node.text:
                node.text = text
                changed = True
    return changed


def _moved(text: str, where: Where, layout: WorkbookLayout) -> str:
    try:
        return move_formula(text, where, layout)
    except UnreadableFormulaError:
        return text
