"""Figures in a workbook's cells: which formula stands where, one per row and block.

A figure in a period block is, in this order, a link to its printed figure on Data (or, where a sheet derives
the periods of a year from each other, to that sheet), a calculation over the rows of the same sheet, or the
sum of its quarters. What any period of a row's block needs goes into the one formula of that row and block;
in blocks that reach beyond the history the columns of the forecast take their own part of it. A figure
outside blocks links to the cell that already holds it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import model_unit
from reportgen.data.labels import row_label
from reportgen.data.records import MetricRef
from reportgen.figures.evaluate import lineage
from reportgen.figures.query import FigureQuery, When, fitted, unit_kind_of
from reportgen.figures.resolved import How
from reportgen.figures.tree import Expr, Shift, bind
from reportgen.model.formulas import (
    NOT_FORECAST,
    CellPlace,
    PeriodRows,
    calculation_text,
    forecast_text,
    guarded,
    link_text,
    literal_link_text,
    quarters_text,
    rolled_text,
    same_row_text,
    told_or_forecast,
)
from reportgen.office.addresses import cell_address, column_letters, quote_sheet, split_address
from reportgen.plan.plan import CellValue, CellWrite
from reportgen.reports.context import ReportContext

BlockId = tuple[str, int, int]
_LINK, _ROLLED, _CALCULATION, _QUARTERS = "link", "rolled", "calculation", "quarters"
_ORDER = (_ROLLED, _LINK, _CALCULATION, _QUARTERS)
_PARENT_HEADS = {PeriodKind.HALF: "half", PeriodKind.YEAR: "year"}


@dataclass(frozen=True, slots=True)
class RowFigure:
    """A figure of a row in a period block; `block` names the row and block that share one formula."""

    sheet: str
    row: int
    column: int
    asked: FigureQuery
    block: BlockId


@dataclass(frozen=True, slots=True)
class StaticFigure:
    """A figure outside period blocks."""

    sheet: str
    row: int
    column: int
    asked: FigureQuery


class FigureCells:
    """Where all figures, keys and heads of a workbook stand, and the formulas that follow from it."""

    def __init__(
        self,
        context: ReportContext,
        lookups: Collection[str] = (),
        rolled: Collection[str] = (),
        homes: tuple[str, str] = ("", ""),
    ) -> None:
        """`lookups` are the keys under which printed figures stand, `rolled` the metrics whose periods a sheet
        derives from each other; `homes` are the names of the two sheets."""
        self._home_sheets = dict(zip((_LINK, _ROLLED), homes, strict=True))
        self._context = context
        self._lookups = frozenset(lookups)
        self._rolled = frozenset(rolled)
        self._table = context.figures.table
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
        self._reaching: dict[BlockId, bool] = {}
        self._timelines: dict[str, PeriodRows | None] = {}

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

    def first_static(self, sheet: str, row: int) -> FigureQuery | None:
        """The leftmost figure of a row without period blocks."""
        columns = [column for (name, here, column) in self._statics if name == sheet and here == row]
        return self._statics[(sheet, row, min(columns))].asked if columns else None

    def row_word(self, sheet: str, row: int, asked: FigureQuery, name: str) -> CellValue:
        """The key, label, unit or source of a row, from the figure it shows; the source is that of the first block."""
        match name:
            case "key":
                return asked.name
            case "label":
                return row_label(asked.metric, self._table.catalogue, measure=asked.measure)
            case "label_ja":
                return row_label(asked.metric, self._table.catalogue, "ja", asked.measure)
            case "unit":
                kind, currency = (
                    unit_kind_of(asked, self._table),
                    self._table.catalogue.company.currency,
                )
                return model_unit(kind, currency, self._context.spec.scale)
            case _:
                first = min((block for block in self._blocks if block[:2] == (sheet, row)), default=None)
                mode = self._mode(first)[0] if first is not None else _LINK
                return self._home_sheets.get(mode, sheet)

    def source_keys(self, cell: CellWrite) -> tuple[str, str] | None:
        """Under which keys a figure of a timeline stands on Data, and with its year where years are derived."""
        row, column = split_address(cell.cell)
        figure = self._row_figures.get((cell.sheet, row, column))
        if figure is None:
            return None
        period = figure.asked.when.period
        year = Period(PeriodKind.YEAR, period.year).id
        return figure.asked.key, f"{figure.asked.name}|{year}"

    def write(self, sheet: str, row: int, column: int) -> CellWrite:
        """The cell with its formula."""
        address = cell_address(row, column)
        figure = self._row_figures.get((sheet, row, column))
        if figure is not None:
            return self._period_cell(figure, address)
        static = self._statics.get((sheet, row, column))
        if static is None:
            return CellWrite(sheet, address, None)
        formula, role = self._static_text(static)
        return CellWrite(sheet, address, formula=formula, role=role, key=static.asked.key)

    def _period_cell(self, figure: RowFigure, address: str) -> CellWrite:
        modes = self._mode(figure.block)
        texts = [text for mode in modes if (text := self._text(mode, figure))]
        if len(texts) > 1 and modes[0] == _ROLLED:
            # That sheet says n/d in words; adding nothing makes an error of it, so that the next one is tried.
            texts[0] += "+0"
        formula = guarded(texts)
        flag = self._heads.get((figure.sheet, "actual"))
        if flag is not None and self._reaches_ahead(figure.block):
            cell = f"{column_letters(figure.column)}${flag}"
            formula = told_or_forecast(cell, formula, guarded(self._forecasts(figure), NOT_FORECAST))
        role = "calculation" if {_CALCULATION, _QUARTERS} & set(modes) else "link"
        return CellWrite(figure.sheet, address, formula=formula, role=role, key=figure.asked.key)

    # What a row needs

    def _mode(self, block: BlockId) -> tuple[str, ...]:
        """What the periods of one row and block need, in the order in which a formula tries it."""
        known = self._modes.get(block)
        if known is None:
            needed: set[str] = set()
            for figure in self._blocks[block]:
                self._need(figure, needed)
            order = [mode for mode in _ORDER if mode in needed]
            known = self._modes[block] = tuple(order) or (_LINK,)
        return known

    def _need(self, figure: RowFigure, needed: set[str]) -> None:
        """Add to `needed` what a figure needs; what another one of the block needs already is not asked again."""
        asked = figure.asked
        if self._is_rolled(figure):
            needed.add(_ROLLED)
        elif asked.key in self._lookups:
            needed.add(_LINK)
        if _CALCULATION not in needed and self._calculable(figure):
            needed.add(_CALCULATION)
        elif not self._rolled and not asked.measure and asked.key not in self._lookups:
            told = self._context.figures.resolve(asked).value is not None
            if told and asked.when.period.components() and self._quarters(figure) is not None:
                needed.add(_QUARTERS)

    def _is_rolled(self, figure: RowFigure) -> bool:
        asked = figure.asked
        return (
            asked.name in self._rolled
            and asked.when.scenario == "actual"
            and not asked.when.period.is_instant
            and (figure.sheet, "year") in self._heads
            and (figure.sheet, "node") in self._heads
        )

    def _reaches_ahead(self, block: BlockId) -> bool:
        """Whether a block has columns of the forecast."""
        known = self._reaching.get(block)
        if known is None:
            known = self._reaching[block] = any(self._ahead(figure) for figure in self._blocks[block])
        return known

    def _ahead(self, figure: RowFigure) -> bool:
        """Whether a column lies in the forecast."""
        last, when = self._context.last_day, figure.asked.when
        month = self._table.catalogue.company.fiscal_year_end_month
        return last is not None and when.scenario == "actual" and when.period.end(month) > last

    def _forecasts(self, figure: RowFigure) -> list[str]:
        """What a column of the forecast tries: the chosen scenario, then the calculation."""
        asked = figure.asked
        texts: list[str | None] = []
        if asked.name in self._rolled:
            texts.append(self._forecast(figure))
        expr = self._expression(asked)
        addresses = self._addresses(expr, figure) if expr is not None else None
        if expr is not None and addresses is not None:
            texts.append(calculation_text(expr, addresses))
        return [text for text in texts if text]

    def _calculable(self, figure: RowFigure) -> bool:
        expr = self._expression(figure.asked)
        return (
            expr is not None
            and self._addresses(expr, figure) is not None
            and self._context.figures.computed(figure.asked) is not None
        )

    def _expression(self, asked: FigureQuery) -> Expr | None:
        expressions = self._context.figures.expressions
        expr = expressions.get(asked.measure or asked.metric.concept)
        return bind(expr, asked.metric) if expr is not None else None

    # Texts

    def _text(self, mode: str, figure: RowFigure) -> str:
        if mode == _LINK:
            return self._link(figure)
        if mode == _ROLLED:
            return self._roll(figure)
        if mode == _QUARTERS:
            return self._quarters(figure) or ""
        expr = self._expression(figure.asked)
        addresses = self._addresses(expr, figure) if expr is not None else None
        return calculation_text(expr, addresses) if expr is not None and addresses is not None else ""

    def _link(self, figure: RowFigure) -> str:
        key_column = self._keys.get((figure.sheet, figure.row))
        # A balance in a column of quarters or years is looked up by the day on which the period ends.
        column = self._times.get((figure.sheet, figure.column), figure.asked.when)
        at_day = figure.asked.when.period.is_instant and not column.period.is_instant
        key_row = self._heads.get((figure.sheet, "day" if at_day else "key"))
        if key_column is None or key_row is None:
            return literal_link_text(figure.asked.key)
        return link_text(
            f"${column_letters(key_column)}{figure.row}", f"{column_letters(figure.column)}${key_row}"
        )

    def _roll(self, figure: RowFigure) -> str:
        key_column = self._keys.get((figure.sheet, figure.row))
        column = column_letters(figure.column)
        metric = f"${column_letters(key_column)}{figure.row}" if key_column else f'"{figure.asked.name}"'
        year, node = self._heads[(figure.sheet, "year")], self._heads[(figure.sheet, "node")]
        return rolled_text(metric, f"{column}${year}", f"{column}${node}")

    def _forecast(self, figure: RowFigure) -> str | None:
        key_column = self._keys.get((figure.sheet, figure.row))
        key_row = self._heads.get((figure.sheet, "key"))
        if key_column is None or key_row is None:
            return None
        return forecast_text(
            f"${column_letters(key_column)}{figure.row}", f"{column_letters(figure.column)}${key_row}"
        )

    def _timeline(self, sheet: str) -> PeriodRows | None:
        """The timeline of a sheet, asked for once all its heads are learnt."""
        if sheet not in self._timelines:
            self._timelines[sheet] = self._find_timeline(sheet)
        return self._timelines[sheet]

    def _find_timeline(self, sheet: str) -> PeriodRows | None:
        key_row = self._heads.get((sheet, "key"))
        columns = [column for (name, column) in self._times if name == sheet]
        if key_row is None or not columns:
            return None
        return PeriodRows(
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
        head_row = self._heads.get((figure.sheet, _PARENT_HEADS.get(period.kind, "")))
        if head_row is None:
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
        resolved = self._context.figures.resolve(static.asked)
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
            asked = FigureQuery(item.metric, fitted(item.metric, When(period, scenario), self._table))
            address = self._address_for(asked, static)
            if address is None:
                return None
            found[(item.metric, item.shift)] = address
        return found

    def _address_for(self, asked: FigureQuery, static: StaticFigure) -> str | None:
        """The cell that already holds a figure: on the same sheet first, then where its timeline stands."""
        same = self._static_homes.get((static.sheet, asked.key))
        if same is not None and (same.row, same.column) != (static.row, static.column):
            return CellPlace(same.row, same.column).address
        home = self._homes.get(asked.key)
        if home is None:
            return None
        place = CellPlace(home.row, home.column).address
        return place if home.sheet == static.sheet else f"{quote_sheet(home.sheet)}!{place}"
