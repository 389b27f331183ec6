"""A template's rows and cells, as text with places for what differs from item to item of a block.

    template row 5   SUM($C$5:C5)*D$2      item 0  SUM($C$5:C5)*D$2
    block of 100,000 rows                  item 1  SUM($C$5:C6)*D$2
                                           item k  SUM($C$5:C%d)*D$2 with 5 + 1 * k

A block of 100,000 rows repeats each formula 100,000 times, and to move a formula costs a hundred times as much as
to print it. The rows of a reference written in an item either stand still or go down with the item, by equal steps:
so a formula is moved for the first, the second and the last item. The first two give each row's beginning and step,
the last one proves that the step held all the way (a reference may end at the block's border, or inner blocks may
differ in size). What follows no such rule is moved for each item on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from reportgen.office.addresses import MAX_COLUMN, column_letters
from reportgen.office.layout import AxisLayout, Item, WorkbookLayout
from reportgen.office.references import Reference, Where, move_reference, scattered_references
from reportgen.office.worksheet import cells
from reportgen.office.xml import namespace_of
from reportgen.xlsx.cell_xml import (
    TYPE,
    VALUE,
    attributes_xml,
    element_name,
    element_xml,
    namespaces_xml,
    text_xml,
)
from reportgen.xlsx.formulas import LISTS, REMOVED, UnreadableFormulaError, read_formula
from reportgen.xlsx.moving import Unreadable, move_cell_formula

Number = tuple[int, int]


@dataclass(frozen=True)
class FormulaSeries:
    """A formula of one block as a pattern with places for row numbers, each a beginning and a step."""

    pattern: str
    numbers: tuple[Number, ...]

    def text(self, item: int) -> str:
        """The formula in item number `item`."""
        return self.pattern % tuple([begin + step * item for begin, step in self.numbers])


def innermost(item: Item, axis: AxisLayout) -> tuple[tuple[int, ...], int, int]:
    """What the items of one block have in common, the item's number, and how many there are."""
    band = axis.bands[item.band]
    if item.inner is None:
        return (item.band,), item.number, band.count
    common, number, count = innermost(item.inner, band.axis(item.number))
    return (item.band, item.number, *common), number, count


def renumbered(item: Item, number: int) -> Item:
    """The item with another number in its innermost block."""
    return (
        Item(item.band, number)
        if item.inner is None
        else Item(item.band, item.number, renumbered(item.inner, number))
    )


def formula_series(
    formula: str, where: Where, item: Item, count: int, layout: WorkbookLayout
) -> FormulaSeries | None:
    """The pattern of a formula for the `count` items of the block that `item` is one of; None where it has none."""
    places = [
        replace(where, row_item=renumbered(item, number)) for number in (0, min(1, count - 1), count - 1)
    ]
    pattern: list[str] = []
    numbers: list[Number] = []
    text = read_formula(formula)
    for at, piece in enumerate(text.pieces):
        if isinstance(piece, str):
            pattern.append(text_xml(piece).replace("%", "%%"))
            continue
        if text.arguments.get(at) in LISTS and (
            scattered_references(piece, where, layout) or move_reference(piece, where, layout) is None
        ):
            return None
        found = [move_reference(piece, place, layout) for place in places]
        if not _reference(found, count, pattern, numbers):
            return None
    return FormulaSeries("".join(pattern), tuple(numbers))


def _reference(
    found: list[Reference | None],
    count: int,
    pattern: list[str],
    numbers: list[Number],
) -> bool:
    first, second, last = found
    if first is None or second is None or last is None:
        pattern.append(REMOVED)
        return first is second is last
    if first == last:
        pattern.append(text_xml(str(first)).replace("%", "%%"))
        return first == second
    if first.rows is None or second.rows is None or last.rows is None:
        return False
    paired = {":" in str(one).removeprefix(one.prefix) for one in found if one is not None}
    if len(paired) > 1 or not first.columns == second.columns == last.columns:
        return False
    ends = list(zip(first.rows, second.rows, last.rows, strict=True))
    for begin, following, end in ends:
        if end.at - begin.at != (following.at - begin.at) * (count - 1):
            return False
    # row numbers stand behind column letters, so that marks in their place can be told from everything else
    marked = replace(
        first, prefix="", rows=(replace(first.rows[0], at=_MARK), replace(first.rows[1], at=_MARK + 1))
    )
    text = str(marked) if True in paired else str(marked).partition(":")[0]
    pattern.append(text_xml(first.prefix).replace("%", "%%"))
    for (begin, following, _), mark in zip(ends, (_MARK, _MARK + 1), strict=True):
        if str(mark) in text:
            text = text.replace(str(mark), "%d")
            numbers.append((begin.at, following.at - begin.at))
    pattern.append(text)
    return True


_MARK = 70_000_000


ROW = "\x00"  # the row's number

Old = tuple[str, str | None]


@dataclass
class CellTemplate:
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
        series = formula_series(self.formula.text or "", where, item, count, layout)
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
class RowTemplate:
    """One template row in one stretch of columns: its cells, and its attributes for whole rows."""

    number: int
    element: etree._Element
    style: int | None
    cells: tuple[CellTemplate, ...]
    others: str
    by_column: dict[int, CellTemplate] = field(init=False)

    def __post_init__(self) -> None:
        self.by_column = {cell.column: cell for cell in self.cells}

    def attributes(self, *, spans: bool) -> str:
        """The row's attributes, with a place for its number; `spans` keeps the hint on its columns."""
        instead = {"r": f' r="{ROW}"'} if spans else {"r": f' r="{ROW}"', "spans": ""}
        text = namespaces_xml(self.element) + attributes_xml(self.element, instead)
        return text if "r" in self.element.attrib else f'{text} r="{ROW}"'


def row_template(
    row: etree._Element, number: int, columns: AxisLayout, span: tuple[int, int] | None
) -> RowTemplate:
    """A row of the template; with `span` only its cells in these template columns."""
    found = [pair for pair in cells(row) if span is None or span[0] <= pair[0] <= span[1]]
    cell_tag = f"{namespace_of(row)}c"
    others = "".join(element_xml(child) for child in row if child.tag != cell_tag)
    style = int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None
    return RowTemplate(number, row, style, tuple(_cell_templates(found, columns)), others)


def _cell_templates(found: list[tuple[int, etree._Element]], columns: AxisLayout) -> Iterator[CellTemplate]:
    for column, index, item in columns.project([column for column, _ in found]):
        if column > MAX_COLUMN:
            continue
        source, cell = found[index]
        ns = namespace_of(cell)
        yield CellTemplate(
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
    formula, value = (cell.find(f"{namespace_of(cell)}{name}") for name in "fv")
    tail = text_xml(cell.tail) if cell.tail else ""
    name = element_name(cell)
    inside = text_xml(cell.text) if cell.text else ""
    if formula is None:
        inside += "".join(element_xml(child) for child in cell)
        head = f'<{name} r="{address}"{attributes_xml(cell, {"r": ""})}'
        return f"{head}>{inside}</{name}>{tail}" if inside else f"{head}/>{tail}"
    head = attributes_xml(cell, {"r": "", "t": TYPE}) + ("" if "t" in cell.attrib else TYPE)
    for child in cell:
        if child is value:
            inside += VALUE + (text_xml(child.tail) if child.tail else "")
        else:
            inside += element_xml(child) + (VALUE if child is formula and value is None else "")
    return f'<{name} r="{address}"{head}>{inside}</{name}>{tail}'
