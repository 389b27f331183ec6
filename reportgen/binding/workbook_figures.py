"""Figures in a workbook's cells: which formula stands where, one per row and block.

A figure in a period block is, in this order of need, a link to its printed figure on Data, a calculation
over the rows of the same sheet, or the sum of its quarters. What any period of a row's block needs goes into
the one formula of that row and block. A figure outside blocks links to the cell that already holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportgen.binding.context import ReportContext
from reportgen.binding.plan import CellValue, CellWrite
from reportgen.binding.workbook_formulas import (
    CellPlace,
    Timeline,
    calculation_text,
    guarded,
    link_text,
    literal_link_text,
    quarters_text,
    same_row_text,
)
from reportgen.binding.workbook_words import label, unit
from reportgen.expressions import Expr, How, Resolved, Shift, bind, lineage
from reportgen.metrics import MetricRef
from reportgen.parts.addresses import cell_address, column_letters, quote_sheet
from reportgen.values import PeriodKind
from reportgen.views.asking import Asked, When, fitted

BlockId = tuple[str, int, int]
_LINK, _CALCULATION, _QUARTERS = "link", "calculation", "quarters"


@dataclass(frozen=True, slots=True)
class RowFigure:
    """A figure of a row in a period block; `block` names the row and block that share one formula."""

    sheet: str
    row: int
    column: int
    asked: Asked
    block: BlockId


@dataclass(frozen=True, slots=True)
class StaticFigure:
    """A figure outside period blocks."""

    sheet: str
    row: int
    column: int
    asked: Asked


class FigureCells:
    """Where all figures, keys and heads of a workbook stand, and the formulas that follow from it."""

    def __init__(self, context: ReportContext) -> None:
        self._context = context
        self._table = context.desk.table
        self._keys: dict[tuple[str, int], int] = {}
        self._heads: dict[tuple[str, str], int] = {}
        self._times: dict[tuple[str, int], When] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._row_figures: dict[tuple[str, int, int], RowFigure] = {}
        self._blocks: dict[BlockId, list[RowFigure]] = {}
        self._statics: dict[tuple[str, int, int], StaticFigure] = {}
        self._static_homes: dict[tuple[str, str], StaticFigure] = {}
        self._homes: dict[str, RowFigure] = {}
        self._modes: dict[BlockId, tuple[str, ...]] = {}

    def learn_head(self, sheet: str, name: str, row: int, column: int, when: When) -> None:
        """A head cell that tells something of a period: `key` in row 13."""
        self._heads.setdefault((sheet, name), row)
        self._times[(sheet, column)] = when

    def learn_key(self, sheet: str, row: int, column: int) -> None:
        """The cell of a row that holds the row's metric."""
        self._keys[(sheet, row)] = column

    def learn_row(self, figure: RowFigure) -> None:
        """A figure cell inside a period block."""
        self._times.setdefault((figure.sheet, figure.column), figure.asked.when)
        self._rows.setdefault((figure.sheet, figure.asked.name), figure.row)
        self._row_figures[(figure.sheet, figure.row, figure.column)] = figure
        self._blocks.setdefault(figure.block, []).append(figure)
        self._homes.setdefault(figure.asked.key, figure)

    def learn_static(self, figure: StaticFigure) -> None:
        """A figure cell outside period blocks."""
        self._statics[(figure.sheet, figure.row, figure.column)] = figure
        self._static_homes.setdefault((figure.sheet, figure.asked.key), figure)

    def first_static(self, sheet: str, row: int) -> Asked | None:
        """The leftmost figure of a row without period blocks."""
        columns = [column for (name, here, column) in self._statics if name == sheet and here == row]
        return self._statics[(sheet, row, min(columns))].asked if columns else None

    def row_word(self, sheet: str, row: int, asked: Asked, name: str) -> CellValue:
        """The key, label, unit or source of a row, from the figure it shows; the source is that of the first block."""
        match name:
            case "key":
                return asked.name
            case "label":
                return label(asked, self._table)
            case "label_ja":
                return label(asked, self._table, "ja")
            case "unit":
                return unit(asked, self._table, self._context.spec.scale)
            case _:
                first = min((block for block in self._blocks if block[:2] == (sheet, row)), default=None)
                mode = self._mode(first)[0] if first is not None else _LINK
                return "Data" if mode == _LINK else "Model"

    def write(self, sheet: str, row: int, column: int) -> CellWrite:
        """The cell with its formula."""
        address = cell_address(row, column)
        figure = self._row_figures.get((sheet, row, column))
        if figure is not None:
            modes = self._mode(figure.block)
            texts = [self._text(mode, figure) for mode in modes]
            formula = guarded([text for text in texts if text])
            role = "link" if modes == (_LINK,) else "calculation"
            return CellWrite(sheet, address, formula=formula, role=role, key=figure.asked.key)
        static = self._statics.get((sheet, row, column))
        if static is None:
            return CellWrite(sheet, address, None)
        formula, role = self._static_text(static)
        return CellWrite(sheet, address, formula=formula, role=role, key=static.asked.key)

    # What a row needs

    def _mode(self, block: BlockId) -> tuple[str, ...]:
        """What the periods of one row and block need, in the order in which a formula tries it."""
        known = self._modes.get(block)
        if known is None:
            needed = {self._need(figure) for figure in self._blocks[block]} - {""}
            order = [mode for mode in (_LINK, _CALCULATION, _QUARTERS) if mode in needed]
            known = self._modes[block] = tuple(order) or (_LINK,)
        return known

    def _need(self, figure: RowFigure) -> str:
        asked = figure.asked
        answer = self._context.desk.resolve(asked)
        if answer.value is None:
            return ""
        calculable = self._calculable(figure)
        if calculable and (answer.how is How.COMPUTED or self._reproduces(asked, answer)):
            return _CALCULATION
        if answer.how is How.PRINTED:
            return _LINK
        if asked.when.period.components() and not asked.measure and self._quarters(figure) is not None:
            return _QUARTERS
        return _CALCULATION if calculable else ""

    def _reproduces(self, asked: Asked, answer: Resolved) -> bool:
        """Whether the calculation gives the printed level exactly, so that the live formula may stand for it."""
        if asked.measure or answer.printed is None or answer.value is None:
            return False
        if self._table.catalogue.concepts[asked.metric.concept].unit_kind != "money":
            return False
        computed = self._context.desk.computed(asked)
        if computed is None:
            return False
        return round(computed, answer.printed.decimals) == round(answer.printed.base, answer.printed.decimals)

    def _calculable(self, figure: RowFigure) -> bool:
        expr = self._expression(figure.asked)
        return (
            expr is not None
            and self._addresses(expr, figure) is not None
            and self._context.desk.computed(figure.asked) is not None
        )

    def _expression(self, asked: Asked) -> Expr | None:
        expressions = self._context.desk.expressions
        expr = expressions.get(asked.measure or asked.metric.concept)
        return bind(expr, asked.metric) if expr is not None else None

    # Texts

    def _text(self, mode: str, figure: RowFigure) -> str:
        if mode == _LINK:
            return self._link(figure)
        if mode == _QUARTERS:
            return self._quarters(figure) or ""
        expr = self._expression(figure.asked)
        addresses = self._addresses(expr, figure) if expr is not None else None
        return calculation_text(expr, addresses) if expr is not None and addresses is not None else ""

    def _link(self, figure: RowFigure) -> str:
        key_column = self._keys.get((figure.sheet, figure.row))
        key_row = self._heads.get((figure.sheet, "key"))
        if key_column is None or key_row is None:
            return literal_link_text(figure.asked.key)
        return link_text(
            f"${column_letters(key_column)}{figure.row}", f"{column_letters(figure.column)}${key_row}"
        )

    def _timeline(self, sheet: str) -> Timeline | None:
        key_row = self._heads.get((sheet, "key"))
        columns = [column for (name, column) in self._times if name == sheet]
        if key_row is None or not columns:
            return None
        return Timeline(
            key_row,
            self._heads.get((sheet, "prior_year")),
            self._heads.get((sheet, "prior_quarter")),
            min(columns),
            max(columns),
        )

    def _addresses(self, expr: Expr, figure: RowFigure) -> dict[tuple[MetricRef, Shift], str] | None:
        """An address for every input of an expression in one column, or None where one is missing."""
        timeline = self._timeline(figure.sheet)
        if timeline is None:
            return None
        found: dict[tuple[MetricRef, Shift], str] = {}
        for item in lineage(expr):
            row = self._rows.get((figure.sheet, str(item.metric)))
            text = same_row_text(row, figure.column, timeline, item.shift) if row is not None else None
            if text is None:
                return None
            found[(item.metric, item.shift)] = text
        return found

    def _quarters(self, figure: RowFigure) -> str | None:
        """The sum of the row's quarters on the same sheet, where all of them stand there."""
        period = figure.asked.when.period
        head = "half" if period.kind is PeriodKind.HALF else "year"
        head_row = self._heads.get((figure.sheet, head))
        if head_row is None or period.kind not in (PeriodKind.HALF, PeriodKind.YEAR):
            return None
        quarters = [
            column
            for (sheet, column), when in self._times.items()
            if sheet == figure.sheet and when.period.kind is PeriodKind.QUARTER
        ]
        held = {self._times[(figure.sheet, column)].period for column in quarters}
        if not set(period.components()) <= held:
            return None
        wanted = f"{column_letters(figure.column)}${head_row}"
        return quarters_text(figure.row, wanted, head_row, min(quarters), max(quarters))

    def _static_text(self, static: StaticFigure) -> tuple[str, str]:
        """The formula of a figure outside blocks, and whether it is a link or a calculation."""
        home = self._address_for(static.asked, static)
        if home is not None:
            return home, "link"
        expr = self._expression(static.asked)
        resolved = self._context.desk.resolve(static.asked)
        if expr is not None and resolved.how is How.COMPUTED:
            addresses = self._static_addresses(expr, static)
            if addresses is not None:
                return guarded([calculation_text(expr, addresses)]), "calculation"
        return guarded([literal_link_text(static.asked.key)]), "link"

    def _static_addresses(
        self, expr: Expr, static: StaticFigure
    ) -> dict[tuple[MetricRef, Shift], str] | None:
        found: dict[tuple[MetricRef, Shift], str] = {}
        for item in lineage(expr):
            period = item.at(static.asked.when.period)
            if period is None:
                return None
            scenario = static.asked.when.scenario if item.shift == Shift() else "actual"
            asked = Asked(item.metric, fitted(item.metric, When(period, scenario), self._table))
            address = self._address_for(asked, static)
            if address is None:
                return None
            found[(item.metric, item.shift)] = address
        return found

    def _address_for(self, asked: Asked, static: StaticFigure) -> str | None:
        """The cell that already holds a figure: on the same sheet first, then where its timeline stands."""
        same = self._static_homes.get((static.sheet, asked.key))
        if same is not None and (same.row, same.column) != (static.row, static.column):
            return CellPlace(same.row, same.column).address
        home = self._homes.get(asked.key)
        if home is None:
            return None
        place = CellPlace(home.row, home.column).address
        return place if home.sheet == static.sheet else f"{quote_sheet(home.sheet)}!{place}"


def model_value(value: Decimal | None, asked: Asked, kind: str, scale: int) -> Decimal | None:
    """A figure in the unit its cell shows: money in the model's unit, all else in base units."""
    return value.scaleb(-scale) if value is not None and kind == "money" else value
