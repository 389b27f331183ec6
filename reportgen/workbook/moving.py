"""What every carrier of references needs in order to move: its sheet, the layout, and words for XML."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from lxml import etree

from reportgen.parts.layout import SheetLayout, WorkbookLayout
from reportgen.parts.references import Where
from reportgen.workbook.areas import first_cell, where_in_template
from reportgen.workbook.formulas import UnreadableFormulaError, move_formula


@dataclass(frozen=True)
class Move:
    """What a carrier needs to know: its sheet's name and layout, and the layout of the whole workbook."""

    sheet: str
    layout: WorkbookLayout

    @property
    def axes(self) -> SheetLayout:
        """The layout of the sheet itself."""
        return self.layout.sheet(self.sheet)

    @property
    def outside(self) -> Where:
        """The sheet, seen from outside its blocks."""
        return Where(self.sheet)

    def beside(self, areas: str) -> Where:
        """Where something of the first cell of `areas` stands."""
        cell = first_cell(areas)
        return where_in_template(self.sheet, *cell, self.axes) if cell else self.outside

    def served(self, areas: str) -> Where:
        """Where formulas stand that serve all of `areas`, counting from their first cell."""
        return replace(self.beside(areas), floating=True)

    def formula(self, text: str, where: Where) -> str:
        """A moved formula; one that cannot be read stays as it is."""
        try:
            return move_formula(text, where, self.layout)
        except UnreadableFormulaError:
            return text


Carrier = Callable[[etree._Element, Move], None]


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def drop(node: etree._Element) -> None:
    """Take an element out of its parent."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def insert_before(root: etree._Element, node: etree._Element, names: Collection[str]) -> None:
    """Put a child where it belongs: before the first child with one of the `names` that stand behind it."""
    following = next((child for child in root if isinstance(child.tag, str) and local(child) in names), None)
    if following is None:
        root.append(node)
    else:
        following.addprevious(node)
