"""Template rows taken apart once, so that each finished row is put together from a few pieces of text.

    <row r="6" ht="30"><c r="A6" s="4" t="s"><v>7</v></c><c r="B6" s="9"/>...      template row 6
    <row r="#" ht="30"><c r="A#" s="4" t="s"><v>7</v></c><c r="B#" s="9"%s...      its stamp; # is the row's number

The characters below stand for what is put in later; none of them can occur in XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from reportgen.parts.addresses import MAX_COLUMN, column_letters
from reportgen.parts.layout import AxisLayout, Item, WorkbookLayout
from reportgen.parts.references import Where
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import cells
from reportgen.workbook.cell_xml import attributes_xml, element_xml, namespaces_xml, text_xml
from reportgen.workbook.formula_series import FormulaSeries, formula_series, innermost
from reportgen.workbook.formulas import UnreadableFormulaError
from reportgen.workbook.moving_cells import Unreadable, move_cell_formula

ROW = "\x00"  # the row's number
TYPE = "\x01"  # the type of a formula's value, as an attribute
VALUE = "\x02"  # a formula's value

Old = tuple[str, str | None]


@dataclass
class CellStamp:
    """One cell of a template row in one finished column."""

    column: int
    source: int
    item: Item | None
    element: etree._Element
    style: int
    formula: etree._Element | None
    old: Old
    tail: str
    _static: str | None = None
    _series: tuple[tuple[int, ...], FormulaSeries | None] | None = None

    @property
    def address(self) -> str:
        """The cell's address with a place for the row's number."""
        return column_letters(self.column) + ROW

    def static(self) -> str:
        """A cell without a formula."""
        if self._static is None:
            self._static = cell_xml(self.element, self.address)
        return self._static

    def moved(
        self, item: Item | None, axis: AxisLayout, sheet: str, layout: WorkbookLayout, unreadable: Unreadable
    ) -> str:
        """The cell with its formula as it reads in one item of the block of its row."""
        assert self.formula is not None
        if self._static is not None:
            return self._static
        where = Where(sheet, item, self.item, column=self.source)
        try:
            if item is None:
                self._static = self._copy(where, layout)
                return self._static
            plain = self.formula.text and not any(name in self.formula.attrib for name in ("ref", "r1", "r2"))
            if plain:
                common, number, count = innermost(item, axis)
                if self._series is None or self._series[0] != common:
                    self._series = common, self._make_series(where, item, count, layout)
                if self._series[1] is not None:
                    return self._series[1].text(number)
            return self._copy(where, layout)
        except UnreadableFormulaError:
            unreadable(self.element)
            self._static = cell_xml(self.element, self.address)
            return self._static

    def _make_series(
        self, where: Where, item: Item, count: int, layout: WorkbookLayout
    ) -> FormulaSeries | None:
        assert self.formula is not None
        series = formula_series(self.formula.text or "", where, item, count, layout, text_xml)
        if series is None:
            return None
        twin = deepcopy(self.element)
        formula = twin.find(f"{namespace_of(twin)}f")
        assert formula is not None
        formula.text = _HERE
        twin.tail = self.element.tail
        head, _, foot = cell_xml(twin, self.address).partition(_HERE)
        return FormulaSeries(
            head.replace("%", "%%") + series.pattern + foot.replace("%", "%%"), series.numbers
        )

    def _copy(self, where: Where, layout: WorkbookLayout) -> str:
        twin = deepcopy(self.element)
        move_cell_formula(twin, where, layout)
        return cell_xml(twin, self.address)


_HERE = "{formula}"


@dataclass
class RowStamp:
    """One template row in one stretch of columns: its cells, and its attributes for whole rows."""

    number: int
    element: etree._Element
    style: int | None
    cells: tuple[CellStamp, ...]
    others: str
    by_column: dict[int, CellStamp] = field(init=False)

    def __post_init__(self) -> None:
        self.by_column = {cell.column: cell for cell in self.cells}

    def attributes(self, *, spans: bool) -> str:
        """The row's attributes, with a place for its number; `spans` keeps the hint on its columns."""
        text = namespaces_xml(self.element)
        for key, value in self.element.attrib.items():
            if key == "r":
                text += f' r="{ROW}"'
            elif spans or key != "spans":
                text += attributes_xml_of(self.element, str(key), str(value))
        return text if "r" in self.element.attrib else f'{text} r="{ROW}"'


def row_stamp(
    row: etree._Element, number: int, columns: AxisLayout, span: tuple[int, int] | None
) -> RowStamp:
    """The stamp of a template row; with `span` only the cells of these template columns."""
    found = [pair for pair in cells(row) if span is None or span[0] <= pair[0] <= span[1]]
    cell_tag = f"{namespace_of(row)}c"
    others = "".join(element_xml(child) for child in row if child.tag != cell_tag)
    return RowStamp(
        number,
        row,
        int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None,
        tuple(_cell_stamps(found, columns)),
        others,
    )


def _cell_stamps(found: list[tuple[int, etree._Element]], columns: AxisLayout) -> Iterator[CellStamp]:
    for column, index, item in columns.project([column for column, _ in found]):
        if column > MAX_COLUMN:
            continue
        source, cell = found[index]
        ns = namespace_of(cell)
        yield CellStamp(
            column,
            source,
            item,
            cell,
            int(cell.get("s", "0")),
            cell.find(f"{ns}f"),
            (cell.get("t", "n"), cell.findtext(f"{ns}v")),
            text_xml(cell.tail) if cell.tail else "",
        )


def cell_xml(cell: etree._Element, address: str) -> str:
    """A cell at `address`; where it holds a formula, with places for the value's type and the value."""
    ns = namespace_of(cell)
    formula = cell.find(f"{ns}f")
    tail = text_xml(cell.tail) if cell.tail else ""
    name = element_name(cell)
    if formula is None:
        inside = (text_xml(cell.text) if cell.text else "") + "".join(element_xml(child) for child in cell)
        head = f'<{name} r="{address}"{attributes_xml(cell, ("r",))}'
        return f"{head}>{inside}</{name}>{tail}" if inside else f"{head}/>{tail}"
    head = ""
    typed = False
    for key, value in cell.attrib.items():
        if key == "t":
            head += TYPE
            typed = True
        elif key != "r":
            head += attributes_xml_of(cell, str(key), str(value))
    inside = text_xml(cell.text) if cell.text else ""
    valued = any(child.tag == f"{ns}v" for child in cell)
    for child in cell:
        if child.tag == f"{ns}v":
            inside += VALUE + (text_xml(child.tail) if child.tail else "")
            continue
        inside += element_xml(child)
        if child is formula and not valued:
            inside += VALUE
    return f'<{name} r="{address}"{head}{"" if typed else TYPE}>{inside}</{name}>{tail}'


def element_name(node: etree._Element) -> str:
    """The name of an element as it is spelled, with its prefix if any."""
    local = str(node.tag).rpartition("}")[2]
    return f"{node.prefix}:{local}" if node.prefix else local


def attributes_xml_of(node: etree._Element, key: str, value: str) -> str:
    """One attribute as text."""
    return attributes_xml(node, tuple(str(name) for name in node.attrib if name != key))
