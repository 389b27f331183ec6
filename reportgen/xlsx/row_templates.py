"""A template's rows and cells, as text with places for what differs from item to item of a block."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import cached_property
from operator import attrgetter

from lxml import etree
from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.formula.cell_xml import (
    TYPE,
    VALUE,
    attributes_xml,
    element_name,
    element_xml,
    namespaces_xml,
)
from reportgen.formula.text import UnreadableFormulaError
from reportgen.office.addresses import MAX_COLUMN, column_letters
from reportgen.office.layout import AxisLayout, Item, WorkbookLayout
from reportgen.office.references import Where
from reportgen.office.worksheet import cells
from reportgen.office.xml import namespace_of, text_xml
from reportgen.xlsx.formula_series import Axis, BlockCell, FormulaSeries, ItemPlace, SheetFormulas, item_place
from reportgen.xlsx.moved_formulas import UnfitReferenceError, moved_formula
from reportgen.xlsx.moving import Unreadable, move_cell_formula
from reportgen.xlsx.writing import recoded

ROW = "\x00"  # the row's number

COLUMN = "\x03"  # the letters of a cell's column

Old = tuple[str, str | None]
_Patterns = dict[tuple[int, ...], dict[tuple[str, Item | None], FormulaSeries | None]]


class SourceCell(Struct, dict=True):
    """A cell as it stands in the template; `old` is its value, `text` its text with places for its address.

    `patterns` are those of its formula in one block, by what an item has in common with others, then by the formula
    and the item of its column: all looks of the cell share them. `formulas` are those of its sheet.
    """

    row: int
    column: int
    element: etree._Element
    style: int
    formula: etree._Element | None
    old: Old
    formulas: SheetFormulas
    patterns: _Patterns = field(default_factory=dict)

    @cached_property
    def tail(self) -> str:
        """What stands behind the cell."""
        return text_xml(self.element.tail) if self.element.tail else ""

    @cached_property
    def text(self) -> str:
        """The whole cell as it stands."""
        return cell_xml(self.element)

    @cached_property
    def around(self) -> tuple[str, str]:
        """The text before and behind a formula; both empty where the formula is not all that moves."""
        formula = self.formula
        if formula is None or not formula.text or any(name in formula.attrib for name in ("ref", "r1", "r2")):
            return "", ""
        head, _, foot = self.text.partition(f">{text_xml(formula.text)}</")
        return f"{head}>", f"</{foot}"

    def pattern(
        self, where: Where, place: ItemPlace, axis: Axis, layout: WorkbookLayout
    ) -> FormulaSeries | None:
        """The pattern of the formula for all items of the block that `place` is in; None where it has none."""
        assert self.formula is not None
        if place.common not in self.patterns:
            self.patterns.clear()
        known = self.patterns.setdefault(place.common, {})
        key = self.formula.text or "", where.column_item if axis == "rows" else None
        if key not in known:
            known[key] = self.formulas.series(key[0], BlockCell(where, place, axis))
        return known[key]

    def looking(self, style: int, codes: Iterable[tuple[str, str]]) -> SourceCell:
        """The same cell in another style, with other codes in the TEXTs of its formula."""
        twin = deepcopy(self.element)
        twin.tail = self.element.tail
        twin.set("s", str(style))
        formula = twin.find(f"{namespace_of(twin)}f")
        if formula is not None:
            formula.text = recoded(formula.text or "", codes)
        return SourceCell(self.row, self.column, twin, style, formula, self.old, self.formulas, self.patterns)


class CellTemplate(Struct):
    """One cell of a template row in one finished column, in the item `place` of a block of columns."""

    column: int
    place: ItemPlace | None
    source: SourceCell
    _static: str = ""
    # The patterns of the whole cell and of its formula alone, for what an item has in common with others.
    _series: tuple[tuple[int, ...], tuple[FormulaSeries, FormulaSeries] | None] | None = None

    def static(self) -> str:
        """The cell as it stands in the template."""
        return self.source.text.replace(COLUMN, column_letters(self.column))

    def moved(
        self,
        place: ItemPlace | None,
        sheet: str,
        layout: WorkbookLayout,
        unreadable: Unreadable,
    ) -> str:
        """The cell with its formula as it reads in one item of the block of its row."""
        if self._static:
            return self._static
        known = self._series
        if place is not None and known is not None and known[1] is not None and known[0] == place.common:
            return known[1][0].text(place.number)
        where = Where(
            sheet,
            place.item if place is not None else None,
            self.place.item if self.place is not None else None,
            row=self.source.row,
            column=self.source.column,
        )
        try:
            if place is None:
                self._static = self._in_column(where, layout)
                return self._static
            if self.source.around[0]:
                if self._series is None or self._series[0] != place.common:
                    self._series = place.common, self._down(where, place, layout)
                if self._series[1] is not None:
                    return self._series[1][0].text(place.number)
            return self._copy(where, layout)
        except (UnreadableFormulaError, UnfitReferenceError) as error:
            unreadable(self.source.element, error)
            self._static = self.static()
            return self._static

    def series(
        self, place: ItemPlace, sheet: str, layout: WorkbookLayout, unreadable: Unreadable
    ) -> tuple[FormulaSeries, FormulaSeries] | None:
        """The patterns of the whole cell and of its formula alone; None where the block's items follow none."""
        self.moved(place, sheet, layout, unreadable)
        return self._series[1] if self._series is not None and not self._static else None

    def _down(
        self, where: Where, place: ItemPlace, layout: WorkbookLayout
    ) -> tuple[FormulaSeries, FormulaSeries] | None:
        """The patterns of the whole cell and of its formula for all items of the block of its row."""
        series = self.source.pattern(where, place, "rows", layout)
        if series is None:
            return None
        head, foot = (
            text.replace(COLUMN, column_letters(self.column)).replace("%", "%%")
            for text in self.source.around
        )
        return replace(series, pattern=f"{head}{series.pattern}{foot}"), series

    def _in_column(self, where: Where, layout: WorkbookLayout) -> str:
        """The cell of a row outside blocks of rows."""
        source, place = self.source, self.place
        if place is None or not source.around[0]:
            return self._copy(where, layout)
        series = source.pattern(where, place, "columns", layout)
        if series is None:
            return self._copy(where, layout)
        head, foot = source.around
        return f"{head}{series.text(place.number)}{foot}".replace(COLUMN, column_letters(self.column))

    def _copy(self, where: Where, layout: WorkbookLayout) -> str:
        head, foot = self.source.around
        if head:
            assert self.source.formula is not None
            moved = moved_formula(self.source.formula.text or "", where, layout)
            if moved.array:
                head = f'{head[:-1]} t="array" ref="{COLUMN}{ROW}">'
            text = f"{head}{text_xml(str(moved))}{foot}"
        else:
            twin = deepcopy(self.source.element)
            move_cell_formula(twin, where, layout)
            text = cell_xml(twin)
        return text.replace(COLUMN, column_letters(self.column))


