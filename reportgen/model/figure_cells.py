"""Figures in a workbook's cells: which formula stands where, one per row and block.

A figure in a period block is, in this order, looked up where a sheet derives the periods of a year from each
other, looked up among the printed figures, calculated over the rows of the same sheet, or the sum of its
quarters. What any period of a row's block needs goes into the one formula of that row and block; in blocks that
reach beyond the history the columns of the forecast take their own part of it. A figure outside blocks links to
the cell that already holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.core.units import model_unit, units_of
from reportgen.data.labels import row_label
from reportgen.data.records import MetricRef
from reportgen.data.vocabulary import standard_name
from reportgen.figures.evaluate import Input, lineage
from reportgen.figures.measures import growth_measure
from reportgen.figures.query import (
    FigureQuery,
    When,
    fitted,
    sheet_key,
    under_standard,
    unit_kind_of_query,
)
from reportgen.figures.resolved import How
from reportgen.figures.tree import Expr, Shift, bind
from reportgen.figures.turns import TURNS, Turns
from reportgen.model.cell_formats import turn_word
from reportgen.model.figure_cell import ANY_COLUMN, FigureCell, FormulaKind, RowFormula, RowInBlock
from reportgen.model.formulas import (
    NOT_FORECAST,
    TimelineHead,
    along,
    calculation_text,
    first_given,
    forecast_text,
    history_or_forecast,
    joined,
    known_quarters_text,
    nine_months_text,
    out_of_loss_text,
    printed_text,
    quarters_text,
    rolled_text,
    same_row_text,
    wanted_key,
)
from reportgen.office.addresses import cell_address, column_letters, quote_sheet
from reportgen.plan.plan import CellValue, Formula
from reportgen.reports.context import ReportContext

_Addresses = dict[tuple[MetricRef, Shift], str]
# Joins the parts of a key in a formula.
_AND = '&"|"&'
_PARENT_HEADS = {PeriodKind.HALF: "half", PeriodKind.YEAR: "year"}


class FigureCells:
    """Where all figures, keys and heads of a workbook stand, and the formulas that follow from it.

    First everything is learnt, then cells are written: a formula points at cells of other rows and sheets.
    """

    def __init__(
        self,
        context: ReportContext,
        lookups: Collection[str] = (),
        rolled: Collection[str] = (),
        homes: tuple[str, str] = ("", ""),
    ) -> None:
        """`lookups` are the keys under which printed figures stand, `rolled` the metrics whose periods a sheet
        derives from each other; `homes` are the names of the two sheets."""
        self._home_sheets = dict(zip((FormulaKind.PRINTED, FormulaKind.ROLLED), homes, strict=True))
        self._context = context
        self._lookups = frozenset(lookups)
        self._rolled = frozenset(rolled)
        self._table = context.figures.table
        self._keys: dict[tuple[str, int], int] = {}
        self._heads: dict[tuple[str, str], int] = {}
        self._times: dict[tuple[str, int], When] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._cells: dict[tuple[str, int, int], FigureCell] = {}
        self._by_row: dict[tuple[str, int], list[FigureCell]] = {}
        self._blocks: dict[RowInBlock, list[FigureCell]] = {}
        self._static_homes: dict[tuple[str, str], FigureCell] = {}
        self._homes: dict[str, FigureCell] = {}
        self._formulas: dict[RowInBlock, RowFormula] = {}
        self._texts: dict[tuple[object, ...], str] = {}
        self._timelines: dict[str, TimelineHead | None] = {}

    def learn_head(self, name: str, sheet: str, row: int, column: int, when: When) -> None:
        """A head cell that tells something of a period: `key` in row 13."""
        self._heads.setdefault((sheet, name), row)
        self._times[(sheet, column)] = when

    def learn_key(self, sheet: str, row: int, column: int) -> None:
        """The cell of a row that holds the row's metric."""
        self._keys[(sheet, row)] = column

    def learn(self, figure: FigureCell) -> None:
        """A cell that shows a figure."""
        sheet, asked = figure.sheet, figure.asked
        self._cells[(sheet, figure.row, figure.column)] = figure
        self._by_row.setdefault((sheet, figure.row), []).append(figure)
        if figure.block is None:
            self._static_homes.setdefault((sheet, asked.key), figure)
            return
        self._times.setdefault((sheet, figure.column), asked.when)
        self._rows.setdefault((sheet, asked.name), figure.row)
        self._blocks.setdefault(figure.block, []).append(figure)
        self._homes.setdefault(asked.key, figure)

    def row_word(self, sheet: str, row: int, name: str) -> CellValue:
        """The key, label, unit or source of the figure that a row shows; None where it shows none.

        The figure is the first one of a period block, else the leftmost; the source is that of the first block.
        """
        cells = self._by_row.get((sheet, row))
        if not cells:
            return None
        leading = next((one for one in cells if one.block), None) or min(cells, key=lambda one: one.column)
        asked, catalogue = leading.asked, self._table.catalogue
        match name:
            case "key":
                return asked.name
            case "label":
                return row_label(asked.metric, catalogue, measure=asked.measure)
            case "label_ja":
                return row_label(asked.metric, catalogue, "ja", asked.measure)
            case "unit":
                kind = unit_kind_of_query(asked, self._table)
                usual = model_unit(kind, catalogue.company.currency, self._context.spec.scale)
                counted = (one.unit for one in self._table.facts if one.key.metric == asked.metric)
                own = usual or next(counted, "")
                return units_of(own) if kind == "count" else own
            case _:
                blocks = [one.block for one in cells if one.block]
                kind = self._formula_of(min(blocks)).kinds[0] if blocks else FormulaKind.PRINTED
                return self._home_sheets.get(kind, sheet)

    def source_keys(self, sheet: str, row: int, column: int) -> Iterator[str]:
        """Under which key a figure of a timeline stands on Data, then that of its year where years are derived."""
        figure = self._cells.get((sheet, row, column))
        if figure is not None and figure.block is not None:
            asked = figure.asked
            yield sheet_key(asked)
            year = Period(PeriodKind.YEAR, asked.when.period.year)
            yield sheet_key(replace(asked, when=asked.when._replace(period=year, scenario="actual")))

    def is_forecast(self, place: tuple[str, int, int]) -> bool:
        """Whether a cell, by sheet, row and column, stands in a column of the forecast."""
        when = self._times.get((place[0], place[2]))
        return when is not None and self._is_ahead(when)

    def asked(self, sheet: str, row: int, column: int) -> FigureQuery | None:
        """The figure that a cell shows; None where it shows none."""
        figure = self._cells.get((sheet, row, column))
        return figure.asked if figure is not None else None

    def formula(self, sheet: str, row: int, column: int) -> Formula | None:
        """The formula of a cell; None where it shows no figure."""
        figure = self._cells.get((sheet, row, column))
        if figure is None:
            return None
        return Formula(
            self._static_text(figure) if figure.block is None else self._row_text(figure, figure.block)
        )

    # Figures of period blocks

    def _row_text(self, figure: FigureCell, block: RowInBlock) -> str:
        """The formula of a figure in a block, put together once for all columns that ask in the same way."""
        needs, asked, when = self._formula_of(block), figure.asked, figure.asked.when
        of_period = when if FormulaKind.QUARTERS in needs.kinds else None
        alike = (block, asked.name, when.period.kind, when.standard, self._looked_up(figure), of_period)
        if alike not in self._texts:
            self._texts[alike] = self._text_of(replace(figure, any_column=True), needs)
        return self._texts[alike].replace(ANY_COLUMN, figure.letters)

    def _text_of(self, figure: FigureCell, needs: RowFormula) -> str:
        texts = [text for kind in needs.kinds if (text := self._text(kind, figure))]
        if len(texts) > 1 and needs.kinds[0] is FormulaKind.ROLLED:
            # That sheet says n/d in words; adding nothing makes an error of it, so that the next one is tried.
            texts[0] += "+0"
        text = first_given(texts)
        flag = self._head_cell(figure, "actual")
        if flag is not None and needs.reaches_ahead:
            text = history_or_forecast(flag, text, first_given(self._forecasts(figure), NOT_FORECAST))
        return text

    def _formula_of(self, block: RowInBlock) -> RowFormula:
        """What the formula of a row in a block tries; what one period needs already is not asked for another."""
        known = self._formulas.get(block)
        if known is None:
            needed: set[FormulaKind] = set()
            for figure in self._blocks[block]:
                self._need(figure, needed)
            kinds = tuple(kind for kind in FormulaKind if kind in needed) or (FormulaKind.PRINTED,)
            ahead = any(self._is_ahead(figure.asked.when) for figure in self._blocks[block])
            known = self._formulas[block] = RowFormula(kinds, ahead)
        return known

    def _need(self, figure: FigureCell, needed: set[FormulaKind]) -> None:
        asked, figures = figure.asked, self._context.figures
        if self._is_rolled(figure):
            needed.add(FormulaKind.ROLLED)
        elif sheet_key(asked) in self._lookups:
            needed.add(FormulaKind.PRINTED)
        answer, computed = figures.ask(asked), figures.computed(asked)
        # Only a calculation gives the last quarter then, and it is closer than one of nine months.
        closer = answer.how is How.DIFFERENCE and computed not in (None, answer.value)
        if closer and self._rest_of_year(figure):
            needed.add(FormulaKind.REST_OF_YEAR)
        if FormulaKind.CALCULATION not in needed and self._calculable(figure):
            needed.add(FormulaKind.CALCULATION)
        elif not self._rolled and not asked.measure and sheet_key(asked) not in self._lookups:
            disclosed = figures.ask(asked).value is not None
            if disclosed and asked.when.period.components() and self._quarters(figure):
                needed.add(FormulaKind.QUARTERS)

    def _is_rolled(self, figure: FigureCell) -> bool:
        asked = figure.asked
        return (
            asked.name in self._rolled
            and asked.when.scenario == "actual"
            and not asked.when.period.is_instant
            and (figure.sheet, "year") in self._heads
            and (figure.sheet, "node") in self._heads
        )

    def _calculable(self, figure: FigureCell) -> bool:
        """Whether the rows of the sheet give the figure, or its words, and the tables disclose what that takes."""
        expr, figures = self._expression(figure.asked), self._context.figures
        if expr is None or self._row_inputs(expr, figure) is None:
            return False
        return figures.computed(figure.asked) is not None or figures.ask(figure.asked).turn != ""

    def _rest_of_year(self, figure: FigureCell) -> str:
        """The year less its last quarter, from the row itself, for nine months; empty where the sheet cannot tell."""
        year, key_row = self._head_cell(figure, "year"), self._heads.get((figure.sheet, "key"))
        quarters, years = (self._span(figure.sheet, kind) for kind in (PeriodKind.QUARTER, PeriodKind.YEAR))
        told = figure.asked.when.period.kind is PeriodKind.NINE_MONTHS and not figure.asked.measure
        if not told or year is None or key_row is None or quarters is None or years is None:
            return ""
        return nine_months_text(figure.row, year, key_row, quarters, years)

    def _span(self, sheet: str, kind: PeriodKind) -> tuple[int, int] | None:
        """The first and the last column of a sheet that show actual periods of a kind."""
        columns = [
            column
            for (name, column), when in self._times.items()
            if name == sheet and when.period.kind is kind and when.scenario == "actual"
        ]
        return (min(columns), max(columns)) if columns else None

    def _parts(self, figure: FigureCell) -> tuple[int, int] | None:
        """The columns that a longer period adds up from: quarters, or halves where a sheet has no quarters."""
        quarters = self._span(figure.sheet, PeriodKind.QUARTER)
        if quarters is None and figure.asked.when.period.kind is PeriodKind.YEAR:
            return self._span(figure.sheet, PeriodKind.HALF)
        return quarters

    def _is_ahead(self, when: When) -> bool:
        """Whether a time lies in the forecast."""
        last, calendar = self._context.last_day, self._table.calendar
        return last is not None and when.scenario == "actual" and calendar.end(when.period) > last

    def _forecasts(self, figure: FigureCell) -> list[str]:
        """What a column of the forecast tries: the chosen scenario, then the calculation."""
        metric, period = self._metric_cell(figure), self._head_cell(figure, "key")
        known = figure.asked.name in self._rolled and metric is not None and period is not None
        texts = (
            forecast_text(str(metric), str(period)) if known else "",
            self._calculation(figure),
            self._known_quarters(figure),
        )
        given = [text for text in texts if text]
        if known and len(given) > 1:
            given[0] += "+0"  # a forecast that lacks an input says n/d in words, too
        return given

    def _known_quarters(self, figure: FigureCell) -> str:
        """The sum of the quarters, told and forecast, of a half or year that adds up; else empty."""
        asked = figure.asked
        name = _PARENT_HEADS.get(asked.when.period.kind, "")
        wanted, quarters = self._head_cell(figure, name), self._parts(figure)
        adds_up = self._table.catalogue.concepts[asked.metric.concept].roll_time == "sum"
        if asked.measure or not adds_up or wanted is None or quarters is None:
            return ""
        return known_quarters_text(figure.row, wanted, self._heads[figure.sheet, name], quarters)

    def _text(self, kind: FormulaKind, figure: FigureCell) -> str:
        match kind:
            case FormulaKind.ROLLED:
                metric = self._metric_cell(figure) or f'"{figure.asked.name}"'
                year, node = (str(self._head_cell(figure, name)) for name in ("year", "node"))
                return rolled_text(joined(metric, year) + self._standard_tail(figure), node)
            case FormulaKind.PRINTED:
                return self._printed(figure)
            case FormulaKind.REST_OF_YEAR:
                return self._rest_of_year(figure)
            case FormulaKind.CALCULATION:
                return self._calculation(figure)
            case FormulaKind.QUARTERS:
                return self._quarters(figure)

    def _looked_up(self, figure: FigureCell) -> str:
        """The head by which a figure is looked up among the printed ones; its key where there is none."""
        # A balance in a column of quarters or years is looked up by the day on which the period ends.
        column = self._times.get((figure.sheet, figure.column), figure.asked.when)
        at_day = figure.asked.when.period.is_instant and not column.period.is_instant
        head = "day" if at_day else "key"
        known = (figure.sheet, figure.row) in self._keys and (figure.sheet, head) in self._heads
        return head if known else sheet_key(figure.asked)

    def _printed(self, figure: FigureCell) -> str:
        found = self._looked_up(figure)
        metric, period = self._metric_cell(figure), self._head_cell(figure, found)
        if metric is None or period is None:
            return printed_text(f'"{found}"')
        return printed_text(joined(metric, period) + self._standard_tail(figure))

    def _standard_tail(self, figure: FigureCell) -> str:
        """What the keys of the figure's accounting standard end with, as Excel text; empty where there is one only."""
        standard = figure.asked.when.standard
        if not standard:
            return ""
        name = self._head_cell(figure, "standard") or f'"{standard_name(standard)}"'
        return f"{_AND}{name}"

    def _calculation(self, figure: FigureCell) -> str:
        """The calculation over the rows of the sheet; empty where one of them is missing."""
        expr = self._expression(figure.asked)
        inputs = self._row_inputs(expr, figure) if expr is not None else None
        return self._calculated(expr, inputs, figure.asked) if expr is not None and inputs is not None else ""

    def _calculated(self, expr: Expr, inputs: _Addresses, asked: FigureQuery) -> str:
        """A calculation; growth out of a loss or an outflow, which is no rate, in words."""
        text, words = calculation_text(expr, inputs), self.turns(asked)
        if words is None:
            return text
        before = next(address for (_, shift), address in inputs.items() if shift != Shift())
        return f"IFERROR({text},{out_of_loss_text(inputs[asked.metric, Shift()], before, words)})"

    def turns(self, asked: FigureQuery) -> Turns | None:
        """The words for growth into or out of a loss or an outflow; None for a figure that has none."""
        catalogue = self._table.catalogue
        names = TURNS.get(catalogue.concepts[asked.metric.concept].natural_sign)
        if names is None or growth_measure(asked.measure, catalogue) is None:
            return None
        return Turns(*(turn_word(self._context.figures.style, name) for name in names))

    def _quarters(self, figure: FigureCell) -> str:
        """The sum of the row's quarters on the same sheet; empty where not all of them stand there."""
        period = figure.asked.when.period
        name = _PARENT_HEADS.get(period.kind, "")
        wanted = self._head_cell(figure, name)
        quarters = {
            column: when.period
            for (sheet, column), when in self._times.items()
            if sheet == figure.sheet and when.period.kind is PeriodKind.QUARTER
        }
        if wanted is None or not set(period.components()) <= set(quarters.values()):
            return ""
        return quarters_text(
            figure.row, wanted, self._heads[(figure.sheet, name)], min(quarters), max(quarters)
        )

    # What formulas point at

    def _metric_cell(self, figure: FigureCell) -> str | None:
        """The cell of the figure's row that holds its metric, `$G12`."""
        column = self._keys.get((figure.sheet, figure.row))
        return f"${column_letters(column)}{figure.row}" if column is not None else None

    def _metric_text(self, sheet: str, metric: MetricRef) -> str:
        """A metric as Excel text: the cell that holds it, where the sheet has a row of it."""
        row = self._rows.get((sheet, str(metric)), 0)
        column = self._keys.get((sheet, row))
        return f"${column_letters(column)}{row}" if column is not None else f'"{metric}"'

    def _head_cell(self, figure: FigureCell, name: str) -> str | None:
        """The cell of the figure's column that tells `name` of the period, `H$13`."""
        row = self._heads.get((figure.sheet, name))
        return f"{figure.letters}${row}" if row is not None else None

    def _timeline(self, sheet: str) -> TimelineHead | None:
        """The head of a sheet, asked for once all of it is learnt."""
        if sheet not in self._timelines:
            key_row = self._heads.get((sheet, "key"))
            columns = [column for (name, column) in self._times if name == sheet]
            self._timelines[sheet] = (
                TimelineHead(
                    key_row,
                    self._heads.get((sheet, "prior_year")),
                    self._heads.get((sheet, "prior_quarter")),
                    min(columns),
                    max(columns),
                )
                if key_row is not None and columns
                else None
            )
        return self._timelines[sheet]

    def _expression(self, asked: FigureQuery) -> Expr | None:
        expr = self._context.figures.expressions.get(asked.measure or asked.metric.concept)
        return bind(expr, asked.metric) if expr is not None else None

    def _row_inputs(self, expr: Expr, figure: FigureCell) -> _Addresses | None:
        """An address for every input of an expression in the figure's own column, or None where one is missing."""
        head = self._timeline(figure.sheet)
        if head is None:
            return None

        def address(item: Input) -> str | None:
            row = self._rows.get((figure.sheet, str(item.metric)))
            text = same_row_text(row, figure.letters, head, item.shift) if row is not None else None
            wanted = wanted_key(figure.letters, head, item.shift)
            if row is None or text is None or wanted is None or not figure.asked.when.standard:
                return text
            return self._of_same_standard(text, item.metric, figure, wanted)

        return _all_addresses(expr, address)

    def _of_same_standard(self, text: str, metric: MetricRef, figure: FigureCell, wanted: str) -> str:
        """An earlier figure where its column is of the same standard, else what prints under that standard give."""
        head, tail = self._timeline(figure.sheet), self._standard_tail(figure)
        standards = self._heads.get((figure.sheet, "standard"))

        def print_of(metric: MetricRef) -> str:
            return printed_text(joined(self._metric_text(figure.sheet, metric), wanted) + tail)

        printed, expr = print_of(metric), self._expression(FigureQuery(metric, figure.asked.when))
        inputs = lineage(expr) if expr is not None else ()
        if expr is not None and all(item.shift == Shift() for item in inputs):
            parts = {(item.metric, item.shift): print_of(item.metric) for item in inputs}
            printed = f"IFERROR({printed},{calculation_text(expr, parts)})"
        if standards is None or head is None:
            return printed
        same = f"{along(f'${standards}', head, wanted)}={tail.removeprefix(_AND)}"
        # A period that has no column is one that only the figures on Data may tell.
        return f"IF(IFERROR({same},FALSE),{text},{printed})"

    # Figures outside blocks

    def _static_text(self, figure: FigureCell) -> str:
        """The formula of a figure outside blocks."""
        home = self._address_for(figure.asked, figure)
        if home is not None:
            return home
        expr, figures = self._expression(figure.asked), self._context.figures
        # A print that a calculation gives as well is calculated; any other stands as it is printed.
        if expr is not None and figures.computed(figure.asked) == figures.ask(figure.asked).value:
            inputs = self._static_inputs(expr, figure)
            if inputs is not None:
                return first_given([self._calculated(expr, inputs, figure.asked)])
        return first_given([printed_text(f'"{sheet_key(figure.asked)}"')])

    def _static_inputs(self, expr: Expr, figure: FigureCell) -> _Addresses | None:
        """An address for every input of an expression anywhere in the workbook, or None where one is missing."""
        when = figure.asked.when

        def address(item: Input) -> str | None:
            period = item.at(when.period, self._table.calendar)
            if period is None:
                return None
            time = When(period, when.scenario if item.shift == Shift() else "actual", when.standard)
            asked = FigureQuery(item.metric, fitted(item.metric, time, self._table))
            return self._address_for(under_standard(asked, self._table), figure)

        return _all_addresses(expr, address)

    def _address_for(self, asked: FigureQuery, cell: FigureCell) -> str | None:
        """The cell that already holds a figure: on the same sheet first, then where its timeline stands."""
        same = self._static_homes.get((cell.sheet, asked.key))
        if same is not None and (same.row, same.column) != (cell.row, cell.column):
            return cell_address(same.row, same.column)
        home = self._homes.get(asked.key)
        if home is None:
            return None
        place = cell_address(home.row, home.column)
        return place if home.sheet == cell.sheet else f"{quote_sheet(home.sheet)}!{place}"


def _all_addresses(expr: Expr, address_of: Callable[[Input], str | None]) -> _Addresses | None:
    found: _Addresses = {}
    for item in lineage(expr):
        address = address_of(item)
        if address is None:
            return None
        found[(item.metric, item.shift)] = address
    return found
