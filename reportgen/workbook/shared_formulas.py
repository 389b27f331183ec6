"""Shared formulas given back to their cells, so that each can move on its own.

<f t="shared" ref="C2:C9" si="0">A2*B2</f> ... <f t="shared" si="0"/>   ->   A2*B2 ... A3*B3
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from reportgen.parts.cell_reader import OwnFormula
from reportgen.parts.worksheet import formula_nodes
from reportgen.workbook.formulas import UnreadableFormulaError, offset_formula

Master = tuple[int, int, str]


def shared_masters(sheet: etree._Element) -> dict[str, Master]:
    """The cell and text that each shared formula was written in, by its `si`."""
    return {
        node.get("si", ""): (row, column, node.text)
        for row, column, _, node in formula_nodes(sheet)
        if node.get("t") == "shared" and node.text
    }


def own_text(row: int, column: int, node: etree._Element, masters: dict[str, Master]) -> str:
    """The formula a cell calculates, whether written in it or shared; empty where it has none of its own."""
    if node.get("t") != "shared" or node.text:
        return node.text or ""
    master = masters.get(node.get("si", ""))
    if master is None:
        return ""
    top, left, text = master
    return offset_formula(text, row - top, column - left)


def own_formulas(sheet: etree._Element) -> OwnFormula:
    """What gives the own formula of each cell of a sheet; one that cannot be read stays as it is written."""
    masters = shared_masters(sheet)

    def own(row: int, column: int, node: etree._Element) -> str:
        try:
            return own_text(row, column, node, masters)
        except UnreadableFormulaError:
            return node.text or ""

    return own


def unshare(sheet: etree._Element, only: Callable[[str], bool] = lambda _: True) -> None:
    """Write every shared formula (those whose `si` is asked for by `only`) out into its cells."""
    masters = shared_masters(sheet)
    if not masters:
        return
    for row, column, _, node in formula_nodes(sheet):
        if node.get("t") == "shared" and only(node.get("si", "")):
            node.text = own_text(row, column, node, masters)
            for name in ("t", "si", "ref"):
                node.attrib.pop(name, "")