class RowTemplate(Struct, dict=True):
    """One template row in one stretch of columns: its cells, and its attributes for whole rows."""

    number: int
    element: etree._Element
    style: int | None
    cells: tuple[CellTemplate, ...]
    others: str

    @cached_property
    def by_column(self) -> dict[int, CellTemplate]:
        """Its cells by column."""
        return {cell.column: cell for cell in self.cells}

    def attributes(self, *, spans: bool) -> str:
        """The row's attributes, with a place for its number; `spans` keeps the hint on its columns."""
        instead = {"r": f' r="{ROW}"'} if spans else {"r": f' r="{ROW}"', "spans": ""}
        text = namespaces_xml(self.element) + attributes_xml(self.element, instead)
        return text if "r" in self.element.attrib else f'{text} r="{ROW}"'


class ColumnPlaces:
    """Where the template columns of a sheet stand in the finished one, looked up once for all its rows.

    `formulas` are those of the sheet that were moved by now.
    """

    def __init__(self, axis: AxisLayout, layout: WorkbookLayout) -> None:
        self._axis = axis
        self.formulas = SheetFormulas(layout)
        self._known: dict[int, tuple[tuple[int, ItemPlace | None], ...]] = {}

    def of(self, column: int) -> tuple[tuple[int, ItemPlace | None], ...]:
        """The finished columns of a template column, each with the item of its block."""
        known = self._known.get(column)
        if known is None:
            known = self._known[column] = tuple(
                (at, item_place(item, self._axis) if item is not None else None)
                for at, _, item in self._axis.project((column,))
                if at <= MAX_COLUMN
            )
        return known


def row_template(
    row: etree._Element, number: int, columns: ColumnPlaces, span: tuple[int, int] | None
) -> RowTemplate:
    """A row of the template; with `span` only its cells in these template columns."""
    ns = namespace_of(row)
    sources = [
        SourceCell(
            number,
            column,
            cell,
            int(cell.get("s", "0")),
            cell.find(f"{ns}f"),
            (cell.get("t", "n"), cell.findtext(f"{ns}v")),
            columns.formulas,
        )
        for column, cell in cells(row)
        if span is None or span[0] <= column <= span[1]
    ]
    found = [CellTemplate(at, place, one) for one in sources for at, place in columns.of(one.column)]
    found.sort(key=attrgetter("column"))
    others = "".join(element_xml(child) for child in row if child.tag != f"{ns}c")
    style = int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None
    return RowTemplate(number, row, style, tuple(found), others)


def cell_xml(cell: etree._Element) -> str:
    """A cell with places for its address and, where it holds a formula, for the value's type and the value."""
    ns = namespace_of(cell)
    formula, value = cell.find(f"{ns}f"), cell.find(f"{ns}v")
    tail = text_xml(cell.tail) if cell.tail else ""
    name = element_name(cell)
    inside = text_xml(cell.text) if cell.text else ""
    address = COLUMN + ROW
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
